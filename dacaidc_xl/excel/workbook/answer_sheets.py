"""States, Site results, Monthly, Compare, Costs: the result tables, live views above them."""

from __future__ import annotations

from dacaidc_xl.excel.results.charts import Axes, color, column_chart
from dacaidc_xl.excel.results.page import A3, set_page
from dacaidc_xl.excel.results.style import INK
from dacaidc_xl.excel.results.tables import write_text
from dacaidc_xl.excel.workbook.block_tables import write_below, write_list
from dacaidc_xl.excel.workbook.book import Book
from dacaidc_xl.excel.workbook.content import Content
from dacaidc_xl.excel.workbook.front import (
    BUTTON_ROW_PT,
    INTRO_COLUMNS,
    INTRO_WIDTH,
    write_title,
)
from dacaidc_xl.excel.workbook.lists import ListsSheet
from dacaidc_xl.excel.workbook.look_up import Block, Key
from dacaidc_xl.excel.workbook.view import (
    CHART_PX,
    SECOND_PX,
    WIDE_CHART_PX,
    insert_chart,
    series_of,
    write_view,
)
from dacaidc_xl.model.baselines import HEAT_BASELINES, PROCESS_BASELINES

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
FIRST_STATE = "Virginia"
"""The state that the views show at first."""
INTEGRATED = "integrated"
HEADS_ROW = 5
"""Row of a view's heads, from 0."""

STATES_INTRO = (
    "One row a scenario and state: the integrated system over a year. Columns that follow the size "
    "of a state's load stand first and rest on the AI load that the state reports (blank where it "
    "reports none); costs, ratios and figures per tonne are those of a reference AIDC, whose own "
    "totals begin with 'reference_'. A blank figure has its reason in the note beside it. Run all "
    "states writes this table anew."
)
SITES_INTRO = (
    "One row a site of the sheet Sites: the integrated system over a year. A blank figure has its "
    "reason in the note beside it. Run sites writes this table anew."
)
MONTHLY_INTRO = (
    "The integrated system of the reference AIDC, month by month. Choose scenario and state; the "
    "twelve rows and the charts follow. The table below holds all months of all states."
)
COMPARE_INTRO = (
    "The integrated system of the reference AIDC beside capture that stands alone. Removal ratio: "
    "captured / (A + X), with A the emissions of the data center's electricity and X the "
    "operational emissions of capture. A flip: the standalone system emits more than it removes, "
    "the integrated one removes more than it emits. The table below holds all states."
)
COSTS_INTRO = (
    "Levelized cost per tonne captured, line by line, 2024 USD. Choose scenario and state; the "
    "rows and the chart follow. The table below holds all states."
)


def write_states(book: Book, content: Content) -> None:
    """Write the sheet States.

    Parameters
    ----------
    book : Book
        The workbook.
    content : Content
        What it holds.
    """
    write_list(book, content.blocks["tblStates"], "States", STATES_INTRO, 3, 4)


def write_site_results(book: Book, content: Content) -> None:
    """Write the sheet Site results.

    Parameters
    ----------
    book, content
        As `write_states`.
    """
    write_list(book, content.blocks["tblSiteResults"], "Site results", SITES_INTRO, 2, 3)


def _open_view(
    book: Book, block: Block, stem: str, scenario: str, title: str, intro: str
) -> dict[str, Key]:
    """Write a sheet's head and its two drop-downs; give what they choose."""
    sheet = book.sheet(block.layout.sheet)
    write_title(book, sheet, title, intro, INTRO_COLUMNS, INTRO_WIDTH)
    sheet.set_row(3, BUTTON_ROW_PT)
    book.choice(f"{stem}_scenario", scenario, "Scenario", "scenarios_run", 1)
    book.choice(f"{stem}_state", FIRST_STATE, "State", "list_state_name")
    return {
        "scenario": Key(f"{stem}_scenario", scenario),
        "state_name": Key(f"{stem}_state", FIRST_STATE),
    }


