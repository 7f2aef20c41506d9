"""Compression of captured CO2 to pipeline pressure, on CoolProp's CO2."""

from __future__ import annotations

import functools

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dacaidc_xl.model.constants import KJ_PER_KWH, ZERO_CELSIUS_K

Floats = NDArray[np.float64]

PA_PER_BAR = 1e5


@functools.lru_cache(maxsize=65_536)
def _one(
    cooling_c: float, inlet_pa: float, outlet_bar: float, stages: int
) -> tuple[float, float]:
    """Isentropic work, and what the gas loses in enthalpy from inlet to delivery [kWh/t]."""
    import CoolProp
    from CoolProp.CoolProp import AbstractState

    # A state of its own for each call: one shared by two threads gives wrong numbers silently.
    gas = AbstractState("HEOS", "CO2")
    cold_k = cooling_c + ZERO_CELSIUS_K
    ratio = (outlet_bar * PA_PER_BAR / inlet_pa) ** (1.0 / stages)
    work = 0.0
    pressure = inlet_pa
    gas.update(CoolProp.PT_INPUTS, pressure, cold_k)
    first = gas.hmass()
    for _ in range(stages):
        gas.update(CoolProp.PT_INPUTS, pressure, cold_k)
        enthalpy, entropy = gas.hmass(), gas.smass()
        pressure *= ratio
        gas.update(CoolProp.PSmass_INPUTS, pressure, entropy)
        work += gas.hmass() - enthalpy
    gas.update(CoolProp.PT_INPUTS, pressure, cold_k)
    return work / KJ_PER_KWH, (first - gas.hmass()) / KJ_PER_KWH  # J/kg over 3,600 is kWh/t


def co2_compression_kwh_per_t(
    cooling_water_c: ArrayLike,
    inlet_pa: ArrayLike,
    outlet_bar: ArrayLike,
    stage_count: ArrayLike,
    isentropic_efficiency: ArrayLike,
) -> tuple[Floats, Floats]:
    """Work and cooler heat of multi-stage, intercooled CO2 compression.

    Parameters
    ----------
    cooling_water_c : array_like
        Temperature to which each cooler brings the gas [degC], 15 to 60.
    inlet_pa : array_like
        Pressure at the first stage [Pa].
    outlet_bar : array_like
        Delivery pressure [bar], 80 to 300.
    stage_count : array_like
        Number of stages with equal pressure ratio.
    isentropic_efficiency : array_like
        Isentropic efficiency of each stage [-].

    Returns
    -------
    work_kwh_per_t, cooler_heat_kwh_per_t : ndarray
        Electricity, and heat of intercoolers and aftercooler [kWh per t CO2].

    Notes
    -----
    Real-gas enthalpies: equation of state of Span and Wagner (1996), J. Phys. Chem. Ref. Data
    25, 1509, doi:10.1063/1.555991, in CoolProp.

    Examples
    --------
    >>> work, _ = co2_compression_kwh_per_t(30.0, 101325.0, 150.0, 6, 0.8)
    >>> bool(96.0 < work < 98.0)
    True
    """
    arrays = np.broadcast_arrays(
        *(
            np.asarray(v, dtype=float)
            for v in (cooling_water_c, inlet_pa, outlet_bar, stage_count, isentropic_efficiency)
        )
    )
    # The efficiency is a factor on the work: it needs no states of its own.
    points = np.stack([a.ravel() for a in arrays[:-1]], axis=1)
    unique, inverse = np.unique(points, axis=0, return_inverse=True)
    values = np.array([_one(t, p, out, int(n)) for t, p, out, n in unique.tolist()])
    both = values.reshape(-1, 2)[np.ravel(inverse)]
    work = both[:, 0].reshape(arrays[0].shape) / arrays[-1]
    return work, work + both[:, 1].reshape(arrays[0].shape)
