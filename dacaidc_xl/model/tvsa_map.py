"""A fast map of the adsorption cycle over air temperature, humidity and pressure.

Limits of the cycle (scarce water, capped humidity, fastest uptake, clamped isotherm, the most
CO2 that passing air can give) make kinks along curved surfaces. So the map is a fine table of
the two swings, linear in temperature and quadratic in humidity and pressure, whose cells were
tried out at build. Where a cell misses the tolerance, as those with a kink in them do, the
equations of the cycle themselves are solved, from the table's answer on. What follows from the
swings (heat, productivity, the limits that make the plant idle) is computed, never interpolated.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dacaidc_xl.model import tvsa
from dacaidc_xl.model.constants import KJ_PER_KWH
from dacaidc_xl.model.psychrometrics import check_air
from dacaidc_xl.model.sorbent import GabIsotherm, Sorbent
from dacaidc_xl.model.tvsa import DesignPoint, TvsaCycle, TvsaSettings
from dacaidc_xl.model.tvsa_near import SHARE_MIN, share_of, solve_from, state_of

Floats = NDArray[np.float64]

TEMP_RANGE_C = (-45.0, 50.0)
REL_HUMIDITY_RANGE = (0.01, 1.0)
PRESSURE_RANGE_PA = (55_000.0, 106_000.0)
"""Air that the table holds; other air is solved."""
TEMP_STEP_K = 0.25
HUMIDITY_PANELS = 40
HUMIDITY_BINS = 2048
"""Equal bins of relative humidity; the panels of the table end on their edges."""
PRESSURE_PANELS = 4
VAPOR_GROWTH_PER_K = 0.075
"""Growth of saturation pressure, by which the water swing is read between temperatures [1/K]."""
TOLERANCE = 3e-5
"""A cell that misses heat per tonne or CO2 swing by more where it is tried out is solved [-]."""
TRIAL_PLACES = (
    (0.5, 0.5, 0.5),
    (-0.9, -0.6, 0.1),
    (0.9, 0.6, 0.9),
    (-0.9, 0.8, 0.85),
    (0.9, -0.8, 0.15),
    (0.0, -0.5, 0.5),
)
"""Places in a cell where it is tried out: humidity and pressure -1 to 1, temperature 0 to 1."""
RESIDUAL_NODES = 4097
"""Nodes of the residual water over the product's CO2 fraction."""
BLOCK = 16_384
"""Points of a block: its arrays stay in the caches, and calls are few."""
TERMS = 9
"""Terms of a quadratic in two variables."""
SAMPLE_TEMPS_C = (-10.0, 5.0, 20.0, 35.0)
SAMPLE_PRESSURE_PA = 95_000.0
SAMPLE_NODES = 200
"""Sample along humidity from which the widths of its panels are taken."""


@dataclass(frozen=True, slots=True, eq=False)
class TvsaTables:
    """Arrays of the map of one sorbent and one set of numbers."""

    temp_low_c: float
    humidity_edges: Floats
    panel_of_bin: NDArray[np.int64]
    terms: NDArray[np.float32]
    """Shape (temperature, humidity panel, pressure panel, 18): CO2 swing, then water swing
    [mol/kg], each as quadratic in the panel's humidity and root of pressure."""
    solved: NDArray[np.bool_]
    """Cells that are solved, shape (temperature - 1, humidity panel, pressure panel)."""

    def check_shapes(self) -> None:
        """Refuse arrays that are not a map, as a file may bring them.

        Raises
        ------
        ValueError
            Shapes do not go together.
        """
        panels = self.humidity_edges.size - 1
        right = (
            self.terms.ndim == 4
            and self.terms.shape[1:] == (panels, PRESSURE_PANELS, 2 * TERMS)
            and self.solved.shape == (self.terms.shape[0] - 1, panels, PRESSURE_PANELS)
            and self.panel_of_bin.shape == (HUMIDITY_BINS + 1,)
            and self.panel_of_bin.min() >= 0
            and self.panel_of_bin.max() < panels
            and bool(np.all(np.diff(self.humidity_edges) > 0.0))
        )
        if not right:
            raise ValueError("not a map")


