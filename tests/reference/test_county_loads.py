"""County loads add up to the states' and lie where the data centers are."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from dacaidc_xl.errors import InputError
from dacaidc_xl.reference.counties import counties, county_index, county_states
from dacaidc_xl.reference.county_loads import (
    NO_DATACENTER,
    STATE_NOT_REPORTED,
    county_datacenter_load,
)
from dacaidc_xl.reference.geography import state_index
from dacaidc_xl.reference.loads import datacenter_load

YEARS = [(2023, "medium"), (2024, "medium"), (2030, "low"), (2030, "high")]


@pytest.mark.parametrize(("year", "case"), YEARS)
def test_counties_add_up_to_their_state(year, case):
    load = county_datacenter_load(year, case)
    state = datacenter_load(year, case)
    total = np.bincount(county_states(), np.nan_to_num(load.mwh_per_yr), minlength=51)
    whole = total + load.unallocated_mwh_per_yr
    np.testing.assert_allclose(whole[state.reported], state.mwh_per_yr[state.reported], rtol=1e-12)
    assert (load.year, load.case) == (state.year, state.case)


@pytest.mark.parametrize(("year", "case"), YEARS)
def test_loudoun_has_the_largest_load(year, case):
    load = county_datacenter_load(year, case).mwh_per_yr
    order = np.argsort(-np.nan_to_num(load))
    assert counties()[int(order[0])].label == "Loudoun County, VA"
    assert load[order[0]] > 2.5 * load[order[1]]


def test_loudoun_takes_half_of_virginia():
    load = county_datacenter_load(2023).mwh_per_yr
    share = load[county_index()["51107"]] / datacenter_load(2023).mwh_per_yr[state_index()["VA"]]
    assert 0.5 < share < 0.75


def test_how_many_are_mapped_and_listed():
    load = county_datacenter_load(2024)
    count = Counter(load.quality)
    assert count["listed_only"] == 221
    assert count["fallback"] == 3
    # One more is mapped: the District of Columbia, which is not reported.
    assert count["mapped"] == 205
    assert count[STATE_NOT_REPORTED] == 1
    assert count[NO_DATACENTER] == 3142 - 430
    assert int(load.has_load.sum()) == 207


def test_blank_only_where_the_state_is_not_reported():
    load = county_datacenter_load(2024)
    blank = np.flatnonzero(np.isnan(load.mwh_per_yr))
    assert [counties()[at].fips for at in blank] == ["11001"]
    nothing = [q in (NO_DATACENTER, "listed_only") for q in load.quality]
    assert np.all(load.mwh_per_yr[nothing] == 0.0)


def test_what_no_county_takes_is_told():
    left = county_datacenter_load(2024).unallocated_mwh_per_yr
    names = {abbr for abbr, at in state_index().items() if left[at] > 0.0}
    assert names == {"DE", "VT"}
    assert left.sum() < 2e-4 * np.nansum(datacenter_load(2024).mwh_per_yr)


def test_credit_stands_beside_the_figures():
    load = county_datacenter_load(2024)
    assert "OpenStreetMap contributors" in load.attribution
    assert "ODbL" in load.attribution
    assert "EPRI" in load.provenance
    assert "IM3" in load.provenance


def test_unknown_year_is_refused():
    with pytest.raises(InputError, match="2023, 2024 or 2030"):
        county_datacenter_load(2025)
