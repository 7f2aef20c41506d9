"""Component functions for ranges: check each element, evaluate what is new in one go."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from dacaidc_xl.errors import InputError
from dacaidc_xl.excel.functions.assumptions import Assumptions, parameters_only
from dacaidc_xl.excel.functions.cells import (
    Cell,
    Cells,
    Row,
    absent_text,
    as_float,
    at_function,
    error_text,
    read_elements,
    spread,
)
from dacaidc_xl.excel.functions.places import read_scenario
from dacaidc_xl.reference.parameters import find_parameter

if TYPE_CHECKING:
    from dacaidc_xl.reference.parameters import Parameters

Floats = NDArray[np.float64]
ReadNumber = Callable[[str, Cell], float | None]
ReadText = Callable[[str, Cell], str | None]
Texts = tuple[str | None, ...]
Run = Callable[["Parameters", Texts, Mapping[str, Floats]], list[Cell]]
"""From values, texts and numbers (a blank is nan) to a result for each element."""


@dataclass(frozen=True, slots=True)
class Question:
    """What a component function asks: its arguments, how they are read, what answers them.

    Attributes
    ----------
    function : str
        Name of the worksheet function.
    numbers, texts : mapping
        By argument: the cells, and the function that checks one.
    as_parameters : mapping of str to str
        Texts that stand in for a parameter.
    run : callable
        Evaluates elements that share their texts and values.
    """

    function: str
    numbers: Mapping[str, tuple[Cells, ReadNumber]]
    texts: Mapping[str, tuple[Cells, ReadText]]
    as_parameters: Mapping[str, str]
    run: Run


@dataclass(frozen=True, slots=True)
class _Point:
    scenario: str
    texts: tuple[str | None, ...]
    numbers: tuple[float | None, ...]


def number(
    parameter_or_low: str | float,
    high: float | None = None,
    unit: str = "",
    *,
    required: bool = False,
) -> ReadNumber:
    """Give the reader of a number with the bounds of a parameter, or with bounds of its own.

    Examples
    --------
    >>> number("desorption_temp_c")("DAC_COP, t_des_c", "95")
    95.0
    """

    def read(place: str, value: Cell) -> float | None:
        if isinstance(parameter_or_low, str):
            parameter = find_parameter(parameter_or_low)
            if value is None and required:
                raise InputError(place, None, parameter.expected)
            return None if value is None else as_float(parameter.check(value, place))
        expected = f"a number from {parameter_or_low:,.0f} to {high:,.0f} {unit}"
        if value is None and not required:
            return None
        try:
            found = float(value)  # type: ignore[arg-type]
        except (TypeError, ValueError):
            raise InputError(place, value, expected) from None
        if not parameter_or_low <= found <= (high or 0.0):
            raise InputError(place, found, expected)
        return found

    return read


def quantity(name: str, *, required: bool = False) -> ReadNumber:
    """Give the reader of a local quantity such as ``temp_c``, with its bounds."""

    def read(place: str, value: Cell) -> float | None:
        from dacaidc_xl.studies.inputs import check_local

        return None if value is None and not required else check_local(name, value, place)

    return read


def text(parameter: str) -> ReadText:
    """Give the reader of a text that is a choice of a parameter."""

    def read(place: str, value: Cell) -> str | None:
        return None if value is None else str(find_parameter(parameter).check(value, place))

    return read


def or_default(values: Floats, default: Floats) -> Floats:
    """Fill blanks, which arrive as nan."""
    return np.where(np.isnan(values), default, values)


def or_reason(values: Floats, reasons: list[str], what: str) -> list[Cell]:
    """Give results as cells: a value where its reason is empty, else a text with the reason."""
    return [
        absent_text(reason, what) if reason else float(value)
        for value, reason in zip(np.ravel(values), reasons, strict=True)
    ]


def ask(question: Question, scenario: Cells, overrides: object) -> object:
    """Answer a question for a cell or a range.

    Parameters
    ----------
    question : Question
        What is asked.
    scenario : cells
        Whose parameters hold.
    overrides : object
        Two-column range of parameters.

    Returns
    -------
    float, str or nested list
        A value or an error text for each element; equal elements are evaluated once.
    """
    name = question.function
    given = {argument: cells for argument, (cells, _) in question.numbers.items()}
    given |= {argument: cells for argument, (cells, _) in question.texts.items()}
    asked = spread(name, {**given, "scenario": scenario})
    try:
        assumptions = parameters_only(name, overrides)
    except InputError as error:
        return asked.filled(error_text(error))
    answers, points = read_elements(asked, functools.partial(_read, question))
    results = _evaluate(question, tuple(dict.fromkeys(points.values())), assumptions)
    answers |= {row: results[point] for row, point in points.items()}
    return asked.fold([answers[row] for row in asked.rows])


def _read(question: Question, row: Row) -> _Point:
    name = question.function
    cells = dict(zip((*question.numbers, *question.texts, "scenario"), row, strict=True))
    return _Point(
        read_scenario(f"{name}, scenario", cells["scenario"]),
        tuple(read(f"{name}, {a}", cells[a]) for a, (_, read) in question.texts.items()),
        tuple(read(f"{name}, {a}", cells[a]) for a, (_, read) in question.numbers.items()),
    )


def _evaluate(
    question: Question, points: tuple[_Point, ...], assumptions: Assumptions
) -> dict[_Point, Cell]:
    from dacaidc_xl.excel.functions.session import evaluations

    session = evaluations()
    results: dict[_Point, Cell] = {}
    groups: dict[tuple[str, tuple[str | None, ...]], list[_Point]] = {}
    for point in points:
        groups.setdefault((point.scenario, point.texts), []).append(point)
    for (scenario, texts), group in groups.items():
        try:
            own = _with_texts(question, texts, assumptions)
            parameters, digest = session.parameters(scenario, own)
            keys = {p: (question.function, digest, texts, p.numbers) for p in group}
            by_key = {key: p for p, key in keys.items()}

            def run(
                new: list[tuple[object, ...]],
                by_key: dict[tuple[object, ...], _Point] = by_key,  # type: ignore[assignment]
                parameters: Parameters = parameters,
                texts: tuple[str | None, ...] = texts,
            ) -> list[Cell]:
                columns = zip(*(by_key[key].numbers for key in new), strict=True)
                numbers = {
                    argument: np.array([np.nan if v is None else v for v in column], dtype=float)
                    for argument, column in zip(question.numbers, columns, strict=True)
                }
                return question.run(parameters, texts, numbers)

            found = session.points(list(keys.values()), run)
            results |= {p: found[key] for p, key in keys.items()}
        except InputError as error:
            results |= dict.fromkeys(group, error_text(at_function(question.function, error)))
    return results


def _with_texts(
    question: Question, texts: tuple[str | None, ...], assumptions: Assumptions
) -> Assumptions:
    """Take the texts that stand in for parameters among the overrides."""
    values = dict(assumptions.parameters)
    places = dict(assumptions.places)
    for argument, value in zip(question.texts, texts, strict=True):
        if value is not None and argument in question.as_parameters:
            values[question.as_parameters[argument]] = value
            places[question.as_parameters[argument]] = f"{question.function}, {argument}"
    return Assumptions(tuple(sorted(values.items())), assumptions.local, places)
