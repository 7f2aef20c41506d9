"""Regions side by side: the reference AIDC in each, and the published load of each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from dacaidc_xl.model.baselines import HEAT_BASELINES, PROCESS_BASELINES
from dacaidc_xl.model.plant import Plant
from dacaidc_xl.reference.geography import state_index
from dacaidc_xl.reference.parameters import Parameters
from dacaidc_xl.reference.scenarios import Scenario
from dacaidc_xl.studies import label
from dacaidc_xl.studies.cases import Surroundings, grid_of
from dacaidc_xl.studies.closures import checks_table, closures
from dacaidc_xl.studies.coverage import blank_uncovered
from dacaidc_xl.studies.reference_aidc import load_plant, reference_plant

if TYPE_CHECKING:
    import pandas as pd

TOTALS = (
    "facility_mwh_per_yr",
    "it_mwh_per_yr",
    "recoverable_heat_mwh_per_yr",
    "recovered_heat_mwh_per_yr",
    "delivered_heat_mwh_per_yr",
    "nameplate_t_per_yr",
    "sorbent_inventory_t",
    "captured_t_per_yr",
    "operational_t_per_yr",
    "embodied_t_per_yr",
    "leakage_t_per_yr",
    "indirect_t_per_yr",
    "net_removal_t_per_yr",
    "net_removal_location_t_per_yr",
    "datacenter_emissions_t_per_yr",
    "cost_usd_per_yr",
    "cooling_credit_mwh_per_yr",
    "added_electricity_mwh_per_yr",
)
"""Columns that follow the size of a state's load; all others are those of the reference AIDC."""


@dataclass(frozen=True, slots=True)
class RegionLoad:
    """Published data-center electricity of some regions.

    Attributes
    ----------
    mwh_per_yr : ndarray
        Facility electricity of all data centers [MWh/yr], shape (region,).
    reported : ndarray of bool
        Where there is a figure, shape (region,).
    quality : tuple of str
        What to know of each figure.
    """

    mwh_per_yr: NDArray[np.float64]
    reported: NDArray[np.bool_]
    quality: tuple[str, ...]

    def campus_mwh_per_yr(self, parameters: Parameters) -> NDArray[np.float64]:
        """Facility electricity of the AI campuses of each region [MWh/yr]; 0 where unknown."""
        share = parameters.scalar("ai_campus_share")
        return np.where(self.reported, self.mwh_per_yr, 0.0) * share


def region_table(
    scenario: Scenario,
    around: Surroundings,
    keys: pd.DataFrame,
    load: RegionLoad,
    reference: Plant,
    region: Plant,
) -> pd.DataFrame:
    """Give the table of regions, one row each, before what is not covered is blanked.

    Parameters
    ----------
    scenario : Scenario
        Grid of the run.
    around : Surroundings
        Weather, grid and prices of the regions.
    keys : DataFrame
        Key columns, one row a region.
    load : RegionLoad
        Published load of the regions.
    reference, region : Plant
        The reference AIDC in each region, and the published load of each.

    Returns
    -------
    DataFrame
        Keys, status, totals of the load, all else of the reference AIDC.
    """
    import pandas as pd

    per_unit = label.place_table(reference)
    totals = label.place_table(region)[list(TOTALS)]
    totals[~load.reported] = np.nan
    grid = grid_of(scenario)
    index = np.array([state_index()[a] for a in around.abbr], dtype=int)
    own_grid = ["grid_intensity_kg_per_mwh" in given for given in around.given]
    table = pd.concat([keys, per_unit.drop(columns=list(TOTALS))], axis=1)
    first = len(keys.columns) + 2  # behind the keys, the status and its note
    table.insert(first, "load_note", list(load.quality))
    for position, name in enumerate(TOTALS):
        table.insert(first + 1 + position, name, totals[name])
    table = pd.concat([table, per_unit[list(TOTALS)].add_prefix("reference_")], axis=1)
    table["grid_metric"] = np.where(own_grid, "given by the user", grid.metric)
    table["grid_source"] = np.where(
        own_grid, "given by the user", f"{grid.publisher}, {grid.vintage}"
    )
    table["grid_quality"] = [grid.quality[i] for i in index]
    if grid.trend_from_base is not None:
        table["grid_trend_from_2023"] = grid.trend_from_base[index]
    table["local_values_given"] = [", ".join(names) for names in around.given]
    return table


def region_tables(
    scenario: Scenario,
    parameters: Parameters,
    around: Surroundings,
    kind: str,
    keys: pd.DataFrame,
    key: str,
    load: RegionLoad,
    baselines: tuple[str, ...] = HEAT_BASELINES + PROCESS_BASELINES,
) -> tuple[dict[str, pd.DataFrame], Plant]:
    """Give the tables of some regions in one scenario, and the reference AIDC behind them.

    Parameters
    ----------
    scenario : Scenario
        Grid, prices, year.
    parameters : Parameters
        Values of the run.
    around : Surroundings
        Weather, grid and prices of the regions.
    kind : str
        Name of the table of regions, such as ``states``.
    keys : DataFrame
        Key columns, one row a region.
    key : str
        The column of ``keys`` that tells regions apart.
    load : RegionLoad
        Published load of the regions.
    baselines : tuple of str
        Baselines to evaluate beside the reference AIDC.

    Returns
    -------
    tables : dict of str to DataFrame
        ``kind`` (a row a region), ``classes``, ``monthly``, ``compare``, ``costs``,
        ``checks``.
    plant : Plant
        The reference AIDC in each region.
    """
    reference = reference_plant(around, parameters, baselines)
    campus_mwh = load.campus_mwh_per_yr(parameters)
    region = load_plant(around, parameters, campus_mwh, reference)
    table = region_table(scenario, around, keys, load, reference, region)
    compare = label.compare_table(reference, keys)
    costed = [name for name in baselines if name in HEAT_BASELINES]
    costs = label.cost_table(reference, keys, ("integrated", *costed))
    classes = label.class_table(reference, keys)
    monthly = label.monthly_table(reference, keys)
    uncovered = set(keys[key][~around.has_grid])
    blank_uncovered(key, uncovered, table, compare, classes, monthly)
    found = closures(reference) + [
        (f"by load: {name}", error) for name, error in closures(region, campus_mwh)
    ]
    checks = checks_table(scenario.name, found)
    tables = {
        kind: table,
        "classes": classes,
        "monthly": monthly,
        "compare": compare,
        "costs": costs,
        "checks": checks,
    }
    return tables, reference
