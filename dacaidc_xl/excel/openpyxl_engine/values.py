"""What Excel makes of a value that a program sets, and what it gives back."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from openpyxl.cell.cell import ERROR_CODES, MergedCell
from openpyxl.worksheet.formula import ArrayFormula

from dacaidc_xl.excel.openpyxl_engine.stored import StoredValues
from dacaidc_xl.excel.plain_text import FORMULA_STARTS, put_text

NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?%?")
TRUTHS = {"TRUE": True, "FALSE": False}
TEXT_FORMAT = "@"


class CellError(str):
    """An error value of a cell, such as ``#N/A``, as against a text that says the same."""

    __slots__ = ()


def formula_of(cell: Any) -> str | None:
    """Give the formula of a cell with its equals sign, or None where it has none."""
    if cell.data_type != "f":
        return None
    return str(cell.value.text if isinstance(cell.value, ArrayFormula) else cell.value)


def value_of(cell: Any, stored: StoredValues) -> object:
    """Give what a cell shows to a program.

    Parameters
    ----------
    cell : openpyxl.cell.Cell
        The cell as it is now.
    stored : StoredValues
        What the file holds for formulas.

    Returns
    -------
    object
        A float, bool, str, datetime, `CellError`, or None for a blank cell and for a
        formula without a stored value.
    """
    source = stored.of(cell) if cell.data_type == "f" else cell
    value = source.value if source is not None else None
    if source is not None and source.data_type == "e":
        return CellError(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if value is None or isinstance(value, bool | float | str | dt.datetime):
        return value
    return str(value) if not isinstance(value, dt.date | dt.time | dt.timedelta) else value


def put_value(cell: Any, value: object) -> None:
    """Set a cell as Excel does when a program assigns a value to it.

    A text is read like one that was typed: an apostrophe before it keeps it as text, an
    equals sign makes it a formula, and what looks like a number, a truth value or an error
    becomes one. Of dates only the form 2030-01-31 is known here.

    Parameters
    ----------
    cell : openpyxl.cell.Cell
        Where to; its format stays.
    value : object
        What is set; None and an empty text clear the cell.

    Raises
    ------
    ValueError
        The cell lies inside a merged range.
    TypeError
        A value of a type that no cell holds.

    Examples
    --------
    >>> from openpyxl import Workbook
    >>> cell = Workbook().active["A1"]
    >>> for value in ("2030", "'2030", "=1+1", "'=1+1"):
    ...     put_value(cell, value)
    ...     print(repr(cell.value), cell.data_type)
    2030.0 n
    '2030' s
    '=1+1' f
    '=1+1' s
    """
    if isinstance(cell, MergedCell):
        raise ValueError(f"{cell.coordinate} lies inside a merged range")
    if cell.quotePrefix:
        cell.quotePrefix = False
    if not isinstance(value, str):
        if value is not None and not isinstance(value, bool | int | float | dt.date | dt.datetime):
            raise TypeError(f"a cell cannot hold a {type(value).__name__}")
        cell.value = value
        return
    if value.startswith("'"):
        put_text(cell, value[1:])
        cell.quotePrefix = True
    elif value == "":
        cell.value = None
    elif cell.number_format == TEXT_FORMAT:
        put_text(cell, value)
    else:
        _put_typed(cell, value)


def _put_typed(cell: Any, text: str) -> None:
    bare = text.strip()
    if NUMBER.fullmatch(bare.replace(",", "")) and not bare.startswith(","):
        number = float(bare.replace(",", "").rstrip("%"))
        cell.value = number / 100.0 if bare.endswith("%") else number
    elif text.startswith(FORMULA_STARTS):
        cell.value = text if text.startswith("=") else "=" + text
    elif bare.upper() in TRUTHS:
        cell.value = TRUTHS[bare.upper()]
    elif bare.upper() in ERROR_CODES:
        cell.value = bare.upper()
    else:
        try:
            cell.value = dt.datetime.strptime(bare, "%Y-%m-%d")
        except ValueError:
            put_text(cell, text)


@contextmanager
def every_digit(book: Any) -> Iterator[None]:
    """Let openpyxl write numbers with all their digits while the context lasts.

    It writes 16 digits, which is one too few for some numbers: 0.1 + 0.2 comes back as 0.3.

    Parameters
    ----------
    book : openpyxl.Workbook
        What is written inside the context.
    """
    cells = [
        (cell, cell._value)
        for sheet in book.worksheets
        for cell in sheet._cells.values()
        if isinstance(cell._value, float) and float(f"{cell._value:.16g}") != cell._value
    ]
    for cell, number in cells:
        cell._value = repr(float(number))
    try:
        yield
    finally:
        for cell, number in cells:
            cell._value = number
