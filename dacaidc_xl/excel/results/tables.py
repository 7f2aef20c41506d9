"""A pandas table as a real Excel table: headers unchanged, values exact, blanks blank."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from dacaidc_xl.excel.plain_text import FORMULA_STARTS, as_text
from dacaidc_xl.excel.results.columns import (
    MOST_WIDTH,
    NUMBER_WIDTH,
    label_of,
    number_format_of,
    text_lines,
    text_width,
)
from dacaidc_xl.excel.results.style import LINE_PT, RULE, Styles

if TYPE_CHECKING:
    import pandas as pd

TABLE_STYLE = "Table Style Light 1"
ROW_SPACE_PT = 2.75
"""What a row is higher than its lines; with one line not the default height, which is not
stored [pt]."""
TRUTH_FORMAT = '"TRUE";"TRUE";"FALSE"'
"""Excel shows a truth value by its type; LibreOffice 7.4 may show 0 without this format."""
INDENT_CHARACTERS = 1.3
"""What the indent of a text takes of its column [characters]."""


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a table stands; rows and columns from 0.

    Attributes
    ----------
    sheet : str
        Name of the sheet.
    name : str
        Name of the Excel table.
    first_row, last_row : int
        First and last row of data.
    first_column : int
        Column of the first header.
    columns : tuple of str
        Headers, in order.
    """

    sheet: str
    name: str
    first_row: int
    last_row: int
    first_column: int
    columns: tuple[str, ...]

    @property
    def last_column(self) -> int:
        """Give the column of the last header."""
        return self.first_column + len(self.columns) - 1

    def column(self, name: str) -> int:
        """Give the sheet's column that holds a column of the table."""
        return self.first_column + self.columns.index(name)


def write_text(sheet: Any, styles: Styles, row: int, column: int, text: str, **look: Any) -> None:
    """Write a text into a cell, never as a formula, link or number.

    Parameters
    ----------
    sheet : xlsxwriter worksheet
        The sheet.
    styles : Styles
        Formats of the workbook.
    row, column : int
        The cell, from 0.
    text : str
        What is written.
    **look
        Properties of the format.
    """
    clean = str(as_text(text, "xlsx"))
    if clean.startswith(FORMULA_STARTS):
        look["quote_prefix"] = True
    if clean:
        sheet.write_string(row, column, clean, styles.of(**look))
    else:
        sheet.write_blank(row, column, None, styles.of(**look))


def write_value(
    sheet: Any, styles: Styles, row: int, column: int, value: object, **look: Any
) -> None:
    """Write a value by its type: number, truth, text, or nothing for a NaN.

    Parameters
    ----------
    sheet : xlsxwriter worksheet
        The sheet.
    styles : Styles
        Formats of the workbook.
    row, column : int
        The cell, from 0.
    value : object
        What is written.
    **look
        Properties of the format; a ``num_format`` counts for numbers alone.
    """
    if isinstance(value, bool | np.bool_):
        look |= {"align": "center", "indent": 0, "num_format": TRUTH_FORMAT}
        sheet.write_boolean(row, column, bool(value), styles.of(**look))
    elif isinstance(value, int | float | np.integer | np.floating):
        number = float(value)
        if "indent" in look:  # a number in a column of texts
            look |= {"align": "right", "indent": 0}
        if math.isfinite(number):
            sheet.write_number(row, column, number, styles.of(**look))
        else:
            sheet.write_blank(row, column, None, styles.of(**look))
    else:
        look.pop("num_format", None)
        write_text(sheet, styles, row, column, "" if value is None else str(value), **look)


def _is_number(frame: pd.DataFrame, name: str) -> bool:
    return frame[name].dtype.kind in "iuf"


def column_width(frame: pd.DataFrame, name: str, most: float = MOST_WIDTH) -> float:
    """Give the width of a column from its content and its header [characters].

    Parameters
    ----------
    frame : DataFrame
        The table.
    name : str
        One of its columns.
    most : float
        Widest for text.

    Returns
    -------
    float
    """
    longest_word = max(len(word) for word in label_of(name).split(" "))
    if _is_number(frame, name):
        largest = frame[name].abs().max()
        digits = len(f"{largest:,.0f}") if largest == largest else 1
        return max(NUMBER_WIDTH, digits + 2.5, longest_word * 1.05 + 1.0)
    longest = max((text_width(str(v)) for v in frame[name].unique()), default=0.0)
    return min(max(longest + INDENT_CHARACTERS, longest_word + 2.5, 8.5), most)


