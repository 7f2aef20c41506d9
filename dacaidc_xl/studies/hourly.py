"""The hourly study: 8,760 hours beside the twelve months of the same plant in the same place."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from dacaidc_xl.errors import InputError
from dacaidc_xl.model.plant import Plant
from dacaidc_xl.reference.geography import find_state
from dacaidc_xl.reference.geography import states as all_states
from dacaidc_xl.reference.hourly_weather import RULE
from dacaidc_xl.reference.parameters import Parameters
from dacaidc_xl.reference.scenarios import Scenario, find_scenario
from dacaidc_xl.studies import label
from dacaidc_xl.studies.cases import Surroundings, surroundings
from dacaidc_xl.studies.closures import checks_table, worst_closures
from dacaidc_xl.studies.counties import chosen_counties, county_keys, county_surroundings
from dacaidc_xl.studies.coverage import blank_uncovered
from dacaidc_xl.studies.hour_parts import hourly_parts
from dacaidc_xl.studies.hours import HourOptions, grid_profile_of
from dacaidc_xl.studies.reference_aidc import reference_plant
from dacaidc_xl.studies.states import scenario_names, state_keys
from dacaidc_xl.studies.status import run_warnings
from dacaidc_xl.studies.study import Study

if TYPE_CHECKING:
    import pandas as pd

Progress = Callable[[str, int, int], None]
"""Told the scenario, how many places are done, and of how many."""

COMPARED = {
    "captured_t_per_yr": "captured",
    "indirect_t_per_yr": "indirect",
    "net_removal_t_per_yr": "net_removal",
    "removal_ratio": "removal_ratio",
    "lccc_gross_usd_per_t": "lccc_gross",
    "lccc_net_usd_per_t": "lccc_net",
    "pue": "pue",
    "facility_mwh_per_yr": "facility",
    "dac_heat_kwh_per_t": "dac_heat",
    "dac_power_kwh_per_t": "dac_power",
    "break_even_kg_per_mwh": "break_even",
}
"""Figures of which the hourly value stands beside the monthly one, and their names bare."""

GAINS = ("captured_t_per_yr", "indirect_t_per_yr", "net_removal_t_per_yr", "lccc_net_usd_per_t")
"""Figures of which the rule for when to run is told against always running."""


def _months_of(
    scenario: Scenario,
    parameters: Parameters,
    states: Sequence[str] | None,
    counties: Sequence[str] | None,
) -> tuple[Surroundings, pd.DataFrame, str]:
    """Give places by month, their key columns, and the column that tells them apart."""
    if counties is not None:
        chosen = chosen_counties(counties)
        around = county_surroundings(scenario, parameters, chosen)
        return around, county_keys(scenario.name, chosen), "county_fips"
    named = [find_state(s) for s in states] if states is not None else list(all_states())
    abbr = tuple(dict.fromkeys(state.abbr for state in named))
    around = surroundings(scenario, parameters, abbr, [{}] * len(abbr))
    return around, state_keys(scenario.name, abbr), "state"


def beside(keys: pd.DataFrame, monthly: pd.DataFrame, hourly: pd.DataFrame) -> pd.DataFrame:
    """Put the figures of hours beside those of months, with their difference.

    Parameters
    ----------
    keys : DataFrame
        Key columns, one row a place.
    monthly, hourly : DataFrame
        Tables of the same places, columns of `label.place_table`.

    Returns
    -------
    DataFrame
        For each figure ``monthly_*``, ``hourly_*``, ``difference_*`` (hourly less monthly, in
        the figure's own unit) and ``*_difference_pct`` (of the monthly value).
    """
    import pandas as pd

    columns: dict[str, object] = {
        "status": hourly["status"].to_numpy(),
        "status_note": hourly["status_note"].to_numpy(),
    }
    for name, bare in COMPARED.items():
        before, after = monthly[name].to_numpy(), hourly[name].to_numpy()
        scale = np.where(before == 0.0, np.nan, np.abs(before))
        columns[f"monthly_{name}"] = before
        columns[f"hourly_{name}"] = after
        columns[f"difference_{name}"] = after - before
        columns[f"{bare}_difference_pct"] = 100.0 * (after - before) / scale
    columns["lccc_note"] = hourly["lccc_note"].to_numpy()
    columns["ratio_note"] = hourly["ratio_note"].to_numpy()
    return pd.concat([keys, pd.DataFrame(columns)], axis=1)


def rule_gains(keys: pd.DataFrame, always: pd.DataFrame, ruled: pd.DataFrame) -> pd.DataFrame:
    """Tell what the rule for when to run gains over always running.

    Parameters
    ----------
    keys : DataFrame
        Key columns, one row a place.
    always, ruled : DataFrame
        Tables of the same places, columns of `label.place_table`.

    Returns
    -------
    DataFrame
        For each figure ``always_*``, ``ruled_*`` and ``gain_*`` (ruled less always).
    """
    import pandas as pd

    columns = {}
    for name in GAINS:
        without, with_rule = always[name].to_numpy(), ruled[name].to_numpy()
        columns[f"always_{name}"] = without
        columns[f"ruled_{name}"] = with_rule
        columns[f"gain_{name}"] = with_rule - without
    return pd.concat([keys, pd.DataFrame(columns)], axis=1)


def notes(options: HourOptions, scenarios: Sequence[str]) -> tuple[str, ...]:
    """Say in words what the hours of a run are made of.

    Examples
    --------
    >>> notes(HourOptions(part_load=True), ["2030"])[1:]
    ('2030: hourly shape of the grid cambium2020_midcase_2030_aer_co2', 'part load: turndown, \
and loss of COP below full load')
    """
    said = [RULE]
    said += [
        f"{name}: hourly shape of the grid {grid_profile_of(find_scenario(name))}"
        for name in scenarios
    ]
    if options.series:
        said.append("own hourly series: " + ", ".join(sorted(options.series)))
    if options.daily_load:
        said.append("daily shape of IT load")
    if options.part_load:
        said.append("part load: turndown, and loss of COP below full load")
    if options.run_rule:
        said.append("rule for when to run: idle where an extra tonne emits, or costs, too much")
    return tuple(said)


def _hours_of(
    around: Surroundings,
    scenario: Scenario,
    parameters: Parameters,
    plant: Plant,
    keys: pd.DataFrame,
    options: HourOptions,
    progress: Progress | None,
) -> tuple[pd.DataFrame, pd.DataFrame, list[tuple[str, float]], tuple[str, ...]]:
    """Give annual figures, months, closures and notes of all places, from their hours."""
    import pandas as pd

    annual, months, found, said, done = [], [], [], [], 0
    for part in hourly_parts(around, scenario, parameters, plant, options):
        annual.append(part.annual)
        months.append(part.months)
        found.append(part.checks)
        said += part.notes
        done += len(part.annual)
        if progress is not None:
            progress(scenario.name, done, len(keys))
    table = pd.concat(months, ignore_index=True)
    named = keys.loc[table.pop("place")].reset_index(drop=True)
    year = pd.concat(annual, ignore_index=True)
    named = pd.concat([named, table], axis=1)
    return year, named, worst_closures(found), tuple(dict.fromkeys(said))


def scenario_hours(
    scenario: Scenario,
    parameters: Parameters,
    around: Surroundings,
    keys: pd.DataFrame,
    key: str,
    options: HourOptions,
    progress: Progress | None = None,
) -> tuple[dict[str, pd.DataFrame], Plant, tuple[str, ...]]:
    """Give the hourly tables of some places in one scenario.

    Parameters
    ----------
    scenario : Scenario
        Grid, prices, year.
    parameters : Parameters
        Values of the run.
    around : Surroundings
        The places by month.
    keys : DataFrame
        Key columns, one row a place.
    key : str
        The column of ``keys`` that tells places apart.
    options : HourOptions
        What is taken into account.
    progress : callable, optional
        Told how many places are done.

    Returns
    -------
    tables : dict of str to DataFrame
        As those of `hourly`.
    plant : Plant
        The reference AIDC by month.
    notes : tuple of str
        What to know of the maps that the hours were read from.
    """
    import pandas as pd

    plant = reference_plant(around, parameters, baselines=())
    monthly = label.place_table(plant)
    annual, months, found, said = _hours_of(
        around, scenario, parameters, plant, keys, options, progress
    )
    always = annual
    if options.run_rule:
        # What the rule gains is no effect of time resolution: it stands in a table of its own.
        without = replace(options, run_rule=False)
        always, *_ = _hours_of(around, scenario, parameters, plant, keys, without, progress)
    tables = {
        "hourly": beside(keys, monthly, always),
        "hourly_places": pd.concat([keys, annual], axis=1),
        "hourly_months": months,
    }
    if options.run_rule:
        tables["run_rule"] = rule_gains(keys, always, annual)
    uncovered = set(keys[key][~around.has_grid])
    blank_uncovered(key, uncovered, *tables.values())
    tables["checks"] = checks_table(scenario.name, found)
    return tables, plant, said


def hourly(
    scenario: str | Sequence[str] = "base_2023",
    parameters: Mapping[str, object] | None = None,
    states: Sequence[str] | None = None,
    counties: Sequence[str] | None = None,
    options: HourOptions | None = None,
    progress: Progress | None = None,
) -> Study:
    """Show what 8,760 hours change against twelve months, for the reference AIDC.

    Parameters
    ----------
    scenario : str or sequence of str
        Scenario names, or ``all`` for the headline ones.
    parameters : mapping, optional
        Overrides by parameter name.
    states : sequence of str, optional
        States; all 51 by default.
    counties : sequence of str, optional
        Counties in place of states.
    options : HourOptions, optional
        Load shape, part load, rule for when to run, the user's own series; none by default,
        so that the difference is the effect of time resolution alone.
    progress : callable, optional
        Told the scenario, how many places are done, and of how many.

    Returns
    -------
    Study
        Tables ``hourly`` (monthly, hourly and their difference, without a rule), and with the
        rule if there is one ``hourly_places`` (all annual figures of the hours),
        ``hourly_months`` (sums of the hours by month) and ``run_rule`` (what the rule gains
        over always running); ``checks``.

    Raises
    ------
    InputError
        Unknown scenario, place or parameter, or a value out of bounds.

    Notes
    -----
    Nameplate and sorbent inventory are those that the months size.

    Examples
    --------
    >>> row = hourly("base_2023", states=["AZ"])["hourly"].iloc[0]
    >>> bool(row["hourly_captured_t_per_yr"] < row["monthly_captured_t_per_yr"])
    True
    """
    import pandas as pd

    chosen = options or HourOptions()
    if states is not None and counties is not None:
        raise InputError("hourly", "states and counties", "one of them")
    names = scenario_names(scenario)
    frames: dict[str, list[pd.DataFrame]] = {}
    values: dict[str, Parameters] = {}
    warnings: list[str] = list(notes(chosen, names))
    for name in names:
        row = find_scenario(name)
        values[name] = Parameters.of(row.parameter_set, parameters, row.mix_set)
        around, keys, key = _months_of(row, values[name], states, counties)
        tables, plant, said = scenario_hours(row, values[name], around, keys, key, chosen, progress)
        warnings += said
        for table, frame in tables.items():
            frames.setdefault(table, []).append(frame)
        warnings += run_warnings(values[name], plant.settings)
    joined = {key: pd.concat(parts, ignore_index=True) for key, parts in frames.items()}
    return Study("hourly", names, joined, values, tuple(dict.fromkeys(warnings)))
