"""The output workbook: exact numbers, real tables, titled charts, a sound package."""

from __future__ import annotations

import datetime as dt
import re
import shutil
import subprocess
import zipfile

import numpy as np
import openpyxl
import pandas as pd
import pytest
from openxml_audit import OpenXmlValidator

from dacaidc_xl.excel.package_lint import lint
from dacaidc_xl.excel.results import sheets_of, write_results
from dacaidc_xl.excel.template import write_template
from dacaidc_xl.studies import sites, states
from dacaidc_xl.studies.inputs import SiteInput

pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning")

EIGHT = ["VA", "TX", "CA", "WA", "WV", "WY", "AZ", "ND"]
WHEN = dt.datetime(2026, 1, 2, 3, 4, tzinfo=dt.UTC)
NAMED = {
    "States": "states",
    "Sites": "sites",
    "Monthly": "monthly",
    "Costs": "costs",
}


@pytest.fixture(scope="module")
def study():
    return states("all", states=EIGHT)


@pytest.fixture(scope="module")
def workbook(study, tmp_path_factory):
    path = tmp_path_factory.mktemp("results") / "states.xlsx"
    write_results(study, path, "dacaidc-xl run states", WHEN)
    return path


@pytest.fixture(scope="module")
def sites_workbook(tmp_path_factory):
    given = [
        SiteInput("a", "=HYPERLINK(1)", "VA", "base_2023", 100.0),
        SiteInput("b", "West", "WA", "2030", 50.0, {"gpu_liquid": 1.0}),
    ]
    path = tmp_path_factory.mktemp("results") / "sites.xlsx"
    write_results(sites(given), path, "test", WHEN)
    return path


def tables_of(path):
    book = openpyxl.load_workbook(path, data_only=True)
    found = {}
    for sheet in book:
        for table in sheet.tables.values():
            cells = [[cell.value for cell in row] for row in sheet[table.ref]]
            found[table.displayName] = pd.DataFrame(cells[1:], columns=cells[0])
    return found


def test_sheet_names_stand_in_order(study, workbook, sites_workbook):
    assert tuple(openpyxl.load_workbook(workbook).sheetnames) == sheets_of(study)
    names = openpyxl.load_workbook(sites_workbook).sheetnames
    assert names[:3] == ["Summary", "Sites", "Monthly"]


@pytest.mark.parametrize(
    "name", ["states", "monthly", "compare", "costs", "counts", "flips", "claims"]
)
def test_tables_hold_the_study_to_the_last_digit(name, study, workbook):
    written, want = tables_of(workbook)[name], study[name]
    assert list(written.columns) == list(want.columns)
    assert len(written) == len(want)
    for column in want.columns:
        if want[column].dtype.kind in "fi":
            values = pd.to_numeric(written[column]).to_numpy(dtype=float)
            np.testing.assert_array_equal(values, want[column].to_numpy(dtype=float), column)


def test_no_cell_holds_an_error_or_a_word_for_nothing(workbook, sites_workbook):
    for path in (workbook, sites_workbook):
        for sheet in openpyxl.load_workbook(path, data_only=True):
            for row in sheet.iter_rows():
                for cell in row:
                    assert cell.data_type != "e", f"{sheet.title}!{cell.coordinate}"
                    assert cell.value not in ("nan", "inf", "NaN", "None"), cell.coordinate


def test_every_chart_has_a_title_and_titled_axes(workbook, sites_workbook):
    for path in (workbook, sites_workbook):
        with zipfile.ZipFile(path) as package:
            charts = [n for n in package.namelist() if n.startswith("xl/charts/chart")]
            assert len(charts) >= 4
            for name in charts:
                text = package.read(name).decode()
                assert text.count("<c:title>") >= 3, name  # of the chart and both axes


def test_a_state_is_chosen_from_a_drop_down_and_nothing_is_volatile(workbook):
    book = openpyxl.load_workbook(workbook)
    lists = [v for s in book for v in s.data_validations.dataValidation if v.type == "list"]
    assert lists
    formulas = [
        str(cell.value).upper()
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    ]
    assert formulas
    for volatile in ("OFFSET(", "INDIRECT(", "NOW(", "TODAY(", "RAND"):
        assert not any(volatile in formula for formula in formulas)
    # The short form of "this row" is what a person types; in a file it needs repair.
    assert not any("[@" in formula for formula in formulas)


def test_a_users_text_is_never_a_formula(sites_workbook):
    sheet = openpyxl.load_workbook(sites_workbook)["Sites"]
    mine = [c for row in sheet.iter_rows() for c in row if c.value == "=HYPERLINK(1)"]
    assert mine and all(cell.data_type == "s" for cell in mine)


def test_changed_inputs_are_marked(tmp_path):
    path = tmp_path / "changed.xlsx"
    write_results(states(states=["TX"], parameters={"sorbent_life_yr": 3}), path, "test", WHEN)
    inputs = tables_of(path)["inputs"].set_index("parameter")
    assert inputs.loc["sorbent_life_yr", "changed"] == "changed"
    assert inputs["changed"].fillna("").astype(bool).sum() == 1


