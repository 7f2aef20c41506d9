"""CO2 compression as a curve over the cooling water's temperature, for fixed other numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.polynomial import chebyshev
from numpy.typing import ArrayLike, NDArray

from dacaidc_xl.model.co2_compression import PA_PER_BAR, co2_compression_kwh_per_t
from dacaidc_xl.model.constants import ZERO_CELSIUS_K

Floats = NDArray[np.float64]

WARMEST_C = 70.0
"""Warmest cooling water of the curve, unless its least temperature is above [degC]."""
PIECES = 6
NODES = 14
"""Polynomials that follow each other along temperature, and coefficients of each; more pieces
where the suction of a stage meets saturation, at which its enthalpy has a step."""


class CompressionFunction(Protocol):
    """What gives work and cooler heat of compression, as `co2_compression_kwh_per_t` does."""

    def __call__(
        self,
        cooling_water_c: ArrayLike,
        inlet_pa: ArrayLike,
        outlet_bar: ArrayLike,
        stage_count: ArrayLike,
        isentropic_efficiency: ArrayLike,
    ) -> tuple[Floats, Floats]:
        """Give work and heat of the coolers [kWh/t]."""


@dataclass(frozen=True, slots=True, eq=False)
class CompressionCurve:
    """Curve of work and cooler heat; called as `co2_compression_kwh_per_t` is.

    States off the curve, and other pressures, stages or efficiencies, are computed directly.
    """

    edges_c: Floats
    """Ends of the pieces [degC]."""
    others: Floats
    """Inlet [Pa], outlet [bar], stages, efficiency that the curve holds for."""
    coefficients: Floats
    """Chebyshev, shape (2, piece, node): work, then heat of the coolers [kWh/t]."""

    def check_shapes(self) -> None:
        """Refuse arrays that are not a curve, as a file may bring them.

        Raises
        ------
        ValueError
            Shapes do not go together.
        """
        pieces = (2, self.edges_c.size - 1, NODES)
        if self.others.shape != (4,) or self.coefficients.shape != pieces:
            raise ValueError("not a curve")

    def __call__(
        self,
        cooling_water_c: ArrayLike,
        inlet_pa: ArrayLike,
        outlet_bar: ArrayLike,
        stage_count: ArrayLike,
        isentropic_efficiency: ArrayLike,
    ) -> tuple[Floats, Floats]:
        """Work and cooler heat, parameters and result as `co2_compression_kwh_per_t` has them."""
        given = (inlet_pa, outlet_bar, stage_count, isentropic_efficiency)
        cold = np.asarray(cooling_water_c, dtype=float)
        same = all(
            np.size(v) == 1 and np.ravel(v)[0] == own
            for v, own in zip(given, self.others, strict=True)
        )
        if not same:
            return co2_compression_kwh_per_t(cold, *given)
        flat = np.ravel(cold)
        made = np.empty((2, flat.size))
        # Most hours are at the least temperature: one value serves them all.
        made[:] = self._at(self.edges_c[:1])
        warmer = np.flatnonzero(flat != self.edges_c[0])
        some = flat[warmer]
        inside = (some > self.edges_c[0]) & (some <= self.edges_c[-1])
        made[:, warmer[inside]] = self._at(some[inside])
        if not inside.all():
            made[:, warmer[~inside]] = co2_compression_kwh_per_t(some[~inside], *given)
        return made[0].reshape(cold.shape), made[1].reshape(cold.shape)

    def _at(self, cold: Floats) -> Floats:
        """Both rows at temperatures on the curve."""
        edges = self.edges_c
        piece = np.clip(np.searchsorted(edges, cold, side="left") - 1, 0, edges.size - 2)
        local = 2.0 * (cold - edges[piece]) / (edges[piece + 1] - edges[piece]) - 1.0
        rows = chebyshev.chebvander(local, NODES - 1)
        return np.einsum("rnk,nk->rn", self.coefficients[:, piece], rows)


def _stage_saturation_c(inlet_pa: float, outlet_bar: float, stage_count: float) -> list[float]:
    """Saturation temperatures of the suction pressures that lie below critical [degC]."""
    import CoolProp
    from CoolProp.CoolProp import AbstractState

    gas = AbstractState("HEOS", "CO2")
    ratio = (outlet_bar * PA_PER_BAR / inlet_pa) ** (1.0 / stage_count)
    found = []
    for stage in range(int(stage_count) + 1):
        pressure = inlet_pa * ratio**stage
        if gas.trivial_keyed_output(CoolProp.iP_triple) < pressure < gas.p_critical():
            gas.update(CoolProp.PQ_INPUTS, pressure, 1.0)
            found.append(gas.T() - ZERO_CELSIUS_K)
    return found


def build_curve(
    low_c: float, inlet_pa: float, outlet_bar: float, stage_count: float, efficiency: float
) -> CompressionCurve:
    """Sample the compression along the cooling water's temperature.

    Parameters
    ----------
    low_c : float
        Least temperature of the cooling water [degC].
    inlet_pa, outlet_bar, stage_count, efficiency : float
        As `co2_compression_kwh_per_t` takes them.

    Returns
    -------
    CompressionCurve

    Examples
    --------
    >>> curve = build_curve(30.0, 101325.0, 150.0, 6, 0.8)
    >>> work, _ = curve(35.0, 101325.0, 150.0, 6, 0.8)
    >>> direct, _ = co2_compression_kwh_per_t(35.0, 101325.0, 150.0, 6, 0.8)
    >>> bool(abs(work / direct - 1.0) < 1e-7)
    True
    """
    high_c = max(WARMEST_C, low_c + 1.0)
    steps = _stage_saturation_c(inlet_pa, outlet_bar, stage_count)
    edges = np.union1d(
        np.linspace(low_c, high_c, PIECES + 1), [t for t in steps if low_c < t < high_c]
    )
    nodes = np.cos(np.pi * (np.arange(NODES) + 0.5) / NODES)
    temps = edges[:-1, None] + 0.5 * (nodes + 1.0) * np.diff(edges)[:, None]
    others = (inlet_pa, outlet_bar, stage_count, efficiency)
    values = np.stack(co2_compression_kwh_per_t(temps, *others))
    fit = (2.0 / NODES) * chebyshev.chebvander(nodes, NODES - 1)
    fit[:, 0] *= 0.5
    return CompressionCurve(edges, np.array(others, dtype=float), values @ fit)
