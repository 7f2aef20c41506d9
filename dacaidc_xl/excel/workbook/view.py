"""A live view over a result table: the rows of one choice, column under column."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

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
    sheet, styles = book.sheet(block.layout.sheet), book.styles
    start = block.layout.first_column - 1
    at = {n: start + i for i, n in enumerate(block.layout.columns)}
    found = [block.row({**chosen, by: item}) for item in items]
    lists.formulas(name, found)
    lines = 1
    for head in (by, *columns):
        sheet.write_string(row, at[head], label_of(head), styles.label())
        width = column_width(block.frame, head)
        lines = max(lines, text_lines(label_of(head), width * 0.92, 9))
    sheet.set_row(row, LINE_PT * 0.95 * lines + 6)
    for offset, (item, (_, position)) in enumerate(zip(items, found, strict=True), start=1):
        look: dict[str, Any] = {"bottom": 4, "bottom_color": RULE}
        write_value(sheet, styles, row + offset, at[by], item.value, bold=True, **look)
        for column in columns:
            text, value = block.cell(column, f"INDEX({name},{offset})", position)
            is_truth = block.frame[column].dtype.kind == "b"
            more = (
                {"num_format": TRUTH_FORMAT, "align": "center"}
                if is_truth
                else {"num_format": number_format_of(column)}
            )
            book.formula(sheet, row + offset, at[column], text, value, **more, **look)
        sheet.set_row(row + offset, LINE_PT + ROW_SPACE_PT)
    spanned = block.layout.columns[at[by] - start : at[columns[-1]] - start + 1]
    place = Placed(block.layout.sheet, name, row + 1, row + len(items), at[by], tuple(spanned))
    highlight(sheet, styles, place, bars=False)
    return place
