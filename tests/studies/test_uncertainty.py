"""The uncertainty study against single runs, and what it counts."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from dacaidc_xl.errors import InputError
from dacaidc_xl.maps.store import FOLDER_VARIABLE
from dacaidc_xl.reference.scenarios import find_scenario
from dacaidc_xl.studies.draw_figures import FIGURES
from dacaidc_xl.studies.draw_runs import run_draws
from dacaidc_xl.studies.draws import SCALE_CHOICES, Draws
from dacaidc_xl.studies.states import states
from dacaidc_xl.studies.tornado import MEDIAN
from dacaidc_xl.studies.uncertainty import uncertainty
from dacaidc_xl.studies.uncertainty_tables import OUTSIDE

STATES = ["VT", "TX", "WV"]
FREE = ["retrofit_share", "sorbent_price_usd_per_kg", "contactor_pressure_drop_pa"]
CYCLE = ["desorption_residual_fraction", "co2_desorption_heat_kj_per_mol", "adsorption_time_h"]
AFTER_CYCLE = [
    "desorption_time_h",
    "contactor_temp_min_c",
    "extra_thermal_mass_j_per_kg_k",
    "sensible_heat_recovery_fraction",
    "dac_heat_loss_factor",
    "vapor_heat_return_fraction",
    "co2_delivery_pressure_bar",
]
HEAT_PUMP = ["return_temp_c_gpu_air", "desorption_temp_c", "compressor_isentropic_efficiency"]


@pytest.fixture(scope="module", autouse=True)
def maps_of_this_run(tmp_path_factory):
    """Keep maps out of the user's folder."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(FOLDER_VARIABLE, str(tmp_path_factory.mktemp("maps")))
        yield


@pytest.fixture(scope="module")
def free():
    return uncertainty(states=STATES, draws=41, names=FREE, target_lccc_usd_per_t=1500.0, seed=3)


def figures_of_states(overrides, sorbent=None):
    given = dict(overrides) | ({"sorbent": sorbent} if sorbent else {})
    table = states("base_2023", given, STATES)["states"].set_index("state")
    return {
        f.name: table[f"reference_{f.name}" if "_t_per_yr" in f.name else f.name] for f in FIGURES
    }


def assert_same_draw(study, number, rtol):
    """One draw is the run of the states study with its values as overrides."""
    drawn = study["draws"].set_index("draw").loc[number]
    names = study["dimensions"]["name"]
    expected = figures_of_states({n: float(drawn[n]) for n in names if n != "sorbent"})
    results = study["draw_results"]
    got = results[results["draw"] == number].set_index("state")
    for figure in FIGURES:
        values = got.loc[STATES, figure.name].to_numpy()
        values = np.where(np.isfinite(values), values, np.nan)
        want = expected[figure.name][STATES].to_numpy()
        assert np.allclose(values, want, rtol=rtol, atol=0.0, equal_nan=True), figure.name


@pytest.mark.parametrize("number", [0, 17])
def test_a_draw_is_a_run_with_its_values(free, number):
    assert_same_draw(free, number, 1e-9)


@pytest.mark.parametrize("names", [CYCLE, AFTER_CYCLE, [*CYCLE, *AFTER_CYCLE]])
def test_a_draw_of_the_adsorption_cycle_is_a_run_with_its_values(names):
    assert_same_draw(uncertainty(states=STATES, draws=3, names=names), 1, 1e-9)


def test_a_draw_of_the_heat_pump_differs_by_its_map_only():
    # Maps hold the COP to 1e-6; the net removal of an emitter is a difference of large numbers.
    assert_same_draw(uncertainty(states=STATES, draws=3, names=HEAT_PUMP), 1, 1e-6)


def test_many_delivery_pressures_come_from_curves_to_their_accuracy():
    study = uncertainty(states=STATES, draws=60, names=["co2_delivery_pressure_bar"])
    assert_same_draw(study, 31, 1e-8)


