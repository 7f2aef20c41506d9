"""Blanks with their reason where a grid series has no value for a state."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import pandas as pd

GRID_COLUMNS = (
    "operational_t_per_yr",
    "indirect_t_per_yr",
    "net_removal_t_per_yr",
    "net_removal_location_t_per_yr",
    "datacenter_emissions_t_per_yr",
    "removal_ratio",
    "removal_ratio_net",
    "captured_per_operational",
    "lccc_net_usd_per_t",
    "grid_kg_per_mwh",
)
"""Columns that a state whose grid intensity is not covered leaves blank."""

GRID_DIFFERENCES = tuple(
    f"{figure}_difference_pct"
    for figure in ("net_removal", "indirect", "removal_ratio", "lccc_net")
)
"""Differences of hours and months that rest on it too."""

NOT_COVERED = "grid intensity not covered by this series"
MONTHLY_COLUMNS = ("indirect_t", "operational_t", "net_removal_t", "net_removal_share_of_captured")
"""The same in the tables of months, systems and classes."""
FLAGS = ("net_positive", "flip")


def _resting(table: pd.DataFrame) -> list[str]:
    """Give the columns that rest on the grid, also with a word before: ``reference_``."""
    ends = tuple(f"_{column}" for column in GRID_COLUMNS)
    own = (*GRID_COLUMNS, *GRID_DIFFERENCES)
    return [c for c in map(str, table) if c in own or c.endswith(ends)]


def blank_uncovered(
    key: str,
    uncovered: set[str],
    main: pd.DataFrame,
    *others: pd.DataFrame,
) -> None:
    """Blank, in place, what rests on a grid intensity that the series does not have.

    Parameters
    ----------
    key : str
        Column that names the place, ``state`` or ``site``.
    uncovered : set of str
        Places without a grid intensity.
    main : DataFrame
        The table of places; its notes tell the reason.
    *others : DataFrame
        Tables of months, systems and classes.
    """
    rows = main[key].isin(uncovered)
    main.loc[rows, _resting(main)] = np.nan
    main.loc[rows, ["ratio_note", "lccc_note"]] = NOT_COVERED
    main.loc[rows, "status"] = "warnings"
    notes = main.loc[rows, "status_note"]
    main.loc[rows, "status_note"] = notes.where(notes == "", notes + "; ") + NOT_COVERED
    for other in others:
        rows = other[key].isin(uncovered)
        blank = _resting(other) + [c for c in MONTHLY_COLUMNS if c in other]
        blank += [c for c in other if c.startswith("net_removal_t_") and c not in blank]
        other.loc[rows, blank] = np.nan
        other.loc[rows, [flag for flag in FLAGS if flag in other]] = False
