"""The VBA project: written by a library and by our own writer, read by olevba."""

from __future__ import annotations

import random
import sys
import zipfile

import olefile
import openpyxl
import pytest

from dacaidc_xl.errors import OutputError
from dacaidc_xl.excel.vba import VbaModule, addin_modules, project, workbook_modules
from dacaidc_xl.excel.vba.project import _bare_workbook
from tests.excel.vba.reading import module_texts, stream_text
from tests.excel.vba.second_writer import compressed, project_bytes

SHEETS = tuple(f"Sheet{n}" for n in range(1, 19))


@pytest.fixture(scope="module", params=[workbook_modules, addin_modules], ids=["book", "addin"])
def modules(request):
    return request.param()


def expected(modules):
    return {m.name: stream_text(m.text, m.kind) for m in modules}


def test_every_module_text_reads_back(modules):
    texts = module_texts(project(SHEETS, modules))
    assert list(texts) == ["ThisWorkbook", *SHEETS, *(m.name for m in modules)]
    for name, text in expected(modules).items():
        assert texts[name] == text, name


def test_a_second_writer_gives_the_same_texts(modules):
    ours = module_texts(project(SHEETS, modules))
    kinds = {m.name: m.kind for m in modules}
    second = project_bytes(
        [(name, kinds.get(name, "document"), text) for name, text in ours.items()]
    )
    assert module_texts(second) == ours
    with olefile.OleFileIO(second, raise_defects=olefile.DEFECT_UNSURE) as ole:
        assert ole.parsing_issues == []


@pytest.mark.parametrize("length", [0, 1, 4095, 4096, 4097, 9000])
def test_second_writer_compresses_what_does_not_shrink(length):
    noise = random.Random(length)
    text = "".join(chr(noise.randrange(33, 126)) for _ in range(length))
    body = 'Attribute VB_Name = "Noise"\r\n' + "'" + text + "\r\n"
    assert module_texts(project_bytes([("Noise", "standard", body)])) == {"Noise": body}
    assert module_texts(project(["Sheet1"], [VbaModule("Noise", body)]))["Noise"] == body
    assert compressed(b"")[:1] == b"\x01"


def test_equal_modules_give_equal_bytes(modules):
    assert project(SHEETS, modules) == project(SHEETS, modules)


def test_the_library_finds_nothing_wrong(modules, tmp_path):
    from pyopenvba import ExcelFile, check_file
    from xlsxwriter import Workbook

    binary = tmp_path / "vbaProject.bin"
    binary.write_bytes(project(("Sheet1",), modules))
    path = tmp_path / "book.xlsm"
    with Workbook(path) as book:
        book.add_worksheet()
        book.add_vba_project(str(binary))
    report = check_file(path)
    assert report.issues == () and report.complete
    with ExcelFile(path) as opened:
        assert opened.validate() == []
    with zipfile.ZipFile(path) as package:
        assert package.read("xl/vbaProject.bin") == binary.read_bytes()


def test_no_compiled_code_and_no_password():
    with olefile.OleFileIO(project(SHEETS, workbook_modules())) as ole:
        names = {"/".join(path) for path in ole.listdir()}
        assert not any("__SRP_" in name for name in names)
        text = ole.openstream("PROJECT").read().decode("cp1252")
        assert ole.openstream("VBA/_VBA_PROJECT").read().hex().upper() == "CC61FFFF000000"
    for name in ("DacMain", "DacFunctions", "DacPython", "xlwings"):
        assert f"Module={name}\r\n" in text
    assert "Class=Dictionary\r\n" in text
    for sheet in SHEETS:
        assert f"Document={sheet}/&H00000000\r\n" in text


def test_without_the_library_the_message_says_what_to_do(monkeypatch):
    monkeypatch.setitem(sys.modules, "pyopenvba", None)
    with pytest.raises(OutputError, match=r'pip install "dacaidc_xl\[excel\]"'):
        project(["Sheet1"], [])


def test_scratch_workbook_has_the_code_names(tmp_path):
    path = tmp_path / "bare.xlsx"
    path.write_bytes(_bare_workbook(["SheetA", "SheetB"]))
    book = openpyxl.load_workbook(path)
    assert [s.sheet_properties.codeName for s in book] == ["SheetA", "SheetB"]
    assert book.code_name == "ThisWorkbook"
