"""Hourly: what 8,760 hours change against twelve months, state by state, for a scenario."""

from __future__ import annotations

from dacaidc_xl.excel.results.charts import Axes, color, column_chart
from dacaidc_xl.excel.results.page import A3, set_page
from dacaidc_xl.excel.workbook.block_tables import write_below
from dacaidc_xl.excel.workbook.book import Book
from dacaidc_xl.excel.workbook.content import Content
from dacaidc_xl.excel.workbook.front import (
    BUTTON_ROW_PT,
    INTRO_COLUMNS,
    INTRO_WIDTH,
    write_run_words,
    write_title,
)
from dacaidc_xl.excel.workbook.lists import SLOTS, ListsSheet
from dacaidc_xl.excel.workbook.look_up import Key
from dacaidc_xl.excel.workbook.run_words import AS_SHIPPED, run_words
from dacaidc_xl.excel.workbook.view import WIDE_CHART_PX, insert_chart, series_of, write_view
from dacaidc_xl.reference.geography import states

INTRO = (
    "The reference AIDC in each state by 8,760 hours of weather, grid and price beside the twelve "
    "months of the same plant. Difference = hours less months, in the unit of the figure and in "
    "% of the monthly value; nameplate and sorbent are those that the months size. Choose a "
    "scenario; chart and rows follow. Run hourly writes the table below anew."
)
CHART_ROW, HEADS_ROW = 5, 30
"""Rows of the chart and of the view's heads, from 0."""


def write_hourly(book: Book, lists: ListsSheet, content: Content) -> None:
    """Write the sheet.

    Parameters
    ----------
    book : Book
        The workbook.
    lists : ListsSheet
        Where the rows that the view finds are kept.
    content : Content
        What it holds.
    """
    block = content.blocks["tblHourly"]
    sheet = book.sheet("Hourly")
    write_title(book, sheet, "Hourly", INTRO, INTRO_COLUMNS, INTRO_WIDTH)
    write_run_words(book, "hourly", run_words(content.studies["hourly"], AS_SHIPPED))
    sheet.set_row(3, BUTTON_ROW_PT)
    scenario = lists.slots("scenarios_by_hours", block, SLOTS)[0]
    book.choice("hourly_scenario", scenario, "Scenario", "scenarios_by_hours", 1)
    columns = block.layout.columns
    figures = columns[columns.index("state_name") : columns.index("lccc_net_difference_pct") + 1]
    place = write_view(
        book, lists, block, "hourly_rows", HEADS_ROW,
        {"scenario": Key("hourly_scenario", scenario)}, "state",
        [Key(f'"{state.abbr}"', state.abbr) for state in states()], figures,
    )  # fmt: skip
    chart = column_chart(
        book.workbook,
        "Hours less months: captured CO2 and cost per tonne captured, reference AIDC",
        [
            series_of(place, place.first_column, "captured_difference_pct", color(4)),
            series_of(place, place.first_column, "lccc_gross_difference_pct", color(1)),
        ],
        Axes("state", "hours less months [% of the monthly value]", "0"),
        WIDE_CHART_PX,
    )
    insert_chart(sheet, CHART_ROW, chart, "Columns of what the hours change, by state")
    write_below(book, block, "All scenarios and states: table tblHourly")
    set_page(
        sheet, "Hourly", A3, pages_wide=2, area=(block.layout.header_row - 4, place.last_column)
    )
