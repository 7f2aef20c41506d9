"""Component functions and look-ups against the model and the reference tables."""

from __future__ import annotations

import numpy as np
import pytest

from dacaidc_xl.excel.functions.cells import ERROR
from dacaidc_xl.excel.functions.session import evaluations
from dacaidc_xl.reference.parameters import SERVER_CLASSES, Parameters, parameter_table
from dacaidc_xl.studies.dac_map import performance
from tests.excel.functions.support import assert_same, call, of_scenario


def test_component_functions_equal_the_model(study):
    """The monthly table of the study has PUE, heat, power and COP for the same air."""
    here = of_scenario(study["monthly"], "base_2023")
    here = here[here["state"] == "VA"]
    air = [[[v] for v in here[c]] for c in ("temp_c", "rel_humidity_pct", "pressure_pa")]
    for name, before, column in (
        ("DAC_HEAT_DEMAND", (None,), "dac_heat_kwh_per_t"),
        ("DAC_POWER_DEMAND", (None, "dac"), "dac_power_kwh_per_t"),
        ("DAC_POWER_DEMAND", (None, "compression"), "compression_kwh_per_t"),
    ):
        cells = call(name, *air, *before)
        np.testing.assert_allclose(np.ravel(cells), here[column], rtol=1e-12)
    for server_class in SERVER_CLASSES:
        cells = call("DAC_PUE", air[0], air[1], server_class, air[2])
        np.testing.assert_allclose(np.ravel(cells), here[f"pue_{server_class}"], rtol=1e-12)
    table = of_scenario(study["states"], "base_2023")
    parameters = Parameters.of()
    for server_class in SERVER_CLASSES:
        source = parameters.scalar(f"return_temp_c_{server_class}")
        assert call("DAC_COP", source) == table.loc[0, f"cop_{server_class}"]


def test_heat_demand_takes_sorbents_and_overrides():
    run = Parameters.of(overrides={"sorbent": "apdes_stampi2020", "ambient_co2_ppm": 500.0})
    here = performance(run, np.array([12.0]), np.array([0.4]))
    ppm = [["ambient_co2_ppm", 500.0]]
    cell = call("DAC_HEAT_DEMAND", 12.0, 40.0, None, "apdes_stampi2020", None, ppm)
    assert cell == float(here.heat_kwh_per_t[0])
    total = call("DAC_POWER_DEMAND", 12.0, 40.0, None, "apdes_stampi2020", "total", None, ppm)
    assert total == float(here.power.total_kwh_per_t[0])


def test_uptake_is_that_of_the_published_fit():
    """Young et al. (2021): 0.842 mol/kg at 25 degC and 40 Pa dry; water 3.616 at 50 %."""
    dry = call("DAC_UPTAKE", 25.0, 40.0, None, "lewatit_young2021_arrhenius")
    assert dry == pytest.approx(0.8418, abs=1e-4)
    assert call("DAC_UPTAKE", 25.0, 40.0, 50.0, None, "water") == pytest.approx(3.616, abs=1e-3)
    assert call("DAC_UPTAKE", 25.0, 0.0) == 0.0


def test_component_cell_equals_its_element_without_the_cache():
    temps = [[-5.0], [12.5], [33.0]]
    for name, rest in (
        ("DAC_HEAT_DEMAND", (45.0,)),
        ("DAC_PUE", (45.0,)),
        ("DAC_UPTAKE", (40.0, 45.0)),
        ("DAC_COP", (100.0,)),
    ):
        first = [[40.0], [50.0], [60.0]] if name == "DAC_COP" else temps
        evaluations().clear()
        column = [cell for (cell,) in call(name, first, *rest)]
        evaluations().clear()
        assert [call(name, cell, *rest) for (cell,) in first] == column


def test_param_and_data_read_the_tables(study):
    table = parameter_table()
    names = [[name] for name in table]
    for field in ("value", "unit", "low", "max", "description"):
        cells = call("DAC_PARAM", names, None, field)
        for (cell,), (name,) in zip(cells, names, strict=True):
            value = table[name].default if field == "value" else getattr(table[name], field)
            assert cell == value if value not in (None, "") else cell.startswith(ERROR)
    assert call("DAC_PARAM", "energy_share_gpu_liquid", 2030.0) == 0.55
    assert call("DAC_PARAM", "sorbent_life_yr", None, None, [["sorbent_life_yr", 4.0]]) == 4.0
    here = of_scenario(study["monthly"], "base_2023")
    here = here[here["state"] == "TX"]
    months = [[float(m)] for m in range(1, 13)]
    for quantity, column in (
        ("temp_c", "temp_c"),
        ("rel_humidity_pct", "rel_humidity_pct"),
        ("grid_intensity_kg_per_mwh", "grid_kg_per_mwh"),
        ("electricity_price_usd_per_mwh", "electricity_usd_per_mwh"),
    ):
        assert_same(call("DAC_DATA", "TX", quantity, None, months), here[column].tolist())
    annual = of_scenario(study["states"], "base_2023").set_index("state").loc["TX"]
    intensity = call("DAC_DATA", "TX", "grid_intensity_kg_per_mwh")
    assert intensity == pytest.approx(annual["grid_kg_per_mwh"], rel=1e-12)
    assert call("DAC_DATA", "TX", "grid_metric") == annual["grid_metric"]
    assert call("DAC_DATA", "TX", "load_note") == annual["load_note"]


def test_version_parts():
    package, parameters, data = call("DAC_VERSION", ["package", "parameters", "data"])
    assert package == call("DAC_VERSION") and package.startswith("dacaidc_xl ")
    assert len(parameters) == len(data) == 16
