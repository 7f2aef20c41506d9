"""Maps of a refrigerant: its states as polynomials, sampled once from the equation of state.

What is mapped are the states of the fluid, not the cycle: saturation along one line, and the
surfaces of the vapor above the dew line and of the liquid below the bubble line. So one map
serves every configuration, superheat, subcooling, exchanger and efficiency; only the fluid and
the library's version enter it, and no kink is fitted: below the dew line the equations of
two-phase states are exact (h = h_g + T x at constant pressure).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.polynomial import chebyshev
from numpy.typing import ArrayLike, NDArray

from dacaidc_xl.model.constants import ZERO_CELSIUS_K

Floats = NDArray[np.float64]

COLDEST_K = ZERO_CELSIUS_K - 70.0
"""Maps reach down to this saturation temperature, or to the triple point [K]."""
CRITICAL_GAP_K = 5.0
"""Maps end this far below the critical temperature [K]."""
SUCTION_SUPERHEAT_MAX_K = 120.0
"""Largest superheat of a suction [K]."""
SUBCOOLING_MAX_K = 30.0
"""Largest subcooling of the condensate [K]."""
HOTTEST_K = ZERO_CELSIUS_K + 480.0
"""Hottest vapor of the maps, above every limit of a discharge [K]."""
SPINODAL_SHARE = 0.15
"""Distance to the end of metastable states as a share of that to the critical point [-].

At given pressure, properties have a square root in temperature there; the number only shapes
the coordinate in which they are fitted.
"""
LINE_NODES = 34
VAPOR_NODES = (28, 24)
VAPOR_SAMPLES = 32
SUCTION_NODES = (30, 20)
LIQUID_NODES = (24, 12)


@dataclass(frozen=True, slots=True, eq=False)
class RefrigerantMap:
    """Chebyshev coefficients of one fluid.

    Saturation temperature enters as u = sqrt(T_critical - T), in which the saturation
    properties of an analytic equation of state are analytic up to the critical point. The
    vapor enters by entropy x or enthalpy y above dew, in which it is analytic through the
    dew line at constant pressure; temperature is not.
    """

    fluid: str
    """CoolProp's name."""
    critical_k: float
    low_k: float
    hottest_k: float
    line: Floats
    """Rows over u: ln p [Pa], h_liquid, h_vapor [J/kg], s_vapor [J/kg/K]; range of x and y, and
    heat capacity [J/kg/K], at the hottest vapor of the pressure."""
    temp_of_log_pa: Floats
    """Saturation temperature over ln p [K]."""
    log_pa_range: Floats
    work: Floats
    """(h - h_vapor - T x)/x^2 over (u, x)."""
    heating: Floats
    """(T - T_saturation)/y over (u, y)."""
    mixing: Floats
    """(s - s_vapor - y/T)/y^2 over (u, y)."""
    suction: Floats
    """(h - h_vapor)/z and (s - s_vapor)/z over (u, z), z the superheat [K]."""
    liquid: Floats
    """(h_liquid - h)/z over (u, z), z the subcooling [K]."""

    @property
    def high_k(self) -> float:
        """Highest saturation temperature [K]."""
        return self.critical_k - CRITICAL_GAP_K

    def check_shapes(self) -> None:
        """Refuse arrays that are not a map, as a file may bring them.

        Raises
        ------
        ValueError
            An array has another number of axes or of rows.
        """
        surfaces = (self.work, self.heating, self.mixing, self.liquid)
        right = (
            self.line.ndim == 2
            and self.line.shape[0] == 7
            and self.temp_of_log_pa.ndim == 1
            and self.log_pa_range.shape == (2,)
            and self.suction.ndim == 3
            and self.suction.shape[0] == 2
            and all(s.ndim == 2 and s.shape[0] <= self.line.shape[1] for s in surfaces)
        )
        if not right:
            raise ValueError("not a map")


def unit(value: ArrayLike, low: ArrayLike, high: ArrayLike) -> Floats:
    """Scale a range to -1..1, the interval of Chebyshev polynomials."""
    low, high = np.asarray(low, dtype=float), np.asarray(high, dtype=float)
    return np.asarray((2.0 * np.asarray(value, dtype=float) - low - high) / (high - low))


