"""The months of a year of 8,760 hours, and means weighted by their hours."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dacaidc_xl.reference.tables import read_only

HOURS_PER_YEAR = 8760.0
MONTH_HOURS = read_only(
    24.0 * np.array([31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31], dtype=float)
)
"""Hours of each month [h], shape (12,): no leap day, so that every year is the same."""


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
