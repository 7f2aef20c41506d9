"""Worksheet functions against the tables of the studies, and every kind of wrong cell."""

from __future__ import annotations

import math

import numpy as np
import pytest

from dacaidc_xl.excel.functions import registry
from dacaidc_xl.excel.functions.cells import ERROR, MAX_CELLS, MAX_TEXT
from dacaidc_xl.excel.functions.evaluation import REFERENCE
from dacaidc_xl.excel.functions.registry import WIZARD_CHARACTERS, worksheet_function
from dacaidc_xl.excel.functions.session import Evaluations, evaluations
from dacaidc_xl.reference.geography import states as all_states
from dacaidc_xl.reference.parameters import SERVER_CLASSES, Parameters, parameter_table
from dacaidc_xl.studies import sites, states
from dacaidc_xl.studies.coverage import NOT_COVERED
from dacaidc_xl.studies.dac_map import performance
from dacaidc_xl.studies.inputs import SiteInput, StateInput

ABBR = [state.abbr for state in all_states()]
COLUMN = [[abbr] for abbr in ABBR]
SCENARIOS = ("base_2023", "2030_lrmer")
NAMES = tuple(registry())
HEADLINE = (
    "DAC_NET_REMOVAL",
    "DAC_CAPTURE",
    "DAC_EMISSIONS",
    "DAC_REMOVAL_RATIO",
    "DAC_LCCC",
    "DAC_HEAT",
)
ANNUAL = (
    ("DAC_NET_REMOVAL", None, "net_removal_t_per_yr"),
    ("DAC_NET_REMOVAL", "location", "net_removal_location_t_per_yr"),
    ("DAC_CAPTURE", None, "captured_t_per_yr"),
    ("DAC_CAPTURE", "nameplate", "nameplate_t_per_yr"),
    ("DAC_EMISSIONS", None, "indirect_t_per_yr"),
    ("DAC_EMISSIONS", "operational", "operational_t_per_yr"),
    ("DAC_EMISSIONS", "embodied", "embodied_t_per_yr"),
    ("DAC_EMISSIONS", "leakage", "leakage_t_per_yr"),
    ("DAC_EMISSIONS", "datacenter", "datacenter_emissions_t_per_yr"),
    ("DAC_REMOVAL_RATIO", None, "removal_ratio"),
    ("DAC_REMOVAL_RATIO", "net", "removal_ratio_net"),
    ("DAC_REMOVAL_RATIO", "operational", "captured_per_operational"),
    ("DAC_LCCC", None, "lccc_gross_usd_per_t"),
    ("DAC_LCCC", "net", "lccc_net_usd_per_t"),
    ("DAC_HEAT", None, "delivered_heat_mwh_per_yr"),
    ("DAC_HEAT", "recovered", "recovered_heat_mwh_per_yr"),
    ("DAC_HEAT", "recoverable", "recoverable_heat_mwh_per_yr"),
)
COMPARED = (
    ("DAC_NET_REMOVAL", "{}", "net_removal_t_per_yr"),
    ("DAC_EMISSIONS", "{}", "indirect_t_per_yr"),
    ("DAC_REMOVAL_RATIO", "{}", "removal_ratio"),
    ("DAC_REMOVAL_RATIO", "operational {}", "captured_per_operational"),
    ("DAC_LCCC", "{}", "lccc_gross_usd_per_t"),
    ("DAC_LCCC", "{} net", "lccc_net_usd_per_t"),
)
BY_CLASS = (
    ("DAC_NET_REMOVAL", None, "net_removal_t_per_yr"),
    ("DAC_CAPTURE", None, "captured_t_per_yr"),
    ("DAC_EMISSIONS", None, "indirect_t_per_yr"),
    ("DAC_LCCC", None, "cost_usd_per_t_captured"),
    ("DAC_HEAT", None, "delivered_heat_mwh_per_yr"),
    ("DAC_HEAT", "recovered", "recovered_heat_mwh_per_yr"),
)


def call(name, *arguments):
    return registry()[name].python(*arguments)


def assert_same(cells, expected):
    """Equal to the last digit; a text where the table has no number."""
    assert len(cells) == len(expected)
    for (cell,), value in zip(cells, expected, strict=True):
        if isinstance(value, float) and math.isnan(value):
            assert isinstance(cell, str) and cell.startswith(ERROR)
        else:
            assert cell == value


