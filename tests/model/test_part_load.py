"""Part load: the balance of the heat pump, the turndown, and what stays as at full load."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from dacaidc_xl.model.part_load import PartLoad, load_of, per_source_at
from dacaidc_xl.model.plant import evaluate
from tests.model.support import settings, state_cases, state_plant


def with_part_load(turndown, loss):
    given, chosen = state_cases()
    return evaluate(given, replace(chosen, part_load=PartLoad(turndown, loss)), baselines=())


@pytest.mark.parametrize("factor", [1.0, 0.95, 0.8])
def test_the_heat_balance_holds_at_part_load(factor):
    """Condenser heat = heat taken + shaft work, with the cycle's COP times the factor."""
    plant = state_plant()
    pump, s = plant.heat_pump, plant.settings.heat_pump
    delivered, electricity = per_source_at(pump, np.asarray(factor), s)
    condenser = delivered / (1.0 - s.heat_pump_heat_loss_fraction)
    shaft = electricity * s.drive_efficiency * (1.0 - s.heat_pump_pump_fraction)
    np.testing.assert_allclose(condenser, 1.0 + shaft, rtol=1e-13)
    np.testing.assert_allclose(condenser / shaft, factor * pump.cop_cycle, rtol=1e-13)
    np.testing.assert_allclose(delivered / electricity, factor * pump.cop, rtol=1e-13)


def test_a_share_of_carnot_keeps_its_own_balance():
    """With eta_carnot heat delivered = heat taken + electricity."""
    given, chosen = state_cases(heat_pump_configuration="eta_carnot")
    pump = evaluate(given, chosen, baselines=()).heat_pump
    delivered, electricity = per_source_at(pump, np.asarray(0.9), chosen.heat_pump)
    np.testing.assert_allclose(delivered - electricity, 1.0, rtol=1e-13)
    np.testing.assert_allclose(delivered / electricity, 0.9 * pump.cop, rtol=1e-13)


def test_no_loss_and_no_turndown_change_nothing():
    plain, same = state_plant(), with_part_load(np.asarray(0.0), np.asarray(0.0))
    np.testing.assert_allclose(
        same.integrated.net_removal_t, plain.integrated.net_removal_t, rtol=1e-12
    )
    np.testing.assert_allclose(
        same.integrated.lccc_gross_usd_per_t, plain.integrated.lccc_gross_usd_per_t, rtol=1e-12
    )


def test_a_lower_cop_delivers_the_same_heat_from_less_source_and_more_electricity():
    plain, low = state_plant(), with_part_load(np.asarray(0.0), np.asarray(0.2))
    below = load_of(plain.operation)[:, 0] < 0.999
    below &= plain.operation.captured_t[:, 0] > 0.0
    assert below.sum() > 50
    before, after = plain.integrated.flows, low.integrated.flows
    np.testing.assert_allclose(
        after.captured_t.sum(axis=1), before.captured_t.sum(axis=1), rtol=1e-12
    )
    np.testing.assert_allclose(
        after.delivered_mwh.sum(axis=1), before.delivered_mwh.sum(axis=1), rtol=1e-12
    )
    assert np.all(after.recovered_mwh.sum(axis=1)[below] < before.recovered_mwh.sum(axis=1)[below])
    ratio = after.heat_electricity_mwh.sum(axis=1) / before.heat_electricity_mwh.sum(axis=1)
    assert np.all(ratio[below] > 1.0)
    assert np.all(ratio[below] < 1.0 / 0.8)


def test_below_the_turndown_the_plant_stops():
    plain, stopped = state_plant(), with_part_load(np.asarray(0.97), np.asarray(0.0))
    load = load_of(plain.operation)
    low = (load > 0.0) & (load < 0.97)
    assert low.any()
    assert np.all(stopped.operation.captured_t[load < 0.97] == 0.0)
    np.testing.assert_array_equal(
        stopped.operation.captured_t[load >= 0.97], plain.operation.captured_t[load >= 0.97]
    )


def test_parameters_fill_the_settings():
    """The numbers come from the parameter table, under the names of the fields."""
    from dacaidc_xl.reference.parameters import Parameters
    from dacaidc_xl.studies.settings import fill

    part = fill(PartLoad, Parameters.of("base", {"turndown_fraction": 0.4}))
    assert float(part.turndown_fraction) == 0.4
    assert float(part.part_load_cop_loss_fraction) == 0.1
    assert settings().part_load is None
