"""Annual cost line by line, capital recovery, credits and the rules of blank ratios."""

from __future__ import annotations

import numpy as np
import pytest

from dacaidc_xl.model import economics
from dacaidc_xl.model.economics import COST_LINES, capital_recovery_factor
from tests.model.support import HEADLINE, settings, state_plant

LINE = {name: index for index, name in enumerate(COST_LINES)}


@pytest.mark.parametrize(
    ("rate", "life_yr", "factor"),
    [
        (0.05, 20, 0.08024),
        (0.07, 20, 0.09439),
        (0.08, 20, 0.10185),
        (0.10, 20, 0.11746),
        (0.12, 20, 0.13388),
        (0.08, 25, 0.09368),
        (0.0, 20, 0.05),
    ],
)
def test_capital_recovery_factor(rate, life_yr, factor):
    """Parameters.md, section 2d, printed to five decimals."""
    assert capital_recovery_factor(rate, life_yr) == pytest.approx(factor, abs=5.01e-6)


def test_capital_recovery_repays_exactly():
    """Present value of the payments is the investment."""
    factor = float(capital_recovery_factor(0.08, 20))
    assert sum(factor / 1.08**year for year in range(1, 21)) == pytest.approx(1.0, rel=1e-13)


def test_45q_levelized_factor():
    """Specification, section 6: 12 years levelized over 20 at 8 % is x 0.768; per tonne stored."""
    s = settings().economics
    credit = economics.credit_45q_usd(np.array([1e5]), s)
    assert credit == pytest.approx(180.0 * 1e5 * 0.999 * 0.768, rel=1e-3)
    by_hand = (
        180.0 * 99_900.0 * sum(1.08**-y for y in range(1, 13)) / sum(1.08**-y for y in range(1, 21))
    )
    assert credit == pytest.approx(by_hand, rel=1e-12)


def test_45q_needs_a_thousand_tonnes():
    s = settings().economics
    np.testing.assert_array_equal(
        economics.credit_45q_usd(np.array([999.9, 1000.0]), s) > 0.0, [False, True]
    )


def test_45q_is_off_by_default_and_a_line_of_its_own():
    off, on = state_plant(), state_plant(credit_45q_enabled=1)
    assert np.all(off.integrated.cost_usd[..., LINE["credit_45q"]] == 0.0)
    saved = off.integrated.lccc_gross_usd_per_t - on.integrated.lccc_gross_usd_per_t
    np.testing.assert_allclose(saved, 180.0 * 0.999 * 0.7676, rtol=2e-4)


def test_scale_exponent():
    """Specific investment falls with scale^(0.85 - 1); at 100 kt/yr it is the base value."""
    s = settings().economics
    base = float(s.dac_capex_usd_per_t_yr)
    one = economics.dac_investment_usd(np.array(1e5), np.array(1e5), np.array(1.0), s)
    assert one == pytest.approx(2500.0 * 1e5, rel=1e-12) and base == 2500.0
    ten = economics.dac_investment_usd(np.array(1e6), np.array(1e6), np.array(1.0), s)
    assert ten / one == pytest.approx(10.0**0.85, rel=1e-12)
    flat = settings(dac_capex_scale_exponent=1.0).economics
    assert economics.dac_investment_usd(np.array(1e6), np.array(1e6), np.array(1.0), flat) == (
        pytest.approx(2500.0 * 1e6, rel=1e-12)
    )
    none = economics.dac_investment_usd(np.array(0.0), np.array(0.0), np.array(1.0), s)
    assert none == 0.0


def test_contactors_scale_with_inventory():
    """Specification, section 6: contactor_share 0.4 scales with inventory over design."""
    s = settings().economics
    half_more = economics.dac_investment_usd(np.array(1e5), np.array(1e5), np.array(1.5), s)
    assert half_more == pytest.approx(2500.0 * 1e5 * 1.2, rel=1e-12)


def test_lccc_blank_rules():
    """Specification, section 6: net is blank where not positive or under 10 % of captured."""
    s = settings().economics
    captured = np.array([100.0, 100.0, 100.0, 100.0, 0.0])
    net = np.array([80.0, 10.0, 9.99, -5.0, 0.0])
    gross, net_cost = economics.lccc_usd_per_t(np.full(5, 5e4), captured, net, s)
    np.testing.assert_allclose(gross[:4], 500.0)
    np.testing.assert_allclose(net_cost[:2], [625.0, 5000.0])
    assert np.all(np.isnan(net_cost[2:])) and np.isnan(gross[4])


