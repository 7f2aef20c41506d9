"""The counties of the 2017 to 2021 vintage, in the order in which county arrays hold them."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import NoReturn

from dacaidc_xl.errors import InputError, nearest_choice
from dacaidc_xl.reference.geography import State, find_state, state_index
from dacaidc_xl.reference.tables import parse_table, read_table

EXPECTED_CODE = "a five-digit county FIPS code of the 2017 to 2021 vintage (50 states and DC)"
EXPECTED_NAME = "a county with its state, such as 'Loudoun County, VA', or its FIPS code"
KINDS = (
    "County",
    "Parish",
    "City and Borough",
    "Borough",
    "Census Area",
    "Municipality",
    "city",
    "City",
)
"""What the name of a county equivalent may end in."""


@dataclass(frozen=True, slots=True)
class County:
    """A county or county equivalent.

    Attributes
    ----------
    fips : str
        Five-digit FIPS code.
    name : str
        Full name, such as Loudoun County.
    state_abbr : str
        Postal abbreviation of its state.
    latitude_deg, longitude_deg : float
        Centroid [deg].
    area_km2 : float or None
        Area with its water [km2]; None for Falls Church, which has no polygon of its own.
    population_2023 : int
        Residents in July 2023.
    """

    fips: str
    name: str
    state_abbr: str
    latitude_deg: float
    longitude_deg: float
    area_km2: float | None
    population_2023: int

    @property
    def label(self) -> str:
        """Name with its state, such as ``Loudoun County, VA``."""
        return f"{self.name}, {self.state_abbr}"


@dataclass(frozen=True, slots=True)
class CodeChange:
    """A county code of another vintage, and the county to use for it.

    Attributes
    ----------
    code, name : str
        The code and whose it is or was.
    change : str
        When and what happened.
    county_fips : str
        The county of this vintage that holds most of it.
    standing : str
        found or memory.
    """

    code: str
    name: str
    change: str
    county_fips: str
    standing: str


@cache
def counties() -> tuple[County, ...]:
    """Give the counties in FIPS order: the first axis of every county array.

    Returns
    -------
    tuple of County
        3,142 entries.

    Examples
    --------
    >>> len(counties()), counties()[0].label
    (3142, 'Autauga County, AL')
    """
    return tuple(
        County(
            fips,
            name,
            abbr,
            float(latitude),
            float(longitude),
            float(area) if area else None,
            int(population),
        )
        for fips, name, abbr, latitude, longitude, area, population in read_table("counties").rows
    )


@cache
def county_index() -> Mapping[str, int]:
    """Give the position of each county in `counties()` by its FIPS code.

    Returns
    -------
    Mapping
        Five-digit code to position, read-only.

    Examples
    --------
    >>> county_index()["51107"]
    2872
    """
    return MappingProxyType({county.fips: i for i, county in enumerate(counties())})


@cache
def county_states() -> tuple[int, ...]:
    """Give the position in `states()` of the state of each county.

    Returns
    -------
    tuple of int
        3,142 entries, in the order of `counties()`.

    Examples
    --------
    >>> county_states()[county_index()["51107"]] == state_index()["VA"]
    True
    """
    return tuple(state_index()[county.state_abbr] for county in counties())


@cache
def code_changes() -> Mapping[str, CodeChange]:
    """Give the newer and the retired county codes that are known, with the county to use.

    Returns
    -------
    Mapping
        Code to change, read-only.

    References
    ----------
    US Census Bureau, Substantial Changes to Counties and County Equivalent Entities; towns of
    Connecticut by planning region: CT Data Collaborative, ct-town-to-planning-region.

    Examples
    --------
    >>> code_changes()["46113"].county_fips
    '46102'
    """
    path = resources.files("dacaidc_xl.reference").joinpath("county_code_changes.csv")
    table = parse_table("county_code_changes", path.read_text(encoding="utf-8"))
    return MappingProxyType({row[0]: CodeChange(*row) for row in table.rows})


def _key(name: str) -> str:
    """Bring a name to letters and digits, so that spelling habits do not matter."""
    plain = unicodedata.normalize("NFKD", name.replace("Saint ", "St ").replace("saint ", "st "))
    return "".join(letter for letter in plain.casefold() if letter.isalnum())


@cache
def _by_name() -> Mapping[tuple[str, str], tuple[County, ...]]:
    """Counties by state and name, with and without what the name ends in."""
    found: dict[tuple[str, str], tuple[County, ...]] = {}
    for county in counties():
        kind = next((kind for kind in KINDS if county.name.endswith(f" {kind}")), "")
        short = county.name.removesuffix(f" {kind}") if kind else county.name
        for text in dict.fromkeys((_key(county.name), _key(short))):
            key = (county.state_abbr, text)
            found[key] = (*found.get(key, ()), county)
    return MappingProxyType(found)


def find_county(text: str | float, place: str = "county") -> County:
    """Find a county by its FIPS code or by its name and state.

    Parameters
    ----------
    text : str, int or float
        FIPS code as text or whole number (a lost leading zero is restored), or name, comma and
        state in any case: ``Loudoun County, VA``, ``loudoun, virginia``. Accents, periods,
        hyphens and blanks do not matter.
    place : str
        Where it stands, for messages.

    Returns
    -------
    County
        The county.

    Raises
    ------
    InputError
        Where it is none of them. A newer code (Connecticut's planning regions, Alaska 02063
        and 02066) or a retired one carries the code to use.

    Examples
    --------
    >>> find_county("Loudoun County, VA").fips, find_county(51107.0).name
    ('51107', 'Loudoun County')
    >>> find_county("09110")
    Traceback (most recent call last):
        ...
    dacaidc_xl.errors.InputError: county: '09110' is not valid; expected a five-digit county \
