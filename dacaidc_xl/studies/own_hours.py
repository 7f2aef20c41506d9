"""The user's own hours, read from files or sheets into what an hourly run takes."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from dacaidc_xl.errors import InputError
from dacaidc_xl.reference.user_series import UserSeries, read_series, read_weather

Floats = NDArray[np.float64]

SHEET_MARK = "#"
"""Between the file and the sheet that is meant: ``book.xlsx#Weather``."""


def file_and_sheet(text: str) -> tuple[str, str | None]:
    """Read a file, with the sheet that is meant where one is named.

    Examples
    --------
    >>> file_and_sheet("book.xlsx#Weather"), file_and_sheet("hours.csv")
    (('book.xlsx', 'Weather'), ('hours.csv', None))
    """
    path, mark, sheet = text.partition(SHEET_MARK)
    return path, sheet if mark else None


def own_hours(
    weather: str | None = None,
    it_load: str | None = None,
    price: str | None = None,
    grid: str | None = None,
) -> tuple[Mapping[str, Floats], tuple[str, ...]]:
    r"""Read the user's own hourly series.

    Parameters
    ----------
    weather : str, optional
        An EPW or TMY3 file, or a CSV file or ``book.xlsx#sheet`` with the columns temp_c,
        rel_humidity_pct and pressure_pa.
    it_load, price, grid : str, optional
        A CSV file or ``book.xlsx#sheet`` with the column it_load_mw or it_load_fraction,
        electricity_price_usd_per_mwh, and grid_intensity_kg_per_mwh.

    Returns
    -------
    series : mapping of str to ndarray
        By a name of `hours.SERIES`, shape (8760,); only those that were given.
    notes : tuple of str
        Where each came from, and what was done to it.

    Raises
    ------
    InputError, InputErrors
        A file, sheet, column or cell that cannot be used, with its place.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = pathlib.Path(folder, "price.csv")
    ...     _ = path.write_text("electricity_price_usd_per_mwh\n" + 8760 * "60\n")
    ...     series, notes = own_hours(price=str(path))
    >>> list(series), float(series["electricity_usd_per_mwh"][0])
    (['electricity_usd_per_mwh'], 60.0)
    """
    made: dict[str, Floats] = {}
    said: list[str] = []
    if weather is not None:
        air = read_weather(*file_and_sheet(weather))
        made |= {
            "temp_c": air.temp_c,
            "rel_humidity": air.rel_humidity,
            "pressure_pa": air.pressure_pa,
        }
        said += [f"own weather: {air.source} ({air.label or air.file_format})", *air.notes]
    for text, name, quantity in (
        (grid, "grid_kg_per_mwh", "grid_intensity_kg_per_mwh"),
        (price, "electricity_usd_per_mwh", "electricity_price_usd_per_mwh"),
    ):
        if text is not None:
            path, sheet = file_and_sheet(text)
            read = read_series(path, quantity, sheet)
            made[name] = read.values
            said += [f"own {quantity}: {read.source}", *read.notes]
    if it_load is not None:
        read = _read_load(*file_and_sheet(it_load))
        made["it_load"] = read.values
        said += [f"own {read.quantity}: {read.source}", *read.notes]
        said.append("of an own IT load the shape counts; its size is that of the reference AIDC")
    return MappingProxyType(made), tuple(said)


def _read_load(path: str, sheet: str | None) -> UserSeries:
    """Read an IT load in MW, or as a fraction of what is installed."""
    try:
        return read_series(path, "it_load_mw", sheet)
    except InputError as missing:
        try:
            return read_series(path, "it_load_fraction", sheet)
        except InputError:
            raise missing from None
