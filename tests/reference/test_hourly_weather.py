"""Hours of the states and counties against the monthly tables they have to agree with."""

from __future__ import annotations

import numpy as np
import pytest

from dacaidc_xl.reference.calendar import MONTH_STARTS, months_of_hours
from dacaidc_xl.reference.climate import state_monthly_climate
from dacaidc_xl.reference.counties import county_index, county_states
from dacaidc_xl.reference.county_climate import county_monthly_climate
from dacaidc_xl.reference.geography import state_index, states
from dacaidc_xl.reference.hourly_weather import (
    HUMIDITY_MAX,
    HUMIDITY_MIN,
    county_hours,
    humidity_factors,
    place_hours,
    state_hours,
    station_years,
    stations,
    weather_provenance,
)
from dacaidc_xl.reference.tables import read_table

QUANTITIES = ("temp_c", "rel_humidity", "pressure_pa")


def test_stations_are_one_per_state_in_order():
    assert [station.state_abbr for station in stations()] == [state.abbr for state in states()]
    for station in stations():
        assert station.reference_county_fips in county_index()
        assert -10.0 <= station.utc_offset_h <= -5.0
        assert station.distance_km < 80.0
    assert len({station.station_id for station in stations()}) == 51


def test_station_years_have_the_means_of_their_list():
    """Means noted beside the stations when the hours were read from the files."""
    year = station_years()
    assert year.temp_c.shape == year.rel_humidity.shape == year.pressure_pa.shape == (51, 8760)
    noted = {"VA": (12.12, 66.8), "AZ": (23.09, 37.2), "ND": (5.26, 68.4), "HI": (24.91, 68.1)}
    for abbr, (temp, humidity) in noted.items():
        at = state_index()[abbr]
        assert year.temp_c[at].mean() == pytest.approx(temp, abs=0.006)
        assert 100.0 * year.rel_humidity[at].mean() == pytest.approx(humidity, abs=0.06)


def test_pressure_of_the_stations_follows_their_elevation():
    """The standard atmosphere at the elevation of the station, within the weather of a month."""
    elevation = read_table("state_stations").numbers("elevation_m")
    standard = 101_325.0 * (1.0 - 2.25577e-5 * elevation) ** 5.25588
    np.testing.assert_allclose(station_years().pressure_pa.mean(axis=1), standard, rtol=0.012)


def test_afternoons_are_warmer_and_drier_than_nights():
    """Local standard time: where the hours were shifted by a time zone this would fail."""
    year = station_years()
    days_c = year.temp_c.reshape(51, 365, 24).mean(axis=1)
    days_rh = year.rel_humidity.reshape(51, 365, 24).mean(axis=1)
    assert set(days_c.argmax(axis=1)) <= {12, 13, 14, 15, 16, 17}
    assert set(days_c.argmin(axis=1)) <= {3, 4, 5, 6, 7}
    assert np.all(days_rh[:, 14] < days_rh[:, 4])


@pytest.mark.parametrize("name", QUANTITIES)
def test_state_hours_have_the_monthly_means_of_the_table(name):
    made = months_of_hours(getattr(state_hours(), name))
    np.testing.assert_allclose(made, getattr(state_monthly_climate(), name), rtol=0, atol=1e-9)


@pytest.mark.parametrize("name", QUANTITIES)
def test_county_hours_have_the_monthly_means_of_the_table(name):
    """All counties, block by block."""
    expected = getattr(county_monthly_climate(), name)
    for first in range(0, 3142, 400):
        block = np.arange(first, min(first + 400, 3142))
        made = months_of_hours(getattr(county_hours(block), name))
        np.testing.assert_allclose(made, expected[block], rtol=0, atol=1e-9)


def test_humidity_is_held_in_its_bounds_and_reaches_them():
    hours = county_hours(np.arange(0, 3142, 10)).rel_humidity
    assert hours.min() >= HUMIDITY_MIN
    assert hours.max() == HUMIDITY_MAX


def test_hours_keep_the_day_of_the_station():
    """A shift by month leaves the differences between the hours of a month as measured."""
    county = county_index()["51107"]
    station = station_years().temp_c[state_index()["VA"]]
    made = county_hours([county]).temp_c[0]
    for month in range(12):
        hours = slice(MONTH_STARTS[month], MONTH_STARTS[month + 1])
        np.testing.assert_allclose(np.diff(made[hours]), np.diff(station[hours]), atol=1e-9)


def test_humidity_factor_against_a_search():
    """The tabulated inverse against bisection on the mean of the held hours."""
    year = station_years().rel_humidity
    for abbr, month, wanted in [("MN", 11, 0.835), ("AZ", 5, 0.6), ("VA", 0, 0.7), ("NV", 6, 0.05)]:
        at = state_index()[abbr]
        hours = year[at, MONTH_STARTS[month] : MONTH_STARTS[month + 1]]
        low, high = 0.0, 100.0
        for _ in range(80):
            middle = 0.5 * (low + high)
            below = np.clip(middle * hours, HUMIDITY_MIN, HUMIDITY_MAX).mean() < wanted
            low, high = (middle, high) if below else (low, middle)
        means = np.full((1, 12), wanted)
        assert humidity_factors([at], means)[0, month] == pytest.approx(low, rel=1e-9)


def test_plain_ratio_of_means_where_no_hour_meets_a_bound():
    """Half of Virginia's humidity: nothing is held, so the factor is the ratio itself."""
    at = state_index()["VA"]
    means = months_of_hours(station_years().rel_humidity[[at]])
    np.testing.assert_allclose(humidity_factors([at], 0.5 * means), 0.5, rtol=1e-12)


def test_a_block_is_the_rows_of_all():
    chosen = np.array([5, 2872, 40])
    block = county_hours(chosen)
    for at, county in enumerate(chosen):
        alone = county_hours([county])
        for name in QUANTITIES:
            np.testing.assert_array_equal(getattr(block, name)[at], getattr(alone, name)[0])


def test_station_of_the_county_is_that_of_its_state():
    county = county_index()["51107"]
    climate = county_monthly_climate()
    months = [getattr(climate, name)[[county]] for name in QUANTITIES]
    made = place_hours([county_states()[county]], *months)
    np.testing.assert_array_equal(made.temp_c, county_hours([county]).temp_c)
    assert "shifted month by month" in made.rule
    assert "TMY3" in weather_provenance()
