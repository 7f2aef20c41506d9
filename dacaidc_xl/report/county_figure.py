"""Picture of the counties: a choropleth on an Albers map, one panel a figure."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from dacaidc_xl.reference.boundaries import PICTURE_PX, Ring, county_outlines, state_outlines
from dacaidc_xl.reference.counties import county_index
from dacaidc_xl.report.figure_style import NO_DATA, plotting, save
from dacaidc_xl.studies.study import Study

SHOWN = (
    ("captured", "Captured by the reference AIDC [kt/yr]", "viridis", False),
    ("net", "Net removal as a share of captured [%]", "PuOr_r", True),
    ("cost", "LCCC gross [2024 USD/t captured]", "cividis_r", False),
)
"""Figure, its title with unit, color map, and whether zero is its middle."""


def _values(table: object) -> dict[str, np.ndarray]:
    import pandas as pd

    assert isinstance(table, pd.DataFrame)
    captured = table["reference_captured_t_per_yr"].to_numpy()
    some = np.where(captured > 0.0, captured, np.nan)
    return {
        "captured": captured / 1e3,
        "net": 100.0 * table["reference_net_removal_t_per_yr"].to_numpy() / some,
        "cost": table["lccc_gross_usd_per_t"].to_numpy(),
    }


def _frame(rings: list[Ring], whole: bool) -> tuple[tuple[float, float], tuple[float, float]]:
    """Limits of the picture: the whole country, or what surrounds the counties shown."""
    if whole:
        return (-25.0, PICTURE_PX[0]), (PICTURE_PX[1], 0.0)
    points = np.concatenate(rings)
    (left, top), (right, bottom) = points.min(axis=0), points.max(axis=0)
    margin = 0.08 * max(right - left, bottom - top) + 2.0
    return (left - margin, right + margin), (bottom + margin, top - margin)


def draw_counties(study: Study, path: Path, scenario: str | None = None) -> None:
    """Draw captured, net removal and cost of the reference AIDC in every county.

    Parameters
    ----------
    study : Study
        Result of the counties study.
    path : Path
        PNG file to write; an existing one is replaced.
    scenario : str, optional
        Which scenario; the first by default.
    """
    plt = plotting()
    from matplotlib.collections import PolyCollection
    from matplotlib.colors import Normalize, TwoSlopeNorm

    name = scenario or study.scenarios[0]
    table = study["counties"][study["counties"]["scenario"] == name]
    at = [county_index()[fips] for fips in table["county_fips"]]
    outlines = county_outlines()
    frame = _frame([ring for place in at for ring in outlines[place]], len(at) == len(outlines))
    figure, axes = plt.subplots(1, 3, figsize=(17.5, 4.6), layout="constrained")
    for axis, (key, title, colors, around_zero) in zip(axes, SHOWN, strict=True):
        values = _values(table)[key]
        known = values[np.isfinite(values)]
        low, high = np.percentile(known, [1, 99]) if known.size else (0.0, 1.0)
        reach = max(abs(low), abs(high), 1e-9)
        norm = (
            TwoSlopeNorm(0.0, -reach, reach)
            if around_zero
            else Normalize(low, max(high, low + 1e-9))
        )
        rings = [(ring, v) for place, v in zip(at, values, strict=True) for ring in outlines[place]]
        cmap = plt.get_cmap(colors).with_extremes(bad=NO_DATA)
        shapes = PolyCollection(
            [ring for ring, _ in rings], cmap=cmap, norm=norm, linewidths=0.1, edgecolors="face"
        )
        shapes.set_array(np.ma.masked_invalid([v for _, v in rings]))
        axis.add_collection(shapes)
        borders = [ring for outline in state_outlines() for ring in outline]
        axis.add_collection(
            PolyCollection(borders, facecolors="none", edgecolors="white", linewidths=0.5)
        )
        axis.set_xlim(*frame[0])
        axis.set_ylim(*frame[1])
        axis.set_aspect("equal")
        axis.axis("off")
        axis.set_title(title, fontsize=11)
        figure.colorbar(shapes, ax=axis, orientation="horizontal", shrink=0.6, pad=0.01)
    figure.suptitle(
        f"Reference AIDC in every county, {name}. Color ends at the 1st and 99th percentile; "
        "gray: not known",
        fontsize=11,
    )
    save(figure, path)
