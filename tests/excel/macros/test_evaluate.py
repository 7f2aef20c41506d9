"""Run all states, sites and scenarios on a real xlwings book; read the saved file back."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import openpyxl
import pytest

from dacaidc_xl.excel.batch import run_template
from dacaidc_xl.excel.macros import buttons, evaluate
from dacaidc_xl.excel.macros.blocks import blocks_of
from dacaidc_xl.excel.macros.views import CHOSEN
from dacaidc_xl.excel.openpyxl_engine import open_book
from dacaidc_xl.excel.template import write_template
from dacaidc_xl.excel.workbook.layout import NAMES, parameter_block
from dacaidc_xl.reference.parameters import parameter_table
from dacaidc_xl.studies.sites import sites
from dacaidc_xl.studies.states import states
from dacaidc_xl.studies.study import REFUSED

from .conftest import Saved, rows_as_read
from .small_workbook import OLD, SITES, write_small_workbook

OVERRIDES = {"sorbent_life_yr": 3.0, "dac_model": "table"}


@pytest.fixture(scope="module")
def run_of_2030(tmp_path_factory):
    """All states in a scenario with overrides, as the saved workbook shows them."""
    folder = tmp_path_factory.mktemp("run")
    path = write_small_workbook(folder / "my.xlsx", OVERRIDES, "2030")
    book = open_book(path)
    buttons.run_all_states_on(book)
    book.save()
    book.app.quit()
    return Saved(path)


def test_all_states_equal_the_study_to_the_last_bit(run_of_2030):
    study = states("2030", OVERRIDES)
    compared = 0
    for block in blocks_of("states"):
        if block.table != "provenance":
            rows = run_of_2030.rows(block)
            assert rows == rows_as_read(study[block.table], block.columns), block.name
            compared += sum(len(row) for row in rows)
    assert compared > 50_000
    assert run_of_2030.problems() == []
    assert run_of_2030.named("run_status") == "Run all states: 51 states in 2030."
    assert str(run_of_2030.named("run_time")).endswith(" s")
    assert str(run_of_2030.named("engine_version")).startswith("dacaidc_xl ")
    assert str(run_of_2030.named("connection")).startswith("Python 3.")


def test_all_states_equal_the_batch_run_of_a_template_to_the_last_bit(run_of_2030, tmp_path):
    template = write_template(tmp_path / "template.xlsx", "states")
    filled = openpyxl.load_workbook(template)
    ((sheet, cell),) = filled.defined_names["scenario"].destinations
    filled[sheet][cell].value = "2030"
    for row in filled["Parameters"].iter_rows(max_col=2):
        if row[0].value in OVERRIDES:
            row[1].value = OVERRIDES[row[0].value]
    filled.save(template)
    batch = run_template(template)
    for block in blocks_of("states"):
        if block.table != "provenance":
            # The template lists the states in another order.
            from_batch = rows_as_read(batch[block.table], block.columns)
            rows = run_of_2030.rows(block)
            assert sorted(rows, key=str) == sorted(from_batch, key=str), block.name


def test_a_scenario_that_looks_like_a_number_stays_text(run_of_2030):
    cells = [
        row[list(block.columns).index("scenario")]
        for block in blocks_of("states")
        if "scenario" in block.columns
        for row in run_of_2030.rows(block)
    ]
    assert set(cells) == {"2030"}


def test_sheets_that_showed_a_scenario_without_results_show_one_that_has_some(run_of_2030):
    chosen = {run_of_2030.named(name) for name in CHOSEN["states"] if name in NAMES}
    assert chosen == {"2030"}


def test_a_chosen_scenario_that_has_results_stays(opened, saved, monkeypatch, two_states):
    study = replace(two_states, scenarios=("2030", "base_2023"))
    monkeypatch.setattr(evaluate, "run_inputs", lambda given: study)
    book = opened()
    buttons.run_all_states_on(book)
    assert saved(book).named("map_scenario") == "base_2023"


def test_provenance_names_the_button_and_the_book(opened, saved, quick):
    book = opened()
    buttons.run_all_states_on(book)
    block = next(b for b in blocks_of("states") if b.table == "provenance")
    values = {row[0]: row[1] for row in saved(book).rows(block)}
    assert values["command"] == "Run all states, my.xlsx"
    assert "parameters of base_2023" in values


def test_compare_evaluates_each_headline_scenario_whatever_is_chosen(
    opened, saved, monkeypatch, two_states
):
    asked = []

    def run(given):
        asked.append((given.scenario, dict(given.parameters), len(given.states)))
        return two_states

    monkeypatch.setattr(evaluate, "run_inputs", run)
    book = opened(scenario="base_2023", parameters={"sorbent_life_yr": 3.0})
    buttons.compare_scenarios_on(book)
    read = saved(book)
    assert asked == [("all", {"sorbent_life_yr": 3.0}, 51)]
    assert read.book.active.title == "Compare"
    assert read.named("scenario") == "base_2023"
    block = next(b for b in blocks_of("states") if b.table == "compare")
    assert read.rows(block) == rows_as_read(two_states["compare"], block.columns)


def test_sites_equal_the_study_and_bad_rows_come_back_refused(opened, saved):
    bad = {"name": "Nowhere", "state": "Texsa", "capacity_mw": -1.0}
    book = opened(parameters={"sorbent_life_yr": 3.0}, sites=[*SITES, bad])
    buttons.run_sites_on(book)
    read = saved(book)
    (block,) = blocks_of("sites")
    rows = read.rows(block)
    given = evaluate.read_book(book, "sites").sites
    study = sites(given, {"sorbent_life_yr": 3.0})
    assert rows[:2] == rows_as_read(study["sites"], block.columns)
    status = list(block.columns).index("status")
    assert [row[status] == REFUSED for row in rows] == [False, False, True]
    assert rows[2][0] == "Nowhere"
    assert rows[1][0] == "=SUM(A1)"
    problems = read.problems()
    assert [row[0] for row in problems] == [
        link("Sites!B9"),
        link("Sites!D9"),
    ]
    assert problems[0][1:4] == ["Texsa", problems[0][2], "Texas"]
    assert "Sites!B9: 'Texsa' is not valid" in str(problems[0][4])
    assert read.book.active.title == "Problems"
    assert str(read.named("run_status")) == (
        "Run sites: 2 sites in base_2023, 2030. 1 refused. See the sheet Problems."
    )


def test_a_name_that_looks_like_a_formula_stays_text(opened, saved):
    book = opened()
    buttons.run_sites_on(book)
    read = saved(book)
    (block,) = blocks_of("sites")
    cell = read.book[block.sheet].cell(block.header_row + 2, block.first_column)
    assert (cell.value, cell.data_type, cell.quotePrefix) == ("=SUM(A1)", "s", True)


def input_cell(name: str) -> str:
    """Give the cell of a parameter's value as the small workbook lays it out."""
    return f"Inputs!B{parameter_block().header_row + 1 + list(parameter_table()).index(name)}"


