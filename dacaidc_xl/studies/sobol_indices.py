"""Sobol indices: which part of a result's variance each uncertain quantity brings, by SALib."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dacaidc_xl.errors import InputError

Floats = NDArray[np.float64]

RESAMPLES = 100
"""Resamples of the bootstrap behind the confidence intervals."""
CONFIDENCE_LEVEL = 0.95
LEAST_SHARE = 0.5
"""With fewer groups of the design than this left, indices are blank [-]."""
CONSTANT = "the figure does not vary"
FEW_GROUPS = "too few groups in which all draws have a finite value"


@dataclass(frozen=True, slots=True)
class SobolIndices:
    """Indices of one figure; arrays over the dimensions, nan where ``note`` says why.

    Attributes
    ----------
    first_order, total : ndarray
        Share of the variance that a dimension brings alone, and with all its interactions.
    first_order_confidence, total_confidence : ndarray
        Half the width of the confidence interval.
    groups, groups_left_out : int
        Groups of the design that were used, and those with a draw that has no finite value.
    note : str
        Why the indices are blank.
    """

    first_order: Floats
    first_order_confidence: Floats
    total: Floats
    total_confidence: Floats
    groups: int
    groups_left_out: int
    note: str


def _problem(dimensions: int) -> Mapping[str, Any]:
    return {
        "num_vars": dimensions,
        "names": [f"x{i}" for i in range(dimensions)],
        "bounds": [[0.0, 1.0]] * dimensions,
    }


def _check_installed() -> None:
    try:
        import SALib  # noqa: F401
    except ImportError:
        raise InputError(
            "method",
            "sobol",
            'the library SALib for Sobol indices: pip install "dacaidc_xl[uncertainty]"',
        ) from None


def saltelli(dimensions: int, base: int, seed: int) -> Floats:
    """Give the design from which first-order and total indices can be computed.

    Parameters
    ----------
    dimensions : int
        Number of uncertain quantities.
    base : int
        Base sample, a power of two.
    seed : int
        Of the scrambling.

    Returns
    -------
    ndarray
        Numbers from 0 to 1, shape (base x (dimensions + 2), dimensions).

    Raises
    ------
    InputError
        SALib is not installed.

    References
    ----------
    .. [1] Herman and Usher (2017), J. Open Source Software 2(9), 97, doi:10.21105/joss.00097

    Examples
    --------
    >>> saltelli(3, 8, seed=1).shape
    (40, 3)
    """
    _check_installed()
    from SALib.sample import sobol

    made = sobol.sample(_problem(dimensions), base, calc_second_order=False, seed=seed)
    return np.asarray(made, dtype=float)


def independent_rows(dimensions: int, rows: int) -> NDArray[np.bool_]:
    """Tell which rows of the design are draws of their own: the first and last of each group.

    Examples
    --------
    >>> independent_rows(2, 8).tolist()
    [True, False, False, True, True, False, False, True]
    """
    position = np.arange(rows) % (dimensions + 2)
    return np.asarray((position == 0) | (position == dimensions + 1))


def sobol_indices(values: Floats, dimensions: int, seed: int) -> SobolIndices:
    """First-order and total Sobol indices of a figure over a design of `saltelli`.

    Parameters
    ----------
    values : ndarray
        The figure in each row of the design, shape (row,); nan or infinite where it has none.
    dimensions : int
        Number of uncertain quantities.
    seed : int
        Of the bootstrap.

    Returns
    -------
    SobolIndices

    Notes
    -----
    Estimators of Saltelli et al. (2010), doi:10.1016/j.cpc.2009.09.018. A group of the design
    in which a draw has no finite value is left out whole, and counted.

    Examples
    --------
    >>> design = saltelli(2, 1024, seed=1)
    >>> found = sobol_indices(2.0 * design[:, 0] + design[:, 1], 2, seed=1)
    >>> found.first_order.round(2)
    array([0.8, 0.2])
    """
    _check_installed()
    from SALib.analyze import sobol

    groups = values.reshape(-1, dimensions + 2)
    usable = np.isfinite(groups).all(axis=1)
    used, left_out = int(usable.sum()), int((~usable).sum())
    taken = groups[usable].ravel()
    blank = np.full(dimensions, np.nan)
    note = ""
    if used < LEAST_SHARE * len(groups):
        note = FEW_GROUPS
    elif np.ptp(taken) <= 1e-12 * np.max(np.abs(taken)):
        note = CONSTANT
    if note:
        return SobolIndices(blank, blank, blank, blank, used, left_out, note)
    made = sobol.analyze(
        _problem(dimensions),
        taken,
        calc_second_order=False,
        num_resamples=RESAMPLES,
        conf_level=CONFIDENCE_LEVEL,
        seed=seed,
    )
    first, first_half, total, total_half = (
        np.asarray(made[key], dtype=float) for key in ("S1", "S1_conf", "ST", "ST_conf")
    )
    return SobolIndices(first, first_half, total, total_half, used, left_out, note)
