"""The table of saturation pressure against the equations that it is made of."""

from __future__ import annotations

import numpy as np

from dacaidc_xl.model.psychrometrics import (
    TRIPLE_POINT_C,
    saturation_and_slope,
    saturation_pressure_pa,
    wet_bulb_c,
)
from dacaidc_xl.model.saturation_table import saturation_table


def test_pressure_and_slope_at_fresh_points() -> None:
    temps = np.random.default_rng(7).uniform(-75.0, 105.0, 50_000)
    (pressure, slope), (exact, exact_slope) = saturation_table()(temps), saturation_and_slope(temps)
    np.testing.assert_allclose(pressure, exact, rtol=1e-10)
    np.testing.assert_allclose(slope, exact_slope, rtol=1e-6)


def test_triple_point_and_nodes_belong_to_the_right_branch() -> None:
    steps = np.array([-1.0, -1e-9, 0.0, 1e-9, 1.0 / 16.0, 1.0])
    temps = TRIPLE_POINT_C + steps
    pressure, slope = saturation_table()(temps)
    exact, exact_slope = saturation_and_slope(temps)
    np.testing.assert_allclose(pressure, exact, rtol=1e-10)
    np.testing.assert_allclose(slope, exact_slope, rtol=1e-6)


def test_states_off_the_table_are_computed() -> None:
    temps = np.array([-130.0, 20.0, 150.0])
    np.testing.assert_array_equal(saturation_table()(temps)[0], saturation_pressure_pa(temps))


def test_wet_bulb_from_the_table() -> None:
    rng = np.random.default_rng(11)
    size = 50_000
    air = (
        rng.uniform(-55.0, 55.0, size),
        rng.uniform(0.01, 1.0, size),
        rng.uniform(55e3, 106e3, size),
    )
    np.testing.assert_allclose(
        wet_bulb_c(*air, saturation_table()), wet_bulb_c(*air), rtol=0.0, atol=1e-9
    )


def test_slope_is_that_of_the_pressure() -> None:
    temps = np.array([-30.0, -5.0, 5.0, 40.0])
    step = 1e-4
    up, down = (np.log(saturation_pressure_pa(temps + d)) for d in (step, -step))
    np.testing.assert_allclose(saturation_and_slope(temps)[1], (up - down) / (2 * step), rtol=1e-6)
