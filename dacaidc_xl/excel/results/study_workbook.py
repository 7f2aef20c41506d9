"""Workbooks of the studies of counties, hours, pathways and draws: findings, picture, tables."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from io import BytesIO
from math import ceil
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType
from typing import Any

from dacaidc_xl.excel.results.answer_sheets import (
    FIRST_DATA_ROW,
    LABEL_ROW,
    write_head,
)
from dacaidc_xl.excel.results.highlights import highlight
from dacaidc_xl.excel.results.page import A3, A4, set_page
from dacaidc_xl.excel.results.style import Styles
from dacaidc_xl.excel.results.tables import Placed, write_prose, write_table, write_text
from dacaidc_xl.report import county_figure, hourly_figure, pathway_figure
from dacaidc_xl.report.figure_style import FIGURE_DPI
from dacaidc_xl.studies.findings import findings
from dacaidc_xl.studies.study import Study

WIDTH = 150.0
LAST_COLUMN = 11
PICTURE_PX = 1040.0
"""Width of the picture, a little less than that of the text [px]."""
PICTURE_ROW_PT = 20.0
PX_PER_PT = 96.0 / 72.0


@dataclass(frozen=True, slots=True)
class TableSheet:
    """A sheet that shows one table of a study.

    ``keys`` is how many columns name the row, and stay in view.
    """

    name: str
    table: str
    title: str
    intro: str
    keys: int


@dataclass(frozen=True, slots=True)
class StudyBook:
    """What the workbook of a kind of study holds."""

    title: str
    picture: Callable[[Study, Path], None]
    sheets: tuple[TableSheet, ...]
    left_out: str


BOOKS: Mapping[str, StudyBook] = MappingProxyType(
    {
        "counties": StudyBook(
            "Counties: the reference AIDC in each, and the load where data centers stand",
            county_figure.draw_counties,
            (
                TableSheet(
                    "Counties", "counties", "Counties: the integrated system",
                    "One row a scenario and county. Totals rest on the county's own AI load and "
                    "are blank where none is mapped; costs, ratios and figures per tonne are those "
                    "of a reference AIDC, its own totals are the columns that begin with "
                    "'reference_'. Grid intensity and prices are those of the state.", 4,
                ),
                TableSheet(
                    "Compare", "compare", "Compare: integrated beside standalone baselines",
                    "One row a scenario, county and system, for the reference AIDC.", 5,
                ),
            ),
            "Months, server classes and cost lines of every county are in the CSV or Parquet form "
            "of the same run: 37,704 months a scenario would fill a sheet that nobody reads.",
        ),
        "hourly": StudyBook(
            "Hourly: 8,760 hours beside twelve months of the same plant",
            hourly_figure.draw_hourly,
            (
                TableSheet(
                    "Hourly", "hourly", "Hourly: hours beside months",
                    "One row a scenario and place, the reference AIDC. Each figure stands three "
                    "times: by months, by hours, and hours less months in its own unit and in per "
                    "cent of the monthly value. Nameplate and sorbent are those that the months "
                    "size, so the difference is the effect of time resolution alone: load shape, "
                    "part load and a rule for when to run are left out of this sheet. Own hourly "
                    "series stand beside the months that they make.", 3,
                ),
                TableSheet(
                    "Year", "hourly_places", "Year: all annual figures of the hours",
                    "One row a scenario and place: what the 8,760 hours add up to, with all "
                    "options that the Summary names.", 3,
                ),
                TableSheet(
                    "Months", "hourly_months", "Months: sums of the hours",
                    "One row a scenario, place and month: sums over the hours of the month. "
                    "running_hours counts the hours in which the plant captures, less the time in "
                    "which it is not available.", 4,
                ),
                TableSheet(
                    "Options", "options", "Options: what load shape and part load change",
                    "One row a scenario and place: plain hours, the same hours with the daily "
                    "shape of IT load or part load as the Summary names them, and the gain, with "
                    "them less without. No rule for when to run.", 3,
                ),
                TableSheet(
                    "When to run", "run_rule", "When to run: what the rule gains",
                    "One row a scenario and place: always running, with the rule, and the gain, "
                    "with it less without; load shape and part load alike in both. "
                    "The rule idles the plant in hours in which an extra tonne emits as much as "
                    "it captures, or costs more than the ceiling; a stop lasts its least time.", 3,
                ),
            ),
            "The 8,760 hours themselves are not in the workbook: a sheet cannot hold them for "
            "every place. With --keep-hours they stand in hours.parquet in the folder of the run.",
        ),
        "pathway": StudyBook(
            "Pathway: a plant over its life, on a grid that changes",
            pathway_figure.draw_pathway,
            (
                TableSheet(
                    "Life", "pathway_life", "Life: sums and levelized cost",
                    "One row a grid projection and place: sums over the life of the plant of a "
                    "reference AIDC. Levelized cost = present value of cost over present value of "
                    "tonnes. ratio_above_1_from and net_removal_from are the first years in which "
                    "they hold; blank: in none. grid_metric says what the projection measures: "
                    "projections of different metrics do not compare in level.", 3,
                ),
                TableSheet(
                    "Compare", "pathway_compare", "Compare: the same beside standalone baselines",
                    "One row a grid projection, place and system, over the whole life.", 4,
                ),
                TableSheet(
                    "Years", "pathway", "Years: year by year",
                    "One row a grid projection, place and year. Years after 2050 hold the last "
                    "year of the projection (held_from_2050).", 4,
                ),
            ),
            "",
        ),
    }
)  # fmt: skip
"""By kind of study."""


def _write_table(sheet: Any, styles: Styles, study: Study, page: TableSheet) -> Placed:
    write_head(sheet, styles, page.title, page.intro)
    frame = study[page.table]
    place = write_table(sheet, styles, frame, page.table, LABEL_ROW)
    highlight(sheet, styles, place, bars=len(frame) <= 1_000)
    sheet.freeze_panes(FIRST_DATA_ROW, page.keys)
    set_page(
        sheet,
        page.title,
        A3,
        pages_wide=max(1, len(frame.columns) // 14),
        repeat_rows=(LABEL_ROW, LABEL_ROW + 1),
        repeat_columns=(0, page.keys - 1),
        area=(place.last_row, place.last_column),
    )
    return place


def _insert_picture(sheet: Any, row: int, study: Study, book: StudyBook) -> int:
    """Insert the picture of a study in the width of the text; give the row below it."""
    with TemporaryDirectory() as folder:
        picture = Path(folder, "picture.png")
        book.picture(study, picture)
        image = picture.read_bytes()
    # Width and height stand at fixed places of a PNG file, and its own dpi is not that of a cell.
    width, height = (int.from_bytes(image[at : at + 4], "big") for at in (16, 20))
    scale = PICTURE_PX / width
    options = {"image_data": BytesIO(image), "description": book.title}
    natural = 96.0 / FIGURE_DPI
    options |= {"x_scale": scale / natural, "y_scale": scale / natural}
    sheet.insert_image(row, 0, "picture.png", options)
    rows = ceil(height * scale / (PICTURE_ROW_PT * PX_PER_PT)) + 1
    for covered in range(row, row + rows):
        sheet.set_row(covered, PICTURE_ROW_PT)
    return row + rows


def _write_summary(
    sheet: Any, styles: Styles, study: Study, book: StudyBook, command: str, when_text: str
) -> None:
    write_text(sheet, styles, 0, 0, book.title, font_size=16, bold=True, font_color="#1F3B57")
    sheet.set_row(0, 26)
    row = 1
    said = [*findings(study), *([book.left_out] if book.left_out else [])]
    for text in said:
        write_prose(sheet, styles, row, 0, LAST_COLUMN, text, WIDTH)
        row += 1
    row += 1
    row = _insert_picture(sheet, row, study, book)
    for text in study.warnings:
        write_prose(
            sheet, styles, row, 0, LAST_COLUMN, text, WIDTH, font_size=9, font_color="#5B6770"
        )
        row += 1
    made = f"Made by: {command}, {when_text}."
    write_prose(sheet, styles, row, 0, LAST_COLUMN, made, WIDTH, font_size=9)
    sheet.set_column(0, LAST_COLUMN, WIDTH / (LAST_COLUMN + 1))
    set_page(sheet, book.title, A4, area=(row, LAST_COLUMN))


def write_study_sheets(
    workbook: Any,
    styles: Styles,
    study: Study,
    sheets: Mapping[str, Any],
    command: str,
    when_text: str,
) -> None:
    """Write the summary and the tables of a study.

    Parameters
    ----------
    workbook : xlsxwriter.Workbook
        The workbook.
    styles : Styles
        Its formats.
    study : Study
        A kind of `BOOKS`.
    sheets : mapping of str to worksheet
        The sheets named by `answer_sheets`.
    command, when_text : str
        What made the study, and when.
    """
    book = BOOKS[study.kind]
    _write_summary(sheets["Summary"], styles, study, book, command, when_text)
    for page in book.sheets:
        if page.name in sheets:
            _write_table(sheets[page.name], styles, study, page)


def answer_sheets(study: Study) -> tuple[str, ...]:
    """Give the sheets of a study's workbook that come before Inputs.

    Parameters
    ----------
    study : Study
        A kind of `BOOKS`.

    Returns
    -------
    tuple of str
    """
    pages = BOOKS[study.kind].sheets
    return ("Summary", *(page.name for page in pages if page.table in study.tables))
