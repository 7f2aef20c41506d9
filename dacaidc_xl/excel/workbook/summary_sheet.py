"""Summary: headline figures of each scenario and the states ranked, live over the results."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from xlsxwriter.utility import xl_rowcol_to_cell

from dacaidc_xl.excel.results.charts import Axes, Series, color, column_chart
from dacaidc_xl.excel.results.page import A3, set_page
from dacaidc_xl.excel.results.style import BAND, MUTED, NOTE, RULE, TILE
from dacaidc_xl.excel.results.tables import write_prose, write_text
from dacaidc_xl.excel.workbook.book import Book, Scalar, plain
from dacaidc_xl.excel.workbook.content import Content
from dacaidc_xl.excel.workbook.front import write_heading, write_heads, write_title
from dacaidc_xl.excel.workbook.lists import (
    FIRST_RANKING,
    HOURS_OF,
    SLOTS,
    Chosen,
    metric_label,
)
from dacaidc_xl.excel.workbook.look_up import Block, Key
from dacaidc_xl.model.baselines import HEAT_BASELINES
from dacaidc_xl.reference.geography import states
from dacaidc_xl.studies import summary
from dacaidc_xl.studies.study import Study

if TYPE_CHECKING:
    import pandas as pd

INTRO = (
    "Headline figures of each scenario that the table of states holds, and the states in the order "
    "of a figure that you choose. Twelve months stand for the year; what 8,760 hours change stands "
    "beside it, where the sheet Hourly has it. Everything here is a formula over the sheets "
    "States, Compare and Hourly: a new run shows at once."
)
WIDTHS = (2.0, 44.0, 11.0, 17.0, 17.0, 17.0, 70.0)
NAME, UNIT, SLOT, MEANING = 1, 2, 3, 6
HEADS_ROW, FIGURES_ROW = 4, 5
RANK_HEAD_ROW = 30
"""Row of the ranking's heads, from 0; the drop-downs stand above it."""
RANK_ROW = 25
"""Row of the heading above it."""
CHART_PX = (595, 460)
SCALE_PCT = 80
HOURS_MEANING = "what 8,760 hours change against twelve months; reference AIDC, median state"
HOURS_HEAD = "Hours less months, reference AIDC [%]"
HOURS_LINES = {
    "Captured": "captured_difference_pct",
    "Net removal": "net_removal_difference_pct",
    "LCCC gross": "lccc_gross_difference_pct",
}
"""Headline figures beside which the change by hours stands, and its column."""
MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class Line:
    """A headline figure: its words, the formula for the scenario in cell ``{at}``, its values."""

    name: str
    unit: str
    number_format: str
    formula: str
    values: tuple[Scalar, ...]
    meaning: str
    is_array: bool = False


def _of(column: str) -> str:
    return f"tblStates[{column}]"


def _here(table: str) -> str:
    return f'({table}[scenario]&""={{at}})'


def _total(column: str) -> str:
    return f"SUMPRODUCT(--{_here('tblStates')},{_of(column)})/{MILLION}"


def _median(column: str, table: str = "tblStates") -> str:
    of = f"{table}[{column}]"
    known = f'IF({of}<>"",{of})'
    return f'IFERROR(MEDIAN(IF({_here(table)},{known})),"")'


def _counted(study: Study, what: str, baseline: str = "") -> tuple[Scalar, ...]:
    """Give a count of the study for each scenario."""
    counts = study["counts"]
    fits = counts["count_of"].str.startswith(what) & (counts["baseline"] == baseline)
    by_scenario = counts[fits].set_index("scenario")["count"]
    return tuple(float(by_scenario[name]) for name in study.scenarios)


def _of_hours(study: Study, hours: pd.DataFrame) -> dict[str, tuple[Line]]:
    """Give what the hours change in the median state, by the name of the headline figure."""
    made = {}
    for name, column in HOURS_LINES.items():
        medians = hours.groupby("scenario")[column].median()
        values = tuple(plain(medians.get(scenario, "")) for scenario in study.scenarios)
        line = Line(f"{name}, hours less months", "%", "+0.0;-0.0;0.0",
                    _median(column, "tblHourly"), values, HOURS_MEANING, True)  # fmt: skip
        made[name] = (line,)
    return made


