"""The VBA of the workbook and of the add-in: module texts, function wrappers, the project."""

from dacaidc_xl.excel.vba.modules import VbaModule, addin_modules, workbook_modules
from dacaidc_xl.excel.vba.project import project

__all__ = ["VbaModule", "addin_modules", "project", "workbook_modules"]
