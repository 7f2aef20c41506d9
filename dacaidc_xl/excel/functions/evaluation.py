"""One run of the model for states or counties, from which figures and tables are read.

What is read stands in the tables of the studies, to the last digit.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import TypeVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dacaidc_xl.excel.functions.places import (
    INTEGRATED,
    LOAD,
    REFERENCE,
    county_of,
    why_no_load,
)
from dacaidc_xl.excel.functions.view import Columns, View, is_total
from dacaidc_xl.model.baselines import HEAT_BASELINES, PROCESS_BASELINES
from dacaidc_xl.model.plant import Plant, evaluate
from dacaidc_xl.reference.parameters import Parameters
from dacaidc_xl.reference.scenarios import Scenario
from dacaidc_xl.studies.cases import Surroundings, all_abbr, cases, surroundings
from dacaidc_xl.studies.counties import county_keys, county_load, county_surroundings
from dacaidc_xl.studies.coverage import blank_uncovered
from dacaidc_xl.studies.reference_aidc import load_plant, reference_plant
from dacaidc_xl.studies.regions import RegionLoad, region_table
from dacaidc_xl.studies.states import state_keys, state_load

Taken = TypeVar("Taken")
Capacity = str | float
"""`LOAD`, `REFERENCE` or installed IT power [MW]."""
Site = tuple[str, float]
"""Region and installed IT power [MW]."""
BASELINES = HEAT_BASELINES + PROCESS_BASELINES


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


@dataclass(frozen=True, slots=True)
class Listing:
    """Which regions are evaluated together, and what is known of them.

    Attributes
    ----------
    keys : DataFrame
        Key columns of the study's table, one row a region.
    key : str
        The column of ``keys`` by which cells name a region.
    load : RegionLoad
        Published load of the regions.
    around : callable
        Gives weather, grid and prices of some of them, in the order of their names.
    """

    keys: pd.DataFrame
    key: str
    load: RegionLoad
    around: Callable[[Sequence[str]], Surroundings]


class Regions:
    """Some states, or some counties, of one scenario under one set of assumptions.

    Parameters
    ----------
    scenario : Scenario
        Grid, prices, year.
    parameters : Parameters
        Values of the run.
    listing : Listing
        Which regions.

    Attributes
    ----------
    names : tuple of str
        Abbreviations of the states, or codes of the counties.
    index : dict of str to int
        Case of each region.
    reported, uncovered : ndarray of bool
        Regions with a known load, and regions whose grid intensity is not covered.
    """

    def __init__(self, scenario: Scenario, parameters: Parameters, listing: Listing) -> None:
        self._scenario = scenario
        self._parameters = parameters
        self._listing = listing
        self.names = tuple(map(str, listing.keys[listing.key]))
        self.index = {name: case for case, name in enumerate(self.names)}
        self._around = listing.around(self.names)
        self.uncovered = ~self._around.has_grid
        self.reported = listing.load.reported
        self._plant = reference_plant(self._around, parameters, BASELINES)
        self._blended: dict[str, Columns] = {}

    @functools.cached_property
    def reference(self) -> View:
        """The reference AIDC in each region."""
        return View(self._plant, self.uncovered)

    @functools.cached_property
    def region(self) -> View:
        """The published load of each region, with baselines; its plants as in the study."""
        return View(self._of_load(BASELINES), self.uncovered)

    @functools.cached_property
    def table(self) -> pd.DataFrame:
        """The table of the study, one row a region."""
        listing = self._listing
        made = region_table(
            self._scenario, self._around, listing.keys, listing.load, self._plant, self._of_load(())
        )
        blank_uncovered(listing.key, set(listing.keys[listing.key][self.uncovered]), made)
        return made

    def _of_load(self, baselines: tuple[str, ...]) -> Plant:
        campus_mwh = self._listing.load.campus_mwh_per_yr(self._parameters)
        return load_plant(self._around, self._parameters, campus_mwh, self._plant, baselines)

    def why_no_load(self, case: int) -> str:
        """Say why a region has no load of its own; empty where it has one."""
        if self.reported[case]:
            return ""
        return why_no_load(self.names[case], self._listing.load.quality[case])

    def sites(self, places: Sequence[Site]) -> View:
        """Evaluate single sites: the cost scale is that of each site's own plant."""
        index = np.array([self.index[name] for name, _ in places])
        given = cases(
            self._listing.around([name for name, _ in places]),
            self._parameters,
            self._parameters.by_class("energy_share")[:, :, 0],
            it_capacity_mw=np.array([capacity for _, capacity in places]),
        )
        dac = _take(self._plant.dac, index, len(self.names))
        plant = evaluate(given, self._plant.settings, dac=dac)
        return View(plant, self.uncovered[index])

    def columns(self, capacity: Capacity, part: str) -> Columns:
        """Annual figures of all regions, of a system or a server class, by column.

        For `LOAD` the columns of `is_total` are those of the load, the others those of the
        reference AIDC, as in the table of the study.
        """
        if capacity == REFERENCE:
            return self.reference.columns(part)
        if part not in self._blended:
            self._blended[part] = self._blend(part)
        return self._blended[part]

    def _blend(self, part: str) -> Columns:
        if part == INTEGRATED:
            return {str(name): self.table[name].tolist() for name in self.table}
        blended = dict(self.reference.columns(part))
        for name in filter(is_total, tuple(blended)):
            values = zip(self.region.columns(part)[name], self.reported, strict=True)
            blended[name] = [value if known else np.nan for value, known in values]
        return blended

    def rows(self, kind: str, capacity: Capacity, part: str, case: int) -> pd.DataFrame:
        """Rows of one region in the ``monthly``, ``compare`` or ``costs`` table."""
        rows = self.reference.rows(kind, part, case)
        if capacity == LOAD:
            totals = [c for c in map(str, rows) if is_total(c)]
            rows[totals] = self.region.rows(kind, part, case)[totals]
            if not self.reported[case]:
                rows[totals] = np.nan
        return rows


class Evaluation:
    """One scenario under one set of assumptions, as far as cells have asked for it.

    Parameters
    ----------
    scenario : Scenario
        Grid, prices, year.
    parameters : Parameters
        Values of the run.
    local : tuple of (str, float)
        Local quantities of every place, as annual means.
    """

    def __init__(
        self, scenario: Scenario, parameters: Parameters, local: tuple[tuple[str, float], ...]
    ) -> None:
        self.scenario = scenario
        self.parameters = parameters
        self._local = {name: (value,) for name, value in local}

    def states(self) -> Regions:
        """Evaluate the reference AIDC in all states."""
        scenario, parameters = self.scenario, self.parameters

        def around(names: Sequence[str]) -> Surroundings:
            return surroundings(scenario, parameters, names, [self._local] * len(names))

        keys = state_keys(scenario.name, all_abbr())
        load = state_load(scenario, parameters, all_abbr())
        return Regions(scenario, parameters, Listing(keys, "state", load, around))

    def counties(self, fips: Sequence[str]) -> Regions:
        """Evaluate the reference AIDC in some counties."""
        scenario, parameters = self.scenario, self.parameters

        def around(names: Sequence[str]) -> Surroundings:
            counties, local = list(map(county_of, names)), [self._local] * len(names)
            return county_surroundings(scenario, parameters, counties, local)

        chosen = list(map(county_of, fips))
        keys = county_keys(scenario.name, chosen)
        load = county_load(scenario, parameters, chosen)
        return Regions(scenario, parameters, Listing(keys, "county_fips", load, around))
