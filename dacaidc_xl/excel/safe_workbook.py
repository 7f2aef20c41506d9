"""Read the cells of a stranger's workbook: bounded, defused, and no cell silently blank."""

from __future__ import annotations

import datetime
import math
import warnings
import zipfile
import zlib
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any
from xml.etree.ElementTree import ParseError

import openpyxl  # type: ignore[import-untyped]
from defusedxml import DefusedXmlException  # type: ignore[import-untyped]
from defusedxml.ElementTree import iterparse  # type: ignore[import-untyped]
from openpyxl.utils import get_column_letter  # type: ignore[import-untyped]

from dacaidc_xl.errors import InputError, nearest_choice

MAX_FILE_BYTES = 50 * 2**20
MAX_UNPACKED_BYTES = 400 * 2**20
MAX_PARTS = 5_000
MAX_PART_RATIO = 200.0
"""Largest unpacked over packed size of a large part [-]; plain sheets stay below 60."""
LARGE_PART_BYTES = 4 * 2**20
MAX_ROWS = 60_000
MAX_COLUMNS = 200

SUFFIXES = (".xlsx", ".xlsm")
EXPECTED = "an Excel workbook (.xlsx)"
OLE_SIGNATURE = bytes.fromhex("D0CF11E0A1B11AE1")
STORE_VALUE = (
    "a stored value: open and save the file in a spreadsheet program, or type the value, "
    "or clear the cell"
)


@dataclass(frozen=True, slots=True)
class Unusable:
    """A content that is no value, in words, with what to put in its place.

    Examples
    --------
    >>> print(InputError("Sites!F7", Unusable("the error #REF!", "a value"), "a value"))
    Sites!F7: the error #REF! is not valid; expected a value.
    """

    words: str
    expected: str = ""

    def __str__(self) -> str:
        return self.words


BLANK = Unusable("blank")


@dataclass(frozen=True)
class SheetCells:
    """The filled cells of a sheet.

    Attributes
    ----------
    name : str
        Name of the sheet.
    rows : mapping of int to mapping of int to object
        Row number to column number to content, both from 1; what is blank is missing. A
        content is a float, bool or str, or `Unusable`.
    """

    name: str
    rows: Mapping[int, Mapping[int, object]]

    def place(self, row: int, column: int) -> str:
        """Give the address of a cell, such as ``Sites!F7``."""
        return f"{self.name}!{get_column_letter(column)}{row}"


@dataclass(frozen=True)
class WorkbookCells:
    """What was read of a workbook.

    Attributes
    ----------
    path : Path
        The file.
    sheet_names : tuple of str
        Every sheet, read or not.
    sheets : mapping of str to SheetCells
        The sheets that were asked for and exist.
    names : mapping of str to (str, int, int)
        Defined names of single cells: sheet, row, column.
    """

    path: Path
    sheet_names: tuple[str, ...]
    sheets: Mapping[str, SheetCells]
    names: Mapping[str, tuple[str, int, int]] = field(default_factory=dict)


def _refuse(
    path: Path, words: str, expected: str = EXPECTED, near: str | None = None
) -> InputError:
    return InputError(path.name, Unusable(words), expected, near)


def check_file(path: Path, suffixes: Collection[str] = SUFFIXES) -> None:
    """Look at a workbook file from outside, before a reader opens it.

    Parameters
    ----------
    path : Path
        The file.
    suffixes : collection of str
        Which endings it may have, in small letters.

    Raises
    ------
    InputError
        Missing, empty, too large, encrypted, an old .xls, no zip archive, another kind of
        document, packed like a bomb, or with entity declarations in its XML.
    """
    if not path.is_file():
        siblings = [p.name for p in path.parent.glob("*.xls*")] if path.parent.is_dir() else []
        words = "a folder" if path.is_dir() else "a file that does not exist"
        raise _refuse(path, words, near=nearest_choice(path.name, siblings))
    try:
        size = path.stat().st_size
        with path.open("rb") as stream:
            head = stream.read(len(OLE_SIGNATURE))
    except OSError as error:
        raise _refuse(path, f"a file that cannot be read ({error.strerror})") from error
    if size == 0:
        raise _refuse(path, "an empty file (0 bytes)")
    if head == OLE_SIGNATURE:
        raise _refuse(
            path,
            "an encrypted workbook or an old .xls",
            "an .xlsx without password: remove the password, or save it as .xlsx",
        )
    if path.suffix.lower() not in suffixes:
        raise _refuse(path, f"a file of type '{path.suffix}'")
    if size > MAX_FILE_BYTES:
        raise _refuse(
            path, f"a file of {size / 2**20:.0f} MB", f"at most {MAX_FILE_BYTES >> 20} MB"
        )
    if not zipfile.is_zipfile(path):
        raise _refuse(path, "a file that is damaged or no workbook")
    try:
        with zipfile.ZipFile(path) as archive:
            _check_parts(path, archive)
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, RuntimeError) as error:
        # RuntimeError: zipfile's word for a password or an unknown method.
        raise _refuse(path, f"a damaged workbook ({error})") from error


