"""Read a filled-in template: all errors at once, each with its cell; good rows stay good."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from types import MappingProxyType

from dacaidc_xl.errors import InputError, InputErrors, nearest_choice
from dacaidc_xl.excel.safe_workbook import BLANK, SheetCells, Unusable, WorkbookCells, read_workbook
from dacaidc_xl.excel.template_cells import (
    Heading,
    collecting,
    find_heading,
    read_number,
    read_text,
)
from dacaidc_xl.excel.template_layout import (
    ALL_SCENARIOS,
    BUILD_YEAR_NAME,
    DEFAULT_PROJECTION,
    DEFAULT_SCENARIO,
    KIND_SHEETS,
    MAX_PLACES,
    MONTH_NAMES,
    MONTHLY,
    MONTHLY_QUANTITIES,
    ONE_SCENARIO,
    PARAMETERS,
    PROJECTION_NAME,
    SCENARIO_NAME,
    Kind,
    SheetLayout,
    layouts,
)
from dacaidc_xl.excel.template_rows import (
    Row,
    check_build_year,
    read_county,
    read_pathway,
    read_projections,
    read_site,
    read_state,
    same_name,
)
from dacaidc_xl.reference.counties import find_county
from dacaidc_xl.reference.geography import find_state
from dacaidc_xl.reference.geography import states as all_states
from dacaidc_xl.reference.parameters import Parameter, Value, find_parameter
from dacaidc_xl.reference.scenarios import find_scenario
from dacaidc_xl.reference.scenarios import scenarios as all_scenarios
from dacaidc_xl.studies.inputs import (
    CountyInput,
    PathwayInput,
    SiteInput,
    StateInput,
    check_local,
)
from dacaidc_xl.studies.pathway import BUILD_YEAR

ONE_PROJECTION: tuple[str, ...] = (DEFAULT_PROJECTION,)


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that cannot be used, for the status column of a result.

    ``row`` is its number in the sheet; ``messages`` are the texts of its errors, each with
    its cell, also those on the sheet Monthly that belong to it.
    """

    sheet: str
    row: int
    name: str
    messages: tuple[str, ...]


@dataclass(frozen=True)
class TemplateInput:
    """What a filled-in template says.

    Attributes
    ----------
    kind : {'sites', 'states', 'counties', 'pathways'}
        Kind of the template.
    path : Path
        The file.
    all_places : bool
        Whether there is no sheet of places: every state or county is meant.
    sites : tuple of SiteInput
        The good rows of a sites template, in their order.
    states : tuple of StateInput
        The good rows of a states template that are to be evaluated; a state that is not
        among them was left out by ``include``, or its row is missing or bad.
    counties : tuple of CountyInput
        The good rows of a counties template that are to be evaluated; empty for all counties.
    pathways : tuple of PathwayInput
        The good rows of a pathways template; empty for all states.
    scenario : str
        Scenario of a states or counties template, or ``all``; each site has its own.
    build_year : int
    grids : tuple of str
        Build year and grid projections of all states; each row of a pathways template has
        its own.
    parameters : mapping of str to value
        Checked global overrides by name. Whether they fit together (the energy shares) is
        for `Parameters.of` to say, after the command line's ``--set``.
    parameter_places : mapping of str to str
        The cell of each parameter's value, for `Parameters.of`; also where it is blank, for
        a default that does not go with an override.
    problems : tuple of InputError
        The errors of the bad rows, in the order of the file.
    bad_rows : tuple of BadRow
        The rows that are left out for them.
    """

    kind: Kind
    path: Path
    all_places: bool = False
    sites: tuple[SiteInput, ...] = ()
    states: tuple[StateInput, ...] = ()
    counties: tuple[CountyInput, ...] = ()
    pathways: tuple[PathwayInput, ...] = ()
    scenario: str = DEFAULT_SCENARIO
    build_year: int = BUILD_YEAR
    grids: tuple[str, ...] = ONE_PROJECTION
    parameters: Mapping[str, Value] = field(default_factory=dict)
    parameter_places: Mapping[str, str] = field(default_factory=dict)
    problems: tuple[InputError, ...] = ()
    bad_rows: tuple[BadRow, ...] = ()


@dataclass(frozen=True, slots=True)
class InputSheets:
    """The sheets that hold the inputs; None where a workbook has no such sheet."""

    parameters: SheetLayout
    places: SheetLayout | None = None
    months: SheetLayout | None = None


