"""The heat pump: losses, limits with their reasons, and what a heat pump must obey."""

from __future__ import annotations

import numpy as np
import pytest

from dacaidc_xl.errors import InputError
from dacaidc_xl.model import heat_pump, refrigerant_cycle
from dacaidc_xl.model.heat_pump import CONFIGURATIONS, INFEASIBLE_REASONS
from dacaidc_xl.reference.fluids import fluid_table
from dacaidc_xl.studies.settings import fluid_of
from tests.model.support import settings

DRY_FLUIDS = ["R1233zd(E)", "R1336mzz(Z)", "R1224yd(Z)", "R600", "R601"]


def run(evap_c, cond_c, **overrides):
    s = settings(**overrides)
    return heat_pump.evaluate(s.fluid, evap_c, cond_c, s.heat_pump)


def any_fluid(name, evap_c, cond_c, **overrides):
    """As `run`, for a fluid that the run as a whole would refuse."""
    from dacaidc_xl.reference.parameters import Parameters

    fluid = fluid_of(Parameters.of("base", {"working_fluid": name}))
    return heat_pump.evaluate(fluid, evap_c, cond_c, settings(**overrides).heat_pump)


def reason(result):
    return INFEASIBLE_REASONS[int(result.reason_code)]


def test_temperatures_of_the_classes():
    """Specification, section 2: evaporating at 17, 22, 42, 37 degC, condensing at 115 degC."""
    s = settings()
    center = s.data_center
    evap = (center.return_temp_c - center.loop_cooling_k - s.evaporator_pinch_k).ravel()
    np.testing.assert_array_equal(evap, [17.0, 22.0, 42.0, 37.0])
    assert s.cond_temp_c == 115.0


def test_chain_of_losses():
    """Specification, section 2: COP_el = COP_cycle x 0.97 x 0.94 x 0.98."""
    pump = run(np.array([17.0, 22.0, 37.0, 42.0]), 115.0)
    np.testing.assert_allclose(pump.cop, pump.cop_cycle * 0.97 * 0.94 * 0.98, rtol=1e-14)
    cycle = refrigerant_cycle.evaluate(
        "two_stage", "R1233zd(E)", np.array([17.0, 22.0, 37.0, 42.0]), 115.0, 5.0, 5.0, 0.0, 0.72
    )
    np.testing.assert_allclose(pump.cop_cycle, cycle.cop, rtol=1e-14)


def test_energy_closes():
    """Q_cond = Q_evap + W: per heat taken, the condenser gives it and the shaft work."""
    pump = run(np.linspace(5.0, 90.0, 18), 115.0)
    condenser = pump.delivered_per_source / 0.97
    shaft = pump.electricity_per_source * 0.94 * 0.98
    np.testing.assert_allclose(condenser, 1.0 + shaft, rtol=1e-13)
    np.testing.assert_allclose(condenser / shaft, pump.cop_cycle, rtol=1e-13)


def test_eta_carnot_takes_delivered_less_electricity():
    """Specification, section 2: all losses inside, COP_el = 0.45 T_c/(T_c - T_e)."""
    pump = run(np.array([17.0, 42.0]), 115.0, heat_pump_configuration="eta_carnot")
    np.testing.assert_allclose(pump.cop, 0.45 * 388.15 / np.array([98.0, 73.0]), rtol=1e-14)
    np.testing.assert_allclose(
        pump.delivered_per_source - pump.electricity_per_source, 1.0, rtol=1e-14
    )
    np.testing.assert_allclose(pump.delivered_per_source / pump.electricity_per_source, pump.cop)


@pytest.mark.parametrize("configuration", ["auto", "single_stage", "two_stage"])
@pytest.mark.parametrize("fluid", DRY_FLUIDS)
def test_cop_below_carnot(fluid, configuration):
    """Second law, between the saturation temperatures, with all losses."""
    evap = np.linspace(0.0, 95.0, 20)
    pump = run(evap, 115.0, working_fluid=fluid, heat_pump_configuration=configuration)
    ok = pump.feasible
    assert ok.any()
    assert np.all(pump.cop[ok] < 388.15 / (115.0 - evap[ok]))
    assert np.all(pump.cop_cycle[ok] > 1.0)


