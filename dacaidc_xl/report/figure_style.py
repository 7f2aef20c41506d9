"""One look for all pictures: no display, the palette of the workbook, a file in one step."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from dacaidc_xl.report.files import replacing

if TYPE_CHECKING:
    from matplotlib.figure import Figure

PALETTE = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00")
"""Okabe and Ito's colors, safe for color-blind readers."""
NO_DATA = "#E3E6EA"
FIGURE_DPI = 110


def plotting() -> Any:
    """Give pyplot without a display."""
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    return plt


def save(figure: Figure, path: Path) -> None:
    """Write a picture; the same figure gives the same file.

    Parameters
    ----------
    figure : Figure
        The figure; closed afterwards.
    path : Path
        PNG file; an existing one is replaced in one step.
    """
    with replacing(path) as temporary:
        figure.savefig(temporary, dpi=FIGURE_DPI, format="png", metadata={"Software": None})
    plotting().close(figure)
