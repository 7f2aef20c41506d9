"""The hourly study: 8,760 hours beside the twelve months of the same plant in the same place."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from dacaidc_xl.errors import InputError
from dacaidc_xl.model.plant import Plant
from dacaidc_xl.reference.geography import find_state
from dacaidc_xl.reference.geography import states as all_states
from dacaidc_xl.reference.grid import FLAT
from dacaidc_xl.reference.hourly_weather import RULE
from dacaidc_xl.reference.parameters import Parameters
from dacaidc_xl.reference.scenarios import Scenario, find_scenario
from dacaidc_xl.studies import label
from dacaidc_xl.studies.by_scenario import over_scenarios
from dacaidc_xl.studies.cases import Surroundings, surroundings
from dacaidc_xl.studies.closures import checks_table, worst_closures
from dacaidc_xl.studies.counties import chosen_counties, county_keys, county_surroundings
from dacaidc_xl.studies.coverage import blank_uncovered
from dacaidc_xl.studies.grid_metrics import NEGATIVE, mixed_metrics
from dacaidc_xl.studies.hour_parts import hourly_parts
from dacaidc_xl.studies.hours import (
    LOAD_WEIGHTED,
    SERIES_PROFILES,
    WEATHER,
    HourOptions,
    grid_profile_of,
    own_months,
)
from dacaidc_xl.studies.reference_aidc import reference_plant
from dacaidc_xl.studies.states import scenario_names, state_keys
from dacaidc_xl.studies.status import run_warnings
from dacaidc_xl.studies.study import Study

if TYPE_CHECKING:
    import pandas as pd

_Hours: TypeAlias = (
    "tuple[pd.DataFrame, pd.DataFrame, list[tuple[str, float]], tuple[str, ...], "
    "pd.DataFrame | None]"
)
"""Annual figures, months, closures and notes of the hours of all places, and the hours."""
EVERY_HOUR = "hours"
"""Table of every hour, where it is kept."""
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

GAINS = (
    "running_hours",
    "captured_t_per_yr",
    "indirect_t_per_yr",
    "net_removal_t_per_yr",
    "lccc_net_usd_per_t",
)
"""Figures of which an option is told against the hours without it."""


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


def gains(
    keys: pd.DataFrame,
    without: pd.DataFrame,
    with_it: pd.DataFrame,
    words: tuple[str, str],
) -> pd.DataFrame:
    """Tell what an option of the hours gains over the hours without it.

    Parameters
    ----------
    keys : DataFrame
        Key columns, one row a place.
    without, with_it : DataFrame
        Annual figures of the hours of the same places.
    words : tuple of str
        What the two are called, such as ``always`` and ``ruled``.

    Returns
    -------
    DataFrame
        For each figure of `GAINS` both values, each behind its word, and ``gain_*`` (with it
        less without); ``lccc_note`` tells why a cost with it is blank.
    """
    import pandas as pd

    columns: dict[str, object] = {}
    for name in GAINS:
        before, after = without[name].to_numpy(), with_it[name].to_numpy()
        columns[f"{words[0]}_{name}"] = before
        columns[f"{words[1]}_{name}"] = after
        columns[f"gain_{name}"] = after - before
    columns["lccc_note"] = with_it["lccc_note"].to_numpy()
    return pd.concat([keys, pd.DataFrame(columns)], axis=1)


def _grid_shape(name: str) -> str:
    """Say which hourly shape of the grid a scenario has, and where it is another's."""
    scenario = find_scenario(name)
    said = f"{name}: hourly shape of the grid {grid_profile_of(scenario)}"
    if scenario.grid_profile != FLAT:
        return said
    if scenario.grid_series in SERIES_PROFILES:
        return f"{said}, a mean day of each month; the level of all months is that of the year"
    return f"{said}, that of average load: the series has none of its own"


def notes(options: HourOptions, scenarios: Sequence[str]) -> tuple[str, ...]:
    """Say in words what the hours of a run are made of, and what its tables compare.

    Examples
    --------
    >>> notes(HourOptions(part_load=True), ["2030"])[1:]
    ('2030: hourly shape of the grid cambium2020_midcase_2030_aer_co2', 'part load: turndown, \
and loss of COP below full load (table options; the table hourly is without it)')
    """
    series = options.series
    said: list[str] = []
    if not all(name in series for name in WEATHER):
        said.append(RULE)
    if "grid_kg_per_mwh" not in series:
        said += [_grid_shape(name) for name in scenarios]
    if series:
        weighted = [name for name in LOAD_WEIGHTED if name in series and "it_load" in series]
        said.append(
            f"own hourly series in every place: {', '.join(sorted(series))}; the months beside "
            "the hours, and the size of the plant, rest on their monthly means"
            + (f", {' and '.join(weighted)} weighted with the load" if weighted else "")
        )
    if np.any(np.asarray(series.get("grid_kg_per_mwh", 0.0)) < 0.0):
        said.append(f"own grid intensity: {NEGATIVE}, hour by hour")
    aside = "(table options; the table hourly is without it)"
    if daily_shape(options):
        said.append(
            "daily shape of IT load: the power in kW swings around its mean, the energy of a day "
            f"and the installed capacity stay {aside}"
        )
    if options.part_load:
        said.append(f"part load: turndown, and loss of COP below full load {aside}")
    if options.run_rule:
        said.append(
            "rule for when to run: idle where an extra tonne emits, or costs, too much (table "
            "run_rule; the table hourly is without it)"
        )
    return tuple(said)


