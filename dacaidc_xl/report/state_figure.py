"""Picture of the states: a tile map of net removal per tonne captured, one panel a scenario."""

from __future__ import annotations

from pathlib import Path

from dacaidc_xl.reference.geography import states as all_states
from dacaidc_xl.report.files import replacing
from dacaidc_xl.studies.study import Study

METRIC = "net_removal_share_of_captured"
"""Share of the captured CO2 that is net removal, of the integrated system."""


def draw_states(study: Study, path: Path) -> None:
    """Draw a tile map of the United States for each scenario of a study.

    Parameters
    ----------
    study : Study
        Result of the all-states study.
    path : Path
        PNG file to write; an existing one is replaced.
    """
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt
    from matplotlib.colors import TwoSlopeNorm

    compare = study["compare"]
    integrated = compare[compare["system"] == "integrated"]
    ratio = study["states"].set_index(["scenario", "state"])["removal_ratio"]
    norm = TwoSlopeNorm(0.0, -1.0, 1.0)
    colors = plt.get_cmap("PuOr_r")
    figure, axes = plt.subplots(
        1,
        len(study.scenarios),
        figsize=(6.2 * len(study.scenarios), 4.6),
        layout="constrained",
        squeeze=False,
    )
    for axis, scenario in zip(axes[0], study.scenarios, strict=True):
        here = integrated[integrated["scenario"] == scenario].set_index("state")[METRIC]
        for state in all_states():
            if state.abbr not in here or here[state.abbr] != here[state.abbr]:
                continue
            share = here[state.abbr]
            color = colors(norm(share))
            above = ratio[(scenario, state.abbr)] > 1.0
            axis.add_patch(
                plt.Rectangle(
                    (state.tile_col, -state.tile_row),
                    0.92,
                    0.92,
                    facecolor=color,
                    edgecolor="black" if above else "white",
                    linewidth=1.6 if above else 0.4,
                )
            )
            dark = abs(share) > 0.6
            axis.text(
                state.tile_col + 0.46,
                -state.tile_row + 0.46,
                f"{state.abbr}\n{100 * share:.0f}",
                ha="center",
                va="center",
                fontsize=7.5,
                color="white" if dark else "black",
            )
        axis.set_xlim(-0.2, 12.2)
        axis.set_ylim(-8.2, 1.2)
        axis.set_aspect("equal")
        axis.axis("off")
        axis.set_title(scenario)
    scalar = plt.cm.ScalarMappable(norm=norm, cmap=colors)
    bar = figure.colorbar(scalar, ax=axes[0, :], orientation="horizontal", shrink=0.4, pad=0.02)
    bar.set_label("Net removal as a share of captured CO2 [-] (numbers in %)")
    figure.suptitle(
        "Integrated system, reference AIDC in each state; black frame: captured exceeds the "
        "operational emissions of data center and plant"
    )
    with replacing(path) as temporary:
        figure.savefig(temporary, dpi=100, format="png", metadata={"Software": None})
    plt.close(figure)
