"""A user's workbook as its package: sheets, names, tables, and what its parts refer to."""

from __future__ import annotations

import posixpath
import warnings
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import NamedTuple
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException, ElementTree  # type: ignore[import-untyped]
from openpyxl.styles.numbers import (
    BUILTIN_FORMATS,
    is_date_format,
)

from dacaidc_xl.errors import InputError
from dacaidc_xl.excel.cell_formulas.areas import Area, Place, span_of
from dacaidc_xl.excel.cell_formulas.sheet_cells import (
    SheetCells,
    StoredFormula,
    Surroundings,
    read_sheet,
    unescape,
)
from dacaidc_xl.excel.safe_workbook import Unusable, check_file

MAX_FORMULAS = 200_000
"""Most formulas of one workbook [-]."""
DAMAGE = (KeyError, zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError)
"""What a damaged archive makes a reader raise."""
NONSENSE = (ParseError, DefusedXmlException, ValueError, IndexError, StopIteration)
"""What parts that make no sense make it raise."""
ROOT = ""
"""The package itself, as the owner of relations."""
DYNAMIC = "XLDAPR"
"""Kind of cell metadata that marks a dynamic array."""


class Relation(NamedTuple):
    """A link of a part to another: last word of its type, and the part; external has none."""

    identifier: str
    kind: str
    part: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table of a worksheet.

    Attributes
    ----------
    name : str
        Name in formulas.
    area : Area
        With its header and totals rows.
    header, totals : int
        Number of header and totals rows [-].
    columns : tuple of str
        Headers in order.
    part : str
        Its part of the package.
    """

    name: str
    area: Area
    header: int
    totals: int
    columns: tuple[str, ...]
    part: str


def local(tag: str) -> str:
    """Give a tag without its namespace."""
    return tag.rpartition("}")[2]


def children(root: Element, *names: str) -> Iterator[Element]:
    """Walk the elements of a tree that have one of some names, whatever their namespace."""
    return (element for element in root.iter() if local(str(element.tag)) in names)


@dataclass
class Book:
    """A workbook that is open for reading.

    Attributes
    ----------
    path : Path
        The file.
    archive : ZipFile
        Its package.
    workbook_part : str
        The part that lists the sheets.
    parts : mapping of str to str
        Name of each worksheet to its part, in order.
    names : mapping of (str or None, str) to str
        Sheet or None, and name in lower case, to the formula of a defined name.
    tables : mapping of str to Table
        By name in lower case.
    epoch_1904 : bool
        Whether dates count from 1904.
    """

    path: Path
    archive: zipfile.ZipFile
    workbook_part: str
    parts: Mapping[str, str]
    names: Mapping[tuple[str | None, str], str]
    tables: Mapping[str, Table]
    around: Surroundings
    epoch_1904: bool = False
    sheet_order: tuple[str, ...] = ()
    _sheets: dict[str, SheetCells] = field(default_factory=dict, repr=False)

    def read(self, part: str) -> bytes:
        """Give the content of a part.

        Raises
        ------
        InputError
            It is missing or damaged.
        """
        try:
            return self.archive.read(part)
        except (*DAMAGE, RuntimeError) as error:
            raise _damaged(self.path, error) from error

    def calls_us(self) -> bool:
        """Say whether the word DAC_ stands in a worksheet or a name, fast and never too seldom."""
        return any(b"dac_" in self.read(part).lower() for part in self.parts.values()) or any(
            "dac_" in text.lower() for text in self.names.values()
        )

    @cached_property
    def sheets(self) -> Mapping[str, SheetCells]:
        """The cells of every worksheet, read when they are first asked for."""
        read = {
            name: read_sheet(name, part, self.read(part), self.around)
            for name, part in self.parts.items()
        }
        count = sum(len(sheet.formulas) for sheet in read.values())
        if count > MAX_FORMULAS:
            words = Unusable(f"{count:,} formulas")
            raise InputError(self.path.name, words, f"at most {MAX_FORMULAS:,} formulas")
        return read

    @cached_property
    def sheet_names(self) -> Mapping[str, str]:
        """Names of the worksheets by their lower case, as Excel compares them."""
        return {name.casefold(): name for name in self.parts}

    @cached_property
    def formulas(self) -> Mapping[Place, StoredFormula]:
        """All formulas by their cell, in the order of the file."""
        return {f.place: f for sheet in self.sheets.values() for f in sheet.formulas}


def relations(archive: zipfile.ZipFile, part: str) -> tuple[Relation, ...]:
    """Give the relations of a part within its package.

    Parameters
    ----------
    archive : ZipFile
        The package.
    part : str
        The part, or `ROOT`.

    Returns
    -------
    tuple of Relation
    """
    name = relations_part(part)
    if name not in archive.namelist():
        return ()
    found = []
    for link in children(_parsed(archive, name), "Relationship"):
        inside = link.get("TargetMode", "Internal") != "External"
        target = link.get("Target", "") if inside else ""
        path = posixpath.normpath(posixpath.join(posixpath.dirname(part), target))
        kind = link.get("Type", "").rpartition("/")[2]
        found.append(Relation(link.get("Id", ""), kind, path.lstrip("/") if target else ""))
    return tuple(found)


def relations_part(part: str) -> str:
    """Give the part that holds the relations of a part."""
    folder, _, name = part.rpartition("/")
    return f"{folder}/_rels/{name}.rels".lstrip("/")


def _parsed(archive: zipfile.ZipFile, part: str) -> Element:
    root: Element = ElementTree.fromstring(archive.read(part), forbid_dtd=True)
    return root


def _identifier(element: Element) -> str:
    return next((v for k, v in element.attrib.items() if local(k) == "id" and "}" in k), "")


def open_book(path: str | Path) -> Book:
    """Open a workbook for reading; the caller closes its ``archive``.

    Parameters
    ----------
    path : str or Path
        A .xlsx or .xlsm file.

    Returns
    -------
    Book

    Raises
    ------
    InputError
        As `check_file` says, or the package is damaged.
    """
    path = Path(path)
    check_file(path)
    archive = zipfile.ZipFile(path)
    try:
        return _opened(path, archive)
    except InputError:
        archive.close()
        raise
    except (
        *DAMAGE,
        ParseError,
        ValueError,
        IndexError,
        StopIteration,
        DefusedXmlException,
    ) as error:
        archive.close()
        raise _damaged(path, error) from error


def _damaged(path: Path, error: Exception) -> InputError:
    words = Unusable(f"a damaged workbook ({error})")
    return InputError(path.name, words, "an Excel workbook (.xlsx)")


def _opened(path: Path, archive: zipfile.ZipFile) -> Book:
    listed = archive.namelist()
    if len({name.casefold() for name in listed}) < len(listed):
        words = Unusable("a package with two parts of one name")
        raise InputError(path.name, words, "an Excel workbook (.xlsx)")
    main = next(r.part for r in relations(archive, ROOT) if r.kind == "officeDocument")
    linked = relations(archive, main)
    by_id = {link.identifier: link for link in linked}
    root = _parsed(archive, main)
    order, parts = [], {}
    for sheet in children(root, "sheet"):
        link = by_id[_identifier(sheet)]
        order.append(sheet.get("name", ""))
        if link.kind == "worksheet":
            parts[order[-1]] = link.part
    names = {}
    for defined in children(root, "definedName"):
        scope = defined.get("localSheetId")
        owner = order[int(scope)] if scope is not None else None
        names[owner, defined.get("name", "").casefold()] = defined.text or ""
    tables = {
        table.name.casefold(): table
        for sheet, part in parts.items()
        for link in relations(archive, part)
        if link.kind == "table"
        for table in [_table(archive, sheet, link.part)]
    }
    one = {link.kind: link.part for link in linked}
    return Book(
        path=path,
        archive=archive,
        workbook_part=main,
        parts=parts,
        names=names,
        tables=tables,
        around=Surroundings(
            _texts(archive, one.get("sharedStrings", "")),
            _date_styles(archive, one.get("styles", "")),
            _dynamic(archive, one.get("sheetMetadata", "")),
        ),
        epoch_1904=any(
            e.get("date1904", "0") in ("1", "true") for e in children(root, "workbookPr")
        ),
        sheet_order=tuple(order),
    )


def _table(archive: zipfile.ZipFile, sheet: str, part: str) -> Table:
    root = _parsed(archive, part)
    span = span_of(root.get("ref", ""))
    if span is None:
        raise ValueError(f"{part}: {root.get('ref')}")
    return Table(
        name=root.get("displayName", ""),
        area=span.on(sheet),
        header=int(root.get("headerRowCount", 1)),
        totals=int(root.get("totalsRowCount", 0)),
        columns=tuple(unescape(c.get("name", "")) for c in children(root, "tableColumn")),
        part=part,
    )


def _texts(archive: zipfile.ZipFile, part: str) -> tuple[str, ...]:
    """Give the shared texts; a run of phonetic hints is not part of a text."""
    if part not in archive.namelist():
        return ()
    texts = []
    for item in children(_parsed(archive, part), "si"):
        hints = {t for run in children(item, "rPh") for t in run.iter()}
        texts.append(unescape("".join(t.text or "" for t in children(item, "t") if t not in hints)))
    return tuple(texts)


def _date_styles(archive: zipfile.ZipFile, part: str) -> frozenset[int]:
    if part not in archive.namelist():
        return frozenset()
    root = _parsed(archive, part)
    formats = {int(f.get("numFmtId", 0)): f.get("formatCode", "") for f in children(root, "numFmt")}
    found = set()
    for group in children(root, "cellXfs"):
        for number, style in enumerate(children(group, "xf")):
            identifier = int(style.get("numFmtId", 0))
            code = formats.get(identifier, BUILTIN_FORMATS.get(identifier, "General"))
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                if is_date_format(code):
                    found.add(number)
    return frozenset(found)


def _dynamic(archive: zipfile.ZipFile, part: str) -> frozenset[int]:
    """Give the numbers of cell metadata, from 1, that mark a dynamic array."""
    if part not in archive.namelist():
        return frozenset()
    root = _parsed(archive, part)
    kinds = [kind.get("name", "") for kind in children(root, "metadataType")]
    found = set()
    for group in children(root, "cellMetadata"):
        for number, block in enumerate(children(group, "bk"), start=1):
            for record in children(block, "rc"):
                if kinds[int(record.get("t", 0)) - 1] == DYNAMIC:
                    found.add(number)
    return frozenset(found)
