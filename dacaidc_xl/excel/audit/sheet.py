"""Write the sheet Audit: one step a row, live, with the engine's value and the difference."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from xlsxwriter.utility import xl_col_to_name

from dacaidc_xl.excel.audit.blocks import TABLE_OF, write_data
from dacaidc_xl.excel.audit.chain import SECTIONS, STEPS
from dacaidc_xl.excel.audit.front import (
    CASE_ROW,
    MONTH_ROW,
    RUN_ROW,
    Choice,
    write_front,
    write_verdict,
)
from dacaidc_xl.excel.audit.resolve import (
    FIRST_MONTH_COLUMN,
    MONTHS,
    VALUE_COLUMN,
    Resolver,
    name_of,
)
from dacaidc_xl.excel.audit.step import Kind, Over, Step, column_of
from dacaidc_xl.excel.results.columns import number_format_of, text_lines, unit_of
from dacaidc_xl.excel.results.dashboard import MONTHS as MONTH_NAMES
from dacaidc_xl.excel.results.page import A3, set_page
from dacaidc_xl.excel.results.style import BAD, INK, LINE_PT, MUTED, NOTE, RULE
from dacaidc_xl.excel.results.tables import ROW_SPACE_PT, write_text, write_value
from dacaidc_xl.excel.workbook.book import Book, Scalar, plain
from dacaidc_xl.excel.workbook.look_up import Block
from dacaidc_xl.studies.closures import LIMIT
from dacaidc_xl.studies.study import Study

SHEET = "Audit"
TITLE = "Audit: every step from inputs to net removal and cost, by live formulas"

NUMBER, STEP, CLASS, UNIT, KIND, WORDS, WHERE = range(7)
ENGINE_COLUMN, DIFFERENCE_COLUMN = VALUE_COLUMN + 1, VALUE_COLUMN + 2
FIRST_ENGINE_MONTH = FIRST_MONTH_COLUMN + MONTHS + 1
LAST_COLUMN = FIRST_ENGINE_MONTH + MONTHS - 1
HEAD_ROW = 5
WIDTHS = {NUMBER: 5.0, STEP: 36.0, CLASS: 11.0, UNIT: 11.0, KIND: 22.0, WORDS: 70.0, WHERE: 46.0}
NUMBER_WIDTH, MONTH_WIDTH = 13.0, 10.0
SMALL = 9
OTHER_FORMATS = {"kg": "#,##0", "kW": "#,##0", "USD": "#,##0", "h": "#,##0.0", "1/yr": "0.00000",
                 "kg/(kg h)": "0.000000", "USD/MWh": "#,##0.00"}  # fmt: skip
"""Number formats of units that no column of the other sheets has."""
SMALLEST = "1E-12"
"""Added to the engine's value before it divides a difference, so that 0 equals 0."""
ROUND_TO = 12
"""Decimals of a relative difference: below half of the last is the rounding of sums."""


def _letter(column: int) -> str:
    return str(xl_col_to_name(column))


class _Values:
    """What the tables hold for the choice that is shown at first, and how to look it up."""

    def __init__(self, blocks: Mapping[Over, Block], positions: Mapping[Over, int]) -> None:
        self.blocks, self.positions = blocks, positions

    def one(self, over: Over, column: str, month: int = 0) -> Scalar:
        """Give a value; a blank as an empty text."""
        row = self.positions[over] - 1 + month
        return plain(self.blocks[over].frame[column].iloc[row])

    def formula(self, over: Over, column: str, month: int = 0, may_be_blank: bool = True) -> str:
        """Give the formula that looks it up."""
        row = {Over.RUN: RUN_ROW, Over.CASE: CASE_ROW, Over.MONTH: MONTH_ROW}[over]
        index = f"INDEX({TABLE_OF[over]}[{column}],{row}{f'+{month}' if month else ''})"
        return f'IF({index}="","",{index})' if may_be_blank else index


