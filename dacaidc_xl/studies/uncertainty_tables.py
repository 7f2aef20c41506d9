"""Tables of the uncertainty study from its runs: labels and statistics, no physics."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from dacaidc_xl.studies.draw_dac import SOLVED_NAMES
from dacaidc_xl.studies.draw_figures import FIGURES, HEADLINES, NOTHING_REASONS
from dacaidc_xl.studies.draw_runs import Runs
from dacaidc_xl.studies.draw_statistics import (
    PERCENTILES,
    mean_and_deviation,
    percentiles,
    share_of_draws,
)
from dacaidc_xl.studies.draws import Choice, Draws, Uncertain
from dacaidc_xl.studies.sobol_indices import sobol_indices
from dacaidc_xl.studies.states import state_keys
from dacaidc_xl.studies.tornado import MEDIAN, with_median

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]

OUTSIDE = f"the run's value lies outside P{PERCENTILES[0]} to P{PERCENTILES[-1]}"
FREE = "free"
CYCLE = "the adsorption cycle is solved anew for each distinct set"


def effort_of(name: str) -> str:
    """Say what a draw of a parameter costs beyond the arithmetic of the plant.

    Examples
    --------
    >>> effort_of("return_temp_c_gpu_liquid")
    'free'
    """
    return CYCLE if name in SOLVED_NAMES else FREE


def place_keys(scenario: str, abbr: Sequence[str]) -> pd.DataFrame:
    """Give the key columns of the states, the median of the states behind them."""
    import pandas as pd

    keys = state_keys(scenario, abbr)
    last = {"scenario": scenario, "state": MEDIAN, "state_name": f"Median of {len(abbr)} states"}
    return pd.concat([keys, pd.DataFrame([last])], ignore_index=True)


def dimension_table(
    uncertain: Sequence[Uncertain], choices: Sequence[Choice], distribution: str
) -> pd.DataFrame:
    """List what is drawn, one row a parameter or choice."""
    import pandas as pd

    rows: list[dict[str, object]] = [
        {
            "name": u.name,
            "unit": u.unit,
            "distribution": distribution,
            "low": u.low,
            "center": u.center,
            "high": u.high,
            "options": "",
            "effort": effort_of(u.name),
        }
        for u in uncertain
    ]
    rows += [
        {
            "name": c.name,
            "unit": "",
            "distribution": "each as likely",
            "low": np.nan,
            "center": np.nan,
            "high": np.nan,
            "options": ", ".join(c.options),
            "effort": effort_of(c.name),
        }
        for c in choices
    ]
    return pd.DataFrame(rows)


def uncertainty_table(
    runs: Runs,
    independent: NDArray[np.bool_],
    centers: Mapping[str, Floats],
    keys: pd.DataFrame,
    target: float | None,
) -> pd.DataFrame:
    """Give the statistics of the draws, one row a place and figure.

    Parameters
    ----------
    runs : Runs
        Results of the draws.
    independent : ndarray of bool
        Draws that count, shape (draw,).
    centers : mapping of str to ndarray
        Each figure with all parameters at their centers, shape (place,).
    keys : DataFrame
        Key columns, one row a place, the median behind them.
    target : float or None
        Cost of net removal to stay below [USD/t].

    Returns
    -------
    DataFrame
        Mean, sd and percentiles are blank where they are infinite; ``probability`` is of the
        draws that have a value, ``probability_of`` says what of. ``note`` tells infinite
        draws, and where the value of the run is not among those of nine draws in ten.
    """
    import pandas as pd

    feasible = runs.feasible[independent]
    nothing = (runs.nothing[independent] > 0) & feasible[:, None]
    counts = {
        "draws": np.full(len(keys), independent.sum()),
        "infeasible_draws": np.full(len(keys), (~feasible).sum()),
        "nothing_captured_draws": np.append(nothing.sum(axis=0), nothing.all(axis=1).sum()),
    }
    frames = []
    for figure in FIGURES:
        values = with_median(runs.figures[figure.name][independent])
        mean, deviation = mean_and_deviation(values)
        levels = percentiles(values)
        infinite = np.isinf(values).sum(axis=0)
        probability, words = _probability(figure.name, values, target)
        table = keys.copy()
        table["figure"], table["figure_unit"] = figure.name, figure.unit
        center = with_median(centers[figure.name][None])[0]
        table["at_center"] = np.where(np.isfinite(center), center, np.nan)
        table["mean"], table["sd"] = mean, deviation
        for level, row in zip(PERCENTILES, levels, strict=True):
            table[f"p{level}"] = np.where(np.isfinite(row), row, np.nan)
        table["probability"], table["probability_of"] = probability, words
        for name, count in counts.items():
            table[name] = count
        table["infinite_draws"] = infinite
        notes = (
            _note(figure.name, row, int(count), bool(np.isnan(column).all()))
            for row, count, column in zip(levels.T, infinite, values.T, strict=True)
        )
        outside = (center < levels[0]) | (center > levels[-1])
        table["note"] = [
            "; ".join(filter(None, (note, OUTSIDE if out else "")))
            for note, out in zip(notes, outside.tolist(), strict=True)
        ]
        frames.append(table)
    return pd.concat(frames, ignore_index=True)


def _probability(name: str, values: Floats, target: float | None) -> tuple[Floats, str]:
    if name == "net_removal_t_per_yr":
        return share_of_draws(values > 0.0, values), "above 0"
    if name == "removal_ratio":
        return share_of_draws(values > 1.0, values), "above 1"
    if name == "lccc_net_usd_per_t" and target is not None:
        return share_of_draws(values < target, values), f"below {target:g} USD/t"
    return np.full(values.shape[1], np.nan), ""


def _note(name: str, levels: Floats, infinite: int, empty: bool) -> str:
    if empty:
        return "no draw has a value"
    if infinite == 0:
        return ""
    why = "no operational emissions" if name == "removal_ratio" else "too little net removal"
    if name == "lccc_gross_usd_per_t":
        why = "nothing captured"
    blank = [f"p{p}" for p, v in zip(PERCENTILES, levels, strict=True) if np.isinf(v)]
    text = f"infinite in {infinite} draws ({why}): mean and sd blank"
    return f"{text}, {', '.join(blank)} infinite" if blank else text


def infeasible_table(
    runs: Runs, independent: NDArray[np.bool_], keys: pd.DataFrame
) -> pd.DataFrame:
    """Count refused draws, and draws in which nothing is captured, by their reason.

    Returns
    -------
    DataFrame
        ``draws`` counts draws in which it holds in at least one state, ``state_draws`` pairs
        of state and draw; ``example`` is the message of the first refused draw.
    """
    import pandas as pd

    counted: dict[str, tuple[int, str]] = {}
    for number, error in runs.refused.items():
        if independent[number]:
            reason = f"{error.place}: {error.value}"
            seen, example = counted.get(reason, (0, str(error)))
            counted[reason] = seen + 1, example
    places = len(keys) - 1
    rows: list[tuple[str, str, int, int, str, str]] = [
        ("refused", reason, count, count * places, "all", example)
        for reason, (count, example) in counted.items()
    ]
    nothing = runs.nothing[independent]
    for code, reason in enumerate(NOTHING_REASONS):
        here = nothing == code
        if code == 0 or not here.any():
            continue
        where = ", ".join(keys["state"].to_numpy()[:places][here.any(axis=0)])
        rows.append(
            ("nothing captured", reason, int(here.any(axis=1).sum()), int(here.sum()), where, "")
        )
    columns = ["kind", "reason", "draws", "state_draws", "states", "example"]
    return pd.DataFrame(rows, columns=columns)


def index_table(
    runs: Runs, dimensions: Sequence[str], seed: int, keys: pd.DataFrame
) -> pd.DataFrame:
    """Give the Sobol indices, one row a place, headline figure and dimension.

    Parameters
    ----------
    runs : Runs
        Results over the design of `sobol_indices.saltelli`.
    dimensions : sequence of str
        Names of what was drawn, in the order of the design.
    seed : int
        Of the bootstrap.
    keys : DataFrame
        Key columns, one row a place, the median behind them.
    """
    import pandas as pd

    frames = []
    for figure in (f for f in FIGURES if f.name in HEADLINES):
        values = with_median(runs.figures[figure.name])
        for place in range(len(keys)):
            found = sobol_indices(values[:, place], len(dimensions), seed)
            table = keys.loc[keys.index.repeat(np.where(keys.index == place, len(dimensions), 0))]
            table = table.reset_index(drop=True)
            table["figure"] = figure.name
            table["dimension"] = list(dimensions)
            table["first_order"] = found.first_order
            table["first_order_confidence"] = found.first_order_confidence
            table["total"] = found.total
            table["total_confidence"] = found.total_confidence
            table["groups"], table["groups_left_out"] = found.groups, found.groups_left_out
            table["note"] = found.note
            frames.append(table)
    return pd.concat(frames, ignore_index=True)


def draw_tables(
    draws: Draws, runs: Runs, independent: NDArray[np.bool_], keys: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Give the values of every draw, and the figures of every state in every draw.

    Returns
    -------
    draws : DataFrame
        One row a draw: what was drawn, ``status``, and whether it counts in the statistics
        (``independent``; the other rows of a Sobol design serve the indices alone).
    draw_results : DataFrame
        One row a draw and state.
    """
    import pandas as pd

    count, places = runs.nothing.shape
    columns: dict[str, object] = {"draw": np.arange(count)}
    columns |= draws.values
    if draws.sorbents:
        columns["sorbent"] = np.asarray(draws.sorbents)[draws.sorbent]
    if draws.grids:
        columns["grid"] = np.asarray(draws.grids)[draws.grid]
    columns["independent"] = independent
    columns["status"] = [str(runs.refused.get(i, "ok")) for i in range(count)]
    results: dict[str, object] = {
        "draw": np.repeat(np.arange(count), places),
        "state": np.tile(keys["state"].to_numpy()[:places], count),
    }
    results |= {name: values.ravel() for name, values in runs.figures.items()}
    results["nothing_captured"] = np.asarray(NOTHING_REASONS)[runs.nothing.ravel()]
    return pd.DataFrame(columns), pd.DataFrame(results)
