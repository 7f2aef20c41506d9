"""Grid intensity and electricity price of the states along the years of a plant's life."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dacaidc_xl.errors import InputError, nearest_choice
from dacaidc_xl.reference.grid import FLAT, state_grid_intensity
from dacaidc_xl.reference.grid_series import grid_series
from dacaidc_xl.reference.prices import electricity_price
from dacaidc_xl.reference.tables import read_only

FIRST_YEAR, LAST_YEAR = 2025, 2050
"""Years that the projections hold."""


@dataclass(frozen=True, slots=True, eq=False)
class Pathway:
    """A quantity of every state over years, shape (51, year) in the order of `states()`.

    Attributes
    ----------
    name : str
        The series or path.
    years : tuple of int
        The years.
    values : ndarray
        Annual means; nan only where `covered` is False.
    unit : str
        kg/MWh or 2024 USD/MWh.
    covered : ndarray of bool
        Whether a state has values, shape (51,).
    held : ndarray of bool
        Years beyond the projection, which hold its last year, shape (year,).
    metric, quality, provenance, note : str or tuple of str
        What is measured; how the values of each state are known; whose they are; what to know.
    """

    name: str
    years: tuple[int, ...]
    values: NDArray[np.float64]
    unit: str
    covered: NDArray[np.bool_]
    held: NDArray[np.bool_]
    metric: str
    quality: tuple[str, ...]
    provenance: str
    note: str


def grid_pathways() -> tuple[str, ...]:
    """Give the names of the grid projections.

    Returns
    -------
    tuple of str
        The six series that hold every year 2025 to 2050.

    Examples
    --------
    >>> len(grid_pathways()), grid_pathways()[0]
    (6, 'aeo2025_reference')
    """
    return tuple(
        name
        for name, series in grid_series().items()
        if (series.first_year, series.last_year) == (FIRST_YEAR, LAST_YEAR)
    )


def _years(first_year: int, count: int) -> tuple[tuple[int, ...], NDArray[np.bool_]]:
    if first_year not in range(FIRST_YEAR, LAST_YEAR + 1):
        raise InputError("first year", first_year, f"a year {FIRST_YEAR} to {LAST_YEAR}")
    if count < 1:
        raise InputError("years", count, "at least 1 year")
    years = tuple(range(int(first_year), int(first_year) + int(count)))
    held = np.array(years) > LAST_YEAR
    held.setflags(write=False)
    return years, held


def _held_note(held: NDArray[np.bool_]) -> str:
    return f" Years after {LAST_YEAR} hold its value." if held.any() else ""


def grid_pathway(
    series: str, first_year: int = FIRST_YEAR, count: int = 26, rebase: str = ""
) -> Pathway:
    """Load a grid projection year by year.

    Parameters
    ----------
    series : str
        A name of `grid_pathways`.
    first_year : int
        First year, 2025 to 2050.
    count : int
        Number of years, at least 1; years after 2050 hold its value.
    rebase : str, optional
        As in `state_grid_intensity`: an aeo2025 series on the basis of eGRID2023.

    Returns
    -------
    Pathway
        Annual grid intensity [kg/MWh].

    Raises
    ------
    InputError
        Where the series, the rebase or a year is unknown.

    Examples
    --------
    >>> path = grid_pathway("cambium2024_midcase", 2045, 10)
    >>> path.values.shape, int(path.held.sum())
    ((51, 10), 4)
    """
    names = grid_pathways()
    if series not in names:
        expected = f"one of {', '.join(names)}"
        raise InputError("grid pathway", series, expected, nearest_choice(series, names))
    years, held = _years(first_year, count)
    made = [state_grid_intensity(series, min(year, LAST_YEAR), FLAT, rebase) for year in years]
    about = made[0]
    return Pathway(
        name=series,
        years=years,
        values=read_only(np.stack([grid.annual_kg_per_mwh for grid in made], axis=1)),
        unit="kg/MWh",
        covered=about.covered,
        held=held,
        metric=about.metric,
        quality=about.quality,
        provenance=f"{about.publisher}, {about.vintage}",
        note=about.note + _held_note(held),
    )


def price_pathway(
    path: str,
    first_year: int = FIRST_YEAR,
    count: int = 26,
    sector: str = "industrial",
    base_year: int = 2023,
) -> Pathway:
    """Load an electricity price path year by year, in 2024 USD.

    Parameters
    ----------
    path : str
        constant_real, aeo2025 or aeo2025_us_trend, as in `electricity_price`.
    first_year : int
        First year, 2025 to 2050.
    count : int
        Number of years, at least 1; years after 2050 hold its value.
    sector : str
        industrial or commercial.
    base_year : int
        Year of the observed price that is held or follows the trend, 2019 to 2024.

    Returns
    -------
    Pathway
        Annual price [2024 USD/MWh].

    Raises
    ------
    InputError
        Where the path, the sector or a year is unknown.

    Examples
    --------
    >>> path = price_pathway("constant_real", 2030, 20)
    >>> bool((path.values == path.values[:, :1]).all())
    True
    """
    years, held = _years(first_year, count)
    made = [electricity_price(base_year, sector, path, min(year, LAST_YEAR)) for year in years]
    about = made[0]
    values = np.stack([price.annual_usd_per_mwh for price in made], axis=1)
    return Pathway(
        name=path,
        years=years,
        values=read_only(values),
        unit="2024 USD/MWh",
        covered=np.asarray(np.isfinite(values).all(axis=1)),
        held=held,
        metric=f"{sector} electricity price",
        quality=about.quality,
        provenance=about.provenance,
        note=about.note + (_held_note(held) if path != "constant_real" else ""),
    )
