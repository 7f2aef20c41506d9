"""A stranger's workbook: what is no workbook is refused in words, no cell is silently blank."""

from __future__ import annotations

import datetime
import io
import zipfile
from pathlib import Path

import defusedxml
import openpyxl
import pytest

from dacaidc_xl.errors import InputError
from dacaidc_xl.excel import safe_workbook
from dacaidc_xl.excel.safe_workbook import Unusable, read_workbook


@pytest.fixture
def book_path(tmp_path: Path) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Sites"
    sheet["A1"], sheet["B1"], sheet["C1"] = "Ashburn", 100, True
    sheet["A2"], sheet["B2"] = "  ", datetime.datetime(2024, 1, 5)
    sheet["D4"] = 0
    path = tmp_path / "book.xlsx"
    book.save(path)
    return path


def change_part(path: Path, name: str, old: bytes, new: bytes) -> None:
    """Replace bytes in one part of an archive, as a damaged or hostile file would have them."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(buffer, "w", 8) as target:
        for part in source.namelist():
            content = source.read(part)
            if part == name:
                assert old in content
                content = content.replace(old, new, 1)
            target.writestr(part, content)
    path.write_bytes(buffer.getvalue())


def refusal(path: Path) -> str:
    with pytest.raises(InputError) as caught:
        read_workbook(path, ["Sites"])
    assert caught.value.place == path.name
    return str(caught.value)


def test_values_come_with_their_kind(book_path):
    cells = read_workbook(book_path, ["Sites"]).sheets["Sites"]
    assert cells.rows[1] == {1: "Ashburn", 2: 100.0, 3: True}
    assert list(cells.rows[2]) == [2]  # a cell of blanks is blank
    assert str(cells.rows[2][2]) == "the date or time 2024-01-05 00:00:00"
    assert cells.rows[4] == {4: 0.0}
    assert cells.place(4, 28) == "Sites!AB4"


def test_only_sheets_asked_for_are_read(book_path):
    book = read_workbook(book_path, ["Monthly"])
    assert (book.sheet_names, dict(book.sheets)) == (("Sites",), {})


def test_missing_file_names_the_nearest(book_path):
    text = refusal(book_path.with_name("bok.xlsx"))
    assert "does not exist" in text
    assert "Did you mean 'book.xlsx'?" in text


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("empty.xlsx", b"", "an empty file (0 bytes)"),
        ("text.xlsx", b"name,state\nAshburn,VA\n", "damaged or no workbook"),
        ("sites.csv", b"name,state\n", "a file of type '.csv'"),
        ("secret.xlsx", safe_workbook.OLE_SIGNATURE + b"\0" * 600, "encrypted workbook or an old"),
        ("old.xls", safe_workbook.OLE_SIGNATURE + b"\0" * 600, "encrypted workbook or an old .xls"),
    ],
)
def test_what_is_no_workbook_is_refused(tmp_path, name, content, words):
    path = tmp_path / name
    path.write_bytes(content)
    assert words in refusal(path)


def test_folder_is_refused(tmp_path):
    (tmp_path / "folder.xlsx").mkdir()
    assert "a folder" in refusal(tmp_path / "folder.xlsx")


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        ({"a.txt": b"x"}, "an archive that is no Excel workbook"),
        (
            {"mimetype": b"application/vnd.oasis.opendocument.spreadsheet"},
            "application/vnd.oasis.opendocument.spreadsheet",
        ),
        ({"[Content_Types].xml": b"<Types>wordprocessingml</Types>"}, "no Excel workbook"),
        ({"[Content_Types].xml": b"<Types>sheet.binary.macro</Types>"}, "binary workbook (.xlsb)"),
    ],
)
def test_other_archives_are_refused(tmp_path, parts, words):
    path = tmp_path / "other.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    assert words in refusal(path)


@pytest.mark.parametrize("share", [0.3, 0.7, 0.98])
def test_truncated_file_is_refused(book_path, share):
    content = book_path.read_bytes()
    book_path.write_bytes(content[: int(len(content) * share)])
    assert "damaged" in refusal(book_path)


def test_flipped_byte_is_refused(book_path):
    with zipfile.ZipFile(book_path) as archive:
        part = archive.getinfo("xl/worksheets/sheet1.xml")
    content = bytearray(book_path.read_bytes())
    content[part.header_offset + 30 + len(part.filename) + part.compress_size // 2] ^= 0xFF
    book_path.write_bytes(bytes(content))
    assert "damaged" in refusal(book_path)


def test_broken_sheet_is_refused(book_path):
    change_part(book_path, "xl/worksheets/sheet1.xml", b"</sheetData>", b"</oops>")
    assert "damaged workbook" in refusal(book_path)


def test_zip_bomb_is_refused(book_path):
    with zipfile.ZipFile(book_path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/bomb.bin", bytes(safe_workbook.LARGE_PART_BYTES + 1))
    assert "the part xl/media/bomb.bin, packed" in refusal(book_path)


def test_too_much_in_all_is_refused(book_path, monkeypatch):
    monkeypatch.setattr(safe_workbook, "MAX_UNPACKED_BYTES", 1000)
    assert "when unpacked" in refusal(book_path)


def test_large_file_is_refused(book_path, monkeypatch):
    monkeypatch.setattr(safe_workbook, "MAX_FILE_BYTES", 100)
    assert "a file of 0 MB" in refusal(book_path)


BOMB = (
    '<!DOCTYPE b [<!ENTITY a "aaaaaaaaaa"><!ENTITY c "&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY d "&c;&c;&c;&c;&c;&c;">]>'
)


@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/workbook.xml"])
def test_entity_bomb_is_refused(book_path, part):
    root = b"<worksheet" if "sheet1" in part else b"<workbook"
    change_part(book_path, part, root, BOMB.encode() + root)
    assert f"the part {part} with a document type or entities" in refusal(book_path)


def test_entity_bomb_in_another_encoding_is_refused(book_path):
    with zipfile.ZipFile(book_path, "a") as archive:
        archive.writestr("xl/odd.xml", ("\ufeff" + BOMB + "<b>&d;</b>").encode("utf-16-le"))
    assert "xl/odd.xml with a document type" in refusal(book_path)


def test_openpyxl_parses_with_defusedxml(book_path, monkeypatch):
    """The second line of defense: the parser itself refuses where the first look is blind."""
    assert openpyxl.DEFUSEDXML is True
    change_part(book_path, "xl/worksheets/sheet1.xml", b"<worksheet", BOMB.encode() + b"<worksheet")
    monkeypatch.setattr(safe_workbook, "_check_prolog", lambda *_: None)
    with pytest.raises(InputError) as caught:
        read_workbook(book_path, ["Sites"])
    causes = [caught.value.__cause__, caught.value.__cause__.__cause__]
    assert any(isinstance(cause, defusedxml.DefusedXmlException) for cause in causes)


def test_formula_without_stored_value_is_named_not_blank(tmp_path):
    book = openpyxl.Workbook()
    book.active.title = "Sites"
    book.active["F7"], book.active["F8"] = "=A1*2", 8
    book.save(tmp_path / "formula.xlsx")
    content = read_workbook(tmp_path / "formula.xlsx", ["Sites"]).sheets["Sites"].rows[7][6]
    assert isinstance(content, Unusable)
    assert content.words == "the formula =A1*2 without a stored value"
    assert "open and save the file in a spreadsheet program" in content.expected


def test_stored_value_of_a_formula_is_read(book_path):
    number = b'<c r="D4" t="n"><v>0</v></c>'
    formula = b'<c r="D4"><f>B1*2</f><v>200</v></c>'
    change_part(book_path, "xl/worksheets/sheet1.xml", number, formula)
    assert read_workbook(book_path, ["Sites"]).sheets["Sites"].rows[4] == {4: 200.0}


def test_error_value_is_named(book_path):
    number = b'<c r="D4" t="n"><v>0</v></c>'
    error = b'<c r="D4" t="e"><f>#REF!*2</f><v>#REF!</v></c>'
    change_part(book_path, "xl/worksheets/sheet1.xml", number, error)
    content = read_workbook(book_path, ["Sites"]).sheets["Sites"].rows[4][4]
    assert str(content) == "the error #REF!"


@pytest.mark.parametrize(("row", "column", "place"), [(60_001, 1, "A60001"), (3, 201, "GS3")])
def test_cells_far_out_are_refused(book_path, row, column, place):
    book = openpyxl.load_workbook(book_path)
    book["Sites"].cell(row, column).value = 1
    book.save(book_path)
    with pytest.raises(InputError, match=rf"Sites!{place}: a filled cell .* beyond row 60,000"):
        read_workbook(book_path, ["Sites"])


def test_size_that_the_file_claims_is_not_believed(book_path):
    change_part(book_path, "xl/worksheets/sheet1.xml", b'ref="A1:D4"', b'ref="A1:A1"')
    assert read_workbook(book_path, ["Sites"]).sheets["Sites"].rows[4] == {4: 0.0}
