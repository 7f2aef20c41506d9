"""Order of evaluation: nested, chained, spilled, blocked, circular, stale."""

from __future__ import annotations

import datetime

import pytest
import xlsxwriter

from dacaidc_xl.excel.cell_formulas import evaluate_workbook
from dacaidc_xl.excel.cell_formulas.calculation import STALE
from dacaidc_xl.excel.functions import registry
from tests.excel.cell_formulas.support import exact_values, write_plain

MONTHS = '=DAC_MONTHLY("VA",,,"reference","captured_t")'


def direct(name, *arguments):
    return registry()[name].python(*arguments)


def values_of(tmp_path, cells):
    path = write_plain(tmp_path / "given.xlsx", cells)
    done = evaluate_workbook(path, tmp_path / "made.xlsx")
    return exact_values(done.path, "S"), done


def spilled(tmp_path, dynamic, cells=(), merged=(), table=None):
    """Evaluate a workbook with dynamic array formulas and other cells."""
    path = tmp_path / "given.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("S")
    for address, formula in dynamic.items():
        sheet.write_dynamic_array_formula(address, formula, None, 0)
    for address, value in dict(cells).items():
        sheet.write(address, value)
    for area in merged:
        sheet.merge_range(area, "")
    if table:
        sheet.add_table(table)
    book.close()
    done = evaluate_workbook(path, tmp_path / "made.xlsx")
    return exact_values(done.path, "S"), done


def test_cells_of_ours_feed_each_other_in_any_order(tmp_path):
    values, done = values_of(
        tmp_path,
        {
            "A1": "=DAC_PUE(A3,B1)",
            "B1": '=DAC_DATA("VA","rel_humidity_pct")',
            "A3": '=DAC_DATA("VA","temp_c")',
            "A4": '=DAC_PUE(DAC_DATA("VA","temp_c"),B1)',
        },
    )
    pue = direct("DAC_PUE", values[3, 1], values[1, 2])
    assert values[1, 1] == values[4, 1] == pue
    assert done.complete and len(done.outcome.evaluated) == 4


def test_many_single_cells_equal_single_calls(tmp_path):
    capacities = [10.0 + 7.3 * i for i in range(12)]
    cells = {f"A{i}": c for i, c in enumerate(capacities, start=1)}
    cells |= {f"B{i}": f'=DAC_LCCC("TX",,,A{i})' for i in range(1, 13)}
    cells |= {"B13": '=DAC_LCCC("TX",,,-1)', "B14": "=DAC_LCCC(C1)", "B15": '=DAC_LCCC("TX",1E9)'}
    values, _ = values_of(tmp_path, cells)
    for row, capacity in enumerate(capacities, start=1):
        assert values[row, 2] == direct("DAC_LCCC", "TX", None, None, capacity)
    assert values[13, 2] == direct("DAC_LCCC", "TX", None, None, -1.0)
    assert values[14, 2] == direct("DAC_LCCC", None)
    assert values[15, 2] == direct("DAC_LCCC", "TX", 1e9)


def test_a_date_is_no_number_as_in_excel(tmp_path):
    day = datetime.datetime(2024, 1, 5)
    values, _ = values_of(tmp_path, {"A1": day, "B1": "=DAC_PUE(A1,60)"})
    assert values[1, 2] == direct("DAC_PUE", day, 60.0)
    assert values[1, 2].startswith("#DAC! DAC_PUE, temp_c")


@pytest.mark.parametrize("reference", ["A:A", "A1:B60000"])
def test_a_large_range_is_refused_in_words(tmp_path, reference):
    values, _ = values_of(tmp_path, {"D1": f"=DAC_LCCC({reference})", "A1": "VA"})
    assert values[1, 4] == (
        f"#DAC! DAC_LCCC, region: '{reference}' is not valid; expected a range of at most "
        "100,000 cells."
    )


def test_unknown_names_and_functions_say_so(tmp_path):
    values, _ = values_of(
        tmp_path, {"A1": "=DAC_LCCC(nowhere)", "A2": "=DAC_LCC(A9)", "A3": "=DAC_LCCC(Gone!A1)"}
    )
    assert "'nowhere' is not valid; expected a cell, range or name" in values[1, 1]
    assert "Did you mean 'DAC_LCCC'" in values[2, 1]
    assert "'Gone!A1' is not valid" in values[3, 1]


@pytest.mark.parametrize(
    "cells",
    [
        {"A1": "=DAC_LCCC(A1)"},
        {"A1": "=DAC_LCCC(A2)", "A2": "=DAC_DATA(A3)", "A3": "=DAC_PARAM(A1)"},
        {"A1": "=DAC_LCCC(B1:B9)", "B5": "=A1&1"},
    ],
)
def test_circles_are_reported(tmp_path, cells):
    values, done = values_of(tmp_path, {**cells, "D1": "=DAC_LCCC(A1)"})
    assert values[1, 1].startswith("#DAC! circular reference: S!")
    assert values[1, 4] == values[1, 1]  # what reads it passes the message on
    assert "S!A1" in done.outcome.circular[("S", 1, 1)]
    assert not done.complete


