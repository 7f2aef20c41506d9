"""Costs: cost lines per tonne, and their stacked chart for the integrated system."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dacaidc_xl.excel.results.answer_sheets import (
    FIRST_DATA_ROW,
    LABEL_ROW,
    TITLE_ROW,
    write_head,
)
from dacaidc_xl.excel.results.charts import Axes, Series, color, column_chart
from dacaidc_xl.excel.results.columns import WORDS
from dacaidc_xl.excel.results.dashboard import SCENARIO
from dacaidc_xl.excel.results.highlights import highlight
from dacaidc_xl.excel.results.page import A3, break_columns, set_page
from dacaidc_xl.excel.results.ranking import Choice, rank_sites, rank_states
from dacaidc_xl.excel.results.style import Styles
from dacaidc_xl.excel.results.tables import Placed, write_table, write_text
from dacaidc_xl.studies.study import Study

TITLE = "Costs: per tonne captured, line by line"
INTRO = (
    "One row for each place and system: cost lines in 2024 USD per tonne captured; 'total' is "
    "their sum and equals LCCC gross; a credit is negative. 'backup_heat' gathers heat source and "
    "heat energy of a backup. Systems whose cost is not known are left out. The stacked chart "
    "stands to the right of the table"
)
ENDING = "_usd_per_t"
TOTAL = "total_usd_per_t"
INTEGRATED = ("system", "integrated")
GAP_COLUMNS = 2
CHART_PX = (1500, 640)
CHART_COLUMNS, CHART_ROWS = 24, 34
SCALE_PCT = 74


def drawn_lines(columns: Sequence[str]) -> list[str]:
    """Give the cost lines among the columns, without the totals."""
    return [c for c in columns if c.endswith(ENDING) and c != TOTAL]


def _words(column: str) -> str:
    return " ".join(WORDS.get(w, w) for w in column.removesuffix(ENDING).split("_"))


def write_costs(workbook: Any, sheet: Any, styles: Styles, study: Study) -> Placed:
    """Write the cost lines and their chart.

    Parameters
    ----------
    workbook : xlsxwriter.Workbook
        Workbook that owns the chart.
    sheet : xlsxwriter worksheet
        The sheet.
    styles : Styles
        Formats of the workbook.
    study : Study
        The result.

    Returns
    -------
    Placed
    """
    frame = study["costs"]
    states = study.kind == "states"
    chosen = " and follows the scenario chosen on the sheet Summary." if states else "."
    write_head(sheet, styles, TITLE, INTRO + chosen)
    place = write_table(sheet, styles, frame, "costs", LABEL_ROW)
    highlight(sheet, styles, place)
    start = place.last_column + 1 + GAP_COLUMNS
    sheet.set_column(start - GAP_COLUMNS, start - 1, 3)
    integrated = frame[frame["system"] == "integrated"]
    # Where nothing is captured there are no lines to stack: the chart stays, and is empty.
    lines = [c for c in drawn_lines(list(frame.columns)) if integrated[c].any()] or [TOTAL]
    # The cells behind the chart stand to the right of what is printed.
    cells_row, cells_column = FIRST_DATA_ROW, start + CHART_COLUMNS + GAP_COLUMNS
    write_text(
        sheet,
        styles,
        TITLE_ROW,
        cells_column,
        "Cells behind the chart",
        bold=True,
        font_color="#5B6770",
    )
    if states:
        ranking = rank_states(
            sheet, styles, frame, place, Choice(SCENARIO, study.scenarios[0]), study.scenarios,
            lines, TOTAL, True, cells_row, cells_column, INTEGRATED,
        )  # fmt: skip
    else:
        ranking = rank_sites(
            sheet, styles, frame, place, lines, TOTAL, True, cells_row, cells_column, INTEGRATED
        )
    name = sheet.get_name()
    where = "state" if states else "site"
    chart = column_chart(
        workbook,
        f"Cost of capture of the integrated system by {where}, line by line",
        [
            Series(
                _words(line),
                name,
                ranking.first_row,
                ranking.last_row,
                ranking.label,
                ranking.values[position],
                color(position),
            )
            for position, line in enumerate(lines)
        ],
        Axes(f"{where}, cheapest first", "cost [2024 USD/t captured]", "#,##0"),
        CHART_PX,
        stacked=True,
        overlap=100,
    )
    words = f"Stacked cost lines per tonne captured of the integrated system, by {where}"
    sheet.insert_chart(
        FIRST_DATA_ROW,
        start,
        chart,
        {"description": words, "object_position": 2, "x_offset": 10},
    )
    keys = place.column("system") + 1
    sheet.freeze_panes(FIRST_DATA_ROW, keys)
    last_row = max(place.last_row, FIRST_DATA_ROW + CHART_ROWS)
    sheet.print_area(0, 0, last_row, start + CHART_COLUMNS)
    set_page(sheet, TITLE, A3, scale_pct=SCALE_PCT, repeat_rows=(LABEL_ROW, LABEL_ROW + 1))
    break_columns(sheet, [start])
    return place
