"""Write the output workbook: all sheets, then one rename, never a half-written file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from dacaidc_xl.excel.results import record_sheets, study_workbook
from dacaidc_xl.excel.results.answer_sheets import write_monthly, write_places
from dacaidc_xl.excel.results.compare_sheet import write_compare
from dacaidc_xl.excel.results.costs_sheet import write_costs
from dacaidc_xl.excel.results.style import FONT, Styles
from dacaidc_xl.excel.results.summary_sheet import TITLES, SummarySheet
from dacaidc_xl.excel.steady_bytes import CALCULATION_ID
from dacaidc_xl.report.files import replacing
from dacaidc_xl.studies.study import Study

PLACES = {"states": "States", "sites": "Sites"}
"""Kinds of study with a dashboard, and their sheet of places."""
RECORDS = ("Inputs", "Checks", "Provenance")
"""Sheets that every workbook ends with."""

TAB_COLORS = {"Summary": "#1F3B57", "Inputs": "#999999", "Checks": "#999999",
              "Provenance": "#999999"}  # fmt: skip
ANSWER_TAB = "#0072B2"


def sheets_of(study: Study) -> tuple[str, ...]:
    """Give the sheets of a study's workbook, in order.

    Parameters
    ----------
    study : Study
        Result of a study.

    Returns
    -------
    tuple of str
        Those that answer, then those that record.
    """
    if study.kind in PLACES:
        return ("Summary", PLACES[study.kind], "Monthly", "Compare", "Costs", *RECORDS)
    return (*study_workbook.answer_sheets(study), *RECORDS)


def write_results(
    study: Study, path: str | Path, command: str, when: dt.datetime | None = None
) -> None:
    """Write a study as an analyst's workbook.

    Parameters
    ----------
    study : Study
        Result of a study.
    path : str or Path
        The .xlsx file; what stands there is replaced, in one step, when all is written.
    command : str
        The command or call that made the result.
    when : datetime, optional
        Time of the run, UTC; now by default. Equal studies, commands and times give equal
        files.

    Raises
    ------
    OSError
        The folder cannot be written to; nothing is left behind.

    Examples
    --------
    >>> from dacaidc_xl.studies.states import states
    >>> write_results(states(states=["TX", "VA"]), "two.xlsx", "example")  # doctest: +SKIP
    """
    moment = when or dt.datetime.now(dt.UTC)
    with replacing(Path(path)) as part:
        _write(study, part, command, moment)


def _write(study: Study, part: Path, command: str, when: dt.datetime) -> None:
    import xlsxwriter  # type: ignore[import-untyped]

    from dacaidc_xl.excel.results.exact import ExactWorksheet

    workbook: Any = xlsxwriter.Workbook(
        str(part),
        {
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "in_memory": True,
            "default_format_properties": {"font_name": FONT, "font_size": 10},
        },
    )
    created = when.astimezone(dt.UTC).replace(tzinfo=None) if when.tzinfo else when
    workbook.set_properties(
        {
            "title": _title(study),
            "subject": ", ".join(study.scenarios),
            "author": "dacaidc_xl",
            "comments": f"Made by: {command}"[:250],
            "created": created,
        }
    )
    workbook.set_size(2400, 1500)
    # Every formula carries its value: opening the file must not compute it anew.
    workbook.set_calc_mode("auto", CALCULATION_ID)
    workbook.calc_on_load = False
    styles = Styles(workbook)
    sheets = {name: workbook.add_worksheet(name, ExactWorksheet) for name in sheets_of(study)}
    for name, sheet in sheets.items():
        sheet.set_tab_color(TAB_COLORS.get(name, ANSWER_TAB))
    if study.kind in PLACES:
        _write_places(workbook, styles, study, sheets, command, when)
    else:
        made = when.strftime("%Y-%m-%d %H:%M UTC")
        study_workbook.write_study_sheets(workbook, styles, study, sheets, command, made)
    record_sheets.write_inputs(sheets["Inputs"], styles, study)
    record_sheets.write_checks(workbook, sheets["Checks"], styles, study)
    record_sheets.write_provenance(sheets["Provenance"], styles, study, command, when)
    sheets["Summary"].activate()
    workbook.close()


def _title(study: Study) -> str:
    if study.kind in PLACES:
        return TITLES[study.kind]
    return study_workbook.BOOKS[study.kind].title


def _write_places(
    workbook: Any,
    styles: Styles,
    study: Study,
    sheets: Mapping[str, Any],
    command: str,
    when: dt.datetime,
) -> None:
    """Write the answers of the studies of states and of sites."""
    placed = {
        study.kind: write_places(sheets[PLACES[study.kind]], styles, study),
        "monthly": write_monthly(sheets["Monthly"], styles, study),
        **write_compare(sheets["Compare"], styles, study),
    }
    front = SummarySheet(workbook, sheets["Summary"], styles, study, placed)
    front.overall = record_sheets.overall_of(study)
    front.write(command, when)
    write_costs(workbook, sheets["Costs"], styles, study)