def _pressure_roots() -> Floats:
    """Give ends and middles of the panels; uptake is nearly linear in the root [Pa^0.5]."""
    low, high = np.sqrt(PRESSURE_RANGE_PA)
    return np.linspace(low, high, 2 * PRESSURE_PANELS + 1)


def _basis(first: Floats, second: Floats) -> NDArray[np.float32]:
    """Nine terms of a quadratic in two coordinates -1 to 1, first the slower."""
    out = np.empty((first.size, TERMS), dtype=np.float32)
    out[:, 0] = 1.0
    out[:, 1], out[:, 2] = second, second * second
    np.multiply(out[:, :3], first[:, None], out=out[:, 3:6], casting="same_kind")
    np.multiply(out[:, 3:6], first[:, None], out=out[:, 6:9], casting="same_kind")
    return out


def _growth_weight(share: Floats) -> Floats:
    """Weight of the warmer end for what grows with temperature as vapor does."""
    bend = 0.5 * VAPOR_GROWTH_PER_K * TEMP_STEP_K
    return share - bend * share * (1.0 - share)


def _humidity_panels(
    sorbent: Sorbent, water: GabIsotherm, settings: TvsaSettings, design: DesignPoint
) -> tuple[Floats, NDArray[np.int64]]:
    """Edges of the panels, closer where the swings bend, and the panel of each bin."""
    low = int(REL_HUMIDITY_RANGE[0] * HUMIDITY_BINS)
    bins = np.arange(low, HUMIDITY_BINS + 1) / HUMIDITY_BINS
    line = np.linspace(bins[0], 1.0, SAMPLE_NODES)
    temp = np.array(SAMPLE_TEMPS_C)[:, None]
    cycle = tvsa.cycle(sorbent, water, temp, line, SAMPLE_PRESSURE_PA, settings, design)
    co2, taken = cycle.co2_swing_mol_per_kg, cycle.water_swing_mol_per_kg
    scale = (np.abs(co2) + 0.3 * taken + settings.working_capacity_min_mol_per_kg)[:, 1:-2]
    third = np.concatenate([np.abs(np.diff(v, 3, axis=1)) / scale for v in (co2, taken)])
    # The median over temperatures leaves out the kinks, which no panel can hold.
    density = np.cbrt(np.median(third, axis=0))
    smooth = np.convolve(np.pad(density, 4, mode="edge"), np.full(9, 1.0 / 9.0), mode="valid")
    smooth = np.interp(bins, 0.5 * (line[1:-2] + line[2:-1]), smooth)
    smooth = smooth + 0.5 * smooth.mean()
    total = np.concatenate([[0.0], np.cumsum(0.5 * (smooth[1:] + smooth[:-1]))])
    wanted = np.linspace(0.0, total[-1], HUMIDITY_PANELS + 1)
    edges = np.unique(low + np.round(np.interp(wanted, total, np.arange(total.size))).astype(int))
    panel = np.searchsorted(edges, np.arange(HUMIDITY_BINS + 1), side="right") - 1
    return edges / HUMIDITY_BINS, np.clip(panel, 0, edges.size - 2)


def _quadratics(values: Floats, axis: int) -> Floats:
    """Coefficients in -1..1 of each panel of two nodes' width, on a new last axis."""
    along = np.moveaxis(values, axis, -1)
    first, middle, last = along[..., :-2:2], along[..., 1:-1:2], along[..., 2::2]
    terms = np.stack([middle, 0.5 * (last - first), 0.5 * (last + first) - middle], axis=-1)
    return np.moveaxis(terms, -2, axis)


def _terms(values: Floats) -> Floats:
    """Nine terms of every cell, from nodes over (temperature, humidity, pressure)."""
    terms = _quadratics(_quadratics(values, 1), 2)
    return terms.reshape(*terms.shape[:3], TERMS)


