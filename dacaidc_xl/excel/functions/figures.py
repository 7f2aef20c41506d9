"""Headline figures: which place, which system, which definition, read from the evaluations."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from dacaidc_xl.errors import InputError, nearest_choice
from dacaidc_xl.excel.functions.assumptions import Assumptions, read_assumptions
from dacaidc_xl.excel.functions.cells import (
    Cell,
    Row,
    absent_text,
    as_float,
    at_function,
    error_text,
    read_elements,
    spread,
)
from dacaidc_xl.excel.functions.places import (
    INTEGRATED,
    LOAD,
    REFERENCE,
    Place,
    baselines,
    place_words,
    read_place,
    server_classes,
)

if TYPE_CHECKING:
    from dacaidc_xl.excel.functions.evaluation import Evaluation, Regions
    from dacaidc_xl.excel.functions.session import Evaluations

Reading = tuple[Mapping[str, list[object]], int]
"""Columns of an annual table, and the row of a place."""
SITES_IN_ONE_RUN = 2_000
"""Distinct sites of a call that are evaluated together [-]."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One definition of a headline figure.

    Attributes
    ----------
    column : str
        Column of the annual tables.
    reason : str
        Why it does not exist where no note says so.
    note : str
        Column that says why it does not exist.
    baselines : bool
        Whether a standalone baseline has it.
    classes : bool
        Whether a server class has a share of it.
    negated : bool
        The figure is the column with the other sign.
    """

    column: str
    reason: str = "no value"
    note: str = ""
    baselines: bool = True
    classes: bool = True
    negated: bool = False


class Request(NamedTuple):
    """One reading: a place, and a definition of the figure."""

    place: Place
    definition: str


def read_basis(place: str, value: Cell, figures: Mapping[str, Figure]) -> tuple[str, str]:
    """Definition and system that a cell names: one of each at most, a blank between them.

    Parameters
    ----------
    place : str
        Function and argument.
    value : float, str or None
        Such as ``net``, ``gas_boiler`` or ``gas_boiler net``.
    figures : mapping of str to Figure
        Definitions of the function, the default first.

    Returns
    -------
    definition, system : str

    Raises
    ------
    InputError
        Neither a definition nor a system that has it.
    """
    definition, system = next(iter(figures)), INTEGRATED
    if value is None:
        return definition, system
    given = {"definition": 0, "system": 0}
    systems = (INTEGRATED, *baselines()) if any(f.baselines for f in figures.values()) else ()
    for word in str(value).casefold().split():
        if word in figures:
            definition = word
            given["definition"] += 1
        elif word in systems:
            system = word
            given["system"] += 1
        else:
            known = tuple(dict.fromkeys((*figures, *systems)))
            expected = f"one of {', '.join(known)}"
            raise InputError(place, value, expected, nearest_choice(word, known))
    if max(given.values()) > 1:
        raise InputError(place, value, "at most one definition and one system")
    if system != INTEGRATED and not figures[definition].baselines:
        raise InputError(place, value, f"{definition} alone: it is not that of a baseline")
    return definition, system


def headline(
    function: str,
    figures: Mapping[str, Figure],
    arguments: Mapping[str, object],
    overrides: object,
) -> object:
    """Read a headline figure for a cell or a range.

    Parameters
    ----------
    function : str
        Name of the worksheet function.
    figures : mapping of str to Figure
        Definitions by the name that ``basis`` takes, the default first.
    arguments : mapping of str to object
        Region, scenario, server class, capacity and basis: cells or ranges.
    overrides : object
        Two-column range.

    Returns
    -------
    float, str or nested list
        A value or an error text for each element.
    """
    asked = spread(function, arguments)
    try:
        assumptions = read_assumptions(function, overrides)
    except InputError as error:
        return asked.filled(error_text(error))

    def read(row: Row) -> Request:
        definition, system = read_basis(f"{function}, basis", row[-1], figures)
        place = read_place(function, row, system)
        if place.part in server_classes() and not figures[definition].classes:
            expected = f"blank: {definition} is that of the whole plant"
            raise InputError(f"{function}, server_class", place.part, expected)
        return Request(place, definition)

    answers, requests = read_elements(asked, read)
    values = _values(function, figures, tuple(dict.fromkeys(requests.values())), assumptions)
    answers |= {row: values[request] for row, request in requests.items()}
    return asked.fold([answers[row] for row in asked.rows])


def _values(
    function: str,
    figures: Mapping[str, Figure],
    requests: tuple[Request, ...],
    assumptions: Assumptions,
) -> dict[Request, Cell]:
    from dacaidc_xl.excel.functions.session import evaluations

    values: dict[Request, Cell] = {}
    session = evaluations()
    with session.lock:
        for scenario in dict.fromkeys(request.place.scenario for request in requests):
            of = [request for request in requests if request.place.scenario == scenario]
            try:
                evaluation = session.of(scenario, assumptions)
                session.add_regions(evaluation, (request.place.region for request in of))
            except InputError as error:
                values |= dict.fromkeys(of, error_text(at_function(function, error)))
                continue
            # Sites are evaluated many at a time, and read before the next ones come.
            for start in range(0, len(of), SITES_IN_ONE_RUN):
                block = of[start : start + SITES_IN_ONE_RUN]
                sites = [(r.place.region, r.place.capacity) for r in block]
                session.add_sites(evaluation, [(a, c) for a, c in sites if not isinstance(c, str)])
                for request in block:
                    reading = read_columns(session, evaluation, request.place)
                    figure = figures[request.definition]
                    among = session.regions(evaluation, request.place.region)
                    values[request] = _value(function, figure, request, reading, among)
    return values


def _value(
    function: str, figure: Figure, request: Request, reading: Reading, among: Regions
) -> Cell:
    columns, case = reading
    value = as_float(columns[figure.column][case])
    if not math.isnan(value):
        return 0.0 - value if figure.negated else value
    place = request.place
    note = str(columns[figure.note][case]) if figure.note else ""
    reason = missing_reason(among, place, figure.column, note or figure.reason)
    what = f"{function}, {request.definition}, {place_words(place)}"
    if reason == among.why_no_load(among.index[place.region]):
        what += f'; give capacity_mw, "{REFERENCE}" or MW'
    return absent_text(reason, what)


def missing_reason(among: Regions, place: Place, column: str, otherwise: str) -> str:
    """Say why a figure of a place does not exist.

    Parameters
    ----------
    among : Regions
        The regions among which the place stands.
    place : Place
        Where.
    column : str
        Column of the figure.
    otherwise : str
        The reason where neither load nor grid is the cause.

    Returns
    -------
    str
    """
    from dacaidc_xl.excel.functions.view import is_total, rests_on_grid
    from dacaidc_xl.studies.coverage import NOT_COVERED

    case = among.index[place.region]
    if place.capacity == LOAD and is_total(column) and not among.reported[case]:
        return among.why_no_load(case)
    if rests_on_grid(column) and among.uncovered[case]:
        return NOT_COVERED
    return otherwise


def read_columns(session: Evaluations, evaluation: Evaluation, place: Place) -> Reading:
    """Annual table in which a place stands, and its row there; runs the model where needed."""
    if isinstance(place.capacity, str):
        among = session.regions(evaluation, place.region)
        return among.columns(place.capacity, place.part), among.index[place.region]
    view, case = session.site(evaluation, (place.region, place.capacity))
    return view.columns(place.part), case


def open_evaluation(
    function: str, place: Place, overrides: object
) -> tuple[Evaluations, Evaluation, Regions]:
    """Session, the evaluation in which a place stands, and the regions among which it stands.

    Raises
    ------
    InputError
        Overrides that cannot be used; the function stands before the place.
    """
    from dacaidc_xl.excel.functions.session import evaluations

    session = evaluations()
    try:
        evaluation = session.of(place.scenario, read_assumptions(function, overrides))
        with session.lock:
            return session, evaluation, session.regions(evaluation, place.region)
    except InputError as error:
        raise at_function(function, error) from None
