"""Read raw reference tables, check their cells and write compact ones, always the same bytes."""

from __future__ import annotations

import csv
import gzip
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple, TextIO

import numpy as np
from numpy.typing import NDArray

Row = dict[str, str]
Raw = Mapping[str, Sequence[Row]]
Arrays = dict[str, NDArray[Any]]


class Table(NamedTuple):
    """A table ready to be written: its columns and its rows of text."""

    columns: tuple[str, ...]
    rows: list[tuple[str, ...]]


def number(text: str) -> str:
    """Give a number as printed, with the zero before the point that some sources leave out."""
    text = text.strip()
    if text:
        float(text)  # anything but a number stops the compilation here
    return "0" + text if text.startswith(".") else text


def one(values: Iterable[str], what: str) -> str:
    """Give the one value that all of them share, or stop."""
    distinct = sorted(set(values))
    if len(distinct) != 1:
        raise ValueError(f"{what}: expected one value, found {distinct}")
    return distinct[0]


def pick(rows: Iterable[Row], **equal: str) -> list[Row]:
    """Give the rows in which every named column has the given text."""
    return [row for row in rows if all(row[name] == text for name, text in equal.items())]


def by_key(rows: Iterable[Row], *names: str) -> dict[tuple[str, ...], Row]:
    """Give the rows by a unique key."""
    keyed: dict[tuple[str, ...], Row] = {}
    for row in rows:
        key = tuple(row[name] for name in names)
        if key in keyed:
            raise ValueError(f"{names} = {key} stands twice")
        keyed[key] = row
    return keyed


def renamed(rows: Iterable[Row], columns: Mapping[str, str], text: Sequence[str] = ()) -> Table:
    """Give some columns under new names, sorted by the first ones, numbers checked."""
    body = [
        tuple(row[old] if new in text else number(row[old]) for new, old in columns.items())
        for row in rows
    ]
    return Table(tuple(columns), sorted(body))


def scaled(texts: Iterable[str], per_unit: int, kind: type[np.integer[Any]]) -> NDArray[Any]:
    """Give numbers as whole multiples of 1 / `per_unit`, or stop where a digit would be lost."""
    exact = np.array([float(text) for text in texts]) * per_unit
    whole = np.rint(exact)
    limits = np.iinfo(kind)
    if np.abs(exact - whole).max() > 1e-6 or not (
        limits.min <= whole.min() and whole.max() <= limits.max
    ):
        raise ValueError(f"the numbers do not fit into {np.dtype(kind)} of 1/{per_unit}")
    return np.asarray(whole.astype(kind))


STATE_KEY = {"fips": "state_fips", "abbr": "state_abbr"}


class RawTables(dict[str, Sequence[Row]]):
    """The raw tables of a folder, each read when it is first asked for."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.folder = folder

    def __missing__(self, name: str) -> Sequence[Row]:
        with self._opened(name) as file:
            self[name] = list(csv.DictReader(file))
        return self[name]

    def _opened(self, name: str) -> TextIO:
        plain = self.folder / f"{name}.csv"
        if plain.exists():
            return plain.open(encoding="utf-8", newline="")
        packed = self.folder / f"{name}.csv.gz"
        return gzip.open(packed, "rt", encoding="utf-8", newline="")


def write(path: Path, table: Table) -> None:
    """Write a table as UTF-8 text with line feeds, whatever the system."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(table.columns)
        writer.writerows(table.rows)


def write_arrays(path: Path, arrays: Arrays) -> None:
    """Write arrays as a compressed npz that needs no pickle."""
    if any(array.dtype.hasobject for array in arrays.values()):
        raise TypeError(f"{path.name}: objects cannot be read without pickle")
    np.savez_compressed(path, allow_pickle=False, **arrays)