def _write_column(
    sheet: Any, styles: Styles, values: pd.Series, first: int, here: int, width: float
) -> NDArray[np.int_]:
    """Write the cells of a column; give the lines that each needs."""
    look: dict[str, Any] = {"bottom": 4, "bottom_color": RULE}
    if values.dtype.kind in "iuf":
        look["num_format"] = number_format_of(str(values.name), values.dtype.kind in "iu")
        cell_format = styles.of(**look)
        for offset, value in enumerate(values.tolist()):
            if math.isfinite(value):
                sheet.write_number(first + offset, here, value, cell_format)
            else:
                sheet.write_blank(first + offset, here, None, cell_format)
        return np.ones(len(values), dtype=int)
    look |= {"align": "left", "indent": 1}
    room = width - INDENT_CHARACTERS
    needed = np.array([text_lines(str(value), room) for value in values], dtype=int)
    if (needed > 1).any():
        look["text_wrap"] = True
    for offset, value in enumerate(values.tolist()):
        write_value(sheet, styles, first + offset, here, value, **look)
    return needed


def write_table(
    sheet: Any,
    styles: Styles,
    frame: pd.DataFrame,
    name: str,
    row: int,
    column: int = 0,
    widths: Mapping[str, float] | None = None,
    set_widths: bool = True,
) -> Placed:
    """Write a table: a row of labels, the header, the rows.

    Parameters
    ----------
    sheet : xlsxwriter worksheet
        The sheet.
    styles : Styles
        Formats of the workbook.
    frame : DataFrame
        The table; its column names become the headers unchanged.
    name : str
        Name of the Excel table.
    row, column : int
        Place of the first label; the header stands one row below.
    widths : mapping, optional
        Widths of some columns [characters]; the others follow their content.
    set_widths : bool
        Set the widths; otherwise ``widths`` says how wide the sheet's columns are already.

    Returns
    -------
    Placed
        An empty frame gives one blank row, as Excel asks for.
    """
    own = dict(widths or {})
    names = [str(c) for c in frame.columns]
    width = {n: own.get(n, column_width(frame, n)) for n in names}
    size = max(len(frame), 1)
    place = Placed(sheet.get_name(), name, row + 2, row + 1 + size, column, tuple(names))
    sheet.add_table(
        row + 1,
        column,
        place.last_row,
        place.last_column,
        {
            "name": name,
            "style": TABLE_STYLE,
            "banded_rows": False,
            "columns": [{"header": n, "header_format": styles.header()} for n in names],
        },
    )
    label_lines, header_lines = 1, 1
    lines = np.ones(size, dtype=int)
    for position, n in enumerate(names):
        here = column + position
        if set_widths:
            sheet.set_column(here, here, width[n])
        sheet.write_string(row, here, label_of(n), styles.label())
        label_lines = max(label_lines, text_lines(label_of(n), width[n] * 0.92, 9))
        header_lines = max(header_lines, text_lines(n, width[n], 8))
        needed = _write_column(sheet, styles, frame[n], place.first_row, here, width[n])
        lines[: len(needed)] = np.maximum(lines[: len(needed)], needed)
    sheet.set_row(row, LINE_PT * 0.95 * label_lines + 6)
    # One line more: the filter button covers the end of the last.
    sheet.set_row(row + 1, LINE_PT * 0.85 * (header_lines + 1) + 2)
    # Every row has a stated height: LibreOffice 7.4 was seen to end while it printed rows that
    # it had to measure under conditional colors.
    for offset, count in enumerate(lines.tolist()):
        sheet.set_row(place.first_row + offset, LINE_PT * count + ROW_SPACE_PT)
    return place


def write_prose(
    sheet: Any,
    styles: Styles,
    row: int,
    first_column: int,
    last_column: int,
    text: str,
    width: float,
    **look: Any,
) -> None:
    """Write a sentence over merged cells, high enough that nothing is cut off.

    Parameters
    ----------
    sheet : xlsxwriter worksheet
        The sheet.
    styles : Styles
        Formats of the workbook.
    row, first_column, last_column : int
        The cells, from 0.
    text : str
        The sentence.
    width : float
        Width of the cells together [characters].
    **look
        Properties of the format.
    """
    look = {"text_wrap": True, "valign": "top", **look}
    size = float(look.get("font_size", 10))
    clean = str(as_text(text, "xlsx"))
    if clean.startswith(FORMULA_STARTS):
        look["quote_prefix"] = True
    cell_format = styles.of(**look)
    if last_column > first_column:
        sheet.merge_range(row, first_column, row, last_column, "", cell_format)
    sheet.write_string(row, first_column, clean, cell_format)
    sheet.set_row(row, LINE_PT * size / 10.0 * text_lines(clean, width, size) + 4)