def test_the_median_of_the_draws_is_the_run_at_the_median_of_one_parameter():
    name = "sorbent_price_usd_per_kg"
    study = uncertainty(states=STATES, draws=11, names=[name])
    middle = float(study["draws"][name].median())
    expected = figures_of_states({name: middle})["lccc_gross_usd_per_t"]
    table = study["uncertainty"]
    got = table[table["figure"] == "lccc_gross_usd_per_t"].set_index("state")["p50"]
    assert np.allclose(got[STATES], expected[STATES], rtol=1e-9, atol=0.0)


def test_the_statistics_are_those_of_the_draws(free):
    results = free["draw_results"]
    table = free["uncertainty"].set_index(["state", "figure"])
    texas = results[results["state"] == "TX"]
    row = table.loc[("TX", "net_removal_t_per_yr")]
    assert np.isclose(row["mean"], texas["net_removal_t_per_yr"].mean(), rtol=1e-12)
    assert np.isclose(row["sd"], texas["net_removal_t_per_yr"].std(), rtol=1e-12)
    assert row["p50"] == texas["net_removal_t_per_yr"].median()
    assert row["probability"] == (texas["net_removal_t_per_yr"] > 0.0).mean()
    cost = table.loc[("TX", "lccc_net_usd_per_t")]
    assert cost["probability"] == (texas["lccc_net_usd_per_t"] < 1500.0).mean()
    assert 0.0 < cost["probability"] < 1.0
    assert cost["probability_of"] == "below 1500 USD/t"
    median = results.groupby("draw")["captured_t_per_yr"].median()
    assert table.loc[(MEDIAN, "captured_t_per_yr"), "p50"] == median.median()
    assert (table["draws"] == 41).all()


def test_a_net_emitter_costs_infinitely_much_and_the_table_says_so(free):
    row = free["uncertainty"].set_index(["state", "figure"]).loc[("WV", "lccc_net_usd_per_t")]
    assert row[["mean", "sd", "p5", "p50", "p95"]].isna().all()
    assert row["probability"] == 0.0
    assert row["infinite_draws"] == 41
    assert "p5, p50, p95 infinite" in row["note"]


def test_centers_are_the_run_as_it_is(free):
    table = free["uncertainty"]
    expected = figures_of_states({})
    for figure in FIGURES:
        got = table[table["figure"] == figure.name].set_index("state")["at_center"][STATES]
        want = expected[figure.name][STATES].to_numpy()
        assert np.allclose(got, want, rtol=1e-9, atol=0.0, equal_nan=True)


@pytest.mark.parametrize("names", [FREE, [*FREE, *CYCLE[:2], *HEAT_PUMP]])
def test_the_size_of_the_blocks_changes_nothing(names):
    made = [
        uncertainty(states=["VT", "TX"], draws=23, names=names, block_class_months=size)
        for size in (1, 1000, 10**6)
    ]
    for other in made[1:]:
        for table in ("uncertainty", "draw_results"):
            pd.testing.assert_frame_equal(made[0][table], other[table], rtol=1e-12, atol=0.0)


def test_the_seed_makes_the_run(free):
    again = uncertainty(states=STATES, draws=41, names=FREE, target_lccc_usd_per_t=1500.0, seed=3)
    for name, table in free.tables.items():
        pd.testing.assert_frame_equal(table, again[name])
    other = uncertainty(states=STATES, draws=41, names=FREE, seed=4)
    assert not np.array_equal(free["draws"][FREE[0]], other["draws"][FREE[0]])
    assert free["run"].set_index("item").loc["seed", "value"] == "3"


def test_refused_draws_are_counted_and_left_out():
    # Ammonia is critical at 132.4 degC: a bed above 112.4 degC asks for too hot a condenser.
    study = uncertainty(
        states=["VT", "TX"],
        draws=60,
        names=["desorption_temp_c"],
        parameters={"working_fluid": "R717"},
        distribution="uniform",
    )
    hot = study["draws"]["desorption_temp_c"] + 15.0 > 132.4 - 5.0
    assert 5 < hot.sum() < 55
    assert np.array_equal(study["draws"]["status"] != "ok", hot)
    table = study["uncertainty"]
    assert (table["infeasible_draws"] == hot.sum()).all()
    (row,) = study["infeasible"].query("kind == 'refused'").to_dict("records")
    assert row["draws"] == hot.sum()
    assert "R717" in row["reason"]
    assert "at least 5 K below critical" in row["example"]
    results = study["draw_results"].set_index("draw")["pue"]
    assert results[hot.to_numpy().nonzero()[0]].isna().all()
    assert f"{hot.sum()} of 60 draws are infeasible" in study.warnings[0]


