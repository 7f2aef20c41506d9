"""Sizing and operation on numbers small enough to do by hand."""

from __future__ import annotations

import numpy as np
import pytest

from dacaidc_xl.model.dispatch import DispatchSettings, Sizing, lower_quantile_rate, operate
from tests.model.support import HEADLINE, state_plant

HOURS = np.array([[[4000.0, 3000.0, 1760.0]]])


def row(*values):
    return np.array([[list(values)]], dtype=float)


def chosen(backup="none", quantile=0.9):
    return DispatchSettings(np.asarray(quantile), np.asarray(0.9), backup)


@pytest.mark.parametrize(
    ("quantile", "rate"),
    [(0.2, 2.0), (0.201, 3.0), (0.5433, 3.0), (0.9, 5.0), (1.0, 5.0), (0.01, 2.0)],
)
def test_quantile_by_hand(quantile, rate):
    """Rates 2, 3, 5 hold for 1,760, 3,000 and 4,000 of 8,760 h: cumulative 0.2009, 0.5434, 1."""
    assert lower_quantile_rate(row(5, 3, 2), HOURS, np.asarray(quantile)).item() == rate


def test_quantile_does_not_lose_to_rounding():
    """Five of ten equal periods reach 0.5 exactly, though their sum in floats falls short."""
    hours = np.full((1, 1, 10), 730.1)
    summed = np.cumsum(hours)
    assert summed[4] < 0.5 * summed[-1]
    rate = np.arange(1.0, 11.0)[None, None, :]
    assert lower_quantile_rate(rate, hours, np.asarray(0.5)).item() == 5.0
    months = np.arange(12.0)[None, None, :]
    # Eleven months of 730 h reach 0.917, ten only 0.833.
    assert lower_quantile_rate(months, np.full((1, 1, 12), 730.0), np.asarray(0.9)).item() == 10.0


def test_operation_by_hand():
    """Potential = heat / heat per tonne; captured = min(potential, design) x hours x 0.9."""
    done = operate(row(8, 6, 9), row(2000, 3000, 2500), row(0.01, 0.008, 0.012), HOURS, chosen())
    np.testing.assert_allclose(done.potential_t_per_h, row(4.0, 2.0, 3.6))
    # Sorted 2.0 (3,000 h), 3.6 (1,760 h), 4.0 (4,000 h): 0.9 of the hours is reached at 4.0.
    assert done.sizing.design_rate_t_per_h.item() == 4.0
    np.testing.assert_allclose(
        done.captured_t, row(4.0 * 4000 * 0.9, 2.0 * 3000 * 0.9, 3.6 * 1760 * 0.9)
    )
    # Inventory is the largest monthly rate over productivity.
    assert done.sizing.inventory_kg.item() == pytest.approx(max(4.0 / 0.01, 2.0 / 0.008, 300) * 1e3)
    np.testing.assert_allclose(done.use_share, 1.0)
    np.testing.assert_allclose(done.running_h, 0.9 * HOURS)


def test_heat_above_nameplate_is_left():
    done = operate(row(8, 6, 9), row(2000, 3000, 2500), row(1, 1, 1), HOURS, chosen(quantile=0.5))
    assert done.sizing.design_rate_t_per_h.item() == pytest.approx(3.6)
    np.testing.assert_allclose(done.rate_t_per_h, row(3.6, 2.0, 3.6))
    np.testing.assert_allclose(done.use_share, row(0.9, 1.0, 1.0))


def test_given_inventory_binds():
    """Captured rate also at most inventory x productivity at that air."""
    built = Sizing(np.full((1, 1, 1), 4.0), np.full((1, 1, 1), 350e3))
    air = (row(8, 6, 9), row(2000, 3000, 2500), row(0.01, 0.008, 0.012), HOURS, chosen())
    done = operate(*air, built)
    np.testing.assert_allclose(done.rate_t_per_h, row(3.5, 2.0, 3.6))
    assert done.use_share[0, 0, 0] == pytest.approx(3.5 / 4.0)
    # The plant that these periods size is unchanged when it is given back.
    free = operate(*air)
    again = operate(*air, free.sizing)
    np.testing.assert_array_equal(free.captured_t, again.captured_t)


def test_idle_periods_capture_nothing_and_count_in_the_quantile():
    done = operate(row(8, 6, 9), row(2000, np.nan, 2500), row(1, np.nan, 1), HOURS, chosen())
    np.testing.assert_array_equal(done.captured_t[0, 0, 1], 0.0)
    np.testing.assert_array_equal(done.use_share[0, 0, 1], 0.0)
    assert np.all(np.isfinite(done.captured_t))
    low = operate(
        row(8, 6, 9), row(2000, np.nan, 2500), row(1, np.nan, 1), HOURS, chosen(quantile=0.3)
    )
    assert low.sizing.design_rate_t_per_h.item() == 0.0
    assert low.captured_t.sum() == 0.0


@pytest.mark.parametrize("backup", ["electric", "gas"])
def test_backup_fills_to_the_design_rate(backup):
    """Specification, section 4: backup heat fills to the design rate in each period."""
    done = operate(row(8, 6, 9), row(2000, 3000, 2500), row(1, 1, 1), HOURS, chosen(backup))
    np.testing.assert_allclose(done.rate_t_per_h, 4.0)
    np.testing.assert_allclose(done.backup_heat_mw, row(0.0, 6.0, 1.0))
    np.testing.assert_allclose(done.captured_t, 4.0 * 0.9 * HOURS)


def test_all_idle_is_zero_not_nan():
    nan = row(np.nan, np.nan, np.nan)
    done = operate(row(8, 6, 9), nan, nan, HOURS, chosen())
    for value in (done.captured_t, done.use_share, done.sizing.inventory_kg):
        np.testing.assert_array_equal(value, 0.0)


@pytest.mark.parametrize("scenario", HEADLINE)
def test_captured_is_at_most_nine_tenths_of_nameplate(scenario):
    """Specification, section 4: captured <= 0.9 x nameplate."""
    plant = state_plant(scenario)
    nameplate = plant.operation.sizing.design_rate_t_per_h[:, 0, 0] * 8760.0
    assert np.all(plant.integrated.captured_t <= 0.9 * nameplate * (1.0 + 1e-12))
    assert np.all(plant.integrated.captured_t > 0.5 * nameplate)
