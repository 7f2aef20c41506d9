"""Every function in LibreOffice Calc gives what the engine gives."""

from __future__ import annotations

import pytest
import xlsxwriter
from openpyxl import load_workbook

from dacaidc_xl.excel.functions import registry
from tests.excel.libreoffice.cases import cases
from tests.excel.libreoffice.office import installed_profile, recalculated
from tests.excel.libreoffice.table import deviation, in_calc, largest

pytestmark = pytest.mark.libreoffice
ALIKE = 1e-12


@pytest.fixture(scope="module")
def profile():
    with installed_profile() as made:
        yield made


def test_every_function_equals_the_engine(profile, tmp_path):
    """Scalars, ranges and tables, from formulas as Excel writes them, with stale values."""
    seen = set()
    for case, shown, dependent in in_calc(profile, tmp_path):
        assert largest(shown, case.engine) <= ALIKE, case.text
        assert deviation(dependent, case.engine[0][0] or 0.0) <= ALIKE, case.text
        seen.add((case.name, case.is_array))
    assert {name for name, _ in seen} == set(registry())
    assert {name for name, is_array in seen if is_array} == set(registry())


def test_what_is_not_ours_stays(profile, tmp_path):
    path = tmp_path / "other.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet()
    sheet.write_formula("A1", '="DAC_LCCC"&LEN(dac_version())', None, "old")
    sheet.write_formula("A2", "=DAC_NOTHING(1)", None, 5)
    sheet.write_formula("A3", '=IF(DAC_PUE(25,60)>1,ROUND(DAC_PUE(25,60),3)*2,"")', None, -1)
    sheet.write_formula("A4", '=DAC_LCCC("Oragon")+1', None, -1)
    sheet.write_formula("A5", "=SUM(A3,1)", None, -1)
    book.close()
    made = load_workbook(recalculated(profile, path), data_only=True).active
    version = registry()["DAC_VERSION"].python()
    pue = round(registry()["DAC_PUE"].python(25.0, 60.0), 3) * 2
    cells = [row[0] for row in made.iter_rows(values_only=True)]
    assert cells == [
        f"DAC_LCCC{len(version)}", 5, pytest.approx(pue), "#VALUE!", pytest.approx(pue + 1)
    ]  # fmt: skip


def test_many_cells_and_calls_on_calls(profile, tmp_path):
    """Cells that are like their neighbors, in chains longer than the rounds of gathering."""
    pue = registry()["DAC_PUE"].python
    rows = 40
    path = tmp_path / "many.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet()
    shape = book.add_format({"num_format": "0.0000"})
    for row in range(rows):
        sheet.write(row, 0, float(row))
        sheet.write_formula(row, 1, f"=DAC_PUE(A{row + 1},50)", shape, -1)
        for column, before in ((2, "B"), (3, "C"), (4, "D")):
            sheet.write_formula(row, column, f"=DAC_PUE({before}{row + 1}*30,50)", None, -1)
        nested = f"=IFERROR(DAC_PUE(DAC_PUE(A{row + 1},50)*30,50),0)"
        sheet.write_formula(row, 5, nested, None, -1)
    sheet.write_comment(0, 1, "kept")
    sheet.write_formula("G1", f"=SUM(E1:E{rows})", None, -1)
    book.close()
    made = load_workbook(recalculated(profile, path), data_only=True).active
    total = 0.0
    for row in range(rows):
        chain = [pue(float(row), 50.0)]
        for _ in range(3):
            chain.append(pue(chain[-1] * 30, 50.0))
        shown = [cell.value for cell in made[row + 1][1:6]]
        assert shown == pytest.approx([*chain, chain[1]], rel=ALIKE)
        total += chain[-1]
    assert made["G1"].value == pytest.approx(total, rel=ALIKE)
    assert made["B3"].number_format == "0.0000" and "kept" in made["B1"].comment.text


def test_every_call_has_a_case():
    assert {case.name for case in cases()} == set(registry())
