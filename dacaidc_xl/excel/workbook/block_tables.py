"""Write the result tables: header, rows, colors, and looks for the rows that a run adds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from dacaidc_xl.excel.results.columns import number_format_of
from dacaidc_xl.excel.results.highlights import highlight
from dacaidc_xl.excel.results.tables import Placed, column_width, write_table, write_text
from dacaidc_xl.excel.workbook.book import Book
from dacaidc_xl.excel.workbook.look_up import Block

AS_TEXT = ("scenario", "value", "site")
"""Columns whose texts may look like numbers: 2030 stays a text."""
GROWS_TO = 12_000
"""Row to which the colors reach, so that a longer result has them too."""


def write_block(
    book: Book, block: Block, widths: Mapping[str, float] | None = None, colors: bool = True
) -> Placed:
    """Write a result table at its place.

    Parameters
    ----------
    book : Book
        The workbook.
    block : Block
        The table and its place.
    widths : mapping, optional
        Widths of some columns [characters]; the others follow their content.
    colors : bool
        Lay conditional colors over it.

    Returns
    -------
    Placed
    """
    layout, frame = block.layout, block.frame
    sheet = book.sheet(layout.sheet)
    first = layout.first_column - 1
    width = {name: column_width(frame, name) for name in layout.columns} | dict(widths or {})
    place = write_table(
        sheet, book.styles, frame, layout.name, layout.header_row - 2, first, width, False
    )
    for position, name in enumerate(layout.columns):
        number = frame[name].dtype.kind in "iuf"
        is_text = name in AS_TEXT and not number
        shown = "@" if is_text else number_format_of(name) if number else "General"
        look = book.styles.of(num_format=shown)
        sheet.set_column(first + position, first + position, width[name], look)
        if is_text:
            for row, text in enumerate(frame[name], start=place.first_row):
                write_text(
                    sheet, book.styles, row, first + position, str(text),
                    num_format="@", bottom=4, bottom_color="#D5DBE1", align="left", indent=1,
                    text_wrap=layout.table == "provenance",
                )  # fmt: skip
    book.name(block.head, sheet, layout.header_row - 1, first)
    book.name_row(block.heads, sheet, layout.header_row - 1, first, place.last_column)
    if colors:
        highlight(sheet, book.styles, replace(place, last_row=GROWS_TO))
    return place
