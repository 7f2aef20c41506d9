"""Compare: counts, the paper's claims, grid and mix apart, flips, classes, baselines."""

from __future__ import annotations

from typing import Any

from dacaidc_xl.excel.results.highlights import highlight
from dacaidc_xl.excel.results.page import A3, set_page
from dacaidc_xl.excel.results.style import Styles
from dacaidc_xl.excel.results.tables import Placed, write_prose, write_table, write_text
from dacaidc_xl.studies.study import Study

WIDTHS = (20.0, 26.0, 22.0, 21.5, 12.0, 12.0, 26.0, 26.0) + (12.5,) * 6 + (26.0,) + (12.5,) * 10
"""Widths that the tables share, as they stand one below the other [characters]."""
SITE_WIDTHS = (28.0, 9.0, 13.0, 21.5) + (12.5,) * 10 + (26.0,) + (12.5,) * 10
TITLE = "Compare: beside the standalone baselines"

INTRO = (
    "Each table is an Excel table of its own. All figures are those of the reference AIDC; "
    "contributions of the server classes stand here too."
)
SITES_INTRO = (
    "Each table is an Excel table of its own; contributions of the server classes stand here too."
)

TABLES: tuple[tuple[str, str, str, str], ...] = (
    (
        "counts",
        "Counts",
        "Counts",
        "States that meet a condition. Each count names its baseline, and the working fluid, "
        "heat-pump configuration and sorbent that it holds for; 'near' are those within the "
        "threshold margin, a share of captured, so that a small change would move them.",
    ),
    (
        "claims",
        "Claims",
        "The paper's claims, beside our results",
        "arXiv 2605.13114, compared in direction only: its equations and numbers are not "
        "available here, and no number of ours reproduces one of theirs.",
    ),
    (
        "mix_by_grid",
        "Grid and mix",
        "What the grid does and what the server mix does",
        "The reference AIDC with all other parameters of the base set; medians over the states. "
        "Read along one grid for the mix, along one mix for the grid.",
    ),
    (
        "flips",
        "Flips",
        "Flips",
        "A flip: the standalone system emits more than it removes (net-positive), the integrated "
        "one removes more than it emits (net-negative). It happens where the grid intensity lies "
        "between the two break-evens.",
    ),
    (
        "classes",
        "Classes",
        "Contributions of the server classes",
        "What each class of servers, and a backup if there is one, brings to the integrated "
        "system over a year.",
    ),
    (
        "compare",
        "Baselines",
        "Integrated system and baselines",
        "Removal ratio = captured / (A + X): A, emissions of the data center's electricity; X, "
        "operational emissions of capture. Net removal = captured less indirect emissions. "
        "net_positive: emits more than it removes. flip: as above.",
    ),
)


def write_compare(sheet: Any, styles: Styles, study: Study) -> dict[str, Placed]:
    """Write the tables of comparison, one below the other, with links at the top.

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
    dict of str to Placed
    """
    shared = WIDTHS if study.kind == "states" else SITE_WIDTHS
    for column, width in enumerate(shared):
        sheet.set_column(column, column, width)
    write_text(sheet, styles, 0, 0, TITLE, font_size=16, bold=True, font_color="#1F3B57")
    sheet.set_row(0, 26)
    shown = [t for t in TABLES if t[0] in study.tables]
    intro = INTRO if study.kind == "states" else SITES_INTRO
    write_prose(sheet, styles, 1, 0, 7, intro, sum(shared[:8]), font_size=9, font_color="#5B6770")
    link = styles.of(font_size=9, underline=1, font_color="#0072B2")
    row = 4
    places: dict[str, Placed] = {}
    for position, (name, short, heading, sentence) in enumerate(shown):
        sheet.write_url(2, position, f"internal:'{sheet.get_name()}'!A{row + 1}", link, short)
        look = styles.heading()
        for column in range(8):
            sheet.write_blank(row, column, None, look)
        sheet.write_string(row, 0, heading, look)
        sheet.set_row(row, 22)
        write_prose(
            sheet,
            styles,
            row + 1,
            0,
            7,
            sentence,
            sum(shared[:8]),
            font_size=9,
            font_color="#5B6770",
        )
        frame = study[name]
        widths = {str(c): shared[i] for i, c in enumerate(frame.columns)}
        last = str(frame.columns[-1])
        if name in ("counts", "claims"):
            # The last column is text and may run over the empty cells to its right.
            widths[last] = 200.0
        places[name] = write_table(
            sheet, styles, frame, name, row + 2, widths=widths, set_widths=False
        )
        if frame.empty:
            write_text(sheet, styles, places[name].first_row, 0, "", bottom=4)
            write_text(sheet, styles, places[name].last_row + 1, 0, "none", italic=True)
        highlight(sheet, styles, places[name], bars=False)
        row = places[name].last_row + 4
    sheet.set_row(2, 18)
    sheet.freeze_panes(3, 0)
    set_page(sheet, TITLE, A3, area=(row, len(shared) - 1))
    return places