def read_template(path: str | Path) -> TemplateInput:
    """Read a template; its sheet of places, such as Sites or Counties, says of which kind.

    Parameters
    ----------
    path : str or Path
        The filled-in template.

    Returns
    -------
    TemplateInput
        Good rows as inputs of the studies, bad rows with their messages.

    Raises
    ------
    InputError
        The file cannot be read as a workbook.
    InputErrors
        The file as a whole cannot be used: a sheet or column is missing or renamed, a global
        parameter or the scenario is invalid, or no place is given. The errors of the rows
        stand in it too.

    Notes
    -----
    Text is compared and stored, never executed. Blank means the default of the region.

    Examples
    --------
    >>> import tempfile
    >>> from dacaidc_xl.excel.template_write import write_template
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     filled = read_template(write_template(Path(folder, "my.xlsx"), "sites", example=True))
    >>> filled.kind, [site.state for site in filled.sites], filled.problems
    ('sites', ['VA', 'TX', 'WA', 'VA'], ())
    """
    wanted = (*KIND_SHEETS, MONTHLY, PARAMETERS)
    book = read_workbook(path, wanted)
    kind = _kind_of(book)
    places, *months, parameters = layouts(kind)
    return read_inputs(book, kind, InputSheets(parameters, places, months[0] if months else None))


def read_inputs(book: WorkbookCells, kind: Kind, sheets: InputSheets) -> TemplateInput:
    """Read inputs from cells, whether they came from a file or from an open workbook.

    Parameters
    ----------
    book : WorkbookCells
        The cells.
    kind : {'sites', 'states', 'counties', 'pathways'}
        What the inputs are for.
    sheets : InputSheets
        Where they stand.

    Returns
    -------
    TemplateInput
        Without a sheet of places, all states or all counties.

    Raises
    ------
    InputErrors
        As `read_template` says.
    """
    return _Reading(book, kind, sheets).result()


def _kind_of(book: WorkbookCells) -> Kind:
    found = [sheet for sheet in KIND_SHEETS if sheet in book.sheets]
    if len(found) == 1:
        return KIND_SHEETS[found[0]]
    first, last = ", ".join(tuple(KIND_SHEETS)[:-1]), tuple(KIND_SHEETS)[-1]
    expected = f"one sheet named {first} or {last}"
    if len(found) > 1:
        shown = Unusable("both " + " and ".join(found))
        raise InputErrors([InputError(book.path.name, shown, expected)])
    for sheet, kind in KIND_SHEETS.items():
        if nearest_choice(sheet, book.sheet_names) is not None:
            return kind  # renamed; the reading goes on and reports it among the other errors
    shown = Unusable("a workbook with the sheets " + ", ".join(book.sheet_names))
    raise InputErrors([InputError(book.path.name, shown, expected)])


