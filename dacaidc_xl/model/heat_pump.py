"""The heat pump between a heat source and the DAC plant: cycle, losses, limits."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dacaidc_xl.model import refrigerant_cycle
from dacaidc_xl.model.constants import ZERO_CELSIUS_K
from dacaidc_xl.model.refrigerant_cycle import CycleFunction

Floats = NDArray[np.float64]

INFEASIBLE_REASONS = (
    "",
    "heat usable directly: the lift is below its least value",
    "condensing too close to the critical temperature of the fluid",
    "evaporating below the triple point of the fluid",
    "the pressure ratio of a stage is above its limit",
    "the discharge is too hot for the compressor",
    "no such state of the fluid is known",
    "the share of Carnot gives a COP that does not exceed 1",
)
"""Why no heat pump is feasible, by code 0 (feasible) to 7."""

CONFIGURATIONS = ("", "single_stage", "two_stage", "eta_carnot")
"""Names of the configuration codes of a result; 0 where none is feasible."""


@dataclass(frozen=True, slots=True)
class Fluid:
    """What the heat pump must know of a working fluid."""

    name: str
    coolprop_name: str
    critical_temp_c: float
    triple_point_c: float
    ihx_effectiveness_single: float
    ihx_effectiveness_two_stage: float


@dataclass(frozen=True, slots=True)
class HeatPumpSettings:
    """Numbers of the heat pump; names and units of the parameter table."""

    heat_pump_configuration: str
    """``auto``, ``single_stage``, ``two_stage`` or ``eta_carnot``."""
    lift_min_k: Floats
    superheat_k: Floats
    subcooling_k: Floats
    compressor_isentropic_efficiency: Floats
    stage_pressure_ratio_max: Floats
    carnot_fraction: Floats
    discharge_superheat_min_k: Floats
    discharge_temp_max_c: Floats
    discharge_infeasible_margin_k: Floats
    critical_margin_error_k: Floats
    critical_margin_warning_k: Floats
    heat_pump_heat_loss_fraction: Floats
    drive_efficiency: Floats
    heat_pump_pump_fraction: Floats


@dataclass(frozen=True, slots=True)
class HeatPump:
    """A heat pump over (case, server_class, period); nan where ``reason_code`` is not 0."""

    cop: Floats
    """Heat delivered to the bed over electricity, all losses in it (COP_el) [-]."""
    cop_cycle: Floats
    """Heat of the condenser over shaft work; nan for ``eta_carnot`` [-]."""
    delivered_per_source: Floats
    """Heat delivered per heat taken from the source [-]."""
    electricity_per_source: Floats
    """Electricity per heat taken from the source [-]."""
    lift_k: Floats
    """Condensing less evaporating temperature [K]."""
    discharge_temp_c: Floats
    configuration_code: NDArray[np.int64]
    """Index into `CONFIGURATIONS`."""
    reason_code: NDArray[np.int64]
    """Index into `INFEASIBLE_REASONS`."""
    near_critical: NDArray[np.bool_]
    """Warning: condensing within the warning margin of critical."""
    wet_discharge: NDArray[np.bool_]
    """Warning: a discharge is closer to dew than its least superheat."""
    hot_discharge: NDArray[np.bool_]
    """Warning: the discharge is above the lubricant's limit."""

    @property
    def feasible(self) -> NDArray[np.bool_]:
        """Where a heat pump can run."""
        return self.reason_code == 0


@dataclass(frozen=True, slots=True)
class _Option:
    """One configuration over the states, with why it may not run."""

    cop_cycle: Floats
    discharge_temp_c: Floats
    wet: NDArray[np.bool_]
    hot: NDArray[np.bool_]
    reason: NDArray[np.int64]


