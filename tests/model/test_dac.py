"""The choice of DAC model: cycle, fixed figures, published tables."""

from __future__ import annotations

import numpy as np
import pytest

from dacaidc_xl.errors import InputError
from dacaidc_xl.model import dac
from dacaidc_xl.reference.dac_weather import published_weather
from tests.model.support import settings


def run(temp_c, humidity, **overrides):
    s = settings(**overrides)
    return dac.evaluate(s.process, temp_c, humidity, 101_325.0, s.tvsa, s.dac_power)


def test_fixed_is_the_published_pair_without_compression():
    """Beuttler et al. (2019), doi:10.3389/fclim.2019.00010: 1,600 and 400 kWh/t."""
    performance = run(np.array([-10.0, 20.0, 40.0]), 0.5, dac_model="fixed")
    np.testing.assert_array_equal(performance.heat_kwh_per_t, 1600.0)
    np.testing.assert_array_equal(performance.power.auxiliary_kwh_per_t, 400.0)
    assert np.all(performance.power.compression_kwh_per_t > 90.0)


@pytest.mark.parametrize("source", ["jajjawi", "sendi"])
def test_table_gives_back_every_printed_point(source):
    """Interpolation is exact on the nodes; productivity follows the table's relative one."""
    s = settings(dac_model="table", dac_table=source)
    for curve in published_weather(source).curves:
        heat, power, relative, outside = dac.interpolate_weather(
            s.process.table, curve.temp_c, curve.rel_humidity
        )
        np.testing.assert_allclose(heat, curve.heat_kwh_per_t, rtol=1e-12)
        np.testing.assert_allclose(power, curve.power_kwh_per_t, rtol=1e-12)
        np.testing.assert_allclose(relative, curve.relative_productivity, rtol=1e-12)
        assert not outside.any()


def test_table_is_bilinear_inside_and_its_edge_outside():
    """Specification, section 3: bilinear inside; outside the nearest edge with a warning."""
    table = settings(dac_model="table", dac_table="jajjawi").process.table
    middle = dac.interpolate_weather(table, 15.0, 0.25)[0]
    # Jajjawi at 10 degC: 2127 and 2134, at 20 degC: 2226 and 2182, at 20 and 30 % humidity.
    assert middle == pytest.approx((2127 + 2134 + 2226 + 2182) / 4.0, rel=1e-12)
    heat, _, _, outside = dac.interpolate_weather(
        table, np.array([-12.0, 60.0, 20.0, 20.0]), np.array([0.2, 0.2, 0.01, 0.5])
    )
    np.testing.assert_array_equal(outside, [True, True, True, False])
    np.testing.assert_allclose(heat, [2672.0, 3965.0, 3110.0, 2465.0])


def test_heat_limit_does_not_hold_for_tables_but_the_cold_limit_does():
    """Specification, section 3: the idle temperature holds, the heat limit does not."""
    performance = run(np.array([-15.5, 40.0]), 0.06, dac_model="table", heat_max_kwh_per_t=2000)
    np.testing.assert_array_equal(performance.operating, [False, True])
    assert np.isnan(performance.heat_kwh_per_t[0]) and performance.heat_kwh_per_t[1] > 2000.0


def test_energy_only_row_runs_as_fixed_and_liquid_is_refused():
    """Specification, section 3: liquid solvents cannot take data-center heat."""
    performance = run(20.0, 0.5, sorbent="solid_today")
    assert performance.heat_kwh_per_t == 3300.0
    assert performance.power.auxiliary_kwh_per_t == 700.0
    for name in ("liquid_electric", "liquid_gas"):
        with pytest.raises(InputError) as caught:
            settings(sorbent=name)
        assert "baselines" in str(caught.value)


@pytest.mark.parametrize(
    ("overrides", "cond_temp_c"),
    [
        ({}, 115.0),
        ({"desorption_temp_c": 90}, 105.0),
        ({"dac_model": "table", "dac_table": "jajjawi"}, 100.0),
        ({"dac_model": "table", "dac_table": "sendi"}, 120.0),
        ({"dac_model": "fixed"}, 110.0),
    ],
)
def test_condensing_temperature_that_a_plant_asks_for(overrides, cond_temp_c):
    """Specification: T_des + 15 K; for the published plants the heat supplied + 10 K."""
    assert settings(**overrides).cond_temp_c == cond_temp_c


def test_mechanistic_in_humid_air_without_water_isotherm_is_refused():
    with pytest.raises(InputError):
        run(
            20.0,
            0.5,
            sorbent="lewatit_shi2024",
            water_desorption_heat_kj_per_mol=46,
            sorbent_heat_capacity_j_per_kg_k=1580,
        )
