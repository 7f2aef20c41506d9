"""Monthly climate against what is known of the states' weather."""

from __future__ import annotations

import numpy as np
import pytest

from dacaidc_xl.reference.calendar import hours_weighted_mean
from dacaidc_xl.reference.climate import state_monthly_climate
from dacaidc_xl.reference.geography import state_index


def test_shapes_bounds_and_locks():
    climate = state_monthly_climate()
    for values in (climate.temp_c, climate.rel_humidity, climate.pressure_pa):
        assert values.shape == (51, 12)
        assert not np.isnan(values).any()
        assert not values.flags.writeable
    assert -30.0 < climate.temp_c.min() < climate.temp_c.max() < 40.0
    assert 0.1 < climate.rel_humidity.min() < climate.rel_humidity.max() < 1.0
    assert 70_000.0 < climate.pressure_pa.min() < climate.pressure_pa.max() < 103_500.0


@pytest.mark.parametrize(
    ("abbr", "annual_c"), [("ND", 5.1), ("MT", 5.7), ("FL", 22.8), ("AZ", 20.5), ("HI", 24.6)]
)
def test_annual_mean_temperature(abbr, annual_c):
    """Annual means noted when the county values were averaged, to one decimal."""
    mean_c = state_monthly_climate().temp_c[state_index()[abbr]].mean()
    assert annual_c == pytest.approx(mean_c, abs=0.1)


def test_driest_and_most_humid_state():
    """Arizona about 37 %, Nevada 38 %, Florida 75 % over the year."""
    humidity = hours_weighted_mean(state_monthly_climate().rel_humidity)
    abbrs = list(state_index())
    order = [abbrs[i] for i in np.argsort(humidity)]
    assert order[:2] == ["AZ", "NV"]
    assert order[-1] == "FL"
    assert humidity[state_index()["AZ"]] == pytest.approx(0.37, abs=0.01)
    assert humidity[state_index()["FL"]] == pytest.approx(0.75, abs=0.01)


def test_summer_is_warmer_than_winter_and_high_states_have_thin_air():
    climate = state_monthly_climate()
    assert np.all(climate.temp_c[:, 6] > climate.temp_c[:, 0])
    annual_pa = climate.pressure_pa.mean(axis=1)
    # The states of the highest mean elevation.
    highest = {state_index()[abbr] for abbr in ("CO", "WY", "UT", "NM")}
    assert highest <= set(np.argsort(annual_pa)[:5])


def test_provenance_names_both_publishers():
    text = state_monthly_climate().provenance
    assert "NOAA NCEI" in text
    assert "NREL" in text
    assert "1991-2020" in text
