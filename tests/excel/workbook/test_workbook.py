"""The analyst workbook: sound package, exact tables, checked inputs, nothing volatile."""

from __future__ import annotations

import re
import zipfile

import numpy as np
import openpyxl
import pandas as pd
import pytest
from openpyxl.utils import get_column_letter
from openxml_audit import OpenXmlValidator

from dacaidc_xl.excel.formulas import dac_calls, evaluate_formula
from dacaidc_xl.excel.functions import registry
from dacaidc_xl.excel.functions.lookups import ANNUAL_DATA, MONTHLY_DATA
from dacaidc_xl.excel.package_lint import lint
from dacaidc_xl.excel.workbook import layout
from dacaidc_xl.excel.workbook.content import example_rows
from dacaidc_xl.excel.workbook.write import write_workbook
from dacaidc_xl.reference.parameters import parameter_table
from dacaidc_xl.studies import summary

from .conftest import formulas_of

pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning")

VOLATILE = ("OFFSET(", "INDIRECT(", "NOW(", "TODAY(", "RAND(", "RANDBETWEEN(", "CELL(", "INFO(")
NEWER = ("XLOOKUP(", "LET(", "FILTER(", "SORT(", "UNIQUE(", "SEQUENCE(", "LAMBDA(", "TEXTJOIN(")
FRONT = ("Start", "Summary", "Map")


def cells_of(table, sheet):
    rows = [[cell.value for cell in row] for row in sheet[table.ref]]
    return pd.DataFrame(rows[1:], columns=rows[0])


def test_sheets_stand_in_order_and_lists_are_hidden(book):
    assert tuple(book.sheetnames) == layout.SHEETS
    assert {s.title for s in book if s.sheet_state != "visible"} == set(layout.HIDDEN)


def test_the_package_needs_no_repair(path, values_path):
    for file in (path, values_path):
        assert lint(file) == []
        assert OpenXmlValidator().validate(str(file)).is_valid


def test_opening_does_not_recalculate(path):
    with zipfile.ZipFile(path) as package:
        text = package.read("xl/workbook.xml").decode()
        assert re.findall(r"<calcPr[^>]*>", text) == ['<calcPr calcId="191029"/>']
        assert "xl/calcChain.xml" not in package.namelist()


def test_no_formula_is_volatile_or_too_new(book):
    found = list(formulas_of(book))
    assert len(found) > 500
    for sheet, cell, text in found:
        plain = re.sub(r'"[^"]*"', "", text.upper())
        for word in (*VOLATILE, *NEWER):
            assert not re.search(rf"(?<![A-Z0-9_.]){re.escape(word)}", plain), (sheet, cell, text)
        assert "[@" not in text and "#REF!" not in text


def test_every_formula_has_a_value(book, shown):
    for sheet, cell, _ in formulas_of(book):
        value = shown[sheet][cell].value
        assert not (isinstance(value, str) and value.startswith("#")), (sheet, cell, value)


@pytest.mark.parametrize("layout_of", layout.RESULT_BLOCKS, ids=lambda b: b.name)
def test_a_table_holds_its_study_to_the_last_digit(layout_of, content, shown):
    sheet = shown[layout_of.sheet]
    table = sheet.tables[layout_of.name]
    corner = f"{get_column_letter(layout_of.first_column)}{layout_of.header_row}"
    assert table.ref.startswith(corner + ":")
    written, want = cells_of(table, sheet), content.blocks[layout_of.name].frame
    assert tuple(written.columns) == layout_of.columns
    assert len(written) == len(want)
    assert sheet.max_row == layout_of.header_row + len(want), "something stands below the table"
    for column in want.columns:
        if want[column].dtype.kind in "fi":
            values = pd.to_numeric(written[column]).to_numpy(dtype=float)
            np.testing.assert_array_equal(values, want[column].to_numpy(dtype=float), column)
        elif want[column].dtype.kind == "b":
            assert written[column].tolist() == want[column].tolist()
        else:
            assert written[column].fillna("").tolist() == want[column].fillna("").tolist()


def test_headline_figures_are_those_of_the_study(shown, content):
    sheet = shown["Summary"]
    rows = {row[1].value: row for row in sheet.iter_rows(min_row=6, max_row=23)}
    for slot, scenario in enumerate(content.states.scenarios):
        assert sheet.cell(5, 4 + slot).value == scenario
        for figure in summary.figures(content.states, scenario):
            if figure.name != "Flips":
                assert rows[figure.name][3 + slot].value == figure.value


