"""Tables that spill against the tables of the studies."""

from __future__ import annotations

import pytest

from dacaidc_xl.excel.functions.places import REFERENCE
from dacaidc_xl.studies.coverage import NOT_COVERED
from tests.excel.functions.support import SCENARIOS, assert_same, call, of_scenario


@pytest.mark.parametrize("server_class", [None, "gpu_air"])
def test_monthly_equals_the_study(study, server_class):
    table = call("DAC_MONTHLY", "VA", "base_2023", server_class, REFERENCE, "all")
    here = of_scenario(study["monthly"], "base_2023")
    here = here[here["state"] == "VA"].reset_index(drop=True)
    assert len(table) == 13
    suffix = "" if server_class is None else f"_{server_class}"
    for column in ("captured_t", "net_removal_t", "pue"):
        cells = [row[table[0].index(column)] for row in table[1:]]
        assert cells == here[f"{column}{suffix}"].tolist()
    if server_class is None:
        for at, column in enumerate(table[0]):
            assert [row[at] for row in table[1:]] == here[column].tolist()


def test_monthly_of_the_load_sums_to_the_year():
    table = call("DAC_MONTHLY", "TX", None, None, None, "captured_t, net_removal_t")
    assert table[0] == ["month", "captured_t", "net_removal_t"]
    assert sum(row[1] for row in table[1:]) == pytest.approx(call("DAC_CAPTURE", "TX"), rel=1e-12)
    site = call("DAC_MONTHLY", "TX", None, None, 20.0)
    assert sum(row[site[0].index("captured_t")] for row in site[1:]) == pytest.approx(
        call("DAC_CAPTURE", "TX", None, None, 20.0), rel=1e-12
    )


def test_monthly_without_load_or_grid_says_why():
    table = call("DAC_MONTHLY", "DC")
    assert table[1][table[0].index("captured_t")] == "#DAC! no load reported"
    table = call("DAC_MONTHLY", "AK", "2030_lrmer", None, 50.0)
    assert table[1][table[0].index("net_removal_t")] == f"#DAC! {NOT_COVERED}"


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_states_equals_the_study(study, scenario):
    table = call("DAC_STATES", scenario, None, None, "all")
    expected = of_scenario(study["states"], scenario)
    assert len(table) == 52
    for at, column in enumerate(table[0]):
        assert_same([[row[at]] for row in table[1:]], expected[column].tolist())
    assert set(table[0]) == set(expected.columns)


def test_states_of_sites_equals_the_sites_study(site_study):
    table = call("DAC_STATES", "base_2023", None, 37.5, "all")
    expected = of_scenario(site_study["sites"], "base_2023")
    for at, column in enumerate(table[0]):
        if column in expected and column not in ("state", "scenario"):
            assert_same([[row[at]] for row in table[1:]], expected[column].tolist())


def test_states_of_a_class_has_no_column_of_the_whole_plant():
    table = call("DAC_STATES", None, "gpu_liquid", REFERENCE, "all")
    assert "nameplate_t_per_yr" not in table[0]
    at = table[0].index("net_removal_t_per_yr")
    assert table[1][at] == call("DAC_NET_REMOVAL", "AL", None, "gpu_liquid", REFERENCE)
    assert "whole plant" in call("DAC_CAPTURE", "AL", None, "gpu_liquid", None, "nameplate")


def test_compare_equals_the_study(study):
    table = call("DAC_COMPARE", "TX", "base_2023", None, REFERENCE)
    here = of_scenario(study["compare"], "base_2023")
    here = here[here["state"] == "TX"].reset_index(drop=True)
    for at, column in enumerate(table[0]):
        expected = here[column].tolist()
        if here[column].dtype.kind == "b":
            expected = ["yes" if value else "no" for value in expected]
        assert_same([[row[at]] for row in table[1:]], expected)


def test_compare_of_the_load_reads_as_the_headline_functions():
    table = call("DAC_COMPARE", "TX", None, None, None, "gas_boiler")
    at = table[0].index("net_removal_t_per_yr")
    assert [row[0] for row in table[1:]] == ["integrated", "gas_boiler"]
    assert table[1][at] == call("DAC_NET_REMOVAL", "TX")
    assert table[2][at] == call("DAC_NET_REMOVAL", "TX", None, None, None, "gas_boiler")
    assert "server_class" in call("DAC_COMPARE", "TX", None, "gpu_air")


@pytest.mark.parametrize("system", [None, "electric_boiler", "ambient_heat_pump", "gas_boiler"])
def test_costs_equal_the_study(study, system):
    table = call("DAC_COSTS", "TX", "base_2023", None, REFERENCE, system)
    here = of_scenario(study["costs"], "base_2023")
    name = system or "integrated"
    (record,) = here[(here["state"] == "TX") & (here["system"] == name)].to_dict("records")
    assert table[0] == ["line", "value", "unit"]
    for line, value, unit in table[1:]:
        column = line if line in record else f"{line}_usd_per_t"
        assert value == record[column] and unit.startswith("USD/")
    lines = sum(value for line, value, unit in table[1:] if unit == "USD/t" and line != "total")
    assert lines == pytest.approx(record["total_usd_per_t"], rel=1e-12)


def test_costs_of_a_class_sum_to_its_lccc():
    table = call("DAC_COSTS", "TX", None, "gpu_air", REFERENCE)
    value = {line: value for line, value, _ in table[1:]}
    assert value["total"] == call("DAC_LCCC", "TX", None, "gpu_air", REFERENCE)
    unknown = {row[0]: row[1] for row in call("DAC_COSTS", "DC", None, None, None, "gas_boiler")}
    assert unknown["fuel"] == unknown["total"] == "#DAC! cost not known here"


def test_explain_holds_the_chain(study):
    table = call("DAC_EXPLAIN", "VA", "base_2023", None, REFERENCE)
    assert table[0] == ["step", "value", "unit", "formula"]
    value = {row[0]: row[1] for row in table[1:]}
    indirect = value["operational_t_per_yr"] + value["embodied_t_per_yr"]
    indirect += value["leakage_t_per_yr"]
    assert value["indirect_t_per_yr"] == pytest.approx(indirect, rel=1e-12)
    net = value["captured_t_per_yr"] - value["indirect_t_per_yr"]
    assert value["net_removal_t_per_yr"] == pytest.approx(net, rel=1e-12)
    assert value["lccc_gross_usd_per_t"] == pytest.approx(
        value["cost_usd_per_yr"] / value["captured_t_per_yr"], rel=1e-12
    )
    assert all(row[2] and row[3] for row in table[1:])
    for figure in ("capture", "emissions", "net_removal", "removal_ratio", "lccc"):
        part = call("DAC_EXPLAIN", "VA", "base_2023", None, REFERENCE, figure)
        assert all(row in table for row in part)
    absent = {row[0]: row[1] for row in call("DAC_EXPLAIN", "WV")}
    assert absent["lccc_net_usd_per_t"] == "#DAC! no net removal"
