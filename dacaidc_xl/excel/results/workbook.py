"""Write the output workbook: all sheets, then one rename, never a half-written file."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from dacaidc_xl.excel.results import record_sheets
from dacaidc_xl.excel.results.answer_sheets import write_monthly, write_places
from dacaidc_xl.excel.results.compare_sheet import write_compare
from dacaidc_xl.excel.results.costs_sheet import write_costs
from dacaidc_xl.excel.results.style import FONT, Styles
from dacaidc_xl.excel.results.summary_sheet import TITLES, SummarySheet
from dacaidc_xl.report.files import replacing
from dacaidc_xl.studies.study import Study

SHEETS_OF = {
    kind: ("Summary", places, "Monthly", "Compare", "Costs", "Inputs", "Checks", "Provenance")
    for kind, places in (("states", "States"), ("sites", "Sites"))
}
"""Names of the sheets by kind of study, in order."""

TAB_COLORS = {"Summary": "#1F3B57", "Inputs": "#999999", "Checks": "#999999",
              "Provenance": "#999999"}  # fmt: skip
ANSWER_TAB = "#0072B2"


def write_results(
    study: Study, path: str | Path, command: str, when: dt.datetime | None = None
) -> None:
    """Write a study as an analyst's workbook.

    Parameters
    ----------
    study : Study
        Result of the all-states or of the sites study.
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
            "title": TITLES[study.kind],
            "subject": ", ".join(study.scenarios),
            "author": "dacaidc_xl",
            "comments": f"Made by: {command}"[:250],
            "created": created,
        }
    )
    workbook.set_size(2400, 1500)
    styles = Styles(workbook)
    sheets = {name: workbook.add_worksheet(name, ExactWorksheet) for name in SHEETS_OF[study.kind]}
    for name, sheet in sheets.items():
        sheet.set_tab_color(TAB_COLORS.get(name, ANSWER_TAB))
    summary, places, monthly, compare, costs, inputs, checks, origin = sheets.values()
    placed = {
        study.kind: write_places(places, styles, study),
        "monthly": write_monthly(monthly, styles, study),
        **write_compare(compare, styles, study),
    }
    front = SummarySheet(workbook, summary, styles, study, placed)
    front.overall = record_sheets.overall_of(study)
    front.write(command, when)
    write_costs(workbook, costs, styles, study)
    record_sheets.write_inputs(inputs, styles, study)
    record_sheets.write_checks(workbook, checks, styles, study)
    record_sheets.write_provenance(origin, styles, study, command, when)
    summary.activate()
    workbook.close()
