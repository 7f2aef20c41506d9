"""Part load: where the plant stops, and what the heat pump's COP loses below full load."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dacaidc_xl.model.dispatch import Operation
from dacaidc_xl.model.heat_pump import HeatPump, HeatPumpSettings

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class PartLoad:
    """Numbers of part load; names and units of the parameter table."""

    turndown_fraction: Floats
    """Least load at which the plant runs, of its design rate [-]."""
    part_load_cop_loss_fraction: Floats
    """What the COP would lose at no load; the loss is linear in the load [-]."""


def load_of(operation: Operation) -> Floats:
    """Capture rate over design rate.

    Parameters
    ----------
    operation : Operation
        What the plant does.

    Returns
    -------
    ndarray
        Load [-], 0 to 1, shape (case, 1, period); 0 for no plant.
    """
    design = operation.sizing.design_rate_t_per_h
    some = design > 0.0
    return np.where(some, operation.rate_t_per_h / np.where(some, design, 1.0), 0.0)


def per_source_at(
    pump: HeatPump, cop_factor: Floats, settings: HeatPumpSettings
) -> tuple[Floats, Floats]:
    """Heat delivered and electricity per heat taken, with a COP that is a share of the full one.

    Parameters
    ----------
    pump : HeatPump
        The heat pump at full load.
    cop_factor : ndarray
        COP over COP at full load [-], above 0, at most 1.
    settings : HeatPumpSettings
        Configuration and heat loss.

    Returns
    -------
    delivered_per_source, electricity_per_source : ndarray
        Per heat taken from the source [-]; nan where the pump is not feasible.

    Notes
    -----
    The energy balance holds: condenser heat = heat taken + shaft work, so that a lower COP
    delivers more heat per heat taken, and takes more electricity for it.

    Examples
    --------
    See ``tests/model/test_part_load.py``.
    """
    is_share_of_carnot = settings.heat_pump_configuration == "eta_carnot"
    kept = 1.0 if is_share_of_carnot else 1.0 - settings.heat_pump_heat_loss_fraction
    full = pump.delivered_per_source / kept
    work_share = (1.0 - 1.0 / full) / cop_factor
    delivered = kept / (1.0 - work_share)
    electricity = delivered * pump.electricity_per_source / pump.delivered_per_source / cop_factor
    return delivered, electricity
