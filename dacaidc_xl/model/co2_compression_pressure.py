"""CO2 compression as curves over the delivery pressure, one for each of a few temperatures."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.polynomial import chebyshev
from numpy.typing import ArrayLike, NDArray

from dacaidc_xl.model.co2_compression import co2_compression_kwh_per_t

Floats = NDArray[np.float64]

NODES = 24
"""Coefficients of each curve."""
CHECKED = 3
"""Pressures between the nodes at which a new curve is checked."""
ERROR_MAX = 1e-8
"""A curve that differs more from the equation of state, whose own flashes hold to 3e-9, is not
used [-]."""


@dataclass(frozen=True, slots=True, eq=False)
class PressureCurves:
    """Curves of work and cooler heat; called as `co2_compression_kwh_per_t` is.

    States off the curves, and other inlets or numbers of stages, are computed directly.
    """

    cooling_water_c: Floats
    """Temperatures of the curves, rising [degC]."""
    outlet_bar: tuple[float, float]
    """Range of the delivery pressure [bar]."""
    inlet_pa: float
    stage_count: float
    coefficients: Floats
    """Chebyshev, shape (2, temperature, node): isentropic work, loss of enthalpy [kWh/t]."""
    usable: NDArray[np.bool_]
    """Curves that hold to `ERROR_MAX`: none where a stage's suction meets saturation."""

    def __call__(
        self,
        cooling_water_c: ArrayLike,
        inlet_pa: ArrayLike,
        outlet_bar: ArrayLike,
        stage_count: ArrayLike,
        isentropic_efficiency: ArrayLike,
    ) -> tuple[Floats, Floats]:
        """Work and cooler heat, parameters and result as `co2_compression_kwh_per_t` has them."""
        cold, outlet = (np.asarray(v, dtype=float) for v in (cooling_water_c, outlet_bar))
        given = (inlet_pa, outlet, stage_count, isentropic_efficiency)
        if not (np.all(inlet_pa == self.inlet_pa) and np.all(stage_count == self.stage_count)):
            return co2_compression_kwh_per_t(cold, *given)
        known = self.cooling_water_c
        curve = np.minimum(np.searchsorted(known, cold), known.size - 1)
        low, high = self.outlet_bar
        inside = (known[curve] == cold) & self.usable[curve] & (outlet >= low) & (outlet <= high)
        table = self._at(np.ravel(np.clip(outlet, low, high)))
        number = np.arange(outlet.size).reshape(outlet.shape)
        work = np.asarray(table[0][number, curve] / isentropic_efficiency)
        heat = np.asarray(work + table[1][number, curve])
        outside = ~np.broadcast_to(inside, work.shape)
        if outside.any():
            work[outside], heat[outside] = co2_compression_kwh_per_t(
                *(np.broadcast_to(v, work.shape)[outside] for v in (cold, *given))
            )
        return work, heat

    def _at(self, outlet_bar: Floats) -> Floats:
        """Both figures at pressures in the range, shape (2, pressure, temperature)."""
        low, high = self.outlet_bar
        rows = chebyshev.chebvander(
            (2.0 * outlet_bar - low - high) / (high - low), self.coefficients.shape[2] - 1
        )
        return np.asarray(rows @ self.coefficients.transpose(0, 2, 1))


def build_curves(
    cooling_water_c: ArrayLike,
    outlet_bar: tuple[float, float],
    inlet_pa: float,
    stage_count: float,
) -> PressureCurves:
    """Sample the compression over a range of the delivery pressure, and check it.

    Parameters
    ----------
    cooling_water_c : array_like
        Temperatures to which the coolers bring the gas [degC]; each distinct one has a curve.
    outlet_bar : tuple of float
        Lowest and highest delivery pressure [bar].
    inlet_pa : float
        Pressure at the first stage [Pa].
    stage_count : float
        Number of stages.

    Returns
    -------
    PressureCurves

    Examples
    --------
    >>> curves = build_curves([30.0, 32.0], (110.0, 165.0), 101325.0, 6)
    >>> curves.usable
    array([ True,  True])
    >>> work, _ = curves(32.0, 101325.0, 150.0, 6, 0.8)
    >>> direct, _ = co2_compression_kwh_per_t(32.0, 101325.0, 150.0, 6, 0.8)
    >>> bool(abs(work / direct - 1.0) < 1e-8)
    True
    """
    cold = np.unique(np.asarray(cooling_water_c, dtype=float))
    low, high = outlet_bar

    def direct(unit: Floats) -> Floats:
        bar = low + 0.5 * (unit + 1.0) * (high - low)
        work, heat = co2_compression_kwh_per_t(cold[:, None], inlet_pa, bar, stage_count, 1.0)
        return np.stack([work, heat - work])

    nodes = np.cos(np.pi * (np.arange(NODES) + 0.5) / NODES)
    fit = (2.0 / NODES) * chebyshev.chebvander(nodes, NODES - 1)
    fit[:, 0] *= 0.5
    coefficients = direct(nodes) @ fit
    between = np.cos(np.pi * np.arange(1, NODES) / NODES)
    checked = between[:: max(1, len(between) // CHECKED)]
    rows = chebyshev.chebvander(checked, NODES - 1)
    expected = direct(checked)
    error = np.abs((coefficients @ rows.T) / expected - 1.0).max(axis=(0, 2))
    return PressureCurves(
        cold, (low, high), float(inlet_pa), float(stage_count), coefficients, error <= ERROR_MAX
    )
