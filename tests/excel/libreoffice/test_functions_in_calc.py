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


def test_every_call_has_a_case():
    assert {case.name for case in cases()} == set(registry())