@pytest.fixture(scope="module")
def study():
    return states(SCENARIOS)


@pytest.fixture(scope="module")
def site_study():
    given = [SiteInput(f"{a} {s}", a, a, s, 37.5) for s in SCENARIOS for a in ABBR]
    return sites(given)


def of_scenario(table, scenario):
    return table[table["scenario"] == scenario].reset_index(drop=True)


@pytest.mark.parametrize("scenario", SCENARIOS)
@pytest.mark.parametrize(("name", "basis", "column"), ANNUAL)
def test_published_load_equals_the_study(study, scenario, name, basis, column):
    expected = of_scenario(study["states"], scenario)[column].tolist()
    assert_same(call(name, COLUMN, scenario, None, None, basis), expected)


@pytest.mark.parametrize("scenario", SCENARIOS)
@pytest.mark.parametrize(("name", "basis", "column"), ANNUAL)
def test_reference_aidc_equals_the_study(study, scenario, name, basis, column):
    table = of_scenario(study["states"], scenario)
    shown = f"reference_{column}" if f"reference_{column}" in table else column
    assert_same(call(name, COLUMN, scenario, None, REFERENCE, basis), table[shown].tolist())


@pytest.mark.parametrize(("name", "basis", "column"), ANNUAL)
def test_a_capacity_equals_the_sites_study(site_study, name, basis, column):
    """The cost scale of the DAC plant is that of the site, so LCCC is not the reference's."""
    expected = of_scenario(site_study["sites"], "base_2023")[column].tolist()
    assert_same(call(name, COLUMN, "base_2023", None, 37.5, basis), expected)


@pytest.mark.parametrize(("name", "basis", "column"), COMPARED)
@pytest.mark.parametrize(
    "system",
    ["electric_boiler", "ambient_heat_pump", "gas_boiler", "liquid_electric", "liquid_gas"],
)
def test_a_baseline_equals_the_compare_table(study, system, name, basis, column):
    table = of_scenario(study["compare"], "base_2023")
    expected = table[table["system"] == system][column].tolist()
    given = basis.format(system)
    assert_same(call(name, COLUMN, "base_2023", None, REFERENCE, given), expected)


@pytest.mark.parametrize(("name", "basis", "column"), BY_CLASS)
@pytest.mark.parametrize("server_class", ["cpu_air", "gpu_air", "gpu_liquid"])
def test_a_server_class_equals_the_class_table(study, server_class, name, basis, column):
    table = of_scenario(study["classes"], "base_2023")
    expected = table[table["contribution"] == server_class][column].tolist()
    assert_same(call(name, COLUMN, "base_2023", server_class, REFERENCE, basis), expected)


@pytest.mark.parametrize("name", ["DAC_NET_REMOVAL", "DAC_CAPTURE", "DAC_EMISSIONS", "DAC_HEAT"])
@pytest.mark.parametrize("capacity", [None, REFERENCE, 55.0])
def test_server_classes_sum_to_the_mix(name, capacity):
    parts = [call(name, "VA", "2030_lrmer", c, capacity) for c in (*SERVER_CLASSES, "backup")]
    assert sum(parts) == pytest.approx(call(name, "VA", "2030_lrmer", None, capacity), rel=1e-12)


def test_backup_is_a_contribution_of_its_own():
    backup = [["backup_heat", "electric"]]
    parts = [
        call("DAC_CAPTURE", "MN", None, c, None, None, backup) for c in (*SERVER_CLASSES, "backup")
    ]
    assert parts[-1] > 0.0
    total = call("DAC_CAPTURE", "MN", None, None, None, None, backup)
    assert sum(parts) == pytest.approx(total, rel=1e-12)


def test_baseline_at_the_published_load_scales_with_it(study):
    """The same plants many times: net over captured is that of the reference AIDC."""
    compare = of_scenario(study["compare"], "base_2023")
    share = compare[compare["system"] == "gas_boiler"]["net_removal_share_of_captured"].tolist()
    net = call("DAC_NET_REMOVAL", COLUMN, "base_2023", None, None, "gas_boiler")
    captured = call("DAC_CAPTURE", COLUMN, "base_2023")
    for (n,), (c,), s in zip(net, captured, share, strict=True):
        if isinstance(n, float) and c > 0.0:
            assert n == pytest.approx(s * c, rel=1e-9)


