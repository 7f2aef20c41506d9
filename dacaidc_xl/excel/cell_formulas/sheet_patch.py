"""Change cells of a worksheet part in place: every other byte of it stays as it was."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from openpyxl.utils.cell import (
    column_index_from_string,
    coordinate_from_string,
)

from dacaidc_xl.excel.cell_formulas.areas import Area, Place, span_of
from dacaidc_xl.excel.cell_formulas.cell_xml import cell_xml
from dacaidc_xl.excel.cell_formulas.contents import Content
from dacaidc_xl.excel.cell_formulas.part_edits import Edit, spliced
from dacaidc_xl.excel.cell_formulas.sheet_cells import parse_part, parser_of

_REF = re.compile(rb"""(\bref\s*=\s*)(?:"[^"]*"|'[^']*')""")
_SPANS = re.compile(rb"""(\bspans\s*=\s*)(?:"[^"]*"|'[^']*')""")
_DROPPED = ("r", "t", "cm", "vm")
"""Attributes of a cell that belong to its content."""


@dataclass(frozen=True)
class Changes:
    """What is to change on one sheet.

    Attributes
    ----------
    values : mapping of Place to content
        New contents; None clears a cell.
    areas : mapping of Place to Area
        What each array formula of the sheet fills now.
    plain : bool
        Whether the formulas of changed cells go.
    """

    values: Mapping[Place, Content]
    areas: Mapping[Place, Area] = field(default_factory=dict)
    plain: bool = False

    @cached_property
    def spilled(self) -> frozenset[Place]:
        """Cells that an array formula fills."""
        if self.plain:
            return frozenset()
        return frozenset(place for area in self.areas.values() for place in area.places())


@dataclass
class _Cell:
    column: int
    start: int
    attributes: dict[str, str]
    end: int = 0
    formula: tuple[int, int] | None = None


@dataclass
class _Row:
    number: int
    start: int
    tag_end: int
    attributes: dict[str, str]
    closing: int = 0
    cells: list[_Cell] = field(default_factory=list)

    @property
    def style(self) -> str:
        """Style of its blank cells; empty where it has none."""
        custom = self.attributes.get("customFormat", "0") in ("1", "true")
        return self.attributes.get("s", "") if custom else ""


class _Layout:
    """Where the rows and cells of a part stand, in bytes."""

    def __init__(self, part: str, content: bytes, rows: set[int]) -> None:
        self.part, self.content, self.wanted = part, content, rows
        self.prefix = ""
        self.rows: list[_Row] = []
        self.columns: list[Edit] = []
        self._column_styles: dict[int, str] = {}
        self.data: tuple[int, int, int] = (0, 0, 0)
        self.dimension: tuple[int, int, str] | None = None
        self._depth = 0
        self._in_data = False
        self._row: _Row | None = None
        self._last_row = self._last_column = 0
        self._formula = 0
        self._parser = parser_of(part)
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        parse_part(self._parser, part, content)

    def tag_end(self, start: int) -> int:
        return self.content.index(b">", start) + 1

    def is_empty(self, tag_end: int) -> bool:
        return self.content[tag_end - 2 : tag_end] == b"/>"

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        at = self._parser.CurrentByteIndex
        self._depth += 1
        if self._depth == 1:
            self.prefix = name[: name.rfind(":") + 1]
            return
        name = name.removeprefix(self.prefix)
        if not self._in_data:
            if name == "sheetData":
                self._in_data = True
                self.data = (at, self.tag_end(at), 0)
            elif name == "dimension" and self._depth == 2:
                self.dimension = (at, self.tag_end(at), attributes.get("ref", ""))
            elif name == "col":
                first, last = int(attributes.get("min", 0)), int(attributes.get("max", 0))
                self.columns.append((first, last, attributes.get("style", "")))
        elif name == "row" and self._depth == 3:
            self._last_row = int(attributes.get("r", self._last_row + 1))
            self._last_column = 0
            self._row = _Row(self._last_row, at, self.tag_end(at), attributes)
            self.rows.append(self._row)
        elif name == "c" and self._depth == 4 and self._row is not None:
            self._last_column += 1
            if "r" in attributes:
                letters = coordinate_from_string(attributes["r"])[0]
                self._last_column = column_index_from_string(letters)
            if self._row.number in self.wanted:
                self._row.cells.append(_Cell(self._last_column, at, attributes))
        elif name == "f" and self._depth == 5:
            self._formula = at

    def _end(self, name: str) -> None:
        at = self._parser.CurrentByteIndex
        depth = self._depth
        self._depth -= 1
        if not self._in_data or (self._row is None and depth > 2):
            return
        name = name.removeprefix(self.prefix)
        if name == "sheetData" and depth == 2:
            self._in_data = False
            self.data = (*self.data[:2], at)
        elif self._row is None:
            return
        elif name == "row" and depth == 3:
            self._row.closing = at
        elif self._row.number in self.wanted and self._row.cells:
            cell = self._row.cells[-1]
            if name == "c" and depth == 4:
                cell.end = self._end_of(cell.start, at)
            elif name == "f" and depth == 5:
                cell.formula = (self._formula, self._end_of(self._formula, at))

    def _end_of(self, start: int, closing: int) -> int:
        """Give the byte after an element; the closing tag of an empty one is its own tag."""
        tag_end = self.tag_end(start)
        return tag_end if self.is_empty(tag_end) else self.tag_end(closing)

    def blank_style(self, row: _Row | None, column: int) -> dict[str, str]:
        """Give the style that a cell has which does not stand in the part."""
        if column not in self._column_styles:
            styles = (s for a, b, s in self.columns if a <= column <= b)
            self._column_styles[column] = next(styles, "")
        style = (row.style if row is not None else "") or self._column_styles[column]
        return {"s": style} if style else {}


