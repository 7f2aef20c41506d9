"""The analyst workbook: its sheets, and where everything on them stands."""
