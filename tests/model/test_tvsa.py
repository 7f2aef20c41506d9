"""The adsorption cycle against its check table and against a second solution of its equations."""

from __future__ import annotations

from dataclasses import fields, replace
from math import exp

import numpy as np
import psychrolib
import pytest
from scipy.optimize import brentq

from dacaidc_xl.errors import InputError
from dacaidc_xl.model import tvsa
from dacaidc_xl.model.psychrometrics import saturation_pressure_pa
from tests.model.support import settings

SEA_LEVEL_PA = 101_325.0


def run(temp_c, rel_humidity, pressure_pa=SEA_LEVEL_PA, **overrides):
    s = settings(**overrides)
    return tvsa.cycle(s.process.sorbent, s.process.water, temp_c, rel_humidity, pressure_pa, s.tvsa)


# --- print -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("temp_c", "rel_humidity_pct", "heat_kwh_per_t"),
    [
        (20, 10, 3103),
        (20, 20, 2590),
        (20, 30, 2481),
        (20, 50, 2621),
        (20, 70, 3026),
        (20, 90, 3768),
        (-10, 50, 2769),
        (0, 50, 2656),
        (10, 50, 2595),
        (30, 50, 2708),
        (40, 50, 2841),
    ],
)
def test_check_table(temp_c, rel_humidity_pct, heat_kwh_per_t):
    """Model specification, section 3, check table, within 0.1 % (other saturation pressure)."""
    heat = run(float(temp_c), rel_humidity_pct / 100.0, ambient_co2_ppm=420).heat_kwh_per_t
    assert heat == pytest.approx(heat_kwh_per_t, rel=1e-3)


def test_check_values_of_loading_water_and_productivity():
    """Specification, section 3: 0.733 mol/kg, 3.30 mol/mol; about 71 kg/kg/yr at 20 degC, 50 %."""
    cycle = run(20.0, 0.5, ambient_co2_ppm=420)
    assert cycle.co2_swing_mol_per_kg == pytest.approx(0.733, abs=5e-4)
    assert cycle.water_per_co2_mol == pytest.approx(3.30, abs=5e-3)
    assert 8760.0 * cycle.productivity_kg_per_kg_h == pytest.approx(71.0, abs=0.5)


@pytest.mark.parametrize(
    ("overrides", "heat_kwh_per_t"),
    [
        ({"desorption_pressure_pa": 10_000}, 2490),
        ({"desorption_temp_c": 90, "desorption_pressure_pa": 50_000}, 3274),
    ],
)
def test_check_values_of_other_regeneration(overrides, heat_kwh_per_t):
    """Specification, section 3, check table at 420 ppm."""
    heat = run(20.0, 0.5, ambient_co2_ppm=420, **overrides).heat_kwh_per_t
    assert heat == pytest.approx(heat_kwh_per_t, rel=1e-3)


# --- a second solution, written from the equations of the specification -----------------------

YOUNG_DRY = (4.86, 2.85e-21, 117_789.0, 0.209, 0.523)
YOUNG_WET = (9.035, 1.23e-18, 203_687.0, 0.053, 0.053)
R = 8.314
PHI, T_ADS_S, X_ADS, X_DES, ETA_W, F_W = 0.6, 3 * 3600.0, 0.8, 0.2, 0.5, 0.3
T_DES_K, P_DES, H_C, H_W = 373.15, 20_000.0, 70_000.0, 46_000.0


def toth(parameters, temp_k, pressure_pa):
    q_inf, b0, heat, tau0, alpha = parameters
    bp = b0 * exp(heat / (R * temp_k)) * pressure_pa
    tau = tau0 + alpha * (1.0 - 298.15 / temp_k)
    return q_inf * bp / (1.0 + bp**tau) ** (1.0 / tau)


def gab(temp_k, humidity):
    first = 47_110.0 - exp(0.023744 * temp_k)
    multi = 57_706.0 - 47.814 * temp_k
    bulk = 57_220.0 - 44.38 * temp_k
    c = exp((first - bulk) / (R * temp_k))
    k = exp((multi - bulk) / (R * temp_k))
    x = k * humidity
    return 3.63 * c * x / ((1.0 - x) * (1.0 + (c - 1.0) * x))


def saturation(temp_c):
    psychrolib.SetUnitSystem(psychrolib.SI)
    return psychrolib.GetSatVapPres(temp_c)