def test_draws_that_capture_nothing_are_counted_with_their_reason():
    # The lift from 37 to 115 degC takes a pressure ratio of about 7 in one stage.
    study = uncertainty(
        states=["VT", "TX"],
        draws=40,
        names=["stage_pressure_ratio_max"],
        parameters={
            "heat_pump_configuration": "single_stage",
            "energy_share_cpu_air": 0.0,
            "energy_share_gpu_air": 0.0,
            "energy_share_gpu_liquid": 1.0,
            "return_temp_c_gpu_liquid": 50.0,
        },
        distribution="uniform",
    )
    table = study["uncertainty"].set_index(["state", "figure"])
    results = study["draw_results"]
    nothing = results[results["captured_t_per_yr"] <= 0.0]
    assert 0 < len(nothing) < len(results)
    count = (nothing["state"] == "TX").sum()
    assert table.loc[("TX", "captured_t_per_yr"), "nothing_captured_draws"] == count
    (row,) = study["infeasible"].to_dict("records")
    assert (row["kind"], row["draws"], row["state_draws"]) == (
        "nothing captured",
        count,
        len(nothing),
    )
    assert "the pressure ratio of a stage is above its limit" in row["reason"]
    assert (nothing["removal_ratio"] == 0.0).all()
    assert np.isinf(nothing["lccc_gross_usd_per_t"]).all()


def test_sorbents_and_grids_are_drawn():
    sorbents = ["lewatit_young2021_arrhenius", "apdes_balasubramaniam2024", "lewatit_sabatino2021"]
    study = uncertainty(
        states=["VT", "AK"],
        draws=24,
        names=["sorbent_price_usd_per_kg"],
        sorbents=sorbents,
        grids=["base_2023", "2030_lrmer"],
    )
    drawn = study["draws"]
    results = study["draw_results"].merge(drawn[["draw", "sorbent", "grid", "status"]], on="draw")
    # A sorbent without a water isotherm cannot work in humid air.
    refused = drawn["sorbent"] == "lewatit_sabatino2021"
    assert np.array_equal(drawn["status"] != "ok", refused)
    (row,) = study["infeasible"].query("kind == 'refused'").to_dict("records")
    assert row["draws"] == refused.sum()
    assert "lewatit_sabatino2021" in row["reason"]
    # The marginal series does not cover Alaska: what rests on the grid is blank there.
    marginal = results[(results["grid"] == "2030_lrmer") & (results["status"] == "ok")]
    alaska, vermont = (marginal[marginal["state"] == s] for s in ("AK", "VT"))
    assert alaska["net_removal_t_per_yr"].isna().all()
    assert alaska["captured_t_per_yr"].notna().all()
    assert vermont["net_removal_t_per_yr"].notna().all()
    number = int(drawn.index[(drawn["sorbent"] == sorbents[1]) & (drawn["grid"] == "base_2023")][0])
    price = float(drawn.loc[number, "sorbent_price_usd_per_kg"])
    expected = figures_of_states({"sorbent_price_usd_per_kg": price}, sorbents[1])
    got = results[(results["draw"] == number) & (results["state"] == "VT")].iloc[0]
    for figure in FIGURES:
        assert np.isclose(got[figure.name], expected[figure.name]["VT"], rtol=1e-9)


