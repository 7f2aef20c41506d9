"""Curves of the compression over the delivery pressure against the equation of state."""

from __future__ import annotations

import numpy as np
import pytest

from dacaidc_xl.model.co2_compression import co2_compression_kwh_per_t
from dacaidc_xl.model.co2_compression_pressure import ERROR_MAX, build_curves

COLD = np.array([[30.0, 30.0, 31.5], [34.0, 30.0, 36.0]])
INLET, STAGES = 101325.0, 6


@pytest.fixture(scope="module")
def curves():
    return build_curves(COLD, (110.0, 165.0), INLET, STAGES)


def test_each_distinct_temperature_has_a_curve(curves):
    assert curves.cooling_water_c.tolist() == [30.0, 31.5, 34.0, 36.0]
    assert curves.usable.all()


def test_fresh_pressures_agree_with_the_equation_of_state(curves):
    outlet = np.random.default_rng(3).uniform(110.0, 165.0, 7)[:, None, None]
    efficiency = np.array([0.7, 0.8, 0.9])
    got = curves(COLD, INLET, outlet, STAGES, efficiency)
    expected = co2_compression_kwh_per_t(COLD, INLET, outlet, STAGES, efficiency)
    for one, other in zip(got, expected, strict=True):
        assert one.shape == (7, 2, 3)
        assert np.allclose(one, other, rtol=ERROR_MAX, atol=0.0)


@pytest.mark.parametrize(
    ("cold", "inlet", "outlet", "stages"),
    [(30.5, INLET, 120.0, STAGES), (30.0, 105000.0, 120.0, STAGES), (30.0, INLET, 120.0, 5)],
)
def test_what_the_curves_do_not_hold_is_computed(curves, cold, inlet, outlet, stages):
    got = curves(np.array([cold, 34.0]), inlet, outlet, stages, 0.8)
    expected = co2_compression_kwh_per_t(np.array([cold, 34.0]), inlet, outlet, stages, 0.8)
    for one, other in zip(got, expected, strict=True):
        assert one[0] == other[0]
        assert np.isclose(one[1], other[1], rtol=ERROR_MAX)


def test_pressures_outside_are_computed(curves):
    outlet = np.array([100.0, 140.0, 180.0])
    got, _ = curves(30.0, INLET, outlet, STAGES, 0.8)
    expected, _ = co2_compression_kwh_per_t(30.0, INLET, outlet, STAGES, 0.8)
    assert got[0] == expected[0]
    assert got[2] == expected[2]
    assert np.isclose(got[1], expected[1], rtol=ERROR_MAX)


def test_a_suction_that_meets_saturation_has_no_curve_and_is_computed():
    # The suction of the second of two stages is at saturation (72 bar) near an outlet of 130 bar
    # for an inlet of 40 bar, where enthalpy steps.
    made = build_curves([30.0], (110.0, 165.0), 40e5, 2)
    assert not made.usable.any()
    outlet = np.array([115.0, 150.0])
    got, _ = made(30.0, 40e5, outlet, 2, 0.8)
    assert np.array_equal(got, co2_compression_kwh_per_t(30.0, 40e5, outlet, 2, 0.8)[0])
