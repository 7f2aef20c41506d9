"""Electricity and gas prices against EIA's, and the ways to carry them on."""

from __future__ import annotations

import numpy as np
import pytest

from dacaidc_xl.errors import InputError
from dacaidc_xl.reference.calendar import hours_weighted_mean
from dacaidc_xl.reference.geography import state_index
from dacaidc_xl.reference.money import to_usd2024
from dacaidc_xl.reference.prices import (
    MWH_PER_MMBTU,
    PATHS,
    SECTORS,
    electricity_price,
    gas_price,
)


@pytest.mark.parametrize(
    ("abbr", "usd_per_mwh"), [("NM", 55.2), ("LA", 55.7), ("HI", 341.4), ("CA", 219.8)]
)
def test_industrial_prices_of_2024(abbr, usd_per_mwh):
    """EIA-861M 2024: the two cheapest and the two dearest states, one decimal, already 2024 USD."""
    price = electricity_price(2024).annual_usd_per_mwh
    assert usd_per_mwh == pytest.approx(price[state_index()[abbr]], abs=0.051)


def test_cheapest_and_dearest_state_of_2024():
    order = np.argsort(electricity_price(2024).annual_usd_per_mwh)
    expected = [state_index()[abbr] for abbr in ("NM", "LA", "CA", "HI")]
    assert [order[0], order[1], order[-2], order[-1]] == expected


def test_prices_of_2023_are_brought_to_2024():
    """Virginia 89.15 USD/MWh nominal in 2023; the deflator rose by 2.48 %."""
    price = electricity_price(2023).annual_usd_per_mwh[state_index()["VA"]]
    assert price == pytest.approx(89.15 * 125.428 / 122.39, rel=1e-12)


@pytest.mark.parametrize("sector", SECTORS)
@pytest.mark.parametrize("path", PATHS)
def test_hours_weighted_mean_of_the_months_is_the_annual_price(path, sector):
    price = electricity_price(2023, sector, path, 2030)
    assert price.usd_per_mwh.shape == (51, 12)
    np.testing.assert_allclose(
        hours_weighted_mean(price.usd_per_mwh), price.annual_usd_per_mwh, rtol=1e-15
    )
    assert price.annual_usd_per_mwh.min() > 20.0
    assert len(price.quality) == 51
    assert not price.usd_per_mwh.flags.writeable
    assert not price.annual_usd_per_mwh.flags.writeable


def test_constant_path_does_not_ask_for_a_target():
    held, aimed = electricity_price(2023), electricity_price(2023, target_year=2030)
    np.testing.assert_array_equal(held.usd_per_mwh, aimed.usd_per_mwh)
    assert set(held.quality) == {"found"}


def test_industry_pays_less_than_commerce_in_most_states():
    industrial = electricity_price(2023).annual_usd_per_mwh
    commercial = electricity_price(2023, "commercial").annual_usd_per_mwh
    assert (industrial < commercial).sum() >= 47


def test_trend_is_one_in_2024_and_marks_the_suspect_states():
    held = electricity_price(2023)
    np.testing.assert_array_equal(
        electricity_price(2023, path="aeo2025", target_year=2024).usd_per_mwh, held.usd_per_mwh
    )
    price = electricity_price(2023, path="aeo2025", target_year=2030)
    index = price.annual_usd_per_mwh / held.annual_usd_per_mwh
    suspect = [i for i, text in enumerate(price.quality) if text.endswith(":suspect")]
    assert suspect == [state_index()[abbr] for abbr in ("MT", "OR", "WA")]
    # AEO2025: 0.53 to 0.55 there, 0.79 in California.
    assert np.all((index[suspect] > 0.525) & (index[suspect] < 0.555))
    assert index[state_index()["CA"]] == pytest.approx(0.79, abs=0.01)
    for abbr in ("AK", "HI"):
        assert index[state_index()[abbr]] == 1.0
        assert price.quality[state_index()[abbr]] == "assumed_constant"


def test_national_trend_is_the_same_everywhere():
    """AEO2025 national commercial index 2030 / 2024: 0.873."""
    held = electricity_price(2023).annual_usd_per_mwh
    price = electricity_price(2023, path="aeo2025_us_trend", target_year=2030)
    np.testing.assert_allclose(price.annual_usd_per_mwh / held, 0.8726, rtol=1e-12)


def test_only_industry_borrows_the_commercial_trend():
    arguments = {"path": "aeo2025", "target_year": 2030}
    industrial = electricity_price(2023, "industrial", **arguments)
    commercial = electricity_price(2023, "commercial", **arguments)
    assert industrial.quality[0] == "assumed_commercial_trend"
    assert commercial.quality[0] == "derived"


@pytest.mark.parametrize(
    ("abbr", "usd_per_mcf"), [("TX", 2.47), ("ND", 3.29), ("OK", 3.32), ("CA", 14.07)]
)
def test_gas_prices_of_2023(abbr, usd_per_mcf):
    """EIA Natural Gas Industrial Price 2023, at 1.036 MMBtu per thousand cubic feet."""
    expected = to_usd2024(usd_per_mcf / 1.036 / MWH_PER_MMBTU, "USD", 2023)
    # The table rounds to 0.001 USD/MMBtu.
    assert expected == pytest.approx(gas_price().usd_per_mwh[state_index()[abbr]], rel=3e-4)


def test_gas_of_dc_is_not_covered_and_hawaii_is_flagged():
    gas = gas_price()
    dc, hi = state_index()["DC"], state_index()["HI"]
    assert np.flatnonzero(~gas.covered).tolist() == [dc]
    assert gas.quality[dc] == "not_published"
    assert gas.quality[hi] == "found:synthetic_gas"
    np.testing.assert_array_equal(np.isnan(gas.usd_per_mwh), ~gas.covered)


def test_gas_of_2024_is_withheld_in_eight_states_more():
    missing = {abbr for abbr, i in state_index().items() if not gas_price(2024).covered[i]}
    assert missing == {"AL", "DE", "DC", "KS", "MN", "NM", "OR", "RI", "TN"}


@pytest.mark.parametrize(
    ("arguments", "place"),
    [
        ((2018,), "electricity price year"),
        ((2023, "residential"), "sector"),
        ((2023, "industrial", "aeo2024"), "electricity price path"),
        ((2023, "industrial", "aeo2025"), "target year"),
        ((2023, "industrial", "aeo2025", 2051), "target year"),
    ],
)
def test_unknown_arguments_are_refused(arguments, place):
    with pytest.raises(InputError) as caught:
        electricity_price(*arguments)
    assert caught.value.place == place


def test_unknown_gas_year_is_refused():
    with pytest.raises(InputError):
        gas_price(2022)
