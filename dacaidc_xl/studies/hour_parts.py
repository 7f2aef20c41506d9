"""The hours of a plant: 8,760 of them, a few places at a time, reduced to tables."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from dacaidc_xl.maps.dac import dac_maps
from dacaidc_xl.model import dac as dac_models
from dacaidc_xl.model.dispatch import Sizing
from dacaidc_xl.model.part_load import PartLoad
from dacaidc_xl.model.plant import Plant, PlantSettings, evaluate
from dacaidc_xl.model.psychrometrics import wet_bulb_c
from dacaidc_xl.model.run_rule import RunRule
from dacaidc_xl.model.saturation_table import saturation_table
from dacaidc_xl.reference.calendar import MONTH_STARTS
from dacaidc_xl.reference.parameters import Parameters
from dacaidc_xl.reference.scenarios import Scenario
from dacaidc_xl.studies import label
from dacaidc_xl.studies.cases import Surroundings, cases
from dacaidc_xl.studies.closures import closures
from dacaidc_xl.studies.hours import HourOptions, in_hours
from dacaidc_xl.studies.settings import fill

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]

PLACES_AT_ONCE = 6
"""Places whose hours are held at a time: few calls, and arrays that stay in the caches."""

KEPT_HOURLY = (
    "hour",
    "temp_c",
    "rel_humidity_pct",
    "pressure_pa",
    "grid_kg_per_mwh",
    "electricity_usd_per_mwh",
    "facility_mwh",
    "dac_heat_kwh_per_t",
    "potential_t_per_h",
    "captured_t",
    "operational_t",
    "indirect_t",
    "net_removal_t",
)
"""Figures of the table of every hour."""


def hourly_settings(
    settings: PlantSettings, parameters: Parameters, options: HourOptions
) -> PlantSettings:
    """Add to the settings of a plant what an hourly run takes into account.

    Parameters
    ----------
    settings : PlantSettings
        Settings of the monthly run.
    parameters : Parameters
        Values of the run.
    options : HourOptions
        Part load and the rule for when to run.

    Returns
    -------
    PlantSettings
    """
    return replace(
        settings,
        part_load=fill(PartLoad, parameters) if options.part_load else None,
        run_rule=fill(RunRule, parameters) if options.run_rule else None,
    )


def _part(around: Surroundings, at: slice) -> Surroundings:
    """Take some of the places."""
    return replace(
        around,
        abbr=around.abbr[at],
        given=around.given[at],
        **{
            name: getattr(around, name)[at]
            for name in (
                "temp_c",
                "rel_humidity",
                "pressure_pa",
                "grid_kg_per_mwh",
                "electricity_usd_per_mwh",
                "gas_usd_per_mwh_hhv",
            )
        },
    )


def by_month(hourly: Floats) -> Floats:
    """Sum hours over the months.

    Parameters
    ----------
    hourly : ndarray
        Shape (..., 8760).

    Returns
    -------
    ndarray
        Shape (..., 12).

    Examples
    --------
    >>> by_month(np.ones(8760))[:2]
    array([744., 672.])
    """
    return np.add.reduceat(hourly, MONTH_STARTS[:-1], axis=-1)


@dataclass(frozen=True)
class HourlyPart:
    """The hours of some places, reduced to tables.

    Attributes
    ----------
    first : int
        Position of the first place.
    annual : DataFrame
        A row a place, columns of `label.place_table`.
    months : DataFrame
        A row a place and month: sums of the hours.
    checks : list of (str, float)
        Closures and their errors.
    notes : tuple of str
        What to know of the maps that the hours were read from.
    hours : DataFrame or None
        A row a place and hour, where they are kept.
    """

    first: int
    annual: pd.DataFrame
    months: pd.DataFrame
    checks: list[tuple[str, float]]
    notes: tuple[str, ...]
    hours: pd.DataFrame | None


def _hours(plant: Plant, first: int) -> pd.DataFrame:
    """Give every hour of a few places: the air, grid and price, and what the plant does."""
    import pandas as pd

    size = plant.facility_mwh.shape[0]
    keys = pd.DataFrame({"place": np.arange(first, first + size)})
    periods = label.monthly_table(plant, keys).rename(columns={"month": "hour"})
    return periods[["place", *KEPT_HOURLY]]


def _months(plant: Plant, first: int) -> pd.DataFrame:
    import pandas as pd

    system = plant.integrated
    shape = (plant.facility_mwh.shape[0], 1, plant.facility_mwh.shape[2])
    captures = np.broadcast_to(plant.operation.captured_t, shape) > 0.0
    # The time in which the plant captures, as its flows count it: less what it is not available.
    runs = np.where(captures, plant.operation.running_h, 0.0)
    sums = {
        "facility_mwh": plant.facility_mwh,
        "it_mwh": plant.it_mwh,
        "captured_t": system.flows.captured_t,
        "operational_t": system.emissions.operational_t,
        "indirect_t": system.emissions.indirect_t,
        "net_removal_t": system.emissions.net_removal_t,
        "running_hours": runs,
    }
    columns = {name: by_month(values.sum(axis=1)).ravel() for name, values in sums.items()}
    size = shape[0]
    return pd.DataFrame(
        {
            "place": np.repeat(np.arange(first, first + size), 12),
            "month": np.tile(np.arange(1, 13), size),
            **columns,
        }
    )


def hourly_parts(
    monthly: Surroundings,
    scenario: Scenario,
    parameters: Parameters,
    plant: Plant,
    options: HourOptions,
    at_once: int = PLACES_AT_ONCE,
) -> Iterator[HourlyPart]:
    """Run the hours of the reference AIDC of some places, a few places at a time.

    Parameters
    ----------
    monthly : Surroundings
        The places by month.
    scenario : Scenario
        Grid of the run.
    parameters : Parameters
        Values of the run.
    plant : Plant
        The reference AIDC by month in the same places: its plants, as built, run the hours.
    options : HourOptions
        What is taken into account.
    at_once : int
        Places at a time: bounds the memory.

    Yields
    ------
    HourlyPart
        In the order of the places.
    """
    settings = hourly_settings(plant.settings, parameters, options)
    size = len(monthly.abbr)
    built = plant.operation.sizing
    capacity = parameters.scalar("reference_aidc_capacity_mw")
    made = dac_maps(settings.process, settings.tvsa, settings.dac_power)
    for first in range(0, size, at_once):
        at = slice(first, min(first + at_once, size))
        hours = in_hours(_part(monthly, at), scenario, parameters, options)
        given = cases(
            hours,
            parameters,
            plant.cases.class_share[at, :, 0],
            it_capacity_mw=np.full(at.stop - at.start, capacity),
            sizing=Sizing(built.design_rate_t_per_h[at], built.inventory_kg[at]),
        )
        air = (given.temp_c, given.rel_humidity, given.pressure_pa)
        bulb = wet_bulb_c(*air, saturation_table())
        dac = dac_models.evaluate(
            settings.process, *air, settings.tvsa, settings.dac_power, made.maps, bulb
        )
        result = evaluate(given, settings, (), dac, bulb, pump=plant.heat_pump)
        yield HourlyPart(
            first,
            label.place_table(result),
            _months(result, first),
            closures(result),
            made.notes,
            _hours(result, first) if options.keep_hours else None,
        )
