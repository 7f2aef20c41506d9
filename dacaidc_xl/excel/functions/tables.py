"""The table functions: months, states, comparison and costs, each of which spills."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from dacaidc_xl.errors import InputError, nearest_choice
from dacaidc_xl.excel.functions.cells import (
    ERROR,
    Cell,
    Cells,
    as_float,
    chosen,
    single,
)
from dacaidc_xl.excel.functions.figures import missing_reason, open_evaluation, read_columns
from dacaidc_xl.excel.functions.headline import LCCC, PLACE_CHOICES, REMOVAL_RATIO, place_arguments
from dacaidc_xl.excel.functions.places import (
    INTEGRATED,
    Place,
    baselines,
    heat_baselines,
    read_place,
)
from dacaidc_xl.excel.functions.registry import worksheet_function
from dacaidc_xl.reference.geography import state_index
from dacaidc_xl.reference.parameters import SERVER_CLASSES

if TYPE_CHECKING:
    import pandas as pd

    from dacaidc_xl.excel.functions.evaluation import Evaluation
    from dacaidc_xl.excel.functions.session import Evaluations

Rows = list[list[Cell]]

ALL = "all"
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
STATE_COLUMNS = (
    "state",
    "state_name",
    "status",
    "facility_mwh_per_yr",
    "captured_t_per_yr",
    "indirect_t_per_yr",
    "net_removal_t_per_yr",
    "removal_ratio",
    "lccc_gross_usd_per_t",
    "lccc_net_usd_per_t",
    "grid_kg_per_mwh",
    "electricity_usd_per_mwh",
)
"""Columns that DAC_STATES shows unasked."""
GROSS = LCCC["gross"].column
NOTED = {f.column: f for figures in (LCCC, REMOVAL_RATIO) for f in figures.values()}
"""Figures of which a note says why they do not exist, by column."""


def _cell(value: object, reason: str) -> Cell:
    """Give a value of a table as a cell: the reason where it does not exist."""
    if value is None or isinstance(value, str):
        return value or ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    number = as_float(value)
    return f"{ERROR} {reason}" if math.isnan(number) else number


def _rows(
    columns: Sequence[str],
    records: Sequence[Mapping[str, object]],
    places: Sequence[Place],
    evaluation: Evaluation,
) -> Rows:
    """Header and rows; each record belongs to the place beside it."""
    rows: Rows = [list(columns)]
    for record, place in zip(records, places, strict=True):
        row: list[Cell] = []
        for column in columns:
            figure = NOTED.get(column)
            note = str(record.get(figure.note if figure else "idle_reason", "") or "")
            otherwise = note or (figure.reason if figure else "no value")
            row.append(_cell(record[column], missing_reason(evaluation, place, column, otherwise)))
        rows.append(row)
    return rows


def _columns(
    place: str, asked: Cell, main: Sequence[str], known: Sequence[str], key: Sequence[str]
) -> tuple[str, ...]:
    """Columns that a cell names: blank for the main ones, ``all``, or names between commas."""
    if asked is None:
        return tuple(main)
    names = [name.strip().casefold() for name in str(asked).split(",") if name.strip()]
    if names == [ALL]:
        return tuple(known)
    for name in names:
        if name not in known:
            expected = f"blank, {ALL}, or names of columns such as {', '.join(main[-4:])}"
            raise InputError(place, asked, expected, nearest_choice(name, known))
    return tuple(dict.fromkeys((*key, *names)))


def _of_place(
    session: Evaluations, evaluation: Evaluation, kind: str, place: Place
) -> pd.DataFrame:
    if isinstance(place.capacity, str):
        case = state_index()[place.abbr]
        return evaluation.rows(kind, place.capacity, place.part, case)
    view, case = session.site(evaluation, (place.abbr, place.capacity))
    return view.rows(kind, place.part, case)


def _records(table: pd.DataFrame) -> list[dict[str, object]]:
    return [{str(k): v for k, v in record.items()} for record in table.to_dict("records")]


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
        State or DC: name, postal abbreviation or FIPS code.
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
    session, evaluation = open_evaluation(name, place, overrides)
    with session.lock:
        table = _of_place(session, evaluation, "monthly", place)
    if place.part != INTEGRATED:
        others = tuple(f"_{c}" for c in SERVER_CLASSES if c != place.part)
        own = [c for c in map(str, table) if c not in OF_THE_PLANT and not c.endswith(others)]
        table = table[own]
    known = [str(column) for column in table]
    chosen_columns = _columns(f"{name}, columns", given[4], MONTHLY_COLUMNS, known, ("month",))
    return _rows(chosen_columns, _records(table), [place] * len(table), evaluation)


@worksheet_function(
    example='=DAC_STATES("base_2023",,"reference")', returns="table", choices=PLACE_CHOICES
)
def states(
    scenario: Cells = None,
    server_class: Cells = None,
    capacity_mw: Cells = None,
    columns: Cells = None,
    overrides: object = None,
) -> object:
    """All 50 states and DC under one scenario, one row each, with a header; spills.

    Parameters
    ----------
    scenario : text, optional
        Grid, prices and year; base_2023 by default.
    server_class : text, optional
        Contribution of one class: cpu_air, gpu_air, gpu_liquid, immersion or backup; blank for
        the whole mix.
    capacity_mw : text or number, optional
        Blank for the published load of each state, "reference" for the reference AIDC of
        100 MW in each, or installed IT power of a site in each [MW].
    columns : text, optional
        Blank for the main columns, all, or names of columns between commas, such as
        net_removal_t_per_yr, lccc_gross_usd_per_t.
    overrides : two-column range, optional
        Names of parameters, or of price, grid intensity and weather of all places, and values.

    Returns
    -------
    list of list
        Header and 51 rows.

    Examples
    --------
    >>> table = states("base_2023", None, None, "net_removal_t_per_yr")
    >>> table[0], len(table)
    (['state', 'net_removal_t_per_yr'], 52)
    """
    name = "DAC_STATES"
    given = single(
        name,
        {
            "scenario": scenario,
            "server_class": server_class,
            "capacity_mw": capacity_mw,
            "columns": columns,
        },
    )
    place = read_place(name, (next(iter(state_index())), *given))
    session, evaluation = open_evaluation(name, place, overrides)
    places = [place._replace(abbr=abbr) for abbr in evaluation.abbr]
    keys = ("state", "state_name")
    records: list[dict[str, object]] = []
    with session.lock:
        if not isinstance(place.capacity, str):
            session.add_sites(evaluation, [(p.abbr, float(p.capacity)) for p in places])
        for one, names in zip(places, _records(evaluation.states[list(keys)]), strict=True):
            table, case = read_columns(session, evaluation, one)
            records.append({**names, **{column: table[column][case] for column in table}})
    known = list(dict.fromkeys((*keys, *records[0])))
    chosen_columns = _columns(f"{name}, columns", given[3], STATE_COLUMNS, known, ("state",))
    return _rows(chosen_columns, records, places, evaluation)


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
        State or DC: name, postal abbreviation or FIPS code.
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
    session, evaluation = open_evaluation(name, place, overrides)
    with session.lock:
        table = _of_place(session, evaluation, "compare", place)
    if system != ALL:
        table = table[table["system"].isin([INTEGRATED, system])]
    columns = [str(column) for column in table]
    return _rows(columns, _records(table), [place] * len(table), evaluation)


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
        State or DC: name, postal abbreviation or FIPS code.
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
    session, evaluation = open_evaluation(name, place, overrides)
    with session.lock:
        table = _of_place(session, evaluation, "costs", place)
        annual, case = read_columns(session, evaluation, place)
    note = str(annual["lccc_note"][case]) if math.isnan(as_float(annual[GROSS][case])) else ""
    record = _records(table[table["system"] == place.part])[0]
    rows: Rows = [["line", "value", "unit"]]
    for column, value in record.items():
        unit = unit_of(column)
        if not unit:
            continue
        line = column.removesuffix("_usd_per_t")
        reason = missing_reason(evaluation, place, column, note or LCCC["gross"].reason)
        rows.append([line, _cell(value, reason), unit])
    return rows