def write_monthly(book: Book, lists: ListsSheet, content: Content, scenario: str) -> None:
    """Write the sheet Monthly.

    Parameters
    ----------
    book : Book
        The workbook.
    lists : ListsSheet
        Where the rows that a view finds are kept.
    content : Content
        What it holds.
    scenario : str
        What is chosen at first.
    """
    block = content.blocks["tblMonthly"]
    sheet = book.sheet("Monthly")
    chosen = _open_view(book, block, "monthly", scenario, "Monthly", MONTHLY_INTRO)
    columns = block.layout.columns
    figures = columns[columns.index("temp_c") : columns.index("net_removal_t") + 1]
    months = [Key(str(k), float(k)) for k in range(1, 13)]
    place = write_view(
        book, lists, block, "monthly_rows", HEADS_ROW, chosen, "month", months, figures
    )
    names = place.first_column - 1
    sheet.write_string(HEADS_ROW, names, "Month's name", book.styles.label())
    for row, month in enumerate(MONTHS, start=place.first_row):
        write_text(sheet, book.styles, row, names, month, bottom=4, bottom_color="#D5DBE1")
    row = place.last_row + 2
    capture = column_chart(
        book.workbook,
        "Captured CO2 and net removal by month, reference AIDC",
        [
            series_of(place, names, "captured_t", color(4)),
            series_of(place, names, "net_removal_t", color(7)),
        ],
        Axes("month", "CO2 [t/month]", "#,##0"),
        CHART_PX,
        overlap=100,
    )
    insert_chart(sheet, row, capture, "Columns of captured CO2 and net removal by month")
    heat = column_chart(
        book.workbook,
        "Heat and power that the DAC plant needs, by month",
        [
            series_of(place, names, "dac_heat_kwh_per_t", color(1)),
            series_of(place, names, "dac_power_kwh_per_t", color(0)),
        ],
        Axes("month", "need per tonne captured [kWh/t]", "#,##0"),
        CHART_PX,
    )
    insert_chart(sheet, row, heat, "Columns of the heat and power need by month", SECOND_PX)
    write_below(book, block, "All months of all states: table tblMonthly")
    set_page(sheet, "Monthly", A3, area=(block.layout.header_row - 4, place.last_column))


def write_compare(book: Book, lists: ListsSheet, content: Content, scenario: str) -> None:
    """Write the sheet Compare.

    Parameters
    ----------
    book, lists, content, scenario
        As `write_monthly`.
    """
    block = content.blocks["tblCompare"]
    sheet = book.sheet("Compare")
    chosen = _open_view(book, block, "compare", scenario, "Compare", COMPARE_INTRO)
    columns = block.layout.columns
    figures = columns[columns.index("system") + 1 :]
    every = (INTEGRATED, *HEAT_BASELINES, *PROCESS_BASELINES)
    systems = [Key(f'"{name}"', name) for name in every]
    place = write_view(
        book, lists, block, "compare_rows", HEADS_ROW, chosen, "system", systems, figures
    )
    names, row = place.first_column, place.last_row + 2
    removal = column_chart(
        book.workbook,
        "Captured CO2 and net removal, reference AIDC",
        [
            series_of(place, names, "captured_t_per_yr", color(4)),
            series_of(place, names, "net_removal_t_per_yr", color(7)),
        ],
        Axes("system", "CO2 [t/yr]", "#,##0"),
        CHART_PX,
        overlap=100,
    )
    insert_chart(sheet, row, removal, "Columns of captured CO2 and net removal by system")
    cost = column_chart(
        book.workbook,
        "Levelized cost of capture (LCCC); none is drawn where there is none",
        [
            series_of(place, names, "lccc_gross_usd_per_t", color(0)),
            series_of(place, names, "lccc_net_usd_per_t", color(1)),
        ],
        Axes("system", "LCCC [2024 USD/t]", "#,##0"),
        CHART_PX,
    )
    insert_chart(sheet, row, cost, "Columns of the cost per tonne by system", SECOND_PX)
    write_below(book, block, "All states and systems: table tblCompare")
    set_page(sheet, "Compare", A3, area=(block.layout.header_row - 4, place.last_column))


def write_costs(book: Book, lists: ListsSheet, content: Content, scenario: str) -> None:
    """Write the sheet Costs.

    Parameters
    ----------
    book, lists, content, scenario
        As `write_monthly`.
    """
    block = content.blocks["tblCosts"]
    sheet = book.sheet("Costs")
    chosen = _open_view(book, block, "costs", scenario, "Costs", COSTS_INTRO)
    columns = block.layout.columns
    figures = columns[columns.index("system") + 1 :]
    lines = [c for c in figures if not c.startswith("total_")]
    systems = [Key(f'"{name}"', name) for name in (INTEGRATED, *HEAT_BASELINES)]
    place = write_view(
        book, lists, block, "costs_rows", HEADS_ROW, chosen, "system", systems, figures
    )
    row = place.last_row + 2
    chart = column_chart(
        book.workbook,
        "Cost of capture, line by line; credits stand below zero",
        [series_of(place, place.first_column, c, color(i)) for i, c in enumerate(lines)],
        Axes("system", "cost [2024 USD/t captured]", "#,##0"),
        WIDE_CHART_PX,
        stacked=True,
        overlap=100,
        gap=60,
    )
    chart.set_legend({"position": "right", "font": {"size": 9, "color": INK}})
    insert_chart(sheet, row, chart, "Stacked columns of the cost lines by system")
    write_below(book, block, "All states and systems: table tblCosts")
    set_page(sheet, "Costs", A3, area=(block.layout.header_row - 4, place.last_column))
