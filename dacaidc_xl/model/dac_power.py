"""Electricity, cooling and water of the DAC plant around its adsorption cycle."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dacaidc_xl.model.co2_compression import co2_compression_kwh_per_t
from dacaidc_xl.model.co2_compression_map import CompressionFunction
from dacaidc_xl.model.constants import (
    GAS_CONSTANT_J_PER_MOL_K,
    KJ_PER_KWH,
    WATER_MOLAR_MASS_KG_PER_MOL,
    ZERO_CELSIUS_K,
)
from dacaidc_xl.model.psychrometrics import saturation_pressure_pa, wet_bulb_c
from dacaidc_xl.model.tvsa import TvsaCycle
from dacaidc_xl.model.water import make_up_l_per_kwh

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class DacPowerSettings:
    """Numbers of the plant around the cycle; names and units of the parameter table."""

    desorption_temp_c: Floats
    desorption_pressure_pa: Floats
    contactor_pressure_drop_pa: Floats
    contactor_fan_efficiency: Floats
    vacuum_stage_count: Floats
    vacuum_isentropic_efficiency: Floats
    vacuum_heat_capacity_ratio: Floats
    vacuum_outlet_pressure_pa: Floats
    vapor_condensed_share: Floats
    cooling_water_temp_min_c: Floats
    cooling_water_approach_k: Floats
    dac_auxiliary_power_kwh_per_t: Floats
    co2_delivery_pressure_bar: Floats
    co2_compression_stage_count: Floats
    co2_compression_isentropic_efficiency: Floats
    co2_molar_mass_kg_per_mol: Floats
    co2_heat_capacity_j_per_mol_k: Floats
    water_vapor_heat_capacity_j_per_mol_k: Floats
    vapor_heat_return_fraction: Floats
    water_latent_heat_mj_per_kg: Floats
    tower_power_fraction: Floats
    tower_evaporative_share: Floats
    tower_cycles_of_concentration: Floats
    tower_drift_fraction: Floats


@dataclass(frozen=True, slots=True)
class DacPower:
    """Electricity and water per tonne captured; fields broadcast over (case, 1, period)."""

    fan_kwh_per_t: Floats
    vacuum_kwh_per_t: Floats
    auxiliary_kwh_per_t: Floats
    tower_kwh_per_t: Floats
    compression_kwh_per_t: Floats
    tower_heat_kwh_per_t: Floats
    make_up_l_per_t: Floats
    condensate_l_per_t: Floats

    @property
    def dac_kwh_per_t(self) -> Floats:
        """All but the compression to pipeline pressure [kWh/t]."""
        return (
            self.fan_kwh_per_t
            + self.vacuum_kwh_per_t
            + self.auxiliary_kwh_per_t
            + self.tower_kwh_per_t
        )

    @property
    def total_kwh_per_t(self) -> Floats:
        """With the compression [kWh/t]."""
        return self.dac_kwh_per_t + self.compression_kwh_per_t


def fan_work_j_per_mol(
    air_per_co2_mol: ArrayLike,
    temp_c: ArrayLike,
    pressure_pa: ArrayLike,
    pressure_drop_pa: ArrayLike,
    efficiency: ArrayLike,
) -> Floats:
    """Contactor fan work per mole of captured CO2.

    Parameters
    ----------
    air_per_co2_mol : array_like
        Air moved per CO2 captured [mol/mol].
    temp_c, pressure_pa : array_like
        Air temperature [degC] and pressure [Pa].
    pressure_drop_pa : array_like
        Pressure drop over the contactor [Pa].
    efficiency : array_like
        Total efficiency of the fans [-].

    Returns
    -------
    ndarray
        Work [J/mol].

    Examples
    --------
    >>> per_t = fan_work_j_per_mol(1 / (0.5 * 420e-6), 20.0, 101325.0, 200.0, 0.6) / 0.04401 / 3600
    >>> per_t.round(0)
    np.float64(241.0)
    """
    volume = GAS_CONSTANT_J_PER_MOL_K * (np.asarray(temp_c) + ZERO_CELSIUS_K) / pressure_pa
    return np.asarray(pressure_drop_pa * np.asarray(air_per_co2_mol) * volume / efficiency)


def vacuum_work_j_per_mol(
    inlet_pa: ArrayLike,
    outlet_pa: ArrayLike,
    temp_c: ArrayLike,
    stage_count: ArrayLike,
    heat_capacity_ratio: ArrayLike,
    efficiency: ArrayLike,
) -> Floats:
    """Work of an intercooled ideal-gas vacuum pump per mole pumped.

    Parameters
    ----------
    inlet_pa, outlet_pa : array_like
        Suction and delivery pressure [Pa].
    temp_c : array_like
        Temperature at the inlet of each stage [degC].
    stage_count : array_like
        Stages of equal pressure ratio.
    heat_capacity_ratio : array_like
        Ratio of heat capacities, above 1 [-].
    efficiency : array_like
        Isentropic efficiency of each stage [-].

    Returns
    -------
    ndarray
        Work [J/mol]; zero where no suction is needed.

    Examples
    --------
    >>> pure = vacuum_work_j_per_mol([5e3, 2e4, 5e4], 101325.0, 30.0, 2, 1.33, 0.7)
    >>> (pure / 0.04401 / 3600).round(0)
    array([83., 41., 17.])
    """
    exponent = (np.asarray(heat_capacity_ratio) - 1.0) / heat_capacity_ratio
    ratio = np.maximum(np.asarray(outlet_pa) / inlet_pa, 1.0) ** (1.0 / np.asarray(stage_count))
    temp_k = np.asarray(temp_c) + ZERO_CELSIUS_K
    one = GAS_CONSTANT_J_PER_MOL_K * temp_k / exponent * (ratio**exponent - 1.0) / efficiency
    return np.asarray(stage_count * one)


def pumped_vapor_per_co2_mol(
    water_per_co2_mol: ArrayLike,
    cooling_c: ArrayLike,
    desorption_pa: ArrayLike,
    condensed_share: ArrayLike,
) -> Floats:
    """Water vapor that the vacuum pump carries per mole of CO2.

    Parameters
    ----------
    water_per_co2_mol : array_like
        Water desorbed per CO2 [mol/mol].
    cooling_c : array_like
        Temperature of the condenser before the pump [degC].
    desorption_pa : array_like
        Total pressure there [Pa].
    condensed_share : array_like
        Share of the condensable vapor that does condense [-].

    Returns
    -------
    ndarray
        Vapor pumped [mol/mol]: the gas leaves saturated at least, and all of the vapor stays
        where the pressure does not exceed saturation.

    Examples
    --------
    >>> pumped_vapor_per_co2_mol(3.3, 30.0, [4000.0, 20000.0], 1.0).round(3)
    array([3.3 , 0.27])
    """
    water = np.asarray(water_per_co2_mol, dtype=float)
    cooling = np.asarray(cooling_c, dtype=float)
    # Most hours are at the least temperature: one value serves them all.
    least_c = cooling.min(initial=np.inf)
    saturation = np.full(cooling.shape, saturation_pressure_pa(least_c))
    warmer = cooling != least_c
    saturation[warmer] = saturation_pressure_pa(cooling[warmer])
    gap = np.asarray(desorption_pa, dtype=float) - saturation
    least = np.where(gap > 0.0, saturation / np.where(gap > 0.0, gap, 1.0), np.inf)
    least = np.minimum(water, least)
    return np.asarray(least + (1.0 - np.asarray(condensed_share)) * (water - least))


def cooling_water_c(
    temp_c: ArrayLike,
    rel_humidity: ArrayLike,
    pressure_pa: ArrayLike,
    settings: DacPowerSettings,
    wet_bulb: Floats | None = None,
) -> Floats:
    """Temperature of the DAC plant's condenser and intercoolers [degC]."""
    bulb = wet_bulb_c(temp_c, rel_humidity, pressure_pa) if wet_bulb is None else wet_bulb
    return np.maximum(settings.cooling_water_temp_min_c, bulb + settings.cooling_water_approach_k)


