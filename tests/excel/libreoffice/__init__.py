"""The functions in LibreOffice Calc, beside the engine."""
