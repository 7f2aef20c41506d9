"""What the sheets have in common: head, headings, links, buttons, paper."""

from __future__ import annotations

from typing import Any

from xlsxwriter.utility import xl_cell_to_rowcol

from dacaidc_xl.excel.results.columns import text_lines
from dacaidc_xl.excel.results.style import BAND, LINE_PT, MUTED
from dacaidc_xl.excel.results.tables import write_prose, write_text
from dacaidc_xl.excel.workbook.book import Book
from dacaidc_xl.excel.workbook.layout import BUTTONS, NAMES, RUN_NAMES

LINK = "#0072B2"
INTRO_COLUMNS, INTRO_WIDTH = 10, 130.0
"""Last column of an introduction above a wide table, and its width [characters]."""
BUTTON_ROW_PT = 27.0
"""Height of a row that holds a button of 30 px [pt]."""


def write_title(
    book: Book, sheet: Any, title: str, intro: str, last_column: int, width: float, column: int = 0
) -> None:
    """Write a sheet's title and its introduction into the first two rows.

    Parameters
    ----------
    book : Book
        The workbook.
    sheet : xlsxwriter worksheet
        The sheet.
    title, intro : str
        First and second row.
    last_column : int
        Last of the cells that the introduction is merged over, from 0.
    width : float
        Their width together [characters].
    column : int
        First column.
    """
    write_text(sheet, book.styles, 0, column, title, font_size=16, bold=True, font_color=BAND)
    sheet.set_row(0, 28)
    write_prose(
        sheet, book.styles, 1, column, last_column, intro, width, font_size=9, font_color=MUTED
    )


def write_run_words(book: Book, study: str, text: str) -> None:
    """Write what the results of a study were made of, below the introduction of its sheet.

    Parameters
    ----------
    book : Book
        The workbook.
    study : str
        Kind of the study, in `layout.RUN_NAMES`.
    text : str
        What is said.
    """
    name = RUN_NAMES[study]
    cell = NAMES[name]
    row, _ = xl_cell_to_rowcol(cell.cell)
    look: dict[str, Any] = {"font_size": 8, "font_color": MUTED, "text_wrap": True}
    book.named_cell(name, text, INTRO_COLUMNS + 1, valign="top", **look)
    lines = text_lines(text, INTRO_WIDTH, 8)
    # A line more, for a run that has more to say.
    book.sheet(cell.sheet).set_row(row, LINE_PT * 0.85 * (lines + 1))


def write_heading(book: Book, sheet: Any, row: int, column: int, last: int, text: str) -> None:
    """Write a heading over some columns of a row, from 0."""
    look = book.styles.heading()
    for here in range(column, last + 1):
        sheet.write_blank(row, here, None, look)
    sheet.write_string(row, column, text, look)
    sheet.set_row(row, 22)


def write_heads(book: Book, sheet: Any, row: int, column: int, heads: list[str]) -> None:
    """Write the dark heads of a view that is no Excel table, from 0."""
    for offset, head in enumerate(heads):
        sheet.write_string(row, column + offset, head, book.styles.label())


def write_link(book: Book, sheet: Any, row: int, column: int, target: str) -> None:
    """Write a link to a sheet."""
    look = book.styles.of(font_color=LINK, underline=1, bold=True, valign="top")
    sheet.write_url(row, column, f"internal:'{target}'!A1", look, target)


def add_buttons(book: Book, with_macros: bool) -> None:
    """Put the buttons of the layout on their sheets; without macros, nothing."""
    for button in BUTTONS if with_macros else ():
        row, column = xl_cell_to_rowcol(button.cell)
        book.sheet(button.sheet).insert_button(
            row,
            column,
            {
                "macro": button.macro,
                "caption": button.caption,
                "width": button.width_px,
                "height": button.height_px,
                "description": f"Runs the macro {button.macro}",
                "x_offset": 2,
                "y_offset": 2,
            },
        )
