"""Data-center cooling: PUE and credit by hand, limits, and the band of all states."""

from __future__ import annotations

import numpy as np
import pytest

from dacaidc_xl.model import datacenter
from tests.model.support import HEADLINE, settings, state_plant

CPU_AIR, GPU_AIR, GPU_LIQUID, IMMERSION = range(4)


def at(temp_c, wet_bulb_c, **overrides):
    s = settings(**overrides).data_center
    shape = (1, 1, 1)
    return datacenter.evaluate(np.full(shape, temp_c), np.full(shape, wet_bulb_c), s)


def wet(supply_c, return_c, bulb_c):
    """Electricity and tower heat per heat: step 4 of the specification in plain Python."""
    tower_c = bulb_c + 4.0 + 2.0
    free = min(max((return_c - tower_c) / (return_c - supply_c), 0.0), 1.0)
    t_e = supply_c - 3.0 + 273.15
    t_c = max(bulb_c + 9.0 + 273.15, t_e + 8.0)
    cop = min(12.0, 0.5 * t_e / (t_c - t_e))
    tower_heat = free + (1.0 - free) * (1.0 + 1.0 / cop)
    return (1.0 - free) / cop + 0.02 * tower_heat, tower_heat


def test_pue_of_air_cooled_gpus_in_one_month_by_hand():
    """Return 35 degC, supply 25 degC, wet bulb 24.5 degC: partly free, partly chilled."""
    air_heat = 1.0 - 0.0 + 0.06 * 0.5
    stream = air_heat * 1.05
    electricity, tower_heat = wet(25.0, 35.0, 24.5)
    by_hand = 1.0 + 0.06 + 0.05 * air_heat + stream * electricity
    ours = at(31.0, 24.5)
    assert ours.pue[0, GPU_AIR, 0] == pytest.approx(by_hand, rel=1e-13)
    assert ours.recovered_stream[0, GPU_AIR, 0] == pytest.approx(stream, rel=1e-13)
    assert ours.recoverable[0, GPU_AIR, 0] == pytest.approx(0.75 * stream, rel=1e-13)
    assert ours.credit_per_heat[0, GPU_AIR, 0] == pytest.approx(electricity, rel=1e-13)
    make_up = 0.85 * 3.6 / 2.43 * (1.0 + 1.0 / 3.0 + 0.005)
    assert ours.wue_l_per_kwh[0, GPU_AIR, 0] == pytest.approx(
        stream * tower_heat * make_up, rel=1e-13
    )


def test_pue_of_direct_to_chip_in_one_month_by_hand():
    """Liquid at 55/45 degC in a dry cooler, residual air at 30/20 degC in a wet tower."""
    air_heat = 1.0 - 0.85 + 0.03
    electricity, tower_heat = wet(20.0, 30.0, 21.0)
    by_hand = (
        1.0 + 0.06 + 0.05 * air_heat + 0.015 * 0.85
        + 0.85 * 1.015 * 0.02 + air_heat * 1.05 * electricity
    )  # fmt: skip
    ours = at(30.0, 21.0)
    assert ours.pue[0, GPU_LIQUID, 0] == pytest.approx(by_hand, rel=1e-13)
    assert ours.recoverable[0, GPU_LIQUID, 0] == pytest.approx(0.95 * 0.85 * 1.015, rel=1e-13)
    make_up = 0.85 * 3.6 / 2.43 * (1.0 + 1.0 / 3.0 + 0.005)
    assert ours.wue_l_per_kwh[0, GPU_LIQUID, 0] == pytest.approx(
        air_heat * 1.05 * tower_heat * make_up, rel=1e-13
    )


def test_economizer_limits():
    """Fully free up to t_supply = tower water (wet bulb 14 at 20 degC), none above t_return."""
    s = settings().data_center
    for bulb, share in ((0.0, 0.0), (14.0, 0.0), (19.0, 0.5), (24.0, 1.0), (30.0, 1.0)):
        rejection = datacenter.reject_wet(20.0, 30.0, bulb, s)
        assert rejection.chiller_share == pytest.approx(share, abs=1e-12)
    free = datacenter.reject_wet(20.0, 30.0, 10.0, s)
    assert free.electricity == pytest.approx(0.02, rel=1e-14)


