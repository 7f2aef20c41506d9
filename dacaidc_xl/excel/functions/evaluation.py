"""One run of the model for all states, from which single figures and tables are read.

What is read stands in the tables of the studies, to the last digit.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import fields, is_dataclass, replace
from typing import TypeVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dacaidc_xl.excel.functions.places import INTEGRATED, LOAD, REFERENCE
from dacaidc_xl.model.baselines import HEAT_BASELINES, PROCESS_BASELINES
from dacaidc_xl.model.plant import Plant, evaluate
from dacaidc_xl.reference.geography import state_index
from dacaidc_xl.reference.parameters import Parameters
from dacaidc_xl.reference.scenarios import Scenario
from dacaidc_xl.studies import label
from dacaidc_xl.studies.cases import (
    Surroundings,
    all_abbr,
    cases,
    grid_of,
    load_of,
    surroundings,
)
from dacaidc_xl.studies.contributions import contributed, with_class_figures
from dacaidc_xl.studies.coverage import GRID_COLUMNS
from dacaidc_xl.studies.reference_aidc import load_plant
from dacaidc_xl.studies.regions import TOTALS
from dacaidc_xl.studies.states import scenario_tables

Taken = TypeVar("Taken")
Columns = dict[str, list[object]]
"""Columns of an annual table."""
Capacity = str | float
"""`LOAD`, `REFERENCE` or installed IT power [MW]."""
Site = tuple[str, float]
"""State and installed IT power [MW]."""
MONTHLY_TOTALS = (
    "facility_mwh",
    "potential_t_per_h",
    "captured_t",
    "operational_t",
    "indirect_t",
    "net_removal_t",
    "total_usd_per_yr",
)
"""Columns beside `TOTALS` that follow the size of the load, also before a server class."""
OF_THE_WHOLE = ("nameplate_t_per_yr", "sorbent_inventory_t", "water_net_l_per_t")
"""Columns of the integrated plant that neither a server class nor a baseline has a share of."""
GRID_PREFIXES = ("operational_t", "indirect_t", "net_removal_")


def is_total(column: str) -> bool:
    """Tell whether a column follows the size of the load.

    Examples
    --------
    >>> is_total("captured_t_cpu_air"), is_total("lccc_gross_usd_per_t")
    (True, False)
    """
    of_class = any(column.startswith(f"{name}_") for name in ("captured_t", "net_removal_t"))
    return column in TOTALS or column in MONTHLY_TOTALS or of_class


def rests_on_grid(column: str) -> bool:
    """Tell whether a column rests on the grid intensity of the place.

    Examples
    --------
    >>> rests_on_grid("net_removal_t_gpu_air"), rests_on_grid("captured_t")
    (True, False)
    """
    return column in GRID_COLUMNS or column.startswith(GRID_PREFIXES)


def _take(result: Taken, index: NDArray[np.int64], size: int) -> Taken:
    """Pick cases from a result whose arrays have the shape (case, class, period)."""
    changed: dict[str, object] = {}
    for f in fields(result):  # type: ignore[arg-type]
        value = getattr(result, f.name)
        if is_dataclass(value):
            changed[f.name] = _take(value, index, size)
        elif isinstance(value, np.ndarray) and value.ndim == 3 and value.shape[0] == size:
            changed[f.name] = value[index]
    return replace(result, **changed)  # type: ignore[type-var]


class View:
    """Tables of one plant, each made when it is first read.

    Parameters
    ----------
    plant : Plant
        Result of the model.
    uncovered : ndarray of bool
        Cases whose grid intensity is not covered; what rests on it is blank.
    """

    def __init__(self, plant: Plant, uncovered: NDArray[np.bool_]) -> None:
        self.plant = plant
        self.uncovered = uncovered
        self.keys = pd.DataFrame({"case": np.arange(uncovered.size)})
        self._frames: dict[tuple[str, str], pd.DataFrame] = {}
        self._columns: dict[str, Columns] = {}

    def columns(self, part: str) -> Columns:
        """Annual figures of a system or of a server class, by column, a value a case."""
        if part not in self._columns:
            self._columns[part] = self._annual(part)
        return self._columns[part]

    def table(self, kind: str, part: str = INTEGRATED) -> pd.DataFrame:
        """Give the ``monthly``, ``compare`` or ``costs`` table with a ``case`` column."""
        key = (kind, part)
        if key not in self._frames:
            plant = self._plant(part)
            if kind == "monthly":
                made = label.monthly_table(plant, self.keys)
            elif kind == "compare":
                made = label.compare_table(plant, self.keys)
            else:
                names = (plant.integrated.name, *HEAT_BASELINES)
                made = label.cost_table(plant, self.keys, names)
            rows = self.uncovered[made["case"].to_numpy()]
            blank = [c for c in map(str, made) if rests_on_grid(c) and made[c].dtype.kind == "f"]
            made.loc[rows, blank] = np.nan
            self._frames[key] = made
        return self._frames[key]

    def rows(self, kind: str, part: str, case: int) -> pd.DataFrame:
        """Rows of one case in the ``monthly``, ``compare`` or ``costs`` table."""
        table = self.table(kind, part)
        return table[table["case"] == case].drop(columns="case").reset_index(drop=True)

    def _plant(self, part: str) -> Plant:
        if part == INTEGRATED:
            return self.plant
        if part in self.plant.baselines:
            return replace(self.plant, integrated=self.plant.baselines[part], baselines={})
        return contributed(self.plant, part)

    def _annual(self, part: str) -> Columns:
        plant = self._plant(part)
        table = label.place_table(plant)
        columns: Columns = {str(name): table[name].tolist() for name in table}
        if part in self.plant.baselines:
            compare = label.compare_table(plant, self.keys)
            columns["lccc_note"] = compare["lccc_note"].tolist()
        elif part != INTEGRATED:
            with_class_figures(columns, self.plant, part)
        if part != INTEGRATED:
            for name in OF_THE_WHOLE:
                del columns[name]
        for name in columns:
            if rests_on_grid(name):
                values = zip(columns[name], self.uncovered, strict=True)
                columns[name] = [np.nan if blank else value for value, blank in values]
        return columns


class Evaluation:
    """All states of one scenario under one set of assumptions.

    Parameters
    ----------
    scenario : Scenario
        Grid, prices, year.
    parameters : Parameters
        Values of the run.
    local : tuple of (str, float)
        Local quantities of every place, as annual means.

    Attributes
    ----------
    states : DataFrame
        The table of the all-states study.
    reported, uncovered : ndarray of bool
        States with a reported load, and states whose grid intensity is not covered.
    """

    def __init__(
        self, scenario: Scenario, parameters: Parameters, local: tuple[tuple[str, float], ...]
    ) -> None:
        self.scenario = scenario
        self.parameters = parameters
        self.abbr = all_abbr()
        self._local = {name: (value,) for name, value in local}
        given = [self._local] * len(self.abbr)
        tables, self.plant = scenario_tables(scenario, parameters, self.abbr, given)
        self.states = tables["states"]
        self._state_columns: Columns = {
            str(name): self.states[name].tolist() for name in self.states
        }
        own_grid = "grid_intensity_kg_per_mwh" in self._local
        self.uncovered = ~(grid_of(scenario).covered | own_grid)
        self.reported = load_of(scenario, parameters).reported
        self._blended: dict[str, Columns] = {}

    @functools.cached_property
    def reference(self) -> View:
        """The reference AIDC in each state."""
        return View(self.plant, self.uncovered)

    @functools.cached_property
    def region(self) -> View:
        """The published load of each state, with baselines; its plants as in the study."""
        load = load_of(self.scenario, self.parameters)
        share = self.parameters.scalar("ai_campus_share")
        campus_mwh = np.where(load.reported, load.mwh_per_yr, 0.0) * share
        around = self._around(self.abbr)
        plant = load_plant(
            around, self.parameters, campus_mwh, self.plant, HEAT_BASELINES + PROCESS_BASELINES
        )
        return View(plant, self.uncovered)

    def _around(self, abbr: Sequence[str]) -> Surroundings:
        return surroundings(self.scenario, self.parameters, abbr, [self._local] * len(abbr))

    def sites(self, places: Sequence[Site]) -> View:
        """Evaluate single sites: the cost scale is that of each site's own plant."""
        index = np.array([state_index()[abbr] for abbr, _ in places])
        given = cases(
            self._around([abbr for abbr, _ in places]),
            self.parameters,
            self.parameters.by_class("energy_share")[:, :, 0],
            it_capacity_mw=np.array([capacity for _, capacity in places]),
        )
        dac = _take(self.plant.dac, index, len(self.abbr))
        plant = evaluate(given, self.plant.settings, dac=dac)
        return View(plant, self.uncovered[index])

    def columns(self, capacity: Capacity, part: str) -> Columns:
        """Annual figures of all states, of a system or a server class, by column.

        For `LOAD` the columns of `is_total` are those of the load, the others those of the
        reference AIDC, as in the table of the study.
        """
        if capacity == REFERENCE:
            return self.reference.columns(part)
        if part == INTEGRATED:
            return self._state_columns
        if part not in self._blended:
            blended = dict(self.reference.columns(part))
            for name in filter(is_total, tuple(blended)):
                values = zip(self.region.columns(part)[name], self.reported, strict=True)
                blended[name] = [value if known else np.nan for value, known in values]
            self._blended[part] = blended
        return self._blended[part]

    def rows(self, kind: str, capacity: Capacity, part: str, case: int) -> pd.DataFrame:
        """Rows of one state in the ``monthly``, ``compare`` or ``costs`` table."""
        rows = self.reference.rows(kind, part, case)
        if capacity == LOAD:
            totals = [c for c in map(str, rows) if is_total(c)]
            rows[totals] = self.region.rows(kind, part, case)[totals]
            if not self.reported[case]:
                rows[totals] = np.nan
        return rows
