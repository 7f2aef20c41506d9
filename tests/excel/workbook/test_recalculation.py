"""LibreOffice recalculates every formula: each gives what the file shows without it."""

from __future__ import annotations

import subprocess

import openpyxl
import pytest

from dacaidc_xl.excel.formulas import dac_calls
from dacaidc_xl.excel.workbook.lists import metric_label
from dacaidc_xl.excel.workbook.tile_grid import tiles

from .conftest import formulas_of

pytestmark = [
    pytest.mark.libreoffice,
    pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning"),
]

ALWAYS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode"
 oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""
"""Setting of LibreOffice: recalculate a workbook when it is opened."""
RELATIVE = 1e-12


def recalculated(path, folder):
    profile = folder / "profile"
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(ALWAYS)
    out = folder / "out"
    command = ["soffice", f"-env:UserInstallation={profile.as_uri()}", "--headless"]
    command += ["--convert-to", "xlsx", "--outdir", str(out), str(path)]
    subprocess.run(command, check=True, timeout=300, capture_output=True)
    return openpyxl.load_workbook(out / path.name, data_only=True)


def equal(one, other):
    """Compare what two cells show; LibreOffice stores a truth value as 0 or 1."""
    one, other = ("" if v is None else v for v in (one, other))
    if str in (type(one), type(other)):
        return one == other
    return abs(one - other) <= RELATIVE * max(abs(one), abs(other))


def test_every_formula_gives_its_stored_value(path, book, shown, tmp_path):
    office = recalculated(path, tmp_path)
    compared = 0
    for sheet, cell, text in formulas_of(book):
        if not dac_calls(text):
            stored, made = shown[sheet][cell].value, office[sheet][cell].value
            assert equal(stored, made), (sheet, cell, text, stored, made)
            compared += 1
    assert compared > 3000


@pytest.fixture(scope="module")
def chosen(path, tmp_path_factory):
    """Give the workbook after other choices, recalculated."""
    folder = tmp_path_factory.mktemp("chosen")
    book = openpyxl.load_workbook(path)
    choices = {
        "Map": {"D4": "2030", "J4": metric_label("net_removal_t_per_yr")},
        "Summary": {"D25": "2030_aeo", "D26": metric_label("net_removal_t_per_yr")},
        "Monthly": {"C4": "2030", "F4": "Texas"},
        "Compare": {"C4": "2030_aeo", "F4": "Wyoming"},
        "Costs": {"C4": "2030", "F4": "Alabama"},
    }
    for sheet, cells in choices.items():
        for cell, value in cells.items():
            book[sheet][cell] = value
    del book["Functions"]
    book.save(folder / "chosen.xlsx")
    return recalculated(folder / "chosen.xlsx", folder)


def test_the_map_follows_its_choice(chosen, content):
    frame = content.states["states"]
    here = frame[frame["scenario"] == "2030"].set_index("state")["net_removal_t_per_yr"]
    for abbr, (row, column) in tiles().items():
        value = chosen["Map"].cell(10 + 2 * row, 2 + column).value
        want = here.get(abbr, float("nan"))
        assert equal(value, "" if want != want else float(want)), abbr


def test_the_ranking_follows_its_choice_with_ties_in_order(chosen, content):
    sheet = chosen["Summary"]
    frame = content.states["states"]
    here = frame[frame["scenario"] == "2030_aeo"].dropna(subset=["net_removal_t_per_yr"])
    want = here.sort_values("net_removal_t_per_yr", ascending=False, kind="stable")
    names = [sheet.cell(29 + k, 2).value for k in range(len(want) + 1)]
    assert names == [*want["state_name"], None]
    for k, value in enumerate(want["net_removal_t_per_yr"]):
        assert equal(sheet.cell(29 + k, 4).value, float(value))


def test_the_months_follow_their_choice(chosen, content):
    frame = content.states["monthly"]
    here = frame[(frame["scenario"] == "2030") & (frame["state"] == "TX")]
    for k, value in enumerate(here["net_removal_t"]):
        assert equal(chosen["Monthly"].cell(7 + k, 22).value, float(value))


def test_the_comparison_follows_its_choice(chosen, content):
    frame = content.states["compare"]
    here = frame[(frame["scenario"] == "2030_aeo") & (frame["state"] == "WY")]
    for k, row in enumerate(here.itertuples()):
        assert chosen["Compare"].cell(7 + k, 4).value == row.system
        assert equal(chosen["Compare"].cell(7 + k, 9).value, float(row.net_removal_t_per_yr))
        assert chosen["Compare"].cell(7 + k, 18).value == bool(row.flip)


def test_a_state_that_was_not_run_shows_nothing(chosen):
    sheet = chosen["Costs"]
    assert sheet["D7"].value == "integrated"
    for row in sheet["E7:V10"]:
        assert all(cell.value in (None, "") for cell in row)


def test_no_cell_shows_an_error(chosen):
    for sheet in chosen:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "e", f"{sheet.title}!{cell.coordinate}"
