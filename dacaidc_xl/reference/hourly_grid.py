"""The hourly shape of grid intensity, laid over a monthly level."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dacaidc_xl.errors import InputError, nearest_choice
from dacaidc_xl.reference.calendar import MONTH_STARTS
from dacaidc_xl.reference.geography import state_index, states
from dacaidc_xl.reference.grid import FLAT
from dacaidc_xl.reference.tables import provenance, read_arrays, read_only, read_table

Floats = NDArray[np.float64]

HOURS_PER_DAY = 24
TABLE = "grid_hours"


def hourly_grid_profiles() -> tuple[str, ...]:
    """Give the names of the hourly shapes.

    Returns
    -------
    tuple of str
        ``flat`` and those of the table; a monthly shape of the same name is of the same data.

    Examples
    --------
    >>> hourly_grid_profiles()[:2]
    ('flat', 'cambium2022_midcase_aer_co2e')
    """
    return FLAT, *(name for name in read_arrays(TABLE) if name != "region")


def _region_hours(profile: str) -> Floats:
    """Give the level by region and hour in the steps of the table, shape (20, 8760)."""
    values = read_arrays(TABLE)[profile].astype(float)
    if values.ndim == 2:
        return values
    # A mean day for each month.
    days = np.diff(MONTH_STARTS) // HOURS_PER_DAY
    return np.concatenate([np.tile(values[:, m], days[m]) for m in range(12)], axis=1)


@cache
def hourly_grid_shape(profile: str) -> Floats:
    """Give the hours of each state against the mean of their month.

    Parameters
    ----------
    profile : str
        A name of `hourly_grid_profiles`.

    Returns
    -------
    ndarray
        Shape (51, 8760) [-], read-only: the mean over every month is 1. Alaska and Hawaii
        belong to no region of the table and are flat.

    Raises
    ------
    InputError
        Where there is no such profile.

    Notes
    -----
    The hours of a state are those of its grid regions, weighted by the people who live in
    them: a region's hours are the source, its split over states is ours. Local standard time.

    Examples
    --------
    >>> shape = hourly_grid_shape("cambium2022_midcase_aer_co2e")
    >>> round(float(shape[46, :744].mean()), 12)
    1.0
    """
    names = hourly_grid_profiles()
    if profile not in names:
        expected = f"one of {', '.join(names)}"
        raise InputError("hourly grid profile", profile, expected, nearest_choice(profile, names))
    made = np.ones((len(states()), MONTH_STARTS[-1]))
    if profile == FLAT:
        return read_only(made)
    regions = [str(name) for name in read_arrays(TABLE)["region"]]
    weights = np.zeros((len(states()), len(regions)))
    table = read_table("state_grid_regions")
    keys = zip(table.texts("abbr"), table.texts("region"), strict=True)
    for (abbr, region), weight in zip(keys, table.numbers("population_weight"), strict=True):
        weights[state_index()[abbr], regions.index(region)] = weight
    covered = weights.sum(axis=1) > 0.0
    made[covered] = weights[covered] @ _region_hours(profile)
    for month in range(12):
        hours = slice(MONTH_STARTS[month], MONTH_STARTS[month + 1])
        made[:, hours] /= made[:, hours].mean(axis=1, keepdims=True)
    return read_only(made)


def grid_hours(state: ArrayLike, monthly_kg_per_mwh: ArrayLike, profile: str) -> Floats:
    """Lay the hourly shape of states over the monthly grid intensity of places.

    Parameters
    ----------
    state : array_like of int
        Position in `states()` of the state of each place, shape (place,).
    monthly_kg_per_mwh : array_like
        Grid intensity by month [kg/MWh], shape (place, 12).
    profile : str
        A name of `hourly_grid_profiles`.

    Returns
    -------
    ndarray
        Grid intensity by hour [kg/MWh], shape (place, 8760); nan where a month is. The mean of
        each month is the monthly value, so the annual level is that of the monthly run.

    Notes
    -----
    A month that is negative as published stays negative, with the shape as a factor as in the
    monthly table, and none of its hours changes sign; the shape itself is never negative. The
    model counts a negative hour as zero in the ratio and as it is in net removal.

    Examples
    --------
    >>> hours = grid_hours([46], [12 * [300.0]], "cambium2022_midcase_aer_co2e")
    >>> round(float(hours.mean()), 9), bool(hours.min() < 250.0 < 350.0 < hours.max())
    (300.0, True)
    """
    made = np.take(hourly_grid_shape(profile), np.asarray(state, dtype=int), axis=0)
    monthly = np.asarray(monthly_kg_per_mwh, dtype=float)
    for month in range(12):
        made[:, MONTH_STARTS[month] : MONTH_STARTS[month + 1]] *= monthly[:, month : month + 1]
    return made


def hourly_grid_provenance(profile: str) -> str:
    """Say where an hourly shape comes from.

    Parameters
    ----------
    profile : str
        A name of `hourly_grid_profiles`.

    Returns
    -------
    str
        Publisher, data set and vintage, or that the shape is flat by choice.

    Examples
    --------
    >>> hourly_grid_provenance("flat")
    'flat by choice'
    """
    return "flat by choice" if profile == FLAT else provenance(TABLE, [profile])
