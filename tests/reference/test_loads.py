"""Data center electricity against EPRI's own national rows."""

from __future__ import annotations

import numpy as np
import pytest

from dacaidc_xl.errors import InputError
from dacaidc_xl.reference.geography import state_index
from dacaidc_xl.reference.loads import datacenter_load


@pytest.mark.parametrize(
    ("year", "case", "national_twh"),
    [
        (2023, "medium", 141.0),
        (2024, "medium", 184.0),
        (2030, "low", 384.0),
        (2030, "medium", 596.0),
        (2030, "high", 794.0),
    ],
)
def test_states_add_up_to_the_national_row(year, case, national_twh):
    """EPRI Powering Intelligence 2026, national rows in whole TWh; the sums agree within 0.2 %."""
    total = np.nansum(datacenter_load(year, case).mwh_per_yr) / 1e6
    assert national_twh == pytest.approx(total, rel=0.002)


def test_virginia_leads():
    """EPRI Powering Intelligence 2026: Virginia 28.5 TWh in 2023, 33.9 in 2024, 130 in 2030."""
    va = state_index()["VA"]
    assert [float(datacenter_load(y).mwh_per_yr[va]) for y in (2023, 2024, 2030)] == [
        28.5e6,
        33.9e6,
        130.0e6,
    ]
    assert np.nanargmax(datacenter_load().mwh_per_yr) == va


def test_zero_is_not_the_same_as_unreported():
    load = datacenter_load(2023)
    by_quality = {
        text: {abbr for abbr, i in state_index().items() if load.quality[i] == text}
        for text in set(load.quality)
    }
    assert by_quality["reported as zero, rounded"] == {"AK", "AR", "DE", "MS", "VT", "WV"}
    assert by_quality["not reported"] == {"DC"}
    assert len(by_quality["found"]) == 44
    np.testing.assert_array_equal(np.isnan(load.mwh_per_yr), ~load.reported)
    assert load.reported.sum() == 50


def test_cases_are_ordered_in_2030_and_do_not_tell_before():
    low, medium, high = (datacenter_load(2030, c).mwh_per_yr for c in ("low", "medium", "high"))
    known = datacenter_load(2030).reported
    assert np.all(low[known] <= medium[known])
    assert np.all(medium[known] <= high[known])
    past = datacenter_load(2024, "high")
    np.testing.assert_array_equal(past.mwh_per_yr, datacenter_load(2024).mwh_per_yr)
    assert past.case == ""


def test_arrays_are_read_only():
    load = datacenter_load()
    assert not load.mwh_per_yr.flags.writeable
    assert not load.reported.flags.writeable


@pytest.mark.parametrize(
    ("year", "case", "place"), [(2025, "medium", "load year"), (2030, "midium", "load case")]
)
def test_unknown_year_or_case_is_refused(year, case, place):
    with pytest.raises(InputError) as caught:
        datacenter_load(year, case)
    assert caught.value.place == place
