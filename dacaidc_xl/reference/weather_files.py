"""Weather files in the two formats that are common for a typical year: EPW and TMY3.

References
----------
EnergyPlus Weather File (EPW) Data Dictionary, in: US DOE, EnergyPlus, Auxiliary Programs.
S. Wilcox and W. Marion, Users Manual for TMY3 Data Sets, NREL/TP-581-43156, 2008.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from dacaidc_xl.errors import InputError, nearest_choice
from dacaidc_xl.reference.calendar import MONTH_HOURS
from dacaidc_xl.reference.hour_rows import HourRows, file_text, text_lines

HOURS_PER_DAY = 24
LEAP_YEAR_HOURS = 8784
WEATHER_COLUMNS = ("temp_c", "rel_humidity_pct", "pressure_pa")

EPW_HEADER_LINES = 8
EPW_POSITIONS = {"temp_c": 6, "rel_humidity_pct": 8, "pressure_pa": 9}
EPW_TITLES = {
    "temp_c": "7 (dry bulb)",
    "rel_humidity_pct": "9 (relative humidity)",
    "pressure_pa": "10 (station pressure)",
}
EPW_MISSING = {"temp_c": 99.9, "rel_humidity_pct": 999.0, "pressure_pa": 999_999.0}

TMY3_TITLES = {
    "temp_c": "Dry-bulb (C)",
    "rel_humidity_pct": "RHum (%)",
    "pressure_pa": "Pressure (mbar)",
}
TMY3_DATE = "Date (MM/DD/YYYY)"
TMY3_TIME = "Time (HH:MM)"
TMY3_MISSING = dict.fromkeys(WEATHER_COLUMNS, -9900.0)
PA_PER_MBAR = 100.0


def weather_format(path: Path) -> str:
    """Tell a weather file by how it begins.

    Parameters
    ----------
    path : Path
        A text file.

    Returns
    -------
    str
        epw, tmy3, or csv for anything else.
    """
    try:
        with path.open("rb") as stream:
            head = stream.read(4096)
    except OSError:  # who reads the file whole says what is the matter with it
        return "csv"
    lines = head.lstrip(b"\xef\xbb\xbf").splitlines()
    if lines and lines[0].upper().startswith(b"LOCATION,"):
        return "epw"
    if len(lines) > 1 and lines[1].lstrip(b'"').startswith(TMY3_DATE.encode()):
        return "tmy3"
    return "csv"


def _hours(leap: bool) -> list[tuple[int, int, int]]:
    """Month, day and hour 1 to 24 of every hour of a year."""
    days = [int(hours) // HOURS_PER_DAY for hours in MONTH_HOURS]
    if leap:
        days[1] += 1
    return [
        (month, day, hour)
        for month, count in enumerate(days, start=1)
        for day in range(1, count + 1)
        for hour in range(1, HOURS_PER_DAY + 1)
    ]


def _check_order(
    name: str, lines: Sequence[tuple[int, list[str]]], stamps: Sequence[Sequence[str]]
) -> None:
    """Refuse a file whose hours do not follow each other from 1 January, 1 h, on."""
    order = _hours(leap=len(lines) == LEAP_YEAR_HOURS)
    # A file of another length is refused for its length, once that is counted.
    for (line, _), stamp, expected in zip(lines, stamps, order, strict=False):
        try:
            found = tuple(int(part) for part in stamp)
        except ValueError:
            found = ()
        if found != expected:
            month, day, hour = expected
            raise InputError(
                f"{name}:{line}",
                " ".join(stamp),
                f"month {month}, day {day}, hour {hour}: the hours of a year in order",
            )


def epw_rows(path: Path) -> HourRows:
    """Read temperature, humidity and pressure of an EPW file.

    Parameters
    ----------
    path : Path
        The file; one record an hour from 1 January on, local standard time.

    Returns
    -------
    HourRows
        Columns temp_c, rel_humidity_pct, pressure_pa.

    Raises
    ------
    InputError
        The file cannot be read, is cut off, has several records an hour, or its hours are not
        in order.
    """
    # The format says nothing of an encoding; only names of places go beyond ASCII.
    lines = text_lines(path.name, file_text(path, "latin-1"), quoted=False)
    head, body = lines[:EPW_HEADER_LINES], lines[EPW_HEADER_LINES:]
    last_line, periods = head[-1]
    place = f"{path.name}:{last_line}"
    if len(head) < EPW_HEADER_LINES or periods[0].upper() != "DATA PERIODS":
        raise InputError(place, periods[0], "DATA PERIODS in the eighth line")
    if periods[1:3] != ["1", "1"]:
        expected = "one data period with one record an hour (1, 1)"
        raise InputError(place, ", ".join(periods[1:3]), expected)
    _check_order(path.name, body, [cells[1:4] for _, cells in body])
    return HourRows(
        source=path.name,
        columns={
            name: [cells[i] if i < len(cells) else "" for _, cells in body]
            for name, i in EPW_POSITIONS.items()
        },
        lines=[line for line, _ in body],
        titles=EPW_TITLES,
        missing=EPW_MISSING,
        label=", ".join(cell for cell in head[0][1][1:4] if cell not in ("", "-")),
    )


def tmy3_rows(path: Path) -> HourRows:
    """Read temperature, humidity and pressure of a TMY3 file.

    Parameters
    ----------
    path : Path
        The file; hours 01:00 to 24:00 of each day from 1 January on, local standard time.

    Returns
    -------
    HourRows
        Columns temp_c, rel_humidity_pct, pressure_pa; the pressure in mbar with its factor.

    Raises
    ------
    InputError
        The file cannot be read, lacks a column, or its hours are not in order.
    """
    lines = text_lines(path.name, file_text(path, "latin-1"))
    if len(lines) < 2:
        raise InputError(path.name, f"{len(lines)} lines", "a station, a header and 8,760 hours")
    station, (header_line, header), body = lines[0][1], lines[1], lines[2:]
    wanted = (TMY3_DATE, TMY3_TIME, *TMY3_TITLES.values())
    for title in wanted:
        if title not in header:
            place = f"{path.name}:{header_line}"
            raise InputError(place, "", f"a column '{title}'", nearest_choice(title, header))
    date, time = header.index(TMY3_DATE), header.index(TMY3_TIME)
    stamps = []
    for _, cells in body:
        padded = cells + [""] * (max(date, time) + 1 - len(cells))
        month, _, rest = padded[date].partition("/")
        stamps.append([month, rest.partition("/")[0], padded[time].partition(":")[0]])
    _check_order(path.name, body, stamps)
    return HourRows(
        source=path.name,
        columns={
            name: [cells[i] if i < len(cells) else "" for _, cells in body]
            for name, title in TMY3_TITLES.items()
            for i in (header.index(title),)
        },
        lines=[line for line, _ in body],
        titles=TMY3_TITLES,
        factors={"pressure_pa": PA_PER_MBAR},
        missing=TMY3_MISSING,
        label=", ".join(cell for cell in station[1:3] if cell),
    )