def _tower(heat_kwh_per_t: Floats, s: DacPowerSettings) -> tuple[Floats, Floats]:
    """Electricity and make-up water of the tower."""
    make_up = heat_kwh_per_t * make_up_l_per_kwh(
        s.tower_evaporative_share,
        s.water_latent_heat_mj_per_kg,
        s.tower_cycles_of_concentration,
        s.tower_drift_fraction,
    )
    return s.tower_power_fraction * heat_kwh_per_t, make_up


def mechanistic_power(
    cycle: TvsaCycle,
    temp_c: ArrayLike,
    rel_humidity: ArrayLike,
    pressure_pa: ArrayLike,
    settings: DacPowerSettings,
    compression: CompressionFunction = co2_compression_kwh_per_t,
    wet_bulb: Floats | None = None,
) -> DacPower:
    """Power and water per tonne of the plant around a TVSA cycle.

    Parameters
    ----------
    cycle : TvsaCycle
        Cycle in the same air.
    temp_c, rel_humidity, pressure_pa : array_like
        Air [degC], [-], [Pa].
    settings : DacPowerSettings
        Numbers of the plant.
    compression : callable
        What gives work and heat of the CO2 compression: computed state by state (default), or
        a `co2_compression_map.CompressionCurve` where there are many states.
    wet_bulb : ndarray, optional
        Wet bulb of the same air [degC], where it is known already.

    Returns
    -------
    DacPower
        nan where the cycle is idle.

    Notes
    -----
    Fans: pressure drop x volume / efficiency. Vacuum: intercooled ideal-gas stages on CO2 and
    the vapor that does not condense. Tower: cooling of the product gas, condensing water,
    vacuum work, compressor coolers.
    """
    s = settings
    water = np.where(cycle.operating, cycle.water_per_co2_mol, 0.0)
    swing = np.where(cycle.operating, cycle.co2_swing_mol_per_kg, 1.0)
    per_t = 1.0 / (s.co2_molar_mass_kg_per_mol * KJ_PER_KWH)  # J/mol to kWh/t
    cold = cooling_water_c(temp_c, rel_humidity, pressure_pa, s, wet_bulb)
    fan = fan_work_j_per_mol(
        cycle.air_mol_per_kg / swing,
        temp_c,
        pressure_pa,
        s.contactor_pressure_drop_pa,
        s.contactor_fan_efficiency,
    )
    pumped = 1.0 + pumped_vapor_per_co2_mol(
        water, cold, s.desorption_pressure_pa, s.vapor_condensed_share
    )
    vacuum = pumped * vacuum_work_j_per_mol(
        s.desorption_pressure_pa,
        s.vacuum_outlet_pressure_pa,
        cold,
        s.vacuum_stage_count,
        s.vacuum_heat_capacity_ratio,
        s.vacuum_isentropic_efficiency,
    )
    work, coolers = compression(
        cold,
        s.vacuum_outlet_pressure_pa,
        s.co2_delivery_pressure_bar,
        s.co2_compression_stage_count,
        s.co2_compression_isentropic_efficiency,
    )
    gas_cooling = (
        s.co2_heat_capacity_j_per_mol_k + s.water_vapor_heat_capacity_j_per_mol_k * water
    ) * (s.desorption_temp_c - cold)
    latent = s.water_latent_heat_mj_per_kg * 1e6 * WATER_MOLAR_MASS_KG_PER_MOL * water
    condensing = (1.0 - s.vapor_heat_return_fraction) * latent
    tower_heat = (gas_cooling + condensing + vacuum) * per_t + coolers
    tower, make_up = _tower(tower_heat, s)
    idle = np.where(cycle.operating, 0.0, np.nan)
    condensate_kg_per_kg = water * WATER_MOLAR_MASS_KG_PER_MOL / s.co2_molar_mass_kg_per_mol
    return DacPower(
        fan_kwh_per_t=fan * per_t + idle,
        vacuum_kwh_per_t=vacuum * per_t + idle,
        auxiliary_kwh_per_t=s.dac_auxiliary_power_kwh_per_t + idle,
        tower_kwh_per_t=tower + idle,
        compression_kwh_per_t=work + idle,
        tower_heat_kwh_per_t=tower_heat + idle,
        make_up_l_per_t=make_up + idle,
        condensate_l_per_t=condensate_kg_per_kg * 1000.0 + idle,
    )


