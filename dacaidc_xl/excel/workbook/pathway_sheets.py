"""Pathway and Pathway life: a plant over its life on a grid that changes, state by state."""

from __future__ import annotations

from xlsxwriter.utility import xl_rowcol_to_cell

from dacaidc_xl.excel.results.charts import Axes, color, column_chart
from dacaidc_xl.excel.results.page import A3, set_page
from dacaidc_xl.excel.results.tables import Placed
from dacaidc_xl.excel.workbook.block_tables import write_below, write_list
from dacaidc_xl.excel.workbook.book import Book, Scalar
from dacaidc_xl.excel.workbook.content import Content
from dacaidc_xl.excel.workbook.front import (
    BUTTON_ROW_PT,
    INTRO_COLUMNS,
    INTRO_WIDTH,
    write_run_words,
    write_title,
)
from dacaidc_xl.excel.workbook.lists import ListsSheet
from dacaidc_xl.excel.workbook.look_up import Block, Key
from dacaidc_xl.excel.workbook.run_words import AS_SHIPPED, run_words
from dacaidc_xl.excel.workbook.view import (
    CHART_PX,
    SECOND_PX,
    insert_chart,
    series_of,
    write_rows,
    write_view,
)
from dacaidc_xl.reference.pathways import grid_pathways

INTRO = (
    "A plant at a reference AIDC, from its build year over its life, on a projection of the grid. "
    "Choose projection and state: the charts and the years follow; the rows above the charts "
    "show the state on every projection that was run. Levelized cost over the life = present "
    "value of cost / present value of tonnes. Run pathway takes build year and projections from "
    "the sheet Inputs."
)
LIFE_INTRO = (
    "One row a projection of the grid and state: sums over the life of the plant and levelized "
    "cost. ratio_above_1_from and net_removal_from are the first years in which they hold; blank: "
    "in none. Run pathway writes this table anew."
)
FIRST_STATE = "Virginia"
VIEW_YEARS = 20
"""Years that the view shows, the first ones; the table has all."""
LIFE_HEADS_ROW, CHART_ROW, YEARS_HEADS_ROW = 5, 13, 35
LIFE_OVER = {
    "scenario": "scenario",
    "first_year": "year",
    "last_year": "grid_kg_per_mwh",
    "lifetime_captured_t": "captured_t_per_yr",
    "lifetime_indirect_t": "indirect_t_per_yr",
    "lifetime_net_removal_t": "net_removal_t_per_yr",
    "net_removal_from": "datacenter_emissions_t_per_yr",
    "ratio_above_1_from": "removal_ratio",
    "lifetime_lccc_gross_usd_per_t": "lccc_gross_usd_per_t",
    "lifetime_lccc_net_usd_per_t": "lccc_net_usd_per_t",
    "lccc_note": "cost_usd_per_yr",
}
"""Figure of a life, and the column of the years above which it stands."""


def write_pathway(book: Book, lists: ListsSheet, content: Content) -> None:
    """Write the sheet Pathway.

    Parameters
    ----------
    book : Book
        The workbook.
    lists : ListsSheet
        Where the rows that the views find are kept.
    content : Content
        What it holds.
    """
    block, life = content.blocks["tblPathway"], content.blocks["tblPathwayLife"]
    sheet = book.sheet("Pathway")
    write_title(book, sheet, "Pathway", INTRO, INTRO_COLUMNS, INTRO_WIDTH)
    write_run_words(book, "pathway", run_words(content.studies["pathway"], AS_SHIPPED))
    sheet.set_row(3, BUTTON_ROW_PT)
    grids = lists.slots("projections_run", life, len(grid_pathways()))
    book.choice("pathway_grid", grids[0], "Projection", "projections_run", 1)
    book.choice("pathway_state", FIRST_STATE, "State", "list_state_name")
    chosen = {
        "scenario": Key("pathway_grid", grids[0]),
        "state_name": Key("pathway_state", FIRST_STATE),
    }
    _write_life_rows(book, lists, life, block, grids, chosen)
    columns = block.layout.columns
    figures = columns[columns.index("year") + 1 : columns.index("held_from_2050") + 1]
    place = write_view(
        book, lists, block, "pathway_rows", YEARS_HEADS_ROW, chosen, "year",
        _years(lists, life, chosen), figures,
    )  # fmt: skip
    _insert_charts(book, place)
    write_below(book, block, "All projections, states and years: table tblPathway")
    set_page(sheet, "Pathway", A3, area=(block.layout.header_row - 4, len(columns) - 1))


def _write_life_rows(
    book: Book,
    lists: ListsSheet,
    life: Block,
    years: Block,
    grids: tuple[str, ...],
    chosen: dict[str, Key],
) -> None:
    """Write the chosen state on every projection that was run."""
    items = [Key(f"INDEX(projections_run,{k})", grid) for k, grid in enumerate(grids, start=1)]
    found = [life.row({"scenario": item, "state_name": chosen["state_name"]}) for item in items]
    lists.formulas("pathway_life_rows", found)
    at = years.layout.columns
    heads = {name: at.index(over) for name, over in LIFE_OVER.items()}
    positions = [position for _, position in found]
    write_rows(book, life, "Pathway", "pathway_life_rows", LIFE_HEADS_ROW, heads, items, positions)


def _years(lists: ListsSheet, life: Block, chosen: dict[str, Key]) -> list[Key]:
    """Give the first years of the life that is chosen; blank after its last."""
    column = lists.next
    found = life.row(chosen)
    lists.formulas("pathway_life_row", [found])
    row = xl_rowcol_to_cell(1, column, True, True)
    first = life.cell("first_year", row, found[1])
    last = life.cell("last_year", row, found[1])
    lists.formulas("pathway_span", [first, last])
    made: list[tuple[str, Scalar]] = []
    for k in range(VIEW_YEARS):
        begin, end = "INDEX(pathway_span,1)", "INDEX(pathway_span,2)"
        text = f'IF({begin}="","",IF({begin}+{k}>{end},"",{begin}+{k}))'
        if first[1] == "" or float(first[1]) + k > float(last[1]):
            made.append((text, ""))
        else:
            made.append((text, float(first[1]) + k))
    lists.formulas("pathway_years", made)
    return [Key(f"INDEX(pathway_years,{k})", value) for k, (_, value) in enumerate(made, start=1)]


def _insert_charts(book: Book, place: Placed) -> None:
    sheet, by = book.sheet(place.sheet), place.first_column
    removal = column_chart(
        book.workbook,
        "Captured CO2 and net removal over the life of the plant",
        [
            series_of(place, by, "captured_t_per_yr", color(4)),
            series_of(place, by, "net_removal_t_per_yr", color(7)),
        ],
        Axes("year", "CO2 [t/yr]", "#,##0"),
        CHART_PX,
        overlap=100,
    )
    insert_chart(sheet, CHART_ROW, removal, "Columns of captured CO2 and net removal by year")
    ratio = column_chart(
        book.workbook,
        "Removal ratio over the life: captured / emissions of data center and plant",
        [series_of(place, by, "removal_ratio", color(0))],
        Axes("year", "removal ratio [-]", "0.0"),
        CHART_PX,
    )
    insert_chart(sheet, CHART_ROW, ratio, "Columns of the removal ratio by year", SECOND_PX)


def write_life(book: Book, content: Content) -> None:
    """Write the sheet Pathway life.

    Parameters
    ----------
    book : Book
        The workbook.
    content : Content
        What it holds.
    """
    write_list(book, content.blocks["tblPathwayLife"], "Pathway life", LIFE_INTRO, 3, 1)