def write_audit(book: Book, study: Study, states: str, scenarios: str) -> None:
    """Write the sheets Audit and Audit data.

    Parameters
    ----------
    book : Book
        The workbook, with both sheets in it.
    study : Study
        Result of the all-states study; its first scenario and state are shown at first.
    states, scenarios : str
        Defined names of the lists that the two drop-downs offer.
    """
    blocks = write_data(book, study)
    choice = Choice.first_of(blocks)
    values = _Values(blocks, choice.positions)
    sheet = book.sheet(SHEET)
    for column, width in WIDTHS.items():
        sheet.set_column(column, column, width)
    sheet.set_column(VALUE_COLUMN, DIFFERENCE_COLUMN, NUMBER_WIDTH)
    sheet.set_column(FIRST_MONTH_COLUMN, LAST_COLUMN, MONTH_WIDTH)
    sheet.set_column(FIRST_ENGINE_MONTH - 1, FIRST_ENGINE_MONTH - 1, 3.0)
    write_front(book, sheet, TITLE, choice, states, scenarios, len(STEPS))
    _write_head(book, sheet)
    last_row = _Chain(book, sheet, values).write()
    differences = _range(HEAD_ROW + 1, last_row, DIFFERENCE_COLUMN)
    write_verdict(book, sheet, differences, _range(HEAD_ROW + 1, last_row, STEP))
    sheet.conditional_format(
        HEAD_ROW + 1, DIFFERENCE_COLUMN, last_row, DIFFERENCE_COLUMN,
        {"type": "cell", "criteria": ">", "value": LIMIT,
         "format": book.styles.conditional(BAD, bold=True)},
    )  # fmt: skip
    sheet.freeze_panes(HEAD_ROW + 1, UNIT)
    set_page(
        sheet, TITLE, A3, repeat_rows=(HEAD_ROW, HEAD_ROW),
        area=(last_row, FIRST_ENGINE_MONTH - 2),
    )  # fmt: skip


def _range(first_row: int, last_row: int, column: int) -> str:
    letter = _letter(column)
    return f"${letter}${first_row + 1}:${letter}${last_row + 1}"


def _write_head(book: Book, sheet: Any) -> None:
    heads = {
        NUMBER: "No.", STEP: "Step", CLASS: "Class", UNIT: "Unit", KIND: "Kind",
        WORDS: "What it is, or its formula in words", WHERE: "Where in the engine",
        VALUE_COLUMN: "Value, or sum of the year", ENGINE_COLUMN: "Engine",
        DIFFERENCE_COLUMN: "Relative difference (0: below 5E-13)",
    }  # fmt: skip
    for month, name in enumerate(MONTH_NAMES):
        heads[FIRST_MONTH_COLUMN + month] = name
        heads[FIRST_ENGINE_MONTH + month] = f"Engine, {name}"
    for column, text in heads.items():
        sheet.write_string(HEAD_ROW, column, text, book.styles.label())
    sheet.set_row(HEAD_ROW, 3 * LINE_PT)


