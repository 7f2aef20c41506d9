"""The parameter table: complete rows, bounds that hold, refusals that help."""

from __future__ import annotations

import numpy as np
import pytest

from dacaidc_xl.errors import InputError
from dacaidc_xl.reference.parameters import (
    SERVER_CLASSES,
    Parameters,
    find_parameter,
    parameter_table,
)


def test_every_row_is_complete_and_its_default_inside_its_bounds():
    for name, row in parameter_table().items():
        assert row.description and row.source and row.unit and row.group, name
        assert row.standing in ("found", "memory", "choice", "computed"), name
        assert (row.low is None) == (row.high is None), name
        for value in (row.default, row.default_2030, row.low, row.high, row.low_2030):
            if value is not None:
                assert row.check(value) == value, name
        if row.low is not None and isinstance(row.default, float):
            assert row.low <= row.default <= row.high, name


def test_a_cost_is_in_2024_usd_whatever_its_row_states():
    """784 EUR of 2020 at 1.1422 USD/EUR and a deflator of 1.19028."""
    value = Parameters.of().usd2024("heat_pump_capex_eur_per_kw")
    assert float(value) == pytest.approx(784 * 1.1422 * 1.19028, rel=1e-4)


def test_the_2030_set_and_mix_can_be_chosen_apart():
    apart = Parameters.of("base", mix_set="2030")
    assert apart["energy_share_gpu_liquid"] == 0.55 and apart["dac_capex_usd_per_t_yr"] == 2500
    assert Parameters.of("2030")["dac_capex_usd_per_t_yr"] == 1200


def test_classes_come_in_one_order():
    shape = Parameters.of().by_class("return_temp_c")
    assert shape.shape == (1, len(SERVER_CLASSES), 1)
    assert shape.ravel().tolist() == [30, 35, 55, 50]


def test_an_array_is_checked_at_its_extremes_and_broadcasts():
    draws = np.array([0.1, 0.9]).reshape(2, 1, 1)
    run = Parameters.of(overrides={"return_temp_c_cpu_air": 25 + 10 * draws})
    assert run.by_class("return_temp_c").shape == (2, 4, 1)
    with pytest.raises(InputError):
        Parameters.of(overrides={"age_factor": 10 * draws})


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("recovery_fraction_cpu_air", 70, "Did you mean '0.7'"),
        ("recovery_fraction_cpu_air", -0.1, "from 0 to 1"),
        ("recovery_fraction_cpu_air", float("nan"), "from 0 to 1"),
        ("recovery_fraction_cpu_air", True, "from 0 to 1"),
        ("recovery_fraction_cpu_air", "", "from 0 to 1"),
        ("cooling_credit_enabled", 0.5, "1 (on) or 0 (off)"),
        ("vacuum_stage_count", 2.5, "whole number"),
        ("sorbent", "lewatit_young", "Did you mean 'lewatit_young2021'"),
        ("dac_model", "mechanist", "Did you mean 'mechanistic'"),
    ],
)
def test_a_wrong_value_is_refused_with_what_was_expected(name, value, said):
    with pytest.raises(InputError) as caught:
        find_parameter(name).check(value, "Parameters!B7")
    assert said in str(caught.value) and str(caught.value).startswith("Parameters!B7")


def test_changes_warnings_and_digest():
    run = Parameters.of(overrides={"sorbent_life_yr": 8, "plant_life_yr": 20})
    assert run.changed() == {"sorbent_life_yr": (1.5, 8.0)}
    assert "outside its uncertainty range 0.5 to 5" in run.range_warnings()[0]
    assert run.digest() != Parameters.of().digest() == Parameters.of().digest()
