"""The counties study against sites in the same air, and against the loads of the states."""

from __future__ import annotations

import numpy as np
import pytest

from dacaidc_xl.errors import InputError
from dacaidc_xl.reference.counties import find_county
from dacaidc_xl.reference.county_climate import county_monthly_climate
from dacaidc_xl.studies import sites, states
from dacaidc_xl.studies.counties import chosen_counties, counties
from dacaidc_xl.studies.inputs import SiteInput


@pytest.fixture(scope="module")
def virginia():
    return counties("base_2023", states=["VA"])


def test_every_county_of_the_state_is_there(virginia):
    table = virginia["counties"]
    assert len(table) == 133
    assert table["county_fips"].is_unique
    assert set(virginia.tables) == {
        "counties", "classes", "monthly", "compare", "costs", "checks",
    }  # fmt: skip
    assert len(virginia["monthly"]) == 12 * 133
    assert virginia["checks"]["relative_error"].max() < 1e-9


def test_a_county_is_a_site_of_100_mw_in_its_air(virginia):
    """The same plant by the sites study, the county's months given as the site's own."""
    names = ["51107", "51013", "51005"]
    climate = county_monthly_climate()
    given = []
    for fips in names:
        at = [county.fips for county in chosen_counties()].index(fips)
        local = {
            "temp_c": tuple(climate.temp_c[at]),
            "rel_humidity_pct": tuple(100.0 * climate.rel_humidity[at]),
            "pressure_pa": tuple(climate.pressure_pa[at]),
        }
        given.append(SiteInput(fips, fips, "VA", "base_2023", 100.0, local=local))
    expected = sites(given)["sites"].set_index("site")
    table = virginia["counties"].set_index("county_fips")
    for fips in names:
        for column in ("captured_t_per_yr", "net_removal_t_per_yr", "facility_mwh_per_yr"):
            assert table.loc[fips, f"reference_{column}"] == pytest.approx(
                expected.loc[fips, column], rel=1e-12
            )
        for column in ("removal_ratio", "lccc_gross_usd_per_t", "dac_heat_kwh_per_t"):
            assert table.loc[fips, column] == pytest.approx(expected.loc[fips, column], rel=1e-12)


def test_loads_of_counties_add_up_to_that_of_the_state(virginia):
    table = virginia["counties"]
    state = states("base_2023", states=["VA"])["states"].iloc[0]
    assert table["facility_mwh_per_yr"].sum() == pytest.approx(
        state["facility_mwh_per_yr"], rel=1e-9
    )
    largest = table.loc[table["facility_mwh_per_yr"].idxmax()]
    assert largest["county"] == "Loudoun County, VA"
    bare = table[table["facility_mwh_per_yr"].isna()]
    assert len(bare) > 80
    assert (bare["load_note"] == "no data center mapped or listed").mean() > 0.7
    assert bare["reference_captured_t_per_yr"].notna().all()


def test_a_county_without_a_load_says_why():
    table = counties("base_2023", states=["AK", "DE"])["counties"]
    assert table["captured_t_per_yr"].isna().all()
    notes = set(table["load_note"])
    assert notes.isdisjoint({"mapped", "listed_only", "fallback"})
    assert any("no floor area mapped" in note for note in notes)
    mapped = counties("base_2023", counties=["05145"])["counties"].iloc[0]
    assert "the load of their state is 0" in mapped["load_note"]


def test_a_load_that_stands_in_no_county_is_a_warning():
    study = counties("2030", states=["DE", "VA"])
    told = [warning for warning in study.warnings if "stands in no county" in warning]
    assert told == [
        "2030: DE: a load of 110,000 MWh/yr stands in no county, since none has mapped floor area"
    ]


def test_two_metrics_of_the_grid_are_warned_of_once():
    def told(scenarios):
        study = counties(scenarios, counties=["51107"])
        return [warning for warning in study.warnings if "grid metrics differ" in warning]

    assert len(told(["base_2023", "2030"])) == 1
    assert told(["base_2023", "2030_aeo"]) == []


def test_the_grid_and_the_prices_are_those_of_the_state(virginia):
    state = states("base_2023", states=["VA"])["states"].iloc[0]
    for column in ("grid_kg_per_mwh", "electricity_usd_per_mwh"):
        assert set(virginia["counties"][column]) == {state[column]}


@pytest.mark.parametrize(
    ("code", "use"), [("09110", "09003"), ("02063", "02261"), ("46113", "46102")]
)
def test_a_code_of_another_vintage_names_the_county_to_use(code, use):
    with pytest.raises(InputError) as caught:
        counties("base_2023", counties=[code])
    assert use in str(caught.value)


def test_alaska_is_blank_where_the_grid_is_not_covered():
    table = counties("2030_lrmer", counties=["02020", "51107"])["counties"]
    anchorage, loudoun = table.iloc[0], table.iloc[1]
    assert np.isnan(anchorage["reference_net_removal_t_per_yr"])
    assert "not covered" in anchorage["status_note"]
    assert np.isfinite(loudoun["reference_net_removal_t_per_yr"])


def test_counties_are_named_once():
    named = chosen_counties(["51107", "loudoun county, va"], ["DE"])
    assert [county.fips for county in named] == ["51107", "10001", "10003", "10005"]
    assert find_county("51107").label == "Loudoun County, VA"
