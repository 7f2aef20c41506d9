"""Counties in the functions against the counties study, to the last digit."""

from __future__ import annotations

import math

import numpy as np
import pytest

from dacaidc_xl.excel.functions.cells import ERROR
from dacaidc_xl.excel.functions.places import REFERENCE, read_region
from dacaidc_xl.excel.functions.session import evaluations
from dacaidc_xl.reference.counties import counties as all_counties
from dacaidc_xl.reference.county_climate import county_monthly_climate
from dacaidc_xl.reference.county_loads import ATTRIBUTION
from dacaidc_xl.reference.parameters import SERVER_CLASSES
from dacaidc_xl.studies import sites
from dacaidc_xl.studies.counties import counties
from dacaidc_xl.studies.coverage import NOT_COVERED
from dacaidc_xl.studies.inputs import SiteInput
from tests.excel.functions.support import assert_same, call
from tests.excel.functions.test_headline import ANNUAL, BY_CLASS, COMPARED

ALL = [[county.fips] for county in all_counties()]
CHOSEN = ["51107", "48201", "06085", "01001", "36061", "11001", "39049", "15003", "41049"]
"""With and without load; DC, whose load is not reported."""
COLUMN = [[fips] for fips in CHOSEN]


@pytest.fixture(scope="module")
def study():
    evaluations().clear()
    return counties("base_2023")


def chosen_rows(table):
    """Rows of the chosen counties, in their order."""
    return table.set_index("county_fips").loc[CHOSEN].reset_index()


@pytest.mark.parametrize(("name", "basis", "column"), ANNUAL)
def test_load_of_every_county_equals_the_study(study, name, basis, column):
    cells = call(name, ALL, "base_2023", None, None, basis)
    assert_same(cells, study["counties"][column].tolist())


@pytest.mark.parametrize(("name", "basis", "column"), ANNUAL)
def test_reference_aidc_in_every_county_equals_the_study(study, name, basis, column):
    table = study["counties"]
    shown = f"reference_{column}" if f"reference_{column}" in table else column
    assert_same(call(name, ALL, None, None, REFERENCE, basis), table[shown].tolist())


@pytest.mark.parametrize(("name", "basis", "column"), COMPARED)
@pytest.mark.parametrize("system", ["electric_boiler", "ambient_heat_pump", "gas_boiler"])
def test_a_baseline_equals_the_compare_table(study, system, name, basis, column):
    table = study["compare"]
    expected = chosen_rows(table[table["system"] == system])[column].tolist()
    assert_same(call(name, COLUMN, None, None, REFERENCE, basis.format(system)), expected)


@pytest.mark.parametrize(("name", "basis", "column"), BY_CLASS)
@pytest.mark.parametrize("server_class", ["cpu_air", "gpu_air", "gpu_liquid"])
def test_a_server_class_equals_the_class_table(study, server_class, name, basis, column):
    table = study["classes"]
    expected = chosen_rows(table[table["contribution"] == server_class])[column].tolist()
    assert_same(call(name, COLUMN, None, server_class, REFERENCE, basis), expected)


@pytest.mark.parametrize("capacity", [None, REFERENCE, 55.0])
def test_server_classes_sum_to_the_mix(capacity):
    parts = [
        call("DAC_NET_REMOVAL", "51107", None, c, capacity) for c in (*SERVER_CLASSES, "backup")
    ]
    total = call("DAC_NET_REMOVAL", "51107", None, None, capacity)
    assert sum(parts) == pytest.approx(total, rel=1e-12)


@pytest.mark.parametrize(("name", "basis", "column"), ANNUAL)
def test_a_capacity_equals_a_site_in_the_air_of_the_county(name, basis, column):
    """The sites study knows no counties: it is given their weather month by month."""
    climate = county_monthly_climate()
    given = []
    for county in CHOSEN:
        at = ALL.index([county])
        local = {
            "temp_c": tuple(climate.temp_c[at]),
            "rel_humidity_pct": tuple(100.0 * climate.rel_humidity[at]),
            "pressure_pa": tuple(climate.pressure_pa[at]),
        }
        state = all_counties()[at].state_abbr
        given.append(SiteInput(county, county, state, "base_2023", 37.5, local=local))
    expected = sites(given)["sites"][column].tolist()
    assert_same(call(name, COLUMN, None, None, 37.5, basis), expected)