FIPS code of the 2017 to 2021 vintage (50 states and DC); 09110 is Capitol Planning Region \
(2022: most of its towns are of Hartford County), use 09003. Did you mean '09003'?
    """
    shown = int(text) if isinstance(text, float) and text.is_integer() else text
    words = " ".join(str(shown).split())
    if words.isascii() and words.isdigit():
        return _by_code(words, text, place)
    name, comma, state_text = words.rpartition(",")
    if not comma:
        _refuse_without_state(words, text, place)
    try:
        state = find_state(state_text)
    except InputError as error:
        near = f"{name.strip()}, {error.nearest}" if error.nearest else None
        raise InputError(place, text, EXPECTED_NAME, near) from None
    found = _by_name().get((state.abbr, _key(name)), ())
    # 'Richmond County' names one of two where 'Richmond' names both.
    if len(found) == 1:
        return found[0]
    if found:
        labels = " or ".join(f"'{county.label}'" for county in found)
        raise InputError(place, text, f"one county: {labels}", found[0].label)
    for change in code_changes().values():
        if change.code.startswith(state.fips) and _key(change.name) == _key(name):
            _by_code(change.code, text, place)
    raise InputError(place, text, EXPECTED_NAME, _nearest_name(name, state))


def _by_code(words: str, text: object, place: str) -> County:
    code = words.zfill(5)
    if code in county_index():
        return counties()[county_index()[code]]
    change = code_changes().get(code)
    if change is None:
        raise InputError(place, text, EXPECTED_CODE)
    about = f"{code} is {change.name} ({change.change}), use {change.county_fips}"
    raise InputError(place, text, f"{EXPECTED_CODE}; {about}", change.county_fips)


def _refuse_without_state(words: str, text: object, place: str) -> NoReturn:
    """Say what is missing; the one county of that name, if there is but one, is offered."""
    found = [c for (_, key), cs in _by_name().items() if key == _key(words) for c in cs]
    raise InputError(place, text, EXPECTED_NAME, found[0].label if len(found) == 1 else None)


def _nearest_name(name: str, state: State) -> str | None:
    """Give the label of the county of a state that is spelled most like a name."""
    wanted = _key(name)
    labels = {
        key: county.label
        for (abbr, key), found in _by_name().items()
        if abbr == state.abbr
        for county in found
    }
    near = nearest_choice(wanted, labels)
    return labels[near] if near is not None else None
