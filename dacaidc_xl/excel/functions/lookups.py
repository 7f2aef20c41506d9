"""The look-up functions: parameters, reference data, and what is installed."""

from __future__ import annotations

import hashlib
import math
from importlib import metadata
from typing import TYPE_CHECKING

from dacaidc_xl.errors import InputError
from dacaidc_xl.excel.functions.assumptions import Assumptions, parameters_only
from dacaidc_xl.excel.functions.cells import (
    Cell,
    Cells,
    Row,
    absent_text,
    as_float,
    at_function,
    chosen,
    error_text,
    read_elements,
    spread,
)
from dacaidc_xl.excel.functions.places import (
    county_of,
    is_county,
    read_region,
    read_scenario,
    region_name,
    scenario_names,
    state_of,
    why_no_load,
)
from dacaidc_xl.excel.functions.registry import worksheet_function
from dacaidc_xl.reference.geography import state_index
from dacaidc_xl.reference.parameters import find_parameter, parameter_table, table_digest

if TYPE_CHECKING:
    from collections.abc import Callable

    from dacaidc_xl.reference.parameters import Parameters
    from dacaidc_xl.reference.scenarios import Scenario
    from dacaidc_xl.studies.cases import Surroundings
    from dacaidc_xl.studies.regions import RegionLoad

FIELDS = (
    "value",
    "default",
    "unit",
    "low",
    "high",
    "min",
    "max",
    "description",
    "source",
    "standing",
    "group",
    "symbol",
)
"""What DAC_PARAM tells of a parameter."""
MONTHLY_DATA = (
    "temp_c",
    "rel_humidity_pct",
    "pressure_pa",
    "grid_intensity_kg_per_mwh",
    "electricity_price_usd_per_mwh",
)
ANNUAL_DATA = (
    "gas_price_usd_per_mwh_hhv",
    "load_mwh_per_yr",
    "load_note",
    "grid_metric",
    "grid_source",
    "grid_quality",
)
"""What DAC_DATA gives by month and mean, and what it gives for the year only."""
LOAD_SOURCE = "load_source"
"""Whose the load is: the credit that belongs beside the load of a county."""
DATA = (*MONTHLY_DATA, *ANNUAL_DATA, LOAD_SOURCE)
MONTHS = 12
PARTS = ("package", "parameters", "data", "coolprop")


def _parameter_names() -> tuple[str, ...]:
    return tuple(parameter_table())


def _element_by_element(
    function: str,
    arguments: dict[str, Cells],
    overrides: object,
    answer: Callable[[Row, Assumptions], Cell],
) -> object:
    """Answer each distinct element once; an error is that of its element."""
    asked = spread(function, dict(arguments))
    try:
        assumptions = parameters_only(function, overrides)
    except InputError as error:
        return asked.filled(error_text(error))

    def read(row: Row) -> Cell:
        try:
            return answer(row, assumptions)
        except InputError as error:
            raise at_function(function, error) from None

    answers, values = read_elements(asked, read)
    answers |= values
    return asked.fold([answers[row] for row in asked.rows])