def patch_sheet(part: str, content: bytes, changes: Changes) -> bytes:
    """Change cells of a worksheet part.

    Parameters
    ----------
    part : str
        Name of the part, for messages.
    content : bytes
        The part.
    changes : Changes
        What is to change.

    Returns
    -------
    bytes
        The part with only those cells changed, and cells inserted where there were none.

    Raises
    ------
    InputError
        Damaged XML, or a part in another encoding than UTF-8.

    Examples
    --------
    >>> part = b'<worksheet><sheetData><row r="1"><c r="A1" s="4"/></row></sheetData></worksheet>'
    >>> patch_sheet("sheet1.xml", part, Changes({Place("S", 1, 1): 2.5}))
    b'<worksheet><sheetData><row r="1"><c r="A1" s="4"><v>2.5</v></c></row></sheetData></worksheet>'
    """
    by_row: dict[int, dict[int, Place]] = {}
    for place in sorted(changes.values):
        by_row.setdefault(place.row, {})[place.column] = place
    layout = _Layout(part, content, set(by_row))
    edits: list[Edit] = []
    existing = {row.number: row for row in layout.rows}
    inserted: list[Place] = []
    for number, row in existing.items():
        if number in by_row:
            edits += _row_edits(layout, row, by_row[number], changes, inserted)
    missing = [number for number in by_row if number not in existing]
    edits += _new_rows(layout, missing, by_row, changes, inserted)
    edits += _dimension_edit(layout, inserted)
    return spliced(content, edits)


def _rebuilt(layout: _Layout, cell: _Cell, place: Place, changes: Changes) -> str:
    """Give the XML of a cell that stands in the part."""
    kept = {k: v for k, v in cell.attributes.items() if k not in _DROPPED}
    formula = ""
    if cell.formula is not None and not changes.plain:
        start, end = cell.formula
        raw = layout.content[start:end]
        if place in changes.areas:
            reference = changes.areas[place].reference.encode()
            raw = _REF.sub(rb'\g<1>"' + reference + b'"', raw, count=1)
        formula = raw.decode()
        if "cm" in cell.attributes:
            kept["cm"] = cell.attributes["cm"]
    return cell_xml(
        layout.prefix, place, kept, formula, changes.values[place], place in changes.spilled
    )


