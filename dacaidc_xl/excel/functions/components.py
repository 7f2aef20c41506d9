"""The component functions: heat pump, cooling and DAC plant on their own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

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
from dacaidc_xl.reference.fluids import fluid_table
from dacaidc_xl.reference.parameters import SERVER_CLASSES, find_parameter
from dacaidc_xl.reference.sorbents import sorbent_table

if TYPE_CHECKING:
    from dacaidc_xl.model.dac import DacPerformance
    from dacaidc_xl.reference.parameters import Parameters

Floats = NDArray[np.float64]

POWER_BASES = ("dac", "compression", "total")
LOOP_PARAMETER = "loop_cooling_k_gpu_liquid"
RETURN_PARAMETER = "return_temp_c_gpu_liquid"


def _classes() -> tuple[str, ...]:
    return SERVER_CLASSES


def _fluids() -> tuple[str, ...]:
    return tuple(fluid_table())


def _sorbents() -> tuple[str, ...]:
    return tuple(sorbent_table())


def _configurations() -> tuple[str, ...]:
    return find_parameter("heat_pump_configuration").choices


def _read_class(place: str, value: Cell) -> str | None:
    return None if value is None else chosen(place, value, SERVER_CLASSES, "")


@worksheet_function(
    example='=DAC_COP(45,100,"R1233zd(E)","two_stage")',
    choices={"fluid": _fluids, "configuration": _configurations, "scenario": scenario_names},
)
def cop(
    source_return_c: Cells,
    t_des_c: Cells = None,
    fluid: Cells = None,
    configuration: Cells = None,
    loop_cooling_k: Cells = None,
    scenario: Cells = None,
    overrides: object = None,
) -> object:
    """COP of the heat pump from data-center heat to the sorbent, all losses in it [-].

    Parameters
    ----------
    source_return_c : number
        Temperature at which the data center returns its heat [degC], such as 30 for air and 55
        for liquid cooling.
    t_des_c : number, optional
        Regeneration temperature of the sorbent [degC]; blank for that of the scenario.
    fluid : text, optional
        Working fluid by its name in the fluid table; blank for that of the scenario.
    configuration : text, optional
        auto, single_stage, two_stage or eta_carnot; blank for that of the scenario.
    loop_cooling_k : number, optional
        How far the source is cooled [K]; blank for that of liquid-cooled GPUs.
    scenario : text, optional
        Scenario whose parameters hold; base_2023 by default.
    overrides : two-column range, optional
        Names of parameters and values.

    Returns
    -------
    float, str or nested list
        Heat delivered over electricity [-]; a text where no heat pump is feasible, with why.

    Examples
    --------
    >>> round(cop(55.0, 100.0), 2)
    3.11
    """

    def run(parameters: Parameters, texts: Texts, given: Mapping[str, Floats]) -> list[Cell]:
        from dacaidc_xl.model import heat_pump
        from dacaidc_xl.studies.settings import condensing_temp_c, fill, fluid_of, process_of

        process = process_of(parameters)
        heat_temp = or_default(given["t_des_c"], process.heat_temp_c)
        loop = or_default(given["loop_cooling_k"], parameters.number(LOOP_PARAMETER))
        pump = heat_pump.evaluate(
            fluid_of(parameters),
            given["source_return_c"] - loop - parameters.number("evaporator_pinch_k"),
            condensing_temp_c(parameters, replace(process, heat_temp_c=heat_temp)),
            fill(heat_pump.HeatPumpSettings, parameters),
        )
        reasons = [heat_pump.INFEASIBLE_REASONS[code] for code in np.ravel(pump.reason_code)]
        return or_reason(pump.cop, [f"no heat pump, {r}" if r else "" for r in reasons], "DAC_COP")

    return ask(
        Question(
            "DAC_COP",
            numbers={
                "source_return_c": (source_return_c, number(RETURN_PARAMETER, required=True)),
                "t_des_c": (t_des_c, number("desorption_temp_c")),
                "loop_cooling_k": (loop_cooling_k, number(LOOP_PARAMETER)),
            },
            texts={
                "fluid": (fluid, text("working_fluid")),
                "configuration": (configuration, text("heat_pump_configuration")),
            },
            as_parameters={"fluid": "working_fluid", "configuration": "heat_pump_configuration"},
            run=run,
        ),
        scenario,
        overrides,
    )


@worksheet_function(
    example='=DAC_PUE(25,60,"gpu_liquid")',
    choices={"server_class": _classes, "scenario": scenario_names},
)
def pue(
    temp_c: Cells,
    rel_humidity_pct: Cells,
    server_class: Cells = None,
    pressure_pa: Cells = None,
    scenario: Cells = None,
    overrides: object = None,
) -> object:
    """PUE of a data center in given air, before heat is recovered: facility over IT power [-].

    Parameters
    ----------
    temp_c : number
        Outdoor air temperature [degC].
    rel_humidity_pct : number
        Outdoor relative humidity [%], 0 to 100.
    server_class : text, optional
        cpu_air, gpu_air, gpu_liquid or immersion; blank for the mix of the scenario.
    pressure_pa : number, optional
        Outdoor air pressure [Pa]; blank for sea level.
    scenario : text, optional
        Scenario whose parameters hold; base_2023 by default.
    overrides : two-column range, optional
        Names of parameters and values.

    Returns
    -------
    float, str or nested list
        PUE [-].

    Examples
    --------
    >>> round(pue(25.0, 60.0, "gpu_liquid"), 3)
    1.112
    """

    def run(parameters: Parameters, texts: Texts, given: Mapping[str, Floats]) -> list[Cell]:
        from dacaidc_xl.model import datacenter
        from dacaidc_xl.model.psychrometrics import wet_bulb_c
        from dacaidc_xl.studies.settings import fill

        temp = given["temp_c"][:, None, None]
        humidity = given["rel_humidity_pct"][:, None, None] / 100.0
        bulb = wet_bulb_c(temp, humidity, _pressure(given)[:, None, None])
        center = datacenter.evaluate(temp, bulb, fill(datacenter.DataCenterSettings, parameters))
        by_class = np.broadcast_to(center.pue, (temp.size, len(SERVER_CLASSES), 1))[:, :, 0]
        if texts[0] is None:
            share = parameters.by_class("energy_share")[:, :, 0]
            return [float(value) for value in (share * by_class).sum(axis=1)]
        return [float(value) for value in by_class[:, SERVER_CLASSES.index(texts[0])]]

    return ask(
        Question(
            "DAC_PUE",
            numbers=_air(temp_c, rel_humidity_pct, pressure_pa),
            texts={"server_class": (server_class, _read_class)},
            as_parameters={},
            run=run,
        ),
        scenario,
        overrides,
    )


def _air(
    temp_c: Cells, rel_humidity_pct: Cells, pressure_pa: Cells
) -> dict[str, tuple[Cells, Callable[[str, Cell], float | None]]]:
    return {
        "temp_c": (temp_c, quantity("temp_c", required=True)),
        "rel_humidity_pct": (rel_humidity_pct, quantity("rel_humidity_pct", required=True)),
        "pressure_pa": (pressure_pa, quantity("pressure_pa")),
    }


def _pressure(given: Mapping[str, Floats]) -> Floats:
    from dacaidc_xl.studies.dac_map import SEA_LEVEL_PA

    return or_default(given["pressure_pa"], np.asarray(SEA_LEVEL_PA))


def _performance(
    parameters: Parameters, given: Mapping[str, Floats]
) -> tuple[DacPerformance, list[str]]:
    """DAC plant in given air, and why it is idle."""
    from dacaidc_xl.model.tvsa import IDLE_REASONS
    from dacaidc_xl.studies.dac_map import performance

    here = performance(
        parameters,
        given["temp_c"],
        given["rel_humidity_pct"] / 100.0,
        _pressure(given),  # type: ignore[arg-type]
    )
    reasons = [IDLE_REASONS[code] for code in np.ravel(here.idle_code)]
    return here, [f"no capture, {reason}" if reason else "" for reason in reasons]


@worksheet_function(
    example="=DAC_HEAT_DEMAND(20,50)",
    choices={"sorbent": _sorbents, "scenario": scenario_names},
)
def heat_demand(
    temp_c: Cells,
    rel_humidity_pct: Cells,
    pressure_pa: Cells = None,
    sorbent: Cells = None,
    scenario: Cells = None,
    overrides: object = None,
) -> object:
    """Heat that the DAC plant needs in given air to regenerate its sorbent [kWh/t CO2].

    Parameters
    ----------
    temp_c : number
        Outdoor air temperature [degC].
    rel_humidity_pct : number
        Outdoor relative humidity [%], 0 to 100.
    pressure_pa : number, optional
        Outdoor air pressure [Pa]; blank for sea level.
    sorbent : text, optional
        A row of the sorbent table; blank for that of the scenario.
    scenario : text, optional
        Scenario whose parameters hold; base_2023 by default.
    overrides : two-column range, optional
        Names of parameters and values.

    Returns
    -------
    float, str or nested list
        Heat [kWh/t]; a text where the plant is idle, with why.

    Examples
    --------
    >>> round(heat_demand(20.0, 50.0, None, None, None, [["ambient_co2_ppm", 420.0]]))
    2621
    """

    def run(parameters: Parameters, texts: Texts, given: Mapping[str, Floats]) -> list[Cell]:
        here, reasons = _performance(parameters, given)
        return or_reason(here.heat_kwh_per_t, reasons, "DAC_HEAT_DEMAND")

    return ask(
        Question(
            "DAC_HEAT_DEMAND",
            numbers=_air(temp_c, rel_humidity_pct, pressure_pa),
            texts={"sorbent": (sorbent, text("sorbent"))},
            as_parameters={"sorbent": "sorbent"},
            run=run,
        ),
        scenario,
        overrides,
    )


@worksheet_function(
    example='=DAC_POWER_DEMAND(20,50,,,"total")',
    choices={
        "sorbent": _sorbents,
        "basis": lambda: POWER_BASES,
        "scenario": scenario_names,
    },
)
def power_demand(
    temp_c: Cells,
    rel_humidity_pct: Cells,
    pressure_pa: Cells = None,
    sorbent: Cells = None,
    basis: Cells = None,
    scenario: Cells = None,
    overrides: object = None,
) -> object:
    """Electricity of the DAC plant in given air, without the heat pump [kWh/t CO2].

    Parameters
    ----------
    temp_c : number
        Outdoor air temperature [degC].
    rel_humidity_pct : number
        Outdoor relative humidity [%], 0 to 100.
    pressure_pa : number, optional
        Outdoor air pressure [Pa]; blank for sea level.
    sorbent : text, optional
        A row of the sorbent table; blank for that of the scenario.
    basis : text, optional
        Blank for dac (fans, vacuum, auxiliaries, tower); compression (to pipeline pressure);
        total for both.
    scenario : text, optional
        Scenario whose parameters hold; base_2023 by default.
    overrides : two-column range, optional
        Names of parameters and values.

    Returns
    -------
    float, str or nested list
        Electricity [kWh/t]; a text where the plant is idle, with why.

    Examples
    --------
    >>> power_demand(20.0, 50.0) < power_demand(20.0, 50.0, None, None, "total")
    True
    """

    def read_basis(place: str, value: Cell) -> str:
        return chosen(place, value, POWER_BASES, "dac")

    def run(parameters: Parameters, texts: Texts, given: Mapping[str, Floats]) -> list[Cell]:
        here, reasons = _performance(parameters, given)
        return or_reason(getattr(here.power, f"{texts[1]}_kwh_per_t"), reasons, "DAC_POWER_DEMAND")

    return ask(
        Question(
            "DAC_POWER_DEMAND",
            numbers=_air(temp_c, rel_humidity_pct, pressure_pa),
            texts={"sorbent": (sorbent, text("sorbent")), "basis": (basis, read_basis)},
            as_parameters={"sorbent": "sorbent"},
            run=run,
        ),
        scenario,
        overrides,
    )
