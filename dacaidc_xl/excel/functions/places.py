"""Places as cells name them: region, scenario, server class, capacity."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from dacaidc_xl.errors import InputError, nearest_choice
from dacaidc_xl.excel.functions.cells import (
    Cell,
    as_float,
    chosen,
)
from dacaidc_xl.reference.counties import KINDS, County, county_index, find_county
from dacaidc_xl.reference.counties import counties as all_counties
from dacaidc_xl.reference.geography import find_state, state_index
from dacaidc_xl.reference.geography import states as all_states
from dacaidc_xl.reference.parameters import SERVER_CLASSES, find_parameter, parameter_table
from dacaidc_xl.reference.scenarios import find_scenario, scenarios

DEFAULT_SCENARIO = "base_2023"
LOAD = "published load"
REFERENCE = "reference"
INTEGRATED = "integrated"
BACKUP = "backup"
CAPACITY_PARAMETER = "reference_aidc_capacity_mw"
"""Its bounds are those of any capacity."""


EXPECTED_REGION = (
    "the name, postal abbreviation or FIPS code of a state or DC, or a county: its five-digit "
    "FIPS code, or its name and state as in 'Loudoun County, VA'"
)
NO_LOAD = "no load reported"
NEIGHBORS = 300
"""Up to so many counties are evaluated for one that is asked: the next cells will ask [-]."""


class Place(NamedTuple):
    """A place as a call names it.

    ``region`` is the abbreviation of a state or the five-digit code of a county; ``capacity``
    is `LOAD`, `REFERENCE` or a number of MW.
    """

    region: str
    scenario: str
    part: str
    capacity: str | float


def scenario_names() -> tuple[str, ...]:
    """Names of the scenarios."""
    return tuple(scenario.name for scenario in scenarios())


def server_classes() -> tuple[str, ...]:
    """Server classes of the mix, and the backup."""
    return (*SERVER_CLASSES, BACKUP)


def capacity_words() -> tuple[str, ...]:
    """Texts that stand for a capacity."""
    return (REFERENCE,)


def heat_baselines() -> tuple[str, ...]:
    """Baselines that run the same DAC plant on another source of heat."""
    return parameter_table()["headline_baseline"].choices


@functools.cache
def baselines() -> tuple[str, ...]:
    """All standalone baselines."""
    from dacaidc_xl.model.baselines import HEAT_BASELINES, PROCESS_BASELINES

    return HEAT_BASELINES + PROCESS_BASELINES


def is_county(region: str) -> bool:
    """Tell the code of a county from the abbreviation of a state.

    Examples
    --------
    >>> is_county("51107"), is_county("VA")
    (True, False)
    """
    return region.isdigit()


def county_of(region: str) -> County:
    """Give the county of a five-digit code that is known to be valid."""
    return all_counties()[county_index()[region]]


def state_of(region: str) -> str:
    """Abbreviation of the state in which a region lies: its own for a state."""
    return county_of(region).state_abbr if is_county(region) else region


@functools.cache
def counties_of(abbr: str) -> tuple[str, ...]:
    """Codes of all counties of a state, in FIPS order."""
    return tuple(county.fips for county in all_counties() if county.state_abbr == abbr)


def with_neighbors(counties: Iterable[str], most: int = NEIGHBORS) -> tuple[str, ...]:
    """Counties that are worth evaluating where some are asked.

    Parameters
    ----------
    counties : iterable of str
        Codes of those that are asked.
    most : int
        Most counties that come for the few that are asked [-].

    Returns
    -------
    tuple of str
        All counties of their states where these are at most ``most``, else those asked.

    Examples
    --------
    >>> with_neighbors(["10001"])
    ('10001', '10003', '10005')
    """
    asked = tuple(dict.fromkeys(counties))
    states = dict.fromkeys(state_of(county) for county in asked)
    around = tuple(county for abbr in states for county in counties_of(abbr))
    return around if len(around) <= most else asked


def _names_county(value: Cell) -> bool:
    """Tell whether a cell means a county: by its digits, its comma, or what its name ends in."""
    words = f"{value:.0f}" if isinstance(value, float) else str(value).casefold()
    if words.isdigit():
        return len(words) > 2
    return "," in words or any(words.endswith(f" {kind.casefold()}") for kind in KINDS)


def read_region(place: str, value: Cell) -> str:
    """Region that a cell names: a state or a county.

    Parameters
    ----------
    place : str
        Function and argument.
    value : float, str or None
        A state by name, abbreviation or code of one or two digits; a county by code of four or
        five digits (a spreadsheet drops a leading zero) or by name and state.

    Returns
    -------
    str
        Abbreviation of the state, or five-digit code of the county.

    Raises
    ------
    InputError
        Neither; a code of another vintage carries the county to use.

    Examples
    --------
    >>> read_region("region", 51.0), read_region("region", 51107.0), read_region("region", "1001")
    ('VA', '51107', '01001')
    """
    if value is None:
        raise InputError(place, None, EXPECTED_REGION)
    try:
        if _names_county(value):
            return find_county(value).fips
        return find_state(value).abbr
    except InputError as error:
        expected = error.expected if _names_county(value) else EXPECTED_REGION
        raise InputError(place, value, expected, error.nearest) from None


def region_name(region: str) -> str:
    """Name of a region for a message."""
    if is_county(region):
        return county_of(region).label
    return all_states()[state_index()[region]].name


def read_scenario(place: str, value: Cell) -> str:
    """Name of the scenario that a cell names; the base scenario for a blank."""
    if value is None:
        return DEFAULT_SCENARIO
    try:
        return find_scenario(value).name
    except InputError as error:
        raise error.at(place) from None


def read_capacity(place: str, value: Cell) -> str | float:
    """Capacity [MW] that a cell gives, `LOAD` for a blank, or `REFERENCE`."""
    if value is None:
        return LOAD
    parameter = find_parameter(CAPACITY_PARAMETER)
    expected = f'blank (the published load), "{REFERENCE}" or {parameter.expected}'
    if isinstance(value, str):
        if value.casefold() == REFERENCE:
            return REFERENCE
        try:
            number = float(value)
        except ValueError:
            raise InputError(place, value, expected, nearest_choice(value, [REFERENCE])) from None
    else:
        number = value
    try:
        return as_float(parameter.check(number, place))
    except InputError:
        raise InputError(place, number, expected) from None


def read_place(
    function: str, cells: Sequence[Cell], system: str = INTEGRATED, named: str = "region"
) -> Place:
    """Place that cells name.

    Parameters
    ----------
    function : str
        Name of the function, for messages.
    cells : sequence of cells
        Region, scenario, server class and capacity first.
    system : str
        ``integrated`` or a baseline.
    named : str
        Name of the first argument.

    Returns
    -------
    Place

    Raises
    ------
    InputError
        A cell that cannot be read, or a server class of a baseline.
    """
    region, scenario, server_class, capacity_mw = cells[:4]
    part = chosen(f"{function}, server_class", server_class, server_classes(), INTEGRATED)
    if part != INTEGRATED and system != INTEGRATED:
        expected = f"blank: {system} has no server classes"
        raise InputError(f"{function}, server_class", part, expected)
    return Place(
        read_region(f"{function}, {named}", region),
        read_scenario(f"{function}, scenario", scenario),
        system if part == INTEGRATED else part,
        read_capacity(f"{function}, capacity_mw", capacity_mw),
    )


def why_no_load(region: str, quality: str) -> str:
    """Say why a region has no load of its own.

    Parameters
    ----------
    region : str
        Abbreviation of a state or code of a county.
    quality : str
        How its load is known.

    Returns
    -------
    str

    Examples
    --------
    >>> why_no_load("DC", "not reported"), why_no_load("51001", "no data center mapped or listed")
    ('no load reported', 'no data center mapped or listed')
    """
    return quality if is_county(region) else NO_LOAD


def place_words(place: Place) -> str:
    """Name a place for a message."""
    part = "" if place.part == INTEGRATED else f"{place.part}, "
    return f"{part}{region_name(place.region)} under {place.scenario}"
