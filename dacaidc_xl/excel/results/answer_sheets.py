"""States or Sites, and Monthly: one long table each."""

from __future__ import annotations

from typing import Any

from dacaidc_xl.excel.results.highlights import highlight
from dacaidc_xl.excel.results.page import A3, set_page
from dacaidc_xl.excel.results.style import Styles
from dacaidc_xl.excel.results.tables import (
    Placed,
    column_width,
    write_prose,
    write_table,
    write_text,
)
from dacaidc_xl.studies.study import Study

TITLE_ROW, INTRO_ROW, LABEL_ROW = 0, 1, 2
FIRST_DATA_ROW = 4
INTRO_WIDTH = 150.0
INTRO_COLUMNS = 11
PAGES_WIDE = {"states": 4, "sites": 3}
MOST_OF = {"status_note": 34.0, "grid_source": 115.0}
"""Widest that some text columns may be [characters]."""

STATES_INTRO = (
    "One row a scenario and state: the integrated system over a year. Columns that follow the "
    "size of a state's load stand first and rest on the AI load that the state reports (blank "
    "where it reports none); costs, ratios and figures per tonne are those of a reference AIDC; "
    "its own totals are the columns that begin with 'reference_'. A blank figure has its reason "
    "in the note beside it. Green: net removal, or a removal ratio above 1; red: no net removal; "
    "amber: a status or note to read. The words above the header are for reading, the header "
    "holds the column names."
)
SITES_INTRO = (
    "One row a site: the integrated system over a year. A blank figure has its reason in the note "
    "beside it. Green: net removal, or a removal ratio above 1; red: no net removal; amber: a "
    "status or note to read. The words above the header are for reading, the header holds the "
    "column names. Inputs that were refused are listed on the sheet Checks."
)
MONTHLY_INTRO = {
    "states": (
        "One row a scenario, state and month: the integrated system of the reference AIDC. The "
        "chart with a drop-down for the state stands on the sheet Summary."
    ),
    "sites": (
        "One row a site and month: the integrated system. The chart with a drop-down for the site "
        "stands on the sheet Summary."
    ),
}


def write_head(
    sheet: Any,
    styles: Styles,
    title: str,
    intro: str,
    last_column: int = INTRO_COLUMNS,
    width: float = INTRO_WIDTH,
) -> None:
    """Write a sheet's title and its introduction.

    Parameters
    ----------
    sheet : xlsxwriter worksheet
        The sheet.
    styles : Styles
        Formats of the workbook.
    title : str
        First row.
    intro : str
        Second row, over merged cells.
    last_column : int
        Last of the merged cells.
    width : float
        Their width [characters].
    """
    write_text(sheet, styles, TITLE_ROW, 0, title, font_size=16, bold=True, font_color="#1F3B57")
    sheet.set_row(TITLE_ROW, 26)
    write_prose(
        sheet,
        styles,
        INTRO_ROW,
        0,
        last_column,
        intro,
        width,
        font_size=9,
        font_color="#5B6770",
    )


def write_places(sheet: Any, styles: Styles, study: Study) -> Placed:
    """Write the table of states or of sites.

    Parameters
    ----------
    sheet : xlsxwriter worksheet
        The sheet.
    styles : Styles
        Formats of the workbook.
    study : Study
        The result.

    Returns
    -------
    Placed
    """
    frame = study[study.kind]
    states = study.kind == "states"
    title = "States: the integrated system" if states else "Sites: the integrated system"
    write_head(sheet, styles, title, STATES_INTRO if states else SITES_INTRO)
    widths = {
        name: column_width(frame, name, most) for name, most in MOST_OF.items() if name in frame
    }
    place = write_table(sheet, styles, frame, study.kind, LABEL_ROW, widths=widths)
    highlight(sheet, styles, place)
    keys = 3 if states else 2
    sheet.freeze_panes(FIRST_DATA_ROW, keys)
    set_page(
        sheet,
        title,
        A3,
        pages_wide=PAGES_WIDE[study.kind],
        repeat_rows=(LABEL_ROW, LABEL_ROW + 1),
        repeat_columns=(0, keys - 1),
        area=(place.last_row, place.last_column),
    )
    return place


def write_monthly(sheet: Any, styles: Styles, study: Study) -> Placed:
    """Write the table of months.

    Parameters
    ----------
    sheet : xlsxwriter worksheet
        The sheet.
    styles : Styles
        Formats of the workbook.
    study : Study
        The result.

    Returns
    -------
    Placed
    """
    title = "Monthly: the integrated system, month by month"
    write_head(sheet, styles, title, MONTHLY_INTRO[study.kind])
    place = write_table(sheet, styles, study["monthly"], "monthly", LABEL_ROW)
    highlight(sheet, styles, place)
    keys = place.column("month") + 1
    sheet.freeze_panes(FIRST_DATA_ROW, keys)
    set_page(
        sheet,
        title,
        A3,
        pages_wide=2,
        repeat_rows=(LABEL_ROW, LABEL_ROW + 1),
        repeat_columns=(0, keys - 1),
        area=(place.last_row, place.last_column),
    )
    return place
