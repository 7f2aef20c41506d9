"""Dependent cells computed by LibreOffice on a bare copy, patched into the user's package."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from dacaidc_xl.errors import OutputError
from dacaidc_xl.excel.cell_formulas import evaluate_workbook, libreoffice
from dacaidc_xl.excel.cell_formulas.book import open_book
from dacaidc_xl.excel.cell_formulas.calculation import STALE, Calculation
from dacaidc_xl.excel.cell_formulas.nodes import nodes_of
from dacaidc_xl.excel.functions import registry
from dacaidc_xl.excel.libreoffice import install as places
from dacaidc_xl.excel.package_lint import lint
from tests.excel.cell_formulas.support import exact_values, parts, write_plain, write_rich

DIGITS = 1e-14
"""LibreOffice hands over 15 significant digits."""


def direct(name, *arguments):
    return registry()[name].python(*arguments)


@pytest.mark.libreoffice
def test_dependents_are_computed_and_the_package_stays_the_users(tmp_path):
    rich = write_rich(tmp_path / "rich.xlsm")
    done = evaluate_workbook(rich, tmp_path / "made.xlsm", libreoffice.recalculation())
    assert done.complete and len(done.outcome.recalculated) == 8
    before, after = parts(rich), parts(done.path)
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {
        "xl/workbook.xml",
        "xl/charts/chart1.xml",
        *(f"xl/worksheets/sheet{number}.xml" for number in (1, 2, 3)),
    }
    model = exact_values(done.path, "Model")
    costs = [direct("DAC_LCCC", r, "2030", None, "reference") for r in ("VA", "TX", "OR")]
    assert [model[row, 3] for row in (2, 3, 4)] == pytest.approx([2 * c for c in costs], rel=DIGITS)
    assert model[5, 3] == "#VALUE!"
    assert model[8, 2] == pytest.approx(2 * sum(costs), rel=DIGITS)
    assert model[9, 2] == pytest.approx(2 * direct("DAC_LCCC", "VA") + 1, rel=DIGITS)
    assert exact_values(done.path, "Table of states")[2, 1] == "state"
    # An error value is the true result of arithmetic on a message.
    assert lint(done.path) == ["Model!C5: error value"]


@pytest.mark.libreoffice
def test_our_cells_and_the_others_take_turns(tmp_path):
    path = tmp_path / "given.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet, hidden = book.add_worksheet("S"), book.add_worksheet("It's hidden")
    hidden.hide()
    hidden.add_table("A1:B3", {"name": "T", "columns": [{"header": "a"}, {"header": "b [x]"}]})
    hidden.write_column("B2", [1.5, 2.5])
    book.define_name("total", "=SUM(T[b '[x']])")
    book.define_name("twice", "=S!$A$1*2")
    rows = {
        "A1": '=DAC_DATA("VA","temp_c")',
        "A2": "=A1+1+total",
        "A3": "=DAC_PUE(A2,60)",
        "A4": '=IF(A3>1,DAC_PARAM("sorbent_life_yr",,"unit"),"no")',
        "A5": '=INDEX(DAC_STATES("2030",,"reference","lccc_gross_usd_per_t"),3,2)*1',
        "A6": "=twice+T[[#Totals],[b '[x']]]",
        "A7": "=_xlfn.XLOOKUP(1,A1:A2,A1:A2)",
        "A8": "=DAC_PUE(A7,60)",
        "A9": '=_xlfn.CONCAT(A3:A4,"x")',
        "A10": "=SUM(T[[b '[x']]])+A1",
        "A11": "=SUBTOTAL(109,A1:A2)",
        "A12": "=OFFSET(A1,1,0)",
        "A13": "=A14",
        "A14": "=A13+A1",
    }
    for address, formula in rows.items():
        sheet.write_formula(address, formula, None, -1)
    sheet.write_array_formula("C1:C2", "{=A1:A2*2}", None, -1)
    book.close()
    done = evaluate_workbook(path, tmp_path / "made.xlsx", libreoffice.recalculation())
    values = exact_values(done.path, "S")
    temp = direct("DAC_DATA", "VA", "temp_c")
    assert values[1, 1] == temp
    assert values[2, 1] == pytest.approx(temp + 5.0, rel=DIGITS)
    assert values[3, 1] == direct("DAC_PUE", values[2, 1], 60.0)
    assert values[4, 1] == "yr"
    alaska = direct("DAC_LCCC", "AK", "2030", None, "reference")
    assert values[5, 1] == pytest.approx(alaska, rel=DIGITS)
    assert values[6, 1] == STALE  # there is no totals row
    assert values[7, 1] == values[8, 1] == STALE
    assert values[9, 1].endswith("yrx")
    assert values[10, 1] == pytest.approx(4.0 + temp, rel=DIGITS)
    assert values[11, 1] == pytest.approx(values[1, 1] + values[2, 1], rel=DIGITS)
    assert values[12, 1] == values[2, 1]
    assert values[13, 1] == values[14, 1] == STALE
    assert values[1, 3] == pytest.approx(2 * temp, rel=DIGITS)
    assert values[2, 3] == pytest.approx(2 * values[2, 1], rel=DIGITS)
    assert "XLOOKUP" in done.outcome.stale["S", 7, 1]


@pytest.mark.libreoffice
def test_formulas_without_a_stored_value_are_computed_too(tmp_path):
    path = write_plain(tmp_path / "given.xlsx", {"A1": "=20+5", "A2": "=DAC_PUE(A1,60)"})
    done = evaluate_workbook(path, tmp_path / "made.xlsx", libreoffice.recalculation())
    assert exact_values(done.path, "S") == {(1, 1): 25.0, (2, 1): direct("DAC_PUE", 25.0, 60.0)}


def test_nothing_but_cells_reaches_libreoffice(tmp_path, monkeypatch):
    seen = {}

    def convert(given, folder, profile):
        with zipfile.ZipFile(given) as archive:
            seen.update({name: archive.read(name) for name in archive.namelist()})

    monkeypatch.setattr(libreoffice, "_convert", convert)
    monkeypatch.setattr(libreoffice, "find_office", lambda: Path("soffice"))
    rich = write_rich(tmp_path / "rich.xlsm")
    with pytest.raises(OutputError, match="could not recalculate"):
        evaluate_workbook(rich, tmp_path / "made.xlsm", libreoffice.recalculation())
    assert not (tmp_path / "made.xlsm").exists()
    assert set(seen) == {
        "[Content_Types].xml",
        "_rels/.rels",
        "xl/workbook.xml",
        "xl/_rels/workbook.xml.rels",
        *(f"xl/worksheets/sheet{number}.xml" for number in (1, 2, 3, 4)),
    }
    text = b"".join(seen.values())
    assert b"DAC_" not in text.replace(b"#DAC!", b"").replace(b"DAC_LCCC, ", b"")
    assert b"<f>B2*2</f>" in text and b"<f>A2&amp;Lists!A1</f>" not in text


@pytest.mark.parametrize(
    ("formula", "words"),
    [
        ("=_xlfn.LET(x,A1,x)", "it needs LET"),
        ("=WEBSERVICE(A1)", "it needs WEBSERVICE"),
        ("=[1]Sheet!A1+A1", "it reads another workbook"),
        ('=CUBEVALUE("c",A1)', "it needs CUBEVALUE"),
        ("=MyOwn(A1)", "it needs MYOWN"),
        ("=INDIRECT(A1)", "it needs INDIRECT"),
        ("=A1 +* 2 }", "could not be read"),
        ("=_xlfn.STDEV.S(A1:A3)+IFERROR(VLOOKUP(A1,A1:B2,2),0)", ""),
    ],
)
def test_what_libreoffice_cannot_do_is_known_beforehand(tmp_path, formula, words):
    path = write_plain(tmp_path / "given.xlsx", {"A1": "=DAC_VERSION()", "B1": formula})
    book = open_book(path)
    with book.archive:
        node = nodes_of(book)["S", 1, 2]
        told = libreoffice.unsupported(book, node)
    assert words in told and bool(words) == bool(told)


def test_libreoffice_is_found_where_the_extension_goes(tmp_path, monkeypatch):
    """On Windows it is not on the PATH, and only the program that ends in .com waits."""
    program = tmp_path / "LibreOffice" / "program"
    program.mkdir(parents=True)
    for name in ("soffice", "soffice.com", "soffice.exe"):
        (program / name).touch()
    monkeypatch.setattr(places.shutil, "which", lambda program: None)
    monkeypatch.setattr(places, "PROGRAMS", (program,))
    libreoffice.recalculation()
    started = []

    def popen(command, **options):
        started.append(command[0])
        raise OutputError("as far as here")

    monkeypatch.setattr(libreoffice.subprocess, "Popen", popen)
    path = write_plain(tmp_path / "given.xlsx", {"A1": "=20+5", "A2": "=DAC_PUE(A1,60)"})
    with pytest.raises(OutputError, match="as far as here"):
        evaluate_workbook(path, tmp_path / "made.xlsx", libreoffice.recalculation())
    assert started == [str(program / "soffice.com")]


def test_without_libreoffice_the_option_is_refused(monkeypatch):
    monkeypatch.setattr(places.shutil, "which", lambda program: None)
    monkeypatch.setattr(places, "PROGRAMS", ())
    with pytest.raises(OutputError, match="needs LibreOffice"):
        libreoffice.recalculation()


def test_visible_rows_only_counts_where_rows_are_hidden(tmp_path):
    path = tmp_path / "given.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("S")
    sheet.write_formula("A1", "=DAC_VERSION()", None, "x")
    sheet.write_formula("A2", "=SUBTOTAL(109,A1:A1)", None, 1)
    sheet.set_row(5, None, None, {"hidden": True})
    book.close()
    read = open_book(path)
    with read.archive:
        calculation = Calculation(read)
        told = libreoffice.unsupported(read, calculation.nodes["S", 2, 1])
    assert told == "it needs SUBTOTAL in a workbook with hidden rows"
