"""Standalone DAC: the same capture in the same place, with other sources of heat."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dacaidc_xl.model import heat_pump as heat_pumps
from dacaidc_xl.model.constants import KW_PER_MW
from dacaidc_xl.model.dac import DacPerformance
from dacaidc_xl.model.dispatch import Operation
from dacaidc_xl.model.economics import EconomicsSettings
from dacaidc_xl.model.flows import Flows
from dacaidc_xl.model.heat_pump import Fluid, HeatPumpSettings

Floats = NDArray[np.float64]

HEAT_BASELINES = ("electric_boiler", "ambient_heat_pump", "gas_boiler")
"""Baselines that run the same DAC plant on another source of heat."""
PROCESS_BASELINES = ("liquid_electric", "liquid_gas")
"""Liquid-solvent plants: energy and emissions only, no cost is known for them here."""


@dataclass(frozen=True, slots=True)
class BaselineSettings:
    """Numbers of the baselines; names and units of the parameter table."""

    electric_boiler_efficiency: Floats
    gas_boiler_efficiency_lhv: Floats
    ambient_evaporator_approach_k: Floats
    ambient_fan_defrost_fraction: Floats
    heat_pump_heat_loss_fraction: Floats
    liquid_gas_fuel_kwh_per_t: Floats
    """Gas of a gas-fired liquid-solvent plant [kWh LHV/t], from the sorbent table."""


def boiler_cost(kind: str, peak_kw: Floats, s: EconomicsSettings) -> tuple[Floats, Floats]:
    """Investment [USD] and fixed O&M [USD/yr] of an ``electric`` or ``gas`` boiler."""
    if kind == "electric":
        capex = s.electric_boiler_capex_usd_per_kw * peak_kw
        return capex, s.electric_boiler_fixed_om_fraction_per_yr * capex
    capex = s.gas_boiler_capex_usd_per_kw * peak_kw
    return capex, s.gas_boiler_fixed_om_fraction_per_yr * capex


def boiler_use(kind: str, heat_mwh: Floats, s: BaselineSettings) -> tuple[Floats, Floats]:
    """Electricity and fuel [MWh] of a boiler that delivers heat to the bed, losses included."""
    raised = heat_mwh / (1.0 - s.heat_pump_heat_loss_fraction)
    none = np.zeros(heat_mwh.shape)
    if kind == "electric":
        return raised / s.electric_boiler_efficiency, none
    return none, raised / s.gas_boiler_efficiency_lhv


def liquid_electric_kwh_per_t(temp_c: ArrayLike, rel_humidity: ArrayLike) -> Floats:
    """Electricity of an electrified liquid-solvent plant, without compression.

    Parameters
    ----------
    temp_c : array_like
        Air temperature [degC].
    rel_humidity : array_like
        Relative humidity [-], 0 to 1.

    Returns
    -------
    ndarray
        Electricity [kWh/t].

    Notes
    -----
    Capture rate, a polynomial in temperature and humidity, and power = 7,208.2 rate^-0.317:
    fits of Okosun as printed in RESKit, doi:10.1016/j.adapen.2025.100229.

    Examples
    --------
    >>> liquid_electric_kwh_per_t(20.0, 0.5).round(0)
    np.float64(1841.0)
    """
    t = np.asarray(temp_c, dtype=float)
    rh = 100.0 * np.asarray(rel_humidity, dtype=float)
    rate = (
        48.8372
        + 0.141875 * rh
        + 0.961897 * t
        - 5.50616e-4 * rh**2
        + 2.66221e-3 * t * rh
        - 5.88467e-3 * t**2
    )
    return np.asarray(7208.2 * rate**-0.317)


def dac_electricity(captured_t: Floats, dac: DacPerformance) -> tuple[Floats, Floats]:
    """Electricity of the DAC plant without and of its compression [MWh]."""
    own = np.where(captured_t > 0.0, dac.power.dac_kwh_per_t, 0.0)
    compression = np.where(captured_t > 0.0, dac.power.compression_kwh_per_t, 0.0)
    return captured_t * own / KW_PER_MW, captured_t * compression / KW_PER_MW


def heat_baseline(
    name: str,
    operation: Operation,
    dac: DacPerformance,
    temp_c: Floats,
    cond_temp_c: Floats,
    fluid: Fluid,
    heat_pump_settings: HeatPumpSettings,
    baseline_settings: BaselineSettings,
    economics: EconomicsSettings,
) -> Flows:
    """Flows of the same DAC plant on the heat of a boiler or an ambient-air heat pump.

    Parameters
    ----------
    name : str
        One of `HEAT_BASELINES`.
    operation : Operation
        What the DAC plant does, the same as in the integrated system.
    dac : DacPerformance
        Heat and power per tonne.
    temp_c : ndarray
        Air temperature [degC], shape (case, 1, period).
    cond_temp_c : ndarray
        Condensing temperature of a heat pump [degC].
    fluid : Fluid
        Its working fluid.
    heat_pump_settings, baseline_settings, economics
        Numbers.

    Returns
    -------
    Flows
        For the heat pump two contributions: the pump, and the electric boiler that serves the
        periods in which no pump is feasible.
    """
    rate, captured = operation.rate_t_per_h, operation.captured_t
    demand = np.where(rate > 0.0, dac.heat_kwh_per_t, 0.0) / KW_PER_MW
    delivered_mw = rate * demand
    delivered = captured * demand
    own, compression = dac_electricity(captured, dac)
    zero = np.zeros(captured.shape)
    none = zero[..., :1]
    if name == "ambient_heat_pump":
        pump = heat_pumps.evaluate(
            fluid,
            temp_c - baseline_settings.ambient_evaporator_approach_k,
            cond_temp_c,
            heat_pump_settings,
        )
        by_pump = pump.feasible
        cop = np.where(by_pump, pump.cop, 1.0)
        pump_mwh = delivered / cop * (1.0 + baseline_settings.ambient_fan_defrost_fraction)
        boiler_mwh, _ = boiler_use("electric", delivered, baseline_settings)
        pump_kw = KW_PER_MW * np.max(np.where(by_pump, delivered_mw, 0.0), axis=2, keepdims=True)
        boiler_kw = KW_PER_MW * np.max(np.where(by_pump, 0.0, delivered_mw), axis=2, keepdims=True)
        pump_capex = (
            economics.ambient_heat_pump_capex_factor * economics.heat_pump_capex_usd_per_kw
        ) * pump_kw
        pump_om = economics.heat_pump_fixed_om_fraction_per_yr * pump_capex
        boiler_capex, boiler_om = boiler_cost("electric", boiler_kw, economics)
        parts = (by_pump, ~by_pump)

        def split(value: Floats) -> Floats:
            return np.concatenate([np.where(part, value, 0.0) for part in parts], axis=1)

        return Flows(
            contributions=("ambient_heat_pump", "cold_month_boiler"),
            captured_t=split(captured),
            recovered_mwh=split(zero),
            delivered_mwh=split(delivered),
            heat_electricity_mwh=np.concatenate(
                [np.where(by_pump, pump_mwh, 0.0), np.where(by_pump, 0.0, boiler_mwh)], axis=1
            ),
            dac_electricity_mwh=split(own),
            compression_electricity_mwh=split(compression),
            credit_mwh=split(zero),
            fuel_mwh_lhv=split(zero),
            recovered_peak_kw=np.concatenate([none, none], axis=1),
            refrigerant_peak_kw=np.concatenate([pump_kw, none], axis=1),
            heat_source_capex_usd=np.concatenate([pump_capex, boiler_capex], axis=1),
            heat_source_om_usd_per_yr=np.concatenate([pump_om, boiler_om], axis=1),
        )
    kind = "electric" if name == "electric_boiler" else "gas"
    electricity, fuel = boiler_use(kind, delivered, baseline_settings)
    peak_kw = KW_PER_MW * np.max(delivered_mw, axis=2, keepdims=True)
    capex, om = boiler_cost(kind, peak_kw, economics)
    return Flows(
        contributions=(name,),
        captured_t=captured,
        recovered_mwh=zero,
        delivered_mwh=delivered,
        heat_electricity_mwh=electricity,
        dac_electricity_mwh=own,
        compression_electricity_mwh=compression,
        credit_mwh=zero,
        fuel_mwh_lhv=fuel,
        recovered_peak_kw=none,
        refrigerant_peak_kw=none,
        heat_source_capex_usd=capex,
        heat_source_om_usd_per_yr=om,
    )


def process_baseline(
    name: str,
    operation: Operation,
    dac: DacPerformance,
    temp_c: Floats,
    rel_humidity: Floats,
    settings: BaselineSettings,
) -> Flows:
    """Flows of a liquid-solvent plant that captures as much in every period.

    Parameters
    ----------
    name : str
        One of `PROCESS_BASELINES`.
    operation : Operation
        The capture to match.
    dac : DacPerformance
        Compression per tonne is taken from it.
    temp_c, rel_humidity : ndarray
        Air [degC], [-].
    settings : BaselineSettings
        Gas per tonne.

    Returns
    -------
    Flows
        The gas-fired plant captures the CO2 of its own combustion and makes its own power,
        compression included (Keith et al. 2018, doi:10.1016/j.joule.2018.05.006); upstream
        emissions of the gas remain.
    """
    captured = operation.captured_t
    _, compression = dac_electricity(captured, dac)
    zero = np.zeros(captured.shape)
    none = zero[..., :1]
    by_gas = name == "liquid_gas"
    power = captured * liquid_electric_kwh_per_t(temp_c, rel_humidity) / KW_PER_MW
    return Flows(
        contributions=(name,),
        captured_t=captured,
        recovered_mwh=zero,
        delivered_mwh=zero,
        heat_electricity_mwh=zero,
        dac_electricity_mwh=zero if by_gas else power,
        compression_electricity_mwh=zero if by_gas else compression,
        credit_mwh=zero,
        fuel_mwh_lhv=captured * settings.liquid_gas_fuel_kwh_per_t / KW_PER_MW if by_gas else zero,
        recovered_peak_kw=none,
        refrigerant_peak_kw=none,
        heat_source_capex_usd=none + np.nan,
        heat_source_om_usd_per_yr=none + np.nan,
        fuel_combustion_captured=1.0 if by_gas else 0.0,
    )
