"""Summary: the answer in words, six figures a scenario, what to beware of, four charts."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any

from dacaidc_xl.excel.results import dashboard
from dacaidc_xl.excel.results.columns import number_format_of
from dacaidc_xl.excel.results.page import set_page
from dacaidc_xl.excel.results.style import BAD, BAND, MUTED, NOTE, RULE, TILE, Styles
from dacaidc_xl.excel.results.tables import Placed, write_prose, write_text, write_value
from dacaidc_xl.reference.scenarios import find_scenario
from dacaidc_xl.studies import summary
from dacaidc_xl.studies.provenance import version
from dacaidc_xl.studies.study import Study

FIRST, LAST = 1, 12
"""Columns of the printed part."""
COLUMN_WIDTH = 13.0
WIDTH = COLUMN_WIDTH * (LAST - FIRST + 1)
TILE_COLUMNS = 2
CELLS_COLUMN = 15
"""First column of the cells behind the charts."""
CHART_PX = (1145, 370)
CHART_ROWS = 19
SCALE_PCT = 72
PROBLEMS_SHOWN = 8
SITES_SHOWN = 30
ANSWER_SENTENCES = 2
"""Sentences that stand beside the figures; the others follow the charts."""

NUMBER_OF_UNIT = {"Mt/yr": "#,##0.0", "USD/t": "#,##0"}

TITLES = {
    "states": "CO2 removal by the waste heat of AI data centers, by US state",
    "sites": "CO2 removal by the waste heat of AI data centers, by site",
}


class SummarySheet:
    """Writer of the Summary sheet, one part below the other.

    Parameters
    ----------
    workbook : xlsxwriter.Workbook
        The workbook.
    sheet : xlsxwriter worksheet
        Its first sheet.
    styles : Styles
        Formats of the workbook.
    study : Study
        The result.
    places : mapping of str to Placed
        Where the tables stand.
    """

    def __init__(
        self, workbook: Any, sheet: Any, styles: Styles, study: Study, places: Mapping[str, Placed]
    ) -> None:
        self.workbook, self.sheet, self.styles = workbook, sheet, styles
        self.study, self.places = study, places
        self.row = 0
        self.breaks: list[int] = []

    def write(self, command: str, when: dt.datetime) -> None:
        """Write the sheet.

        Parameters
        ----------
        command : str
            What made the result.
        when : datetime
            Time of the run.
        """
        sheet = self.sheet
        sheet.set_column(0, 0, 2)
        sheet.set_column(FIRST, LAST, COLUMN_WIDTH)
        sheet.set_column(LAST + 1, CELLS_COLUMN - 1, 3)
        sheet.set_column(CELLS_COLUMN, CELLS_COLUMN + 60, 11)
        write_text(
            sheet,
            self.styles,
            0,
            FIRST,
            TITLES[self.study.kind],
            font_size=18,
            bold=True,
            font_color=BAND,
        )
        sheet.set_row(0, 30)
        self.row = 1
        self._prose(
            f"Made by dacaidc_xl {version()} on {when:%Y-%m-%d %H:%M} UTC by: {command}",
            font_color=MUTED,
            font_size=9,
        )
        self._checks_line()
        self._warnings()
        if self.study.kind == "states":
            self._states_answer()
        else:
            self._sites_answer()
        self._charts()
        if self.study.kind == "states":
            self._details()
        set_page(sheet, TITLES[self.study.kind], scale_pct=SCALE_PCT)
        sheet.print_area(0, 0, self.row, LAST)
        sheet.center_horizontally()
        sheet.set_h_pagebreaks(self.breaks)
        sheet.freeze_panes(1, 0)

    def _prose(self, text: str, **look: Any) -> None:
        write_prose(self.sheet, self.styles, self.row, FIRST, LAST, text, WIDTH, **look)
        self.row += 1

    def _heading(self, text: str) -> None:
        self.row += 1
        look = self.styles.heading()
        self.sheet.merge_range(self.row, FIRST, self.row, LAST, "", look)
        self.sheet.write_string(self.row, FIRST, text, look)
        self.sheet.set_row(self.row, 22)
        self.row += 1

    def _checks_line(self) -> None:
        look = self.styles.of(font_size=9, font_color=MUTED)
        self.sheet.merge_range(self.row, FIRST, self.row, LAST, "", look)
        self.sheet.write_formula(
            self.row, FIRST, '="Closures: "&checks_overall', look, "Closures: " + self.overall
        )
        self.row += 1

    overall = ""
    """The Checks sheet's line, as it stands when the file opens."""

    def _states_answer(self) -> None:
        for scenario in self.study.scenarios:
            row = find_scenario(scenario)
            self._heading(f"{scenario}: {row.title}")
            for sentence in summary.words(self.study, scenario)[:ANSWER_SENTENCES]:
                self._prose(sentence, font_size=11)
            self._tiles(scenario)

    def _tiles(self, scenario: str) -> None:
        sheet, styles, top = self.sheet, self.styles, self.row
        sheet.set_row(top, 16)
        sheet.set_row(top + 1, 28)
        sheet.set_row(top + 2, 46)
        for position, figure in enumerate(summary.figures(self.study, scenario)):
            first = FIRST + position * TILE_COLUMNS
            last = first + TILE_COLUMNS - 1
            edge = {"left": 5, "left_color": "#FFFFFF", "bg_color": TILE}
            head = styles.of(bold=True, font_size=9, font_color=MUTED, indent=1, **edge)
            sheet.merge_range(top, first, top, last, "", head)
            sheet.write_string(top, first, figure.name, head)
            whole = figure.unit.startswith("of ")
            look = {"font_size": 18, "bold": True, "font_color": BAND, "align": "right", **edge}
            if figure.value == figure.value:
                write_value(
                    sheet,
                    styles,
                    top + 1,
                    first,
                    figure.value,
                    num_format="0" if whole else NUMBER_OF_UNIT.get(figure.unit, "0.0"),
                    **look,
                )
            else:
                write_text(sheet, styles, top + 1, first, "none", **look)
            write_text(
                sheet,
                styles,
                top + 1,
                last,
                figure.unit,
                font_size=11,
                font_color=MUTED,
                bg_color=TILE,
                indent=1,
            )
            meaning = styles.of(
                align="left",
                font_size=8,
                font_color=MUTED,
                text_wrap=True,
                valign="top",
                indent=1,
                **edge,
            )
            sheet.merge_range(top + 2, first, top + 2, last, "", meaning)
            sheet.write_string(top + 2, first, figure.meaning, meaning)
            slug = re.sub(r"\W+", "_", figure.name.lower()).strip("_")
            cell = f"${chr(ord('A') + first)}${top + 2}"
            self.workbook.define_name(f"{slug}_in_{scenario}", f"=Summary!{cell}")
        self.row = top + 3

    def _sites_answer(self) -> None:
        table = self.study["sites"]
        noted = int((table["status"] != "ok").sum())
        self._heading("The sites")
        self._prose(
            f"{len(table)} site{'s' if len(table) != 1 else ''} in "
            f"{len(self.study.scenarios)} scenario{'s' if len(self.study.scenarios) != 1 else ''} "
            f"({', '.join(self.study.scenarios)}); {noted} with a status other than ok; "
            f"{len(self.study.problems)} input{'s' if len(self.study.problems) != 1 else ''} "
            "refused. Removal ratio: captured over operational emissions of data center and "
            "plant, captured / (A + X). LCCC: levelized cost per tonne, 2024 USD.",
            font_size=11,
        )
        columns = (
            ("site", 2), ("state", 1), ("scenario", 1), ("capacity_mw", 1),
            ("captured_t_per_yr", 1), ("net_removal_t_per_yr", 1), ("removal_ratio", 1),
            ("lccc_gross_usd_per_t", 1), ("lccc_net_usd_per_t", 1), ("status", 2),
        )  # fmt: skip
        heads = {
            "site": "Site", "state": "State", "scenario": "Scenario",
            "capacity_mw": "IT capacity [MW]", "captured_t_per_yr": "Captured [t/yr]",
            "net_removal_t_per_yr": "Net removal [t/yr]", "removal_ratio": "Removal ratio [-]",
            "lccc_gross_usd_per_t": "LCCC gross [USD/t]", "lccc_net_usd_per_t":
            "LCCC net [USD/t]", "status": "Status",
        }  # fmt: skip
        self._glance([(heads[name], span, None) for name, span in columns], head=True)
        for _, row in table.head(SITES_SHOWN).iterrows():
            self._glance([(row[name], span, number_format_of(name)) for name, span in columns])
        if len(table) > SITES_SHOWN:
            self._prose(f"and {len(table) - SITES_SHOWN} more on the sheet Sites.", italic=True)

    def _glance(self, cells: list[tuple[Any, int, str | None]], head: bool = False) -> None:
        column = FIRST
        for value, span, number_format in cells:
            look: dict[str, Any] = {"bottom": 1, "bottom_color": RULE, "text_wrap": True}
            if head:
                look |= {"bold": True, "bg_color": TILE, "font_color": MUTED, "font_size": 9}
            elif number_format is not None and not isinstance(value, str):
                look["num_format"] = number_format
            if column == LAST - 1:
                look |= {"align": "left", "indent": 1}
            if head and column > FIRST + 3 and column < LAST - 1:
                look["align"] = "right"
            if span > 1:
                self.sheet.merge_range(
                    self.row, column, self.row, column + span - 1, "", self.styles.of(**look)
                )
            write_value(self.sheet, self.styles, self.row, column, value, **look)
            column += span
        self.sheet.set_row(self.row, 28 if head else 17)
        self.row += 1

    def _warnings(self) -> None:
        warning = (
            summary.comparison_warning(self.study.scenarios)
            if self.study.kind == "states"
            else None
        )
        if warning:
            self._prose("Comparing scenarios. " + warning, bg_color=NOTE[0], font_color=NOTE[1])
        for text in self.study.warnings:
            self._prose("Warning. " + text, bg_color=NOTE[0], font_color=NOTE[1])
        for problem in self.study.problems[:PROBLEMS_SHOWN]:
            self._prose(f"Refused. {problem}", bg_color=BAD[0], font_color=BAD[1])
        rest = len(self.study.problems) - PROBLEMS_SHOWN
        if rest > 0:
            self._prose(
                f"{rest} more refused: see the sheet Checks.", bg_color=BAD[0], font_color=BAD[1]
            )

    def _charts(self) -> None:
        self.row += 1
        self.breaks.append(self.row)
        self._heading("Charts")
        cells = dashboard.Cells(
            self.workbook, self.sheet, self.styles, self.study, self.places, 3, CELLS_COLUMN
        )
        cells.choices(self.row, FIRST + 1, 5)
        self.sheet.set_row(self.row, 20)
        self.row += 2
        makers = (
            dashboard.cost_of_capture,
            dashboard.net_removal,
            dashboard.removal_ratio,
            dashboard.monthly_capture,
        )
        for position, maker in enumerate(makers):
            if position == 2:
                self.breaks.append(self.row)
            chart = maker(cells, CHART_PX)
            words = maker.__doc__ or ""
            self.sheet.insert_chart(
                self.row,
                FIRST,
                chart,
                {
                    "x_offset": 2,
                    "y_offset": 2,
                    "description": words.split("\n")[0],
                    "object_position": 2,
                },
            )
            self.row += CHART_ROWS
        self.breaks.append(self.row)

    def _details(self) -> None:
        self._heading("Reading the result")
        for scenario in self.study.scenarios:
            self.row += 1
            self._prose(f"{scenario}: {find_scenario(scenario).title}", bold=True, font_color=BAND)
            for sentence in summary.words(self.study, scenario)[ANSWER_SENTENCES:]:
                self._prose("•  " + sentence)
