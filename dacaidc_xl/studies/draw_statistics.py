"""Percentiles, probabilities and counts of draws, where values may be infinite."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

PERCENTILES = (5, 50, 95)


def percentiles(values: Floats, levels: tuple[int, ...] = PERCENTILES) -> Floats:
    """Percentiles of draws, each of them the value of one draw.

    Parameters
    ----------
    values : ndarray
        Shape (draw, place); infinite values count as such, nan are left out.
    levels : tuple of int
        Levels [%].

    Returns
    -------
    ndarray
        Shape (level, place): the smallest value that the given share of the draws does not
        exceed; nan where there is no draw.

    Examples
    --------
    >>> percentiles(np.array([[3.0], [np.inf], [1.0], [np.nan]]))
    array([[ 1.],
           [ 3.],
           [inf]])
    """
    ordered = np.sort(values, axis=0)
    count = (~np.isnan(ordered)).sum(axis=0)
    made = np.empty((len(levels), values.shape[1]))
    for row, level in enumerate(levels):
        # A billionth of slack: 5 % of 20 draws must be the first draw, whatever the rounding.
        position = np.ceil(level / 100.0 * count * (1.0 - 1e-9)).astype(np.int64) - 1
        taken = np.take_along_axis(ordered, np.maximum(position, 0)[None], axis=0)[0]
        made[row] = np.where(count > 0, taken, np.nan)
    return made


def mean_and_deviation(values: Floats) -> tuple[Floats, Floats]:
    """Mean and sample standard deviation of draws.

    Parameters
    ----------
    values : ndarray
        Shape (draw, place); nan are left out.

    Returns
    -------
    mean, deviation : ndarray
        Shape (place,); nan where a draw is infinite, or there are too few.

    Examples
    --------
    >>> mean_and_deviation(np.array([[1.0, 2.0], [3.0, np.inf], [np.nan, 4.0]]))
    (array([ 2., nan]), array([1.41421356,        nan]))
    """
    there = ~np.isnan(values)
    infinite = np.isinf(values).any(axis=0)
    count = there.sum(axis=0)
    finite = np.where(there & ~infinite, values, 0.0)
    mean = finite.sum(axis=0) / np.maximum(count, 1)
    square = np.where(there & ~infinite, (finite - mean) ** 2, 0.0).sum(axis=0)
    deviation = np.sqrt(square / np.maximum(count - 1, 1))
    return (
        np.where(infinite | (count < 1), np.nan, mean),
        np.where(infinite | (count < 2), np.nan, deviation),
    )


def share_of_draws(holds: NDArray[np.bool_], values: Floats) -> Floats:
    """Share of the draws that have a value in which something holds.

    Parameters
    ----------
    holds : ndarray of bool
        Shape (draw, place).
    values : ndarray
        Same shape; nan are left out.

    Returns
    -------
    ndarray
        Shape (place,); nan where there is no draw.

    Examples
    --------
    >>> values = np.array([[1.0], [-1.0], [np.nan], [2.0], [3.0]])
    >>> share_of_draws(values > 0.0, values)
    array([0.75])
    """
    there = ~np.isnan(values)
    count = there.sum(axis=0)
    return np.where(count > 0, (holds & there).sum(axis=0) / np.maximum(count, 1), np.nan)