def _sampled(
    sorbent: Sorbent,
    water: GabIsotherm,
    settings: TvsaSettings,
    design: DesignPoint,
    temps: Floats,
    humidity: Floats,
    pressure: Floats,
) -> tuple[Floats, Floats]:
    """Both swings at all nodes: the coldest solved in brackets, each next from the one before."""
    co2, taken = np.empty((2, temps.size, humidity.size))
    warming: list[Floats] = []
    shares: list[Floats] = []
    for i, temp in enumerate(temps):
        here = np.full(humidity.size, temp)
        bed, share = np.empty(humidity.size), np.empty(humidity.size)
        rest = np.ones(humidity.size, dtype=bool)
        if i >= 2:
            near = solve_from(
                sorbent,
                water,
                state_of(here, humidity, pressure, settings, design),
                temp + 2.0 * warming[-1] - warming[-2],
                shares[-1] ** 2 / shares[-2],
            )
            rest = ~near.settled
            bed, share = near.bed_temp_c, near.product_co2_fraction
            co2[i], taken[i] = near.co2_swing_mol_per_kg, near.water_swing_mol_per_kg
        if rest.any():
            cycle = tvsa.cycle(
                sorbent, water, here[rest], humidity[rest], pressure[rest], settings, design
            )
            bed[rest], share[rest] = cycle.bed_temp_c, cycle.product_co2_fraction
            co2[i, rest] = cycle.co2_swing_mol_per_kg
            taken[i, rest] = cycle.water_swing_mol_per_kg
        warming = [*warming[-1:], bed - temp]
        shares = [*shares[-1:], np.maximum(share, SHARE_MIN)]
    return co2, taken


def build(sorbent: Sorbent, water: GabIsotherm, settings: TvsaSettings) -> TvsaTables:
    """Fill the table of a sorbent and try out its cells.

    Parameters
    ----------
    sorbent : Sorbent
        CO2 side of the sorbent.
    water : GabIsotherm
        Its water isotherm, or another's.
    settings : TvsaSettings
        Numbers of the cycle, each of one value.

    Returns
    -------
    TvsaTables

    Raises
    ------
    ValueError
        A number has several values: a map holds one set of them.
    """
    if any(np.size(getattr(settings, f.name)) != 1 for f in fields(settings)):
        raise ValueError("a map of the adsorption cycle holds one set of numbers")
    settings = one_of_each(settings)
    design = tvsa.design_point(sorbent, water, settings)
    low = max(TEMP_RANGE_C[0], float(settings.contactor_temp_min_c))
    temps = np.arange(low, TEMP_RANGE_C[1] + TEMP_STEP_K, TEMP_STEP_K)
    edges, panel_of_bin = _humidity_panels(sorbent, water, settings, design)
    middles, halves = 0.5 * (edges[1:] + edges[:-1]), 0.5 * np.diff(edges)
    roots = _pressure_roots()
    humidity, root = (
        grid.ravel()
        for grid in np.meshgrid(np.sort([*edges, *middles]), roots, indexing="ij")
    )
    swings = _sampled(sorbent, water, settings, design, temps, humidity, root**2)
    nodes = (temps.size, 2 * edges.size - 1, roots.size)
    # Seven digits are far beyond the tolerance, and half the memory is read in half the time.
    terms = np.concatenate(
        [_terms(v.reshape(nodes)) for v in swings], axis=-1, dtype=np.float32
    )
    tables = TvsaTables(
        temp_low_c=low,
        humidity_edges=edges,
        panel_of_bin=panel_of_bin,
        terms=terms,
        solved=np.zeros((temps.size - 1, middles.size, PRESSURE_PANELS), dtype=bool),
    )
    map_ = TvsaMap(tables, sorbent, water, settings)
    cells = tables.solved.shape
    size = tables.solved.size
    for start in range(0, size, BLOCK):
        cell = np.arange(start, min(start + BLOCK, size))
        step, panel, slab = np.unravel_index(cell, cells)
        missed = np.zeros(cell.size, dtype=bool)
        for first, second, third in TRIAL_PLACES:
            root = roots[1::2][slab] + second * (roots[1] - roots[0])
            missed |= map_.misses(
                temps[step] + third * TEMP_STEP_K, middles[panel] + first * halves[panel], root**2
            )
        tables.solved.reshape(-1)[cell] = missed
    # A kink that the trials just missed lies next to one that they found.
    found = tables.solved.copy()
    tables.solved[1:] |= found[:-1]
    tables.solved[:-1] |= found[1:]
    return tables