def link(cell: str) -> str:
    sheet, address = cell.split("!")
    return f'=HYPERLINK("#\'{sheet}\'!{address}","{cell}")'


def test_inputs_that_cannot_be_used_leave_the_results(opened, saved):
    book = opened(parameters={"sorbent_life_yr": -3.0, "dac_model": "tabel"})
    buttons.run_all_states_on(book)
    read = saved(book)
    problems = {row[0]: row for row in read.problems()}
    assert set(problems) == {link(input_cell("sorbent_life_yr")), link(input_cell("dac_model"))}
    assert problems[link(input_cell("dac_model"))][3] == "table"
    for block in blocks_of("states"):
        assert read.rows(block) == [[OLD] * len(block.columns)] * 2
    assert "the results are those of before" in str(read.named("run_status"))
    assert read.named("run_time") is None


@pytest.mark.parametrize(
    ("given", "blamed"),
    [
        ({"energy_share_gpu_air": 0.9}, "energy_share_cpu_air"),
        ({"desorption_temp_c": 150.0}, "working_fluid"),
    ],
)
def test_values_that_do_not_fit_together_lead_to_a_cell(opened, saved, given, blamed):
    book = opened(parameters=given)
    buttons.run_all_states_on(book)
    (problem,) = saved(book).problems()
    assert problem[0] == link(input_cell(blamed))


