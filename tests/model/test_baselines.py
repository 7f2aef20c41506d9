"""Standalone baselines: algebra of the boilers, cold periods, liquid solvents."""

from __future__ import annotations

import numpy as np
import pytest

from dacaidc_xl.model.baselines import liquid_electric_kwh_per_t
from tests.model.support import HEADLINE, STATES, settings, state_plant

BASELINES = ("electric_boiler", "ambient_heat_pump", "gas_boiler", "liquid_electric", "liquid_gas")


def test_all_capture_the_same():
    """Specification, section 7: for the same capture in the same place."""
    plant = state_plant()
    assert tuple(plant.baselines) == BASELINES
    for system in plant.baselines.values():
        np.testing.assert_allclose(system.captured_t, plant.integrated.captured_t, rtol=1e-12)


def test_electric_boiler_algebra():
    """Heat per tonne over (1 - 3 %) and 0.99; no cooling credit; 70.5 EUR2020/kW."""
    plant = state_plant()
    flows = plant.baselines["electric_boiler"].flows
    heat = plant.operation.captured_t * plant.dac.heat_kwh_per_t / 1000.0
    np.testing.assert_allclose(flows.heat_electricity_mwh, heat / 0.97 / 0.99, rtol=1e-12)
    np.testing.assert_allclose(flows.delivered_mwh, heat, rtol=1e-12)
    assert np.all(flows.credit_mwh == 0.0) and np.all(flows.recovered_mwh == 0.0)
    peak_kw = (plant.operation.rate_t_per_h * plant.dac.heat_kwh_per_t).max(axis=2, keepdims=True)
    usd = settings().economics.electric_boiler_capex_usd_per_kw
    np.testing.assert_allclose(flows.heat_source_capex_usd, usd * peak_kw, rtol=1e-12)
    np.testing.assert_allclose(
        flows.heat_source_om_usd_per_yr, 0.01 * flows.heat_source_capex_usd, rtol=1e-12
    )


def test_electric_boiler_break_even_is_the_textbook_one():
    """g* = (1 - standing)/(E + Q/(0.97 x 0.99)) from annual sums, in kg/MWh."""
    plant = state_plant()
    system = plant.baselines["electric_boiler"]
    captured = plant.operation.captured_t[:, 0].sum(axis=1)
    per_t = plant.dac.power.total_kwh_per_t + plant.dac.heat_kwh_per_t / (0.97 * 0.99)
    used = np.where(plant.operation.captured_t > 0.0, plant.operation.captured_t * per_t, 0.0)
    mwh = used.sum(axis=(1, 2)) / 1000.0
    by_hand = 1000.0 * captured * (1.0 - 0.045 - 0.001) / mwh
    np.testing.assert_allclose(system.break_even_kg_per_mwh, by_hand, rtol=1e-12)


def test_gas_boiler_algebra():
    """0.90 on lower heating value, 202 + 35 kg/MWh, state gas price x 1.108; DC has none."""
    plant = state_plant()
    system = plant.baselines["gas_boiler"]
    heat = plant.operation.captured_t * plant.dac.heat_kwh_per_t / 1000.0
    np.testing.assert_allclose(system.flows.fuel_mwh_lhv, heat / 0.97 / 0.90, rtol=1e-12)
    electricity = system.flows.dac_electricity_mwh + system.flows.compression_electricity_mwh
    x = (electricity * plant.cases.grid_kg_per_mwh + 237.0 * system.flows.fuel_mwh_lhv) / 1000.0
    np.testing.assert_allclose(system.emissions.operational_t, x, rtol=1e-12)
    blank = np.isnan(system.lccc_gross_usd_per_t)
    assert [abbr for abbr, none in zip(STATES, blank, strict=True) if none] == ["DC"]
    # Only the cost is blank there: what it removes is known.
    assert np.all(np.isfinite(system.net_removal_t))


