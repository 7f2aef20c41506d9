"""Water that a wet cooling tower takes for the heat it rejects."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

MJ_PER_KWH = 3.6


def make_up_l_per_kwh(
    evaporative_share: ArrayLike,
    latent_heat_mj_per_kg: ArrayLike,
    cycles_of_concentration: ArrayLike,
    drift_fraction: ArrayLike,
) -> NDArray[np.float64]:
    """Make-up water of a wet tower per heat rejected.

    Parameters
    ----------
    evaporative_share : array_like
        Share of the heat that leaves by evaporation [-].
    latent_heat_mj_per_kg : array_like
        Heat of vaporization [MJ/kg].
    cycles_of_concentration : array_like
        Salt in the basin over salt in the make-up, above 1 [-].
    drift_fraction : array_like
        Drift as a share of evaporation [-].

    Returns
    -------
    ndarray
        Liters (kilograms) per kWh of heat.

    Notes
    -----
    Evaporation + blowdown + drift, blowdown = evaporation / (cycles - 1).

    Examples
    --------
    >>> make_up_l_per_kwh(0.85, 2.43, 4.0, 0.005).round(3)
    np.float64(1.685)
    """
    evaporation = np.asarray(evaporative_share) * MJ_PER_KWH / latent_heat_mj_per_kg
    lost = 1.0 / (np.asarray(cycles_of_concentration) - 1.0) + drift_fraction
    return np.asarray(evaporation * (1.0 + lost))