def test_emissions_net_is_removal_with_the_other_sign():
    removal = call("DAC_NET_REMOVAL", "VA")
    assert call("DAC_EMISSIONS", "VA", None, None, None, "net") == -removal


def test_overrides_and_local_values_equal_the_study():
    local = {"grid_intensity_kg_per_mwh": (120.0,)}
    given = [StateInput("here", abbr, local) for abbr in ABBR]
    expected = states("base_2023", {"sorbent_life_yr": 3.0}, local=given)["states"]
    block = [
        ["Parameter", "Value"],
        ["Sorbent_Life_yr ", 3.0],
        [None, None],
        ["grid_intensity_kg_per_mwh", 120.0],
        ["utilization_cpu_air", None],
    ]
    for name, basis, column in (
        ("DAC_NET_REMOVAL", None, "net_removal_t_per_yr"),
        ("DAC_LCCC", "net", "lccc_net_usd_per_t"),
    ):
        cells = call(name, COLUMN, None, None, None, basis, block)
        assert_same(cells, expected[column].tolist())


@pytest.mark.parametrize("name", HEADLINE)
@pytest.mark.parametrize("capacity", [None, REFERENCE, 12.0])
def test_a_cell_equals_its_element_of_a_range(name, capacity):
    column = call(name, [["VA"], ["DC"], [6.0], ["oregon "]], "base_2023", None, capacity)
    row = call(name, [["VA", "DC", 6.0, "oregon "]], "base_2023", None, capacity)
    single = [call(name, r, "base_2023", None, capacity) for r in ("VA", "DC", "06", "Oregon")]
    assert [cell for (cell,) in column] == row[0] == single


def test_ranges_meet_as_a_grid_and_keep_their_shape():
    grid = call("DAC_CAPTURE", [["VA"], ["TX"], ["OR"]], [["base_2023", "2030_lrmer"]])
    assert np.shape(grid) == (3, 2)
    assert grid[1][1] == call("DAC_CAPTURE", "TX", "2030_lrmer")
    assert call("DAC_CAPTURE", ["VA", "TX"]) == [call("DAC_CAPTURE", "VA"), grid[1][0]]
    array = np.array([["VA"], ["TX"]], dtype=object)
    assert np.shape(call("DAC_CAPTURE", array)) == (2, 1)
    assert call("DAC_CAPTURE", [["VA"]]) == [[call("DAC_CAPTURE", "VA")]]


REQUIRED = {
    "DAC_COP": (55.0,),
    "DAC_PUE": (25.0, 60.0),
    "DAC_HEAT_DEMAND": (20.0, 50.0),
    "DAC_POWER_DEMAND": (20.0, 50.0),
    "DAC_UPTAKE": (20.0, 40.0),
    "DAC_PARAM": ("sorbent_life_yr",),
    "DAC_DATA": ("VA", "temp_c"),
    "DAC_STATES": (),
    "DAC_VERSION": (),
}
BAD = [
    ("region", "Oragon", "Oregon"),
    ("region", 99.0, ""),
    ("region", None, "FIPS"),
    ("region", True, "'TRUE'"),
    ("region", "#N/A", "'#N/A'"),
    ("scenario", "2030_aoe", "2030_aeo"),
    ("server_class", "gpu_liqid", "gpu_liquid"),
    ("capacity_mw", "refrence", "reference"),
    ("capacity_mw", -1.0, "0.001"),
    ("capacity_mw", math.inf, "MW"),
    ("basis", "nett", ""),
    ("basis", "gas_boiler gas_boiler", ""),
    ("columns", "captured", "captured"),
    ("baseline", "gas_biler", "gas_boiler"),
    ("figure", "lcc", "lccc"),
    ("fluid", "R1233zd", "R1233zd(E)"),
    ("configuration", "one_stage", "two_stage"),
    ("sorbent", "lewatit", "lewatit_young2021"),
    ("component", "h2o", "water"),
    ("parameter", "sorbent_life", "sorbent_life_yr"),
    ("field", "units", "unit"),
    ("quantity", "temp", "temp_c"),
    ("month", 13.0, "1 to 12"),
    ("month", "May", "1 to 12"),
    ("part", "packages", "package"),
    ("source_return_c", "hot", "degC"),
    ("source_return_c", 500.0, "degC"),
    ("t_des_c", 500.0, "degC"),
    ("loop_cooling_k", 0.0, "K"),
    ("temp_c", None, "degC"),
    ("temp_c", 200.0, "degC"),
    ("rel_humidity_pct", -1.0, "%"),
    ("rel_humidity_pct", "wet", "%"),
    ("pressure_pa", 1013.0, "hPa"),
    ("co2_pa", -1.0, "Pa"),
    ("co2_pa", "x", "Pa"),
    ("overrides", 5.0, "two columns"),
    ("overrides", [["a", "b", "c"]], "two columns"),
    ("overrides", [["sorbent_lif_yr", 3.0]], "sorbent_life_yr"),
    ("overrides", [["sorbent_life_yr", 3.0], ["sorbent_life_yr", 4.0]], "row 2"),
]


