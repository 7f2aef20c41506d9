"""Run counties, hourly and pathway on a real xlwings book; read the saved file back."""

from __future__ import annotations

import pytest

from dacaidc_xl.excel import batch
from dacaidc_xl.excel.macros import buttons, evaluate
from dacaidc_xl.excel.macros.blocks import blocks_of
from dacaidc_xl.excel.macros.views import CHOSEN
from dacaidc_xl.excel.workbook.layout import NAMES, READ_NAMES, RUN_NAMES, SHIPPED_PROJECTIONS
from dacaidc_xl.studies.counties import counties
from dacaidc_xl.studies.hourly import hourly
from dacaidc_xl.studies.pathway import pathway

from .conftest import rows_as_read
from .small_workbook import OLD

OVERRIDES = {"sorbent_life_yr": 3.0}
FEW = ["DE", "HI"]


def equal_tables(read, study) -> None:
    for block in blocks_of(study.kind):
        assert read.rows(block) == rows_as_read(study[block.table], block.columns), block.name


@pytest.fixture
def few_counties(monkeypatch):
    """Let the counties study take those of two states where all are asked for."""
    asked = []

    def run(scenario, parameters, chosen, **others):
        assert chosen is None, "all counties are asked for"
        asked.append(scenario)
        return counties(scenario, parameters, states=FEW, **others)

    monkeypatch.setattr(batch, "counties", run)
    return asked


def test_counties_equal_the_study_to_the_last_bit(opened, saved, few_counties):
    book = opened(parameters=OVERRIDES, scenario="2030")
    buttons.run_counties_on(book)
    read = saved(book)
    equal_tables(read, counties("2030", OVERRIDES, states=FEW))
    assert read.problems() == []
    assert read.named("run_status") == "Run counties: 8 counties in 2030."
    said = str(read.named("counties_run"))
    assert said.startswith("Run counties, ")
    assert "; all closures are below the limit; " in said
    assert "OpenStreetMap" in said
    (block,) = blocks_of("counties")
    codes = [row[list(block.columns).index("county_fips")] for row in read.rows(block)]
    assert codes[0] == "10001"
    assert all(isinstance(code, str) for code in codes)


def test_counties_take_the_first_scenario_where_all_are_chosen(opened, saved, few_counties):
    book = opened(scenario="all")
    buttons.run_counties_on(book)
    assert few_counties == ["base_2023"]
    (block,) = blocks_of("counties")
    assert {row[0] for row in saved(book).rows(block)} == {"base_2023"}


def test_a_code_that_begins_with_a_zero_stays_text(opened, saved, monkeypatch):
    monkeypatch.setattr(
        batch, "counties", lambda s, p, c, **others: counties(s, p, ["01001"], **others)
    )
    book = opened()
    buttons.run_counties_on(book)
    (block,) = blocks_of("counties")
    ((scenario, code, *_),) = saved(book).rows(block)
    assert (scenario, code) == ("base_2023", "01001")


def test_hours_equal_the_study_to_the_last_bit(opened, saved):
    book = opened(parameters=OVERRIDES, scenario="2030")
    record = book.app.impl.record
    buttons.run_hourly_on(book)
    read = saved(book)
    equal_tables(read, hourly("2030", OVERRIDES))
    assert read.named("run_status") == "Run hourly: 51 states in 2030."
    assert read.named("hourly_scenario") == "2030"
    assert read.named("monthly_scenario") == "base_2023"
    texts = [str(e.detail) for e in record.events if e.kind == "status_bar"]
    assert any("hours of 2030: 51 of 51 states" in text for text in texts)


def test_hours_can_be_cancelled_between_their_parts(opened, saved):
    book = opened()
    # Inputs, evaluation, the first states: the fourth word is never said.
    book.app.impl.record.interrupt_at = 3
    buttons.run_hourly_on(book)
    read = saved(book)
    assert "cancelled; the results are those of before" in str(read.named("run_status"))
    (block,) = blocks_of("hourly")
    assert read.rows(block) == [[OLD] * len(block.columns)] * 2


def test_pathways_equal_the_study_to_the_last_bit(opened, saved):
    given = "aeo2025_reference"
    book = opened(parameters=OVERRIDES, build_year=2028, grid_projection=given)
    buttons.run_pathway_on(book)
    read = saved(book)
    equal_tables(read, pathway(2028, given, OVERRIDES))
    assert read.problems() == []
    assert read.named("run_status") == f"Run pathway: 51 states in {given}."
    assert read.named("pathway_grid") == given
    assert "AEO2025" in str(read.named("pathway_run"))


