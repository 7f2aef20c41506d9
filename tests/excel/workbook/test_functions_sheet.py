"""The sheet of the functions shows no failure of ours."""

from __future__ import annotations

import pytest

from dacaidc_xl.excel.functions import registry
from dacaidc_xl.excel.functions.cells import DEFECT, failure_text
from dacaidc_xl.excel.workbook import functions_sheet

FAILURE = failure_text("DAC_X", ZeroDivisionError("injected"))


def test_no_stored_value_is_a_failure(shown):
    texts = [c.value for row in shown["Functions"].iter_rows() for c in row if c.value is not None]
    assert len(texts) > 200 and not [text for text in texts if DEFECT in str(text)]


@pytest.mark.parametrize(
    ("name", "answer"), [("DAC_LCCC", FAILURE), ("DAC_STATES", [["state", "a"], ["VA", FAILURE]])]
)
def test_an_example_that_fails_stops_the_build(monkeypatch, name, answer):
    monkeypatch.setattr(functions_sheet, "evaluate_formula", lambda text, resolve: answer)
    with pytest.raises(ValueError, match=r"example =DAC_.*injected"):
        functions_sheet._answer(registry()[name])
