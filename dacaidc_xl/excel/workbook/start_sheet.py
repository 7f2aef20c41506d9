"""Start: what the workbook answers, its buttons, the state of the connection, where to go."""

from __future__ import annotations

from typing import Any

from dacaidc_xl.excel.results.page import set_page
from dacaidc_xl.excel.results.style import BAD, BAND, CHOICE, GOOD, INK, MUTED, NOTE, RULE
from dacaidc_xl.excel.results.tables import write_prose, write_text
from dacaidc_xl.excel.workbook.book import INPUT_FILL, INPUT_INK, Book
from dacaidc_xl.excel.workbook.front import BUTTON_ROW_PT, write_heading, write_link
from dacaidc_xl.excel.workbook.layout import NAMES
from dacaidc_xl.studies.provenance import version

TITLE = "Carbon removal driven by data center heat"
QUESTION = (
    "How much CO2 would the waste heat of AI data centers remove from the air, at what cost, in "
    "each US state, and when is that better than capture that stands alone?"
)
FIRST, LAST = 1, 8
COLUMN_WIDTH = 13.0
WIDTH = COLUMN_WIDTH * (LAST - FIRST + 1)
TARGET_WIDTH = COLUMN_WIDTH * (LAST - FIRST - 1)

WITH_BUTTONS = (
    "The buttons and the DAC_ functions need Python with dacaidc_xl. The command dacaidc-xl excel "
    "doctor says what is missing and how to mend it. Without Python every sheet shows its last "
    "results."
)
WITHOUT_BUTTONS = (
    "This copy holds no macros: it shows the results of its last run. The command dacaidc-xl "
    "excel new writes the workbook with buttons."
)
VALUES_ONLY = (
    "This copy holds values only, no formulas and no macros: drop-downs and live views are those "
    "of the workbook dacaidc_xl.xlsm."
)

PURPOSES: tuple[tuple[str, str], ...] = (
    ("Summary", "Headline figures of each scenario, and the states ranked by a figure you choose."),
    ("Inputs", "Every parameter of the model: type your own value, run, and reset."),
    ("Sites", "Your own data centers, one row a site."),
    ("Site results", "What the sites capture and cost."),
    ("States", "All results of the 50 states and DC, one row a scenario and state."),
    ("Monthly", "The twelve months of a state you choose, with charts; all months below."),
    ("Map", "The states as tiles, colored by a figure you choose."),
    ("Compare", "The integrated system beside the standalone baselines."),
    ("Costs", "Cost per tonne captured, line by line."),
    ("Counties", "All 3,142 counties: look one up by its name or code; the states side by side."),
    ("Hourly", "What 8,760 hours change against twelve months, state by state."),
    ("Pathway", "A plant over its life in a state you choose, on a grid that changes; all years."),
    ("Pathway life", "Sums over the life and levelized cost, all states."),
    ("Audit", "One state's whole chain of calculation as live formulas, beside the engine."),
    ("Functions", "Each DAC_ function with a live example, its arguments and what it gives."),
    ("Data", "Climate, grid, prices and loads of each state, with publisher, vintage, license."),
    ("Problems", "Inputs that were refused, each with a link to its cell."),
    ("Checks", "What must add up, and whether it does."),
    ("Provenance", "Versions, parameters and scenarios behind the results."),
)

STATE_LINES: tuple[tuple[str, str], ...] = (
    ("connection", "Connection to Python"),
    ("engine_version", "Version of the engine"),
    ("run_time", "Last run"),
    ("run_status", "Status"),
)