def swings_at(temp_c, humidity, pressure_pa, air_mol, y_air):
    """Loadings, bed temperature and product fraction: steps 1 to 5 of the specification."""
    vapor_pa = humidity * saturation(temp_c)
    y_water = vapor_pa / pressure_pa
    rate = 0.001612 * exp(-38_870.0 / R * (1.0 / (temp_c + 273.15) - 1.0 / 298.15))
    x = min(X_ADS, 1.0 - exp(-rate * T_ADS_S))

    def loadings(bed_c, y):
        bed_k = bed_c + 273.15
        water_eq = gab(bed_k, min(vapor_pa / saturation(bed_c), 0.95))
        water_left = gab(T_DES_K, min((1.0 - y) * P_DES / saturation(100.0), 0.95))
        first_term = (1.0 - X_DES) * (water_eq - water_left)
        water = max(0.0, min(first_term, ETA_W * y_water * air_mol))
        met = water / first_term if first_term > 0.0 else 1.0
        co2_k = max(bed_k, 275.15)
        dry = toth(YOUNG_DRY, co2_k, y_air * pressure_pa)
        w = exp(-1.532 / water_eq)
        humid = (1.0 - w) * dry + w * toth(YOUNG_WET, co2_k, y_air * pressure_pa)
        left = toth(YOUNG_DRY, T_DES_K, y * P_DES) if y > 0.0 else 0.0
        gained = (1.0 - met) * dry + met * humid - left
        co2 = x * (1.0 - X_DES) * gained / (1.0 - (1.0 - x) * X_DES)
        return min(co2, 0.9 * y_air * air_mol), water, water_left

    def product(bed_c):
        def gap(y):
            co2, water, _ = loadings(bed_c, y)
            return y * water - (1.0 - y) * co2

        return brentq(gap, 0.0, 1.0, xtol=1e-16, rtol=1e-15)

    def bed_gap(bed_c):
        co2, water, _ = loadings(bed_c, product(bed_c))
        return bed_c - temp_c - F_W * (H_C * co2 + H_W * water) / (29.1 * air_mol)

    bed_c = brentq(bed_gap, temp_c, temp_c + 60.0, xtol=1e-13, rtol=1e-15)
    y = product(bed_c)
    return (*loadings(bed_c, y), bed_c, y)


def air_at_design(y_air):
    """Air per kg and cycle at which the plant takes the design share of the CO2: a third root."""

    def gap(air_mol):
        return PHI * y_air * air_mol - swings_at(20.0, 0.5, SEA_LEVEL_PA, air_mol, y_air)[0]

    return brentq(gap, 500.0, 20_000.0, xtol=1e-9, rtol=1e-15)


def heat_of(temp_c, co2, water, water_left):
    solid = (1580.0 + 500.0 + 75.3 * water_left) * (1.0 - 0.3)
    warm = (solid + 34.3 * water + 38.9 * co2) * (100.0 - temp_c)
    return 1.05 * (warm + H_C * co2 + H_W * water)


@pytest.fixture(scope="module")
def design_air():
    return air_at_design(425e-6)


RNG = np.random.default_rng(2024)
RANDOM = np.column_stack(
    [RNG.uniform(-14.0, 42.0, 7), RNG.uniform(0.25, 0.98, 7), RNG.uniform(6e4, 1.05e5, 7)]
)
COLD_OR_DRY = [
    (-14.9, 0.9, 101_325.0),  # kinetics limit
    (-10.0, 0.3, 85_000.0),
    (-8.0, 0.85, 92_000.0),  # water supply limits
    (30.0, 0.15, 62_000.0),
    (20.0, 0.99, 101_325.0),
]


@pytest.mark.parametrize(
    ("temp_c", "humidity", "pressure_pa"), [*map(tuple, RANDOM.tolist()), *COLD_OR_DRY]
)
def test_second_solution(temp_c, humidity, pressure_pa, design_air):
    """Independent: brentq within brentq on scalars, PsychroLib's saturation pressure, to 1e-9."""
    y_air = 425e-6
    air = design_air * (pressure_pa / SEA_LEVEL_PA) * (293.15 / (temp_c + 273.15))
    co2, water, water_left, bed_c, y = swings_at(temp_c, humidity, pressure_pa, air, y_air)
    heat = heat_of(temp_c, co2, water, water_left)
    ours = run(temp_c, humidity, pressure_pa)
    assert ours.air_mol_per_kg == pytest.approx(air, rel=1e-9)
    assert ours.co2_swing_mol_per_kg == pytest.approx(co2, rel=1e-9)
    assert ours.water_swing_mol_per_kg == pytest.approx(water, rel=1e-9)
    assert ours.bed_temp_c == pytest.approx(bed_c, rel=1e-9, abs=1e-9)
    assert ours.product_co2_fraction == pytest.approx(y, rel=1e-9)
    if ours.operating:
        assert ours.heat_kwh_per_t == pytest.approx(heat / (0.04401 * co2) / 3600.0, rel=1e-9)
        design = swings_at(20.0, 0.5, SEA_LEVEL_PA, design_air, y_air)
        reference = heat_of(20.0, *design[:3])
        productivity = 0.04401 * co2 / (3.0 + 1.0 * heat / reference)
        assert ours.productivity_kg_per_kg_h == pytest.approx(productivity, rel=1e-9)


