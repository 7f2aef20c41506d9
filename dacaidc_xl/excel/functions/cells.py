"""What cells hand over and take back: blanks, ranges, and errors as texts."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray

from dacaidc_xl.errors import InputError, nearest_choice

Cell: TypeAlias = float | str | None
"""A number, a text, or None for a blank."""
Cells: TypeAlias = Cell | Sequence[Cell] | Sequence[Sequence[Cell]] | NDArray[np.generic]
"""A cell or a range of cells, row by row."""

Row: TypeAlias = tuple[Cell, ...]
"""One element of a call: a cell of each argument."""
Request = TypeVar("Request")

ERROR = "#DAC!"
"""What every error text begins with."""
DEFECT = "a defect of dacaidc_xl"
"""What the error text of a failure that nobody foresaw says."""
MAX_CELLS = 100_000
"""Most elements of one call [-]."""
MAX_TEXT = 255
"""Longest error text: what every Excel takes from an array of a function [characters]."""
MAX_SHOWN = 60
"""Longest part of a wrong value that is shown again [characters]."""


def _shown(value: object) -> str:
    if value is None:
        return "blank"
    if isinstance(value, str):
        value = value if len(value) <= MAX_SHOWN else value[: MAX_SHOWN - 3] + "..."
        return repr(value)
    return f"{value:g}" if isinstance(value, float) else str(value)[:MAX_SHOWN]


def error_text(error: InputError) -> str:
    """Say an input error as the text of a cell.

    Parameters
    ----------
    error : InputError
        The error.

    Returns
    -------
    str
        At most 255 characters; the expectation is cut first, the nearest choice is kept.

    Examples
    --------
    >>> error_text(InputError("DAC_PUE, temp_c", None, "a number from -60 to 60 degC"))
    '#DAC! DAC_PUE, temp_c: blank is not valid; expected a number from -60 to 60 degC.'
    """
    head = f"{ERROR} {error.place}: {_shown(error.value)} is not valid; expected "
    tail = "." if error.nearest is None else f". Did you mean '{error.nearest}'?"
    room = MAX_TEXT - len(head) - len(tail)
    expected = error.expected
    if len(expected) > room:
        expected = expected[: max(0, room - 3)] + "..."
    return (head + expected + tail)[:MAX_TEXT]


def at_function(function: str, error: InputError) -> InputError:
    """Give an error with the function before its place, unless it stands there already."""
    if error.place.startswith(function):
        return error
    return error.at(f"{function}, {error.place}")


def absent_text(reason: str, what: str) -> str:
    """Say that a figure does not exist, and why, as the text of a cell.

    Examples
    --------
    >>> absent_text("no net removal", "DAC_LCCC, net, of West Virginia under base_2023")
    '#DAC! no net removal: DAC_LCCC, net, of West Virginia under base_2023'
    """
    return f"{ERROR} {reason}: {what}"[:MAX_TEXT]


def failure_text(function: str, error: Exception) -> str:
    """Say a failure that nobody foresaw as the text of a cell; it is a defect of ours."""
    words = f"{type(error).__name__} {error}".strip()
    return f"{ERROR} {function}: {DEFECT}, please report it: {words}"[:MAX_TEXT]


def plain(value: object) -> Cell:
    """Give a cell's value as a number, a text or None.

    Parameters
    ----------
    value : object
        What a spreadsheet, numpy or pandas hands over.

    Returns
    -------
    float, str or None
        None for a blank, an empty text and not-a-number; ``TRUE`` or ``FALSE`` for a truth
        value, which is neither a region nor a quantity.

    Examples
    --------
    >>> plain("  "), plain(" VA "), plain(6), plain(True)
    (None, 'VA', 6.0, 'TRUE')
    """
    if value is None:
        return None
    if isinstance(value, str):
        return value.strip() or None
    if isinstance(value, (bool, np.bool_)):
        return "TRUE" if value else "FALSE"
    if isinstance(value, (int, float, np.number)):
        number = float(value)
        return None if math.isnan(number) else number
    return str(value)


def as_float(value: object) -> float:
    """Give a value that is known to be a number as a float."""
    if isinstance(value, (int, float, np.number)):
        return float(value)
    raise TypeError(f"{value!r} is not a number")


def as_range(place: str, value: object) -> NDArray[np.object_]:
    """Give a cell or a range as an array of objects.

    Parameters
    ----------
    place : str
        Function and argument.
    value : object
        A cell, a list of cells, a list of rows, or an array.

    Returns
    -------
    ndarray of object
        Without axes for a cell.

    Raises
    ------
    InputError
        Rows of different lengths, or too many cells.
    """
    if isinstance(value, np.ndarray):
        array = value.astype(object)
    elif isinstance(value, (list, tuple)):
        array = np.array(value, dtype=object)
    else:
        array = np.empty((), dtype=object)
        array[()] = value
    nested = array.size and isinstance(array.flat[0], (list, tuple))
    if array.ndim > 2 or nested:
        raise InputError(place, "a ragged range", "rows of the same length")
    if array.size > MAX_CELLS:
        raise InputError(place, f"{array.size} cells", f"a range of at most {MAX_CELLS} cells")
    if array.ndim and not array.size:
        raise InputError(place, "an empty range", "at least one cell")
    return array


@dataclass(frozen=True, slots=True)
class Spread:
    """Arguments spread over one shape: a list of plain cells for each, row by row."""

    shape: tuple[int, ...]
    columns: tuple[list[Cell], ...]

    @property
    def rows(self) -> list[Row]:
        """Elements in the order of `columns`."""
        return list(zip(*self.columns, strict=True))

    def filled(self, text: str) -> object:
        """Give every element the same text."""
        return self.fold([text] * len(self.columns[0]))

    def fold(self, values: Sequence[Cell]) -> object:
        """Give values, row by row, the shape of the arguments: a cell for cells."""
        if not self.shape:
            return values[0]
        if len(self.shape) == 1:
            return list(values)
        width = self.shape[1]
        return [list(values[i : i + width]) for i in range(0, len(values), width)]


def spread(function: str, arguments: Mapping[str, object]) -> Spread:
    """Bring arguments to one shape: cells are repeated, a row meets a column as a grid.

    Parameters
    ----------
    function : str
        Name of the function, for messages.
    arguments : mapping of str to object
        By name: cells or ranges.

    Returns
    -------
    Spread

    Raises
    ------
    InputError
        Ranges that do not fit each other, or too many cells.

    Examples
    --------
    >>> spread("DAC_LCCC", {"region": [["VA"], ["OR"]], "scenario": "2030"}).columns
    (['VA', 'OR'], ['2030', '2030'])
    """
    if not any(isinstance(value, (list, tuple, np.ndarray)) for value in arguments.values()):
        return Spread((), tuple([plain(value)] for value in arguments.values()))
    ranges = {name: as_range(f"{function}, {name}", v) for name, v in arguments.items()}
    try:
        shape = np.broadcast_shapes(*(array.shape for array in ranges.values()))
    except ValueError:
        sizes = ", ".join(
            f"{name} {'x'.join(map(str, a.shape))}" for name, a in ranges.items() if a.ndim
        )
        raise InputError(function, sizes, "ranges of one size, or single cells") from None
    size = math.prod(shape)
    if size > MAX_CELLS:
        raise InputError(function, f"{size} cells", f"at most {MAX_CELLS} cells in one call")
    columns = []
    for array in ranges.values():
        if array.size == 1:
            columns.append([plain(array.flat[0])] * size)
        else:
            columns.append([plain(value) for value in np.broadcast_to(array, shape).flat])
    return Spread(shape, tuple(columns))


def given_error(cells: Row) -> str | None:
    """Give the first error text among the inputs, which is then the answer too."""
    for cell in cells:
        if isinstance(cell, str) and cell.startswith(ERROR):
            return cell
    return None


def read_elements(
    asked: Spread, read: Callable[[Row], Request]
) -> tuple[dict[Row, Cell], dict[Row, Request]]:
    """Read each distinct element of a call once.

    Parameters
    ----------
    asked : Spread
        The arguments.
    read : callable
        Makes a request of an element; raises `InputError` where a cell cannot be read.

    Returns
    -------
    answers : dict
        Elements that are answered already: by an error text among their inputs, or by that of
        a cell that cannot be read.
    requests : dict
        What the others ask for.
    """
    answers: dict[Row, Cell] = {}
    requests: dict[Row, Request] = {}
    for row in dict.fromkeys(asked.rows):
        told = given_error(row)
        if told is not None:
            answers[row] = told
            continue
        try:
            requests[row] = read(row)
        except InputError as error:
            answers[row] = error_text(error)
    return answers, requests


def chosen(place: str, value: Cell, choices: Sequence[str], default: str) -> str:
    """Give one of some texts, in any case, the default for a blank.

    Parameters
    ----------
    place : str
        Function and argument.
    value : float, str or None
        What was given.
    choices : sequence of str
        Valid texts.
    default : str
        Meaning of a blank.

    Returns
    -------
    str

    Raises
    ------
    InputError
        None of the choices; names the nearest.

    Examples
    --------
    >>> chosen("DAC_UPTAKE, component", "Water", ("co2", "water"), "co2")
    'water'
    """
    if value is None:
        return default
    by_lower = {choice.casefold(): choice for choice in choices}
    found = by_lower.get(str(value).casefold())
    if found is None:
        expected = f"blank or one of {', '.join(choices)}"
        raise InputError(place, value, expected, nearest_choice(value, choices))
    return found


def single(function: str, arguments: Mapping[str, object]) -> tuple[Cell, ...]:
    """Give the arguments of a function that takes single cells only.

    Parameters
    ----------
    function : str
        Name of the function, for messages.
    arguments : mapping of str to object
        By name; a range of one cell counts as that cell.

    Returns
    -------
    tuple of cells

    Raises
    ------
    InputError
        A range of several cells.
    """
    cells = []
    for name, value in arguments.items():
        array = as_range(f"{function}, {name}", value)
        if array.size != 1:
            expected = "one cell; the function gives a table for one place"
            raise InputError(f"{function}, {name}", f"{array.size} cells", expected)
        cells.append(plain(array.flat[0]))
    return tuple(cells)
