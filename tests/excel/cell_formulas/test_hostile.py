"""Damaged and hostile packages are refused in words; odd but legal ones work."""

from __future__ import annotations

import pytest

from dacaidc_xl.errors import InputError
from dacaidc_xl.excel.cell_formulas import evaluate_workbook, holds_formulas, sheet_cells
from dacaidc_xl.excel.cell_formulas.areas import Area, Place, span_of
from dacaidc_xl.excel.cell_formulas.part_edits import settled_calculation
from dacaidc_xl.excel.cell_formulas.sheet_cells import ErrorValue, Surroundings, read_sheet
from dacaidc_xl.excel.cell_formulas.sheet_patch import Changes, patch_sheet
from dacaidc_xl.excel.functions import registry
from tests.excel.cell_formulas.support import exact_values, parts, write_parts, write_plain

SHEET = "xl/worksheets/sheet1.xml"
MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
VERSION = registry()["DAC_VERSION"].python()


def with_sheet(tmp_path, xml):
    """Give a workbook with one sheet of some XML."""
    content = parts(write_plain(tmp_path / "base.xlsx", {"A1": 1}))
    content[SHEET] = xml if isinstance(xml, bytes) else xml.encode()
    return write_parts(tmp_path / "given.xlsx", content)


def sheet(body, head=f"<worksheet {MAIN}>"):
    return f"{head}<sheetData>{body}</sheetData></worksheet>"


def evaluated(tmp_path, xml):
    done = evaluate_workbook(with_sheet(tmp_path, xml), tmp_path / "made.xlsx")
    return exact_values(done.path, "S"), parts(done.path)[SHEET].decode()


CALL = '<c r="A1"><f>DAC_VERSION()</f></c>'


@pytest.mark.parametrize(
    ("xml", "words"),
    [
        (
            '<!DOCTYPE w [<!ENTITY a "x">]>' + sheet(f'<row r="1">{CALL}</row>'),
            "document type or entities",
        ),
        (sheet(f'<row r="1">{CALL}</row>')[:-20], "damaged XML"),
        (sheet(f'<row r="1">{CALL}<c r="B1"><v>abc</v></c></row>'), "damaged cell"),
        (sheet(f'<row r="1">{CALL}<c r="B1"><v>1e999</v></c></row>'), "damaged cell"),
        (sheet(f'<row r="1">{CALL}<c r="B1" t="s"><v>99</v></c></row>'), "damaged cell"),
        (sheet(f'<row r="1">{CALL}<c r="1B"><v>1</v></c></row>'), "damaged cell"),
        (sheet(f'<row r="2"><c r="A2"><v>1</v></c></row><row r="1">{CALL}</row>'), ""),
        (
            sheet(f'<row r="1">{CALL}<c r="B1"><f t="array" ref="B1:XFD1048576">1</f></c></row>'),
            "more than 1,000,000 filled cells",
        ),
        (sheet(f'<row r="1">{CALL}</row>').encode("utf-16"), "a part in"),
        (
            ('<?xml version="1.0" encoding="ISO-8859-1"?>' + sheet(f'<row r="1">{CALL}</row>')),
            "a part in ISO-8859-1",
        ),
    ],
)
def test_damage_is_refused_in_words(tmp_path, xml, words):
    given = with_sheet(tmp_path, xml)
    if not words:
        evaluate_workbook(given, tmp_path / "made.xlsx")
        return
    with pytest.raises(InputError, match=words):
        evaluate_workbook(given, tmp_path / "made.xlsx")
    assert not (tmp_path / "made.xlsx").exists()


def test_too_many_formulas_and_cells_are_refused(tmp_path, monkeypatch):
    given = write_plain(tmp_path / "given.xlsx", {f"A{i}": "=DAC_VERSION()" for i in range(1, 9)})
    monkeypatch.setattr("dacaidc_xl.excel.cell_formulas.book.MAX_FORMULAS", 7)
    with pytest.raises(InputError, match="8 formulas"):
        evaluate_workbook(given, tmp_path / "made.xlsx")
    monkeypatch.setattr(sheet_cells, "MAX_CELLS_OF_SHEET", 3)
    with pytest.raises(InputError, match="more than 3 filled cells"):
        evaluate_workbook(given, tmp_path / "made.xlsx")


def test_two_parts_of_one_name_are_refused(tmp_path):
    content = parts(write_plain(tmp_path / "base.xlsx", {"A1": "=DAC_VERSION()"}))
    content["xl/Worksheets/sheet1.xml"] = content[SHEET]
    with pytest.raises(InputError, match="two parts of one name"):
        holds_formulas(write_parts(tmp_path / "given.xlsx", content))


def test_a_package_without_its_parts_is_refused(tmp_path):
    content = parts(write_plain(tmp_path / "base.xlsx", {"A1": "=DAC_VERSION()"}))
    del content[SHEET]
    with pytest.raises(InputError, match="damaged workbook"):
        holds_formulas(write_parts(tmp_path / "given.xlsx", content))


def test_a_namespace_prefix_is_kept(tmp_path):
    head = f"<x:worksheet {MAIN.replace('xmlns', 'xmlns:x')}>"
    xml = f"{head}<x:sheetData><x:row><x:c><x:f>DAC_VERSION()</x:f></x:c></x:row></x:sheetData>"
    values, text = evaluated(tmp_path, xml + "</x:worksheet>")
    assert values == {(1, 1): VERSION}
    assert "<x:f>DAC_VERSION()</x:f><x:v>" in text


