"""Text of a user stays text: no spreadsheet program may take it for a formula."""

from __future__ import annotations

from typing import Any, Literal

from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE  # type: ignore[import-untyped]

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""First characters, half and full width, that a spreadsheet program may take for a formula."""

MAX_CELL_CHARACTERS = 32_767
"""Longest text that a cell holds."""


def as_text(value: object, target: Literal["csv", "xlsx", "live"] = "csv") -> object:
    r"""Give a value in a form that a spreadsheet program shows and never computes.

    Parameters
    ----------
    value : object
        What is written; anything but a text is given back unchanged.
    target : {'csv', 'xlsx', 'live'}
        A CSV file has no cell types, so a text that looks like a formula gets an apostrophe
        before it. In a workbook the cell's type does this (see `put_text`), and the text is
        kept as it is. A running Excel reads what it is given as if it were typed, so every
        text gets the apostrophe, which it takes off: 2030 stays a text as well.

    Returns
    -------
    object
        The text without characters that a workbook cannot hold and no longer than a cell;
        every other value as it was.

    Examples
    --------
    >>> as_text('=HYPERLINK("http://x")'), as_text("Ashburn"), as_text(-5.0)
    ('\'=HYPERLINK("http://x")', 'Ashburn', -5.0)
    >>> as_text("=1+1", "xlsx"), as_text("2030", "live")
    ('=1+1', "'2030")
    """
    if not isinstance(value, str):
        return value
    text = ILLEGAL_CHARACTERS_RE.sub("", value)
    if target == "csv" and text.lstrip(" ").startswith(FORMULA_STARTS):
        text = "'" + text
    text = text[:MAX_CELL_CHARACTERS]
    return f"'{text}" if target == "live" and text else text


def put_text(cell: Any, text: str) -> None:
    """Write a text into an openpyxl cell as text, whatever it begins with.

    Parameters
    ----------
    cell : openpyxl.cell.Cell
        Where to.
    text : str
        The text.

    Examples
    --------
    >>> from openpyxl import Workbook
    >>> cell = Workbook().active["A1"]
    >>> put_text(cell, "=1+1")
    >>> cell.value, cell.data_type
    ('=1+1', 's')
    """
    cell.value = as_text(text, "xlsx")
    cell.data_type = "s"
    if text.startswith(FORMULA_STARTS):
        # The sheet's own mark for "this is text": it stays text when the cell is edited.
        cell.quotePrefix = True
