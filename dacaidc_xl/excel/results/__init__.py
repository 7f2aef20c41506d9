"""The analyst's output workbook of a study, eight sheets, written by code alone."""

from __future__ import annotations

from dacaidc_xl.excel.results.workbook import SHEETS_OF, write_results

__all__ = ["SHEETS_OF", "write_results"]
