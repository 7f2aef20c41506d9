"""The pathway study: a plant over its life, on a grid that changes every year."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from dacaidc_xl.errors import InputError, nearest_choice
from dacaidc_xl.model.baselines import HEAT_BASELINES
from dacaidc_xl.model.plant import Plant, System, evaluate
from dacaidc_xl.reference.calendar import MONTH_HOURS
from dacaidc_xl.reference.geography import find_state, state_index
from dacaidc_xl.reference.geography import states as all_states
from dacaidc_xl.reference.grid import REBASE
from dacaidc_xl.reference.parameters import Parameters
from dacaidc_xl.reference.pathways import (
    FIRST_YEAR,
    LAST_YEAR,
    Pathway,
    grid_pathway,
    grid_pathways,
)
from dacaidc_xl.reference.prices import electricity_price
from dacaidc_xl.reference.scenarios import Scenario, find_scenario
from dacaidc_xl.studies import label
from dacaidc_xl.studies.cases import Surroundings, cases, surroundings
from dacaidc_xl.studies.closures import checks_table, closures, worst_closures
from dacaidc_xl.studies.counties import chosen_counties, county_keys, county_surroundings
from dacaidc_xl.studies.grid_metrics import NEGATIVE, mixed_metrics, negative_notes
from dacaidc_xl.studies.reference_aidc import reference_plant
from dacaidc_xl.studies.states import state_keys
from dacaidc_xl.studies.status import run_warnings
from dacaidc_xl.studies.study import Study

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]
Places = Callable[[Scenario, Parameters], Surroundings]
"""Gives the places of a run on the grid of a scenario."""

ALL = "all"
BUILD_YEAR = 2030
"""Year in which a plant begins, where none is given."""
NEW_SET_YEAR = 2030
"""From this year on a plant is built with the parameter values of 2030."""
BASE_SCENARIO = "2030_aeo"
"""What a pathway takes besides grid and year: gas price, monthly shape of the grid."""
PRICE_YEAR = 2023
AT_PRESENT_VALUE = ", at present value"
"""Behind the reason for which a plant has no lifetime cost of net removal."""


@dataclass(frozen=True, slots=True)
class _Year:
    """One year of the life of all plants; annual figures, shape (place,)."""

    year: int
    grid_kg_per_mwh: Floats
    price_usd_per_mwh: Floats
    plant: Plant


def pathway_names(grid: str | Sequence[str]) -> tuple[str, ...]:
    """Give the grid projections that a user named: one, several, or ``all``.

    Parameters
    ----------
    grid : str or sequence of str
        Names of `grid_pathways`, or ``all``.

    Returns
    -------
    tuple of str

    Raises
    ------
    InputError
        An unknown name.

    Examples
    --------
    >>> pathway_names("cambium2024_midcase")
    ('cambium2024_midcase',)
    """
    known = grid_pathways()
    names: list[str] = []
    for one in (grid,) if isinstance(grid, str) else tuple(grid):
        text = str(one).strip().lower()
        if text == ALL:
            names += known
        elif text in known:
            names.append(text)
        else:
            expected = f"one of {', '.join(known)}, or {ALL}"
            raise InputError("grid projection", one, expected, nearest_choice(text, known))
    return tuple(dict.fromkeys(names))


def pathway_scenario(series: str, build_year: int, year: int) -> Scenario:
    """Give the scenario of one year of a plant's life.

    Parameters
    ----------
    series : str
        A name of `grid_pathways`.
    build_year : int
        Year in which the plant is built: sets its parameter values.
    year : int
        Year of the grid; a year after the projection takes its last.

    Returns
    -------
    Scenario

    Notes
    -----
    The AEO2025 series are laid on eGRID2023, as in the scenario 2030_aeo, so that their level
    compares with 2023; the Cambium series are taken as published.

    Examples
    --------
    >>> made = pathway_scenario("aeo2025_reference", 2028, 2055)
    >>> made.grid_year, made.parameter_set, made.grid_rebase
    (2050, 'base', 'egrid2023_x_trend')
    """
    base = find_scenario(BASE_SCENARIO)
    values = "2030" if build_year >= NEW_SET_YEAR else "base"
    return replace(
        base,
        name=series,
        grid_series=series,
        grid_year=min(year, LAST_YEAR),
        grid_rebase=REBASE if series.startswith("aeo2025") else "",
        parameter_set=values,
        mix_set=values,
    )


def _life_yr(parameters: Parameters) -> int:
    """Give the life of the plant in whole years, since a pathway goes year by year."""
    life = parameters.scalar("plant_life_yr")
    if life != round(life):
        whole = str(round(life))
        raise InputError("parameter plant_life_yr", life, "a whole number of years", whole)
    return round(life)


def _price(parameters: Parameters, year: int, around: Surroundings) -> Surroundings:
    """Take the electricity price of a year, along the price path of the run."""
    path = parameters.text("energy_price_2030_path")
    made = electricity_price(PRICE_YEAR, "industrial", path, min(year, LAST_YEAR))
    index = np.array([state_index()[abbr] for abbr in around.abbr], dtype=int)
    return replace(around, electricity_usd_per_mwh=made.usd_per_mwh[index])


def _years(
    places: Places, series: str, parameters: Parameters, build_year: int, count: int
) -> list[_Year]:
    """Evaluate the same plant in each year of its life."""
    made: list[_Year] = []
    first: Plant | None = None
    for year in range(build_year, build_year + count):
        scenario = pathway_scenario(series, build_year, year)
        around = _price(parameters, year, places(scenario, parameters))
        if first is None:
            plant = first = reference_plant(around, parameters, HEAT_BASELINES)
        else:
            given = cases(
                around,
                parameters,
                first.cases.class_share[:, :, 0],
                it_capacity_mw=first.cases.it_capacity_mw[:, 0, 0],
                sizing=first.operation.sizing,
            )
            plant = evaluate(given, first.settings, HEAT_BASELINES, first.dac)
        weight = MONTH_HOURS / MONTH_HOURS.sum()
        made.append(
            _Year(
                year,
                # A sum by rows: a product of matrices rounds by how many places there are.
                (around.grid_kg_per_mwh * weight).sum(axis=1),
                (around.electricity_usd_per_mwh * weight).sum(axis=1),
                plant,
            )
        )
    return made


def discounted(annual: Floats, rate: float) -> Floats:
    """Sum a series over the life, each year at its present value at the start.

    Parameters
    ----------
    annual : ndarray
        Values at the end of each year, shape (place, year).
    rate : float
        Real discount rate [-].

    Returns
    -------
    ndarray
        Shape (place,).

    Examples
    --------
    >>> discounted(np.array([[110.0, 121.0]]), 0.1).round(9)
    array([200.])
    """
    years = np.arange(1, annual.shape[1] + 1)
    return np.asarray((annual * (1.0 + rate) ** -years).sum(axis=1))


def first_year(years: Sequence[int], holds: NDArray[np.bool_]) -> Floats:
    """Find the first year in which something holds.

    Parameters
    ----------
    years : sequence of int
        The years.
    holds : ndarray of bool
        Shape (place, year).

    Returns
    -------
    ndarray
        Shape (place,); nan where it holds in none.

    Examples
    --------
    >>> first_year([2030, 2031], np.array([[False, True], [False, False]])).tolist()
    [2031.0, nan]
    """
    found = np.asarray(years, dtype=float)[np.argmax(holds, axis=1)]
    return np.where(holds.any(axis=1), found, np.nan)


def _lifetime(systems: Sequence[System], rate: float, least_share: float) -> dict[str, Any]:
    """Sum a system over the life, and levelize its cost."""
    captured = np.stack([system.captured_t for system in systems], axis=1)
    indirect = np.stack([system.indirect_t for system in systems], axis=1)
    net = np.stack([system.net_removal_t for system in systems], axis=1)
    cost = np.stack([system.cost_usd.sum(axis=(1, 2)) for system in systems], axis=1)
    present_captured, present_net = discounted(captured, rate), discounted(net, rate)
    present_cost = discounted(cost, rate)
    some = present_captured > 0.0
    enough = present_net > least_share * present_captured
    reason = np.select(
        [~some, present_net <= 0.0, ~enough],
        [label.NOTHING_CAPTURED, label.NO_NET_REMOVAL, label.LITTLE_NET_REMOVAL],
        "",
    )
    behind = np.where(reason == "", "", AT_PRESENT_VALUE)
    return {
        "captured_t": captured.sum(axis=1),
        "indirect_t": indirect.sum(axis=1),
        "net_removal_t": net.sum(axis=1),
        "lccc_gross_usd_per_t": np.where(
            some, present_cost / np.where(some, present_captured, 1.0), np.nan
        ),
        "lccc_net_usd_per_t": np.where(
            some & enough, present_cost / np.where(enough, present_net, 1.0), np.nan
        ),
        "lccc_note": np.char.add(reason, behind).astype(object),
    }


def _yearly_table(keys: pd.DataFrame, years: Sequence[_Year]) -> pd.DataFrame:
    """One row a place and year of its life."""
    import pandas as pd

    frames = []
    for at in years:
        annual = label.place_table(at.plant)
        frame = keys.copy()
        frame["year"] = at.year
        frame["held_from_2050"] = at.year > LAST_YEAR
        frame["grid_kg_per_mwh"] = at.grid_kg_per_mwh
        frame["electricity_usd_per_mwh"] = at.price_usd_per_mwh
        for name in (
            "captured_t_per_yr",
            "indirect_t_per_yr",
            "net_removal_t_per_yr",
            "datacenter_emissions_t_per_yr",
            "removal_ratio",
            "ratio_note",
            "lccc_gross_usd_per_t",
            "lccc_net_usd_per_t",
            "cost_usd_per_yr",
            "break_even_kg_per_mwh",
        ):
            frame[name] = annual[name].to_numpy()
        frame["grid_note"] = negative_notes(at.grid_kg_per_mwh)
        frames.append(frame)
    table = pd.concat(frames)
    return table.sort_index(kind="stable").reset_index(drop=True)


def _life_tables(
    keys: pd.DataFrame, years: Sequence[_Year], rate: float
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """One row a place, and one row a place and system, over the whole life."""
    import pandas as pd

    share = float(np.ravel(years[0].plant.settings.economics.lccc_net_min_share)[0])
    named = [label.systems(at.plant) for at in years]
    frames = []
    for position, system in enumerate(named[0]):
        sums = _lifetime([systems[position] for systems in named], rate, share)
        frame = keys.copy()
        frame["system"] = system.name
        note = sums.pop("lccc_note")
        for name, values in sums.items():
            frame[f"lifetime_{name}"] = values
        frame["lccc_note"] = note
        frames.append(frame)
    compare = pd.concat(frames).sort_index(kind="stable").reset_index(drop=True)
    life = frames[0].drop(columns="system")
    note = life.pop("lccc_note")
    integrated = [systems[0] for systems in named]
    net = np.stack([system.net_removal_t for system in integrated], axis=1)
    ratios = [system.ratios for system in integrated]
    above = np.stack([np.nan_to_num(r.removal_ratio) > 1.0 for r in ratios], axis=1) | np.stack(
        [r.no_operational_emissions for r in ratios], axis=1
    )
    numbers = [at.year for at in years]
    life["first_year"], life["last_year"] = numbers[0], numbers[-1]
    life["ratio_above_1_from"] = first_year(numbers, above)
    life["net_removal_from"] = first_year(numbers, net > 0.0)
    life["lccc_note"] = note
    below = np.stack([at.grid_kg_per_mwh < 0.0 for at in years], axis=1)
    life["grid_note"] = [
        f"in {count} years {NEGATIVE}" if count else "" for count in below.sum(axis=1).tolist()
    ]
    return life, compare


def _with_metric(frame: pd.DataFrame, about: Pathway) -> pd.DataFrame:
    """Add what the grid intensity of each place measures, and how it is known."""
    frame["grid_metric"] = about.metric
    frame["grid_quality"] = [about.quality[state_index()[abbr]] for abbr in frame["state"]]
    return frame


def pathway(
    build_year: int = BUILD_YEAR,
    grid: str | Sequence[str] = ALL,
    parameters: Mapping[str, object] | None = None,
    states: Sequence[str] | None = None,
    counties: Sequence[str] | None = None,
    places: Mapping[str, str] | None = None,
) -> Study:
    """Follow the reference AIDC and its plant over their life, on a grid that changes.

    Parameters
    ----------
    build_year : int
        Year in which the plant begins, 2025 to 2050.
    grid : str or sequence of str
        Grid projections, or ``all`` six.
    parameters : mapping, optional
        Overrides by parameter name; ``plant_life_yr`` is the life.
    states : sequence of str, optional
        States; all 51 by default.
    counties : sequence of str, optional
        Counties in place of states.
    places : mapping, optional
        Where each override stands, for the message of an error.

    Returns
    -------
    Study
        Tables ``pathway`` (a row a place and year), ``pathway_life`` (sums over the life,
        levelized cost, years of crossing), ``pathway_compare`` (the same beside the
        standalone baselines) and ``checks``.

    Raises
    ------
    InputError
        Unknown projection, place or parameter, a year that the projections do not hold, or a
        life that is no whole number of years.

    Notes
    -----
    Lifetime cost = present value of cost over present value of tonnes, at the real discount
    rate. The plant, its load and its weather stay as built; grid and price change. Years
    after 2050 hold its value, and say so.

    Examples
    --------
    >>> life = pathway(2030, "cambium2024_midcase", states=["TX"])["pathway_life"].iloc[0]
    >>> int(life["first_year"]), int(life["last_year"])
    (2030, 2049)
    """
    import pandas as pd

    if isinstance(build_year, bool) or build_year not in range(FIRST_YEAR, LAST_YEAR + 1):
        raise InputError("build year", build_year, f"a year {FIRST_YEAR} to {LAST_YEAR}")
    if states is not None and counties is not None:
        raise InputError("pathway", "states and counties", "one of them")
    chosen = None if counties is None else chosen_counties(counties)
    named = [find_state(s) for s in states] if states is not None else list(all_states())
    abbr = tuple(dict.fromkeys(state.abbr for state in named))

    def regions(scenario: Scenario, values: Parameters) -> Surroundings:
        if chosen is not None:
            return county_surroundings(scenario, values, chosen)
        return surroundings(scenario, values, abbr, [{}] * len(abbr))

    frames: dict[str, list[pd.DataFrame]] = {}
    used: dict[str, Parameters] = {}
    warnings: list[str] = []
    for series in pathway_names(grid):
        row = pathway_scenario(series, build_year, build_year)
        values = used[series] = Parameters.of(row.parameter_set, parameters, row.mix_set, places)
        count = _life_yr(values)
        years = _years(regions, series, values, build_year, count)
        keys = state_keys(series, abbr) if chosen is None else county_keys(series, chosen)
        life, compare = _life_tables(keys, years, values.scalar("real_discount_rate"))
        about = grid_pathway(series, build_year, count, row.grid_rebase)
        made = {
            "pathway": _with_metric(_yearly_table(keys, years), about),
            "pathway_life": _with_metric(life, about),
            "pathway_compare": _with_metric(compare, about),
            "checks": checks_table(series, worst_closures(closures(at.plant) for at in years)),
        }
        for key, frame in made.items():
            frames.setdefault(key, []).append(frame)
        warnings.append(f"{series}: {about.provenance}; {about.metric}. {about.note}")
        warnings += run_warnings(values, years[0].plant.settings)
    warnings += mixed_metrics(used)
    joined = {key: pd.concat(parts, ignore_index=True) for key, parts in frames.items()}
    return Study("pathway", tuple(used), joined, used, tuple(dict.fromkeys(warnings)))
