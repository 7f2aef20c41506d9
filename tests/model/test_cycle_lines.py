"""Cycles along the evaporating temperature against the cycles they are sampled from."""

from __future__ import annotations

import numpy as np
import pytest

from dacaidc_xl.model import refrigerant_cycle, refrigerant_map
from dacaidc_xl.model.cycle_lines import CycleLines
from dacaidc_xl.model.mapped_cycles import MappedCycles


@pytest.mark.parametrize(("fluid", "ihx"), [("R1233zd(E)", 0.5), ("R718", 0.0)])
@pytest.mark.parametrize("configuration", refrigerant_cycle.CONFIGURATIONS)
def test_against_the_equation_of_state(configuration, fluid, ihx):
    """Below 1e-6 in COP on fresh points, from 10 K of lift on."""
    lines = CycleLines(MappedCycles({fluid: refrigerant_map.build(fluid)}))
    evap = np.random.default_rng(6).uniform(1.0, 105.0, 120)
    given = (configuration, fluid, evap, 115.0, 5.0, 5.0, ihx, 0.72)
    direct, mapped = refrigerant_cycle.evaluate(*given), lines(*given)
    mild = direct.discharge_temp_c < 475.0
    assert mapped.cop[mild] == pytest.approx(direct.cop[mild], rel=1e-6)
    assert mapped.discharge_temp_c[mild] == pytest.approx(direct.discharge_temp_c[mild], abs=2e-3)
    assert mapped.pressure_ratio == pytest.approx(direct.pressure_ratio, rel=1e-6)


def test_off_a_line_and_with_other_numbers_the_cycles_below_answer():
    below = MappedCycles({"R600": refrigerant_map.build("R600")})
    lines = CycleLines(below)
    evap = np.array([-80.0, 20.0, 95.0])
    given = ("single_stage", "R600", evap, 100.0, 5.0, 5.0, 0.6, 0.72)
    np.testing.assert_allclose(
        lines(*given).cop[[0, 2]], below(*given).cop[[0, 2]], rtol=1e-12
    )
    several = ("single_stage", "R600", evap, np.array([90.0, 100.0, 110.0]), 5.0, 5.0, 0.6, 0.72)
    np.testing.assert_array_equal(lines(*several).cop, below(*several).cop)


def test_a_state_does_not_depend_on_those_beside_it():
    lines = CycleLines(MappedCycles({"R600": refrigerant_map.build("R600")}))
    evap = np.linspace(-50.0, 80.0, 10_000).reshape(10, 1, 1000)
    whole = lines("single_stage", "R600", evap, 100.0, 5.0, 5.0, 0.6, 0.72)
    part = lines("single_stage", "R600", evap[3, 0, 7], 100.0, 5.0, 5.0, 0.6, 0.72)
    assert part.cop == whole.cop[3, 0, 7]
