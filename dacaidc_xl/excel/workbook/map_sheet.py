"""Map: the states as tiles, colored live by a chosen figure under a chosen scenario."""

from __future__ import annotations

from typing import Any

import numpy as np

from dacaidc_xl.excel.results.page import set_page
from dacaidc_xl.excel.results.style import INK, MUTED
from dacaidc_xl.excel.results.tables import write_text
from dacaidc_xl.excel.workbook.book import Book, Scalar
from dacaidc_xl.excel.workbook.front import BUTTON_ROW_PT, write_title
from dacaidc_xl.excel.workbook.lists import FIRST_METRIC, Chosen, metric_label
from dacaidc_xl.excel.workbook.tile_grid import COLUMNS, ROWS, tiles
from dacaidc_xl.reference.geography import states

INTRO = (
    "One tile a state, near its place on the map. Choose scenario and figure: the values are "
    "looked up in the table of states, the colors follow. A tile without a value is white: the "
    "state reports no load, or the figure does not exist there (the note beside it on the sheet "
    "States says why)."
)
FIRST_COLUMN, FIRST_ROW = 1, 8
TILE_WIDTH = 12.0
TILE_PT = (20.0, 24.0)
"""Heights of a tile's two rows: the name and the value [pt]."""
LOW, MIDDLE, HIGH = "#FFF3C4", "#8CCFBD", "#2F9E9B"
"""Colors of the scale: they darken steadily, so that they read without color, too."""
LOW_PCT, HIGH_PCT = 5, 95
"""Percentiles at which the scale ends, so that a few states far off do not pale all others."""
VALUE_FORMAT, LARGE_FORMAT = "#,##0.00", "#,##0"
LARGE = 100
"""From here on a value is shown without decimals (by Excel; LibreOffice 7.4 shows them)."""


def write_map(book: Book, chosen: Chosen, scenario: str) -> None:
    """Write the sheet.

    Parameters
    ----------
    book : Book
        The workbook.
    chosen : Chosen
        What it shows at first.
    scenario : str
        The scenario of that.
    """
    sheet = book.sheet("Map")
    last = FIRST_COLUMN + COLUMNS - 1
    sheet.set_column(0, 0, 2)
    sheet.set_column(FIRST_COLUMN, last, TILE_WIDTH)
    write_title(book, sheet, "Map", INTRO, last, TILE_WIDTH * COLUMNS, FIRST_COLUMN)
    sheet.set_row(3, BUTTON_ROW_PT)
    book.choice("map_scenario", scenario, "Scenario", "scenarios_run")
    book.choice("map_metric", metric_label(FIRST_METRIC), "Figure", "list_metric", 3)
    _write_legend(book, sheet, chosen.map_values)
    edge: dict[str, Any] = {"border": 5, "border_color": "#FFFFFF", "align": "center"}
    place = {state.abbr: position for position, state in enumerate(states(), start=1)}
    areas = []
    for abbr, (row, column) in tiles().items():
        top, here = FIRST_ROW + 2 * row, FIRST_COLUMN + column
        value = chosen.map_values[place[abbr] - 1]
        text = f"INDEX(map_values,{place[abbr]})"
        # The number is shown as the state's name: so the scale colors the whole tile.
        look = edge | {"bottom": 0, "font_color": INK, "num_format": ";".join([f'"{abbr}"'] * 4)}
        book.formula(sheet, top, here, text, value, bold=True, font_size=12, **look)
        look = edge | {"top": 0, "font_color": INK, "num_format": VALUE_FORMAT, "valign": "top"}
        book.formula(sheet, top + 1, here, text, value, font_size=10, **look)
        areas.append((top, here, top + 1, here))
    for row in range(ROWS):
        for offset, height in enumerate(TILE_PT):
            sheet.set_row(FIRST_ROW + 2 * row + offset, height)
    whole = (FIRST_ROW, FIRST_COLUMN, FIRST_ROW + 2 * ROWS - 1, last)
    sheet.conditional_format(
        *whole,
        {
            "type": "3_color_scale",
            "min_type": "percentile", "min_value": LOW_PCT, "min_color": LOW,
            "mid_type": "percentile", "mid_value": 50, "mid_color": MIDDLE,
            "max_type": "percentile", "max_value": HIGH_PCT, "max_color": HIGH,
        },
    )  # fmt: skip
    large = book.workbook.add_format({"num_format": LARGE_FORMAT})
    for row in range(ROWS):
        values = FIRST_ROW + 2 * row + 1
        for criteria, limit in ((">=", LARGE), ("<=", -LARGE)):
            sheet.conditional_format(
                values, FIRST_COLUMN, values, last,
                {"type": "cell", "criteria": criteria, "value": limit, "format": large},
            )  # fmt: skip
    sheet.freeze_panes(4, 0)
    set_page(sheet, "Map", area=(FIRST_ROW + 2 * ROWS, last))


def _write_legend(book: Book, sheet: Any, values: tuple[Scalar, ...]) -> None:
    """Write the three colors with the values that they stand for."""
    known = np.array([float(v) for v in values if v != ""])
    marks = (
        (FIRST_COLUMN + 3, LOW, "map_low", f"{LOW_PCT}th percentile and below", LOW_PCT),
        (FIRST_COLUMN + 5, MIDDLE, "map_middle", "median of the states", 50),
        (FIRST_COLUMN + 7, HIGH, "map_high", f"{HIGH_PCT}th percentile and above", HIGH_PCT),
    )
    small = {"font_size": 9, "font_color": MUTED, "align": "center"}
    book.formula(
        sheet, 6, FIRST_COLUMN, 'COUNT(map_values)&" of "&ROWS(map_values)&" with a value"',
        f"{len(known)} of {len(values)} with a value", **small | {"align": "left"},
    )  # fmt: skip
    for column, fill, name, words, percent in marks:
        value = float(np.percentile(known, percent)) if known.size else ""
        look = {"bg_color": fill, "num_format": VALUE_FORMAT, "align": "center", "bold": True}
        sheet.merge_range(5, column, 5, column + 1, "", book.styles.of(**look))
        text = f'IF(COUNT(map_values)=0,"",PERCENTILE(map_values,{percent / 100}))'
        book.formula(sheet, 5, column, text, value, **look)
        book.name(name, sheet, 5, column)
        sheet.merge_range(6, column, 6, column + 1, "", book.styles.of(**small))
        write_text(sheet, book.styles, 6, column, words, **small)
    book.formula(sheet, 5, FIRST_COLUMN, "map_metric", metric_label(FIRST_METRIC), bold=True)
    sheet.set_row(5, 20)
    sheet.set_row(6, 16)
    sheet.set_row(7, 8)
