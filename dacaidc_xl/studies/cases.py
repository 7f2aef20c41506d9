"""Cases of the model from reference tables and from what a user gives for a place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from dacaidc_xl.model.dispatch import Sizing
from dacaidc_xl.model.plant import Cases
from dacaidc_xl.reference.calendar import MONTH_HOURS
from dacaidc_xl.reference.climate import MonthlyClimate, state_monthly_climate
from dacaidc_xl.reference.county_climate import CountyClimate
from dacaidc_xl.reference.geography import state_index
from dacaidc_xl.reference.geography import states as all_states
from dacaidc_xl.reference.grid import GridIntensity, state_grid_intensity
from dacaidc_xl.reference.loads import DatacenterLoad, datacenter_load
from dacaidc_xl.reference.parameters import Parameters
from dacaidc_xl.reference.prices import electricity_price, gas_price
from dacaidc_xl.reference.scenarios import Scenario

Floats = NDArray[np.float64]

MWH_PER_MMBTU = 0.29307107
"""Megawatt-hours in a million British thermal units, international table."""


@dataclass(frozen=True)
class Surroundings:
    """Weather, grid and prices of some places by period, shape (place, period); gas (place,).

    ``abbr`` is the state of each place, ``given`` names the quantities that the user gave for
    it. ``period_hours`` has shape (period,); ``it_load_factor`` is the IT power over its mean
    of the year, shape (1 or place, 1 or period).
    """

    abbr: tuple[str, ...]
    temp_c: Floats
    rel_humidity: Floats
    pressure_pa: Floats
    grid_kg_per_mwh: Floats
    electricity_usd_per_mwh: Floats
    gas_usd_per_mwh_hhv: Floats
    given: tuple[tuple[str, ...], ...]
    period_hours: Floats = field(default_factory=lambda: MONTH_HOURS)
    it_load_factor: Floats = field(default_factory=lambda: np.ones((1, 1)))

    @property
    def has_grid(self) -> NDArray[np.bool_]:
        """Where the series, or the user, gives a grid intensity, shape (place,)."""
        return np.isfinite(self.grid_kg_per_mwh).all(axis=1)


def grid_of(scenario: Scenario) -> GridIntensity:
    """Grid intensity of a scenario, all states."""
    return state_grid_intensity(
        scenario.grid_series, scenario.grid_year, scenario.grid_profile, scenario.grid_rebase
    )


def load_of(scenario: Scenario, parameters: Parameters) -> DatacenterLoad:
    """Load the published data-center electricity of a scenario's year, all states."""
    return datacenter_load(scenario.load_year, parameters.text("load_2030_case"))


def _brought_to(shape: Floats, values: tuple[float, ...], shifted: bool) -> Floats:
    """Twelve values as given, or the region's months brought to a given annual mean."""
    if len(values) > 1:
        return np.asarray(values, dtype=float)
    mean = float(shape @ MONTH_HOURS / MONTH_HOURS.sum())
    if shifted or not np.isfinite(mean) or mean == 0.0:
        base = np.where(np.isfinite(shape), shape, 0.0)
        own = float(base @ MONTH_HOURS / MONTH_HOURS.sum())
        return base + (values[0] - own)
    return shape * (values[0] / mean)


