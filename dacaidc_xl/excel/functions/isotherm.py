"""The isotherm of the sorbent as a worksheet function."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from dacaidc_xl.errors import InputError
from dacaidc_xl.excel.functions.cells import Cell, Cells, chosen
from dacaidc_xl.excel.functions.places import scenario_names
from dacaidc_xl.excel.functions.points import (
    Question,
    Texts,
    ask,
    number,
    or_default,
    or_reason,
    quantity,
    text,
)
from dacaidc_xl.excel.functions.registry import worksheet_function
from dacaidc_xl.reference.sorbents import sorbent_table

if TYPE_CHECKING:
    from dacaidc_xl.reference.parameters import Parameters

Floats = NDArray[np.float64]

UPTAKES = ("co2", "water")
UPTAKE_TEMP_BOUNDS_C = (-40.0, 150.0)
"""Range of the isotherms [degC]."""
UPTAKE_CO2_MAX_PA = 150_000.0
"""Range of the isotherms [Pa]."""


def _isotherms() -> tuple[str, ...]:
    return tuple(name for name, row in sorbent_table().items() if row.isotherm is not None)


@worksheet_function(
    example="=DAC_UPTAKE(20,40,50)",
    choices={
        "sorbent": _isotherms,
        "component": lambda: UPTAKES,
        "scenario": scenario_names,
    },
)
def uptake(
    temp_c: Cells,
    co2_pa: Cells,
    rel_humidity_pct: Cells = None,
    sorbent: Cells = None,
    component: Cells = None,
    scenario: Cells = None,
    overrides: object = None,
) -> object:
    """Equilibrium uptake of CO2, or of water, on the sorbent by its isotherm [mol/kg].

    Parameters
    ----------
    temp_c : number
        Temperature of the sorbent [degC], -40 to 150.
    co2_pa : number
        Partial pressure of CO2 [Pa]; about 43 in air, 0 to 150,000.
    rel_humidity_pct : number, optional
        Relative humidity at the temperature of the sorbent [%]; blank for dry gas.
    sorbent : text, optional
        A row of the sorbent table with an isotherm; blank for that of the scenario.
    component : text, optional
        Blank for co2; water for the water taken up beside it.
    scenario : text, optional
        Scenario whose parameters hold; base_2023 by default.
    overrides : two-column range, optional
        Names of parameters and values.

    Returns
    -------
    float, str or nested list
        Uptake [mol/kg].

    Examples
    --------
    >>> uptake(20.0, 40.0, 50.0) > uptake(60.0, 40.0, 50.0)
    True
    """

    def read_component(place: str, value: Cell) -> str:
        return chosen(place, value, UPTAKES, "co2")

    def run(parameters: Parameters, texts: Texts, given: Mapping[str, Floats]) -> list[Cell]:
        return _uptake(parameters, texts[1] == "water", given)

    return ask(
        Question(
            "DAC_UPTAKE",
            numbers={
                "temp_c": (temp_c, number(*UPTAKE_TEMP_BOUNDS_C, "degC", required=True)),
                "co2_pa": (co2_pa, number(0.0, UPTAKE_CO2_MAX_PA, "Pa", required=True)),
                "rel_humidity_pct": (rel_humidity_pct, quantity("rel_humidity_pct")),
            },
            texts={
                "sorbent": (sorbent, text("sorbent")),
                "component": (component, read_component),
            },
            as_parameters={"sorbent": "sorbent"},
            run=run,
        ),
        scenario,
        overrides,
    )


def _uptake(parameters: Parameters, of_water: bool, given: Mapping[str, Floats]) -> list[Cell]:
    from dacaidc_xl.model import sorbent as equilibrium
    from dacaidc_xl.model.constants import ZERO_CELSIUS_K
    from dacaidc_xl.studies.settings import process_of

    name = parameters.text("sorbent")
    if name not in _isotherms():
        raise InputError("sorbent", name, f"one with an isotherm: {', '.join(_isotherms())}")
    process = process_of(parameters)
    gas = parameters.number("gas_constant_isotherm_j_per_mol_k")
    temp_k = given["temp_c"] + ZERO_CELSIUS_K
    humidity = np.minimum(
        or_default(given["rel_humidity_pct"], np.asarray(0.0)) / 100.0,
        parameters.number("rel_humidity_max_fraction"),
    )
    if process.water is None:
        water = np.where(humidity > 0.0, np.nan, 0.0)
    else:
        water = equilibrium.water_mol_per_kg(process.water, temp_k, humidity, gas)
    if of_water:
        taken = water
    else:
        co2_k = np.maximum(temp_k, process.sorbent.isotherm_temp_min_k or 0.0)
        taken = equilibrium.co2_wet_mol_per_kg(process.sorbent, co2_k, given["co2_pa"], water, gas)
    reason = f"no water isotherm of {name} is published, only dry gas can be asked for"
    return or_reason(taken, [reason if np.isnan(w) else "" for w in water], "DAC_UPTAKE")
