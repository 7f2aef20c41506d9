"""The worksheet functions: one registry from which every face takes them."""

from dacaidc_xl.excel.functions.registry import Argument, WorksheetFunction, registry

__all__ = ["Argument", "WorksheetFunction", "registry"]
