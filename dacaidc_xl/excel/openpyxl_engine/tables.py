"""Excel tables (ListObjects) of a sheet."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from openpyxl.utils.cell import range_boundaries
from openpyxl.worksheet.table import Table as FileTable
from openpyxl.worksheet.table import TableStyleInfo
from xlwings import base_classes

from dacaidc_xl.excel.openpyxl_engine.ranges import Range

if TYPE_CHECKING:
    from dacaidc_xl.excel.openpyxl_engine.sheets import Sheet


class Tables(base_classes.Tables, base_classes.Collection):
    """The tables of a sheet."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet

    @property
    def api(self) -> Any:
        """Give the openpyxl collection."""
        return self._sheet.api.tables

    @property
    def parent(self) -> Sheet:
        """Give the sheet."""
        return self._sheet

    def __call__(self, key: int | str) -> Table:
        """Give a table by its number from 1 or its name, whatever its case."""
        if isinstance(key, int):
            return list(self)[key - 1]
        for table in self:
            if table.name.lower() == key.lower():
                return table
        raise KeyError(key)

    def __len__(self) -> int:
        return len(self.api)

    def __iter__(self) -> Iterator[Table]:
        for table in self.api.values():
            yield Table(self._sheet, table)

    def __contains__(self, key: str) -> bool:
        return any(table.name.lower() == key.lower() for table in self)

    def add(
        self,
        source_type: Any = None,
        source: Any = None,
        link_source: Any = None,
        has_headers: Any = None,
        destination: Any = None,
        table_style_name: str | None = "TableStyleMedium2",
        name: str | None = None,
    ) -> Table:
        """Make a table of a range whose first row holds the headers."""
        ref = source.get_address(False, False, False)
        made = FileTable(displayName=name or f"Table{len(self) + 1}", ref=ref)
        if table_style_name:
            made.tableStyleInfo = TableStyleInfo(name=table_style_name, showRowStripes=True)
        self._sheet.api.add_table(made)
        made._initialise_columns()
        self._sheet.book.record.add("add_table", f"{self._sheet.name}!{ref}", made.displayName)
        self.name_columns()
        return Table(self._sheet, made)

    def name_columns(self) -> None:
        """Let the columns bear the texts of their header cells, as Excel does."""
        for table in self:
            if not table.api.tableColumns:
                table.api._initialise_columns()
            cells = table.header_row_range
            for offset, column in enumerate(table.api.tableColumns):
                text = self._sheet.api.cell(cells.row, cells.column + offset).value
                column.name = str(text) if text is not None else f"Column{offset + 1}"


class Table(base_classes.Table):
    """An Excel table with a header row."""

    def __init__(self, sheet: Sheet, live: Any) -> None:
        self._sheet = sheet
        self._live = live

    @property
    def api(self) -> Any:
        """Give the openpyxl table."""
        return self._live

    @property
    def parent(self) -> Sheet:
        """Give the sheet."""
        return self._sheet

    @property  # type: ignore[misc]
    def name(self) -> str:
        """Give the name that formulas use."""
        return str(self._live.displayName)

    display_name = name

    @property
    def range(self) -> Range:
        """Give all cells: headers, rows and totals."""
        left, top, right, bottom = range_boundaries(self._live.ref)
        return Range(self._sheet, top, left, bottom - top + 1, right - left + 1)

    @property
    def header_row_range(self) -> Range:
        """Give the headers."""
        whole = self.range
        return Range(self._sheet, whole.row, whole.column, 1, whole.shape[1])

    @property
    def data_body_range(self) -> Range | None:
        """Give the rows between headers and totals, None where there are none."""
        whole = self.range
        rows = whole.shape[0] - 1 - (self._live.totalsRowCount or 0)
        return Range(self._sheet, whole.row + 1, whole.column, rows, whole.shape[1]) or None

    @property  # type: ignore[misc]
    def show_totals(self) -> bool:
        """Tell whether the table has a row of totals."""
        return bool(self._live.totalsRowCount)

    def resize(self, range: Any) -> None:
        """Give the table other rows; headers and columns stay where they are.

        Raises
        ------
        ValueError
            Other headers, other columns, no row of data, or a row of totals that would move.
        """
        new, old = range.impl if hasattr(range, "impl") else range, self.range
        if (new.row, new.column) != (old.row, old.column) or new.shape[1] != old.shape[1]:
            raise ValueError(f"the table {self.name} is resized by rows only")
        if new.shape[0] < 2 or self.show_totals:
            raise ValueError(f"the table {self.name} needs a row of data and no row of totals")
        self._live.ref = new.get_address(False, False, False)
        if self._live.autoFilter is not None:
            self._live.autoFilter.ref = self._live.ref
        self._sheet.book.record.add("resize", self.name, self._live.ref)