class _Reading:
    """One reading of one workbook, which gathers errors of the whole and of its rows."""

    def __init__(self, book: WorkbookCells, kind: Kind, sheets: InputSheets) -> None:
        self.book = book
        self.kind = kind
        self.sheets = sheets
        self.file_errors: list[InputError] = []
        self.rows: list[Row] = []
        self.orphans: list[Row] = []
        self.parameters: dict[str, Value] = {}
        self.parameter_places: dict[str, str] = {}

    def result(self) -> TemplateInput:
        """Read sheet by sheet; raise what makes the file unusable."""
        places = self._heading(self.sheets.places)
        months = self._heading(self.sheets.months)
        parameters = self._heading(self.sheets.parameters)
        if places is not None:
            self._read_places(places)
            if months is not None:
                self._read_months(months)
        scenario = DEFAULT_SCENARIO
        if self.kind in ONE_SCENARIO:
            with collecting(self.file_errors):
                scenario = self._scenario()
        all_places = self.sheets.places is None
        build_year, grids = BUILD_YEAR, ONE_PROJECTION
        if self.kind == "pathways" and all_places:
            with collecting(self.file_errors):
                build_year = self._build_year()
            with collecting(self.file_errors):
                grids = self._projections()
        if parameters is not None:
            self._read_parameters(parameters)
        bad = [row for row in (*self.rows, *self.orphans) if row.errors]
        problems = tuple(error for row in bad for error in row.errors)
        if self.file_errors:
            raise InputErrors((*self.file_errors, *problems))
        good = [row for row in self.rows if not row.errors and row.include]
        chosen = tuple(row.state_input() for row in good if self.kind == "states")
        if self.kind == "states" and all_places:
            chosen = tuple(StateInput("", state.abbr) for state in all_states())
        return TemplateInput(
            kind=self.kind,
            path=self.book.path,
            all_places=all_places,
            sites=tuple(row.site() for row in good if self.kind == "sites"),
            states=chosen,
            counties=tuple(row.county_input() for row in good if self.kind == "counties"),
            pathways=tuple(row.pathway_input() for row in good if self.kind == "pathways"),
            scenario=scenario,
            build_year=build_year,
            grids=grids,
            parameters=MappingProxyType(self.parameters),
            parameter_places=MappingProxyType(self.parameter_places),
            problems=problems,
            bad_rows=tuple(
                BadRow(row.sheet, row.number, row.name, tuple(str(e) for e in row.errors))
                for row in bad
            ),
        )

    def _heading(self, layout: SheetLayout | None) -> Heading | None:
        """Find the columns of a sheet; None where there is no such sheet, or it has errors."""
        sheet = self._sheet(layout.name) if layout is not None else None
        if layout is None or sheet is None:
            return None
        heading = find_heading(sheet, layout)
        self.file_errors += heading.errors
        return heading if not heading.errors else None

    def _sheet(self, name: str) -> SheetCells | None:
        if name in self.book.sheets:
            return self.book.sheets[name]
        others = [n for n in self.book.sheet_names if n not in self.book.sheets]
        found = nearest_choice(name, others)
        value = found if found is not None else Unusable(f"no sheet {name}")
        near = name if found is not None else None
        self.file_errors.append(
            InputError(self.book.path.name, value, f"a sheet named {name}", near)
        )
        return None

    def _read_places(self, heading: Heading) -> None:
        read, what = READERS[self.kind]
        self.rows = [read(heading, number) for number in heading.filled_rows()]
        if not any(row.include for row in self.rows):
            place = heading.sheet.place(heading.names_row + 1, heading.columns[heading.key])
            self.file_errors.append(InputError(place, BLANK, f"at least one {what}"))
        if len(self.rows) > MAX_PLACES:
            shown = Unusable(f"{len(self.rows):,} rows")
            expected = f"at most {MAX_PLACES:,} rows"
            self.file_errors.append(InputError(self.rows[MAX_PLACES].place, shown, expected))
        by_name: dict[str, list[Row]] = {}
        for row in self.rows:
            if row.key:
                by_name.setdefault(row.key, []).append(row)
        for same in by_name.values():
            for row in same if len(same) > 1 else ():
                others = ", ".join(other.place for other in same if other is not row)
                row.errors.append(
                    InputError(row.place, row.name, f"what no other row has (also {others})")
                )

    def _read_months(self, heading: Heading) -> None:
        by_key = {row.key: row for row in self.rows if row.key}
        seen: dict[tuple[str, str], str] = {}
        for number in heading.filled_rows():
            errors: list[InputError] = []
            owner = self._owner(heading, number, by_key, errors)
            quantity = ""
            with collecting(errors):
                quantity = _quantity(heading, number)
            values: list[float] = []
            for month in MONTH_NAMES:
                with collecting(errors):
                    values.append(_month(heading, number, month, quantity))
            place = heading.place(number, "quantity")
            if quantity and owner.key and seen.setdefault((owner.key, quantity), place) != place:
                also = f"one row a place and quantity (also {seen[owner.key, quantity]})"
                errors.append(InputError(place, quantity, also))
            owner.errors += errors
            if quantity and not errors:
                owner.local[quantity] = tuple(values)

    def _owner(
        self, heading: Heading, number: int, by_key: Mapping[str, Row], errors: list[InputError]
    ) -> Row:
        """Find the place that a row of Monthly belongs to, or the one that was probably meant.

        A place whose months cannot be matched must not run on the annual value unasked, so a
        misspelled name counts as an error of the place that it is nearest to. A row that is
        near none stands for itself.
        """
        place = heading.place(number, heading.key)
        place_sheet = self.sheets.places.name if self.sheets.places is not None else ""
        expected = f"a {heading.key} that stands on the sheet {place_sheet}"
        row = Row(heading.sheet.name, number, place)
        near_key = ""
        try:
            row.name = read_text(heading.value(number, heading.key), place, expected)
            if self.kind == "states":
                row.key = find_state(row.name).abbr
            elif self.kind == "counties":
                row.key = find_county(row.name).fips
            else:
                row.key = same_name(row.name)
            if row.key in by_key:
                return by_key[row.key]
            near = None
            if self.kind == "sites":
                near = nearest_choice(row.name, [other.name for other in by_key.values()])
                near_key = same_name(near or "")
            errors.append(InputError(place, row.name, expected, near))
        except InputError as error:
            errors.append(error.at(place))
            if error.nearest is not None and self.kind == "counties":
                near_key = find_county(error.nearest).fips
            elif error.nearest is not None:
                near_key = find_state(error.nearest).abbr
        if near_key in by_key:
            return by_key[near_key]
        self.orphans.append(row)
        return row

    def _scenario(self) -> str:
        names = [scenario.name for scenario in all_scenarios()] + [ALL_SCENARIOS]
        expected = "one of " + ", ".join(names)
        value, place = self._named(SCENARIO_NAME, expected)
        text = read_text(DEFAULT_SCENARIO if value is None else value, place, expected)
        if text.casefold() == ALL_SCENARIOS:
            return ALL_SCENARIOS
        try:
            return find_scenario(text).name
        except InputError as error:
            raise InputError(place, text, expected, nearest_choice(text, names)) from error

    def _named(self, name: str, expected: str) -> tuple[object, str]:
        """Give content and address of the cell that has a name; None where it is blank."""
        if name not in self.book.names:
            shown = Unusable(f"no cell named {name}")
            raise InputError(self.book.path.name, shown, f"a cell of that name with {expected}")
        sheet, row, column = self.book.names[name]
        if sheet not in self.book.sheets:
            shown = Unusable(f"the name {name} for a cell of the sheet {sheet}")
            raise InputError(self.book.path.name, shown, "a cell of a sheet of inputs")
        cells = self.book.sheets[sheet]
        return cells.rows.get(row, {}).get(column), cells.place(row, column)

    def _build_year(self) -> int:
        value, place = self._named(BUILD_YEAR_NAME, "the year in which the plants begin")
        if value is None:
            return BUILD_YEAR
        return round(read_number(value, place, check_build_year))

    def _projections(self) -> tuple[str, ...]:
        value, place = self._named(PROJECTION_NAME, "the grid projections to follow")
        return ONE_PROJECTION if value is None else read_projections(value, place)

    def _read_parameters(self, heading: Heading) -> None:
        seen: dict[str, str] = {}
        for number in heading.filled_rows():
            place = heading.place(number, "name")
            with collecting(self.file_errors):
                name = read_text(heading.value(number, "name"), place, "a parameter's name")
                parameter = find_parameter(name, place)
                if seen.setdefault(parameter.name, place) != place:
                    also = f"one row a parameter (also {seen[parameter.name]})"
                    raise InputError(place, name, also)
                place = heading.place(number, "value")
                self.parameter_places[parameter.name] = place
                value = heading.value(number, "value")
                if value is not None:
                    self.parameters[parameter.name] = _parameter_value(parameter, value, place)


