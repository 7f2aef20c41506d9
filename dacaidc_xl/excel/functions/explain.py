"""DAC_EXPLAIN: a figure with the chain of values behind it, each with unit and words."""

from __future__ import annotations

import math
from dataclasses import dataclass

from dacaidc_xl.excel.functions.cells import (
    ERROR,
    Cell,
    Cells,
    as_float,
    chosen,
    single,
)
from dacaidc_xl.excel.functions.figures import missing_reason, open_evaluation, read_columns
from dacaidc_xl.excel.functions.headline import PLACE_CHOICES, place_arguments
from dacaidc_xl.excel.functions.places import LOAD, is_county, read_place
from dacaidc_xl.excel.functions.registry import worksheet_function
from dacaidc_xl.excel.functions.table_rows import NOTED

ALL = "all"


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the chain.

    Attributes
    ----------
    column : str
        Column of the annual table.
    group : str
        Part of the chain.
    words : str
        Formula in words; ``{load}`` is said by where the load comes from.
    """

    column: str
    group: str
    words: str


STEPS = (
    Step("facility_mwh_per_yr", "load", "{load}"),
    Step("pue", "load", "facility electricity over IT electricity, mean of the year"),
    Step("it_mwh_per_yr", "load", "facility electricity / PUE"),
    Step("grid_kg_per_mwh", "load", "grid intensity of the scenario, mean of the year"),
    Step("electricity_usd_per_mwh", "load", "industrial electricity price, mean of the year"),
    Step(
        "recoverable_heat_mwh_per_yr",
        "capture",
        "IT electricity x heat of the recovered stream x recovery fraction x retrofit share x age",
    ),
    Step("recovered_heat_mwh_per_yr", "capture", "part of it that the DAC plant can use"),
    Step("cop_mean", "capture", "heat delivered / electricity of the heat pumps"),
    Step("delivered_heat_mwh_per_yr", "capture", "recovered heat raised by the heat pumps"),
    Step("dac_heat_kwh_per_t", "capture", "heat per tonne in the air of each month, mean"),
    Step("captured_t_per_yr", "capture", "delivered heat x 1000 / heat per tonne"),
    Step("dac_power_kwh_per_t", "emissions", "fans, vacuum, auxiliaries, tower per tonne"),
    Step("compression_kwh_per_t", "emissions", "compression to pipeline pressure per tonne"),
    Step("cooling_credit_mwh_per_yr", "emissions", "cooling electricity that recovery saves"),
    Step(
        "added_electricity_mwh_per_yr",
        "emissions",
        "heat pumps + DAC plant + compression - cooling credit",
    ),
    Step(
        "operational_t_per_yr",
        "emissions",
        "added electricity x grid intensity / 1000, month by month",
    ),
    Step("embodied_t_per_yr", "emissions", "captured x embodied emissions per tonne"),
    Step("leakage_t_per_yr", "emissions", "transport losses + refrigerant leakage"),
    Step("indirect_t_per_yr", "emissions", "operational + embodied + leakage"),
    Step("net_removal_t_per_yr", "net", "captured - indirect"),
    Step(
        "datacenter_emissions_t_per_yr",
        "ratio",
        "facility electricity x grid intensity / 1000, month by month",
    ),
    Step("removal_ratio", "ratio", "captured / (data-center emissions + operational)"),
    Step("cost_usd_per_yr", "cost", "capital, O&M, sorbent, electricity, transport, storage"),
    Step("lccc_gross_usd_per_t", "cost", "cost / captured, of one plant here"),
    Step("lccc_net_usd_per_t", "cost", "cost / net removal, of one plant here"),
    Step("break_even_kg_per_mwh", "net", "flat grid intensity at which net removal would be zero"),
)
"""The chain from inputs to net removal, ratio and cost."""

FIGURES = {
    "capture": ("load", "capture"),
    "emissions": ("load", "capture", "emissions"),
    "net_removal": ("load", "capture", "emissions", "net"),
    "removal_ratio": ("load", "capture", "emissions", "ratio"),
    "lccc": ("load", "capture", "emissions", "net", "cost"),
}
"""Parts of the chain behind each figure."""

LOAD_WORDS = "published load of the state x share of AI campuses"
COUNTY_LOAD_WORDS = (
    "published load of the state x the county's share of mapped floor area x share of AI campuses"
)
SITE_WORDS = "installed IT power x utilization x hours x PUE"


@worksheet_function(
    example='=DAC_EXPLAIN("VA","base_2023",,"reference","lccc")',
    returns="table",
    choices={**PLACE_CHOICES, "figure": lambda: tuple(FIGURES)},
)
def explain(
    region: Cells,
    scenario: Cells = None,
    server_class: Cells = None,
    capacity_mw: Cells = None,
    figure: Cells = None,
    overrides: object = None,
) -> object:
    """Chain of values behind a figure of a region, with units and formulas in words; spills.

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
    figure : text, optional
        Blank for the whole chain, or the chain behind capture, emissions, net_removal,
        removal_ratio or lccc.
    overrides : two-column range, optional
        Names of parameters, or of price, grid intensity and weather of the place, and values.

    Returns
    -------
    list of list
        Header and a row a step: step, value, unit, formula.

    Examples
    --------
    >>> [row[0] for row in explain("VA", None, None, "reference", "capture")][-1]
    'captured_t_per_yr'
    """
    from dacaidc_xl.excel.results.columns import unit_of

    name = "DAC_EXPLAIN"
    asked = place_arguments(region, scenario, server_class, capacity_mw, figure=figure)
    given = single(name, asked)
    wanted = chosen(f"{name}, figure", given[4], tuple(FIGURES), ALL)
    place = read_place(name, given)
    session, evaluation, among = open_evaluation(name, place, overrides)
    with session.lock:
        columns, case = read_columns(session, evaluation, place)
    of_load = COUNTY_LOAD_WORDS if is_county(place.region) else LOAD_WORDS
    load_words = of_load if place.capacity == LOAD else SITE_WORDS
    rows: list[list[Cell]] = [["step", "value", "unit", "formula"]]
    for step in STEPS:
        if wanted != ALL and step.group not in FIGURES[wanted]:
            continue
        value: Cell = as_float(columns[step.column][case])
        if math.isnan(as_float(value)):
            noted = NOTED.get(step.column)
            note = str(columns[noted.note][case]) if noted and noted.note else ""
            otherwise = note or (noted.reason if noted else "no value")
            value = f"{ERROR} {missing_reason(among, place, step.column, otherwise)}"
        words = step.words.format(load=load_words)
        rows.append([step.column, value, unit_of(step.column) or "-", words])
    return rows