@pytest.mark.parametrize("fluid", DRY_FLUIDS)
def test_auto_is_monotone_and_continuous_in_both_temperatures(fluid):
    """Specification, section 2: continuous and monotone in both temperatures."""
    evap = np.linspace(10.0, 90.0, 161)
    pump = run(evap, 115.0, working_fluid=fluid)
    assert np.all(pump.feasible)
    assert np.all(np.diff(pump.cop) > 0.0)
    # Half a kelvin moves Carnot by at most 2 % here; a jump would show above it.
    assert np.max(np.diff(np.log(pump.cop))) < 0.03
    cond = np.linspace(90.0, 125.0, 141)
    pump = run(42.0, cond, working_fluid=fluid)
    assert np.all(np.diff(pump.cop) < 0.0)
    assert np.min(np.diff(np.log(pump.cop))) > -0.02


@pytest.mark.parametrize("fluid", DRY_FLUIDS)
def test_auto_takes_the_better_of_the_feasible(fluid):
    evap = np.linspace(0.0, 95.0, 39)
    auto = run(evap, 115.0, working_fluid=fluid)
    both = [
        run(evap, 115.0, working_fluid=fluid, heat_pump_configuration=name)
        for name in ("single_stage", "two_stage")
    ]
    best = np.fmax(both[0].cop, both[1].cop)
    np.testing.assert_array_equal(auto.cop, best)
    for name, one in zip(("single_stage", "two_stage"), both, strict=True):
        chosen = auto.configuration_code == CONFIGURATIONS.index(name)
        np.testing.assert_array_equal(auto.cop[chosen], one.cop[chosen])


def test_two_stages_win_at_every_useful_lift_for_the_default_fluid():
    """Specification, section 2, of R1233zd(E): at every lift from 11.5 K on.

    Between the least lift of 10 K and 11.4 K the single stage is ahead by up to 0.3 %.
    """
    pump = run(np.linspace(5.0, 103.5, 34), 115.0)
    assert np.all(pump.configuration_code == CONFIGURATIONS.index("two_stage"))
    near = [
        float(run(105.0, 115.0, heat_pump_configuration=name).cop)
        for name in ("single_stage", "two_stage")
    ]
    assert 1.0 < near[0] / near[1] < 1.003


@pytest.mark.parametrize(("evap_c", "ratio_from", "ratio_to"), [(17.0, 14, 15), (22.0, 12, 13)])
def test_single_stage_is_infeasible_for_air_classes(evap_c, ratio_from, ratio_to):
    """Specification, section 2: the pressure ratio is 12 to 15, the limit 8."""
    pump = run(evap_c, 115.0, heat_pump_configuration="single_stage")
    assert "pressure ratio" in reason(pump)
    assert np.isnan(pump.cop) and np.isnan(pump.delivered_per_source)
    cycle = refrigerant_cycle.evaluate(
        "single_stage", "R1233zd(E)", evap_c, 115.0, 5.0, 5.0, 0.5, 0.72
    )
    assert ratio_from < cycle.pressure_ratio < ratio_to
    assert run(42.0, 115.0, heat_pump_configuration="single_stage").feasible


@pytest.mark.parametrize("fluid", ["R717", "R718"])
def test_hot_discharge_is_infeasible(fluid):
    """Specification, section 2: R717 and R718 discharge above 180 degC and need injection."""
    result = any_fluid(fluid, 42.0, 115.0)
    assert not result.feasible
    assert "discharge is too hot" in reason(result)


