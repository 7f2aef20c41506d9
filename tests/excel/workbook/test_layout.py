"""The layout is what the studies give, and holds together in itself."""

from __future__ import annotations

import re

import pytest
from openpyxl.utils.cell import coordinate_from_string

from dacaidc_xl.excel import macros
from dacaidc_xl.excel.template_layout import parameters_layout, sites_layout
from dacaidc_xl.excel.workbook import layout
from dacaidc_xl.studies.provenance import provenance_table


def study_table(content, block):
    study = content.studies[block.study]
    if block.table == "provenance":
        return provenance_table(study, "test")
    return study[block.table]


WHOLE = [block for block in layout.RESULT_BLOCKS if block.study in ("states", "sites")]
CHOSEN = [block for block in layout.RESULT_BLOCKS if block not in WHOLE]


@pytest.mark.parametrize("block", WHOLE, ids=lambda b: b.name)
def test_a_block_has_the_columns_of_its_study(block, content):
    assert tuple(study_table(content, block).columns) == block.columns


@pytest.mark.parametrize("block", CHOSEN, ids=lambda b: b.name)
def test_a_block_of_chosen_columns_takes_them_from_its_study(block, content):
    assert set(block.columns) <= set(study_table(content, block).columns)
    assert len(set(block.columns)) == len(block.columns)
    assert block.columns[0] == "scenario"


def test_what_the_macros_read_stands_on_inputs():
    assert {layout.NAMES[name].sheet for name in layout.READ_NAMES} == {"Inputs"}
    assert set(layout.RUN_NAMES.values()) <= set(layout.NAMES)


def test_blocks_and_inputs_have_names_and_sheets_of_their_own():
    blocks = [*layout.RESULT_BLOCKS, layout.PROBLEMS]
    blocks += [layout.parameter_block(), layout.site_block()]
    names = [block.name for block in blocks]
    assert len(set(names)) == len(names)
    assert len({block.sheet for block in blocks}) == len(blocks)
    assert {block.sheet for block in blocks} <= set(layout.SHEETS)


def test_input_tables_have_the_columns_of_the_templates():
    of_parameters = tuple(c.name for c in parameters_layout().columns)
    assert layout.parameter_block().columns == of_parameters
    assert layout.site_block().columns == tuple(c.name for c in sites_layout().columns)


@pytest.mark.parametrize("name", layout.NAMES)
def test_a_named_cell_stands_above_the_table_of_its_sheet(name):
    cell = layout.NAMES[name]
    row = coordinate_from_string(cell.cell)[1]
    blocks = [*layout.RESULT_BLOCKS, layout.parameter_block(), layout.site_block()]
    for block in blocks:
        if block.sheet == cell.sheet:
            assert row < block.header_row - 1


@pytest.mark.parametrize("button", layout.BUTTONS, ids=lambda b: f"{b.sheet} {b.caption}")
def test_a_button_runs_a_macro_that_python_has(button):
    assert button.macro in layout.MACROS
    snake = re.sub(r"(?<!^)(?=[A-Z])", "_", button.macro).lower()
    assert callable(getattr(macros, snake))
    assert button.sheet in layout.SHEETS


def test_every_macro_has_a_button():
    assert {button.macro for button in layout.BUTTONS} == set(layout.MACROS)


def test_sheets_have_code_names_of_their_own():
    names = [layout.code_name(sheet) for sheet in layout.SHEETS]
    assert len(set(names)) == len(layout.SHEETS)
