"""A lookup finds one row by its keys, and says so when there is none."""

from __future__ import annotations

import pandas as pd

from dacaidc_xl.excel.workbook.layout import ResultBlock
from dacaidc_xl.excel.workbook.look_up import Block, Key

LAYOUT = ResultBlock("states", "t", "S", "tblT", 4, 1, ("scenario", "state", "x", "absent"))
BLOCK = Block.of(
    LAYOUT,
    pd.DataFrame(
        {"scenario": ["a", "a", "2030"], "state": ["TX", "VA", "TX"], "x": [1.0, float("nan"), 3.0]}
    ),
)


def keys(scenario, state):
    return {"scenario": Key("chosen", scenario), "state": Key('"TX"', state)}


def test_a_row_is_found_by_all_its_keys():
    formula, position = BLOCK.row(keys("2030", "TX"))
    assert position == 3
    assert formula == (
        'SUMPRODUCT(MAX((tblT[scenario]&""=chosen&"")*(tblT[state]&""="TX"&"")'
        "*(ROW(tblT[scenario])-ROW(head_of_tblT))))"
    )
    assert BLOCK.position(keys("2030", "VA")) == 0


def test_a_blank_and_a_missing_row_show_an_empty_text():
    assert BLOCK.cell("x", "r", 1)[1] == 1.0
    assert BLOCK.cell("x", "r", 2)[1] == ""
    assert BLOCK.cell("x", "r", 0)[1] == ""
    assert BLOCK.cell("absent", "r", 1)[1] == ""
    assert BLOCK.cell("x", "r", 1)[0] == ('IF(r=0,"",IF(INDEX(tblT[x],r)="","",INDEX(tblT[x],r)))')
