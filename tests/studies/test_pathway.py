"""The pathway study against single years of the states study and a sum by hand."""

from __future__ import annotations

import numpy as np
import pytest

from dacaidc_xl.errors import InputError
from dacaidc_xl.reference.grid import state_grid_intensity
from dacaidc_xl.studies import label, states
from dacaidc_xl.studies.grid_metrics import NEGATIVE
from dacaidc_xl.studies.pathway import AT_PRESENT_VALUE, discounted, pathway

STATES = ["TX", "WV", "AK"]


@pytest.fixture(scope="module")
def study():
    return pathway(2030, ["aeo2025_reference", "cambium2024_midcase"], states=STATES)


def test_every_year_of_the_life_is_there(study):
    table = study["pathway"]
    assert len(table) == 2 * 3 * 20
    assert sorted(set(table["year"])) == list(range(2030, 2050))
    assert len(study["pathway_life"]) == 2 * 3
    assert len(study["pathway_compare"]) == 2 * 3 * 4


@pytest.mark.parametrize(
    ("series", "scenario"),
    [("aeo2025_reference", "2030_aeo"), ("cambium2024_midcase", "2030")],
)
def test_the_first_year_is_that_of_the_states_study(study, series, scenario):
    """2030 on a projection is the scenario of 2030 on the same projection."""
    expected = states(scenario, states=STATES)["states"].set_index("state")
    table = study["pathway"].query("scenario == @series and year == 2030").set_index("state")
    for state in STATES:
        for column in ("captured_t_per_yr", "net_removal_t_per_yr"):
            assert table.loc[state, column] == pytest.approx(
                expected.loc[state, f"reference_{column}"], rel=1e-12
            )
        for column in ("removal_ratio", "lccc_net_usd_per_t", "grid_kg_per_mwh"):
            assert table.loc[state, column] == pytest.approx(
                expected.loc[state, column], rel=1e-12, nan_ok=True
            )


def test_the_grid_of_a_year_is_the_published_one(study):
    published = state_grid_intensity("cambium2024_midcase", 2041, "flat")
    index = [state for state in study["pathway"]["state"].unique()]
    table = study["pathway"].query("scenario == 'cambium2024_midcase' and year == 2041")
    from dacaidc_xl.reference.geography import state_index

    for state in index:
        row = table[table["state"] == state].iloc[0]
        value = published.annual_kg_per_mwh[state_index()[state]]
        assert row["grid_kg_per_mwh"] == pytest.approx(value, rel=1e-9)


def test_lifetime_figures_are_sums_over_the_years(study):
    """Tonnes add up as they are; cost and tonnes are discounted at 8 % each."""
    years = study["pathway"].query("scenario == 'aeo2025_reference' and state == 'TX'")
    life = study["pathway_life"].query("scenario == 'aeo2025_reference' and state == 'TX'").iloc[0]
    assert life["lifetime_net_removal_t"] == pytest.approx(years["net_removal_t_per_yr"].sum())
    factor = [1.08 ** -(year - 2029) for year in years["year"]]
    cost = (years["cost_usd_per_yr"] * factor).sum()
    assert life["lifetime_lccc_gross_usd_per_t"] == pytest.approx(
        cost / (years["captured_t_per_yr"] * factor).sum(), rel=1e-12
    )
    assert life["lifetime_lccc_net_usd_per_t"] == pytest.approx(
        cost / (years["net_removal_t_per_yr"] * factor).sum(), rel=1e-12
    )


def test_the_years_of_crossing(study):
    lives = study["pathway_life"].set_index(["scenario", "state"])
    for place, years in study["pathway"].groupby(["scenario", "state"]):
        life = lives.loc[place]
        above = years[(years["removal_ratio"] > 1.0) | years["ratio_note"].ne("")]["year"]
        first = above.min() if len(above) else np.nan
        assert life["ratio_above_1_from"] == pytest.approx(first, nan_ok=True)
    dirty = study["pathway_life"].query("scenario == 'aeo2025_reference' and state == 'WV'").iloc[0]
    assert np.isnan(dirty["ratio_above_1_from"])


def test_years_beyond_the_projection_hold_its_last_and_say_so():
    study = pathway(2045, "cambium2024_midcase", states=["TX"])
    table = study["pathway"].set_index("year")
    assert table.index.max() == 2064
    assert not table.loc[2050, "held_from_2050"]
    assert table.loc[2051, "held_from_2050"]
    assert table.loc[2064, "grid_kg_per_mwh"] == table.loc[2050, "grid_kg_per_mwh"]
    assert any("hold its value" in warning for warning in study.warnings)


