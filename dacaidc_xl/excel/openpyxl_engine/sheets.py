"""Worksheets of a book."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from openpyxl.utils.cell import range_boundaries
from xlwings import base_classes

from dacaidc_xl.excel.openpyxl_engine.names import Names
from dacaidc_xl.excel.openpyxl_engine.ranges import MAX_COLUMNS, MAX_ROWS, Range
from dacaidc_xl.excel.openpyxl_engine.tables import Tables

if TYPE_CHECKING:
    from dacaidc_xl.excel.openpyxl_engine.app import Book


class Sheets(base_classes.Sheets):
    """The worksheets of a book; chart sheets are left alone."""

    def __init__(self, book: Book) -> None:
        self._book = book

    @property
    def api(self) -> Any:
        """Give the openpyxl workbook."""
        return self._book.live

    @property
    def active(self) -> Sheet:
        """Give the sheet in front."""
        return Sheet(self._book, self._book.live.active)

    def __call__(self, key: int | str) -> Sheet:
        """Give a sheet by its number from 1 or its name, whatever its case."""
        sheets = self._book.live.worksheets
        if isinstance(key, int):
            return Sheet(self._book, sheets[key - 1])
        for sheet in sheets:
            if sheet.title.lower() == key.lower():
                return Sheet(self._book, sheet)
        raise KeyError(key)

    def __len__(self) -> int:
        return len(self._book.live.worksheets)

    def __iter__(self) -> Iterator[Sheet]:
        for sheet in self._book.live.worksheets:
            yield Sheet(self._book, sheet)

    def __contains__(self, key: str) -> bool:
        return any(sheet.name.lower() == key.lower() for sheet in self)

    def add(
        self, before: Sheet | None = None, after: Sheet | None = None, name: str | None = None
    ) -> Sheet:
        """Add a sheet, before the active one where nothing else is said."""
        book = self._book.live
        if after is not None:
            position = book.index(after.api) + 1
        else:
            position = book.index(before.api if before is not None else book.active)
        made = book.create_sheet(name, position)
        book.active = book.index(made)
        self._book.record.add("add_sheet", made.title)
        return Sheet(self._book, made)


class Sheet(base_classes.Sheet):
    """A worksheet."""

    def __init__(self, book: Book, live: Any) -> None:
        self._book = book
        self._live = live

    @property
    def api(self) -> Any:
        """Give the openpyxl worksheet."""
        return self._live

    @property
    def book(self) -> Book:
        """Give the book."""
        return self._book

    @property
    def name(self) -> str:
        """Give the name on the tab."""
        return str(self._live.title)

    @name.setter
    def name(self, value: str) -> None:
        self._book.record.add("rename_sheet", self.name, value)
        self._live.title = value

    @property
    def names(self) -> Names:
        """Give the names of this sheet alone."""
        return Names(self._book, {f"{self.name}!": self._live.defined_names})

    @property
    def index(self) -> int:
        """Give the position among the worksheets, from 1."""
        return int(self._book.live.worksheets.index(self._live)) + 1

    @property
    def visible(self) -> bool:
        """Tell whether the sheet has a tab."""
        return bool(self._live.sheet_state == "visible")

    @visible.setter
    def visible(self, value: bool) -> None:
        self._live.sheet_state = "visible" if value else "hidden"
        self._book.record.add("visible", self.name, value)

    @property
    def tables(self) -> Tables:
        """Give the Excel tables."""
        return Tables(self)

    @property
    def cells(self) -> Range:
        """Give all cells."""
        return Range(self, 1, 1, MAX_ROWS, MAX_COLUMNS)

    @property
    def used_range(self) -> Range:
        """Give the cells from the first to the last that the file holds."""
        first_column, first_row, last_column, last_row = range_boundaries(self._live.dimensions)
        return Range(
            self, first_row, first_column, last_row - first_row + 1, last_column - first_column + 1
        )

    def range(self, arg1: Any, arg2: Any = None) -> Range:
        """Give a range by address, name, (row, column), four numbers, or two corners."""
        if isinstance(arg1, tuple) and len(arg1) == 4:
            return Range(self, *arg1)
        if isinstance(arg1, int) and isinstance(arg2, int):
            arg1, arg2 = (arg1, arg2), None
        first = self._corner(arg1)
        if arg2 is None:
            return first
        second = self._corner(arg2)
        # Excel takes the corners of a range in any order.
        top, left = min(first.row, second.row), min(first.column, second.column)
        bottom = max(first.row + first.shape[0], second.row + second.shape[0])
        right = max(first.column + first.shape[1], second.column + second.shape[1])
        return Range(self, top, left, bottom - top, right - left)

    def _corner(self, arg: Any) -> Range:
        if isinstance(arg, Range):
            return arg
        if isinstance(arg, tuple):
            if 0 in arg:
                raise IndexError("rows and columns of a sheet begin at 1")
            return Range(self, arg[0], arg[1], 1, 1)
        if self._book.names.contains(arg):
            return self._book.names(arg).refers_to_range
        first_column, first_row, last_column, last_row = range_boundaries(arg.replace("$", ""))
        first_row, last_row = first_row or 1, last_row or MAX_ROWS
        first_column, last_column = first_column or 1, last_column or MAX_COLUMNS
        return Range(
            self, first_row, first_column, last_row - first_row + 1, last_column - first_column + 1
        )

    def activate(self) -> None:
        """Bring the sheet to the front."""
        book = self._book.live
        for sheet in book.worksheets:
            sheet.sheet_view.tabSelected = sheet is self._live
        book.active = book.index(self._live)
        self._book.record.add("activate", self.name)

    select = activate

    def clear_contents(self) -> None:
        """Clear all values; formats stay."""
        self.used_range.clear_contents()

    def autofit(self, axis: str | None = None) -> None:
        """Note the wish: widths of columns follow from fonts, which a file does not measure."""
        self._book.record.add("autofit", self.name, axis)
