"""From the parameter table to the settings of the model, field by field of the same name."""

from __future__ import annotations

from dataclasses import fields
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from dacaidc_xl.errors import InputError
from dacaidc_xl.model.baselines import BaselineSettings
from dacaidc_xl.model.dac import DacProcess, WeatherRow
from dacaidc_xl.model.dac_power import DacPowerSettings
from dacaidc_xl.model.datacenter import DataCenterSettings
from dacaidc_xl.model.dispatch import DispatchSettings
from dacaidc_xl.model.economics import EconomicsSettings
from dacaidc_xl.model.emissions import EmissionSettings
from dacaidc_xl.model.heat_pump import Fluid, HeatPumpSettings
from dacaidc_xl.model.plant import PlantSettings
from dacaidc_xl.model.sorbent import isosteric_heat_kj_per_mol
from dacaidc_xl.model.tvsa import TvsaSettings
from dacaidc_xl.reference.dac_weather import published_weather
from dacaidc_xl.reference.fluids import find_fluid, fluid_table
from dacaidc_xl.reference.parameters import (
    SERVER_CLASSES,
    Parameters,
    parameter_table,
)
from dacaidc_xl.reference.sorbents import SorbentRow, find_sorbent

Settings = TypeVar("Settings")

PUBLISHED_HEAT_ROWS = {"jajjawi": "solid_reskit_20C50", "sendi": "steam_tvsa_20C50"}
"""Row of the sorbent table that prints the heat temperature of each weather table."""
FIXED_ROW = "fixed_1600_400"
"""Row of the sorbent table that prints the heat temperature of the fixed model."""


def fill(kind: type[Settings], parameters: Parameters, **given: Any) -> Settings:
    """Fill a settings dataclass from the parameters that bear its fields' names.

    Parameters
    ----------
    kind : type
        A settings dataclass of the model.
    parameters : Parameters
        Values of the run.
    **given
        Fields that no parameter bears.

    Returns
    -------
    Settings
        An option as text, a stem of the server classes as (1, class, 1), a cost in 2024 USD
        (its field says ``usd`` whatever currency the table states), a number as array.
    """
    table = parameter_table()
    values: dict[str, Any] = dict(given)
    for f in fields(kind):  # type: ignore[arg-type]
        name = f.name
        if name in given:
            continue
        in_other_currency = name.replace("_usd_", "_eur_")
        if name in table and table[name].kind == "option":
            values[name] = parameters.text(name)
        elif name in table and table[name].kind == "cost":
            values[name] = parameters.usd2024(name)
        elif name in table:
            values[name] = parameters.number(name)
        elif in_other_currency in table:
            values[name] = parameters.usd2024(in_other_currency)
        elif table[f"{name}_{SERVER_CLASSES[0]}"].kind == "option":
            values[name] = parameters.texts_by_class(name)
        else:
            values[name] = parameters.by_class(name)
    return kind(**values)


def fluid_of(parameters: Parameters) -> Fluid:
    """Give the working fluid of a run as the model knows it."""
    row = find_fluid(parameters.text("working_fluid"))
    return Fluid(
        row.name,
        row.coolprop_name,
        row.critical_temp_c,
        row.triple_point_c,
        row.ihx_effectiveness_single,
        row.ihx_effectiveness_two_stage,
    )


def _cycle_row(parameters: Parameters) -> SorbentRow:
    """Row whose cycle is computed; for energy-only rows the default's, for its productivity."""
    row = find_sorbent(parameters.text("sorbent"))
    if row.isotherm is None:
        row = find_sorbent(str(parameter_table()["sorbent"].default))
    return row


