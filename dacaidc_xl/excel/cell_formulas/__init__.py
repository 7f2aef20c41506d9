"""DAC_ formulas in a user's own workbook, evaluated without a spreadsheet program."""

from dacaidc_xl.excel.cell_formulas.evaluate import (
    Evaluated,
    evaluate_workbook,
    holds_formulas,
    is_template,
    suffix_of,
)

__all__ = ["Evaluated", "evaluate_workbook", "holds_formulas", "is_template", "suffix_of"]
