"""The cycles of `refrigerant_cycle` from maps of their fluids, with numpy alone, in blocks."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dacaidc_xl.model import refrigerant_cycle
from dacaidc_xl.model.constants import ZERO_CELSIUS_K
from dacaidc_xl.model.refrigerant_cycle import Configuration, Cycle
from dacaidc_xl.model.refrigerant_map import (
    CRITICAL_GAP_K,
    HOTTEST_K,
    SUBCOOLING_MAX_K,
    SUCTION_SUPERHEAT_MAX_K,
    RefrigerantMap,
    gap_unit,
    root_range,
    unit,
)

Floats = NDArray[np.float64]

BLOCK = 4096
"""Points of a block: its arrays stay in the cache of a core."""


class _Workspace:
    """Arrays that each block writes anew: fresh memory costs more than the arithmetic in it."""

    def __init__(self) -> None:
        self._slots: dict[str, Floats] = {}

    def rows(self, slot: str, count: int, size: int) -> Floats:
        """Give an array of some rows, whatever it held before."""
        held = self._slots.get(slot)
        if held is None or held.size < count * size:
            held = self._slots[slot] = np.empty(count * size)
        return held[: count * size].reshape(count, size)

    def polynomials(self, slot: str, x: Floats, count: int) -> Floats:
        """Chebyshev polynomials of x, one a row.

        T(m + j) = 2 T(m) T(j) - T(m - j) doubles the rows at each step.
        """
        rows = self.rows(slot, count, x.size)
        rows[0] = 1.0
        rows[1] = x
        last = 1
        while last < count - 1:
            more = min(last, count - 1 - last)
            made = rows[last + 1 : last + more + 1]
            np.multiply(rows[1 : more + 1], 2.0 * rows[last], out=made)
            np.subtract(made, rows[last - more : last][::-1], out=made)
            last += more
        return rows

    def surface(self, coefficients: Floats, first: Floats, second: Floats) -> Floats:
        """Value of a tensor polynomial, given the polynomials of both coordinates.

        A first coordinate of one point makes it a polynomial in the second alone.
        """
        if first.shape[1] == 1:
            return np.asarray((coefficients.T @ first)[:, 0] @ second)
        product = self.rows("product", coefficients.shape[1], first.shape[1])
        np.matmul(coefficients.T, first, out=product)
        return np.asarray(np.einsum("ij,ij->j", product, second))


class _Line:
    """Saturation states of one map at some temperatures [K], and the states beside them."""

    def __init__(
        self, tables: RefrigerantMap, temp_k: Floats, space: _Workspace, slot: str
    ) -> None:
        self.tables = tables
        self.temp_k = temp_k
        self.space = space
        self.first = space.polynomials(
            slot,
            unit(
                np.sqrt(tables.critical_k - temp_k),
                *root_range(tables.critical_k, tables.low_k),
            ),
            tables.line.shape[1],
        )
        (
            self.log_pa,
            self.liquid_h,
            self.vapor_h,
            self.vapor_s,
            self.span_s,
            self.span_h,
            self.top_cp,
        ) = tables.line @ self.first

    def _over(self, surface: Floats, place: Floats) -> Floats:
        rows, columns = surface.shape
        second = self.space.polynomials("second", place, columns)
        return self.space.surface(surface, self.first[:rows], second)

    def isentropic_enthalpy(self, entropy: Floats) -> Floats:
        """Enthalpy at this pressure and an entropy [J/kg]."""
        x = entropy - self.vapor_s
        dry = np.clip(x, 0.0, self.span_s)
        bend = self._over(self.tables.work, unit(dry, 0.0, self.span_s))
        held = np.minimum(x, self.span_s)
        enthalpy = self.vapor_h + self.temp_k * held + dry**2 * bend
        beyond = x - held
        if beyond.any():
            rise = self.tables.hottest_k * np.expm1(beyond / self.top_cp)
            enthalpy = enthalpy + self.top_cp * rise
        return np.asarray(enthalpy)

    def superheat(self, enthalpy: Floats) -> Floats:
        """Temperature above saturation at this pressure and an enthalpy; 0 where wet [K]."""
        y = np.maximum(enthalpy - self.vapor_h, 0.0)
        held = np.minimum(y, self.span_h)
        inside = held * self._over(self.tables.heating, unit(held, 0.0, self.span_h))
        return np.asarray(inside + (y - held) / self.top_cp)

    def entropy(self, enthalpy: Floats) -> Floats:
        """Entropy at this pressure and an enthalpy [J/(kg K)]."""
        y = enthalpy - self.vapor_h
        dry = np.clip(y, 0.0, self.span_h)
        bend = self._over(self.tables.mixing, unit(dry, 0.0, self.span_h))
        held = np.minimum(y, self.span_h)
        entropy = self.vapor_s + held / self.temp_k + dry**2 * bend
        beyond = y - held
        if beyond.any():
            entropy = entropy + self.top_cp * np.log1p(
                beyond / (self.top_cp * self.tables.hottest_k)
            )
        return np.asarray(entropy)

    def superheated(self, superheat_k: Floats) -> tuple[Floats, Floats]:
        """Enthalpy and entropy of the vapor at this pressure and a superheat."""
        tables = self.tables
        _, rows, columns = tables.suction.shape
        first = self.first[:rows]
        second = self.space.polynomials(
            "second",
            gap_unit(superheat_k, SUCTION_SUPERHEAT_MAX_K, self.temp_k, tables.critical_k),
            columns,
        )
        h, s = (self.space.surface(c, first, second) for c in tables.suction)
        return self.vapor_h + superheat_k * h, self.vapor_s + superheat_k * s

    def subcooled_enthalpy(self, subcooling_k: Floats) -> Floats:
        """Enthalpy of the liquid at this pressure and a subcooling [J/kg]."""
        place = gap_unit(subcooling_k, SUBCOOLING_MAX_K, self.temp_k, self.tables.critical_k)
        return np.asarray(self.liquid_h - subcooling_k * self._over(self.tables.liquid, place))


def _compress(line: _Line, enthalpy: Floats, entropy: Floats, eta: Floats) -> tuple[Floats, Floats]:
    """Enthalpy and superheat after one stage that ends at the pressure of a line."""
    after = enthalpy + (line.isentropic_enthalpy(entropy) - enthalpy) / eta
    return after, line.superheat(after)


def _single_stage(
    tables: RefrigerantMap,
    space: _Workspace,
    evap_k: Floats,
    cond_k: Floats,
    superheat_k: Floats,
    subcooling_k: Floats,
    effectiveness: Floats,
    eta: Floats,
) -> Cycle:
    low = _Line(tables, evap_k, space, "low")
    high = _Line(tables, cond_k, space, "high")
    condensate = high.subcooled_enthalpy(subcooling_k)
    outlet_k = evap_k + superheat_k
    suction_k = outlet_k + effectiveness * (cond_k - subcooling_k - outlet_k)
    suction, entropy = low.superheated(suction_k - evap_k)
    after, superheat = _compress(high, suction, entropy, eta)
    return Cycle(
        cop=(after - condensate) / (after - suction),
        pressure_ratio=np.exp(high.log_pa - low.log_pa),
        discharge_temp_c=cond_k + superheat - ZERO_CELSIUS_K,
        discharge_superheat_k=superheat,
    )


MIDDLE_SHARE_MAX = 0.7
"""The intermediate pressure's saturation temperature lies below this share of the lift [-]."""
SECANT_STEPS = 3
"""The exchanger's balance is nearly linear in the quality: six steps reach the last digits."""