@pytest.mark.parametrize("name", NAMES)
def test_bad_input_is_said_in_the_cell(name):
    """Place, value, expectation and nearest choice; nothing raises."""
    function = registry()[name]
    names = [argument.name for argument in function.arguments]
    seen = set()
    for argument, value, words in BAD:
        if argument not in names:
            continue
        required = REQUIRED.get(name, ("VA",))
        cells = [*required, *[None] * (len(names) - len(required))]
        at = names.index(argument)
        if value is None and function.arguments[at].optional:
            continue
        cells[at] = value
        told = function.python(*cells)
        assert isinstance(told, str), (name, argument, value, told)
        assert told.startswith(f"{ERROR} {name}, {argument}"), told
        if (name, argument) == ("DAC_COMPARE", "server_class"):
            words = "blank"  # it takes none at all
        assert words in told and "defect" not in told and len(told) <= MAX_TEXT
        seen.add(argument)
    untried = set(names) - seen
    assert untried <= {"pressure_pa", "rel_humidity_pct"}, untried


def test_an_error_stays_with_its_element():
    cells = call("DAC_LCCC", [["VA"], ["Nowhere"], ["#DAC! upstream"], ["OR"]])
    assert isinstance(cells[0][0], float) and isinstance(cells[3][0], float)
    assert cells[1][0].startswith(f"{ERROR} DAC_LCCC, region")
    assert cells[2][0] == "#DAC! upstream"
    temps = call("DAC_HEAT_DEMAND", [[20.0], [None], [99.0], ["#DAC! upstream"]], 50.0)
    assert [isinstance(cell, float) for (cell,) in temps] == [True, False, False, False]
    bad = call("DAC_CAPTURE", [["VA"], ["TX"]], None, None, None, None, [["nonsense", 1.0]])
    assert np.shape(bad) == (2, 1) and bad[0] == bad[1]


def test_figures_that_do_not_exist_say_why():
    assert call("DAC_LCCC", "WV", None, None, None, "net").startswith("#DAC! no net removal:")
    assert call("DAC_NET_REMOVAL", "DC").startswith("#DAC! no load reported:")
    assert call("DAC_NET_REMOVAL", "AK", "2030_lrmer").startswith(f"#DAC! {NOT_COVERED}:")
    assert isinstance(call("DAC_CAPTURE", "AK", "2030_lrmer", None, REFERENCE), float)
    assert call("DAC_LCCC", "TX", None, None, None, "liquid_gas").startswith("#DAC! cost not known")
    assert call("DAC_LCCC", "TX", None, "immersion").startswith("#DAC! nothing captured:")
    clean = [["grid_intensity_kg_per_mwh", 0.0]]
    ratio = call("DAC_REMOVAL_RATIO", "TX", None, None, None, None, clean)
    assert ratio.startswith("#DAC! no operational emissions: counted as above 1")
    assert call("DAC_HEAT_DEMAND", -40.0, 50.0).startswith("#DAC! no capture, too cold")
    assert call("DAC_COP", 150.0, 50.0).startswith("#DAC! no heat pump, ")
    dry = call("DAC_UPTAKE", 20.0, 40.0, [[0.0], [50.0]], "lewatit_shi2024")
    assert dry[0][0] > 0.0 and dry[1][0].startswith("#DAC! no water isotherm")
    assert call("DAC_DATA", "DC", "load_mwh_per_yr").startswith("#DAC! no load reported:")
    assert call("DAC_PARAM", "co2_desorption_heat_kj_per_mol").startswith("#DAC! blank")