def test_results_are_written_as_whole_arrays(opened, quick):
    book = opened()
    record = book.app.impl.record
    buttons.run_all_states_on(book)
    written = Counter(e.detail for e in record.events if e.kind == "write")
    single_cells = 4  # run_status, run_time, engine_version, connection
    assert written == Counter(
        [1] * single_cells
        + [
            table.data_body_range.shape[0] * len(block.columns)
            for block in blocks_of("states")
            for table in book.sheets[block.sheet].tables
            if table.name == block.name
        ]
    )
    assert sum(e.kind in ("link", "format", "formula") for e in record.events) == 0
    reads = [e for e in record.events if e.kind == "read"]
    # Two arrays of the sheet of inputs, a header a table and one of problems, what stands below
    # a table that grows, and the scenario that each sheet shows.
    assert len(reads) <= 2 + 2 * (len(blocks_of("states")) + 1) + len(CHOSEN["states"])


def test_a_table_grows_and_shrinks_with_its_results(opened, saved, quick):
    book = opened()
    table = book.sheets["Monthly"].tables["tblMonthly"]
    buttons.run_all_states_on(book)
    assert table.data_body_range.shape[0] == 24
    buttons.clear_results_on(book)
    assert table.data_body_range.shape[0] == 1
    read = saved(book)
    for block in (*blocks_of("states"), *blocks_of("sites")):
        assert read.rows(block) == [[None] * len(block.columns)], block.name
        below = read.book[block.sheet].iter_rows(
            min_row=block.header_row + 1,
            min_col=block.first_column,
            max_col=block.first_column + len(block.columns) - 1,
        )
        assert all(cell.value is None for row in below for cell in row), block.name
    assert read.named("run_time") is None


def test_what_the_user_put_below_a_table_is_not_covered(opened, saved, quick):
    book = opened()
    book.sheets["Monthly"]["A50"].value = "my note"
    buttons.run_all_states_on(book)
    read = saved(book)
    (problem,) = read.problems()
    assert "Monthly!A50" in str(problem[0])
    assert "nothing below the table tblMonthly" in str(problem[2])
    assert read.book["Monthly"]["A50"].value == "my note"
    states_block = blocks_of("states")[0]
    assert read.rows(states_block) == [[OLD] * len(states_block.columns)] * 2


def test_columns_of_the_user_right_of_a_table_stay(opened, saved, quick):
    book = opened()
    live = book.api["Checks"]
    block = next(b for b in blocks_of("states") if b.table == "checks")
    column = block.first_column + len(block.columns)
    live.cell(block.header_row, column).value = "mine"
    live.cell(block.header_row + 1, column).value = "=1+1"
    table = live.tables[block.name]
    table._initialise_columns()
    table.ref = f"A{block.header_row}:D{block.header_row + 2}"
    buttons.run_all_states_on(book)
    read = saved(book)
    rows = read.rows(block)
    assert [row[:3] for row in rows] == rows_as_read(quick["checks"], block.columns)
    assert rows[0][3] == "=1+1"


@pytest.mark.parametrize("break_it", ["missing", "renamed"])
def test_a_table_that_was_changed_is_named_before_anything_is_evaluated(
    opened, saved, monkeypatch, break_it
):
    book = opened()
    block = blocks_of("states")[0]
    live = book.api[block.sheet]
    if break_it == "missing":
        del live.tables[block.name]
    else:
        live.cell(block.header_row, 2).value = "State"
    monkeypatch.setattr(evaluate, "run_inputs", lambda given: pytest.fail("evaluated"))
    buttons.run_all_states_on(book)
    (problem,) = saved(book).problems()
    assert block.sheet in str(problem[0])
    assert ("no table tblStates" if break_it == "missing" else "'State' for 'state'") in str(
        problem[1]
    )
