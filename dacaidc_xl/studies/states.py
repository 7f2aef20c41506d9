"""The all-states study: 50 states and DC, by month and server class, beside the baselines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from dacaidc_xl.model.plant import Plant
from dacaidc_xl.reference.geography import find_state, state_index
from dacaidc_xl.reference.geography import states as all_states
from dacaidc_xl.reference.parameters import Parameters
from dacaidc_xl.reference.scenarios import Scenario, find_scenario, scenarios
from dacaidc_xl.studies import claims
from dacaidc_xl.studies.audit import audit_tables
from dacaidc_xl.studies.by_scenario import over_scenarios
from dacaidc_xl.studies.cases import load_of, surroundings
from dacaidc_xl.studies.inputs import StateInput
from dacaidc_xl.studies.regions import RegionLoad, region_tables
from dacaidc_xl.studies.status import run_warnings
from dacaidc_xl.studies.study import Study

if TYPE_CHECKING:
    import pandas as pd

ALL = "all"
"""Stands for the headline scenarios."""


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


def state_keys(scenario: str, abbr: Sequence[str]) -> pd.DataFrame:
    """Give the key columns of states, one row a state."""
    import pandas as pd

    names = {state.abbr: state.name for state in all_states()}
    return pd.DataFrame(
        {"scenario": scenario, "state": list(abbr), "state_name": [names[a] for a in abbr]}
    )


def state_load(scenario: Scenario, parameters: Parameters, abbr: Sequence[str]) -> RegionLoad:
    """Give the published load of some states.

    Parameters
    ----------
    scenario : Scenario
        Which year.
    parameters : Parameters
        Which case of growth.
    abbr : sequence of str
        Postal abbreviations.

    Returns
    -------
    RegionLoad
    """
    index = np.array([state_index()[a] for a in abbr], dtype=int)
    published = load_of(scenario, parameters)
    return RegionLoad(
        published.mwh_per_yr[index],
        published.reported[index],
        tuple(published.quality[i] for i in index),
    )


def scenario_tables(
    scenario: Scenario,
    parameters: Parameters,
    abbr: Sequence[str],
    local: Sequence[Mapping[str, tuple[float, ...]]],
) -> tuple[dict[str, pd.DataFrame], Plant]:
    """Give the tables of one scenario, and the result for the reference AIDC behind them."""
    load = state_load(scenario, parameters, abbr)
    around = surroundings(scenario, parameters, abbr, local)
    keys = state_keys(scenario.name, abbr)
    return region_tables(scenario, parameters, around, "states", keys, "state", load)


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
        ``flips``, ``mix_by_grid``, ``claims``, ``checks``; ``audit``, ``audit_year`` and
        ``audit_run`` hold the intermediate values (see `audit.audit_tables`).

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
    chosen = [find_state(s) for s in states] if states is not None else list(all_states())
    abbr = tuple(dict.fromkeys(state.abbr for state in chosen))
    by_state = {given.state: given.local for given in local}
    own = [by_state.get(a, {}) for a in abbr]
    names = scenario_names(scenario)

    def evaluate(
        row: Scenario, values: Parameters
    ) -> tuple[dict[str, pd.DataFrame], Plant, Sequence[str]]:
        tables, plant = scenario_tables(row, values, abbr, own)
        return tables, plant, run_warnings(values, plant.settings)

    made = over_scenarios(names, parameters, places, evaluate)
    joined, values = made.tables, made.values
    joined |= claims.findings(joined, values, parameters, abbr, own)
    joined |= audit_tables(joined["states"], made.plants, values)
    return Study("states", names, joined, values, tuple(dict.fromkeys(made.warnings)))
