"""The 50 states and DC, in the order in which every table and array holds them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from dacaidc_xl.errors import InputError, nearest_choice
from dacaidc_xl.reference.tables import read_table


@dataclass(frozen=True, slots=True)
class State:
    """A state or DC.

    Attributes
    ----------
    fips : str
        Two-digit FIPS code.
    abbr, name : str
        Postal abbreviation and name.
    tile_row, tile_col : int
        Cell in the tile map, from the top left [-].
    census_region : str
        Northeast, Midwest, South or West.
    population_2023 : int
        Residents in July 2023.
    """

    fips: str
    abbr: str
    name: str
    tile_row: int
    tile_col: int
    census_region: str
    population_2023: int


@cache
def states() -> tuple[State, ...]:
    """Give the 50 states and DC in FIPS order: the first axis of every state array.

    Returns
    -------
    tuple of State
        51 entries.

    Examples
    --------
    >>> [state.abbr for state in states()[:3]]
    ['AL', 'AK', 'AZ']
    """
    table = read_table("states")
    return tuple(
        State(fips, abbr, name, int(row), int(col), region, int(population))
        for fips, abbr, name, row, col, region, population in table.rows
    )


@cache
def state_index() -> Mapping[str, int]:
    """Give the position of each state in `states()` by its postal abbreviation.

    Returns
    -------
    Mapping
        Abbreviation to position, read-only.

    Examples
    --------
    >>> state_index()["VA"]
    46
    """
    return MappingProxyType({state.abbr: i for i, state in enumerate(states())})


@cache
def _by_text() -> Mapping[str, State]:
    keyed = {}
    for state in states():
        for text in (state.name, state.abbr, state.fips, str(int(state.fips))):
            keyed[text.casefold()] = state
    return MappingProxyType(keyed)


def find_state(text: str | float) -> State:
    """Find a state by name, postal abbreviation or FIPS code.

    Parameters
    ----------
    text : str, int or float
        Name or abbreviation in any case, or FIPS code of one or two digits, as text or as a
        whole number; blanks around it do not matter.

    Returns
    -------
    State
        The state.

    Raises
    ------
    InputError
        Where it is none of them; carries the nearest name, if one is near.

    Examples
    --------
    >>> find_state(" va ").name, find_state(6).abbr, find_state("01").abbr
    ('Virginia', 'CA', 'AL')
    >>> find_state("Oragon")
    Traceback (most recent call last):
        ...
    dacaidc_xl.errors.InputError: state: 'Oragon' is not valid; expected the name, postal \
abbreviation or FIPS code of a state or DC. Did you mean 'Oregon'?
    """
    # Excel hands every number over as a float.
    shown = int(text) if isinstance(text, float) and text.is_integer() else text
    key = " ".join(str(shown).split()).casefold()
    state = _by_text().get(key)
    if state is None:
        # A wrong number is near no name.
        names = [s.name for s in states()] if isinstance(text, str) else []
        expected = "the name, postal abbreviation or FIPS code of a state or DC"
        raise InputError("state", text, expected, nearest_choice(key, names))
    return state