READERS: Mapping[Kind, tuple[Callable[[Heading, int], Row], str]] = MappingProxyType(
    {
        "sites": (read_site, "site"),
        "states": (read_state, "state that is included"),
        "counties": (read_county, "county that is included"),
        "pathways": (read_pathway, "plant"),
    }
)
"""What reads a row of places, and what a row is."""


def _quantity(heading: Heading, number: int) -> str:
    place = heading.place(number, "quantity")
    expected = "one of " + ", ".join(MONTHLY_QUANTITIES)
    text = read_text(heading.value(number, "quantity"), place, expected)
    if text.lower() not in MONTHLY_QUANTITIES:
        raise InputError(place, text, expected, nearest_choice(text, MONTHLY_QUANTITIES))
    return text.lower()


def _month(heading: Heading, number: int, month: str, quantity: str) -> float:
    """Read one month's value; without a known quantity any number will do."""
    place, value = heading.place(number, month), heading.value(number, month)
    if value is None:
        raise InputError(place, BLANK, "a value in each of the twelve months")
    return read_number(value, place, partial(check_local, quantity) if quantity else _as_it_is)


def _as_it_is(value: object, place: str) -> float:
    if not isinstance(value, float) or value != value:
        raise InputError(place, value, "a number")
    return value


def _parameter_value(parameter: Parameter, value: object, place: str) -> Value:
    if isinstance(value, Unusable):
        raise InputError(place, value, value.expected or parameter.expected)
    if isinstance(value, str) and parameter.kind != "option":
        raise InputError(place, value, parameter.expected)
    return parameter.check(value, place)
