"""Templates: what is written is read back, and every bad input is named with its cell."""

from __future__ import annotations

import datetime
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import openpyxl
import pytest

from dacaidc_xl.errors import InputError, InputErrors, OutputError
from dacaidc_xl.excel.template import (
    TemplateInput,
    build_templates,
    read_template,
    write_template,
)
from dacaidc_xl.excel.template_examples import SITE_MONTHS
from dacaidc_xl.excel.template_layout import KIND_SHEETS
from dacaidc_xl.reference.parameters import Parameters, parameter_table
from dacaidc_xl.studies.inputs import LOCAL_QUANTITIES

SHIPPED = Path(__file__).parents[2] / "templates"

Edit = Callable[[openpyxl.Workbook], object]


@pytest.fixture(scope="module")
def templates(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("templates")
    build_templates(folder)
    return folder


@pytest.fixture
def edited(templates, tmp_path):
    """Write a copy of a template with an edit, and give its path."""

    def edit_copy(edit: Edit, name: str = "sites_example") -> Path:
        book = openpyxl.load_workbook(templates / f"{name}.xlsx")
        edit(book)
        path = tmp_path / "my.xlsx"
        book.save(path)
        return path

    return edit_copy


def put(address: str, value: object) -> Edit:
    sheet, cell = address.split("!")

    def edit(book: openpyxl.Workbook) -> None:
        book[sheet][cell].value = value

    return edit


def only_problem(filled: TemplateInput) -> str:
    assert len(filled.problems) == 1
    return str(filled.problems[0])


def file_errors(path: Path) -> list[str]:
    with pytest.raises(InputErrors) as caught:
        read_template(path)
    return [str(error) for error in caught.value.errors]


# --- what is written


def test_sites_example_reads_back(templates):
    filled = read_template(templates / "sites_example.xlsx")
    assert (filled.kind, filled.problems, filled.bad_rows) == ("sites", (), ())
    ashburn, texas, columbia, later = filled.sites
    assert (ashburn.name, ashburn.state, ashburn.capacity_mw) == ("Ashburn campus", "VA", 100.0)
    assert (ashburn.class_share, ashburn.local, ashburn.place) == (None, {}, "Sites!A5")
    assert texas.local["electricity_price_usd_per_mwh"] == SITE_MONTHS[0][2]
    assert texas.local["gas_price_usd_per_mmbtu"] == (2.8,)
    assert columbia.class_share == {
        "cpu_air": 0.15,
        "gpu_air": 0.0,
        "gpu_liquid": 0.65,
        "immersion": 0.2,
    }
    assert columbia.local["grid_intensity_kg_per_mwh"] == (25.0,)
    assert later.scenario == "2030"
    assert filled.parameters == {"dac_availability_fraction": 0.88}
    place = filled.parameter_places["dac_availability_fraction"]
    assert place.startswith("Parameters!B")
    Parameters.of("base", filled.parameters, places=filled.parameter_places)


def test_states_example_reads_back(templates):
    filled = read_template(templates / "states_example.xlsx")
    assert (filled.kind, filled.scenario, filled.problems) == ("states", "base_2023", ())
    by_state = {state.state: state.local for state in filled.states}
    assert len(by_state) == 49
    assert not {"AK", "HI"} & by_state.keys()
    assert by_state["WV"] == {"grid_intensity_kg_per_mwh": (700.0,)}
    assert len(by_state["VA"]["electricity_price_usd_per_mwh"]) == 12
    assert by_state["OH"] == {}


def test_blank_states_template_is_all_states_by_default(templates):
    filled = read_template(templates / "states_template.xlsx")
    assert len(filled.states) == 51
    assert not any(state.local for state in filled.states)
    assert filled.parameters == {}


def test_blank_sites_template_asks_for_a_site(templates):
    assert file_errors(templates / "sites_template.xlsx") == [
        "Sites!A5: blank is not valid; expected at least one site."
    ]


def test_a_filled_blank_template_needs_three_cells(edited):
    def fill(book):
        for cell, value in {"A9": "My site", "B9": "ohio", "D9": 12}.items():
            book["Sites"][cell].value = value

    (site,) = read_template(edited(fill, "sites_template")).sites
    assert (site.state, site.scenario, site.capacity_mw) == ("OH", "base_2023", 12.0)
    assert (site.class_share, site.local) == (None, {})


def parts_of(path: Path) -> dict[str, str]:
    """Parts as canonical XML: the same whichever XML writer openpyxl finds."""
    with zipfile.ZipFile(path) as archive:
        return {n: ElementTree.canonicalize(archive.read(n).decode()) for n in archive.namelist()}


@pytest.mark.parametrize("name", ["template", "example"])
@pytest.mark.parametrize("kind", KIND_SHEETS.values())
def test_shipped_templates_are_those_of_the_code(templates, kind, name):
    """Rebuild them with: python -m dacaidc_xl.excel.template templates"""
    file = f"{kind}_{name}.xlsx"
    assert parts_of(templates / file) == parts_of(SHIPPED / file)


def test_same_bytes_every_time(templates, tmp_path):
    again = write_template(tmp_path / "again.xlsx", "sites", example=True)
    assert again.read_bytes() == (templates / "sites_example.xlsx").read_bytes()


def test_module_command_builds_all(tmp_path):
    command = [sys.executable, "-W", "error", "-m", "dacaidc_xl.excel.template", str(tmp_path)]
    subprocess.run(command, check=True, capture_output=True)
    assert len(list(tmp_path.glob("*.xlsx"))) == 2 * len(KIND_SHEETS)


def test_existing_file_is_kept(tmp_path):
    path = tmp_path / "mine.xlsx"
    path.write_text("mine")
    with pytest.raises(OutputError, match="exists"):
        write_template(path, "sites")
    assert path.read_text() == "mine"
    with pytest.raises(OutputError, match="cannot be written"):
        write_template(tmp_path / "no folder" / "a.xlsx", "sites")
    with pytest.raises(InputError, match="Did you mean 'sites'"):
        write_template(tmp_path / "b.xlsx", "site")


def test_parameters_sheet_lists_the_whole_table_and_checks_what_is_typed(templates):
    sheet = openpyxl.load_workbook(templates / "sites_template.xlsx")["Parameters"]
    names = [cell.value for cell in sheet["A"][4:]]
    assert names == list(parameter_table())
    rules = [
        (str(rule.sqref), rule.type)
        for rule in sheet.data_validations.dataValidation
        if str(rule.sqref).startswith("B")
    ]
    assert len(rules) == len(names)
    kinds = {"list": 0, "decimal": 0}
    for _, kind in rules:
        kinds[kind] += 1
    assert kinds["list"] == sum(p.kind == "option" for p in parameter_table().values())


@pytest.mark.parametrize("kind", KIND_SHEETS.values())
def test_texts_of_validation_fit_what_excel_allows(templates, kind):
    for sheet in openpyxl.load_workbook(templates / f"{kind}_template.xlsx").worksheets:
        for rule in sheet.data_validations.dataValidation:
            assert len(rule.formula1) <= 255
            assert len(rule.error or "") <= 255
            assert len(rule.errorTitle or "") <= 32


# --- one bad cell: the row is left out, the message has its place


@pytest.mark.parametrize(
    ("address", "value", "message"),
    [
        ("Sites!B6", "Texsa", "Sites!B6: 'Texsa' is not valid; expected the name, postal"),
        ("Sites!B6", "Texsa", "Did you mean 'Texas'?"),
        ("Sites!B6", None, "Sites!B6: blank is not valid"),
        ("Sites!A6", None, "Sites!A6: blank is not valid; expected a name"),
        ("Sites!A6", "x" * 101, "at most 100 characters"),
        ("Sites!C6", "base_2032", "Sites!C6: 'base_2032' is not valid; expected one of base_2023"),
        ("Sites!C6", "base_2032", "Did you mean 'base_2023'?"),
        ("Sites!D6", None, "Sites!D6: blank is not valid; expected an IT capacity above 0"),
        ("Sites!D6", -5, "Sites!D6: -5.0 is not valid; expected an IT capacity above 0"),
        ("Sites!D6", 0, "Sites!D6: 0.0 is not valid"),
        ("Sites!D6", 250_000, "Did you mean '250 (the value looks like kW)'?"),
        ("Sites!D6", "250", "up to 100,000 MW, not text. Did you mean '250'?"),
        ("Sites!D6", "many", "Sites!D6: 'many' is not valid"),
        ("Sites!D6", "NaN", "Sites!D6: 'NaN' is not valid"),
        ("Sites!D6", True, "Sites!D6: True is not valid"),
        ("Sites!D6", datetime.date(2024, 1, 5), "Sites!D6: the date or time 2024-01-05"),
        ("Sites!D6", "#REF!", "Sites!D6: the error #REF! is not valid; expected an IT capacity"),
        ("Sites!D6", "=1/0*A1", "Sites!D6: the formula =1/0*A1 without a stored value"),
        ("Sites!E6", 45, "Sites!E6: 45.0 is not valid; expected a share from 0 to 1"),
        ("Sites!E6", 45, "Did you mean '0.45'?"),
        ("Sites!E6", -0.1, "Sites!E6: -0.1 is not valid"),
        ("Sites!F6", 0.9, "Sites!F6: a sum of the shares of 0.9 is not valid"),
        ("Sites!I6", "=A1*2", "Sites!I6: the formula =A1*2 without a stored value"),
        ("Sites!I6", -1, "Sites!I6: -1.0 is not valid; expected a number from 0 to 2,000 USD/MWh"),
        ("Sites!J6", 5000, "Sites!J6: 5000.0 is not valid; expected a number from -500 to 2,000"),
        ("Sites!K6", 201, "Sites!K6: 201.0 is not valid; expected a number from 0 to 200"),
        (
            "Sites!L6",
            288.15,
            "Sites!L6: 288.15 is not valid; expected a number from -60 to 60 degC",
        ),
        ("Sites!M6", 120, "Sites!M6: 120.0 is not valid; expected a number from 0 to 100 %"),
        ("Sites!N6", 1013, "Sites!N6: 1013.0 is not valid; expected a number from 50,000"),
        ("Sites!N6", 1013, "Did you mean '101300 (the value looks like hPa)'?"),
        ("Sites!N6", "wet", "Sites!N6: 'wet' is not valid; expected a number from 50,000"),
    ],
)
def test_bad_cell_leaves_out_its_row_only(edited, address, value, message):
    filled = read_template(edited(put(address, value)))
    named = [str(problem) for problem in filled.problems]
    assert any(message in text for text in named), named
    assert len(filled.sites) == 3
    rows = {(bad.sheet, bad.row) for bad in filled.bad_rows if bad.sheet == "Sites"}
    assert rows == {("Sites", 6)}


def test_text_that_looks_like_a_formula_stays_text(edited):
    def name_it(book):
        cell = book["Sites"]["A5"]
        cell.value = '=HYPERLINK("http://x")'
        cell.data_type = "s"

    filled = read_template(edited(name_it))
    assert filled.sites[0].name == '=HYPERLINK("http://x")'


def test_all_errors_of_a_row_and_of_a_file_at_once(edited):
    def spoil(book):
        sheet = book["Sites"]
        sheet["B5"].value, sheet["D5"].value, sheet["N5"].value = "XX", -1, 1013
        sheet["C7"].value = "2031"

    filled = read_template(edited(spoil))
    places = [problem.place for problem in filled.problems]
    assert places == ["Sites!B5", "Sites!D5", "Sites!N5", "Sites!C7"]
    first, second = filled.bad_rows
    assert (first.sheet, first.row, first.name) == ("Sites", 5, "Ashburn campus")
    assert len(first.messages) == 3
    assert (second.row, second.name) == (7, "Columbia River campus")
    assert [site.name for site in filled.sites] == [
        "Texas training cluster",
        "Ashburn campus, 2030",
    ]


def test_same_name_twice_is_refused_in_both_rows(edited):
    filled = read_template(edited(put("Sites!A8", " ashburn  CAMPUS")))
    assert [problem.place for problem in filled.problems] == ["Sites!A5", "Sites!A8"]
    assert "(also Sites!A8)" in str(filled.problems[0])


# --- the sheet Monthly


def test_monthly_wins_over_annual(edited):
    filled = read_template(edited(put("Sites!I6", 99)))
    assert filled.sites[1].local["electricity_price_usd_per_mwh"] == SITE_MONTHS[0][2]


@pytest.mark.parametrize(
    ("address", "value", "message"),
    [
        ("Monthly!F5", None, "Monthly!F5: blank is not valid; expected a value in each of the"),
        ("Monthly!F5", -3, "Monthly!F5: -3.0 is not valid; expected a number from 0 to 2,000"),
        ("Monthly!F5", "=B2", "Monthly!F5: the formula =B2 without a stored value"),
        ("Monthly!B5", "electricity_price", "Did you mean 'electricity_price_usd_per_mwh'?"),
        ("Monthly!B5", "gas_price_usd_per_mmbtu", "Monthly!B5: 'gas_price_usd_per_mmbtu' is not"),
        ("Monthly!B5", None, "Monthly!B5: blank is not valid"),
        ("Monthly!A5", "Texas trainin cluster", "Did you mean 'Texas training cluster'?"),
        ("Monthly!A5", "Texas trainin cluster", "a name that stands on the sheet Sites"),
    ],
)
def test_bad_month_leaves_out_the_site_it_belongs_to(edited, address, value, message):
    filled = read_template(edited(put(address, value)))
    assert message in only_problem(filled)
    assert [bad.name for bad in filled.bad_rows] == ["Texas training cluster"]
    assert len(filled.sites) == 3


def test_months_of_nobody_stand_for_themselves(edited):
    filled = read_template(edited(put("Monthly!A5", "Zzz")))
    (bad,) = filled.bad_rows
    assert (bad.sheet, bad.row, bad.name) == ("Monthly", 5, "Zzz")
    assert len(filled.sites) == 4


def test_months_given_twice_are_refused(edited):
    def double(book):
        for row in (5, 6):
            for column in range(1, 15):
                book["Monthly"].cell(row, column).value = book["Monthly"].cell(5, column).value

    text = only_problem(read_template(edited(double)))
    assert text.startswith("Monthly!B6: ")
    assert "(also Monthly!B5)" in text


# --- the states template


@pytest.mark.parametrize(
    ("address", "value", "message"),
    [
        ("States!C8", "maybe", "States!C8: 'maybe' is not valid; expected yes, no or blank"),
        ("States!A8", "Alabma", "Did you mean 'Alabama'?"),
        ("States!A8", None, "States!A8: blank is not valid"),
        ("States!I8", 1013, "States!I8: 1013.0 is not valid"),
    ],
)
def test_bad_state_row(edited, address, value, message):
    filled = read_template(edited(put(address, value), "states_example"))
    assert message in only_problem(filled)
    assert len(filled.states) == 48


def test_misspelled_state_of_months_stops_that_state(edited):
    filled = read_template(edited(put("Monthly!A5", "Virgina"), "states_example"))
    assert "Monthly!A5: 'Virgina' is not valid" in only_problem(filled)
    assert [bad.name for bad in filled.bad_rows] == ["VA"]


def test_state_twice_is_refused(edited):
    filled = read_template(edited(put("States!A8", "Texas"), "states_example"))
    assert [problem.place for problem in filled.problems] == ["States!A8", "States!A50"]


def test_deleted_row_and_blank_include(edited):
    def edit(book):
        book["States"]["C9"].value = None
        book["States"].delete_rows(10)

    filled = read_template(edited(edit, "states_template"))
    found = [state.state for state in filled.states]
    assert len(found) == 50
    assert "AR" in found
    assert "AZ" not in found


@pytest.mark.parametrize(
    ("value", "scenario"),
    [("all", "all"), (2030, "2030"), ("2030_AEO", "2030_aeo"), (None, "base_2023")],
)
def test_scenario_of_all_states(edited, value, scenario):
    filled = read_template(edited(put("States!B3", value), "states_template"))
    assert filled.scenario == scenario


def test_unknown_scenario_stops_the_file(edited):
    (text,) = file_errors(edited(put("States!B3", "2030_aoe"), "states_template"))
    assert text.startswith("States!B3: '2030_aoe' is not valid; expected one of base_2023, 2030,")
    assert text.endswith("Did you mean '2030_aeo'?")


def test_scenario_cell_is_found_by_its_name(edited):
    def drop(book):
        del book.defined_names["scenario"]

    assert "no cell named scenario" in file_errors(edited(drop, "states_template"))[0]


# --- what makes a file unusable


def parameter_row(name: str) -> int:
    return list(parameter_table()).index(name) + 5


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("dac_availability_fraction", 90, "expected a number from 0.01 to 1. Did you mean '0.9'?"),
        ("dac_availability_fraction", "0.9", "'0.9' is not valid"),
        ("dac_availability_fraction", True, "True is not valid"),
        ("desorption_temp_c", "=A1", "the formula =A1 without a stored value"),
        ("working_fluid", "R1233zd", "Did you mean 'R1233zd(E)'?"),
        ("vacuum_stage_count", 2.5, "a whole number"),
    ],
)
def test_bad_parameter_stops_the_file(edited, name, value, message):
    address = f"Parameters!B{parameter_row(name)}"
    (text,) = file_errors(edited(put(address, value)))
    assert text.startswith(f"{address}: ")
    assert message in text


