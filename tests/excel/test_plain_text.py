"""No text of a user becomes a formula in a file that we write."""

from __future__ import annotations

import openpyxl
import pytest

from dacaidc_xl.excel.plain_text import MAX_CELL_CHARACTERS, as_text, put_text

HOSTILE = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "＝1"]


@pytest.mark.parametrize("text", HOSTILE)
def test_csv_text_gets_an_apostrophe(text):
    assert as_text(text) == "'" + text


@pytest.mark.parametrize("value", ["Ashburn", "a=b", "", -1.5, None, True])
def test_harmless_values_stay(value):
    assert as_text(value) is value or as_text(value) == value


@pytest.mark.parametrize("text", HOSTILE)
def test_workbook_keeps_the_text_as_text(tmp_path, text):
    book = openpyxl.Workbook()
    put_text(book.active["A1"], text)
    book.save(tmp_path / "text.xlsx")
    cell = openpyxl.load_workbook(tmp_path / "text.xlsx").active["A1"]
    assert cell.data_type == "s"
    assert cell.value.strip() == text.strip()


def test_what_a_workbook_cannot_hold_is_dropped():
    assert as_text("a\x00b\x07", "xlsx") == "ab"
    assert len(str(as_text("=" * 40_000))) == MAX_CELL_CHARACTERS
