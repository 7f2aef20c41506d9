"""One row of a sheet of places: its cells checked, its errors gathered."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial

from dacaidc_xl.errors import InputError, nearest_choice
from dacaidc_xl.excel.safe_workbook import BLANK, Unusable
from dacaidc_xl.excel.template_cells import Heading, collecting, read_number, read_text
from dacaidc_xl.excel.template_layout import (
    BUILD_YEAR_NAME,
    DEFAULT_PROJECTION,
    DEFAULT_SCENARIO,
    MAX_CAPACITY_MW,
    MAX_NAME_CHARACTERS,
    PROJECTION_NAME,
)
from dacaidc_xl.reference.counties import EXPECTED_NAME, find_county
from dacaidc_xl.reference.geography import find_state
from dacaidc_xl.reference.parameters import SERVER_CLASSES, SHARE_SUM_TOLERANCE
from dacaidc_xl.reference.pathways import FIRST_YEAR, LAST_YEAR, grid_pathways
from dacaidc_xl.reference.scenarios import find_scenario
from dacaidc_xl.studies.inputs import (
    LOCAL_QUANTITIES,
    CountyInput,
    PathwayInput,
    SiteInput,
    StateInput,
    check_local,
)
from dacaidc_xl.studies.pathway import BUILD_YEAR, pathway_names

EXPECTED_PLACE = (
    "a state (name, abbreviation or two-digit FIPS code), or a county (five-digit FIPS code, or "
    "name with its state)"
)
STATE_DIGITS = 2
"""Longest code of a state; a longer one is that of a county."""


@dataclass
class Row:
    """A row while a template is read.

    ``place`` is the cell of its name. ``key`` is what the sheet Monthly finds it by, blank
    where the name cannot be read. ``region`` is the abbreviation of a state or the code of a
    county. ``local`` takes the annual values first, then the months.
    """

    sheet: str
    number: int
    place: str
    name: str = ""
    key: str = ""
    errors: list[InputError] = field(default_factory=list)
    region: str = ""
    scenario: str = DEFAULT_SCENARIO
    include: bool = True
    capacity_mw: float = math.nan
    build_year: int = BUILD_YEAR
    grids: tuple[str, ...] = (DEFAULT_PROJECTION,)
    class_share: Mapping[str, float] | None = None
    local: dict[str, tuple[float, ...]] = field(default_factory=dict)

    def site(self) -> SiteInput:
        """Give the row as input of the sites study."""
        return SiteInput(
            self.place,
            self.name,
            self.region,
            self.scenario,
            self.capacity_mw,
            self.class_share,
            self.local,
        )

    def state_input(self) -> StateInput:
        """Give the row as input of the states study."""
        return StateInput(self.place, self.region, self.local)

    def county_input(self) -> CountyInput:
        """Give the row as input of the counties study."""
        return CountyInput(self.place, self.region, self.local)

    def pathway_input(self) -> PathwayInput:
        """Give the row as input of the pathways study."""
        return PathwayInput(self.place, self.name, self.region, self.build_year, self.grids)


def same_name(name: str) -> str:
    """Give what two names have in common that are the same to a reader.

    Examples
    --------
    >>> same_name(" Ashburn  Campus ") == same_name("ashburn campus")
    True
    """
    return " ".join(name.split()).casefold()


def read_site(heading: Heading, number: int) -> Row:
    """Read a row of the sheet Sites.

    Parameters
    ----------
    heading : Heading
        The sheet and its columns.
    number : int
        Row number.

    Returns
    -------
    Row
        ``errors`` is empty where the row can be used.
    """
    row = Row(heading.sheet.name, number, heading.place(number, "name"))
    expected = f"a name of at most {MAX_NAME_CHARACTERS} characters"
    with collecting(row.errors):
        row.name = read_text(heading.value(number, "name"), row.place, expected)
        row.key = same_name(row.name)
        if len(row.name) > MAX_NAME_CHARACTERS:
            raise InputError(row.place, row.name[:40] + "...", expected)
    _read_state_cell(heading, row)
    scenario = heading.value(number, "scenario")
    if scenario is not None:
        place = heading.place(number, "scenario")
        with collecting(row.errors, place):
            row.scenario = find_scenario(read_text(scenario, place, "a scenario")).name
    place = heading.place(number, "capacity_mw")
    with collecting(row.errors):
        capacity = heading.value(number, "capacity_mw")
        row.capacity_mw = (
            _check_capacity(None, place)
            if capacity is None
            else read_number(capacity, place, _check_capacity)
        )
    _read_shares(heading, row)
    _read_local(heading, row)
    return row


def read_state(heading: Heading, number: int) -> Row:
    """Read a row of the sheet States.

    Parameters
    ----------
    heading : Heading
        The sheet and its columns.
    number : int
        Row number.

    Returns
    -------
    Row
        ``errors`` is empty where the row can be used; ``include`` is False where the user
        leaves the state out.
    """
    row = Row(heading.sheet.name, number, heading.place(number, "state"))
    _read_state_cell(heading, row)
    row.name = row.key = row.region
    _read_include(heading, row)
    _read_local(heading, row)
    return row


def read_county(heading: Heading, number: int) -> Row:
    """Read a row of the sheet Counties.

    Parameters
    ----------
    heading : Heading
        The sheet and its columns.
    number : int
        Row number.

    Returns
    -------
    Row
        As `read_state` gives it.
    """
    row = Row(heading.sheet.name, number, heading.place(number, "county"))
    with collecting(row.errors, row.place):
        row.name = read_text(heading.value(number, "county"), row.place, EXPECTED_NAME)
        county = find_county(row.name)
        row.region = row.key = county.fips
        row.name = county.label
    _read_include(heading, row)
    _read_local(heading, row)
    return row


def read_pathway(heading: Heading, number: int) -> Row:
    """Read a row of the sheet Pathways.

    Parameters
    ----------
    heading : Heading
        The sheet and its columns.
    number : int
        Row number.

    Returns
    -------
    Row
        ``errors`` is empty where the row can be used.
    """
    row = Row(heading.sheet.name, number, heading.place(number, "place"))
    with collecting(row.errors, row.place):
        row.name = read_text(heading.value(number, "place"), row.place, EXPECTED_PLACE)
        row.region = find_place(row.name)
    year = heading.value(number, BUILD_YEAR_NAME)
    if year is not None:
        with collecting(row.errors):
            place = heading.place(number, BUILD_YEAR_NAME)
            row.build_year = round(read_number(year, place, check_build_year))
    grids = heading.value(number, PROJECTION_NAME)
    if grids is not None:
        with collecting(row.errors):
            row.grids = read_projections(grids, heading.place(number, PROJECTION_NAME))
    if row.region:
        row.key = f"{row.region} {row.build_year} {', '.join(row.grids)}"
    return row


def find_place(text: str) -> str:
    """Give the abbreviation of a state or the code of a county that a text names.

    Parameters
    ----------
    text : str
        What a user wrote.

    Returns
    -------
    str

    Raises
    ------
    InputError
        It names neither; says which county or state is nearest.

    Examples
    --------
    >>> find_place("texas"), find_place("Loudoun County, VA"), find_place("1001")
    ('TX', '51107', '01001')
    """
    if "," in text or (text.isdigit() and len(text) > STATE_DIGITS):
        return find_county(text).fips
    try:
        return find_state(text).abbr
    except InputError as error:
        raise InputError(error.place, text, EXPECTED_PLACE, error.nearest) from None


def check_build_year(value: object, place: str) -> float:
    """Check the year in which a plant is built.

    Examples
    --------
    >>> check_build_year(2031.0, "Inputs!B5")
    2031.0
    """
    year = float(value)  # type: ignore[arg-type]
    if year not in range(FIRST_YEAR, LAST_YEAR + 1):
        raise InputError(place, value, f"a year {FIRST_YEAR} to {LAST_YEAR}")
    return year


def read_projections(value: object, place: str) -> tuple[str, ...]:
    """Read a cell that names grid projections: one, several separated by commas, or all.

    Examples
    --------
    >>> read_projections("aeo2025_reference, cambium2024_midcase", "Inputs!B6")
    ('aeo2025_reference', 'cambium2024_midcase')
    """
    expected = f"one of {', '.join(grid_pathways())}, or all"
    text = read_text(value, place, expected)
    names = [name for name in text.split(",") if name.strip()]
    if not names:
        raise InputError(place, text, expected)
    try:
        return pathway_names(names)
    except InputError as error:
        raise error.at(place) from None


def _read_include(heading: Heading, row: Row) -> None:
    include = heading.value(row.number, "include")
    if include is not None:
        place = heading.place(row.number, "include")
        with collecting(row.errors):
            text = read_text(include, place, "yes, no or blank").lower()
            if text not in ("yes", "no"):
                near = nearest_choice(text, ("yes", "no"))
                raise InputError(place, include, "yes, no or blank", near)
            row.include = text == "yes"


def _read_state_cell(heading: Heading, row: Row) -> None:
    place = heading.place(row.number, "state")
    with collecting(row.errors, place):
        expected = "the name, postal abbreviation or FIPS code of a state or DC"
        row.region = find_state(read_text(heading.value(row.number, "state"), place, expected)).abbr


def _check_capacity(value: object, place: str) -> float:
    expected = f"an IT capacity above 0 and up to {MAX_CAPACITY_MW:,.0f} MW"
    if not isinstance(value, float):
        raise InputError(place, BLANK, expected)
    if not 0.0 < value <= MAX_CAPACITY_MW:
        in_mw = value / 1000.0
        is_kw = value > MAX_CAPACITY_MW and in_mw <= MAX_CAPACITY_MW
        near = f"{in_mw:g} (the value looks like kW)" if is_kw else None
        raise InputError(place, value, expected, near)
    return value


def _check_share(value: object, place: str) -> float:
    number = float(value)  # type: ignore[arg-type]
    if not 0.0 <= number <= 1.0:
        near = f"{number / 100.0:g}" if 1.0 < number <= 100.0 else None
        raise InputError(place, number, "a share from 0 to 1", near)
    return number


def _read_shares(heading: Heading, row: Row) -> None:
    names = {c: f"share_{c}" for c in SERVER_CLASSES}
    given = {c: heading.value(row.number, name) for c, name in names.items()}
    if all(value is None for value in given.values()):
        return
    shares = dict.fromkeys(SERVER_CLASSES, 0.0)
    found: list[InputError] = []
    for c, value in given.items():
        if value is not None:
            with collecting(found):
                shares[c] = read_number(value, heading.place(row.number, names[c]), _check_share)
    row.errors += found
    total = math.fsum(shares.values())
    if not found and abs(total - 1.0) > SHARE_SUM_TOLERANCE:
        first = min(heading.columns[names[c]] for c, value in given.items() if value is not None)
        row.errors.append(
            InputError(
                heading.sheet.place(row.number, first),
                Unusable(f"a sum of the shares of {total:.7g}"),
                "shares that sum to 1 (a blank one counts 0), or all four blank",
            )
        )
    row.class_share = shares


def _read_local(heading: Heading, row: Row) -> None:
    for name in LOCAL_QUANTITIES:
        value = heading.value(row.number, name)
        if value is None:
            continue
        place = heading.place(row.number, name)
        with collecting(row.errors):
            row.local[name] = (read_number(value, place, partial(check_local, name)),)
