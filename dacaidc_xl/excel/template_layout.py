"""What the input templates look like: sheets and columns as data, for writer and reader alike."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Literal

from dacaidc_xl.errors import InputError, nearest_choice
from dacaidc_xl.reference.counties import counties
from dacaidc_xl.reference.geography import states
from dacaidc_xl.reference.parameters import SERVER_CLASSES, parameter_table
from dacaidc_xl.reference.pathways import FIRST_YEAR, LAST_YEAR, grid_pathways
from dacaidc_xl.reference.scenarios import scenarios
from dacaidc_xl.studies.inputs import LOCAL_QUANTITIES
from dacaidc_xl.studies.pathway import ALL, BUILD_YEAR

Kind = Literal["sites", "states", "counties", "pathways"]

KIND_SHEETS: Mapping[str, Kind] = MappingProxyType(
    {"Sites": "sites", "States": "states", "Counties": "counties", "Pathways": "pathways"}
)
"""The sheet by which a template is known, and the kind of the template."""

READ_ME, MONTHLY, PARAMETERS, LISTS = "Read me", "Monthly", "Parameters", "Lists"
SCENARIO_NAME = "scenario"
"""Defined name of the one scenario cell of a template whose rows share a scenario."""
ONE_SCENARIO: tuple[Kind, ...] = ("states", "counties")
"""Kinds whose rows share a scenario."""
BUILD_YEAR_NAME, PROJECTION_NAME = "build_year", "grid_projection"
"""Defined names of the cells that say how all places are followed over a plant's life."""
ALL_SCENARIOS = "all"
DEFAULT_SCENARIO = "base_2023"

DEFAULT_PROJECTION = "cambium2024_midcase"

MAX_PLACES = 10_000
"""Most rows of places in one template."""
MAX_CAPACITY_MW = 100_000.0
MAX_NAME_CHARACTERS = 100

MONTH_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")

GAS_PRICE = "gas_price_usd_per_mmbtu"
MONTHLY_QUANTITIES = tuple(name for name in LOCAL_QUANTITIES if name != GAS_PRICE)
"""Quantities that may be given month by month; the model takes one gas price a year."""