def test_the_change_by_hours_stands_beside_the_headlines(shown, content):
    sheet, hours = shown["Summary"], content.blocks["tblHourly"].frame
    rows = {row[1].value: row for row in sheet.iter_rows(min_row=6, max_row=23)}
    for slot, scenario in enumerate(content.states.scenarios):
        here = hours[hours["scenario"] == scenario]
        for name, column in (
            ("Captured", "captured_difference_pct"),
            ("Net removal", "net_removal_difference_pct"),
            ("LCCC gross", "lccc_gross_difference_pct"),
        ):
            value = rows[f"{name}, hours less months"][3 + slot].value
            if len(here):
                assert value == here[column].median()
            else:
                assert value in (None, "")
    of_base = hours[hours["scenario"] == "base_2023"].set_index("state_name")
    seen = 0
    for k in range(51):
        name, value = (sheet.cell(32 + k, column).value for column in (2, 5))
        if name in of_base.index:
            assert value == of_base.loc[name, "lccc_gross_difference_pct"]
            seen += 1
        else:
            assert value in (None, "")
    assert seen == 3


def test_the_counties_of_a_state_are_counted_and_averaged(shown, content):
    sheet, frame = shown["Counties"], content.blocks["tblCounties"].frame
    rows = {sheet.cell(row, 4).value: row for row in range(11, 62)}
    assert len(rows) == 51
    for abbr, here in frame.groupby("state"):
        row = rows[abbr]
        assert sheet.cell(row, 2).value == len(here)
        mean = here["lccc_gross_usd_per_t"].mean()
        assert sheet.cell(row, 8).value == pytest.approx(mean, rel=1e-15)
        removing = int((here["reference_net_removal_t_per_yr"] > 0).sum())
        assert sheet.cell(row, 7).value == removing
        own = here["captured_t_per_yr"].dropna()
        shown_own = sheet.cell(row, 11).value
        assert (shown_own or 0.0) == pytest.approx(own.sum(), rel=1e-12)
    places = sorted(sheet.cell(rows[abbr], 1).value for abbr in frame["state"].unique())
    assert places == [1, 2, 3, 4, 5]
    assert sheet.cell(rows["TX"], 1).value in (None, "")


def test_the_ranking_is_in_order_without_gaps(shown, content):
    sheet = shown["Summary"]
    values = [sheet.cell(32 + k, 4).value for k in range(51)]
    held = [v for v in values if v is not None and v != ""]
    frame = content.states["states"]
    want = frame[frame["scenario"] == "base_2023"]["lccc_gross_usd_per_t"].dropna()
    assert held == sorted(want)
    assert values[: len(held)] == held


def test_named_cells_are_where_the_layout_says(book):
    for name, cell in layout.NAMES.items():
        column, row = re.fullmatch(r"([A-Z]+)(\d+)", cell.cell).groups()
        sheet, _, place = book.defined_names[name].attr_text.partition("!")
        assert (sheet.strip("'"), place) == (cell.sheet, f"${column}${row}")
        if cell.value:
            assert book[cell.sheet][cell.cell].value == cell.value


def rule_of(sheet, cell):
    rules = [r for r in sheet.data_validations.dataValidation if cell in r.sqref]
    assert len(rules) == 1, cell
    return rules[0]


def offered(book, source):
    sheet, _, place = book.defined_names[source.lstrip("=")].attr_text.partition("!")
    return tuple(str(cell[0].value) for cell in book[sheet.strip("'")][place.replace("$", "")])


@pytest.mark.parametrize("name", parameter_table())
def test_every_parameter_is_checked_as_one_types(name, book):
    block, parameter = layout.parameter_block(), parameter_table()[name]
    sheet = book["Inputs"]
    row = block.header_row + 1 + list(parameter_table()).index(name)
    column = block.columns.index("value") + 1
    assert sheet.cell(row, 1).value == name
    assert sheet.cell(row, column).value is None
    rule = rule_of(sheet, sheet.cell(row, column).coordinate)
    assert rule.showErrorMessage and rule.errorStyle in (None, "stop")
    if parameter.kind == "option":
        assert offered(book, rule.formula1) == parameter.choices
        return
    assert rule.type == ("whole" if parameter.kind in ("count", "switch") else "decimal")
    assert float(rule.formula1) == parameter.min
    if parameter.max is None:
        assert rule.operator == "greaterThanOrEqual"
    else:
        assert float(rule.formula2) == parameter.max


def test_sites_hold_the_examples_and_are_checked_further_down(book):
    block, sheet = layout.site_block(), book["Sites"]
    table = cells_of(sheet.tables[block.name], sheet)
    assert tuple(table.columns) == block.columns and len(table) == block.rows
    for position, row in enumerate(example_rows()):
        for name, value in row.items():
            assert table.loc[position, name] == value
    for name in set(block.columns) - {"name", "note"}:
        column = get_column_letter(block.columns.index(name) + 1)
        rule_of(sheet, f"{column}{block.header_row + 1}")
        rule_of(sheet, f"{column}{block.header_row + 9_000}")


