"""Vapor-compression cycles on real fluids, state by state with CoolProp's HEOS backend."""

from __future__ import annotations

import functools
import math
from dataclasses import dataclass
from typing import Literal, Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dacaidc_xl.model.constants import ZERO_CELSIUS_K

Floats = NDArray[np.float64]
Configuration = Literal["single_stage", "two_stage"]
CONFIGURATIONS: tuple[Configuration, ...] = ("single_stage", "two_stage")


@dataclass(frozen=True, slots=True)
class Cycle:
    """A cycle over an array of states; fields share its shape, nan where none exists."""

    cop: Floats
    """Heat of the condenser over work of the shaft [-]."""
    pressure_ratio: Floats
    """Largest pressure ratio of a stage [-]."""
    discharge_temp_c: Floats
    """Hottest discharge of a stage [degC]."""
    discharge_superheat_k: Floats
    """Least superheat of a stage's discharge above dew; 0 where it is wet [K]."""


class CycleFunction(Protocol):
    """What gives cycles, as `evaluate` does: the same arguments, the same result."""

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


_NO_CYCLE = (math.nan, math.nan, math.nan, math.nan)


def _ends(state, evap_k, cond_k, subcooling_k):  # type: ignore[no-untyped-def]
    """Pressures of evaporator and condenser, and the enthalpy of the condensate."""
    import CoolProp

    state.update(CoolProp.QT_INPUTS, 1.0, evap_k)
    low_pa = state.p()
    state.update(CoolProp.QT_INPUTS, 0.0, cond_k)
    high_pa = state.p()
    if subcooling_k > 0.0:
        state.update(CoolProp.PT_INPUTS, high_pa, cond_k - subcooling_k)
    return low_pa, high_pa, state.hmass()


def _superheated(state, pressure_pa, temp_k, superheat_k):  # type: ignore[no-untyped-def]
    """Set the vapor state; without superheat it is on the dew line, where p and T tell nothing."""
    import CoolProp

    if superheat_k > 0.0:
        state.update(CoolProp.PT_INPUTS, pressure_pa, temp_k)
    else:
        state.update(CoolProp.PQ_INPUTS, pressure_pa, 1.0)


def _compress(state, low_pa, high_pa, enthalpy, entropy, efficiency):  # type: ignore[no-untyped-def]
    """Enthalpy, temperature and superheat after one stage."""
    import CoolProp

    state.update(CoolProp.PSmass_INPUTS, high_pa, entropy)
    after = enthalpy + (state.hmass() - enthalpy) / efficiency
    state.update(CoolProp.PQ_INPUTS, high_pa, 1.0)
    dew_k, dew_enthalpy = state.T(), state.hmass()
    state.update(CoolProp.HmassP_INPUTS, after, high_pa)
    superheat = state.T() - dew_k if after > dew_enthalpy else 0.0
    return after, state.T(), superheat


@functools.lru_cache(maxsize=262_144)
def _single_stage(
    fluid: str,
    evap_c: float,
    cond_c: float,
    superheat_k: float,
    subcooling_k: float,
    ihx_effectiveness: float,
    efficiency: float,
) -> tuple[float, float, float, float]:
    from CoolProp.CoolProp import AbstractState

    evap_k, cond_k = evap_c + ZERO_CELSIUS_K, cond_c + ZERO_CELSIUS_K
    # A state of its own for each call: one shared by two threads gives wrong numbers silently.
    state = AbstractState("HEOS", fluid)
    try:
        low_pa, high_pa, condensate = _ends(state, evap_k, cond_k, subcooling_k)
        outlet_k = evap_k + superheat_k
        suction_k = outlet_k + ihx_effectiveness * (cond_k - subcooling_k - outlet_k)
        _superheated(state, low_pa, suction_k, suction_k - evap_k)
        suction, entropy = state.hmass(), state.smass()
        after, hot_k, superheat = _compress(state, low_pa, high_pa, suction, entropy, efficiency)
    except ValueError:  # CoolProp found no such state
        return _NO_CYCLE
    cop = (after - condensate) / (after - suction)
    return cop, high_pa / low_pa, hot_k - ZERO_CELSIUS_K, superheat