def test_unknown_and_doubled_parameters_are_refused(edited):
    def edit(book):
        book["Parameters"]["A5"].value = "sorbent_life_y"
        book["Parameters"]["A7"].value = book["Parameters"]["A8"].value

    first, second = file_errors(edited(edit))
    assert first.startswith("Parameters!A5: 'sorbent_life_y' is not valid")
    assert "Did you mean 'sorbent_life_yr'?" in first
    assert second.startswith("Parameters!A8: ")


def test_option_is_read_in_its_own_spelling(edited):
    address = f"Parameters!B{parameter_row('working_fluid')}"
    filled = read_template(edited(put(address, " r600 ")))
    assert filled.parameters["working_fluid"] == "R600"


def rename(old: str, new: str) -> Edit:
    def edit(book: openpyxl.Workbook) -> None:
        book[old].title = new

    return edit


@pytest.mark.parametrize(
    ("old", "new"), [("Sites", "Campus"), ("Sites", "Sitess"), ("Monthly", "Montly")]
)
def test_renamed_sheet_is_named(edited, old, new):
    found = file_errors(edited(rename(old, new)))
    if new == "Campus":
        assert "expected one sheet named Sites, States, Counties or Pathways" in found[0]
    else:
        assert found[0] == (
            f"my.xlsx: '{new}' is not valid; expected a sheet named {old}. Did you mean '{old}'?"
        )


