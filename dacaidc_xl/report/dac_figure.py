"""Picture of DAC heat and power over temperature and humidity, beside the published tables."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from dacaidc_xl.report.files import replacing

if TYPE_CHECKING:
    import pandas as pd

PANELS = (
    ("ours", "{}_kwh_per_t", "This model (default sorbent)"),
    ("jajjawi", "{}_jajjawi_kwh_per_t", "Jajjawi (same resin, 1-D)"),
    ("sendi", "{}_sendi_kwh_per_t", "Sendi (steam-assisted)"),
    ("wiegner", "{}_wiegner_kwh_per_t", "Wiegner (generic amine, optimized)"),
)
RANGES = {"heat": (1000.0, 4500.0, 250.0), "power": (100.0, 1000.0, 75.0)}
"""First and last color level and their step [kWh/t]."""


def draw_dac_map(table: pd.DataFrame, path: Path) -> None:
    """Draw heat and power per tonne as filled contours, ours beside the published.

    Parameters
    ----------
    table : DataFrame
        Table of `studies.dac_map.dac_map`.
    path : Path
        PNG file to write; an existing one is replaced.
    """
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt
    import numpy as np

    figure, axes = plt.subplots(
        2, len(PANELS), figsize=(15, 7), sharex=True, sharey=True, layout="constrained"
    )
    for row, (what, (low, high, step)) in enumerate(RANGES.items()):
        levels = np.arange(low, high + step / 2.0, step)
        filled = None
        for column, (_, pattern, title) in enumerate(PANELS):
            axis = axes[row, column]
            grid = table.pivot(
                index="temp_c", columns="rel_humidity_pct", values=pattern.format(what)
            )
            filled = axis.contourf(
                grid.columns, grid.index, grid.to_numpy(), levels, cmap="viridis", extend="both"
            )
            lines = axis.contour(
                grid.columns,
                grid.index,
                grid.to_numpy(),
                levels[::2],
                colors="white",
                linewidths=0.6,
            )
            axis.clabel(lines, fmt="%.0f", fontsize=7)
            axis.set_facecolor("0.85")
            if row == 0:
                axis.set_title(title, fontsize=10)
            else:
                axis.set_xlabel("Relative humidity [%]")
            if column == 0:
                axis.set_ylabel("Air temperature [°C]")
        bar = figure.colorbar(filled, ax=axes[row, :], pad=0.01)
        bar.set_label(f"{what.capitalize()} [kWh per t CO2]")
    figure.suptitle(
        "Heat and power of direct air capture per tonne of CO2 (gray: idle or not published; "
        "power without compression, Wiegner's with resistance heat)",
        fontsize=11,
    )
    with replacing(path) as temporary:
        figure.savefig(temporary, dpi=110, format="png", metadata={"Software": None})
    plt.close(figure)
