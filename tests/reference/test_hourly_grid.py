"""The hourly shape of the grid against the monthly one, and laid over monthly levels."""

from __future__ import annotations

import numpy as np
import pytest

from dacaidc_xl.errors import InputError
from dacaidc_xl.reference.calendar import hours_weighted_mean, months_of_hours
from dacaidc_xl.reference.geography import state_index, states
from dacaidc_xl.reference.grid import grid_profiles, state_grid_intensity
from dacaidc_xl.reference.hourly_grid import (
    grid_hours,
    hourly_grid_profiles,
    hourly_grid_provenance,
    hourly_grid_shape,
)
from dacaidc_xl.reference.tables import read_arrays, read_table

EVERY = np.arange(51)


def region_weights():
    regions = [str(name) for name in read_arrays("grid_hours")["region"]]
    weights = np.zeros((51, len(regions)))
    for abbr, region, weight in read_table("state_grid_regions").rows:
        weights[state_index()[abbr], regions.index(region)] = float(weight)
    return weights


def test_every_monthly_profile_has_its_hours():
    assert set(grid_profiles()) <= set(hourly_grid_profiles())


def test_weights_of_a_state_add_up_and_cover_all_but_two():
    total = region_weights().sum(axis=1)
    none = [states()[at].abbr for at in np.flatnonzero(total == 0.0)]
    assert none == ["AK", "HI"]
    np.testing.assert_allclose(total[total > 0.0], 1.0, atol=2e-5)
    assert np.all(region_weights().sum(axis=0) > 0.0)


@pytest.mark.parametrize("profile", hourly_grid_profiles())
def test_shape_is_never_negative_and_has_mean_one_in_every_month(profile):
    shape = hourly_grid_shape(profile)
    assert shape.shape == (51, 8760)
    assert not shape.flags.writeable
    assert shape.min() >= 0.0
    np.testing.assert_allclose(months_of_hours(shape), 1.0, rtol=1e-12)
    for abbr in ("AK", "HI"):
        assert np.all(shape[state_index()[abbr]] == 1.0)


@pytest.mark.parametrize("profile", [name for name in grid_profiles() if name != "flat"])
def test_months_of_the_regions_hours_are_the_monthly_table(profile):
    """Two ways of the source: hours averaged here, months averaged when it was assembled."""
    weights = region_weights()
    covered = weights.sum(axis=1) > 0.0
    hours = weights[covered] @ read_arrays("grid_hours")[profile].astype(float)
    months = months_of_hours(hours)
    months /= hours_weighted_mean(months)[:, np.newaxis]
    table = state_grid_intensity("egrid2023", 2023, profile)
    monthly = table.kg_per_mwh / table.annual_kg_per_mwh[:, np.newaxis]
    np.testing.assert_allclose(months, monthly[covered], atol=5e-4)


@pytest.mark.parametrize(
    ("series", "year"), [("egrid2023", 2023), ("cambium2023_decarb100by2035", 2040)]
)
def test_hours_have_the_monthly_and_annual_level(series, year):
    grid = state_grid_intensity(series, year, "cambium2020_midcase_2030_aer_co2")
    hours = grid_hours(EVERY, grid.kg_per_mwh, "cambium2020_midcase_2030_aer_co2")
    np.testing.assert_allclose(months_of_hours(hours), grid.kg_per_mwh, rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose(hours.mean(axis=1), grid.annual_kg_per_mwh, rtol=1e-12)


def test_a_negative_year_stays_negative_and_a_positive_one_positive():
    grid = state_grid_intensity("cambium2023_decarb100by2035", 2040, "flat")
    negative = grid.annual_kg_per_mwh < 0.0
    assert negative.any()
    hours = grid_hours(EVERY, grid.kg_per_mwh, "cambium2022_midcase_aer_co2e")
    assert hours[negative].max() <= 0.0
    assert hours[~negative].min() >= 0.0


def test_what_is_not_covered_stays_blank():
    grid = state_grid_intensity("lrmer", 2030, "flat")
    hours = grid_hours(EVERY, grid.kg_per_mwh, "cambium_midcase_lrmer15_2025start_co2e")
    np.testing.assert_array_equal(np.isnan(hours).all(axis=1), ~grid.covered)


def test_sun_shows_at_noon_in_california():
    """The trough of the day falls between 8 and 16 h local time in the sunniest grids."""
    shape = hourly_grid_shape("cambium2022_midcase_aer_co2e")
    for abbr in ("CA", "AZ", "TX"):
        day = shape[state_index()[abbr]].reshape(365, 24).mean(axis=0)
        assert 8 <= int(day.argmin()) <= 16
        assert day.min() < 0.8


def test_hours_are_local_in_the_east_and_in_the_west():
    """The deep trough of spring days is centered on noon in both; in one time it would be 3 h off.

    Virginia, Florida and New Jersey against California and Arizona, on the grid of 2030.
    """
    places = [state_index()[abbr] for abbr in ("VA", "FL", "NJ", "CA", "AZ")]
    shape = hourly_grid_shape("cambium2020_midcase_2030_aer_co2")[places]
    day = shape[:, 60 * 24 : 150 * 24].reshape(len(places), -1, 24).mean(axis=1)
    depth = day.max(axis=1, keepdims=True) - day
    deep = np.where(depth > 0.5 * depth.max(axis=1, keepdims=True), depth, 0.0)
    center = deep @ np.arange(24.0) / deep.sum(axis=1)
    assert np.all((center > 10.5) & (center < 13.0))


def test_unknown_profile_names_the_nearest():
    with pytest.raises(InputError) as caught:
        hourly_grid_shape("cambium2022_midcase_aer_co2")
    assert caught.value.nearest == "cambium2022_midcase_aer_co2e"


def test_provenance_is_that_of_the_profile():
    assert "Cambium 2022" in hourly_grid_provenance("cambium2022_midcase_aer_co2e")
    assert "2030" in hourly_grid_provenance("cambium2020_midcase_2030_aer_co2")
