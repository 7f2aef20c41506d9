"""The counties of the 2017 to 2021 vintage, found by code and by name."""

from __future__ import annotations

from collections import Counter

import pytest

from dacaidc_xl.errors import InputError
from dacaidc_xl.reference import counties as module
from dacaidc_xl.reference.counties import (
    code_changes,
    counties,
    county_index,
    county_states,
    find_county,
)
from dacaidc_xl.reference.geography import states


def test_counts_of_counties():
    """3,142 in all; the counts of some states are common knowledge."""
    assert len(counties()) == 3142
    count = Counter(county.state_abbr for county in counties())
    assert set(count) == {state.abbr for state in states()}
    known = {"TX": 254, "GA": 159, "VA": 133, "DE": 3, "HI": 5, "DC": 1, "CT": 8, "AK": 29}
    assert {abbr: count[abbr] for abbr in known} == known


def test_counties_are_sorted_and_belong_to_their_state():
    codes = [county.fips for county in counties()]
    assert codes == sorted(set(codes))
    for county, at in zip(counties(), county_states(), strict=True):
        assert county.fips[:2] == states()[at].fips
        assert county.state_abbr == states()[at].abbr


def test_people_of_the_counties_add_up_to_the_states():
    total: Counter[str] = Counter()
    for county in counties():
        total[county.state_abbr] += county.population_2023
    assert all(total[s.abbr] == s.population_2023 for s in states())
    assert sum(total.values()) == 334_914_895


def test_places_lie_in_the_country():
    assert all(18.0 < c.latitude_deg < 72.0 for c in counties())
    # Alaska's islands cross the meridian of 180 degrees.
    assert all(-180.0 <= c.longitude_deg < -66.0 for c in counties() if c.state_abbr != "AK")
    assert [c.label for c in counties() if c.area_km2 is None] == ["Falls Church city, VA"]
    largest = max((c for c in counties() if c.area_km2), key=lambda c: c.area_km2 or 0.0)
    assert largest.label == "Yukon-Koyukuk Census Area, AK"


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Loudoun County, VA", "Loudoun County, VA"),
        ("  loudoun ,  virginia ", "Loudoun County, VA"),
        ("LOUDOUN COUNTY, 51", "Loudoun County, VA"),
        (51107, "Loudoun County, VA"),
        (51107.0, "Loudoun County, VA"),
        ("1001", "Autauga County, AL"),
        ("Dona Ana, NM", "Doña Ana County, NM"),
        ("Doña Ana County, NM", "Doña Ana County, NM"),
        ("Saint Louis City, MO", "St. Louis city, MO"),
        ("De Kalb, IL", "DeKalb County, IL"),
        ("La Salle, LA", "LaSalle Parish, LA"),
        ("Prince Georges, MD", "Prince George's County, MD"),
        ("Anchorage, AK", "Anchorage Municipality, AK"),
        ("Juneau, AK", "Juneau City and Borough, AK"),
        ("Fairfax city, VA", "Fairfax city, VA"),
        ("Carson City, NV", "Carson City, NV"),
        ("James City, VA", "James City County, VA"),
        ("District of Columbia, DC", "District of Columbia, DC"),
        ("Valdez-Cordova, AK", "Valdez-Cordova Census Area, AK"),
    ],
)
def test_found_by_name_and_code(text, label):
    assert find_county(text).label == label


@pytest.mark.parametrize("county", counties()[::17])
def test_every_label_finds_its_county(county):
    assert find_county(county.label) is county
    assert find_county(county.fips) is county


@pytest.mark.parametrize(
    ("text", "nearest"),
    [
        ("Louden County, VA", "Loudoun County, VA"),
        ("Loudoun", "Loudoun County, VA"),
        ("Washington County", None),
        ("Loudoun, Virgina", "Loudoun, Virginia"),
        ("Fairfax, VA", "Fairfax County, VA"),
        ("Capitol Planning Region, CT", "09003"),
        ("Shannon County, SD", "46102"),
        ("72001", None),
        ("51000", None),
        (51107.5, None),
        ("", None),
    ],
)
def test_what_is_no_county_is_refused_with_the_nearest(text, nearest):
    with pytest.raises(InputError) as caught:
        find_county(text, "Sites!B7")
    assert caught.value.place == "Sites!B7"
    assert caught.value.nearest == nearest


@pytest.mark.parametrize(
    ("code", "use"),
    [
        ("09110", "09003"),
        ("9190", "09001"),
        ("02063", "02261"),
        ("02066", "02261"),
        (2270, "02158"),
        ("46113", "46102"),
        ("51515", "51019"),
        ("12025", "12086"),
    ],
)
def test_codes_of_other_vintages_name_the_county_to_use(code, use):
    with pytest.raises(InputError) as caught:
        find_county(code)
    assert caught.value.nearest == use
    assert find_county(use).fips == use


def test_the_county_that_alaska_split_is_of_this_vintage():
    assert find_county("02261").name == "Valdez-Cordova Census Area"


def test_changed_codes_are_none_of_ours_and_lead_to_ours():
    for change in code_changes().values():
        assert change.code not in county_index()
        assert change.county_fips in county_index()
        assert change.code[:2] == change.county_fips[:2]
        assert change.standing in ("found", "memory")
    regions = [code for code in code_changes() if code.startswith("09")]
    assert regions == [f"09{number}" for number in range(110, 200, 10)]


def test_only_cities_and_their_counties_share_a_name():
    shared = {key for key, found in module._by_name().items() if len(found) > 1}
    assert shared == {
        ("MD", "baltimore"),
        ("MO", "stlouis"),
        ("VA", "fairfax"),
        ("VA", "franklin"),
        ("VA", "richmond"),
        ("VA", "roanoke"),
    }
