"""Top of the sheet Audit: the two drop-downs, the headline figures, whether all steps agree."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dacaidc_xl.excel.audit.resolve import FIRST_MONTH_COLUMN, VALUE_COLUMN, name_of
from dacaidc_xl.excel.audit.step import Over
from dacaidc_xl.excel.results.columns import label_of, number_format_of
from dacaidc_xl.excel.results.style import BAD, CHOICE, GOOD, INK, LINE_PT, MUTED, TILE
from dacaidc_xl.excel.results.tables import write_prose, write_text
from dacaidc_xl.excel.workbook.book import Book
from dacaidc_xl.excel.workbook.look_up import Block, Key
from dacaidc_xl.studies.closures import LIMIT

STATE, SCENARIO = name_of("state"), name_of("scenario")
RUN_ROW, CASE_ROW, MONTH_ROW = name_of("run_row"), name_of("case_row"), name_of("month_row")
LARGEST, WORST = name_of("largest_difference"), name_of("largest_difference_step")
VERDICT = name_of("verdict")
"""Defined names of the top of the sheet."""

TITLE_ROW, INTRO_ROW, CHOICE_ROW, VERDICT_ROW = 0, 1, 2, 3
STATE_COLUMN, SCENARIO_COLUMN, PLACE_COLUMN = 2, 4, 5
INTRO_LAST_COLUMN, INTRO_WIDTH = 12, 240.0
VERDICT_LAST_COLUMN = 6
HEADLINES = (
    "captured_t_per_yr",
    "net_removal_t_per_yr",
    "removal_ratio",
    "lccc_gross_usd_per_t",
    "lccc_net_usd_per_t",
)
ROWS_COLUMN = 23

INTRO = (
    "The reference AIDC of one state under one scenario: every step from the inputs to net "
    "removal, removal ratio and LCCC is computed here by formulas of this sheet and stands beside "
    "the engine's value (by month in columns X to AI) with their relative difference. Kinds: an "
    "input is a value of the last run (a changed cell of the sheet Inputs acts here after the next "
    "run); an engine value needs an iteration, the map of a real fluid or the adsorption cycle "
    "(wet bulb, cycle COP, heat, power and productivity of the DAC plant) and is taken over as it "
    "is; PUE and all else are formulas. A cell, or a row of months, is named audit_ and the name "
    "of its step and class."
)


@dataclass(frozen=True)
class Choice:
    """What is chosen: its names, and where it stands in each table, from 1."""

    scenario: str
    state: str
    blocks: Mapping[Over, Block]

    @classmethod
    def first_of(cls, blocks: Mapping[Over, Block]) -> Choice:
        """Give the first scenario and state that the tables hold."""
        first = blocks[Over.CASE].frame.iloc[0]
        return cls(str(first["scenario"]), str(first["state"]), blocks)

    @property
    def found(self) -> dict[Over, tuple[str, int]]:
        """Formula and value of the row in each table; the formula gives 0 where there is none."""
        scenario = {"scenario": Key(SCENARIO, self.scenario)}
        state = {"state": Key(STATE, self.state)}
        keys: dict[Over, Mapping[str, Key]] = {
            Over.RUN: scenario,
            Over.CASE: scenario | state,
            Over.MONTH: scenario | state | {"month": Key("1", 1.0)},
        }
        return {over: self.blocks[over].row(key) for over, key in keys.items()}

    @property
    def positions(self) -> dict[Over, int]:
        """Row in each table, from 1."""
        return {over: position for over, (_, position) in self.found.items()}


def write_front(
    book: Book,
    sheet: Any,
    title: str,
    choice: Choice,
    states: str,
    scenarios: str,
    steps: int,
) -> None:
    """Write title, introduction, drop-downs and headline figures.

    Parameters
    ----------
    book : Book
        The workbook.
    sheet : xlsxwriter worksheet
        The sheet Audit.
    title : str
        Its title.
    choice : Choice
        What is chosen at first.
    states, scenarios : str
        Defined names of the lists that are offered.
    steps : int
        Number of steps.
    """
    styles = book.styles
    write_text(sheet, styles, TITLE_ROW, 0, title, font_size=16, bold=True, font_color="#1F3B57")
    sheet.set_row(TITLE_ROW, 26)
    write_prose(
        sheet, styles, INTRO_ROW, 0, INTRO_LAST_COLUMN, INTRO, INTRO_WIDTH, font_size=9,
        font_color=MUTED,
    )  # fmt: skip
    _drop_down(book, sheet, STATE, STATE_COLUMN, "State", choice.state, states)
    _drop_down(book, sheet, SCENARIO, SCENARIO_COLUMN, "Scenario", choice.scenario, scenarios)
    name = choice.blocks[Over.CASE].frame["state_name"].iloc[choice.positions[Over.CASE] - 1]
    book.formula(
        sheet, CHOICE_ROW, PLACE_COLUMN,
        f'IFERROR(INDEX(tblAuditYear[state_name],{CASE_ROW})&", {steps} steps","")',
        f"{name}, {steps} steps", indent=1, bold=True,
    )  # fmt: skip
    sheet.set_row(CHOICE_ROW, 26)
    sheet.set_row(VERDICT_ROW, 24)
    sheet.set_row(VERDICT_ROW + 1, LINE_PT / 2)
    _headlines(book, sheet, choice)
    _rows(book, sheet, choice)


def _drop_down(
    book: Book, sheet: Any, name: str, column: int, words: str, value: str, offered: str
) -> None:
    write_text(
        sheet, book.styles, CHOICE_ROW, column - 1, words, bold=True, align="right", indent=1
    )
    write_text(
        sheet, book.styles, CHOICE_ROW, column, value, bold=True, bg_color=CHOICE, border=1,
        border_color=MUTED, num_format="@", align="center", shrink=True,
    )  # fmt: skip
    book.name(name, sheet, CHOICE_ROW, column)
    if not book.values_only:
        sheet.data_validation(
            CHOICE_ROW, column, CHOICE_ROW, column,
            {"validate": "list", "source": f"={offered}",
             "input_title": "Choose from the list", "input_message": "All steps below follow.",
             "error_title": "Not in the list",
             "error_message": "Choose one of the entries of the list."},
        )  # fmt: skip


def _headlines(book: Book, sheet: Any, choice: Choice) -> None:
    """Write the results of the chain, each over two months' columns."""
    case = choice.blocks[Over.CASE].frame.iloc[choice.positions[Over.CASE] - 1]
    for position, column in enumerate(HEADLINES):
        left = FIRST_MONTH_COLUMN + 2 * position
        small = book.styles.of(
            font_size=8, font_color=MUTED, bg_color=TILE, align="center", text_wrap=True
        )
        look = {"bold": True, "font_size": 12, "bg_color": TILE, "align": "center",
                "num_format": number_format_of(column)}  # fmt: skip
        sheet.merge_range(CHOICE_ROW, left, CHOICE_ROW, left + 1, "", small)
        sheet.write_string(CHOICE_ROW, left, label_of(column), small)
        sheet.merge_range(VERDICT_ROW, left, VERDICT_ROW, left + 1, "", book.styles.of(**look))
        book.formula(sheet, VERDICT_ROW, left, name_of(column), case[column], **look)