def _option(
    configuration: refrigerant_cycle.Configuration,
    fluid: Fluid,
    evap_c: Floats,
    cond_c: Floats,
    s: HeatPumpSettings,
    refused: NDArray[np.int64],
    cycles: CycleFunction | None,
) -> _Option:
    ihx = (
        fluid.ihx_effectiveness_single
        if configuration == "single_stage"
        else fluid.ihx_effectiveness_two_stage
    )
    # States that are refused anyway get a harmless stand-in, so that one call serves all.
    inside = refused == 0
    harmless_cond = fluid.critical_temp_c - 40.0
    cycle = (cycles or refrigerant_cycle.evaluate)(
        configuration,
        fluid.coolprop_name,
        np.where(inside, evap_c, harmless_cond - 40.0),
        np.where(inside, cond_c, harmless_cond),
        s.superheat_k,
        s.subcooling_k,
        ihx,
        s.compressor_isentropic_efficiency,
    )
    reason = np.where(np.isnan(cycle.cop), 6, refused)
    too_hot = cycle.discharge_temp_c > s.discharge_temp_max_c + s.discharge_infeasible_margin_k
    reason = np.where((reason == 0) & too_hot, 5, reason)
    reason = np.where(
        (reason == 0) & (cycle.pressure_ratio > s.stage_pressure_ratio_max), 4, reason
    )
    return _Option(
        cycle.cop,
        cycle.discharge_temp_c,
        cycle.discharge_superheat_k < s.discharge_superheat_min_k,
        cycle.discharge_temp_c > s.discharge_temp_max_c,
        np.where(refused != 0, refused, reason),
    )


def evaluate(
    fluid: Fluid,
    evap_temp_c: ArrayLike,
    cond_temp_c: ArrayLike,
    settings: HeatPumpSettings,
    cycles: CycleFunction | None = None,
) -> HeatPump:
    """Heat pump between an evaporating and a condensing temperature, with its losses.

    Parameters
    ----------
    fluid : Fluid
        Working fluid.
    evap_temp_c, cond_temp_c : array_like
        Saturation temperatures [degC], shapes that broadcast over (case, class, period).
    settings : HeatPumpSettings
        Configuration, efficiencies, limits.
    cycles : callable, optional
        What gives the cycles: `mapped_cycles.MappedCycles` where there are many states; by
        default each state is solved by `refrigerant_cycle.evaluate`.

    Returns
    -------
    HeatPump
        With ``auto``, of the feasible configurations the one with the higher COP.

    Notes
    -----
    Delivered heat = condenser heat x (1 - heat loss); electricity = shaft work / drive /
    (1 - pump share); heat taken from the source = condenser heat - shaft work.
    ``eta_carnot``: COP_el = fraction x T_c/(T_c - T_e), heat taken = delivered - electricity.

    Examples
    --------
    See ``tests/model/test_heat_pump.py``.
    """
    s = settings
    evap, cond = np.broadcast_arrays(
        np.asarray(evap_temp_c, dtype=float), np.asarray(cond_temp_c, dtype=float)
    )
    lift = cond - evap
    critical_gap = fluid.critical_temp_c - cond
    refused = np.where(lift < s.lift_min_k, 1, 0)
    if s.heat_pump_configuration == "eta_carnot":
        return _eta_carnot(evap, cond, refused, s)
    refused = np.where((refused == 0) & (critical_gap < s.critical_margin_error_k), 2, refused)
    refused = np.where((refused == 0) & (evap <= fluid.triple_point_c), 3, refused)
    names: tuple[refrigerant_cycle.Configuration, ...] = ("single_stage", "two_stage")
    if s.heat_pump_configuration != "auto":
        names = tuple(n for n in names if n == s.heat_pump_configuration)
    options = [_option(name, fluid, evap, cond, s, refused, cycles) for name in names]
    codes = [CONFIGURATIONS.index(name) for name in names]
    best, code = options[0], np.where(options[0].reason == 0, codes[0], 0)
    for other, other_code in zip(options[1:], codes[1:], strict=True):
        better = (other.reason == 0) & ((code == 0) | (other.cop_cycle > best.cop_cycle))
        # Where neither runs, the reason of the last one stands: two stages reach furthest.
        take = better | (code == 0)
        best = _Option(
            *(
                np.where(take, getattr(other, f), getattr(best, f))
                for f in ("cop_cycle", "discharge_temp_c", "wet", "hot", "reason")
            )
        )
        code = np.where(better, other_code, code)
    runs = best.reason == 0
    cop_cycle = np.where(runs, best.cop_cycle, np.nan)
    condenser = cop_cycle / (cop_cycle - 1.0)
    delivered = condenser * (1.0 - s.heat_pump_heat_loss_fraction)
    electricity = condenser / cop_cycle / s.drive_efficiency / (1.0 - s.heat_pump_pump_fraction)
    return HeatPump(
        cop=delivered / electricity,
        cop_cycle=cop_cycle,
        delivered_per_source=delivered,
        electricity_per_source=electricity,
        lift_k=lift,
        discharge_temp_c=np.where(runs, best.discharge_temp_c, np.nan),
        configuration_code=code,
        reason_code=best.reason,
        near_critical=runs & (critical_gap < s.critical_margin_warning_k),
        wet_discharge=runs & best.wet,
        hot_discharge=runs & best.hot,
    )


