"""Isotherms and kinetics against the check values of the sorbent table."""

from __future__ import annotations

import numpy as np
import pytest

from dacaidc_xl.model.sorbent import (
    co2_dry_mol_per_kg,
    co2_wet_mol_per_kg,
    isosteric_heat_kj_per_mol,
    rate_constant_per_s,
    toth_mol_per_kg,
    water_mol_per_kg,
)
from dacaidc_xl.reference.sorbents import find_sorbent, sorbent_table

R = 8.314
ROWS = [name for name, row in sorbent_table().items() if row.isotherm is not None]


def printed(text):
    """Printed numbers, each with half a unit of its last digit as tolerance."""
    for word in text.split():
        decimals = len(word.partition(".")[2])
        yield float(word), 0.5001 * 10.0**-decimals


def assert_prints(values, text):
    for value, (expected, tolerance) in zip(values, printed(text), strict=True):
        assert value == pytest.approx(expected, abs=tolerance, rel=0.0)


def isotherm(name):
    return find_sorbent(name).isotherm


DRY_40_PA = {
    "lewatit_young2021": "1.123 0.8418 0.5246",
    "lewatit_young2021_arrhenius": "1.123 0.8418 0.5246",
    "lewatit_young2021_modtoth": "1.123 0.8418 0.5246",
    "lewatit_shi2024": "0.9178 0.7076 0.4325",
    "lewatit_chimani2024": "1.615 1.133 0.6326",
    "lewatit_balasubramaniam2026": "1.489 0.8616 0.5240",
    "lewatit_sabatino2021": "1.685 1.108 0.6111",
    "apdes_stampi2020": "1.500 0.6351 0.2539",
    "apdes_balasubramaniam2024": "1.642 1.088 0.6961",
    "apdes_sabatino2021": "1.512 1.043 0.7528",
    "mil101_pei800_sabatino2021": "1.536 1.199 0.8315",
    "generic_grimm2022": "1.408 0.9159 0.6283",
}
DRY_100_C = {
    "lewatit_young2021": "0.3453 0.7004",
    "lewatit_young2021_arrhenius": "0.3453 0.7004",
    "lewatit_young2021_modtoth": "0.3453 0.7004",
    "lewatit_shi2024": "0.4136 0.8840",
    "lewatit_chimani2024": "1.045 1.527",
    "lewatit_balasubramaniam2026": "0.6678 1.077",
    "lewatit_sabatino2021": "0.5272 1.047",
    "apdes_stampi2020": "0.0009 0.0018",
    "apdes_balasubramaniam2024": "0.7001 1.010",
    "apdes_sabatino2021": "0.8132 0.9657",
    "mil101_pei800_sabatino2021": "0.5169 0.6344",
    "generic_grimm2022": "0.6130 0.8240",
}
WATER_25_C = {
    "lewatit_young2021": "1.277 3.616 8.135",
    "lewatit_young2021_arrhenius": "1.277 3.616 8.135",
    "lewatit_young2021_modtoth": "1.277 3.616 8.135",
    "lewatit_balasubramaniam2026": "1.122 3.314 7.431",
    "apdes_stampi2020": "0.7826 2.903 7.608",
    "apdes_balasubramaniam2024": "0.7826 2.903 7.608",
    "generic_grimm2022": "0.9827 3.102 6.643",
}
WET_25_C = {
    "lewatit_young2021": "1.088 1.377 1.519",
    "lewatit_young2021_arrhenius": "1.088 1.377 1.519",
    "lewatit_young2021_modtoth": "1.244 1.190 0.9674",
    "lewatit_balasubramaniam2026": "1.015 1.208 1.438",
    "apdes_stampi2020": "1.690 1.939 2.086",
    "apdes_balasubramaniam2024": "1.441 1.709 1.952",
    "generic_grimm2022": "0.9159 0.9159 0.9159",
}
ISOSTERIC = {
    "lewatit_young2021": 58,
    "lewatit_young2021_arrhenius": 58,
    "lewatit_young2021_modtoth": 58,
    "lewatit_shi2024": 48,
    "lewatit_chimani2024": 62,
    "lewatit_balasubramaniam2026": 68,
    "lewatit_sabatino2021": 79,
    "apdes_stampi2020": 97,
    "apdes_balasubramaniam2024": 75,
    "apdes_sabatino2021": 60,
    "mil101_pei800_sabatino2021": 67,
    "generic_grimm2022": 74,
}