def test_second_solution_covers_what_it_means_to():
    """The chosen states do reach the limits of kinetics and of the water supply."""
    cold = run(*COLD_OR_DRY[0])
    rate = 0.001612 * exp(-38_870.0 / R * (1.0 / 258.25 - 1.0 / 298.15))
    assert 1.0 - exp(-rate * T_ADS_S) < X_ADS and cold.operating
    scarce = run(*COLD_OR_DRY[2])
    supply = ETA_W * 0.85 * saturation(-8.0) / 92_000.0 * float(scarce.air_mol_per_kg)
    assert scarce.water_swing_mol_per_kg == pytest.approx(supply, rel=1e-12)


def test_humidity_at_the_sorbent_is_held_at_95_percent():
    """Specification, step 1; without bed warming, which keeps the humidity below it."""
    fog, limit, below = (run(20.0, h, bed_warming_share=0) for h in (0.99, 0.95, 0.94))
    assert fog.water_swing_mol_per_kg == pytest.approx(
        float(limit.water_swing_mol_per_kg), rel=1e-9
    )
    assert below.water_swing_mol_per_kg < limit.water_swing_mol_per_kg


# --- nature ----------------------------------------------------------------------------------


def test_design_point_takes_the_design_share_of_the_co2():
    """Capture fraction 0.6 at 20 degC, 50 %, 101,325 Pa: dn_c = phi y N_air."""
    cycle = run(20.0, 0.5)
    share = cycle.co2_swing_mol_per_kg / (425e-6 * cycle.air_mol_per_kg)
    assert share == pytest.approx(0.6, rel=1e-12)
    s = settings()
    design = tvsa.design_point(s.process.sorbent, s.process.water, s.tvsa)
    assert design.heat_kwh_per_t == pytest.approx(cycle.heat_kwh_per_t, rel=1e-10)
    assert design.productivity_kg_per_kg_h == pytest.approx(
        cycle.productivity_kg_per_kg_h, rel=1e-10
    )


def test_uptake_never_exceeds_what_the_air_carries():
    temps, humidities = np.meshgrid(np.linspace(-20.0, 45.0, 27), np.linspace(0.0, 1.0, 21))
    cycle = run(temps, humidities, 70_000.0)
    assert np.all(cycle.co2_swing_mol_per_kg <= 0.9 * 425e-6 * cycle.air_mol_per_kg * (1 + 1e-12))
    supply = 0.5 * humidities * saturation_pressure_pa(temps) / 70_000.0 * cycle.air_mol_per_kg
    assert np.all(cycle.water_swing_mol_per_kg <= supply * (1 + 1e-12))
    assert np.all(cycle.water_swing_mol_per_kg >= 0.0)
    assert np.all(cycle.bed_temp_c >= temps)
    runs = cycle.operating
    co2, water = cycle.co2_swing_mol_per_kg[runs], cycle.water_swing_mol_per_kg[runs]
    np.testing.assert_allclose(cycle.product_co2_fraction[runs], co2 / (co2 + water), rtol=1e-9)


def test_every_field_is_finite_where_it_runs_and_blank_where_not():
    temps, humidities = np.meshgrid(np.linspace(-30.0, 50.0, 17), np.linspace(0.0, 1.0, 11))
    cycle = run(temps, humidities)
    runs = cycle.operating
    assert runs.any() and not runs.all()
    for name in ("heat_kwh_per_t", "heat_j_per_kg", "productivity_kg_per_kg_h"):
        values = getattr(cycle, name)
        assert np.all(np.isfinite(values[runs])) and np.all(np.isnan(values[~runs]))
        assert np.all(values[runs] > 0.0)
    assert np.all(cycle.heat_kwh_per_t[runs] <= 6000.0)
    assert np.all(cycle.co2_swing_mol_per_kg[runs] >= 0.05)


