"""The all-states study: 50 states and DC, by month and server class, beside the baselines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from dacaidc_xl.model.baselines import HEAT_BASELINES
from dacaidc_xl.model.plant import Plant
from dacaidc_xl.reference.geography import find_state, state_index
from dacaidc_xl.reference.geography import states as all_states
from dacaidc_xl.reference.parameters import Parameters
from dacaidc_xl.reference.scenarios import Scenario, find_scenario, scenarios
from dacaidc_xl.studies import claims, label
from dacaidc_xl.studies.cases import grid_of, load_of, surroundings
from dacaidc_xl.studies.closures import closures
from dacaidc_xl.studies.coverage import blank_uncovered
from dacaidc_xl.studies.inputs import StateInput
from dacaidc_xl.studies.reference_aidc import load_plant, reference_plant
from dacaidc_xl.studies.status import run_warnings
from dacaidc_xl.studies.study import Study

if TYPE_CHECKING:
    import pandas as pd

ALL = "all"
"""Stands for the headline scenarios."""

TOTALS = (
    "facility_mwh_per_yr",
    "it_mwh_per_yr",
    "recoverable_heat_mwh_per_yr",
    "recovered_heat_mwh_per_yr",
    "delivered_heat_mwh_per_yr",
    "nameplate_t_per_yr",
    "sorbent_inventory_t",
    "captured_t_per_yr",
    "operational_t_per_yr",
    "embodied_t_per_yr",
    "leakage_t_per_yr",
    "indirect_t_per_yr",
    "net_removal_t_per_yr",
    "net_removal_location_t_per_yr",
    "datacenter_emissions_t_per_yr",
    "cost_usd_per_yr",
    "cooling_credit_mwh_per_yr",
    "added_electricity_mwh_per_yr",
)
"""Columns that follow the size of a state's load; all others are those of the reference AIDC."""


def scenario_names(scenario: str | Sequence[str]) -> tuple[str, ...]:
    """Give the scenarios that a user named: one, several, or ``all`` headline ones.

    Examples
    --------
    >>> scenario_names("all")
    ('base_2023', '2030', '2030_aeo')
    """
    asked = (scenario,) if isinstance(scenario, str) else tuple(scenario)
    names: list[str] = []
    for one in asked:
        if str(one).strip().lower() == ALL:
            names += [s.name for s in scenarios() if s.headline]
        else:
            names.append(find_scenario(one).name)
    return tuple(dict.fromkeys(names))


def _state_keys(scenario: str, abbr: Sequence[str]) -> pd.DataFrame:
    import pandas as pd

    names = {state.abbr: state.name for state in all_states()}
    return pd.DataFrame(
        {"scenario": scenario, "state": list(abbr), "state_name": [names[a] for a in abbr]}
    )


