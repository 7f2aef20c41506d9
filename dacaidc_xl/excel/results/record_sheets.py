"""Inputs, Checks and Provenance: what was used, whether it adds up, where it came from."""

from __future__ import annotations

import datetime as dt
from typing import Any

from dacaidc_xl.excel.results.answer_sheets import FIRST_DATA_ROW, LABEL_ROW, write_head
from dacaidc_xl.excel.results.highlights import highlight, highlight_changed
from dacaidc_xl.excel.results.page import A3, set_page
from dacaidc_xl.excel.results.style import BAD, GOOD, Styles
from dacaidc_xl.excel.results.tables import Placed, write_prose, write_table, write_text
from dacaidc_xl.studies import provenance
from dacaidc_xl.studies.closures import LIMIT
from dacaidc_xl.studies.study import Study

INPUTS_INTRO = (
    "Every parameter of the run with the value used. --set on the command line wins over the "
    "Parameters sheet of a template, which wins over the default; a blank cell of a template "
    "means the regional default. Rows changed from their default are marked 'changed' and "
    "colored. default_2030 is blank where the base default holds in 2030 too; low and high are "
    "the range of plausible values, min and max the bounds beyond which a value is refused."
)
CHECKS_INTRO = (
    "What must add up: for each closure the largest relative error over all cases, classes and "
    "months. It passes below the limit."
)
PROVENANCE_INTRO = (
    "What the result was made of: package, libraries, parameters, command; below, the reference "
    "data column by column with publisher, vintage, metric and license."
)
PASSED = "PASS: all closures are below the limit"
FAILED = "FAIL: at least one closure is not below the limit"


def write_inputs(sheet: Any, styles: Styles, study: Study) -> Placed:
    """Write every parameter with the value used and what was changed.

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
    title = "Inputs: what was used"
    write_head(sheet, styles, title, INPUTS_INTRO)
    frame = provenance.inputs_table(study)
    widths = {"parameter": 42.0, "description": 60.0, "source": 60.0, "group": 20.0}
    widths |= {str(c): 20.0 for c in frame if str(c).startswith(("used_", "default_"))}
    place = write_table(sheet, styles, frame, "inputs", LABEL_ROW, widths=widths)
    highlight_changed(sheet, styles, place)
    sheet.freeze_panes(FIRST_DATA_ROW, 1)
    set_page(
        sheet,
        title,
        A3,
        repeat_rows=(LABEL_ROW, LABEL_ROW + 1),
        area=(place.last_row, place.last_column),
    )
    return place


def overall_of(study: Study) -> str:
    """Give the overall line of the checks."""
    errors = study["checks"]["relative_error"]
    return PASSED if bool((errors.abs() < LIMIT).all()) else FAILED


def write_checks(workbook: Any, sheet: Any, styles: Styles, study: Study) -> Placed:
    """Write the closures, the warnings of the run and the inputs refused.

    Parameters
    ----------
    workbook : xlsxwriter.Workbook
        Workbook that owns the names.
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
    import pandas as pd

    title = "Checks: what must add up, does"
    sheet.set_column(0, 0, 22)
    width = 22.0 + 70.0 + 16.0 + 12.0 + 12.0
    write_head(sheet, styles, title, CHECKS_INTRO, 4, width)
    frame = study["checks"].copy()
    frame["limit"] = LIMIT
    frame["result"] = [
        "pass" if abs(error) < LIMIT else "FAIL" for error in frame["relative_error"]
    ]
    place = write_table(
        sheet, styles, frame, "checks", 4,
        widths={"scenario": 22.0, "closure": 70.0, "relative_error": 16.0, "limit": 12.0,
                "result": 12.0},
    )  # fmt: skip
    highlight(sheet, styles, place)
    line = styles.of(bold=True, font_size=12)
    sheet.merge_range(2, 0, 2, 4, "", line)
    sheet.write_formula(
        2, 0, f'=IF(COUNTIF(checks[result],"pass")=ROWS(checks[result]),"{PASSED}","{FAILED}")',
        line, overall_of(study),
    )  # fmt: skip
    sheet.set_row(2, 20)
    for text, colors in (("PASS", GOOD), ("FAIL", BAD)):
        sheet.conditional_format(
            2, 0, 2, 4,
            {"type": "formula", "criteria": f'=LEFT($A$3,4)="{text}"',
             "format": styles.conditional(colors, bold=True)},
        )  # fmt: skip
    workbook.define_name("checks_overall", f"='{sheet.get_name()}'!$A$3")
    row = place.last_row + 2
    row = _heading(sheet, styles, row, "Warnings of the run")
    for text in study.warnings or ("none",):
        write_prose(sheet, styles, row, 0, 4, text, width)
        row += 1
    row = _heading(sheet, styles, row + 1, "Inputs refused")
    if study.problems:
        table = pd.DataFrame(
            [(str(p), p.place, str(p.value), p.expected, p.nearest or "") for p in study.problems],
            columns=["message", "place", "value", "expected", "nearest"],
        )
        table = table[["place", "message", "value", "nearest", "expected"]]
        write_table(
            sheet, styles, table, "problems", row, set_widths=False,
            widths={"place": 22.0, "message": 70.0, "value": 16.0, "nearest": 12.0,
                    "expected": 200.0},
        )  # fmt: skip
    else:
        write_text(sheet, styles, row, 0, "none")
    sheet.freeze_panes(6, 0)
    set_page(sheet, title, repeat_rows=(4, 5))
    return place


def _heading(sheet: Any, styles: Styles, row: int, text: str) -> int:
    for column in range(5):
        sheet.write_blank(row, column, None, styles.heading())
    sheet.write_string(row, 0, text, styles.heading())
    sheet.set_row(row, 22)
    return row + 1


def write_provenance(
    sheet: Any, styles: Styles, study: Study, command: str, when: dt.datetime
) -> Placed:
    """Write what the result was made of, and the reference data behind it.

    Parameters
    ----------
    sheet : xlsxwriter worksheet
        The sheet.
    styles : Styles
        Formats of the workbook.
    study : Study
        The result.
    command : str
        What made it.
    when : datetime
        Time of the run.

    Returns
    -------
    Placed
    """
    title = "Provenance: where it came from"
    names = list(provenance.data_table().columns)
    wide = {
        "table": 30.0, "column": 26.0, "unit": 50.0, "meaning": 44.0, "publisher": 26.0,
        "dataset": 32.0, "vintage": 24.0, "metric": 26.0, "license": 30.0, "url_or_doi": 32.0,
        "standing": 11.0, "note": 54.0,
    }  # fmt: skip
    for column, name in enumerate(names):
        sheet.set_column(column, column, wide.get(name, 24.0))
    write_head(sheet, styles, title, PROVENANCE_INTRO, 4, 140.0)
    row = _items(sheet, styles, study, command, when, [wide[n] for n in names[:3]])
    row = _heading(sheet, styles, row + 1, "Reference data")
    place = write_table(
        sheet, styles, provenance.data_table(), "data_sources", row, widths=wide, set_widths=False
    )
    sheet.freeze_panes(2, 0)
    set_page(sheet, title, A3, area=(place.last_row, place.last_column))
    return place


def _items(
    sheet: Any, styles: Styles, study: Study, command: str, when: dt.datetime, widths: list[float]
) -> int:
    """Write what the result was made of; give the row below."""
    frame = provenance.provenance_table(study, command, when)
    row = _heading(sheet, styles, 3, "Result")
    place = write_table(
        sheet, styles, frame, "provenance", row, set_widths=False,
        widths=dict(zip(frame.columns, widths, strict=True)),
    )  # fmt: skip
    return place.last_row + 2
