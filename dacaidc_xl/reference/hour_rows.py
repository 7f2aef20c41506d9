"""Rows of hours as a user's file holds them: CSV or a sheet, each cell with its place."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from dacaidc_xl.errors import InputError, nearest_choice

MAX_FILE_BYTES = 50 * 2**20
HEADER_WITHIN = 20
"""The header is looked for in this many rows from the top."""


@dataclass(frozen=True, slots=True)
class HourRows:
    """Columns of a file, one cell an hour.

    Attributes
    ----------
    source : str
        Name of the file, or of the file and its sheet.
    columns : mapping of str to sequence of object
        Cells of each wanted column from the first hour on: text, numbers, or what a sheet held.
    lines : sequence of int
        Line of the file or row of the sheet of each hour.
    letters : mapping of str to str
        Letter of each column of a sheet; empty for a file of text.
    sheet : str
        Name of the sheet; blank for a file of text.
    titles : mapping of str to str
        What the file itself calls a column, where that is another name.
    factors : mapping of str to float
        What to multiply a column by to have it in its unit; 1 where it is left out.
    missing : mapping of str to float
        Number that stands for a missing hour, where a format has one.
    label : str
        Whose hours they are, where the file says so.
    """

    source: str
    columns: Mapping[str, Sequence[object]]
    lines: Sequence[int]
    letters: Mapping[str, str] = field(default_factory=dict)
    sheet: str = ""
    titles: Mapping[str, str] = field(default_factory=dict)
    factors: Mapping[str, float] = field(default_factory=dict)
    missing: Mapping[str, float] = field(default_factory=dict)
    label: str = ""

    def place(self, hour: int, column: str) -> str:
        """Give the place of a cell: ``file.csv:12, column temp_c`` or ``Weather!B12``."""
        if self.sheet:
            return f"{self.sheet}!{self.letters[column]}{self.lines[hour]}"
        return f"{self.source}:{self.lines[hour]}, column {self.titles.get(column, column)}"


def file_text(path: Path, encoding: str) -> str:
    """Read a text file whole, within bounds.

    Parameters
    ----------
    path : Path
        The file.
    encoding : str
        Its encoding.

    Returns
    -------
    str
        The text, line ends as they are.

    Raises
    ------
    InputError
        Missing, a folder, unreadable, too large, or of another encoding.
    """
    if not path.is_file():
        folder = path.parent
        siblings = [p.name for p in folder.iterdir() if p.is_file()] if folder.is_dir() else []
        found = "a folder" if path.is_dir() else "no such file"
        raise InputError(path.name, found, "a file", nearest_choice(path.name, siblings))
    try:
        size = path.stat().st_size
        if size > MAX_FILE_BYTES:
            expected = f"at most {MAX_FILE_BYTES >> 20} MB"
            raise InputError(path.name, f"{size / 2**20:.0f} MB", expected)
        return path.read_bytes().decode(encoding)
    except OSError as error:
        raise InputError(path.name, error.strerror, "a file that can be read") from error
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise InputError(
            f"{path.name}:{line}", error.object[error.start : error.end], "text in UTF-8"
        ) from error


def text_lines(name: str, text: str, quoted: bool = True) -> list[tuple[int, list[str]]]:
    r"""Split comma-separated text into cells, each line with its number, without empty lines.

    Parameters
    ----------
    name : str
        Name of the file, for messages.
    text : str
        The text.
    quoted : bool
        Whether a quoted cell may hold commas and line ends; a format without quotes takes them
        as letters, so that a stray one does not swallow the lines after it.

    Returns
    -------
    list of (int, list of str)
        Line number from 1 and cells without the blanks around them.

    Raises
    ------
    InputError
        A line that is no comma-separated text.

    Examples
    --------
    >>> text_lines("a.csv", "temp_c, price\n\n1,2\n")
    [(1, ['temp_c', 'price']), (3, ['1', '2'])]
    """
    stream = io.StringIO(text, newline="")
    reader = csv.reader(stream) if quoted else csv.reader(stream, quoting=csv.QUOTE_NONE)
    lines = []
    try:
        for row in reader:
            cells = [cell.strip() for cell in row]
            if any(cells):
                lines.append((reader.line_num, cells))
    except csv.Error as error:
        place = f"{name}:{reader.line_num}"
        raise InputError(place, str(error), "comma-separated text") from error
    return lines


def _header(
    source: str, rows: Sequence[tuple[int, Sequence[object]]], wanted: Sequence[str]
) -> tuple[int, dict[str, int]]:
    """Find the row that names the wanted columns: its position, and that of each column."""
    for at, (_, cells) in enumerate(rows[:HEADER_WITHIN]):
        names = [str(cell).casefold() for cell in cells]
        if all(name in names for name in wanted):
            for name in wanted:
                if names.count(name) > 1:
                    raise InputError(f"{source}:{rows[at][0]}", name, "each column once")
            return at, {name: names.index(name) for name in wanted}
    seen = [str(cell) for cell in rows[0][1]] if rows else []
    every = [str(cell) for _, cells in rows[:HEADER_WITHIN] for cell in cells]
    absent = [name for name in wanted if name not in (text.casefold() for text in every)]
    expected = f"a header with the columns {', '.join(wanted)}"
    if len(seen) == 1 and (";" in seen[0] or "\t" in seen[0]):
        expected += ", separated by commas, and decimal points"
    near = [text for name in absent[:1] for text in (nearest_choice(name, every),) if text]
    if near:
        expected += f" ({absent[0]} is missing; is it '{near[0]}'?)"
    elif absent:
        expected += f" (missing: {', '.join(absent)})"
    raise InputError(source, ", ".join(seen)[:200], expected)


def csv_rows(path: Path, wanted: Sequence[str]) -> HourRows:
    """Read columns of a CSV file.

    Parameters
    ----------
    path : Path
        UTF-8 text with commas; a header that names the columns in any order and case, then one
        line an hour. Other columns, empty lines and lines that start with # are passed over.
    wanted : sequence of str
        Names of the columns.

    Returns
    -------
    HourRows

    Raises
    ------
    InputError
        The file cannot be read, or lacks a column.
    """
    lines = [
        (line, cells)
        for line, cells in text_lines(path.name, file_text(path, "utf-8-sig"))
        if not cells[0].startswith("#")
    ]
    at, position = _header(path.name, lines, wanted)
    body = lines[at + 1 :]
    columns = {
        name: [cells[i] if i < len(cells) else "" for _, cells in body]
        for name, i in position.items()
    }
    return HourRows(path.name, columns, [line for line, _ in body])


def sheet_rows(path: Path, sheet: str | None, wanted: Sequence[str]) -> HourRows:
    """Read columns of a sheet of a workbook.

    Parameters
    ----------
    path : Path
        The workbook (.xlsx or .xlsm).
    sheet : str or None
        Name of the sheet; may be left out where there is but one.
    wanted : sequence of str
        Names of the columns.

    Returns
    -------
    HourRows
        From the row below the header to the last row that holds any of the columns; a gap
        between them stays a blank.

    Raises
    ------
    InputError
        The workbook cannot be read, or lacks the sheet or a column.
    """
    from openpyxl.utils import get_column_letter

    from dacaidc_xl.excel.safe_workbook import read_workbook

    if sheet is None:
        names = read_workbook(path, ()).sheet_names
        if len(names) != 1:
            expected = f"the name of one sheet: {', '.join(names)}"
            raise InputError(path.name, "", expected)
        sheet = names[0]
    book = read_workbook(path, [sheet])
    if sheet not in book.sheets:
        names = book.sheet_names
        raise InputError(
            path.name, sheet, f"one of the sheets {', '.join(names)}", nearest_choice(sheet, names)
        )
    source = f"{path.name}, sheet {sheet}"
    filled = book.sheets[sheet].rows
    rows = [
        (number, [cells.get(column, "") for column in range(1, max(cells) + 1)])
        for number, cells in filled.items()
    ]
    at, position = _header(source, rows, wanted)
    first = rows[at][0] + 1
    used = [
        number
        for number, cells in filled.items()
        if number >= first and any(i + 1 in cells for i in position.values())
    ]
    lines = range(first, max(used, default=first - 1) + 1)
    columns = {
        name: [filled.get(number, {}).get(i + 1, "") for number in lines]
        for name, i in position.items()
    }
    letters = {name: get_column_letter(i + 1) for name, i in position.items()}
    return HourRows(source, columns, lines, letters=letters, sheet=sheet)
