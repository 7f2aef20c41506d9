"""Long runs: a study in chunks, kept in a folder as they come, on one machine or on many."""