def test_reported_zero_load_is_zero():
    assert call("DAC_DATA", "VT", "load_mwh_per_yr") == 0.0
    assert call("DAC_NET_REMOVAL", "VT") == 0.0


def test_ranges_that_do_not_fit_and_too_many_cells():
    told = call("DAC_LCCC", [["VA"], ["TX"]], [["base_2023"]] * 3)
    assert told.startswith("#DAC! DAC_LCCC: ") and "ranges of one size" in told
    assert "rows of the same length" in call("DAC_LCCC", [["VA"], ["TX", "OR"]])
    assert str(MAX_CELLS) in call("DAC_LCCC", [["VA"]] * (MAX_CELLS + 1))
    wide = [["VA"] * 1000]
    assert str(MAX_CELLS) in call("DAC_LCCC", [["VA"]] * 1000, None, None, None, wide)
    assert "one cell" in call("DAC_MONTHLY", [["VA"], ["TX"]])
    assert "at least one cell" in call("DAC_LCCC", [])


def test_a_defect_becomes_a_text_too(monkeypatch):
    monkeypatch.setattr(
        "dacaidc_xl.excel.functions.session.evaluations", lambda: 1 / 0, raising=True
    )
    told = call("DAC_LCCC", "VA")
    assert told.startswith("#DAC! DAC_LCCC: a defect") and "ZeroDivisionError" in told


def test_overrides_that_no_plant_can_have():
    share = call("DAC_LCCC", "VA", None, None, None, None, [["energy_share_cpu_air", 0.9]])
    assert share.startswith("#DAC! DAC_LCCC, overrides, row 1") and "sum to 1" in share
    life = call("DAC_LCCC", "VA", None, None, None, None, [["sorbent_life_yr", 0.0]])
    assert "row 1, sorbent_life_yr: 0 is not valid" in life
    hot = call("DAC_COSTS", "VA", None, None, None, None, [["sorbent", "liquid_gas"]])
    assert hot.startswith("#DAC! DAC_COSTS, parameter sorbent")
    air = call("DAC_PUE", 20.0, 50.0, None, None, None, [["temp_c", 3.0]])
    assert "overrides: 'temp_c'" in air


def test_switches_take_truth_values():
    on = call("DAC_LCCC", "VA", None, None, None, None, [["credit_45q_enabled", True]])
    assert on == call("DAC_LCCC", "VA", None, None, None, None, {"credit_45q_enabled": 1.0})
    assert on < call("DAC_LCCC", "VA")


@pytest.mark.parametrize("server_class", [None, "gpu_air"])
def test_monthly_equals_the_study(study, server_class):
    table = call("DAC_MONTHLY", "VA", "base_2023", server_class, REFERENCE, "all")
    here = of_scenario(study["monthly"], "base_2023")
    here = here[here["state"] == "VA"].reset_index(drop=True)
    assert len(table) == 13
    suffix = "" if server_class is None else f"_{server_class}"
    for column in ("captured_t", "net_removal_t", "pue"):
        cells = [row[table[0].index(column)] for row in table[1:]]
        assert cells == here[f"{column}{suffix}"].tolist()
    if server_class is None:
        for at, column in enumerate(table[0]):
            assert [row[at] for row in table[1:]] == here[column].tolist()


def test_monthly_of_the_load_sums_to_the_year():
    table = call("DAC_MONTHLY", "TX", None, None, None, "captured_t, net_removal_t")
    assert table[0] == ["month", "captured_t", "net_removal_t"]
    assert sum(row[1] for row in table[1:]) == pytest.approx(call("DAC_CAPTURE", "TX"), rel=1e-12)
    site = call("DAC_MONTHLY", "TX", None, None, 20.0)
    assert sum(row[site[0].index("captured_t")] for row in site[1:]) == pytest.approx(
        call("DAC_CAPTURE", "TX", None, None, 20.0), rel=1e-12
    )