def test_equal_runs_give_equal_files(study, workbook, tmp_path):
    again = tmp_path / "states.xlsx"
    write_results(study, again, "dacaidc-xl run states", WHEN)
    with zipfile.ZipFile(workbook) as one, zipfile.ZipFile(again) as other:
        assert one.namelist() == other.namelist()
        assert all(one.read(n) == other.read(n) for n in one.namelist())


def test_every_row_of_a_table_has_a_stated_height(workbook, sites_workbook):
    """A spreadsheet program that has to measure rows while it prints may fail at it."""
    for path in (workbook, sites_workbook):
        for sheet in openpyxl.load_workbook(path):
            for table in sheet.tables.values():
                for cell, *_ in sheet[table.ref]:
                    assert sheet.row_dimensions[cell.row].height, f"{sheet.title}!{cell.row}"


@pytest.mark.parametrize("kind", ["states", "sites"])
def test_the_package_is_sound(kind, workbook, sites_workbook):
    path = workbook if kind == "states" else sites_workbook
    assert lint(path) == []


@pytest.mark.parametrize("kind", ["states", "sites"])
def test_templates_are_sound_too(kind, tmp_path):
    assert lint(write_template(tmp_path / "t.xlsx", kind, example=True)) == []


@pytest.mark.parametrize(
    ("find", "put", "said"),
    [
        ('name="scenario"', 'name="scenery"', "header cell"),
        ('count="3"', 'count="4"', "count"),
        ('displayName="mine"', 'displayName="A1"', "illegal name"),
    ],
)
def test_lint_finds_what_it_is_for(tmp_path, find, put, said):
    from openpyxl.worksheet.table import Table

    good, bad = tmp_path / "good.xlsx", tmp_path / "bad.xlsx"
    book = openpyxl.Workbook()
    for row in (["scenario", "b", "c"], [1, 2, 3]):
        book.active.append(row)
    book.active.add_table(Table(displayName="mine", ref="A1:C2"))
    book.save(good)
    assert lint(good) == []
    with zipfile.ZipFile(good) as source, zipfile.ZipFile(bad, "w") as target:
        for name in source.namelist():
            text = source.read(name)
            if name.startswith("xl/tables/"):
                assert find.encode() in text
                text = text.replace(find.encode(), put.encode())
            target.writestr(name, text)
    assert any(said in finding for finding in lint(bad))


def test_open_xml_rules_hold(workbook, sites_workbook):
    for path in (workbook, sites_workbook):
        assert list(OpenXmlValidator().validate(str(path)).errors) == []


@pytest.mark.libreoffice
def test_recalculation_in_a_spreadsheet_program_changes_nothing(workbook, tmp_path):
    copy = tmp_path / "in.xlsx"
    shutil.copy(workbook, copy)
    subprocess.run(
        ["soffice", "--headless", f"-env:UserInstallation=file://{tmp_path}/profile",
         "--convert-to", "xlsx:Calc MS Excel 2007 XML",
         "--outdir", str(tmp_path / "out"), str(copy)],
        check=True, capture_output=True, timeout=240,
    )  # fmt: skip
    before = openpyxl.load_workbook(workbook, data_only=True)
    after = openpyxl.load_workbook(tmp_path / "out" / "in.xlsx", data_only=True)
    assert before.sheetnames == after.sheetnames
    compared = 0
    for sheet in before:
        for row in sheet.iter_rows():
            for cell in row:
                now = after[sheet.title][cell.coordinate]
                assert now.data_type != "e", f"{sheet.title}!{cell.coordinate}"
                if isinstance(cell.value, int | float) and not isinstance(cell.value, bool):
                    assert now.value == pytest.approx(cell.value, rel=1e-12), cell.coordinate
                    compared += 1
    assert compared > 10_000


@pytest.mark.libreoffice
def test_all_states_and_scenarios_print(tmp_path):
    """Rows without a stated height, under conditional colors, once ended the printing."""
    path = tmp_path / "all.xlsx"
    write_results(states("all"), path, "test", WHEN)
    subprocess.run(
        ["soffice", "--headless", f"-env:UserInstallation=file://{tmp_path}/profile",
         "--convert-to", "pdf", "--outdir", str(tmp_path), str(path)],
        check=True, capture_output=True, timeout=240,
    )  # fmt: skip
    assert (tmp_path / "all.pdf").read_bytes().startswith(b"%PDF")


def test_opening_a_result_computes_nothing_anew(workbook):
    """Every formula has its value stored, and the file does not ask to be recalculated."""
    with zipfile.ZipFile(workbook) as package:
        book = package.read("xl/workbook.xml").decode()
        sheets = [n for n in package.namelist() if n.startswith("xl/worksheets/sheet")]
        cells = [c for n in sheets for c in re.findall(r"<c .*?</c>", package.read(n).decode())]
    assert "fullCalcOnLoad" not in book
    assert 'calcId="191029"' in book
    formulas = [cell for cell in cells if "<f" in cell]
    assert len(formulas) > 50
    assert all("<v>" in cell for cell in formulas)
