"""Annual cost of a system line by line, and the levelized cost of carbon capture."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dacaidc_xl.model.constants import HOURS_PER_YEAR, KG_PER_T
from dacaidc_xl.model.dispatch import Sizing
from dacaidc_xl.model.flows import Flows

Floats = NDArray[np.float64]

COST_LINES = (
    "dac_capex",
    "dac_fixed_om",
    "sorbent",
    "heat_source_capex",
    "heat_source_fixed_om",
    "heat_recovery_capex",
    "electricity_heat",
    "electricity_dac",
    "electricity_compression",
    "cooling_credit",
    "fuel",
    "waste_heat",
    "transport",
    "storage",
    "credit_45q",
)
"""Cost lines in printed order; ``cooling_credit`` and ``credit_45q`` are negative."""


@dataclass(frozen=True, slots=True)
class EconomicsSettings:
    """Numbers of the cost; names of the parameter table, costs in 2024 USD."""

    real_discount_rate: Floats
    plant_life_yr: Floats
    dac_capex_usd_per_t_yr: Floats
    dac_capex_reference_scale_t_per_yr: Floats
    dac_capex_scale_exponent: Floats
    contactor_share: Floats
    dac_fixed_om_fraction_per_yr: Floats
    heat_pump_capex_usd_per_kw: Floats
    heat_pump_fixed_om_fraction_per_yr: Floats
    heat_recovery_capex_usd_per_kw: Floats
    electric_boiler_capex_usd_per_kw: Floats
    electric_boiler_fixed_om_fraction_per_yr: Floats
    gas_boiler_capex_usd_per_kw: Floats
    gas_boiler_fixed_om_fraction_per_yr: Floats
    ambient_heat_pump_capex_factor: Floats
    sorbent_price_usd_per_kg: Floats
    sorbent_life_yr: Floats
    co2_transport_cost_usd_per_t: Floats
    co2_storage_cost_usd_per_t: Floats
    transport_loss_fraction: Floats
    waste_heat_price_usd_per_mwh: Floats
    lccc_net_min_share: Floats
    credit_45q_enabled: Floats
    credit_45q_usd_per_t: Floats
    credit_45q_duration_yr: Floats
    credit_45q_min_t_per_yr: Floats
    second_supply_share: Floats
    second_supply_price_usd_per_mwh: Floats


def capital_recovery_factor(rate: ArrayLike, life_yr: ArrayLike) -> Floats:
    """Annual payment that repays one unit of investment over its life.

    Parameters
    ----------
    rate : array_like
        Real discount rate [-], zero or more.
    life_yr : array_like
        Life [yr].

    Returns
    -------
    ndarray
        Factor [1/yr]; 1/life at a rate of zero.

    Examples
    --------
    >>> capital_recovery_factor([0.08, 0.0], 20.0).round(5)
    array([0.10185, 0.05   ])
    """
    r = np.asarray(rate, dtype=float)
    n = np.asarray(life_yr, dtype=float)
    safe = np.where(r > 0.0, r, 1.0)
    return np.where(r > 0.0, safe / (1.0 - (1.0 + safe) ** -n), 1.0 / n)


def dac_investment_usd(
    nameplate_t_per_yr: Floats,
    scale_t_per_yr: Floats,
    inventory_over_design: Floats,
    s: EconomicsSettings,
) -> Floats:
    """Investment of the DAC plant.

    Parameters
    ----------
    nameplate_t_per_yr : ndarray
        Nameplate of the plant or plants [t/yr].
    scale_t_per_yr : ndarray
        Nameplate of one plant, whose scale sets the specific investment [t/yr].
    inventory_over_design : ndarray
        Sorbent inventory over that at design productivity [-].
    s : EconomicsSettings
        Investment at reference scale, exponent, share of the contactors.

    Returns
    -------
    ndarray
        Investment [2024 USD]; zero for no plant.
    """
    one = np.where(scale_t_per_yr > 0.0, scale_t_per_yr, 1.0)
    scale = (one / s.dac_capex_reference_scale_t_per_yr) ** (s.dac_capex_scale_exponent - 1.0)
    contactors = 1.0 - s.contactor_share + s.contactor_share * inventory_over_design
    return np.asarray(nameplate_t_per_yr * s.dac_capex_usd_per_t_yr * scale * contactors)


def annual_cost_usd(
    flows: Flows,
    sizing: Sizing,
    design_productivity_kg_per_kg_h: Floats,
    scale_t_per_yr: Floats,
    electricity_usd_per_mwh: Floats,
    gas_usd_per_mwh_lhv: Floats,
    s: EconomicsSettings,
) -> Floats:
    """Annual cost of a system by contribution and line.

    Parameters
    ----------
    flows : Flows
        The system, of one year.
    sizing : Sizing
        Its DAC plant.
    design_productivity_kg_per_kg_h : ndarray
        Productivity at the design point [kg/(kg h)].
    scale_t_per_yr : ndarray
        Nameplate of one plant, shape (case, 1, 1).
    electricity_usd_per_mwh : ndarray
        Price of the periods, shape (case, 1, period).
    gas_usd_per_mwh_lhv : ndarray
        Gas price on lower heating value, shape (case, 1, 1); nan where none is known.
    s : EconomicsSettings
        Costs and rates.

    Returns
    -------
    ndarray
        Cost [2024 USD/yr], shape (case, contribution, line) in the order of `COST_LINES`;
        nan in a line whose price is not known.

    Notes
    -----
    The DAC plant, its sorbent, transport and storage are split by capture; heat source,
    recovery and electricity by each contribution's own kW and kWh.
    """
    crf = capital_recovery_factor(s.real_discount_rate, s.plant_life_yr)
    captured = flows.captured_t.sum(axis=2, keepdims=True)
    total = captured.sum(axis=1, keepdims=True)
    share = np.where(total > 0.0, captured / np.where(total > 0.0, total, 1.0), 0.0)
    nameplate = sizing.design_rate_t_per_h * HOURS_PER_YEAR
    design_inventory = sizing.design_rate_t_per_h * KG_PER_T / design_productivity_kg_per_kg_h
    some = design_inventory > 0.0
    inventory_ratio = np.where(
        some, sizing.inventory_kg / np.where(some, design_inventory, 1.0), 1.0
    )
    dac = dac_investment_usd(nameplate, scale_t_per_yr, inventory_ratio, s) * share
    price = (
        1.0 - s.second_supply_share
    ) * electricity_usd_per_mwh + s.second_supply_share * s.second_supply_price_usd_per_mwh

    def paid(mwh: Floats) -> Floats:
        return (mwh * price).sum(axis=2, keepdims=True)

    fuel_mwh = flows.fuel_mwh_lhv.sum(axis=2, keepdims=True)
    fuel = np.where(fuel_mwh > 0.0, fuel_mwh * gas_usd_per_mwh_lhv, 0.0)
    stored = captured * (1.0 - s.transport_loss_fraction)
    recovered = flows.recovered_mwh.sum(axis=2, keepdims=True)
    lines = {
        "dac_capex": crf * dac,
        "dac_fixed_om": s.dac_fixed_om_fraction_per_yr * dac,
        "sorbent": s.sorbent_price_usd_per_kg * sizing.inventory_kg / s.sorbent_life_yr * share,
        "heat_source_capex": crf * flows.heat_source_capex_usd,
        "heat_source_fixed_om": flows.heat_source_om_usd_per_yr,
        "heat_recovery_capex": crf * s.heat_recovery_capex_usd_per_kw * flows.recovered_peak_kw,
        "electricity_heat": paid(flows.heat_electricity_mwh),
        "electricity_dac": paid(flows.dac_electricity_mwh),
        "electricity_compression": paid(flows.compression_electricity_mwh),
        "cooling_credit": -paid(flows.credit_mwh),
        "fuel": fuel,
        "waste_heat": s.waste_heat_price_usd_per_mwh * recovered,
        "transport": s.co2_transport_cost_usd_per_t * stored,
        "storage": s.co2_storage_cost_usd_per_t * stored,
        "credit_45q": -s.credit_45q_enabled * credit_45q_usd(total, s) * share,
    }
    shape = np.broadcast_shapes(*(line.shape for line in lines.values()))
    return np.concatenate([np.broadcast_to(lines[n], shape) for n in COST_LINES], axis=2)


def credit_45q_usd(captured_t: Floats, s: EconomicsSettings) -> Floats:
    """Levelized 45Q credit of a year's capture.

    Parameters
    ----------
    captured_t : ndarray
        Captured [t/yr].
    s : EconomicsSettings
        Credit, duration, least capture.

    Returns
    -------
    ndarray
        Credit spread over the plant's life at the discount rate [USD/yr]; zero below the
        least capture.
    """
    crf_life = capital_recovery_factor(s.real_discount_rate, s.plant_life_yr)
    duration = np.minimum(s.credit_45q_duration_yr, s.plant_life_yr)
    crf_credit = capital_recovery_factor(s.real_discount_rate, duration)
    stored = captured_t * (1.0 - s.transport_loss_fraction)
    enough = captured_t >= s.credit_45q_min_t_per_yr
    return np.where(enough, s.credit_45q_usd_per_t * stored * crf_life / crf_credit, 0.0)


def lccc_usd_per_t(
    cost_usd: Floats, captured_t: Floats, net_removal_t: Floats, s: EconomicsSettings
) -> tuple[Floats, Floats]:
    """Levelized cost of carbon capture, per tonne captured and per tonne net.

    Parameters
    ----------
    cost_usd : ndarray
        Annual cost [USD/yr].
    captured_t, net_removal_t : ndarray
        Captured and net removal [t/yr].
    s : EconomicsSettings
        Least share of net removal in captured.

    Returns
    -------
    lccc_gross, lccc_net : ndarray
        Cost [USD/t]; nan where nothing is captured, and for net where net removal is not
        above its least share of captured.
    """
    captures = captured_t > 0.0
    share = np.ravel(s.lccc_net_min_share)
    removes = captures & (net_removal_t > 0.0) & (net_removal_t >= share * captured_t)
    gross = np.where(captures, cost_usd / np.where(captures, captured_t, 1.0), np.nan)
    net = np.where(removes, cost_usd / np.where(removes, net_removal_t, 1.0), np.nan)
    return gross, net
