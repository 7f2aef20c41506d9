"""Tables of one run of the model, each made when a cell first reads it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dacaidc_xl.excel.functions.places import INTEGRATED
from dacaidc_xl.model.baselines import HEAT_BASELINES
from dacaidc_xl.model.plant import Plant
from dacaidc_xl.studies import label
from dacaidc_xl.studies.contributions import contributed, with_class_figures
from dacaidc_xl.studies.coverage import GRID_COLUMNS
from dacaidc_xl.studies.regions import TOTALS

Columns = dict[str, list[object]]
"""Columns of an annual table."""
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
    name = column.removeprefix("reference_")
    return name in GRID_COLUMNS or name.startswith(GRID_PREFIXES)


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
