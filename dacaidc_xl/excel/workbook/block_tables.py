"""Write the result tables: header, rows, colors, and looks for the rows that a run adds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from dacaidc_xl.excel.results.answer_sheets import MOST_OF
from dacaidc_xl.excel.results.columns import number_format_of
from dacaidc_xl.excel.results.highlights import highlight
from dacaidc_xl.excel.results.page import A3, set_page
from dacaidc_xl.excel.results.tables import Placed, column_width, write_table, write_text
from dacaidc_xl.excel.workbook.book import Book
from dacaidc_xl.excel.workbook.front import (
    INTRO_COLUMNS,
    INTRO_WIDTH,
    write_heading,
    write_title,
)
from dacaidc_xl.excel.workbook.look_up import Block

AS_TEXT = ("scenario", "value", "site", "county_fips")
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


def write_list(
    book: Book, block: Block, title: str, intro: str, keys: int, pages_wide: int
) -> None:
    """Write a sheet that is one result table.

    Parameters
    ----------
    book : Book
        The workbook.
    block : Block
        The table.
    title, intro : str
        What stands above it.
    keys : int
        Columns that name the row, and stay in view.
    pages_wide : int
        Pages in width on paper.
    """
    sheet = book.sheet(block.layout.sheet)
    write_title(book, sheet, title, intro, INTRO_COLUMNS, INTRO_WIDTH)
    frame = block.frame
    widths = {
        name: column_width(frame, name, most) for name, most in MOST_OF.items() if name in frame
    }
    place = write_block(book, block, widths)
    sheet.freeze_panes(block.layout.header_row, keys)
    set_page(
        sheet, title, A3, pages_wide, repeat_columns=(0, keys - 1),
        repeat_rows=(block.layout.header_row - 2, block.layout.header_row - 1),
        area=(place.last_row, place.last_column),
    )  # fmt: skip


def write_below(
    book: Book, block: Block, words: str, widths: Mapping[str, float] | None = None
) -> Placed:
    """Write a result table below the live views of its sheet.

    Parameters
    ----------
    book : Book
        The workbook.
    block : Block
        The table.
    words : str
        Its heading.
    widths : mapping, optional
        As `write_block` takes them.

    Returns
    -------
    Placed
    """
    sheet = book.sheet(block.layout.sheet)
    row = block.layout.header_row - 3
    last = len(block.layout.columns) - 1
    write_heading(book, sheet, row, 0, last, words)
    place = write_block(book, block, widths)
    sheet.freeze_panes(4, 0)
    return place
