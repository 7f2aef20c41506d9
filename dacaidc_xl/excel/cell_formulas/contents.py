"""What the cells hold while formulas are evaluated: the file's values and those since then."""

from __future__ import annotations

import math
from collections.abc import Sequence

from openpyxl.utils.datetime import (
    CALENDAR_MAC_1904,
    CALENDAR_WINDOWS_1900,
    from_excel,
)

from dacaidc_xl.errors import InputError
from dacaidc_xl.excel.cell_formulas.areas import Area, Place
from dacaidc_xl.excel.cell_formulas.book import Book
from dacaidc_xl.excel.functions.cells import ERROR, MAX_CELLS
from dacaidc_xl.excel.plain_text import as_text

Content = float | str | bool | None
"""Content of a cell that is written; None clears it."""
NO_VALUE = f"{ERROR} no value"


def clean(value: object) -> Content:
    """Give a result of a function as the content of a cell.

    Examples
    --------
    >>> clean(float("nan")), clean(3), clean(None)
    ('#DAC! no value', 3.0, '')
    """
    if value is None:
        return ""
    if isinstance(value, str):
        return str(as_text(value, "xlsx")) if type(value) is str else value
    item = getattr(value, "item", None)
    plain = item() if item is not None else value
    if isinstance(plain, bool):
        return plain
    if isinstance(plain, int | float):
        return float(plain) if math.isfinite(plain) else NO_VALUE
    return str(as_text(str(plain), "xlsx"))


def as_rows(value: object) -> list[list[Content]]:
    """Give a result of a function as rows of cells.

    Examples
    --------
    >>> as_rows(1.5), as_rows([["a", 2.0]])
    ([[1.5]], [['a', 2.0]])
    """
    if not isinstance(value, Sequence) or isinstance(value, str):
        return [[clean(value)]]
    rows = [row if isinstance(row, list | tuple) else [row] for row in value]
    return [[clean(cell) for cell in row] for row in rows]


class Contents:
    """The cells of a workbook as they are now.

    Parameters
    ----------
    book : Book
        The workbook as it stands in the file.
    """

    def __init__(self, book: Book) -> None:
        self.book = book
        self.changed: dict[Place, Content] = {}

    def put(self, place: Place, content: Content) -> None:
        """Change a cell; None clears it."""
        self.changed[place] = content

    def get(self, place: Place) -> object:
        """Give the value of a cell; None for a blank one."""
        if place in self.changed:
            return self.changed[place]
        return self.book.sheets[place.sheet].values.get((place.row, place.column))

    def argument(self, place: Place) -> object:
        """Give the value of a cell as Excel hands it to a function: a date is no number."""
        value = self.get(place)
        sheet = self.book.sheets[place.sheet]
        if place in self.changed or (place.row, place.column) not in sheet.dates:
            return value
        epoch = CALENDAR_MAC_1904 if self.book.epoch_1904 else CALENDAR_WINDOWS_1900
        try:
            return from_excel(value, epoch)
        except (ValueError, OverflowError):
            return value

    def block(self, area: Area, text: str) -> object:
        """Give the value of a cell, or the rows of a range, as an argument.

        Parameters
        ----------
        area : Area
            The cells.
        text : str
            How the formula spells them, for the message.

        Raises
        ------
        InputError
            More cells than a function takes.
        """
        if area.size > MAX_CELLS:
            raise InputError("range", text, f"a range of at most {MAX_CELLS:,} cells")
        if area.size == 1:
            return self.argument(area.corner)
        return [
            [
                self.argument(Place(area.sheet, row, column))
                for column in range(area.left, area.right + 1)
            ]
            for row in range(area.top, area.bottom + 1)
        ]