def test_missing_sheet_is_named(edited):
    def drop(book):
        del book["Parameters"]

    assert "no sheet Parameters" in file_errors(edited(drop))[0]


def test_both_kinds_in_one_file_are_refused(edited):
    assert "both Sites and States" in file_errors(edited(rename("Read me", "States")))[0]


@pytest.mark.parametrize(
    ("address", "value", "message"),
    [
        ("Sites!D4", "capacity", "Sites!D4: 'capacity' is not valid; expected a column name"),
        ("Sites!D4", "capacity", "Did you mean 'capacity_mw'?"),
        ("Sites!D4", None, "Sites!D4: no column capacity_mw is not valid"),
        ("Sites!D4", "state", "Sites!D4: 'state' is not valid; expected each column once"),
        ("Sites!P4", "pue", "Sites!P4: 'pue' is not valid; expected a column name"),
        ("Sites!Q6", 7, "Sites!Q6: a value in a column without a name"),
        ("Monthly!C4", "january", "Monthly!C4: 'january' is not valid"),
        ("Parameters!B4", "valeu", "Did you mean 'value'?"),
    ],
)
def test_changed_column_is_named(edited, address, value, message):
    found = file_errors(edited(put(address, value)))
    assert any(message in text for text in found), found


def test_errors_of_file_and_rows_come_together(edited):
    def spoil(book):
        book["Monthly"]["C4"].value = "january"
        book["Sites"]["D5"].value = -1
        book["Parameters"][f"B{parameter_row('desorption_temp_c')}"].value = 1000

    found = file_errors(edited(spoil))
    assert [text.split(":")[0] for text in found] == [
        "Monthly!C4",
        f"Parameters!B{parameter_row('desorption_temp_c')}",
        "Sites!D5",
    ]


def test_columns_and_heading_may_move(edited):
    def move(book):
        sheet = book["Sites"]
        sheet.insert_rows(1)
        sheet.move_range("B5:B9", cols=20)
        sheet.delete_cols(2)

    filled = read_template(edited(move))
    assert [site.state for site in filled.sites] == ["VA", "TX", "WA", "VA"]


def test_more_sites_than_allowed_are_refused(edited, monkeypatch):
    monkeypatch.setattr("dacaidc_xl.excel.template_read.MAX_PLACES", 3)
    (text,) = file_errors(edited(lambda book: None))
    assert text == "Sites!A8: 4 rows is not valid; expected at most 3 rows."


def test_notes_and_own_sheets_are_left_alone(edited):
    def add(book):
        book.create_sheet("My sums")["A1"].value = "=1+1"
        book["Sites"]["O40"].value = "remember the substation"

    assert len(read_template(edited(add)).sites) == 4


def test_columns_of_local_quantities_are_those_of_the_studies(templates):
    sheet = openpyxl.load_workbook(templates / "sites_template.xlsx")["Sites"]
    assert {cell.value for cell in sheet[4]} >= set(LOCAL_QUANTITIES)
