"""Exchange rates, the deflator, and both together."""

from __future__ import annotations

import numpy as np
import pytest

from dacaidc_xl.errors import InputError
from dacaidc_xl.reference.money import gdp_deflator, to_usd2024, usd_per_unit


@pytest.mark.parametrize(
    ("year", "usd_per_eur"),
    [(2020, 1.1422), (2021, 1.1827), (2022, 1.0530), (2023, 1.0813), (2024, 1.0824)],
)
def test_euro_is_the_annual_average_of_the_ecb(year, usd_per_eur):
    """European Central Bank, annual averages of the reference rate, four decimals."""
    assert usd_per_unit("eur")[year] == usd_per_eur


def test_prices_rose_by_19_per_cent_from_2020_to_2024():
    """BEA GDP deflator as of 2026-04: +19.03 %."""
    assert to_usd2024(100.0, "USD", 2020) == pytest.approx(119.03, abs=0.005)
    assert gdp_deflator()[2017] == 100.0


def test_dollars_of_2024_stay_exactly_what_they_are():
    assert to_usd2024(0.1, "USD", 2024) == 0.1


def test_exchange_comes_first_then_the_deflator():
    """784 EUR2020 x 1.1422 x 125.428 / 105.377."""
    assert to_usd2024(784.0, "EUR", 2020) == pytest.approx(784 * 1.1422 * 125.428 / 105.377)
    assert to_usd2024(10.0, "GBP", 2023) == pytest.approx(12.434 * 125.428 / 122.39)


def test_array_equals_its_elements():
    values = np.array([[1.0, 2.0], [-3.0, np.nan]])
    converted = to_usd2024(values, "EUR", 2015)
    assert converted.shape == (2, 2)
    for given, found in zip(values.ravel(), converted.ravel(), strict=True):
        assert found == pytest.approx(to_usd2024(float(given), "EUR", 2015), nan_ok=True)
    assert isinstance(to_usd2024(1, "USD", 2020), float)


def test_deflator_rises_every_year():
    index = gdp_deflator()
    assert list(index) == list(range(2000, 2026))
    assert np.all(np.diff(list(index.values())) > 0.0)


@pytest.mark.parametrize(
    ("currency", "year", "place"),
    [
        ("JPY", 2020, "currency"),
        ("USD", 1999, "year"),
        ("EUR", 2009, "year"),
        ("EUR", 2020.5, "year"),
    ],
)
def test_unknown_currency_or_year_is_refused(currency, year, place):
    with pytest.raises(InputError) as caught:
        to_usd2024(1.0, currency, year)
    assert caught.value.place == place


def test_nearest_currency_is_named():
    with pytest.raises(InputError) as caught:
        to_usd2024(1.0, "EURO", 2020)
    assert caught.value.nearest == "EUR"
