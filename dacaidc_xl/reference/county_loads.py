"""Electricity of the data centers of each county: the state's, split by mapped floor area."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from dacaidc_xl.reference.counties import counties, county_index, county_states
from dacaidc_xl.reference.geography import states
from dacaidc_xl.reference.loads import datacenter_load
from dacaidc_xl.reference.tables import provenance, read_only, read_table

TABLE = "county_datacenters"
ATTRIBUTION = "(c) OpenStreetMap contributors, ODbL 1.0; PNNL IM3 Open Source Data Center Atlas"
"""To stand beside every figure of a county's load."""
NO_DATACENTER = "no data center mapped or listed"
STATE_NOT_REPORTED = "state not reported"


@dataclass(frozen=True, slots=True, eq=False)
class CountyLoad:
    """Data center electricity of a year by county, shape (3142,) in the order of `counties()`.

    Attributes
    ----------
    year : int
        The year.
    case : str
        low, medium or high; blank for a past year, which has one value.
    mwh_per_yr : ndarray
        Facility electricity [MWh/yr]; 0 where no floor area is mapped, nan where the state is
        not reported.
    has_load : ndarray of bool
        Where it is above zero.
    quality : tuple of str
        mapped, fallback (a state without any mapped data center), listed_only (a data center
        is listed, but no floor area mapped), 'no data center mapped or listed' or
        'state not reported'.
    unallocated_mwh_per_yr : ndarray
        Load of a state that no county takes, since none has a share [MWh/yr], shape (51,).
    provenance, attribution : str
        Publishers, data sets and vintages; the credit that the map's license asks for.
    """

    year: int
    case: str
    mwh_per_yr: NDArray[np.float64]
    has_load: NDArray[np.bool_]
    quality: tuple[str, ...]
    unallocated_mwh_per_yr: NDArray[np.float64]
    provenance: str
    attribution: str


@cache
def _shares() -> tuple[NDArray[np.float64], tuple[str, ...]]:
    """Share of each county in its state [-], and how it is known."""
    table = read_table(TABLE)
    share = np.zeros(len(counties()))
    quality = [NO_DATACENTER] * len(counties())
    rows = zip(
        table.texts("county_fips"),
        table.numbers("share_of_state"),
        table.texts("quality"),
        strict=True,
    )
    for fips, part, known in rows:
        at = county_index()[fips]
        share[at], quality[at] = part, known
    total = np.bincount(np.array(county_states()), share, minlength=len(states()))
    # The printed shares have six decimals: brought to one, so that counties add up to states.
    whole = total[np.array(county_states())]
    share = np.divide(share, whole, out=np.zeros_like(share), where=whole > 0.0)
    return read_only(share), tuple(quality)


@cache
def county_datacenter_load(year: int = 2023, case: str = "medium") -> CountyLoad:
    """Load the data center electricity of a year by county.

    Parameters
    ----------
    year : int
        2023, 2024 or 2030.
    case : str
        low, medium or high growth; tells only in 2030.

    Returns
    -------
    CountyLoad
        Read-only arrays. The counties of a state add up to its load, except where
        `unallocated_mwh_per_yr` says that no county takes it.

    Raises
    ------
    InputError
        Where there is no such year or case.

    Notes
    -----
    County = state's load x the county's share of the floor area mapped in the state, the same
    share in every year. 430 counties are mapped or listed; 209 have floor area and so a load.

    Examples
    --------
    >>> load = county_datacenter_load(2024)
    >>> counties()[int(np.nanargmax(load.mwh_per_yr))].label, int(load.has_load.sum())
    ('Loudoun County, VA', 207)
    """
    state = datacenter_load(year, case)
    share, quality = _shares()
    at = np.array(county_states())
    mwh = share * state.mwh_per_yr[at]
    mwh[~state.reported[at]] = np.nan
    has_load = mwh > 0.0
    has_load.setflags(write=False)
    allotted = np.bincount(at, share, minlength=len(states())) > 0.0
    left = np.where(~allotted & state.reported, state.mwh_per_yr, 0.0)
    known = [
        text if state.reported[s] else STATE_NOT_REPORTED
        for text, s in zip(quality, at.tolist(), strict=True)
    ]
    return CountyLoad(
        year=state.year,
        case=state.case,
        mwh_per_yr=read_only(mwh),
        has_load=has_load,
        quality=tuple(known),
        unallocated_mwh_per_yr=read_only(left),
        provenance=f"{state.provenance}; {provenance(TABLE, ['share_of_state'])}",
        attribution=ATTRIBUTION,
    )