class _Chain:
    """Writer of the rows, one after the other."""

    def __init__(self, book: Book, sheet: Any, values: _Values) -> None:
        self.book, self.sheet, self.values = book, sheet, values
        self.rows: dict[str, int] = {}
        row = HEAD_ROW + 1
        for section in SECTIONS:
            row += 1
            for step in section.steps:
                for column in step.columns:
                    self.rows[column] = row
                    row += 1
        self.resolve = Resolver({step.name: step for step in STEPS}, self.rows)

    def write(self) -> int:
        """Write all sections; give the last row."""
        number = 0
        for section in SECTIONS:
            heading = self.rows[section.steps[0].columns[0]] - 1
            for column in range(LAST_COLUMN + 1):
                self.sheet.write_blank(heading, column, None, self.book.styles.heading())
            self.sheet.write_string(heading, 0, section.title, self.book.styles.heading())
            self.sheet.set_row(heading, 22)
            for step in section.steps:
                number += 1
                for member in step.rows:
                    self._row(step, member, number)
        return max(self.rows.values())

    def _row(self, step: Step, member: str, number: int) -> None:
        column = column_of(step.name, member)
        row = self.rows[column]
        is_last = member == step.rows[-1]
        self.line: dict[str, Any] = {"bottom": 4, "bottom_color": RULE} if is_last else {}
        self._words(step, member, number, row)
        self.look = {"num_format": _number_format(step), **self.line}
        for blank in range(VALUE_COLUMN, DIFFERENCE_COLUMN + 1):
            self.sheet.write_blank(row, blank, None, self.book.styles.of(**self.line))
        if step.over is Over.MONTH:
            self._months(step, member, column, row)
        else:
            self._one(step, member, column, row)

    def _words(self, step: Step, member: str, number: int, row: int) -> None:
        first = member == step.rows[0]
        ink = NOTE[1] if step.kind is Kind.ENGINE else INK if step.kind is Kind.FORMULA else MUTED
        small: dict[str, Any] = {"font_size": SMALL, **self.line}
        texts: dict[int, tuple[str, dict[str, Any]]] = {
            STEP: (step.name, {"bold": first, "font_color": INK if first else MUTED}),
            CLASS: (member, {}),
            UNIT: (step.unit, {}),
            KIND: (step.kind.value, {"font_color": ink}),
            WORDS: (step.words if first else "", {"text_wrap": True}),
            WHERE: (step.where if first else "", {"font_color": MUTED, "text_wrap": True}),
        }
        if first:
            write_value(
                self.sheet, self.book.styles, row, NUMBER, number, align="center",
                font_color=MUTED, **small,
            )  # fmt: skip
        else:
            write_text(self.sheet, self.book.styles, row, NUMBER, "", **small)
        for column, (text, look) in texts.items():
            write_text(self.sheet, self.book.styles, row, column, text, **(small | look))
        lines = max(text_lines(texts[c][0], WIDTHS[c], SMALL) for c in (STEP, WORDS, WHERE))
        self.sheet.set_row(row, LINE_PT * 0.95 * lines + ROW_SPACE_PT + 1.0)

    def _cell(self, row: int, column: int, text: str, value: object, **look: Any) -> None:
        self.book.formula(self.sheet, row, column, text, value, **(self.look | look))

    def _one(self, step: Step, member: str, column: str, row: int) -> None:
        """Write a step that has one value."""
        self.book.name(name_of(column), self.sheet, row, VALUE_COLUMN)
        if step.over is Over.CONSTANT:
            write_value(self.sheet, self.book.styles, row, VALUE_COLUMN, step.value, **self.look)
            return
        value = self.values.one(step.over, column)
        found = self.values.formula(step.over, column)
        strong = {"bold": True} if step.kind is Kind.FORMULA else {}
        align = {"align": "right"} if isinstance(value, str) else {}
        if step.kind is not Kind.FORMULA:
            self._cell(row, VALUE_COLUMN, found, value, **align)
            return
        text = self.resolve.formula(step.formula_of(member), member, None)
        self._cell(row, VALUE_COLUMN, text, value, **strong)
        self._cell(row, ENGINE_COLUMN, found, value, font_color=MUTED)
        live, engine = (f"{_letter(c)}{row + 1}" for c in (VALUE_COLUMN, ENGINE_COLUMN))
        self._difference(
            row,
            f"IF(COUNT({live},{engine})=2,"
            f"ROUND(ABS({live}-{engine})/(ABS({engine})+{SMALLEST}),{ROUND_TO}),"
            f"IF(COUNT({live},{engine})=0,0,1))",
        )

    def _months(self, step: Step, member: str, column: str, row: int) -> None:
        """Write a step that has a value for each month."""
        live, engine = (
            f"{_letter(first)}{row + 1}:{_letter(first + MONTHS - 1)}{row + 1}"
            for first in (FIRST_MONTH_COLUMN, FIRST_ENGINE_MONTH)
        )
        at = f"${_letter(FIRST_MONTH_COLUMN)}${row + 1}"
        end = f"${_letter(FIRST_MONTH_COLUMN + MONTHS - 1)}${row + 1}"
        self.book.workbook.define_name(name_of(column), f"='{SHEET}'!{at}:{end}")
        is_formula = step.kind is Kind.FORMULA
        months = [self.values.one(Over.MONTH, column, month) for month in range(MONTHS)]
        for month, value in enumerate(months):
            found = self.values.formula(
                Over.MONTH, column, month, may_be_blank=step.kind is Kind.ENGINE
            )
            if is_formula:
                text = self.resolve.formula(step.formula_of(member), member, month)
                self._cell(row, FIRST_MONTH_COLUMN + month, text, value)
                self._cell(row, FIRST_ENGINE_MONTH + month, found, value, font_color=MUTED)
            else:
                self._cell(row, FIRST_MONTH_COLUMN + month, found, value)
        if not is_formula:
            return
        if step.adds_up:
            total = sum(float(value) for value in months)
            self._cell(row, VALUE_COLUMN, f"SUM({live})", total, bold=True)
            self._cell(row, ENGINE_COLUMN, f"SUM({engine})", total, font_color=MUTED)
        self._difference(
            row,
            f"ROUND(SUMPRODUCT(MAX(ABS({live}-{engine})/(ABS({engine})+{SMALLEST}))),{ROUND_TO})",
        )

    def _difference(self, row: int, text: str) -> None:
        look = {"num_format": '0.0E+00;-0.0E+00;"0"', "align": "right"}
        self._cell(row, DIFFERENCE_COLUMN, text, 0.0, **look)


def _number_format(step: Step) -> str:
    if step.over in (Over.RUN, Over.CONSTANT):
        return "General"
    if step.unit in OTHER_FORMATS:
        return OTHER_FORMATS[step.unit]
    shown = number_format_of(step.name)
    return shown if unit_of(step.name) or step.unit == "-" else "General"
