"""The map of the adsorption cycle against the cycle solved in brackets, state by state."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from dacaidc_xl.errors import InputError
from dacaidc_xl.model import tvsa, tvsa_map
from dacaidc_xl.model.tvsa_map import TvsaMap
from dacaidc_xl.model.tvsa_near import solve_from, state_of
from tests.model.support import settings

PLANTS = {
    "default": {},
    "modified Toth": {"sorbent": "lewatit_young2021_modtoth"},
    "weak swing": {"desorption_temp_c": 90, "desorption_pressure_pa": 50_000},
    "another sorbent": {"sorbent": "apdes_stampi2020", "contactor_temp_min_c": -20},
    "warm bed": {"bed_warming_share": 1.0, "design_capture_fraction": 0.8},
}


def parts(name):
    s = settings(**PLANTS[name])
    return s.process.sorbent, s.process.water, s.tvsa


@cache
def made(name):
    return TvsaMap(tvsa_map.build(*parts(name)), *parts(name))


def air(count, seed, low_c=-45.0):
    rng = np.random.default_rng(seed)
    return (
        rng.uniform(low_c, 50.0, count),
        rng.uniform(0.02, 1.0, count),
        rng.uniform(55e3, 106e3, count),
    )


@pytest.mark.parametrize("name", PLANTS)
def test_heat_wherever_the_plant_runs(name):
    """Issue target: error below 1e-4 in heat per tonne on fresh points; runs where it runs."""
    where = air(6000, 9, -20.0)
    mapped, direct = made(name).cycle(*where), tvsa.cycle(*parts(name)[:2], *where, parts(name)[2])
    np.testing.assert_array_equal(mapped.operating, direct.operating)
    runs = direct.operating
    assert runs.sum() > 2000
    heat = mapped.heat_kwh_per_t[runs] / direct.heat_kwh_per_t[runs]
    assert np.max(np.abs(heat - 1.0)) < 1e-4
    for field, scale in (
        ("co2_swing_mol_per_kg", direct.co2_swing_mol_per_kg[runs]),
        ("water_swing_mol_per_kg", (direct.water_swing_mol_per_kg + 1.0)[runs]),
        ("productivity_kg_per_kg_h", direct.productivity_kg_per_kg_h[runs]),
    ):
        gap = np.abs(getattr(mapped, field) - getattr(direct, field))[runs]
        assert np.max(gap / scale) < 2e-4, field
    assert np.max(np.abs(mapped.bed_temp_c - direct.bed_temp_c)[runs]) < 2e-3


def test_reasons_to_idle_are_those_of_the_cycle():
    """Where there is a swing at all, the reason is the same; cold is cold to the digit."""
    where = air(6000, 10)
    mapped = made("default").cycle(*where)
    direct = tvsa.cycle(*parts("default")[:2], *where, parts("default")[2])
    # At no swing at all rounding decides between two reasons, in the solved cycle as well.
    some = (direct.co2_swing_mol_per_kg > 1e-3) | (direct.idle_code == 1)
    np.testing.assert_array_equal(mapped.idle_code[some], direct.idle_code[some])
    assert {0, 1, 3} <= set(direct.idle_code.tolist())
    edge = made("default").cycle([-15.0 - 1e-9, -15.0, -15.0 + 1e-9], 0.5, 1e5)
    assert edge.idle_code.tolist() == [1, 0, 0]


def test_limits_of_heat_within_the_stated_band():
    """Along falling humidity at 40 degC the heat limit is met where the cycle meets it."""
    humidity = np.linspace(0.02, 0.12, 2001)
    mapped = made("default").cycle(40.0, humidity, 1e5)
    direct = tvsa.cycle(*parts("default")[:2], 40.0, humidity, 1e5, parts("default")[2])
    assert (direct.idle_code == 3).any() and direct.operating.any()
    differ = np.flatnonzero(mapped.operating != direct.operating)
    limit = float(parts("default")[2].heat_max_kwh_per_t)
    near = np.where(direct.operating, direct.heat_kwh_per_t, mapped.heat_kwh_per_t)[differ]
    assert np.all(np.abs(near / limit - 1.0) < 1e-4)


def test_along_a_line_through_all_kinks_without_a_step():
    """Saturated, thin air from cold to hot: every limit of the cycle is met on the way."""
    temp = np.linspace(-15.0, 50.0, 6501)
    mapped = made("default").cycle(temp, 0.93, 62_000.0)
    direct = tvsa.cycle(*parts("default")[:2], temp, 0.93, 62_000.0, parts("default")[2])
    np.testing.assert_allclose(mapped.heat_kwh_per_t, direct.heat_kwh_per_t, rtol=1e-4)


def test_air_outside_the_table_is_solved():
    where = np.array(
        [[51.0, 20.0, 20.0, 20.0], [0.5, 0.0, 0.5, 0.5], [1e5, 1e5, 52e3, 109e3]]
    )
    mapped = made("default").cycle(*where)
    direct = tvsa.cycle(*parts("default")[:2], *where, parts("default")[2])
    np.testing.assert_allclose(mapped.heat_kwh_per_t, direct.heat_kwh_per_t, rtol=1e-9)
    with pytest.raises(InputError):
        made("default").cycle(20.0, 0.5, 950.0)


def test_shapes_and_blocks():
    """Scalar equals array element; a block's edge is no seam; axes broadcast."""
    temp, humidity, pressure = air(tvsa_map.BLOCK + 100, 11)
    whole = made("default").cycle(temp, humidity, pressure)
    for k in (0, tvsa_map.BLOCK - 1, tvsa_map.BLOCK, tvsa_map.BLOCK + 99):
        alone = made("default").cycle(temp[k], humidity[k], pressure[k])
        assert alone.heat_kwh_per_t.shape == ()
        np.testing.assert_allclose(alone.heat_kwh_per_t, whole.heat_kwh_per_t[k], rtol=1e-9)
    grid = made("default").cycle(np.zeros((3, 1, 1)) + 20.0, np.full((1, 1, 5), 0.5), 1e5)
    assert grid.idle_code.shape == (3, 1, 5)


def test_solving_from_a_guess_equals_solving_in_brackets():
    """Two methods, one set of equations; a far guess as well as a near one."""
    sorbent, water, numbers = parts("default")
    where = air(800, 12, -14.0)
    direct = tvsa.cycle(sorbent, water, *where, numbers)
    runs = direct.operating
    where = tuple(v[runs] for v in where)
    state = state_of(*where, made("default").settings, made("default").design)
    rng = np.random.default_rng(13)
    for spread in (1e-3, 0.1):
        noise = spread * rng.normal(size=(2, int(runs.sum())))
        near = solve_from(
            sorbent,
            water,
            state,
            direct.bed_temp_c[runs] + noise[0],
            direct.product_co2_fraction[runs] * np.exp(noise[1]),
        )
        assert near.settled.all()
        np.testing.assert_allclose(
            near.co2_swing_mol_per_kg, direct.co2_swing_mol_per_kg[runs], rtol=1e-6
        )


def test_one_set_of_numbers_only():
    sorbent, water, numbers = parts("default")
    several = replace(numbers, desorption_temp_c=np.array([90.0, 100.0]))
    with pytest.raises(ValueError, match="one set"):
        tvsa_map.build(sorbent, water, several)


def test_tables_of_wrong_shape_are_refused():
    with pytest.raises(ValueError):
        replace(made("default").tables, solved=np.zeros((2, 2, 2), dtype=bool)).check_shapes()
