"""The reference AIDC, one data center in each state, and the published load of the states."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from dacaidc_xl.model.baselines import HEAT_BASELINES, PROCESS_BASELINES
from dacaidc_xl.model.constants import HOURS_PER_YEAR
from dacaidc_xl.model.dac import DacPerformance
from dacaidc_xl.model.plant import Plant, evaluate
from dacaidc_xl.model.refrigerant_cycle import CycleFunction
from dacaidc_xl.reference.parameters import Parameters
from dacaidc_xl.studies.cases import Surroundings, cases
from dacaidc_xl.studies.settings import plant_settings


def reference_plant(
    around: Surroundings,
    parameters: Parameters,
    baselines: tuple[str, ...] = HEAT_BASELINES + PROCESS_BASELINES,
    dac: DacPerformance | None = None,
    wet_bulb: NDArray[np.float64] | None = None,
    cycles: CycleFunction | None = None,
) -> Plant:
    """Evaluate the reference AIDC in each of some states.

    Parameters
    ----------
    around : Surroundings
        Weather, grid and prices of the states.
    parameters : Parameters
        Values of the run.
    baselines : tuple of str
        Baselines to evaluate.
    dac : DacPerformance, optional
        The DAC plant in the same air, where it is known already.
    wet_bulb : ndarray, optional
        Wet bulb of the same air [degC], where it is known already.
    cycles : callable, optional
        What gives the heat-pump cycles, see `heat_pump.evaluate`.

    Returns
    -------
    Plant
    """
    capacity = np.full(len(around.abbr), parameters.scalar("reference_aidc_capacity_mw"))
    given = cases(
        around, parameters, parameters.by_class("energy_share")[:, :, 0], it_capacity_mw=capacity
    )
    return evaluate(given, plant_settings(parameters), baselines, dac, wet_bulb, cycles)


def load_plant(
    around: Surroundings,
    parameters: Parameters,
    campus_mwh_per_yr: NDArray[np.float64],
    reference: Plant,
    baselines: tuple[str, ...] = (),
) -> Plant:
    """Evaluate the published load of each of some states.

    Parameters
    ----------
    around : Surroundings
        Weather, grid and prices of the states.
    parameters : Parameters
        Values of the run.
    campus_mwh_per_yr : ndarray
        Facility electricity of the AI campuses of each state, shape (state,) [MWh/yr].
    reference : Plant
        The reference AIDC in the same states: a state's plants are each as large as it, never
        one for a whole state, and work in the same air.
    baselines : tuple of str
        Baselines to evaluate.

    Returns
    -------
    Plant
    """
    scale = reference.operation.sizing.design_rate_t_per_h[:, 0, 0] * HOURS_PER_YEAR
    given = cases(
        around,
        parameters,
        parameters.by_class("energy_share")[:, :, 0],
        facility_mwh_per_yr=campus_mwh_per_yr,
        scale_t_per_yr=scale,
    )
    return evaluate(given, reference.settings, baselines, reference.dac)