def _row_edits(
    layout: _Layout,
    row: _Row,
    columns: Mapping[int, Place],
    changes: Changes,
    inserted: list[Place],
) -> list[Edit]:
    edits: list[Edit] = []
    cells = {cell.column: cell for cell in row.cells}
    new = []
    for column, place in columns.items():
        if column in cells:
            cell = cells[column]
            edits.append((cell.start, cell.end, _rebuilt(layout, cell, place, changes)))
        elif changes.values[place] is not None:
            new.append(place)
    if not new:
        return edits
    inserted += new
    texts = [(place.column, _new_cell(layout, row, place, changes)) for place in new]
    tag = layout.content[row.start : row.tag_end]
    wide = _SPANS.sub(
        lambda found: found[1] + f'"{_wider(row, columns)}"'.encode(), tag, count=1
    ).decode()
    if layout.is_empty(row.tag_end):
        body = "".join(text for _, text in texts)
        opened = wide[:-2].rstrip() + ">"
        return [(row.start, row.tag_end, f"{opened}{body}</{layout.prefix}row>")]
    if wide != tag.decode():
        edits.append((row.start, row.tag_end, wide))
    for before, group in _grouped(texts, sorted(cells)).items():
        at = cells[before].start if before is not None else row.closing
        edits.append((at, at, "".join(group)))
    return edits


def _grouped(texts: list[tuple[int, str]], columns: list[int]) -> dict[int | None, list[str]]:
    """Gather new cells by the present cell that they stand before; None is the row's end."""
    groups: dict[int | None, list[str]] = {}
    for column, text in texts:
        position = bisect_right(columns, column)
        before = columns[position] if position < len(columns) else None
        groups.setdefault(before, []).append(text)
    return groups


def _wider(row: _Row, columns: Mapping[int, Place]) -> str:
    first, _, last = row.attributes["spans"].partition(" ")[0].partition(":")
    low, high = min(int(first), *columns), max(int(last), *columns)
    return f"{low}:{high}"


def _new_cell(layout: _Layout, row: _Row | None, place: Place, changes: Changes) -> str:
    style = layout.blank_style(row, place.column)
    return cell_xml(
        layout.prefix, place, style, "", changes.values[place], place in changes.spilled
    )


def _new_rows(
    layout: _Layout,
    numbers: list[int],
    by_row: Mapping[int, Mapping[int, Place]],
    changes: Changes,
    inserted: list[Place],
) -> list[Edit]:
    start, tag_end, closing = layout.data
    empty = layout.is_empty(tag_end)
    at_end: list[str] = []
    edits: list[Edit] = []
    position = 0
    p = layout.prefix
    for number in sorted(numbers):
        places = [q for q in by_row[number].values() if changes.values[q] is not None]
        if not places:
            continue
        inserted += places
        body = "".join(_new_cell(layout, None, place, changes) for place in places)
        xml = f'<{p}row r="{number}">{body}</{p}row>'
        while position < len(layout.rows) and layout.rows[position].number < number:
            position += 1
        if position < len(layout.rows):
            at = layout.rows[position].start
            edits.append((at, at, xml))
        else:
            at_end.append(xml)
    if not at_end:
        return edits
    if empty:
        opened = layout.content[start:tag_end].decode()[:-2].rstrip() + ">"
        return [(start, tag_end, f"{opened}{''.join(at_end)}</{p}sheetData>")]
    return [*edits, (closing, closing, "".join(at_end))]


def _dimension_edit(layout: _Layout, inserted: list[Place]) -> list[Edit]:
    """Let the stated size of the sheet cover the cells that were inserted."""
    span = span_of(layout.dimension[2]) if layout.dimension is not None else None
    if layout.dimension is None or span is None or not inserted:
        return []
    rows, columns = [p.row for p in inserted], [p.column for p in inserted]
    area = Area(
        "",
        min(span.top, *rows),
        min(span.left, *columns),
        max(span.bottom, *rows),
        max(span.right, *columns),
    )
    start, end, _ = layout.dimension
    tag = layout.content[start:end]
    return [
        (start, end, _REF.sub(rb'\g<1>"' + area.reference.encode() + b'"', tag, count=1).decode())
    ]
