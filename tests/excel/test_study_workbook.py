"""Workbooks of counties, hours and pathways: every table exact, a picture, no error."""

from __future__ import annotations

import datetime as dt
import zipfile

import numpy as np
import openpyxl
import pandas as pd
import pytest

from dacaidc_xl.excel.package_lint import lint
from dacaidc_xl.excel.results import sheets_of, write_results
from dacaidc_xl.excel.results.study_workbook import BOOKS
from dacaidc_xl.studies.counties import counties
from dacaidc_xl.studies.findings import findings
from dacaidc_xl.studies.hourly import hourly
from dacaidc_xl.studies.hours import HourOptions
from dacaidc_xl.studies.pathway import pathway

pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported")
WHEN = dt.datetime(2026, 1, 2, 3, 4, tzinfo=dt.UTC)
MADE = {
    "counties": lambda: counties("base_2023", states=["DE", "HI"]),
    "hourly": lambda: hourly(
        "base_2023", states=["ND"], options=HourOptions(part_load=True, run_rule=True)
    ),
    "pathway": lambda: pathway(2030, ["cambium2024_midcase"], states=["TX", "WV"]),
}


@pytest.fixture(scope="module", params=list(MADE))
def written(request, tmp_path_factory):
    study = MADE[request.param]()
    path = tmp_path_factory.mktemp(request.param) / "study.xlsx"
    write_results(study, path, "test", WHEN)
    return study, path


def test_sheets_and_tables_are_those_of_the_study(written):
    """Every number reads back as the same float64; blanks stay blank."""
    study, path = written
    book = openpyxl.load_workbook(path)
    assert tuple(book.sheetnames) == sheets_of(study)
    for page in BOOKS[study.kind].sheets:
        sheet = book[page.name]
        (table,) = sheet.tables.values()
        cells = [[cell.value for cell in row] for row in sheet[table.ref]]
        frame = study[page.table]
        assert cells[0] == list(frame.columns)
        assert len(cells) == len(frame) + 1
        for position, name in enumerate(frame.columns):
            if frame[name].dtype.kind not in "fi":
                continue
            read = pd.Series([row[position] for row in cells[1:]], dtype=float).to_numpy()
            np.testing.assert_array_equal(read, frame[name].to_numpy(dtype=float))


def test_the_package_is_sound_and_has_its_picture(written):
    study, path = written
    assert lint(path) == []
    with zipfile.ZipFile(path) as package:
        pictures = [name for name in package.namelist() if name.startswith("xl/media/")]
        assert len(pictures) == 1
        assert len(package.read(pictures[0])) > 10_000
    assert study.kind in BOOKS


def test_the_summary_says_what_was_found(written):
    study, path = written
    sheet = openpyxl.load_workbook(path)["Summary"]
    texts = [cell.value for row in sheet.iter_rows(max_col=1) for cell in row if cell.value]
    said = findings(study)
    assert said
    assert texts[1 : len(said) + 1] == said


def test_equal_studies_give_equal_files(written, tmp_path):
    study, path = written
    again = tmp_path / "again.xlsx"
    write_results(study, again, "test", WHEN)
    assert again.read_bytes() == path.read_bytes()
