"""Read the shipped tables, their sources and their checksums."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import PurePosixPath
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dacaidc_xl.errors import InputError, nearest_choice

SOURCES = "SOURCES.csv"
CHECKSUMS = "SHA256SUMS"
SUFFIXES = (".csv", ".npz")
"""Tables of text, and arrays of whole numbers where a table has thousands of rows."""


def read_only(array: NDArray[np.float64]) -> NDArray[np.float64]:
    """Lock an array, since every caller of a cached loader gets the same one.

    Parameters
    ----------
    array : ndarray
        The array, locked in place.

    Returns
    -------
    ndarray
        The same array.
    """
    array.setflags(write=False)
    return array


@dataclass(frozen=True, slots=True)
class Table:
    """A table as text: `columns` names the cells of every one of `rows`."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def texts(self, column: str) -> tuple[str, ...]:
        """Give a column as text; KeyError where there is no such column."""
        if column not in self.columns:
            raise KeyError(f"{self.name}.csv has no column {column!r}")
        at = self.columns.index(column)
        return tuple(row[at] for row in self.rows)

    def numbers(self, *columns: str) -> NDArray[np.float64]:
        """Give columns as read-only numbers, shape (row,) for one and (row, column) for more.

        A blank cell is nan: the loader that allows blanks gives a mask beside the values.
        """
        texts = [self.texts(column) for column in columns]
        values = np.array([[float(cell or "nan") for cell in column] for column in texts])
        return read_only(values[0] if len(columns) == 1 else np.ascontiguousarray(values.T))

    def where(self, **equal: str) -> Table:
        """Give the rows in which each named column holds the given text, in table order."""
        wanted = [(self.texts(column), text) for column, text in equal.items()]
        keep = (all(cells[i] == text for cells, text in wanted) for i in range(len(self.rows)))
        rows = tuple(row for row, kept in zip(self.rows, keep, strict=True) if kept)
        return Table(self.name, self.columns, rows)


@dataclass(frozen=True, slots=True)
class TableSource:
    """Where a column or array comes from; `column` may end in ``*`` for a family of columns."""

    file: str
    column: str
    unit: str
    meaning: str
    publisher: str
    dataset: str
    vintage: str
    metric: str
    license: str
    url_or_doi: str
    standing: str
    note: str


def _stem(file: str) -> str:
    return PurePosixPath(file).stem


def _folder() -> Traversable:
    return resources.files("dacaidc_xl.reference").joinpath("tables")


def parse_table(name: str, text: str) -> Table:
    r"""Parse the text of a table with one header line.

    Parameters
    ----------
    name : str
        Name of the table, for messages.
    text : str
        Comma-separated text.

    Returns
    -------
    Table
        The cells as text, blanks kept.

    Raises
    ------
    ValueError
        Where a row has more or fewer cells than the header.

    Examples
    --------
    >>> parse_table("tiny", "fips,twh\n01,1.5\n02,\n").numbers("twh")
    array([1.5, nan])
    """
    lines = list(csv.reader(io.StringIO(text, newline="")))
    columns = tuple(lines[0])
    for position, line in enumerate(lines[1:], start=2):
        if len(line) != len(columns):
            raise ValueError(f"{name}.csv, row {position}: {len(line)} cells, not {len(columns)}")
    return Table(name, columns, tuple(tuple(line) for line in lines[1:]))


@cache
def read_table(name: str) -> Table:
    """Read a shipped table.

    Parameters
    ----------
    name : str
        Name of the table without its ending.

    Returns
    -------
    Table
        The cells as text, in the order of the file.

    Raises
    ------
    InputError
        Where no such table is shipped.

    Examples
    --------
    >>> len(read_table("states").rows)
    51
    """
    names = sorted(file.name[:-4] for file in _folder().iterdir() if file.name.endswith(".csv"))
    if name not in names:
        raise InputError("table", name, f"one of {', '.join(names)}", nearest_choice(name, names))
    text = _folder().joinpath(f"{name}.csv").read_text(encoding="utf-8")
    return parse_table(name, text)


@cache
def read_arrays(name: str) -> Mapping[str, NDArray[Any]]:
    """Read a shipped file of arrays.

    Parameters
    ----------
    name : str
        Name of the file without its ending.

    Returns
    -------
    Mapping
        Array by name, read-only; SOURCES.csv has the unit of a step of each.

    Raises
    ------
    FileNotFoundError
        Where no such file is shipped.

    Examples
    --------
    >>> read_arrays("station_hours")["temp_deci_c"].shape
    (51, 8760)
    """
    content = io.BytesIO(_folder().joinpath(f"{name}.npz").read_bytes())
    with np.load(content, allow_pickle=False) as file:
        arrays = {key: file[key] for key in file.files}
    for array in arrays.values():
        array.setflags(write=False)
    return MappingProxyType(arrays)


@cache
def table_sources() -> tuple[TableSource, ...]:
    """Give the source of every column of every shipped table.

    Returns
    -------
    tuple of TableSource
        In the order of SOURCES.csv, which is that of the file names.

    Examples
    --------
    >>> next(s.unit for s in table_sources() if s.column == "temp_mean_c")
    'degC'
    """
    table = read_table("SOURCES")
    columns = [table.texts(field.name) for field in fields(TableSource)]
    return tuple(TableSource(*cells) for cells in zip(*columns, strict=True))


def provenance(name: str, columns: Sequence[str] = ()) -> str:
    """Say in words where a table, or some of its columns, come from.

    Parameters
    ----------
    name : str
        Name of the table without its ending.
    columns : sequence of str, optional
        Columns or arrays, as SOURCES.csv names them; all but the geographic keys when left out.

    Returns
    -------
    str
        ``publisher, dataset (vintage)`` of each distinct source, joined by semicolons.

    Raises
    ------
    KeyError
        Where SOURCES.csv has no row for it.

    Examples
    --------
    >>> provenance("state_climate_monthly", ["temp_mean_c"]).split(", ")[0]
    'NOAA NCEI'
    """
    keys = () if columns else ("fips", "abbr", "county_fips")
    found = {
        f"{source.publisher}, {source.dataset} ({source.vintage})": None
        for source in table_sources()
        if _stem(source.file) == name
        and (source.column in columns if columns else source.column not in keys)
    }
    if not found:
        raise KeyError(f"{SOURCES} has no row for {name} {' '.join(columns)}")
    return "; ".join(found)


def verify_checksums() -> list[tuple[str, bool]]:
    """Compare every shipped table with its checksum.

    Returns
    -------
    list of (str, bool)
        File name and whether it is intact; False as well for a file that is missing and for
        one that is there without a checksum. Never cached: it answers for the moment.

    Examples
    --------
    >>> all(intact for _, intact in verify_checksums())
    True
    """
    listed = _folder().joinpath(CHECKSUMS).read_text(encoding="utf-8").splitlines()
    expected = {line[66:]: line[:64] for line in listed}
    files = {file.name: file for file in _folder().iterdir() if file.name.endswith(SUFFIXES)}
    report = []
    for name in sorted(expected.keys() | files.keys()):
        digest = hashlib.sha256(files[name].read_bytes()).hexdigest() if name in files else None
        report.append((name, digest is not None and digest == expected.get(name)))
    return report
