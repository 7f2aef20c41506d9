"""Cells of a template's table: find the columns by name, read numbers and texts with place."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from openpyxl.utils import get_column_letter  # type: ignore[import-untyped]

from dacaidc_xl.errors import InputError, nearest_choice
from dacaidc_xl.excel.safe_workbook import BLANK, SheetCells, Unusable
from dacaidc_xl.excel.template_layout import SheetLayout

SEARCHED_ROWS = 30
"""The row of machine names must stand among the first rows; a user may add some above it."""


@dataclass(frozen=True)
class Heading:
    """Where the columns of a sheet stand.

    ``columns`` maps a machine name to its column number; ``key`` is the name of the first
    column of the layout, which names the item of a row.
    """

    sheet: SheetCells
    layout: SheetLayout
    names_row: int
    columns: dict[str, int]
    errors: tuple[InputError, ...]

    @property
    def key(self) -> str:
        """Machine name of the column that names a row's item."""
        return self.layout.columns[0].name

    def filled_rows(self) -> list[int]:
        """Give the rows below the names in which an input column is filled."""
        inputs = {
            self.columns[column.name] for column in self.layout.columns if column.role == "input"
        }
        return [
            number
            for number, cells in sorted(self.sheet.rows.items())
            if number > self.names_row and inputs & cells.keys()
        ]

    def value(self, row: int, name: str) -> object:
        """Give the content of a cell, None where it is blank."""
        return self.sheet.rows[row].get(self.columns[name])

    def place(self, row: int, name: str) -> str:
        """Give the address of a cell."""
        return self.sheet.place(row, self.columns[name])


def find_heading(sheet: SheetCells, layout: SheetLayout) -> Heading:
    """Find the columns of a sheet by their machine names, in whatever order they stand.

    Parameters
    ----------
    sheet : SheetCells
        What was read.
    layout : SheetLayout
        What is expected.

    Returns
    -------
    Heading
        ``errors`` names missing, renamed, doubled and unknown columns, and columns without
        a name that hold values. A missing column of role note or label is no error.
    """
    names = {column.name: column for column in layout.columns}

    def key(content: object) -> str:
        return content.strip().lower() if isinstance(content, str) else ""

    rows = {number: cells for number, cells in sheet.rows.items() if number <= SEARCHED_ROWS}
    names_row = max(
        rows,
        key=lambda number: (sum(key(c) in names for c in rows[number].values()), number),
        default=0,
    )
    heads = rows.get(names_row, {})
    if not any(key(content) in names for content in heads.values()):
        place = sheet.place(layout.names_row, 1)
        expected = "the row of column names " + ", ".join(names)
        return Heading(sheet, layout, 0, {}, (InputError(place, BLANK, expected),))
    columns: dict[str, int] = {}
    unknown: dict[int, object] = {}
    errors: list[InputError] = []
    for number, content in sorted(heads.items()):
        name = key(content)
        if name in columns:
            also = sheet.place(names_row, columns[name])
            place = sheet.place(names_row, number)
            errors.append(InputError(place, content, f"each column once (also {also})"))
        elif name in names:
            columns[name] = number
        else:
            unknown[number] = content
    missing = [n for n, c in names.items() if n not in columns and c.role == "input"]
    for number, content in unknown.items():
        near = nearest_choice(content, missing)
        expected = "a column name: " + ", ".join(missing or names)
        errors.append(InputError(sheet.place(names_row, number), content, expected, near))
        if near is not None:
            missing.remove(near)
    for name in missing:
        place = sheet.place(names_row, layout.column(name))
        errors.append(InputError(place, Unusable(f"no column {name}"), f"the column {name}"))
    nameless: set[int] = set()
    for number, cells in sorted(sheet.rows.items()):
        for column in sorted(cells) if number > names_row else ():
            if column not in heads and column not in nameless:
                nameless.add(column)
                head = f"{get_column_letter(column)}{names_row}"
                shown = Unusable("a value in a column without a name")
                expected = f"a column name in {head}, or nothing below it"
                errors.append(InputError(sheet.place(number, column), shown, expected))
    return Heading(sheet, layout, names_row, columns, tuple(errors))


@contextmanager
def collecting(errors: list[InputError], place: str | None = None) -> Iterator[None]:
    """Collect an input error instead of stopping at it, at another place where one is given.

    Examples
    --------
    >>> errors = []
    >>> with collecting(errors, "Sites!B7"):
    ...     raise InputError("state", "Texsa", "a state", "Texas")
    >>> errors[0].place
    'Sites!B7'
    """
    try:
        yield
    except InputError as error:
        errors.append(error if place is None else error.at(place))


def read_number(value: object, place: str, check: Callable[[object, str], float]) -> float:
    """Read a numeric cell; only a number will do.

    Parameters
    ----------
    value : object
        Content of the cell, not blank.
    place : str
        Address of the cell.
    check : callable
        Takes content and place, gives the number, refuses nan and what is out of bounds.

    Returns
    -------
    float

    Raises
    ------
    InputError
        A text, a truth value, an error, a date, a formula without a stored value, or what
        ``check`` refuses.

    Examples
    --------
    >>> from dacaidc_xl.studies.inputs import check_local
    >>> read_number("35", "Sites!K7", lambda v, p: check_local("temp_c", v, p))
    Traceback (most recent call last):
        ...
    dacaidc_xl.errors.InputError: Sites!K7: '35' is not valid; expected a number from -60 to \
60 degC, not text. Did you mean '35'?
    """
    if isinstance(value, float):
        return check(value, place)
    if isinstance(value, Unusable) and value.expected:
        raise InputError(place, value, value.expected)
    expected = "a number"
    try:
        check(math.nan, place)
    except InputError as error:
        expected = error.expected
    near = None
    if isinstance(value, str):
        expected += ", not text"
        try:
            near = value if math.isfinite(float(value)) else None
        except ValueError:
            near = None
    raise InputError(place, value, expected, near)


def read_text(value: object, place: str, expected: str) -> str:
    """Read a cell of text; a number is taken as it is shown.

    Parameters
    ----------
    value : object
        Content of the cell, None where it is blank.
    place : str
        Address of the cell.
    expected : str
        What it should be, for the message.

    Returns
    -------
    str

    Raises
    ------
    InputError
        Blank, a truth value, an error, a date, or a formula without a stored value.

    Examples
    --------
    >>> read_text(2030.0, "Sites!C7", "a scenario")
    '2030'
    """
    if isinstance(value, str):
        return value
    if isinstance(value, float):
        return f"{value:.15g}"
    if isinstance(value, Unusable):
        raise InputError(place, value, value.expected or expected)
    raise InputError(place, BLANK if value is None else value, expected)
