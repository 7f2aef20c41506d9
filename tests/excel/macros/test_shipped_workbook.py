"""The macros on the workbook as it is sent out."""

from __future__ import annotations

import shutil
import subprocess
import warnings
import zipfile
from pathlib import Path

import openpyxl
import pytest

from dacaidc_xl.excel.macros import buttons
from dacaidc_xl.excel.macros.blocks import blocks_of
from dacaidc_xl.excel.openpyxl_engine import open_book
from dacaidc_xl.excel.template_examples import SITE_EXAMPLES
from dacaidc_xl.excel.workbook.content import example_sites
from dacaidc_xl.excel.workbook.layout import NAMES, SHIPPED_PROJECTIONS, parameter_block
from dacaidc_xl.studies.hourly import hourly
from dacaidc_xl.studies.pathway import BUILD_YEAR, pathway
from dacaidc_xl.studies.sites import sites
from dacaidc_xl.studies.states import states

from .conftest import Saved, rows_as_read

SHIPPED = Path(__file__).parents[3] / "workbooks" / "dacaidc_xl.xlsm"
OVERRIDES = {"sorbent_life_yr": 3.0}


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """The workbook after its user changed two inputs and pressed four buttons."""
    path = tmp_path_factory.mktemp("shipped") / "run.xlsm"
    book = open_book(SHIPPED)
    book.names["scenario"].refers_to_range.value = "'2030"
    table = book.sheets[parameter_block().sheet].tables[parameter_block().name]
    names = table.range[:, 0].value
    for name, value in OVERRIDES.items():
        table.range[names.index(name), 1].value = value
    buttons.run_all_states_on(book)
    buttons.run_sites_on(book)
    buttons.run_hourly_on(book)
    buttons.run_pathway_on(book)
    book.save(path)
    book.app.quit()
    return Saved(path)


STUDIES = {
    "states": lambda: states("2030", OVERRIDES),
    "sites": lambda: sites(example_sites(), OVERRIDES),
    "hourly": lambda: hourly("2030", OVERRIDES),
    "pathway": lambda: pathway(BUILD_YEAR, SHIPPED_PROJECTIONS, OVERRIDES),
}


@pytest.mark.parametrize("kind", STUDIES)
def test_the_buttons_fill_it_to_the_last_bit(run, kind):
    study = STUDIES[kind]()
    if kind == "sites":
        assert len(study["sites"]) == len(SITE_EXAMPLES)
    for block in blocks_of(kind):
        if block.table != "provenance":
            assert run.rows(block) == rows_as_read(study[block.table], block.columns), block.name
    assert run.problems() == []


def test_no_sheet_name_or_macro_is_lost(run):
    with zipfile.ZipFile(SHIPPED) as before, zipfile.ZipFile(run.path) as after:
        project = "xl/vbaProject.bin"
        assert after.read(project) == before.read(project)
        lost = set(before.namelist()) - set(after.namelist())
        macros = [before.read(name).count(b"FmlaMacro") for name in before.namelist()]
        kept = [after.read(name).count(b"FmlaMacro") for name in after.namelist()]
        assert sum(kept) == sum(macros) > 0
    # Texts move into the sheets; the marks of dynamic arrays are what openpyxl does not keep.
    assert lost == {"xl/sharedStrings.xml", "xl/metadata.xml"}
    assert set(NAMES) <= set(run.book.defined_names)


@pytest.mark.libreoffice
def test_the_formulas_follow_the_new_results(run, tmp_path):
    """Every sheet shows the new run once a calculator sees it, without one error."""
    profile = tmp_path / "profile"
    subprocess.run(
        [
            shutil.which("soffice") or "soffice",
            f"-env:UserInstallation={profile.as_uri()}",
            "--headless",
            "--convert-to",
            "xlsx",
            "--outdir",
            str(tmp_path),
            str(run.path),
        ],
        check=True,
        capture_output=True,
        timeout=300,
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(tmp_path / "run.xlsx", data_only=True)
    wrong = [
        f"{sheet.title}!{cell.coordinate}"
        for sheet in book.worksheets
        if sheet.title != "Functions"  # these ask Python, which is not here
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "e"
    ]
    assert wrong == []
    summary = {row[0]: row for row in book["Summary"].iter_rows(values_only=True, min_col=2)}
    captured = states("2030", OVERRIDES)["states"]["captured_t_per_yr"].sum() / 1e6
    assert summary["Figure"][2] == "2030"
    assert summary["Captured"][2] == pytest.approx(captured, rel=1e-12)