def _from_unit(nodes: Floats, low: ArrayLike, high: ArrayLike) -> Floats:
    low, high = np.asarray(low, dtype=float), np.asarray(high, dtype=float)
    return np.asarray(low + 0.5 * (nodes + 1.0) * (high - low))


def _nodes(count: int) -> Floats:
    return np.asarray(np.cos(np.pi * (np.arange(count) + 0.5) / count))


def _fit(values: Floats) -> Floats:
    """Chebyshev coefficients along the first axis from values at `_nodes`."""
    count = values.shape[0]
    matrix = (2.0 / count) * chebyshev.chebvander(_nodes(count), count - 1).T
    matrix[0] *= 0.5
    return np.asarray(matrix @ values)


def _least_squares(matrices: Floats, values: Floats) -> Floats:
    """Coefficients of each of several least-squares problems, one a row."""
    q, r = np.linalg.qr(matrices)
    return np.asarray(np.linalg.solve(r, np.einsum("imk,im->ik", q, values)[..., None])[..., 0])


def root_range(critical_k: float, low_k: float) -> tuple[float, float]:
    """Range of the coordinate of saturation temperature [K^0.5]."""
    return float(np.sqrt(CRITICAL_GAP_K)), float(np.sqrt(critical_k - low_k))


def gap_unit(gap_k: Floats, gap_max_k: float, temp_k: Floats, critical_k: float) -> Floats:
    """Coordinate of a superheat or subcooling, -1 to 1."""
    shift = SPINODAL_SHARE * (critical_k - temp_k)
    return unit(np.sqrt(gap_k + shift), np.sqrt(shift), np.sqrt(shift + gap_max_k))


def gap_at(nodes: Floats, gap_max_k: float, temp_k: float, critical_k: float) -> Floats:
    """Superheat or subcooling at a coordinate, the inverse of `gap_unit` [K]."""
    shift = SPINODAL_SHARE * (critical_k - temp_k)
    root = _from_unit(nodes, np.sqrt(shift), np.sqrt(shift + gap_max_k))
    return np.asarray(root**2 - shift)


