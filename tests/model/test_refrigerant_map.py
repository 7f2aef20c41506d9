"""Refrigerant maps against the equations of state they replace, state by state."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from dacaidc_xl.model import heat_pump, mapped_cycles, refrigerant_cycle, refrigerant_map
from dacaidc_xl.model.mapped_cycles import MappedCycles
from dacaidc_xl.model.refrigerant_cycle import CONFIGURATIONS
from dacaidc_xl.reference.fluids import fluid_table
from tests.model.support import settings

FLUIDS = {row.coolprop_name: row for row in fluid_table().values()}


@cache
def built(fluid):
    return refrigerant_map.build(fluid)


@pytest.mark.parametrize("configuration", CONFIGURATIONS)
@pytest.mark.parametrize("fluid", FLUIDS)
def test_cop_of_every_fluid_and_configuration(fluid, configuration):
    """Issue target: below 1e-6 relative, more than 5 K below critical; all inputs drawn."""
    states = mapped_cycles.draw_states(built(fluid), 60, np.random.default_rng(2))
    assert mapped_cycles.worst_cop_error(built(fluid), configuration, states) < 1e-6


@pytest.mark.parametrize("configuration", CONFIGURATIONS)
@pytest.mark.parametrize("fluid", FLUIDS)
def test_all_four_figures_at_the_exchanger_of_the_fluid_table(fluid, configuration):
    row = FLUIDS[fluid]
    rng = np.random.default_rng(3)
    low = max(row.triple_point_c + 0.1, -60.0)
    cond = rng.uniform(max(low + 40.0, 60.0), row.critical_temp_c - 5.001, 40)
    evap = rng.uniform(low, cond - 10.0)
    ihx = row.ihx_effectiveness_single
    if configuration == "two_stage":
        ihx = row.ihx_effectiveness_two_stage
    given = (configuration, fluid, evap, cond, 5.0, 5.0, ihx, 0.72)
    direct = refrigerant_cycle.evaluate(*given)
    mapped = MappedCycles({fluid: built(fluid)})(*given)
    # Above 480 degC, which no limit admits, the map extrapolates.
    mild = direct.discharge_temp_c < 475.0
    assert mild.sum() > 10
    assert mapped.cop[mild] == pytest.approx(direct.cop[mild], rel=1e-6)
    assert mapped.pressure_ratio == pytest.approx(direct.pressure_ratio, rel=1e-9)
    assert mapped.discharge_temp_c[mild] == pytest.approx(direct.discharge_temp_c[mild], abs=1e-3)
    assert mapped.discharge_superheat_k[mild] == pytest.approx(
        direct.discharge_superheat_k[mild], abs=1e-3
    )
    assert np.all(mapped.discharge_temp_c[~mild] > 460.0)


@pytest.mark.parametrize("configuration", CONFIGURATIONS)
def test_wet_and_dry_discharge_meet_without_a_step(configuration):
    """A superheat that crosses the dew line at discharge: no kink is fitted over."""
    superheat = np.linspace(1.0, 40.0, 79)
    given = (configuration, "R1336MZZZ", 37.0, 115.0, superheat, 5.0, 0.0, 0.72)
    direct = refrigerant_cycle.evaluate(*given)
    mapped = MappedCycles({"R1336MZZZ": built("R1336MZZZ")})(*given)
    assert (direct.discharge_superheat_k == 0.0).any() and (direct.discharge_superheat_k > 0).any()
    assert mapped.cop == pytest.approx(direct.cop, rel=1e-6)
    assert mapped.discharge_superheat_k == pytest.approx(direct.discharge_superheat_k, abs=1e-4)


def test_states_beyond_the_map_are_solved_directly():
    """Closer than 5 K to critical, no superheat, much subcooling, an unknown fluid, no state."""
    fluid = "R1233zd(E)"
    fast = MappedCycles({fluid: built(fluid)})
    evap = np.array([50.0, 50.0, 50.0, 100.0, 50.0])
    cond = np.array([164.0, 115.0, 115.0, 112.0, 170.0])
    superheat = np.array([5.0, 0.0, 5.0, 5.0, 5.0])
    subcooling = np.array([5.0, 5.0, 45.0, 11.0, 5.0])
    for configuration in CONFIGURATIONS:
        given = (configuration, fluid, evap, cond, superheat, subcooling, 0.4, 0.72)
        direct, mapped = refrigerant_cycle.evaluate(*given), fast(*given)
        np.testing.assert_array_equal(mapped.cop[[0, 1, 2, 4]], direct.cop[[0, 1, 2, 4]])
        assert np.isnan(mapped.cop[4])
    other = ("single_stage", "R600", 40.0, 90.0, 5.0, 5.0, 0.0, 0.72)
    assert fast(*other).cop == refrigerant_cycle.evaluate(*other).cop


def test_one_number_for_all_equals_an_array_of_it():
    """Fixed condensing temperature takes the shorter way; blocks meet without a seam."""
    fluid = "R1233zd(E)"
    fast = MappedCycles({fluid: built(fluid)})
    evap = np.linspace(10.0, 60.0, mapped_cycles.BLOCK + 7).reshape(1, 1, -1)
    for configuration in CONFIGURATIONS:
        short = fast(configuration, fluid, evap, 115.0, 5.0, 5.0, 0.3, 0.72)
        long = fast(configuration, fluid, evap, np.full(evap.shape, 115.0), 5.0, 5.0, 0.3, 0.72)
        assert short.cop.shape == evap.shape
        np.testing.assert_allclose(short.cop, long.cop, rtol=1e-12)
        assert np.all(np.diff(short.cop) > 0.0)
    alone = fast("two_stage", fluid, 42.0, 115.0, 5.0, 5.0, 0.0, 0.72)
    assert alone.cop.shape == () and alone.cop == pytest.approx(3.49, abs=0.005)


@pytest.mark.parametrize("fluid", ["R1233zd(E)", "R717", "R1336mzz(Z)"])
def test_heat_pump_takes_either(fluid):
    """Same configuration, reason and warnings over all ambient temperatures, same COP."""
    s = settings(working_fluid=fluid)
    fast = MappedCycles({s.fluid.coolprop_name: built(s.fluid.coolprop_name)})
    evap = np.linspace(-60.0, 80.0, 57)
    direct = heat_pump.evaluate(s.fluid, evap, 115.0, s.heat_pump)
    mapped = heat_pump.evaluate(s.fluid, evap, 115.0, s.heat_pump, fast)
    np.testing.assert_array_equal(mapped.reason_code, direct.reason_code)
    np.testing.assert_array_equal(mapped.configuration_code, direct.configuration_code)
    np.testing.assert_array_equal(mapped.wet_discharge, direct.wet_discharge)
    np.testing.assert_array_equal(mapped.hot_discharge, direct.hot_discharge)
    np.testing.assert_allclose(mapped.cop, direct.cop, rtol=1e-6)


def test_a_map_of_wrong_shape_is_refused():
    from dataclasses import replace

    with pytest.raises(ValueError):
        replace(built("R600"), line=np.zeros((3, 4))).check_shapes()