def test_a_cell_equals_its_element_of_a_range():
    together = call("DAC_LCCC", [["VA"], ["51107"], [1001.0], ["51"], [6085.0], ["x"]], "2030")
    evaluations().clear()
    names = (51.0, "loudoun, virginia", "01001", "Virginia", "Santa Clara County, CA", "x")
    assert [[call("DAC_LCCC", name, 2030.0)] for name in names] == together
    assert together[5][0].startswith(f"{ERROR} DAC_LCCC, region: 'x'")


def test_overrides_and_local_values_hold_in_counties():
    block = [["sorbent_life_yr", 3.0], ["grid_intensity_kg_per_mwh", 120.0]]
    expected = counties("base_2023", {"sorbent_life_yr": 3.0}, CHOSEN)["counties"]
    gross = call("DAC_LCCC", COLUMN, None, None, None, None, block)
    assert_same(gross, chosen_rows(expected)["lccc_gross_usd_per_t"].tolist())
    shown = call("DAC_EXPLAIN", "51107", None, None, REFERENCE, None, block)
    value = {row[0]: row[1] for row in shown[1:]}
    assert value["grid_kg_per_mwh"] == pytest.approx(120.0, rel=1e-12)
    air = [
        [row[1] for row in call("DAC_MONTHLY", "51107", None, None, REFERENCE, "temp_c", given)[1:]]
        for given in (None, [["temp_c", 20.0]])
    ]
    shift = 20.0 - call("DAC_DATA", "51107", "temp_c")
    assert np.subtract(air[1], air[0]) == pytest.approx(12 * [shift], rel=1e-9)


def test_a_county_without_a_load_says_why():
    told = call("DAC_NET_REMOVAL", "01001")
    assert told == (
        f"{ERROR} no data center mapped or listed: DAC_NET_REMOVAL, integrated, "
        'Autauga County, AL under base_2023; give capacity_mw, "reference" or MW'
    )
    assert call("DAC_NET_REMOVAL", "11001").startswith(f"{ERROR} state not reported")
    assert call("DAC_CAPTURE", "54065").startswith(f"{ERROR} data centers are mapped here, but")
    notes = call("DAC_COUNTIES", "TX", None, "load_note")[1:]
    listed = next(row[0] for row in notes if "listed here" in row[1])
    assert call("DAC_CAPTURE", listed).startswith(f"{ERROR} a data center is listed here, but no")
    assert isinstance(call("DAC_LCCC", "01001"), float)
    told = call("DAC_NET_REMOVAL", "02020", "2030_lrmer", None, REFERENCE)
    assert told.startswith(f"{ERROR} {NOT_COVERED}: ")


@pytest.mark.parametrize("fips", ["51107", "01001"])
def test_tables_of_a_county_equal_the_study(study, fips):
    def here(name):
        table = study[name]
        return table[table["county_fips"] == fips].reset_index(drop=True)

    table = call("DAC_MONTHLY", fips, None, None, REFERENCE, "all")
    for at, column in enumerate(table[0]):
        assert [row[at] for row in table[1:]] == here("monthly")[column].tolist()
    table = call("DAC_COMPARE", fips, None, None, REFERENCE)
    at = table[0].index("net_removal_t_per_yr")
    net = {row[0]: row[at] for row in table[1:]}
    for system, value in here("compare").set_index("system")["net_removal_t_per_yr"].items():
        assert net[system] == value
    (costs,) = here("costs").query("system == 'gas_boiler'").to_dict("records")
    for line, value, _ in call("DAC_COSTS", fips, None, None, REFERENCE, "gas_boiler")[1:]:
        assert value == costs[line if line in costs else f"{line}_usd_per_t"]