def one_of_each(settings: TvsaSettings) -> TvsaSettings:
    """Give the settings with numbers that have no axes."""
    numbers = {f.name: np.asarray(getattr(settings, f.name), dtype=float) for f in fields(settings)}
    return TvsaSettings(**{name: value.reshape(()) for name, value in numbers.items()})


class TvsaMap:
    """The adsorption cycle of one sorbent and one set of numbers, from a table.

    Parameters
    ----------
    tables : TvsaTables
        As `build` made them for the same sorbent and numbers.
    sorbent, water, settings
        As they were given to `build`.
    """

    def __init__(
        self, tables: TvsaTables, sorbent: Sorbent, water: GabIsotherm, settings: TvsaSettings
    ) -> None:
        self.tables = tables
        self.sorbent, self.water = sorbent, water
        self.settings = one_of_each(settings)
        self.design = tvsa.design_point(sorbent, water, self.settings)
        edges = tables.humidity_edges
        self._middles, self._inverse = 0.5 * (edges[1:] + edges[:-1]), 2.0 / np.diff(edges)
        # The two ends of a temperature step side by side: one place in memory is read, not two.
        ends = (tables.terms[:-1], tables.terms[1:])
        self._rows = np.concatenate(ends, axis=-1).reshape(-1, 4 * TERMS)
        self._solved = tables.solved.reshape(-1)
        self._roots = _pressure_roots()
        shares = np.linspace(0.0, 1.0, RESIDUAL_NODES)
        nothing = tvsa._Loadings(*(np.zeros(RESIDUAL_NODES) for _ in range(3)))
        desert = state_of(
            np.full(RESIDUAL_NODES, 20.0),
            np.full(RESIDUAL_NODES, 0.1),
            np.full(RESIDUAL_NODES, 1e5),
            self.settings,
            self.design,
        )
        self._residual = np.broadcast_to(
            tvsa._swings(sorbent, water, shares, nothing, desert)[2], shares.shape
        ).copy()

    def made_for(
        self, sorbent: Sorbent, water: GabIsotherm | None, settings: TvsaSettings
    ) -> bool:
        """Tell whether this is the map of a sorbent and of these numbers."""
        own = self.settings
        return (
            sorbent == self.sorbent
            and water == self.water
            and all(
                bool(np.all(getattr(settings, f.name) == getattr(own, f.name))) for f in fields(own)
            )
        )

    def _read(
        self, temp: Floats, humidity: Floats, pressure: Floats
    ) -> tuple[Floats, Floats, NDArray[np.intp]]:
        """Swings of the table, and the number of the cell, at states inside."""
        tables = self.tables
        _, panels, slabs, _ = tables.terms.shape
        place = (temp - tables.temp_low_c) * (1.0 / TEMP_STEP_K)
        step = np.minimum(place.astype(np.intp), tables.solved.shape[0] - 1)
        share = place - step
        panel = tables.panel_of_bin.take((humidity * HUMIDITY_BINS).astype(np.intp))
        across = (humidity - self._middles.take(panel)) * self._inverse.take(panel)
        depth = (np.sqrt(pressure) - self._roots[0]) * (0.5 / (self._roots[1] - self._roots[0]))
        slab = np.minimum(depth.astype(np.intp), slabs - 1)
        depth -= slab
        depth *= 2.0
        depth -= 1.0
        cell = (step * panels + panel) * slabs + slab
        basis = _basis(across, depth)
        rows = self._rows.take(cell, axis=0).reshape(-1, 4, TERMS)
        cold_co2, cold_taken, warm_co2, warm_taken = np.einsum("isj,ij->si", rows, basis)
        co2 = cold_co2 + share * (warm_co2 - cold_co2)
        taken = cold_taken + _growth_weight(share) * (warm_taken - cold_taken)
        return co2, np.maximum(taken, 0.0), cell

    def _completed(
        self, temp: Floats, air: Floats, bed: Floats, share: Floats, co2: Floats, taken: Floats
    ) -> TvsaCycle:
        """Give the cycle of swings that are known, at states of shape (n,)."""
        at = share * (RESIDUAL_NODES - 1)
        node = np.minimum(at.astype(np.intp), RESIDUAL_NODES - 2)
        low = self._residual.take(node)
        left = low + (at - node) * (self._residual.take(node + 1) - low)
        return tvsa.completed(
            temp, air, bed, share, co2, taken, left, self.settings, self.design
        )

    def _warming_k(self, air: Floats, co2: Floats, taken: Floats) -> Floats:
        s = self.settings
        heat = 1000.0 * (
            s.co2_desorption_heat_kj_per_mol * np.maximum(co2, 0.0)
            + s.water_desorption_heat_kj_per_mol * taken
        )
        return np.asarray(s.bed_warming_share * heat / (s.air_heat_capacity_j_per_mol_k * air))

    def misses(self, temp: Floats, humidity: Floats, pressure: Floats) -> NDArray[np.bool_]:
        """Where the table alone misses the solved cycle by more than the tolerance.

        Parameters
        ----------
        temp, humidity, pressure : ndarray
            Air inside the table [degC], [-], [Pa], shape (n,).

        Returns
        -------
        ndarray of bool
        """
        s = self.settings
        co2, taken, _ = self._read(temp, humidity, pressure)
        state = state_of(temp, humidity, pressure, s, self.design)
        air = tvsa.air_per_kg(temp, pressure, s, self.design)
        bed, share = temp + self._warming_k(air, co2, taken), share_of(co2, taken)
        near = solve_from(self.sorbent, self.water, state, bed, share)
        right = (near.bed_temp_c, near.product_co2_fraction)
        swings = (near.co2_swing_mol_per_kg, near.water_swing_mol_per_kg)

        def heat(c: Floats, made: TvsaCycle) -> Floats:
            per_kg = tvsa._heat_j_per_kg(
                temp, c, made.water_swing_mol_per_kg, made.water_residual_mol_per_kg, s
            )
            return np.asarray(per_kg / (s.co2_molar_mass_kg_per_mol * c) / KJ_PER_KWH)

        with np.errstate(divide="ignore", invalid="ignore"):
            mapped = heat(co2, self._completed(temp, air, bed, share, co2, taken))
            exact = heat(swings[0], self._completed(temp, air, *right, *swings))
            apart = np.maximum(np.abs(mapped / exact - 1.0), np.abs(co2 / swings[0] - 1.0))
        # Well inside the idle regions the figures are not used.
        least = 0.5 * s.working_capacity_min_mol_per_kg
        matters = (swings[0] > least) & (exact < 1.5 * s.heat_max_kwh_per_t)
        wrong = near.settled & matters & ~(apart <= TOLERANCE)
        return wrong | (~near.settled & (co2 > least))

    def cycle(
        self, temp_c: ArrayLike, rel_humidity: ArrayLike, pressure_pa: ArrayLike
    ) -> TvsaCycle:
        """Cyclic steady state in ambient air, as `tvsa.cycle` gives it.

        Parameters
        ----------
        temp_c, rel_humidity, pressure_pa : array_like
            Air [degC], [-], [Pa], shapes that broadcast.

        Returns
        -------
        TvsaCycle
            Heat per tonne within 1e-4 of the solved one wherever the plant runs. The idle code
            can differ only where swing or heat lie within 1e-4 of their limits. Below the
            contactor's least temperature the loadings are zero.

        Raises
        ------
        InputError
            Weather out of bounds.
        """
        checked = check_air(temp_c, rel_humidity, pressure_pa)[:3]
        shape = np.broadcast_shapes(*(v.shape for v in checked))
        air = [np.ravel(np.broadcast_to(v, shape)) for v in checked]
        size = air[0].size
        # Bed temperature, product fraction, both swings: zero where it is too cold to run.
        solution = np.zeros((4, size))
        solution[0] = air[0]
        near, far = self._from_table(air, solution)
        for start in range(0, near.size, BLOCK):
            far = np.append(far, self._from_equations(air, near[start : start + BLOCK], solution))
        if far.size:
            direct = tvsa.cycle(
                self.sorbent, self.water, *(v[far] for v in air), self.settings, self.design
            )
            solution[:, far] = (
                direct.bed_temp_c,
                direct.product_co2_fraction,
                direct.co2_swing_mol_per_kg,
                direct.water_swing_mol_per_kg,
            )
        names = [f.name for f in fields(TvsaCycle)]
        made = {n: np.empty(size, dtype=int if n == "idle_code" else float) for n in names}
        for start in range(0, size, BLOCK):
            part = slice(start, start + BLOCK)
            flow = tvsa.air_per_kg(air[0][part], air[2][part], self.settings, self.design)
            block = self._completed(air[0][part], flow, *solution[:, part])
            for name in names:
                made[name][part] = getattr(block, name)
        return TvsaCycle(**{n: v.reshape(shape) for n, v in made.items()})

    def _from_table(
        self, air: list[Floats], solution: Floats
    ) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """Fill in what the table gives; which states to solve from it, and which without it."""
        s = self.settings
        near, far = [np.empty(0, dtype=np.intp)], [np.empty(0, dtype=np.intp)]
        for start in range(0, air[0].size, BLOCK):
            temp, humidity, pressure = (v[start : start + BLOCK] for v in air)
            works = temp >= s.contactor_temp_min_c
            inside = (
                works
                & (temp >= self.tables.temp_low_c)
                & (temp <= TEMP_RANGE_C[1])
                & (humidity >= self.tables.humidity_edges[0])
                & (pressure >= PRESSURE_RANGE_PA[0])
                & (pressure <= PRESSURE_RANGE_PA[1])
            )
            where: slice | NDArray[np.intp] = slice(start, start + BLOCK)
            if not inside.all():
                where = start + np.flatnonzero(inside)
                far.append(start + np.flatnonzero(works & ~inside))
                temp, humidity, pressure = temp[inside], humidity[inside], pressure[inside]
            co2, taken, cell = self._read(temp, humidity, pressure)
            flow = tvsa.air_per_kg(temp, pressure, s, self.design)
            solution[0, where] = temp + self._warming_k(flow, co2, taken)
            solution[1, where] = share_of(co2, taken)
            solution[2, where] = co2
            solution[3, where] = taken
            hits = np.flatnonzero(self._solved.take(cell))
            near.append(start + hits if isinstance(where, slice) else where[hits])
        return np.concatenate(near), np.concatenate(far)

    def _from_equations(
        self, air: list[Floats], index: NDArray[np.intp], solution: Floats
    ) -> NDArray[np.intp]:
        """Solve some states from what the table gave; which of them did not settle."""
        s = self.settings
        state = state_of(*(v[index] for v in air), s, self.design)
        near = solve_from(self.sorbent, self.water, state, *solution[:2, index])
        got = index[near.settled]
        for row, values in zip(
            solution,
            (
                near.bed_temp_c,
                near.product_co2_fraction,
                near.co2_swing_mol_per_kg,
                near.water_swing_mol_per_kg,
            ),
            strict=True,
        ):
            row[got] = values[near.settled]
        left = index[~near.settled]
        # Where next to nothing is taken up the plant is idle whatever the last digits are.
        return left[solution[2, left] > 0.5 * s.working_capacity_min_mol_per_kg]
