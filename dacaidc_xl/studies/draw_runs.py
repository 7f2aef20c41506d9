"""Many draws through the one model: the reference AIDC of each state in each draw.

Cases are laid out draw by draw, all states of a draw beside each other, and evaluated in blocks
that stay in the cache of a core. What does not depend on a draw, as the wet bulb, is computed
once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dacaidc_xl.errors import InputError
from dacaidc_xl.model import refrigerant_cycle
from dacaidc_xl.model.plant import Plant
from dacaidc_xl.model.psychrometrics import wet_bulb_c
from dacaidc_xl.model.refrigerant_cycle import Configuration, Cycle, CycleFunction
from dacaidc_xl.reference.parameters import Parameters
from dacaidc_xl.reference.scenarios import Scenario, find_scenario
from dacaidc_xl.studies.cases import Surroundings, surroundings
from dacaidc_xl.studies.draw_dac import Air, DacOfDraws, as_cases
from dacaidc_xl.studies.draw_figures import FIGURES, nothing_code
from dacaidc_xl.studies.draws import Draws
from dacaidc_xl.studies.reference_aidc import reference_plant
from dacaidc_xl.studies.settings import plant_settings

Floats = NDArray[np.float64]
Indices = NDArray[np.int64]

BLOCK_CLASS_MONTHS = 100_000
"""Points of (case, class, month) of a block of plants: its arrays stay in the cache."""
DAC_DRAWS = 384
"""Draws whose DAC plants are evaluated together: the solver costs much at each call."""


@dataclass(frozen=True, slots=True)
class Runs:
    """What the draws gave.

    Attributes
    ----------
    figures : mapping of str to ndarray
        Each of `draw_figures.FIGURES`, shape (draw, place); nan in a refused draw and where
        the grid series does not cover a place, infinite as the figure says.
    nothing : ndarray of int
        Why nothing is captured, index into `draw_figures.NOTHING_REASONS`, shape (draw, place).
    refused : mapping of int to InputError
        Draws that the model refuses, with its error.
    """

    figures: Mapping[str, Floats]
    nothing: NDArray[np.int8]
    refused: Mapping[int, InputError]

    @property
    def feasible(self) -> NDArray[np.bool_]:
        """Draws that the model evaluates, shape (draw,)."""
        made = np.ones(len(self.nothing), dtype=bool)
        made[list(self.refused)] = False
        return made


@dataclass(frozen=True, slots=True)
class _OncePerDraw:
    """Heat-pump cycles of draw-major cases: places of a draw have the same."""

    cycles: CycleFunction
    places: int

    def __call__(
        self,
        configuration: Configuration,
        fluid: str,
        evap_temp_c: ArrayLike,
        cond_temp_c: ArrayLike,
        superheat_k: ArrayLike,
        subcooling_k: ArrayLike,
        ihx_effectiveness: ArrayLike,
        isentropic_efficiency: ArrayLike,
    ) -> Cycle:
        """Give the cycle between two saturation temperatures."""
        arrays = [
            np.asarray(state, dtype=float)
            for state in (
                evap_temp_c,
                cond_temp_c,
                superheat_k,
                subcooling_k,
                ihx_effectiveness,
                isentropic_efficiency,
            )
        ]
        per_draw = [a[:: self.places] if a.ndim == 3 and a.shape[0] > 1 else a for a in arrays]
        made = self.cycles(configuration, fluid, *per_draw)
        if max(a.shape[0] if a.ndim == 3 else 1 for a in arrays) == 1:
            return made
        columns = (getattr(made, f.name) for f in fields(Cycle))
        return Cycle(*(np.repeat(column, self.places, axis=0) for column in columns))


class _Engine:
    """The draws of one sorbent in one scenario."""

    def __init__(
        self,
        scenario: Scenario,
        overrides: Mapping[str, object],
        abbr: Sequence[str],
        draws: Draws,
        cycles: CycleFunction,
        block_class_months: int,
    ) -> None:
        self.scenario, self.overrides, self.draws = scenario, overrides, draws
        self.places = len(abbr)
        base = Parameters.of(scenario.parameter_set, overrides, scenario.mix_set)
        self.around = surroundings(scenario, base, abbr, [{}] * self.places)
        self.bulb = wet_bulb_c(
            self.around.temp_c, self.around.rel_humidity, self.around.pressure_pa
        )
        grids = [
            surroundings(
                replace(
                    scenario,
                    grid_series=g.grid_series,
                    grid_year=g.grid_year,
                    grid_rebase=g.grid_rebase,
                    grid_profile=g.grid_profile,
                ),
                base,
                abbr,
                [{}] * self.places,
            )
            for g in map(find_scenario, draws.grids or (scenario.name,))
        ]
        self.grids = np.stack([g.grid_kg_per_mwh for g in grids])
        self.covered = np.stack([g.has_grid for g in grids])
        self.cycles = _OncePerDraw(cycles, self.places)
        class_months = base.by_class("energy_share").size * self.bulb.size
        self.draws_per_block = max(1, round(block_class_months / class_months))
        air = Air(self.around.temp_c, self.around.rel_humidity, self.around.pressure_pa, self.bulb)
        self.dac = DacOfDraws(draws, self._parameters, air)
        self._tiled: dict[int, tuple[Surroundings, Floats]] = {}
        size = (len(draws), self.places)
        self.figures = {figure.name: np.full(size, np.nan) for figure in FIGURES}
        self.nothing = np.zeros(size, dtype=np.int8)
        self.refused: dict[int, InputError] = {}

    def _parameters(
        self, index: Indices, repeats: int, names: Sequence[str] | None = None
    ) -> Parameters:
        """Values of some draws, each repeated, shape (draw x repeats, 1, 1); all by default."""
        given = dict(self.overrides)
        for name in self.draws.values if names is None else names:
            given[name] = np.repeat(self.draws.values[name][index], repeats)[:, None, None]
        if self.draws.sorbents:
            given["sorbent"] = self.draws.sorbents[self.draws.sorbent[index[0]]]
        return Parameters.of(self.scenario.parameter_set, given, self.scenario.mix_set)

    def _surroundings(self, index: Indices) -> tuple[Surroundings, Floats]:
        """Surroundings and wet bulb of some draws, shape (draw x place, ...)."""
        count = index.size
        if count not in self._tiled:
            around = self.around

            def tile(value: Floats) -> Floats:
                return np.tile(value, (count, *(1,) * (value.ndim - 1)))

            self._tiled[count] = (
                replace(
                    around,
                    abbr=around.abbr * count,
                    given=around.given * count,
                    temp_c=tile(around.temp_c),
                    rel_humidity=tile(around.rel_humidity),
                    pressure_pa=tile(around.pressure_pa),
                    electricity_usd_per_mwh=tile(around.electricity_usd_per_mwh),
                    gas_usd_per_mwh_hhv=tile(around.gas_usd_per_mwh_hhv),
                    grid_kg_per_mwh=tile(self.grids[0]),
                ),
                tile(self.bulb)[:, None, :],
            )
        around, bulb = self._tiled[count]
        if len(self.grids) > 1:
            grid = self.grids[self.draws.grid[index]].reshape(-1, self.bulb.shape[1])
            around = replace(around, grid_kg_per_mwh=grid)
        return around, bulb

    def _keep(self, index: Indices, plant: Plant) -> None:
        covered = self.covered[self.draws.grid[index]]
        for figure in FIGURES:
            made = figure.of(plant).reshape(index.size, self.places)
            if figure.on_grid and not covered.all():
                made = np.where(covered, made, np.nan)
            self.figures[figure.name][index] = made
        self.nothing[index] = nothing_code(plant).reshape(index.size, self.places)

    def run(self, index: Indices) -> None:
        """Evaluate some draws of one sorbent; halve them where one of them is refused."""
        try:
            part_of = as_cases(self.dac.performance(index), index.size, self.places)
        except InputError as error:
            self._halve(index, error, self.run)
            return
        for start in range(0, index.size, self.draws_per_block):
            which = slice(start, min(start + self.draws_per_block, index.size))
            block = index[which]
            around, bulb = self._surroundings(block)
            plant = reference_plant(
                around,
                self._parameters(block, self.places),
                (),
                part_of(which),
                bulb,
                self.cycles,
            )
            self._keep(block, plant)

    def _halve(self, index: Indices, error: InputError, attempt: Callable[[Indices], None]) -> None:
        if index.size == 1:
            self.refused[int(index[0])] = error
            return
        middle = index.size // 2
        attempt(index[:middle])
        attempt(index[middle:])

    def sift(self, index: Indices) -> None:
        """Find the draws whose numbers the model refuses, before anything is evaluated."""
        try:
            plant_settings(self._parameters(index, 1))
        except InputError as error:
            self._halve(index, error, self.sift)


def _parts(index: Indices, size: int) -> Iterator[Indices]:
    for start in range(0, index.size, size):
        yield index[start : start + size]


def run_draws(
    scenario: Scenario,
    overrides: Mapping[str, object],
    abbr: Sequence[str],
    draws: Draws,
    cycles: CycleFunction = refrigerant_cycle.evaluate,
    block_class_months: int = BLOCK_CLASS_MONTHS,
    progress: Callable[[int], None] = lambda count: None,
) -> Runs:
    """Evaluate the reference AIDC of some states in every draw.

    Parameters
    ----------
    scenario : Scenario
        Grid, prices, defaults.
    overrides : mapping
        Values that hold in all draws.
    abbr : sequence of str
        The states.
    draws : Draws
        Values of the draws.
    cycles : callable
        What gives the heat-pump cycles; directly from the equation of state by default.
    block_class_months : int
        Points of a block. It changes the speed and the memory, not the result.
    progress : callable
        Called with the number of draws done so far.

    Returns
    -------
    Runs

    Raises
    ------
    InputError
        The overrides are wrong whatever is drawn.

    Examples
    --------
    >>> from dacaidc_xl.reference.scenarios import find_scenario
    >>> none = np.zeros(2, dtype=np.int64)
    >>> draws = Draws({"sorbent_price_usd_per_kg": np.array([5.0, 50.0])}, (), (), none, none)
    >>> made = run_draws(find_scenario("base_2023"), {}, ["VT"], draws)
    >>> bool(np.diff(made.figures["lccc_gross_usd_per_t"][:, 0]) > 0.0)
    True
    """
    engine = _Engine(scenario, overrides, abbr, draws, cycles, block_class_months)
    done = 0
    for number in range(max(len(draws.sorbents), 1)):
        mine = np.flatnonzero(draws.sorbent == number)
        if mine.size:
            engine.sift(mine)
        feasible = mine[~np.isin(mine, list(engine.refused))]
        done += mine.size - feasible.size
        for part in _parts(feasible, DAC_DRAWS):
            engine.run(part)
            done += part.size
            progress(done)
    return Runs(engine.figures, engine.nothing, engine.refused)
