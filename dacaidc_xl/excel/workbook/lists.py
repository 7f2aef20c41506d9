"""The hidden sheet Lists: what the drop-downs offer, and the cells behind map and ranking."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from xlsxwriter.utility import xl_rowcol_to_cell

from dacaidc_xl.excel.results.columns import label_of
from dacaidc_xl.excel.results.style import MUTED
from dacaidc_xl.excel.results.tables import write_text
from dacaidc_xl.excel.template_layout import (
    ALL_SCENARIOS,
    LISTS,
    PROJECTION_NAME,
    choice_lists,
)
from dacaidc_xl.excel.workbook.book import Book, Scalar
from dacaidc_xl.excel.workbook.layout import NAMES
from dacaidc_xl.excel.workbook.look_up import Block, Key
from dacaidc_xl.reference.geography import states
from dacaidc_xl.reference.pathways import grid_pathways
from dacaidc_xl.reference.scenarios import scenarios

METRICS: tuple[tuple[str, bool], ...] = (
    ("removal_ratio", False),
    ("lccc_gross_usd_per_t", True),
    ("lccc_net_usd_per_t", True),
    ("net_removal_t_per_yr", False),
    ("captured_t_per_yr", False),
    ("facility_mwh_per_yr", False),
    ("reference_net_removal_t_per_yr", False),
    ("reference_captured_t_per_yr", False),
    ("break_even_kg_per_mwh", False),
    ("dac_heat_kwh_per_t", True),
    ("dac_power_kwh_per_t", True),
    ("cop_mean", False),
    ("pue", True),
    ("water_net_l_per_t", True),
    ("grid_kg_per_mwh", True),
    ("electricity_usd_per_mwh", True),
)
"""Columns of the table of states that map and ranking offer; whether the smallest comes first."""

HOURS_OF: Mapping[str, str] = MappingProxyType(
    {
        "removal_ratio": "removal_ratio_difference_pct",
        "lccc_gross_usd_per_t": "lccc_gross_difference_pct",
        "lccc_net_usd_per_t": "lccc_net_difference_pct",
        "net_removal_t_per_yr": "net_removal_difference_pct",
        "captured_t_per_yr": "captured_difference_pct",
        "reference_net_removal_t_per_yr": "net_removal_difference_pct",
        "reference_captured_t_per_yr": "captured_difference_pct",
    }
)
"""Column of the table of hours that tells how the hours change a metric of the states."""

SLOTS = sum(scenario.headline for scenario in scenarios())
"""Scenarios that a run of all states may hold at once."""

FIRST_METRIC, FIRST_RANKING = "removal_ratio", "lccc_gross_usd_per_t"
SMALL: Mapping[str, Any] = {"font_size": 8, "font_color": MUTED}


def projection_choices() -> tuple[str, ...]:
    """Give what the drop-down of grid projections offers: the shipped ones, each, and all.

    Examples
    --------
    >>> projection_choices()[0]
    'cambium2024_midcase, aeo2025_reference'
    """
    return (str(NAMES[PROJECTION_NAME].value), *grid_pathways(), ALL_SCENARIOS)


def metric_label(column: str) -> str:
    """Give the words under which a column is offered.

    Examples
    --------
    >>> metric_label("removal_ratio")
    'Removal ratio [-]'
    """
    label = label_of(column)
    return label if label.endswith("]") else f"{label} [-]"


@dataclass(frozen=True)
class Chosen:
    """What map and ranking show now: by state in the order of `states`, a blank where none."""

    map_values: tuple[Scalar, ...]
    rank_values: tuple[Scalar, ...]
    rank_places: tuple[Scalar, ...]


def list_name(parameter: str) -> str:
    """Give the defined name of the list behind a drop-down.

    Parameters
    ----------
    parameter : str
        Name in `template_layout.choice_lists`: a list, or a parameter of kind option.

    Returns
    -------
    str
        Equal lists share one.

    Examples
    --------
    >>> list_name("state")
    'list_state'
    """
    every = choice_lists("states")
    return "list_" + next(name for name, offered in every.items() if offered == every[parameter])


class ListsSheet:
    """Writer of the sheet, one column after the other.

    Parameters
    ----------
    book : Book
        The workbook.
    """

    def __init__(self, book: Book) -> None:
        self.book, self.sheet = book, book.sheet(LISTS)
        self.next = 0

    def write(self, of_states: Block, scenario: str) -> Chosen:
        """Write everything.

        Parameters
        ----------
        of_states : Block
            The table of states.
        scenario : str
            The scenario that map and ranking show at first.

        Returns
        -------
        Chosen
        """
        for name, offered in choice_lists("states").items():
            if list_name(name) == f"list_{name}":
                self._texts(f"list_{name}", offered)
        self._texts("list_site_scenario", choice_lists("sites")["scenario"])
        self._texts("list_state_name", [state.name for state in states()])
        self.slots("scenarios_run", of_states, SLOTS)
        self._texts(f"list_{PROJECTION_NAME}", projection_choices())
        self._texts("list_metric", [metric_label(column) for column, _ in METRICS])
        self._texts("metric_column", [column for column, _ in METRICS])
        self._texts("metric_hours", [HOURS_OF.get(column, "") for column, _ in METRICS])
        self._numbers("metric_ascending", [float(ascending) for _, ascending in METRICS])
        map_values = self._metric("map", of_states, scenario, FIRST_METRIC)
        rank_values = self._metric("summary", of_states, scenario, FIRST_RANKING)
        places = self._ranks(rank_values, dict(METRICS)[FIRST_RANKING])
        self.sheet.freeze_panes(1, 0)
        self.sheet.hide()
        return Chosen(map_values, rank_values, places)

    def _head(self, name: str, size: int) -> int:
        column = self.next
        write_text(self.sheet, self.book.styles, 0, column, name, bold=True, bottom=1, **SMALL)
        self.sheet.set_column(column, column, max(12, len(name) + 2))
        self.book.name(name, self.sheet, 1, column, size)
        self.next += 1
        return column

    def _texts(self, name: str, offered: Sequence[str]) -> None:
        column = self._head(name, len(offered))
        for row, text in enumerate(offered, start=1):
            write_text(self.sheet, self.book.styles, row, column, text, num_format="@", **SMALL)

    def _numbers(self, name: str, values: Sequence[float]) -> None:
        column = self._head(name, len(values))
        for row, value in enumerate(values, start=1):
            self.sheet.write_number(row, column, value, self.book.styles.of(**SMALL))

    def formulas(self, name: str, made: Sequence[tuple[str, Scalar]]) -> None:
        """Write a column of formulas with their values, below its name."""
        column = self._head(name, len(made))
        for row, (text, value) in enumerate(made, start=1):
            self.book.formula(self.sheet, row, column, text, value, **SMALL)

    def slots(self, name: str, block: Block, count: int) -> tuple[str, ...]:
        """Write the scenarios that a table holds, each with its rows above it.

        Parameters
        ----------
        name : str
            Defined name of the list.
        block : Block
            The table; rows of one scenario stand together.
        count : int
            Most scenarios that it may hold.

        Returns
        -------
        tuple of str
            What it holds now, blank where there are no more.
        """
        names = list(dict.fromkeys(block.frame["scenario"]))[:count]
        names += [""] * (count - len(names))
        cells, counts = self.next, self.next + 1
        own = block.column("scenario")
        slots: list[tuple[str, Scalar]] = []
        rows: list[tuple[str, Scalar]] = []
        for position, scenario in enumerate(names, start=1):
            top = xl_rowcol_to_cell(0, counts, True)
            above = f"SUM({top}:{xl_rowcol_to_cell(position - 1, counts)})"
            slots.append((f'IF({above}<ROWS({own}),INDEX({own},{above}+1)&"","")', scenario))
            here = xl_rowcol_to_cell(position, cells)
            held = int((block.frame["scenario"] == scenario).sum()) if scenario else 0
            rows.append((f'IF({here}="",0,SUMPRODUCT(--({own}&""={here}&"")))', float(held)))
        self.formulas(name, slots)
        self.formulas(f"rows_of_{name}", rows)
        return tuple(names)

    def _metric(
        self, what: str, of_states: Block, scenario: str, column: str
    ) -> tuple[Scalar, ...]:
        """Write a chosen metric under a chosen scenario, state by state."""
        chosen = Key(f"{what}_scenario", scenario)
        names = self.next
        found = [
            of_states.row({"scenario": chosen, "state": Key(f'"{state.abbr}"', state.abbr)})
            for state in states()
        ]
        self.formulas(f"{what}_rows", found)
        number = list(of_states.layout.columns).index(column) + 1
        index = f"MATCH({what}_metric,list_metric,0)"
        in_table = f"MATCH(INDEX(metric_column,{index}),{of_states.heads},0)"
        self.formulas(f"{what}_column", [(f"IFERROR({in_table},0)", float(number))])
        made = []
        for row, (_, position) in enumerate(found, start=1):
            here = xl_rowcol_to_cell(row, names, False, True)
            cell = f"INDEX({of_states.layout.name}[],{here},{what}_column)"
            value = of_states.cell(column, here, position)[1]
            made.append((f'IF({here}*{what}_column=0,"",IF({cell}="","",{cell}))', value))
        self.formulas(f"{what}_values", made)
        return tuple(value for _, value in made)

    def _ranks(self, values: tuple[Scalar, ...], ascending: bool) -> tuple[Scalar, ...]:
        """Write the place of each state in the order of the chosen metric, ties by the alphabet."""
        column = self.next - 1
        order = "INDEX(metric_ascending,MATCH(summary_metric,list_metric,0))"
        known = [float(v) for v in values if v != ""]
        made: list[tuple[str, Scalar]] = []
        for row, value in enumerate(values, start=1):
            here = xl_rowcol_to_cell(row, column)
            so_far = f"{xl_rowcol_to_cell(1, column, True)}:{here}"
            text = (
                f'IF({here}="","",RANK({here},summary_values,{order})'
                f"+SUMPRODUCT(--({so_far}={here}))-1)"
            )
            if value == "":
                made.append((text, ""))
                continue
            number = float(value)
            better = sum(k < number if ascending else k > number for k in known)
            ties = sum(v == value for v in values[:row])
            made.append((text, float(better + ties)))
        self.formulas("summary_places", made)
        return tuple(value for _, value in made)
