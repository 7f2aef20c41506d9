"""Drop-downs of the sheets that show results: none may name a scenario that is gone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from dacaidc_xl.excel.plain_text import as_text
from dacaidc_xl.excel.workbook.layout import NAMES

if TYPE_CHECKING:
    import xlwings as xw

CHOSEN_SCENARIOS = (*(name for name in NAMES if name.endswith("_scenario")), "audit_scenario")
"""Named cells in which the user chooses the scenario of a sheet."""


def point_views(book: xw.Book, scenarios: Sequence[str]) -> None:
    """Let sheets that show a scenario without results show the first one that has some.

    Parameters
    ----------
    book : xlwings.Book
        The analyst workbook.
    scenarios : sequence of str
        Scenarios of the results that were just written.
    """
    for name in CHOSEN_SCENARIOS:
        if name not in book.names:
            continue
        cell = book.names[name].refers_to_range
        value = cell.value
        text = f"{value:.15g}" if isinstance(value, float) else value
        if text not in scenarios:
            cell.value = as_text(scenarios[0], "live")
