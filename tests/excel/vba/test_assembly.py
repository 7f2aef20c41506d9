"""The workbook and the add-in as they are shipped."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import pytest
from openxml_audit import OpenXmlValidator

from dacaidc_xl.excel.package_lint import CONTENT_TYPES, lint
from dacaidc_xl.excel.vba import addin_modules, workbook_modules
from dacaidc_xl.excel.vba.modules import SETTINGS, SETTINGS_SHEET
from dacaidc_xl.excel.vba.project import PROJECT_PART
from dacaidc_xl.excel.workbook.layout import BUTTONS, SHEETS, code_name
from tests.excel.vba.reading import module_texts, stream_text

COMMITTED = Path(__file__).parents[3] / "workbooks"
FILES = ("dacaidc_xl.xlsm", "dacaidc_xl.xlam")
"""Those with macros."""
VALUES = "dacaidc_xl_values.xlsx"


def parts(path):
    with zipfile.ZipFile(path) as package:
        return {name: package.read(name) for name in package.namelist()}


def sheet_parts(content):
    """Give the part of each sheet by its name."""
    relations = dict(
        re.findall(
            r'Id="(\w+)"[^>]*Target="([^"]+)"', swapped(content["xl/_rels/workbook.xml.rels"])
        )
    )
    sheets = re.findall(
        r'<sheet name="([^"]+)"[^>]*r:id="(\w+)"', content["xl/workbook.xml"].decode()
    )
    return {name: "xl/" + relations[i] for name, i in sheets}


def swapped(raw):
    """Give relations with the id before the target, in whatever order they stand."""
    return re.sub(r'(Target="[^"]+")\s+(Id="\w+")', r"\2 \1", raw.decode())


def related(content, part):
    folder, _, name = part.rpartition("/")
    raw = content.get(f"{folder}/_rels/{name}.rels", b"")
    targets = re.findall(r'Target="([^"]+)"', raw.decode())
    return [t.replace("../", "xl/") for t in targets]


NUMBER = re.compile(rb"-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?")
VERSION = re.compile(rb"<si><t[^>]*>\d+(?:\.\w+)+</t></si>")


def same_content(ours, theirs):
    """Tell whether two parts say the same: words exactly, numbers to 1e-9.

    Another processor, or another version of numpy, moves last digits; the versions themselves
    stand among the texts of the sheet Provenance.
    """
    if ours is None or theirs is None or ours == theirs:
        return ours == theirs
    ours, theirs = (VERSION.sub(b"<si/>", content) for content in (ours, theirs))
    if NUMBER.sub(b"", ours) != NUMBER.sub(b"", theirs):
        return False
    pairs = zip(NUMBER.findall(ours), NUMBER.findall(theirs), strict=True)
    return all(float(a) == pytest.approx(float(b), rel=1e-9, abs=1e-12) for a, b in pairs if a != b)


@pytest.mark.parametrize("name", [*FILES, VALUES])
def test_committed_file_is_what_the_command_writes(built, name):
    ours, theirs = parts(built / name), parts(COMMITTED / name)
    different = sorted(
        k for k in ours.keys() | theirs.keys() if not same_content(ours.get(k), theirs.get(k))
    )
    assert different == [], "rebuild by: python -m dacaidc_xl.excel.workbook workbooks"


def test_a_part_that_says_something_else_is_told_apart():
    assert same_content(b"<v>1.0000000000001</v>", b"<v>1.0</v>")
    assert not same_content(b"<v>1.00001</v>", b"<v>1.0</v>")
    assert not same_content(b"<t>one</t>", b"<t>two</t>")
    assert not same_content(None, b"<t>two</t>")
    assert same_content(b"<si><t>2.4.6</t></si>", b"<si><t>2.5.0</t></si>")


@pytest.mark.parametrize("name", FILES)
def test_excel_has_nothing_to_repair(built, name):
    from pyopenvba import ExcelFile, check_file

    path = built / name
    assert lint(path) == []
    assert [e.description for e in OpenXmlValidator().validate(str(path)).errors] == []
    report = check_file(path)
    assert report.issues == () and report.complete
    with ExcelFile(path) as book:
        assert book.validate() == []
    assert CONTENT_TYPES[path.suffix] in parts(path)["[Content_Types].xml"].decode()


def test_the_copy_of_values_has_no_formula_and_no_macro(built):
    assert lint(built / VALUES) == []
    content = parts(built / VALUES)
    assert PROJECT_PART not in content
    assert not any(re.search(rb"<f[ >]", raw) for name, raw in content.items() if "/sheet" in name)
    assert list(sheet_parts(content)) == list(SHEETS)


@pytest.mark.parametrize(
    ("name", "modules"), [(FILES[0], workbook_modules), (FILES[1], addin_modules)]
)
def test_modules_and_code_names(built, name, modules):
    content = parts(built / name)
    texts = module_texts(content[PROJECT_PART])
    for module in modules():
        assert texts[module.name] == stream_text(module.text, module.kind), module.name
    codes = ["ThisWorkbook"]
    for part in sheet_parts(content).values():
        codes += re.findall(r'<sheetPr[^>]* codeName="(\w+)"', content[part].decode())
    assert list(texts) == [*codes, *(m.name for m in modules())]
    assert 'codeName="ThisWorkbook"' in content["xl/workbook.xml"].decode()


def test_each_sheet_has_the_module_that_the_layout_says(built):
    content = parts(built / FILES[0])
    for name, part in sheet_parts(content).items():
        if name != SETTINGS_SHEET:
            assert f'codeName="{code_name(name)}"' in content[part].decode()
    assert list(sheet_parts(content)) == [*SHEETS, SETTINGS_SHEET]


def test_every_button_is_wired_to_a_sub_without_arguments(built):
    content = parts(built / FILES[0])
    subs = set(
        re.findall(r"^Public Sub (\w+)\(\)", module_texts(content[PROJECT_PART])["DacMain"], re.M)
    )
    wired = []
    for name, part in sheet_parts(content).items():
        for target in related(content, part):
            if "vmlDrawing" in target:
                for macro in re.findall(rb"<x:FmlaMacro>([^<]+)</x:FmlaMacro>", content[target]):
                    wired.append((name, macro.decode().removeprefix("[0]!")))
    assert sorted(wired) == sorted((b.sheet, b.macro) for b in BUTTONS)
    assert {macro for _, macro in wired} <= subs


@pytest.mark.parametrize("name", FILES)
def test_settings_of_xlwings_stand_in_the_file(built, name):
    content = parts(built / name)
    texts = re.findall(
        r"<si><t[^>]*>([^<]*)</t></si>|<si><r>", content["xl/sharedStrings.xml"].decode()
    )
    sheet = content[sheet_parts(content)[SETTINGS_SHEET]].decode()
    cells = [texts[int(n)] for n in re.findall(r'<c r="[AB]\d+" t="s"><v>(\d+)</v>', sheet)]
    rows = tuple(zip(cells[::2], cells[1::2], strict=True))
    assert rows == SETTINGS


@pytest.mark.parametrize("name", FILES)
def test_no_path_of_a_machine(built, name):
    path = re.compile(rb"[A-Za-z]:\\\\?\w|/home/|/root/|/tmp/|/Users/|file:/", re.I)
    for part, raw in parts(built / name).items():
        if part != PROJECT_PART:
            assert not path.search(raw), part
        assert b"externalLink" not in raw


def test_opening_recalculates_nothing(built):
    for name in FILES:
        text = parts(built / name)["xl/workbook.xml"].decode()
        assert re.search(r'<calcPr calcId="191029"\s*/>', text)
    assert not any("calcChain" in part for part in parts(built / FILES[0]))


def test_an_addin_shows_no_button_and_no_sub_of_one(built):
    content = parts(built / FILES[1])
    assert "DacMain" not in module_texts(content[PROJECT_PART])
    assert not any("vmlDrawing" in part for part in content)
