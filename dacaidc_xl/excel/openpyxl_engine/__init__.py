"""xlwings over openpyxl: macros run headless on real ``xlwings.Book`` objects."""

from dacaidc_xl.excel.openpyxl_engine.app import open_book
from dacaidc_xl.excel.openpyxl_engine.events import Event

__all__ = ["Event", "open_book"]
