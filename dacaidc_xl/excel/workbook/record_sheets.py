"""Problems, Checks and Provenance: what was refused, what adds up, what it was made of."""

from __future__ import annotations

from typing import Any

import pandas as pd

from dacaidc_xl.excel.results.page import A3, set_page
from dacaidc_xl.excel.results.record_sheets import FAILED, PASSED
from dacaidc_xl.excel.results.style import BAD, GOOD
from dacaidc_xl.excel.results.tables import write_text
from dacaidc_xl.excel.workbook.block_tables import write_block
from dacaidc_xl.excel.workbook.book import Book
from dacaidc_xl.excel.workbook.content import Content
from dacaidc_xl.excel.workbook.front import write_title
from dacaidc_xl.excel.workbook.layout import PROBLEMS
from dacaidc_xl.excel.workbook.look_up import Block
from dacaidc_xl.studies.closures import LIMIT

PROBLEMS_INTRO = (
    "Inputs that were refused: the place is a link to the cell. A refused site or value stops "
    "nothing else. Validate inputs checks without running."
)
CHECKS_INTRO = (
    "What must add up in the results of all states: for each closure the largest relative error "
    "over all cases, classes and months."
)
PROVENANCE_INTRO = (
    "What the results were made of: package, libraries, parameters, scenarios. The sources of the "
    "reference data stand on the sheet Data."
)
NOTHING = "Nothing was refused."
WIDTHS = {
    "problems": {"place": 22.0, "value": 24.0, "expected": 44.0, "nearest": 24.0, "message": 90.0},
    "checks": {"scenario": 16.0, "closure": 80.0, "relative_error": 18.0},
    "provenance": {"item": 30.0, "value": 40.0, "note": 110.0},
}


def _line(
    book: Book, sheet: Any, row: int, words: str, text: str, value: object, **look: Any
) -> None:
    write_text(sheet, book.styles, row, 0, words, bold=True)
    book.formula(sheet, row, 1, text, value, align="left", **look)
    sheet.set_row(row, 18)


def _judge(book: Book, sheet: Any, row: int, start: str) -> None:
    """Color a line by how it begins."""
    for text, colors in ((start, GOOD), ("FAIL", BAD)):
        sheet.conditional_format(
            row, 1, row, 1,
            {"type": "formula", "criteria": f'=LEFT($B${row + 1},{len(text)})="{text}"',
             "format": book.styles.conditional(colors, bold=True)},
        )  # fmt: skip


def write_problems(book: Book) -> None:
    """Write the sheet Problems with an empty table.

    Parameters
    ----------
    book : Book
        The workbook.
    """
    sheet = book.sheet(PROBLEMS.sheet)
    widths = WIDTHS["problems"]
    write_title(book, sheet, "Problems", PROBLEMS_INTRO, 4, sum(widths.values()))
    empty = pd.DataFrame({name: pd.Series(dtype=object) for name in PROBLEMS.columns})
    write_block(book, Block.of(PROBLEMS, empty), widths, colors=False)
    message = f"{PROBLEMS.name}[message]"
    count = f'SUMPRODUCT(--({message}<>""))'
    sheet.freeze_panes(PROBLEMS.header_row, 1)
    set_page(sheet, "Problems", repeat_rows=(2, 3), area=(40, 4))
    book.formula(
        sheet, 0, 4, f'IF({count}=0,"{NOTHING}",{count}&" refused")', NOTHING, bold=True,
        align="right", font_size=12,
    )  # fmt: skip


def write_checks(book: Book, content: Content) -> None:
    """Write the sheet Checks.

    Parameters
    ----------
    book : Book
        The workbook.
    content : Content
        What it holds.
    """
    block = content.blocks["tblChecks"]
    sheet = book.sheet("Checks")
    widths = WIDTHS["checks"]
    write_title(book, sheet, "Checks", CHECKS_INTRO, 2, sum(widths.values()))
    errors = block.column("relative_error")
    known = f'SUMPRODUCT(--({block.column("closure")}<>""))'
    found = block.frame["relative_error"].abs()
    failed = f"SUMPRODUCT(--(ABS({errors})>=check_limit))"
    passed = bool((found < LIMIT).all())
    text = f'IF({known}=0,"no results",IF({failed}=0,"{PASSED}","{FAILED}"))'
    _line(book, sheet, 3, "Overall", text, PASSED if passed else FAILED)
    book.name("checks_overall", sheet, 3, 1)
    _judge(book, sheet, 3, "PASS")
    largest = f'IF({known}=0,"",SUMPRODUCT(MAX(ABS({errors}))))'
    _line(book, sheet, 4, "Largest error", largest, float(found.max()), num_format="0.0E+00")
    write_text(sheet, book.styles, 5, 0, "Limit", bold=True)
    sheet.write_number(5, 1, LIMIT, book.styles.of(num_format="0.0E+00", align="left"))
    sheet.set_row(5, 18)
    book.name("check_limit", sheet, 5, 1)
    _line(book, sheet, 6, "Closures", known, float(len(block.frame)), num_format="0")
    write_block(book, block, widths)
    first = block.layout.header_row
    sheet.conditional_format(
        first, 2, first + 2000, 2,
        {"type": "formula", "criteria": f"=ABS($C{first + 1})>=check_limit",
         "format": book.styles.conditional(BAD, bold=True)},
    )  # fmt: skip
    sheet.freeze_panes(first, 0)
    set_page(sheet, "Checks", repeat_rows=(first - 2, first - 1))


def write_provenance(book: Book, content: Content) -> None:
    """Write the sheet Provenance.

    Parameters
    ----------
    book : Book
        The workbook.
    content : Content
        What it holds.
    """
    sheet = book.sheet("Provenance")
    widths = WIDTHS["provenance"]
    write_title(book, sheet, "Provenance", PROVENANCE_INTRO, 2, sum(widths.values()))
    place = write_block(book, content.blocks["tblProvenance"], widths, colors=False)
    sheet.freeze_panes(4, 1)
    set_page(sheet, "Provenance", A3, area=(place.last_row, 2))