def test_every_isotherm_row_has_check_values():
    assert set(DRY_40_PA) == set(DRY_100_C) == set(ISOSTERIC) == set(ROWS)
    assert set(WATER_25_C) == {name for name in ROWS if isotherm(name).water is not None}


@pytest.mark.parametrize("name", ROWS)
def test_dry_loading(name):
    """Check values of the sorbent table: 40 Pa at 5, 25, 40 degC; 100 degC at 5 and 20 kPa."""
    temps = np.array([5.0, 25.0, 40.0]) + 273.15
    assert_prints(co2_dry_mol_per_kg(isotherm(name), temps, 40.0, R), DRY_40_PA[name])
    hot = co2_dry_mol_per_kg(isotherm(name), 373.15, np.array([5e3, 20e3]), R)
    assert_prints(hot, DRY_100_C[name])


@pytest.mark.parametrize("name", WATER_25_C)
def test_water_and_loading_with_water(name):
    """Check values of the sorbent table: 25 degC at 20, 50 and 80 % relative humidity."""
    sorbent = isotherm(name)
    water = water_mol_per_kg(sorbent.water, 298.15, np.array([0.2, 0.5, 0.8]), R)
    assert_prints(water, WATER_25_C[name])
    assert_prints(co2_wet_mol_per_kg(sorbent, 298.15, 40.0, water, R), WET_25_C[name])


@pytest.mark.parametrize("name", ROWS)
def test_isosteric_heat(name):
    """Between 20 and 30 degC at the loading of 25 degC and 40 Pa; printed to 1 kJ/mol."""
    heat = isosteric_heat_kj_per_mol(isotherm(name), R)
    assert heat == pytest.approx(ISOSTERIC[name], abs=0.5)


def test_isosteric_heat_of_a_langmuir_site_is_its_fit_parameter():
    """A Toth site with tau = 1 and constant capacity obeys Clausius-Clapeyron exactly."""
    from dataclasses import replace

    from dacaidc_xl.model.sorbent import TothSite

    site = TothSite(3.0, 0.0, 0.01, 60_000.0, 1.0, 0.0, 298.15, "reference")
    sorbent = replace(isotherm("lewatit_shi2024"), co2_sites=(site,))
    assert isosteric_heat_kj_per_mol(sorbent, R) == pytest.approx(60.0, rel=1e-9)


@pytest.mark.parametrize(
    ("pressure_pa", "temps_c", "text"),
    [
        (
            40.0,
            (0, 10, 15, 20, 25, 30, 35, 40),
            "1.132 1.085 1.021 0.9384 0.8418 0.7371 0.6297 0.5246",
        ),
        ((1e3, 5e3, 1e4, 2e4, 5e4, 1e5), 60, "0.8790 1.462 1.744 2.033 2.412 2.688"),
        ((1e3, 5e3, 1e4, 2e4, 5e4, 1e5), 80, "0.3871 0.8146 1.061 1.338 1.737 2.051"),
        ((1e3, 5e3, 1e4, 2e4, 5e4, 1e5), 100, "0.1264 0.3453 0.5011 0.7004 1.030 1.322"),
        ((1e3, 5e3, 1e4, 2e4, 5e4, 1e5), 110, "0.0661 0.2039 0.3128 0.4619 0.7286 0.9834"),
    ],
)
def test_young_dry_isotherm(pressure_pa, temps_c, text):
    """Young et al. (2021), doi:10.1039/D1EE01272J: table computed apart from the printed fit."""
    temps = np.asarray(temps_c, dtype=float) + 273.15
    loading = co2_dry_mol_per_kg(isotherm("lewatit_young2021"), temps, np.asarray(pressure_pa), R)
    assert_prints(loading, text)


@pytest.mark.parametrize(
    ("temp_c", "water_text", "co2_text"),
    [
        (5.0, "1.178 3.487 4.011 8.187", "1.301 1.544 1.569 1.665"),
        (15.0, "1.238 3.570 4.091 8.179", "1.228 1.485 1.511 1.611"),
        (25.0, "1.277 3.616 4.131 8.135", "1.088 1.377 1.406 1.519"),
        (35.0, "1.290 3.619 4.129 8.052", "0.9149 1.242 1.275 1.403"),
    ],
)
def test_young_humid_isotherm(temp_c, water_text, co2_text):
    """Young et al. (2021): GAB and WADST at 40 Pa and 20, 50, 55, 80 % relative humidity."""
    sorbent = isotherm("lewatit_young2021")
    water = water_mol_per_kg(sorbent.water, temp_c + 273.15, np.array([0.2, 0.5, 0.55, 0.8]), R)
    assert_prints(water, water_text)
    assert_prints(co2_wet_mol_per_kg(sorbent, temp_c + 273.15, 40.0, water, R), co2_text)