def build(fluid: str) -> RefrigerantMap:
    """Sample the equation of state of a fluid and fit its map.

    Parameters
    ----------
    fluid : str
        CoolProp's name of the fluid.

    Returns
    -------
    RefrigerantMap

    Examples
    --------
    >>> from dacaidc_xl.model import refrigerant_cycle
    >>> from dacaidc_xl.model.mapped_cycles import MappedCycles
    >>> state = (42.0, 115.0, 5.0, 5.0, 0.5, 0.72)
    >>> fast = MappedCycles({"R1233zd(E)": build("R1233zd(E)")})
    >>> direct = refrigerant_cycle.evaluate("single_stage", "R1233zd(E)", *state).cop
    >>> bool(abs(fast("single_stage", "R1233zd(E)", *state).cop / direct - 1.0) < 1e-6)
    True
    """
    import CoolProp
    from CoolProp.CoolProp import AbstractState

    state, gas, liquid = (AbstractState("HEOS", fluid) for _ in range(3))
    gas.specify_phase(CoolProp.iphase_gas)
    liquid.specify_phase(CoolProp.iphase_liquid)
    critical = state.T_critical()
    low = max(state.Ttriple(), COLDEST_K)
    # CoolProp extrapolates an equation of state to 1.5 of its limit, no further.
    hottest = min(HOTTEST_K, 1.5 * state.Tmax() - 1.0)

    def temps_at(nodes: Floats) -> Floats:
        return np.asarray(critical - _from_unit(nodes, *root_range(critical, low)) ** 2)

    def saturated(temp_k: float) -> tuple[float, float, float, float]:
        state.update(CoolProp.QT_INPUTS, 0.0, temp_k)
        below = state.hmass()
        state.update(CoolProp.QT_INPUTS, 1.0, temp_k)
        return state.p(), below, state.hmass(), state.smass()

    def at(phase, pressure_pa: float, temp_k: float) -> tuple[float, float]:  # type: ignore[no-untyped-def]
        phase.update(CoolProp.PT_INPUTS, pressure_pa, temp_k)
        return phase.hmass(), phase.smass()

    def top(pressure_pa: float) -> tuple[float, float, float]:
        return *at(gas, pressure_pa, hottest), gas.cpmass()

    temps = temps_at(_nodes(LINE_NODES))
    ends = np.array([saturated(t) for t in temps])
    tops = np.array([top(p) for p in ends[:, 0]])
    line = _fit(
        np.column_stack(
            [
                np.log(ends[:, 0]),
                ends[:, 1:],
                tops[:, 1] - ends[:, 3],
                tops[:, 0] - ends[:, 2],
                tops[:, 2],
            ]
        )
    ).T
    log_pa = np.array(
        [np.log(saturated(t)[0]) for t in (low, critical - CRITICAL_GAP_K)], dtype=float
    )

    def temp_of(pressure_pa: float) -> float:
        state.update(CoolProp.PQ_INPUTS, pressure_pa, 1.0)
        return float(state.T())

    inverse = _fit(
        np.array([temp_of(p) for p in np.exp(_from_unit(_nodes(LINE_NODES), *log_pa))])
    )

    # The vapor is sampled along temperature, where a state is cheap, and fitted along entropy
    # and enthalpy: more samples than coefficients, so that their places need not be nodes.
    first, second = VAPOR_NODES
    temps = temps_at(_nodes(first))
    units = _nodes(first)
    spans = chebyshev.chebval(units, line[4:6].T)
    share = 0.5 * (_nodes(VAPOR_SAMPLES) + 1.0)
    hot = temps[:, None] * (hottest / temps[:, None]) ** share
    x, y = np.empty(hot.shape), np.empty(hot.shape)
    for i, temp in enumerate(temps):
        pressure, _, dew_h, dew_s = saturated(temp)
        h, s = np.array([at(gas, pressure, t) for t in hot[i]]).T
        x[i], y[i] = s - dew_s, h - dew_h
    dew_k = temps[:, None]
    by_entropy = chebyshev.chebvander(unit(x, 0.0, spans[0][:, None]), second - 1)
    by_enthalpy = chebyshev.chebvander(unit(y, 0.0, spans[1][:, None]), second - 1)
    # Weights undo the division, so that noise next to the dew line stays as small as it is.
    work = _least_squares(x[..., None] * by_entropy, (y - dew_k * x) / x)
    heating = _least_squares(by_enthalpy, (hot - dew_k) / y)
    mixing = _least_squares(y[..., None] * by_enthalpy, (x - y / dew_k) / y)

    temps = temps_at(_nodes(SUCTION_NODES[0]))
    suction = np.empty((2, *SUCTION_NODES))
    for i, temp in enumerate(temps):
        pressure, _, dew_h, dew_s = saturated(temp)
        for j, z in enumerate(
            gap_at(_nodes(SUCTION_NODES[1]), SUCTION_SUPERHEAT_MAX_K, temp, critical)
        ):
            h, s = at(gas, pressure, temp + z)
            suction[:, i, j] = (h - dew_h) / z, (s - dew_s) / z
    temps = temps_at(_nodes(LIQUID_NODES[0]))
    cooled = np.empty(LIQUID_NODES)
    for i, temp in enumerate(temps):
        pressure, bubble_h, _, _ = saturated(temp)
        for j, z in enumerate(
            gap_at(_nodes(LIQUID_NODES[1]), SUBCOOLING_MAX_K, temp, critical)
        ):
            cooled[i, j] = (bubble_h - at(liquid, pressure, temp - z)[0]) / z
    return RefrigerantMap(
        fluid=fluid,
        critical_k=critical,
        low_k=low,
        hottest_k=hottest,
        line=line,
        temp_of_log_pa=inverse,
        log_pa_range=log_pa,
        work=_fit(work),
        heating=_fit(heating),
        mixing=_fit(mixing),
        suction=np.stack([_fit(_fit(v).T).T for v in suction]),
        liquid=_fit(_fit(cooled).T).T,
    )
