"""The registry: what the function wizard shows of each function."""

from __future__ import annotations

import pytest

from dacaidc_xl.excel.functions import registry
from dacaidc_xl.excel.functions.registry import WIZARD_CHARACTERS, worksheet_function
from tests.excel.functions.support import HEADLINE, NAMES


@pytest.mark.parametrize("name", NAMES)
def test_wizard_help_is_there(name):
    function = registry()[name]
    assert function.category == "DAC"
    assert 20 < len(function.description) <= WIZARD_CHARACTERS
    assert function.example.startswith(f"={name}(")
    for argument in function.arguments:
        assert 10 < len(argument.description) <= WIZARD_CHARACTERS
        assert argument.kind in ("text", "number", "text or number", "two-column range")
    optional = [argument.optional for argument in function.arguments]
    assert optional == sorted(optional)


def test_all_functions_of_the_issue_are_there():
    asked = (
        "NET_REMOVAL CAPTURE EMISSIONS REMOVAL_RATIO LCCC HEAT COP PUE HEAT_DEMAND POWER_DEMAND "
        "UPTAKE MONTHLY STATES COMPARE COSTS PARAM DATA VERSION EXPLAIN COUNTIES PATHWAY "
        "LIFETIME HOURLY"
    )
    assert {f"DAC_{name}" for name in asked.split()} <= set(NAMES)


def test_headline_functions_share_one_order():
    for name in (*HEADLINE, "DAC_MONTHLY", "DAC_COMPARE", "DAC_COSTS", "DAC_EXPLAIN"):
        names = [argument.name for argument in registry()[name].arguments]
        assert names[:4] == ["region", "scenario", "server_class", "capacity_mw"]
        assert names[5] == "overrides"


def test_choices_come_from_the_tables():
    lccc = {argument.name: argument for argument in registry()["DAC_LCCC"].arguments}
    assert "2030_aeo" in lccc["scenario"].choices and "backup" in lccc["server_class"].choices
    assert {"gross", "net", "gas_boiler"} <= set(lccc["basis"].choices)
    assert lccc["region"].choices == ()
    for function in registry().values():
        for argument in function.arguments:
            for choice in argument.choices:
                assert isinstance(choice, str) and choice


def test_an_undocumented_argument_is_refused():
    def nameless(region):
        """Say nothing of it."""

    with pytest.raises(TypeError, match="argument region needs a kind"):
        worksheet_function(example="=DAC_NAMELESS()")(nameless)
