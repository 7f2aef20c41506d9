"""Headline functions against the tables of the studies."""

from __future__ import annotations

import numpy as np
import pytest

from dacaidc_xl.excel.functions.places import REFERENCE
from dacaidc_xl.reference.parameters import SERVER_CLASSES
from dacaidc_xl.studies import states
from dacaidc_xl.studies.inputs import StateInput
from tests.excel.functions.support import (
    ABBR,
    COLUMN,
    HEADLINE,
    SCENARIOS,
    assert_same,
    call,
    of_scenario,
)

ANNUAL = (
    ("DAC_NET_REMOVAL", None, "net_removal_t_per_yr"),
    ("DAC_NET_REMOVAL", "location", "net_removal_location_t_per_yr"),
    ("DAC_CAPTURE", None, "captured_t_per_yr"),
    ("DAC_CAPTURE", "nameplate", "nameplate_t_per_yr"),
    ("DAC_EMISSIONS", None, "indirect_t_per_yr"),
    ("DAC_EMISSIONS", "operational", "operational_t_per_yr"),
    ("DAC_EMISSIONS", "embodied", "embodied_t_per_yr"),
    ("DAC_EMISSIONS", "leakage", "leakage_t_per_yr"),
    ("DAC_EMISSIONS", "datacenter", "datacenter_emissions_t_per_yr"),
    ("DAC_REMOVAL_RATIO", None, "removal_ratio"),
    ("DAC_REMOVAL_RATIO", "net", "removal_ratio_net"),
    ("DAC_REMOVAL_RATIO", "operational", "captured_per_operational"),
    ("DAC_LCCC", None, "lccc_gross_usd_per_t"),
    ("DAC_LCCC", "net", "lccc_net_usd_per_t"),
    ("DAC_HEAT", None, "delivered_heat_mwh_per_yr"),
    ("DAC_HEAT", "recovered", "recovered_heat_mwh_per_yr"),
    ("DAC_HEAT", "recoverable", "recoverable_heat_mwh_per_yr"),
)
COMPARED = (
    ("DAC_NET_REMOVAL", "{}", "net_removal_t_per_yr"),
    ("DAC_EMISSIONS", "{}", "indirect_t_per_yr"),
    ("DAC_REMOVAL_RATIO", "{}", "removal_ratio"),
    ("DAC_REMOVAL_RATIO", "operational {}", "captured_per_operational"),
    ("DAC_LCCC", "{}", "lccc_gross_usd_per_t"),
    ("DAC_LCCC", "{} net", "lccc_net_usd_per_t"),
)
BY_CLASS = (
    ("DAC_NET_REMOVAL", None, "net_removal_t_per_yr"),
    ("DAC_CAPTURE", None, "captured_t_per_yr"),
    ("DAC_EMISSIONS", None, "indirect_t_per_yr"),
    ("DAC_LCCC", None, "cost_usd_per_t_captured"),
    ("DAC_HEAT", None, "delivered_heat_mwh_per_yr"),
    ("DAC_HEAT", "recovered", "recovered_heat_mwh_per_yr"),
)


@pytest.mark.parametrize("scenario", SCENARIOS)
@pytest.mark.parametrize(("name", "basis", "column"), ANNUAL)
def test_published_load_equals_the_study(study, scenario, name, basis, column):
    expected = of_scenario(study["states"], scenario)[column].tolist()
    assert_same(call(name, COLUMN, scenario, None, None, basis), expected)


@pytest.mark.parametrize("scenario", SCENARIOS)
@pytest.mark.parametrize(("name", "basis", "column"), ANNUAL)
def test_reference_aidc_equals_the_study(study, scenario, name, basis, column):
    table = of_scenario(study["states"], scenario)
    shown = f"reference_{column}" if f"reference_{column}" in table else column
    assert_same(call(name, COLUMN, scenario, None, REFERENCE, basis), table[shown].tolist())


@pytest.mark.parametrize(("name", "basis", "column"), ANNUAL)
def test_a_capacity_equals_the_sites_study(site_study, name, basis, column):
    """The cost scale of the DAC plant is that of the site, so LCCC is not the reference's."""
    expected = of_scenario(site_study["sites"], "base_2023")[column].tolist()
    assert_same(call(name, COLUMN, "base_2023", None, 37.5, basis), expected)


@pytest.mark.parametrize(("name", "basis", "column"), COMPARED)
@pytest.mark.parametrize(
    "system",
    ["electric_boiler", "ambient_heat_pump", "gas_boiler", "liquid_electric", "liquid_gas"],
)
def test_a_baseline_equals_the_compare_table(study, system, name, basis, column):
    table = of_scenario(study["compare"], "base_2023")
    expected = table[table["system"] == system][column].tolist()
    given = basis.format(system)
    assert_same(call(name, COLUMN, "base_2023", None, REFERENCE, given), expected)


