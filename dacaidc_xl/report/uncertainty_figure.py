"""Pictures of the uncertainty study: the tornado, and percentiles by state."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from dacaidc_xl.report.files import replacing
from dacaidc_xl.studies.draw_figures import FIGURES, HEADLINES
from dacaidc_xl.studies.study import Study
from dacaidc_xl.studies.tornado import MEDIAN

if TYPE_CHECKING:
    import pandas as pd

LEVELS = ("p5", "p50", "p95", "at_center")
SHOWN_PARAMETERS = 12
"""Parameters of a panel of the tornado, those with the largest swing."""
LOW_COLOR, HIGH_COLOR, RANGE_COLOR = "#b35806", "#542788", "#9aa5b8"
TITLES = {figure.name: figure.title for figure in FIGURES}
UNITS = {figure.name: figure.unit for figure in FIGURES}
REFERENCE_LINE = {"net_removal_t_per_yr": 0.0, "removal_ratio": 1.0}
"""Where the sign of the answer turns."""


def _axis_title(figure: str) -> str:
    return f"{TITLES[figure]} [{UNITS[figure]}]"


def _save(figure: Any, path: Path) -> None:
    import matplotlib.pyplot as plt

    with replacing(path) as temporary:
        figure.savefig(temporary, dpi=100, format="png", metadata={"Software": None})
    plt.close(figure)


def _tornado_panel(axis: Any, rows: pd.DataFrame, figure: str) -> None:
    ranked = rows[rows["swing"] > 0.0].sort_values("rank").head(SHOWN_PARAMETERS)
    for position, row in enumerate(ranked.itertuples()):
        for end, color in (("low", LOW_COLOR), ("high", HIGH_COLOR)):
            value = getattr(row, f"at_{end}")
            axis.barh(-position, value - row.at_center, left=row.at_center, color=color, height=0.7)
            outward = value >= row.at_center
            axis.annotate(
                f"{getattr(row, end):g}",
                (value, -position),
                xytext=(3 if outward else -3, 0),
                textcoords="offset points",
                ha="left" if outward else "right",
                va="center",
                fontsize=7,
            )
    labels = [
        row.parameter if row.parameter_unit == "-" else f"{row.parameter} [{row.parameter_unit}]"
        for row in ranked.itertuples()
    ]
    axis.set_yticks([-i for i in range(len(labels))], labels, fontsize=7.5)
    axis.margins(x=0.12)
    axis.locator_params(axis="x", nbins=6)
    axis.set_xlabel(_axis_title(figure))
    if len(ranked):
        axis.axvline(ranked["at_center"].iloc[0], color="black", linewidth=0.8)
    if ranked["at_center"].abs().max() >= 1000.0:
        axis.xaxis.set_major_formatter("{x:,.0f}")
    axis.grid(axis="x", linewidth=0.3)
    axis.set_axisbelow(True)


def draw_tornado(study: Study, path: Path, state: str = MEDIAN) -> None:
    """Draw what each parameter alone moves, one panel a headline figure.

    Parameters
    ----------
    study : Study
        Result of the uncertainty study.
    path : Path
        PNG file to write; an existing one is replaced.
    state : str
        Abbreviation of a state, or ``median`` for the median of the states.
    """
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt
    from matplotlib.patches import Patch

    table = study["tornado"]
    here = table[table["state"] == state]
    figure, axes = plt.subplots(
        1, len(HEADLINES), figsize=(6.6 * len(HEADLINES), 5.4), layout="constrained"
    )
    for axis, name in zip(axes, HEADLINES, strict=True):
        _tornado_panel(axis, here[here["figure"] == name], name)
    figure.legend(
        handles=[
            Patch(color=LOW_COLOR, label="low end of the range"),
            Patch(color=HIGH_COLOR, label="high end of the range"),
        ],
        loc="outside lower center",
        ncols=2,
        frameon=False,
    )
    figure.suptitle(
        f"{here['state_name'].iloc[0]}, {study.scenarios[0]}: one parameter at a time at the ends "
        f"of its range (numbers), the {SHOWN_PARAMETERS} that move most"
    )
    _save(figure, path)


def _percentile_panel(axis: Any, rows: pd.DataFrame, figure: str) -> None:
    from matplotlib.ticker import LogLocator

    # Infinite percentiles are blank in the table: the bar then runs out of the panel.
    ordered = rows.sort_values(["p50", "p5"], na_position="last")
    columns = {name: ordered[name].to_numpy(dtype=float) for name in LEVELS}
    finite = np.concatenate(list(columns.values()))
    finite = finite[np.isfinite(finite)] if np.isfinite(finite).any() else np.zeros(1)
    low, high = float(finite.min()), float(finite.max())
    spread = (high - low) or 1.0
    open_end = high + 0.06 * spread
    if low > 0.0 and high > 10.0 * low:
        axis.set_xscale("log")
        axis.xaxis.set_major_locator(LogLocator(subs=(1.0, 2.0, 5.0)))
        axis.xaxis.set_major_formatter("{x:,g}")
        axis.xaxis.set_minor_formatter("")
        open_end = high * 1.3
    elif high >= 1000.0:
        axis.xaxis.set_major_formatter("{x:,.0f}")
    for position, (start, end) in enumerate(zip(columns["p5"], columns["p95"], strict=True)):
        if np.isnan(start):
            axis.text(open_end, position, "infinite", ha="right", va="center", fontsize=6.5)
            continue
        reach = [start, open_end if np.isnan(end) else end]
        axis.plot(reach, [position, position], color=RANGE_COLOR, linewidth=4, zorder=1)
        if np.isnan(end):
            axis.plot(open_end, position, marker=">", color=RANGE_COLOR, markersize=5, zorder=1)
    places = range(len(ordered))
    axis.scatter(columns["p50"], places, color="black", s=12, zorder=3, label="P50")
    axis.scatter(
        columns["at_center"],
        places,
        facecolors="none",
        edgecolors=LOW_COLOR,
        s=16,
        zorder=2,
        label="all parameters at their values",
    )
    axis.plot([], [], color=RANGE_COLOR, linewidth=4, label="P5 to P95")
    if figure in REFERENCE_LINE:
        axis.axvline(REFERENCE_LINE[figure], color="black", linewidth=0.8)
    axis.set_yticks(list(places), list(ordered["state"]), fontsize=6.5)
    axis.set_ylim(-1, len(ordered))
    open_ended = ", arrow: infinite" if np.isnan(columns["p95"]).any() else ""
    axis.set_xlabel(_axis_title(figure) + open_ended)
    axis.grid(axis="x", linewidth=0.3)


def draw_percentiles(study: Study, path: Path) -> None:
    """Draw the range of the draws by state, one panel a headline figure.

    Parameters
    ----------
    study : Study
        Result of the uncertainty study.
    path : Path
        PNG file to write; an existing one is replaced.
    """
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    table = study["uncertainty"]
    states = table[table["state"] != MEDIAN]
    count = states["state"].nunique()
    figure, axes = plt.subplots(
        1,
        len(HEADLINES),
        figsize=(5.6 * len(HEADLINES), 2.2 + 0.15 * count),
        layout="constrained",
    )
    for axis, name in zip(axes, HEADLINES, strict=True):
        _percentile_panel(axis, states[states["figure"] == name], name)
    handles, labels = axes[0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower center", ncols=3, frameon=False)
    one = table.iloc[0]
    figure.suptitle(
        f"{study.scenarios[0]}, reference AIDC by state: {one['draws']} draws, of them "
        f"{one['infeasible_draws']} infeasible and left out of the ranges"
    )
    _save(figure, path)
