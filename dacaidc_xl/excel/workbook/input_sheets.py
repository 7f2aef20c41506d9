"""Inputs and Sites: the two tables that a user fills, every bound checked as one types."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from xlsxwriter.utility import (
    xl_cell_to_rowcol,
    xl_col_to_name,
    xl_rowcol_to_cell,
)

from dacaidc_xl.excel.results.columns import text_lines
from dacaidc_xl.excel.results.page import A3, set_page
from dacaidc_xl.excel.results.style import BAD, CHOICE, LINE_PT, MUTED, NOTE, RULE
from dacaidc_xl.excel.results.tables import ROW_SPACE_PT, TABLE_STYLE, write_text, write_value
from dacaidc_xl.excel.template_layout import (
    BUILD_YEAR_NAME,
    MAX_PLACES,
    PROJECTION_NAME,
    Column,
    parameters_layout,
    sites_layout,
)
from dacaidc_xl.excel.workbook.book import INPUT_FILL, INPUT_INK, Book
from dacaidc_xl.excel.workbook.content import example_rows
from dacaidc_xl.excel.workbook.front import BUTTON_ROW_PT, write_title
from dacaidc_xl.excel.workbook.layout import NAMES, InputBlock, parameter_block, site_block
from dacaidc_xl.excel.workbook.lists import list_name
from dacaidc_xl.reference.parameters import SHARE_SUM_TOLERANCE, Parameter, parameter_table
from dacaidc_xl.reference.pathways import FIRST_YEAR, LAST_YEAR

INPUTS_INTRO = (
    "Type your own value into the blue column; blank is the default of the scenario's year, never "
    "zero. A value outside of what is allowed is refused as you type; outside of low to high, the "
    "range of plausible values, it is taken with a warning. Then press a button that runs: all "
    "of them use this column. Run counties takes one scenario, the first where all are chosen. "
    "Reset inputs clears the column."
)
SITES_INTRO = (
    "One row a site: fill the blue cells, then press Run sites. Name, state and IT capacity are "
    "needed; any other cell left blank takes the value of the site's state and scenario. The four "
    "shares sum to 1, or are all blank. The example rows are invented. For values month by month "
    "use the template that the command dacaidc-xl template sites writes."
)
INPUT = {
    "font_color": INPUT_INK,
    "bg_color": INPUT_FILL,
    "border": 1,
    "border_color": RULE,
    "valign": "top",
}
LABEL = {"font_size": 9, "text_wrap": True, "valign": "top", "bottom": 4, "bottom_color": RULE}
WIDTHS = {"name": 44.0, "value": 20.0, "allowed": 30.0, "description": 90.0}
FIGURES = ("unit", "default_base", "default_2030", "low", "high")
PROJECTION_SPAN = 3
"""Columns that the cell of the grid projections is merged over."""
WHOLE_KINDS = ("count", "switch")


def write_inputs(book: Book) -> None:
    """Write the parameters as an Excel table, with the scenario above it.

    Parameters
    ----------
    book : Book
        The workbook.
    """
    block, layout = parameter_block(), parameters_layout()
    sheet = book.sheet(block.sheet)
    widths = [WIDTHS.get(c.name, c.width) for c in layout.columns]
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    write_title(book, sheet, "Inputs", INPUTS_INTRO, 7, sum(widths[:8]))
    sheet.set_row(3, BUTTON_ROW_PT)
    chosen = str(NAMES["scenario"].value)
    book.choice("scenario", chosen, "Scenario of states, counties, hours", "list_scenario", 1)
    _write_pathway_cells(book, sheet)
    _write_table(book, sheet, block, layout.columns, widths)
    rows = list(parameter_table().values())
    value = list(block.columns).index("value")
    for row, parameter in enumerate(rows, start=block.header_row):
        cells = _parameter_cells(parameter)
        for column, name in enumerate(block.columns):
            if name == "value":
                sheet.write_blank(row, column, None, book.styles.of(**INPUT))
                continue
            look: dict[str, Any] = dict(LABEL)
            if name in FIGURES:
                look["align"] = "center"
            if name == "name":
                look["bold"] = True
            shown = cells.get(name)
            write_value(sheet, book.styles, row, column, shown, **look)
        lines = max(
            text_lines(str(cells["description"]), widths[-1], 9),
            text_lines(str(cells["allowed"]), WIDTHS["allowed"], 9),
        )
        sheet.set_row(row, LINE_PT * 0.95 * lines + 4)
        _check_parameter(sheet, row, value, parameter)
    last = block.header_row + len(rows) - 1
    first_cell = xl_rowcol_to_cell(block.header_row, value, col_abs=True)
    sheet.conditional_format(
        block.header_row, 0, last, value,
        {"type": "formula", "criteria": f'={first_cell}<>""',
         "format": book.styles.conditional(NOTE, bold=True)},
    )  # fmt: skip
    sheet.freeze_panes(block.header_row, value + 1)
    set_page(
        sheet, "Inputs", A3, repeat_rows=(block.header_row - 2, block.header_row - 1),
        area=(last, len(block.columns) - 1),
    )  # fmt: skip


def _write_pathway_cells(book: Book, sheet: Any) -> None:
    """Write the cells that say how Run pathway follows a plant over its life."""
    sheet.set_row(4, BUTTON_ROW_PT)
    year, grids = NAMES[BUILD_YEAR_NAME], NAMES[PROJECTION_NAME]
    look: dict[str, Any] = {
        "bold": True, "bg_color": CHOICE, "border": 1, "border_color": MUTED, "align": "center",
    }  # fmt: skip
    words = {"bold": True, "align": "right", "indent": 1}
    row, column = xl_cell_to_rowcol(year.cell)
    write_text(sheet, book.styles, row, column - 1, "Build year of Run pathway", **words)
    write_value(sheet, book.styles, row, column, year.value, num_format="0", **look)
    book.name(BUILD_YEAR_NAME, sheet, row, column)
    allowed = f"A year {FIRST_YEAR} to {LAST_YEAR}, which the projections hold."
    if not book.values_only:
        sheet.data_validation(
            row, column, row, column,
            {"validate": "integer", **_between(FIRST_YEAR, LAST_YEAR), "ignore_blank": True,
             "error_title": "Build year", "error_message": allowed},
        )  # fmt: skip
    row, column = xl_cell_to_rowcol(grids.cell)
    write_text(sheet, book.styles, row, column - 1, "Grid projections of Run pathway", **words)
    book.named_cell(PROJECTION_NAME, str(grids.value), PROJECTION_SPAN, **look)
    if not book.values_only:
        # Several names with commas between them are right, too: a warning, no stop.
        sheet.data_validation(
            row, column, row, column,
            {"validate": "list", "source": f"=list_{PROJECTION_NAME}", "error_type": "warning",
             "ignore_blank": True, "error_title": "Grid projections",
             "error_message": "Choose from the list, or give several with commas between."},
        )  # fmt: skip
    sheet.set_row(row, 20)


def _parameter_cells(parameter: Parameter) -> dict[str, object]:
    low, high = parameter.range_of("base")
    standing = f" ({parameter.standing})" if parameter.standing else ""
    source = f" Source{standing}: {parameter.source}" if parameter.source else standing
    return {
        "name": parameter.name,
        "unit": parameter.unit,
        "default_base": parameter.default_of("base"),
        "default_2030": parameter.default_of("2030"),
        "low": low,
        "high": high,
        "allowed": parameter.expected,
        "description": f"{parameter.description}{source}",
    }


def _check_parameter(sheet: Any, row: int, column: int, parameter: Parameter) -> None:
    rule: dict[str, Any] = {"error_title": parameter.name[:32], "ignore_blank": True}
    if parameter.kind == "option":
        rule |= {"validate": "list", "source": f"={list_name(parameter.name)}"}
        rule["error_message"] = "Choose from the list."
    else:
        rule["validate"] = "integer" if parameter.kind in WHOLE_KINDS else "decimal"
        rule |= _between(parameter.min, parameter.max)
        rule["error_message"] = f"Allowed: {parameter.expected}."
    sheet.data_validation(row, column, row, column, rule)


def _between(low: float | None, high: float | None) -> dict[str, Any]:
    if low is not None and high is not None:
        return {"criteria": "between", "minimum": low, "maximum": high}
    return {"criteria": ">=", "value": low}


def _write_table(
    book: Book, sheet: Any, block: InputBlock, columns: Sequence[Column], widths: Sequence[float]
) -> None:
    """Make the Excel table with its header, and the words above it."""
    row = block.header_row - 1
    sheet.add_table(
        row,
        0,
        row + block.rows,
        len(block.columns) - 1,
        {
            "name": block.name,
            "style": TABLE_STYLE,
            "banded_rows": False,
            "columns": [
                {"header": name, "header_format": book.styles.header()} for name in block.columns
            ],
        },
    )
    lines, names = 1, 1
    for column, (layout, width) in enumerate(zip(columns, widths, strict=True)):
        unit = f" [{layout.unit}]" if layout.unit else ""
        words = layout.title + unit
        sheet.write_string(row - 1, column, words, book.styles.label())
        lines = max(lines, text_lines(words, width * 0.92, 9))
        names = max(names, text_lines(layout.name, width, 8))
    sheet.set_row(row - 1, LINE_PT * 0.95 * lines + 6)
    sheet.set_row(row, LINE_PT * 0.85 * (names + 1) + 2)


def write_sites(book: Book) -> None:
    """Write the table of sites with the example rows.

    Parameters
    ----------
    book : Book
        The workbook.
    """
    block, layout = site_block(), sites_layout()
    sheet = book.sheet(block.sheet)
    widths = [max(c.width, 11.0) for c in layout.columns]
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    write_title(book, sheet, "Sites", SITES_INTRO, 8, sum(widths[:9]))
    sheet.set_row(3, BUTTON_ROW_PT)
    _write_table(book, sheet, block, layout.columns, widths)
    filled: list[Mapping[str, object]] = list(example_rows())
    filled += [{}] * (block.rows - len(filled))
    for row, values in enumerate(filled, start=block.header_row):
        for column, of in enumerate(layout.columns):
            look = dict(INPUT) | {"num_format": "@" if of.choices else of.number_format}
            if of.role == "note":
                look |= {"font_color": MUTED, "italic": True}
            write_value(sheet, book.styles, row, column, values.get(of.name), **look)
        sheet.set_row(row, LINE_PT + ROW_SPACE_PT)
    last = block.header_row + MAX_PLACES - 1
    for column, of in enumerate(layout.columns):
        _check_site_column(sheet, (block.header_row, column, last, column), of)
    _mark_shares(book, sheet, block, last)
    sheet.freeze_panes(block.header_row, layout.frozen_columns)
    set_page(
        sheet, "Sites", A3, repeat_rows=(block.header_row - 2, block.header_row - 1),
        area=(block.header_row + block.rows - 1, len(block.columns) - 1),
    )  # fmt: skip


def _check_site_column(sheet: Any, area: tuple[int, int, int, int], column: Column) -> None:
    rule: dict[str, Any] = {"error_title": column.title[:32], "ignore_blank": True}
    if column.choices:
        offered = "list_site_scenario" if column.choices == "scenario" else "list_state"
        # A full name or a FIPS code is right, too: a warning, no stop.
        rule |= {"validate": "list", "source": f"={offered}", "error_type": "warning"}
        rule["error_message"] = "Choose from the list."
    elif column.low is not None and column.high is not None:
        unit = column.unit.strip("-")
        rule |= {"validate": "decimal", **_between(column.low, column.high)}
        allowed = f"Allowed: {column.low:,g} to {column.high:,g} {unit}".rstrip()
        rule["error_message"] = allowed + "."
    else:
        return
    sheet.data_validation(*area, rule)


def _mark_shares(book: Book, sheet: Any, block: InputBlock, last: int) -> None:
    shares = [i for i, name in enumerate(block.columns) if name.startswith("share_")]
    left, right = xl_col_to_name(shares[0]), xl_col_to_name(shares[-1])
    one = f"${left}{block.header_row + 1}:${right}{block.header_row + 1}"
    sheet.conditional_format(
        block.header_row, shares[0], last, shares[-1],
        {"type": "formula",
         "criteria": f"=AND(COUNT({one})>0,ABS(SUM({one})-1)>{SHARE_SUM_TOLERANCE:f})",
         "format": book.styles.conditional(BAD)},
    )  # fmt: skip
