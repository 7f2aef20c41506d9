"""Write the input templates: blank or with worked examples, the same bytes every time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from openpyxl import Workbook  # type: ignore[import-untyped]
from openpyxl.formatting.rule import FormulaRule  # type: ignore[import-untyped]
from openpyxl.utils import get_column_letter  # type: ignore[import-untyped]
from openpyxl.workbook.defined_name import DefinedName  # type: ignore[import-untyped]
from openpyxl.worksheet.datavalidation import DataValidation  # type: ignore[import-untyped]

from dacaidc_xl.excel import template_style as style
from dacaidc_xl.excel.plain_text import put_text
from dacaidc_xl.excel.steady_bytes import steady_bytes
from dacaidc_xl.excel.template_examples import (
    EXAMPLE_PARAMETERS,
    MONTH_EXAMPLES,
    ROW_EXAMPLES,
    STATE_EXAMPLES,
)
from dacaidc_xl.excel.template_layout import (
    DEFAULT_SCENARIO,
    LISTS,
    MAX_PLACES,
    MONTH_NAMES,
    ONE_SCENARIO,
    READ_ME,
    SCENARIO_NAME,
    Column,
    Kind,
    SheetLayout,
    check_kind,
    choice_lists,
    layouts,
)
from dacaidc_xl.excel.template_read_me import read_me_lines
from dacaidc_xl.reference.geography import states
from dacaidc_xl.reference.parameters import Parameter, parameter_table
from dacaidc_xl.report.files import check_new, replacing

SCENARIO_CELL = "B3"
"""Where a sheet of places holds their scenario; the name SCENARIO_NAME points at it."""
_FIGURES = ("unit", "default_base", "default_2030", "low", "high")


def write_template(
    path: str | Path, kind: str = "sites", example: bool = False, overwrite: bool = False
) -> Path:
    """Write an input template.

    Parameters
    ----------
    path : str or Path
        Where to; an .xlsx.
    kind : {'sites', 'states', 'counties', 'pathways'}
        What a row is: a site, a state, a county, or a plant to follow over its life.
    example : bool
        Whether worked rows are filled in.
    overwrite : bool
        Whether a file that exists is replaced.

    Returns
    -------
    Path
        The file, whole or not at all.

    Raises
    ------
    InputError
        Unknown kind.
    OutputError
        The file exists, or cannot be written.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_template(Path(folder, "sites.xlsx")).name
    'sites.xlsx'
    """
    path = Path(path)
    known = check_kind(kind)
    check_new(path, force=overwrite)
    content = steady_bytes(_workbook(known, example))
    with replacing(path) as scratch:
        scratch.write_bytes(content)
    return path


def _workbook(kind: Kind, example: bool) -> Any:
    book = Workbook()
    style.add_styles(book)
    book.properties.title = f"dacaidc_xl input template, {kind}" + (" (example)" if example else "")
    book.properties.creator = "dacaidc_xl"
    read_me = book.active
    read_me.title = READ_ME
    _fill_read_me(read_me, kind, example)
    place, *monthly, parameters = layouts(kind)
    lists = _list_ranges(kind)
    for layout in (place, *monthly, parameters):
        sheet = book.create_sheet(layout.name)
        _fill_heading(sheet, layout)
    _fill_places(book[place.name], place, kind, example, lists)
    for layout in monthly:
        _fill_monthly(book[layout.name], layout, kind, example, lists)
    _fill_parameters(book[parameters.name], parameters, example, lists)
    if kind in ONE_SCENARIO:
        _fill_scenario(book, book[place.name], lists)
    _fill_lists(book.create_sheet(LISTS), kind)
    book.active = 1
    for sheet in book.worksheets:
        sheet.sheet_view.tabSelected = sheet.title == place.name
    return book


def _fill_read_me(sheet: Any, kind: Kind, example: bool) -> None:
    sheet.column_dimensions["A"].width = 34
    sheet.column_dimensions["B"].width = 92
    for row, (look, left, right) in enumerate(read_me_lines(kind, example), start=1):
        cell = sheet.cell(row, 1)
        if left:
            put_text(cell, left)
        if right:
            put_text(sheet.cell(row, 2), right)
        if look == "pair":
            cell.style = style.BOLD
            sheet.cell(row, 2).style = style.TEXT
            sheet.row_dimensions[row].height = style.height_of(right, 92)
        elif look == "text":
            sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=2)
            cell.style = style.TEXT
            sheet.row_dimensions[row].height = style.height_of(left, 126)
        else:
            cell.style = style.TITLE if look == "title" else style.SECTION
    sheet.sheet_view.showGridLines = False
    style.set_up_print(sheet, landscape=False)


def _fill_heading(sheet: Any, layout: SheetLayout) -> None:
    names_row = layout.names_row
    sheet["A1"].value = layout.title
    sheet["A1"].style = style.TITLE
    sheet["A2"].value = layout.guide
    sheet["A2"].style = style.GUIDE
    for number, column in enumerate(layout.columns, start=1):
        head = sheet.cell(names_row - 1, number)
        unit = f"\n[{column.unit}]" if column.unit else ""
        head.value = column.title + unit
        head.style = style.HEAD
        head.comment = style.comment(_comment_text(column))
        name = sheet.cell(names_row, number)
        name.value = column.name
        name.style = style.NAME
        sheet.column_dimensions[get_column_letter(number)].width = column.width
    sheet.row_dimensions[names_row - 1].height = 62
    first = sheet.cell(names_row + 1, layout.frozen_columns + 1)
    sheet.freeze_panes = first.coordinate
    style.set_up_print(sheet, title_rows=f"{names_row - 1}:{names_row}")


def _comment_text(column: Column) -> str:
    bounds = ""
    if column.low is not None and column.high is not None:
        bounds = f"\nAllowed: {column.low:,g} to {column.high:,g} {column.unit.strip('-')}".rstrip()
    return column.note + bounds


def _ready(layout: SheetLayout) -> Iterable[int]:
    first = layout.names_row + 1
    return range(first, first + layout.ready_rows)


def _fill_rows(sheet: Any, layout: SheetLayout, lists: Mapping[str, str], last_row: int) -> None:
    """Style the ready rows and check what is typed, further down too."""
    first = layout.names_row + 1
    for number, column in enumerate(layout.columns, start=1):
        look = {"input": style.INPUT, "note": style.NOTE, "label": style.LABEL}[column.role]
        for row in _ready(layout):
            cell = sheet.cell(row, number)
            cell.style = look
            cell.number_format = column.number_format
        letter = get_column_letter(number)
        area = f"{letter}{first}:{letter}{last_row}"
        if column.choices:
            _list_rule(sheet, area, lists[column.choices], column.title, warn=True)
        elif column.low is not None and column.high is not None:
            _number_rule(sheet, area, column.low, column.high, column.title, column.unit)


def _list_rule(sheet: Any, area: str, source: str, title: str, warn: bool = False) -> None:
    rule = DataValidation(type="list", formula1=source, allow_blank=True)
    rule.errorStyle = "warning" if warn else "stop"
    rule.errorTitle, rule.error = title[:32], "Choose from the list."
    rule.showErrorMessage = True
    sheet.add_data_validation(rule)
    rule.add(area)


def _number_rule(
    sheet: Any, area: str, low: float | None, high: float | None, title: str, unit: str
) -> None:
    unit = unit.strip("-")
    if low is not None and high is not None:
        rule = DataValidation("decimal", f"{low!r}", f"{high!r}", allow_blank=True)
        rule.operator, text = "between", f"A number from {low:,g} to {high:,g} {unit}"
    else:
        rule = DataValidation("decimal", f"{low!r}", allow_blank=True)
        rule.operator, text = "greaterThanOrEqual", f"A number of at least {low:,g} {unit}"
    rule.errorTitle, rule.error = title[:32], text.rstrip() + "."
    rule.showErrorMessage = True
    sheet.add_data_validation(rule)
    rule.add(area)


def _fill_places(
    sheet: Any, layout: SheetLayout, kind: Kind, example: bool, lists: Mapping[str, str]
) -> None:
    last = layout.names_row + (len(states()) if kind == "states" else MAX_PLACES)
    _fill_rows(sheet, layout, lists, last)
    rows: list[Mapping[str, object]] = []
    if kind == "states":
        filled = STATE_EXAMPLES if example else {}
        for state in sorted(states(), key=lambda s: s.abbr):
            own = filled.get(state.abbr, {})
            fixed = {"state": state.abbr, "state_name": state.name, "include": "yes"}
            rows.append({**fixed, **own})
    elif example:
        rows = list(ROW_EXAMPLES[kind])
    _put_rows(sheet, layout, rows)
    if kind == "sites":
        first = layout.names_row + 1
        left = get_column_letter(layout.column("share_cpu_air"))
        right = get_column_letter(layout.column("share_immersion"))
        one = f"${left}{first}:${right}{first}"
        rule = f"AND(COUNT({one})>0,ABS(SUM({one})-1)>0.000001)"
        area = f"{left}{first}:{right}{last}"
        wrong = FormulaRule(formula=[rule], font=style.WRONG_FONT, fill=style.WRONG_FILL)
        sheet.conditional_formatting.add(area, wrong)


def _fill_monthly(
    sheet: Any, layout: SheetLayout, kind: Kind, example: bool, lists: Mapping[str, str]
) -> None:
    _fill_rows(sheet, layout, lists, layout.names_row + MAX_PLACES)
    if not example:
        return
    rows = []
    for key, quantity, values, note in MONTH_EXAMPLES[kind]:
        months = dict(zip(MONTH_NAMES, values, strict=True))
        rows.append({layout.columns[0].name: key, "quantity": quantity, **months, "note": note})
    _put_rows(sheet, layout, rows)


def _put_rows(sheet: Any, layout: SheetLayout, rows: Iterable[Mapping[str, object]]) -> None:
    for number, row in enumerate(rows, start=layout.names_row + 1):
        for name, value in row.items():
            cell = sheet.cell(number, layout.column(name))
            if isinstance(value, str):
                put_text(cell, value)
            else:
                cell.value = value


def _fill_parameters(
    sheet: Any, layout: SheetLayout, example: bool, lists: Mapping[str, str]
) -> None:
    table = list(parameter_table().values())
    for row, parameter in zip(_ready(layout), table, strict=True):
        shown = _parameter_cells(parameter)
        if example and parameter.name in EXAMPLE_PARAMETERS:
            shown["value"] = EXAMPLE_PARAMETERS[parameter.name]
        for number, column in enumerate(layout.columns, start=1):
            cell = sheet.cell(row, number)
            value = shown.get(column.name)
            centered = column.name in _FIGURES
            label = style.FIGURE if centered else style.LABEL
            cell.style = style.INPUT if column.name == "value" else label
            if isinstance(value, str):
                put_text(cell, value)
            else:
                cell.value = value
        sheet.row_dimensions[row].height = style.height_of(parameter.description, 108)
        area = sheet.cell(row, layout.column("value")).coordinate
        if parameter.kind == "option":
            _list_rule(sheet, area, lists[parameter.name], parameter.name)
        else:
            _number_rule(sheet, area, parameter.min, parameter.max, parameter.name, parameter.unit)
    last = get_column_letter(len(layout.columns))
    sheet.auto_filter.ref = f"A{layout.names_row}:{last}{layout.names_row + len(table)}"
    style.lock(sheet)


def _parameter_cells(parameter: Parameter) -> dict[str, object]:
    low, high = parameter.range_of("base")
    return {
        "name": parameter.name,
        "unit": parameter.unit,
        "default_base": parameter.default_of("base"),
        "default_2030": parameter.default_of("2030"),
        "low": low,
        "high": high,
        "allowed": "see the list" if parameter.kind == "option" else parameter.expected,
        "description": parameter.description,
    }


def _fill_scenario(book: Any, sheet: Any, lists: Mapping[str, str]) -> None:
    sheet["A3"].value = "Scenario"
    sheet["A3"].style = style.BOLD
    cell = sheet[SCENARIO_CELL]
    cell.value = DEFAULT_SCENARIO
    cell.style = style.INPUT
    cell.comment = style.comment(
        f"One scenario for all {sheet.title.lower()}, or all. Blank: {DEFAULT_SCENARIO}. "
        f"The program finds this cell by its name, {SCENARIO_NAME}."
    )
    sheet["C3"].value = "One scenario for all rows; all runs every scenario."
    sheet["C3"].style = style.GUIDE
    _list_rule(sheet, SCENARIO_CELL, lists["scenario"], "Scenario")
    target = f"{sheet.title}!${SCENARIO_CELL[0]}${SCENARIO_CELL[1:]}"
    book.defined_names[SCENARIO_NAME] = DefinedName(SCENARIO_NAME, attr_text=target)


def _list_columns(kind: Kind) -> dict[tuple[str, ...], list[str]]:
    """Give each distinct list once, with the names that use it."""
    columns: dict[tuple[str, ...], list[str]] = {}
    for name, choices in choice_lists(kind).items():
        columns.setdefault(choices, []).append(name)
    return columns


def _list_ranges(kind: Kind) -> dict[str, str]:
    ranges = {}
    for number, (choices, names) in enumerate(_list_columns(kind).items(), start=1):
        letter = get_column_letter(number)
        for name in names:
            ranges[name] = f"{LISTS}!${letter}$2:${letter}${len(choices) + 1}"
    return ranges


def _fill_lists(sheet: Any, kind: Kind) -> None:
    for number, (choices, names) in enumerate(_list_columns(kind).items(), start=1):
        head = sheet.cell(1, number)
        head.value = ", ".join(names)
        head.style = style.HEAD
        sheet.column_dimensions[get_column_letter(number)].width = 30
        for row, choice in enumerate(choices, start=2):
            put_text(sheet.cell(row, number), choice)
    sheet.row_dimensions[1].height = 100
    sheet.freeze_panes = "A2"
    style.lock(sheet)
    sheet.sheet_state = "hidden"