def test_heat_rises_with_humidity_in_humid_air():
    """Specification, section 3: heat rises with humidity for this sorbent (above its minimum)."""
    heat = run(np.array([[0.0], [10.0], [20.0], [30.0]]), np.linspace(0.4, 0.9, 26)).heat_kwh_per_t
    assert np.all(np.diff(heat, axis=1) > 0.0)


def test_vapor_heat_return_lowers_heat_by_the_returned_latent_heat():
    plain, returned = run(20.0, 0.5), run(20.0, 0.5, vapor_heat_return_fraction=0.6)
    saved = 0.6 * 2.43e6 * 0.018015268 * plain.water_swing_mol_per_kg
    assert plain.heat_j_per_kg - returned.heat_j_per_kg == pytest.approx(saved, rel=1e-9)


def test_loss_factor_and_heat_recovery_act_as_written():
    plain = run(20.0, 0.5)
    assert run(20.0, 0.5, dac_heat_loss_factor=1.0).heat_j_per_kg == pytest.approx(
        plain.heat_j_per_kg / 1.05, rel=1e-10
    )
    solid = 1580.0 + 500.0 + 75.3 * float(plain.water_residual_mol_per_kg)
    without = run(20.0, 0.5, sensible_heat_recovery_fraction=0.0)
    assert without.heat_j_per_kg - plain.heat_j_per_kg == pytest.approx(
        1.05 * 0.3 * solid * 80.0, rel=1e-9
    )


# --- idle ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("temp_c", "humidity", "overrides", "word"),
    [
        (-15.01, 0.8, {}, "too cold"),
        (-16.0, 0.8, {"contactor_temp_min_c": -15.5}, "too cold"),
        (45.0, 0.02, {}, "no swing"),
        (20.0, 0.9, {"heat_max_kwh_per_t": 3500}, "heat per tonne"),
        (35.0, 0.05, {}, "heat per tonne"),
        (20.0, 0.5, {"desorption_temp_c": 80, "desorption_pressure_pa": 50_000}, "design point"),
    ],
)
def test_idle_with_its_reason(temp_c, humidity, overrides, word):
    """Specification, section 3, step 3, and the design point at 80 degC with 0.5 bar."""
    cycle = run(temp_c, humidity, **overrides)
    assert word in tvsa.IDLE_REASONS[int(cycle.idle_code)]
    assert np.isnan(cycle.heat_kwh_per_t)


def test_a_swing_that_is_zero_but_for_rounding_is_none():
    """The last digits of a swing of nothing must not choose between two reasons."""
    s = settings()
    design = tvsa.design_point(s.process.sorbent, s.process.water, s.tvsa)
    swing = np.array([0.0, 1e-300, 1e-14, 0.04])
    some = np.full(4, 45.0)
    water = np.zeros(4)
    made = tvsa.completed(some, some, some, some / 45.0, swing, water, water, s.tvsa, design)
    assert made.idle_code[:3].tolist() == [2, 2, 2]
    none_needed = replace(s.tvsa, working_capacity_min_mol_per_kg=np.asarray(0.0))
    made = tvsa.completed(some, some, some, some / 45.0, swing, water, water, none_needed, design)
    assert made.idle_code[:3].tolist() == [2, 2, 2]


def test_hot_dry_air_is_idle():
    """Specification, section 3, step 3: 40 degC at 5 % humidity does not run."""
    assert not run(40.0, 0.05).operating


def test_the_coldest_allowed_air_runs():
    assert run(-15.0, 0.8).operating


# --- shapes ----------------------------------------------------------------------------------


def test_scalar_equals_array_element():
    temps, humidities = np.array([-12.0, 4.0, 21.0, 38.0]), np.array([0.8, 0.3, 0.55, 0.12])
    pressures = np.array([101_325.0, 83_000.0, 95_000.0, 100_000.0])
    together = run(temps, humidities, pressures)
    for i, state in enumerate(zip(temps, humidities, pressures, strict=True)):
        alone = run(*state)
        for field in fields(together):
            expected = getattr(alone, field.name)
            np.testing.assert_allclose(
                getattr(together, field.name)[i], expected, rtol=1e-12, err_msg=field.name
            )