def _check_parts(path: Path, archive: zipfile.ZipFile) -> None:
    parts = archive.infolist()
    unpacked = sum(part.file_size for part in parts)
    if len(parts) > MAX_PARTS or unpacked > MAX_UNPACKED_BYTES:
        raise _refuse(
            path,
            f"an archive of {len(parts)} parts and {unpacked / 2**20:.0f} MB when unpacked",
            f"at most {MAX_PARTS} parts and {MAX_UNPACKED_BYTES >> 20} MB",
        )
    for part in parts:
        ratio = part.file_size / max(part.compress_size, 1)
        if part.file_size > LARGE_PART_BYTES and ratio > MAX_PART_RATIO:
            raise _refuse(
                path,
                f"the part {part.filename}, packed {ratio:.0f} to 1",
                f"at most {MAX_PART_RATIO:.0f} to 1",
            )
    names = set(archive.namelist())
    types = archive.read("[Content_Types].xml") if "[Content_Types].xml" in names else b""
    if b"sheet.binary" in types:
        raise _refuse(path, "a binary workbook (.xlsb)", "an .xlsx: save it as .xlsx")
    if b"spreadsheetml" not in types:
        kind = (
            archive.read("mimetype")[:80].decode("ascii", "replace") if "mimetype" in names else ""
        )
        words = f"a file of type {kind}" if kind else "an archive that is no Excel workbook"
        raise _refuse(path, words, "an .xlsx: save it as .xlsx")
    for part in parts:
        _check_prolog(path, archive, part)


