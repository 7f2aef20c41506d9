"""Conditional colors: which columns say something by their value, in one place."""

from __future__ import annotations

from typing import Any

from xlsxwriter.utility import (  # type: ignore[import-untyped]
    xl_col_to_name,
    xl_rowcol_to_cell,
)

from dacaidc_xl.excel.results.style import BAD, GOOD, NOTE, Styles
from dacaidc_xl.excel.results.tables import Placed
from dacaidc_xl.studies.study import REFUSED

BARS = ("lccc_gross_usd_per_t", "total_usd_per_t")
"""Columns with a data bar, where rows are compared with each other."""
BAR_COLOR = "#CFE2F0"


def _rules(name: str, cell: str, styles: Styles) -> list[dict[str, Any]]:
    """Rules of a column; ``cell`` is its first cell."""

    def when(criteria: str, colors: tuple[str, str], bold: bool = False) -> dict[str, Any]:
        return {
            "type": "formula",
            "criteria": "=" + criteria,
            "format": styles.conditional(colors, bold),
        }

    def number(criteria: str, value: float, made: Any) -> dict[str, Any]:
        return {"type": "cell", "criteria": criteria, "value": value, "format": made}

    is_tonnes = "net_removal" in name and not name.endswith(("_from", "_pct"))
    is_tonnes = is_tonnes and not name.startswith("difference_")
    if is_tonnes or name == "removal_ratio_net":
        return [
            number("<", 0, styles.conditional(BAD)),
            number(">", 0, styles.ink(GOOD[1])),
        ]
    if name == "removal_ratio":
        return [number(">", 1, styles.conditional(GOOD, bold=True))]
    if name == "status":
        return [
            when(f'{cell}="{REFUSED}"', BAD, bold=True),
            when(f'AND({cell}<>"",{cell}<>"ok",{cell}<>"{REFUSED}")', NOTE, bold=True),
        ]
    if name == "flip":
        return [when(f"{cell}=TRUE", GOOD, bold=True)]
    if name == "net_positive":
        return [when(f"{cell}=TRUE", BAD)]
    if name == "verdict":
        return [
            when(f'{cell}="agrees"', GOOD),
            when(f'{cell}="agrees in part"', NOTE),
            when(f'{cell}="does not agree"', BAD),
        ]
    if name == "result":
        return [when(f'{cell}="pass"', GOOD), when(f'{cell}<>"pass"', BAD, bold=True)]
    if name in ("status_note", "local_values_given", "idle_reason", "ratio_note", "lccc_note"):
        return [when(f'{cell}<>""', NOTE)]
    return []


def highlight(sheet: Any, styles: Styles, place: Placed, bars: bool = True) -> None:
    """Lay conditional colors over a table.

    Parameters
    ----------
    sheet : xlsxwriter worksheet
        The sheet.
    styles : Styles
        Formats of the workbook.
    place : Placed
        The table.
    bars : bool
        Draw data bars.
    """
    for name in place.columns:
        column = place.column(name)
        span = (place.first_row, column, place.last_row, column)
        for rule in _rules(name, xl_rowcol_to_cell(place.first_row, column), styles):
            sheet.conditional_format(*span, rule)
        if bars and name in BARS:
            sheet.conditional_format(
                *span,
                {
                    "type": "data_bar",
                    "bar_color": BAR_COLOR,
                    "bar_solid": True,
                    "min_type": "num",
                    "min_value": 0,
                },
            )


def highlight_changed(sheet: Any, styles: Styles, place: Placed) -> None:
    """Mark each row of a table whose column ``changed`` says so.

    Parameters
    ----------
    sheet : xlsxwriter worksheet
        The sheet.
    styles : Styles
        Formats of the workbook.
    place : Placed
        The table of inputs.
    """
    cell = f"${xl_col_to_name(place.column('changed'))}{place.first_row + 1}"
    sheet.conditional_format(
        place.first_row,
        place.first_column,
        place.last_row,
        place.last_column,
        {
            "type": "formula",
            "criteria": f'={cell}="changed"',
            "format": styles.conditional(NOTE, bold=True),
        },
    )
