"""The spreadsheet faces: input templates, safe reading of workbooks, text that stays text."""