def daily_shape(options: HourOptions) -> bool:
    """Whether the daily shape of IT load holds: an own load takes its place."""
    return options.daily_load and "it_load" not in options.series


def _hours_of(
    around: Surroundings,
    scenario: Scenario,
    parameters: Parameters,
    plant: Plant,
    keys: pd.DataFrame,
    options: HourOptions,
    progress: Progress | None,
) -> _Hours:
    """Give annual figures, months, closures and notes of all places, from their hours."""
    import pandas as pd

    annual, months, found, said, done = [], [], [], [], 0
    hours = []
    for part in hourly_parts(around, scenario, parameters, plant, options):
        annual.append(part.annual)
        months.append(part.months)
        found.append(part.checks)
        said += part.notes
        if part.hours is not None:
            hours.append(part.hours)
        done += len(part.annual)
        if progress is not None:
            progress(scenario.name, done, len(keys))
    table = pd.concat(months, ignore_index=True)
    running = table.groupby("place", sort=False)["running_hours"].sum()
    named = keys.loc[table.pop("place")].reset_index(drop=True)
    year = pd.concat(annual, ignore_index=True)
    year["running_hours"] = running.to_numpy()
    named = pd.concat([named, table], axis=1)
    every = None
    if hours:
        table = pd.concat(hours, ignore_index=True)
        places = keys.loc[table.pop("place")].reset_index(drop=True)
        every = pd.concat([places, table], axis=1)
    return year, named, worst_closures(found), tuple(dict.fromkeys(said)), every


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

    around = own_months(around, options.series)
    plant = reference_plant(around, parameters, baselines=())
    monthly = label.place_table(plant)

    def hours(which: HourOptions) -> _Hours:
        return _hours_of(around, scenario, parameters, plant, keys, which, progress)

    # What load shape, part load and rule change is no effect of time resolution: each stands in
    # a table of its own, beside the hours without it.
    bare = HourOptions(series=options.series)
    shapes = options.part_load or daily_shape(options)
    last_is_plain = not (shapes or options.run_rule)
    plain, _, plain_found, plain_said, _ = made = hours(
        replace(bare, keep_hours=options.keep_hours and last_is_plain)
    )
    shaped = plain
    if shapes:
        made = hours(
            replace(options, run_rule=False, keep_hours=options.keep_hours and not options.run_rule)
        )
        shaped = made[0]
    if options.run_rule:
        made = hours(options)
    annual, months, found, said, every = made
    tables = {
        "hourly": beside(keys, monthly, plain),
        "hourly_places": pd.concat([keys, annual], axis=1),
        "hourly_months": months,
    }
    if shaped is not plain:
        tables["options"] = gains(keys, plain, shaped, ("plain", "with_options"))
    if options.run_rule:
        tables["run_rule"] = gains(keys, shaped, annual, ("always", "ruled"))
    if every is not None:
        tables[EVERY_HOUR] = every
    uncovered = set(keys[key][~around.has_grid])
    blank_uncovered(key, uncovered, *tables.values())
    tables["checks"] = checks_table(scenario.name, worst_closures([plain_found, found]))
    return tables, plant, tuple(dict.fromkeys(plain_said + said))


def hourly(
    scenario: str | Sequence[str] = "base_2023",
    parameters: Mapping[str, object] | None = None,
    states: Sequence[str] | None = None,
    counties: Sequence[str] | None = None,
    options: HourOptions | None = None,
    progress: Progress | None = None,
    places: Mapping[str, str] | None = None,
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
        Load shape, part load, rule for when to run, the user's own series; none by default.
        The difference in the table ``hourly`` is the effect of time resolution alone, whatever
        is asked for: beside own series stand the months that they make.
    progress : callable, optional
        Told the scenario, how many places are done, and of how many.
    places : mapping, optional
        Where each override stands, for the message of an error.

    Returns
    -------
    Study
        Tables ``hourly`` (monthly, hourly and their difference, without load shape, part load
        and rule), and with all that is asked for ``hourly_places`` (all annual figures of the
        hours) and ``hourly_months`` (sums of the hours by month); ``options`` (what load shape
        and part load change against plain hours) and ``run_rule`` (what the rule gains over
        always running), each where it is asked for; ``checks``.

    Raises
    ------
    InputError
        Unknown scenario, place or parameter, or a value out of bounds.

    Notes
    -----
    Nameplate and sorbent inventory are those that the months size. Running hours are those in
    which the plant captures, less the time in which it is not available.

    Examples
    --------
    >>> row = hourly("base_2023", states=["AZ"])["hourly"].iloc[0]
    >>> bool(row["hourly_captured_t_per_yr"] < row["monthly_captured_t_per_yr"])
    True
    """
    chosen = options or HourOptions()
    if states is not None and counties is not None:
        raise InputError("hourly", "states and counties", "one of them")
    names = scenario_names(scenario)

    def evaluate(
        row: Scenario, values: Parameters
    ) -> tuple[dict[str, pd.DataFrame], Plant, Sequence[str]]:
        around, keys, key = _months_of(row, values, states, counties)
        tables, plant, said = scenario_hours(row, values, around, keys, key, chosen, progress)
        return tables, plant, [*said, *run_warnings(values, plant.settings)]

    made = over_scenarios(names, parameters, places, evaluate)
    warnings = [*notes(chosen, names), *made.warnings, *mixed_metrics(names)]
    return Study("hourly", names, made.tables, made.values, tuple(dict.fromkeys(warnings)))