def _rows(book: Book, sheet: Any, choice: Choice) -> None:
    """Write where the choice stands in each table; without it every step says #N/A."""
    names = {Over.RUN: RUN_ROW, Over.CASE: CASE_ROW, Over.MONTH: MONTH_ROW}
    for position, (over, (text, value)) in enumerate(choice.found.items()):
        column = ROWS_COLUMN + 2 * position
        words = f"row in {choice.blocks[over].layout.name}"
        write_text(sheet, book.styles, CHOICE_ROW, column, words, font_size=8, font_color=MUTED)
        book.formula(
            sheet, VERDICT_ROW, column, f"IF({text}=0,NA(),{text})", value, font_color=MUTED,
            align="left",
        )  # fmt: skip
        book.name(names[over], sheet, VERDICT_ROW, column)


def write_verdict(book: Book, sheet: Any, differences: str, steps: str) -> None:
    """Write the largest difference and what it says.

    Parameters
    ----------
    book : Book
        The workbook.
    sheet : xlsxwriter worksheet
        The sheet Audit.
    differences, steps : str
        Cells of the differences, and of the names of their steps.
    """
    styles = book.styles
    passed = f"PASS: every step equals the engine's value within {LIMIT:g}"
    line = {"bold": True, "font_size": 11, "font_color": INK}
    sheet.merge_range(
        VERDICT_ROW, 1, VERDICT_ROW, VERDICT_LAST_COLUMN, "", styles.of(**line)
    )
    book.formula(
        sheet, VERDICT_ROW, 1,
        f"IF(ISNUMBER({CASE_ROW}),IF(ISNUMBER({LARGEST}),"
        f'IF({LARGEST}<{LIMIT:g},"{passed}",'
        f'"FAIL: "&{WORST}&" differs from the engine\'s value"),'
        '"FAIL: a step cannot be computed"),'
        '"NO RESULT for this state and scenario in the last run: choose others, or run them")',
        passed, **line,
    )  # fmt: skip
    book.name(VERDICT, sheet, VERDICT_ROW, 1)
    for text, colors in (("PASS", GOOD), ("FAIL", BAD), ("NO R", BAD)):
        sheet.conditional_format(
            VERDICT_ROW, 1, VERDICT_ROW, VERDICT_LAST_COLUMN,
            {"type": "formula", "criteria": f'=LEFT($B${VERDICT_ROW + 1},4)="{text}"',
             "format": styles.conditional(colors, bold=True)},
        )  # fmt: skip
    small = {"font_size": 8, "font_color": MUTED, "text_wrap": True, "align": "center"}
    for column, words in ((VALUE_COLUMN, "largest difference"), (VALUE_COLUMN + 1, "of the step")):
        write_text(sheet, styles, CHOICE_ROW, column, words, **small)
    book.formula(
        sheet, VERDICT_ROW, VALUE_COLUMN, f'IFERROR(MAX({differences}),"")', 0.0, bold=True,
        num_format='0.0E+00;-0.0E+00;"0"', align="center",
    )  # fmt: skip
    book.name(LARGEST, sheet, VERDICT_ROW, VALUE_COLUMN)
    book.formula(
        sheet, VERDICT_ROW, VALUE_COLUMN + 1,
        f'IF(N({LARGEST})>0,INDEX({steps},MATCH({LARGEST},{differences},0)),"none")', "none",
        align="center", shrink=True,
    )  # fmt: skip
    book.name(WORST, sheet, VERDICT_ROW, VALUE_COLUMN + 1)