def _two_stage(
    tables: RefrigerantMap,
    space: _Workspace,
    evap_k: Floats,
    cond_k: Floats,
    superheat_k: Floats,
    subcooling_k: Floats,
    effectiveness: Floats,
    eta: Floats,
) -> Cycle:
    low = _Line(tables, evap_k, space, "low")
    high = _Line(tables, cond_k, space, "high")
    log_pa = 0.5 * (low.log_pa + high.log_pa)
    middle_k = tables.temp_of_log_pa @ space.polynomials(
        "second", unit(log_pa, *tables.log_pa_range), tables.temp_of_log_pa.size
    )
    middle = _Line(tables, middle_k, space, "middle")
    condensate = high.subcooled_enthalpy(subcooling_k)
    first, entropy = low.superheated(superheat_k)
    after_first, first_superheat = _compress(middle, first, entropy, eta)

    def quality(liquid: Floats) -> Floats:
        return np.clip((liquid - middle.liquid_h) / (middle.vapor_h - middle.liquid_h), 0.0, 1.0)

    def suction_of(x: Floats) -> tuple[Floats, Floats]:
        """Enthalpy before and after the exchanger on the vapor side."""
        mixed = (1.0 - x) * after_first + x * middle.vapor_h
        above_k = middle.superheat(mixed)
        liquid_k = cond_k - subcooling_k - middle_k
        warm_k = above_k + effectiveness * (liquid_k - above_k)
        warm, _ = middle.superheated(np.where(warm_k <= SUCTION_SUPERHEAT_MAX_K, warm_k, np.nan))
        return mixed, np.where(effectiveness > 0.0, warm, mixed)

    x = quality(condensate)
    if np.any(effectiveness > 0.0):
        def gap(at: Floats) -> Floats:
            mixed, warm = suction_of(at)
            return at - quality(condensate - (warm - mixed))

        last, last_gap = x, gap(x)
        x = x - last_gap
        for _ in range(SECANT_STEPS):
            now = gap(x)
            rise = now - last_gap
            settled = rise == 0.0
            step = np.where(settled, 0.0, now * (x - last) / np.where(settled, 1.0, rise))
            last, last_gap, x = x, now, np.clip(x - step, 0.0, 1.0)
        suction = suction_of(x)[1]
    else:
        suction = (1.0 - x) * after_first + x * middle.vapor_h
    after, superheat = _compress(high, suction, middle.entropy(suction), eta)
    work = (1.0 - x) * (after_first - first) + after - suction
    hottest = np.maximum(cond_k + superheat, middle_k + first_superheat)
    return Cycle(
        cop=(after - condensate) / work,
        pressure_ratio=np.exp(0.5 * (high.log_pa - low.log_pa)),
        discharge_temp_c=hottest - ZERO_CELSIUS_K,
        discharge_superheat_k=np.minimum(superheat, first_superheat),
    )


