"""Emissions, ratios and break-even: what must cross where, and what must be blank."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from dacaidc_xl.model.plant import evaluate
from tests.model.support import STATES, flat_grid, only, state_cases, state_plant

SYSTEMS = ("integrated", "electric_boiler", "ambient_heat_pump", "gas_boiler", "liquid_electric")


def system_of(plant, name):
    return plant.integrated if name == "integrated" else plant.baselines[name]


def on_flat(kg_per_mwh, baselines=(), **overrides):
    given, s = state_cases(**overrides)
    return evaluate(flat_grid(given, kg_per_mwh), s, baselines)


def crossing_kg_per_mwh(plant):
    """Flat intensity at which captured = A + X, all electricity that of the grid."""
    added = plant.integrated.flows.added_electricity_mwh.sum(axis=(1, 2))
    facility = plant.facility_mwh.sum(axis=(1, 2))
    return 1000.0 * plant.integrated.captured_t / (added + facility)


@pytest.mark.parametrize("state", ["AK", "AZ", "VA", "WV"])
def test_both_ratios_cross_1_at_the_same_flat_intensity(state):
    """Specification, section 5, for one flat intensity on all states."""
    crossings = crossing_kg_per_mwh(state_plant())
    index = STATES.index(state)
    ratios = on_flat(crossings[index]).integrated.ratios
    assert ratios.removal_ratio[index] == pytest.approx(1.0, abs=1e-12)
    assert ratios.removal_ratio_net[index] == pytest.approx(1.0, abs=1e-12)
    others = np.arange(len(STATES)) != index
    above = crossings[others] > crossings[index]
    assert above.any() or state == STATES[int(np.argmax(crossings))]
    np.testing.assert_array_equal(ratios.removal_ratio[others] > 1.0, above)
    np.testing.assert_array_equal(ratios.removal_ratio_net[others] > 1.0, above)


def test_ratios_by_hand():
    """Captured/(A + X), (captured - X)/A, captured/X on the annual sums of a real grid."""
    plant = state_plant()
    grid = plant.cases.grid_kg_per_mwh
    a = (plant.facility_mwh * grid).sum(axis=(1, 2)) / 1000.0
    x = (plant.integrated.flows.added_electricity_mwh * grid).sum(axis=(1, 2)) / 1000.0
    ratios = plant.integrated.ratios
    captured = plant.integrated.captured_t
    np.testing.assert_allclose(ratios.removal_ratio, captured / (a + x), rtol=1e-12)
    np.testing.assert_allclose(ratios.removal_ratio_net, (captured - x) / a, rtol=1e-12)
    np.testing.assert_allclose(ratios.captured_per_operational, captured / x, rtol=1e-12)


def test_account_by_hand():
    """X + embodied 45 kg/t + 0.1 % transport + refrigerant of 0.8 kg/kW x 3 % x GWP 3.88."""
    plant = state_plant()
    e, flows = plant.integrated.emissions, plant.integrated.flows
    captured = plant.integrated.captured_t
    np.testing.assert_allclose(e.embodied_t.sum(axis=(1, 2)), 0.045 * captured, rtol=1e-12)
    np.testing.assert_allclose(e.transport_leakage_t.sum(axis=(1, 2)), 1e-3 * captured, rtol=1e-12)
    leaked = flows.refrigerant_peak_kw.sum(axis=(1, 2)) * 0.8 * 0.03 * 3.88 / 1000.0
    np.testing.assert_allclose(e.refrigerant_t.sum(axis=(1, 2)), leaked, rtol=1e-12)
    standing = 0.046 * captured + leaked
    np.testing.assert_allclose(
        plant.integrated.indirect_t, e.operational_t.sum(axis=(1, 2)) + standing, rtol=1e-12
    )
    np.testing.assert_allclose(
        plant.integrated.net_removal_t, captured - plant.integrated.indirect_t, rtol=1e-12
    )


@pytest.mark.parametrize("name", SYSTEMS)
def test_net_removal_is_zero_at_the_break_even_intensity(name):
    """Specification, section 7: flat over the year, where net removal is zero; to 1e-9."""
    break_even = system_of(state_plant(), name).break_even_kg_per_mwh
    assert np.all(np.isfinite(break_even))
    wanted = () if name == "integrated" else (name,)
    system = system_of(on_flat(break_even, wanted), name)
    assert np.all(np.abs(system.net_removal_t) < 1e-9 * system.captured_t)


def test_net_removal_falls_with_grid_intensity():
    """Every added kWh counts, so net removal falls linearly, and strictly."""
    nets = np.array(
        [
            on_flat(g, ("electric_boiler",)).integrated.net_removal_t
            for g in (0.0, 250.0, 500.0, 1000.0)
        ]
    )
    assert np.all(np.diff(nets, axis=0) < 0.0)
    np.testing.assert_allclose(nets[0] - nets[1], nets[1] - nets[2], rtol=1e-9)
    np.testing.assert_allclose(2.0 * (nets[1] - nets[2]), nets[2] - nets[3], rtol=1e-9)


def test_negative_intensity_counts_as_zero_in_the_ratio_and_as_published_in_net_removal():
    """Specification, section 5; long-run marginal rates can be negative."""
    negative, zero = on_flat(-100.0), on_flat(0.0)
    assert np.all(negative.integrated.ratios.no_operational_emissions)
    assert np.all(np.isnan(negative.integrated.ratios.removal_ratio))
    assert np.all(np.isnan(negative.integrated.ratios.captured_per_operational))
    added = negative.integrated.flows.added_electricity_mwh.sum(axis=(1, 2))
    gained = negative.integrated.net_removal_t - zero.integrated.net_removal_t
    np.testing.assert_allclose(gained, 0.1 * added, rtol=1e-9)


def test_one_negative_month_counts_as_zero_in_the_ratio_only():
    given, s = state_cases()
    grid = given.grid_kg_per_mwh.copy()
    grid[:, :, 4] = -50.0
    month = evaluate(replace(given, grid_kg_per_mwh=grid), s, ())
    floor = evaluate(replace(given, grid_kg_per_mwh=np.maximum(grid, 0.0)), s, ())
    np.testing.assert_allclose(
        month.integrated.ratios.removal_ratio, floor.integrated.ratios.removal_ratio, rtol=1e-12
    )
    assert np.all(month.integrated.net_removal_t > floor.integrated.net_removal_t)


@pytest.mark.parametrize(("kg_per_mwh", "blank"), [(0.0, True), (0.5, True), (1.5, False)])
def test_hardly_any_emissions_leave_the_ratio_blank(kg_per_mwh, blank):
    """Specification, section 5: at or below 1 kg per MWh of facility electricity; WA in 2030."""
    given, s = state_cases("2030")
    washington = only(given, STATES.index("WA"))
    plant = evaluate(flat_grid(washington, kg_per_mwh), s, ())
    ratios = plant.integrated.ratios
    assert bool(ratios.no_operational_emissions[0]) is blank
    assert bool(np.isnan(ratios.removal_ratio[0])) is blank
    assert bool(np.isnan(ratios.removal_ratio_net[0])) is blank
    assert np.isfinite(plant.integrated.net_removal_t[0])


def test_second_supply_by_hand():
    """A share of the added electricity at 48 kg/MWh (solar); the data center stays on the grid."""
    own, plain = state_plant(second_supply_share=0.4), state_plant()
    grid = plain.cases.grid_kg_per_mwh
    for name in ("integrated", "electric_boiler"):
        one, other = system_of(own, name), system_of(plain, name)
        added = other.flows.added_electricity_mwh
        expected = (added * (0.6 * grid + 0.4 * 48.0)).sum(axis=(1, 2)) / 1000.0
        np.testing.assert_allclose(
            one.emissions.operational_t.sum(axis=(1, 2)), expected, rtol=1e-12
        )
        np.testing.assert_allclose(
            one.emissions.operational_location_t, other.emissions.operational_t, rtol=1e-12
        )
        np.testing.assert_allclose(
            one.emissions.net_removal_location_t,
            other.emissions.net_removal_t,
            rtol=1e-9,
            atol=1e-9,
        )
    a = (plain.facility_mwh * grid).sum(axis=(1, 2)) / 1000.0
    x = own.integrated.emissions.operational_t.sum(axis=(1, 2))
    np.testing.assert_allclose(
        own.integrated.ratios.removal_ratio, own.integrated.captured_t / (a + x), rtol=1e-12
    )


def test_break_even_with_second_supply():
    """Its own emissions stay, so the grid may be dirtier; again net removal is zero there."""
    break_even = state_plant(second_supply_share=0.4).integrated.break_even_kg_per_mwh
    assert np.all(break_even > state_plant().integrated.break_even_kg_per_mwh)
    there = on_flat(break_even, second_supply_share=0.4).integrated
    assert np.all(np.abs(there.net_removal_t) < 1e-9 * there.captured_t)
    assert np.all(np.isnan(state_plant(second_supply_share=1).integrated.break_even_kg_per_mwh))


def test_price_of_the_second_supply():
    """60 USD2024/MWh for solar on its share of all added electricity, credit included."""
    own, plain = state_plant(second_supply_share=0.4), state_plant()
    price = plain.cases.electricity_usd_per_mwh
    added = plain.integrated.flows.added_electricity_mwh
    solar = float(own.settings.economics.second_supply_price_usd_per_mwh)
    expected = (added * 0.4 * (solar - price)).sum(axis=(1, 2))
    more = own.integrated.cost_usd.sum(axis=(1, 2)) - plain.integrated.cost_usd.sum(axis=(1, 2))
    np.testing.assert_allclose(more, expected, rtol=1e-9)
