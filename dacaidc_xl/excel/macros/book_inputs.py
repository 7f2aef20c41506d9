"""Inputs of an open workbook: its cells in whole arrays, read by the code of the templates."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from dacaidc_xl.errors import InputError, InputErrors
from dacaidc_xl.excel.safe_workbook import (
    MAX_COLUMNS,
    MAX_ROWS,
    STORE_VALUE,
    SheetCells,
    Unusable,
    WorkbookCells,
    content_of,
)
from dacaidc_xl.excel.template_cells import find_heading
from dacaidc_xl.excel.template_layout import Kind, parameters_layout, sites_layout
from dacaidc_xl.excel.template_read import InputSheets, TemplateInput, read_inputs
from dacaidc_xl.excel.workbook.layout import READ_NAMES, parameter_block, site_block

if TYPE_CHECKING:
    import xlwings as xw

ERROR_VALUES = frozenset(
    ("#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "#SPILL!", "#CALC!")
)
UNNAMED_ERRORS_BELOW = -2_146_000_000
"""Excel gives an error value that xlwings has no text for as a whole number of this size."""


def input_sheets(kind: Kind) -> InputSheets:
    """Give the sheets of the analyst workbook that hold the inputs of a study.

    Examples
    --------
    >>> input_sheets("states").parameters.name, input_sheets("states").places
    ('Inputs', None)
    """
    block = parameter_block()
    parameters = replace(parameters_layout(), name=block.sheet, names_row=block.header_row)
    if kind != "sites":
        return InputSheets(parameters)
    block = site_block()
    return InputSheets(
        parameters, replace(sites_layout(), name=block.sheet, names_row=block.header_row)
    )


def read_book(book: xw.Book, kind: Kind) -> TemplateInput:
    """Read what the user of an open workbook gives for a study.

    Parameters
    ----------
    book : xlwings.Book
        The analyst workbook.
    kind : {'sites', 'states', 'counties', 'pathways'}
        What the inputs are for; besides the sites, all places.

    Returns
    -------
    TemplateInput
        As `read_template` gives it; blank is the default here, too.

    Raises
    ------
    InputErrors
        As `read_template` says.
    """
    sheets = input_sheets(kind)
    wanted = [sheet.name for sheet in (sheets.parameters, sheets.places) if sheet is not None]
    return read_inputs(cells_of(book, wanted), kind, sheets)


def has_sites(book: xw.Book) -> bool:
    """Tell whether the user filled a row of the sheet Sites."""
    layout = input_sheets("sites").places
    cells = cells_of(book, [layout.name]).sheets.get(layout.name) if layout is not None else None
    if layout is None or cells is None:
        return False
    heading = find_heading(cells, layout)
    # Columns that cannot be found are for the reading to report.
    return bool(heading.errors or heading.filled_rows())


def cells_of(book: xw.Book, sheets: Collection[str]) -> WorkbookCells:
    """Read some sheets of an open workbook, two whole arrays a sheet.

    Parameters
    ----------
    book : xlwings.Book
        The workbook.
    sheets : collection of str
        Names of the sheets to read where they exist.

    Returns
    -------
    WorkbookCells
        As `read_workbook` gives it for a file.

    Raises
    ------
    InputErrors
        A sheet is larger than the bounds.
    """
    names = tuple(sheet.name for sheet in book.sheets)
    found = {name: _sheet_cells(book.sheets[name]) for name in names if name in sheets}
    cells: dict[str, tuple[str, int, int]] = {}
    for name in READ_NAMES:
        if name in book.names:
            area = book.names[name].refers_to_range
            cells[name] = (area.sheet.name, area.row, area.column)
    return WorkbookCells(Path(book.name), names, MappingProxyType(found), MappingProxyType(cells))


def _sheet_cells(sheet: xw.Sheet) -> SheetCells:
    used = sheet.used_range
    top, left = used.row, used.column
    height, width = used.shape
    if top + height - 1 > MAX_ROWS or left + width - 1 > MAX_COLUMNS:
        shown = Unusable(f"a sheet in use down to row {top + height - 1:,}")
        expected = f"at most {MAX_ROWS:,} rows and {MAX_COLUMNS} columns: delete the empty ones"
        raise InputErrors([InputError(sheet.name, shown, expected)])
    values = used.options(ndim=2, err_to_str=True).value
    formulas = used.formula
    if not isinstance(formulas, list | tuple):
        formulas = [[formulas]]
    rows: dict[int, dict[int, object]] = {}
    for below, (line, line_formulas) in enumerate(zip(values, formulas, strict=True)):
        for right, (value, formula) in enumerate(zip(line, line_formulas, strict=True)):
            content = _content(value, formula)
            if content is not None:
                rows.setdefault(top + below, {})[left + right] = content
    return SheetCells(sheet.name, MappingProxyType(rows))


def _content(value: object, formula: object) -> object:
    if isinstance(value, int) and value < UNNAMED_ERRORS_BELOW:
        return Unusable("an error value")
    content = content_of(value, value in ERROR_VALUES if isinstance(value, str) else False)
    if content is None and isinstance(formula, str) and formula.startswith("="):
        return Unusable(f"the formula {formula[:80]} without a value", STORE_VALUE)
    return content
