"""Tables as cells: which columns, and a reason in place of each value that does not exist."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from dacaidc_xl.errors import InputError, nearest_choice
from dacaidc_xl.excel.functions.cells import ERROR, Cell, as_float
from dacaidc_xl.excel.functions.figures import missing_reason
from dacaidc_xl.excel.functions.headline import LCCC, REMOVAL_RATIO
from dacaidc_xl.excel.functions.places import Place

if TYPE_CHECKING:
    import pandas as pd

    from dacaidc_xl.excel.functions.evaluation import Regions

Rows = list[list[Cell]]

ALL = "all"
NOTED = {f.column: f for figures in (LCCC, REMOVAL_RATIO) for f in figures.values()}
"""Figures of which a note says why they do not exist, by column."""


class Told(NamedTuple):
    """A row of a table, the place it tells of, and the regions among which this stands."""

    record: Mapping[str, object]
    place: Place
    among: Regions


def cell(value: object, reason: str) -> Cell:
    """Give a value of a table as a cell: the reason where it does not exist.

    Examples
    --------
    >>> cell(1.5, ""), cell(float("nan"), "no net removal"), cell(True, "")
    (1.5, '#DAC! no net removal', 'yes')
    """
    if value is None or isinstance(value, str):
        return value or ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    number = as_float(value)
    return f"{ERROR} {reason}" if math.isnan(number) else number


def noted_reason(record: Mapping[str, object], column: str) -> str:
    """Say why a value does not exist, from the notes that stand in the same row."""
    figure = NOTED.get(column)
    note = str(record.get(figure.note if figure else "idle_reason", "") or "")
    return note or (figure.reason if figure else "no value")


def rows(columns: Sequence[str], told: Sequence[Told]) -> Rows:
    """Give the header and the rows of a table.

    Parameters
    ----------
    columns : sequence of str
        Columns to show.
    told : sequence of Told
        What there is, one entry a row.

    Returns
    -------
    list of list
    """
    made: Rows = [list(columns)]
    for record, place, among in told:
        row: list[Cell] = []
        for column in columns:
            reason = missing_reason(among, place, column, noted_reason(record, column))
            row.append(cell(record[column], reason))
        made.append(row)
    return made


def chosen_columns(
    place: str, asked: Cell, main: Sequence[str], known: Sequence[str], key: Sequence[str]
) -> tuple[str, ...]:
    """Give the columns that a cell names.

    Parameters
    ----------
    place : str
        Function and argument.
    asked : float, str or None
        Blank for the main ones, ``all``, or names between commas.
    main, known : sequence of str
        What a blank and ``all`` stand for.
    key : sequence of str
        Columns that stand before those that are named.

    Returns
    -------
    tuple of str

    Raises
    ------
    InputError
        A name that is none of a column.

    Examples
    --------
    >>> chosen_columns("DAC_MONTHLY, columns", "pue", ("pue",), ("month", "pue"), ("month",))
    ('month', 'pue')
    """
    if asked is None:
        return tuple(main)
    names = [name.strip().casefold() for name in str(asked).split(",") if name.strip()]
    if names == [ALL]:
        return tuple(known)
    for name in names:
        if name not in known:
            expected = f"blank, {ALL}, or names of columns such as {', '.join(main[-4:])}"
            raise InputError(place, asked, expected, nearest_choice(name, known))
    return tuple(dict.fromkeys((*key, *names)))


def records(table: pd.DataFrame) -> list[dict[str, object]]:
    """Give the rows of a table, each by column."""
    return [{str(k): v for k, v in record.items()} for record in table.to_dict("records")]
