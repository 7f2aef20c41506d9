"""What the studies say of their tables, counted by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from dacaidc_xl.reference.parameters import Parameters
from dacaidc_xl.studies.coverage import NOT_COVERED
from dacaidc_xl.studies.findings import findings
from dacaidc_xl.studies.label import NO_OPERATIONAL_EMISSIONS
from dacaidc_xl.studies.study import Study

VALUES = Parameters.of("base", {"reference_aidc_capacity_mw": 42.0})


def study(kind, **tables):
    frames = {name: pd.DataFrame(rows).assign(scenario="s") for name, rows in tables.items()}
    return Study(kind, ("s",), frames, {"s": VALUES})


def county(name, net, ratio, note="", cost=600.0):
    return {
        "county": name,
        "reference_net_removal_t_per_yr": net,
        "removal_ratio": ratio,
        "ratio_note": note,
        "lccc_gross_usd_per_t": cost,
        "captured_t_per_yr": np.nan,
    }


def test_counties_count_the_plant_alone_and_only_ratios_that_exist():
    said = findings(
        study(
            "counties",
            counties=[
                county("A", 10.0, 0.5),
                county("B", -1.0, 1.5),
                county("C", 5.0, np.nan, NO_OPERATIONAL_EMISSIONS),
                county("D", np.nan, np.nan, NOT_COVERED),
            ],
        )
    )
    assert "a data center with 42 MW of installed IT" in said[0]
    assert "more than it emits itself in 2 of 3 counties" in said[0]
    assert "the data center's own emissions not counted" in said[0]
    assert "a removal ratio above 1, in 2 of 3." in said[0]
    assert "600 to 600 USD in four of five of the 4 counties" in said[0]


def hour(state, before, after, cost=10.0):
    return {
        "state": state,
        "captured_difference_pct": -5.0,
        "monthly_net_removal_t_per_yr": before,
        "hourly_net_removal_t_per_yr": after,
        "difference_net_removal_t_per_yr": after - before,
        "difference_lccc_gross_usd_per_t": 20.0,
        "difference_lccc_net_usd_per_t": cost,
    }


def gain(state, always, ruled, captured=(1000.0, 900.0)):
    return {
        "state": state,
        "always_net_removal_t_per_yr": always,
        "ruled_net_removal_t_per_yr": ruled,
        "gain_net_removal_t_per_yr": ruled - always,
        "always_captured_t_per_yr": captured[0],
        "ruled_captured_t_per_yr": captured[1],
        "gain_running_hours": -50.0,
    }


def test_hours_say_the_net_figures_and_their_changes_of_sign():
    rows = [
        hour("A", 5000.0, 3000.0),
        hour("B", 1000.0, -3000.0, np.nan),
        hour("C", -1000.0, 0.5, 90.0),
        hour("D", np.nan, np.nan, np.nan),
    ]
    said = findings(study("hourly", hourly=rows))
    assert "-2.0 kt/yr in the median and -4.0 kt/yr in the worst of the 3 places" in said[1]
    assert "from above zero by months to below by hours in 1, the other way in 1" in said[1]
    assert "+50 USD/t in the median and +90 USD/t in the worst of the 2 places" in said[1]


def test_the_rule_is_told_apart_where_the_plant_emits_more_than_it_removes():
    rules = [
        gain("A", 1000.0, 1000.0, (1000.0, 1000.0)),
        gain("B", 1000.0, 1200.0),
        gain("C", -3000.0, -100.0, (1000.0, 100.0)),
        gain("D", np.nan, np.nan),
    ]
    said = findings(study("hourly", hourly=[hour("A", 1.0, 1.0)], run_rule=rules))[-1]
    assert "in 1 of the 2 places that remove more than they emit" in said
    assert "200 t/yr where it gains most" in said
    assert "in 1 of the 1 places that do not" in said
    assert "gives up 1.0 kt/yr of captured CO2 (33.3%)" in said
    assert "change by -50 in the median place" in said


def test_options_are_told_with_the_sign_of_their_gain():
    options = [
        {
            "plain_captured_t_per_yr": 200.0,
            "gain_captured_t_per_yr": -20.0,
            "gain_net_removal_t_per_yr": -15_000.0,
        }
    ]
    said = findings(study("hourly", hourly=[hour("A", 1.0, 1.0)], options=options))[-1]
    assert "change captured by -10.0 % in all places together" in said
    assert "-15.0 kt/yr in the median" in said


@pytest.mark.parametrize(
    ("costs", "words"),
    [
        ([100.0, 300.0, np.nan], "median of 200 USD/t net over the 2 where that cost exists"),
        ([np.nan] * 3, "a cost of net removal in none"),
    ],
)
def test_lives_say_where_their_cost_exists(costs, words):
    rows = [
        {
            "first_year": 2030,
            "last_year": 2049,
            "ratio_above_1_from": 2030,
            "lifetime_net_removal_t": 1e6,
            "lifetime_lccc_net_usd_per_t": cost,
        }
        for cost in costs
    ]
    (said,) = findings(study("pathway", pathway_life=rows))
    assert words in said
    assert "a data center with 42 MW of installed IT" in said
