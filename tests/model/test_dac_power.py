"""Fans, vacuum, compression, cooling and water of the DAC plant."""

from __future__ import annotations

import numpy as np
import pytest
from CoolProp.CoolProp import PropsSI

from dacaidc_xl.model import dac_power, tvsa
from dacaidc_xl.model.co2_compression import co2_compression_kwh_per_t
from dacaidc_xl.model.psychrometrics import saturation_pressure_pa, wet_bulb_c
from tests.model.support import settings

PER_T = 1.0 / (0.04401 * 3600.0)


@pytest.mark.parametrize(
    ("pressure_pa", "kwh_per_t"), [(5e3, 83), (1e4, 61), (2e4, 41), (3e4, 30), (5e4, 17)]
)
def test_vacuum_check_values(pressure_pa, kwh_per_t):
    """Specification, section 3, step 7: pure CO2, two stages, efficiency 0.7, 30 degC."""
    work = dac_power.vacuum_work_j_per_mol(pressure_pa, 101_325.0, 30.0, 2, 1.33, 0.7) * PER_T
    assert work == pytest.approx(kwh_per_t, abs=0.5)


def test_vacuum_by_hand():
    """Two stages of an ideal gas: 2 R T k/(k-1) (r^((k-1)/k) - 1)/eta with r = sqrt(p2/p1)."""
    k, ratio = 1.33, (101_325.0 / 20_000.0) ** 0.5
    by_hand = 2.0 * 8.314462618 * 303.15 * k / (k - 1.0) * (ratio ** ((k - 1.0) / k) - 1.0) / 0.7
    ours = dac_power.vacuum_work_j_per_mol(20_000.0, 101_325.0, 30.0, 2, 1.33, 0.7)
    assert ours == pytest.approx(by_hand, rel=1e-12)
    assert dac_power.vacuum_work_j_per_mol(101_325.0, 101_325.0, 30.0, 2, 1.33, 0.7) == 0.0


@pytest.mark.parametrize("drop_pa", [100.0, 200.0])
def test_fan_check_values(drop_pa):
    """Parameters.md, section 2c: 123 and 245 kWh/t at 25 degC with half of 420 ppm taken."""
    work = dac_power.fan_work_j_per_mol(1.0 / (0.5 * 420e-6), 25.0, 101_325.0, drop_pa, 0.6) * PER_T
    assert work == pytest.approx(1.225 * drop_pa, abs=0.5)


def test_all_vapor_is_pumped_at_or_below_saturation():
    """Specification, step 7: all of it where p_des <= p_sat(T_cw)."""
    saturation = float(saturation_pressure_pa(30.0))
    pressures = saturation * np.array([0.5, 1.0, 1.2, 4.0])
    pumped = dac_power.pumped_vapor_per_co2_mol(3.3, 30.0, pressures, 1.0)
    np.testing.assert_allclose(pumped, [3.3, 3.3, 3.3, 1.0 / 3.0], rtol=1e-12)


def test_condensed_share_moves_between_least_and_all():
    least, half, all_of_it = (
        dac_power.pumped_vapor_per_co2_mol(3.3, 30.0, 20_000.0, share) for share in (1.0, 0.5, 0.0)
    )
    assert all_of_it == pytest.approx(3.3, rel=1e-15)
    assert half == pytest.approx((least + all_of_it) / 2.0, rel=1e-12)
    assert dac_power.pumped_vapor_per_co2_mol(0.1, 30.0, 20_000.0, 1.0) == pytest.approx(0.1)


@pytest.mark.parametrize(("delivery_bar", "kwh_per_t"), [(150.0, 97.0), (110.0, 93.0)])
def test_compression_check_values(delivery_bar, kwh_per_t):
    """Parameters.md, section 2c: 97 and 93 kWh/t from 1 bar in six stages, eta 0.8, 30 degC."""
    work, _ = co2_compression_kwh_per_t(30.0, 1e5, delivery_bar, 6, 0.8)
    assert work == pytest.approx(kwh_per_t, abs=0.5)


@pytest.mark.parametrize(
    ("cooling_c", "inlet_pa", "delivery_bar", "stages", "efficiency"),
    [
        (30.0, 101_325.0, 150.0, 6, 0.8),
        (34.5, 101_325.0, 110.0, 6, 0.8),
        (38.0, 1e5, 165.0, 4, 0.7),
    ],
)
def test_compression_equals_an_independent_calculation(
    cooling_c, inlet_pa, delivery_bar, stages, efficiency
):
    """Independent: CoolProp's PropsSI stage by stage; Span and Wagner, doi:10.1063/1.555991."""
    cold_k, ratio = cooling_c + 273.15, (delivery_bar * 1e5 / inlet_pa) ** (1.0 / stages)
    work, heat = 0.0, 0.0
    for stage in range(stages):
        low, high = inlet_pa * ratio**stage, inlet_pa * ratio ** (stage + 1)
        before = PropsSI("H", "P", low, "T", cold_k, "CO2")
        entropy = PropsSI("S", "P", low, "T", cold_k, "CO2")
        lift = (PropsSI("H", "P", high, "S", entropy, "CO2") - before) / efficiency
        work += lift
        heat += before + lift - PropsSI("H", "P", high, "T", cold_k, "CO2")
    ours = co2_compression_kwh_per_t(cooling_c, inlet_pa, delivery_bar, stages, efficiency)
    assert ours[0] == pytest.approx(work / 3600.0, rel=1e-9)
    assert ours[1] == pytest.approx(heat / 3600.0, rel=1e-9)