def test_an_early_plant_is_built_with_the_values_of_its_time():
    early = pathway(2026, "cambium2024_midcase", states=["TX"])
    late = pathway(2030, "cambium2024_midcase", states=["TX"])
    assert early.parameters["cambium2024_midcase"].parameter_set == "base"
    assert late.parameters["cambium2024_midcase"].parameter_set == "2030"


def test_no_removal_over_the_life_is_said():
    """The standalone electric boiler on West Virginia's grid, and a plant of five years."""
    short = pathway(2025, "aeo2025_reference", {"plant_life_yr": 5}, states=["WV"])
    life = short["pathway_life"].iloc[0]
    assert life["lifetime_net_removal_t"] < 0.0
    assert np.isnan(life["lifetime_lccc_net_usd_per_t"])
    assert life["lccc_note"] == label.NO_NET_REMOVAL + AT_PRESENT_VALUE
    compare = short["pathway_compare"].set_index("system")
    blank = compare["lifetime_lccc_net_usd_per_t"].isna()
    assert (compare["lccc_note"].ne("") == blank).all()


def test_little_removal_over_the_life_is_another_reason_than_none():
    share = {"lccc_net_min_share": 0.99}
    life = pathway(2030, "cambium2024_midcase", share, states=["VT"])["pathway_life"].iloc[0]
    assert life["lifetime_net_removal_t"] > 0.0
    assert np.isnan(life["lifetime_lccc_net_usd_per_t"])
    assert life["lccc_note"] == label.LITTLE_NET_REMOVAL + AT_PRESENT_VALUE


def test_nothing_captured_over_the_life_is_said():
    cold = {"contactor_temp_min_c": 60.0}
    life = pathway(2030, "cambium2024_midcase", cold, states=["VT"])["pathway_life"].iloc[0]
    assert life["lccc_note"] == label.NOTHING_CAPTURED + AT_PRESENT_VALUE


def test_what_the_grid_measures_stands_beside_every_row(study):
    for table in ("pathway", "pathway_life", "pathway_compare"):
        metric = study[table].groupby("scenario")["grid_metric"].unique().str.join("; ")
        assert metric["aeo2025_reference"] == "average of generation, CO2e"
        assert metric["cambium2024_midcase"] == "average of load, CO2 from combustion"
        alaska = study[table].query("state == 'AK'")
        assert set(alaska["grid_quality"]) == {"assumed_constant"}
    assert sum("grid metrics differ" in warning for warning in study.warnings) == 1


def test_a_grid_below_zero_is_noted():
    made = pathway(2030, "cambium2023_decarb100by2035", states=["GA", "VT", "TX", "IA"])
    years = made["pathway"]
    below = years["grid_kg_per_mwh"] < 0.0
    assert 0 < below.sum() < len(years)
    assert (years["grid_note"].eq(NEGATIVE) == below).all()
    count = below.groupby(years["state"]).sum()
    for _, life in made["pathway_life"].iterrows():
        expected = f"in {count[life['state']]} years {NEGATIVE}" if count[life["state"]] else ""
        assert life["grid_note"] == expected


def test_a_life_of_half_a_year_is_refused():
    with pytest.raises(InputError, match="whole number of years"):
        pathway(2030, "cambium2024_midcase", {"plant_life_yr": 12.5}, states=["VT"])


def test_a_county_has_a_pathway_too():
    life = pathway(2030, "cambium2024_midcase", counties=["51107"])["pathway_life"].iloc[0]
    assert life["county"] == "Loudoun County, VA"
    assert life["lifetime_net_removal_t"] > 0.0


@pytest.mark.parametrize(
    ("year", "grid", "words"),
    [(2020, "all", "2025 to 2050"), (2030, "cambium", "one of"), (True, "all", "2025")],
)
def test_what_cannot_be_is_refused(year, grid, words):
    with pytest.raises(InputError, match=words):
        pathway(year, grid)


def test_discounting_is_that_of_the_textbook():
    years = np.array([[1.0, 2.0, 3.0]])
    expected = 1.0 / 1.05 + 2.0 / 1.05**2 + 3.0 / 1.05**3
    assert discounted(years, 0.05)[0] == pytest.approx(expected, rel=1e-14)