def test_critical_and_triple_and_lift_have_their_reasons():
    """Specification, section 2: 5 K to critical, triple point, lift under 10 K."""
    critical = fluid_table()["R1233zd(E)"].critical_temp_c
    assert "critical" in reason(run(80.0, critical - 4.9))
    assert run(80.0, critical - 5.1).reason_code != 2
    near = run(80.0, critical - 14.0)
    assert near.near_critical and not run(80.0, critical - 16.0).near_critical
    assert "triple" in reason(any_fluid("R718", -5.0, 115.0))
    assert "usable directly" in reason(run(106.0, 115.0))
    assert run(105.0, 115.0).feasible


def test_reasons_come_before_any_state_of_the_fluid_is_asked():
    """A mixed array runs through: refused states do not stop the others."""
    pump = run(np.array([42.0, 112.0, -120.0]), 115.0)
    np.testing.assert_array_equal(pump.reason_code[:2], [0, 1])
    assert not pump.feasible[2]
    assert np.isfinite(pump.cop[0]) and np.all(np.isnan(pump.cop[1:]))


def test_unfit_fluid_is_refused_naming_those_that_would_do():
    """Specification, section 2: an error naming fluids that would do."""
    with pytest.raises(InputError) as caught:
        settings(working_fluid="R717", desorption_temp_c=115)
    assert "R1233zd(E)" in str(caught.value)


@pytest.mark.parametrize(
    ("fluid", "superheat_k", "wet"),
    [("R1336mzz(Z)", 5, True), ("R1336mzz(Z)", 15, False), ("R1233zd(E)", 5, False)],
)
def test_discharge_within_5_k_of_dew_warns_but_runs(fluid, superheat_k, wet):
    """Specification, section 2: real discharge under 5 K above dew (either stage) is a warning."""
    pump = run(42.0, 115.0, working_fluid=fluid, superheat_k=superheat_k)
    assert pump.feasible
    assert bool(pump.wet_discharge) is wet
    cycle = refrigerant_cycle.evaluate(
        "two_stage", fluid_of_table(fluid), 42.0, 115.0, superheat_k, 5.0,
        fluid_table()[fluid].ihx_effectiveness_two_stage, 0.72,
    )  # fmt: skip
    assert bool(cycle.discharge_superheat_k < 5.0) is wet


def fluid_of_table(name):
    return fluid_table()[name].coolprop_name


@pytest.mark.parametrize("configuration", ["single_stage", "two_stage"])
def test_no_superheat_is_a_cycle_too(configuration):
    """The parameter table allows a superheat of 0 K, and 0.01 K runs."""
    none, hardly = (
        refrigerant_cycle.evaluate(configuration, "R1233zd(E)", 42.0, 115.0, sh, 5.0, 0.0, 0.72).cop
        for sh in (0.0, 0.01)
    )
    assert none == pytest.approx(float(hardly), rel=1e-4)


def test_carnot_and_lorenz():
    """Parameters.md, row 14: 6.39 at 50/110; Lorenz equals Carnot without glide."""
    assert heat_pump.carnot_cop(50.0, 110.0) == pytest.approx(6.386, abs=1e-3)
    assert np.isnan(heat_pump.carnot_cop(50.0, 50.0))
    assert heat_pump.lorenz_cop(50.0, 50.0, 110.0, 110.0) == pytest.approx(
        float(heat_pump.carnot_cop(50.0, 110.0)), rel=1e-9
    )
    hot = 5.0 / np.log(383.15 / 378.15)
    cold = 10.0 / np.log(328.15 / 318.15)
    assert heat_pump.lorenz_cop(55.0, 45.0, 105.0, 110.0) == pytest.approx(
        hot / (hot - cold), rel=1e-12
    )


def test_electrical_cop_is_half_of_carnot_on_process_temperatures():
    """Arpagaus et al. (2018), doi:10.1016/j.energy.2018.03.166: 0.4 to 0.6 of Carnot."""
    s = settings()
    supply = (s.data_center.return_temp_c - s.data_center.loop_cooling_k).ravel()
    pump = run(supply - 3.0, 115.0)
    share = pump.cop / heat_pump.carnot_cop(supply, 110.0)
    assert np.all((share > 0.4) & (share < 0.6))
