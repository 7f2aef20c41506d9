"""The workbook under construction: worksheets, formats, names, and formulas with their values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from xlsxwriter.utility import (
    xl_cell_to_rowcol,
    xl_range_abs,
    xl_rowcol_to_cell,
)

from dacaidc_xl.excel.results.exact import ExactWorksheet
from dacaidc_xl.excel.results.style import CHOICE, LINE_PT, MUTED, Styles
from dacaidc_xl.excel.results.tables import ROW_SPACE_PT, write_text, write_value
from dacaidc_xl.excel.workbook.layout import NAMES

INPUT_INK, INPUT_FILL = "#0000FF", "#FFFBE6"
"""Text and fill of a cell that a user fills."""
ROW_PT = LINE_PT + ROW_SPACE_PT
"""Height of a row of one line [pt]."""

Scalar = float | int | str | bool
"""What a formula shows."""


class LiveWorksheet(ExactWorksheet):
    """Worksheet whose formulas may show an empty text.

    XlsxWriter stores an empty result as a number without digits; it is a text.
    """

    def _xml_formula_element(self, formula: str, result: object, attributes: Any = ()) -> None:
        marks = list(attributes)
        if result == "":
            marks.append(("t", "str"))
        super()._xml_formula_element(formula, result, marks)


def plain(value: object) -> Scalar:
    """Give a value of a table as a formula shows it; a blank as an empty text.

    Examples
    --------
    >>> plain(float("nan")), plain(2), plain(True)
    ('', 2.0, True)
    """
    if isinstance(value, bool | np.bool_):
        return bool(value)
    if isinstance(value, int | float | np.integer | np.floating):
        number = float(value)
        return number if np.isfinite(number) else ""
    return "" if value is None else str(value)


def _spilled(value: object, is_last: bool) -> dict[str, Any]:
    """Give the look of a spilled value; only a text of the last column may run over."""
    if not isinstance(value, float):
        return {"font_size": 9, "align": "left", "shrink": not is_last}
    if value.is_integer():
        return {"font_size": 9, "num_format": "#,##0"}
    return {"font_size": 9, "num_format": "#,##0.00" if abs(value) >= 1.0 else "0.0000"}


@dataclass(frozen=True)
class Book:
    """A workbook that is being written.

    Attributes
    ----------
    workbook : xlsxwriter.Workbook
        The workbook.
    styles : Styles
        Its formats.
    values_only : bool
        Whether formulas are left out and their values written instead.
    """

    workbook: Any
    styles: Styles
    values_only: bool = False

    def sheet(self, name: str) -> Any:
        """Give a worksheet by its name."""
        return self.workbook.get_worksheet_by_name(name)

    def name(
        self, name: str, sheet: Any, row: int, column: int, last_row: int | None = None
    ) -> None:
        """Give a defined name to a cell, or down to a last row of its column; from 0."""
        if last_row is None:
            where = xl_rowcol_to_cell(row, column, True, True)
        else:
            where = xl_range_abs(row, column, last_row, column)
        self.workbook.define_name(name, f"='{sheet.get_name()}'!{where}")

    def name_row(self, name: str, sheet: Any, row: int, column: int, last_column: int) -> None:
        """Give a defined name to cells of a row; from 0."""
        where = xl_range_abs(row, column, row, last_column)
        self.workbook.define_name(name, f"='{sheet.get_name()}'!{where}")

    def formula(
        self, sheet: Any, row: int, column: int, text: str, value: object, **look: Any
    ) -> None:
        """Write a formula with the value that it shows.

        Parameters
        ----------
        sheet : xlsxwriter worksheet
            The sheet.
        row, column : int
            The cell, from 0.
        text : str
            The formula, without the equals sign.
        value : object
            What it gives; a nan stands for an empty text.
        **look
            Properties of the format.
        """
        shown = plain(value)
        if self.values_only:
            write_value(sheet, self.styles, row, column, shown, **look)
        else:
            sheet.write_formula(row, column, f"={text}", self.styles.of(**look), shown)

    def array_formula(
        self, sheet: Any, row: int, column: int, text: str, value: object, **look: Any
    ) -> None:
        """Write a formula that works on whole arrays in one cell, as `formula`."""
        shown = plain(value)
        if self.values_only:
            write_value(sheet, self.styles, row, column, shown, **look)
        else:
            sheet.write_array_formula(
                row, column, row, column, f"{{={text}}}", self.styles.of(**look), shown
            )

    def spill(
        self, sheet: Any, row: int, column: int, text: str, rows: Sequence[Sequence[Any]]
    ) -> None:
        """Write a formula that spills, with all its values.

        Parameters
        ----------
        sheet : xlsxwriter worksheet
            The sheet.
        row, column : int
            Its first cell, from 0.
        text : str
            The formula, without the equals sign.
        rows : sequence of sequence
            What it gives; the first row are heads.
        """
        last_row, last_column = row + len(rows) - 1, column + len(rows[0]) - 1
        head = {"font_size": 8, "bold": True, "text_wrap": True, "valign": "bottom"}
        if not self.values_only:
            sheet.write_dynamic_array_formula(
                row,
                column,
                last_row,
                last_column,
                f"={text}",
                self.styles.of(**head),
                plain(rows[0][0]),
            )
        for down, values in enumerate(rows):
            for across, value in enumerate(values):
                if (down, across) == (0, 0) and not self.values_only:
                    continue
                look = head if down == 0 else _spilled(value, across == len(values) - 1)
                here = (row + down, column + across)
                write_value(sheet, self.styles, *here, plain(value), **look)

    def named_cell(self, name: str, value: str, span: int = 1, **look: Any) -> None:
        """Write a cell of `layout.NAMES` and define its name.

        Parameters
        ----------
        name : str
            Defined name.
        value : str
            What it holds.
        span : int
            Columns that it is merged over.
        **look
            Properties of the format.
        """
        cell = NAMES[name]
        sheet = self.sheet(cell.sheet)
        row, column = xl_cell_to_rowcol(cell.cell)
        if span > 1:
            sheet.merge_range(row, column, row, column + span - 1, "", self.styles.of(**look))
        write_text(sheet, self.styles, row, column, value, **look)
        self.name(name, sheet, row, column)

    def choice(self, name: str, value: str, words: str, offered: str, span: int = 2) -> None:
        """Write a cell with a drop-down, its words to the left.

        Parameters
        ----------
        name : str
            Defined name of the cell, in `layout.NAMES`.
        value : str
            What is chosen at first.
        words : str
            What is chosen.
        offered : str
            Name of the list.
        span : int
            Columns that the cell is merged over.
        """
        cell = NAMES[name]
        sheet = self.sheet(cell.sheet)
        row, column = xl_cell_to_rowcol(cell.cell)
        write_text(sheet, self.styles, row, column - 1, words, bold=True, align="right", indent=1)
        self.named_cell(
            name,
            value,
            span,
            bold=True,
            bg_color=CHOICE,
            border=1,
            border_color=MUTED,
            num_format="@",
            align="center",
        )
        if not self.values_only:
            sheet.data_validation(
                row,
                column,
                row,
                column,
                {
                    "validate": "list",
                    "source": f"={offered}",
                    "input_title": "Choose from the list",
                    "input_message": "The figures below follow.",
                    "error_title": "Not in the list",
                    "error_message": "Choose one of the entries of the list.",
                },
            )

    def state_heights(self) -> None:
        """State the height of every row that holds something and has none yet.

        LibreOffice 7.4 was seen to end while it printed rows that it had to measure.
        """
        for sheet in self.workbook.worksheets():
            for row in sorted(sheet.table):
                if row not in sheet.row_info:
                    sheet.set_row(row, ROW_PT)