@dataclass(frozen=True, slots=True, eq=False)
class MappedCycles:
    """Cycles from the maps of some fluids; called as `refrigerant_cycle.evaluate` is.

    Parameters
    ----------
    maps : mapping of str to RefrigerantMap
        Maps by CoolProp's name of the fluid.
    """

    maps: Mapping[str, RefrigerantMap]

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
        """Heating COP of a vapor-compression cycle between two saturation temperatures.

        Parameters and result as in `refrigerant_cycle.evaluate`. States that the map does not
        reach, and fluids without a map, are solved directly. A discharge hotter than
        `HOTTEST_K`, which no limit admits, is extrapolated at constant heat capacity.
        """
        given = (
            evap_temp_c,
            cond_temp_c,
            superheat_k,
            subcooling_k,
            ihx_effectiveness,
            isentropic_efficiency,
        )
        if fluid not in self.maps:
            return refrigerant_cycle.evaluate(configuration, fluid, *given)
        tables = self.maps[fluid]
        arrays = [np.asarray(v, dtype=float) for v in given]
        shape = np.broadcast_shapes(*(a.shape for a in arrays))
        size = int(np.prod(shape))
        # What is one number stays one: the polynomials in it are then evaluated once.
        columns = [
            a.reshape(1) if a.size == 1 else np.broadcast_to(a, shape).ravel() for a in arrays
        ]
        result = np.empty((4, size))
        space = _Workspace()
        for start in range(0, size, BLOCK):
            part = slice(start, min(start + BLOCK, size))
            block = [c if c.size == 1 else c[part] for c in columns]
            result[:, part] = _block(
                tables, space, configuration, block, part.stop - start
            )
        return Cycle(*(np.reshape(column, shape) for column in result))


