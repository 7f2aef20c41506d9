"""Cycles along the evaporating temperature alone, as an ambient heat pump meets them hourly."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dacaidc_xl.model.refrigerant_cycle import Configuration, Cycle, CycleFunction

Floats = NDArray[np.float64]

COLDEST_C = -60.0
"""Lines begin at this evaporating temperature [degC]."""
LIFT_MIN_K = 9.0
"""Lines end at this lift: at less, COP bends too sharply for them [K]."""
NODES = 32_769
"""Nodes of a line, which is read linearly: about 0.005 K apart."""
BLOCK = 4096
"""Points of a block: its arrays stay in the cache of a core."""


class CycleLines:
    """Cycles read from lines; called as `refrigerant_cycle.evaluate` is.

    Where all but the evaporating temperature is one number, a line is sampled once and kept as
    long as this object; everything else, and what lies off a line, goes to the cycles below.
    What a state gives depends on that state alone, not on how many are asked for.

    Parameters
    ----------
    cycles : CycleFunction
        Cycles that the lines are sampled from, `mapped_cycles.MappedCycles` as a rule.
    """

    def __init__(self, cycles: CycleFunction) -> None:
        self._cycles = cycles
        self._lines: dict[tuple[object, ...], Floats] = {}

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
        """Cycle between two saturation temperatures, see `refrigerant_cycle.evaluate`."""
        given = (cond_temp_c, superheat_k, subcooling_k, ihx_effectiveness, isentropic_efficiency)
        others = [np.asarray(v, dtype=float) for v in given]
        evap = np.asarray(evap_temp_c, dtype=float)
        numbers = [float(np.ravel(v)[0]) for v in others if v.size and np.all(v == np.ravel(v)[0])]
        if len(numbers) < len(others) or numbers[0] - LIFT_MIN_K <= COLDEST_C:
            return self._cycles(configuration, fluid, evap, *others)
        high = numbers[0] - LIFT_MIN_K
        line = self._line(configuration, fluid, high, numbers)
        shape = np.broadcast_shapes(evap.shape, *(v.shape for v in others))
        flat = np.ravel(np.broadcast_to(evap, shape))
        made = np.empty((4, flat.size))
        scale = (NODES - 1) / (high - COLDEST_C)
        for start in range(0, flat.size, BLOCK):
            here = flat[start : start + BLOCK]
            place = (here - COLDEST_C) * scale
            inside = (place >= 0.0) & (place <= NODES - 1)
            place = np.where(inside, place, 0.0)
            node = np.minimum(place.astype(np.intp), NODES - 2)
            share = place - node
            for row, out in zip(line, made[:, start : start + BLOCK], strict=True):
                low = row.take(node)
                np.multiply(row.take(node + 1) - low, share, out=out)
                out += low
            off = np.flatnonzero(~inside | np.isnan(made[0, start : start + BLOCK]))
            if off.size:
                rest = self._cycles(configuration, fluid, here[off], *numbers)
                for name, out in zip(Cycle.__dataclass_fields__, made, strict=True):
                    out[start + off] = getattr(rest, name)
        return Cycle(*(row.reshape(shape) for row in made))

    def _line(
        self, configuration: Configuration, fluid: str, high: float, numbers: list[float]
    ) -> Floats:
        key = (configuration, fluid, *numbers)
        if key not in self._lines:
            nodes = np.linspace(COLDEST_C, high, NODES)
            cycle = self._cycles(configuration, fluid, nodes, *numbers)
            self._lines[key] = np.stack([getattr(cycle, f) for f in Cycle.__dataclass_fields__])
        return self._lines[key]
