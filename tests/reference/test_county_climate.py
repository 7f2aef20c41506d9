"""Monthly climate of the counties against the states' and against what is known."""

from __future__ import annotations

import numpy as np
import pytest

from dacaidc_xl.reference.climate import state_monthly_climate
from dacaidc_xl.reference.counties import counties, county_index, county_states
from dacaidc_xl.reference.county_climate import county_monthly_climate
from dacaidc_xl.reference.geography import states
from dacaidc_xl.reference.tables import read_arrays


def test_rows_are_the_counties_in_order():
    codes = [int(county.fips) for county in counties()]
    assert read_arrays("county_climate_monthly")["county_fips"].tolist() == codes


def test_shapes_bounds_and_locks():
    climate = county_monthly_climate()
    for values in (climate.temp_c, climate.rel_humidity, climate.pressure_pa):
        assert values.shape == (3142, 12)
        assert not values.flags.writeable
    assert -30.0 < climate.temp_c.min() < climate.temp_c.max() < 40.0
    assert 0.1 < climate.rel_humidity.min() < climate.rel_humidity.max() < 1.0
    assert 68_000.0 < climate.pressure_pa.min() < climate.pressure_pa.max() < 103_500.0


def test_values_are_those_of_the_source_to_the_digit():
    """Autauga County in January as the source prints it: 7.78 degC, 68.6 %, 1012.3 hPa."""
    climate = county_monthly_climate()
    assert climate.temp_c[0, 0] == 7.78
    assert climate.rel_humidity[0, 0] == 0.686
    assert climate.pressure_pa[0, 0] == 101_230.0


@pytest.mark.parametrize("name", ["temp_c", "rel_humidity", "pressure_pa"])
def test_people_weighted_counties_give_the_states(name):
    """The state table was made of these counties: equal to the rounding of both."""
    people = np.array([county.population_2023 for county in counties()], dtype=float)
    of_county = getattr(county_monthly_climate(), name)
    of_state = getattr(state_monthly_climate(), name)
    weights = np.zeros((len(states()), len(counties())))
    weights[list(county_states()), range(len(counties()))] = people
    weights /= weights.sum(axis=1, keepdims=True)
    rounding = {"temp_c": 0.011, "rel_humidity": 0.0011, "pressure_pa": 11.0}[name]
    np.testing.assert_allclose(weights @ of_county, of_state, atol=rounding)


def test_interpolated_temperatures_are_hawaii_and_one_city():
    where = np.flatnonzero(county_monthly_climate().temp_interpolated)
    labels = [counties()[at] for at in where]
    assert {c.state_abbr for c in labels} == {"HI", "VA"}
    assert [c.name for c in labels if c.state_abbr == "VA"] == ["Lexington city"]


def test_extremes_lie_where_they_should():
    annual = county_monthly_climate().temp_c.mean(axis=1)
    assert counties()[int(annual.argmin())].label == "North Slope Borough, AK"
    assert counties()[int(annual.argmax())].state_abbr in ("FL", "HI", "TX")
    # Lake County, Colorado is the highest county; its air is the thinnest but for neighbors.
    pressure = county_monthly_climate().pressure_pa.mean(axis=1)
    assert (pressure < pressure[county_index()["08065"]]).sum() < 25


def test_provenance_names_both_publishers():
    text = county_monthly_climate().provenance
    assert "NOAA NCEI" in text
    assert "TMY3" in text
    assert "Census" not in text
