"""Sizing of the DAC plant and how much of the heat it uses in each period."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dacaidc_xl.model.constants import KG_PER_T, KW_PER_MW

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class DispatchSettings:
    """Numbers of sizing; names and units of the parameter table."""

    nameplate_quantile: Floats
    dac_availability_fraction: Floats
    backup_heat: str
    """``none``, ``electric`` or ``gas``."""


@dataclass(frozen=True, slots=True)
class Sizing:
    """Size of the plant, shape (case, 1, 1)."""

    design_rate_t_per_h: Floats
    inventory_kg: Floats
    """Sorbent in the plant [kg]."""


@dataclass(frozen=True, slots=True)
class Operation:
    """What the plant does, shape (case, 1, period); rates hold while it is available."""

    sizing: Sizing
    potential_t_per_h: Floats
    """Capture that all available heat could drive."""
    rate_t_per_h: Floats
    """Capture while available."""
    use_share: Floats
    """Share of the available heat that is used while available [-]."""
    backup_heat_mw: Floats
    """Heat that the backup delivers while available."""
    captured_t: Floats
    """Captured in the period."""
    running_h: Floats
    """Hours of the period in which the plant is available [h]."""


def lower_quantile_rate(rate: Floats, hours: Floats, quantile: Floats) -> Floats:
    """Smallest rate whose cumulative hours reach a share of all hours.

    Parameters
    ----------
    rate : ndarray
        Rate of each period, shape (case, 1, period).
    hours : ndarray
        Hours of each period, shape (1, 1, period).
    quantile : ndarray
        Share of all hours [-], scalar or (case, 1, 1).

    Returns
    -------
    ndarray
        Shape (case, 1, 1).

    Examples
    --------
    >>> months = np.array([[[3.0, 1.0, 2.0, 4.0]]])
    >>> lower_quantile_rate(months, np.ones((1, 1, 4)), np.asarray(0.75)).item()
    3.0
    """
    order = np.argsort(rate, axis=-1, kind="stable")
    sorted_rate = np.take_along_axis(rate, order, -1)
    cumulative = np.cumsum(np.take_along_axis(np.broadcast_to(hours, rate.shape), order, -1), -1)
    # A billionth of slack: sums of hours must not lose the quantile to rounding.
    reached = cumulative >= quantile * cumulative[..., -1:] * (1.0 - 1e-9)
    first = np.argmax(reached, axis=-1)[..., None]
    return np.take_along_axis(sorted_rate, first, -1)


def operate(
    available_heat_mw: Floats,
    heat_kwh_per_t: Floats,
    productivity_kg_per_kg_h: Floats,
    hours: Floats,
    settings: DispatchSettings,
    sizing: Sizing | None = None,
    may_run: NDArray[np.bool_] | None = None,
    turndown_fraction: Floats | None = None,
) -> Operation:
    """Size the plant, if it is not given, and run it in every period.

    Parameters
    ----------
    available_heat_mw : ndarray
        Heat that could be delivered to the bed [MW], shape (case, 1, period).
    heat_kwh_per_t : ndarray
        Regeneration heat [kWh/t], nan where idle.
    productivity_kg_per_kg_h : ndarray
        CO2 per kg sorbent and hour [kg/(kg h)], nan where idle.
    hours : ndarray
        Hours of each period [h], shape (1, 1, period).
    settings : DispatchSettings
        Quantile, availability, backup.
    sizing : Sizing, optional
        A plant that is already built; by default the hours-weighted lower quantile of the
        potential, with the sorbent that its own worst period needs.
    may_run : ndarray of bool, optional
        Periods in which it may run, shape (case, 1, period); all by default. The size rests
        on all of them.
    turndown_fraction : ndarray, optional
        Least load, of the design rate, at which the plant runs [-]; none by default.

    Returns
    -------
    Operation
        Captured = min(potential, design rate, inventory x productivity) x hours x
        availability.
    """
    runs = ~np.isnan(heat_kwh_per_t)
    demand_mwh_per_t = np.where(runs, heat_kwh_per_t, 1.0) / KW_PER_MW
    potential = np.where(runs, available_heat_mw / demand_mwh_per_t, 0.0)
    productivity = np.where(runs, productivity_kg_per_kg_h, np.inf)
    with_backup = settings.backup_heat != "none"
    if sizing is None:
        design = lower_quantile_rate(potential, hours, settings.nameplate_quantile)
    else:
        design = sizing.design_rate_t_per_h
    rate = np.where(runs, design, 0.0) if with_backup else np.minimum(potential, design)
    if sizing is None:
        inventory = np.max(KG_PER_T * rate / productivity, axis=-1, keepdims=True)
        sizing = Sizing(design, inventory)
    else:
        held = np.where(runs, sizing.inventory_kg * productivity_kg_per_kg_h / KG_PER_T, 0.0)
        rate = np.minimum(rate, held)
    if may_run is not None:
        rate = np.where(may_run, rate, 0.0)
    if turndown_fraction is not None:
        rate = np.where(rate < turndown_fraction * design, 0.0, rate)
    heat_used = np.minimum(rate * demand_mwh_per_t, available_heat_mw)
    some = available_heat_mw > 0.0
    use_share = np.where(some, heat_used / np.where(some, available_heat_mw, 1.0), 0.0)
    backup = np.maximum(rate * demand_mwh_per_t - available_heat_mw, 0.0)
    running = settings.dac_availability_fraction * hours
    return Operation(
        sizing=sizing,
        potential_t_per_h=potential,
        rate_t_per_h=rate,
        use_share=use_share,
        backup_heat_mw=backup if with_backup else np.zeros(rate.shape),
        captured_t=rate * running,
        running_h=np.broadcast_to(running, rate.shape),
    )
