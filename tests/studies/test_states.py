"""The all-states study: stable tables, honest blanks, overrides, the same numbers twice."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from dacaidc_xl.errors import InputError
from dacaidc_xl.model import heat_pump
from dacaidc_xl.studies import sites, states
from dacaidc_xl.studies.inputs import RefusedPlace, SiteInput, StateInput


@pytest.fixture(scope="module")
def study():
    return states("all")


def test_every_state_and_month_is_there(study):
    assert len(study["states"]) == 3 * 51
    assert len(study["monthly"]) == 3 * 51 * 12
    assert set(study.tables) == {
        "states", "classes", "monthly", "compare", "costs", "checks", "counts", "flips",
        "mix_by_grid", "claims", "audit", "audit_year", "audit_run",
    }  # fmt: skip


def test_no_infinity_and_no_blank_without_a_reason(study):
    for name, table in study.tables.items():
        numbers = table.select_dtypes("number").to_numpy(dtype=float)
        assert not np.isinf(numbers).any(), name
    table = study["states"]
    blank = table["lccc_net_usd_per_t"].isna()
    assert (table.loc[blank, "lccc_note"] != "").all()
    assert (table.loc[~blank, "lccc_note"] == "").all()
    unreported = table["captured_t_per_yr"].isna()
    assert set(table.loc[unreported, "state"]) == {"DC"}
    assert set(table.loc[unreported, "load_note"]) == {"not reported"}


def test_a_zero_load_gives_zero_totals_and_intensive_figures(study):
    table = study["states"].set_index(["scenario", "state"])
    row = table.loc[("base_2023", "WV")]
    assert row["captured_t_per_yr"] == 0.0 and row["reference_captured_t_per_yr"] > 0.0
    assert "zero" in row["load_note"]


def test_washington_2030_has_no_operational_emissions(study):
    row = study["states"].set_index(["scenario", "state"]).loc[("2030", "WA")]
    assert np.isnan(row["removal_ratio"]) and row["ratio_note"].startswith("no operational")
    counts = study["counts"].set_index(["scenario", "count_of"])
    assert counts.loc[("2030", "of these without operational emissions"), "states"] == "WA"


def test_monthly_sums_are_the_year(study):
    monthly = study["monthly"].groupby(["scenario", "state"], sort=False)
    table = study["states"].set_index(["scenario", "state"])
    for month, year in (("captured_t", "captured"), ("net_removal_t", "net_removal")):
        np.testing.assert_allclose(
            monthly[month].sum(), table[f"reference_{year}_t_per_yr"], rtol=1e-12
        )


def test_classes_and_costs_sum_to_the_case(study):
    table = study["states"].set_index(["scenario", "state"])
    classes = study["classes"].groupby(["scenario", "state"], sort=False)
    np.testing.assert_allclose(
        classes["cost_usd_per_yr"].sum(), table["reference_cost_usd_per_yr"], rtol=1e-12
    )
    costs = study["costs"]
    lines = [c for c in costs if c.endswith("_usd_per_t") and c != "total_usd_per_t"]
    known = costs["total_usd_per_t"].notna()
    np.testing.assert_allclose(
        costs.loc[known, lines].sum(axis=1), costs.loc[known, "total_usd_per_t"], rtol=1e-12
    )


def test_dc_has_no_gas_price_and_so_no_gas_cost(study):
    row = (
        study["compare"]
        .set_index(["scenario", "state", "system"])
        .loc[("base_2023", "DC", "gas_boiler")]
    )
    assert np.isnan(row["lccc_gross_usd_per_t"]) and row["lccc_note"] == "cost not known here"


def test_alaska_and_hawaii_are_blank_on_the_marginal_grid():
    table = states("2030_lrmer", states=["AK", "HI", "TX"])["states"].set_index("state")
    assert table.loc[["AK", "HI"], "net_removal_t_per_yr"].isna().all()
    assert table.loc["AK", "lccc_note"] == "grid intensity not covered by this series"
    assert table.loc[["AK", "TX"], "captured_t_per_yr"].notna().all()
    assert np.isfinite(table.loc["TX", "net_removal_t_per_yr"])


def test_a_site_on_an_uncovered_grid_is_blank_and_one_with_its_own_is_not():
    """The marginal series has no value for Alaska: never counted as 0 kg/MWh."""
    own = {"grid_intensity_kg_per_mwh": (400.0,)}
    given = [
        SiteInput("a", "shipped", "AK", "2030_lrmer", 100.0),
        SiteInput("b", "own", "AK", "2030_lrmer", 100.0, local=own),
    ]
    study = sites(given)
    table = study["sites"].set_index("site")
    assert np.isnan(table.loc["shipped", "net_removal_t_per_yr"])
    assert table.loc["shipped", "captured_t_per_yr"] > 0.0
    assert table.loc["shipped", "lccc_note"] == "grid intensity not covered by this series"
    assert table.loc["own", "net_removal_t_per_yr"] < table.loc["own", "captured_t_per_yr"]
    monthly = study["monthly"].set_index("site")["net_removal_t"]
    assert monthly["shipped"].isna().all() and monthly["own"].notna().all()


def test_a_state_alone_has_the_numbers_it_has_among_all(study):
    alone = states("base_2023", states=["Texas"])["states"]
    among = study["states"].query("scenario == 'base_2023' and state == 'TX'")
    shared = [c for c in alone if c in among]
    pd.testing.assert_frame_equal(
        alone[shared], among[shared].reset_index(drop=True), check_dtype=False, rtol=1e-12
    )


def test_twelve_own_months_replace_the_shipped_ones_and_one_keeps_their_shape():
    shipped = states(states=["TX"])["monthly"]
    months = tuple(float(m) for m in range(100, 112))
    own = states(
        states=["TX"], local=[StateInput("p", "TX", {"grid_intensity_kg_per_mwh": months})]
    )
    assert own["monthly"]["grid_kg_per_mwh"].tolist() == list(months)
    mean = states(states=["TX"], local=[StateInput("p", "TX", {"temp_c": (25.0,)})])["monthly"]
    shift = mean["temp_c"] - shipped["temp_c"]
    assert np.ptp(shift) < 1e-9 and shift.iloc[0] > 0.0


def test_a_site_equals_the_reference_aidc_of_its_state(study):
    """Two ways in, one engine: 100 MW installed is what the reference AIDC is."""
    site = sites([SiteInput("p", "one", "CA", "2030", 100.0)])["sites"].iloc[0]
    state = study["states"].query("scenario == '2030' and state == 'CA'").iloc[0]
    assert site["captured_t_per_yr"] == pytest.approx(
        state["reference_captured_t_per_yr"], rel=1e-12
    )
    assert site["lccc_gross_usd_per_t"] == pytest.approx(state["lccc_gross_usd_per_t"], rel=1e-12)


def test_own_class_shares_are_used():
    given = [
        SiteInput("a", "liquid", "TX", "base_2023", 100.0, {"gpu_liquid": 1.0}),
        SiteInput("b", "air", "TX", "base_2023", 100.0, {"cpu_air": 1.0}),
    ]
    table = sites(given)["sites"].set_index("site")
    assert table.loc["liquid", "cop_mean"] > 3.0 > table.loc["air", "cop_mean"]


def test_refused_places_come_back_as_rows():
    study = sites([SiteInput("a", "good", "TX", "base_2023", 100.0)])
    error = InputError("Sites!D7", -5, "a capacity above 0 MW")
    table = study.with_refused([RefusedPlace("bad", (str(error),))], [error])["sites"]
    assert table["status"].tolist()[-1] == "refused" and "Sites!D7" in table["status_note"].iloc[-1]


def test_the_grid_and_not_the_mix_raises_the_ratio(study):
    """What the 2 x 2 table shows, stated so that a change of it is noticed."""
    table = study["mix_by_grid"].set_index(["grid", "mix"])["states_ratio_above_1"]
    by_grid = table[("2030_aeo", "2023 mix")] - table[("base_2023", "2023 mix")]
    by_mix = table[("base_2023", "2030 mix")] - table[("base_2023", "2023 mix")]
    assert by_grid > 5 * by_mix >= 0


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: states("base"), "base_2023"),
        (lambda: states(states=["Texsas"]), "Texas"),
        (lambda: states(parameters={"nothing": 1}), "parameter table"),
        (lambda: sites([]), "at least one"),
    ],
)
def test_what_is_unknown_is_refused(call, said):
    with pytest.raises(InputError, match=said):
        call()


def test_heat_pumps_reach_half_of_the_reversible_one(study):
    """COP_el at 0.4 to 0.6 of Carnot on process temperatures (Arpagaus et al. 2018)."""
    classes = study["classes"].dropna(subset=["cop"])
    assert classes["second_law_efficiency"].between(0.4, 0.6).all()
    liquid = classes[classes["contribution"] == "gpu_liquid"].iloc[0]
    # 55 degC cooled by 10 K, regeneration at 100 degC with 10 K above it on the hot loop.
    assert liquid["cop_carnot"] == pytest.approx((110.0 + 273.15) / (110.0 - 45.0), rel=1e-12)
    assert liquid["cop_lorenz"] == pytest.approx(
        heat_pump.lorenz_cop(55.0, 45.0, 105.0, 110.0), rel=1e-12
    )
    assert liquid["second_law_efficiency"] == liquid["cop"] / liquid["cop_carnot"]