def tvsa_settings(parameters: Parameters) -> TvsaSettings:
    """Numbers of the adsorption cycle; blank ones are taken from the sorbent's row.

    Raises
    ------
    InputError
        The row does not print a number that the cycle needs, and no parameter gives it.
    """
    row = _cycle_row(parameters)
    sorbent = row.isotherm
    assert sorbent is not None
    printed = {
        "sorbent_heat_capacity_j_per_kg_k": sorbent.heat_capacity_j_per_kg_k,
        "co2_desorption_heat_kj_per_mol": sorbent.co2_heat_kj_per_mol,
        "water_desorption_heat_kj_per_mol": sorbent.water_heat_kj_per_mol,
    }
    given = {}
    for name, value in printed.items():
        own = parameters[name]
        if own is None and value is None and name.startswith("co2_"):
            value = isosteric_heat_kj_per_mol(
                sorbent, parameters.scalar("gas_constant_isotherm_j_per_mol_k")
            )
        if own is None and value is None:
            raise InputError(
                f"sorbent {row.name}",
                "not published",
                f"the parameter {name} [{parameter_table()[name].unit}], which the row lacks",
            )
        given[name] = np.asarray(value if own is None else own, dtype=float)
    return fill(TvsaSettings, parameters, **given)


def process_of(parameters: Parameters) -> DacProcess:
    """Which DAC plant a run has, from model, sorbent and water of the parameters.

    Raises
    ------
    InputError
        A process whose heat no heat pump can raise.
    """
    chosen = find_sorbent(parameters.text("sorbent"))
    cycle_row = _cycle_row(parameters)
    sorbent = cycle_row.isotherm
    assert sorbent is not None
    water_of = parameters.text("water_isotherm_of")
    water = sorbent.water
    if water_of != "own":
        lender = find_sorbent(water_of, "parameter water_isotherm_of").isotherm
        if lender is None or lender.water is None:
            raise InputError(
                "parameter water_isotherm_of", water_of, "a sorbent row with a water isotherm"
            )
        water = lender.water
    model = parameters.text("dac_model")
    heat = parameters.number("fixed_heat_kwh_per_t")
    power = parameters.number("fixed_power_kwh_per_t")
    table: tuple[WeatherRow, ...] = ()
    heat_temp = parameters.number("desorption_temp_c")
    if model == "table":
        source = parameters.text("dac_table")
        name = f"table {source}"
        heat_temp = np.asarray(find_sorbent(PUBLISHED_HEAT_ROWS[source]).heat_temp_c, dtype=float)
        table = weather_rows(source)
    elif model == "fixed" or chosen.isotherm is None:
        row = chosen if chosen.isotherm is None else find_sorbent(FIXED_ROW)
        name = row.name
        if not row.heat_by_heat_pump:
            raise InputError(
                "parameter sorbent",
                row.name,
                f"a process whose heat a heat pump can raise (this one needs {row.heat_temp_c:g} "
                "degC); it stands among the baselines",
            )
        heat_temp = np.asarray(row.heat_temp_c, dtype=float)
        if chosen.isotherm is None and model != "fixed":
            heat = np.asarray(row.heat_kwh_per_t, dtype=float)
            power = np.asarray(row.power_kwh_per_t, dtype=float)
        model = "fixed"
    else:
        name = cycle_row.name if water_of == "own" else f"{cycle_row.name} + water of {water_of}"
    return DacProcess(
        kind=model,  # type: ignore[arg-type]
        name=name,
        sorbent=sorbent,
        water=water,
        heat_temp_c=heat_temp,
        fixed_heat_kwh_per_t=heat,
        fixed_power_kwh_per_t=power,
        table=table,
    )


def weather_rows(source: str) -> tuple[WeatherRow, ...]:
    """Give a published weather table in the form of the model."""
    rows = []
    for curve in published_weather(source).curves:
        relative = curve.relative_productivity
        ones = np.ones(len(curve.rel_humidity))
        rows.append(
            WeatherRow(
                curve.temp_c,
                100.0 * np.asarray(curve.rel_humidity),
                np.asarray(curve.heat_kwh_per_t),
                np.asarray(curve.power_kwh_per_t),
                ones if relative is None else np.asarray(relative),
            )
        )
    return tuple(rows)


