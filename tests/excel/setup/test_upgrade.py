"""Upgrade: the modules change, and nothing else of the package."""

from __future__ import annotations

import zipfile
from types import SimpleNamespace

import pyopenvba._host as host
import pytest

from dacaidc_xl.errors import InputError, OutputError
from dacaidc_xl.excel.package_lint import lint
from dacaidc_xl.excel.setup.upgrade import read_modules, upgrade
from dacaidc_xl.excel.vba import VbaModule, workbook_modules
from dacaidc_xl.excel.vba.project import PROJECT_PART
from tests.excel.setup.books import USERS_MODULE, macro_book, older_modules
from tests.excel.vba.reading import module_texts, stream_text


def parts(path):
    with zipfile.ZipFile(path) as package:
        return {part.filename: package.read(part) for part in package.infolist()}


def olevba_texts(path):
    return module_texts(parts(path)[PROJECT_PART])


@pytest.fixture
def older(tmp_path):
    return macro_book(tmp_path / "book.xlsm", older_modules())


def test_only_the_project_changes(older):
    before, texts = parts(older), olevba_texts(older)
    done = upgrade(older)
    after = parts(older)
    assert list(before) == list(after)
    assert [name for name in before if before[name] != after[name]] == [PROJECT_PART]
    assert parts(done.backup) == before and done.backup.name == "book_before_upgrade.xlsm"
    assert done.changed == ("DacMain", "DacFunctions", "xlwings")
    now = olevba_texts(older)
    for module in workbook_modules():
        assert now[module.name] == stream_text(module.text, module.kind), module.name
    for name in ("MyMacros", "ThisWorkbook", "Sheet1", "Sheet2"):
        assert now[name] == texts[name]
    assert now["MyMacros"] == USERS_MODULE.text and "MyMacros" in done.kept
    assert set(now) == set(texts)
    assert lint(older) == []


def test_the_result_is_whole(older):
    from pyopenvba import ExcelFile, check_file

    upgrade(older)
    assert check_file(older).issues == ()
    with ExcelFile(older) as book:
        assert book.validate() == []


def test_a_module_that_is_missing_is_added(tmp_path):
    modules = [m for m in workbook_modules() if m.name != "DacPython"]
    book = macro_book(tmp_path / "book.xlsm", modules)
    assert upgrade(book).changed == ("DacPython",)
    assert "DacPython" in olevba_texts(book)


def test_a_current_workbook_is_left_alone(tmp_path):
    book = macro_book(tmp_path / "book.xlsm")
    before = book.read_bytes()
    done = upgrade(book)
    assert done.changed == () and done.backup is None
    assert book.read_bytes() == before and len(list(tmp_path.iterdir())) == 1


def test_to_another_file(older, tmp_path):
    before = older.read_bytes()
    out = tmp_path / "new.xlsm"
    done = upgrade(older, out)
    assert done.backup is None and older.read_bytes() == before
    assert upgrade(out).changed == ()
    with pytest.raises(OutputError, match="exists already"):
        upgrade(older, out)
    upgrade(older, out, force=True)


def test_backups_do_not_replace_each_other(older, tmp_path):
    first = upgrade(older).backup
    macro_book(older, older_modules())
    second = upgrade(older).backup
    assert (first.name, second.name) == ("book_before_upgrade.xlsm", "book_before_upgrade_2.xlsm")


def test_twice_gives_the_same_bytes(older, tmp_path):
    upgrade(older, tmp_path / "a.xlsm")
    upgrade(older, tmp_path / "b.xlsm")
    assert (tmp_path / "a.xlsm").read_bytes() == (tmp_path / "b.xlsm").read_bytes()


def test_functions_that_were_imported_beside_ours_are_told(tmp_path):
    imported = VbaModule(
        "xlwings_udfs",
        'Attribute VB_Name = "xlwings_udfs"\r\nFunction DAC_LCCC(region)\r\nEnd Function\r\n',
    )
    book = macro_book(tmp_path / "book.xlsm", (*workbook_modules(), imported))
    (note,) = upgrade(book).notes
    assert "xlwings_udfs" in note and "delete it" in note


def test_what_is_not_ours_is_refused(tmp_path):
    stranger = macro_book(tmp_path / "stranger.xlsm", [USERS_MODULE])
    before = stranger.read_bytes()
    with pytest.raises(InputError, match="without the module DacMain"):
        upgrade(stranger)
    assert stranger.read_bytes() == before and len(list(tmp_path.iterdir())) == 1


def test_a_workbook_without_macros_is_refused(tmp_path):
    from openpyxl import Workbook

    Workbook().save(tmp_path / "plain.xlsx")
    with pytest.raises(InputError, match=r"type '\.xlsx'"):
        upgrade(tmp_path / "plain.xlsx")
    (tmp_path / "plain.xlsx").rename(tmp_path / "plain.xlsm")
    with pytest.raises(InputError, match="without the module"):
        upgrade(tmp_path / "plain.xlsm")


def test_a_damaged_project_is_refused(older):
    content = parts(older)
    content[PROJECT_PART] = content[PROJECT_PART][:2000]
    with zipfile.ZipFile(older, "w") as package:
        for name, data in content.items():
            package.writestr(name, data)
    with pytest.raises(InputError, match="VBA cannot be read"):
        read_modules(older)
    with pytest.raises(InputError, match="VBA cannot be read"):
        upgrade(older)


def test_a_password_is_respected(older, monkeypatch):
    real = host.parse_vba_project

    def with_password(container):
        project = real(container)
        project.protection = SimpleNamespace(has_password=True)
        return project

    monkeypatch.setattr(host, "parse_vba_project", with_password)
    before = older.read_bytes()
    with pytest.raises(InputError, match="password"):
        upgrade(older)
    assert older.read_bytes() == before and len(list(older.parent.iterdir())) == 1


def signed(book):
    """Put a signature beside the VBA project of a workbook; give the parts, and their types."""
    content = parts(book)
    kind = "http://schemas.microsoft.com/office/2006/relationships/vbaProjectSignature"
    content["xl/vbaProjectSignature.bin"] = b"signature"
    content["xl/_rels/vbaProject.bin.rels"] = (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{kind}" Target="vbaProjectSignature.bin"/>'
        "</Relationships>"
    ).encode()
    types = content["[Content_Types].xml"].decode()
    override = (
        '<Override PartName="/xl/vbaProjectSignature.bin" '
        'ContentType="application/vnd.ms-office.vbaProjectSignature"/></Types>'
    )
    content["[Content_Types].xml"] = types.replace("</Types>", override).encode()
    with zipfile.ZipFile(book, "w") as package:
        for name, data in content.items():
            package.writestr(name, data)
    return content, types


def test_a_current_workbook_keeps_its_signature(tmp_path):
    book = macro_book(tmp_path / "book.xlsm")
    signed(book)
    before = book.read_bytes()
    done = upgrade(book, tmp_path / "copy.xlsm")
    assert (done.changed, done.backup, done.notes) == ((), None, ())
    assert (tmp_path / "copy.xlsm").read_bytes() == book.read_bytes() == before


def test_a_signature_is_taken_off_and_told(older):
    """Of the package only the signature and what names it go; a signed text has changed."""
    content, types = signed(older)
    (note,) = upgrade(older).notes
    assert "sign it again" in note
    after = parts(older)
    assert set(content) - set(after) == {
        "xl/vbaProjectSignature.bin",
        "xl/_rels/vbaProject.bin.rels",
    }
    assert after["[Content_Types].xml"].decode() == types