def headline_lines(study: Study, hours: pd.DataFrame) -> tuple[Line, ...]:
    """Give the headline figures as formulas, with the values that the study has for them.

    Parameters
    ----------
    study : Study
        Result of all states.
    hours : DataFrame
        The table of hours beside months.

    Returns
    -------
    tuple of Line
    """
    six = [
        {figure.name: figure for figure in summary.figures(study, name)} for name in study.scenarios
    ]

    def values(name: str) -> tuple[Scalar, ...]:
        return tuple(figures[name].value for figures in six)

    def meaning(name: str) -> str:
        return six[0][name].meaning

    one = _here("tblCompare") + "*(tblCompare[system]={system})"
    ratio = _of("removal_ratio")
    above = (
        f'SUMPRODUCT({_here("tblStates")}*((({ratio}<>"")*({ratio}>1)'
        f'+(LEFT({_of("ratio_note")},14)="no operational"))>0))'
    )
    net = "tblCompare[net_removal_share_of_captured]"
    removing = one.replace("{system}", '"integrated"') + f'*({net}<>"")*({net}>0)'
    rows = _of("state")
    lines = [
        Line("Captured", "Mt/yr", "#,##0.0", _total("captured_t_per_yr"),
             values("Captured"), meaning("Captured")),
        Line("Net removal", "Mt/yr", "#,##0.0", _total("net_removal_t_per_yr"),
             values("Net removal"), meaning("Net removal")),
        Line("LCCC gross", "USD/t", "#,##0", _median("lccc_gross_usd_per_t"),
             values("LCCC gross"), meaning("LCCC gross"), True),
        Line("LCCC net", "USD/t", "#,##0", _median("lccc_net_usd_per_t"),
             values("LCCC net"), meaning("LCCC net"), True),
        Line("Removes more than it emits", "states", "0", f"SUMPRODUCT({removing})",
             _counted(study, "integrated removes"), "integrated system, reference AIDC"),
        Line("Removal ratio above 1", "states", "0", above,
             values("Removal ratio above 1"), meaning("Removal ratio above 1")),
    ]  # fmt: skip
    changes = _of_hours(study, hours)
    lines = [one for line in lines for one in (line, *changes.get(line.name, ()))]
    for baseline in HEAT_BASELINES:
        test = one.replace("{system}", f'"{baseline}"') + "*(tblCompare[flip]=TRUE)"
        words = baseline.replace("_", " ")
        lines.append(
            Line(f"Flips against the {words}", "states", "0", f"SUMPRODUCT({test})",
                 _counted(study, "flip", baseline),
                 f"the {words} alone emits more than it removes, the integrated system does not")
        )  # fmt: skip
    held = [float((study["states"]["scenario"] == name).sum()) for name in study.scenarios]
    lines.append(
        Line("States in the table", "states", "0",
             f'SUMPRODUCT({_here("tblStates")}*({rows}<>""))', tuple(held),
             "the 50 states and DC; refused rows have no scenario and count nowhere")
    )  # fmt: skip
    return tuple(lines)


def write_summary(book: Book, content: Content, chosen: Chosen, scenario: str) -> None:
    """Write the sheet.

    Parameters
    ----------
    book : Book
        The workbook.
    content : Content
        What the result tables hold.
    chosen : Chosen
        The ranking at first.
    scenario : str
        Its scenario.
    """
    sheet = book.sheet("Summary")
    for column, width in enumerate(WIDTHS):
        sheet.set_column(column, column, width)
    write_title(book, sheet, "Summary", INTRO, MEANING, sum(WIDTHS[1:]), NAME)
    hours = content.blocks["tblHourly"]
    row = _write_headlines(book, sheet, content.states, hours.frame)
    warning = summary.comparison_warning(content.states.scenarios)
    if warning:
        write_prose(
            sheet, book.styles, row + 1, NAME, MEANING, "Comparing scenarios. " + warning,
            sum(WIDTHS[1:]), bg_color=NOTE[0], font_color=NOTE[1], font_size=9,
        )  # fmt: skip
    write_heading(book, sheet, RANK_ROW, NAME, MEANING, "States in order")
    book.choice("summary_scenario", scenario, "Scenario", "scenarios_run")
    book.choice("summary_metric", metric_label(FIRST_RANKING), "Figure", "list_metric")
    for at in (27, 28):
        sheet.set_row(at, 18)
    last = _write_ranking(book, sheet, chosen, hours, scenario)
    sheet.freeze_panes(2, 0)
    set_page(sheet, "Summary", A3, scale_pct=SCALE_PCT, area=(last, MEANING))
    sheet.set_h_pagebreaks([RANK_ROW])


