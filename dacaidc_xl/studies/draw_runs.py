"""Many draws through the one model: the reference AIDC of each state in each draw.

Cases are laid out draw by draw, all states of a draw beside each other, and evaluated in blocks
that stay in the cache of a core. What does not depend on a draw is computed once: wet bulb, and
the adsorption cycle for each distinct set of the values that enter it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dacaidc_xl.errors import InputError
from dacaidc_xl.model import dac as dac_models
from dacaidc_xl.model import dac_power, refrigerant_cycle
from dacaidc_xl.model.dac import DacPerformance
from dacaidc_xl.model.dac_power import DacPower, DacPowerSettings
from dacaidc_xl.model.plant import Plant
from dacaidc_xl.model.psychrometrics import wet_bulb_c
from dacaidc_xl.model.refrigerant_cycle import Configuration, Cycle, CycleFunction
from dacaidc_xl.model.tvsa import TvsaCycle, TvsaSettings
from dacaidc_xl.reference.parameters import Parameters
from dacaidc_xl.reference.scenarios import Scenario, find_scenario
from dacaidc_xl.studies.cases import Surroundings, surroundings
from dacaidc_xl.studies.draw_figures import FIGURES, nothing_code
from dacaidc_xl.studies.draws import Draws
from dacaidc_xl.studies.reference_aidc import reference_plant
from dacaidc_xl.studies.settings import plant_settings

Floats = NDArray[np.float64]
Indices = NDArray[np.int64]

BLOCK_CLASS_MONTHS = 40_000
"""Points of (case, class, month) of a block of plants: its arrays stay in the cache."""
CYCLE_DRAWS = 128
"""Draws whose adsorption cycles are solved together: the solver costs much at each call."""
CYCLE_NAMES = frozenset(f.name for f in fields(TvsaSettings))
POWER_NAMES = frozenset(f.name for f in fields(DacPowerSettings))
PUBLISHED_NAMES = frozenset({"fixed_heat_kwh_per_t", "fixed_power_kwh_per_t"})
"""Parameters of a DAC plant whose figures are published."""


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
        self, configuration: Configuration, fluid: str, *states: ArrayLike
    ) -> Cycle:
        arrays = [np.asarray(state, dtype=float) for state in states]
        per_draw = [a[:: self.places] if a.ndim == 3 and a.shape[0] > 1 else a for a in arrays]
        made = self.cycles(configuration, fluid, *per_draw)
        if max(a.shape[0] if a.ndim == 3 else 1 for a in arrays) == 1:
            return made
        columns = (getattr(made, f.name) for f in fields(Cycle))
        return Cycle(*(np.repeat(column, self.places, axis=0) for column in columns))


def _taken(value: Floats, index: Indices, shape: tuple[int, ...]) -> Floats:
    """Entries of sets, (set, place, period) or fewer axes, for the draws that have them."""
    whole = np.broadcast_to(value, (max(index.max() + 1, 1), *shape))
    return whole[index] if whole.shape[0] > 1 else whole


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
        self.cycle_drawn = sorted(CYCLE_NAMES & draws.values.keys())
        dac_names = CYCLE_NAMES | POWER_NAMES | PUBLISHED_NAMES
        self.dac_is_drawn = bool(dac_names & draws.values.keys())
        self._tiled: dict[int, tuple[Surroundings, Floats]] = {}
        self._last_cycle: tuple[bytes, DacPerformance] | None = None
        size = (len(draws), self.places)
        self.figures = {figure.name: np.full(size, np.nan) for figure in FIGURES}
        self.nothing = np.zeros(size, dtype=np.int8)
        self.refused: dict[int, InputError] = {}

    def _parameters(self, index: Indices, repeats: int, names: Sequence[str] = ()) -> Parameters:
        """Values of some draws, each repeated, shape (draw x repeats, 1, 1)."""
        given = dict(self.overrides)
        for name in names or self.draws.values:
            given[name] = np.repeat(self.draws.values[name][index], repeats)[:, None, None]
        if self.draws.sorbents:
            given["sorbent"] = self.draws.sorbents[self.draws.sorbent[index[0]]]
        return Parameters.of(self.scenario.parameter_set, given, self.scenario.mix_set)

    @property
    def _air(self) -> tuple[Floats, Floats, Floats]:
        """Air of the places, shape (place, period)."""
        return self.around.temp_c, self.around.rel_humidity, self.around.pressure_pa

    def _cycles_of(self, index: Indices) -> tuple[DacPerformance, Indices]:
        """Give the plants of the distinct sets of cycle values, and the set of each draw."""
        if self.cycle_drawn:
            columns = np.stack([self.draws.values[n][index] for n in self.cycle_drawn], axis=1)
            columns, first, inverse = np.unique(
                columns, axis=0, return_index=True, return_inverse=True
            )
            inverse = np.ravel(inverse)
        else:
            columns, first = np.zeros((1, 1)), np.zeros(1, dtype=np.int64)
            inverse = np.zeros(index.size, dtype=np.int64)
        key = columns.tobytes() + bytes([self.draws.sorbent[index[0]]])
        if self._last_cycle is None or self._last_cycle[0] != key:
            own = self.overrides if not self.cycle_drawn else None
            p = (
                self._parameters(index[first], 1, self.cycle_drawn)
                if own is None
                else self._parameters(index[:1], 1)
            )
            s = plant_settings(p)
            made = dac_models.evaluate(s.process, *self._air, s.tvsa, s.dac_power)
            self._last_cycle = key, made
        return self._last_cycle[1], inverse

    def _performance(self, index: Indices) -> DacPerformance:
        """Give the DAC plant of some draws, fields of shape (draw or 1, place, period)."""
        s = plant_settings(self._parameters(index, 1))
        if s.process.kind != "mechanistic":
            return dac_models.evaluate(s.process, *self._air, s.tvsa, s.dac_power)
        sets, of_draw = self._cycles_of(index)
        assert sets.cycle is not None
        shape = self.bulb.shape

        def take(value: Floats) -> Floats:
            return _taken(value, of_draw, shape)

        cycle = TvsaCycle(*(take(getattr(sets.cycle, f.name)) for f in fields(TvsaCycle)))
        return DacPerformance(
            heat_kwh_per_t=cycle.heat_kwh_per_t,
            power=dac_power.mechanistic_power(cycle, *self._air, s.dac_power),
            productivity_kg_per_kg_h=cycle.productivity_kg_per_kg_h,
            design_productivity_kg_per_kg_h=_taken(
                sets.design_productivity_kg_per_kg_h, of_draw, (1, 1)
            ),
            idle_code=cycle.idle_code,
            outside_table=take(sets.outside_table),
            cycle=None,
        )

    def _as_cases(self, made: DacPerformance, size: int) -> Callable[[slice], DacPerformance]:
        """Give the function that lays out a part of some draws as cases."""
        shape = self.bulb.shape

        def whole(value: Floats) -> Floats:
            return np.broadcast_to(value, (size, *shape))

        power = {f.name: whole(getattr(made.power, f.name)) for f in fields(DacPower)}
        rest = {
            name: whole(getattr(made, name))
            for name in ("heat_kwh_per_t", "productivity_kg_per_kg_h", "idle_code", "outside_table")
        }
        design = np.broadcast_to(made.design_productivity_kg_per_kg_h, (size, 1, 1))

        def part(which: slice) -> DacPerformance:
            def cases(value: Floats) -> Floats:
                return value[which].reshape(-1, 1, shape[1])

            return DacPerformance(
                power=DacPower(**{name: cases(value) for name, value in power.items()}),
                design_productivity_kg_per_kg_h=np.repeat(design[which], shape[0], axis=0),
                cycle=None,
                **{name: cases(value) for name, value in rest.items()},
            )

        return part

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
            part_of = self._as_cases(self._performance(index), index.size)
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

    def _halve(
        self, index: Indices, error: InputError, attempt: Callable[[Indices], None]
    ) -> None:
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
        for part in _parts(feasible, CYCLE_DRAWS):
            engine.run(part)
            done += part.size
            progress(done)
    return Runs(engine.figures, engine.nothing, engine.refused)
