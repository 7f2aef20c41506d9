"""Counties: one looked up by name or code, the states side by side, the table of all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from xlsxwriter.utility import xl_rowcol_to_cell

from dacaidc_xl.excel.results.charts import Axes, Series, color, column_chart
from dacaidc_xl.excel.results.columns import label_of, number_format_of, text_lines
from dacaidc_xl.excel.results.page import A3, set_page
from dacaidc_xl.excel.results.style import LINE_PT, MUTED, RULE
from dacaidc_xl.excel.results.tables import column_width, write_text
from dacaidc_xl.excel.workbook.block_tables import write_below
from dacaidc_xl.excel.workbook.book import INPUT_FILL, INPUT_INK, ROW_PT, Book, Scalar
from dacaidc_xl.excel.workbook.content import Content
from dacaidc_xl.excel.workbook.front import (
    BUTTON_ROW_PT,
    INTRO_COLUMNS,
    INTRO_WIDTH,
    write_heading,
    write_run_words,
    write_title,
)
from dacaidc_xl.excel.workbook.layout import NAMES
from dacaidc_xl.excel.workbook.lists import ListsSheet
from dacaidc_xl.excel.workbook.look_up import Block, Key
from dacaidc_xl.excel.workbook.run_words import AS_SHIPPED, run_words
from dacaidc_xl.excel.workbook.view import CHART_PX, insert_chart, write_rows
from dacaidc_xl.reference.geography import states

if TYPE_CHECKING:
    import pandas as pd

INTRO = (
    "The integrated system in every county under one scenario: weather of the county, grid and "
    "prices of its state. Captured and net removal of the county's own load are blank where no "
    "data center is mapped; all other figures are those of a reference AIDC. Type a county's "
    "five-digit FIPS code, or the beginning of its name, into the blue cell. Run counties writes "
    "the table below anew."
)
TABLE = "tblCounties"
FOUND_ROW, COUNTY_HEADS_ROW, STATES_HEAD_ROW, STATES_HEADS_ROW = 4, 5, 8, 9
PLACE, COUNT, NAME, ABBR = range(4)
MEANS = (
    "reference_captured_t_per_yr",
    "reference_net_removal_t_per_yr",
    "lccc_gross_usd_per_t",
    "lccc_net_usd_per_t",
    "dac_heat_kwh_per_t",
)
SUMS = ("captured_t_per_yr", "net_removal_t_per_yr")
RANKED = "lccc_gross_usd_per_t"
REMOVING = "removal_ratio"
"""Column above which the counties are counted that remove more than they emit."""
WIDEST = {"status_note": 30.0, "lccc_note": 34.0, "load_note": 34.0}
"""Widest that some columns of text may be [characters]."""


def write_counties(book: Book, lists: ListsSheet, content: Content) -> None:
    """Write the sheet.

    Parameters
    ----------
    book : Book
        The workbook.
    lists : ListsSheet
        Where the row of the county that is looked up is kept.
    content : Content
        What it holds.
    """
    block = content.blocks[TABLE]
    sheet = book.sheet("Counties")
    write_title(book, sheet, "Counties", INTRO, INTRO_COLUMNS, INTRO_WIDTH)
    write_run_words(book, "counties", run_words(content.studies["counties"], AS_SHIPPED))
    sheet.set_row(3, BUTTON_ROW_PT)
    _write_wanted(book, lists, block)
    _write_states(book, block)
    widths = {name: column_width(block.frame, name, most) for name, most in WIDEST.items()}
    place = write_below(book, block, f"All counties: table {TABLE}", widths)
    codes = place.column("county_fips")
    area = f"{xl_rowcol_to_cell(place.first_row, codes)}:{xl_rowcol_to_cell(place.last_row, codes)}"
    sheet.ignore_errors({"number_stored_as_text": f"C4 {area}"})
    set_page(sheet, "Counties", A3, area=(block.layout.header_row - 4, place.last_column))


def _write_wanted(book: Book, lists: ListsSheet, block: Block) -> None:
    """Write the cell for a code or name, and the figures of the county that it means."""
    sheet = book.sheet("Counties")
    wanted = str(NAMES["county_wanted"].value)
    write_text(sheet, book.styles, 3, 1, "County", bold=True, align="right", indent=1)
    book.named_cell(
        "county_wanted", wanted, bold=True, font_color=INPUT_INK, bg_color=INPUT_FILL, border=1,
        border_color=MUTED, num_format="@", align="center",
    )  # fmt: skip
    codes, names = block.column("county_fips"), block.column("county")
    by_name = f'IFERROR(MATCH(county_wanted&"*",{names},0),0)'
    by_code = f'IFERROR(MATCH(TEXT(county_wanted,"00000"),{codes},0),{by_name})'
    position = block.position({"county_fips": Key(f'"{wanted}"', wanted)})
    lists.formulas("county_row", [(f'IF(county_wanted="",0,{by_code})', float(position))])
    alike = f'COUNTIF({names},county_wanted&"*")'
    text = (
        'IF(county_wanted="","Type a FIPS code, or the beginning of a name.",'
        'IF(county_row=0,"No county in the table has this code or begins so.",'
        f'IF({alike}>1,{alike}&" counties begin so; the first is shown. Add the state, such as '
        'Washington County, OR.","")))'
    )
    missing = "" if position else "No county in the table has this code or begins so."
    book.formula(sheet, FOUND_ROW, NAME, text, missing, font_size=9, font_color=MUTED)
    heads = {name: column for column, name in enumerate(block.layout.columns)}
    item = Key(*block.cell("scenario", "county_row", position))
    write_rows(book, block, "Counties", "county_row", COUNTY_HEADS_ROW, heads, [item], [position])


def _write_states(book: Book, block: Block) -> None:
    """Write what the counties of each state come to, and its chart."""
    sheet, styles, frame = book.sheet("Counties"), book.styles, block.frame
    at = {name: column for column, name in enumerate(block.layout.columns)}
    write_heading(book, sheet, STATES_HEAD_ROW, 0, at[SUMS[-1]], "The counties of each state")
    heads = {PLACE: "Place by LCCC gross", COUNT: "Counties", NAME: "State", ABBR: "Code"}
    heads |= {at[name]: _head(name, "mean") for name in MEANS}
    heads |= {at[name]: _head(name, "sum") for name in SUMS}
    heads[at[REMOVING]] = "Counties that remove more than they emit"
    lines = 1
    for column, text in heads.items():
        sheet.write_string(STATES_HEADS_ROW, column, text, styles.label())
        width = column_width(frame, block.layout.columns[column])
        lines = max(lines, text_lines(text, width * 0.92, 9))
    sheet.set_row(STATES_HEADS_ROW, LINE_PT * 0.95 * lines + 6)
    first = STATES_HEADS_ROW + 1
    last = first + len(states()) - 1
    made = [_state_cells(block, state.abbr) for state in states()]
    known = [float(cells[RANKED][1]) for cells in made if cells[RANKED][1] != ""]
    rule: dict[str, Any] = {"bottom": 4, "bottom_color": RULE}
    for row, (state, cells) in enumerate(zip(states(), made, strict=True), start=first):
        own = xl_rowcol_to_cell(row, at[RANKED], False, True)
        span = (
            f"{xl_rowcol_to_cell(first, at[RANKED], True, True)}:"
            f"{xl_rowcol_to_cell(last, at[RANKED], True, True)}"
        )
        value = cells[RANKED][1]
        place = "" if value == "" else 1.0 + sum(v < float(value) for v in known)
        text = f'IF({own}="","",RANK({own},{span},1))'
        book.formula(sheet, row, PLACE, text, place, num_format="0", **rule)
        write_text(sheet, styles, row, NAME, state.name, bold=True, indent=1, **rule)
        write_text(sheet, styles, row, ABBR, state.abbr, indent=1, **rule)
        book.formula(sheet, row, COUNT, *cells["county"], num_format="#,##0", **rule)
        book.formula(sheet, row, at[REMOVING], *cells[REMOVING], num_format="#,##0", **rule)
        for name in (*MEANS, *SUMS):
            book.formula(
                sheet, row, at[name], *cells[name], num_format=number_format_of(name), **rule
            )
        sheet.set_row(row, ROW_PT)
    bar = {"type": "data_bar", "bar_color": "#CFE2F0", "bar_solid": True, "min_type": "num",
           "min_value": 0}  # fmt: skip
    sheet.conditional_format(first, at[RANKED], last, at[RANKED], bar)
    chart = column_chart(
        book.workbook,
        "Cost of capture at a reference AIDC: mean over the counties of each state",
        [Series("LCCC gross", "Counties", first, last, ABBR, at[RANKED], color(0))],
        Axes("state", "LCCC gross [2024 USD/t captured]", "#,##0"),
        CHART_PX,
    )
    insert_chart(
        sheet, STATES_HEADS_ROW, chart, "Columns of the cost of capture by state", 12,
        column=at[SUMS[-1]] + 1,
    )  # fmt: skip


def _head(name: str, what: str) -> str:
    return f"{label_of(name)}, {what}"


def _state_cells(block: Block, abbr: str) -> dict[str, tuple[str, Scalar]]:
    """Give the formulas of a state, by the column of the table above which each stands."""
    rows = block.frame[block.frame["state"] == abbr]
    here = f'{block.column("state")},"{abbr}"'

    def counted(column: str, criterion: str) -> str:
        return f'COUNTIFS({here},{block.column(column)},"{criterion}")'

    net = rows["reference_net_removal_t_per_yr"]
    cells: dict[str, tuple[str, Scalar]] = {
        "county": (f"COUNTIFS({here})", float(len(rows))),
        REMOVING: (
            counted("reference_net_removal_t_per_yr", ">0"),
            float((net > 0.0).sum()),
        ),
    }
    for name in MEANS:
        text = f'IFERROR(AVERAGEIFS({block.column(name)},{here}),"")'
        cells[name] = (text, _known(rows[name], float(rows[name].mean())))
    for name in SUMS:
        text = f'IF({counted(name, "<>")}=0,"",SUMIFS({block.column(name)},{here}))'
        cells[name] = (text, _known(rows[name], float(rows[name].sum())))
    return cells


def _known(values: pd.Series, figure: float) -> Scalar:
    return figure if values.notna().any() else ""
