"""The tornado against single runs of the states study."""

from __future__ import annotations

import numpy as np
import pytest

from dacaidc_xl.errors import InputError
from dacaidc_xl.reference.parameters import Parameters
from dacaidc_xl.reference.scenarios import find_scenario
from dacaidc_xl.studies.draw_figures import FIGURES
from dacaidc_xl.studies.draws import uncertain_parameters
from dacaidc_xl.studies.states import states
from dacaidc_xl.studies.tornado import (
    MEDIAN,
    NO_SWING,
    REFUSED,
    median_of_places,
    tornado_runs,
    tornado_table,
)
from dacaidc_xl.studies.uncertainty_tables import place_keys

STATES = ["VT", "TX", "WV"]
NAMES = (
    "retrofit_share",  # data center
    "return_temp_c_gpu_air",  # heat pump
    "extra_thermal_mass_j_per_kg_k",  # adsorption cycle
    "co2_delivery_pressure_bar",  # compression
    "contactor_pressure_drop_pa",  # power of the DAC plant
    "sorbent_life_yr",  # cost
)


def made_of(names=(), overrides=None, places=STATES):
    scenario = find_scenario("base_2023")
    parameters = Parameters.of(scenario.parameter_set, overrides, scenario.mix_set)
    found, _ = uncertain_parameters(parameters, names)
    return tornado_runs(scenario, parameters.overrides, places, found)


@pytest.fixture(scope="module")
def tornado():
    return made_of(NAMES)


@pytest.mark.parametrize("end", ["low", "high"])
@pytest.mark.parametrize("position", range(len(NAMES)))
def test_each_end_is_the_run_with_that_override(tornado, position, end):
    u = tornado.parameters[position]
    table = states("base_2023", {u.name: getattr(u, end)}, STATES)["states"]
    for figure in FIGURES:
        name = f"reference_{figure.name}" if "_t_per_yr" in figure.name else figure.name
        expected = table[name].to_numpy()
        ends = dict(zip(("low", "high"), tornado.ends(figure.name)[1:], strict=True))
        got = np.where(np.isfinite(ends[end][position]), ends[end][position], np.nan)
        assert np.allclose(got, expected, rtol=1e-9, atol=0.0, equal_nan=True), figure.name


def test_what_moves_nothing_is_not_drawn():
    moving = {u.name for u in made_of(places=["TX"]).moving}
    # The share of AI campuses scales the load of a state, not the reference AIDC.
    assert "ai_campus_share" not in moving
    assert "second_supply_wind_price_usd_per_mwh" not in moving
    assert {"sorbent_life_yr", "vapor_condensed_share"} <= moving
    assert len(moving) > 60


def test_with_a_second_supply_its_price_moves():
    names = ["second_supply_wind_price_usd_per_mwh"]
    given = {"second_supply_share": 0.5, "second_supply_type": "wind"}
    assert len(made_of(names, given, ["TX"]).moving) == 1
    assert made_of(names, None, ["TX"]).moving == ()


def test_the_table_has_swing_rank_and_median(tornado):
    table = tornado_table(tornado, place_keys("base_2023", STATES))
    here = table[(table["state"] == "TX") & (table["figure"] == "lccc_gross_usd_per_t")]
    assert np.allclose(here["swing"], (here["at_high"] - here["at_low"]).abs(), rtol=1e-12)
    ranked = here.sort_values("rank")
    assert ranked["swing"].is_monotonic_decreasing
    assert ranked["rank"].tolist() == list(range(1, len(NAMES) + 1))
    captured = table[table["figure"] == "captured_t_per_yr"]
    middle = captured[captured["state"] != MEDIAN].groupby("parameter")["at_low"].median()
    got = captured[captured["state"] == MEDIAN].set_index("parameter")["at_low"]
    assert np.allclose(got, middle[got.index], rtol=1e-12)


def test_a_net_emitter_has_no_swing_of_its_net_cost_and_the_reason_beside(tornado):
    table = tornado_table(tornado, place_keys("base_2023", STATES))
    emitter = table[(table["state"] == "WV") & (table["figure"] == "lccc_net_usd_per_t")]
    assert emitter["swing"].isna().all()
    assert (emitter["note"] == NO_SWING).all()


def test_an_end_that_is_refused_is_named():
    # Ammonia is critical at 132 degC: 120 degC at the bed asks for condensing at 135 degC.
    names, given = ["desorption_temp_c"], {"working_fluid": "R717"}
    made = made_of(names, given, ["TX"])
    assert list(made.runs.refused) == [2]
    table = tornado_table(made, place_keys("base_2023", ["TX"]))
    assert (table["note"] == REFUSED).all()
    assert table["at_high"].isna().all()


def test_a_run_that_is_refused_at_its_own_values_is_an_error():
    with pytest.raises(InputError, match="R717"):
        made_of(["sorbent_life_yr"], {"working_fluid": "R717", "desorption_temp_c": 130.0}, ["TX"])


def test_the_median_counts_what_there_is():
    values = np.array([[1.0, 3.0, np.nan], [np.inf, np.inf, 1.0], [np.nan] * 3])
    assert np.array_equal(median_of_places(values), [2.0, np.inf, np.nan], equal_nan=True)
