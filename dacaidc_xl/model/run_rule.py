"""When to run: periods in which an extra tonne would emit, or cost, too much."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dacaidc_xl.model.constants import KG_PER_T, KW_PER_MW

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class RunRule:
    """Numbers of the rule; names and units of the parameter table."""

    minimum_down_time_h: Floats
    """Once stopped, the plant stays so for this long [h]."""
    run_cost_ceiling_usd_per_t: Floats
    """Cost of an extra tonne captured from which on the plant stops [2024 USD/t]; nan for none."""


@dataclass(frozen=True, slots=True)
class Marginal:
    """What one more tonne captured takes, shape (case, 1, period); nan where idle."""

    electricity_kwh_per_t: Floats
    """Electricity that it adds, net of the cooling credit."""
    emissions_kg_per_t: Floats
    """Electricity, embodied, transport losses; refrigerant leaks whether it runs or not."""
    cost_usd_per_t: Floats
    """Electricity, waste heat, transport, storage; capital, O&M, sorbent are spent anyway."""


def marginal(
    heat_kwh_per_t: Floats,
    power_kwh_per_t: Floats,
    source_per_heat: Floats,
    electricity_per_heat: Floats,
    credit_per_heat: Floats,
    supplied_kg_per_mwh: Floats,
    price_usd_per_mwh: Floats,
    other_kg_per_t: Floats,
    other_usd_per_t: Floats,
    waste_heat_price_usd_per_mwh: Floats,
) -> Marginal:
    """Electricity, emissions and cost of an extra tonne in each period.

    Parameters
    ----------
    heat_kwh_per_t, power_kwh_per_t : ndarray
        Heat, and power with compression, of the DAC plant [kWh/t]; nan where idle.
    source_per_heat, electricity_per_heat, credit_per_heat : ndarray
        Heat taken from the data center, electricity of the heat pumps and cooling electricity
        saved, each per heat delivered [-], over all classes.
    supplied_kg_per_mwh, price_usd_per_mwh : ndarray
        Intensity [kg/MWh] and price [USD/MWh] of the electricity supplied.
    other_kg_per_t, other_usd_per_t : ndarray
        Embodied emissions and transport losses [kg/t]; transport and storage [USD/t].
    waste_heat_price_usd_per_mwh : ndarray
        Price of heat taken from the data center [USD/MWh].

    Returns
    -------
    Marginal

    Examples
    --------
    >>> one = marginal(3000.0, 400.0, 0.6, 0.4, 0.0, 500.0, 80.0, 20.0, 30.0, 0.0)
    >>> one.electricity_kwh_per_t, one.emissions_kg_per_t, one.cost_usd_per_t
    (1600.0, 820.0, 158.0)
    """
    added = power_kwh_per_t + heat_kwh_per_t * (electricity_per_heat - credit_per_heat)
    source = heat_kwh_per_t * source_per_heat
    return Marginal(
        electricity_kwh_per_t=added,
        emissions_kg_per_t=added * supplied_kg_per_mwh / KW_PER_MW + other_kg_per_t,
        cost_usd_per_t=(added * price_usd_per_mwh + source * waste_heat_price_usd_per_mwh)
        / KW_PER_MW
        + other_usd_per_t,
    )


def mean_ahead(values: Floats, periods: int) -> Floats:
    """Mean of each period and of those that follow it, fewer at the end.

    Parameters
    ----------
    values : ndarray
        Any unit, shape (..., period).
    periods : int
        How many periods, with the one itself.

    Returns
    -------
    ndarray
        Shape of ``values``.

    Examples
    --------
    >>> mean_ahead(np.array([4.0, 2.0, 0.0]), 2)
    array([3., 1., 0.])
    """
    count = values.shape[-1]
    total = np.concatenate([np.zeros((*values.shape[:-1], 1)), np.cumsum(values, axis=-1)], -1)
    first = np.arange(count)
    last = np.minimum(first + periods, count)
    return np.asarray((total[..., last] - total[..., first]) / (last - first))


def stay_down(
    wanted: NDArray[np.bool_],
    worth: NDArray[np.bool_],
    hours: Floats,
    minimum_down_time_h: Floats,
) -> NDArray[np.bool_]:
    """Where the plant runs, when each stop must last.

    Parameters
    ----------
    wanted : ndarray of bool
        Where it would run, shape (case, 1, period).
    worth : ndarray of bool
        Where a stop that begins would be worth its least time, same shape.
    hours : ndarray
        Length of the periods [h], shape (1, 1, period).
    minimum_down_time_h : ndarray
        Least time of a stop [h], scalar.

    Returns
    -------
    ndarray of bool
        Shape of ``wanted``.

    Examples
    --------
    >>> wanted = np.array([[[True, False, True, True, True, True]]])
    >>> stay_down(wanted, ~wanted, np.ones((1, 1, 6)), np.asarray(3.0))[0, 0].tolist()
    [True, False, False, False, True, True]
    """
    runs = np.empty(wanted.shape, dtype=bool)
    lengths = np.broadcast_to(hours, wanted.shape)
    # Time since the last stop began; the past before the year is long enough.
    stopped_h = np.full(wanted.shape[:-1], np.inf)
    running = np.ones(wanted.shape[:-1], dtype=bool)
    for period in range(wanted.shape[-1]):
        wish = wanted[..., period]
        goes_on = wish | ~worth[..., period]
        now = np.where(running, goes_on, wish & (stopped_h >= minimum_down_time_h))
        stopped_h = np.where(running & ~now, 0.0, stopped_h) + lengths[..., period]
        runs[..., period] = running = now
    return runs


def may_run(extra: Marginal, hours: Floats, rule: RunRule) -> NDArray[np.bool_]:
    """Where the rule lets the plant run.

    Parameters
    ----------
    extra : Marginal
        What an extra tonne takes.
    hours : ndarray
        Length of the periods [h], shape (1, 1, period).
    rule : RunRule
        Numbers.

    Returns
    -------
    ndarray of bool
        False where an extra tonne emits as much as it captures, or costs more than the
        ceiling, and in the rest of a stop's least time.

    Notes
    -----
    A stop begins only where an extra tonne emits, or costs, too much in the mean of its least
    time as well: a single bad hour is not worth the good ones that the stop would take along.
    """
    over_kg = extra.emissions_kg_per_t - KG_PER_T
    over_usd = extra.cost_usd_per_t - rule.run_cost_ceiling_usd_per_t
    ahead = max(1, round(float(rule.minimum_down_time_h) / float(np.ravel(hours)[0])))
    wanted = np.ones(over_kg.shape, dtype=bool)
    worth = np.zeros(over_kg.shape, dtype=bool)
    for over in (over_kg, np.broadcast_to(over_usd, over_kg.shape)):
        # A plant that is idle for its air, or has no ceiling, is no stop of the rule: nan is
        # not above zero.
        known = np.where(np.isnan(over), 0.0, over)
        bad = over >= 0.0
        wanted &= ~bad
        worth |= bad & (mean_ahead(known, ahead) >= 0.0)
    return stay_down(wanted, worth, hours, rule.minimum_down_time_h)
