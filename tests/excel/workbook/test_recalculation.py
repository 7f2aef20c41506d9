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
        "Summary": {"D28": "2030_aeo", "D29": metric_label("net_removal_t_per_yr")},
        "Monthly": {"C4": "2030", "F4": "Texas"},
        "Compare": {"C4": "2030_aeo", "F4": "Wyoming"},
        "Costs": {"C4": "2030", "F4": "Alabama"},
        "Counties": {"C4": "Kent"},
        "Hourly": {"C4": "2030"},
        "Pathway": {"C4": "aeo2025_reference", "F4": "Texas"},
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
    names = [sheet.cell(32 + k, 2).value for k in range(len(want) + 1)]
    assert names == [*want["state_name"], None]
    for k, value in enumerate(want["net_removal_t_per_yr"]):
        assert equal(sheet.cell(32 + k, 4).value, float(value))


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


def in_rows(sheet, row, columns, frame, first_column=1):
    """Compare the cells of some rows, from a row on, with a table."""
    for down, values in enumerate(frame[list(columns)].to_dict("records")):
        for across, name in enumerate(columns):
            want = values[name]
            want = "" if want != want else want
            assert equal(sheet.cell(row + down, first_column + across).value, want), (down, name)


def test_a_county_is_found_by_how_its_name_begins(chosen, content):
    sheet, frame = chosen["Counties"], content.blocks["tblCounties"].frame
    named = frame[frame["county"].str.startswith("Kent")]
    assert sheet["C5"].value in (None, "")
    assert named["county"].tolist() == ["Kent County, DE"]
    in_rows(sheet, 7, frame.columns, named)


COUNTY_CASES = {
    "1001": "Autauga County, AL",
    "10001": "Kent County, DE",
    "loudoun county, va": "Loudoun County, VA",
    "Sussex County, VA": "Sussex County, VA",
    "Sussex": "Sussex County, DE",
    "48113": "",
    "": "",
}


def test_a_county_is_looked_up_by_code_or_name(path, tmp_path):
    """Each case has formulas of its own on a sheet, made from those of the workbook."""
    book = openpyxl.load_workbook(path)
    sheet, _, place = book.defined_names["county_row"].attr_text.partition("!")
    row = book[sheet.strip("'")][place.replace("$", "").split(":")[0]].value
    said = book["Counties"]["C5"].value
    asked = book.create_sheet("Asked")
    for line, wanted in enumerate(COUNTY_CASES, start=1):
        asked.cell(line, 1).value = wanted or None
        asked.cell(line, 2).value = row.replace("county_wanted", f"A{line}")
        words = said.replace("county_wanted", f"A{line}").replace("county_row", f"B{line}")
        asked.cell(line, 3).value = words
        asked.cell(line, 4).value = f'=IF(B{line}=0,"",INDEX(tblCounties[county],B{line}))'
    del book["Functions"]
    book.save(tmp_path / "asked.xlsx")
    asked = recalculated(tmp_path / "asked.xlsx", tmp_path)["Asked"]
    for line, (wanted, county) in enumerate(COUNTY_CASES.items(), start=1):
        assert (asked.cell(line, 4).value or "") == county, wanted
        words = str(asked.cell(line, 3).value or "")
        if wanted == "Sussex":
            assert words.startswith("2 counties begin so; the first is shown.")
        elif county:
            assert words == "", wanted
        else:
            assert words.startswith("No county" if wanted else "Type a FIPS code"), wanted


def test_the_hours_follow_their_choice(chosen, content):
    sheet, block = chosen["Hourly"], content.blocks["tblHourly"]
    frame = block.frame[block.frame["scenario"] == "2030"].set_index("state")
    columns = [c for c in block.layout.columns[2:] if not c.endswith("_note")]
    shown = {sheet.cell(row, 2).value: row for row in range(32, 83)}
    assert len(shown) == 51
    for abbr, row in shown.items():
        if abbr in frame.index:
            in_rows(sheet, row, columns, frame.loc[[abbr]], 3)
        else:
            assert all(cell.value in (None, "") for cell in sheet[row][2:])


def test_the_change_by_hours_stands_beside_the_ranking(chosen, content):
    """The chosen scenario 2030_aeo was not run by the hour: nothing stands there."""
    assert all(chosen["Summary"].cell(32 + k, 5).value in (None, "") for k in range(51))


def test_the_life_follows_its_choice(chosen, content):
    sheet, block = chosen["Pathway"], content.blocks["tblPathway"]
    here = block.frame[
        (block.frame["scenario"] == "aeo2025_reference") & (block.frame["state"] == "TX")
    ]
    columns = block.layout.columns[3:-1]
    assert len(here) == 20
    in_rows(sheet, 37, columns, here, 4)
    life = content.blocks["tblPathwayLife"].frame
    for row, of in zip((7, 8), life[life["state"] == "TX"].itertuples(), strict=True):
        assert sheet.cell(row, 1).value == of.scenario
        assert equal(sheet.cell(row, 9).value, of.lifetime_net_removal_t)
        assert sheet.cell(row, 4).value == of.first_year
    assert all(cell.value in (None, "") for row in sheet["A9:N12"] for cell in row)


def test_no_cell_shows_an_error(chosen):
    for sheet in chosen:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "e", f"{sheet.title}!{cell.coordinate}"
