"""Hours of a year from the months of places: weather, grid, price and load hour by hour."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from dacaidc_xl.reference.calendar import hours_of_months, months_of_hours
from dacaidc_xl.reference.geography import state_index
from dacaidc_xl.reference.grid import FLAT
from dacaidc_xl.reference.hourly_grid import grid_hours, hourly_grid_profiles
from dacaidc_xl.reference.hourly_weather import place_hours
from dacaidc_xl.reference.it_load import daily_load
from dacaidc_xl.reference.parameters import Parameters
from dacaidc_xl.reference.scenarios import Scenario
from dacaidc_xl.studies.cases import Surroundings

Floats = NDArray[np.float64]

HOURS = 8760
DEFAULT_PROFILE = "cambium2022_midcase_aer_co2e"
"""Hourly shape of the grid, of average load, where a scenario has no other."""
SERIES_PROFILES = {"lrmer": "cambium_midcase_lrmer15_2025start_co2e"}
"""Hourly shape of a grid series whose months are flat: that of its own metric."""
SERIES = (
    "temp_c",
    "rel_humidity",
    "pressure_pa",
    "grid_kg_per_mwh",
    "electricity_usd_per_mwh",
    "it_load",
)
"""Hourly series that a user may give, by name."""
WEATHER = SERIES[:3]
LOAD_WEIGHTED = ("grid_kg_per_mwh", "electricity_usd_per_mwh")
"""Series whose monthly mean is weighted with the load."""


@dataclass(frozen=True, slots=True)
class HourOptions:
    """What an hourly run takes into account beside the hours themselves.

    Attributes
    ----------
    daily_load : bool
        The daily shape of IT load in place of a constant one.
    part_load : bool
        Turndown of the plant and loss of COP below full load.
    run_rule : bool
        Idle in hours in which an extra tonne emits, or costs, too much.
    series : mapping of str to ndarray
        The user's own hours by a name of `SERIES`, shape (8760,), for every place; IT load
        in any unit, since only its shape counts.
    keep_hours : bool
        Keep every hour of every place, as the table ``hours``.
    """

    daily_load: bool = False
    part_load: bool = False
    run_rule: bool = False
    series: Mapping[str, Floats] = field(default_factory=lambda: MappingProxyType({}))
    keep_hours: bool = False


def grid_profile_of(scenario: Scenario) -> str:
    """Give the hourly shape of the grid that goes with a scenario.

    Parameters
    ----------
    scenario : Scenario
        Grid of the run.

    Returns
    -------
    str
        The shape of the same data as the scenario's monthly one, where there is one; else that
        of the same grid series. A scenario whose months are flat and whose series has no hours
        takes `DEFAULT_PROFILE`, the shape of average load.

    Examples
    --------
    >>> from dacaidc_xl.reference.scenarios import find_scenario
    >>> grid_profile_of(find_scenario("2030")), grid_profile_of(find_scenario("2030_lrmer"))
    ('cambium2020_midcase_2030_aer_co2', 'cambium_midcase_lrmer15_2025start_co2e')
    """
    own = scenario.grid_profile
    if own != FLAT and own in hourly_grid_profiles():
        return own
    return SERIES_PROFILES.get(scenario.grid_series, DEFAULT_PROFILE)


def own_months(monthly: Surroundings, series: Mapping[str, Floats]) -> Surroundings:
    """Give the months that the user's own hours make, beside which the hours are to stand.

    Parameters
    ----------
    monthly : Surroundings
        The places by month, as shipped.
    series : mapping of str to ndarray
        The user's own hours, as in `HourOptions`.

    Returns
    -------
    Surroundings
        What the user gave is the mean of each month in every place. Own grid and own price
        are weighted with the own load, if there is one, so that the months spend and emit
        what a load of that shape does; all else is as in ``monthly``.

    Examples
    --------
    >>> from dacaidc_xl.reference.scenarios import find_scenario
    >>> from dacaidc_xl.reference.parameters import Parameters
    >>> from dacaidc_xl.studies.cases import surroundings
    >>> shipped = surroundings(find_scenario("base_2023"), Parameters.of(), ["VA"], [{}])
    >>> own_months(shipped, {"temp_c": np.full(HOURS, 12.0)}).temp_c[0, :2]
    array([12., 12.])
    """
    made: dict[str, Floats] = {}
    shape = monthly.temp_c.shape
    load = series.get("it_load")
    load_means = None if load is None else months_of_hours(load / load.mean())
    for name, values in series.items():
        if name == "it_load":
            continue
        means = months_of_hours(values)
        if load is not None and load_means is not None and name in LOAD_WEIGHTED:
            weighted = months_of_hours(values * (load / load.mean()))
            some = load_means > 0.0
            means = np.where(some, weighted / np.where(some, load_means, 1.0), means)
        made[name] = np.broadcast_to(means, shape)
    if load_means is not None:
        made["it_load_factor"] = load_means[None]
    return replace(monthly, **made)


def in_hours(
    monthly: Surroundings,
    scenario: Scenario,
    parameters: Parameters,
    options: HourOptions,
) -> Surroundings:
    """Resolve the months of some places into hours.

    Parameters
    ----------
    monthly : Surroundings
        Weather, grid and prices by month, with what the user gave for the places.
    scenario : Scenario
        Whose hourly grid shape is taken.
    parameters : Parameters
        Daily shape of the IT load.
    options : HourOptions
        Load shape and the user's own series.

    Returns
    -------
    Surroundings
        Shape (place, 8760). The mean of every month is that of ``monthly``, except where a
        series of the user replaces it; prices hold over a month.

    Examples
    --------
    >>> from dacaidc_xl.reference.scenarios import find_scenario
    >>> from dacaidc_xl.studies.cases import surroundings
    >>> chosen, values = find_scenario("base_2023"), Parameters.of()
    >>> months = surroundings(chosen, values, ["VA"], [{}])
    >>> hours = in_hours(months, chosen, values, HourOptions())
    >>> hours.temp_c.shape, bool(np.isclose(hours.temp_c[0, :744].mean(), months.temp_c[0, 0]))
    ((1, 8760), True)
    """
    index = np.array([state_index()[abbr] for abbr in monthly.abbr], dtype=int)
    weather = place_hours(index, monthly.temp_c, monthly.rel_humidity, monthly.pressure_pa)
    made: dict[str, Floats] = {
        "temp_c": weather.temp_c,
        "rel_humidity": weather.rel_humidity,
        "pressure_pa": weather.pressure_pa,
        "grid_kg_per_mwh": grid_hours(index, monthly.grid_kg_per_mwh, grid_profile_of(scenario)),
        "electricity_usd_per_mwh": hours_of_months(monthly.electricity_usd_per_mwh),
    }
    load = np.ones((1, 1))
    if options.daily_load:
        load = daily_load(
            parameters.scalar("it_load_swing_fraction"), parameters.scalar("it_load_peak_hour")
        )[None]
    for name, values in options.series.items():
        if name == "it_load":
            load = (values / values.mean())[None]
        else:
            made[name] = np.broadcast_to(values, (index.size, HOURS))
    return replace(monthly, period_hours=np.ones(HOURS), it_load_factor=load, **made)