@pytest.mark.parametrize("name", ROWS)
def test_dry_loading_rises_with_pressure_and_falls_with_temperature(name):
    """Adsorption is exothermic: 6 to 50 degC in air, 40 to 120 degC in the product gas.

    Below 6 degC the fits of Young, Shi and MIL-101 turn over, an artefact.
    """
    temps = np.linspace(279.15, 393.15, 115)
    pressures = np.geomspace(10.0, 1e5, 60)
    loading = co2_dry_mol_per_kg(isotherm(name), temps[:, None], pressures[None, :], R)
    assert np.all(np.diff(loading, axis=1) > 0.0)
    air = co2_dry_mol_per_kg(isotherm(name), temps[temps < 323.2], 42.6, R)
    assert np.all(np.diff(air) < 0.0)
    product = loading[temps > 313.0][:, pressures > 1e3]
    assert np.all(np.diff(product, axis=0) < 0.0)


def test_young_fit_turns_over_at_two_degrees():
    """The artefact for which the row carries a least temperature of 275.15 K."""
    sorbent = isotherm("lewatit_young2021_arrhenius")
    values = co2_dry_mol_per_kg(sorbent, np.array([275.15, 263.15, 253.15]), 42.6, R)
    # 42.6 Pa is itself rounded from 420 ppm at 101,325 Pa, hence one unit of the last digit.
    np.testing.assert_allclose(values, [1.147, 1.048, 0.777], atol=1e-3)
    assert sorbent.isotherm_temp_min_k == 275.15


def test_humid_air_raises_young_uptake_by_two_thirds():
    """Young et al. (2021): 1.67 times the dry uptake at 25 degC and 55 % humidity, +-15 %."""
    sorbent = isotherm("lewatit_young2021")
    water = water_mol_per_kg(sorbent.water, 298.15, 0.55, R)
    wet = co2_wet_mol_per_kg(sorbent, 298.15, 40.0, water, R)
    assert wet / co2_dry_mol_per_kg(sorbent, 298.15, 40.0, R) == pytest.approx(1.67, rel=0.15)


@pytest.mark.parametrize("name", WATER_25_C)
def test_no_water_means_dry_loading(name):
    dry = co2_dry_mol_per_kg(isotherm(name), 298.15, 40.0, R)
    assert co2_wet_mol_per_kg(isotherm(name), 298.15, 40.0, 0.0, R) == pytest.approx(dry, rel=1e-15)


def test_two_forms_of_affinity_agree_when_converted():
    """b0 exp(dH/RT) and b_ref exp(dH/(R T0)(T0/T - 1)) are one curve for b_ref = b(T0)."""
    from dataclasses import replace

    absolute = isotherm("lewatit_young2021").co2_sites[0]
    at_t0 = absolute.b0_per_pa * np.exp(absolute.heat_j_per_mol / (R * absolute.reference_temp_k))
    reference = replace(absolute, b0_per_pa=float(at_t0), b_form="reference")
    temps = np.linspace(270.0, 380.0, 12)
    np.testing.assert_allclose(
        toth_mol_per_kg(absolute, temps, 400.0, R),
        toth_mol_per_kg(reference, temps, 400.0, R),
        rtol=1e-11,
    )


def test_default_kinetics_are_those_of_low():
    """Low et al. (2025), Chem. Eng. Res. Des. 215: ln k = 9.25 - 38,870/(R T); k printed to 4."""
    sorbent = isotherm("lewatit_young2021_arrhenius")
    temps = np.array([-15.0, -10.0, 0.0, 25.0, 40.0])
    expected = np.exp(9.25 - 38_870.0 / (8.314462618 * (temps + 273.15)))
    np.testing.assert_allclose(rate_constant_per_s(sorbent, temps, R), expected, rtol=5e-4)


def test_rows_without_kinetics_do_not_limit_and_constant_ones_are_constant():
    assert np.all(np.isinf(rate_constant_per_s(isotherm("generic_grimm2022"), [-10.0, 20.0], R)))
    constant = rate_constant_per_s(isotherm("lewatit_young2021"), [-10.0, 20.0], R)
    np.testing.assert_array_equal(constant, [0.003, 0.003])
