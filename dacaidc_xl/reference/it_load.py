"""The daily shape of IT load."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from dacaidc_xl.errors import InputError
from dacaidc_xl.reference.calendar import HOURS_PER_YEAR

HOURS_PER_DAY = 24


def daily_load(swing_fraction: float, peak_hour: float) -> NDArray[np.float64]:
    """Give a year of days in which the load follows a cosine.

    Parameters
    ----------
    swing_fraction : float
        How far the highest and the lowest hour are from the mean [-], 0 to 1.
    peak_hour : float
        Start of the highest hour [h], 0 to 24.

    Returns
    -------
    ndarray
        Load against its mean [-], shape (8760,).

    Raises
    ------
    InputError
        Where a value is out of its range.

    Examples
    --------
    >>> daily_load(0.08, 15)[[3, 15]].round(6)
    array([0.92, 1.08])
    """
    if not 0.0 <= swing_fraction <= 1.0:
        raise InputError("swing of the IT load", swing_fraction, "a fraction from 0 to 1")
    if not 0.0 <= peak_hour <= HOURS_PER_DAY:
        raise InputError("peak hour of the IT load", peak_hour, "an hour from 0 to 24")
    hours = np.arange(int(HOURS_PER_YEAR)) % HOURS_PER_DAY
    angle = 2.0 * np.pi * (hours - peak_hour) / HOURS_PER_DAY
    return np.asarray(1.0 + swing_fraction * np.cos(angle))
