"""Maps of a DAC plant: the plant on them against the plant solved state by state."""

from __future__ import annotations

from dataclasses import fields, replace
from functools import cache

import numpy as np
import pytest

from dacaidc_xl.maps import dac as dac_cache
from dacaidc_xl.maps.dac import dac_maps
from dacaidc_xl.model import constants, dac, psychrometrics, tvsa, tvsa_map
from dacaidc_xl.model.co2_compression import co2_compression_kwh_per_t
from dacaidc_xl.model.dac_power import DacPower
from tests.model.support import settings


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("maps")


@cache
def plant(**overrides):
    return settings(**overrides)


def maps_of(s, folder):
    return dac_maps(s.process, s.tvsa, s.dac_power, folder)


def test_every_figure_of_the_plant(folder):
    """All that `dac.evaluate` returns, in air that the table holds and air that it does not."""
    s = plant()
    made = maps_of(s, folder)
    assert made.notes == () and made.maps.cycle is not None
    rng = np.random.default_rng(4)
    # Cooling water is at its least temperature below a wet bulb of 24 degC: one compression.
    temp = np.append(rng.uniform(-50.0, 24.0, 1500), [30.0, 35.0, 52.0, 20.0, 20.0, 33.0])
    humidity = np.append(rng.uniform(0.02, 1.0, 1500), [0.9, 0.8, 0.3, 0.0, 0.5, 1.0])
    pressure = np.append(rng.uniform(55e3, 106e3, 1500), [1e5, 9e4, 1e5, 1e5, 52e3, 108e3])
    air = (temp, humidity, pressure)
    given = (s.process, *air, s.tvsa, s.dac_power)
    mapped, direct = dac.evaluate(*given, made.maps), dac.evaluate(*given)
    np.testing.assert_array_equal(mapped.operating, direct.operating)
    assert 0.3 < direct.operating.mean() < 0.9
    for name in ("heat_kwh_per_t", "productivity_kg_per_kg_h"):
        np.testing.assert_allclose(getattr(mapped, name), getattr(direct, name), rtol=1e-4)
    for f in fields(DacPower):
        figures = (getattr(p.power, f.name) for p in (mapped, direct))
        np.testing.assert_allclose(*figures, rtol=3e-4, err_msg=f.name)
    np.testing.assert_allclose(
        mapped.power.total_kwh_per_t, direct.power.total_kwh_per_t, rtol=1e-4
    )
    assert mapped.design_productivity_kg_per_kg_h == direct.design_productivity_kg_per_kg_h


def test_read_maps_give_the_bits_of_built_ones(folder):
    s = plant()
    made, again = maps_of(s, folder), maps_of(s, folder)
    assert again.notes == ()
    air = (np.linspace(-20.0, 45.0, 500), 0.4, 95_000.0)
    first, second = made.maps.cycle.cycle(*air), again.maps.cycle.cycle(*air)
    np.testing.assert_array_equal(first.heat_kwh_per_t, second.heat_kwh_per_t)


def test_other_numbers_are_another_map_and_power_numbers_are_not(folder):
    s = plant()
    maps_of(s, folder)
    before = len(list(folder.iterdir()))
    other = replace(s.dac_power, contactor_pressure_drop_pa=np.asarray(99.0))
    dac_maps(s.process, s.tvsa, other, folder)
    assert len(list(folder.iterdir())) == before
    warm = replace(s.tvsa, contactor_temp_min_c=np.asarray(40.0))
    dac_maps(s.process, warm, s.dac_power, folder)
    assert len(list(folder.iterdir())) == before + 1


def test_maps_of_another_plant_are_refused(folder):
    s = plant()
    made = maps_of(s, folder)
    other = replace(s.tvsa, desorption_temp_c=np.asarray(95.0))
    with pytest.raises(ValueError, match="another plant"):
        dac.evaluate(s.process, 20.0, 0.5, 1e5, other, s.dac_power, made.maps)