def write_start(book: Book, with_macros: bool) -> None:
    """Write the sheet.

    Parameters
    ----------
    book : Book
        The workbook.
    with_macros : bool
        Whether the workbook has buttons.
    """
    sheet = book.sheet("Start")
    sheet.set_column(0, 0, 2)
    sheet.set_column(FIRST, LAST, COLUMN_WIDTH)
    write_text(sheet, book.styles, 0, FIRST, TITLE, font_size=18, bold=True, font_color=BAND)
    sheet.set_row(0, 32)
    write_prose(sheet, book.styles, 1, FIRST, LAST, QUESTION, WIDTH, font_size=12, font_color=INK)
    write_heading(book, sheet, 3, FIRST, LAST, "Run")
    sheet.set_row(4, 6)
    for row in (5, 7, 9):
        sheet.set_row(row, BUTTON_ROW_PT if with_macros else 6)
    for row in (6, 8):
        sheet.set_row(row, 6)
    note = VALUES_ONLY if book.values_only else WITH_BUTTONS if with_macros else WITHOUT_BUTTONS
    _prose(book, sheet, 10 if with_macros else 5, note)
    _write_state(book, sheet)
    row = _write_purposes(book, sheet, 18)
    row = _write_colors(book, sheet, row + 1)
    sheet.freeze_panes(1, 0)
    sheet.activate()
    set_page(sheet, TITLE, area=(row, LAST))
    sheet.set_portrait()
    sheet.fit_to_pages(1, 1)


def _prose(book: Book, sheet: Any, row: int, text: str, **look: Any) -> None:
    more = {"font_size": 9, "font_color": MUTED} | look
    write_prose(sheet, book.styles, row, FIRST, LAST, text, WIDTH, **more)


def _write_state(book: Book, sheet: Any) -> None:
    write_heading(book, sheet, 12, FIRST, LAST, "State")
    held = {
        "connection": "values only" if book.values_only else str(NAMES["connection"].value),
        "engine_version": f"dacaidc_xl {version()}",
        "run_time": "as shipped",
        "run_status": "As shipped: states, counties, hours, pathways and the example sites.",
    }
    for offset, (name, words) in enumerate(STATE_LINES):
        row = 13 + offset
        look = {"bottom": 4, "bottom_color": RULE}
        for column in range(FIRST, LAST + 1):
            write_text(sheet, book.styles, row, column, "", **look)
        write_text(sheet, book.styles, row, FIRST, words, bold=True, **look)
        book.named_cell(name, held[name], LAST - FIRST - 1, **look)
        sheet.set_row(row, 18)


def _write_purposes(book: Book, sheet: Any, row: int) -> int:
    write_heading(book, sheet, row, FIRST, LAST, "Where to go")
    for name, purpose in PURPOSES:
        row += 1
        write_link(book, sheet, row, FIRST, name)
        write_prose(sheet, book.styles, row, FIRST + 2, LAST, purpose, TARGET_WIDTH)
    return row + 1


def _write_colors(book: Book, sheet: Any, row: int) -> int:
    write_heading(book, sheet, row, FIRST, LAST, "How the colors read")
    lines = (
        ("your input", {"font_color": INPUT_INK, "bg_color": INPUT_FILL, "border": 1},
         "Blue text on cream: a cell that you fill. Blank is the default, never zero."),
        ("choice", {"bg_color": CHOICE, "bold": True, "border": 1},
         "A drop-down: the figures and charts of its sheet follow."),
        ("good", {"bg_color": GOOD[0], "font_color": GOOD[1]},
         "Net removal, a removal ratio above 1, a flip, or a check that passes."),
        ("bad", {"bg_color": BAD[0], "font_color": BAD[1]},
         "Emits more than it removes, was refused, or a check that fails."),
        ("note", {"bg_color": NOTE[0], "font_color": NOTE[1]},
         "A status, a changed input or a note to read."),
        ("figure", {"font_color": INK, "bottom": 4, "bottom_color": RULE},
         "Plain: a result or a formula; leave it as it is."),
    )  # fmt: skip
    for name, look, meaning in lines:
        row += 1
        write_prose(sheet, book.styles, row, FIRST + 2, LAST, meaning, TARGET_WIDTH)
        more: dict[str, Any] = {"border_color": MUTED} if "border" in look else {}
        write_text(sheet, book.styles, row, FIRST, name, align="center", **look, **more)
        sheet.set_row(row, 17)
    return row