def test_lines_of_one_state_by_hand():
    """Every line of the integrated system in plain Python from flows and sizing."""
    plant, case = state_plant(), 42
    flows, s = plant.integrated.flows, settings().economics
    crf = 0.08 / (1.0 - 1.08**-20)
    captured = float(flows.captured_t[case].sum())
    price = plant.cases.electricity_usd_per_mwh[case, 0]
    rate = float(plant.operation.sizing.design_rate_t_per_h[case, 0, 0])
    inventory = float(plant.operation.sizing.inventory_kg[case, 0, 0])
    nameplate = rate * 8760.0
    productivity = float(plant.dac.design_productivity_kg_per_kg_h)
    contactor = 0.6 + 0.4 * inventory / (rate * 1000.0 / productivity)
    capex = nameplate * 2500.0 * (nameplate / 1e5) ** -0.15 * contactor
    pump_kw = float(
        1000.0 * (flows.delivered_mwh / plant.operation.running_h)[case].max(axis=1).sum()
    )
    source_kw = float(
        1000.0 * (flows.recovered_mwh / plant.operation.running_h)[case].max(axis=1).sum()
    )
    stored = 0.999 * captured
    expected = {
        "dac_capex": crf * capex,
        "dac_fixed_om": 0.03 * capex,
        "sorbent": 15.0 * inventory / 1.5,
        "heat_source_capex": crf * float(s.heat_pump_capex_usd_per_kw) * pump_kw,
        "heat_source_fixed_om": 0.02 * float(s.heat_pump_capex_usd_per_kw) * pump_kw,
        "heat_recovery_capex": crf * 150.0 * source_kw,
        "electricity_heat": float((flows.heat_electricity_mwh[case] * price).sum()),
        "electricity_dac": float((flows.dac_electricity_mwh[case] * price).sum()),
        "electricity_compression": float((flows.compression_electricity_mwh[case] * price).sum()),
        "cooling_credit": -float((flows.credit_mwh[case] * price).sum()),
        "fuel": 0.0,
        "waste_heat": 0.0,
        "transport": 10.0 * stored,
        "storage": 12.0 * stored,
        "credit_45q": 0.0,
    }
    for name in COST_LINES:
        ours = float(plant.integrated.cost_usd[case, :, LINE[name]].sum())
        assert ours == pytest.approx(expected[name], rel=1e-10, abs=1e-9), name


@pytest.mark.parametrize("scenario", HEADLINE)
def test_cost_lines_sum_to_the_levelized_cost(scenario):
    """Cost lines, and contributions, sum to the total."""
    plant = state_plant(scenario)
    for system in (plant.integrated, plant.baselines["electric_boiler"]):
        total = system.cost_usd.sum(axis=(1, 2))
        np.testing.assert_allclose(
            system.lccc_gross_usd_per_t * system.captured_t, total, rtol=1e-12
        )
        known = np.isfinite(system.lccc_net_usd_per_t)
        np.testing.assert_allclose(
            (system.lccc_net_usd_per_t * system.net_removal_t)[known], total[known], rtol=1e-12
        )
        allowed = system.net_removal_t >= 0.1 * system.captured_t
        np.testing.assert_array_equal(known, allowed)


def test_costs_in_euro_arrive_in_2024_dollars():
    """784 EUR2020: 1.142 USD/EUR (2020) and GDP deflator 2020 to 2024 near 1.19; within 2 %."""
    assert float(settings().economics.heat_pump_capex_usd_per_kw) == pytest.approx(
        784.0 * 1.142 * 1.19, rel=0.02
    )


def test_waste_heat_price_is_paid_for_the_heat_taken():
    free, paid = state_plant(), state_plant(waste_heat_price_usd_per_mwh=20)
    taken = free.integrated.flows.recovered_mwh.sum(axis=(1, 2))
    more = paid.integrated.cost_usd.sum(axis=(1, 2)) - free.integrated.cost_usd.sum(axis=(1, 2))
    np.testing.assert_allclose(more, 20.0 * taken, rtol=1e-9)
    assert np.all(paid.baselines["electric_boiler"].cost_usd[..., LINE["waste_heat"]] == 0.0)
