"""The tornado: each uncertain parameter alone at the low and at the high end of its range."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from dacaidc_xl.reference.scenarios import Scenario
from dacaidc_xl.studies.draw_figures import FIGURES
from dacaidc_xl.studies.draw_runs import Runs, run_draws
from dacaidc_xl.studies.draws import Draws, Uncertain

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]

MEDIAN = "median"
"""Stands for the median of the states, in the column of states."""
MOVES = 1e-9
"""A parameter that moves no figure by a larger share has no effect in the run [-]."""
NO_SWING = "no finite value at one end"
REFUSED = "refused at one end"


@dataclass(frozen=True, slots=True)
class Tornado:
    """Runs of the tornado.

    Attributes
    ----------
    parameters : tuple of Uncertain
        What was moved.
    runs : Runs
        Draw 0 has all parameters at their centers; two draws follow for each parameter, its
        low and its high end.
    """

    parameters: tuple[Uncertain, ...]
    runs: Runs

    def ends(self, figure: str) -> tuple[Floats, Floats, Floats]:
        """Give a figure at the centers, and at both ends of each parameter.

        Returns
        -------
        center : ndarray
            Shape (place,).
        low, high : ndarray
            Shape (parameter, place).
        """
        made = self.runs.figures[figure]
        return made[0], made[1::2], made[2::2]

    @property
    def centers(self) -> Mapping[str, Floats]:
        """The figures with all parameters at their centers, shape (place,)."""
        return {name: made[0] for name, made in self.runs.figures.items()}

    @property
    def moving(self) -> tuple[Uncertain, ...]:
        """The parameters that move at least one figure of one place."""
        moves = np.zeros(len(self.parameters), dtype=bool)
        for figure in FIGURES:
            for end in self.ends(figure.name)[1:]:
                moves |= _differs(end, self.ends(figure.name)[0])
        return tuple(u for u, m in zip(self.parameters, moves, strict=True) if m)


def _differs(end: Floats, center: Floats) -> NDArray[np.bool_]:
    """Tell which rows differ from the centers somewhere: in value, or in having one."""
    both = np.isfinite(end) & np.isfinite(center)
    gap = np.abs(np.where(both, end, 0.0) - np.where(both, center, 0.0))
    far = gap > MOVES * np.maximum(np.abs(np.where(both, center, 0.0)), 1e-12)
    return np.asarray((far | (np.isfinite(end) != np.isfinite(center))).any(axis=1))


def tornado_runs(
    scenario: Scenario,
    overrides: Mapping[str, object],
    abbr: Sequence[str],
    parameters: Sequence[Uncertain],
) -> Tornado:
    """Evaluate the run with one parameter after the other at the ends of its range.

    Parameters
    ----------
    scenario : Scenario
        Grid, prices, defaults.
    overrides : mapping
        Values that hold throughout.
    abbr : sequence of str
        The states.
    parameters : sequence of Uncertain
        What is moved.

    Returns
    -------
    Tornado

    Raises
    ------
    InputError
        The run is refused with all parameters at their centers.

    Examples
    --------
    >>> from dacaidc_xl.reference.scenarios import find_scenario
    >>> life = Uncertain("sorbent_life_yr", "yr", 0.5, 1.5, 5.0)
    >>> made = tornado_runs(find_scenario("base_2023"), {}, ["VT"], [life])
    >>> center, low, high = made.ends("lccc_gross_usd_per_t")
    >>> bool(high[0, 0] < center[0] < low[0, 0])
    True
    """
    count = 1 + 2 * len(parameters)
    values = {u.name: np.full(count, u.center) for u in parameters}
    for position, u in enumerate(parameters):
        values[u.name][1 + 2 * position] = u.low
        values[u.name][2 + 2 * position] = u.high
    none = np.zeros(count, dtype=np.int64)
    runs = run_draws(scenario, overrides, abbr, Draws(values, (), (), none, none))
    if 0 in runs.refused:
        raise runs.refused[0]
    return Tornado(tuple(parameters), runs)


def median_of_places(values: Floats) -> Floats:
    """Median over the places that have a value; nan where none has.

    Parameters
    ----------
    values : ndarray
        Shape (draw, place).

    Returns
    -------
    ndarray
        Shape (draw,).

    Examples
    --------
    >>> median_of_places(np.array([[1.0, np.inf, 5.0, np.nan], [np.nan] * 4]))
    array([ 5., nan])
    """
    ordered = np.sort(values, axis=1)
    count = np.isfinite(ordered).sum(axis=1) + np.isinf(ordered).sum(axis=1)
    row = np.arange(len(values))
    upper = ordered[row, np.minimum(count // 2, values.shape[1] - 1)]
    lower = ordered[row, np.maximum((count - 1) // 2, 0)]
    same = lower == upper
    return np.where(count == 0, np.nan, np.where(same, lower, 0.5 * (lower + upper)))


def with_median(values: Floats) -> Floats:
    """Append the median of the places as a last column, shape (draw, place + 1)."""
    return np.concatenate([values, median_of_places(values)[:, None]], axis=1)


def tornado_table(made: Tornado, keys: pd.DataFrame) -> pd.DataFrame:
    """List what each parameter moves, one row a place, figure and parameter.

    Parameters
    ----------
    made : Tornado
        The runs.
    keys : DataFrame
        Key columns, one row a place, the median behind them.

    Returns
    -------
    DataFrame
        Ends of the range, the figure there and at the centers, ``swing`` (their distance) and
        ``rank`` by it within a place and figure. A figure that is infinite or refused at an
        end is blank there, and so is the swing; ``note`` says why.
    """
    import pandas as pd

    if not made.parameters:
        return pd.DataFrame()
    refused = np.array([r in made.runs.refused for r in range(1, len(made.runs.nothing))])
    is_refused = refused.reshape(-1, 2).any(axis=1)
    names = pd.DataFrame(
        {
            "parameter": [u.name for u in made.parameters],
            "parameter_unit": [u.unit for u in made.parameters],
            "low": [u.low for u in made.parameters],
            "center": [u.center for u in made.parameters],
            "high": [u.high for u in made.parameters],
        }
    )
    count = len(names)
    frames = []
    for figure in FIGURES:
        at = with_median(made.runs.figures[figure.name])
        at = np.where(np.isfinite(at), at, np.nan)
        low, high = at[1::2], at[2::2]
        swing = np.abs(high - low)
        order = np.argsort(-np.where(np.isnan(swing), -1.0, swing), axis=0, kind="stable")
        rank = np.empty(order.shape, dtype=np.int64)
        np.put_along_axis(rank, order, np.arange(1, count + 1)[:, None], axis=0)
        note = np.full(swing.shape, "", dtype=object)
        note[np.isnan(swing)] = NO_SWING
        note[is_refused] = REFUSED
        table = keys.loc[keys.index.repeat(count)].reset_index(drop=True)
        table["figure"], table["figure_unit"] = figure.name, figure.unit
        parts = pd.concat([names] * len(keys), ignore_index=True)
        table = pd.concat([table, parts], axis=1)
        table["at_low"] = low.T.ravel()
        table["at_center"] = np.repeat(at[0], count)
        table["at_high"] = high.T.ravel()
        table["swing"], table["rank"] = swing.T.ravel(), rank.T.ravel()
        table["note"] = note.T.ravel()
        frames.append(table)
    return pd.concat(frames, ignore_index=True)