def test_a_cell_that_reads_a_stale_cell_is_stale(tmp_path):
    values, done = values_of(
        tmp_path,
        {
            "A1": '=DAC_DATA("VA","temp_c")',
            "A2": "=A1+1",
            "A3": "=DAC_PUE(A2,60)",
            "A4": "=A3",
            "B1": "=7*1",
            "B2": "=DAC_PUE(B1,60)",
        },
    )
    assert values[1, 1] == direct("DAC_DATA", "VA", "temp_c")
    assert [values[row, 1] for row in (2, 3, 4)] == [STALE] * 3
    assert values[2, 2] == STALE and (1, 2) not in values  # B1 has no stored value
    assert len(done.outcome.stale) == 4


@pytest.mark.parametrize(
    "formula", ['=INDIRECT("A1")', "=OFFSET(A9,-8,0)", "=SUM(A1:INDEX(A:A,3))", "=[1]X!A1+A1"]
)
def test_what_may_depend_on_a_cell_of_ours_is_stale(tmp_path, formula):
    values, _ = values_of(tmp_path, {"A1": "=DAC_VERSION()", "C5": formula})
    assert values[5, 3] == STALE


def test_dependence_through_names_and_sheets(tmp_path):
    path = tmp_path / "given.xlsx"
    book = xlsxwriter.Workbook(path)
    one, other = book.add_worksheet("One"), book.add_worksheet("It's other")
    one.write_formula("A1", "=DAC_VERSION()", None, "old")
    other.write_formula("A1", "=named&1", None, "old")
    other.write_formula("A2", "='It''s other'!A1", None, "old")
    other.write_formula("A3", "=SUM(One:'It''s other'!A1)", None, 1)
    other.write_formula("A4", "=calls", None, "old")
    other.write_formula("A5", "=One!B1", None, 5)
    book.define_name("named", "=One!$A$1:$A$2")
    book.define_name("calls", '=DAC_LCCC("VA")')
    book.close()
    done = evaluate_workbook(path, tmp_path / "made.xlsx")
    values = exact_values(done.path, "It's other")
    assert [values[row, 1] for row in range(1, 6)] == [STALE, STALE, STALE, STALE, 5.0]


def test_a_spill_gives_its_rows_and_clears_what_it_leaves(tmp_path):
    values, done = spilled(tmp_path, {"B2:C30": MONTHS}, {"A1": "x"})
    table = direct("DAC_MONTHLY", "VA", None, None, "reference", "captured_t")
    for row, cells in enumerate(table, start=2):
        assert [values[row, 2], values[row, 3]] == cells
    assert len(values) == 1 + 2 * 13 and done.complete


def test_a_spill_feeds_another_that_reads_it(tmp_path):
    values, _ = spilled(
        tmp_path,
        {
            "F1": "=DAC_LCCC(A2:A4)",
            "H1": "=DAC_LCCC(_xlfn.ANCHORARRAY(J1))",
            "J1": '=DAC_PARAM({"sorbent_life_yr";"desorption_temp_c"},,"unit")',
            "A1": '=DAC_STATES("base_2023",,,"lccc_gross_usd_per_t")',
        },
    )
    costs = direct("DAC_LCCC", [["AL"], ["AK"], ["AZ"]])
    assert [values[row, 6] for row in (1, 2, 3)] == [row[0] for row in costs]
    units = direct("DAC_LCCC", [["yr"], ["degC"]])
    assert [values[row, 8] for row in (1, 2)] == [row[0] for row in units]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"cells": {"B7": 1.0}}, "S!B7 is not empty"),
        ({"cells": {"C14": "=1+1"}}, "S!C14 is not empty"),
        ({"merged": ["C3:D3"]}, "S!C3:D3 is merged"),
        ({"table": "C5:D8"}, "S!C5:D8 is the table Table1"),
    ],
)
def test_a_blocked_spill_says_by_what(tmp_path, options, words):
    values, done = spilled(tmp_path, {"B2": MONTHS}, **options)
    assert values[2, 2] == f"#DAC! spill blocked: {words}"
    assert (3, 2) not in values
    assert not done.complete


def test_a_spill_beyond_the_sheet_is_blocked(tmp_path):
    values, _ = spilled(tmp_path, {"A1048570": MONTHS})
    assert "ends beyond the sheet" in values[1_048_570, 1]


def test_a_table_over_what_it_reads_is_circular(tmp_path):
    cells = {"A1": '=DAC_STATES("base_2023",,,"lccc_gross_usd_per_t",B20:C21)'}
    values, done = spilled(tmp_path, cells)
    assert values[1, 1].startswith("#DAC! circular reference: S!A1 -> S!A1")
    assert len(values) == 1 and done.outcome.circular


def test_a_fixed_block_repeats_or_shows_what_is_missing(tmp_path):
    path = tmp_path / "given.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("S")
    sheet.write_array_formula("A1:B2", '{=DAC_PARAM("sorbent_life_yr",,"unit")}', None, 0)
    sheet.write_array_formula("D1:D3", '{=DAC_PARAM({"sorbent_life_yr";"x"},,"unit")}', None, 0)
    book.close()
    values = exact_values(evaluate_workbook(path, tmp_path / "made.xlsx").path, "S")
    assert {values[at] for at in [(1, 1), (1, 2), (2, 1), (2, 2)]} == {"yr"}
    assert values[1, 4] == "yr" and values[3, 4] == "#N/A"
    assert values[2, 4].startswith("#DAC! DAC_PARAM, parameter: 'x'")
