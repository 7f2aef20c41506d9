"""What the cells of a session share: each run of the model serves the later ones."""

from __future__ import annotations

import numpy as np

from dacaidc_xl.excel.functions.assumptions import Assumptions
from dacaidc_xl.excel.functions.places import REFERENCE, counties_of
from dacaidc_xl.excel.functions.session import Evaluations, evaluations
from dacaidc_xl.reference.counties import counties as all_counties
from tests.excel.functions.support import ABBR, COLUMN, SCENARIOS, call


def test_repeated_calls_hit_the_cache():
    session = evaluations()
    session.clear()
    block = [["sorbent_life_yr", 2.75]]
    first = call("DAC_LCCC", COLUMN, "base_2023", None, None, None, block)
    count = session.count
    assert call("DAC_LCCC", COLUMN, "base_2023", None, None, None, block) == first
    text = [["SORBENT_LIFE_YR", "2.75"]]
    assert call("DAC_LCCC", "VA", None, None, None, None, text) in [cell for (cell,) in first]
    call("DAC_EXPLAIN", "VA", None, None, None, None, block)
    assert session.count == count
    call("DAC_LCCC", "VA", None, None, 80.0, None, block)
    assert session.count == count + 1
    call("DAC_LCCC", COLUMN, None, None, 80.0, None, block)
    assert session.count == count + 1
    call("DAC_HEAT_DEMAND", [[20.0], [20.0]], 50.0)
    count = session.count
    call("DAC_HEAT_DEMAND", 20.0, 50.0)
    assert session.count == count
    session.clear()
    call("DAC_LCCC", "VA", None, None, None, None, block)
    assert session.count == count + 1


def test_ten_thousand_regions_run_the_model_once_a_scenario():
    session = evaluations()
    session.clear()
    regions = [[ABBR[i % len(ABBR)]] for i in range(10_000)]
    scenarios = [[SCENARIOS[i % 2]] for i in range(10_000)]
    count = session.count
    cells = call("DAC_NET_REMOVAL", regions, scenarios)
    assert np.shape(cells) == (10_000, 1)
    assert session.count - count == len(SCENARIOS)


def test_many_distinct_sites_run_in_blocks():
    session = evaluations()
    call("DAC_LCCC", "VA")
    count = session.count
    regions = [[ABBR[i % len(ABBR)]] for i in range(4_500)]
    capacities = [[10.0 + 0.01 * i] for i in range(4_500)]
    cells = call("DAC_LCCC", regions, None, None, capacities)
    assert session.count - count == 3
    assert cells[4_321][0] == call("DAC_LCCC", ABBR[4_321 % len(ABBR)], None, None, 53.21)


def test_the_cache_is_bounded():
    session = Evaluations(most_evaluations=1, most_sites=60)
    one = session.of("base_2023", Assumptions())
    states = session.regions(one, "VA")
    session.add_sites(one, [("VA", 5.0)])
    assert session.site(one, ("TX", 5.0))[1] == ABBR.index("TX")
    session.add_sites(one, [("VA", 6.0)])
    count = session.count
    session.site(one, ("VA", 5.0))
    assert session.count == count + 1
    session.of("2030_lrmer", Assumptions())
    count = session.count
    again = session.of("base_2023", Assumptions())
    assert session.regions(again, "TX") is not states
    assert session.count == count + 1


def test_a_county_brings_the_others_of_its_state_and_no_more():
    session = evaluations()
    session.clear()
    count = session.count
    call("DAC_LCCC", "10001", None, None, REFERENCE)
    call("DAC_NET_REMOVAL", [["10003"], [10005.0], ["Kent County, DE"]], None, None, REFERENCE)
    call("DAC_COUNTIES", "DE")
    assert session.count == count + 1
    session.clear()
    one = session.of("base_2023", Assumptions())
    assert session.regions(one, "10001").names == counties_of("DE")


def test_all_counties_run_in_a_few_blocks():
    session = evaluations()
    session.clear()
    count = session.count
    codes = [[county.fips] for county in all_counties()]
    call("DAC_NET_REMOVAL", codes, None, None, REFERENCE)
    assert session.count == count + 4
    call("DAC_LCCC", codes)
    call("DAC_COUNTIES", "TX")
    assert session.count == count + 4


def test_sites_in_counties_run_together():
    session = evaluations()
    session.clear()
    codes = [[code] for code in counties_of("VA")]
    count = session.count
    capacities = [[10.0 + i] for i in range(len(codes))]
    cells = call("DAC_LCCC", codes, None, None, capacities)
    assert session.count == count + 2
    assert cells[17][0] == call("DAC_LCCC", codes[17][0], None, None, 27.0)
    assert session.count == count + 2


def test_regions_that_are_dropped_take_their_sites_with_them():
    session = Evaluations(most_regions=60)
    one = session.of("base_2023", Assumptions())
    session.site(one, ("10001", 5.0))
    count = session.count
    session.add_regions(one, ["VA"])
    session.site(one, ("10001", 5.0))
    assert session.count == count + 1
    session.add_regions(one, ["50001"])
    count = session.count
    session.site(one, ("VA", 5.0))
    session.site(one, ("10001", 5.0))
    assert session.count == count + 4


def test_lives_and_hours_are_kept():
    session = evaluations()
    session.clear()
    count = session.count
    call("DAC_LIFETIME", COLUMN)
    call("DAC_LIFETIME", "VA", 2030.0, None, "captured")
    call("DAC_PATHWAY", "TX", None, "aeo2025_reference")
    assert session.count == count + 1
    call("DAC_LIFETIME", "10001")
    call("DAC_LIFETIME", "10003", None, None, "lccc_net")
    assert session.count == count + 2
    call("DAC_HOURLY", "DE", None, [["captured", "lccc_net"]], [["hourly"], ["difference"]])
    call("DAC_HOURLY", "DE", None, "captured", "difference_pct")
    assert session.count == count + 3
