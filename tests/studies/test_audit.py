"""The tables of the audit: what they hold is what the other tables say, step by step."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from dacaidc_xl.model.economics import COST_LINES
from dacaidc_xl.reference.parameters import SERVER_CLASSES, Parameters
from dacaidc_xl.studies import states
from dacaidc_xl.studies.inputs import StateInput

KEYS = ["scenario", "state"]
FOUR = ["VA", "TX", "WA", "DC"]


@pytest.fixture(scope="module")
def study():
    return states("all", states=FOUR)


def test_rows_stand_in_order_and_twelve_a_case(study):
    months, years, runs = (study[n] for n in ("audit", "audit_year", "audit_run"))
    cases = study["states"][KEYS].values.tolist()
    assert years[KEYS].values.tolist() == cases
    assert months[KEYS].values.tolist() == [case for case in cases for _ in range(12)]
    assert months["month"].tolist() == list(range(1, 13)) * len(cases)
    assert runs["scenario"].tolist() == list(study.scenarios)


@pytest.mark.parametrize(
    ("column", "of_states"),
    [
        ("captured_t_per_yr", "reference_captured_t_per_yr"),
        ("net_removal_t_per_yr", "reference_net_removal_t_per_yr"),
        ("indirect_t_per_yr", "reference_indirect_t_per_yr"),
        ("nameplate_t_per_yr", "reference_nameplate_t_per_yr"),
        ("facility_mwh_per_yr", "reference_facility_mwh_per_yr"),
        ("cost_usd_per_yr", "reference_cost_usd_per_yr"),
        ("removal_ratio", "removal_ratio"),
        ("removal_ratio_net", "removal_ratio_net"),
        ("captured_per_operational", "captured_per_operational"),
        ("lccc_gross_usd_per_t", "lccc_gross_usd_per_t"),
        ("lccc_net_usd_per_t", "lccc_net_usd_per_t"),
        ("annual_pue", "pue"),
        ("cop_gpu_liquid", "cop_gpu_liquid"),
    ],
)
def test_the_year_is_that_of_the_states(study, column, of_states):
    np.testing.assert_allclose(
        study["audit_year"][column], study["states"][of_states], rtol=1e-12, equal_nan=True
    )


@pytest.mark.parametrize(
    "column",
    ["temp_c", "wet_bulb_c", "grid_kg_per_mwh", "dac_heat_kwh_per_t", "dac_power_kwh_per_t",
     "compression_kwh_per_t", "potential_t_per_h", "captured_t", "operational_t", "indirect_t",
     "net_removal_t", "pue_cpu_air", "pue_immersion"],
)  # fmt: skip
def test_the_months_are_those_of_the_monthly_table(study, column):
    pd.testing.assert_series_equal(study["audit"][column], study["monthly"][column], rtol=1e-12)


def test_contributions_are_those_of_the_classes(study):
    classes = study["classes"].set_index([*KEYS, "contribution"])
    years = study["audit_year"].set_index(KEYS)
    for (scenario, state, name), row in classes.iterrows():
        for stem in ("captured", "indirect", "net_removal"):
            found = years.loc[(scenario, state), f"part_{stem}_t_per_yr_{name}"]
            assert found == pytest.approx(row[f"{stem}_t_per_yr"], rel=1e-12)


def test_months_sum_to_the_year_and_lines_to_the_cost(study):
    years = study["audit_year"].set_index(KEYS)
    months = study["audit"].groupby(KEYS, sort=False)
    for name in ("captured_t", "operational_t", "indirect_t", "net_removal_t"):
        np.testing.assert_allclose(months[name].sum(), years[f"{name}_per_yr"], rtol=1e-12)
    lines = years[[f"cost_{line}_usd_per_yr" for line in COST_LINES]].sum(axis=1)
    np.testing.assert_allclose(lines, years["cost_usd_per_yr"], rtol=1e-12)


def test_the_design_rate_is_the_quantile_candidate_that_is_least(study):
    least = study["audit"].groupby(KEYS, sort=False)["quantile_candidate_t_per_h"].min()
    np.testing.assert_array_equal(least, study["audit_year"]["design_rate_t_per_h"])


def test_the_run_holds_the_values_the_model_received():
    overrides = {"sorbent_life_yr": 3, "second_supply_share": 0.2, "second_supply_type": "nuclear"}
    run = states("2030", overrides, states=["VA"])["audit_run"].iloc[0]
    values = Parameters.of("2030", overrides)
    assert run["sorbent_life_yr"] == 3.0
    assert run["second_supply_intensity_kg_per_mwh"] == 12.0
    assert run["heat_pump_capex_usd_per_kw"] == values.usd2024("heat_pump_capex_eur_per_kw")
    assert run["rejection_gpu_liquid"] == "dry_cooler"
    shares = [run[f"energy_share_{name}"] for name in SERVER_CLASSES]
    assert shares == [0.2, 0.2, 0.55, 0.05]


def test_own_values_of_a_state_are_in_its_months():
    own = StateInput("p", "TX", {"grid_intensity_kg_per_mwh": (123.0,)})
    table = states(states=["TX", "VA"], local=[own])["audit"].set_index("state")
    np.testing.assert_allclose(
        np.average(table.loc["TX", "grid_kg_per_mwh"], weights=table.loc["TX", "hours"]), 123.0
    )


def test_a_state_that_the_grid_series_does_not_cover_is_no_row():
    tables = states("2030_lrmer", states=["AK", "TX"]).tables
    assert set(tables["audit"]["state"]) == set(tables["audit_year"]["state"]) == {"TX"}


def test_an_idle_month_is_blank_where_nothing_exists_and_zero_where_nothing_happens():
    table = states("base_2023", {"contactor_temp_min_c": 5}, states=["ND"])["audit"]
    idle = table[table["dac_operating"] == 0]
    assert len(idle) > 3
    assert idle[["dac_heat_kwh_per_t", "productivity_kg_per_kg_h"]].isna().all(axis=None)
    assert (idle[["captured_t", "dac_electricity_mwh", "potential_t_per_h"]] == 0).all(axis=None)
