"""The months and hours of a year of 8,760 hours, and means weighted by the hours."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dacaidc_xl.reference.tables import read_only

HOURS_PER_YEAR = 8760.0
MONTH_HOURS = read_only(
    24.0 * np.array([31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31], dtype=float)
)
"""Hours of each month [h], shape (12,): no leap day, so that every year is the same."""
MONTH_STARTS: tuple[int, ...] = (0, *np.cumsum(MONTH_HOURS).astype(int).tolist())
"""First hour of each month, and the number of hours: month m is hours [m] to [m + 1]."""


def hours_weighted_mean(monthly: ArrayLike) -> NDArray[np.float64]:
    """Mean over the months, each weighted by its hours.

    Parameters
    ----------
    monthly : array_like
        Monthly values, shape (..., 12), any unit.

    Returns
    -------
    ndarray
        Shape (...), same unit.

    Raises
    ------
    ValueError
        Where the last axis does not hold twelve months.

    Examples
    --------
    >>> float(hours_weighted_mean([0.0, 365.0] + 10 * [0.0]))
    28.0
    """
    values = np.asarray(monthly, dtype=float)
    if values.shape[-1:] != (12,):
        raise ValueError(f"monthly values of shape {values.shape}: the last axis must hold 12")
    return np.asarray(values @ MONTH_HOURS / HOURS_PER_YEAR)


def spread_over_months(annual: ArrayLike, profile: ArrayLike) -> NDArray[np.float64]:
    """Give an annual mean a monthly shape, so that the hours-weighted mean stays what it was.

    Parameters
    ----------
    annual : array_like
        Annual means, shape (...), any unit.
    profile : array_like
        Monthly shape [-], shape (..., 12); its own level does not matter.

    Returns
    -------
    ndarray
        Monthly values, shape (..., 12), unit of `annual`.

    Examples
    --------
    >>> spread_over_months(100.0, 12 * [2.0])[:3]
    array([100., 100., 100.])
    """
    shape = np.asarray(profile, dtype=float)
    factor = shape / hours_weighted_mean(shape)[..., np.newaxis]
    return np.asarray(annual, dtype=float)[..., np.newaxis] * factor


def hours_of_months(monthly: ArrayLike) -> NDArray[np.float64]:
    """Give every hour of a month the value of the month.

    Parameters
    ----------
    monthly : array_like
        Monthly values, shape (..., 12), any unit.

    Returns
    -------
    ndarray
        Shape (..., 8760), same unit.

    Examples
    --------
    >>> hours_of_months(range(12))[[0, 743, 744, 8759]]
    array([ 0.,  0.,  1., 11.])
    """
    values = np.asarray(monthly, dtype=float)
    return np.repeat(values, np.diff(MONTH_STARTS), axis=-1)


def months_of_hours(hourly: ArrayLike) -> NDArray[np.float64]:
    """Mean of each month over its hours.

    Parameters
    ----------
    hourly : array_like
        Hourly values, shape (..., 8760), any unit.

    Returns
    -------
    ndarray
        Shape (..., 12), same unit.

    Raises
    ------
    ValueError
        Where the last axis does not hold 8,760 hours.

    Examples
    --------
    >>> months_of_hours(hours_of_months(range(12)))[[0, 11]]
    array([ 0., 11.])
    """
    values = np.asarray(hourly, dtype=float)
    if values.shape[-1:] != (MONTH_STARTS[-1],):
        raise ValueError(f"hourly values of shape {values.shape}: the last axis must hold 8760")
    return np.asarray(np.add.reduceat(values, MONTH_STARTS[:-1], axis=-1) / MONTH_HOURS)