def test_monthly_without_load_or_grid_says_why():
    table = call("DAC_MONTHLY", "DC")
    assert table[1][table[0].index("captured_t")] == "#DAC! no load reported"
    table = call("DAC_MONTHLY", "AK", "2030_lrmer", None, 50.0)
    assert table[1][table[0].index("net_removal_t")] == f"#DAC! {NOT_COVERED}"


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_states_equals_the_study(study, scenario):
    table = call("DAC_STATES", scenario, None, None, "all")
    expected = of_scenario(study["states"], scenario)
    assert len(table) == 52
    for at, column in enumerate(table[0]):
        assert_same([[row[at]] for row in table[1:]], expected[column].tolist())
    assert set(table[0]) == set(expected.columns)


def test_states_of_sites_equals_the_sites_study(site_study):
    table = call("DAC_STATES", "base_2023", None, 37.5, "all")
    expected = of_scenario(site_study["sites"], "base_2023")
    for at, column in enumerate(table[0]):
        if column in expected and column not in ("state", "scenario"):
            assert_same([[row[at]] for row in table[1:]], expected[column].tolist())


def test_states_of_a_class_has_no_column_of_the_whole_plant():
    table = call("DAC_STATES", None, "gpu_liquid", REFERENCE, "all")
    assert "nameplate_t_per_yr" not in table[0]
    at = table[0].index("net_removal_t_per_yr")
    assert table[1][at] == call("DAC_NET_REMOVAL", "AL", None, "gpu_liquid", REFERENCE)
    assert "whole plant" in call("DAC_CAPTURE", "AL", None, "gpu_liquid", None, "nameplate")


def test_compare_equals_the_study(study):
    table = call("DAC_COMPARE", "TX", "base_2023", None, REFERENCE)
    here = of_scenario(study["compare"], "base_2023")
    here = here[here["state"] == "TX"].reset_index(drop=True)
    for at, column in enumerate(table[0]):
        expected = here[column].tolist()
        if here[column].dtype.kind == "b":
            expected = ["yes" if value else "no" for value in expected]
        assert_same([[row[at]] for row in table[1:]], expected)


def test_compare_of_the_load_reads_as_the_headline_functions():
    table = call("DAC_COMPARE", "TX", None, None, None, "gas_boiler")
    at = table[0].index("net_removal_t_per_yr")
    assert [row[0] for row in table[1:]] == ["integrated", "gas_boiler"]
    assert table[1][at] == call("DAC_NET_REMOVAL", "TX")
    assert table[2][at] == call("DAC_NET_REMOVAL", "TX", None, None, None, "gas_boiler")
    assert "server_class" in call("DAC_COMPARE", "TX", None, "gpu_air")


@pytest.mark.parametrize("system", [None, "electric_boiler", "ambient_heat_pump", "gas_boiler"])
def test_costs_equal_the_study(study, system):
    table = call("DAC_COSTS", "TX", "base_2023", None, REFERENCE, system)
    here = of_scenario(study["costs"], "base_2023")
    name = system or "integrated"
    (record,) = here[(here["state"] == "TX") & (here["system"] == name)].to_dict("records")
    assert table[0] == ["line", "value", "unit"]
    for line, value, unit in table[1:]:
        column = line if line in record else f"{line}_usd_per_t"
        assert value == record[column] and unit.startswith("USD/")
    lines = sum(value for line, value, unit in table[1:] if unit == "USD/t" and line != "total")
    assert lines == pytest.approx(record["total_usd_per_t"], rel=1e-12)


def test_costs_of_a_class_sum_to_its_lccc():
    table = call("DAC_COSTS", "TX", None, "gpu_air", REFERENCE)
    value = {line: value for line, value, _ in table[1:]}
    assert value["total"] == call("DAC_LCCC", "TX", None, "gpu_air", REFERENCE)
    unknown = {row[0]: row[1] for row in call("DAC_COSTS", "DC", None, None, None, "gas_boiler")}
    assert unknown["fuel"] == unknown["total"] == "#DAC! cost not known here"


