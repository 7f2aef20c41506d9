"""The copy of a workbook's package: parts that change, parts that go, all others as they are."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from pathlib import Path

from dacaidc_xl.errors import InputError
from dacaidc_xl.excel.cell_formulas.book import Book, Relation, relations, relations_part
from dacaidc_xl.excel.cell_formulas.part_edits import (
    Edit,
    elements,
    spliced,
    with_attributes,
    without,
)
from dacaidc_xl.excel.package_lint import CONTENT_TYPES
from dacaidc_xl.excel.safe_workbook import Unusable

TYPES = "[Content_Types].xml"
MACRO_SHEETS = ("xlMacrosheet", "xlIntlMacrosheet")
TABLE_FORMULAS = frozenset({"calculatedColumnFormula", "totalsRowFormula"})


class Package:
    """Changes to the package of a workbook, written together.

    Parameters
    ----------
    book : Book
        The workbook, open for reading.
    """

    def __init__(self, book: Book) -> None:
        self.book = book
        self._parts: dict[str, bytes] = {}
        self._gone: set[str] = set()

    def get(self, part: str) -> bytes:
        """Give the content of a part as it is now."""
        return self._parts[part] if part in self._parts else self.book.read(part)

    def put(self, part: str, content: bytes) -> None:
        """Change a part; the same content changes nothing."""
        if content != self.get(part):
            self._parts[part] = content

    def parts_of_type(self, *endings: str) -> list[str]:
        """Give the parts whose content type ends in one of some words."""
        found = elements(TYPES, self.get(TYPES), frozenset({"Override"}))
        return [
            e.attributes.get("PartName", "").lstrip("/")
            for e in found
            if e.attributes.get("ContentType", "").endswith(endings)
            and e.attributes.get("PartName", "").lstrip("/") in self.book.archive.namelist()
        ]

    def drop(self, *kinds: str) -> None:
        """Leave out what the workbook part links to by some kinds, and what hangs on it."""
        main = self.book.workbook_part
        for link in relations(self.book.archive, main):
            if link.kind in kinds and link.part:
                self._unlink(main, link)
                self._forget(link.part)

    def _unlink(self, owner: str, link: Relation) -> None:
        part = relations_part(owner)

        def unwanted(marks: Mapping[str, str]) -> bool:
            return marks.get("Id") == link.identifier

        self.put(part, without(part, self.get(part), "Relationship", unwanted))

    def _forget(self, part: str) -> None:
        """Leave out a part with what only it links to."""
        if part in self._gone or part not in self.book.archive.namelist():
            return
        self._gone |= {part, relations_part(part)}
        for link in relations(self.book.archive, part):
            self._forget(link.part)

        def unwanted(marks: Mapping[str, str]) -> bool:
            return marks.get("PartName", "").lstrip("/") == part

        self.put(TYPES, without(TYPES, self.get(TYPES), "Override", unwanted))

    def drop_macros(self) -> None:
        """Leave out the VBA project, and make the package a plain .xlsx.

        Raises
        ------
        InputError
            It has sheets of macros of Excel 4, which a .xlsx cannot hold.
        """
        main = self.book.workbook_part
        if any(link.kind in MACRO_SHEETS for link in relations(self.book.archive, main)):
            words = Unusable("a workbook with macro sheets of Excel 4")
            raise InputError(self.book.path.name, words, "one without, for a copy of values only")
        self.drop("vbaProject")
        content = self.get(TYPES)
        edits: list[Edit] = []
        for element in elements(TYPES, content, frozenset({"Override"})):
            if element.attributes.get("PartName", "").lstrip("/") == main:
                tag = content[element.start : element.tag_end].decode()
                changes = {"ContentType": CONTENT_TYPES[".xlsx"]}
                if element.attributes.get("ContentType") != changes["ContentType"]:
                    edits.append((element.start, element.tag_end, with_attributes(tag, changes)))
        self.put(TYPES, spliced(content, edits))

    def drop_table_formulas(self) -> None:
        """Take the formulas of columns and totals out of the tables."""
        for table in self.book.tables.values():
            content = self.get(table.part)
            edits: list[Edit] = []
            for element in elements(table.part, content, TABLE_FORMULAS | {"tableColumn"}):
                if element.name in TABLE_FORMULAS:
                    edits.append((element.start, element.end, ""))
                elif "totalsRowFunction" in element.attributes:
                    tag = content[element.start : element.tag_end].decode()
                    changed = with_attributes(tag, {"totalsRowFunction": None})
                    edits.append((element.start, element.tag_end, changed))
            self.put(table.part, spliced(content, edits))

    def write(self, path: Path) -> None:
        """Write the package; order, names and times of its parts stay.

        Parameters
        ----------
        path : Path
            Where to.
        """
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for info in self.book.archive.infolist():
                if info.filename in self._gone:
                    continue
                copy = zipfile.ZipInfo(info.filename, info.date_time)
                copy.compress_type = zipfile.ZIP_DEFLATED
                copy.external_attr = info.external_attr
                archive.writestr(copy, self.get(info.filename))
