"""The command ``batch`` on workbooks with DAC_ formulas."""

from __future__ import annotations

import openpyxl
import pytest
from typer.testing import CliRunner

from dacaidc_xl.cli import app
from dacaidc_xl.cli_errors import EXIT_INPUT, EXIT_OUTPUT, EXIT_PARTIAL
from dacaidc_xl.excel.functions import registry

pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning")
RUNNER = CliRunner()


def run(*words):
    return RUNNER.invoke(app, [str(word) for word in words])


def test_batch_shows_the_values_of_formulas_and_never_touches_the_given_file(tmp_path):
    book = openpyxl.Workbook()
    book.active.title = "S"
    book.active["A1"], book.active["B1"] = '=DAC_LCCC("VA")', "=A1*2"
    book.save(tmp_path / "my.xlsx")
    before = (tmp_path / "my.xlsx").read_bytes()
    done = run("batch", tmp_path / "my.xlsx", "-o", tmp_path)
    assert done.exit_code == EXIT_PARTIAL
    assert "S!B1: it depends on a DAC_ cell" in done.output
    assert (tmp_path / "my.xlsx").read_bytes() == before
    shown = openpyxl.load_workbook(tmp_path / "my_results.xlsx", data_only=True)["S"]
    assert shown["A1"].value == registry()["DAC_LCCC"].python("VA")
    assert shown["B1"].value == "#DAC! stale: recalculate"
    assert run("batch", tmp_path / "my.xlsx", "-o", tmp_path).exit_code == EXIT_OUTPUT
    done = run("batch", tmp_path / "my.xlsx", "-o", tmp_path / "x", "--set", "sorbent_life_yr=3")
    assert done.exit_code == EXIT_PARTIAL and "formulas have an argument" in done.output
    book.save(tmp_path / "my_results.xlsx")
    both = [tmp_path / "my.xlsx", tmp_path / "my_results.xlsx"]
    assert run("batch", *both, "-o", tmp_path, "--force").exit_code == EXIT_INPUT


def test_a_template_with_formulas_gives_its_study_and_the_copy_that_it_reads(tmp_path):
    template = tmp_path / "sites.xlsx"
    run("template", "sites", "--example", "-o", template)
    book = openpyxl.load_workbook(template)
    sheet = book["Sites"]
    header = next(row for row in sheet.iter_rows() if "capacity_mw" in [c.value for c in row])
    names = [cell.value for cell in header]
    cell = sheet.cell(header[0].row + 1, names.index("capacity_mw") + 1)
    cell.value = '=DAC_DATA("VA","temp_c")'
    book.save(template)
    done = run("batch", template, "-o", tmp_path, "--values-only")
    assert done.exit_code == 0, done.output
    temp_c = registry()["DAC_DATA"].python("VA", "temp_c")
    copy = openpyxl.load_workbook(tmp_path / "sites_formulas.xlsx", data_only=True)
    assert copy["Sites"][cell.coordinate].value == temp_c
    results = openpyxl.load_workbook(tmp_path / "sites_results.xlsx")
    values = [c.value for sheet in results for row in sheet.iter_rows() for c in row]
    assert temp_c in values
    assert not any(c.data_type == "f" for s in results for row in s.iter_rows() for c in row)
    assert not any(str(value).startswith("#DAC! stale") for value in values)
