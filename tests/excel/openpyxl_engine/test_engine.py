"""The engine: real xlwings objects and converters on a file, as Excel would behave."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys

import numpy as np
import openpyxl
import pandas as pd
import pytest
import xlsxwriter
import xlwings as xw
from openpyxl.worksheet.table import Table

from dacaidc_xl.errors import InputError
from dacaidc_xl.excel.openpyxl_engine import open_book

FRAME = pd.DataFrame(
    {"scenario": ["'2030", "'2030_aeo"], "captured": [0.1 + 0.2, np.nan], "flip": [True, False]}
)


@pytest.fixture
def path(tmp_path):
    """A workbook with a formula and its stored value, a table, names and formats."""
    path = tmp_path / "book.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("Data sheet")
    sheet.set_column("A:A", 20, book.add_format({"num_format": "0.000"}))
    sheet.write_row("A1", ["name", "value"])
    for row, pair in enumerate([("a", 1), ("b", 2), ("c", 3)], start=1):
        sheet.write_row(row, 0, pair)
    sheet.add_table(
        "A1:B4", {"name": "tblData", "columns": [{"header": "name"}, {"header": "value"}]}
    )
    sheet.write_formula("D1", "=SUM(tblData[value])", None, 6)
    sheet.write_formula("D2", "=1/0", None, "#DIV/0!")
    sheet.write_datetime("D3", dt.datetime(2030, 1, 2), book.add_format({"num_format": "yyyy"}))
    book.define_name("total", "='Data sheet'!$D$1")
    book.define_name("twice", "=2*total")
    other = book.add_worksheet("Other")
    other.write("B2", "kept")
    book.close()
    return path


@pytest.fixture
def book(path):
    opened = open_book(path)
    yield opened
    opened.app.quit()


def test_these_are_xlwings_own_objects_without_a_key(book):
    assert type(book) is xw.Book
    assert type(book.sheets[0]["A1"]) is xw.Range
    assert not xw.__pro__
    assert book.app.engine.name == "openpyxl"
    assert book.name == "book.xlsx"
    assert [sheet.name for sheet in book.sheets] == ["Data sheet", "Other"]


def test_without_the_engine_xlwings_has_none_here():
    """The engine is not registered by importing it: no other code changes its behavior."""
    code = "import xlwings, dacaidc_xl.excel.openpyxl_engine; print(len(xlwings.engines))"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "0"


def test_formulas_give_their_stored_values(book):
    sheet = book.sheets["Data sheet"]
    assert sheet["D1"].value == 6.0
    assert sheet["D1"].formula == "=SUM(tblData[value])"
    assert sheet["D2"].value is None
    assert sheet["D2"].options(err_to_str=True).value == "#DIV/0!"
    assert sheet["D3"].value == dt.datetime(2030, 1, 2)
    assert book.names["total"].refers_to_range.value == 6.0
    assert book.names["TOTAL"].refers_to == "='Data sheet'!$D$1"
    with pytest.raises(ValueError, match="no single range"):
        _ = book.names["twice"].refers_to_range


def test_a_new_formula_has_no_value_until_something_calculates(book):
    sheet = book.sheets["Data sheet"]
    assert sheet["B2"].value == 1.0
    sheet["B2"].value = "=40+2"
    assert (sheet["B2"].value, sheet["B2"].formula) == (None, "=40+2")
    sheet["D1"].formula = "=1+1"
    assert sheet["D1"].value is None


def test_a_table_of_pandas_goes_there_and_back_exactly(book, tmp_path):
    target = book.sheets["Other"]["D5"]
    target.options(pd.DataFrame, index=False).value = FRAME
    back = target.options(pd.DataFrame, expand="table", index=False).value
    assert back["captured"].iloc[0] == 0.1 + 0.2
    assert list(back["scenario"]) == ["2030", "2030_aeo"]
    book.save(tmp_path / "saved.xlsx")
    saved = openpyxl.load_workbook(tmp_path / "saved.xlsx")["Other"]
    rows = [[cell.value for cell in row] for row in saved["D5:F7"]]
    assert rows == [
        ["scenario", "captured", "flip"],
        ["2030", 0.1 + 0.2, True],
        ["2030_aeo", None, False],
    ]
    assert saved["B2"].value == "kept"


def test_accesses_are_counted_with_their_size(book):
    record = book.app.impl.record
    sheet = book.sheets["Other"]
    sheet["A1"].value = [[1, 2], [3, 4]]
    _ = sheet["A1:B2"].value
    seen = [(e.kind, e.place, e.detail) for e in record.events]
    assert seen == [("write", "Other!A1:B2", 4), ("read", "Other!A1:B2", 4)]


@pytest.mark.parametrize(
    ("set_to", "value", "kind"),
    [
        ("2030", 2030.0, "n"),
        ("1e3", 1000.0, "n"),
        ("1,234.5", 1234.5, "n"),
        ("50%", 0.5, "n"),
        ("true", True, "b"),
        ("#N/A", "#N/A", "e"),
        ("2030-01-31", dt.datetime(2030, 1, 31), "d"),
        ("=1+1", "=1+1", "f"),
        ("+A1", "=+A1", "f"),
        ("@SUM(A1)", "=@SUM(A1)", "f"),
        ("'2030", "2030", "s"),
        ("'=1+1", "=1+1", "s"),
        ("''quoted", "'quoted", "s"),
        ("Texas", "Texas", "s"),
        ("", None, "n"),
        (np.float64("nan"), None, "n"),
        (np.int64(7), 7.0, "n"),
        (None, None, "n"),
    ],
)
def test_a_set_value_is_read_as_excel_reads_what_is_typed(book, set_to, value, kind):
    sheet = book.sheets["Other"]
    sheet["B2"].value = set_to
    cell = book.api["Other"]["B2"]
    assert (cell.value, cell.data_type) == (value, kind)


def test_a_text_format_keeps_text(book):
    sheet = book.sheets["Other"]
    sheet["B2"].number_format = "@"
    sheet["B2"].value = "=1+1"
    cell = book.api["Other"]["B2"]
    assert (cell.value, cell.data_type, cell.number_format) == ("=1+1", "s", "@")


def test_a_number_takes_the_mark_of_text_off(book):
    sheet = book.sheets["Other"]
    sheet["B2"].value = "'5"
    assert book.api["Other"]["B2"].quotePrefix
    sheet["B2"].value = 5
    assert not book.api["Other"]["B2"].quotePrefix


def test_new_cells_take_the_format_of_their_column(book):
    sheet = book.sheets["Data sheet"]
    sheet["A9:B9"].value = [1, 2]
    formats = [cell.number_format for cell in book.api["Data sheet"][9][:2]]
    assert formats == ["0.000", "General"]


def test_values_that_do_not_fit_are_refused(book):
    sheet = book.sheets["Other"]
    with pytest.raises(ValueError, match="3 rows of values do not fit Other!A1:B2"):
        sheet["A1:B2"].raw_value = [[1, 2]] * 3
    with pytest.raises(TypeError, match="cannot hold a dict"):
        sheet["A1"].raw_value = {}


def test_merged_and_protected_cells_are_refused(book):
    live = book.api["Other"]
    live.merge_cells("D1:E1")
    with pytest.raises(ValueError, match="E1 lies inside a merged range"):
        book.sheets["Other"]["D1:E1"].value = [1, 2]
    live.protection.sheet = True
    with pytest.raises(xw.XlwingsError, match="Other!A1 is locked"):
        book.sheets["Other"]["A1"].value = 1


def test_clearing_keeps_formats(book):
    sheet = book.sheets["Other"]
    sheet["B2"].color = (255, 0, 128)
    sheet["A1:C5"].clear_contents()
    assert sheet["B2"].value is None
    assert sheet["B2"].color == (255, 0, 128)
    sheet["B2"].color = None
    assert sheet["B2"].color is None


def test_ends_and_expansion(book):
    sheet = book.sheets["Data sheet"]
    assert sheet["A1"].end("down").address == "$A$4"
    assert sheet["A4"].end("up").address == "$A$1"
    assert sheet["A1"].end("right").address == "$B$1"
    assert sheet["B1"].end("right").address == "$D$1"
    assert sheet["A4"].end("down").row == 1_048_576
    assert sheet["A1"].expand("table").address == "$A$1:$B$4"
    assert sheet["A1"].expand("down").shape == (4, 1)
    assert sheet.used_range.address == "$A$1:$D$4"
    assert sheet.range("C3", "A1").address == "$A$1:$C$3"
    assert sheet["A1"].get_address(False, True, True) == "'Data sheet'!$A1"


def test_a_table_grows_shrinks_and_stays_sound(book, tmp_path):
    table = book.sheets["Data sheet"].tables["tblData"]
    assert table.header_row_range.value == ["name", "value"]
    assert table.data_body_range.shape == (3, 2)
    table.resize(table.range.resize(6))
    table.data_body_range.value = [["x", 1]] * 5
    assert table.data_body_range.address == "$A$2:$B$6"
    with pytest.raises(ValueError, match="by rows only"):
        table.resize(table.range.resize(6, 3))
    with pytest.raises(ValueError, match="needs a row of data"):
        table.resize(table.header_row_range)
    table.header_row_range.value = ["'name", "'2030"]
    book.save(tmp_path / "saved.xlsx")
    saved = openpyxl.load_workbook(tmp_path / "saved.xlsx")["Data sheet"].tables["tblData"]
    assert (saved.ref, saved.autoFilter.ref) == ("A1:B6", "A1:B6")
    assert [column.name for column in saved.tableColumns] == ["name", "2030"]


def test_a_table_is_made_and_found(book):
    sheet = book.sheets["Other"]
    sheet["D1"].value = [["a", "b"], [1, 2]]
    made = sheet.tables.add(source=sheet["D1:E2"], name="tblNew")
    assert made.name == "tblNew"
    assert sheet["E2"].table.name == "tblNew"
    assert sheet["A1"].table is None
    assert [t.name for t in sheet.tables] == ["tblNew"]
    assert isinstance(book.api["Other"].tables["tblNew"], Table)


def test_names_are_added_changed_and_removed(book):
    book.names.add("answer", "=42")
    book.sheets["Other"]["B2"].name = "kept"
    assert book.names["kept"].refers_to_range.value == "kept"
    assert book.sheets["Other"]["B2"].name.name == "kept"
    book.names["answer"].refers_to = "=43"
    assert book.names["answer"].refers_to == "=43"
    del book.names["answer"]
    assert [name.name for name in book.names] == ["total", "twice", "kept"]
    assert "answer" not in book.names


def test_links_lead_into_the_book_and_out_of_it(book, tmp_path):
    sheet = book.sheets["Other"]
    sheet["A1"].add_hyperlink("#'Data sheet'!D1", "Data sheet!D1")
    sheet["A2"].add_hyperlink("https://example.org", "=x")
    assert sheet["A1"].hyperlink == "#'Data sheet'!D1"
    book.save(tmp_path / "saved.xlsx")
    saved = openpyxl.load_workbook(tmp_path / "saved.xlsx")["Other"]
    assert saved["A1"].hyperlink.location == "'Data sheet'!D1"
    assert saved["A2"].hyperlink.target == "https://example.org"
    assert (saved["A2"].value, saved["A2"].data_type) == ("=x", "s")


def test_sheets_are_added_renamed_and_brought_forward(book, tmp_path):
    made = book.sheets.add("New", after=book.sheets["Data sheet"])
    assert [sheet.name for sheet in book.sheets] == ["Data sheet", "New", "Other"]
    made.name = "Newer"
    book.sheets["Other"].activate()
    book.sheets["Newer"].visible = False
    assert book.sheets.active.name == "Other"
    book.save(tmp_path / "saved.xlsx")
    saved = openpyxl.load_workbook(tmp_path / "saved.xlsx")
    assert saved.active.title == "Other"
    assert saved["Newer"].sheet_state == "hidden"


def test_the_state_of_the_application_is_recorded(book):
    app, record = book.app, book.app.impl.record
    with app.properties(screen_updating=False, calculation="manual", status_bar="Working"):
        assert app.calculation == "manual"
    app.calculate()
    book.sheets[0].autofit("c")
    seen = [(e.kind, e.detail) for e in record.events]
    assert seen == [
        ("screen_updating", False),
        ("calculation", "manual"),
        ("status_bar", "Working"),
        ("screen_updating", True),
        ("calculation", "automatic"),
        ("status_bar", False),
        ("calculate", None),
        ("autofit", "c"),
    ]


def test_an_interrupt_arrives_at_the_asked_status_text(book):
    book.app.impl.record.interrupt_at = 2
    book.app.status_bar = "one"
    book.app.status_bar = False
    with pytest.raises(KeyboardInterrupt):
        book.app.status_bar = "two"
    book.app.status_bar = "three"


def test_macros_in_the_file_stay(tmp_path):
    project = tmp_path / "vbaProject.bin"
    project.write_bytes(b"\xd0\xcf\x11\xe0 not a real project, but bytes to keep")
    path = tmp_path / "with.xlsm"
    made = xlsxwriter.Workbook(str(path))
    made.add_worksheet()
    made.add_vba_project(str(project))
    made.close()
    book = open_book(path)
    book.sheets[0]["A1"].value = 1
    with pytest.raises(ValueError, match="workbook with macros"):
        book.save(tmp_path / "no.xlsx")
    book.save()
    kept = openpyxl.load_workbook(path, keep_vba=True)
    assert kept.vba_archive.read("xl/vbaProject.bin") == project.read_bytes()
    assert kept.active["A1"].value == 1
    assert kept.mime_type.endswith("macroEnabled.main+xml")
    kept.vba_archive.close()
    book.close()


def test_what_is_no_workbook_is_refused(tmp_path):
    path = tmp_path / "no.xlsx"
    path.write_text("nothing")
    with pytest.raises(InputError, match="damaged or no workbook"):
        open_book(path)


def test_books_are_found_and_closed(book, path):
    app = book.app
    assert app.books["book.xlsx"] == book
    assert app.books.open(path) == book
    fresh = app.books.add()
    fresh.sheets[0]["A1"].value = 1
    assert fresh.sheets[0]["A1"].value == 1
    fresh.close()
    assert [b.name for b in app.books] == ["book.xlsx"]
    app.quit()
    assert len(app.books) == 0


def test_a_macro_finds_its_calling_book(book):
    book.set_mock_caller()
    try:
        assert xw.Book.caller() == book
    finally:
        del xw.Book._mock_caller