def test_array_valued_settings_equal_runs_of_scalars():
    """Settings of shape (case, 1, 1) over air of shape (case, 1, period)."""
    draws = {
        "desorption_temp_c": np.array([85.0, 100.0, 118.0]),
        "desorption_pressure_pa": np.array([8e3, 2e4, 3e4]),
        "adsorption_time_h": np.array([1.5, 3.0, 6.0]),
        "design_capture_fraction": np.array([0.45, 0.6, 0.75]),
        "ambient_co2_ppm": np.array([420.0, 425.0, 430.0]),
    }
    air = np.broadcast_to(np.array([-5.0, 12.0, 30.0, 41.0]), (3, 1, 4))
    humidity = np.broadcast_to(np.array([0.9, 0.6, 0.2, 0.07]), (3, 1, 4))
    together = run(air, humidity, 98_000.0, **{k: v[:, None, None] for k, v in draws.items()})
    assert together.heat_kwh_per_t.shape == (3, 1, 4)
    for case in range(3):
        alone = run(
            air[case, 0],
            humidity[case, 0],
            98_000.0,
            **{k: float(v[case]) for k, v in draws.items()},
        )
        for field in fields(together):
            np.testing.assert_allclose(
                getattr(together, field.name)[case, 0],
                getattr(alone, field.name),
                rtol=1e-11,
                err_msg=field.name,
            )


def test_an_infeasible_case_does_not_touch_its_neighbors():
    temps = np.array([80.0, 100.0])[:, None, None]
    cycle = run(
        np.full((2, 1, 3), 20.0), 0.5, desorption_temp_c=temps, desorption_pressure_pa=50_000.0
    )
    assert np.all(cycle.idle_code[0] == 4)
    alone = run(20.0, 0.5, desorption_pressure_pa=50_000)
    np.testing.assert_allclose(cycle.heat_kwh_per_t[1], alone.heat_kwh_per_t, rtol=1e-12)


# --- sorbents --------------------------------------------------------------------------------


def test_dry_air_runs_without_water_isotherm_and_humid_air_is_refused():
    s = settings()
    dry = tvsa.cycle(s.process.sorbent, None, 10.0, 0.0, SEA_LEVEL_PA, s.tvsa)
    assert dry.water_swing_mol_per_kg == 0.0
    assert dry.product_co2_fraction == pytest.approx(1.0, abs=1e-12)
    with pytest.raises(InputError) as caught:
        tvsa.cycle(s.process.sorbent, None, 10.0, 0.3, SEA_LEVEL_PA, s.tvsa)
    assert "water_isotherm_of" in str(caught.value)


@pytest.mark.parametrize(
    "name",
    [
        "lewatit_young2021",
        "lewatit_young2021_modtoth",
        "lewatit_balasubramaniam2026",
        "apdes_balasubramaniam2024",
        "generic_grimm2022",
    ],
)
def test_complete_rows_run_in_ordinary_air(name):
    """Specification, section 3: the whole model runs on any sorbent row."""
    cycle = run(np.array([0.0, 15.0, 25.0]), 0.5, sorbent=name)
    assert np.all(cycle.operating)
    # Desorbing CO2 alone at 57 kJ/mol takes 360 kWh/t, and water and solid come on top.
    assert np.all(cycle.heat_kwh_per_t > 1000.0)


def test_kinetics_column_alone_separates_the_two_young_rows():
    """Same isotherm: equal where neither limits, and the constant rate takes more in the cold."""
    np.testing.assert_allclose(
        run(20.0, 0.5, sorbent="lewatit_young2021").heat_kwh_per_t,
        run(20.0, 0.5).heat_kwh_per_t,
        rtol=1e-12,
    )
    slow = run(-14.9, 0.8).co2_swing_mol_per_kg
    assert run(-14.9, 0.8, sorbent="lewatit_young2021").co2_swing_mol_per_kg > slow


def test_borrowed_water_is_used():
    borrowed = settings(
        sorbent="lewatit_shi2024",
        water_isotherm_of="lewatit_young2021",
        water_desorption_heat_kj_per_mol=46,
        sorbent_heat_capacity_j_per_kg_k=1580,
    )
    assert borrowed.process.water == settings(sorbent="lewatit_young2021").process.water
    assert "lewatit_young2021" in borrowed.process.name


def test_blank_heat_of_adsorption_is_the_isosteric_heat():
    """Specification, section 3: a blank dh_co2 is the isosteric heat at 25 degC and 40 Pa."""
    s = settings(
        sorbent="lewatit_shi2024",
        water_isotherm_of="lewatit_young2021",
        water_desorption_heat_kj_per_mol=46,
        sorbent_heat_capacity_j_per_kg_k=1580,
    )
    assert s.tvsa.co2_desorption_heat_kj_per_mol == pytest.approx(48.0, abs=0.5)


def test_settings_are_not_changed_by_a_run():
    s = settings()
    before = replace(s.tvsa)
    run(20.0, 0.5)
    assert all(
        np.array_equal(getattr(before, f.name), getattr(s.tvsa, f.name)) for f in fields(before)
    )
