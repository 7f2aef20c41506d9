"""The analyst's output workbook of a study, eight sheets, written by code alone."""

from __future__ import annotations

from dacaidc_xl.excel.results.workbook import sheets_of, write_results

__all__ = ["sheets_of", "write_results"]
