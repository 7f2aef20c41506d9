"""Data-center cooling: heat streams, facility electricity and water per unit of IT energy."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dacaidc_xl.model.constants import ZERO_CELSIUS_K
from dacaidc_xl.model.water import make_up_l_per_kwh

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class DataCenterSettings:
    """Numbers of data-center cooling; names and units of the parameter table.

    Fields of the first block are per server class, shape (1 or case, class, 1); the others
    broadcast over (case, class, period).
    """

    liquid_share: Floats
    return_temp_c: Floats
    loop_cooling_k: Floats
    recovery_fraction: Floats
    rejection: tuple[str, ...]
    """``wet_tower`` or ``dry_cooler`` for each class."""
    power_loss_fraction: Floats
    loss_in_hall_share: Floats
    fan_power_fraction: Floats
    loop_pump_power_fraction: Floats
    retrofit_share: Floats
    age_factor: Floats
    residual_air_supply_temp_c: Floats
    residual_air_return_temp_c: Floats
    tower_approach_k: Floats
    tower_exchanger_approach_k: Floats
    chiller_carnot_fraction: Floats
    chiller_cop_max: Floats
    chiller_evaporator_approach_k: Floats
    chiller_condenser_approach_k: Floats
    chiller_lift_min_k: Floats
    tower_power_fraction: Floats
    dry_cooler_approach_k: Floats
    dry_cooler_fan_fraction: Floats
    tower_evaporative_share: Floats
    water_latent_heat_mj_per_kg: Floats
    tower_cycles_of_concentration: Floats
    tower_drift_fraction: Floats


@dataclass(frozen=True, slots=True)
class Rejection:
    """What rejecting one unit of heat takes; fields broadcast over (case, class, period)."""

    electricity: Floats
    """Chiller, tower and dry-cooler electricity per heat [-]."""
    water_l_per_kwh: Floats
    """Make-up water per heat [L/kWh]."""
    chiller_share: Floats
    """Share of the heat that passes a chiller [-]."""


@dataclass(frozen=True, slots=True)
class DataCenter:
    """Streams per unit of IT energy, before any heat is recovered.

    PUE, water and what is saved per heat have shape (case, class, period); the others do not
    depend on the air: (1 or case, class, 1).
    """

    pue: Floats
    """Facility electricity over IT electricity, without recovery [-]."""
    wue_l_per_kwh: Floats
    """Cooling water per IT energy, without recovery [L/kWh]."""
    recovered_stream: Floats
    """Heat of the stream that can be recovered, with its movers [per IT energy]."""
    residual_stream: Floats
    """Heat of the other stream, with its movers [per IT energy]."""
    ventilated: Floats
    """Losses outside the hall, which leave by ventilation [per IT energy]."""
    electricity_to_heat: Floats
    """Electricity that ends as heat in the building: IT, losses, movers [per IT energy]."""
    recoverable: Floats
    """Heat that reaches the heat pump at full use [per IT energy]."""
    credit_per_heat: Floats
    """Cooling electricity saved per heat taken from the recovered stream [-]."""
    water_saved_l_per_kwh: Floats
    """Make-up water saved per heat taken from the recovered stream [L/kWh]."""
    supply_temp_c: Floats
    """Supply temperature of the recovered stream [degC]."""


def chiller_cop(
    supply_temp_c: ArrayLike, wet_bulb_c: ArrayLike, settings: DataCenterSettings
) -> Floats:
    """Cooling COP of a water-cooled chiller, as a share of Carnot.

    Parameters
    ----------
    supply_temp_c : array_like
        Water temperature that the chiller supplies [degC].
    wet_bulb_c : array_like
        Wet-bulb temperature [degC].
    settings : DataCenterSettings
        Approaches, Carnot share and upper limit.

    Returns
    -------
    ndarray
        Heat taken per electricity [-].
    """
    s = settings
    evaporating_k = (
        np.asarray(supply_temp_c, dtype=float) - s.chiller_evaporator_approach_k + ZERO_CELSIUS_K
    )
    condensing_k = np.maximum(
        np.asarray(wet_bulb_c) + s.chiller_condenser_approach_k + ZERO_CELSIUS_K,
        evaporating_k + s.chiller_lift_min_k,
    )
    carnot = evaporating_k / (condensing_k - evaporating_k)
    return np.minimum(s.chiller_cop_max, s.chiller_carnot_fraction * carnot)


def reject_wet(
    supply_temp_c: ArrayLike,
    return_temp_c: ArrayLike,
    wet_bulb_c: ArrayLike,
    settings: DataCenterSettings,
) -> Rejection:
    """Rejection through a wet tower with a water-side economizer and a chiller for the rest.

    Parameters
    ----------
    supply_temp_c, return_temp_c : array_like
        Water temperature to and from the load [degC], return above supply.
    wet_bulb_c : array_like
        Wet-bulb temperature [degC].
    settings : DataCenterSettings
        Approaches and fractions.

    Returns
    -------
    Rejection
        Per unit of heat.

    Notes
    -----
    Economizer share = clip((t_return - t_tower)/(t_return - t_supply), 0, 1) with
    t_tower = wet bulb + approaches. Compare Lei and Masanet (2022), Resour. Conserv. Recycl.
    182, 106323, doi:10.1016/j.resconrec.2022.106323.
    """
    s = settings
    supply = np.asarray(supply_temp_c, dtype=float)
    returned = np.asarray(return_temp_c, dtype=float)
    tower_water = np.asarray(wet_bulb_c) + s.tower_approach_k + s.tower_exchanger_approach_k
    free = np.clip((returned - tower_water) / (returned - supply), 0.0, 1.0)
    chilled = 1.0 - free
    work = chilled / chiller_cop(supply, wet_bulb_c, s)
    tower_heat = 1.0 + work
    water = make_up_l_per_kwh(
        s.tower_evaporative_share,
        s.water_latent_heat_mj_per_kg,
        s.tower_cycles_of_concentration,
        s.tower_drift_fraction,
    )
    return Rejection(work + s.tower_power_fraction * tower_heat, water * tower_heat, chilled)


def reject(
    rejection: tuple[str, ...],
    supply_temp_c: Floats,
    return_temp_c: Floats,
    temp_c: ArrayLike,
    wet_bulb_c: ArrayLike,
    settings: DataCenterSettings,
) -> Rejection:
    """Rejection of the recovered stream of each class by its own plant.

    Parameters
    ----------
    rejection : tuple of str
        ``wet_tower`` or ``dry_cooler`` for each class.
    supply_temp_c, return_temp_c : ndarray
        Temperatures of the stream [degC], shape (1 or case, class, 1).
    temp_c, wet_bulb_c : array_like
        Dry and wet bulb [degC], shape (case, 1, period).
    settings : DataCenterSettings
        Approaches and fractions.

    Returns
    -------
    Rejection
        A dry-cooled stream takes fans only, and is cooled as a wet one when it is too hot.
    """
    wet = reject_wet(supply_temp_c, return_temp_c, wet_bulb_c, settings)
    is_dry = np.array([kind == "dry_cooler" for kind in rejection])[None, :, None]
    dry_now = is_dry & (np.asarray(temp_c) <= supply_temp_c - settings.dry_cooler_approach_k)
    return Rejection(
        np.where(dry_now, settings.dry_cooler_fan_fraction, wet.electricity),
        np.where(dry_now, 0.0, wet.water_l_per_kwh),
        np.where(dry_now, 0.0, wet.chiller_share),
    )


def evaluate(temp_c: ArrayLike, wet_bulb_c: ArrayLike, settings: DataCenterSettings) -> DataCenter:
    """Streams, PUE and cooling of each server class in given air.

    Parameters
    ----------
    temp_c, wet_bulb_c : array_like
        Dry and wet bulb [degC], shape (case, 1, period).
    settings : DataCenterSettings
        Numbers of the classes.

    Returns
    -------
    DataCenter
        Per unit of IT energy, shape (case, class, period).

    Notes
    -----
    Air stream = 1 - liquid share + hall losses; fans and pumps are fractions of the heat they
    move and end as heat in it, so that a stream with its movers is (1 + fraction) times the
    heat. Losses outside the hall leave by ventilation.
    PUE = 1 + losses + movers + chiller + tower, an output.
    """
    s = settings
    hall_losses = s.power_loss_fraction * s.loss_in_hall_share
    air_heat = 1.0 - s.liquid_share + hall_losses
    fans = s.fan_power_fraction * air_heat
    pumps = s.loop_pump_power_fraction * s.liquid_share
    air_stream = air_heat + fans
    liquid_stream = s.liquid_share + pumps
    is_liquid = s.liquid_share > 0.0
    recovered = np.where(is_liquid, liquid_stream, air_stream)
    # An air class with no liquid has one stream only, whatever its fans add.
    residual = np.where(is_liquid, air_stream, 0.0)
    supply = s.return_temp_c - s.loop_cooling_k
    main = reject(s.rejection, supply, s.return_temp_c, temp_c, wet_bulb_c, s)
    rest = reject_wet(s.residual_air_supply_temp_c, s.residual_air_return_temp_c, wet_bulb_c, s)
    cooling = recovered * main.electricity + residual * rest.electricity
    pue = 1.0 + s.power_loss_fraction + fans + pumps + cooling
    water = recovered * main.water_l_per_kwh + residual * rest.water_l_per_kwh
    shape = np.broadcast_shapes(pue.shape, water.shape)

    def full(value: Floats) -> Floats:
        return np.broadcast_to(value, shape)

    def steady(value: Floats) -> Floats:
        return np.broadcast_to(value, np.broadcast_shapes(np.shape(value), (1, shape[1], 1)))

    return DataCenter(
        pue=full(pue),
        wue_l_per_kwh=full(water),
        recovered_stream=steady(recovered),
        residual_stream=steady(residual),
        ventilated=steady(s.power_loss_fraction * (1.0 - s.loss_in_hall_share)),
        electricity_to_heat=steady(1.0 + s.power_loss_fraction + fans + pumps),
        recoverable=steady(recovered * s.recovery_fraction * s.retrofit_share * s.age_factor),
        credit_per_heat=full(main.electricity),
        water_saved_l_per_kwh=full(main.water_l_per_kwh),
        supply_temp_c=steady(supply),
    )
