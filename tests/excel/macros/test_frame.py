"""What every macro keeps: modes put back, nothing raised, cancel, the user's own things."""

from __future__ import annotations

import os
import signal
import threading
import time
import zipfile

import openpyxl
import pytest
import xlwings as xw

from dacaidc_xl.excel import macros
from dacaidc_xl.excel.macros import buttons, cancel, evaluate, run
from dacaidc_xl.excel.macros.blocks import blocks_of
from dacaidc_xl.excel.workbook.layout import BUTTONS, MACROS, PROBLEMS

from .small_workbook import OLD

ALL = [name for name in dir(buttons) if name.endswith("_on")]


def snake(name: str) -> str:
    return "".join("_" + c.lower() if c.isupper() else c for c in name).strip("_")


def modes(book):
    app = book.app
    return app.screen_updating, app.enable_events, app.calculation


def test_each_button_of_the_workbook_has_its_macro():
    assert {snake(name) for name in MACROS} == set(macros.__all__)
    assert {button.macro for button in BUTTONS} == set(MACROS)
    assert {f"{name}_on" for name in macros.__all__} == set(ALL)


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("calculation", ["automatic", "manual"])
def test_modes_are_put_back(opened, quick, name, calculation):
    book = opened()
    book.app.calculation = calculation
    book.app.screen_updating = True
    record = book.app.impl.record
    record.events.clear()
    getattr(buttons, name)(book)
    assert modes(book) == (True, True, calculation)
    assert book.app.status_bar is False
    changes = [e for e in record.events if e.kind == "screen_updating"]
    assert [e.detail for e in changes] == [False, True]
    first_write = next(
        (n for n, e in enumerate(record.events) if e.kind == "write"), len(record.events)
    )
    assert record.events.index(changes[0]) < first_write
    texts = [e.detail for e in record.events if e.kind == "status_bar"]
    assert texts[0].startswith("DAC: ")


@pytest.mark.parametrize("name", ALL)
def test_an_unexpected_error_becomes_a_row_and_a_text(opened, saved, monkeypatch, name):
    def fail(*args, **kwargs):
        raise ZeroDivisionError("injected")

    book = opened()
    monkeypatch.setattr(run.Run, "stage", fail)
    getattr(buttons, name)(book)
    assert modes(book) == (True, True, "automatic")
    read = saved(book)
    (row,) = read.problems()
    assert row == [None, None, None, None, "Unexpected: ZeroDivisionError: injected"]
    assert "stopped; the results are those of before." in str(read.named("run_status"))
    assert book.app.status_bar.startswith("DAC: ")


def test_an_error_while_writing_is_said_as_such(opened, saved, quick):
    book = opened()
    block = blocks_of("states")[1]
    book.api[block.sheet].merge_cells(
        start_row=block.header_row + 1,
        end_row=block.header_row + 2,
        start_column=1,
        end_column=1,
    )
    buttons.run_all_states_on(book)
    assert modes(book) == (True, True, "automatic")
    read = saved(book)
    assert "stopped while writing; the results are incomplete" in str(read.named("run_status"))
    assert "merged range" in str(read.problems()[0][4])


@pytest.mark.parametrize("at", [1, 2, 3, 4])
def test_a_cancel_leaves_the_results_whole(opened, saved, quick, at):
    book = opened()
    book.app.impl.record.interrupt_at = at
    buttons.run_all_states_on(book)
    assert modes(book) == (True, True, "automatic")
    read = saved(book)
    for block in blocks_of("states"):
        assert read.rows(block) == [[OLD] * len(block.columns)] * 2
    assert str(read.named("run_status")) == (
        "Run all states: cancelled; the results are those of before."
    )
    assert read.problems() == []


def test_there_are_four_places_to_cancel_and_none_after_them(opened, quick):
    book = opened()
    record = book.app.impl.record
    buttons.run_all_states_on(book)
    texts = [e for e in record.events if e.kind == "status_bar" and isinstance(e.detail, str)]
    assert len(texts) == 4
    last = record.events.index(texts[-1])
    tables = [e for e in record.events if e.kind in ("write", "resize", "clear")]
    assert all(record.events.index(e) > last for e in tables)