def test_sobol_gives_indices_and_statistics_of_both_matrices():
    study = uncertainty(
        states=["VT", "WV"], draws=64, names=FREE, method="sobol", distribution="uniform"
    )
    assert len(study["draws"]) == 64 * (len(FREE) + 2)
    assert study["draws"]["independent"].sum() == 128
    assert (study["uncertainty"]["draws"] == 128).all()
    indices = study["indices"].set_index(["state", "figure", "dimension"]).sort_index()
    removal = indices.loc[("VT", "net_removal_t_per_yr")]
    # Net removal is nearly linear in the heat, and no price touches it.
    assert removal["total"].idxmax() == "retrofit_share"
    assert removal.loc["sorbent_price_usd_per_kg", "total"] == 0.0
    assert 0.95 < removal["total"].sum() < 1.2
    emitter = indices.loc[("WV", "lccc_net_usd_per_t")]
    assert emitter["first_order"].isna().all()
    assert (emitter["groups_left_out"] == 64).all()
    assert emitter["note"].str.contains("too few groups").all()


def test_by_default_what_moves_a_figure_is_drawn():
    study = uncertainty(states=["TX"], draws=2, distribution="uniform")
    names = set(study["dimensions"]["name"])
    assert {"sorbent_life_yr", "desorption_temp_c", "contactor_fan_efficiency"} <= names
    assert not names & {"ai_campus_share", "turndown_fraction", "fixed_heat_kwh_per_t"}
    efforts = study["dimensions"].set_index("name")["effort"]
    assert efforts["return_temp_c_gpu_air"] == "free"
    assert "adsorption cycle" in efforts["adsorption_time_h"]


def test_how_much_is_built_is_drawn_by_name_only():
    assert "retrofit_share" in SCALE_CHOICES
    study = uncertainty(states=["TX"], draws=2)
    assert "retrofit_share" not in set(study["dimensions"]["name"])
    assert "retrofit_share" not in set(study["tornado"]["parameter"])


def test_the_numbers_of_drawn_sorbents_are_their_own():
    sorbents = ["lewatit_young2021_arrhenius", "apdes_balasubramaniam2024"]
    own = {"co2_desorption_heat_kj_per_mol", "water_desorption_heat_kj_per_mol"}
    study = uncertainty(states=["TX"], draws=2, sorbents=sorbents)
    assert not own & set(study["dimensions"]["name"])
    named = uncertainty(states=["TX"], draws=2, sorbents=sorbents, names=sorted(own))
    assert own <= set(named["dimensions"]["name"])
    assert own <= set(uncertainty(states=["TX"], draws=2)["dimensions"]["name"])


def test_a_run_at_the_end_of_a_range_is_told():
    """All draws recover less than all halls do, so the run is beside them."""
    study = uncertainty(states=["VT"], draws=60, names=["retrofit_share", "sorbent_life_yr"])
    (told,) = (warning for warning in study.warnings if "one side" in warning)
    assert "end of the range of retrofit_share:" in told
    table = study["uncertainty"].query("state == 'VT'").set_index("figure")
    for name in ("captured_t_per_yr", "pue"):
        row = table.loc[name]
        outside = not row["p5"] <= row["at_center"] <= row["p95"]
        assert (OUTSIDE in row["note"]) == outside
    assert table.loc["captured_t_per_yr", "note"] == OUTSIDE


def test_published_plants_are_drawn_too():
    scenario = find_scenario("base_2023")
    none = np.zeros(2, dtype=np.int64)
    values = {"fixed_heat_kwh_per_t": np.array([1200.0, 2400.0])}
    made = run_draws(scenario, {"dac_model": "fixed"}, STATES, Draws(values, (), (), none, none))
    for number, heat in enumerate(values["fixed_heat_kwh_per_t"]):
        given = {"dac_model": "fixed", "fixed_heat_kwh_per_t": heat}
        expected = figures_of_states(given)["captured_t_per_yr"][STATES]
        assert np.allclose(made.figures["captured_t_per_yr"][number], expected, rtol=1e-9)


@pytest.mark.parametrize(
    "wrong",
    [
        {"scenario": "base_2032"},
        {"names": ["sorbent_live_yr"]},
        {"sorbents": ["lewatit"]},
        {"grids": ["2031"]},
        {"method": "sobol", "draws": 100},
        {"seed": -1},
        {"states": ["Texsa"]},
        {"distribution": "normal"},
    ],
)
def test_wrong_arguments_are_refused(wrong):
    with pytest.raises(InputError):
        uncertainty(**({"states": ["TX"], "draws": 4, "names": FREE} | wrong))
