"""Sampling and Sobol indices against what is known of them in closed form."""

from __future__ import annotations

import math

import numpy as np
import pytest

from dacaidc_xl.errors import InputError
from dacaidc_xl.reference.parameters import Parameters, parameter_table
from dacaidc_xl.studies.draw_statistics import mean_and_deviation, percentiles, share_of_draws
from dacaidc_xl.studies.draws import (
    METHODS,
    SCALE_CHOICES,
    Choice,
    Uncertain,
    check_draws,
    draws_of,
    uncertain_parameters,
    unit_sample,
)
from dacaidc_xl.studies.sobol_indices import (
    CONSTANT,
    FEW_GROUPS,
    independent_rows,
    saltelli,
    sobol_indices,
)

COUNT = 4096


@pytest.mark.parametrize("method", METHODS)
def test_the_same_seed_gives_the_same_numbers_and_another_seed_others(method):
    one, again, other = (unit_sample(method, 64, 3, seed) for seed in (7, 7, 8))
    assert np.array_equal(one, again)
    assert not np.array_equal(one, other)
    assert one.min() >= 0.0
    assert one.max() <= 1.0


def test_a_latin_hypercube_has_one_draw_in_each_interval():
    made = unit_sample("latin_hypercube", 100, 4, 1)
    assert np.array_equal(np.sort(np.floor(made * 100).astype(int), axis=0)[:, 2], np.arange(100))


def test_columns_are_independent():
    made = unit_sample("monte_carlo", 20_000, 2, 3)
    # Three standard errors of a correlation of 20,000 independent pairs.
    assert abs(np.corrcoef(made.T)[0, 1]) < 3.0 / math.sqrt(20_000)


@pytest.mark.parametrize(("low", "center", "high"), [(0.5, 1.5, 5.0), (0.0, 0.0, 2.0), (1, 4, 4)])
def test_moments_of_the_distributions(low, center, high):
    parameter = Uncertain("a", "-", low, center, high)
    unit = unit_sample("latin_hypercube", COUNT, 1, 1)[:, 0]
    triangular, uniform = (parameter.values(unit, d) for d in ("triangular", "uniform"))
    assert np.isclose(triangular.mean(), (low + center + high) / 3.0, rtol=1e-4)
    variance = (low**2 + center**2 + high**2 - low * center - low * high - center * high) / 18.0
    assert np.isclose(triangular.var(), variance, rtol=1e-3)
    assert np.isclose(uniform.mean(), (low + high) / 2.0, rtol=1e-4)
    assert np.isclose(uniform.var(), (high - low) ** 2 / 12.0, rtol=1e-3)
    for values in (triangular, uniform):
        assert values.min() >= low
        assert values.max() <= high


def test_each_option_is_as_likely():
    unit = unit_sample("latin_hypercube", 300, 1, 1)[:, 0]
    made = draws_of(unit[:, None], [], [Choice("grid", ("a", "b", "c"))], "uniform")
    assert np.bincount(made.grid).tolist() == [100, 100, 100]
    assert made.grids == ("a", "b", "c")
    assert made.sorbents == ()
    assert not made.sorbent.any()


def test_every_parameter_with_a_range_is_drawn_but_those_of_hours_and_those_set():
    found, warnings = uncertain_parameters(Parameters.of("base", {"sorbent_life_yr": 3.0}))
    names = {u.name for u in found}
    ranged = {
        r.name
        for r in parameter_table().values()
        if r.low is not None and r.low < r.high and r.group != "hours"
    }
    assert names == ranged - {"sorbent_life_yr", *SCALE_CHOICES}
    assert warnings == ()
    assert all(u.low <= u.center <= u.high for u in found)


def test_ranges_follow_the_set_and_a_blank_value_the_sorbent():
    found, _ = uncertain_parameters(Parameters.of("2030"))
    by_name = {u.name: u for u in found}
    assert (by_name["ai_campus_share"].low, by_name["ai_campus_share"].high) == (0.5, 0.9)
    assert by_name["co2_desorption_heat_kj_per_mol"].center == 70.0


def test_a_value_outside_the_range_moves_to_its_end_and_says_so():
    parameters = Parameters.of("base", {"sorbent_life_yr": 9.0})
    found, warnings = uncertain_parameters(parameters, ["sorbent_life_yr"])
    assert found[0].center == found[0].high == 5.0
    assert "sorbent_life_yr = 9" in warnings[0]


