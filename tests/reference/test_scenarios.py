"""The scenarios can all be loaded, and say what they measure."""

from __future__ import annotations

import dataclasses
from importlib import resources

import pytest

from dacaidc_xl.errors import InputError
from dacaidc_xl.reference.geography import states
from dacaidc_xl.reference.grid import REBASE, state_grid_intensity
from dacaidc_xl.reference.loads import datacenter_load
from dacaidc_xl.reference.prices import electricity_price, gas_price
from dacaidc_xl.reference.scenarios import Scenario, find_scenario, scenarios
from dacaidc_xl.reference.tables import parse_table

IDS = [scenario.name for scenario in scenarios()]


def test_columns_of_the_file_are_the_fields_of_the_class():
    path = resources.files("dacaidc_xl.reference").joinpath("scenarios.csv")
    table = parse_table("scenarios", path.read_text(encoding="utf-8"))
    assert table.columns == tuple(field.name for field in dataclasses.fields(Scenario))
    assert len(set(IDS)) == len(IDS) == 9


@pytest.mark.parametrize("scenario", scenarios(), ids=IDS)
def test_every_scenario_finds_its_data(scenario):
    grid = state_grid_intensity(
        scenario.grid_series, scenario.grid_year, scenario.grid_profile, scenario.grid_rebase
    )
    assert grid.covered.sum() >= 49
    assert electricity_price(scenario.electricity_price_year).year == 2023
    assert gas_price(scenario.gas_price_year).year == 2023
    assert datacenter_load(scenario.load_year).reported.sum() == 50
    assert {scenario.parameter_set, scenario.mix_set} <= {"base", "2030"}


@pytest.mark.parametrize("scenario", scenarios(), ids=IDS)
def test_note_opens_with_the_metric_of_its_grid(scenario):
    grid = state_grid_intensity(
        scenario.grid_series, scenario.grid_year, scenario.grid_profile, scenario.grid_rebase
    )
    kind, gas = grid.metric.split(", ", 1)
    assert scenario.note.lower().startswith(kind)
    assert gas in scenario.note.split(".")[0]


def test_the_change_from_2023_is_on_one_metric_in_one_scenario_only():
    def metric(name):
        scenario = find_scenario(name)
        return state_grid_intensity(
            scenario.grid_series, scenario.grid_year, scenario.grid_profile, scenario.grid_rebase
        ).metric

    same = [name for name in IDS if metric(name) == metric("base_2023")]
    assert same == ["base_2023", "2030_aeo"]
    assert find_scenario("2030_aeo").grid_rebase == REBASE


@pytest.mark.parametrize("text", ["2030", " 2030 ", 2030, 2030.0])
def test_scenario_2030_is_found_as_text_and_as_a_cell_value(text):
    assert find_scenario(text).grid_series == "cambium2024_midcase"


@pytest.mark.parametrize(
    ("text", "nearest"), [("base2023", "base_2023"), ("2030_aoe", "2030_aeo"), ("", None)]
)
def test_unknown_scenario_names_the_nearest(text, nearest):
    with pytest.raises(InputError) as caught:
        find_scenario(text)
    assert caught.value.nearest == nearest


@pytest.mark.parametrize("scenario", scenarios(), ids=IDS)
def test_states_without_emissions_are_named_in_the_note(scenario):
    grid = state_grid_intensity(
        scenario.grid_series, scenario.grid_year, scenario.grid_profile, scenario.grid_rebase
    )
    at_most_zero = [
        s.abbr for s, kg in zip(states(), grid.annual_kg_per_mwh, strict=True) if kg <= 0
    ]
    assert all(f"{abbr} is 0" in scenario.note for abbr in at_most_zero)
    assert ("is 0" in scenario.note) == bool(at_most_zero)