def test_the_users_own_sheet_names_and_formats_stay(opened, saved, quick, tmp_path):
    book = opened()
    buttons.run_all_states_on(book)
    buttons.run_sites_on(book)
    buttons.clear_results_on(book)
    read = saved(book).book
    before = openpyxl.load_workbook(tmp_path / "my.xlsx")
    assert read.sheetnames == before.sheetnames
    assert {n: d.attr_text for n, d in read.defined_names.items()} == {
        n: d.attr_text for n, d in before.defined_names.items()
    }
    mine, own = read["Mine"], before["Mine"]
    assert [[c.value for c in row] for row in mine] == [[c.value for c in row] for row in own]
    for row, own_row in zip(mine, own, strict=True):
        for cell, own_cell in zip(row, own_row, strict=True):
            for look in ("font", "fill", "border", "alignment", "number_format", "protection"):
                seen, was = getattr(cell, look), getattr(own_cell, look)
                assert repr(seen) == repr(was), cell.coordinate
    assert mine["A1"].comment.text == own["A1"].comment.text
    assert mine.column_dimensions["D"].width == own.column_dimensions["D"].width
    assert str(mine.merged_cells) == str(own.merged_cells)
    assert repr(mine.data_validations) == repr(own.data_validations)
    assert [(str(area.sqref), repr(area.rules)) for area in mine.conditional_formatting] == [
        (str(area.sqref), repr(area.rules)) for area in own.conditional_formatting
    ]
    assert len(mine._charts) == len(own._charts) == 1
    assert "xl/charts/chart1.xml" in zipfile.ZipFile(tmp_path / "saved.xlsx").namelist()
    inputs, own_inputs = read["Inputs"], before["Inputs"]
    assert [[c.value for c in row] for row in inputs] == [
        [c.value for c in row] for row in own_inputs
    ]


def test_a_macro_changes_only_the_sheets_it_answers_on(opened, quick):
    book = opened()
    record = book.app.impl.record
    buttons.run_all_states_on(book)
    changed = {e.place.partition("!")[0] for e in record.events if e.kind in ("write", "clear")}
    assert changed == {block.sheet for block in blocks_of("states")} | {"Start", PROBLEMS.sheet}


def test_without_the_sheet_of_problems_the_status_says_it(opened, monkeypatch):
    book = opened(parameters={"sorbent_life_yr": -3.0})
    del book.api["Problems"]
    buttons.run_all_states_on(book)
    text = book.names["run_status"].refers_to_range.value
    assert "The sheet Problems cannot be written" in text
    assert "Inputs!B" in text


def test_without_named_cells_the_status_bar_has_the_message(opened):
    book = opened(parameters={"sorbent_life_yr": -3.0})
    for name in ("run_status", "connection", "engine_version", "run_time"):
        del book.names[name]
    buttons.run_all_states_on(book)
    assert book.app.status_bar == (
        "DAC: Run all states: stopped; the results are those of before. See the sheet Problems."
    )


def test_the_macro_of_a_button_works_on_the_calling_book(opened, quick):
    book = opened()
    book.set_mock_caller()
    try:
        macros.run_all_states()
    finally:
        del xw.Book._mock_caller
    assert book.names["run_status"].refers_to_range.value.startswith("Run all states: 2 states")


def test_old_problems_go_with_the_next_check_but_not_with_a_refresh(opened, saved, quick):
    book = opened()
    buttons.refresh_charts_on(book)
    assert saved(book).problems() == [[OLD] * 5] * 2
    buttons.run_all_states_on(book)
    assert saved(book).problems() == []


class User32:
    """Windows' keyboard, as far as it is asked."""

    def __init__(self, state: int, front: int) -> None:
        self.state, self.front = state, front

    def GetAsyncKeyState(self, key: int) -> int:
        assert key == 27
        return self.state

    def GetForegroundWindow(self) -> int:
        return self.front


@pytest.mark.parametrize(
    ("state", "front", "pressed"),
    [(0x8000, 7, True), (-0x8000, 7, True), (1, 7, True), (0, 7, False), (1, 8, False)],
)
def test_escape_counts_in_the_window_of_excel_alone(state, front, pressed):
    assert cancel.escape_pressed(7, User32(state, front)) is pressed


def test_an_escape_of_before_the_button_cancels_nothing(opened, monkeypatch, quick):
    """Windows remembers a key that was pressed since the last question."""

    class Remembering(User32):
        def GetAsyncKeyState(self, key: int) -> int:
            before, self.state = self.state, 0
            return before

    book = opened()
    keyboard = Remembering(1, book.app.hwnd)
    monkeypatch.setattr(run, "escape_pressed", lambda w: cancel.escape_pressed(w, keyboard))
    buttons.run_all_states_on(book)
    assert "cancelled" not in book.names["run_status"].refers_to_range.value
    assert keyboard.state == 0


def test_escape_stops_a_macro_between_two_stages(opened, monkeypatch, quick):
    monkeypatch.setattr(run, "escape_pressed", lambda window: True)
    monkeypatch.setattr(evaluate, "run_inputs", lambda given: pytest.fail("evaluated"))
    book = opened()
    buttons.run_all_states_on(book)
    assert "cancelled" in book.names["run_status"].refers_to_range.value


def test_ctrl_c_waits_for_what_must_be_whole():
    with cancel.whole():
        os.kill(os.getpid(), signal.SIGINT)
        time.sleep(0.01)
    with pytest.raises(KeyboardInterrupt):
        os.kill(os.getpid(), signal.SIGINT)
        time.sleep(1.0)


def test_another_thread_needs_no_guard():
    entered = []

    def work() -> None:
        with cancel.whole():
            entered.append(True)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert entered == [True]
