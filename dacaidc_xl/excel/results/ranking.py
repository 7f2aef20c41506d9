"""Cells behind the charts: places in the order of a figure, fed by formulas that stay live.

A scenario's order is laid down as text, sorted when the file is written; the figures beside it
are looked up in the tables by formula, so that a choice of scenario changes both.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from xlsxwriter.utility import (  # type: ignore[import-untyped]
    xl_col_to_name,
    xl_rowcol_to_cell,
)

from dacaidc_xl.excel.results.style import Styles
from dacaidc_xl.excel.results.tables import Placed, write_text, write_value

if TYPE_CHECKING:
    import pandas as pd

SITES_DRAWN = 60
"""Most sites that a chart draws: the first of its order."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A cell with a drop-down, by its defined name, with what it shows when the file opens."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Ranking:
    """Columns of a chart's cells; rows and columns from 0."""

    first_row: int
    last_row: int
    label: int
    values: tuple[int, ...]
    end: int


def order_of(frame: pd.DataFrame, by: str, ascending: bool) -> list[int]:
    """Give row labels of a table in the order of a figure, without those that have none."""
    known = frame[frame[by].notna()]
    return [int(i) for i in known.sort_values(by, ascending=ascending, kind="stable").index]


def look_up(place: Placed, column: str, keys: Sequence[tuple[str, str]]) -> str:
    """Give the formula text that finds one value of a table by its keys.

    Parameters
    ----------
    place : Placed
        The table.
    column : str
        Column of the value, numbers and blanks only.
    keys : sequence of (str, str)
        Key columns, and the cell or name that holds the value to match.

    Returns
    -------
    str
        A SUMPRODUCT: exact for one match, without wildcards, and not volatile.
    """
    tests = "*".join(f"({place.name}[{key}]={cell})" for key, cell in keys)
    return f"SUMPRODUCT({tests}*{place.name}[{column}])"


def _heads(sheet: Any, styles: Styles, row: int, column: int, heads: Sequence[str]) -> None:
    for offset, head in enumerate(heads):
        write_text(
            sheet,
            styles,
            row,
            column + offset,
            head,
            font_size=8,
            bold=True,
            text_wrap=True,
            font_color="#5B6770",
            bottom=1,
            valign="top",
        )


def rank_states(
    sheet: Any,
    styles: Styles,
    frame: pd.DataFrame,
    place: Placed,
    scenario: Choice,
    scenarios: Sequence[str],
    columns: Sequence[str],
    by: str,
    ascending: bool,
    row: int,
    column: int,
    only: tuple[str, str] | None = None,
) -> Ranking:
    """Write the cells of a chart of states: an order for each scenario, then live figures.

    Parameters
    ----------
    sheet : xlsxwriter worksheet
        Where the cells stand.
    styles : Styles
        Formats of the workbook.
    frame : DataFrame
        The table with columns ``scenario`` and ``state``.
    place : Placed
        Where that table stands.
    scenario : Choice
        The cell that chooses the scenario.
    scenarios : sequence of str
        All scenarios.
    columns : sequence of str
        Figures that are drawn.
    by : str
        Figure that gives the order.
    ascending : bool
        Smallest first.
    row, column : int
        First cell: the heads; the data stand below.
    only : tuple of (str, str), optional
        A key column and its one value, such as the system.

    Returns
    -------
    Ranking
    """
    chosen = frame if only is None else frame[frame[only[0]] == only[1]]
    size = int(max(chosen.groupby("scenario", sort=False).size()))
    first = row + 1
    orders = []
    for name in scenarios:
        here = chosen[chosen["scenario"] == name]
        orders.append([str(here.at[i, "state"]) for i in order_of(here, by, ascending)])
    label = column + len(scenarios)
    _heads(
        sheet, styles, row, column, [f"order {name}" for name in scenarios] + ["state", *columns]
    )
    now = list(scenarios).index(scenario.value)
    values = chosen[chosen["scenario"] == scenario.value].set_index("state")
    look = {"font_size": 8, "font_color": "#5B6770"}
    for k in range(size):
        here_row = first + k
        for position, order in enumerate(orders):
            write_text(
                sheet,
                styles,
                here_row,
                column + position,
                order[k] if k < len(order) else "",
                **look,
            )
        span = f"${xl_col_to_name(column)}{here_row + 1}:${xl_col_to_name(label - 1)}{here_row + 1}"
        state = orders[now][k] if k < len(orders[now]) else ""
        sheet.write_formula(
            here_row, label, f'=INDEX({span},1,{scenario.name}_number)&""', styles.of(**look), state
        )
        cell = xl_rowcol_to_cell(here_row, label, col_abs=True)
        keys = [("scenario", f'{scenario.name}&""'), ("state", cell)]
        keys += [(only[0], f'"{only[1]}"')] if only else []
        for offset, name in enumerate(columns):
            stored = float(values.at[state, name]) if state else ""
            stored = 0.0 if stored != stored else stored
            sheet.write_formula(
                here_row,
                label + 1 + offset,
                f'=IF({cell}="","",{look_up(place, name, keys)})',
                styles.of(num_format="#,##0.00", **look),
                stored,
            )
    figures = tuple(label + 1 + i for i in range(len(columns)))
    return Ranking(first, first + size - 1, label, figures, figures[-1] + 1)


def rank_sites(
    sheet: Any,
    styles: Styles,
    frame: pd.DataFrame,
    place: Placed,
    columns: Sequence[str],
    by: str,
    ascending: bool,
    row: int,
    column: int,
    only: tuple[str, str] | None = None,
) -> Ranking:
    """Write the cells of a chart of sites: each refers to its row of the table.

    Parameters
    ----------
    sheet, styles, frame, place, columns, by, ascending, row, column, only
        As `rank_states`; ``frame`` has a column ``site``, its index counts the table's rows.

    Returns
    -------
    Ranking
    """
    chosen = frame if only is None else frame[frame[only[0]] == only[1]]
    order = order_of(chosen, by, ascending)[:SITES_DRAWN] or [int(chosen.index[0])]
    _heads(sheet, styles, row, column, ["site", *columns])
    look = {"font_size": 8, "font_color": "#5B6770"}
    for k, index in enumerate(order):
        for offset, name in enumerate(["site", *columns]):
            cell = xl_rowcol_to_cell(place.first_row + index, place.column(name), True, True)
            stored = frame.at[index, name]
            stored = 0.0 if stored != stored else stored
            sheet.write_formula(
                row + 1 + k,
                column + offset,
                f"='{place.sheet}'!{cell}",
                styles.of(num_format="#,##0.00", **look),
                stored,
            )
    figures = tuple(column + 1 + i for i in range(len(columns)))
    return Ranking(row + 1, row + len(order), column, figures, figures[-1] + 1)


def write_line(
    sheet: Any, styles: Styles, ranking: Ranking, column: int, head: str, value: float
) -> int:
    """Write a constant beside a chart's cells, to be drawn as a line; give its column."""
    _heads(sheet, styles, ranking.first_row - 1, column, [head])
    for row in range(ranking.first_row, ranking.last_row + 1):
        write_value(sheet, styles, row, column, value, font_size=8, font_color="#5B6770")
    return column
