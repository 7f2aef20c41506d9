"""Charts of the Summary sheet, with two drop-downs and the cells that feed them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from xlsxwriter.utility import xl_rowcol_to_cell  # type: ignore[import-untyped]

from dacaidc_xl.excel.results.charts import Axes, Series, color, column_chart
from dacaidc_xl.excel.results.columns import WORDS
from dacaidc_xl.excel.results.ranking import (
    Choice,
    Ranking,
    look_up,
    order_of,
    rank_sites,
    rank_states,
    write_line,
)
from dacaidc_xl.excel.results.style import CHOICE, INK, MUTED, Styles
from dacaidc_xl.excel.results.tables import Placed, write_text, write_value
from dacaidc_xl.studies.study import REFUSED, Study

if TYPE_CHECKING:
    import pandas as pd

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
RATIO_AXIS_END = 4.0
"""The axis of the removal ratio ends here: a few nearly carbon-free grids lie far above."""
CAPTURED_OF_CLASS = "captured_t_"

SCENARIO = "chart_scenario"
PLACE = "chart_place"
SITE_KEYS = ("site", "state", "scenario")

SMALL = {"font_size": 8, "font_color": MUTED}


class Cells:
    """The area that feeds the charts: columns to the right of what is printed.

    Parameters
    ----------
    workbook : xlsxwriter.Workbook
        Workbook that owns the names.
    sheet : xlsxwriter worksheet
        The Summary sheet.
    styles : Styles
        Formats of the workbook.
    study : Study
        The result.
    places : mapping of str to Placed
        Where the tables stand.
    row, column : int
        First cell, from 0.
    """

    def __init__(
        self,
        workbook: Any,
        sheet: Any,
        styles: Styles,
        study: Study,
        places: Mapping[str, Placed],
        row: int,
        column: int,
    ) -> None:
        self.workbook, self.sheet, self.styles, self.study = workbook, sheet, styles, study
        self.places = places
        self.row, self.next = row, column
        self.of_states = study.kind == "states"
        self.table = study.kind
        every = study[study.kind]
        self.frame: pd.DataFrame = every[every["status"] != REFUSED]
        self.scenario = Choice(SCENARIO, study.scenarios[0])
        write_text(
            sheet, styles, row - 2, column, "Cells behind the charts", bold=True, font_color=MUTED
        )
        write_text(
            sheet,
            styles,
            row - 1,
            column,
            "Orders are text, sorted when the file was written; figures are looked up by formula. "
            "Places without a figure are not drawn.",
            **SMALL,
        )
        self.options = self._options()
        best = order_of(
            self.frame[self.frame["scenario"] == self.scenario.value], "net_removal_t_per_yr", False
        )
        self.top = best[0] if best else 0
        self.first = {
            SCENARIO: self.scenario.value,
            PLACE: str(self.frame.at[self.top, "state_name"])
            if self.of_states
            else self.offers[PLACE][self.top],
        }

    def define(self, name: str, row: int, column: int) -> None:
        """Give a cell of the sheet a name."""
        cell = xl_rowcol_to_cell(row, column, True, True)
        self.workbook.define_name(name, f"='{self.sheet.get_name()}'!{cell}")

    def _options(self) -> dict[str, tuple[int, int, int]]:
        """Write what the drop-downs offer; give first row, last row and column of each."""
        offers: dict[str, Sequence[str]] = {}
        if self.of_states:
            offers[SCENARIO] = self.study.scenarios
            offers[PLACE] = list(dict.fromkeys(self.frame["state_name"]))
        else:
            offers[PLACE] = site_labels(self.frame)
            offers |= {f"{key} of it": list(self.frame[key]) for key in SITE_KEYS}
        placed = {}
        for name, offered in offers.items():
            head = f"{name} offers" if name in (SCENARIO, PLACE) else name
            write_text(
                self.sheet, self.styles, self.row, self.next, head, bold=True, bottom=1, **SMALL
            )
            for k, text in enumerate(offered):
                write_text(
                    self.sheet,
                    self.styles,
                    self.row + 1 + k,
                    self.next,
                    text,
                    num_format="@",
                    **SMALL,
                )
            placed[name] = (self.row + 1, self.row + len(offered), self.next)
            self.next += 1
        self.offers = offers
        return placed

    def choices(self, row: int, column: int, span: int) -> None:
        """Write the drop-downs into a row of the printed part.

        Parameters
        ----------
        row, column : int
            First cell.
        span : int
            Columns between one choice and the next.
        """
        words = {SCENARIO: "Scenario of the charts", PLACE: "State of the monthly chart"}
        if not self.of_states:
            words = {PLACE: "Site of the monthly chart"}
        offered = [(n, self.options[n]) for n in words if n in self.options]
        for position, (name, (first, last, where)) in enumerate(offered):
            here = column + position * span
            write_text(
                self.sheet,
                self.styles,
                row,
                here,
                words[name] + ":",
                bold=True,
                align="right",
                font_color=INK,
            )
            look = self.styles.of(
                bold=True,
                bg_color=CHOICE,
                border=1,
                border_color=MUTED,
                num_format="@",
                align="center",
            )
            now = self.first[name]
            wide = 2 if self.of_states else 5
            self.sheet.merge_range(row, here + 1, row, here + wide, "", look)
            self.sheet.write_string(row, here + 1, now, look)
            corner = xl_rowcol_to_cell(first, where, True, True)
            end = xl_rowcol_to_cell(last, where, True, True)
            self.sheet.data_validation(
                row,
                here + 1,
                row,
                here + 1,
                {
                    "validate": "list",
                    "source": f"={corner}:{end}",
                    "input_title": "Choose from the list",
                    "input_message": "The charts below follow.",
                    "error_title": "Not in the list",
                    "error_message": "Choose one of the entries of the list.",
                },
            )
            self.define(name, row, here + 1)
            number = self.next
            write_text(
                self.sheet,
                self.styles,
                self.row,
                number,
                f"{name}_number",
                bold=True,
                bottom=1,
                **SMALL,
            )
            self.sheet.write_formula(
                self.row + 1,
                number,
                f'=SUMPRODUCT(({corner}:{end}={name}&"")*(ROW({corner}:{end})-{first}))',
                self.styles.of(**SMALL),
                list(self.offers[name]).index(now) + 1,
            )
            self.define(f"{name}_number", self.row + 1, number)
            self.next += 1

    def rank(self, columns: Sequence[str], by: str, ascending: bool) -> Ranking:
        """Write the cells of a chart of all places."""
        place = self.places[self.table]
        if self.of_states:
            made = rank_states(
                self.sheet,
                self.styles,
                self.frame,
                place,
                self.scenario,
                self.study.scenarios,
                columns,
                by,
                ascending,
                self.row,
                self.next + 1,
            )
        else:
            made = rank_sites(
                self.sheet,
                self.styles,
                self.frame,
                place,
                columns,
                by,
                ascending,
                self.row,
                self.next + 1,
            )
        self.next = made.end
        return made

    def constant(self, ranking: Ranking, head: str, value: float) -> int:
        """Write a constant beside a chart's cells; give its column."""
        column = write_line(self.sheet, self.styles, ranking, self.next, head, value)
        self.next += 1
        return column

    def months(self, columns: Sequence[str]) -> tuple[int, int]:
        """Write the cells of the monthly chart; give the columns of month and first figure."""
        sheet, styles, monthly = self.sheet, self.styles, self.study["monthly"]
        start = self.next + 1
        keys, first = self._place_keys(start)
        for key, value in first.items():
            monthly = monthly[monthly[key] == value]
        by_month = monthly.set_index("month")
        start = self.next + 1
        for offset, head in enumerate(["month_number", "month", *columns]):
            write_text(
                sheet,
                styles,
                self.row,
                start + offset,
                head,
                bold=True,
                bottom=1,
                text_wrap=True,
                **SMALL,
            )
        for k, month in enumerate(MONTHS, start=1):
            here = self.row + k
            write_value(sheet, styles, here, start, k, **SMALL)
            write_text(sheet, styles, here, start + 1, month, **SMALL)
            match = [*keys, ("month", xl_rowcol_to_cell(here, start, col_abs=True))]
            for offset, name in enumerate(columns):
                stored = float(by_month.at[k, name])
                sheet.write_formula(
                    here,
                    start + 2 + offset,
                    "=" + look_up(self.places["monthly"], name, match),
                    styles.of(num_format="#,##0", **SMALL),
                    0.0 if stored != stored else stored,
                )
        self.next = start + 2 + len(columns)
        return start + 1, start + 2

    def _place_keys(self, start: int) -> tuple[list[tuple[str, str]], dict[str, str]]:
        """Give the keys of the chosen place as formula texts, and their values at first."""
        top = self.frame.loc[self.top]
        if self.of_states:
            return (
                [("scenario", f'{SCENARIO}&""'), ("state_name", f'{PLACE}&""')],
                {"scenario": self.scenario.value, "state_name": str(top["state_name"])},
            )
        found = []
        for offset, key in enumerate(SITE_KEYS):
            column = start + offset
            write_text(
                self.sheet,
                self.styles,
                self.row,
                column,
                f"{key} chosen",
                bold=True,
                bottom=1,
                **SMALL,
            )
            row, end, where = self.options[f"{key} of it"]
            source = (
                f"{xl_rowcol_to_cell(row, where, True, True)}:"
                f"{xl_rowcol_to_cell(end, where, True, True)}"
            )
            self.sheet.write_formula(
                self.row + 1,
                column,
                f'=INDEX({source},{PLACE}_number)&""',
                self.styles.of(**SMALL),
                str(top[key]),
            )
            found.append((key, xl_rowcol_to_cell(self.row + 1, column, True, True)))
        self.next = start + 3
        return found, {key: str(top[key]) for key, _ in found}


