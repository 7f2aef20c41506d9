"""Boundaries of states and counties for a picture, in an Albers projection."""

from __future__ import annotations

from functools import cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from dacaidc_xl.reference.counties import counties
from dacaidc_xl.reference.geography import states
from dacaidc_xl.reference.tables import provenance, read_arrays, read_only

STEPS_PER_PX = 32.0
PICTURE_PX = (975.0, 610.0)
"""Width and height of the picture; a few islands of Alaska reach out of it to the left."""

Ring = NDArray[np.float64]
Outline = tuple[Ring, ...]


def _rings(kind: str, size: int) -> tuple[Outline, ...]:
    arrays = read_arrays("boundaries")
    points = arrays["points"] / STEPS_PER_PX
    arcs = [points[first:last] for first, last in pairwise(arrays["arc_start"].tolist())]
    strung = arrays[f"{kind}_ring_arcs"].tolist()
    starts = arrays[f"{kind}_ring_start"].tolist()
    made: list[list[Ring]] = [[] for _ in range(size)]
    for at, place in enumerate(arrays[f"{kind}_ring_place"].tolist()):
        lines = [
            # ~i is arc i backwards; an arc begins where the one before it ends.
            (arcs[i] if i >= 0 else arcs[~i][::-1])[:-1]
            for i in strung[starts[at] : starts[at + 1]]
        ]
        made[place].append(read_only(np.concatenate(lines)))
    return tuple(tuple(rings) for rings in made)


@cache
def state_outlines() -> tuple[Outline, ...]:
    """Give the outline of each state.

    Returns
    -------
    tuple of tuple of ndarray
        In the order of `states()`: the rings of a state, each of shape (point, 2) with x to the
        right and y down [px] in a picture of `PICTURE_PX`; not closed by a last point. An
        inner ring (a hole) runs the other way round than an outer one.

    Examples
    --------
    >>> len(state_outlines()), state_outlines()[46][0].shape[1]
    (51, 2)
    """
    return _rings("state", len(states()))


@cache
def county_outlines() -> tuple[Outline, ...]:
    """Give the outline of each county.

    Returns
    -------
    tuple of tuple of ndarray
        In the order of `counties()`, rings as in `state_outlines`; neighbors share the points
        of their border. Three independent cities of Virginia (Falls Church, Lexington, Manassas
        Park) are too small to have an area: their one ring is a point or two.

    Examples
    --------
    >>> len(county_outlines())
    3142
    """
    return _rings("county", len(counties()))


def boundaries_provenance() -> str:
    """Say where the boundaries come from.

    Returns
    -------
    str
        Publisher, data set and vintage.

    Examples
    --------
    >>> boundaries_provenance().split(",")[0]
    'US Census Bureau'
    """
    return provenance("boundaries")
