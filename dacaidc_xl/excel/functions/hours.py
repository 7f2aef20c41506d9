"""DAC_HOURLY: what 8,760 hours give in place of twelve months, and by how much they differ."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, NamedTuple

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
from dacaidc_xl.excel.functions.headline import CAPTURE, LCCC, NET_REMOVAL
from dacaidc_xl.excel.functions.places import (
    is_county,
    read_region,
    read_scenario,
    region_name,
    scenario_names,
)
from dacaidc_xl.excel.functions.registry import worksheet_function
from dacaidc_xl.excel.functions.table_rows import records

if TYPE_CHECKING:
    from dacaidc_xl.excel.functions.session import Record

FIGURES = {
    "net_removal": NET_REMOVAL["integrated"],
    "captured": CAPTURE["captured"],
    "lccc_gross": LCCC["gross"],
    "lccc_net": LCCC["net"],
}
"""Figures of DAC_HOURLY, the default first."""
BASES = ("hourly", "difference", "difference_pct")
"""The hourly figure, its difference to the monthly one, and that in percent of it."""
NO_MONTHLY = "no monthly figure to compare with"


class Year(NamedTuple):
    """Whose hours are meant: a region under a scenario."""

    region: str
    scenario: str


def _study(
    scenario: str, assumptions: Assumptions, names: tuple[str, ...], key: str
) -> dict[str, Record]:
    """Rows of the hourly study of some regions."""
    from dacaidc_xl.studies.hourly import hourly

    states, counties = (names, None) if key == "state" else (None, names)
    table = hourly(scenario, dict(assumptions.parameters), states, counties)["hourly"]
    return {str(row[key]): row for row in records(table)}


def _years(
    function: str, wanted: Iterable[Year], assumptions: Assumptions
) -> dict[Year, Record | InputError]:
    """Hourly figures beside the monthly ones; places that are asked together run together."""
    from dacaidc_xl.excel.functions.session import evaluations

    session = evaluations()
    found: dict[Year, Record | InputError] = {}
    groups: dict[str, list[str]] = {}
    for region, scenario in wanted:
        groups.setdefault(scenario, []).append(region)
    for scenario, regions in groups.items():

        def run(new: tuple[str, ...], scenario: str = scenario) -> Mapping[str, Record]:
            counties = tuple(filter(is_county, new))
            states = tuple(name for name in new if not is_county(name))
            made: dict[str, Record] = {}
            if states:
                made |= _study(scenario, assumptions, states, "state")
            if counties:
                made |= _study(scenario, assumptions, counties, "county_fips")
            return made

        try:
            _, digest = session.parameters(scenario, assumptions)
            told = session.records(("hourly", scenario, digest), regions, run)
            found |= {Year(name, scenario): told[name] for name in regions}
        except InputError as error:
            found |= dict.fromkeys(
                (Year(name, scenario) for name in regions), at_function(function, error)
            )
    return found


@worksheet_function(
    example='=DAC_HOURLY("AZ","base_2023","captured","difference_pct")',
    choices={
        "scenario": scenario_names,
        "figure": lambda: tuple(FIGURES),
        "basis": lambda: BASES,
    },
)
def hourly(
    region: Cells,
    scenario: Cells = None,
    figure: Cells = None,
    basis: Cells = None,
    overrides: object = None,
) -> object:
    """Figure of the reference AIDC (100 MW) from 8,760 hours, or what these change.

    Parameters
    ----------
    region : text or number
        State or DC: name, postal abbreviation or FIPS code; or county: FIPS code such as 51107, or
        Loudoun County, VA.
    scenario : text, optional
        Grid, prices and year; base_2023 by default.
    figure : text, optional
        net_removal (default) or captured [t/yr]; lccc_gross or lccc_net [2024 USD/t].
    basis : text, optional
        Blank for hourly; difference (hourly less monthly, in the unit of the figure) or
        difference_pct (of the monthly figure).
    overrides : two-column range, optional
        Names of parameters and values that replace the defaults.

    Returns
    -------
    float, str or nested list
        A place takes a second or so when it is first asked.

    Examples
    --------
    >>> hourly("AZ", None, "captured", "difference_pct") < 0.0
    True
    """
    name = "DAC_HOURLY"
    asked = spread(name, {"region": region, "scenario": scenario, "figure": figure, "basis": basis})
    try:
        assumptions = parameters_only(name, overrides)
    except InputError as error:
        return asked.filled(error_text(error))

    def read(row: Row) -> tuple[Year, str, str]:
        figures = tuple(FIGURES)
        return (
            Year(
                read_region(f"{name}, region", row[0]), read_scenario(f"{name}, scenario", row[1])
            ),
            chosen(f"{name}, figure", row[2], figures, figures[0]),
            chosen(f"{name}, basis", row[3], BASES, BASES[0]),
        )

    answers, requests = read_elements(asked, read)
    found = _years(name, dict.fromkeys(year for year, _, _ in requests.values()), assumptions)
    for row, (year, wanted, of) in requests.items():
        what = f"{name}, {wanted}, {of}, {region_name(year.region)} under {year.scenario}"
        answers[row] = _value(what, wanted, of, found[year])
    return asked.fold([answers[row] for row in asked.rows])


def _value(what: str, wanted: str, basis: str, record: Record | InputError) -> Cell:
    from dacaidc_xl.studies.coverage import NOT_COVERED

    if isinstance(record, InputError):
        return error_text(record)
    figure = FIGURES[wanted]
    column = f"{wanted}_{basis}" if basis == "difference_pct" else f"{basis}_{figure.column}"
    # Without the hourly figure there is no difference either.
    if math.isnan(as_float(record[f"hourly_{figure.column}"])):
        # Tonnes have no note: they are always there, except where the grid is not covered.
        note = str(record[figure.note]) if figure.note else NOT_COVERED
        return absent_text(note or figure.reason, what)
    value = as_float(record[column])
    return absent_text(NO_MONTHLY, what) if math.isnan(value) else value