CLASS_TITLES: Mapping[str, str] = MappingProxyType(
    {
        "cpu_air": "air-cooled CPU servers",
        "gpu_air": "air-cooled GPU servers",
        "gpu_liquid": "direct-to-chip GPU servers",
        "immersion": "immersion-cooled servers",
    }
)


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a sheet.

    ``name`` is the machine name by which the reader finds it. ``role`` says who fills it:
    ``input`` is read, ``label`` and ``note`` are for people and are not. ``low`` and ``high``
    bound a number [in ``unit``]; ``choices`` names a list of the Lists sheet.
    """

    name: str
    title: str
    note: str
    unit: str = ""
    role: Literal["input", "label", "note"] = "input"
    width: float = 13.0
    number_format: str = "General"
    low: float | None = None
    high: float | None = None
    choices: str = ""


@dataclass(frozen=True, slots=True)
class SheetLayout:
    """A sheet with a table: the row of machine names, below it one row an item."""

    name: str
    title: str
    guide: str
    columns: tuple[Column, ...]
    names_row: int
    ready_rows: int
    frozen_columns: int

    def column(self, name: str) -> int:
        """Give the number of a column by its machine name, from 1."""
        return [column.name for column in self.columns].index(name) + 1


NOTE = Column("note", "Note", "Free text for yourself; it is not read.", role="note", width=50)

_FORMATS = {"pressure_pa": "#,##0", "gas_price_usd_per_mmbtu": "0.00"}
_TITLES = {
    "electricity_price_usd_per_mwh": "Electricity price",
    "grid_intensity_kg_per_mwh": "Grid intensity",
    "gas_price_usd_per_mmbtu": "Gas price",
    "temp_c": "Air temperature",
    "rel_humidity_pct": "Relative humidity",
    "pressure_pa": "Air pressure",
}


def quantity_title(name: str) -> str:
    """Give the short title of a local quantity.

    Examples
    --------
    >>> quantity_title("temp_c")
    'Air temperature'
    """
    return _TITLES[name]


OF_COUNTIES = ("temp_c", "rel_humidity_pct", "pressure_pa")
"""Quantities of which each county has a value of its own."""


def _local_columns(in_counties: bool = False) -> tuple[Column, ...]:
    def owner(name: str) -> str:
        return "county" if in_counties and name in OF_COUNTIES else "state"

    return tuple(
        Column(
            q.name,
            _TITLES[q.name],
            f"{q.description}, mean of the year. Blank: the {owner(q.name)}'s value. Twelve months "
            "on the sheet Monthly win over it."
            if q.name != GAS_PRICE
            else f"{q.description}. Blank: the state's value.",
            unit=q.unit,
            width=max(13.0, 0.8 * len(q.name)),
            number_format=_FORMATS.get(q.name, "0.0"),
            low=q.low,
            high=q.high,
        )
        for q in LOCAL_QUANTITIES.values()
    )


def _state_column(note: str, width: float) -> Column:
    return Column("state", "State", note, width=width, choices="state")


def _county_column(note: str) -> Column:
    return Column("county", "County", note, width=32, number_format="@", choices="county")


def _include_column(what: str) -> Column:
    return Column(
        "include",
        "Include",
        f"yes or blank: the {what} is evaluated; no: it is left out.",
        width=9,
        choices="include",
    )


def _month_columns() -> tuple[Column, ...]:
    quantity = Column(
        "quantity",
        "Quantity",
        "Which quantity the twelve values give, in the unit of its name.",
        width=31,
        choices="quantity",
    )
    months = tuple(
        Column(month, month.capitalize(), "All twelve months are needed.", width=9)
        for month in MONTH_NAMES
    )
    return (quantity, *months, NOTE)


_MONTHLY_GUIDE = (
    "One row a place and quantity. Twelve values, in the unit of the quantity's name, replace "
    "the annual value and the state's own months. Leave the sheet empty where you have none."
)


@cache
def sites_layout() -> SheetLayout:
    """Give the layout of the sheet Sites.

    Examples
    --------
    >>> sites_layout().column("capacity_mw")
    4
    """
    shares = tuple(
        Column(
            f"share_{c}",
            f"Share, {CLASS_TITLES[c]}",
            "Share of the site's IT energy, 0 to 1. All four blank: the scenario's mix. Once "
            "one is filled, a blank one counts 0 and the four must sum to 1.",
            unit="-",
            width=16,
            number_format="0.00",
            low=0.0,
            high=1.0,
        )
        for c in SERVER_CLASSES
    )
    return SheetLayout(
        "Sites",
        "Sites",
        "One row a site. Fill the cells with blue text; a blank cell takes the value of the "
        "site's state. Row 4 names the columns for the program: leave it as it is.",
        (
            Column("name", "Site", "Any name; each site its own.", width=26),
            _state_column("Where the site is: abbreviation, name or FIPS code.", 8),
            Column(
                "scenario",
                "Scenario",
                f"Year and grid that hold for the site. Blank: {DEFAULT_SCENARIO}.",
                width=16,
                choices="scenario",
            ),
            Column(
                "capacity_mw",
                "Installed IT capacity",
                "Installed IT capacity, not the mean load: the parameters utilization_* make "
                "the load of it.",
                unit="MW",
                number_format="#,##0.0",
                low=0.0,
                high=MAX_CAPACITY_MW,
            ),
            *shares,
            *_local_columns(),
            NOTE,
        ),
        names_row=4,
        ready_rows=200,
        frozen_columns=1,
    )


@cache
def states_layout() -> SheetLayout:
    """Give the layout of the sheet States.

    Examples
    --------
    >>> states_layout().names_row
    6
    """
    return SheetLayout(
        "States",
        "States",
        "One row a state. Fill the cells with blue text; a blank cell takes the shipped value "
        "of the state. Row 6 names the columns for the program: leave it as it is.",
        (
            _state_column("Abbreviation, name or FIPS code. A row may be deleted.", 10),
            Column("state_name", "Name", "For the eye only; not read.", role="label", width=20),
            _include_column("state"),
            *_local_columns(),
            NOTE,
        ),
        names_row=6,
        ready_rows=len(states()),
        frozen_columns=2,
    )


@cache
def counties_layout() -> SheetLayout:
    """Give the layout of the sheet Counties.

    Examples
    --------
    >>> counties_layout().columns[0].name
    'county'
    """
    return SheetLayout(
        "Counties",
        "Counties",
        "One row a county. Fill the cells with blue text; a blank cell takes the shipped value: "
        "weather of the county, grid and prices of its state. Row 6 names the columns for the "
        "program: leave it as it is.",
        (
            _county_column(
                "Five-digit FIPS code (2017 to 2021 vintage), or name with its state: Loudoun "
                "County, VA."
            ),
            _include_column("county"),
            *_local_columns(in_counties=True),
            NOTE,
        ),
        names_row=6,
        ready_rows=200,
        frozen_columns=1,
    )


@cache
def pathways_layout() -> SheetLayout:
    """Give the layout of the sheet Pathways.

    Examples
    --------
    >>> [column.name for column in pathways_layout().columns]
    ['place', 'build_year', 'grid_projection', 'note']
    """
    return SheetLayout(
        "Pathways",
        "Pathways",
        "One row a plant of a reference AIDC: where it stands, when it is built, on which "
        "projection of the grid it runs over its life. Row 4 names the columns for the program: "
        "leave it as it is.",
        (
            Column(
                "place",
                "State or county",
                "State: abbreviation, name or two-digit FIPS code. County: five-digit FIPS code, "
                "or name with its state.",
                width=32,
                number_format="@",
            ),
            Column(
                BUILD_YEAR_NAME,
                "Build year",
                f"Year in which the plant begins. Blank: {BUILD_YEAR}.",
                number_format="0",
                low=float(FIRST_YEAR),
                high=float(LAST_YEAR),
            ),
            Column(
                PROJECTION_NAME,
                "Grid projection",
                "One, several separated by commas, or all: a result for each. Blank: "
                f"{DEFAULT_PROJECTION}.",
                width=34,
                choices=PROJECTION_NAME,
            ),
            NOTE,
        ),
        names_row=4,
        ready_rows=200,
        frozen_columns=1,
    )


@cache
def monthly_layout(kind: Kind) -> SheetLayout:
    """Give the layout of the sheet Monthly of a template.

    Examples
    --------
    >>> monthly_layout("states").columns[0].name
    'state'
    """
    if kind == "sites":
        key = Column("name", "Site", "A name that stands on the sheet Sites.", width=26)
    elif kind == "counties":
        key = _county_column("A county that stands on the sheet Counties.")
    else:
        key = _state_column("A state that stands on the sheet States.", 10)
    return SheetLayout(
        MONTHLY, "Monthly values", _MONTHLY_GUIDE, (key, *_month_columns()), 4, 200, 2
    )


@cache
def parameters_layout() -> SheetLayout:
    """Give the layout of the sheet Parameters.

    Examples
    --------
    >>> [column.name for column in parameters_layout().columns[:3]]
    ['name', 'value', 'unit']
    """

    def label(name: str, title: str, width: float, note: str = "") -> Column:
        return Column(name, title, note or "For the eye only; not read.", role="label", width=width)

    return SheetLayout(
        PARAMETERS,
        "Global parameters",
        "Type your own value into the column Value; blank is the default of the scenario's "
        "year. It holds for every place of this file. The other columns are locked (Review, "
        "Unprotect sheet; no password) and are not read.",
        (
            Column("name", "Parameter", "Name in the parameter table.", width=45),
            Column("value", "Value", "Blank: the default.", width=18),
            label("unit", "Unit", 11),
            label("default_base", "Default, base year", 18),
            label("default_2030", "Default, 2030", 18),
            label("low", "Low", 10, "Low end of the uncertainty range; below it: a warning."),
            label("high", "High", 10, "High end of the uncertainty range; above it: a warning."),
            label("allowed", "Allowed", 34, "Outside of this a value is refused."),
            label("description", "Description", 100),
        ),
        names_row=4,
        ready_rows=len(parameter_table()),
        frozen_columns=2,
    )


def layouts(kind: Kind) -> tuple[SheetLayout, ...]:
    """Give the sheets that the reader needs, in their order in the file: places come first.

    Examples
    --------
    >>> [layout.name for layout in layouts("pathways")]
    ['Pathways', 'Parameters']
    """
    if kind == "pathways":
        return pathways_layout(), parameters_layout()
    of = {"sites": sites_layout, "states": states_layout, "counties": counties_layout}
    return of[kind](), monthly_layout(kind), parameters_layout()


def check_kind(kind: str) -> Kind:
    """Check the kind of a template.

    Raises
    ------
    InputError
        No kind of template.

    Examples
    --------
    >>> check_kind("sites")
    'sites'
    """
    for known in KIND_SHEETS.values():
        if kind == known:
            return known
    choices = tuple(KIND_SHEETS.values())
    raise InputError("kind", kind, f"one of {', '.join(choices)}", nearest_choice(kind, choices))


def choice_lists(kind: Kind) -> dict[str, tuple[str, ...]]:
    """Give the lists behind the drop-downs, by name.

    Parameters
    ----------
    kind : {'sites', 'states', 'counties', 'pathways'}
        Of which template.

    Returns
    -------
    dict of str to tuple of str
        The fixed lists, then one list a parameter of kind option.

    Examples
    --------
    >>> choice_lists("sites")["include"]
    ('yes', 'no')
    """
    everything = (ALL_SCENARIOS,) if kind in ONE_SCENARIO else ()
    lists: dict[str, tuple[str, ...]] = {
        "state": tuple(sorted(state.abbr for state in states())),
        "scenario": tuple(scenario.name for scenario in scenarios()) + everything,
        "quantity": MONTHLY_QUANTITIES,
        "include": ("yes", "no"),
    }
    if kind == "counties":
        lists["county"] = tuple(county.label for county in counties())
    if kind == "pathways":
        lists[PROJECTION_NAME] = (*grid_pathways(), ALL)
    for parameter in parameter_table().values():
        if parameter.kind == "option":
            lists[parameter.name] = parameter.choices
    return lists