def test_blank_cells_are_the_defaults_and_several_projections_are_read(opened):
    book = opened()
    given = evaluate.read_book(book, "pathways")
    assert (given.build_year, given.grids) == (2030, ("cambium2024_midcase",))
    assert given.all_places
    cell = NAMES["grid_projection"]
    book.sheets[cell.sheet][cell.cell].value = NAMES["grid_projection"].value
    assert evaluate.read_book(book, "pathways").grids == SHIPPED_PROJECTIONS
    book.sheets[cell.sheet][cell.cell].value = "all"
    assert len(evaluate.read_book(book, "pathways").grids) == 6


def link(cell: str) -> str:
    return f'=HYPERLINK("#\'Inputs\'!{cell}","Inputs!{cell}")'


@pytest.mark.parametrize(
    ("given", "cell", "words"),
    [
        ({"build_year": 2051}, "B5", "a year 2025 to 2050"),
        ({"build_year": 2030.5}, "B5", "a year 2025 to 2050"),
        ({"build_year": "soon"}, "B5", "a year 2025 to 2050"),
        ({"grid_projection": "cambium2024_midcse"}, "B6", "one of aeo2025_reference, "),
        ({"grid_projection": ", "}, "B6", "one of aeo2025_reference, "),
    ],
)
@pytest.mark.parametrize("button", ["run_pathway_on", "validate_inputs_on"])
def test_a_wrong_cell_is_named_and_stops_the_run(opened, saved, given, cell, words, button):
    book = opened(**given)
    getattr(buttons, button)(book)
    read = saved(book)
    (problem,) = read.problems()
    assert problem[0] == link(cell)
    assert words in str(problem[2])
    for block in blocks_of("pathway"):
        assert read.rows(block) == [[OLD] * len(block.columns)] * 2


def test_a_wrong_projection_names_the_nearest(opened, saved):
    book = opened(grid_projection="aeo2025_reference, cambium2024_midcse")
    buttons.validate_inputs_on(book)
    (problem,) = saved(book).problems()
    assert problem[3] == "cambium2024_midcase"


@pytest.mark.parametrize("button", ["run_counties_on", "run_hourly_on", "run_pathway_on"])
def test_values_that_do_not_fit_together_lead_to_a_cell(opened, saved, button):
    book = opened(parameters={"energy_share_gpu_air": 0.9})
    getattr(buttons, button)(book)
    read = saved(book)
    (problem,) = read.problems()
    assert str(problem[0]).startswith("=HYPERLINK(\"#'Inputs'!B")
    assert "the results are those of before" in str(read.named("run_status"))


@pytest.mark.parametrize("name", ["counties", "hourly", "pathway"])
def test_a_run_changes_only_the_sheets_it_answers_on(opened, quick, name):
    book = opened()
    record = book.app.impl.record
    getattr(buttons, f"run_{name}_on")(book)
    changed = {e.place.partition("!")[0] for e in record.events if e.kind in ("write", "clear")}
    assert changed <= {block.sheet for block in blocks_of(name)} | {"Start", "Problems"}
    assert {block.sheet for block in blocks_of(name)} <= changed


def test_a_warning_of_the_parameters_is_told_and_a_note_of_the_data_is_not(opened, saved, quick):
    book = opened(parameters={"sorbent_life_yr": 20.0})
    buttons.run_counties_on(book)
    (row,) = saved(book).problems()
    assert str(row[4]).startswith("Warning: ")
    assert "sorbent_life_yr" in str(row[4])


def test_clear_empties_the_words_and_reset_sets_the_cells_back(opened, saved, quick):
    book = opened(build_year=2040, grid_projection="all")
    buttons.run_pathway_on(book)
    buttons.clear_results_on(book)
    buttons.reset_inputs_on(book)
    read = saved(book)
    for name in RUN_NAMES.values():
        assert read.named(name) is None
    for name in READ_NAMES:
        assert read.named(name) == NAMES[name].value


def test_each_cell_of_a_choice_is_in_the_workbook():
    assert {name for names in CHOSEN.values() for name in names} - set(NAMES) == {"audit_scenario"}