def _eta_carnot(
    evap_c: Floats, cond_c: Floats, refused: NDArray[np.int64], s: HeatPumpSettings
) -> HeatPump:
    lift = cond_c - evap_c
    runs = refused == 0
    carnot = (cond_c + ZERO_CELSIUS_K) / np.where(runs, lift, 1.0)
    # Heat taken is heat delivered less electricity: there is none at a COP of 1 or less.
    refused = np.where(runs & (s.carnot_fraction * carnot <= 1.0), 7, refused)
    runs = refused == 0
    cop = np.where(runs, s.carnot_fraction * carnot, np.nan)
    delivered = cop / (cop - 1.0)
    none = np.zeros(cop.shape, dtype=bool)
    return HeatPump(
        cop=cop,
        cop_cycle=np.full(cop.shape, np.nan),
        delivered_per_source=delivered,
        electricity_per_source=delivered / cop,
        lift_k=np.broadcast_to(lift, cop.shape),
        discharge_temp_c=np.full(cop.shape, np.nan),
        configuration_code=np.where(runs, CONFIGURATIONS.index("eta_carnot"), 0),
        reason_code=np.broadcast_to(refused, cop.shape),
        near_critical=none,
        wet_discharge=none,
        hot_discharge=none,
    )


def carnot_cop(source_temp_c: ArrayLike, sink_temp_c: ArrayLike) -> Floats:
    """Heating COP of the reversible heat pump between two constant temperatures.

    Parameters
    ----------
    source_temp_c, sink_temp_c : array_like
        Temperatures of source and sink [degC], sink above source.

    Returns
    -------
    ndarray
        COP [-]; nan where there is no lift.

    Examples
    --------
    >>> carnot_cop(50.0, 110.0).round(2)
    np.float64(6.39)
    """
    sink_k = np.asarray(sink_temp_c, dtype=float) + ZERO_CELSIUS_K
    lift = sink_k - (np.asarray(source_temp_c, dtype=float) + ZERO_CELSIUS_K)
    return np.where(lift > 0.0, sink_k / np.where(lift > 0.0, lift, 1.0), np.nan)


def lorenz_cop(
    source_in_c: ArrayLike, source_out_c: ArrayLike, sink_in_c: ArrayLike, sink_out_c: ArrayLike
) -> Floats:
    """Heating COP of the reversible heat pump between two gliding temperatures.

    Parameters
    ----------
    source_in_c, source_out_c : array_like
        Source before and after it is cooled [degC].
    sink_in_c, sink_out_c : array_like
        Sink before and after it is heated [degC].

    Returns
    -------
    ndarray
        COP on the logarithmic mean temperatures [-].

    Examples
    --------
    >>> lorenz_cop(55.0, 45.0, 105.0, 110.0).round(2)
    np.float64(6.62)
    """

    def log_mean_k(one_c: ArrayLike, other_c: ArrayLike) -> Floats:
        one, other = np.broadcast_arrays(
            np.asarray(one_c, dtype=float) + ZERO_CELSIUS_K,
            np.asarray(other_c, dtype=float) + ZERO_CELSIUS_K,
        )
        same = np.isclose(one, other, rtol=0.0, atol=1e-9)
        ratio = np.where(same, np.e, other / one)
        return np.where(same, one, (other - one) / np.log(ratio))

    cold = log_mean_k(source_in_c, source_out_c)
    hot = log_mean_k(sink_in_c, sink_out_c)
    return hot / (hot - cold)
