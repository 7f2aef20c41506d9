"""Every parameter with a range moves an output where it is active: no dead row in the table."""

from __future__ import annotations

import numpy as np
import pytest

from dacaidc_xl.reference.parameters import Parameters, parameter_table
from dacaidc_xl.reference.scenarios import find_scenario
from dacaidc_xl.studies.states import scenario_tables

STATES = ["AZ", "FL", "ND"]
"""A dry, a humid and a cold state."""

BY_GROUP = {
    "heat_pump_eta_carnot": {"heat_pump_configuration": "eta_carnot"},
    "dac_fixed": {"dac_model": "fixed"},
    "credit_45q": {"credit_45q_enabled": 1},
}
BY_NAME = {
    "stage_pressure_ratio_max": {"heat_pump_configuration": "single_stage"},
    "discharge_temp_max_c": {"heat_pump_configuration": "single_stage"},
}
LOCAL = {"heat_max_kwh_per_t": {"temp_c": (40.0,), "rel_humidity_pct": (10.0,)}}
"""Air so dry and hot that the limit acts."""
SUPPLIES = ("solar", "wind", "nuclear", "gas_with_capture")

RANGED = [
    row.name
    for row in parameter_table().values()
    if row.low is not None and row.high is not None and row.low < row.high
    # The parameters of hours act in the hourly study alone, and are walked there.
    and row.group != "hours"
]


def context(name: str) -> dict[str, object]:
    row = parameter_table()[name]
    if row.group == "second_supply":
        (supply,) = [s for s in SUPPLIES if name.startswith(f"second_supply_{s}_")]
        return {"second_supply_share": 0.5, "second_supply_type": supply}
    return BY_NAME.get(name, BY_GROUP.get(row.group, {}))


def outputs(name: str, value: float) -> np.ndarray:
    scenario = find_scenario("2030")
    parameters = Parameters.of(
        scenario.parameter_set, {**context(name), name: value}, scenario.mix_set
    )
    tables, _ = scenario_tables(scenario, parameters, STATES, [LOCAL.get(name, {})] * len(STATES))
    numbers = [
        tables[t].select_dtypes("number").to_numpy().ravel()
        for t in ("states", "classes", "compare", "costs")
    ]
    return np.nan_to_num(np.concatenate(numbers), nan=-1.0)


def test_there_are_rows_to_walk():
    assert len(RANGED) > 90


@pytest.mark.parametrize("name", RANGED)
def test_moving_a_parameter_over_its_range_moves_an_output(name):
    low, high = parameter_table()[name].range_of("2030")
    at_low, at_high = outputs(name, low), outputs(name, high)
    if at_low.shape != at_high.shape:
        return  # a contribution came or went: that is a move
    assert np.any(np.abs(at_low - at_high) > 1e-9 * np.maximum(np.abs(at_low), 1.0)), name


def test_an_active_context_is_a_valid_run():
    scenario = find_scenario("2030")
    for name in RANGED:
        Parameters.of(scenario.parameter_set, context(name), scenario.mix_set)
