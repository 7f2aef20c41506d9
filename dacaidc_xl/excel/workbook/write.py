"""Write the analyst workbook: every sheet, then one rename; equal inputs give equal bytes."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

from dacaidc_xl.excel.steady_bytes import CALCULATION_ID
from dacaidc_xl.excel.workbook.content import Content, shipped_content
from dacaidc_xl.excel.workbook.layout import HIDDEN, SHEETS, code_name
from dacaidc_xl.report.files import replacing

TAB_COLORS = {
    "Start": "#1F3B57",
    "Summary": "#1F3B57",
    "Inputs": "#E69F00",
    "Sites": "#E69F00",
    **dict.fromkeys(("Audit", "Functions", "Data"), "#009E73"),
    **dict.fromkeys(("Problems", "Checks", "Provenance"), "#999999"),
}
ANSWER_TAB = "#0072B2"
TITLE = "dacaidc_xl: carbon removal driven by data center heat"
THIS_WORKBOOK = "ThisWorkbook"
SETTINGS_CODE_NAME = f"Sheet{len(SHEETS) + 1}"


def write_workbook(
    path: str | Path,
    project: bytes | None = None,
    values_only: bool = False,
    content: Content | None = None,
) -> Path:
    """Write the analyst workbook with the last results of all states and of example sites.

    Parameters
    ----------
    path : str or Path
        Where to: .xlsm with a VBA project, else .xlsx. What stands there is replaced, in one
        step.
    project : bytes, optional
        The VBA project (``vbaProject.bin``), with a module for the workbook and each sheet as
        `layout.code_name` names them; without it there are no buttons.
    values_only : bool
        Write values in place of formulas, without drop-downs, buttons and VBA.
    content : Content, optional
        What the tables hold; all states under the headline scenarios by default.

    Returns
    -------
    Path

    Raises
    ------
    ValueError
        Values only, and a VBA project; or a suffix that does not fit.
    OutputError
        The folder is missing, or cannot be written to.

    Examples
    --------
    >>> write_workbook("dacaidc_xl.xlsx")  # doctest: +SKIP
    """
    path = Path(path)
    if values_only and project is not None:
        raise ValueError("a workbook of values only has no VBA project")
    wanted = ".xlsx" if project is None else ".xlsm"
    if path.suffix.lower() != wanted:
        raise ValueError(f"{path.name}: this workbook is a {wanted}")
    made = _bytes(content or shipped_content(), project, values_only)
    with replacing(path) as scratch:
        scratch.write_bytes(made)
    return path


def _bytes(content: Content, project: bytes | None, values_only: bool) -> bytes:
    import xlsxwriter

    from dacaidc_xl.excel.results.style import FONT, Styles
    from dacaidc_xl.excel.steady_bytes import STEADY_TIME
    from dacaidc_xl.excel.workbook.book import Book, LiveWorksheet

    stream = io.BytesIO()
    workbook: Any = xlsxwriter.Workbook(
        stream,
        {
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "in_memory": True,
            "default_format_properties": {"font_name": FONT, "font_size": 10},
        },
    )
    workbook.set_calc_mode("auto", CALCULATION_ID)
    workbook.calc_on_load = False
    workbook.set_properties(
        {"title": TITLE, "author": "dacaidc_xl", "created": STEADY_TIME, "company": ""}
    )
    workbook.set_size(2400, 1500)
    for name in SHEETS:
        sheet = workbook.add_worksheet(name, LiveWorksheet)
        sheet.set_tab_color(TAB_COLORS.get(name, ANSWER_TAB))
        if name in HIDDEN:
            sheet.hide()
    book = Book(workbook, Styles(workbook), values_only)
    if project is not None:
        workbook.add_vba_project(io.BytesIO(project), is_stream=True)
        workbook.set_vba_name(THIS_WORKBOOK)
        for name in SHEETS:
            book.sheet(name).set_vba_name(code_name(name))
        _add_settings(workbook)
    _write_sheets(book, content, project is not None)
    book.state_heights()
    workbook.close()
    return stream.getvalue()


def _add_settings(workbook: Any) -> None:
    """Add the sheet on which xlwings' VBA looks for settings of this workbook."""
    from dacaidc_xl.excel.vba.modules import SETTINGS, SETTINGS_SHEET

    sheet = workbook.add_worksheet(SETTINGS_SHEET)
    sheet.very_hidden()
    sheet.set_vba_name(SETTINGS_CODE_NAME)
    for row, pair in enumerate(SETTINGS):
        sheet.write_row(row, 0, pair)


def _write_sheets(book: Any, content: Content, with_macros: bool) -> None:
    from dacaidc_xl.excel.audit import write_audit
    from dacaidc_xl.excel.workbook import (
        answer_sheets,
        counties_sheet,
        data_sheet,
        functions_sheet,
        hourly_sheet,
        input_sheets,
        map_sheet,
        pathway_sheets,
        record_sheets,
        start_sheet,
        summary_sheet,
    )
    from dacaidc_xl.excel.workbook.front import add_buttons
    from dacaidc_xl.excel.workbook.lists import ListsSheet

    scenario = content.states.scenarios[0]
    lists = ListsSheet(book)
    chosen = lists.write(content.blocks["tblStates"], scenario)
    start_sheet.write_start(book, with_macros)
    summary_sheet.write_summary(book, content, chosen, scenario)
    input_sheets.write_inputs(book)
    input_sheets.write_sites(book)
    answer_sheets.write_site_results(book, content)
    answer_sheets.write_states(book, content)
    answer_sheets.write_monthly(book, lists, content, scenario)
    map_sheet.write_map(book, chosen, scenario)
    answer_sheets.write_compare(book, lists, content, scenario)
    answer_sheets.write_costs(book, lists, content, scenario)
    counties_sheet.write_counties(book, lists, content)
    hourly_sheet.write_hourly(book, lists, content)
    pathway_sheets.write_pathway(book, lists, content)
    pathway_sheets.write_life(book, content)
    write_audit(book, content.states, "list_state", "scenarios_run")
    functions_sheet.write_functions(book)
    data_sheet.write_data(book)
    record_sheets.write_problems(book)
    record_sheets.write_checks(book, content)
    record_sheets.write_provenance(book, content)
    add_buttons(book, with_macros)
