"""Moist air against PsychroLib and the ASHRAE Handbook, and its bounds."""

from __future__ import annotations

import numpy as np
import psychrolib
import pytest

from dacaidc_xl.errors import InputError
from dacaidc_xl.model.psychrometrics import (
    check_air,
    saturation_pressure_pa,
    vapor_pressure_pa,
    wet_bulb_c,
)


@pytest.fixture(autouse=True)
def si_units():
    psychrolib.SetUnitSystem(psychrolib.SI)


def test_saturation_pressure_equals_psychrolib():
    """PsychroLib 2.5.0, doi:10.21105/joss.01137; same equations, so only rounding may differ."""
    temps = np.concatenate([np.linspace(-60.0, 150.0, 421), [0.0, 0.01, 0.0101, 0.009]])
    theirs = [psychrolib.GetSatVapPres(float(t)) for t in temps]
    np.testing.assert_allclose(saturation_pressure_pa(temps), theirs, rtol=1e-12)


@pytest.mark.parametrize(
    ("temp_c", "pressure_pa"),
    [
        (-20.0, 103.24),
        (-5.0, 401.74),
        (5.0, 872.6),
        (25.0, 3169.7),
        (50.0, 12351.3),
        (100.0, 101418.0),
        (150.0, 476101.4),
    ],
)
def test_saturation_pressure_matches_the_ashrae_table(temp_c, pressure_pa):
    """ASHRAE Handbook - Fundamentals (2017), ch. 1, table 3; the Handbook claims 300 ppm."""
    assert saturation_pressure_pa(temp_c) == pytest.approx(pressure_pa, rel=3e-4)


def test_wet_bulb_equals_psychrolib():
    """PsychroLib bisects to 0.001 K. Within 1 K of 0 degC water and ice may both do: left out."""
    grid = [
        (float(t), float(rh), float(p))
        for t in np.linspace(-30.0, 50.0, 17)
        for rh in (0.02, 0.1, 0.3, 0.5, 0.8, 0.95, 1.0)
        for p in (61_640.0, 89_875.0, 101_325.0)
    ]
    temps, humidities, pressures = np.array(grid).T
    ours = wet_bulb_c(temps, humidities, pressures)
    theirs = np.array([psychrolib.GetTWetBulbFromRelHum(*state) for state in grid])
    clear = np.minimum(np.abs(theirs), np.abs(ours)) > 1.0
    assert clear.sum() > 330
    np.testing.assert_allclose(ours[clear], theirs[clear], rtol=0.0, atol=1.0e-3)


@pytest.mark.parametrize(("humidity_ratio_digits", "temp_c"), [(0.0065, 40.0)])
def test_wet_bulb_of_the_ashrae_example(humidity_ratio_digits, temp_c):
    """ASHRAE Fundamentals (2017), ch. 1, example 1: 40 degC with wet bulb 20 degC, W = 0.0065."""
    vapor_pa = humidity_ratio_digits * 101_325.0 / (0.621945 + humidity_ratio_digits)
    humidity = vapor_pa / saturation_pressure_pa(temp_c)
    # One unit of the last printed digit of W moves the wet bulb by 0.2 K.
    assert wet_bulb_c(temp_c, humidity, 101_325.0) == pytest.approx(20.0, abs=0.2)


def test_wet_bulb_satisfies_its_own_equation_and_bounds():
    """ASHRAE equation 33 above freezing, to the last digits; never above the dry bulb."""
    temps = np.linspace(5.0, 55.0, 51)[:, None]
    humidities = np.linspace(0.4, 1.0, 25)[None, :]
    bulb = wet_bulb_c(temps, humidities, 101_325.0)
    assert np.all(bulb <= temps)
    np.testing.assert_allclose(bulb[:, -1], temps[:, 0], atol=1e-8)
    assert np.all(np.diff(bulb, axis=1) > 0.0)
    assert np.all(np.diff(bulb, axis=0) > 0.0)
    vapor = vapor_pressure_pa(temps, humidities)
    ratio = 0.621945 * vapor / (101_325.0 - vapor)
    at_bulb = saturation_pressure_pa(bulb)
    saturated = 0.621945 * at_bulb / (101_325.0 - at_bulb)
    implied = ((2501.0 - 2.326 * bulb) * saturated - 1.006 * (temps - bulb)) / (
        2501.0 + 1.86 * temps - 4.186 * bulb
    )
    above = bulb > 0.0
    np.testing.assert_allclose(implied[above], np.broadcast_to(ratio, bulb.shape)[above], rtol=1e-9)


def test_scalar_equals_array_element():
    temps, humidities = np.array([-12.0, 3.0, 31.0]), np.array([0.9, 0.2, 0.6])
    together = wet_bulb_c(temps, humidities, 95_000.0)
    alone = [wet_bulb_c(t, rh, 95_000.0) for t, rh in zip(temps, humidities, strict=True)]
    np.testing.assert_array_equal(together, alone)
    alone = [saturation_pressure_pa(t) for t in temps]
    np.testing.assert_array_equal(saturation_pressure_pa(temps), alone)


@pytest.mark.parametrize(
    ("air", "place", "nearest"),
    [
        ((20.0, 0.5, 1013.25), "air pressure", "101325"),
        ((20.0, 55.0, 101_325.0), "relative humidity", "0.55"),
        ((20.0, -0.01, 101_325.0), "relative humidity", None),
        ((61.0, 0.5, 101_325.0), "air temperature", None),
        ((-60.5, 0.5, 101_325.0), "air temperature", None),
        ((20.0, 0.5, 49_999.0), "air pressure", None),
        ((20.0, 0.5, 110_001.0), "air pressure", None),
        ((np.nan, 0.5, 101_325.0), "air temperature", None),
        ((20.0, np.nan, 101_325.0), "relative humidity", None),
        ((20.0, 0.5, np.inf), "air pressure", None),
    ],
)
def test_weather_out_of_bounds_is_refused_with_what_was_meant(air, place, nearest):
    """Model specification, section 0: a pressure in hPa and a humidity in per cent are named."""
    with pytest.raises(InputError) as caught:
        check_air(*air)
    assert caught.value.place == place
    assert caught.value.nearest == nearest


def test_one_wrong_value_among_many_is_found():
    with pytest.raises(InputError) as caught:
        check_air(np.array([10.0, 20.0, 75.0]), 0.5, 101_325.0)
    assert caught.value.value == 75.0


def test_humidity_up_to_1_05_is_held_and_counted():
    """Model specification, section 0: up to 1.05 held at 1 with a counted warning."""
    _, humidity, _, held = check_air(20.0, np.array([0.99, 1.0, 1.02, 1.05]), 101_325.0)
    np.testing.assert_array_equal(humidity, [0.99, 1.0, 1.0, 1.0])
    np.testing.assert_array_equal(held, [False, False, True, True])
    with pytest.raises(InputError):
        check_air(20.0, 1.0501, 101_325.0)