def test_explain_holds_the_chain(study):
    table = call("DAC_EXPLAIN", "VA", "base_2023", None, REFERENCE)
    assert table[0] == ["step", "value", "unit", "formula"]
    value = {row[0]: row[1] for row in table[1:]}
    indirect = value["operational_t_per_yr"] + value["embodied_t_per_yr"]
    indirect += value["leakage_t_per_yr"]
    assert value["indirect_t_per_yr"] == pytest.approx(indirect, rel=1e-12)
    net = value["captured_t_per_yr"] - value["indirect_t_per_yr"]
    assert value["net_removal_t_per_yr"] == pytest.approx(net, rel=1e-12)
    assert value["lccc_gross_usd_per_t"] == pytest.approx(
        value["cost_usd_per_yr"] / value["captured_t_per_yr"], rel=1e-12
    )
    assert all(row[2] and row[3] for row in table[1:])
    for figure in ("capture", "emissions", "net_removal", "removal_ratio", "lccc"):
        part = call("DAC_EXPLAIN", "VA", "base_2023", None, REFERENCE, figure)
        assert all(row in table for row in part)
    absent = {row[0]: row[1] for row in call("DAC_EXPLAIN", "WV")}
    assert absent["lccc_net_usd_per_t"] == "#DAC! no net removal"


def test_component_functions_equal_the_model(study):
    """The monthly table of the study has PUE, heat, power and COP for the same air."""
    here = of_scenario(study["monthly"], "base_2023")
    here = here[here["state"] == "VA"]
    air = [[[v] for v in here[c]] for c in ("temp_c", "rel_humidity_pct", "pressure_pa")]
    for name, before, column in (
        ("DAC_HEAT_DEMAND", (None,), "dac_heat_kwh_per_t"),
        ("DAC_POWER_DEMAND", (None, "dac"), "dac_power_kwh_per_t"),
        ("DAC_POWER_DEMAND", (None, "compression"), "compression_kwh_per_t"),
    ):
        cells = call(name, *air, *before)
        np.testing.assert_allclose(np.ravel(cells), here[column], rtol=1e-12)
    for server_class in SERVER_CLASSES:
        cells = call("DAC_PUE", air[0], air[1], server_class, air[2])
        np.testing.assert_allclose(np.ravel(cells), here[f"pue_{server_class}"], rtol=1e-12)
    table = of_scenario(study["states"], "base_2023")
    parameters = Parameters.of()
    for server_class in SERVER_CLASSES:
        source = parameters.scalar(f"return_temp_c_{server_class}")
        assert call("DAC_COP", source) == table.loc[0, f"cop_{server_class}"]


def test_heat_demand_takes_sorbents_and_overrides():
    run = Parameters.of(overrides={"sorbent": "apdes_stampi2020", "ambient_co2_ppm": 500.0})
    here = performance(run, np.array([12.0]), np.array([0.4]))
    ppm = [["ambient_co2_ppm", 500.0]]
    cell = call("DAC_HEAT_DEMAND", 12.0, 40.0, None, "apdes_stampi2020", None, ppm)
    assert cell == float(here.heat_kwh_per_t[0])
    total = call("DAC_POWER_DEMAND", 12.0, 40.0, None, "apdes_stampi2020", "total", None, ppm)
    assert total == float(here.power.total_kwh_per_t[0])


def test_uptake_is_that_of_the_published_fit():
    """Young et al. (2021): 0.842 mol/kg at 25 degC and 40 Pa dry; water 3.616 at 50 %."""
    dry = call("DAC_UPTAKE", 25.0, 40.0, None, "lewatit_young2021_arrhenius")
    assert dry == pytest.approx(0.8418, abs=1e-4)
    assert call("DAC_UPTAKE", 25.0, 40.0, 50.0, None, "water") == pytest.approx(3.616, abs=1e-3)
    assert call("DAC_UPTAKE", 25.0, 0.0) == 0.0


def test_component_cell_equals_its_element_without_the_cache():
    temps = [[-5.0], [12.5], [33.0]]
    for name, rest in (
        ("DAC_HEAT_DEMAND", (45.0,)),
        ("DAC_PUE", (45.0,)),
        ("DAC_UPTAKE", (40.0, 45.0)),
        ("DAC_COP", (100.0,)),
    ):
        first = [[40.0], [50.0], [60.0]] if name == "DAC_COP" else temps
        evaluations().clear()
        column = [cell for (cell,) in call(name, first, *rest)]
        evaluations().clear()
        assert [call(name, cell, *rest) for (cell,) in first] == column


