"""Electricity and gas prices of the states in 2024 USD."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from dacaidc_xl.errors import InputError, nearest_choice
from dacaidc_xl.reference.calendar import spread_over_months
from dacaidc_xl.reference.geography import states
from dacaidc_xl.reference.money import to_usd2024
from dacaidc_xl.reference.tables import provenance, read_only, read_table

MWH_PER_MMBTU = 0.29307107
SECTORS = ("industrial", "commercial")
PATHS = ("constant_real", "aeo2025", "aeo2025_us_trend")
ELECTRICITY_YEARS = range(2019, 2025)
TREND_YEARS = range(2024, 2051)
GAS_YEARS = (2023, 2024)
TREND_TABLE = "state_electricity_price_trend"


@dataclass(frozen=True, slots=True, eq=False)
class ElectricityPrice:
    """Electricity price by state, in the order of `states()`.

    Attributes
    ----------
    year, sector, path, target_year
        What was asked for.
    usd_per_mwh : ndarray
        Price by month [2024 USD/MWh], shape (51, 12); its hours-weighted mean is the annual.
    annual_usd_per_mwh : ndarray
        Annual mean [2024 USD/MWh], shape (51,).
    quality : tuple of str
        found, or how the trend was taken; ``:suspect`` where its base is off.
    provenance, note : str
        Where it comes from, and what to know before reading it.
    """

    year: int
    sector: str
    path: str
    target_year: int | None
    usd_per_mwh: NDArray[np.float64]
    annual_usd_per_mwh: NDArray[np.float64]
    quality: tuple[str, ...]
    provenance: str
    note: str


@dataclass(frozen=True, slots=True, eq=False)
class GasPrice:
    """Industrial gas price by state, in the order of `states()`.

    Attributes
    ----------
    year : int
        Year of the prices.
    usd_per_mwh : ndarray
        Price per higher heating value [2024 USD/MWh], shape (51,); nan only where `covered`
        is False.
    covered : ndarray of bool
        Whether a price is published, shape (51,).
    quality : tuple of str
        found, found:synthetic_gas or not_published.
    provenance, note : str
        Where it comes from, and what to know before reading it.
    """

    year: int
    usd_per_mwh: NDArray[np.float64]
    covered: NDArray[np.bool_]
    quality: tuple[str, ...]
    provenance: str
    note: str


CONSTANT_NOTE = "Held at its real level of the base year."
TREND_NOTES = {
    "aeo2025": (
        "AEO2025's regional real trend from 2024. Rows marked suspect (MT, OR, WA) fall by almost "
        "half because the base price of their region is off: use aeo2025_us_trend or "
        "constant_real there. A low case: prices rose from 2024 to early 2025."
    ),
    "aeo2025_us_trend": (
        "AEO2025's national real trend from 2024, the same in every state. "
        "A low case: prices rose from 2024 to early 2025."
    ),
}


def _trend(path: str, sector: str, target_year: int) -> tuple[NDArray[np.float64], list[str]]:
    """Give the real index of the target year, 2024 = 1, with the quality of each state."""
    column = f"index_{int(target_year)}"
    table = read_table(TREND_TABLE)
    rows = {abbr: i for i, abbr in enumerate(table.texts("abbr"))}
    wanted = [rows["US" if path == "aeo2025_us_trend" else state.abbr] for state in states()]
    index = table.numbers(column)[wanted]
    quality = [table.texts("quality")[i] for i in wanted]
    if sector == "commercial":
        # The trend is a commercial one: only industry borrows it.
        quality = [text.replace("assumed_commercial_trend", "derived") for text in quality]
    return index, quality


@cache
def electricity_price(
    year: int = 2023,
    sector: str = "industrial",
    path: str = "constant_real",
    target_year: int | None = None,
) -> ElectricityPrice:
    """Load the electricity price of every state by month, in 2024 USD.

    Parameters
    ----------
    year : int
        Year of the observed price, 2019 to 2024 (2024 is preliminary).
    sector : str
        industrial or commercial.
    path : str
        constant_real holds the real price of `year`; aeo2025 multiplies it by AEO2025's real
        trend of the state from 2024 to `target_year`; aeo2025_us_trend by the national one.
    target_year : int, optional
        2024 to 2050; needed by the trends, without effect on constant_real.

    Returns
    -------
    ElectricityPrice
        Read-only arrays, shapes (51, 12) and (51,).

    Raises
    ------
    InputError
        Where a year, the sector or the path is unknown.

    Notes
    -----
    Month = nominal annual price x deflator to 2024 x trend x shape / hours-weighted mean of the
    shape; the shape is the mean of 2022 to 2024.

    Examples
    --------
    >>> price = electricity_price()
    >>> round(float(price.annual_usd_per_mwh[46]), 2)
    91.36
    """
    if year not in ELECTRICITY_YEARS:
        raise InputError("electricity price year", year, "a year 2019 to 2024")
    if sector not in SECTORS:
        near = nearest_choice(sector, SECTORS)
        raise InputError("sector", sector, "industrial or commercial", near)
    if path not in PATHS:
        near = nearest_choice(path, PATHS)
        raise InputError("electricity price path", path, f"one of {', '.join(PATHS)}", near)
    table = read_table("state_electricity_price").where(sector=sector)
    nominal = table.numbers(f"usd_per_mwh_{int(year)}")
    annual = np.asarray(to_usd2024(nominal, "USD", int(year)))
    quality, note = ["found"] * len(states()), CONSTANT_NOTE
    source = provenance("state_electricity_price", [f"usd_per_mwh_{int(year)}"])
    if path != "constant_real":
        if target_year is None or target_year not in TREND_YEARS:
            raise InputError("target year", target_year, f"a year 2024 to 2050 for path {path}")
        index, quality = _trend(path, sector, target_year)
        annual, note = annual * index, TREND_NOTES[path]
        source += "; " + provenance(TREND_TABLE)
    profile = read_table("state_electricity_price_profile_monthly").where(sector=sector)
    return ElectricityPrice(
        year=int(year),
        sector=sector,
        path=path,
        target_year=target_year,
        usd_per_mwh=read_only(spread_over_months(annual, profile.numbers(*profile.columns[3:]))),
        annual_usd_per_mwh=read_only(annual),
        quality=tuple(quality),
        provenance=source,
        note=note,
    )


@cache
def gas_price(year: int = 2023) -> GasPrice:
    """Load the industrial gas price of every state, in 2024 USD per MWh of higher heating value.

    Parameters
    ----------
    year : int
        2023 or 2024; 2024 lacks eight states besides DC (withheld or not yet out).

    Returns
    -------
    GasPrice
        Read-only arrays of shape (51,).

    Raises
    ------
    InputError
        Where there is no such year.

    Notes
    -----
    1 MMBtu = 0.29307107 MWh. A boiler's efficiency has to be on the higher heating value too.

    Examples
    --------
    >>> gas = gas_price()
    >>> round(float(gas.usd_per_mwh[0]), 2), gas.quality[8]
    (15.29, 'not_published')
    """
    if year not in GAS_YEARS:
        raise InputError("gas price year", year, "2023 or 2024")
    table = read_table("state_gas_price")
    column = f"industrial_{int(year)}_usd_per_mmbtu"
    nominal = table.numbers(column) / MWH_PER_MMBTU
    price = np.asarray(to_usd2024(nominal, "USD", int(year)))
    covered = ~np.isnan(price)
    covered.setflags(write=False)
    return GasPrice(
        year=int(year),
        usd_per_mwh=read_only(price),
        covered=covered,
        quality=table.texts(f"quality_{int(year)}"),
        provenance=provenance("state_gas_price", [column]),
        note=(
            "Gas sold by the delivering utility only; large users that buy from marketers are "
            "left out. HI is synthetic gas, for which the heat content used is poor."
        ),
    )