def test_monthly_of_the_load_sums_to_the_year():
    for capacity in (None, 20.0):
        table = call("DAC_MONTHLY", "51107", None, "gpu_air", capacity)
        months = sum(row[table[0].index("captured_t")] for row in table[1:])
        year = call("DAC_CAPTURE", "51107", None, "gpu_air", capacity)
        assert months == pytest.approx(year, rel=1e-12)
    table = call("DAC_MONTHLY", "01001")
    assert table[1][table[0].index("captured_t")] == f"{ERROR} no data center mapped or listed"


def test_explain_says_where_the_load_of_a_county_comes_from():
    words = {row[0]: row[3] for row in call("DAC_EXPLAIN", "51107")}
    assert "mapped floor area" in words["facility_mwh_per_yr"]
    assert "mapped" not in call("DAC_EXPLAIN", "VA")[1][3]


@pytest.mark.parametrize("state", ["VA", "DC", 50.0])
def test_counties_of_a_state_equal_the_study(study, state):
    table = call("DAC_COUNTIES", state, "base_2023", "all")
    expected = study["counties"]
    expected = expected[expected["state"] == read_region("", state)].reset_index(drop=True)
    assert table[0] == list(expected.columns) and len(table) == len(expected) + 1
    for at, column in enumerate(table[0]):
        assert_same([[row[at]] for row in table[1:]], expected[column].tolist())


def test_counties_reads_from_the_blocks_that_are_there():
    """Some of its counties were evaluated with others before."""
    expected = call("DAC_COUNTIES", "CT", "2030")
    evaluations().clear()
    call("DAC_LCCC", [["09003"], ["51107"], ["48201"], ["13121"]], "2030")
    assert call("DAC_COUNTIES", "CT", "2030") == expected
    assert expected[1][:2] == ["09001", "Fairfield County, CT"]


def test_data_of_a_county():
    climate, at = county_monthly_climate(), ALL.index(["51107"])
    months = [[float(month) for month in range(1, 13)]]
    assert call("DAC_DATA", 51107.0, "temp_c", None, months) == [climate.temp_c[at].tolist()]
    assert call("DAC_DATA", "51107", "temp_c") != call("DAC_DATA", "VA", "temp_c")
    for quantity in ("grid_intensity_kg_per_mwh", "electricity_price_usd_per_mwh", "grid_metric"):
        assert call("DAC_DATA", "51107", quantity) == call("DAC_DATA", "VA", quantity)
    loads = [cell for (cell,) in call("DAC_DATA", ALL, "load_mwh_per_yr")]
    known = [cell for cell in loads if not isinstance(cell, str)]
    states = call("DAC_DATA", [[f"{i}"] for i in range(1, 57) if i != 3], "load_mwh_per_yr")
    total = sum(cell for (cell,) in states if not isinstance(cell, str))
    assert len(known) == 204 and 0.95 * total < math.fsum(known) <= total * (1.0 + 1e-12)
    told = call("DAC_DATA", "01001", "load_mwh_per_yr")
    assert told.startswith(f"{ERROR} no data center mapped or listed: DAC_DATA, load_mwh_per_yr")
    assert call("DAC_DATA", "51107", "load_source").startswith(ATTRIBUTION)
    assert "OpenStreetMap" not in call("DAC_DATA", "VA", "load_source")


@pytest.mark.parametrize(
    ("value", "region"),
    [
        (1.0, "AL"),
        ("01", "AL"),
        (56.0, "WY"),
        (1001.0, "01001"),
        ("1001", "01001"),
        ("01001", "01001"),
        (56045.0, "56045"),
        ("DISTRICT OF COLUMBIA", "DC"),
        ("District of Columbia, DC", "11001"),
        ("Carson City, NV", "32510"),
        ("saint louis city, mo", "29510"),
        ("Nevada", "NV"),
    ],
)
def test_regions_as_cells_name_them(value, region):
    assert read_region("region", value) == region


def test_grid_of_counties_and_scenarios():
    grid = call("DAC_CAPTURE", [["51107"], ["VA"]], [["base_2023", "2030_lrmer"]], None, REFERENCE)
    assert np.shape(grid) == (2, 2)
    assert grid[0][1] == call("DAC_CAPTURE", 51107.0, "2030_lrmer", None, REFERENCE)
