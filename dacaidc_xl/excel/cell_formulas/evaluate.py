"""A user's workbook with DAC_ formulas to a copy of it that shows their values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from dacaidc_xl.errors import InputError
from dacaidc_xl.excel.cell_formulas.areas import Area, Place
from dacaidc_xl.excel.cell_formulas.book import Book, open_book, relations
from dacaidc_xl.excel.cell_formulas.calculation import Calculation, Outcome, Recalculation
from dacaidc_xl.excel.cell_formulas.charts import patch_chart
from dacaidc_xl.excel.cell_formulas.contents import Content
from dacaidc_xl.excel.cell_formulas.package import Package
from dacaidc_xl.excel.cell_formulas.part_edits import elements, settled_calculation
from dacaidc_xl.excel.cell_formulas.references import area_of
from dacaidc_xl.excel.cell_formulas.sheet_cells import ErrorValue, SheetCells, read_sheet
from dacaidc_xl.excel.cell_formulas.sheet_patch import Changes, patch_sheet
from dacaidc_xl.excel.formulas import dac_calls
from dacaidc_xl.excel.functions.cells import ERROR
from dacaidc_xl.excel.safe_workbook import Unusable
from dacaidc_xl.report.files import replacing

MAX_LISTED = 20
"""Most cells of one kind that are listed by name [-]."""
CHART_TYPES = ("drawingml.chart+xml", "chartex+xml")


@dataclass(frozen=True)
class Evaluated:
    """What became of a workbook with DAC_ formulas.

    Attributes
    ----------
    path : Path
        The copy that was written.
    outcome : Outcome
        What each cell gave.
    charts_updated, charts_dropped : int
        Stored series of charts that were written anew, and that were dropped [-].
    pivots : tuple of str
        Ranges that a pivot table summarizes and that changed; it has to be refreshed.
    errors : tuple of str
        DAC_ cells whose answer is a message, with the message.
    """

    path: Path
    outcome: Outcome
    charts_updated: int = 0
    charts_dropped: int = 0
    pivots: tuple[str, ...] = ()
    errors: tuple[str, ...] = ()

    @property
    def complete(self) -> bool:
        """Whether every cell has its value."""
        told = self.outcome
        return not (told.stale or told.circular or told.blocked or self.pivots)

    def messages(self) -> Iterator[str]:
        """Say what was done, and then cell by cell what has no value and why."""
        told = self.outcome
        yield f"{len(told.evaluated)} DAC_ formulas evaluated"
        if told.recalculated:
            yield f"{len(told.recalculated)} dependent formulas recalculated"
        if self.charts_updated or self.charts_dropped:
            yield (
                f"stored values of charts: {self.charts_updated} series updated, "
                f"{self.charts_dropped} dropped (drawn from their cells on opening)"
            )
        kinds: tuple[tuple[str, Mapping[Place, str]], ...] = (
            ("stale, marked so in the cell", told.stale),
            ("circular", told.circular),
            ("spill blocked", told.blocked),
        )
        for words, places in kinds:
            yield from _listed(words, [f"{p}: {why}" for p, why in places.items()])
        cut = [f"{p}: enter it as a dynamic array formula to see all of it" for p in told.cut]
        yield from _listed("first cell of a table only", cut)
        yield from _listed("pivot table to refresh", list(self.pivots))
        yield from _listed("answered with a message", list(self.errors))


def _listed(words: str, lines: list[str]) -> Iterator[str]:
    for line in lines[:MAX_LISTED]:
        yield f"{words}: {line}"
    if len(lines) > MAX_LISTED:
        yield f"{words}: and {len(lines) - MAX_LISTED:,} more"


def holds_formulas(path: str | Path) -> bool:
    """Say whether a workbook holds a formula that calls a DAC_ function.

    Parameters
    ----------
    path : str or Path
        A .xlsx or .xlsm file.

    Returns
    -------
    bool

    Raises
    ------
    InputError
        The file cannot be read as a workbook.

    Examples
    --------
    >>> import tempfile
    >>> from openpyxl import Workbook
    >>> book = Workbook()
    >>> book.active["A1"] = '=DAC_LCCC("VA")'
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     book.save(f"{folder}/my.xlsx")
    ...     holds_formulas(f"{folder}/my.xlsx")
    True
    """
    book = open_book(path)
    with book.archive:
        return book.calls_us() and any(dac_calls(f.text) for f in book.formulas.values())


def is_template(path: str | Path) -> bool:
    """Say whether a workbook has the sheets of one of our templates, and of one only."""
    from dacaidc_xl.excel.template_layout import KIND_SHEETS, layouts

    book = open_book(path)
    book.archive.close()
    kinds = [kind for sheet, kind in KIND_SHEETS.items() if sheet in book.parts]
    return len(kinds) == 1 and all(sheet.name in book.parts for sheet in layouts(kinds[0]))


def suffix_of(path: Path, values_only: bool) -> str:
    """Give the suffix of the copy: macros leave with the formulas."""
    return ".xlsx" if values_only else path.suffix.lower()


def evaluate_workbook(
    path: str | Path,
    target: str | Path,
    recalculation: Recalculation | None = None,
    values_only: bool = False,
) -> Evaluated:
    """Write a copy of a workbook in which every DAC_ formula shows its value.

    Parameters
    ----------
    path : str or Path
        The user's workbook; it is not changed.
    target : str or Path
        The copy, with the suffix that `suffix_of` gives.
    recalculation : Recalculation, optional
        What computes the cells that depend on DAC_ cells. Without it, and where it cannot,
        they show ``#DAC! stale: recalculate``.
    values_only : bool
        Whether every formula is replaced by its value; macros are left out then.

    Returns
    -------
    Evaluated

    Raises
    ------
    InputError
        The workbook cannot be read, or holds what the copy cannot.
    OutputError
        The copy cannot be written, or the recalculation failed as a whole.

    Notes
    -----
    Only the sheets with changed cells, the stored values of charts that show them, and where
    they ask for a calculation on opening the workbook part and the calculation chain change;
    all other parts are copied as they are.

    Examples
    --------
    >>> import tempfile
    >>> from openpyxl import Workbook, load_workbook
    >>> book = Workbook()
    >>> book.active["A1"] = '=DAC_PARAM("sorbent_life_yr",,"unit")'
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     book.save(f"{folder}/my.xlsx")
    ...     done = evaluate_workbook(f"{folder}/my.xlsx", f"{folder}/my_results.xlsx")
    ...     load_workbook(done.path, data_only=True).active["A1"].value
    'yr'
    """
    target = Path(target)
    book = open_book(path)
    with book.archive:
        return _evaluated(book, target, recalculation, values_only)


def _evaluated(
    book: Book, target: Path, recalculation: Recalculation | None, values_only: bool
) -> Evaluated:
    package = Package(book)
    if values_only:
        package.drop_macros()
    calculation = Calculation(book, recalculation, mark_unstored=values_only)
    outcome = calculation.run()
    for name, part in book.parts.items():
        changes = _changes(book, name, outcome, values_only)
        if changes.values:
            package.put(part, _patched(book, name, part, changes))
    changed = set(outcome.values)
    updated = dropped = 0
    for part in package.parts_of_type(*CHART_TYPES) if changed else ():
        chart = patch_chart(book, part, calculation.contents, changed)
        if chart.updated or chart.dropped:
            package.put(part, chart.content)
        updated, dropped = updated + chart.updated, dropped + chart.dropped
    package.put(
        book.workbook_part, settled_calculation(book.workbook_part, book.read(book.workbook_part))
    )
    moved = any(area != book.formulas[place].area for place, area in outcome.areas.items())
    if values_only:
        package.drop_table_formulas()
    if values_only or moved:
        package.drop("calcChain")
    with replacing(target) as temporary:
        package.write(temporary)
    return Evaluated(
        target,
        outcome,
        updated,
        dropped,
        tuple(_stale_pivots(book, changed)) if changed else (),
        tuple(_messages(outcome)),
    )


def _messages(outcome: Outcome) -> Iterator[str]:
    for place in outcome.evaluated:
        value = outcome.values[place]
        if isinstance(value, str) and value.startswith(ERROR):
            yield f"{place}: {value}"


def _changes(book: Book, sheet: str, outcome: Outcome, values_only: bool) -> Changes:
    values: dict[Place, Content] = {}
    cells = book.sheets[sheet]
    areas = {f.place: f.area for f in cells.formulas if f.form in ("array", "dynamic")}
    areas |= {place: area for place, area in outcome.areas.items() if place.sheet == sheet}
    if values_only:
        for formula in cells.formulas:
            place = formula.place
            stored = cells.values.get((place.row, place.column))
            values[place] = stored if isinstance(stored, float | str | bool) else None
    values |= {place: v for place, v in outcome.values.items() if place.sheet == sheet}
    return Changes(values, areas, plain=values_only)


def _patched(book: Book, sheet: str, part: str, changes: Changes) -> bytes:
    """Patch a sheet, and read it back before it is believed."""
    patched = patch_sheet(part, book.read(part), changes)
    before, after = book.sheets[sheet], read_sheet(sheet, part, patched, book.around)
    expected = dict(before.values)
    for place, content in changes.values.items():
        if content is None:
            expected.pop((place.row, place.column), None)
        else:
            expected[place.row, place.column] = content
    formulas = [
        (f.place, f.text, changes.areas.get(f.place, f.area))
        for f in before.formulas
        if not changes.plain or f.place not in changes.values
    ]
    if not _same(expected, after) or formulas != [
        (f.place, f.text, f.area) for f in after.formulas
    ]:
        words = Unusable("a sheet whose rows or cells stand in no order")
        raise InputError(f"{book.path.name}, {sheet}", words, "a sheet as Excel saves it")
    return patched


def _same(expected: Mapping[tuple[int, int], object], after: SheetCells) -> bool:
    """Say whether values are equal to the last bit and of one kind."""

    def kinds(values: Mapping[tuple[int, int], object]) -> dict[tuple[int, int], tuple[str, str]]:
        return {at: (_kind(value), repr(value)) for at, value in values.items()}

    return kinds(expected) == kinds(after.values)


def _kind(value: object) -> str:
    return "error" if isinstance(value, ErrorValue) else type(value).__name__


def _stale_pivots(book: Book, changed: set[Place]) -> Iterator[str]:
    """Name the ranges of pivot tables that hold changed cells."""
    for link in relations(book.archive, book.workbook_part):
        if link.kind != "pivotCacheDefinition":
            continue
        sources = elements(link.part, book.read(link.part), frozenset({"worksheetSource"}))
        for source in sources:
            area = _source_area(book, source.attributes)
            if area is not None and any(area.holds(place) for place in changed):
                yield f"{area.sheet}!{area.reference}"


def _source_area(book: Book, source: Mapping[str, str]) -> Area | None:
    sheet = source.get("sheet", next(iter(book.parts)))
    named = source.get("name", "")
    if named.casefold() in book.tables:
        return book.tables[named.casefold()].area
    return area_of(book, source.get("ref", named), Place(sheet, 1, 1))
