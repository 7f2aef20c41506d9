"""Emissions, net removal, removal ratios and break-even grid intensity of a system."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dacaidc_xl.model.constants import HOURS_PER_YEAR, KG_PER_T
from dacaidc_xl.model.flows import Flows

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class EmissionSettings:
    """Numbers of the emission account; names and units of the parameter table."""

    embodied_emissions_kg_per_t: Floats
    transport_loss_fraction: Floats
    refrigerant_charge_kg_per_kw: Floats
    refrigerant_leakage_fraction_per_yr: Floats
    refrigerant_gwp: Floats
    ratio_emissions_min_kg_per_mwh: Floats
    gas_combustion_kg_per_mwh_lhv: Floats
    gas_upstream_kg_per_mwh_lhv: Floats
    second_supply_share: Floats
    second_supply_intensity_kg_per_mwh: Floats


@dataclass(frozen=True, slots=True)
class Emissions:
    """Emissions of one system by contribution, shape (case, contribution, period), in t."""

    operational_t: Floats
    """X: electricity and fuel that the system adds, the second supply counted as supplied."""
    operational_location_t: Floats
    """X with all electricity counted at the grid of the place."""
    operational_floor_t: Floats
    """X with negative grid intensity counted as zero, for the ratios."""
    embodied_t: Floats
    transport_leakage_t: Floats
    refrigerant_t: Floats
    standing_t: Floats
    """Embodied, leakage and refrigerant: what does not depend on the grid."""
    indirect_t: Floats
    net_removal_t: Floats
    net_removal_location_t: Floats


@dataclass(frozen=True, slots=True)
class Ratios:
    """Removal ratios of one system, shape (case,); nan where a ratio does not exist."""

    removal_ratio: Floats
    """Captured over (A + X), the headline."""
    removal_ratio_net: Floats
    """(Captured - X) over A."""
    captured_per_operational: Floats
    """Captured over X."""
    no_operational_emissions: NDArray[np.bool_]
    """Where the ratio is blank because hardly anything is emitted: counted as above 1."""


def fuel_kg(flows: Flows, s: EmissionSettings) -> Floats:
    """Emissions of the fuel, combustion that is not captured and upstream [kg]."""
    combustion = s.gas_combustion_kg_per_mwh_lhv * (1.0 - flows.fuel_combustion_captured)
    return np.asarray(flows.fuel_mwh_lhv * (combustion + s.gas_upstream_kg_per_mwh_lhv))


def account(flows: Flows, grid_kg_per_mwh: Floats, hours: Floats, s: EmissionSettings) -> Emissions:
    """Emissions and net removal of a system.

    Parameters
    ----------
    flows : Flows
        The system.
    grid_kg_per_mwh : ndarray
        Grid intensity of the periods [kg/MWh], shape (case, 1, period).
    hours : ndarray
        Hours of the periods [h], shape (1, 1, period).
    s : EmissionSettings
        Factors.

    Returns
    -------
    Emissions
        Indirect = operational + embodied + leakage; net removal = captured - indirect.
    """
    added = flows.added_electricity_mwh
    share = s.second_supply_share
    fuel = fuel_kg(flows, s)

    def operational(intensity: Floats) -> Floats:
        made = np.asarray(added * intensity + fuel)
        made /= KG_PER_T
        return made

    supplied = (1.0 - share) * grid_kg_per_mwh + share * s.second_supply_intensity_kg_per_mwh
    floor = (1.0 - share) * np.maximum(
        grid_kg_per_mwh, 0.0
    ) + share * s.second_supply_intensity_kg_per_mwh
    x = operational(supplied)
    # Without a second supply, and without negative hours, all three are one account.
    x_location = x if np.array_equal(supplied, grid_kg_per_mwh) else operational(grid_kg_per_mwh)
    x_floor = x if np.array_equal(supplied, floor) else operational(floor)
    embodied = flows.captured_t * s.embodied_emissions_kg_per_t / KG_PER_T
    transport = flows.captured_t * s.transport_loss_fraction
    leaked_t_per_yr = (
        flows.refrigerant_peak_kw
        * s.refrigerant_charge_kg_per_kw
        * s.refrigerant_leakage_fraction_per_yr
        * s.refrigerant_gwp
        / KG_PER_T
    )
    # Periods of one length, as hours are, share one leak.
    length = hours[..., :1] if bool(np.all(hours == hours[..., :1])) else hours
    refrigerant = leaked_t_per_yr * length / HOURS_PER_YEAR
    standing = embodied + transport + refrigerant
    indirect = x + standing
    net_removal = flows.captured_t - indirect
    return Emissions(
        operational_t=x,
        operational_location_t=x_location,
        operational_floor_t=x_floor,
        embodied_t=embodied,
        transport_leakage_t=transport,
        refrigerant_t=np.broadcast_to(refrigerant, standing.shape),
        standing_t=standing,
        indirect_t=indirect,
        net_removal_t=net_removal,
        net_removal_location_t=(
            net_removal if x_location is x else flows.captured_t - (x_location + standing)
        ),
    )


def ratios(
    captured_t: Floats,
    operational_floor_t: Floats,
    facility_mwh: Floats,
    facility_emissions_t: Floats,
    s: EmissionSettings,
) -> Ratios:
    """Compute the removal ratios of annual figures.

    Parameters
    ----------
    captured_t, operational_floor_t : ndarray
        Captured and X, with negative intensities counted as zero [t/yr], shape (case,).
    facility_mwh, facility_emissions_t : ndarray
        Electricity [MWh/yr] of the data center before credit, and its emissions A [t/yr].
    s : EmissionSettings
        Least emissions per facility electricity.

    Returns
    -------
    Ratios

    Notes
    -----
    Headline: captured / (A + X). Both it and (captured - X)/A cross 1 where captured equals
    A + X. Embodied emissions and leakage stand outside the ratios.
    """
    total = facility_emissions_t + operational_floor_t
    least = np.ravel(s.ratio_emissions_min_kg_per_mwh)
    some = facility_mwh > 0.0
    specific = np.where(some, total * KG_PER_T / np.where(some, facility_mwh, 1.0), np.nan)
    hardly = some & (specific <= least)
    # Where nothing is captured there is nothing to set against the emissions.
    counts = some & ~hardly & (captured_t > 0.0)
    has_a = facility_emissions_t > 0.0
    has_x = operational_floor_t > 0.0
    return Ratios(
        removal_ratio=np.where(counts, captured_t / np.where(counts, total, 1.0), np.nan),
        removal_ratio_net=np.where(
            counts & has_a,
            (captured_t - operational_floor_t) / np.where(has_a, facility_emissions_t, 1.0),
            np.nan,
        ),
        captured_per_operational=np.where(
            has_x, captured_t / np.where(has_x, operational_floor_t, 1.0), np.nan
        ),
        no_operational_emissions=hardly & (captured_t > 0.0),
    )


def break_even_kg_per_mwh(flows: Flows, emissions: Emissions, s: EmissionSettings) -> Floats:
    """Flat grid intensity at which the year's net removal of a system is zero.

    Parameters
    ----------
    flows : Flows
        The system.
    emissions : Emissions
        Its account, on any grid.
    s : EmissionSettings
        Factors.

    Returns
    -------
    ndarray
        Intensity [kg/MWh], shape (case,); nan where the system adds no grid electricity.
    """
    share = np.ravel(s.second_supply_share)
    added = flows.added_electricity_mwh.sum(axis=(1, 2))
    own = np.ravel(s.second_supply_intensity_kg_per_mwh) * share * added / KG_PER_T
    fuel_t = fuel_kg(flows, s) / KG_PER_T
    left = (flows.captured_t - emissions.standing_t - fuel_t).sum(axis=(1, 2)) - own
    grid = (1.0 - share) * added
    uses = grid > 0.0
    return np.where(uses, left * KG_PER_T / np.where(uses, grid, 1.0), np.nan)
