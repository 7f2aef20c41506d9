"""The user's own hourly series, checked: weather, IT load, price, grid intensity."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from dacaidc_xl.errors import InputError, InputErrors, nearest_choice
from dacaidc_xl.model.psychrometrics import (
    AIR_PRESSURE_BOUNDS_PA,
    AIR_TEMP_BOUNDS_C,
    REL_HUMIDITY_HELD_MAX,
)
from dacaidc_xl.reference.calendar import HOURS_PER_YEAR, MONTH_STARTS
from dacaidc_xl.reference.hour_rows import HourRows, csv_rows, sheet_rows
from dacaidc_xl.reference.tables import read_only
from dacaidc_xl.reference.weather_files import (
    HOURS_PER_DAY,
    LEAP_YEAR_HOURS,
    WEATHER_COLUMNS,
    epw_rows,
    tmy3_rows,
    weather_format,
)

Floats = NDArray[np.float64]

WORKBOOK_SUFFIXES = (".xlsx", ".xlsm")
MAX_ERRORS = 20
"""Errors of one file that are told one by one; the rest is counted."""
SHOWN_LENGTH = 80
"""Letters of a cell that a message shows."""
LEAP_NOTE = "8,784 hours of a leap year: the 24 hours of 29 February are left out"
PERCENT = 100.0
KELVIN = 273.15
PA_PER_HPA = 100.0


@dataclass(frozen=True, slots=True)
class SeriesQuantity:
    """A quantity that a user may give by the hour.

    Attributes
    ----------
    name : str
        Name of the column, with its unit.
    unit : str
        Unit.
    low, high : float
        Bounds of an hour; a value outside is refused.
    description : str
        What it is.
    """

    name: str
    unit: str
    low: float
    high: float
    description: str


SERIES_QUANTITIES: Mapping[str, SeriesQuantity] = {
    q.name: q
    for q in (
        SeriesQuantity("temp_c", "degC", *AIR_TEMP_BOUNDS_C, "Outdoor dry-bulb temperature"),
        SeriesQuantity(
            "rel_humidity_pct",
            "%",
            0.0,
            PERCENT * REL_HUMIDITY_HELD_MAX,
            "Outdoor relative humidity; above 100 it is held at 100",
        ),
        SeriesQuantity("pressure_pa", "Pa", *AIR_PRESSURE_BOUNDS_PA, "Outdoor air pressure"),
        SeriesQuantity("it_load_mw", "MW", 0.0, 100_000.0, "IT load"),
        SeriesQuantity("it_load_fraction", "-", 0.0, 1.0, "IT load over installed IT capacity"),
        SeriesQuantity(
            "electricity_price_usd_per_mwh",
            "USD/MWh",
            -2_000.0,
            20_000.0,
            "Electricity price (2024 USD); an hour may be negative",
        ),
        SeriesQuantity(
            "grid_intensity_kg_per_mwh",
            "kg/MWh",
            -500.0,
            2_000.0,
            "Emissions of grid electricity; negative is taken as given",
        ),
    )
}
"""The quantities by the name of their column."""


@dataclass(frozen=True, slots=True, eq=False)
class UserSeries:
    """An hourly series of one quantity, in place of a shipped one.

    Attributes
    ----------
    quantity, unit : str
        Name in `SERIES_QUANTITIES`, and its unit.
    values : ndarray
        Value of each hour of a year without leap day, local standard time, shape (8760,).
    source : str
        File, or file and sheet.
    notes : tuple of str
        What was done to it.
    """

    quantity: str
    unit: str
    values: Floats
    source: str
    notes: tuple[str, ...]

    @property
    def shape(self) -> Floats:
        """Values against their mean [-], shape (8760,): what an IT load is used for."""
        mean = float(self.values.mean())
        if mean == 0.0:
            raise InputError(self.source, 0.0, f"a mean of {self.quantity} other than zero")
        return self.values / mean


@dataclass(frozen=True, slots=True, eq=False)
class UserWeather:
    """Hourly weather of one place, in place of the shipped one; arrays of shape (8760,).

    Attributes
    ----------
    temp_c, rel_humidity, pressure_pa : ndarray
        Air temperature [degC], relative humidity as a fraction [-], pressure [Pa]; hours of a
        year without leap day, local standard time.
    file_format : str
        epw, tmy3, csv or sheet.
    label : str
        Place as the file names it; blank where it does not.
    source : str
        File, or file and sheet.
    notes : tuple of str
        What was done to it.
    """

    temp_c: Floats
    rel_humidity: Floats
    pressure_pa: Floats
    file_format: str
    label: str
    source: str
    notes: tuple[str, ...]


def _number(cell: object) -> float | None:
    """Give a cell as a finite number; None where it is none."""
    # Python's own notation with underscores is no number in a data file.
    if isinstance(cell, bool) or not isinstance(cell, str | float | int) or "_" in str(cell):
        return None
    try:
        number = float(cell)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _looks_like(quantity: SeriesQuantity, number: float) -> str | None:
    """Name the unit that a value out of bounds is likely in, with the value in ours."""
    other: tuple[tuple[float, str], ...] = ()
    if quantity.name == "temp_c":
        other = ((number - KELVIN, "kelvin"), ((number - 32.0) / 1.8, "degrees Fahrenheit"))
    elif quantity.name == "pressure_pa":
        other = ((number * PA_PER_HPA, "hPa"), (number * 1000.0, "kPa"))
    for value, unit in other:
        if quantity.low <= value <= quantity.high:
            return f"{value:.6g} (the value looks like {unit})"
    return None


def _cell_error(rows: HourRows, quantity: SeriesQuantity, hour: int) -> InputError | None:
    """Say what is wrong with a cell, or None where nothing is."""
    cell = rows.columns[quantity.name][hour]
    factor = rows.factors.get(quantity.name, 1.0)
    expected = (
        f"a number from {quantity.low / factor:,.6g} to {quantity.high / factor:,.6g}"
        f" {quantity.unit if factor == 1.0 else 'in the unit of the column'}"
    )
    place, number = rows.place(hour, quantity.name), _number(cell)
    if number is None:
        if isinstance(cell, str) and "," in cell:
            expected += ", with a decimal point and nothing between the thousands"
        shown = cell[:SHOWN_LENGTH] if isinstance(cell, str) else cell
        return InputError(place, shown, expected)
    if number == rows.missing.get(quantity.name):
        return InputError(place, number, f"{expected}; {number:g} stands for a missing hour")
    if not quantity.low <= number * factor <= quantity.high:
        return InputError(place, number, expected, _looks_like(quantity, number * factor))
    return None


def _checked(rows: HourRows, names: Sequence[str]) -> dict[str, Floats]:
    """Give the columns as numbers within their bounds, or all that is wrong with them."""
    errors: list[InputError] = []
    made: dict[str, Floats] = {}
    count = 0
    for name in names:
        quantity = SERIES_QUANTITIES[name]
        cells = [_number(cell) for cell in rows.columns[name]]
        values = np.array([np.nan if cell is None else cell for cell in cells])
        scaled = values * rows.factors.get(name, 1.0)
        bad = np.flatnonzero(~((quantity.low <= scaled) & (scaled <= quantity.high)))
        count += bad.size
        for hour in bad[: MAX_ERRORS - len(errors)].tolist():
            error = _cell_error(rows, quantity, hour)
            if error is not None:
                errors.append(error)
        made[name] = scaled
    if count > len(errors):
        errors.append(
            InputError(rows.source, f"{count - len(errors):,} more cells", "values as above")
        )
    if errors:
        raise InputErrors(errors)
    return made


def _as_year(rows: HourRows, names: Sequence[str]) -> tuple[dict[str, Floats], tuple[str, ...]]:
    """Check the number of hours and every cell; leave out a leap day."""
    count = len(rows.lines)
    if count not in (int(HOURS_PER_YEAR), LEAP_YEAR_HOURS):
        raise InputError(
            rows.source,
            f"{count:,} rows",
            "8,760 rows, one for each hour of a year, or the 8,784 of a leap year",
        )
    made = _checked(rows, names)
    if count == int(HOURS_PER_YEAR):
        return made, ()
    march = MONTH_STARTS[2]
    kept = np.r_[0:march, march + HOURS_PER_DAY : count]
    return {name: values[kept] for name, values in made.items()}, (LEAP_NOTE,)


def read_series(path: str | Path, quantity: str, sheet: str | None = None) -> UserSeries:
    r"""Read an hourly series of one quantity from a CSV file or a sheet of a workbook.

    Parameters
    ----------
    path : str or Path
        A CSV file, or a workbook (.xlsx, .xlsm).
    quantity : str
        Name in `SERIES_QUANTITIES`: the column to read. Other columns are passed over.
    sheet : str, optional
        Sheet of the workbook; may be left out where there is but one.

    Returns
    -------
    UserSeries
        The first row is the hour from 0 to 1 h on 1 January, local standard time. Of a leap
        year's 8,784 hours those of 29 February are left out, which the notes say.

    Raises
    ------
    InputError
        No such quantity, file, sheet or column, or another number of rows.
    InputErrors
        Every cell that is blank, no number or out of bounds, with its place.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = pathlib.Path(folder, "load.csv")
    ...     _ = path.write_text("it_load_mw\n" + 8760 * "40\n", encoding="utf-8")
    ...     float(read_series(path, "it_load_mw").values.sum())
    350400.0
    """
    if quantity not in SERIES_QUANTITIES:
        names = tuple(SERIES_QUANTITIES)
        near = nearest_choice(quantity, names)
        raise InputError("quantity", quantity, f"one of {', '.join(names)}", near)
    path = Path(path)
    rows = _table_rows(path, sheet, (quantity,))
    made, notes = _as_year(rows, (quantity,))
    unit = SERIES_QUANTITIES[quantity].unit
    return UserSeries(quantity, unit, read_only(made[quantity]), rows.source, notes)


def _table_rows(path: Path, sheet: str | None, wanted: Sequence[str]) -> HourRows:
    if path.suffix.lower() in WORKBOOK_SUFFIXES:
        return sheet_rows(path, sheet, wanted)
    if sheet is not None:
        raise InputError(path.name, sheet, "no sheet: only a workbook (.xlsx, .xlsm) has sheets")
    return csv_rows(path, wanted)


def read_weather(path: str | Path, sheet: str | None = None) -> UserWeather:
    """Read an hourly weather year.

    Parameters
    ----------
    path : str or Path
        An EPW or TMY3 file, told by how it begins; or a CSV file or workbook with the columns
        temp_c, rel_humidity_pct and pressure_pa.
    sheet : str, optional
        Sheet of the workbook; may be left out where there is but one.

    Returns
    -------
    UserWeather
        Hours in local standard time. Humidity above 100 % is held there, and a leap day is left
        out: the notes say so.

    Raises
    ------
    InputError
        No such file, sheet or column, another number of rows, hours out of order, or humidity
        as a fraction.
    InputErrors
        Every cell that is blank, missing, no number or out of bounds, with its place.
    """
    path = Path(path)
    kind = "sheet" if path.suffix.lower() in WORKBOOK_SUFFIXES else weather_format(path)
    if kind in ("epw", "tmy3") and sheet is None:
        rows = epw_rows(path) if kind == "epw" else tmy3_rows(path)
    else:
        rows = _table_rows(path, sheet, WEATHER_COLUMNS)
    made, notes = _as_year(rows, WEATHER_COLUMNS)
    percent = made["rel_humidity_pct"]
    if percent.max() <= REL_HUMIDITY_HELD_MAX:
        place = rows.place(int(percent.argmax()), "rel_humidity_pct")
        expected = "per cent: no hour of the year is above 1, so this looks like a fraction"
        raise InputError(place, float(percent.max()), expected)
    above = int((percent > PERCENT).sum())
    if above:
        notes = (*notes, f"relative humidity held at 100 % in {above:,} hours")
    return UserWeather(
        temp_c=read_only(made["temp_c"]),
        rel_humidity=read_only(np.minimum(percent, PERCENT) / PERCENT),
        pressure_pa=read_only(made["pressure_pa"]),
        file_format=kind,
        label=rows.label,
        source=rows.source,
        notes=notes,
    )
