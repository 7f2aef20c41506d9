"""Moist air: saturation pressure, humidity and wet bulb, on arrays.

The equations are those of the ASHRAE Handbook as PsychroLib codes them. PsychroLib itself
works one number at a time and finds the wet bulb only to 0.001 K; here the same equations
are solved to the last digit on whole arrays. The tests hold both against each other.
"""

from __future__ import annotations

from typing import Protocol

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
WET_BULB_BLOCK = 16_384
"""States of a block: its arrays stay in the caches, and calls are few."""

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
    temp = np.asarray(temp_c, dtype=float)
    temp_k = temp + ZERO_CELSIUS_K
    is_ice = temp <= TRIPLE_POINT_C
    # Powers are most of the work: of each state only its own branch is computed.
    if not is_ice.any():
        return np.exp(_log_over_water(temp_k))
    if is_ice.all():
        return np.exp(_log_over_ice(temp_k))
    logarithm = np.empty(temp_k.shape)
    logarithm[is_ice] = _log_over_ice(temp_k[is_ice])
    logarithm[~is_ice] = _log_over_water(temp_k[~is_ice])
    return np.exp(logarithm)


def _log_over_ice(temp_k: Floats) -> Floats:
    return np.asarray(
        -5.6745359e03 / temp_k
        + 6.3925247
        - 9.677843e-03 * temp_k
        + 6.2215701e-07 * temp_k**2
        + 2.0747825e-09 * temp_k**3
        - 9.484024e-13 * temp_k**4
        + 4.1635019 * np.log(temp_k)
    )


def _log_over_water(temp_k: Floats) -> Floats:
    return np.asarray(
        -5.8002206e03 / temp_k
        + 1.3914993
        - 4.8640239e-02 * temp_k
        + 4.1764768e-05 * temp_k**2
        - 1.4452093e-08 * temp_k**3
        + 6.5459673 * np.log(temp_k)
    )


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


class SaturationFunction(Protocol):
    """What gives saturation pressure and its slope, as `saturation_and_slope` does."""

    def __call__(self, temp_c: Floats) -> tuple[Floats, Floats]:
        """Give saturation pressure [Pa] and the slope of its logarithm [1/K]."""


def saturation_and_slope(temp_c: Floats) -> tuple[Floats, Floats]:
    """Saturation pressure with the slope of its logarithm, branch by branch.

    Parameters
    ----------
    temp_c : ndarray
        Temperature [degC], -100 to 200, any shape.

    Returns
    -------
    pressure_pa, log_slope_per_k : ndarray
        `saturation_pressure_pa`, and the slope of its logarithm [1/K].

    Examples
    --------
    >>> pressure, slope = saturation_and_slope(np.array([25.0]))
    >>> pressure.round(1), slope.round(4)
    (array([3169.2]), array([0.0596]))
    """
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
    slope = np.where(temp_c <= TRIPLE_POINT_C, over_ice, over_water)
    return saturation_pressure_pa(temp_c), slope


def wet_bulb_c(
    temp_c: ArrayLike,
    rel_humidity: ArrayLike,
    pressure_pa: ArrayLike,
    saturation: SaturationFunction = saturation_and_slope,
) -> Floats:
    """Thermodynamic wet-bulb temperature of moist air.

    Parameters
    ----------
    temp_c : array_like
        Dry-bulb temperature [degC], -60 to 60.
    rel_humidity : array_like
        Relative humidity [-], 0 to 1.
    pressure_pa : array_like
        Air pressure [Pa], 50,000 to 110,000.
    saturation : callable
        What gives saturation pressure and its slope: the equations (default), or a
        `saturation_table.SaturationTable` where there are many states.

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
        air = flat[0][part], flat[1][part], flat[2][part]
        made[part] = _wet_bulb_block(*air, saturation)
    return made.reshape(temp.shape)


def _humidity_ratio(vapor_pa: Floats, pressure_pa: Floats) -> Floats:
    return WATER_TO_AIR_MOLAR_MASS * vapor_pa / (pressure_pa - vapor_pa)


def _wet_bulb_block(
    temp: Floats, humidity: Floats, pressure: Floats, saturation: SaturationFunction
) -> Floats:
    """Wet bulb by Newton's method.

    The balance is convex in the wet bulb, so that each step but the first comes closer from
    above, and the error squares.
    """
    target = _humidity_ratio(humidity * saturation(temp)[0], pressure)
    at_zero = _humidity_ratio(saturation_pressure_pa(0.0), pressure)
    over_water = (2501.0 * at_zero - 1.006 * temp) / (2501.0 + 1.86 * temp) <= target
    latent = np.where(over_water, 2501.0, 2830.0)
    latent_slope = np.where(over_water, 2.326, 0.24)
    water_heat = np.where(over_water, 4.186, 2.1)
    bulb = temp - (1.0 - humidity) * (2.0 + 0.35 * np.maximum(temp, -4.0))
    bulb = np.where(over_water, np.clip(bulb, 0.0, temp), np.minimum(bulb, np.minimum(temp, 0.0)))
    held = latent + 1.86 * temp
    air, made = temp, bulb
    moving = np.arange(temp.size)
    for _ in range(WET_BULB_STEPS_MAX):
        saturated, log_slope = saturation(bulb)
        dry = pressure - saturated
        ratio = WATER_TO_AIR_MOLAR_MASS * saturated / dry
        slope = ratio * log_slope * pressure / dry
        heat = latent - latent_slope * bulb
        balance = heat * ratio - 1.006 * (temp - bulb) - target * (held - water_heat * bulb)
        step = balance / (heat * slope - latent_slope * ratio + 1.006 + target * water_heat)
        bulb = bulb - step
        made[moving] = bulb
        # Each state stops by itself, so that it does not depend on those beside it.
        on = np.flatnonzero(np.abs(step) >= WET_BULB_STEP_K)
        if on.size == 0:
            break
        moving = moving[on]
        state = (temp, pressure, target, latent, latent_slope, water_heat, held, bulb)
        temp, pressure, target, latent, latent_slope, water_heat, held, bulb = (
            v[on] for v in state
        )
    return np.minimum(made, air)
