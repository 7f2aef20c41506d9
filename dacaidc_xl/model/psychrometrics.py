"""Moist air: saturation pressure, humidity and wet bulb, on arrays.

The equations are those of the ASHRAE Handbook as PsychroLib codes them. PsychroLib itself
works one number at a time and finds the wet bulb only to 0.001 K; here the same equations
are solved to the last digit on whole arrays. The tests hold both against each other.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dacaidc_xl.errors import InputError
from dacaidc_xl.model.constants import ZERO_CELSIUS_K

Floats = NDArray[np.float64]

TRIPLE_POINT_C = 0.01
"""Triple point of water: below it the saturation pressure is that over ice [degC]."""

WATER_TO_AIR_MOLAR_MASS = 0.621945
"""Molar mass of water over that of dry air, ASHRAE Fundamentals 2017 ch. 1 eq. 20 [-]."""

WET_BULB_STEP_K = 1e-6
"""A last step below this leaves the wet bulb exact to the last digits, as errors square [K]."""
WET_BULB_STEPS_MAX = 12
WET_BULB_BLOCK = 4096
"""States of a block: its arrays stay in the cache of a core."""

AIR_TEMP_BOUNDS_C = (-60.0, 60.0)
AIR_PRESSURE_BOUNDS_PA = (50_000.0, 110_000.0)
REL_HUMIDITY_HELD_MAX = 1.05
"""Relative humidity up to this is held at 1 with a warning: measuring noise in fog [-]."""


def check_air(
    temp_c: ArrayLike, rel_humidity: ArrayLike, pressure_pa: ArrayLike
) -> tuple[Floats, Floats, Floats, NDArray[np.bool_]]:
    """Check weather against the bounds of the model.

    Parameters
    ----------
    temp_c : array_like
        Dry-bulb temperature [degC], -60 to 60.
    rel_humidity : array_like
        Relative humidity [-], 0 to 1; up to 1.05 is held at 1.
    pressure_pa : array_like
        Air pressure [Pa], 50,000 to 110,000.

    Returns
    -------
    temp_c, rel_humidity, pressure_pa : ndarray
        The checked values, humidity held at 1.
    held : ndarray of bool
        Where the humidity was held at 1.

    Raises
    ------
    InputError
        A value outside its bounds, or not a number.

    Examples
    --------
    >>> float(check_air(20.0, 1.02, 101325.0)[1])
    1.0
    """
    temp = np.asarray(temp_c, dtype=float)
    humidity = np.asarray(rel_humidity, dtype=float)
    pressure = np.asarray(pressure_pa, dtype=float)
    for name, values, (low, high), unit in (
        ("air temperature", temp, AIR_TEMP_BOUNDS_C, "degC"),
        ("relative humidity", humidity, (0.0, REL_HUMIDITY_HELD_MAX), "as a fraction"),
        ("air pressure", pressure, AIR_PRESSURE_BOUNDS_PA, "Pa"),
    ):
        wrong = ~((values >= low) & (values <= high))
        if wrong.any():
            value = float(values[wrong].flat[0])
            nearest = None
            if unit == "Pa" and low <= value * 100.0 <= high:
                nearest = f"{value * 100.0:.0f}"  # typed in hPa
            if unit == "as a fraction" and 1.0 < value <= 100.0:
                nearest = f"{value / 100.0:g}"  # typed in per cent
            raise InputError(name, value, f"{low:g} to {high:g} {unit}", nearest)
    return temp, np.minimum(humidity, 1.0), pressure, humidity > 1.0


def saturation_pressure_pa(temp_c: ArrayLike) -> Floats:
    """Saturation pressure of water, over ice below the triple point.

    Parameters
    ----------
    temp_c : array_like
        Temperature [degC], -100 to 200, any shape.

    Returns
    -------
    ndarray
        Saturation pressure [Pa], same shape.

    Notes
    -----
    ASHRAE Handbook - Fundamentals (2017), chapter 1, equations 5 and 6 (Hyland and Wexler
    1983), with the branch at the triple point as in PsychroLib [1]_.

    References
    ----------
    .. [1] Meyer and Thevenard (2019), J. Open Source Software 4(33), 1137,
       doi:10.21105/joss.01137

    Examples
    --------
    >>> saturation_pressure_pa([-20.0, 5.0, 25.0, 100.0]).round(1)
    array([   103.3,    872.5,   3169.2, 101418.7])
    """
    temp_k = np.asarray(temp_c, dtype=float) + ZERO_CELSIUS_K
    log_t = np.log(temp_k)
    over_ice = (
        -5.6745359e03 / temp_k
        + 6.3925247
        - 9.677843e-03 * temp_k
        + 6.2215701e-07 * temp_k**2
        + 2.0747825e-09 * temp_k**3
        - 9.484024e-13 * temp_k**4
        + 4.1635019 * log_t
    )
    over_water = (
        -5.8002206e03 / temp_k
        + 1.3914993
        - 4.8640239e-02 * temp_k
        + 4.1764768e-05 * temp_k**2
        - 1.4452093e-08 * temp_k**3
        + 6.5459673 * log_t
    )
    is_ice = np.asarray(temp_c, dtype=float) <= TRIPLE_POINT_C
    return np.exp(np.where(is_ice, over_ice, over_water))


def vapor_pressure_pa(temp_c: ArrayLike, rel_humidity: ArrayLike) -> Floats:
    """Partial pressure of water vapor in moist air.

    Parameters
    ----------
    temp_c : array_like
        Dry-bulb temperature [degC].
    rel_humidity : array_like
        Relative humidity [-], 0 to 1.

    Returns
    -------
    ndarray
        Vapor pressure [Pa].

    Examples
    --------
    >>> vapor_pressure_pa(25.0, 0.5).round(1)
    np.float64(1584.6)
    """
    return np.asarray(rel_humidity, dtype=float) * saturation_pressure_pa(temp_c)


def wet_bulb_c(temp_c: ArrayLike, rel_humidity: ArrayLike, pressure_pa: ArrayLike) -> Floats:
    """Thermodynamic wet-bulb temperature of moist air.

    Parameters
    ----------
    temp_c : array_like
        Dry-bulb temperature [degC], -60 to 60.
    rel_humidity : array_like
        Relative humidity [-], 0 to 1.
    pressure_pa : array_like
        Air pressure [Pa], 50,000 to 110,000.

    Returns
    -------
    ndarray
        Wet-bulb temperature [degC], broadcast shape.

    Notes
    -----
    ASHRAE Fundamentals (2017), chapter 1, equations 33 (above 0 degC) and 35 (below): the
    humidity ratio that adiabatic saturation from the wet bulb gives equals that of the air.
    The two overlap near 0 degC, where a wick may carry water or ice; water is preferred, as
    a tower carries it, so each state has one answer.

    Examples
    --------
    >>> wet_bulb_c(25.0, 0.5, 101325.0).round(2)
    np.float64(17.89)
    """
    temp, humidity, pressure = np.broadcast_arrays(
        np.asarray(temp_c, dtype=float),
        np.asarray(rel_humidity, dtype=float),
        np.asarray(pressure_pa, dtype=float),
    )
    flat = [np.ravel(v) for v in (temp, humidity, pressure)]
    made = np.empty(temp.size)
    for start in range(0, temp.size, WET_BULB_BLOCK):
        part = slice(start, start + WET_BULB_BLOCK)
        made[part] = _wet_bulb_block(*(v[part] for v in flat))
    return made.reshape(temp.shape)


def _humidity_ratio(vapor_pa: Floats, pressure_pa: Floats) -> Floats:
    return WATER_TO_AIR_MOLAR_MASS * vapor_pa / (pressure_pa - vapor_pa)


def _log_saturation_slope_per_k(temp_c: Floats) -> Floats:
    """Slope of the logarithm of `saturation_pressure_pa`, branch by branch [1/K]."""
    temp_k = temp_c + ZERO_CELSIUS_K
    over_ice = (
        5.6745359e03 / temp_k**2
        - 9.677843e-03
        + 2.0 * 6.2215701e-07 * temp_k
        + 3.0 * 2.0747825e-09 * temp_k**2
        - 4.0 * 9.484024e-13 * temp_k**3
        + 4.1635019 / temp_k
    )
    over_water = (
        5.8002206e03 / temp_k**2
        - 4.8640239e-02
        + 2.0 * 4.1764768e-05 * temp_k
        - 3.0 * 1.4452093e-08 * temp_k**2
        + 6.5459673 / temp_k
    )
    return np.where(temp_c <= TRIPLE_POINT_C, over_ice, over_water)


def _wet_bulb_block(temp: Floats, humidity: Floats, pressure: Floats) -> Floats:
    """Wet bulb by Newton's method.

    The balance is convex in the wet bulb, so that each step but the first comes closer from
    above, and the error squares.
    """
    target = _humidity_ratio(humidity * saturation_pressure_pa(temp), pressure)
    at_zero = _humidity_ratio(saturation_pressure_pa(0.0), pressure)
    over_water = (2501.0 * at_zero - 1.006 * temp) / (2501.0 + 1.86 * temp) <= target
    latent = np.where(over_water, 2501.0, 2830.0)
    latent_slope = np.where(over_water, 2.326, 0.24)
    water_heat = np.where(over_water, 4.186, 2.1)
    bulb = temp - (1.0 - humidity) * (2.0 + 0.35 * np.maximum(temp, -4.0))
    bulb = np.where(over_water, np.clip(bulb, 0.0, temp), np.minimum(bulb, np.minimum(temp, 0.0)))
    moving = np.ones(temp.shape, dtype=bool)
    for _ in range(WET_BULB_STEPS_MAX):
        saturation = saturation_pressure_pa(bulb)
        ratio = _humidity_ratio(saturation, pressure)
        slope = ratio * _log_saturation_slope_per_k(bulb) * pressure / (pressure - saturation)
        heat = latent - latent_slope * bulb
        balance = (
            heat * ratio
            - 1.006 * (temp - bulb)
            - target * (latent + 1.86 * temp - water_heat * bulb)
        )
        step = balance / (heat * slope - latent_slope * ratio + 1.006 + target * water_heat)
        # Each state stops by itself, so that it does not depend on those beside it.
        bulb = np.where(moving, bulb - step, bulb)
        moving &= np.abs(step) >= WET_BULB_STEP_K
        if not moving.any():
            break
    return np.minimum(bulb, temp)
