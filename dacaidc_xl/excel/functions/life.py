"""A plant over its life on a grid that changes: year by year, and summed."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
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
    single,
    spread,
)
from dacaidc_xl.excel.functions.headline import NO_CAPTURE
from dacaidc_xl.excel.functions.places import (
    is_county,
    read_region,
    region_name,
    with_neighbors,
)
from dacaidc_xl.excel.functions.registry import worksheet_function
from dacaidc_xl.excel.functions.table_rows import Rows, cell, chosen_columns, noted_reason

if TYPE_CHECKING:
    from dacaidc_xl.excel.functions.session import Record

PLACES_IN_ONE_RUN = 100
"""Counties whose years are held at a time: bounds the memory of a run [-]."""
YEARS = "years"
"""Where a record of a life holds its years, by column."""
YEARLY_COLUMNS = (
    "year",
    "grid_kg_per_mwh",
    "electricity_usd_per_mwh",
    "captured_t_per_yr",
    "indirect_t_per_yr",
    "net_removal_t_per_yr",
    "removal_ratio",
    "lccc_gross_usd_per_t",
    "lccc_net_usd_per_t",
)
"""Columns that DAC_PATHWAY shows unasked."""
NEVER = "in no year of its life"


@dataclass(frozen=True, slots=True)
class LifeFigure:
    """A figure of a whole life: its column, and why it does not exist where no note says so."""

    column: str
    reason: str


FIGURES = {
    "net_removal": LifeFigure("lifetime_net_removal_t", "no value"),
    "captured": LifeFigure("lifetime_captured_t", "no value"),
    "lccc_gross": LifeFigure("lifetime_lccc_gross_usd_per_t", NO_CAPTURE),
    "lccc_net": LifeFigure("lifetime_lccc_net_usd_per_t", "no net removal"),
    "ratio_above_1_from": LifeFigure("ratio_above_1_from", NEVER),
    "net_removal_from": LifeFigure("net_removal_from", NEVER),
}
"""Figures of DAC_LIFETIME, the default first."""


class Life(NamedTuple):
    """Whose life is meant: a region, the year of building, the grid projection."""

    region: str
    build_year: int
    grid: str

    @property
    def words(self) -> str:
        """The life for a message."""
        return f"{region_name(self.region)}, built {self.build_year} on {self.grid}"


def grids() -> tuple[str, ...]:
    """Names of the grid projections."""
    from dacaidc_xl.reference.pathways import grid_pathways

    return grid_pathways()


def read_life(function: str, region: Cell, build_year: Cell, grid: Cell) -> Life:
    """Life that cells name.

    Parameters
    ----------
    function : str
        Name of the function, for messages.
    region, build_year, grid : float, str or None
        A state or county; a year, that of the study by default; a projection, the first one
        by default.

    Returns
    -------
    Life

    Raises
    ------
    InputError
        A cell that cannot be read.

    Examples
    --------
    >>> read_life("DAC_LIFETIME", "TX", None, "cambium2024_midcase").words
    'Texas, built 2030 on cambium2024_midcase'
    """
    return Life(
        read_region(f"{function}, region", region),
        _read_year(f"{function}, build_year", build_year),
        chosen(f"{function}, grid", grid, grids(), grids()[0]),
    )


def _read_year(place: str, value: Cell) -> int:
    from dacaidc_xl.reference.pathways import FIRST_YEAR, LAST_YEAR
    from dacaidc_xl.studies.pathway import BUILD_YEAR

    if value is None:
        return BUILD_YEAR
    try:
        number = float(value)
    except ValueError:
        number = math.nan
    if number not in range(FIRST_YEAR, LAST_YEAR + 1):
        expected = f"a year {FIRST_YEAR} to {LAST_YEAR}, or blank for {BUILD_YEAR}"
        raise InputError(place, value, expected)
    return int(number)


def _study(
    build_year: int, grid: str, assumptions: Assumptions, names: tuple[str, ...], key: str
) -> dict[str, Record]:
    """Give the records of some regions: sums over the life, and columns of its years."""
    from dacaidc_xl.studies.pathway import pathway

    states, counties = (names, None) if key == "state" else (None, names)
    study = pathway(build_year, grid, dict(assumptions.parameters), states, counties)
    life, yearly = study["pathway_life"], study["pathway"]
    columns = {str(name): yearly[name].tolist() for name in yearly}
    count = len(yearly) // len(life)
    made: dict[str, Record] = {}
    for place, row in enumerate(life.to_dict("records")):
        years = slice(place * count, (place + 1) * count)
        record = {str(name): value for name, value in row.items()}
        record[YEARS] = {name: values[years] for name, values in columns.items()}
        made[str(record[key])] = record
    return made


def lives(
    function: str, wanted: Iterable[Life], assumptions: Assumptions
) -> dict[Life, Record | InputError]:
    """Give the records of lives; places that are asked together run together.

    Parameters
    ----------
    function : str
        Name of the function, for messages.
    wanted : iterable of Life
        Whose lives.
    assumptions : Assumptions
        Overrides of parameters.

    Returns
    -------
    dict
        Record of each life, or the error of overrides that its plant cannot have.
    """
    from dacaidc_xl.excel.functions.session import evaluations
    from dacaidc_xl.studies.cases import all_abbr

    session = evaluations()
    found: dict[Life, Record | InputError] = {}
    groups: dict[tuple[int, str], list[str]] = {}
    for region, build_year, grid in wanted:
        groups.setdefault((build_year, grid), []).append(region)
    for (build_year, grid), regions in groups.items():

        def run(
            new: tuple[str, ...], build_year: int = build_year, grid: str = grid
        ) -> Mapping[str, Record]:
            made: dict[str, Record] = {}
            if not all(map(is_county, new)):
                made |= _study(build_year, grid, assumptions, all_abbr(), "state")
            counties = with_neighbors(filter(is_county, new), PLACES_IN_ONE_RUN)
            for start in range(0, len(counties), PLACES_IN_ONE_RUN):
                some = counties[start : start + PLACES_IN_ONE_RUN]
                made |= _study(build_year, grid, assumptions, some, "county_fips")
            return made

        try:
            digest = _digest(build_year, grid, assumptions)
            of = ("pathway", build_year, grid, digest)
            records = session.records(of, regions, run)
            found |= {Life(name, build_year, grid): records[name] for name in regions}
        except InputError as error:
            told = at_function(function, error)
            found |= {Life(name, build_year, grid): told for name in regions}
    return found


def _digest(build_year: int, grid: str, assumptions: Assumptions) -> str:
    """Cover every value of the run; an override out of bounds names its row."""
    from dacaidc_xl.reference.parameters import Parameters
    from dacaidc_xl.studies.pathway import pathway_scenario

    row = pathway_scenario(grid, build_year, build_year)
    overrides = dict(assumptions.parameters)
    return Parameters.of(row.parameter_set, overrides, row.mix_set, assumptions.places).digest()


@worksheet_function(
    example='=DAC_PATHWAY("TX",2030,"cambium2024_midcase")',
    returns="table",
    choices={"grid": grids},
)
def pathway(
    region: Cells,
    build_year: Cells = None,
    grid: Cells = None,
    columns: Cells = None,
    overrides: object = None,
) -> object:
    """Each year in the life of a plant at the reference AIDC (100 MW), grid changing; spills.

    Parameters
    ----------
    region : text or number
        State or DC: name, postal abbreviation or FIPS code; or county: FIPS code such as 51107, or
        Loudoun County, VA.
    build_year : number, optional
        First year of the plant, 2025 to 2050; 2030 by default. Years after 2050 hold its grid.
    grid : text, optional
        Grid projection: aeo2025_reference (default), aeo2025_lowogs_lowztc,
        aeo2025_highogs_highztc, cambium2024_midcase, cambium2023_decarb95by2050,
        cambium2023_decarb100by2035.
    columns : text, optional
        Blank for the main columns, all, or names of columns between commas, such as
        net_removal_t_per_yr, lccc_net_usd_per_t.
    overrides : two-column range, optional
        Names of parameters and values; plant_life_yr is the number of years.

    Returns
    -------
    list of list
        Header and a row a year.

    Examples
    --------
    >>> table = pathway("TX", 2030, "cambium2024_midcase", "net_removal_t_per_yr")
    >>> table[0], table[1][0], len(table)
    (['year', 'net_removal_t_per_yr'], 2030.0, 21)
    """
    name = "DAC_PATHWAY"
    asked = {"region": region, "build_year": build_year, "grid": grid, "columns": columns}
    given = single(name, asked)
    life = read_life(name, *given[:3])
    record = lives(name, [life], parameters_only(name, overrides))[life]
    if isinstance(record, InputError):
        raise record
    years = record[YEARS]
    assert isinstance(years, dict)
    known = list(years)
    shown = chosen_columns(f"{name}, columns", given[3], YEARLY_COLUMNS, known, ("year",))
    rows: Rows = [list(shown)]
    for at in range(len(years["year"])):
        year = {column: years[column][at] for column in known}
        rows.append([cell(year[column], noted_reason(year, column)) for column in shown])
    return rows


@worksheet_function(
    example='=DAC_LIFETIME("TX",2030,"cambium2024_midcase","lccc_net")',
    choices={"grid": grids, "figure": lambda: tuple(FIGURES)},
)
def lifetime(
    region: Cells,
    build_year: Cells = None,
    grid: Cells = None,
    figure: Cells = None,
    overrides: object = None,
) -> object:
    """Figure of the whole life of a plant at the reference AIDC (100 MW), grid changing.

    Parameters
    ----------
    region : text or number
        State or DC: name, postal abbreviation or FIPS code; or county: FIPS code such as 51107, or
        Loudoun County, VA.
    build_year : number, optional
        First year of the plant, 2025 to 2050; 2030 by default. Years after 2050 hold its grid.
    grid : text, optional
        Grid projection: aeo2025_reference (default), aeo2025_lowogs_lowztc,
        aeo2025_highogs_highztc, cambium2024_midcase, cambium2023_decarb95by2050,
        cambium2023_decarb100by2035.
    figure : text, optional
        net_removal (default) or captured [t]; lccc_gross or lccc_net, levelized [2024 USD/t];
        ratio_above_1_from or net_removal_from, the first such year.
    overrides : two-column range, optional
        Names of parameters and values; plant_life_yr is the number of years.

    Returns
    -------
    float, str or nested list
        Tonnes are sums over the life; cost is its present value over that of the tonnes.

    Examples
    --------
    >>> lifetime("TX", 2030, "cambium2024_midcase", "net_removal") < lifetime("TX", 2030, None, \
"captured")
    True
    >>> lifetime("WV", 2030, None, "ratio_above_1_from")
    '#DAC! in no year of its life: DAC_LIFETIME, ratio_above_1_from, West Virginia, built 2030 on \
aeo2025_reference'
    """
    name = "DAC_LIFETIME"
    asked = spread(
        name, {"region": region, "build_year": build_year, "grid": grid, "figure": figure}
    )
    try:
        assumptions = parameters_only(name, overrides)
    except InputError as error:
        return asked.filled(error_text(error))

    def read(row: Row) -> tuple[Life, str]:
        figures = tuple(FIGURES)
        return read_life(name, *row[:3]), chosen(f"{name}, figure", row[3], figures, figures[0])

    answers, requests = read_elements(asked, read)
    found = lives(name, dict.fromkeys(life for life, _ in requests.values()), assumptions)
    for row, (life, wanted) in requests.items():
        answers[row] = _figure(f"{name}, {wanted}, {life.words}", FIGURES[wanted], found[life])
    return asked.fold([answers[row] for row in asked.rows])


def _figure(what: str, figure: LifeFigure, record: Record | InputError) -> Cell:
    if isinstance(record, InputError):
        return error_text(record)
    value = as_float(record[figure.column])
    if not math.isnan(value):
        return value
    # The study says why a cost of net removal does not exist.
    note = str(record.get("lccc_note", "")) if figure is FIGURES["lccc_net"] else ""
    return absent_text(note or figure.reason, what)
