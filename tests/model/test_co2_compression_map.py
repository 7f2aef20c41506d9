"""The curve of the CO2 compression against the compression computed state by state."""

from __future__ import annotations

import numpy as np
import pytest

from dacaidc_xl.model.co2_compression import co2_compression_kwh_per_t
from dacaidc_xl.model.co2_compression_map import build_curve


@pytest.mark.parametrize("low_c", [30.0, 15.0])
def test_curve_equals_the_compression(low_c):
    """From 15 degC on a stage takes in CO2 at saturation, where its enthalpy has a step."""
    others = (101_325.0, 150.0, 6.0, 0.8)
    curve = build_curve(low_c, *others)
    temps = np.append(np.random.default_rng(1).uniform(low_c, 70.0, 60), [low_c, 70.0])
    for mapped, direct in zip(
        curve(temps, *others), co2_compression_kwh_per_t(temps, *others), strict=True
    ):
        np.testing.assert_allclose(mapped, direct, rtol=1e-6)


def test_off_the_curve_and_with_other_numbers_it_computes():
    curve = build_curve(30.0, 101_325.0, 150.0, 6.0, 0.8)
    for given in ((25.0, 101_325.0, 150.0, 6, 0.8), (35.0, 101_325.0, 110.0, 6, 0.8)):
        assert curve(*given)[0] == co2_compression_kwh_per_t(*given)[0]
    shaped = curve(np.full((2, 1, 3), 31.0), 101_325.0, 150.0, 6, 0.8)[1]
    assert shaped.shape == (2, 1, 3)