def site_labels(frame: pd.DataFrame) -> list[str]:
    """Give each site a text of its own for a drop-down, by its row."""
    return [
        f"{k}: {row.site} ({row.state}, {row.scenario})"
        for k, row in enumerate(frame.itertuples(), start=1)
    ]


def _series(
    sheet: str, ranking: Ranking, column: int, name: str, fill: str, line: bool = False
) -> Series:
    return Series(
        name, sheet, ranking.first_row, ranking.last_row, ranking.label, column, fill, line
    )


def cost_of_capture(cells: Cells, size_px: tuple[int, int]) -> Any:
    """Chart the gross cost per tonne captured, cheapest first."""
    ranking = cells.rank(["lccc_gross_usd_per_t"], "lccc_gross_usd_per_t", True)
    name = cells.sheet.get_name()
    where = "state" if cells.of_states else "site"
    return column_chart(
        cells.workbook,
        f"Cost of capture by {where}: levelized cost per tonne captured (LCCC gross)",
        [_series(name, ranking, ranking.values[0], "LCCC gross", color(0))],
        Axes(f"{where}, cheapest first", "LCCC gross [2024 USD/t captured]", "#,##0"),
        size_px,
        legend=False,
    )


def net_removal(cells: Cells, size_px: tuple[int, int]) -> Any:
    """Chart captured and net removal, largest net removal first."""
    columns = ["captured_t_per_yr", "net_removal_t_per_yr"]
    ranking = cells.rank(columns, columns[1], False)
    name = cells.sheet.get_name()
    where = "state" if cells.of_states else "site"
    load = ", on the AI load that the state reports" if cells.of_states else ""
    return column_chart(
        cells.workbook,
        f"Captured CO2 and net removal by {where}{load}",
        [
            _series(name, ranking, ranking.values[0], "captured", color(4)),
            _series(
                name,
                ranking,
                ranking.values[1],
                "net removal: captured less indirect emissions",
                color(7),
            ),
        ],
        Axes(f"{where}, largest net removal first", "CO2 [Mt/yr]", "#,##0.0,,;-#,##0.0,,;0")
        if cells.of_states
        else Axes(f"{where}, largest net removal first", "CO2 [t/yr]", "#,##0"),
        size_px,
        overlap=100,
    )