@worksheet_function(
    example='=DAC_PARAM("desorption_temp_c")',
    choices={
        "parameter": _parameter_names,
        "scenario": scenario_names,
        "field": lambda: FIELDS,
    },
)
def param(
    parameter: Cells, scenario: Cells = None, field: Cells = None, overrides: object = None
) -> object:
    """Value of a model parameter, or its unit, range, description or source.

    Parameters
    ----------
    parameter : text
        Name in the parameter table, such as desorption_temp_c.
    scenario : text, optional
        Scenario whose values hold; base_2023 by default.
    field : text, optional
        Blank for value; default, unit, low, high (uncertainty range), min, max (bounds),
        description, source, standing, group or symbol.
    overrides : two-column range, optional
        Names of parameters and values that replace the defaults.

    Returns
    -------
    float, str or nested list
        A number or a text.

    Examples
    --------
    >>> param("desorption_temp_c"), param("desorption_temp_c", None, "unit")
    (100.0, 'degC')
    """
    name = "DAC_PARAM"

    def answer(row: Row, assumptions: Assumptions) -> Cell:
        from dacaidc_xl.reference.parameters import Parameters
        from dacaidc_xl.reference.scenarios import find_scenario

        found = find_parameter(row[0], f"{name}, parameter")
        of = find_scenario(read_scenario(f"{name}, scenario", row[1]))
        wanted = chosen(f"{name}, field", row[2], FIELDS, "value")
        of_set = of.mix_set if found.kind == "share" else of.parameter_set
        low, high = found.range_of(of_set)
        told: dict[str, object] = {"default": found.default_of(of_set), "low": low, "high": high}
        if wanted == "value":
            values = Parameters.of(
                of.parameter_set, dict(assumptions.parameters), of.mix_set, assumptions.places
            )
            value: object = values[found.name]
        else:
            value = told.get(wanted, getattr(found, wanted, None))
        if value is None or value == "":
            reason = "blank: the row of the sorbent or the model decides"
            return absent_text(
                reason if wanted in ("value", "default") else "none given",
                f"{name}, {wanted} of {found.name}",
            )
        return value if isinstance(value, str) else as_float(value)

    return _element_by_element(
        name, {"parameter": parameter, "scenario": scenario, "field": field}, overrides, answer
    )


@worksheet_function(
    example='=DAC_DATA("VA","grid_intensity_kg_per_mwh")',
    choices={
        "quantity": lambda: DATA,
        "scenario": scenario_names,
    },
)
def data(
    region: Cells,
    quantity: Cells,
    scenario: Cells = None,
    month: Cells = None,
    overrides: object = None,
) -> object:
    """Climate, grid intensity, prices or published load of a region, as shipped.

    Parameters
    ----------
    region : text or number
        State or DC: name, postal abbreviation or FIPS code; or county: FIPS code such as 51107, or
        Loudoun County, VA.
    quantity : text
        temp_c, rel_humidity_pct, pressure_pa, grid_intensity_kg_per_mwh,
        electricity_price_usd_per_mwh, gas_price_usd_per_mwh_hhv, load_mwh_per_yr, load_note,
        load_source, grid_metric, grid_source, grid_quality.
    scenario : text, optional
        Grid, prices and year; base_2023 by default.
    month : number, optional
        1 to 12; blank for the mean of the year, weighted by hours.
    overrides : two-column range, optional
        Names of parameters and values; the price path and the case of the load tell.

    Returns
    -------
    float, str or nested list
        Prices in 2024 USD; the load is that of all data centers of the region.

    Examples
    --------
    >>> round(data("VA", "temp_c"), 1), data("VA", "load_note")
    (14.0, 'found')
    """
    name = "DAC_DATA"

    def answer(row: Row, assumptions: Assumptions) -> Cell:
        from dacaidc_xl.reference.parameters import Parameters
        from dacaidc_xl.reference.scenarios import find_scenario

        region = read_region(f"{name}, region", row[0])
        if row[1] is None:
            raise InputError(f"{name}, quantity", None, f"one of {', '.join(DATA)}")
        wanted = chosen(f"{name}, quantity", row[1], DATA, "")
        of = find_scenario(read_scenario(f"{name}, scenario", row[2]))
        at = _read_month(f"{name}, month", row[3], wanted)
        parameters = Parameters.of(
            of.parameter_set, dict(assumptions.parameters), of.mix_set, assumptions.places
        )
        value = _data_of(of, parameters, region, wanted, at)
        if isinstance(value, float) and value != value:
            reason = "not published"
            if wanted == "load_mwh_per_yr":
                reason = why_no_load(region, _load(of, parameters, region).quality[0])
            return absent_text(reason, f"{name}, {wanted}, {region_name(region)} under {of.name}")
        return value

    return _element_by_element(
        name,
        {"region": region, "quantity": quantity, "scenario": scenario, "month": month},
        overrides,
        answer,
    )