def _write_headlines(book: Book, sheet: Any, study: Study, hours: pd.DataFrame) -> int:
    """Write the headline figures; give the row below."""
    write_heads(book, sheet, HEADS_ROW, NAME, ["Figure", "Unit"])
    names = [*study.scenarios, *[""] * SLOTS][:SLOTS]
    look = {"bold": True, "font_size": 9, "font_color": "#FFFFFF", "bg_color": BAND}
    for slot, name in enumerate(names):
        book.formula(
            sheet, HEADS_ROW, SLOT + slot, f"INDEX(scenarios_run,{slot + 1})", name,
            align="center", num_format="@", **look,
        )  # fmt: skip
    write_heads(book, sheet, HEADS_ROW, MEANING, ["What it is"])
    sheet.set_row(HEADS_ROW, 20)
    row = FIGURES_ROW
    for line in headline_lines(study, hours):
        rule = {"bottom": 4, "bottom_color": RULE}
        write_text(sheet, book.styles, row, NAME, line.name, bold=True, **rule)
        write_text(sheet, book.styles, row, UNIT, line.unit, font_color=MUTED, **rule)
        for slot in range(SLOTS):
            at = xl_rowcol_to_cell(HEADS_ROW, SLOT + slot, True)
            text = f'IF({at}="","",{line.formula.replace("{at}", at)})'
            value = line.values[slot] if slot < len(line.values) else ""
            write = book.array_formula if line.is_array else book.formula
            write(
                sheet, row, SLOT + slot, text, value, num_format=line.number_format,
                bg_color=TILE, bold=True, font_size=11, **rule,
            )  # fmt: skip
        write_prose(
            sheet, book.styles, row, MEANING, MEANING, line.meaning, WIDTHS[MEANING],
            font_size=9, font_color=MUTED, valign="vcenter", indent=1, **rule,
        )  # fmt: skip
        sheet.set_row(row, 18)
        row += 1
    return row


def _hours_of(hours: Block, state_cell: str, name: str, scenario: str) -> tuple[str, Scalar]:
    """Give what the hours change in the chosen figure of a state: formula and value."""
    keys = {
        "scenario": Key("summary_scenario", scenario),
        "state_name": Key(state_cell, name),
    }
    found, position = hours.row(keys)
    figure = "INDEX(metric_hours,MATCH(summary_metric,list_metric,0))"
    cell = f"INDEX({hours.layout.name}[],{found},MATCH({figure},{hours.heads},0))"
    value = hours.cell(HOURS_OF[FIRST_RANKING], found, position)[1] if name else ""
    # Row 0 of INDEX is a whole column, which is no number: an empty text then.
    shown = f'IF({found}=0,"",IF({cell}="","",{cell}))'
    return f'IF({state_cell}="","",IFERROR({shown},""))', value


def _write_ranking(book: Book, sheet: Any, chosen: Chosen, hours: Block, scenario: str) -> int:
    """Write the states in order and their chart; give the last row."""
    write_heads(book, sheet, RANK_HEAD_ROW, NAME, ["State", "Place"])
    book.formula(
        sheet, RANK_HEAD_ROW, SLOT, "summary_metric", metric_label(FIRST_RANKING), bold=True,
        font_size=9, font_color="#FFFFFF", bg_color=BAND, align="center", text_wrap=True,
    )  # fmt: skip
    write_text(
        sheet, book.styles, RANK_HEAD_ROW, SLOT + 1, HOURS_HEAD, bold=True, font_size=9,
        font_color="#FFFFFF", bg_color=BAND, align="center", text_wrap=True,
    )  # fmt: skip
    sheet.set_row(RANK_HEAD_ROW, 40)
    every = states()
    at_place = {place: i for i, place in enumerate(chosen.rank_places) if place != ""}
    rule: dict[str, Any] = {"bottom": 4, "bottom_color": RULE}
    first = RANK_HEAD_ROW + 1
    for place in range(1, len(every) + 1):
        row = first + place - 1
        found = f"MATCH({xl_rowcol_to_cell(row, UNIT, False, True)},summary_places,0)"
        position = at_place.get(float(place))
        name = every[position].name if position is not None else ""
        value = chosen.rank_values[position] if position is not None else ""
        text = f'IFERROR(INDEX(list_state_name,{found}),"")'
        book.formula(sheet, row, NAME, text, name, **rule)
        sheet.write_number(row, UNIT, place, book.styles.of(font_color=MUTED, **rule))
        text = f'IFERROR(INDEX(summary_values,{found}),"")'
        book.formula(sheet, row, SLOT, text, value, num_format="#,##0.00", **rule)
        of_hours = _hours_of(hours, xl_rowcol_to_cell(row, NAME, False, True), name, scenario)
        book.formula(sheet, row, SLOT + 1, *of_hours, num_format="+0.0;-0.0;0.0", **rule)
        sheet.set_row(row, 15.5)
    last = first + len(every) - 1
    sheet.conditional_format(
        first, SLOT, last, SLOT, {"type": "data_bar", "bar_color": "#CFE2F0", "bar_solid": True}
    )
    # The legend is the head of the column, so that the chart names what is chosen.
    head = f"=Summary!{xl_rowcol_to_cell(RANK_HEAD_ROW, SLOT, True, True)}"
    chart = column_chart(
        book.workbook,
        "States in order of the chosen figure, the best first",
        [Series(head, "Summary", first, last, NAME, SLOT, color(0))],
        Axes("state", "figure [in the unit of the legend]", "#,##0.0"),
        CHART_PX,
    )
    sheet.insert_chart(
        first, SLOT + 2, chart,
        {"description": "Columns of the chosen figure by state", "object_position": 2,
         "x_offset": 12, "y_offset": 4},
    )  # fmt: skip
    return last
