"""The tables of many places: all states, or the counties of a state; each spills."""

from __future__ import annotations

from dacaidc_xl.errors import InputError
from dacaidc_xl.excel.functions.cells import Cells, single
from dacaidc_xl.excel.functions.figures import open_evaluation, read_columns
from dacaidc_xl.excel.functions.headline import PLACE_CHOICES
from dacaidc_xl.excel.functions.places import counties_of, is_county, read_place, state_of
from dacaidc_xl.excel.functions.registry import worksheet_function
from dacaidc_xl.excel.functions.table_rows import Told, chosen_columns, records, rows
from dacaidc_xl.reference.geography import state_index

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
COUNTY_COLUMNS = (
    "county_fips",
    "county",
    "status",
    "facility_mwh_per_yr",
    "net_removal_t_per_yr",
    "reference_captured_t_per_yr",
    "reference_indirect_t_per_yr",
    "reference_net_removal_t_per_yr",
    "removal_ratio",
    "lccc_gross_usd_per_t",
    "lccc_net_usd_per_t",
    "grid_kg_per_mwh",
    "electricity_usd_per_mwh",
)
"""Columns that DAC_COUNTIES shows unasked."""


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
    session, evaluation, among = open_evaluation(name, place, overrides)
    keys = ("state", "state_name")
    told: list[Told] = []
    with session.lock:
        if not isinstance(place.capacity, str):
            capacity = float(place.capacity)
            session.add_sites(evaluation, [(region, capacity) for region in among.names])
        for region, names in zip(among.names, records(among.table[list(keys)]), strict=True):
            one = place._replace(region=region)
            table, case = read_columns(session, evaluation, one)
            record = {**names, **{column: table[column][case] for column in table}}
            told.append(Told(record, one, among))
    known = list(dict.fromkeys((*keys, *told[0].record)))
    shown = chosen_columns(f"{name}, columns", given[3], STATE_COLUMNS, known, ("state",))
    return rows(shown, told)


@worksheet_function(
    example='=DAC_COUNTIES("DE","base_2023")',
    returns="table",
    choices={"scenario": PLACE_CHOICES["scenario"]},
)
def counties(
    state: Cells, scenario: Cells = None, columns: Cells = None, overrides: object = None
) -> object:
    """All counties of a state, one row each, with a header; spills.

    Parameters
    ----------
    state : text or number
        State or DC: name, postal abbreviation or FIPS code.
    scenario : text, optional
        Grid, prices and year; base_2023 by default.
    columns : text, optional
        Blank for the main columns, all, or names of columns between commas. Totals are those of
        the county's own load; reference_ before a name is the reference AIDC of 100 MW, as are
        all ratios and costs per tonne.
    overrides : two-column range, optional
        Names of parameters, or of price, grid intensity and weather of all places, and values.

    Returns
    -------
    list of list
        Header and a row a county, in FIPS order. Loads rest on mapped data centers, (c)
        OpenStreetMap contributors, ODbL 1.0; PNNL IM3 Open Source Data Center Atlas.

    Examples
    --------
    >>> table = counties("DE", None, "reference_net_removal_t_per_yr")
    >>> table[0], len(table)
    (['county_fips', 'reference_net_removal_t_per_yr'], 4)
    """
    name = "DAC_COUNTIES"
    given = single(name, {"state": state, "scenario": scenario, "columns": columns})
    place = read_place(name, (given[0], given[1], None, None), named="state")
    if is_county(place.region):
        expected = "a state: the function gives all its counties"
        raise InputError(f"{name}, state", given[0], expected, state_of(place.region))
    first, *_ = codes = counties_of(place.region)
    session, evaluation, _ = open_evaluation(name, place._replace(region=first), overrides)
    told: list[Told] = []
    with session.lock:
        session.add_regions(evaluation, codes)
        for code in codes:
            one = place._replace(region=code)
            table, case = read_columns(session, evaluation, one)
            record = {column: table[column][case] for column in table}
            told.append(Told(record, one, session.regions(evaluation, code)))
    known = list(told[0].record)
    key = ("county_fips",)
    return rows(chosen_columns(f"{name}, columns", given[2], COUNTY_COLUMNS, known, key), told)