def _read_month(place: str, value: Cell, quantity: str) -> int | None:
    if value is None:
        return None
    try:
        number = float(value)
    except ValueError:
        number = 0.0
    if number not in range(1, MONTHS + 1):
        raise InputError(place, value, "a month 1 to 12, or blank for the year")
    if quantity not in MONTHLY_DATA:
        raise InputError(place, value, f"blank: {quantity} has no months")
    return int(number)


def _data_of(
    scenario: Scenario, parameters: Parameters, region: str, quantity: str, month: int | None
) -> float | str:
    from dacaidc_xl.reference.calendar import hours_weighted_mean
    from dacaidc_xl.studies.cases import grid_of

    around = _around(scenario, parameters, region)
    if quantity in MONTHLY_DATA:
        values = {
            "temp_c": around.temp_c,
            "rel_humidity_pct": 100.0 * around.rel_humidity,
            "pressure_pa": around.pressure_pa,
            "grid_intensity_kg_per_mwh": around.grid_kg_per_mwh,
            "electricity_price_usd_per_mwh": around.electricity_usd_per_mwh,
        }[quantity][0]
        return float(hours_weighted_mean(values) if month is None else values[month - 1])
    position = state_index()[state_of(region)]
    grid, load = grid_of(scenario), _load(scenario, parameters, region)
    annual: dict[str, float | str] = {
        "gas_price_usd_per_mwh_hhv": float(around.gas_usd_per_mwh_hhv[0]),
        "load_mwh_per_yr": float(load.mwh_per_yr[0]) if load.reported[0] else math.nan,
        "load_note": load.quality[0],
        LOAD_SOURCE: _load_source(scenario, parameters, region),
        "grid_metric": grid.metric,
        "grid_source": f"{grid.publisher}, {grid.vintage}",
        "grid_quality": grid.quality[position],
    }
    return annual[quantity]


def _around(scenario: Scenario, parameters: Parameters, region: str) -> Surroundings:
    from dacaidc_xl.studies.cases import surroundings
    from dacaidc_xl.studies.counties import county_surroundings

    if is_county(region):
        return county_surroundings(scenario, parameters, [county_of(region)])
    return surroundings(scenario, parameters, [region], [{}])


def _load(scenario: Scenario, parameters: Parameters, region: str) -> RegionLoad:
    from dacaidc_xl.studies.counties import county_load
    from dacaidc_xl.studies.states import state_load

    if is_county(region):
        return county_load(scenario, parameters, [county_of(region)])
    return state_load(scenario, parameters, [region])


def _load_source(scenario: Scenario, parameters: Parameters, region: str) -> str:
    from dacaidc_xl.reference.county_loads import county_datacenter_load
    from dacaidc_xl.studies.cases import load_of

    if not is_county(region):
        return load_of(scenario, parameters).provenance
    load = county_datacenter_load(scenario.load_year, parameters.text("load_2030_case"))
    return f"{load.attribution}; {load.provenance}"


@worksheet_function(example="=DAC_VERSION()", choices={"part": lambda: PARTS})
def version(part: Cells = None) -> object:
    """Version of the installed toolkit, or a digest of its parameters or data.

    Parameters
    ----------
    part : text, optional
        Blank for package; parameters or data for a digest that changes with them; coolprop for
        the version of the refrigerant library.

    Returns
    -------
    str or nested list
        Version or digest.

    Examples
    --------
    >>> version().split()[0]
    'dacaidc_xl'
    """

    def answer(row: Row, assumptions: Assumptions) -> Cell:
        wanted = chosen("DAC_VERSION, part", row[0], PARTS, "package")
        if wanted == "parameters":
            return table_digest()
        if wanted == "data":
            return _data_digest()
        if wanted == "coolprop":
            return metadata.version("CoolProp")
        return f"dacaidc_xl {metadata.version('dacaidc_xl')}"

    return _element_by_element("DAC_VERSION", {"part": part}, None, answer)


def _data_digest() -> str:
    """Hash of the checksums of all shipped tables, 16 digits."""
    from importlib import resources

    from dacaidc_xl.reference.tables import CHECKSUMS

    listed = resources.files("dacaidc_xl.reference").joinpath("tables", CHECKSUMS).read_bytes()
    return hashlib.sha256(listed).hexdigest()[:16]
