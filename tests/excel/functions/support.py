"""What the tests of the worksheet functions share."""

from __future__ import annotations

import math

from dacaidc_xl.excel.functions import registry
from dacaidc_xl.excel.functions.cells import ERROR
from dacaidc_xl.reference.geography import states as all_states

ABBR = [state.abbr for state in all_states()]
COLUMN = [[abbr] for abbr in ABBR]
SCENARIOS = ("base_2023", "2030_lrmer")
NAMES = tuple(registry())
HEADLINE = (
    "DAC_NET_REMOVAL",
    "DAC_CAPTURE",
    "DAC_EMISSIONS",
    "DAC_REMOVAL_RATIO",
    "DAC_LCCC",
    "DAC_HEAT",
)


def call(name, *arguments):
    return registry()[name].python(*arguments)


def assert_same(cells, expected):
    """Equal to the last digit; a text where the table has no number."""
    assert len(cells) == len(expected)
    for (cell,), value in zip(cells, expected, strict=True):
        if isinstance(value, float) and math.isnan(value):
            assert isinstance(cell, str) and cell.startswith(ERROR)
        else:
            assert cell == value


def of_scenario(table, scenario):
    return table[table["scenario"] == scenario].reset_index(drop=True)