def published_power(
    power_kwh_per_t: ArrayLike,
    temp_c: ArrayLike,
    rel_humidity: ArrayLike,
    pressure_pa: ArrayLike,
    settings: DacPowerSettings,
    compression: CompressionFunction = co2_compression_kwh_per_t,
    wet_bulb: Floats | None = None,
) -> DacPower:
    """Power per tonne of a DAC plant whose own power is published, with compression added.

    Parameters
    ----------
    power_kwh_per_t : array_like
        Published electricity without compression [kWh/t].
    temp_c, rel_humidity, pressure_pa : array_like
        Air [degC], [-], [Pa].
    settings : DacPowerSettings
        Numbers of the plant.
    compression : callable
        What gives work and heat of the CO2 compression: computed state by state (default), or
        a `co2_compression_map.CompressionCurve` where there are many states.
    wet_bulb : ndarray, optional
        Wet bulb of the same air [degC], where it is known already.

    Returns
    -------
    DacPower
        The published power stands as ``auxiliary_kwh_per_t``; water is nan (not published).
    """
    s = settings
    cold = cooling_water_c(temp_c, rel_humidity, pressure_pa, s, wet_bulb)
    work, coolers = compression(
        cold,
        s.vacuum_outlet_pressure_pa,
        s.co2_delivery_pressure_bar,
        s.co2_compression_stage_count,
        s.co2_compression_isentropic_efficiency,
    )
    own = np.asarray(power_kwh_per_t, dtype=float) + np.zeros(work.shape)
    zero = np.zeros(own.shape)
    return DacPower(
        fan_kwh_per_t=zero,
        vacuum_kwh_per_t=zero,
        auxiliary_kwh_per_t=own,
        tower_kwh_per_t=s.tower_power_fraction * coolers + zero,
        compression_kwh_per_t=work + zero,
        tower_heat_kwh_per_t=coolers + zero,
        make_up_l_per_t=zero + np.nan,
        condensate_l_per_t=zero + np.nan,
    )
