"""The workbook and the add-in on a user's machine: install, check, upgrade."""
