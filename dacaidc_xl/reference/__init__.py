"""The shipped reference data: facts with unit, source and vintage, and one loader for each."""