def scenario_tables(
    scenario: Scenario,
    parameters: Parameters,
    abbr: Sequence[str],
    local: Sequence[Mapping[str, tuple[float, ...]]],
) -> tuple[dict[str, pd.DataFrame], Plant]:
    """Give the tables of one scenario, and the result for the reference AIDC behind them."""
    import pandas as pd

    keys = _state_keys(scenario.name, abbr)
    around = surroundings(scenario, parameters, abbr, local)
    reference = reference_plant(around, parameters)
    index = np.array([state_index()[a] for a in abbr], dtype=int)
    load = load_of(scenario, parameters)
    reported = load.reported[index]
    campus_mwh = np.where(reported, load.mwh_per_yr[index], 0.0) * parameters.scalar(
        "ai_campus_share"
    )
    region = load_plant(around, parameters, campus_mwh, reference)
    per_unit = label.place_table(reference)
    totals = label.place_table(region)[list(TOTALS)]
    totals[~reported] = np.nan
    grid = grid_of(scenario)
    own_grid = ["grid_intensity_kg_per_mwh" in given for given in around.given]
    table = pd.concat([keys, per_unit.drop(columns=list(TOTALS))], axis=1)
    table.insert(5, "load_note", [load.quality[i] for i in index])
    for position, name in enumerate(TOTALS):
        table.insert(6 + position, name, totals[name])
        table[f"reference_{name}"] = per_unit[name]
    table["grid_metric"] = np.where(own_grid, "given by the user", grid.metric)
    table["grid_source"] = np.where(
        own_grid, "given by the user", f"{grid.publisher}, {grid.vintage}"
    )
    table["grid_quality"] = [grid.quality[i] for i in index]
    if grid.trend_from_base is not None:
        table["grid_trend_from_2023"] = grid.trend_from_base[index]
    table["local_values_given"] = [", ".join(names) for names in around.given]
    compare = label.compare_table(reference, keys)
    costs = label.cost_table(reference, keys, ("integrated", *HEAT_BASELINES))
    classes = label.class_table(reference, keys)
    monthly = label.monthly_table(reference, keys)
    blank_uncovered(
        "state", set(np.array(abbr)[~around.has_grid]), table, compare, classes, monthly
    )
    found = closures(reference) + [
        (f"by load: {name}", error) for name, error in closures(region, campus_mwh)
    ]
    checks = pd.DataFrame(
        [(scenario.name, name, error) for name, error in found],
        columns=["scenario", "closure", "relative_error"],
    )
    tables = {
        "states": table,
        "classes": classes,
        "monthly": monthly,
        "compare": compare,
        "costs": costs,
        "checks": checks,
    }
    return tables, reference


def states(
    scenario: str | Sequence[str] = "base_2023",
    parameters: Mapping[str, object] | None = None,
    states: Sequence[str] | None = None,
    local: Sequence[StateInput] = (),
    places: Mapping[str, str] | None = None,
) -> Study:
    """How much CO2 the data centers of each state would remove, at what cost.

    Parameters
    ----------
    scenario : str or sequence of str
        Scenario names, or ``all`` for the headline ones.
    parameters : mapping, optional
        Overrides by parameter name; they hold in every scenario.
    states : sequence of str, optional
        Names, abbreviations or FIPS codes; all 51 by default.
    local : sequence of StateInput
        Values of single states that replace the shipped ones.
    places : mapping, optional
        Where each override stands, for the message of an error.

    Returns
    -------
    Study
        Tables ``states``, ``classes``, ``monthly``, ``compare``, ``costs``, ``counts``,
        ``flips``, ``mix_by_grid``, ``claims``, ``checks``.

    Raises
    ------
    InputError
        Unknown scenario, state or parameter, or a value out of bounds.

    Examples
    --------
    >>> study = states("base_2023", states=["VA"])
    >>> study["states"].loc[0, "state_name"]
    'Virginia'
    """
    import pandas as pd

    chosen = [find_state(s) for s in states] if states is not None else list(all_states())
    abbr = tuple(dict.fromkeys(state.abbr for state in chosen))
    by_state = {given.state: given.local for given in local}
    own = [by_state.get(a, {}) for a in abbr]
    names = scenario_names(scenario)
    frames: dict[str, list[pd.DataFrame]] = {}
    values: dict[str, Parameters] = {}
    plants: dict[str, Plant] = {}
    warnings: list[str] = []
    for name in names:
        row = find_scenario(name)
        values[name] = Parameters.of(row.parameter_set, parameters, row.mix_set, places)
        tables, plant = scenario_tables(row, values[name], abbr, own)
        plants[name] = plant
        for key, table in tables.items():
            frames.setdefault(key, []).append(table)
        warnings += run_warnings(values[name], plant.settings)
    joined = {key: pd.concat(tables, ignore_index=True) for key, tables in frames.items()}
    joined |= claims.findings(joined, values, parameters, abbr, own)
    return Study("states", names, joined, values, tuple(dict.fromkeys(warnings)))