def test_texts_that_look_like_markup_stay_texts(tmp_path):
    name = "a_x0041_&amp;&lt;b>"
    body = f'<row r="1"><c r="A1"><f>DAC_PARAM(B1)</f></c><c r="B1" t="inlineStr"><is><t>{name}'
    values, _ = evaluated(tmp_path, sheet(body + "</t></is></c></row>"))
    assert values[1, 1] == registry()["DAC_PARAM"].python("aA&<b>")
    given = Changes({Place("S", 1, 1): "_x0041_ \r\n<&>é"})
    patched = patch_sheet("p", sheet("").encode(), given)
    assert read_sheet("S", "p", patched, Surroundings()).values[1, 1] == "_x0041_ \r\n<&>é"


def test_shared_formulas_keep_their_form(tmp_path):
    body = (
        '<row r="1"><c r="A1" t="str"><v>VA</v></c><c r="B1"><f t="shared" ref="B1:B2" si="0">'
        'DAC_LCCC(A1)</f><v>1</v></c></row><row r="2"><c r="A2" t="str"><v>TX</v></c>'
        '<c r="B2"><f t="shared" si="0"/><v>1</v></c></row>'
    )
    values, text = evaluated(tmp_path, sheet(body))
    assert values[2, 2] == registry()["DAC_LCCC"].python("TX")
    assert '<f t="shared" si="0"/>' in text


def test_error_values_and_rich_values_give_way(tmp_path):
    body = (
        '<row r="1"><c r="A1" s="0" t="e" vm="1"><f>DAC_PARAM(B1)</f><v>#VALUE!</v></c>'
        '<c r="B1" t="e"><v>#N/A</v></c></row>'
    )
    values, text = evaluated(tmp_path, sheet(body))
    assert values[1, 1] == registry()["DAC_PARAM"].python("#N/A")
    assert values[1, 2] == "#N/A" and isinstance(values[1, 2], ErrorValue)
    assert "vm=" not in text


@pytest.mark.parametrize(
    ("body", "inner"),
    [
        ("<sheetData/>", '<row r="2"><c r="B2" s="5"><v>7.0</v></c></row>'),
        (
            '<sheetData><row r="1"/><row r="2" spans="3:3"/></sheetData>',
            '<row r="1"/><row r="2" spans="2:3"><c r="B2" s="5"><v>7.0</v></c></row>',
        ),
        (
            '<sheetData><row r="2" s="4" customFormat="1"><c r="A2"/><c r="C2"/></row></sheetData>',
            '<row r="2" s="4" customFormat="1"><c r="A2"/><c r="B2" s="4"><v>7.0</v></c>'
            '<c r="C2"/></row>',
        ),
        (
            '<sheetData><row r="1"><c r="A1"/></row><row r="3"/></sheetData>',
            '<row r="1"><c r="A1"/></row><row r="2"><c r="B2" s="5"><v>7.0</v></c></row>'
            '<row r="3"/>',
        ),
    ],
)
def test_missing_cells_are_inserted_in_order_with_the_look_of_their_place(body, inner):
    head = '<worksheet><dimension ref="A1"/><cols><col min="2" max="3" style="5"/></cols>'
    patched = patch_sheet(
        "p", f"{head}{body}</worksheet>".encode(), Changes({Place("S", 2, 2): 7.0})
    )
    expected = head.replace('"A1"', '"A1:B2"') + f"<sheetData>{inner}</sheetData></worksheet>"
    assert patched.decode() == expected


def test_clearing_keeps_the_style():
    part = sheet('<row r="1"><c r="A1" s="3" t="b"><v>1</v></c></row>', "<worksheet>").encode()
    patched = patch_sheet("p", part, Changes({Place("S", 1, 1): None, Place("S", 4, 4): None}))
    assert b'<row r="1"><c r="A1" s="3"/></row></sheetData>' in patched


def test_a_workbook_part_without_calculation_settings_gets_them():
    part = b"<workbook><sheets/><definedNames></definedNames><extLst/></workbook>"
    assert b'</definedNames><calcPr calcId="191029"/><extLst/>' in settled_calculation("p", part)
    recent = b'<workbook><sheets/><calcPr calcId="191029"/></workbook>'
    assert settled_calculation("p", recent) == recent


@pytest.mark.parametrize(
    ("text", "area"),
    [
        ("$B$3", (3, 2, 3, 2)),
        ("C2:A1", (1, 1, 2, 3)),
        ("B:$C", (1, 2, 1_048_576, 3)),
        ("2:3", (2, 1, 3, 16_384)),
        ("A", None),
        ("XFE1", None),
        ("A1048577", None),
        ("A1:B", (1, 1, 1_048_576, 2)),
        ("price", None),
    ],
)
def test_references(text, area):
    span = span_of(text)
    assert (None if span is None else span[:4]) == area


def test_areas_meet():
    one = Area("S", 1, 1, 3, 3)
    assert one.meets(Area("S", 3, 3, 9, 9)) and not one.meets(Area("T", 3, 3, 9, 9))
    assert not one.meets(Area("S", 4, 1, 9, 9))
