"""Check, clear, reset, refresh, export."""

from __future__ import annotations

from dacaidc_xl.excel.macros import buttons, evaluate
from dacaidc_xl.excel.macros.blocks import blocks_of
from dacaidc_xl.excel.safe_workbook import read_workbook
from dacaidc_xl.excel.workbook.layout import PROBLEMS, parameter_block

from .small_workbook import OLD, SITES


def test_good_inputs_are_said_to_be_good(opened, saved):
    book = opened(parameters={"sorbent_life_yr": 3.0})
    buttons.validate_inputs_on(book)
    read = saved(book)
    assert read.problems() == []
    assert read.named("run_status") == (
        "Validate inputs: nothing to mend; 1 parameters changed, 2 sites."
    )


def test_a_check_evaluates_nothing_and_keeps_the_results(opened, saved, monkeypatch):
    monkeypatch.setattr(evaluate, "run_inputs", lambda given: 1 / 0)
    book = opened(parameters={"sorbent_life_yr": -1.0}, sites=[{"name": "x", "state": "VA"}])
    buttons.validate_inputs_on(book)
    read = saved(book)
    places = [str(row[0]).partition('","')[2].rstrip('")') for row in read.problems()]
    assert len(places) == 2
    assert places[0].startswith("Inputs!B")
    assert places[1] == "Sites!D7"
    assert read.book.active.title == "Problems"
    for block in (*blocks_of("states"), *blocks_of("sites")):
        assert read.rows(block) == [[OLD] * len(block.columns)] * 2


def test_a_value_outside_of_its_range_is_a_warning(opened, saved):
    book = opened(parameters={"sorbent_life_yr": 20.0})
    buttons.validate_inputs_on(book)
    (row,) = saved(book).problems()
    assert row[:4] == [None] * 4
    assert str(row[4]).startswith("Warning: ")
    assert "sorbent_life_yr" in str(row[4])


def test_sites_are_not_asked_for_where_none_are_given(opened, saved):
    book = opened(sites=[])
    buttons.validate_inputs_on(book)
    assert saved(book).problems() == []
    buttons.run_sites_on(book)
    (row,) = saved(book).problems()
    assert "at least one site" in str(row[2])


def test_a_formula_and_an_error_in_an_input_are_read_as_such(opened, saved):
    book = opened()
    sheet = book.sheets["Sites"]
    sheet["D7"].value = "=40+2"
    sheet["D8"].value = "#DIV/0!"
    buttons.validate_inputs_on(book)
    shown = [str(row[1]) for row in saved(book).problems()]
    assert shown == ["the formula =40+2 without a value", "the error #DIV/0!"]


def test_a_sheet_without_end_is_refused(opened, saved):
    book = opened()
    book.api["Sites"]["A100000"].value = "x"
    buttons.run_sites_on(book)
    (row,) = saved(book).problems()
    assert "down to row 100,000" in str(row[1])


def test_reset_clears_the_own_values_and_nothing_else(opened, saved):
    book = opened(parameters={"sorbent_life_yr": 3.0}, scenario="2030")
    buttons.reset_inputs_on(book)
    read = saved(book)
    block = parameter_block()
    rows = read.rows(block)
    assert all(row[1] is None for row in rows)
    assert all(row[0] for row in rows)
    assert read.named("scenario") == "all"
    assert read.book["Sites"]["A7"].value == SITES[0]["name"]
    first = blocks_of("states")[0]
    assert read.rows(first) == [[OLD] * len(first.columns)] * 2


def test_refresh_calculates_and_writes_no_table(opened, quick):
    book = opened()
    record = book.app.impl.record
    buttons.refresh_charts_on(book)
    assert sum(e.kind == "calculate" for e in record.events) == 1
    written = {e.place.partition("!")[0] for e in record.events if e.kind == "write"}
    assert written == {"Start"}


def test_export_writes_beside_the_book_and_never_over_a_file(opened, saved, quick, tmp_path):
    book = opened(sites=[])
    mine = tmp_path / "my_states.xlsx"
    mine.write_text("of the user")
    buttons.export_report_on(book)
    assert mine.read_text() == "of the user"
    report = read_workbook(tmp_path / "my_states_2.xlsx", [])
    assert report.sheet_names[:2] == ("Summary", "States")
    status = str(saved(book).named("run_status"))
    assert status == f"Export report: my_states_2.xlsx in {tmp_path}."


def test_export_needs_a_folder(opened, saved):
    book = opened()
    book.impl._path = book.impl._path.__class__("Book1")
    buttons.export_report_on(book)
    (target,) = [t for t in book.sheets["Problems"].tables if t.name == PROBLEMS.name]
    assert "without a folder" in target.data_body_range.value[1]
