"""The coupled plant: what must add up does, for all states and scenarios."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from dacaidc_xl.model.plant import evaluate
from dacaidc_xl.reference.loads import datacenter_load
from tests.model.support import HEADLINE, STATES, only, state_cases, state_plant

LIMIT = 1e-9
EVERY = [(scenario, by_load) for scenario in HEADLINE for by_load in (False, True)]


def worst(left, right):
    """Largest relative error of two arrays that should agree."""
    scale = np.maximum(np.maximum(np.abs(left), np.abs(right)), 1e-12)
    return float((np.abs(left - right) / scale).max())


@pytest.mark.parametrize(("scenario", "by_load"), EVERY)
def test_condenser_heat_is_evaporator_heat_and_shaft_work(scenario, by_load):
    """Q_cond = Q_evap + W, every state, class and month, motor and heat loss outside."""
    flows = state_plant(scenario, by_load).integrated.flows
    known = np.isfinite(flows.captured_t[:, :4])
    condenser = flows.delivered_mwh[:, :4][known] / 0.97
    shaft = flows.heat_electricity_mwh[:, :4][known] * 0.94 * 0.98
    assert worst(condenser, flows.recovered_mwh[:, :4][known] + shaft) < LIMIT


@pytest.mark.parametrize("scenario", HEADLINE)
def test_heat_in_is_recovered_and_rejected(scenario):
    """Heat of IT, hall losses and movers, less what is recovered, is what cooling still takes.

    Checked by the electricity of cooling: without recovery less credit is that of the rest.
    """
    plant = state_plant(scenario)
    center, flows = plant.data_center, plant.integrated.flows
    s = plant.settings.data_center
    heat_in = plant.it_mwh * (1.0 + 0.03 + 0.05 * (1.03 - s.liquid_share) + 0.015 * s.liquid_share)
    residual = plant.it_mwh * np.where(s.liquid_share > 0.0, 1.05 * (1.03 - s.liquid_share), 0.0)
    stream = plant.it_mwh * center.recovered_stream
    assert worst(heat_in, stream + residual) < LIMIT
    recovered = flows.recovered_mwh[:, :4]
    rejected = stream - recovered
    assert np.all(rejected >= 0.0)
    cooling = stream * center.credit_per_heat
    assert worst(rejected * center.credit_per_heat, cooling - flows.credit_mwh[:, :4]) < LIMIT
    # Recovered is never more than the heat pump can reach in the available hours.
    assert np.all(recovered <= 0.9 * plant.recoverable_mwh * (1.0 + 1e-12))


@pytest.mark.parametrize(("scenario", "by_load"), EVERY)
def test_sums_of_every_system_close(scenario, by_load):
    """Captured - indirect = net; contributions sum to the case; cost lines sum to the cost."""
    plant = state_plant(scenario, by_load)
    known = np.isfinite(plant.operation.captured_t).all(axis=(1, 2))
    for system in (plant.integrated, *plant.baselines.values()):
        e = system.emissions
        parts = e.operational_t + e.embodied_t + e.transport_leakage_t + e.refrigerant_t
        assert worst(parts[known], e.indirect_t[known]) < LIMIT
        net = system.captured_t - system.indirect_t
        assert worst(net[known], system.net_removal_t[known]) < LIMIT
        assert worst(e.net_removal_t.sum(axis=(1, 2))[known], system.net_removal_t[known]) < LIMIT
        by_contribution = system.flows.captured_t.sum(axis=1)
        assert worst(by_contribution[known], plant.operation.captured_t[known][:, 0]) < LIMIT
    flows = plant.integrated.flows
    heat = np.where(
        plant.operation.captured_t > 0.0,
        plant.operation.captured_t * plant.dac.heat_kwh_per_t / 1000.0,
        0.0,
    )[known]
    assert worst(flows.delivered_mwh.sum(axis=1, keepdims=True)[known], heat) < LIMIT


@pytest.mark.parametrize("scenario", HEADLINE)
def test_facility_energy_of_a_region_is_its_load_times_ai_share(scenario):
    """Specification, section 1: facility = load x ai_campus_share (0.42 in 2023, 0.75 in 2030)."""
    plant = state_plant(scenario, by_load=True)
    year, share = (2023, 0.42) if scenario == "base_2023" else (2030, 0.75)
    load = datacenter_load(year, "medium").mwh_per_yr * share
    known = np.isfinite(load)
    facility = plant.facility_mwh.sum(axis=(1, 2))
    assert worst(facility[known], load[known]) < LIMIT
    assert np.all(np.isnan(facility[~known]))


def test_a_load_of_zero_gives_zero_totals():
    """Specification, section 8: AK AR DE MS VT WV are reported as zero in 2023."""
    plant = state_plant("base_2023", by_load=True)
    zero = [STATES.index(abbr) for abbr in ("AK", "AR", "DE", "MS", "VT", "WV")]
    assert np.all(plant.facility_mwh[zero] == 0.0)
    for system in (plant.integrated, *plant.baselines.values()):
        assert np.all(system.captured_t[zero] == 0.0)
        assert np.all(system.net_removal_t[zero] == 0.0)
        assert np.all(np.isnan(system.lccc_gross_usd_per_t[zero]))
    assert np.all(np.isfinite(plant.annual_pue[zero]))


def test_site_of_100_mw_draws_55_mw():
    """Specification, section 1: 100 MW installed draws 55 MW with the 2023 mix, 57.7 with 2030."""
    drawn = state_plant().it_mwh.sum(axis=(1, 2)) / 8760.0
    np.testing.assert_allclose(drawn, 100.0 / (0.45 / 0.5 + 0.55 / 0.6), rtol=1e-12)
    assert drawn[0] == pytest.approx(55.0, abs=0.5)
    in_2030 = state_plant("2030").it_mwh.sum(axis=(1, 2)) / 8760.0
    np.testing.assert_allclose(in_2030, 100.0 / (0.2 / 0.5 + 0.8 / 0.6), rtol=1e-12)


def test_energy_mix_of_a_site_is_that_of_the_region():
    plant = state_plant()
    share = plant.it_mwh.sum(axis=2) / plant.it_mwh.sum(axis=(1, 2))[:, None]
    np.testing.assert_allclose(share, np.tile([0.45, 0.40, 0.15, 0.0], (51, 1)), atol=1e-15)
    by_load = state_plant("base_2023", by_load=True)
    total = by_load.it_mwh.sum(axis=(1, 2))
    loaded = np.nan_to_num(total) > 0.0
    np.testing.assert_allclose(
        by_load.it_mwh.sum(axis=2)[loaded] / total[loaded, None], share[loaded], atol=1e-14
    )


def test_two_half_sites_equal_one():
    """Everything extensive adds up; the cost scale is held, as two plants are smaller than one."""
    whole, s = state_cases()
    half, _ = state_cases(capacity_mw=50.0)
    scale = np.full((len(STATES), 1, 1), 1e5)
    one = evaluate(replace(whole, scale_t_per_yr=scale), s)
    two = evaluate(replace(half, scale_t_per_yr=scale), s)
    for a, b in (
        (one.integrated, two.integrated),
        (one.baselines["ambient_heat_pump"], two.baselines["ambient_heat_pump"]),
    ):
        np.testing.assert_allclose(a.captured_t, 2.0 * b.captured_t, rtol=1e-12)
        np.testing.assert_allclose(a.net_removal_t, 2.0 * b.net_removal_t, rtol=1e-9)
        np.testing.assert_allclose(a.cost_usd, 2.0 * b.cost_usd, rtol=1e-9, atol=1e-6)
        np.testing.assert_allclose(a.break_even_kg_per_mwh, b.break_even_kg_per_mwh, rtol=1e-9)
    np.testing.assert_allclose(one.annual_pue, two.annual_pue, rtol=1e-13)
    smaller = evaluate(half, s).integrated.lccc_gross_usd_per_t
    assert np.all(smaller > evaluate(whole, s).integrated.lccc_gross_usd_per_t)


@pytest.mark.parametrize("state", ["AK", "CA", "ND", "VA"])
def test_one_case_alone_equals_its_element(state):
    """No state may depend on who is evaluated beside it."""
    given, s = state_cases()
    index = STATES.index(state)
    alone, together = evaluate(only(given, index), s), state_plant()
    for name in ("captured_t", "net_removal_t", "lccc_gross_usd_per_t", "break_even_kg_per_mwh"):
        expected = getattr(together.integrated, name)[index]
        assert getattr(alone.integrated, name)[0] == pytest.approx(expected, rel=1e-12)
        for baseline in ("electric_boiler", "ambient_heat_pump", "gas_boiler"):
            assert getattr(alone.baselines[baseline], name)[0] == pytest.approx(
                getattr(together.baselines[baseline], name)[index], rel=1e-12
            )


def test_a_single_class_alone_contributes_all():
    given, s = state_cases()
    share = np.zeros((len(STATES), 4, 1))
    share[:, 2] = 1.0
    flows = evaluate(replace(given, class_share=share), s, ()).integrated.flows
    captured = flows.captured_t.sum(axis=2)
    assert np.all(captured[:, 2] > 0.0)
    np.testing.assert_array_equal(captured[:, [0, 1, 3, 4]], 0.0)


def test_contributions_follow_the_heat_each_class_delivers():
    """Specification, section 4: class by class in proportion to the heat actually used."""
    plant = state_plant()
    flows = plant.integrated.flows
    runs = plant.operation.captured_t[:, 0] > 0.0
    share = flows.delivered_mwh / np.where(runs, flows.delivered_mwh.sum(axis=1), 1.0)[:, None]
    np.testing.assert_allclose(
        flows.captured_t, share * plant.operation.captured_t, rtol=1e-12, atol=1e-9
    )
    np.testing.assert_allclose(
        flows.delivered_mwh[:, :4],
        plant.available_mw * plant.operation.use_share * plant.operation.running_h,
        rtol=1e-12,
    )
    assert np.all(flows.captured_t[:, 4] == 0.0)


@pytest.mark.parametrize("kind", ["electric", "gas"])
def test_backup_is_a_contribution_of_its_own_and_is_paid_for(kind):
    """Specification, section 4: its emissions join X, its cost stands beside the classes."""
    backed, plain = state_plant(backup_heat=kind), state_plant()
    flows = backed.integrated.flows
    assert flows.contributions[-1] == "backup"
    assert np.all(backed.integrated.captured_t >= plain.integrated.captured_t * (1.0 - 1e-12))
    rate = backed.operation.rate_t_per_h
    runs = backed.dac.operating
    design = np.broadcast_to(backed.operation.sizing.design_rate_t_per_h, rate.shape)
    np.testing.assert_allclose(rate[runs], design[runs], rtol=1e-12)
    has_backup = backed.operation.backup_heat_mw[:, 0].max(axis=1) > 0.0
    assert has_backup.any()
    cost = backed.integrated.cost_usd[:, 4].sum(axis=1)
    assert np.all(cost[has_backup] > 0.0) or kind == "gas"
    used = backed.operation.backup_heat_mw * backed.operation.running_h / 0.97
    if kind == "electric":
        np.testing.assert_allclose(flows.heat_electricity_mwh[:, 4:], used / 0.99, rtol=1e-12)
        assert np.all(flows.fuel_mwh_lhv == 0.0)
    else:
        np.testing.assert_allclose(flows.fuel_mwh_lhv[:, 4:], used / 0.90, rtol=1e-12)
    # The classes deliver all they can wherever the backup has to help.
    helped = backed.operation.backup_heat_mw > 0.0
    np.testing.assert_allclose(backed.operation.use_share[helped], 1.0, rtol=1e-12)


def test_annual_pue_is_facility_over_it():
    plant = state_plant()
    by_hand = plant.facility_mwh.sum(axis=(1, 2)) / plant.it_mwh.sum(axis=(1, 2))
    np.testing.assert_allclose(plant.annual_pue, by_hand, rtol=1e-13)


@pytest.mark.parametrize("scenario", HEADLINE)
def test_no_output_of_a_site_is_infinite_and_none_is_nan_without_reason(scenario):
    plant = state_plant(scenario)
    for system in (plant.integrated, *plant.baselines.values()):
        for name in ("captured_t", "indirect_t", "net_removal_t"):
            assert np.all(np.isfinite(getattr(system, name)))
        for name in ("lccc_gross_usd_per_t", "lccc_net_usd_per_t", "break_even_kg_per_mwh"):
            assert not np.any(np.isinf(getattr(system, name)))
    for value in (plant.water_saved_l, plant.datacenter_water_l, plant.dac_water_l):
        assert np.all(np.isfinite(value))


@pytest.mark.parametrize(
    "overrides",
    [
        {"dac_model": "fixed"},
        {"dac_model": "table", "dac_table": "sendi"},
        {"sorbent": "apdes_balasubramaniam2024", "desorption_temp_c": 95},
        {"heat_pump_configuration": "eta_carnot"},
        {"heat_pump_configuration": "single_stage"},
        {"working_fluid": "R600"},
    ],
    ids=lambda o: "-".join(map(str, o.values())),
)
def test_other_models_close_too(overrides):
    plant = state_plant(**overrides)
    flows = plant.integrated.flows
    assert np.all(plant.integrated.captured_t > 0.0)
    if overrides.get("heat_pump_configuration") == "eta_carnot":
        balance = flows.recovered_mwh + flows.heat_electricity_mwh
    else:
        balance = 0.97 * (flows.recovered_mwh + flows.heat_electricity_mwh * 0.94 * 0.98)
    assert worst(flows.delivered_mwh, balance) < LIMIT
    assert (
        worst(
            plant.integrated.captured_t - plant.integrated.indirect_t,
            plant.integrated.net_removal_t,
        )
        < LIMIT
    )
    if overrides.get("heat_pump_configuration") == "single_stage":
        np.testing.assert_array_equal(flows.captured_t[:, :2], 0.0)


def test_infeasible_design_is_zero_capture_and_blank_ratios():
    """Specification, section 0: infeasible gives zero capture and blank ratios, never nan."""
    plant = state_plant(desorption_temp_c=80, desorption_pressure_pa=50_000)
    assert np.all(plant.dac.idle_code == 4)
    for system in (plant.integrated, *plant.baselines.values()):
        assert np.all(system.captured_t == 0.0)
        assert np.all(system.net_removal_t == 0.0)
        assert np.all(np.isnan(system.lccc_gross_usd_per_t))
    assert np.all(np.isfinite(plant.annual_pue))


def test_infeasible_design_has_blank_removal_ratios():
    """Specification, section 0: infeasible gives zero capture and blank ratios."""
    ratios = state_plant(desorption_temp_c=80, desorption_pressure_pa=50_000).integrated.ratios
    for value in (ratios.removal_ratio, ratios.removal_ratio_net, ratios.captured_per_operational):
        assert np.all(np.isnan(value))