def _check_prolog(path: Path, archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """Refuse a document type: no workbook has one, and entity bombs need one."""
    with archive.open(part) as stream:
        if not stream.read(64).lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n").startswith(b"<"):
            return
    with archive.open(part) as stream:
        try:
            next(iterparse(stream, events=("start",), forbid_dtd=True), None)
        except DefusedXmlException as error:
            raise _refuse(
                path,
                f"the part {part.filename} with a document type or entities",
                "a workbook as a spreadsheet program writes it",
            ) from error
        except (ParseError, ValueError, LookupError):
            # Some drawings that Excel writes are not well-formed; the sheets are parsed later.
            return


def read_workbook(
    path: str | Path, sheets: Collection[str], max_rows: int = MAX_ROWS
) -> WorkbookCells:
    """Read some sheets of a workbook as values, without executing or changing anything.

    Parameters
    ----------
    path : str or Path
        The workbook.
    sheets : collection of str
        Names of the sheets to read where they exist; others are listed only.
    max_rows : int
        A filled cell below this row is refused [-].

    Returns
    -------
    WorkbookCells
        A formula gives its stored value. One without, an error value or a date comes back
        as `Unusable`, never as a blank.

    Raises
    ------
    InputError
        As `check_file` says, or the workbook cannot be parsed or is larger than the bounds.

    Notes
    -----
    openpyxl parses with defusedxml where that is installed, as it is with this package; a
    document type is refused before that, whatever parser follows. The file is read twice,
    once for formulas and once for stored values.

    Examples
    --------
    >>> read_workbook("no_such.xlsx", ["Sites"])
    Traceback (most recent call last):
        ...
    dacaidc_xl.errors.InputError: no_such.xlsx: a file that does not exist is not valid; \
expected an Excel workbook (.xlsx).
    """
    path = Path(path)
    check_file(path)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # parts that only matter for writing back
            return _read(path, sheets, max_rows)
    except InputError:
        raise
    except Exception as error:
        # openpyxl meets a damaged file with whatever fails first: no list of types is complete.
        reason = str(error).partition("\n")[0] or type(error).__name__
        raise _refuse(path, f"a damaged workbook ({reason})") from error


def _read(path: Path, sheets: Collection[str], max_rows: int) -> WorkbookCells:
    formulas: dict[str, dict[tuple[int, int], str]] = {}
    with _opened(path, data_only=False) as book:
        sheet_names, names = tuple(book.sheetnames), _single_cells(book)
        wanted = [sheet.title for sheet in book.worksheets if sheet.title in sheets]
        for title in wanted:
            formulas[title] = {
                (row, column): str(getattr(cell.value, "text", cell.value))
                for row, column, cell in _cells(book[title], max_rows)
                if cell.data_type == "f"
            }
    read: dict[str, SheetCells] = {}
    with _opened(path, data_only=True) as book:
        for title in wanted:
            rows: dict[int, dict[int, object]] = {}
            for row, column, cell in _cells(book[title], max_rows):
                content = content_of(cell.value, cell.data_type == "e")
                if content is not None:
                    rows.setdefault(row, {})[column] = content
            for (row, column), formula in formulas[title].items():
                if column not in rows.get(row, {}):
                    words = f"the formula {formula[:80]} without a stored value"
                    rows.setdefault(row, {})[column] = Unusable(words, STORE_VALUE)
            read[title] = SheetCells(title, MappingProxyType(rows))
    return WorkbookCells(path, sheet_names, MappingProxyType(read), MappingProxyType(names))


@contextmanager
def _opened(path: Path, data_only: bool) -> Iterator[Any]:
    """Open with openpyxl; the file is ours, so that a failure does not leave it open."""
    with path.open("rb") as stream:
        book = openpyxl.load_workbook(stream, read_only=True, data_only=data_only)
        try:
            yield book
        finally:
            book.close()


def _cells(sheet: Any, max_rows: int) -> Iterator[tuple[int, int, Any]]:
    """Walk the cells that hold something, whatever size the file says the sheet has."""
    sheet.reset_dimensions()
    for row, cells in enumerate(sheet.iter_rows(), start=1):
        for column, cell in enumerate(cells, start=1):
            if cell.value is None and cell.data_type != "f":
                continue
            if row > max_rows or column > MAX_COLUMNS:
                place = f"{sheet.title}!{get_column_letter(column)}{row}"
                expected = f"nothing beyond row {max_rows:,} and {MAX_COLUMNS} columns"
                raise InputError(place, Unusable("a filled cell"), expected)
            yield row, column, cell


def content_of(value: object, is_error: bool) -> object:
    """Bring the value of a cell to float, bool or str; name what is none of them.

    Parameters
    ----------
    value : object
        As a reader of files or an open workbook gives it.
    is_error : bool
        Whether it is an error value, such as ``#REF!``.

    Returns
    -------
    object
        None where the cell is blank, `Unusable` where it holds no value.

    Examples
    --------
    >>> content_of(2030, False), content_of("  ", False), str(content_of("#REF!", True))
    (2030.0, None, 'the error #REF!')
    """
    if is_error:
        return Unusable(f"the error {value}")
    if isinstance(value, datetime.date | datetime.time | datetime.timedelta):
        return Unusable(f"the date or time {value}", "a cell that is not formatted as a date")
    if isinstance(value, str):
        return value.strip() or None
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value) if math.isfinite(value) else Unusable(f"the number {value}")
    return value


def _single_cells(book: Any) -> dict[str, tuple[str, int, int]]:
    found: dict[str, tuple[str, int, int]] = {}
    for name, defined in book.defined_names.items():
        for title, reference in defined.destinations:
            corner = openpyxl.utils.cell.range_boundaries(reference)
            if None not in corner and corner[:2] == corner[2:]:
                found[name] = (title, corner[1], corner[0])
    return found
