"""Places as cells name them: region, scenario, server class, capacity."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import NamedTuple

from dacaidc_xl.errors import InputError, nearest_choice
from dacaidc_xl.excel.functions.cells import (
    Cell,
    as_float,
    chosen,
)
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


class Place(NamedTuple):
    """A place as a call names it; ``capacity`` is `LOAD`, `REFERENCE` or a number of MW."""

    abbr: str
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


def read_region(place: str, value: Cell) -> str:
    """Abbreviation of the region that a cell names."""
    if value is None:
        expected = "the name, postal abbreviation or FIPS code of a state or DC"
        raise InputError(place, None, expected)
    try:
        return find_state(value).abbr
    except InputError as error:
        raise error.at(place) from None


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


def read_place(function: str, cells: Sequence[Cell], system: str = INTEGRATED) -> Place:
    """Place that cells name.

    Parameters
    ----------
    function : str
        Name of the function, for messages.
    cells : sequence of cells
        Region, scenario, server class and capacity first.
    system : str
        ``integrated`` or a baseline.

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
        read_region(f"{function}, region", region),
        read_scenario(f"{function}, scenario", scenario),
        system if part == INTEGRATED else part,
        read_capacity(f"{function}, capacity_mw", capacity_mw),
    )


def place_words(place: Place) -> str:
    """Name a place for a message."""
    state = all_states()[state_index()[place.abbr]].name
    part = "" if place.part == INTEGRATED else f"{place.part}, "
    return f"{part}{state} under {place.scenario}"
