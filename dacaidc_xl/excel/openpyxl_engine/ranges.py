"""Ranges of cells: whole arrays in and out, each access recorded with its size."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from copy import copy
from typing import TYPE_CHECKING, Any

from openpyxl.styles import PatternFill
from openpyxl.styles.cell_style import StyleArray
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.hyperlink import Hyperlink
from xlwings import XlwingsError, base_classes

from dacaidc_xl.excel.openpyxl_engine.values import formula_of, put_value, value_of

if TYPE_CHECKING:
    from dacaidc_xl.excel.openpyxl_engine.names import Name
    from dacaidc_xl.excel.openpyxl_engine.sheets import Sheet
    from dacaidc_xl.excel.openpyxl_engine.tables import Table

MAX_ROWS, MAX_COLUMNS = 1_048_576, 16_384
STEPS = {"down": (1, 0), "up": (-1, 0), "right": (0, 1), "left": (0, -1)}
STEPS |= {name[0]: step for name, step in STEPS.items()}


class Range(base_classes.Range):
    """A rectangle of cells of one sheet; empty where a size is 0."""

    def __init__(self, sheet: Sheet, row: int, column: int, rows: int, columns: int) -> None:
        self._sheet = sheet
        self._row = row
        self._column = column
        self._shape = (rows, columns)
        self.options: Any = {}

    @property
    def sheet(self) -> Sheet:
        """Give the sheet."""
        return self._sheet

    @property
    def api(self) -> Any:
        """Give something true unless the range is empty: xlwings asks before it writes."""
        return self if all(self._shape) else None

    @property
    def coords(self) -> tuple[Sheet, int, int, int, int]:
        """Give sheet, first row, first column, rows, columns."""
        return (self._sheet, self._row, self._column, *self._shape)

    @property
    def row(self) -> int:
        """Give the first row, from 1."""
        return self._row

    @property
    def column(self) -> int:
        """Give the first column, from 1."""
        return self._column

    @property
    def shape(self) -> tuple[int, int]:
        """Give the numbers of rows and columns."""
        return self._shape

    def __len__(self) -> int:
        return self._shape[0] * self._shape[1]

    @property
    def address(self) -> str:
        """Give the absolute address."""
        return self.get_address(True, True, False)

    def get_address(self, row_absolute: bool, col_absolute: bool, external: bool) -> str:
        """Give the address, with book and sheet where it is for another book."""
        row, column = "$" * row_absolute, "$" * col_absolute
        corners = [
            f"{column}{get_column_letter(c)}{row}{r}"
            for r, c in (
                (self._row, self._column),
                (self._row + self._shape[0] - 1, self._column + self._shape[1] - 1),
            )
        ]
        text = corners[0] if len(self) == 1 else ":".join(corners)
        if external:
            owner = quote_sheetname(f"[{self._sheet.book.name}]{self._sheet.name}")
            return f"{owner}!{text}"
        return text

    def __call__(self, arg1: int, arg2: int | None = None) -> Range:
        """Give one cell, by row and column from 1 or by its number along the rows."""
        if arg2 is None:
            below, right = divmod(arg1 - 1, self._shape[1])
        else:
            below, right = arg1 - 1, arg2 - 1
        return Range(self._sheet, self._row + below, self._column + right, 1, 1)

    # --- contents

    def _note(self, kind: str, detail: object = None) -> None:
        place = f"{self._sheet.name}!{self.get_address(False, False, False)}"
        self._sheet.book.record.add(kind, place, len(self) if detail is None else detail)

    def _existing(self) -> Iterator[tuple[int, int, Any]]:
        """Walk the cells that the sheet holds, with their offsets in the range."""
        cells, sheet = self._sheet.api._cells, self._sheet.api
        # The last row and column are searched for in all cells: once is enough.
        last_row = min(self._row + self._shape[0] - 1, sheet.max_row)
        width = min(self._shape[1], sheet.max_column)
        for row in range(self._row, last_row + 1):
            for offset in range(width):
                cell = cells.get((row, self._column + offset))
                if cell is not None:
                    yield row - self._row, offset, cell

    def _array(self, blank: object, read: Callable[[Any], object]) -> Any:
        rows = [[blank] * self._shape[1] for _ in range(self._shape[0])]
        for below, right, cell in self._existing():
            rows[below][right] = read(cell)
        return rows[0][0] if len(self) == 1 else tuple(tuple(row) for row in rows)

    def _writable(self, row: int, column: int) -> Any:
        """Give a cell to write to; a new one takes the format of its column."""
        sheet = self._sheet.api
        cell = sheet._cells.get((row, column))
        if cell is None:
            cell = sheet.cell(row, column)
            letter = get_column_letter(column)
            style = next(
                (
                    dimension._style
                    for key, dimension in sheet.column_dimensions.items()
                    if key == letter
                    or (dimension.min is not None and dimension.min <= column <= dimension.max)
                ),
                StyleArray(),
            )
            cell._style = copy(style)
        if sheet.protection.sheet and cell.protection.locked:
            raise XlwingsError(f"{sheet.title}!{cell.coordinate} is locked on a protected sheet")
        return cell

    def _put(self, data: Any, put: Callable[[Any, Any], None]) -> None:
        rows, columns = self._shape
        if not isinstance(data, list | tuple):
            data = [[data] * columns] * rows
        elif data and not isinstance(data[0], list | tuple):
            data = [data] * rows
        if len(data) != rows or any(len(line) != columns for line in data):
            words = f"{self._sheet.name}!{self.get_address(False, False, False)}"
            raise ValueError(f"{len(data)} rows of values do not fit {words}")
        for below, line in enumerate(data):
            for right, value in enumerate(line):
                place = (self._row + below, self._column + right)
                if value is None and place not in self._sheet.api._cells:
                    continue
                cell = self._writable(*place)
                put(cell, value)
                if cell.data_type == "f":
                    self._sheet.book.stored.note_new(cell)

    @property
    def raw_value(self) -> Any:
        """Give the values: one, or a tuple of rows."""
        self._note("read")
        if not len(self):
            return None
        stored = self._sheet.book.stored
        return self._array(None, lambda cell: value_of(cell, stored))

    @raw_value.setter
    def raw_value(self, data: Any) -> None:
        self._note("write")
        self._put(data, put_value)

    @property
    def formula(self) -> Any:
        """Give the formulas, for a cell without one its value as text."""
        self._note("read")
        return self._array("", _as_formula)

    @formula.setter
    def formula(self, data: Any) -> None:
        self._note("formula")
        self._put(data, put_value)

    formula2 = formula

    @property
    def has_array(self) -> bool:
        """Tell whether a cell is part of an array formula; old ones are not told apart here."""
        return False

    def clear_contents(self) -> None:
        """Clear values and formulas; formats stay."""
        self._note("clear")
        for _, _, cell in list(self._existing()):
            put_value(self._writable(cell.row, cell.column), None)

    def end(self, direction: str) -> Range:
        """Give the cell that Ctrl and an arrow key lead to from the first one."""
        below, right = STEPS[direction]
        values = {
            (cell.row, cell.column): cell.value
            for row in self._sheet.api.iter_rows()
            for cell in row
            if cell.value is not None
        }
        lowest = max((row for row, _ in values), default=1)
        widest = max((column for _, column in values), default=1)

        def inside(row: int, column: int) -> bool:
            return 1 <= row <= max(lowest, self._row) and 1 <= column <= max(widest, self._column)

        row, column = self._row, self._column
        ahead = (row + below, column + right)
        if (row, column) in values and ahead in values:
            while (row + below, column + right) in values:
                row, column = row + below, column + right
            return Range(self._sheet, row, column, 1, 1)
        row, column = ahead
        while inside(row, column) and (row, column) not in values:
            row, column = row + below, column + right
        if not inside(row, column):
            row = {1: MAX_ROWS, -1: 1}.get(below, row)
            column = {1: MAX_COLUMNS, -1: 1}.get(right, column)
        return Range(self._sheet, row, column, 1, 1)

    # --- looks, links, names, tables

    @property
    def color(self) -> tuple[int, int, int] | None:
        """Give the fill of the first cell as red, green, blue."""
        fill = self._sheet.api.cell(self._row, self._column).fill
        rgb = fill.fgColor.rgb
        if fill.fill_type != "solid" or not isinstance(rgb, str):
            return None
        red, green, blue = bytes.fromhex(rgb[-6:])
        return red, green, blue

    @color.setter
    def color(self, value: tuple[int, int, int] | str | None) -> None:
        self._note("format", value)
        if value is None:
            fill = PatternFill()
        else:
            digits = value.lstrip("#") if isinstance(value, str) else bytes(value).hex()
            fill = PatternFill("solid", fgColor=digits.upper())
        for row, column in self._places():
            self._writable(row, column).fill = fill

    @property
    def number_format(self) -> str | None:
        """Give the number format that all cells share, else None."""
        found = {self._sheet.api.cell(*place).number_format for place in self._places()}
        return found.pop() if len(found) == 1 else None

    @number_format.setter
    def number_format(self, value: str) -> None:
        self._note("format", value)
        for row, column in self._places():
            self._writable(row, column).number_format = value

    def _places(self) -> Sequence[tuple[int, int]]:
        return [
            (self._row + below, self._column + right)
            for below in range(self._shape[0])
            for right in range(self._shape[1])
        ]

    def autofit(self, axis: str | None = None) -> None:
        """Note the wish: widths of columns follow from fonts, which a file does not measure."""
        self._note("autofit", axis or "both")

    @property
    def hyperlink(self) -> str:
        """Give the target of the link of the first cell."""
        link = self._sheet.api.cell(self._row, self._column).hyperlink
        if link is None:
            raise XlwingsError(f"{self._sheet.name}!{self.address} has no link")
        return str(link.target or f"#{link.location}")

    def add_hyperlink(self, address: str, text_to_display: str = "", screen_tip: str = "") -> None:
        """Link a cell; ``#Sheet!A1`` leads to a place in the book."""
        self._note("link", address)
        cell = self._writable(self._row, self._column)
        put_value(cell, "'" + text_to_display)
        link = Hyperlink(ref=cell.coordinate, tooltip=screen_tip, display=text_to_display)
        if address.startswith("#"):
            link.location = address[1:]
        else:
            link.target = address
        cell.hyperlink = link

    @property
    def name(self) -> Name | None:
        """Give the name that stands for just this range."""
        for name in self._sheet.book.names:
            try:
                other = name.refers_to_range
            except ValueError:
                continue
            if (other.sheet.name, *other.coords[1:]) == (self._sheet.name, *self.coords[1:]):
                return name
        return None

    @name.setter
    def name(self, value: str) -> None:
        self._sheet.book.names.add(value, f"={quote_sheetname(self._sheet.name)}!{self.address}")

    @property
    def table(self) -> Table | None:
        """Give the Excel table in which the first cell lies."""
        for table in self._sheet.tables:
            _, row, column, rows, columns = table.range.coords
            if row <= self._row < row + rows and column <= self._column < column + columns:
                return table
        return None

    def select(self) -> None:
        """Select the cells on their sheet."""
        self._note("activate")
        view = self._sheet.api.sheet_view.selection[0]
        view.activeCell = self(1, 1).get_address(False, False, False)
        view.sqref = self.get_address(False, False, False)


def _as_formula(cell: Any) -> str:
    formula = formula_of(cell)
    if formula is not None:
        return formula
    return "" if cell.value is None else str(cell.value)
