"""The grid intensity series: what each of them measures, whose it is and which years it has."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType

from dacaidc_xl.errors import InputError, nearest_choice
from dacaidc_xl.reference.tables import parse_table


@dataclass(frozen=True, slots=True)
class GridSeries:
    """A series of grid intensities by state.

    Attributes
    ----------
    name : str
        Name of the series.
    first_year, last_year : int
        Years it can be asked for, both included.
    metric : str
        What is measured. Two figures may be compared where this text is the same.
    publisher, vintage : str
        Whose it is, and which release.
    note : str
        What to know before reading it.
    """

    name: str
    first_year: int
    last_year: int
    metric: str
    publisher: str
    vintage: str
    note: str


@cache
def grid_series() -> Mapping[str, GridSeries]:
    """Give the series by name.

    Returns
    -------
    Mapping
        Name to series, in the order of the file, read-only.

    Examples
    --------
    >>> grid_series()["egrid2023"].metric
    'average of generation, CO2e'
    """
    path = resources.files("dacaidc_xl.reference").joinpath("grid_series.csv")
    table = parse_table("grid_series", path.read_text(encoding="utf-8"))
    return MappingProxyType(
        {
            name: GridSeries(name, int(first), int(last), *words)
            for name, first, last, *words in table.rows
        }
    )


def find_grid_series(name: str, year: int) -> GridSeries:
    """Find a series and check that it has a year.

    Parameters
    ----------
    name : str
        Name of the series.
    year : int
        The year that is wanted.

    Returns
    -------
    GridSeries
        The series.

    Raises
    ------
    InputError
        Where there is no such series, or it has no such year.

    Examples
    --------
    >>> find_grid_series("cambium2024_midcase", 2030).publisher
    'NREL'
    """
    known = grid_series()
    if name not in known:
        expected = f"one of {', '.join(known)}"
        raise InputError("grid series", name, expected, nearest_choice(name, known))
    series = known[name]
    first, last = series.first_year, series.last_year
    if year not in range(first, last + 1):
        years = f"the year {first}" if first == last else f"a year {first} to {last}"
        raise InputError("grid year", year, f"{years} for {name}")
    return series
