"""Every kind of wrong cell, and figures that do not exist."""

from __future__ import annotations

import math

import numpy as np
import pytest

from dacaidc_xl.excel.functions import registry
from dacaidc_xl.excel.functions.cells import ERROR, MAX_CELLS, MAX_TEXT
from dacaidc_xl.excel.functions.places import REFERENCE
from dacaidc_xl.studies.coverage import NOT_COVERED
from tests.excel.functions.support import NAMES, call

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
    ("region", 9110.0, "09003"),
    ("region", "09110", "09003"),
    ("region", 46113.0, "46102"),
    ("region", "99999", "FIPS"),
    ("region", 123.0, "FIPS"),
    ("region", "Loudon County, VA", "Loudoun County, VA"),
    ("region", "Loudoun County", "Loudoun County, VA"),
    ("region", "Richmond, VA", "Richmond County, VA"),
    ("state", None, "FIPS"),
    ("state", "Oragon", "Oregon"),
    ("state", 51107.0, "'VA'"),
    ("region", True, "'TRUE'"),
    ("region", "#N/A", "'#N/A'"),
    ("scenario", "2030_aoe", "2030_aeo"),
    ("build_year", 2024.0, "2025 to 2050"),
    ("build_year", 2030.5, "2025 to 2050"),
    ("build_year", "soon", "2025 to 2050"),
    ("grid", "cambium2024_midcse", "cambium2024_midcase"),
    ("grid", "2030", "aeo2025_reference"),
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
