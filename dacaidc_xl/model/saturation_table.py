"""Saturation pressure of water from a fine table, where there are millions of states.

The equations of `psychrometrics` take a logarithm, an exponential and several powers a state.
Between nodes a sixteenth of a kelvin apart, cubics that meet them in value and slope are right
to 1e-10, and the wet bulb is found in a third of the time.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from dacaidc_xl.model.psychrometrics import TRIPLE_POINT_C, saturation_and_slope

Floats = NDArray[np.float64]

STEPS_PER_K = 16
CELLS_BELOW, CELLS_ABOVE = 110 * STEPS_PER_K, 110 * STEPS_PER_K
"""Cells below and above the triple point, where one branch of the equations ends."""


class SaturationTable:
    """Saturation pressure and its slope; called as `psychrometrics.saturation_and_slope` is.

    States off the table, 110 K to either side of the triple point, are computed directly.

    Examples
    --------
    >>> pressure, slope = saturation_table()(np.array([-20.0, 25.0]))
    >>> pressure.round(1), slope.round(4)
    (array([ 103.3, 3169.2]), array([0.096 , 0.0596]))
    """

    def __init__(self) -> None:
        cells = np.arange(-CELLS_BELOW, CELLS_ABOVE)
        low_c = TRIPLE_POINT_C + cells / STEPS_PER_K
        high_c = TRIPLE_POINT_C + (cells + 1) / STEPS_PER_K
        # The triple point itself is ice: the cell above it starts a hair warmer.
        low_c[CELLS_BELOW] = np.nextafter(TRIPLE_POINT_C, 1.0)
        (low, low_slope), (high, high_slope) = map(saturation_and_slope, (low_c, high_c))
        start, end = low * low_slope / STEPS_PER_K, high * high_slope / STEPS_PER_K
        rise = high - low
        self._terms = tuple(
            np.ascontiguousarray(v)
            for v in (low, start, 3.0 * rise - 2.0 * start - end, start + end - 2.0 * rise)
        )

    def __call__(self, temp_c: Floats) -> tuple[Floats, Floats]:
        """Give saturation pressure [Pa] and the slope of its logarithm [1/K]."""
        place = temp_c - TRIPLE_POINT_C
        place *= STEPS_PER_K
        place += CELLS_BELOW
        # Nodes belong to the cell below them, as the triple point belongs to ice.
        upper = np.ceil(place)
        if not (upper.min(initial=1.0) >= 1.0 and upper.max(initial=1.0) <= self._terms[0].size):
            return saturation_and_slope(temp_c)
        place -= upper
        place += 1.0
        cell = upper.astype(np.intp)
        cell -= 1
        value, first, second, third = (v.take(cell) for v in self._terms)
        third *= place
        slope = 1.5 * third
        slope += second
        slope *= 2.0
        slope *= place
        slope += first
        third += second
        third *= place
        third += first
        third *= place
        third += value
        slope *= STEPS_PER_K
        slope /= third
        return third, slope


@cache
def saturation_table() -> SaturationTable:
    """Give the table, made once.

    Returns
    -------
    SaturationTable
    """
    return SaturationTable()
