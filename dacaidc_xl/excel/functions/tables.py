"""The tables of one place: months, comparison and costs, each of which spills."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from dacaidc_xl.errors import InputError
from dacaidc_xl.excel.functions.cells import (
    Cell,
    Cells,
    as_float,
    chosen,
    single,
)
from dacaidc_xl.excel.functions.figures import missing_reason, open_evaluation, read_columns
from dacaidc_xl.excel.functions.headline import LCCC, PLACE_CHOICES, place_arguments
from dacaidc_xl.excel.functions.places import (
    INTEGRATED,
    Place,
    baselines,
    heat_baselines,
    read_place,
)
from dacaidc_xl.excel.functions.registry import worksheet_function
from dacaidc_xl.excel.functions.table_rows import (
    ALL,
    Rows,
    Told,
    cell,
    chosen_columns,
    records,
    rows,
)
from dacaidc_xl.reference.parameters import SERVER_CLASSES

if TYPE_CHECKING:
    import pandas as pd

    from dacaidc_xl.excel.functions.evaluation import Evaluation
    from dacaidc_xl.excel.functions.session import Evaluations

MONTHLY_COLUMNS = (
    "month",
    "temp_c",
    "rel_humidity_pct",
    "grid_kg_per_mwh",
    "electricity_usd_per_mwh",
    "facility_mwh",
    "pue",
    "dac_heat_kwh_per_t",
    "dac_power_kwh_per_t",
    "captured_t",
    "indirect_t",
    "net_removal_t",
)
"""Columns that DAC_MONTHLY shows unasked."""
OF_THE_PLANT = ("potential_t_per_h", "heat_use_share")
"""Monthly columns that a server class has no share of."""
GROSS = LCCC["gross"].column


def _of_place(
    session: Evaluations, evaluation: Evaluation, kind: str, place: Place
) -> pd.DataFrame:
    if isinstance(place.capacity, str):
        among = session.regions(evaluation, place.region)
        return among.rows(kind, place.capacity, place.part, among.index[place.region])
    view, case = session.site(evaluation, (place.region, place.capacity))
    return view.rows(kind, place.part, case)


def _no_class(function: str, server_class: Cell, why: str) -> None:
    if server_class is not None:
        raise InputError(f"{function}, server_class", server_class, f"blank: {why}")


@worksheet_function(
    example='=DAC_MONTHLY("VA","base_2023",,"reference")', returns="table", choices=PLACE_CHOICES
)
def monthly(
    region: Cells,
    scenario: Cells = None,
    server_class: Cells = None,
    capacity_mw: Cells = None,
    columns: Cells = None,
    overrides: object = None,
) -> object:
    """Twelve months of a region: weather, grid, PUE, demand, capture, net removal; spills.

    Parameters
    ----------
    region : text or number
        State or DC: name, postal abbreviation or FIPS code; or county: FIPS code such as 51107, or
        Loudoun County, VA.
    scenario : text, optional
        Grid, prices and year; base_2023 by default.
    server_class : text, optional
        Contribution of one class: cpu_air, gpu_air, gpu_liquid, immersion or backup; blank for
        the whole mix.
    capacity_mw : text or number, optional
        Blank for the region's published load, "reference" for the reference AIDC of 100 MW, or
        installed IT power of one site [MW].
    columns : text, optional
        Blank for the main columns, all, or names of columns between commas, such as
        captured_t, net_removal_t.
    overrides : two-column range, optional
        Names of parameters, or of price, grid intensity and weather of the place, and values.

    Returns
    -------
    list of list
        Header and twelve rows.

    Examples
    --------
    >>> table = monthly("VA", None, None, "reference", "captured_t")
    >>> table[0], len(table)
    (['month', 'captured_t'], 13)
    """
    name = "DAC_MONTHLY"
    asked = place_arguments(region, scenario, server_class, capacity_mw, columns=columns)
    given = single(name, asked)
    place = read_place(name, given)
    session, evaluation, among = open_evaluation(name, place, overrides)
    with session.lock:
        table = _of_place(session, evaluation, "monthly", place)
    if place.part != INTEGRATED:
        others = tuple(f"_{c}" for c in SERVER_CLASSES if c != place.part)
        own = [c for c in map(str, table) if c not in OF_THE_PLANT and not c.endswith(others)]
        table = table[own]
    known = [str(column) for column in table]
    shown = chosen_columns(f"{name}, columns", given[4], MONTHLY_COLUMNS, known, ("month",))
    return rows(shown, [Told(record, place, among) for record in records(table)])


@worksheet_function(
    example='=DAC_COMPARE("TX","base_2023",,"reference")',
    returns="table",
    choices={**PLACE_CHOICES, "baseline": baselines},
)
def compare(
    region: Cells,
    scenario: Cells = None,
    server_class: Cells = None,
    capacity_mw: Cells = None,
    baseline: Cells = None,
    overrides: object = None,
) -> object:
    """Integrated capture of a region beside standalone capture on other heat; spills.

    Parameters
    ----------
    region : text or number
        State or DC: name, postal abbreviation or FIPS code; or county: FIPS code such as 51107, or
        Loudoun County, VA.
    scenario : text, optional
        Grid, prices and year; base_2023 by default.
    server_class : text, optional
        Leave blank: the baselines have no server classes.
    capacity_mw : text or number, optional
        Blank for the region's published load, "reference" for the reference AIDC of 100 MW, or
        installed IT power of one site [MW].
    baseline : text, optional
        Blank for all baselines, or one: electric_boiler, ambient_heat_pump, gas_boiler,
        liquid_electric, liquid_gas.
    overrides : two-column range, optional
        Names of parameters, or of price, grid intensity and weather of the place, and values.

    Returns
    -------
    list of list
        Header and a row a system; flip says where standalone capture emits more than it
        removes and integrated capture does not.

    Examples
    --------
    >>> [row[0] for row in compare("TX", None, None, "reference", "gas_boiler")]
    ['system', 'integrated', 'gas_boiler']
    """
    name = "DAC_COMPARE"
    asked = place_arguments(region, scenario, server_class, capacity_mw, baseline=baseline)
    given = single(name, asked)
    _no_class(name, given[2], "the baselines have no server classes")
    system = chosen(f"{name}, baseline", given[4], baselines(), ALL)
    place = read_place(name, given)
    session, evaluation, among = open_evaluation(name, place, overrides)
    with session.lock:
        table = _of_place(session, evaluation, "compare", place)
    if system != ALL:
        table = table[table["system"].isin([INTEGRATED, system])]
    columns = [str(column) for column in table]
    return rows(columns, [Told(record, place, among) for record in records(table)])


@worksheet_function(
    example='=DAC_COSTS("TX","base_2023",,"reference")',
    returns="table",
    choices={**PLACE_CHOICES, "baseline": heat_baselines},
)
def costs(
    region: Cells,
    scenario: Cells = None,
    server_class: Cells = None,
    capacity_mw: Cells = None,
    baseline: Cells = None,
    overrides: object = None,
) -> object:
    """Cost of capture in a region line by line, per tonne captured, with the total; spills.

    Parameters
    ----------
    region : text or number
        State or DC: name, postal abbreviation or FIPS code; or county: FIPS code such as 51107, or
        Loudoun County, VA.
    scenario : text, optional
        Grid, prices and year; base_2023 by default.
    server_class : text, optional
        Contribution of one class: cpu_air, gpu_air, gpu_liquid, immersion or backup; blank for
        the whole mix.
    capacity_mw : text or number, optional
        Blank or "reference" for the reference AIDC of 100 MW, or installed IT power of one
        site [MW]; the total per year follows the region's load where it is blank.
    baseline : text, optional
        Blank for the integrated system, or electric_boiler, ambient_heat_pump, gas_boiler.
    overrides : two-column range, optional
        Names of parameters, or of price, grid intensity and weather of the place, and values.

    Returns
    -------
    list of list
        Header and a row a cost line: name, value, unit (2024 USD).

    Examples
    --------
    >>> [row[0] for row in costs("TX")][:3]
    ['line', 'dac_capex', 'dac_fixed_om']
    """
    from dacaidc_xl.excel.results.columns import unit_of

    name = "DAC_COSTS"
    asked = place_arguments(region, scenario, server_class, capacity_mw, baseline=baseline)
    given = single(name, asked)
    system = chosen(f"{name}, baseline", given[4], heat_baselines(), INTEGRATED)
    place = read_place(name, given, system)
    session, evaluation, among = open_evaluation(name, place, overrides)
    with session.lock:
        table = _of_place(session, evaluation, "costs", place)
        annual, case = read_columns(session, evaluation, place)
    note = str(annual["lccc_note"][case]) if math.isnan(as_float(annual[GROSS][case])) else ""
    record = records(table[table["system"] == place.part])[0]
    lines: Rows = [["line", "value", "unit"]]
    for column, value in record.items():
        unit = unit_of(column)
        if not unit:
            continue
        line = column.removesuffix("_usd_per_t")
        reason = missing_reason(among, place, column, note or LCCC["gross"].reason)
        lines.append([line, cell(value, reason), unit])
    return lines
