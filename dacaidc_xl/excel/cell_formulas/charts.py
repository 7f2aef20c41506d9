"""The values that a chart keeps of its cells: brought up to date where those have changed."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Set
from dataclasses import dataclass
from xml.sax.saxutils import escape

from dacaidc_xl.excel.cell_formulas.areas import Area, Place, PlaceIndex
from dacaidc_xl.excel.cell_formulas.book import Book
from dacaidc_xl.excel.cell_formulas.contents import Contents
from dacaidc_xl.excel.cell_formulas.part_edits import Edit, Element, elements, spliced
from dacaidc_xl.excel.cell_formulas.references import area_of, reads_of
from dacaidc_xl.excel.cell_formulas.sheet_cells import ErrorValue

MAX_POINTS = 32_000
"""Most values of one series that are written anew; more are dropped [-]."""
HOLDERS = frozenset({"numRef", "strRef", "multiLvlStrRef", "numDim", "strDim"})
CACHES = frozenset({"numCache", "strCache", "multiLvlStrCache", "lvl"})
NAMES = HOLDERS | CACHES | {"f", "formatCode"}


@dataclass(frozen=True)
class PatchedChart:
    """A chart part after the change: how many stored series were updated and how many dropped."""

    content: bytes
    updated: int
    dropped: int


def patch_chart(book: Book, part: str, contents: Contents, changed: Set[Place]) -> PatchedChart:
    """Bring the stored values of a chart up to date.

    Parameters
    ----------
    book : Book
        The workbook.
    part : str
        The chart's part.
    contents : Contents
        The cells as they are now.
    changed : set of Place
        Cells that changed.

    Returns
    -------
    PatchedChart
        Stored values of one range are written anew. Those of several ranges, of levels of
        labels, of numbers as labels and of the newer chart kinds are dropped: a chart without
        them is drawn from its cells. A text among numbers is a gap.
    """
    content = book.read(part)
    index: PlaceIndex[bool] = PlaceIndex()
    for place in changed:
        index.add(place, True)
    found = elements(part, content, NAMES)
    edits: list[Edit] = []
    updated = dropped = 0
    starts = [e.start for e in found]
    for position, holder in enumerate(found):
        if holder.name not in HOLDERS:
            continue
        inner = found[position + 1 : bisect_left(starts, holder.end)]
        formula = next((e.text for e in inner if e.name == "f"), "")
        caches = [e for e in inner if e.name in CACHES]
        outer = [c for i, c in enumerate(caches) if i == 0 or c.start >= caches[0].end]
        if not outer or not _touched(book, formula, index):
            continue
        area = area_of(book, formula, _anywhere(book))
        kept = next((e for e in inner if e.name == "formatCode"), None)
        written = _cache(holder, outer[0], area, contents, kept)
        updated, dropped = updated + bool(written), dropped + (not written)
        edits += [(c.start, c.end, written if c is outer[0] else "") for c in outer]
    return PatchedChart(spliced(content, edits), updated, dropped)


def _anywhere(book: Book) -> Place:
    return Place(next(iter(book.parts)), 1, 1)


def _touched(book: Book, formula: str, changed: PlaceIndex[bool]) -> bool:
    reads = reads_of(book, f"={formula}", _anywhere(book))
    return reads.anywhere or any(changed.first_in(area) for area in reads.areas)


def _cache(
    holder: Element, cache: Element, area: Area | None, contents: Contents, kept: Element | None
) -> str:
    """Give the stored values anew; empty where they are dropped."""
    if area is None or area.size > MAX_POINTS or cache.name not in ("numCache", "strCache"):
        return ""
    if min(area.rows, area.columns) > 1:
        return ""
    values = [contents.get(place) for place in area.places()]
    numbers = cache.name == "numCache"
    if not numbers and any(not isinstance(v, str | None) for v in values):
        return ""
    p = cache.prefix
    points = []
    for position, value in enumerate(values):
        shown = None
        if numbers and isinstance(value, float | bool):
            shown = repr(float(value))
        elif not numbers and isinstance(value, str) and not isinstance(value, ErrorValue):
            shown = escape(value)
        if shown:
            points.append(f'<{p}pt idx="{position}"><{p}v>{shown}</{p}v></{p}pt>')
    code = f"<{p}formatCode>{escape(kept.text)}</{p}formatCode>" if kept and numbers else ""
    count = f'<{p}ptCount val="{len(values)}"/>'
    return f"<{p}{cache.name}>{code}{count}{''.join(points)}</{p}{cache.name}>"
