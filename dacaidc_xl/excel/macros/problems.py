"""What a macro could not use, as a table whose places lead to their cells."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from dacaidc_xl.errors import InputError
from dacaidc_xl.excel.macros.blocks import Rows, check_room, fill, targets
from dacaidc_xl.excel.plain_text import as_text
from dacaidc_xl.excel.workbook.layout import PROBLEMS

if TYPE_CHECKING:
    import xlwings as xw

CELL = re.compile(r"(?P<sheet>[^!]+)!(?P<cell>[A-Z]{1,3}[0-9]{1,7}(:[A-Z]{1,3}[0-9]{1,7})?)")
MAX_FORMULA_TEXT = 255
"""Longest text that a formula holds."""


def place_link(place: str, sheets: Iterable[str]) -> str:
    r"""Give a place as a formula that leads to it, or as plain text where it is no cell.

    A formula and no hyperlink object: it is written with the whole table at once, and goes
    when the table is cleared.

    Parameters
    ----------
    place : str
        Such as ``Sites!F7``.
    sheets : iterable of str
        Sheets of the workbook.

    Returns
    -------
    str
        What a cell is set to.

    Examples
    --------
    >>> place_link("Sites!F7", ["Sites"])
    '=HYPERLINK("#\'Sites\'!F7","Sites!F7")'
    >>> place_link("my.xlsm", ["Sites"])
    "'my.xlsm"
    """
    found = CELL.fullmatch(place)
    if found is None or found["sheet"] not in sheets or len(place) > MAX_FORMULA_TEXT // 2:
        return str(as_text(place, "live"))
    sheet = found["sheet"].replace("'", "''").replace('"', '""')
    shown = place.replace('"', '""')
    return f'=HYPERLINK("#\'{sheet}\'!{found["cell"]}","{shown}")'


def problem_rows(
    problems: Sequence[InputError], remarks: Sequence[str], sheets: Sequence[str]
) -> Rows:
    """Give the rows of the table of problems.

    Parameters
    ----------
    problems : sequence of InputError
        What was refused.
    remarks : sequence of str
        Warnings and failures that belong to no cell.
    sheets : sequence of str
        Sheets of the workbook.

    Returns
    -------
    list of list
        In the order of `block_columns.PROBLEMS`.
    """
    rows: Rows = [
        [
            place_link(error.place, sheets),
            *(
                as_text(text, "live") or None
                for text in (str(error.value), error.expected, error.nearest or "", str(error))
            ),
        ]
        for error in problems
    ]
    return rows + [[None, None, None, None, as_text(text, "live")] for text in remarks]


def show_problems(book: xw.Book, problems: Sequence[InputError], remarks: Sequence[str]) -> None:
    """Write the table of problems anew; without any it is empty.

    Parameters
    ----------
    book : xlwings.Book
        The analyst workbook.
    problems : sequence of InputError
        What was refused.
    remarks : sequence of str
        Warnings and failures that belong to no cell.

    Raises
    ------
    InputErrors, InputError
        The table is missing, or something stands below it.
    """
    (target,) = targets(book, [PROBLEMS])
    rows = problem_rows(problems, remarks, [sheet.name for sheet in book.sheets])
    check_room(target, len(rows))
    fill(target, rows)