def test_published_plants_need_no_cycle_and_take_the_curve(folder):
    s = plant(dac_model="table")
    made = maps_of(s, folder)
    assert made.maps.cycle is None and made.notes == ()
    given = (s.process, np.array([5.0, 20.0]), 0.5, 1e5, s.tvsa, s.dac_power)
    mapped, direct = dac.evaluate(*given, made.maps), dac.evaluate(*given)
    np.testing.assert_allclose(mapped.power.total_kwh_per_t, direct.power.total_kwh_per_t)
    np.testing.assert_array_equal(mapped.heat_kwh_per_t, direct.heat_kwh_per_t)


def test_numbers_that_differ_from_case_to_case_are_solved_and_said(folder):
    s = plant()
    by_case = replace(s.tvsa, desorption_time_h=np.array([[[1.0]], [[2.0]]]))
    power = replace(s.dac_power, co2_delivery_pressure_bar=np.array([[[110.0]], [[150.0]]]))
    made = dac_maps(s.process, by_case, power, folder)
    assert made.maps.cycle is None and made.maps.compression is co2_compression_kwh_per_t
    assert len(made.notes) == 2 and all("solved directly" in note for note in made.notes)


def test_a_map_that_fails_its_check_is_not_used(tmp_path, monkeypatch):
    """A table whose kinks are not marked misses the tolerance, and is refused in words."""
    s = plant()
    real = tvsa_map.build

    def careless(*args):
        made = real(*args)
        return replace(made, terms=1.001 * made.terms, solved=np.zeros_like(made.solved))

    monkeypatch.setattr(tvsa_map, "build", careless)
    monkeypatch.setattr(dac_cache, "COMPRESSION_ERROR_MAX", 0.0)
    made = maps_of(s, tmp_path)
    assert made.maps.cycle is None and made.maps.compression is co2_compression_kwh_per_t
    assert len(made.notes) == 2 and all("not used" in note for note in made.notes)
    assert list(tmp_path.iterdir()) == []


def test_a_map_that_idles_where_the_plant_runs_is_not_used(tmp_path, monkeypatch):
    """No state runs in both, so none has a heat to compare."""
    real = tvsa_map.build

    def idle(*args):
        made = real(*args)
        return replace(made, terms=0.0 * made.terms, solved=np.zeros_like(made.solved))

    monkeypatch.setattr(tvsa_map, "build", idle)
    made = maps_of(plant(), tmp_path)
    assert made.maps.cycle is None
    assert len(made.notes) == 1 and "idles, or runs, wrongly" in made.notes[0]


def test_equal_maps_are_checked_at_equal_states(tmp_path, monkeypatch):
    seen = []
    real = tvsa.cycle

    def watched(sorbent, water, *air):
        seen.append(np.asarray(air[0]))
        return real(sorbent, water, *air)

    monkeypatch.setattr(tvsa, "cycle", watched)
    for name in ("one", "two"):
        maps_of(plant(), tmp_path / name)
    # The check is the last that a build solves.
    half = len(seen) // 2
    np.testing.assert_array_equal(seen[half - 1], seen[-1])


@pytest.mark.parametrize("module", [constants, psychrometrics])
def test_other_constants_or_air_make_another_map(tmp_path, monkeypatch, module):
    digest = dac_cache.digest_of

    def other(*modules):
        return digest(*modules) + (" changed" if module in modules else "")

    maps_of(plant(), tmp_path)
    before = len(list(tmp_path.iterdir()))
    monkeypatch.setattr(dac_cache, "digest_of", other)
    maps_of(plant(), tmp_path)
    assert len(list(tmp_path.iterdir())) > before


def test_damaged_maps_are_rebuilt_and_said(folder):
    s = plant(contactor_temp_min_c=44)
    maps_of(s, folder)
    for path in folder.iterdir():
        path.write_bytes(path.read_bytes()[:-40])
    made = maps_of(s, folder)
    assert len(made.notes) == 2 and all("rebuilt" in note for note in made.notes)
    assert made.maps.cycle is not None
    assert tvsa.IDLE_REASONS[int(made.maps.cycle.cycle(20.0, 0.5, 1e5).idle_code)] != ""