def condensing_temp_c(parameters: Parameters, process: DacProcess) -> NDArray[np.float64]:
    """Condensing temperature that the DAC plant asks of a heat pump [degC].

    A published plant prints the temperature of the heat supplied, so the approach of the bed
    is in it already.
    """
    above = parameters.number("hot_loop_drop_k") + parameters.number("condenser_pinch_k")
    if process.kind == "mechanistic":
        above = above + parameters.number("bed_approach_k")
    return np.asarray(process.heat_temp_c + above)


def check_fluid(parameters: Parameters, cond_temp_c: float, evap_temp_c: float) -> None:
    """Refuse a working fluid that cannot condense or evaporate where the run needs it.

    Parameters
    ----------
    parameters : Parameters
        Values of the run.
    cond_temp_c : float
        Condensing temperature [degC].
    evap_temp_c : float
        Lowest evaporating temperature of a server class that is used [degC].

    Raises
    ------
    InputError
        Within the margin of critical, or below the triple point; names fluids that would do.
    """
    if parameters.text("heat_pump_configuration") == "eta_carnot":
        return
    margin = parameters.scalar("critical_margin_error_k")
    row = find_fluid(parameters.text("working_fluid"))

    def fits(critical_c: float, triple_c: float) -> bool:
        return critical_c - cond_temp_c >= margin and evap_temp_c > triple_c

    if not fits(row.critical_temp_c, row.triple_point_c):
        others = [
            r.name for r in fluid_table().values() if fits(r.critical_temp_c, r.triple_point_c)
        ]
        raise InputError(
            "parameter working_fluid",
            row.name,
            f"a fluid that evaporates at {evap_temp_c:.0f} degC and condenses at "
            f"{cond_temp_c:.0f} degC, at least {margin:g} K below critical: {', '.join(others)}",
        )


def plant_settings(parameters: Parameters) -> PlantSettings:
    """All settings of the coupled model from the parameters of a run.

    Parameters
    ----------
    parameters : Parameters
        Values of the run.

    Returns
    -------
    PlantSettings

    Raises
    ------
    InputError
        Fluid or sorbent that cannot do what the run asks.

    Examples
    --------
    >>> plant_settings(Parameters.of()).cond_temp_c
    array(115.)
    """
    process = process_of(parameters)
    cond = condensing_temp_c(parameters, process)
    center = fill(DataCenterSettings, parameters)
    pinch = parameters.number("evaporator_pinch_k")
    evap = center.return_temp_c - center.loop_cooling_k - pinch
    check_fluid(parameters, float(np.max(cond)), float(np.min(evap)))
    supply = parameters.text("second_supply_type")
    gwp = np.asarray(find_fluid(parameters.text("working_fluid")).gwp100)
    return PlantSettings(
        server_classes=SERVER_CLASSES,
        utilization=parameters.by_class("utilization"),
        data_center=center,
        cooling_credit_enabled=parameters.number("cooling_credit_enabled"),
        fluid=fluid_of(parameters),
        heat_pump=fill(HeatPumpSettings, parameters),
        evaporator_pinch_k=pinch,
        cond_temp_c=cond,
        condenser_pinch_k=parameters.number("condenser_pinch_k"),
        hot_loop_drop_k=parameters.number("hot_loop_drop_k"),
        process=process,
        tvsa=tvsa_settings(parameters),
        dac_power=fill(DacPowerSettings, parameters),
        dispatch=fill(DispatchSettings, parameters),
        emissions=fill(
            EmissionSettings,
            parameters,
            refrigerant_gwp=gwp,
            second_supply_intensity_kg_per_mwh=parameters.number(
                f"second_supply_{supply}_intensity_kg_per_mwh"
            ),
        ),
        economics=fill(
            EconomicsSettings,
            parameters,
            second_supply_price_usd_per_mwh=parameters.usd2024(
                f"second_supply_{supply}_price_usd_per_mwh"
            ),
        ),
        baselines=fill(
            BaselineSettings,
            parameters,
            liquid_gas_fuel_kwh_per_t=np.asarray(find_sorbent("liquid_gas").heat_kwh_per_t),
        ),
    )
