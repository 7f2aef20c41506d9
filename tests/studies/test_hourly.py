"""The hourly study: where hours say what months say, and where they cannot."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from dacaidc_xl.model import dac
from dacaidc_xl.reference.hourly_weather import RULE
from dacaidc_xl.reference.parameters import Parameters, parameter_table
from dacaidc_xl.reference.scenarios import find_scenario
from dacaidc_xl.studies import label
from dacaidc_xl.studies.cases import surroundings
from dacaidc_xl.studies.hourly import COMPARED, GAINS, hourly, notes, scenario_hours
from dacaidc_xl.studies.hours import (
    DEFAULT_PROFILE,
    HourOptions,
    grid_profile_of,
    in_hours,
    own_months,
)
from dacaidc_xl.studies.reference_aidc import reference_plant
from dacaidc_xl.studies.states import state_keys

STATE = "AZ"
CONSTANT = {
    "temp_c": (12.0,),
    "rel_humidity_pct": (60.0,),
    "pressure_pa": (95_000.0,),
    "grid_intensity_kg_per_mwh": (350.0,),
    "electricity_price_usd_per_mwh": (70.0,),
}
ALL_OPTIONS = HourOptions(daily_load=True, part_load=True, run_rule=True)


def months_of(local, abbr=STATE, **overrides):
    scenario = find_scenario("base_2023")
    parameters = Parameters.of("base", overrides)
    return scenario, parameters, surroundings(scenario, parameters, [abbr], [local])


@pytest.fixture(scope="module")
def arizona():
    return hourly("base_2023", states=[STATE])


def test_hours_that_are_all_alike_give_what_the_months_give():
    """Twelve equal months and 8,760 equal hours are the same year."""
    flat = {name: (value[0],) * 12 for name, value in CONSTANT.items()}
    scenario, parameters, months = months_of(flat)
    series = {
        "temp_c": np.full(8760, 12.0),
        "rel_humidity": np.full(8760, 0.6),
        "pressure_pa": np.full(8760, 95_000.0),
        "grid_kg_per_mwh": np.full(8760, 350.0),
        "electricity_usd_per_mwh": np.full(8760, 70.0),
    }
    options = HourOptions(series=series)
    keys = state_keys("base_2023", [STATE])
    tables, *_ = scenario_hours(scenario, parameters, months, keys, "state", options)
    row = tables["hourly"].iloc[0]
    for name in COMPARED:
        assert row[f"hourly_{name}"] == pytest.approx(row[f"monthly_{name}"], rel=2e-4), name


def test_a_month_of_hours_has_the_mean_of_the_month():
    scenario, parameters, months = months_of({})
    hours = in_hours(months, scenario, parameters, HourOptions())
    ends = np.cumsum([744, 672, 744, 720, 744, 720, 744, 744, 720, 744, 720, 744])
    for name in ("temp_c", "rel_humidity", "pressure_pa", "grid_kg_per_mwh"):
        for month, end in enumerate(ends):
            start = 0 if month == 0 else ends[month - 1]
            mean = getattr(hours, name)[0, start:end].mean()
            assert mean == pytest.approx(getattr(months, name)[0, month], rel=1e-9)


def test_captured_is_the_sum_of_the_least_of_three(arizona):
    """Hour by hour: heat at hand over heat per tonne, design rate, sorbent x productivity."""
    scenario, parameters, months = months_of({})
    plant = reference_plant(months, parameters, ())
    hours = in_hours(months, scenario, parameters, HourOptions())
    air = dac.evaluate(
        plant.settings.process,
        hours.temp_c[0],
        hours.rel_humidity[0],
        hours.pressure_pa[0],
        plant.settings.tvsa,
        plant.settings.dac_power,
    )
    sizing = plant.operation.sizing
    # IT load is constant; the facility follows from it.
    recoverable = plant.recoverable_mwh[0, :, 0] / 744.0
    available = float((recoverable * plant.heat_pump.delivered_per_source[0, :, 0]).sum())
    total = 0.0
    for heat, productivity in zip(air.heat_kwh_per_t, air.productivity_kg_per_kg_h, strict=True):
        if np.isfinite(heat):
            potential = available * 1000.0 / heat
            held = float(sizing.inventory_kg[0, 0, 0]) * productivity / 1000.0
            total += 0.9 * min(potential, float(sizing.design_rate_t_per_h[0, 0, 0]), held)
    assert arizona["hourly"].loc[0, "hourly_captured_t_per_yr"] == pytest.approx(total, rel=1e-4)


def test_hours_capture_less_than_months(arizona):
    row = arizona["hourly"].iloc[0]
    assert -16.0 < row["captured_difference_pct"] < -8.0
    assert row["lccc_gross_difference_pct"] > 0.0


def test_months_of_hours_add_up_to_the_year(arizona):
    months, places = arizona["hourly_months"], arizona["hourly_places"].iloc[0]
    for month, year in (
        ("captured_t", "captured_t_per_yr"),
        ("net_removal_t", "net_removal_t_per_yr"),
        ("facility_mwh", "facility_mwh_per_yr"),
    ):
        assert months[month].sum() == pytest.approx(places[year], rel=1e-12)
    # The plant is available nine tenths of the time.
    assert months["running_hours"].max() == pytest.approx(0.9 * 744.0)
    assert places["running_hours"] == pytest.approx(months["running_hours"].sum())


def test_the_rule_gains_on_a_grid_that_swings():
    """North Dakota emits hardly less than it captures: the rule picks the clean hours."""
    study = hourly("base_2023", states=["ND"], options=HourOptions(run_rule=True))
    row = study["run_rule"].iloc[0]
    assert row["gain_net_removal_t_per_yr"] > 10_000.0
    assert row["ruled_captured_t_per_yr"] < row["always_captured_t_per_yr"]
    assert any("rule for when to run" in warning for warning in study.warnings)


def test_options_are_no_effect_of_time_resolution(arizona):
    """The table of hours and months is the same with all options; they have their own tables."""
    study = hourly("base_2023", states=[STATE], options=ALL_OPTIONS)
    pd.testing.assert_frame_equal(study["hourly"], arizona["hourly"])
    options, rule = study["options"].iloc[0], study["run_rule"].iloc[0]
    plain, full = arizona["hourly_places"].iloc[0], study["hourly_places"].iloc[0]
    for name in GAINS:
        assert options[f"plain_{name}"] == plain[name]
        assert rule[f"always_{name}"] == options[f"with_options_{name}"]
        assert rule[f"ruled_{name}"] == full[name]
        gain = options[f"with_options_{name}"] - options[f"plain_{name}"]
        assert options[f"gain_{name}"] == pytest.approx(gain)
    assert options["gain_captured_t_per_yr"] != 0.0
    assert rule["lccc_note"] == full["lccc_note"]


def test_own_hours_stand_beside_the_months_that_they_make():
    """A warmer year is no effect of time resolution; nor is a load of another season."""
    hour = np.arange(8760)
    day = np.cos(2.0 * np.pi * (hour % 24) / 24.0)
    series = {"temp_c": 20.0 + 8.0 * day, "grid_kg_per_mwh": 400.0 + 100.0 * day,
              "it_load": 1.0 + 0.5 * day + 0.2 * np.sin(2.0 * np.pi * hour / 8760.0)}  # fmt: skip
    _, parameters, shipped = months_of({})
    months = own_months(shipped, series)
    assert months.temp_c[0] == pytest.approx(12 * [20.0])
    # January: the mean weighted with the load, by hand.
    load, january = series["it_load"], slice(0, 744)
    expected = np.average(series["grid_kg_per_mwh"][january], weights=load[january])
    assert months.grid_kg_per_mwh[0, 0] == pytest.approx(expected)
    assert months.it_load_factor[0, 0] == pytest.approx(load[january].mean() / load.mean())
    study = hourly("base_2023", states=[STATE], options=HourOptions(series=series))
    row = study["hourly"].iloc[0]
    assert row["monthly_captured_t_per_yr"] == pytest.approx(
        label.place_table(reference_plant(months, parameters, ())).loc[0, "captured_t_per_yr"]
    )
    assert row["hourly_facility_mwh_per_yr"] == pytest.approx(
        row["monthly_facility_mwh_per_yr"], rel=0.02
    )
    told = [warning for warning in study.warnings if "own hourly series" in warning]
    assert len(told) == 1
    assert "monthly means, grid_kg_per_mwh weighted with the load" in told[0]
    assert not any("hourly shape of the grid" in warning for warning in study.warnings)


def test_what_own_hours_replace_is_not_told():
    weather = {name: np.ones(8760) for name in ("temp_c", "rel_humidity", "pressure_pa")}
    assert RULE not in notes(HourOptions(series=weather), ["2030"])
    assert RULE in notes(HourOptions(series={"temp_c": np.ones(8760)}), ["2030"])
    shaped = HourOptions(daily_load=True)
    assert any("daily shape" in note for note in notes(shaped, ["2030"]))
    own = replace(shaped, series={"it_load": np.ones(8760)})
    assert not any("daily shape" in note for note in notes(own, ["2030"]))


def test_a_marginal_grid_has_hours_of_its_own_metric():
    assert "lrmer" in grid_profile_of(find_scenario("2030_lrmer"))
    (told,) = (note for note in notes(HourOptions(), ["2030_lrmer"]) if "2030_lrmer" in note)
    assert "cambium_midcase_lrmer15_2025start_co2e, a mean day of each month" in told
    flat = replace(find_scenario("base_2023"), grid_profile="flat")
    assert grid_profile_of(flat) == DEFAULT_PROFILE


def test_an_own_grid_covers_a_state_that_the_series_does_not():
    series = {"grid_kg_per_mwh": np.full(8760, 300.0)}
    study = hourly("2030_lrmer", states=["AK"], options=HourOptions(series=series))
    row = study["hourly"].iloc[0]
    assert np.isfinite(row["hourly_net_removal_t_per_yr"])
    assert np.isfinite(row["monthly_net_removal_t_per_yr"])


def test_load_that_swings_keeps_its_mean():
    scenario, parameters, months = months_of({})
    load = in_hours(months, scenario, parameters, HourOptions(daily_load=True)).it_load_factor
    assert load.mean() == pytest.approx(1.0, abs=1e-12)
    assert (load.max(), load.min()) == pytest.approx((1.08, 0.92))
    assert int(load[0, :24].argmax()) == 15
    own = in_hours(months, scenario, parameters, HourOptions(series={"it_load": np.arange(8760.0)}))
    assert own.it_load_factor.mean() == pytest.approx(1.0)


@pytest.mark.parametrize(
    "name",
    [
        row.name
        for row in parameter_table().values()
        if row.group == "hours" and row.low is not None
    ],
)
def test_parameters_of_hours_move_the_hourly_result(name):
    # The plant is seldom below half its rate: only a load that swings widely takes it there.
    context = {"it_load_swing_fraction": 0.8} if name == "turndown_fraction" else {}

    def net(value):
        scenario, parameters, months = months_of({}, "ND", **{**context, name: value})
        keys = state_keys("base_2023", ["ND"])
        tables, *_ = scenario_hours(scenario, parameters, months, keys, "state", ALL_OPTIONS)
        return tables["hourly_places"].loc[0, "net_removal_t_per_yr"]

    row = parameter_table()[name]
    assert net(row.low) != net(row.high)


def test_the_cost_ceiling_stops_the_plant():
    scenario, parameters, months = months_of({}, run_cost_ceiling_usd_per_t=1.0)
    keys = state_keys("base_2023", [STATE])
    options = replace(HourOptions(), run_rule=True)
    tables, *_ = scenario_hours(scenario, parameters, months, keys, "state", options)
    assert tables["run_rule"].loc[0, "ruled_captured_t_per_yr"] == 0.0


def test_a_place_whose_grid_is_not_covered_is_blank_in_every_figure_of_the_grid():
    study = hourly("2030_lrmer", states=["AK", "TX"])
    alaska, texas = study["hourly"].iloc[0], study["hourly"].iloc[1]
    for column in ("hourly_net_removal_t_per_yr", "net_removal_difference_pct",
                   "indirect_difference_pct", "lccc_net_difference_pct"):  # fmt: skip
        assert np.isnan(alaska[column]), column
        assert np.isfinite(texas[column]) or "lccc" in column, column
    assert np.isfinite(alaska["captured_difference_pct"])


def test_every_hour_is_kept_where_it_is_asked_for():
    """The hours of the run with all options add up to its year; without the wish there are none."""
    options = HourOptions(run_rule=True, part_load=True, keep_hours=True)
    study = hourly("base_2023", states=["ND", "VA"], options=options)
    hours, places = study["hours"], study["hourly_places"].set_index("state")
    assert len(hours) == 2 * 8760
    assert hours["hour"].max() == 8760
    for state, own in hours.groupby("state"):
        for hour, year in (
            ("captured_t", "captured_t_per_yr"),
            ("net_removal_t", "net_removal_t_per_yr"),
            ("operational_t", "operational_t_per_yr"),
            ("facility_mwh", "facility_mwh_per_yr"),
        ):
            assert own[hour].sum() == pytest.approx(places.loc[state, year], rel=1e-9)
    assert "hours" not in hourly("base_2023", states=["VA"]).tables