def removal_ratio(cells: Cells, size_px: tuple[int, int]) -> Any:
    """Chart the removal ratio against 1, largest first."""
    ranking = cells.rank(["removal_ratio"], "removal_ratio", False)
    one = cells.constant(ranking, "one", 1.0)
    name = cells.sheet.get_name()
    where = "state" if cells.of_states else "site"
    cut = bool((cells.frame["removal_ratio"] > RATIO_AXIS_END).any())
    return column_chart(
        cells.workbook,
        f"Removal ratio by {where}: captured over operational emissions of data center and "
        "plant, captured / (A + X)",
        [
            _series(name, ranking, ranking.values[0], "removal ratio", color(2)),
            _series(name, ranking, one, "captured = emitted (ratio 1)", color(5), line=True),
        ],
        Axes(
            f"{where}, largest first",
            "removal ratio [-]" + (f", axis cut at {RATIO_AXIS_END:g}" if cut else ""),
            "0.0",
            RATIO_AXIS_END if cut else None,
        ),
        size_px,
    )


def monthly_capture(cells: Cells, size_px: tuple[int, int]) -> Any:
    """Chart the months of the chosen place by server class, with net removal over them."""
    monthly = cells.study["monthly"]
    columns = [str(c) for c in monthly if str(c).startswith(CAPTURED_OF_CLASS)]
    classes = [c for c in columns if monthly[c].any()]
    # Where no class captures anything the chart stays, and shows that.
    classes = classes or columns
    backup = "backup" in set(cells.study["classes"]["contribution"])
    drawn = [*classes, *(["captured_t"] if backup else []), "net_removal_t"]
    month, first = cells.months(drawn)
    name = cells.sheet.get_name()
    rows = (cells.row + 1, cells.row + len(MONTHS))
    series = []
    for offset, column in enumerate(drawn):
        if column in classes:
            parts = column.removeprefix(CAPTURED_OF_CLASS).split("_")
            words = "captured, " + " ".join(WORDS.get(p, p) for p in parts)
            series.append(Series(words, name, *rows, month, first + offset, color(offset)))
        else:
            words = "net removal" if column == "net_removal_t" else "captured, with backup heat"
            fill = INK if column == "net_removal_t" else color(5)
            series.append(Series(words, name, *rows, month, first + offset, fill, line=True))
    chosen = "state, reference AIDC" if cells.of_states else "site"
    return column_chart(
        cells.workbook,
        f"Monthly capture of the chosen {chosen}, by server class",
        series,
        Axes("month", "CO2 [t/month]", "#,##0"),
        size_px,
        stacked=True,
    )
