"""The figures of a plant that draws are compared by, and why a plant captures nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dacaidc_xl.model.heat_pump import INFEASIBLE_REASONS
from dacaidc_xl.model.plant import Plant
from dacaidc_xl.model.tvsa import IDLE_REASONS

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Figure:
    """An annual figure of the reference AIDC.

    Attributes
    ----------
    name, unit : str
        As in the table of places; the unit in words a chart can show.
    title : str
        For people.
    of : callable
        Gives it from a result of the model, shape (case,).
    on_grid : bool
        Whether it rests on the grid intensity.
    """

    name: str
    unit: str
    title: str
    of: Callable[[Plant], Floats]
    on_grid: bool


def _ratio(plant: Plant) -> Floats:
    """Give the ratio: infinite without operational emissions, zero where nothing is captured."""
    system = plant.integrated
    ratio = np.where(system.ratios.no_operational_emissions, np.inf, system.ratios.removal_ratio)
    return np.where(system.captured_t > 0.0, ratio, 0.0)


def _or_infinite(cost: Floats) -> Floats:
    """Make a cost infinite where there are no tonnes to bear it."""
    return np.where(np.isnan(cost), np.inf, cost)


FIGURES = (
    Figure("pue", "-", "PUE", lambda p: p.annual_pue, False),
    Figure("captured_t_per_yr", "t/yr", "CO2 captured", lambda p: p.integrated.captured_t, False),
    Figure("indirect_t_per_yr", "t/yr", "Indirect", lambda p: p.integrated.indirect_t, True),
    Figure(
        "net_removal_t_per_yr", "t/yr", "Net removal", lambda p: p.integrated.net_removal_t, True
    ),
    Figure("removal_ratio", "-", "Removal ratio", _ratio, True),
    Figure(
        "lccc_gross_usd_per_t",
        "USD/t",
        "Cost per tonne captured",
        lambda p: _or_infinite(p.integrated.lccc_gross_usd_per_t),
        False,
    ),
    Figure(
        "lccc_net_usd_per_t",
        "USD/t",
        "Cost per tonne of net removal",
        lambda p: _or_infinite(p.integrated.lccc_net_usd_per_t),
        True,
    ),
)
HEADLINES = ("net_removal_t_per_yr", "removal_ratio", "lccc_net_usd_per_t")
"""Figures that have a probability, and Sobol indices."""

NO_PUMP = tuple(f"no heat pump: {reason}" for reason in INFEASIBLE_REASONS[1:])
IDLE = tuple(f"idle: {reason}" for reason in IDLE_REASONS[1:])
NOTHING_REASONS = ("", *NO_PUMP, *IDLE, "no heat in enough of the year")
"""Why nothing is captured in a year, by code 0 (something is)."""


def nothing_code(plant: Plant) -> NDArray[np.int8]:
    """Say why each case captures nothing in the year.

    Parameters
    ----------
    plant : Plant
        Result of the model.

    Returns
    -------
    ndarray of int
        Index into `NOTHING_REASONS`, shape (case,): the first used class's reason where no
        class has a heat pump, else the most frequent reason of idle periods.
    """
    nothing = np.flatnonzero(plant.integrated.captured_t <= 0.0)
    code = np.zeros(plant.integrated.captured_t.size, dtype=np.int8)
    if nothing.size == 0:
        return code
    size, classes, periods = plant.facility_mwh.shape
    used = np.broadcast_to(plant.cases.class_share, (size, classes, 1))[nothing, :, 0] > 0.0
    why = np.broadcast_to(plant.heat_pump.reason_code, (size, classes, periods))[nothing, :, 0]
    idle = np.broadcast_to(plant.dac.idle_code, (size, 1, periods))[nothing, 0]
    counts = np.stack([(idle == c).sum(axis=1) for c in range(1, len(IDLE_REASONS))], axis=1)
    of_idle = np.where(
        counts.any(axis=1), 1 + len(NO_PUMP) + counts.argmax(axis=1), len(NOTHING_REASONS) - 1
    )
    no_pump = ~((why == 0) & used).any(axis=1)
    first = np.take_along_axis(why, np.argmax(used, axis=1)[:, None], 1)[:, 0]
    code[nothing] = np.where(no_pump, first, of_idle)
    return code
