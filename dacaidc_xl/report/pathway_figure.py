"""Picture of the pathway study: how net removal and the ratio go over a plant's life."""

from __future__ import annotations

from pathlib import Path

from dacaidc_xl.report.figure_style import PALETTE, plotting, save
from dacaidc_xl.studies.study import Study


def draw_pathway(study: Study, path: Path) -> None:
    """Draw median net removal, and how many places have a ratio above 1, by year.

    Parameters
    ----------
    study : Study
        Result of the pathway study.
    path : Path
        PNG file to write; an existing one is replaced.
    """
    plt = plotting()
    from matplotlib.ticker import MaxNLocator

    table = study["pathway"]
    by = next(name for name in ("place", "county", "state") if name in table)
    places = table[by].nunique()
    figure, (left, right) = plt.subplots(1, 2, figsize=(13.5, 5.0), layout="constrained")
    for position, (series, here) in enumerate(table.groupby("scenario", sort=False)):
        color = PALETTE[position % len(PALETTE)]
        by_year = here.groupby("year")["net_removal_t_per_yr"]
        years = sorted(here["year"].unique())
        left.plot(years, by_year.median() / 1e3, color=color, linewidth=2.0, label=series)
        above = (here["removal_ratio"] > 1.0) | here["ratio_note"].str.contains("above 1")
        right.plot(years, above.groupby(here["year"]).sum(), color=color, linewidth=2.0)
    left.set_ylabel("Net removal of the plant of the reference AIDC [kt/yr]")
    left.set_title("Median of the places", fontsize=11)
    right.set_ylabel(f"Places with a removal ratio above 1 [of {places}]")
    right.set_ylim(0, places * 1.02)
    right.set_title(
        "Captured above the operational emissions of data center and plant", fontsize=11
    )
    for axis in (left, right):
        axis.set_xlabel("Year")
        axis.xaxis.set_major_locator(MaxNLocator(integer=True))
        axis.grid(color="#D5DBE1", linewidth=0.7)
    figure.legend(loc="outside lower center", ncols=3, fontsize=9, frameon=False)
    save(figure, path)
