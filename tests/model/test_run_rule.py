"""The rule for when to run: against the model's own differences, and hour by hour."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from dacaidc_xl.model.dispatch import Sizing
from dacaidc_xl.model.plant import evaluate
from dacaidc_xl.model.run_rule import Marginal, RunRule, may_run, stay_down
from tests.model.support import flat_grid, state_cases, state_plant

ANY_COST = np.asarray(np.nan)
NO_DOWN = np.asarray(0.0)


def ruled(given, chosen, ceiling=ANY_COST):
    rule = RunRule(minimum_down_time_h=NO_DOWN, run_cost_ceiling_usd_per_t=ceiling)
    return evaluate(given, replace(chosen, run_rule=rule), baselines=())


def test_an_extra_tonne_is_the_difference_of_two_plants():
    """Emissions of an extra tonne: a plant 0.1 % larger, in the months in which size binds.

    At the grid intensity at which it captures and emits alike the rule changes its mind.
    """
    given, chosen = state_cases()
    small = state_plant().operation.sizing
    plants = [
        evaluate(
            replace(
                given,
                sizing=Sizing(0.5 * factor * small.design_rate_t_per_h, 10.0 * small.inventory_kg),
            ),
            chosen,
            baselines=(),
        )
        for factor in (1.0, 1.001)
    ]
    low, high = (plant.integrated for plant in plants)
    more = high.flows.captured_t.sum(axis=1) - low.flows.captured_t.sum(axis=1)
    added = (high.flows.added_electricity_mwh - low.flows.added_electricity_mwh).sum(axis=1)
    fixed = 0.0
    for name in ("embodied_t", "transport_leakage_t"):
        after, before = getattr(high.emissions, name), getattr(low.emissions, name)
        fixed = fixed + (after - before).sum(axis=1)
    bound = more > 0.0
    assert bound.sum() > 400
    even = np.where(bound, (more - fixed) * 1000.0 / np.where(bound, added, 1.0), np.nan)
    for share, runs in ((1.0 - 1e-6, True), (1.0 + 1e-6, False)):
        grid = np.where(bound, even * share, 0.0)[:, None, :]
        decided = ruled(replace(given, grid_kg_per_mwh=grid, sizing=small), chosen)
        captures = decided.operation.captured_t[:, 0] > 0.0
        assert np.all(captures[bound] == runs)


def test_a_clean_grid_never_stops_and_a_dirty_one_never_runs():
    given, chosen = state_cases()
    clean = ruled(flat_grid(given, 0.0), chosen)
    free = evaluate(flat_grid(given, 0.0), chosen, baselines=())
    np.testing.assert_array_equal(clean.operation.captured_t, free.operation.captured_t)
    assert not ruled(flat_grid(given, 3000.0), chosen).operation.captured_t.any()


def test_the_rule_gains_net_removal_and_keeps_the_size():
    given, chosen = state_cases()
    always, rule = state_plant(), ruled(given, chosen)
    gain = rule.integrated.net_removal_t - always.integrated.net_removal_t
    assert np.all(gain >= -1e-9 * np.abs(always.integrated.captured_t))
    assert (gain > 1.0).any()
    np.testing.assert_array_equal(
        rule.operation.sizing.design_rate_t_per_h, always.operation.sizing.design_rate_t_per_h
    )


def test_the_ceiling_is_on_what_an_extra_tonne_costs():
    """Electricity, transport and storage alone: a low ceiling stops the dear months."""
    given, chosen = state_cases()
    plant = state_plant()
    flows, electricity = plant.integrated.flows, given.electricity_usd_per_mwh[:, 0]
    captured = flows.captured_t.sum(axis=1)
    some = captured > 0.0
    paid = flows.added_electricity_mwh.sum(axis=1) * electricity
    e = chosen.economics
    stored = 1.0 - float(e.transport_loss_fraction)
    other = float(e.co2_transport_cost_usd_per_t + e.co2_storage_cost_usd_per_t) * stored
    cost = np.where(some, paid / np.where(some, captured, 1.0), np.nan) + other
    ceiling = np.nanmedian(cost)
    clean = flat_grid(given, 0.0)
    runs = ruled(clean, chosen, np.asarray(ceiling)).operation.captured_t[:, 0] > 0.0
    np.testing.assert_array_equal(runs[some], (cost < ceiling)[some])


@pytest.mark.parametrize("least_h", [0.0, 1.0, 4.0, 7.5])
def test_stops_last(least_h):
    """Every stop lasts as long as it must, and none longer than it needs to."""
    random = np.random.default_rng(7)
    wanted = random.random((5, 1, 400)) > 0.3
    worth = random.random((5, 1, 400)) > 0.5
    runs = stay_down(wanted, worth, np.ones((1, 1, 400)), np.asarray(least_h))
    for want, good, run in zip(wanted[:, 0], worth[:, 0], runs[:, 0], strict=True):
        off_since, expected = None, []
        for hour, wish in enumerate(want):
            if off_since is not None and wish and hour - off_since >= least_h:
                off_since = None
            elif off_since is None and not wish and good[hour]:
                off_since = hour
            expected.append(off_since is None)
        assert run.tolist() == expected


def test_air_that_idles_the_plant_is_no_stop():
    """An idle hour (nan) counts as wanted, so that no down time follows it."""
    emissions = np.array([[[100.0, np.nan, 100.0, 3000.0, 100.0, 100.0]]])
    extra = Marginal(emissions, emissions, emissions)
    rule = RunRule(minimum_down_time_h=np.asarray(2.0), run_cost_ceiling_usd_per_t=ANY_COST)
    runs = may_run(extra, np.ones((1, 1, 6)), rule)
    assert runs[0, 0].tolist() == [True, True, True, False, False, True]


def test_a_short_bad_spell_is_not_worth_a_long_stop():
    """One hour just above break-even among good ones: stopping would lose more than it saves."""
    emissions = np.array([[[100.0, 1100.0, 100.0, 100.0, 100.0, 100.0]]])
    extra = Marginal(emissions, emissions, emissions)
    for least_h, stops in ((1.0, True), (4.0, False)):
        rule = RunRule(np.asarray(least_h), ANY_COST)
        assert may_run(extra, np.ones((1, 1, 6)), rule)[0, 0, 1] != stops