def test_param_and_data_read_the_tables(study):
    table = parameter_table()
    names = [[name] for name in table]
    for field in ("value", "unit", "low", "max", "description"):
        cells = call("DAC_PARAM", names, None, field)
        for (cell,), (name,) in zip(cells, names, strict=True):
            value = table[name].default if field == "value" else getattr(table[name], field)
            assert cell == value if value not in (None, "") else cell.startswith(ERROR)
    assert call("DAC_PARAM", "energy_share_gpu_liquid", 2030.0) == 0.55
    assert call("DAC_PARAM", "sorbent_life_yr", None, None, [["sorbent_life_yr", 4.0]]) == 4.0
    here = of_scenario(study["monthly"], "base_2023")
    here = here[here["state"] == "TX"]
    months = [[float(m)] for m in range(1, 13)]
    for quantity, column in (
        ("temp_c", "temp_c"),
        ("rel_humidity_pct", "rel_humidity_pct"),
        ("grid_intensity_kg_per_mwh", "grid_kg_per_mwh"),
        ("electricity_price_usd_per_mwh", "electricity_usd_per_mwh"),
    ):
        assert_same(call("DAC_DATA", "TX", quantity, None, months), here[column].tolist())
    annual = of_scenario(study["states"], "base_2023").set_index("state").loc["TX"]
    intensity = call("DAC_DATA", "TX", "grid_intensity_kg_per_mwh")
    assert intensity == pytest.approx(annual["grid_kg_per_mwh"], rel=1e-12)
    assert call("DAC_DATA", "TX", "grid_metric") == annual["grid_metric"]
    assert call("DAC_DATA", "TX", "load_note") == annual["load_note"]


def test_version_parts():
    package, parameters, data = call("DAC_VERSION", ["package", "parameters", "data"])
    assert package == call("DAC_VERSION") and package.startswith("dacaidc_xl ")
    assert len(parameters) == len(data) == 16


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
    from dacaidc_xl.excel.functions.assumptions import Assumptions

    one = session.of("base_2023", Assumptions())
    session.add_sites(one, [("VA", 5.0)])
    assert session.site(one, ("TX", 5.0))[1] == ABBR.index("TX")
    session.add_sites(one, [("VA", 6.0)])
    count = session.count
    session.site(one, ("VA", 5.0))
    assert session.count == count + 1
    session.of("2030_lrmer", Assumptions())
    count = session.count
    session.of("base_2023", Assumptions())
    assert session.count == count + 1


@pytest.mark.parametrize("name", NAMES)
def test_wizard_help_is_there(name):
    function = registry()[name]
    assert function.category == "DAC"
    assert 20 < len(function.description) <= WIZARD_CHARACTERS
    assert function.example.startswith(f"={name}(")
    for argument in function.arguments:
        assert 10 < len(argument.description) <= WIZARD_CHARACTERS
        assert argument.kind in ("text", "number", "text or number", "two-column range")
    optional = [argument.optional for argument in function.arguments]
    assert optional == sorted(optional)


def test_all_functions_of_the_issue_are_there():
    asked = (
        "NET_REMOVAL CAPTURE EMISSIONS REMOVAL_RATIO LCCC HEAT COP PUE HEAT_DEMAND POWER_DEMAND "
        "UPTAKE MONTHLY STATES COMPARE COSTS PARAM DATA VERSION EXPLAIN"
    )
    assert {f"DAC_{name}" for name in asked.split()} <= set(NAMES)


def test_headline_functions_share_one_order():
    for name in (*HEADLINE, "DAC_MONTHLY", "DAC_COMPARE", "DAC_COSTS", "DAC_EXPLAIN"):
        names = [argument.name for argument in registry()[name].arguments]
        assert names[:4] == ["region", "scenario", "server_class", "capacity_mw"]
        assert names[5] == "overrides"


def test_choices_come_from_the_tables():
    lccc = {argument.name: argument for argument in registry()["DAC_LCCC"].arguments}
    assert "2030_aeo" in lccc["scenario"].choices and "backup" in lccc["server_class"].choices
    assert {"gross", "net", "gas_boiler"} <= set(lccc["basis"].choices)
    assert lccc["region"].choices == ()
    for function in registry().values():
        for argument in function.arguments:
            for choice in argument.choices:
                assert isinstance(choice, str) and choice


def test_an_undocumented_argument_is_refused():
    def nameless(region):
        """Say nothing of it."""

    with pytest.raises(TypeError, match="argument region needs a kind"):
        worksheet_function(example="=DAC_NAMELESS()")(nameless)
