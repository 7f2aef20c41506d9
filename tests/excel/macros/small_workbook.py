"""A workbook with the tables of the analyst workbook and a sheet of the user's own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import xlsxwriter

from dacaidc_xl.excel.macros.blocks import blocks_of
from dacaidc_xl.excel.macros.views import CHOSEN
from dacaidc_xl.excel.workbook.layout import (
    NAMES,
    PROBLEMS,
    READ_NAMES,
    RESULT_BLOCKS,
    SHEETS,
    InputBlock,
    ResultBlock,
    parameter_block,
    site_block,
)
from dacaidc_xl.reference.parameters import parameter_table

OLD = "old"
"""What the result tables hold before a macro runs: two rows of it."""

SITES = (
    {"name": "Ashburn", "state": "VA", "scenario": "base_2023", "capacity_mw": 100.0},
    {"name": "=SUM(A1)", "state": "Texas", "scenario": "2030", "capacity_mw": 50.0, "temp_c": 21.5},
)


def result_blocks() -> list[ResultBlock]:
    """Give the blocks of every study."""
    studies = dict.fromkeys(block.study for block in RESULT_BLOCKS)
    return [block for study in studies for block in blocks_of(study)]


def write_small_workbook(
    path: Path,
    parameters: Mapping[str, object] | None = None,
    scenario: str = "base_2023",
    build_year: object = None,
    grid_projection: object = None,
    sites: Sequence[Mapping[str, object]] = SITES,
) -> Path:
    """Write the workbook with the inputs given."""
    book = xlsxwriter.Workbook(
        str(path), {"strings_to_formulas": False, "strings_to_numbers": False}
    )
    sheets = {name: book.add_worksheet(name) for name in SHEETS}
    sheets["Mine"] = book.add_worksheet("Mine")
    for block in (*result_blocks(), PROBLEMS):
        _table(sheets[block.sheet], block, [[OLD] * len(block.columns)] * 2)
    block = parameter_block()
    given = parameters or {}
    rows = [[name, given.get(name)] for name in parameter_table()]
    _table(sheets[block.sheet], block, rows)
    block = site_block()
    _table(sheets[block.sheet], block, [[row.get(n) for n in block.columns] for row in sites])
    for name, cell in NAMES.items():
        column, row = cell.cell[0], cell.cell[1:]
        book.define_name(name, f"='{cell.sheet}'!${column}${row}")
    for name, value in zip(READ_NAMES, (scenario, build_year, grid_projection), strict=True):
        if value is not None:
            sheets[NAMES[name].sheet].write(NAMES[name].cell, value)
    for name in (name for names in CHOSEN.values() for name in names):
        if name in NAMES:
            sheets[NAMES[name].sheet].write_string(NAMES[name].cell, "base_2023")
    _own_sheet(book, sheets["Mine"])
    book.close()
    return path


def _table(sheet, block: ResultBlock | InputBlock, rows) -> None:
    top, left = block.header_row - 1, block.first_column - 1
    sheet.add_table(
        top,
        left,
        top + max(len(rows), 1),
        left + len(block.columns) - 1,
        {"name": block.name, "columns": [{"header": name} for name in block.columns]},
    )
    for below, row in enumerate(rows, start=1):
        sheet.write_row(top + below, left, row)


def _own_sheet(book, sheet) -> None:
    """Formats, a formula over the results, a name, a rule, a drop-down, a note, a chart."""
    sheet.write("A1", "My factor", book.add_format({"bold": True, "bg_color": "#FFEE00"}))
    sheet.write("B1", 0.1 + 0.2, book.add_format({"num_format": "0.000%"}))
    sheet.write_formula("B2", "=SUM(tblStates[captured_t_per_yr])*my_factor", None, 12.5)
    sheet.write_comment("A1", "mine")
    sheet.data_validation("C1", {"validate": "list", "source": ["a", "b"]})
    sheet.conditional_format("B1:B9", {"type": "cell", "criteria": ">", "value": 1})
    sheet.set_column("D:D", 33)
    sheet.merge_range("A5:B6", "merged")
    book.define_name("my_factor", "=Mine!$B$1")
    chart = book.add_chart({"type": "line"})
    chart.add_series({"values": "=Mine!$B$1:$B$2", "name": "mine"})
    sheet.insert_chart("F2", chart)
