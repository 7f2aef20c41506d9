"""Rectangles of cells: their spelling in a formula, and which cells of a set they meet."""

from __future__ import annotations

import re
from bisect import bisect_left, insort
from collections.abc import Hashable, Iterable, Iterator
from typing import Generic, NamedTuple, TypeVar

from openpyxl.utils.cell import (
    column_index_from_string,
    get_column_letter,
)

LAST_ROW, LAST_COLUMN = 1_048_576, 16_384
"""Size of a worksheet."""
_CELL = re.compile(r"^(\$?)([A-Za-z]{1,3})(\$?)([1-9]\d{0,6})$")
_COLUMN = re.compile(r"^(\$?)([A-Za-z]{1,3})$")
_ROW = re.compile(r"^(\$?)([1-9]\d{0,6})$")

Owner = TypeVar("Owner", bound=Hashable)


class Place(NamedTuple):
    """One cell: sheet, row and column, both from 1."""

    sheet: str
    row: int
    column: int

    def __str__(self) -> str:
        return f"{self.sheet}!{get_column_letter(self.column)}{self.row}"


class Area(NamedTuple):
    """A rectangle of cells of one sheet; all four sides belong to it."""

    sheet: str
    top: int
    left: int
    bottom: int
    right: int

    @property
    def rows(self) -> int:
        """Number of rows [-]."""
        return self.bottom - self.top + 1

    @property
    def columns(self) -> int:
        """Number of columns [-]."""
        return self.right - self.left + 1

    @property
    def size(self) -> int:
        """Number of cells [-]."""
        return self.rows * self.columns

    @property
    def corner(self) -> Place:
        """The cell at the top left."""
        return Place(self.sheet, self.top, self.left)

    @property
    def reference(self) -> str:
        """The area as a formula on its own sheet spells it."""
        start = f"{get_column_letter(self.left)}{self.top}"
        end = f"{get_column_letter(self.right)}{self.bottom}"
        return start if start == end else f"{start}:{end}"

    @property
    def absolute(self) -> str:
        """The area with its dollar signs, as a name or a chart spells it."""
        start = f"${get_column_letter(self.left)}${self.top}"
        return f"{start}:${get_column_letter(self.right)}${self.bottom}"

    def places(self) -> Iterator[Place]:
        """Walk the cells row by row."""
        for row in range(self.top, self.bottom + 1):
            for column in range(self.left, self.right + 1):
                yield Place(self.sheet, row, column)

    def meets(self, other: Area) -> bool:
        """Say whether the two have a cell in common."""
        return (
            self.sheet == other.sheet
            and self.top <= other.bottom
            and other.top <= self.bottom
            and self.left <= other.right
            and other.left <= self.right
        )

    def holds(self, place: Place) -> bool:
        """Say whether a cell belongs to the area."""
        return (
            place.sheet == self.sheet
            and self.top <= place.row <= self.bottom
            and self.left <= place.column <= self.right
        )


class Span(NamedTuple):
    """A rectangle without its sheet; ``absolute`` where every part has its dollar sign."""

    top: int
    left: int
    bottom: int
    right: int
    absolute: bool

    def on(self, sheet: str) -> Area:
        """Give the area of a sheet."""
        return Area(sheet, *self[:4])


def _corner(text: str) -> Span | None:
    if found := _CELL.match(text):
        column, row = column_index_from_string(found[2].upper()), int(found[4])
        return Span(row, column, row, column, bool(found[1] and found[3]))
    if found := _COLUMN.match(text):
        column = column_index_from_string(found[2].upper())
        return Span(1, column, LAST_ROW, column, bool(found[1]))
    if found := _ROW.match(text):
        return Span(int(found[2]), 1, int(found[2]), LAST_COLUMN, bool(found[1]))
    return None


def span_of(text: str) -> Span | None:
    """Read a reference without a sheet, such as ``$A$2``, ``A2:B9``, ``A:C`` or ``2:5``.

    Parameters
    ----------
    text : str
        The reference.

    Returns
    -------
    Span or None
        None for anything else, and for what lies outside a worksheet.

    Examples
    --------
    >>> span_of("B9:$A$2")
    Span(top=2, left=1, bottom=9, right=2, absolute=False)
    >>> span_of("price") is None
    True
    """
    first, colon, second = text.partition(":")
    try:
        one, other = _corner(first), _corner(second if colon else first)
    except ValueError:  # letters beyond the last column
        return None
    if one is None or other is None or (not colon and not _CELL.match(first)):
        return None
    top, left = min(one.top, other.top), min(one.left, other.left)
    bottom, right = max(one.bottom, other.bottom), max(one.right, other.right)
    if bottom > LAST_ROW or right > LAST_COLUMN:
        return None
    return Span(top, left, bottom, right, one.absolute and other.absolute)


class PlaceIndex(Generic[Owner]):
    """Cells with their owners, asked for by area.

    Examples
    --------
    >>> index = PlaceIndex()
    >>> index.add(Place("S", 3, 2), "b3")
    >>> index.first_in(Area("S", 1, 1, 9, 9)), index.first_in(Area("T", 1, 1, 9, 9))
    ('b3', None)
    """

    def __init__(self) -> None:
        self._owners: dict[Place, Owner] = {}
        self._rows: dict[str, dict[int, list[int]]] = {}

    def owner(self, place: Place) -> Owner | None:
        """Give the owner of a cell; None where it has none."""
        return self._owners.get(place)

    def add(self, place: Place, owner: Owner) -> None:
        """Take a cell in; the first owner stays."""
        if place not in self._owners:
            self._owners[place] = owner
            insort(self._rows.setdefault(place.sheet, {}).setdefault(place.column, []), place.row)

    def add_area(self, area: Area, owner: Owner) -> None:
        """Take all cells of an area in."""
        for place in area.places():
            self.add(place, owner)

    def discard(self, owner: Owner, area: Area) -> None:
        """Take the cells of an area out that belong to an owner."""
        for place in area.places():
            if self._owners.get(place) == owner:
                del self._owners[place]
                rows = self._rows[place.sheet][place.column]
                del rows[bisect_left(rows, place.row)]

    def first_in(self, area: Area) -> Owner | None:
        """Give the owner of some cell of an area; None where there is none."""
        return next(self.owners_in(area), None)

    def owners_in(self, area: Area) -> Iterator[Owner]:
        """Walk the owners of the cells of an area; an owner of several comes several times."""
        columns = self._rows.get(area.sheet, {})
        wanted: Iterable[int] = range(area.left, area.right + 1)
        if area.columns > len(columns):
            wanted = sorted(c for c in columns if area.left <= c <= area.right)
        for column in wanted:
            rows = columns.get(column, [])
            for position in range(bisect_left(rows, area.top), len(rows)):
                if rows[position] > area.bottom:
                    break
                yield self._owners[Place(area.sheet, rows[position], column)]