def surroundings(
    scenario: Scenario,
    parameters: Parameters,
    abbr: Sequence[str],
    local: Sequence[Mapping[str, tuple[float, ...]]],
    climate: MonthlyClimate | CountyClimate | None = None,
) -> Surroundings:
    """Weather, grid and prices of places by month, the user's values over the shipped ones.

    Parameters
    ----------
    scenario : Scenario
        Which grid and prices.
    parameters : Parameters
        Which price path.
    abbr : sequence of str
        State of each place.
    local : sequence of mapping
        What the user gave for each place: quantity to 1 or 12 values.
    climate : MonthlyClimate or CountyClimate, optional
        Weather of each place, in the order of ``abbr``; that of its state by default.

    Returns
    -------
    Surroundings

    Notes
    -----
    Twelve values replace the state's. One value is an annual mean: the state's months keep
    their shape and are brought to it, temperature and pressure by a shift, humidity, price
    and grid intensity by a factor (humidity is held at 1).
    """
    index = np.array([state_index()[a] for a in abbr], dtype=int)
    air = state_monthly_climate() if climate is None else climate
    at = index if climate is None else np.arange(len(abbr))
    price = electricity_price(
        scenario.electricity_price_year,
        "industrial",
        parameters.text("energy_price_2030_path")
        if scenario.load_year == 2030
        else "constant_real",
        scenario.load_year if scenario.load_year == 2030 else None,
    )
    months: dict[str, Floats] = {
        "temp_c": air.temp_c[at].copy(),
        "rel_humidity_pct": 100.0 * air.rel_humidity[at],
        "pressure_pa": air.pressure_pa[at].copy(),
        "grid_intensity_kg_per_mwh": grid_of(scenario).kg_per_mwh[index].copy(),
        "electricity_price_usd_per_mwh": price.usd_per_mwh[index].copy(),
    }
    gas = gas_price(scenario.gas_price_year).usd_per_mwh[index].copy()
    for place, given in enumerate(local):
        for name, values in given.items():
            if name == "gas_price_usd_per_mmbtu":
                gas[place] = values[0] / MWH_PER_MMBTU
                continue
            shifted = name in ("temp_c", "pressure_pa")
            months[name][place] = _brought_to(months[name][place], values, shifted)
    months["rel_humidity_pct"] = np.minimum(months["rel_humidity_pct"], 100.0)
    return Surroundings(
        abbr=tuple(abbr),
        temp_c=months["temp_c"],
        rel_humidity=months["rel_humidity_pct"] / 100.0,
        pressure_pa=months["pressure_pa"],
        grid_kg_per_mwh=months["grid_intensity_kg_per_mwh"],
        electricity_usd_per_mwh=months["electricity_price_usd_per_mwh"],
        gas_usd_per_mwh_hhv=gas,
        given=tuple(tuple(given) for given in local),
    )


def cases(
    around: Surroundings,
    parameters: Parameters,
    class_share: Floats,
    it_capacity_mw: Floats | None = None,
    facility_mwh_per_yr: Floats | None = None,
    scale_t_per_yr: Floats | None = None,
    sizing: Sizing | None = None,
) -> Cases:
    """Cases of places, each either a site or a region, over the periods of their surroundings.

    Parameters
    ----------
    around : Surroundings
        Weather, grid, prices.
    parameters : Parameters
        Values of the run.
    class_share : ndarray
        Share of IT energy, shape (place or 1, class).
    it_capacity_mw, facility_mwh_per_yr : ndarray, optional
        Installed IT capacity [MW] of sites, or facility electricity [MWh/yr] of regions,
        shape (place,).
    scale_t_per_yr : ndarray, optional
        Nameplate that sets the cost scale of the DAC plant [t/yr]; its own by default.
    sizing : Sizing, optional
        Plants that are already built; sized on these periods by default.

    Returns
    -------
    Cases
    """
    size = len(around.abbr)
    unknown = np.full(size, np.nan)

    def column(values: Floats | None) -> Floats:
        return np.reshape(unknown if values is None else values, (size, 1, 1))

    # What is not covered (nan) must not stop the others; the label blanks what depends on it.
    grid = np.where(np.isfinite(around.grid_kg_per_mwh), around.grid_kg_per_mwh, 0.0)
    gas_lhv = around.gas_usd_per_mwh_hhv * parameters.scalar("gas_hhv_over_lhv")
    return Cases(
        period_hours=around.period_hours[None, None, :],
        temp_c=around.temp_c[:, None, :],
        rel_humidity=around.rel_humidity[:, None, :],
        pressure_pa=around.pressure_pa[:, None, :],
        grid_kg_per_mwh=grid[:, None, :],
        electricity_usd_per_mwh=around.electricity_usd_per_mwh[:, None, :],
        gas_usd_per_mwh_lhv=column(gas_lhv),
        class_share=np.broadcast_to(class_share, (size, class_share.shape[-1]))[:, :, None],
        it_capacity_mw=column(it_capacity_mw),
        facility_mwh_per_yr=column(facility_mwh_per_yr),
        scale_t_per_yr=column(scale_t_per_yr),
        sizing=sizing,
        it_load_factor=around.it_load_factor[:, None, :],
    )


def all_abbr() -> tuple[str, ...]:
    """Abbreviations of the 50 states and DC, in the order of the tables."""
    return tuple(state.abbr for state in all_states())