@pytest.mark.parametrize(("name", "basis", "column"), BY_CLASS)
@pytest.mark.parametrize("server_class", ["cpu_air", "gpu_air", "gpu_liquid"])
def test_a_server_class_equals_the_class_table(study, server_class, name, basis, column):
    table = of_scenario(study["classes"], "base_2023")
    expected = table[table["contribution"] == server_class][column].tolist()
    assert_same(call(name, COLUMN, "base_2023", server_class, REFERENCE, basis), expected)


@pytest.mark.parametrize("name", ["DAC_NET_REMOVAL", "DAC_CAPTURE", "DAC_EMISSIONS", "DAC_HEAT"])
@pytest.mark.parametrize("capacity", [None, REFERENCE, 55.0])
def test_server_classes_sum_to_the_mix(name, capacity):
    parts = [call(name, "VA", "2030_lrmer", c, capacity) for c in (*SERVER_CLASSES, "backup")]
    assert sum(parts) == pytest.approx(call(name, "VA", "2030_lrmer", None, capacity), rel=1e-12)


def test_backup_is_a_contribution_of_its_own():
    backup = [["backup_heat", "electric"]]
    parts = [
        call("DAC_CAPTURE", "MN", None, c, None, None, backup) for c in (*SERVER_CLASSES, "backup")
    ]
    assert parts[-1] > 0.0
    total = call("DAC_CAPTURE", "MN", None, None, None, None, backup)
    assert sum(parts) == pytest.approx(total, rel=1e-12)


def test_baseline_at_the_published_load_scales_with_it(study):
    """The same plants many times: net over captured is that of the reference AIDC."""
    compare = of_scenario(study["compare"], "base_2023")
    share = compare[compare["system"] == "gas_boiler"]["net_removal_share_of_captured"].tolist()
    net = call("DAC_NET_REMOVAL", COLUMN, "base_2023", None, None, "gas_boiler")
    captured = call("DAC_CAPTURE", COLUMN, "base_2023")
    for (n,), (c,), s in zip(net, captured, share, strict=True):
        if isinstance(n, float) and c > 0.0:
            assert n == pytest.approx(s * c, rel=1e-9)


def test_emissions_net_is_removal_with_the_other_sign():
    removal = call("DAC_NET_REMOVAL", "VA")
    assert call("DAC_EMISSIONS", "VA", None, None, None, "net") == -removal


def test_overrides_and_local_values_equal_the_study():
    local = {"grid_intensity_kg_per_mwh": (120.0,)}
    given = [StateInput("here", abbr, local) for abbr in ABBR]
    expected = states("base_2023", {"sorbent_life_yr": 3.0}, local=given)["states"]
    block = [
        ["Parameter", "Value"],
        ["Sorbent_Life_yr ", 3.0],
        [None, None],
        ["grid_intensity_kg_per_mwh", 120.0],
        ["utilization_cpu_air", None],
    ]
    for name, basis, column in (
        ("DAC_NET_REMOVAL", None, "net_removal_t_per_yr"),
        ("DAC_LCCC", "net", "lccc_net_usd_per_t"),
    ):
        cells = call(name, COLUMN, None, None, None, basis, block)
        assert_same(cells, expected[column].tolist())


@pytest.mark.parametrize("name", HEADLINE)
@pytest.mark.parametrize("capacity", [None, REFERENCE, 12.0])
def test_a_cell_equals_its_element_of_a_range(name, capacity):
    column = call(name, [["VA"], ["DC"], [6.0], ["oregon "]], "base_2023", None, capacity)
    row = call(name, [["VA", "DC", 6.0, "oregon "]], "base_2023", None, capacity)
    single = [call(name, r, "base_2023", None, capacity) for r in ("VA", "DC", "06", "Oregon")]
    assert [cell for (cell,) in column] == row[0] == single


def test_ranges_meet_as_a_grid_and_keep_their_shape():
    grid = call("DAC_CAPTURE", [["VA"], ["TX"], ["OR"]], [["base_2023", "2030_lrmer"]])
    assert np.shape(grid) == (3, 2)
    assert grid[1][1] == call("DAC_CAPTURE", "TX", "2030_lrmer")
    assert call("DAC_CAPTURE", ["VA", "TX"]) == [call("DAC_CAPTURE", "VA"), grid[1][0]]
    array = np.array([["VA"], ["TX"]], dtype=object)
    assert np.shape(call("DAC_CAPTURE", array)) == (2, 1)
    assert call("DAC_CAPTURE", [["VA"]]) == [[call("DAC_CAPTURE", "VA")]]
