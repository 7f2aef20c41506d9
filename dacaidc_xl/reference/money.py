"""Bring an amount of any year and currency to US dollars of 2024."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import overload

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dacaidc_xl.errors import InputError, nearest_choice
from dacaidc_xl.reference.tables import read_table

PRICE_YEAR = 2024
CURRENCIES = ("USD", "EUR", "GBP")


@cache
def usd_per_unit(currency: str) -> Mapping[int, float]:
    """Give the annual mean exchange rate of a currency by year.

    Parameters
    ----------
    currency : str
        USD, EUR or GBP, any case.

    Returns
    -------
    Mapping
        Year to USD per unit, read-only; 1 for the dollar in every year of the deflator.

    Raises
    ------
    InputError
        Where the currency is none of them.

    Examples
    --------
    >>> usd_per_unit("EUR")[2020]
    1.1422
    """
    code = currency.strip().upper()
    if code not in CURRENCIES:
        near = nearest_choice(currency, CURRENCIES)
        raise InputError("currency", currency, "USD, EUR or GBP", near)
    if code == "USD":
        return MappingProxyType(dict.fromkeys(gdp_deflator(), 1.0))
    table = read_table("exchange_rates")
    rates = table.numbers(f"usd_per_{code.lower()}").tolist()
    return MappingProxyType(dict(zip(map(int, table.texts("year")), rates, strict=True)))


@cache
def gdp_deflator() -> Mapping[int, float]:
    """Give the US GDP deflator by year, 2017 = 100.

    Returns
    -------
    Mapping
        Year to index [-], read-only.

    Examples
    --------
    >>> gdp_deflator()[2017]
    100.0
    """
    table = read_table("deflators")
    index = table.numbers("index_2017_100").tolist()
    return MappingProxyType(dict(zip(map(int, table.texts("year")), index, strict=True)))


@overload
def to_usd2024(value: float, currency: str, year: int) -> float: ...
@overload
def to_usd2024(value: ArrayLike, currency: str, year: int) -> float | NDArray[np.float64]: ...
def to_usd2024(value: ArrayLike, currency: str, year: int) -> float | NDArray[np.float64]:
    """Convert an amount at its own year's exchange rate, then deflate it to 2024.

    Parameters
    ----------
    value : array_like
        Amount in `currency` of `year`; any unit it is given per is kept.
    currency : str
        USD, EUR or GBP, any case.
    year : int
        Year of the prices: 2000 to 2025 for USD, 2010 to 2025 for EUR and GBP.

    Returns
    -------
    float or ndarray
        Amount in 2024 USD, a float for a scalar, else the shape of `value`.

    Raises
    ------
    InputError
        Where the currency or the year is unknown.

    Notes
    -----
    value * USD per unit(year) * deflator(2024) / deflator(year). The order matters: exchange
    first, since the deflator is that of the United States.

    Examples
    --------
    >>> round(to_usd2024(784.0, "EUR", 2020), 1)
    1065.9
    """
    rates = usd_per_unit(currency)
    if year not in rates:
        known = f"a year {min(rates)} to {max(rates)} for {currency.strip().upper()}"
        raise InputError("year", year, known)
    index = gdp_deflator()
    # The ratio of the indices first: it is exactly 1 in 2024.
    factor = rates[int(year)] * (index[PRICE_YEAR] / index[int(year)])
    converted = np.asarray(value, dtype=float) * factor
    return float(converted) if converted.ndim == 0 else converted
