"""Months of a year without a leap day, and means over them."""

from __future__ import annotations

import numpy as np
import pytest

from dacaidc_xl.reference.calendar import (
    HOURS_PER_YEAR,
    MONTH_HOURS,
    MONTH_STARTS,
    hours_of_months,
    hours_weighted_mean,
    months_of_hours,
    spread_over_months,
)


def test_months_add_up_to_the_year():
    assert MONTH_HOURS.sum() == HOURS_PER_YEAR == 8760.0
    assert MONTH_HOURS[1] == 672.0
    with pytest.raises(ValueError, match="read-only"):
        MONTH_HOURS[1] = 696.0


def test_long_months_weigh_more():
    """January alone is 31 of 365 days."""
    january = np.eye(12)[0]
    assert float(hours_weighted_mean(january)) == pytest.approx(31 / 365, rel=1e-15)


def test_spreading_keeps_the_annual_mean():
    rng = np.random.default_rng(1)
    profile = rng.uniform(0.3, 2.0, (51, 12))
    annual = rng.uniform(-50.0, 900.0, 51)
    monthly = spread_over_months(annual, profile)
    np.testing.assert_allclose(hours_weighted_mean(monthly), annual, rtol=1e-14)
    np.testing.assert_allclose(spread_over_months(annual, 7.0 * profile), monthly, rtol=1e-14)


def test_other_than_twelve_months_is_refused():
    with pytest.raises(ValueError, match="must hold 12"):
        hours_weighted_mean(np.ones(11))


def test_hours_and_months_are_each_others_inverse():
    monthly = np.arange(24.0).reshape(2, 12)
    hourly = hours_of_months(monthly)
    assert hourly.shape == (2, 8760)
    np.testing.assert_allclose(months_of_hours(hourly), monthly, rtol=1e-12)
    np.testing.assert_allclose(hourly.mean(axis=1), hours_weighted_mean(monthly), rtol=1e-12)
    assert (MONTH_STARTS[0], MONTH_STARTS[2], MONTH_STARTS[-1]) == (0, 1416, 8760)


def test_hours_of_another_number_are_refused():
    with pytest.raises(ValueError, match="8760"):
        months_of_hours(np.zeros(8784))
