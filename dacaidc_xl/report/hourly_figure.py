"""Picture of the hourly study: what hours change against months, place by place."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from dacaidc_xl.report.figure_style import PALETTE, plotting, save
from dacaidc_xl.studies.study import Study

MOST_PLACES = 60
"""More places than this are shown as a distribution instead of a bar each."""


def draw_hourly(study: Study, path: Path) -> None:
    """Draw the difference of captured, net removal and cost between hours and months.

    Parameters
    ----------
    study : Study
        Result of the hourly study.
    path : Path
        PNG file to write; an existing one is replaced.
    """
    plt = plotting()
    table = study["hourly"]
    table = table[table["scenario"] == study.scenarios[0]]
    key = "county" if "county" in table else "state"
    shown = (
        ("captured_difference_pct", "Captured, hours less months [%]"),
        ("difference_net_removal_t_per_yr", "Net removal, hours less months [kt/yr]"),
        ("difference_lccc_gross_usd_per_t", "LCCC gross, hours less months [USD/t]"),
    )
    figure, axes = plt.subplots(3, 1, figsize=(13.5, 6.9), layout="constrained")
    ordered = table.sort_values("captured_difference_pct")
    for position, (axis, (column, title)) in enumerate(zip(axes, shown, strict=True)):
        values = ordered[column].to_numpy() / (1e3 if "net_removal" in column else 1.0)
        axis.set_ylabel(title, fontsize=9)
        axis.grid(axis="y", color="#D5DBE1", linewidth=0.7)
        axis.set_axisbelow(True)
        axis.axhline(0.0, color="#1F2933", linewidth=0.8)
        if len(ordered) <= MOST_PLACES:
            axis.bar(np.arange(len(ordered)), values, color=PALETTE[position], width=0.75)
            axis.set_xticks(np.arange(len(ordered)), ordered[key], fontsize=8, rotation=90)
            axis.set_xlim(-0.6, len(ordered) - 0.4)
        else:
            known = np.sort(values[np.isfinite(values)])
            axis.plot(100.0 * np.arange(known.size) / known.size, known, color=PALETTE[position])
    plural = "Counties" if key == "county" else "States"
    axes[-1].set_xlabel(
        f"{plural}, ordered by the change of captured"
        if len(ordered) <= MOST_PLACES
        else f"{plural}, ordered by each figure [% of them]"
    )
    figure.suptitle(
        f"8,760 hours against twelve months, the same plant, reference AIDC, {study.scenarios[0]}",
        fontsize=12,
    )
    save(figure, path)
