"""DAC_PATHWAY, DAC_LIFETIME and DAC_HOURLY against their studies."""

from __future__ import annotations

import math

import numpy as np
import pytest

from dacaidc_xl.excel.functions.cells import ERROR
from dacaidc_xl.excel.functions.hours import BASES, NO_MONTHLY
from dacaidc_xl.excel.functions.life import FIGURES, NEVER
from dacaidc_xl.excel.functions.session import evaluations
from dacaidc_xl.reference.pathways import grid_pathways
from dacaidc_xl.studies.coverage import NOT_COVERED
from dacaidc_xl.studies.hourly import COMPARED, hourly
from dacaidc_xl.studies.pathway import pathway
from tests.excel.functions.support import COLUMN, assert_same, call

GRID = "cambium2024_midcase"
COUNTIES = ["51107", "02013", "54039"]


@pytest.fixture(scope="module")
def lives():
    return pathway(2030, [GRID, "aeo2025_reference"])


def of_grid(table, grid):
    return table[table["scenario"] == grid].reset_index(drop=True)


@pytest.mark.parametrize("grid", [GRID, None])
@pytest.mark.parametrize("figure", FIGURES)
def test_a_life_in_every_state_equals_the_study(lives, grid, figure):
    expected = of_grid(lives["pathway_life"], grid or "aeo2025_reference")
    cells = call("DAC_LIFETIME", COLUMN, 2030.0, grid, figure)
    assert_same(cells, expected[FIGURES[figure].column].tolist())


def test_the_years_of_a_life_equal_the_study(lives):
    expected = of_grid(lives["pathway"], GRID)
    for state in ("TX", "AK", "WV"):
        here = expected[expected["state"] == state]
        table = call("DAC_PATHWAY", state, None, GRID, "all")
        assert table[0] == list(expected.columns) and len(table) == 21
        for at, column in enumerate(table[0]):
            values = here[column].tolist()
            if here[column].dtype.kind == "b":
                values = ["yes" if value else "no" for value in values]
            assert_same([[row[at]] for row in table[1:]], values)


def test_a_life_in_a_county_equals_the_study_whatever_runs_with_it():
    study = pathway(2045, GRID, {"plant_life_yr": 8.0}, counties=COUNTIES)
    block = [["plant_life_yr", 8.0]]
    life = study["pathway_life"]
    evaluations().clear()
    for figure, shown in FIGURES.items():
        cells = call("DAC_LIFETIME", [[c] for c in COUNTIES], 2045.0, GRID, figure, block)
        assert_same(cells, life[shown.column].tolist())
    table = call("DAC_PATHWAY", 51107.0, 2045.0, GRID, None, block)
    years = study["pathway"].query("county_fips == '51107'")
    for at, column in enumerate(table[0]):
        assert [row[at] for row in table[1:]] == years[column].tolist()
    held = call("DAC_PATHWAY", "51107", 2045.0, GRID, "held_from_2050", block)
    assert [row[1] for row in held[1:]] == ["no"] * 6 + ["yes"] * 2


def test_a_life_adds_up():
    table = call("DAC_PATHWAY", "OR", 2035.0, None, "net_removal_t_per_yr")
    total = call("DAC_LIFETIME", "OR", 2035.0)
    assert sum(row[1] for row in table[1:]) == pytest.approx(total, rel=1e-12)


def test_lives_meet_as_a_grid():
    grids = [list(grid_pathways())]
    cells = call("DAC_LIFETIME", [["51107"], ["48201"]], None, grids, "lccc_gross")
    assert np.shape(cells) == (2, 6)
    assert cells[0][0] == call("DAC_LIFETIME", "Loudoun, VA", None, None, "lccc_gross")
    one = call("DAC_LIFETIME", [["TX"], ["Nowhere"], ["#DAC! upstream"]])
    assert isinstance(one[0][0], float) and one[2][0] == "#DAC! upstream"
    assert one[1][0].startswith(f"{ERROR} DAC_LIFETIME, region")


def test_figures_of_a_life_that_do_not_exist_say_why():
    dirty = call("DAC_LIFETIME", COLUMN, 2025.0, "aeo2025_reference", "lccc_net")
    assert any(str(c).startswith(f"{ERROR} no net removal, at present value: ") for (c,) in dirty)
    never = call("DAC_LIFETIME", "WV", None, None, "ratio_above_1_from")
    assert never.startswith(f"{ERROR} {NEVER}: DAC_LIFETIME, ratio_above_1_from, West Virginia")
    table = call("DAC_PATHWAY", "WV", 2025.0, None, "lccc_net_usd_per_t")
    assert table[1][1] == f"{ERROR} no net removal"


@pytest.mark.parametrize("name", ["DAC_LIFETIME", "DAC_PATHWAY", "DAC_HOURLY"])
def test_overrides_that_cannot_be(name):
    told = call(name, "VA", None, None, None, [["sorbent_life_yr", 0.0]])
    assert told.startswith(f"{ERROR} {name}, overrides, row 1, sorbent_life_yr: 0 is not valid")
    told = call(name, "VA", None, None, None, [["temp_c", 20.0]])
    assert told.startswith(f"{ERROR} {name}, overrides: 'temp_c'")
    told = call(name, "VA", None, None, None, [["sorbent", "liquid_gas"]])
    assert told.startswith(f"{ERROR} {name}, parameter sorbent")


@pytest.mark.parametrize("basis", [None, *BASES])
def test_hours_equal_the_study(basis):
    counties, regions = ["51107", "04013"], [["AZ"], ["51107"], ["DE"], [4013.0]]
    by_state = hourly("base_2023", states=["AZ", "DE"])["hourly"]
    by_county = hourly("base_2023", counties=counties)["hourly"]
    assert by_county["county_fips"].tolist() == counties
    for figure in ("captured", "net_removal", "lccc_gross", "lccc_net"):
        whole = next(column for column, bare in COMPARED.items() if bare == figure)
        column = {
            "difference": f"difference_{whole}",
            "difference_pct": f"{figure}_difference_pct",
        }.get(basis, f"hourly_{whole}")
        (az, de), (first, second) = by_state[column].tolist(), by_county[column].tolist()
        cells = call("DAC_HOURLY", regions, None, figure, basis)
        assert cells == [[az], [first], [de], [second]]


def test_hours_that_have_no_figure_say_why():
    for basis in BASES:
        told = call("DAC_HOURLY", "AK", "2030_lrmer", None, basis)
        assert told.startswith(f"{ERROR} {NOT_COVERED}: DAC_HOURLY, net_removal, {basis}, Alaska")
        told = call("DAC_HOURLY", "WV", None, "lccc_net", basis)
        assert told.startswith(f"{ERROR} no net removal: DAC_HOURLY")
    assert isinstance(call("DAC_HOURLY", "AK", "2030_lrmer", "captured"), float)


def test_a_difference_needs_both_figures(monkeypatch):
    table = hourly("base_2023", states=["DE"])
    row = table["hourly"].iloc[0].to_dict()
    row |= {"monthly_lccc_net_usd_per_t": math.nan, "difference_lccc_net_usd_per_t": math.nan}
    evaluations().clear()
    monkeypatch.setattr(
        "dacaidc_xl.excel.functions.hours._study", lambda *_: {"DE": row}, raising=True
    )
    told = call("DAC_HOURLY", "DE", None, "lccc_net", "difference")
    assert told.startswith(f"{ERROR} {NO_MONTHLY}: ")
    assert isinstance(call("DAC_HOURLY", "DE", None, "lccc_net"), float)
    evaluations().clear()
