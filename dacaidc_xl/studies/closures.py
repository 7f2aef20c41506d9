"""Closures: what must add up, does; each as the largest relative error over all cases."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from dacaidc_xl.model.constants import KW_PER_MW
from dacaidc_xl.model.plant import Plant

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]

LIMIT = 1e-9
"""Largest relative error of a closure that passes [-]."""


def _error(left: Floats, right: Floats) -> float:
    left, right = np.broadcast_arrays(np.asarray(left), np.asarray(right))
    with np.errstate(invalid="ignore"):
        gap = np.asarray(left - right)
        np.abs(gap, out=gap)
        scale = np.maximum(np.abs(left), np.abs(right))
        gap /= np.maximum(scale, 1e-12)
        # What is not finite on either side has become nan, which `fmax` passes over.
        return float(np.fmax.reduce(gap, axis=None, initial=0.0))


def closures(plant: Plant, published_load_mwh: Floats | None = None) -> list[tuple[str, float]]:
    """Errors of all closures of a result.

    Parameters
    ----------
    plant : Plant
        Result of the model.
    published_load_mwh : ndarray, optional
        Facility electricity that a region was given [MWh/yr], shape (case,).

    Returns
    -------
    list of (str, float)
        What is closed, and its largest relative error over cases, classes and periods [-].
    """
    s, flows = plant.settings, plant.integrated.flows
    classes = len(s.server_classes)
    pump, center = plant.heat_pump, plant.data_center
    recovered = flows.recovered_mwh[:, :classes]
    delivered = flows.delivered_mwh[:, :classes]
    electricity = flows.heat_electricity_mwh[:, :classes]
    found = []
    if np.isfinite(pump.cop_cycle).any():
        # From the delivered side back: condenser heat, and shaft work from the electricity.
        condenser = delivered / (1.0 - s.heat_pump.heat_pump_heat_loss_fraction)
        shaft = (
            electricity * s.heat_pump.drive_efficiency * (1.0 - s.heat_pump.heat_pump_pump_fraction)
        )
        found.append(
            ("condenser heat = evaporator heat + shaft work", _error(condenser, recovered + shaft))
        )
    else:
        found.append(
            (
                "heat delivered = heat taken + electricity",
                _error(delivered, recovered + electricity),
            )
        )
    heat_in = plant.it_mwh * center.electricity_to_heat
    rejected = plant.it_mwh * (center.recovered_stream + center.residual_stream) - recovered
    ventilated = plant.it_mwh * center.ventilated
    found.append(
        (
            "data-center heat in = recovered + rejected + ventilated",
            _error(heat_in, recovered + rejected + ventilated),
        )
    )
    for system in (plant.integrated, *plant.baselines.values()):
        e = system.emissions
        found.append(
            (
                f"{system.name}: captured - indirect = net removal",
                _error(system.flows.captured_t - e.indirect_t, e.net_removal_t),
            )
        )
        found.append(
            (
                f"{system.name}: contributions sum to the captured of the case",
                _error(system.flows.captured_t.sum(axis=1), plant.operation.captured_t[:, 0]),
            )
        )
        if np.isfinite(system.lccc_gross_usd_per_t).any():
            found.append(
                (
                    f"{system.name}: cost lines sum to LCCC x captured",
                    _error(
                        np.where(
                            system.captured_t > 0.0,
                            system.lccc_gross_usd_per_t * system.captured_t,
                            np.nan,
                        ),
                        system.cost_usd.sum(axis=(1, 2)),
                    ),
                )
            )
    demand = np.where(plant.operation.captured_t > 0.0, plant.dac.heat_kwh_per_t, 0.0) / KW_PER_MW
    found.append(
        (
            "heat delivered = captured x heat per tonne",
            _error(flows.delivered_mwh.sum(axis=1), (plant.operation.captured_t * demand)[:, 0]),
        )
    )
    if published_load_mwh is not None:
        found.append(
            (
                "facility electricity of a region = its load",
                _error(plant.facility_mwh.sum(axis=(1, 2)), published_load_mwh),
            )
        )
    return found


def worst_closures(found: Iterable[list[tuple[str, float]]]) -> list[tuple[str, float]]:
    """Give the largest error of each closure over several results.

    Parameters
    ----------
    found : iterable of list
        What `closures` gave for each.

    Returns
    -------
    list of (str, float)

    Examples
    --------
    >>> worst_closures([[("a = b", 1e-16)], [("a = b", 3e-16)]])
    [('a = b', 3e-16)]
    """
    worst: dict[str, float] = {}
    for one in found:
        for name, error in one:
            worst[name] = max(error, worst.get(name, 0.0))
    return list(worst.items())


def checks_table(scenario: str, found: list[tuple[str, float]]) -> pd.DataFrame:
    """Give closures as a table.

    Parameters
    ----------
    scenario : str
        Scenario of the results.
    found : list of (str, float)
        Closures and their errors.

    Returns
    -------
    DataFrame
        Columns scenario, closure, relative_error.
    """
    import pandas as pd

    rows = [(scenario, name, error) for name, error in found]
    return pd.DataFrame(rows, columns=["scenario", "closure", "relative_error"])
