"""Electricity of the data centers of each state, as EPRI reports it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from dacaidc_xl.errors import InputError, nearest_choice
from dacaidc_xl.reference.tables import provenance, read_only, read_table

MWH_PER_TWH = 1.0e6
YEARS = (2023, 2024, 2030)
CASES = ("low", "medium", "high")
REPORTED_AS_ZERO = "reported as zero, rounded"
NOT_REPORTED = "not reported"


@dataclass(frozen=True, slots=True, eq=False)
class DatacenterLoad:
    """Data center electricity of a year by state, shape (51,) in the order of `states()`.

    Attributes
    ----------
    year : int
        The year.
    case : str
        low, medium or high; blank for a past year, which has one value.
    mwh_per_yr : ndarray
        Facility electricity [MWh/yr]; nan only where `reported` is False.
    reported : ndarray of bool
        Whether EPRI reports the state. A reported zero is True.
    quality : tuple of str
        found, 'reported as zero, rounded' or 'not reported'.
    provenance : str
        Publisher, data set and vintage.
    """

    year: int
    case: str
    mwh_per_yr: NDArray[np.float64]
    reported: NDArray[np.bool_]
    quality: tuple[str, ...]
    provenance: str


def _quality(twh: float, found: str) -> str:
    if np.isnan(twh):
        return NOT_REPORTED
    return REPORTED_AS_ZERO if twh == 0.0 else found


@cache
def datacenter_load(year: int = 2023, case: str = "medium") -> DatacenterLoad:
    """Load the data center electricity of a year.

    Parameters
    ----------
    year : int
        2023, 2024 or 2030.
    case : str
        low, medium or high growth; tells only in 2030.

    Returns
    -------
    DatacenterLoad
        Read-only arrays of shape (51,).

    Raises
    ------
    InputError
        Where there is no such year or case.

    Notes
    -----
    The figures are EPRI's: facts extracted, without a grant to redistribute the report.

    Examples
    --------
    >>> load = datacenter_load(2024)
    >>> float(load.mwh_per_yr[46]), load.quality[8]
    (33900000.0, 'not reported')
    """
    if year not in YEARS:
        raise InputError("load year", year, "2023, 2024 or 2030")
    if case not in CASES:
        raise InputError("load case", case, "low, medium or high", nearest_choice(case, CASES))
    projected = year == YEARS[-1]
    column = f"twh_{int(year)}_{case}" if projected else f"twh_{int(year)}"
    table = read_table("state_datacenter_load")
    twh = table.numbers(column)
    reported = ~np.isnan(twh)
    reported.setflags(write=False)
    return DatacenterLoad(
        year=int(year),
        case=case if projected else "",
        # Rounded to the watt-hour: the published figures have at most three decimals.
        mwh_per_yr=read_only(np.round(twh * MWH_PER_TWH, 6)),
        reported=reported,
        quality=tuple(map(_quality, twh.tolist(), table.texts("quality"))),
        provenance=provenance("state_datacenter_load", [column]),
    )
