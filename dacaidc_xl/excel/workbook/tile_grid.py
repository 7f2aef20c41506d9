"""The states as tiles of one size, each near its place on the map."""

from __future__ import annotations

from functools import cache

_ROWS = (
    "AK .. .. .. .. .. .. .. .. .. ME",
    ".. .. .. .. .. .. .. .. .. VT NH",
    "WA ID MT ND MN WI MI .. NY MA RI",
    "OR NV WY SD IA IL IN OH PA NJ CT",
    "CA UT CO NE MO KY WV VA MD DE ..",
    ".. AZ NM KS AR TN NC SC DC .. ..",
    ".. .. .. OK LA MS AL GA .. .. ..",
    "HI .. .. TX .. .. .. .. FL .. ..",
)

COLUMNS, ROWS = 11, len(_ROWS)


@cache
def tiles() -> dict[str, tuple[int, int]]:
    """Give row and column of each state's tile, from 0 at the upper left.

    Returns
    -------
    dict of str to (int, int)
        By postal abbreviation, DC among them.

    Examples
    --------
    >>> tiles()["TX"], len(tiles())
    ((7, 3), 51)
    """
    return {
        abbr: (row, column)
        for row, text in enumerate(_ROWS)
        for column, abbr in enumerate(text.split())
        if abbr != ".."
    }
