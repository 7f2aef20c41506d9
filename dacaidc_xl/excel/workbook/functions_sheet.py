"""Functions: each DAC_ function with what it gives, a live example, and its arguments."""

from __future__ import annotations

from typing import Any

from dacaidc_xl.excel.formulas import evaluate_formula
from dacaidc_xl.excel.functions import registry
from dacaidc_xl.excel.functions.cells import DEFECT
from dacaidc_xl.excel.functions.registry import Argument, WorksheetFunction
from dacaidc_xl.excel.results.columns import text_lines
from dacaidc_xl.excel.results.page import A3, set_page
from dacaidc_xl.excel.results.style import BAND, LINE_PT, MUTED, RULE, TILE
from dacaidc_xl.excel.results.tables import ROW_SPACE_PT, write_prose, write_text
from dacaidc_xl.excel.workbook.book import Book
from dacaidc_xl.excel.workbook.front import write_heading, write_title

INTRO = (
    "Each function with a live example. The first arguments stand in one order everywhere: region, "
    "scenario, server_class, capacity_mw; an argument in brackets may be left out. Every function "
    "of the first list also takes ranges and answers with an array of the same shape. A function "
    "never stops a sheet: what it cannot answer comes back as a text that begins with #DAC! and "
    "says place, value, expectation and nearest choice."
)
COLUMN_WIDTH = 16.0
SPANS = {"function": (0, 1), "gives": (2, 4), "example": (5, 7), "value": (8, 9), "args": (10, 15)}
"""First and last column of each part, from 0."""
HEADS = {
    "function": "Function",
    "gives": "What it gives",
    "example": "Example",
    "value": "Its value",
    "args": "Arguments",
}
LAST = SPANS["args"][1]
HEADS_ROW = 3


def _no_names(text: str) -> object:
    """Find no reference: the examples work in an empty workbook."""
    raise KeyError(text)


def _answer(function: WorksheetFunction) -> object:
    """Give what a function answers to its example; a failure is no answer to be shown."""
    value = evaluate_formula(function.example, _no_names)
    cells = [cell for row in value for cell in row] if isinstance(value, list) else [value]
    for cell in cells:
        if isinstance(cell, str) and DEFECT in cell:
            raise ValueError(f"the example {function.example} fails: {cell}")
    return value


def argument_words(argument: Argument) -> str:
    """Say what an argument is, in brackets where it may be left out.

    Parameters
    ----------
    argument : Argument
        Of a worksheet function.

    Returns
    -------
    str
    """
    name = f"[{argument.name}]" if argument.optional else argument.name
    return f"{name}: {argument.description}"


def write_functions(book: Book) -> None:
    """Write the sheet: values first, then the functions that spill.

    Parameters
    ----------
    book : Book
        The workbook.
    """
    sheet = book.sheet("Functions")
    sheet.set_column(0, LAST, COLUMN_WIDTH)
    write_title(book, sheet, "Functions", INTRO, 11, 12 * COLUMN_WIDTH)
    for part, (first, last) in SPANS.items():
        sheet.merge_range(HEADS_ROW, first, HEADS_ROW, last, HEADS[part], book.styles.label())
    sheet.set_row(HEADS_ROW, 18)
    row = HEADS_ROW + 1
    functions = registry().values()
    for function in (f for f in functions if f.returns == "scalar"):
        value = _answer(function)
        _write_function(book, sheet, row, function)
        first, last = SPANS["value"]
        look = {
            "bg_color": TILE, "bold": True, "bottom": 4, "bottom_color": RULE, "valign": "top",
            "num_format": "#,##0.000", "align": "right",
        }  # fmt: skip
        sheet.merge_range(row, first, row, last, "", book.styles.of(**look))
        book.formula(sheet, row, first, function.example.removeprefix("="), value, **look)
        row += 1
    row += 1
    write_heading(book, sheet, row, 0, LAST, "Functions that spill: one formula fills the cells")
    row += 1
    tables = [f for f in functions if f.returns == "table"]
    # The longest stands last.
    values = {f.name: _rows(_answer(f)) for f in tables}
    for function in sorted(tables, key=lambda f: len(values[f.name])):
        row = _write_spill(book, sheet, row + 1, function, values[function.name])
    sheet.freeze_panes(HEADS_ROW + 1, 0)
    set_page(sheet, "Functions", A3, repeat_rows=(HEADS_ROW, HEADS_ROW), area=(row, LAST))


def _rows(value: object) -> list[list[object]]:
    if not isinstance(value, list):
        raise TypeError(f"the example of a table function gives {value!r}")
    return value


def _write_function(book: Book, sheet: Any, row: int, function: WorksheetFunction) -> None:
    """Write all of a function's row but its value."""
    texts = {
        "function": function.name,
        "gives": function.description,
        "example": function.example,
        "args": "\n".join(argument_words(a) for a in function.arguments) or "none",
    }
    lines = 1
    for part, text in texts.items():
        first, last = SPANS[part]
        width = COLUMN_WIDTH * (last - first + 1)
        look: dict[str, Any] = {"font_size": 9, "bottom": 4, "bottom_color": RULE}
        if part == "function":
            look |= {"bold": True, "font_color": BAND, "font_size": 10}
        if part == "args":
            look |= {"font_color": MUTED, "align": "left", "indent": 1}
        write_prose(sheet, book.styles, row, first, last, text, width, **look)
        lines = max(lines, text_lines(text, width, look["font_size"]))
    sheet.set_row(row, LINE_PT * 0.95 * lines + 4)


def _write_spill(
    book: Book, sheet: Any, row: int, function: WorksheetFunction, rows: list[list[object]]
) -> int:
    """Write a function and below it what its example gives; give the row after it."""
    _write_function(book, sheet, row, function)
    first, last = SPANS["value"]
    sheet.merge_range(row, first, row, last, "", book.styles.of(bottom=4, bottom_color=RULE))
    write_text(
        sheet, book.styles, row, first, f"{len(rows)} rows below", font_size=9, italic=True,
        font_color=MUTED, align="right", valign="top", bottom=4, bottom_color=RULE,
    )  # fmt: skip
    book.spill(sheet, row + 1, 0, function.example.removeprefix("="), rows)
    heads = max(text_lines(str(head), COLUMN_WIDTH, 8) for head in rows[0])
    sheet.set_row(row + 1, LINE_PT * 0.85 * heads + 5)
    for offset in range(1, len(rows)):
        sheet.set_row(row + 1 + offset, LINE_PT + ROW_SPACE_PT)
    return row + 1 + len(rows)
