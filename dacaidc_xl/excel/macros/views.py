"""Drop-downs of the sheets that show results: none may name a scenario that is gone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING

from dacaidc_xl.excel.plain_text import as_text

if TYPE_CHECKING:
    import xlwings as xw

CHOSEN: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "states": (
            "summary_scenario",
            "monthly_scenario",
            "map_scenario",
            "compare_scenario",
            "costs_scenario",
            "audit_scenario",
        ),
        "hourly": ("hourly_scenario",),
        "pathway": ("pathway_grid",),
    }
)
"""By study, the named cells in which the user chooses whose results a sheet shows."""


def point_views(book: xw.Book, study: str, scenarios: Sequence[str]) -> None:
    """Let sheets that show a scenario without results show the first one that has some.

    Parameters
    ----------
    book : xlwings.Book
        The analyst workbook.
    study : str
        Kind of the study; one without such a cell has nothing to point.
    scenarios : sequence of str
        Scenarios of the results that were just written.
    """
    for name in CHOSEN.get(study, ()):
        if name not in book.names:
            continue
        cell = book.names[name].refers_to_range
        value = cell.value
        text = f"{value:.15g}" if isinstance(value, float) else value
        if text not in scenarios:
            cell.value = as_text(scenarios[0], "live")
