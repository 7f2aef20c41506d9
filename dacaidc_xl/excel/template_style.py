"""The looks of a template's cells: what a user fills is blue on a light fill."""

from __future__ import annotations

import math
from typing import Any

from openpyxl.comments import Comment  # type: ignore[import-untyped]
from openpyxl.styles import (  # type: ignore[import-untyped]
    Alignment,
    Border,
    Font,
    NamedStyle,
    PatternFill,
    Protection,
    Side,
)

_FONT = "Calibri"
_LINE = Side(style="thin", color="D0D5DD")
_BOX = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_OPEN = Protection(locked=False)
_WRAP = Alignment(wrap_text=True, vertical="top")

LINE_POINTS = 15.0
"""Height of one line of text [pt]."""


def _fill(color: str) -> PatternFill:
    return PatternFill("solid", start_color=color, end_color=color)


TITLE, SECTION, GUIDE, BOLD, TEXT = "dac title", "dac section", "dac guide", "dac bold", "dac text"
HEAD, NAME, INPUT, NOTE = "dac head", "dac name", "dac input", "dac note"
LABEL, FIGURE = "dac label", "dac figure"
"""Names of the cell styles that `add_styles` gives to a workbook."""

WRONG_FONT = Font(color="9C0006")
WRONG_FILL = PatternFill("solid", bgColor="FFC7CE")


def add_styles(book: Any) -> None:
    """Give a workbook the named cell styles of the templates."""
    for style in (
        NamedStyle(TITLE, font=Font(_FONT, 16, bold=True, color="1F3A4D")),
        NamedStyle(SECTION, font=Font(_FONT, 12, bold=True, color="1F6F78")),
        NamedStyle(GUIDE, font=Font(_FONT, 10, italic=True, color="475467")),
        NamedStyle(BOLD, font=Font(_FONT, 11, bold=True), alignment=_WRAP),
        NamedStyle(TEXT, font=Font(_FONT, 11), alignment=_WRAP),
        NamedStyle(
            HEAD,
            font=Font(_FONT, 10, bold=True, color="FFFFFF"),
            fill=_fill("1F3A4D"),
            border=_BOX,
            alignment=Alignment(wrap_text=True, vertical="center", horizontal="center"),
        ),
        NamedStyle(
            NAME,
            font=Font(_FONT, 8, italic=True, color="667085"),
            fill=_fill("F2F4F7"),
            border=_BOX,
            alignment=Alignment(shrink_to_fit=True, horizontal="center"),
        ),
        NamedStyle(
            INPUT,
            font=Font(_FONT, 11, color="0000FF"),
            fill=_fill("FFFBE6"),
            border=_BOX,
            protection=_OPEN,
        ),
        NamedStyle(
            NOTE, font=Font(_FONT, 10, italic=True, color="475467"), border=_BOX, protection=_OPEN
        ),
        NamedStyle(LABEL, font=Font(_FONT, 10, color="344054"), border=_BOX, alignment=_WRAP),
        NamedStyle(
            FIGURE,
            font=Font(_FONT, 10, color="344054"),
            border=_BOX,
            alignment=Alignment(horizontal="center", vertical="top"),
        ),
    ):
        book.add_named_style(style)


def height_of(text: str, characters: int) -> float:
    """Give the height of a wrapped text in a column of some characters' width [pt].

    Examples
    --------
    >>> height_of("short", 70), height_of("x" * 150, 70)
    (15.0, 45.0)
    """
    return LINE_POINTS * max(1, math.ceil(len(text) / characters))


def comment(text: str) -> Comment:
    """Give a cell note that is large enough for its text."""
    note = Comment(text, "dacaidc_xl")
    note.width = 300
    note.height = 34 + 18 * sum(math.ceil(max(len(line), 1) / 44) for line in text.split("\n"))
    return note


def set_up_print(sheet: Any, landscape: bool = True, title_rows: str = "") -> None:
    """Set a sheet to print one page wide, heading on every page, page number below."""
    sheet.page_setup.orientation = "landscape" if landscape else "portrait"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_LETTER
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    sheet.page_margins.left = sheet.page_margins.right = 0.4
    sheet.page_margins.top = 0.5
    sheet.page_margins.bottom = 0.7
    sheet.oddFooter.left.text = "dacaidc_xl input template, &A"
    sheet.oddFooter.right.text = "&P of &N"
    if title_rows:
        sheet.print_title_rows = title_rows


def lock(sheet: Any) -> None:
    """Guard the cells that are no inputs against a slip; no password, filter and widths free."""
    sheet.protection.sheet = True
    sheet.protection.autoFilter = False
    sheet.protection.formatColumns = False
    sheet.protection.formatRows = False