@pytest.mark.parametrize("scenario", HEADLINE)
def test_cold_periods_of_the_ambient_pump_use_the_boiler(scenario):
    """Specification, section 7: a period without feasible pump is served by the boiler."""
    plant = state_plant(scenario)
    flows = plant.baselines["ambient_heat_pump"].flows
    heat = plant.operation.captured_t * plant.dac.heat_kwh_per_t / 1000.0
    np.testing.assert_allclose(flows.delivered_mwh.sum(axis=1, keepdims=True), heat, rtol=1e-12)
    by_boiler = flows.delivered_mwh[:, 1] > 0.0
    np.testing.assert_allclose(
        flows.heat_electricity_mwh[:, 1], flows.delivered_mwh[:, 1] / 0.97 / 0.99, rtol=1e-12
    )
    assert np.all(flows.delivered_mwh[:, 0][by_boiler] == 0.0)
    # Carnot forbids more than this of any pump between ambient and the condenser.
    temp = plant.cases.temp_c[:, 0]
    pumped = flows.delivered_mwh[:, 0] > 0.0
    cop = flows.delivered_mwh[:, 0][pumped] / flows.heat_electricity_mwh[:, 0][pumped]
    assert np.all(cop < (388.15 / (115.0 - temp + 8.0))[pumped])
    assert np.all(cop > 1.0)


def test_a_narrow_stage_limit_sends_cold_months_to_the_boiler():
    """With a stage limit of 4.5 the pump reaches down to about 2 degC evaporating."""
    plant = state_plant(stage_pressure_ratio_max=4.5)
    flows = plant.baselines["ambient_heat_pump"].flows
    cold = (flows.delivered_mwh[:, 1] > 0.0) & (plant.operation.captured_t[:, 0] > 0.0)
    warm = (flows.delivered_mwh[:, 0] > 0.0) & (plant.operation.captured_t[:, 0] > 0.0)
    temp = plant.cases.temp_c[:, 0]
    assert cold.any() and warm.any()
    assert temp[cold].max() < temp[warm].min()
    assert np.all(flows.heat_source_capex_usd[:, 1, 0][cold.any(axis=1)] > 0.0)
    assert np.all(flows.heat_source_capex_usd[:, 1, 0][~cold.any(axis=1)] == 0.0)


def test_ambient_pump_algebra_where_it_runs():
    """Evaporator fans and defrost add 5 % to its electricity, investment is 1.2 times."""
    plain, fans = state_plant(ambient_fan_defrost_fraction=0.0), state_plant()
    one, other = (p.baselines["ambient_heat_pump"].flows for p in (plain, fans))
    np.testing.assert_allclose(
        other.heat_electricity_mwh[:, 0], 1.05 * one.heat_electricity_mwh[:, 0], rtol=1e-12
    )
    peak_kw = other.refrigerant_peak_kw[:, 0]
    usd = settings().economics.heat_pump_capex_usd_per_kw
    np.testing.assert_allclose(other.heat_source_capex_usd[:, 0], 1.2 * usd * peak_kw, rtol=1e-12)


def test_liquid_electric_check_value():
    """Okosun's fit as RESKit prints it, doi:10.1016/j.adapen.2025.100229: 1,841 kWh/t."""
    assert liquid_electric_kwh_per_t(20.0, 0.5) == pytest.approx(1841.0, abs=0.5)
    plant = state_plant()
    flows = plant.baselines["liquid_electric"].flows
    per_t = liquid_electric_kwh_per_t(plant.cases.temp_c, plant.cases.rel_humidity)
    np.testing.assert_allclose(
        flows.dac_electricity_mwh, plant.operation.captured_t * per_t / 1000.0, rtol=1e-12
    )


def test_liquid_gas_captures_its_own_combustion():
    """Keith et al. (2018), doi:10.1016/j.joule.2018.05.006: only upstream emissions remain."""
    plant = state_plant()
    system = plant.baselines["liquid_gas"]
    expected = 2.447 * 0.035 * plant.integrated.captured_t
    np.testing.assert_allclose(
        system.emissions.operational_t.sum(axis=(1, 2)), expected, rtol=1e-12
    )
    assert np.all(np.isnan(system.break_even_kg_per_mwh))


def test_process_baselines_have_no_cost():
    plant = state_plant()
    for name in ("liquid_electric", "liquid_gas"):
        assert np.all(np.isnan(plant.baselines[name].lccc_gross_usd_per_t))
        assert np.all(np.isfinite(plant.baselines[name].net_removal_t))