def test_chiller_cop_and_its_limits():
    """COP = min(12, 0.5 T_e/(T_c - T_e)); the lift is at least 8 K."""
    s = settings().data_center
    by_hand = 0.5 * 290.15 / (306.15 - 290.15)
    assert datacenter.chiller_cop(20.0, 24.0, s) == pytest.approx(by_hand, rel=1e-13)
    assert datacenter.chiller_cop(20.0, 5.0, s) == 12.0
    unlimited = settings(chiller_cop_max=50).data_center
    assert datacenter.chiller_cop(20.0, 5.0, unlimited) == pytest.approx(0.5 * 290.15 / 8.0)
    cops = datacenter.chiller_cop(20.0, np.linspace(-10.0, 35.0, 91), s)
    assert np.all(np.diff(cops) <= 0.0)


def test_dry_cooler_switches_to_wet_when_too_hot():
    """Needs the dry bulb 10 K below supply: 35 degC for 45, 30 degC for 40."""
    for index, limit in ((GPU_LIQUID, 35.0), (IMMERSION, 30.0)):
        below, above = at(limit, 20.0), at(limit + 0.01, 20.0)
        assert below.credit_per_heat[0, index, 0] == 0.02
        assert below.water_saved_l_per_kwh[0, index, 0] == 0.0
        assert above.water_saved_l_per_kwh[0, index, 0] > 1.0
    # A stream as warm as this needs no chiller even then.
    assert at(40.0, 25.0).credit_per_heat[0, GPU_LIQUID, 0] == pytest.approx(0.02, rel=1e-12)


def test_a_stream_without_chiller_earns_no_chiller_credit():
    """Specification, section 1, step 6: cold air saves tower electricity only."""
    assert at(0.0, -2.0).credit_per_heat[0, CPU_AIR, 0] == pytest.approx(0.02, rel=1e-12)
    assert at(32.0, 27.0).credit_per_heat[0, CPU_AIR, 0] > 0.1


def test_credit_is_linear_in_the_heat_used():
    """Rejection is proportional to heat, so half the recovery saves half."""
    whole, half = state_plant(), state_plant(retrofit_share=0.5)
    for plant in (whole, half):
        flows = plant.integrated.flows
        center = plant.data_center
        np.testing.assert_allclose(
            flows.credit_mwh[:, :4], flows.recovered_mwh[:, :4] * center.credit_per_heat, rtol=1e-12
        )
    np.testing.assert_allclose(
        half.integrated.flows.credit_mwh, 0.5 * whole.integrated.flows.credit_mwh, rtol=1e-9
    )


def test_credit_can_be_switched_off():
    assert np.all(state_plant(cooling_credit_enabled=0).integrated.flows.credit_mwh == 0.0)


def test_credit_never_exceeds_the_cooling_electricity_of_the_stream():
    plant = state_plant()
    cooling = (plant.data_center.pue - 1.0 - 0.06) * plant.it_mwh
    assert np.all(plant.integrated.flows.credit_mwh[:, :4] <= cooling)
    assert np.all(plant.water_saved_l <= plant.datacenter_water_l * (1.0 + 1e-12))


@pytest.mark.parametrize("scenario", HEADLINE)
def test_annual_pue_of_all_states_and_classes_is_in_the_expected_band(scenario):
    """Specification, section 1, step 5: 1.05 to 1.35."""
    plant = state_plant(scenario)
    hours = plant.cases.period_hours
    by_class = (plant.data_center.pue * hours).sum(axis=2) / hours.sum()
    assert by_class.min() > 1.05 and by_class.max() < 1.35


def test_pue_rises_with_wet_bulb():
    bulbs = np.linspace(-10.0, 30.0, 81)
    s = settings().data_center
    pue = datacenter.evaluate(bulbs[None, None, :] + 5.0, bulbs[None, None, :], s).pue
    assert np.all(np.diff(pue, axis=2) >= -1e-15)


def test_heat_of_streams_is_what_was_put_in():
    """IT, hall losses and movers: recovered and residual stream hold all heat inside the hall."""
    center = at(20.0, 15.0)
    s = settings().data_center
    residual_air = np.where(s.liquid_share > 0.0, (1.0 - s.liquid_share + 0.03) * 1.05, 0.0)
    put_in = 1.0 + 0.03 + 0.05 * (1.03 - s.liquid_share) + 0.015 * s.liquid_share
    np.testing.assert_allclose(center.recovered_stream + residual_air, put_in, rtol=1e-14)