def _block(
    tables: RefrigerantMap,
    space: _Workspace,
    configuration: Configuration,
    block: list[Floats],
    size: int,
) -> Floats:
    """Four rows of a block: from the map where it reaches, else directly."""
    evap_c, cond_c, superheat_k, subcooling_k, effectiveness, eta = block
    evap_k, cond_k = evap_c + ZERO_CELSIUS_K, cond_c + ZERO_CELSIUS_K
    suction_k = evap_k + superheat_k
    if configuration == "single_stage":
        suction_k = suction_k + effectiveness * (cond_k - subcooling_k - suction_k)
    inside = (
        (evap_k >= tables.low_k)
        & (cond_k <= tables.high_k)
        & (evap_k < cond_k)
        & (evap_k <= tables.critical_k - CRITICAL_GAP_K)
        & (superheat_k > 0.0)
        & (suction_k > evap_k)
        & (suction_k - evap_k <= SUCTION_SUPERHEAT_MAX_K)
        & (subcooling_k >= 0.0)
        & (subcooling_k <= SUBCOOLING_MAX_K)
        & (cond_k - subcooling_k >= tables.low_k)
    )
    if configuration == "two_stage":
        # An exchanger that the liquid would cool, at a lift of little more than the subcooling.
        warms = cond_k - subcooling_k - evap_k >= MIDDLE_SHARE_MAX * (cond_k - evap_k)
        inside = inside & ((effectiveness == 0.0) | warms)
    point = _single_stage if configuration == "single_stage" else _two_stage
    rows = np.full((4, size), np.nan)
    inside = np.broadcast_to(inside, (size,))

    def solve(
        function: Callable[..., Cycle], where: NDArray[np.bool_], given: list[Floats]
    ) -> None:
        if where.any():
            made = function(*(v if v.size == 1 or where.all() else v[where] for v in given))
            for row, name in zip(rows, Cycle.__dataclass_fields__, strict=True):
                row[where] = getattr(made, name)

    solve(
        functools.partial(point, tables, space),
        inside,
        [evap_k, cond_k, superheat_k, subcooling_k, effectiveness, eta],
    )
    outside = np.isnan(rows[0])
    if tables.hottest_k < HOTTEST_K:
        outside = outside | (rows[2] + ZERO_CELSIUS_K > tables.hottest_k)
    direct = functools.partial(refrigerant_cycle.evaluate, configuration, tables.fluid)
    solve(direct, outside, block)
    return rows


def draw_states(
    tables: RefrigerantMap, count: int, rng: np.random.Generator
) -> tuple[Floats, Floats, Floats, Floats, Floats, Floats]:
    """Draw random states in the reach of a map, to hold it against its equation of state.

    Parameters
    ----------
    tables : RefrigerantMap
        Map of a fluid.
    count : int
        How many.
    rng : Generator
        Source of the draws.

    Returns
    -------
    tuple of ndarray
        Evaporating and condensing temperature [degC], superheat, subcooling [K], effectiveness
        and efficiency [-], as `refrigerant_cycle.evaluate` takes them; shape (count,). Lifts
        reach from 10 K to the whole span of the map.
    """
    low, high = tables.low_k - ZERO_CELSIUS_K, tables.high_k - ZERO_CELSIUS_K
    cond = rng.uniform(low + 40.0, high, count)
    return (
        rng.uniform(low, cond - 10.0),
        cond,
        rng.uniform(3.0, 20.0, count),
        rng.uniform(0.0, 10.0, count),
        rng.uniform(0.0, 0.7, count),
        rng.uniform(0.6, 0.82, count),
    )


def worst_cop_error(
    tables: RefrigerantMap, configuration: Configuration, states: tuple[Floats, ...]
) -> float:
    """Largest relative error in COP of a map, against its equation of state solved directly.

    Parameters
    ----------
    tables : RefrigerantMap
        Map of a fluid.
    configuration : {'single_stage', 'two_stage'}
        Which cycle.
    states : tuple of ndarray
        As from `draw_states`; those whose discharge is above `HOTTEST_K` do not count.

    Returns
    -------
    float
        Error [-].
    """
    direct = refrigerant_cycle.evaluate(configuration, tables.fluid, *states)
    mapped = MappedCycles({tables.fluid: tables})(configuration, tables.fluid, *states)
    counts = direct.discharge_temp_c < tables.hottest_k - ZERO_CELSIUS_K
    return float(np.max(np.abs(mapped.cop[counts] / direct.cop[counts] - 1.0), initial=0.0))