@functools.lru_cache(maxsize=262_144)
def _two_stage(
    fluid: str,
    evap_c: float,
    cond_c: float,
    superheat_k: float,
    subcooling_k: float,
    ihx_effectiveness: float,
    efficiency: float,
) -> tuple[float, float, float, float]:
    import CoolProp
    from CoolProp.CoolProp import AbstractState
    from scipy.optimize import brentq

    evap_k, cond_k = evap_c + ZERO_CELSIUS_K, cond_c + ZERO_CELSIUS_K
    state = AbstractState("HEOS", fluid)
    try:
        liquid_k = cond_k - subcooling_k
        low_pa, high_pa, condensate = _ends(state, evap_k, cond_k, subcooling_k)
        middle_pa = math.sqrt(low_pa * high_pa)
        state.update(CoolProp.PQ_INPUTS, middle_pa, 0.0)
        flash_liquid = state.hmass()
        state.update(CoolProp.PQ_INPUTS, middle_pa, 1.0)
        flash_vapor = state.hmass()
        _superheated(state, low_pa, evap_k + superheat_k, superheat_k)
        first, entropy = state.hmass(), state.smass()
        after_first, first_k, first_superheat = _compress(
            state, low_pa, middle_pa, first, entropy, efficiency
        )

        def quality(liquid: float) -> float:
            x = (liquid - flash_liquid) / (flash_vapor - flash_liquid)
            return min(max(x, 0.0), 1.0)

        def suction_of(x: float) -> tuple[float, float]:
            """Enthalpy before and after the exchanger on the vapor side."""
            mixed = (1.0 - x) * after_first + x * flash_vapor
            if ihx_effectiveness == 0.0:
                return mixed, mixed
            state.update(CoolProp.HmassP_INPUTS, mixed, middle_pa)
            mixed_k = state.T()
            state.update(
                CoolProp.PT_INPUTS, middle_pa, mixed_k + ihx_effectiveness * (liquid_k - mixed_k)
            )
            return mixed, state.hmass()

        if ihx_effectiveness == 0.0:
            x = quality(condensate)
        else:
            # More flash vapor cools the suction, so the exchanger takes more: one crossing.
            def gap(x: float) -> float:
                mixed, warm = suction_of(x)
                return x - quality(condensate - (warm - mixed))

            x = float(brentq(gap, 0.0, 1.0, xtol=1e-15, rtol=1e-14))
        _, suction = suction_of(x)
        state.update(CoolProp.HmassP_INPUTS, suction, middle_pa)
        after, hot_k, superheat = _compress(
            state, middle_pa, high_pa, suction, state.smass(), efficiency
        )
    except ValueError:
        return _NO_CYCLE
    work = (1.0 - x) * (after_first - first) + after - suction
    cop = (after - condensate) / work
    hottest = max(hot_k, first_k) - ZERO_CELSIUS_K
    return cop, math.sqrt(high_pa / low_pa), hottest, min(superheat, first_superheat)


def evaluate(
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

    Parameters
    ----------
    configuration : {'single_stage', 'two_stage'}
        One stage with an internal heat exchanger, or two with a flash economizer.
    fluid : str
        CoolProp's name of the fluid.
    evap_temp_c, cond_temp_c : array_like
        Evaporating and condensing temperature [degC], between triple and critical point.
    superheat_k, subcooling_k : array_like
        Superheat after the evaporator and subcooling after the condenser [K].
    ihx_effectiveness : array_like
        Effectiveness of the internal heat exchanger, 0 for none [-].
    isentropic_efficiency : array_like
        Of each stage [-].

    Returns
    -------
    Cycle
        Broadcast shape; nan where CoolProp knows no such state.

    Notes
    -----
    Single stage: COP = 1 + eta (h1 - h3)/(h2s - h1). Two stages: intermediate pressure
    sqrt(p_e p_c); COP = (h4 - h5)/((1 - x)(h2 - h1) + h4 - h3) per condenser flow. Compare
    Arpagaus et al. (2018), Energy 152, 985-1010, doi:10.1016/j.energy.2018.03.166.

    Examples
    --------
    >>> one = evaluate("single_stage", "R1233zd(E)", 42.0, 115.0, 5.0, 5.0, 0.6, 0.72)
    >>> float(one.cop.round(2))
    3.32
    """
    point = _single_stage if configuration == "single_stage" else _two_stage
    arrays = np.broadcast_arrays(
        *(
            np.asarray(v, dtype=float)
            for v in (
                evap_temp_c,
                cond_temp_c,
                superheat_k,
                subcooling_k,
                ihx_effectiveness,
                isentropic_efficiency,
            )
        )
    )
    shape = arrays[0].shape
    states = np.stack([a.ravel() for a in arrays], axis=1)
    unique, inverse = np.unique(states, axis=0, return_inverse=True)
    table = np.array([point(fluid, *state) for state in unique.tolist()]).reshape(-1, 4)
    columns = table[np.ravel(inverse)].T
    return Cycle(*(np.reshape(column, shape) for column in columns))
