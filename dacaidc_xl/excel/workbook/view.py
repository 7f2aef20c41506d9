"""A live view over a result table: the rows of one choice, column under column."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dacaidc_xl.excel.results.charts import Series
from dacaidc_xl.excel.results.columns import label_of, number_format_of, text_lines
from dacaidc_xl.excel.results.highlights import highlight
from dacaidc_xl.excel.results.style import LINE_PT, RULE
from dacaidc_xl.excel.results.tables import (
    ROW_SPACE_PT,
    TRUTH_FORMAT,
    Placed,
    column_width,
    write_value,
)
from dacaidc_xl.excel.workbook.book import Book
from dacaidc_xl.excel.workbook.lists import ListsSheet
from dacaidc_xl.excel.workbook.look_up import Block, Key

CHART_PX = (760, 400)
SECOND_PX = CHART_PX[0] + 20
"""Where the second of two charts begins, from the left [px]."""
WIDE_CHART_PX = (1180, 460)


def series_of(place: Placed, by: int, column: str, fill: str) -> Series:
    """Give a column of a view as a series of a chart.

    Parameters
    ----------
    place : Placed
        The view.
    by : int
        Column of the categories, from 0.
    column : str
        The figure.
    fill : str
        Its color.

    Returns
    -------
    Series
    """
    words = label_of(column).split(" [")[0]
    return Series(
        words, place.sheet, place.first_row, place.last_row, by, place.column(column), fill
    )


def insert_chart(
    sheet: Any, row: int, chart: Any, words: str, x_offset: int = 4, column: int = 0
) -> None:
    """Put a chart on a sheet, with words for those who cannot see it.

    Parameters
    ----------
    sheet : xlsxwriter worksheet
        The sheet.
    row, column : int
        The cell under its upper left corner, from 0.
    chart : xlsxwriter chart
        The chart.
    words : str
        What it shows.
    x_offset : int
        Distance from the left edge of the cell [px].
    """
    sheet.insert_chart(
        row, column, chart,
        {"description": words, "object_position": 2, "x_offset": x_offset, "y_offset": 4},
    )  # fmt: skip


def write_view(
    book: Book,
    lists: ListsSheet,
    block: Block,
    name: str,
    row: int,
    chosen: Mapping[str, Key],
    by: str,
    items: Sequence[Key],
    columns: Sequence[str],
) -> Placed:
    """Write the rows of a table that fit a choice, each figure above its own column.

    Parameters
    ----------
    book : Book
        The workbook.
    lists : ListsSheet
        Where the rows found are kept.
    block : Block
        The table, on the same sheet.
    name : str
        Defined name of the rows found.
    row : int
        Row of the heads, from 0.
    chosen : mapping of str to Key
        What all rows have in common, by column.
    by : str
        Column that tells the rows apart.
    items : sequence of Key
        Its values, in order.
    columns : sequence of str
        Figures, next to each other in the table.

    Returns
    -------
    Placed
        The view, with ``by`` as its first column.
    """
    start = block.layout.first_column - 1
    at = {n: start + i for i, n in enumerate(block.layout.columns)}
    found = [block.row({**chosen, by: item}) for item in items]
    lists.formulas(name, found)
    heads = {column: at[column] for column in (by, *columns)}
    rows = [position for _, position in found]
    return write_rows(book, block, block.layout.sheet, name, row, heads, items, rows)


def write_rows(
    book: Book,
    block: Block,
    sheet_name: str,
    name: str,
    row: int,
    heads: Mapping[str, int],
    items: Sequence[Key],
    positions: Sequence[int],
) -> Placed:
    """Write rows of a table that were found, on any sheet.

    Parameters
    ----------
    book : Book
        The workbook.
    block : Block
        The table.
    sheet_name : str
        Where the rows are written.
    name : str
        Defined name of the numbers of the rows found, from 1; 0 for none.
    row : int
        Row of the heads, from 0.
    heads : mapping of str to int
        Columns of the table and where each stands, from 0, from left to right; the first tells
        the rows apart.
    items : sequence of Key
        Values of the first, in order.
    positions : sequence of int
        The numbers now.

    Returns
    -------
    Placed
    """
    sheet, styles = book.sheet(sheet_name), book.styles
    by, *columns = heads
    lines = 1
    between = set(range(heads[by], max(heads.values()))) - set(heads.values())
    for gap in between:
        sheet.write_blank(row, gap, None, styles.label())
    for head, at in heads.items():
        sheet.write_string(row, at, label_of(head), styles.label())
        width = column_width(block.frame, head)
        lines = max(lines, text_lines(label_of(head), width * 0.92, 9))
    sheet.set_row(row, LINE_PT * 0.95 * lines + 6)
    for offset, (item, position) in enumerate(zip(items, positions, strict=True), start=1):
        look: dict[str, Any] = {"bottom": 4, "bottom_color": RULE}
        bold: dict[str, Any] = {"bold": True, **look}
        for gap in between:
            sheet.write_blank(row + offset, gap, None, styles.of(**look))
        if item.is_constant:
            write_value(sheet, styles, row + offset, heads[by], item.value, **bold)
        else:
            book.formula(sheet, row + offset, heads[by], item.formula, item.value, **bold)
        for column in columns:
            text, value = block.cell(column, f"INDEX({name},{offset})", position)
            kind = block.frame[column].dtype.kind
            more: dict[str, Any] = {"num_format": number_format_of(column, kind == "i")}
            if kind == "b":
                more = {"num_format": TRUTH_FORMAT, "align": "center"}
            elif kind == "O":
                more = {"align": "left", "indent": 1}
            book.formula(sheet, row + offset, heads[column], text, value, **more, **look)
        sheet.set_row(row + offset, LINE_PT + ROW_SPACE_PT)
    first, last = heads[by], max(heads.values())
    spanned = {column: name for name, column in heads.items()}
    names = tuple(spanned.get(column, "") for column in range(first, last + 1))
    place = Placed(sheet_name, name, row + 1, row + len(items), first, names)
    highlight(sheet, styles, place, bars=False)
    return place