def test_drop_downs_offer_what_the_tables_hold(book, shown):
    for name in ("monthly_scenario", "map_scenario", "compare_scenario", "costs_scenario"):
        cell = layout.NAMES[name]
        rule = rule_of(book[cell.sheet], cell.cell)
        assert rule.formula1.lstrip("=") == "scenarios_run"
    assert offered(shown, "scenarios_run") == ("base_2023", "2030", "2030_aeo")


def test_examples_of_the_functions_show_what_the_functions_give(book, shown):
    examples = {}
    for sheet, cell, text in formulas_of(book):
        if dac_calls(text):
            assert sheet == "Functions"
            examples[text] = shown[sheet][cell]
    assert set(examples) == {f.example for f in registry().values()}
    for text, cell in examples.items():
        value = evaluate_formula(text, {}.__getitem__)
        if not isinstance(value, list):
            assert cell.value == value
            continue
        for down, row in enumerate(value):
            for across, one in enumerate(row):
                held = shown["Functions"].cell(cell.row + down, cell.column + across).value
                assert (held if held is not None else "") == one, (text, down, across)


def test_every_row_has_a_stated_height(book):
    """A spreadsheet program that has to measure rows while it prints may fail at it."""
    for sheet in book:
        for row in sheet.iter_rows():
            if any(cell.value is not None for cell in row):
                assert sheet.row_dimensions[row[0].row].height, f"{sheet.title}!{row[0].row}"


def test_every_sheet_is_set_up_to_be_read_and_printed(book):
    for sheet in book:
        if sheet.sheet_state == "visible":
            assert sheet.freeze_panes, sheet.title
            assert not sheet.sheet_view.showGridLines, sheet.title
            assert sheet.print_area or sheet.title == "Checks", sheet.title
            if sheet.title != "Start":
                assert sheet.page_setup.orientation == "landscape", sheet.title


def test_every_chart_has_a_title_and_titled_axes(path):
    with zipfile.ZipFile(path) as package:
        charts = [n for n in package.namelist() if n.startswith("xl/charts/chart")]
        assert len(charts) == 10
        for name in charts:
            text = package.read(name).decode()
            assert text.count("<c:title>") == 3, name
            assert re.search(r"\[[^\]]+\]", text), f"{name}: no unit"


def test_no_chart_covers_a_table(path):
    blocks = {b.sheet: b for b in layout.RESULT_BLOCKS}
    sheets = {sheet: f"xl/worksheets/sheet{k}.xml" for k, sheet in enumerate(layout.SHEETS, 1)}
    seen = 0
    with zipfile.ZipFile(path) as package:
        for sheet in ("Monthly", "Compare", "Costs", "Counties", "Hourly", "Pathway"):
            relations = sheets[sheet].replace("worksheets/", "worksheets/_rels/") + ".rels"
            drawing = re.search(r"drawings/(drawing\d+\.xml)", package.read(relations).decode())
            text = package.read(f"xl/drawings/{drawing.group(1)}").decode()
            anchors = re.findall(
                r"<xdr:from><xdr:col>(\d+).*?<xdr:to><xdr:col>(\d+).*?<xdr:row>(\d+)</xdr:row>",
                text,
            )
            lefts = [int(left) for left, _, _ in anchors]
            for left, right, bottom in anchors:
                assert int(bottom) + 1 < blocks[sheet].header_row - 2, sheet
                assert not any(int(left) < other < int(right) for other in lefts), sheet
                seen += 1
    assert seen == 9


def test_data_hold_every_quantity_of_the_function(shown):
    sheet = shown["Data"]
    table = cells_of(sheet.tables["tblData"], sheet)
    assert set(table.columns) == {"scenario", "state", "state_name", *MONTHLY_DATA, *ANNUAL_DATA}
    assert len(table) == 3 * 51
    sources = cells_of(sheet.tables["tblSources"], sheet)
    for column in ("publisher", "vintage", "license"):
        assert sources[column].notna().all()


def test_equal_content_gives_equal_bytes(path, content, tmp_path):
    again = write_workbook(tmp_path / "other_name.xlsx", content=content)
    assert again.read_bytes() == path.read_bytes()


def test_values_only_has_the_same_values_and_no_formula(values_path, shown):
    book = openpyxl.load_workbook(values_path)
    assert list(formulas_of(book)) == []
    assert book.sheetnames == shown.sheetnames
    for sheet in shown:
        if sheet.title == "Start":
            continue
        for row in sheet.iter_rows():
            for cell in row:
                other = book[sheet.title][cell.coordinate].value
                assert (cell.value or "") == (other or ""), f"{sheet.title}!{cell.coordinate}"


def test_a_suffix_that_does_not_fit_is_refused(content, tmp_path):
    with pytest.raises(ValueError, match=r"is a \.xlsx"):
        write_workbook(tmp_path / "book.xlsm", content=content)
    with pytest.raises(ValueError, match="no VBA"):
        write_workbook(tmp_path / "book.xlsx", b"", values_only=True, content=content)
    assert list(tmp_path.iterdir()) == []