def test_compression_takes_arrays_and_more_stages_take_less():
    temps = np.array([[30.0, 33.0], [36.0, 30.0]])
    work, heat = co2_compression_kwh_per_t(temps, 101_325.0, 150.0, 6, 0.8)
    assert work.shape == heat.shape == (2, 2)
    assert work[0, 0] == work[1, 1]
    assert work[0, 0] < work[0, 1] < work[1, 0]
    by_stages = [float(co2_compression_kwh_per_t(30.0, 1e5, 150.0, n, 0.8)[0]) for n in (3, 6, 12)]
    assert by_stages[0] > by_stages[1] > by_stages[2]


def test_cooling_water_is_the_warmer_of_floor_and_wet_bulb():
    """Specification, step 7: T_cw = max(30 degC, T_wb + 6 K)."""
    s = settings().dac_power
    assert dac_power.cooling_water_c(10.0, 0.5, 101_325.0, s) == 30.0
    hot = dac_power.cooling_water_c(40.0, 0.6, 101_325.0, s)
    assert hot == pytest.approx(float(wet_bulb_c(40.0, 0.6, 101_325.0)) + 6.0, rel=1e-12)


def test_whole_plant_by_hand_at_one_state():
    """Steps 7 and 8 of the specification in plain Python at 20 degC, 50 %, 101,325 Pa."""
    s = settings()
    cycle = tvsa.cycle(s.process.sorbent, s.process.water, 20.0, 0.5, 101_325.0, s.tvsa)
    power = dac_power.mechanistic_power(cycle, 20.0, 0.5, 101_325.0, s.dac_power)
    co2, water = float(cycle.co2_swing_mol_per_kg), float(cycle.water_swing_mol_per_kg)
    n_w = water / co2
    fan = 200.0 * float(cycle.air_mol_per_kg) * 8.314462618 * 293.15 / (101_325.0 * 0.6 * co2)
    assert power.fan_kwh_per_t == pytest.approx(fan * PER_T, rel=1e-12)
    p_sat = float(saturation_pressure_pa(30.0))
    ratio = (101_325.0 / 20_000.0) ** 0.5
    each = 8.314462618 * 303.15 * 1.33 / 0.33 * (ratio ** (0.33 / 1.33) - 1.0) / 0.7
    vacuum = (1.0 + p_sat / (20_000.0 - p_sat)) * 2.0 * each
    assert power.vacuum_kwh_per_t == pytest.approx(vacuum * PER_T, rel=1e-12)
    assert power.auxiliary_kwh_per_t == 25.0
    work, coolers = co2_compression_kwh_per_t(30.0, 101_325.0, 150.0, 6, 0.8)
    assert power.compression_kwh_per_t == pytest.approx(float(work), rel=1e-12)
    tower = ((38.9 + 34.3 * n_w) * 70.0 + 2.43e6 * 0.018015268 * n_w + vacuum) * PER_T + coolers
    assert power.tower_heat_kwh_per_t == pytest.approx(float(tower), rel=1e-12)
    assert power.tower_kwh_per_t == pytest.approx(0.02 * float(tower), rel=1e-12)
    evaporated = 0.85 * float(tower) * 3.6 / 2.43
    make_up = evaporated * (1.0 + 1.0 / 3.0 + 0.005)
    assert power.make_up_l_per_t == pytest.approx(make_up, rel=1e-12)
    condensate = n_w * 0.018015268 / 0.04401 * 1000.0
    assert power.condensate_l_per_t == pytest.approx(condensate, rel=1e-12)
    assert power.total_kwh_per_t == pytest.approx(
        float(power.dac_kwh_per_t + power.compression_kwh_per_t), rel=1e-15
    )


def test_idle_is_blank():
    s = settings()
    cycle = tvsa.cycle(s.process.sorbent, s.process.water, -20.0, 0.5, 101_325.0, s.tvsa)
    power = dac_power.mechanistic_power(cycle, -20.0, 0.5, 101_325.0, s.dac_power)
    for name in ("fan", "vacuum", "auxiliary", "tower", "compression"):
        assert np.isnan(getattr(power, f"{name}_kwh_per_t"))


def test_published_power_gets_compression_and_its_tower_share():
    """Specification, section 3: compression at T_cw and its tower share are added, water blank."""
    s = settings().dac_power
    power = dac_power.published_power(400.0, np.array([10.0, 40.0]), 0.6, 101_325.0, s)
    cold = dac_power.cooling_water_c(np.array([10.0, 40.0]), 0.6, 101_325.0, s)
    work, coolers = co2_compression_kwh_per_t(cold, 101_325.0, 150.0, 6, 0.8)
    np.testing.assert_allclose(power.compression_kwh_per_t, work)
    np.testing.assert_allclose(power.dac_kwh_per_t, 400.0 + 0.02 * coolers, rtol=1e-14)
    assert np.all(np.isnan(power.make_up_l_per_t))
