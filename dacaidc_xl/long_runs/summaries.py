"""Summaries of tables that are too long to be read: of many counties, a row a state."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd


def difference_by_state(hourly: pd.DataFrame) -> pd.DataFrame:
    """Give what hours change against months in the counties of each state.

    Parameters
    ----------
    hourly : DataFrame
        Table ``hourly`` of the hourly study, of counties.

    Returns
    -------
    DataFrame
        A row a scenario and state: how many counties, and of each difference in percent the
        median, least and largest over those that have one.

    Examples
    --------
    >>> import pandas as pd
    >>> table = pd.DataFrame(
    ...     {"scenario": "2030", "state": "DE", "captured_difference_pct": [-4.0, -6.0]}
    ... )
    >>> made = difference_by_state(table).iloc[0]
    >>> int(made["counties"]), float(made["captured_difference_pct_median"])
    (2, -5.0)
    """
    groups = hourly.groupby(["scenario", "state"], sort=False)
    made = groups.size().rename("counties").to_frame()
    for name in [str(c) for c in hourly if str(c).endswith("_difference_pct")]:
        found = groups[name].agg(["median", "min", "max"])
        made = made.join(found.add_prefix(f"{name}_"))
    return made.reset_index()
