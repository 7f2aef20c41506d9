"""The reference AIDC: one data center of a given capacity, evaluated in every state."""

from __future__ import annotations

import numpy as np

from dacaidc_xl.model.baselines import HEAT_BASELINES, PROCESS_BASELINES
from dacaidc_xl.model.dac import DacPerformance
from dacaidc_xl.model.plant import Plant, evaluate
from dacaidc_xl.reference.parameters import Parameters
from dacaidc_xl.studies.cases import Surroundings, cases
from dacaidc_xl.studies.settings import plant_settings


def reference_plant(
    around: Surroundings,
    parameters: Parameters,
    baselines: tuple[str, ...] = HEAT_BASELINES + PROCESS_BASELINES,
    dac: DacPerformance | None = None,
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

    Returns
    -------
    Plant
    """
    capacity = np.full(len(around.abbr), parameters.scalar("reference_aidc_capacity_mw"))
    given = cases(
        around, parameters, parameters.by_class("energy_share")[:, :, 0], it_capacity_mw=capacity
    )
    return evaluate(given, plant_settings(parameters), baselines, dac)
