"""The hours of a typical year, brought month by month to the means of a place.

Each state has one weather station. Its typical year gives the hours; the monthly table gives
the level. A place (a county, or the state itself) takes the station's hours, with the
temperature shifted and the humidity scaled month by month, so that the monthly means of the
hours are those of the monthly table. What then differs between an hourly and a monthly run is
the resolution in time alone, and not another place or another period.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dacaidc_xl.reference.calendar import MONTH_STARTS, months_of_hours
from dacaidc_xl.reference.climate import state_monthly_climate
from dacaidc_xl.reference.counties import county_states
from dacaidc_xl.reference.county_climate import county_monthly_climate
from dacaidc_xl.reference.geography import states
from dacaidc_xl.reference.tables import provenance, read_arrays, read_only, read_table

Floats = NDArray[np.float64]

STEPS_PER_C = 10.0
PERCENT = 100
PA_PER_STEP = 10.0
HUMIDITY_MIN, HUMIDITY_MAX = 0.02, 1.0
"""Bounds that the scaled humidity of an hour is held in [-]."""
RULE = (
    "Hours of the state's weather station in a typical year (TMY3), local standard time: "
    "temperature shifted month by month to the monthly mean of the place; relative humidity "
    "scaled month by month and held in 0.02 to 1, the factor chosen so that the mean of the held "
    "hours is that of the place; pressure is the monthly mean. Every county of a state shares "
    "the hours of its station."
)
"""The rule in words, for every output that rests on it."""


@dataclass(frozen=True, slots=True)
class Station:
    """The weather station of a state.

    Attributes
    ----------
    state_abbr : str
        Postal abbreviation of the state.
    station_id, name : str
        TMY3 number and name.
    latitude_deg, longitude_deg : float
        Place [deg].
    elevation_m : float
        Elevation [m].
    utc_offset_h : float
        Local standard time minus UTC [h].
    reference_county_fips, rule : str
        County that the station was chosen for, and why this county.
    distance_km : float
        Distance from the centroid of that county [km].
    """

    state_abbr: str
    station_id: str
    name: str
    latitude_deg: float
    longitude_deg: float
    elevation_m: float
    utc_offset_h: float
    reference_county_fips: str
    rule: str
    distance_km: float


@dataclass(frozen=True, slots=True, eq=False)
class HourlyWeather:
    """Weather of some places by hour of a year without leap day, shape (place, 8760).

    Attributes
    ----------
    temp_c : ndarray
        Air temperature [degC].
    rel_humidity : ndarray
        Relative humidity as a fraction [-].
    pressure_pa : ndarray
        Pressure [Pa]; constant over a month.
    rule : str
        How the hours were made, in words.
    """

    temp_c: Floats
    rel_humidity: Floats
    pressure_pa: Floats
    rule: str


@cache
def stations() -> tuple[Station, ...]:
    """Give the weather station of each state.

    Returns
    -------
    tuple of Station
        51 entries, in the order of `states()`.

    Examples
    --------
    >>> stations()[46].name, stations()[46].reference_county_fips
    ('LEESBURG/GODFREY', '51107')
    """
    made = []
    for row in read_table("state_stations").rows:
        _, abbr, number, name, latitude, longitude, elevation, offset, county, rule, away = row
        place = (float(latitude), float(longitude), float(elevation), float(offset))
        made.append(Station(abbr, number, name, *place, county, rule, float(away)))
    return tuple(made)


@cache
def station_years() -> HourlyWeather:
    """Load the typical year of each state's station as it was measured.

    Returns
    -------
    HourlyWeather
        Read-only arrays of shape (51, 8760), in the order of `states()`; exact to the digits of
        the source: 0.1 degC and 1 %. Pressure is the station's monthly mean.

    Examples
    --------
    >>> year = station_years()
    >>> float(year.temp_c[0, 0]), float(year.rel_humidity[0, 0])
    (11.1, 1.0)
    """
    arrays = read_arrays("station_hours")
    months = PA_PER_STEP * arrays["pressure_deca_pa"]
    return HourlyWeather(
        temp_c=read_only(arrays["temp_deci_c"] / STEPS_PER_C),
        rel_humidity=read_only(arrays["rel_humidity_pct"] / float(PERCENT)),
        pressure_pa=read_only(np.repeat(months, np.diff(MONTH_STARTS), axis=-1)),
        rule="Hours of the station as measured, local standard time; pressure by month.",
    )


@cache
def _station_temp_means() -> Floats:
    return read_only(months_of_hours(station_years().temp_c))


@cache
def _held_means() -> tuple[Floats, Floats]:
    """Humidity factors, and the monthly mean of the held hours of a station at each of them.

    The station's humidity is a whole per cent, so the mean of the held hours is a piecewise
    linear function of the factor with its corners where a per cent meets a bound: tabulated
    there, it is exact in between. Shapes (factor,) and (51, 12, factor).
    """
    percents = np.arange(1, PERCENT + 1)
    corners = np.concatenate(
        [HUMIDITY_MIN * PERCENT / percents, HUMIDITY_MAX * PERCENT / percents, [0.0]]
    )
    factors = np.unique(corners)
    held = np.clip(np.outer(percents / PERCENT, factors), HUMIDITY_MIN, HUMIDITY_MAX)
    whole = read_arrays("station_hours")["rel_humidity_pct"]
    means = np.empty((len(whole), 12, factors.size))
    for state, hours in enumerate(whole):
        for month in range(12):
            part = hours[MONTH_STARTS[month] : MONTH_STARTS[month + 1]]
            count = np.bincount(part, minlength=PERCENT + 1)[1:]
            means[state, month] = count @ held / part.size
    return read_only(factors), read_only(means)


@cache
def _rising_mean(state: int, month: int) -> tuple[Floats, Floats]:
    """Monthly mean of a station's held hours where it rises with the factor, and the factors.

    Only there can the factor be told from the mean.
    """
    factors, means = _held_means()
    curve = means[state, month]
    up = np.diff(curve) > 0.0
    rising = np.append(up, False) | np.insert(up, 0, False)
    return read_only(curve[rising]), read_only(factors[rising])


def humidity_factors(state: ArrayLike, rel_humidity: ArrayLike) -> Floats:
    """Give the factor on a station's humidity that brings each month to a mean.

    Parameters
    ----------
    state : array_like of int
        Position in `states()` of the state whose station serves a place, shape (place,).
    rel_humidity : array_like
        Monthly mean that is wanted [-], shape (place, 12), between 0.02 and 1.

    Returns
    -------
    ndarray
        Factor [-], shape (place, 12). The hours times the factor, held in 0.02 to 1, have the
        wanted mean.

    Notes
    -----
    The plain ratio of the means would miss by what the bounds cut off: 0.02 in one county month
    of twenty, and up to 0.21 where the station's month is dry and the county's humid.

    Examples
    --------
    >>> year = station_years().rel_humidity[46]
    >>> factor = humidity_factors([46], [12 * [0.7]])[0, 0]
    >>> round(float((factor * year[:744]).clip(0.02, 1.0).mean()), 12)
    0.7
    """
    index = np.asarray(state, dtype=int)
    wanted = np.asarray(rel_humidity, dtype=float)
    made = np.empty(wanted.shape)
    for used in np.unique(index).tolist():
        places = np.flatnonzero(index == used)
        for month in range(12):
            made[places, month] = np.interp(wanted[places, month], *_rising_mean(used, month))
    return made


def place_hours(
    state: ArrayLike, temp_c: ArrayLike, rel_humidity: ArrayLike, pressure_pa: ArrayLike
) -> HourlyWeather:
    """Bring the hours of the states' stations to the monthly means of places.

    Parameters
    ----------
    state : array_like of int
        Position in `states()` of the state whose station serves a place, shape (place,).
    temp_c, rel_humidity, pressure_pa : array_like
        Monthly means of the places [degC], [-], [Pa], shape (place, 12).

    Returns
    -------
    HourlyWeather
        Shape (place, 8760). A place takes 0.2 MB: ask for many places block by block.

    Examples
    --------
    >>> means = 12 * [10.0], 12 * [0.5], 12 * [101325.0]
    >>> hours = place_hours([46], *([m] for m in means))
    >>> round(float(hours.temp_c[0, :744].mean()), 9), round(float(hours.temp_c.mean()), 9)
    (10.0, 10.0)
    """
    index = np.asarray(state, dtype=int)
    year = station_years()
    shift = np.asarray(temp_c, dtype=float) - _station_temp_means()[index]
    factor = humidity_factors(index, rel_humidity)
    months = np.asarray(pressure_pa, dtype=float)
    temp, humidity = np.take(year.temp_c, index, axis=0), np.take(year.rel_humidity, index, axis=0)
    pressure = np.empty_like(temp)
    for month in range(12):
        hours = slice(MONTH_STARTS[month], MONTH_STARTS[month + 1])
        column = slice(month, month + 1)
        temp[:, hours] += shift[:, column]
        humidity[:, hours] *= factor[:, column]
        pressure[:, hours] = months[:, column]
    np.clip(humidity, HUMIDITY_MIN, HUMIDITY_MAX, out=humidity)
    return HourlyWeather(temp, humidity, pressure, RULE)


def state_hours(state: ArrayLike | None = None) -> HourlyWeather:
    """Hours of the states, at the means of the monthly table.

    Parameters
    ----------
    state : array_like of int, optional
        Positions in `states()`, shape (place,); all of them by default.

    Returns
    -------
    HourlyWeather
        Shape (place, 8760).

    Notes
    -----
    The state's monthly means are those of its people, 1991-2020; the station stands where its
    data centers are. Brought to the monthly means like a county, the hours differ from the
    monthly run in time resolution alone. The station's own year is `station_years`.

    Examples
    --------
    >>> state_hours([46]).temp_c.shape
    (1, 8760)
    """
    index = np.arange(len(states())) if state is None else np.asarray(state, dtype=int)
    climate = state_monthly_climate()
    months = climate.temp_c, climate.rel_humidity, climate.pressure_pa
    return place_hours(index, *(values[index] for values in months))


def county_hours(county: ArrayLike) -> HourlyWeather:
    """Hours of some counties, at the means of the monthly table.

    Parameters
    ----------
    county : array_like of int
        Positions in `counties()`, shape (place,).

    Returns
    -------
    HourlyWeather
        Shape (place, 8760).

    Examples
    --------
    >>> county_hours([2872]).rel_humidity.shape
    (1, 8760)
    """
    index = np.asarray(county, dtype=int)
    climate = county_monthly_climate()
    months = climate.temp_c, climate.rel_humidity, climate.pressure_pa
    return place_hours(np.array(county_states())[index], *(values[index] for values in months))


def weather_provenance() -> str:
    """Say where the hours and their monthly levels come from.

    Returns
    -------
    str
        Publishers, data sets and vintages.

    Examples
    --------
    >>> "TMY3" in weather_provenance()
    True
    """
    return provenance("station_hours")