@pytest.mark.parametrize(
    ("name", "nearest"),
    [("turndown_fraction", None), ("sorbent", None), ("sorbent_live_yr", "sorbent_life_yr")],
)
def test_a_name_that_cannot_be_drawn_is_refused(name, nearest):
    with pytest.raises(InputError) as caught:
        uncertain_parameters(Parameters.of(), [name])
    if nearest:
        assert caught.value.nearest == nearest


@pytest.mark.parametrize(("method", "count"), [("sobol", 1000), ("monte_carlo", 1), ("sobl", 8)])
def test_wrong_methods_and_counts_are_refused(method, count):
    with pytest.raises(InputError):
        check_draws(method, count)


def test_an_unknown_distribution_is_refused():
    with pytest.raises(InputError) as caught:
        draws_of(np.zeros((2, 1)), [Uncertain("a", "-", 0, 1, 2)], [], "triangel")
    assert caught.value.nearest == "triangular"


def test_indices_of_the_ishigami_function():
    # Ishigami and Homma 1990: indices in closed form.
    a, b = 7.0, 0.1
    angles = [Uncertain(f"x{i}", "-", -math.pi, 0.0, math.pi) for i in range(3)]
    made = draws_of(unit_sample("sobol", COUNT, 3, 1), angles, [], "uniform").values
    y = np.sin(made["x0"]) + a * np.sin(made["x1"]) ** 2 + b * made["x2"] ** 4 * np.sin(made["x0"])
    found = sobol_indices(y, 3, seed=1)
    total = a**2 / 8 + b * math.pi**4 / 5 + b**2 * math.pi**8 / 18 + 0.5
    first = np.array([0.5 * (1 + b * math.pi**4 / 5) ** 2, a**2 / 8, 0.0]) / total
    mixed = 8 * b**2 * math.pi**8 / 225 / total
    assert np.allclose(found.first_order, first, atol=0.02)
    assert np.allclose(found.total, np.add(first, [mixed, 0.0, mixed]), atol=0.02)
    assert np.all(np.abs(found.first_order - first) < 2.0 * found.first_order_confidence)
    assert found.groups == COUNT


def test_a_linear_function_has_the_variances_of_its_terms():
    made = saltelli(4, 2048, seed=2)
    weights = np.array([4.0, 2.0, 1.0, 0.0])
    found = sobol_indices(made @ weights, 4, seed=1)
    assert np.allclose(found.first_order, weights**2 / (weights**2).sum(), atol=0.01)
    assert np.allclose(found.total, weights**2 / (weights**2).sum(), atol=0.01)


def test_groups_without_finite_values_are_left_out_and_counted():
    made = saltelli(2, 512, seed=1)
    y = made @ np.array([2.0, 1.0])
    y[5], y[40] = np.nan, np.inf
    found = sobol_indices(y, 2, seed=1)
    assert (found.groups, found.groups_left_out, found.note) == (510, 2, "")
    assert np.allclose(found.first_order, [0.8, 0.2], atol=0.03)
    y[: len(y) // 2 + 8] = np.nan
    assert sobol_indices(y, 2, seed=1).note == FEW_GROUPS
    assert sobol_indices(np.full(made.shape[0], 3.0), 2, seed=1).note == CONSTANT


def test_independent_rows_are_two_samples_of_the_base():
    made = saltelli(3, 64, seed=1)
    rows = independent_rows(3, len(made))
    assert rows.sum() == 128
    # Each column of the two matrices is spread evenly: that is what a Sobol sequence is for.
    first, second = made[rows][::2], made[rows][1::2]
    for matrix in (first, second):
        assert np.array_equal(
            np.sort(np.floor(matrix * 64).astype(int), axis=0)[:, 0], np.arange(64)
        )


def test_percentiles_are_draws_and_know_infinity():
    values = np.array([[v] for v in (4.0, 1.0, np.inf, 3.0, 2.0, np.nan)])
    assert percentiles(values, (20, 50, 81)).ravel().tolist() == [1.0, 3.0, np.inf]
    mean, deviation = mean_and_deviation(values)
    assert np.isnan(mean[0])
    assert np.isnan(deviation[0])
    assert share_of_draws(values > 2.5, values)[0] == 0.6


def test_moments_of_draws_are_those_of_numpy():
    values = np.random.default_rng(1).normal(size=(50, 3))
    mean, deviation = mean_and_deviation(values)
    assert np.allclose(mean, values.mean(axis=0), rtol=1e-14)
    assert np.allclose(deviation, values.std(axis=0, ddof=1), rtol=1e-14)
