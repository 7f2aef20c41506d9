"""Checks of a workbook's package for what makes Excel offer a repair, beyond a schema."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element

from defusedxml import ElementTree
from openpyxl.utils.cell import (  # type: ignore[import-untyped]
    get_column_letter,
    range_boundaries,
)

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
REL = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
RELATIONS = "{http://schemas.openxmlformats.org/package/2006/relationships}"
MAX_LIST, MAX_FORMULA, MAX_TEXT, MAX_SHEET_NAME = 255, 8192, 32_767, 31
CONTENT_TYPES = {
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
    ".xlsm": "application/vnd.ms-excel.sheet.macroEnabled.main+xml",
    ".xlam": "application/vnd.ms-excel.addin.macroEnabled.main+xml",
}
LEGAL_NAME = re.compile(r"^[A-Za-z_\\][\w.\\]*$")
LIKE_A_CELL = re.compile(r"^([A-Za-z]{1,3}\d+|[Rr]\d*[Cc]\d*|[RrCc])$")


def _related(package: zipfile.ZipFile, part: str) -> dict[str, str]:
    """Give the targets of a part's relations by their ids."""
    folder, _, name = part.rpartition("/")
    relations = f"{folder}/_rels/{name}.rels"
    if relations not in package.namelist():
        return {}
    found = {}
    for relation in ElementTree.fromstring(package.read(relations)).iter(
        f"{RELATIONS}Relationship"
    ):
        target = relation.get("Target", "")
        parts = [] if target.startswith("/") else folder.split("/")
        for step in target.strip("/").split("/"):
            if step == "..":
                parts.pop()
            else:
                parts.append(step)
        found[relation.get("Id", "")] = "/".join(parts)
    return found


def _texts(package: zipfile.ZipFile) -> list[str]:
    if "xl/sharedStrings.xml" not in package.namelist():
        return []
    root = ElementTree.fromstring(package.read("xl/sharedStrings.xml"))
    return ["".join(t.text or "" for t in item.iter(f"{MAIN}t")) for item in root]


def _cells(sheet: Element, texts: list[str]) -> dict[str, str]:
    """Give the text of each cell that holds one."""
    found = {}
    for cell in sheet.iter(f"{MAIN}c"):
        value = cell.find(f"{MAIN}v")
        if cell.get("t") == "s" and value is not None:
            found[cell.get("r", "")] = texts[int(value.text or 0)]
        elif cell.get("t") == "inlineStr":
            found[cell.get("r", "")] = "".join(t.text or "" for t in cell.iter(f"{MAIN}t"))
    return found


def _overlap(one: str, other: str) -> bool:
    left, top, right, bottom = range_boundaries(one)
    a, b, c, d = range_boundaries(other)
    return bool(left <= c and a <= right and top <= d and b <= bottom)


def _sheet_findings(
    package: zipfile.ZipFile, name: str, part: str, texts: list[str], table_names: list[str]
) -> Iterator[str]:
    sheet = ElementTree.fromstring(package.read(part))
    if len(name) > MAX_SHEET_NAME or re.search(r"[\[\]:*?/\\]", name) or name.strip("'") != name:
        yield f"{name}: illegal sheet name"
    cells = _cells(sheet, texts)
    for place, text in cells.items():
        if len(text) > MAX_TEXT:
            yield f"{name}!{place}: text of {len(text)} characters"
    for cell in sheet.iter(f"{MAIN}c"):
        formula = cell.find(f"{MAIN}f")
        if formula is not None and len(formula.text or "") > MAX_FORMULA:
            yield f"{name}!{cell.get('r')}: formula of {len(formula.text or '')} characters"
        if cell.get("t") == "e":
            yield f"{name}!{cell.get('r')}: error value"
    for formula in sheet.iter(f"{MAIN}formula1"):
        text = formula.text or ""
        if text.startswith('"') and len(text) - 2 > MAX_LIST:
            yield f"{name}: validation list of {len(text) - 2} characters"
    merged = [m.get("ref", "") for m in sheet.iter(f"{MAIN}mergeCell")]
    for position, one in enumerate(merged):
        if any(_overlap(one, other) for other in merged[:position]):
            yield f"{name}!{one}: merged ranges overlap"
    seen: list[str] = []
    related = _related(package, part)
    for link in sheet.iter(f"{MAIN}tablePart"):
        table = ElementTree.fromstring(package.read(related[link.get(f"{REL}id", "")]))
        ref, label = table.get("ref", ""), table.get("displayName", "")
        table_names.append(label)
        left, top, right, _ = range_boundaries(ref)
        heads = [c.get("name", "") for c in table.iter(f"{MAIN}tableColumn")]
        declared = table.find(f"{MAIN}tableColumns")
        count = int(declared.get("count", "0")) if declared is not None else 0
        if not len(heads) == count == right - left + 1:
            yield f"{name}: table {label} has {len(heads)} columns, count {count}, ref {ref}"
        if len({h.lower() for h in heads}) < len(heads):
            yield f"{name}: table {label} has two columns of one name"
        for offset, head in enumerate(heads):
            place = f"{get_column_letter(left + offset)}{top}"
            if cells.get(place) != head:
                yield f"{name}!{place}: header cell {cells.get(place)!r}, table column {head!r}"
        for other in (*seen, *merged):
            if _overlap(ref, other):
                yield f"{name}: table {label} overlaps {other}"
        seen.append(ref)


def lint(path: str | Path) -> list[str]:
    """Find what would make Excel offer to repair a workbook.

    Parameters
    ----------
    path : str or Path
        A .xlsx, .xlsm or .xlam file.

    Returns
    -------
    list of str
        Findings with their place; empty where there is none: tables against their cells,
        names, lengths, merged ranges, content type, error values, drawing ids.

    Examples
    --------
    >>> import tempfile
    >>> from openpyxl import Workbook
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     Workbook().save(f"{folder}/empty.xlsx")
    ...     lint(f"{folder}/empty.xlsx")
    []
    """
    path = Path(path)
    findings: list[str] = []
    table_names: list[str] = []
    with zipfile.ZipFile(path) as package:
        types = package.read("[Content_Types].xml").decode()
        if CONTENT_TYPES[path.suffix.lower()] not in types:
            findings.append(f"content type does not fit {path.suffix}")
        texts = _texts(package)
        book = ElementTree.fromstring(package.read("xl/workbook.xml"))
        parts = _related(package, "xl/workbook.xml")
        sheets = [
            (s.get("name", ""), parts[s.get(f"{REL}id", "")]) for s in book.iter(f"{MAIN}sheet")
        ]
        for name, part in sheets:
            findings += _sheet_findings(package, name, part, texts, table_names)
        names = [
            (d.get("localSheetId"), d.get("name", ""))
            for d in book.iter(f"{MAIN}definedName")
            if not d.get("name", "").startswith("_xlnm.")
        ]
        for _, name in [*names, *((None, t) for t in table_names)]:
            if not LEGAL_NAME.match(name) or LIKE_A_CELL.match(name):
                findings.append(f"illegal name {name!r}")
        everywhere = [n.lower() for scope, n in names if scope is None]
        everywhere += [t.lower() for t in table_names]
        findings += [
            f"name {n!r} twice" for n in sorted({n for n in everywhere if everywhere.count(n) > 1})
        ]
        for part in package.namelist():
            if re.fullmatch(r"xl/drawings/drawing\d+\.xml", part):
                ids = re.findall(r'<xdr:cNvPr id="(\d+)"', package.read(part).decode())
                if len(set(ids)) < len(ids):
                    findings.append(f"{part}: two objects of one id")
    return findings
