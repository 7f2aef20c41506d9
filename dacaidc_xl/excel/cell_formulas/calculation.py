"""The order of evaluation: DAC_ cells as soon as what they read is known, the others after."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from dacaidc_xl.excel.cell_formulas.areas import LAST_COLUMN, LAST_ROW, Area, Place, PlaceIndex
from dacaidc_xl.excel.cell_formulas.book import Book
from dacaidc_xl.excel.cell_formulas.contents import Content, Contents, as_rows
from dacaidc_xl.excel.cell_formulas.nodes import Node, closure, find_circle, nodes_of, stuck
from dacaidc_xl.excel.cell_formulas.references import area_of, name_text
from dacaidc_xl.excel.cell_formulas.sheet_cells import ErrorValue
from dacaidc_xl.excel.formulas import (
    Block,
    Call,
    NotEvaluated,
    Reference,
    Resolve,
    evaluate_calls,
    parse_argument,
)
from dacaidc_xl.excel.functions.cells import ERROR, MAX_TEXT

STALE = f"{ERROR} stale: recalculate"
"""What a cell shows whose value would have to be computed anew."""
NOT_AVAILABLE = ErrorValue("#N/A")
MAX_AGAIN = 3
"""Most times that a cell is evaluated anew because a table grew over what it reads [-]."""

ResolveAt = Callable[[Place], Resolve]
"""From the cell of a formula to what resolves its references."""


@dataclass(frozen=True)
class Recalculation:
    """A program that computes the formulas that are not ours.

    Attributes
    ----------
    unsupported : callable
        Why it cannot compute a formula; empty where it can.
    compute : callable
        Computes some formulas; what it leaves out it could not compute.
    """

    unsupported: Callable[[Book, Node], str]
    compute: Callable[[Contents, Sequence[Node], ResolveAt], Mapping[Place, Content]]


@dataclass
class Outcome:
    """What the evaluation of a workbook gave.

    Attributes
    ----------
    values : dict of Place to content
        New contents of cells; None clears one.
    areas : dict of Place to Area
        The cells that each array formula of ours fills now.
    evaluated, recalculated : list of Place
        DAC_ cells; cells that another program computed.
    stale, circular, blocked : dict of Place to str
        Cells without a value, and why.
    cut : list of Place
        Cells that show only the first cell of a table, as they are no array formula.
    """

    values: dict[Place, Content] = field(default_factory=dict)
    areas: dict[Place, Area] = field(default_factory=dict)
    evaluated: list[Place] = field(default_factory=list)
    recalculated: list[Place] = field(default_factory=list)
    stale: dict[Place, str] = field(default_factory=dict)
    circular: dict[Place, str] = field(default_factory=dict)
    blocked: dict[Place, str] = field(default_factory=dict)
    cut: list[Place] = field(default_factory=list)


class Calculation:
    """One evaluation of one workbook.

    Parameters
    ----------
    book : Book
        The workbook.
    recalculation : Recalculation, optional
        What computes the cells that depend on ours; without it they are stale.
    mark_unstored : bool
        Whether a formula without a stored value is marked stale although it depends on none
        of ours.
    """

    def __init__(
        self, book: Book, recalculation: Recalculation | None = None, mark_unstored: bool = False
    ) -> None:
        self.book, self.recalculation, self.mark_unstored = book, recalculation, mark_unstored
        self.nodes = nodes_of(book)
        self.own = {place: node for place, node in self.nodes.items() if node.call is not None}
        self.others = [node for node in self.nodes.values() if node.call is None]
        self.contents = Contents(book)
        self.outcome = Outcome()
        self.fills = {place: node.area for place, node in self.own.items()}
        self._settled: set[Place] = set()
        self._computed: set[Place] = set()
        self._stale_cells: PlaceIndex[Place] = PlaceIndex()
        self._occupied: PlaceIndex[Place] = PlaceIndex()
        self._again: Counter[Place] = Counter()
        self._grown: list[Area] = []
        for node in self.nodes.values():
            self._occupied.add_area(node.area, node.place)
        self._find_dependents()

    def run(self) -> Outcome:
        """Evaluate until nothing waits."""
        while True:
            self._evaluate_ready()
            if self._grown:
                self._wait_again()
            elif not self._waits_on():
                return self._finished()

    def _waits_on(self) -> bool:
        """Do one thing for the formulas that wait; say whether there was anything to do."""
        if not (self._pending() or self._waiting_others()):
            return False
        return self._break_circle() or self._settle_others() or self._give_up()

    def resolve_at(self, place: Place) -> Resolve:
        """Give what resolves the references of a formula in a cell."""

        def resolve(text: str) -> object:
            if text.endswith("#"):
                anchor = area_of(self.book, text[:-1], place)
                area = self._spilled(anchor) if anchor is not None else None
            else:
                area = area_of(self.book, text, place)
            if area is not None:
                return self.contents.block(area, text)
            named = name_text(self.book, text, place)
            if named is None:
                raise KeyError(text)
            meaning = parse_argument(named)
            if isinstance(meaning, Reference | Call):
                raise NotEvaluated(text, named, "a name of a cell, a range or a constant")
            return [list(row) for row in meaning.rows] if isinstance(meaning, Block) else meaning

        return resolve

    def _spilled(self, anchor: Area) -> Area | None:
        place = anchor.corner
        if place in self.fills:
            return self.fills[place]
        return self.nodes[place].area if place in self.nodes else anchor

    def _find_dependents(self) -> None:
        """Find the formulas that need other values than those stored, or have none."""
        unsure = [n for n in self.others if n.calls_us or n.unsure]
        seeds = [*self.fills.values(), *(n.area for n in unsure)]
        self._dependents = closure(seeds, self.others) | {n.place for n in unsure}
        unstored = [n for n in self.others if not n.formula.stored]
        self._unstored = closure([n.area for n in unstored], self.others) | {
            n.place for n in unstored
        }

    def _pending(self) -> list[Node]:
        return [node for place, node in self.own.items() if place not in self._settled]

    def _waiting_others(self) -> list[Node]:
        wanted = self._dependents | self._unstored
        return [n for n in self.others if n.place in wanted and n.place not in self._settled]

    def _waiting_cells(self) -> PlaceIndex[Place]:
        index: PlaceIndex[Place] = PlaceIndex()
        for node in self._pending():
            index.add_area(self.fills[node.place], node.place)
        for node in self._waiting_others():
            index.add_area(node.area, node.place)
        return index

    def _evaluate_ready(self) -> None:
        """Evaluate what waits for nothing, then what waited only for that, wave by wave."""
        waiting = self._waiting_cells()
        behind: dict[Place, list[Node]] = defaultdict(list)
        wave = self._pending()
        while wave:
            ready = []
            for node in wave:
                owner = next(
                    (o for a in node.reads.areas if (o := waiting.first_in(a)) is not None), None
                )
                if owner is None:
                    ready.append(node)
                else:
                    behind[owner].append(node)
            for node in ready:
                waiting.discard(node.place, self.fills[node.place])
            self._evaluate(ready)
            wave = [later for node in ready for later in behind.pop(node.place, [])]

    def _wait_again(self) -> None:
        """Let what reads cells that a table has just covered or left be evaluated anew."""
        self._find_dependents()
        settled = [node for node in self.nodes.values() if node.place in self._settled]
        fresh = [n.area for n in self._waiting_others()]
        again = closure([*self._grown, *fresh], settled)
        self._grown = []
        for place in again:
            self._again[place] += 1
            if self._again[place] > MAX_AGAIN:
                continue
            if place not in self.outcome.circular and place not in self.outcome.stale:
                self._settled.discard(place)

    def _evaluate(self, nodes: Sequence[Node]) -> None:
        """Evaluate cells of ours whose inputs are known, all in one go."""
        sound = []
        for node in nodes:
            if any(self._stale_cells.first_in(area) is not None for area in node.reads.areas):
                self._mark_stale(node, "it reads a cell that is stale")
            elif node.call is not None:
                sound.append((node, (node.call, self.resolve_at(node.place))))
        values = evaluate_calls([call for _, call in sound])
        for (node, _), value in zip(sound, values, strict=True):
            if isinstance(value, NotEvaluated):
                self._mark_stale(node, str(value))
            else:
                self._take_own(node, as_rows(value))

    def _take_own(self, node: Node, rows: list[list[Content]]) -> None:
        """Put the result of a cell of ours where its formula fills cells."""
        self._settled.add(node.place)
        self.outcome.blocked.pop(node.place, None)
        if node.form == "cell":
            if len(rows) > 1 or len(rows[0]) > 1:
                self.outcome.cut.append(node.place)
            self._fill(node, [rows[0][:1]])
        elif node.form == "array":
            self._fill(node, _fitted(rows, node.area))
        else:
            self._fill(node, self._unblocked(node, rows))

    def _unblocked(self, node: Node, rows: list[list[Content]]) -> list[list[Content]]:
        """Give the rows, or a message where a cell stands in the way of the table."""
        sheet, row, column = node.place
        area = Area(sheet, row, column, row + len(rows) - 1, column + len(rows[0]) - 1)
        words = self._obstacle(node, area) if area.size > 1 else ""
        if not words:
            return rows
        self.outcome.blocked[node.place] = words
        return [[f"{ERROR} spill blocked: {words}"[:MAX_TEXT]]]

    def _obstacle(self, node: Node, area: Area) -> str:
        """Say what stands where a table would spill; empty for nothing."""
        if area.bottom > LAST_ROW or area.right > LAST_COLUMN:
            return f"{area.reference} ends beyond the sheet"
        for merged in self.book.sheets[area.sheet].merged:
            if merged.meets(area):
                return f"{area.sheet}!{merged.reference} is merged"
        for table in self.book.tables.values():
            if table.area.meets(area):
                return f"{area.sheet}!{table.area.reference} is the table {table.name}"
        held = self.fills[node.place]
        for place in area.places():
            owner = self._occupied.owner(place)
            taken = owner is not None and owner != node.place
            filled = self.contents.get(place) is not None and not held.holds(place)
            if taken or (filled and not node.area.holds(place)):
                return f"{place} is not empty"
        return ""

    def _fill(self, node: Node, rows: list[list[Content]]) -> None:
        """Write a result into the cells of a formula of ours, and clear those it leaves."""
        sheet, row, column = node.place
        before = self.fills[node.place]
        area = Area(sheet, row, column, row + len(rows) - 1, column + len(rows[0]) - 1)
        for place in before.places():
            if not area.holds(place):
                self.contents.put(place, None)
        for place in area.places():
            self.contents.put(place, rows[place.row - row][place.column - column])
        if area != before:
            self._occupied.discard(node.place, before)
            self._occupied.add_area(area, node.place)
            self.fills[node.place] = area
            self._grown += [before, area]

    def _break_circle(self) -> bool:
        """Give the cells of one circle their message."""
        waiting = self._waiting_cells()
        starts = stuck([*self._pending(), *self._waiting_others()], waiting, self.fills)
        if self.recalculation is None:
            # Circles without one of our cells are stale like all the others.
            starts = [node for node in starts if node.place in self.own]
        circle = find_circle(starts, waiting, self.nodes)
        shown = " -> ".join(map(str, (*circle, *circle[:1])))
        for place in circle:
            words = f"circular reference: {shown}"
            if place not in self.own:
                self._mark_stale(self.nodes[place], words)
                continue
            self._settled.add(place)
            self.outcome.circular[place] = words
            self._fill(self.own[place], self._throughout(place, f"{ERROR} {words}"[:MAX_TEXT]))
        return bool(circle)

    def _throughout(self, place: Place, text: str) -> list[list[Content]]:
        """Give a text for all cells of a fixed block, for one cell otherwise."""
        node = self.own[place]
        return _fitted([[text]], node.area) if node.form == "array" else [[text]]

    def _settle_others(self) -> bool:
        """Have another program compute what waits for none of ours; mark what it cannot."""
        waiting = self._waiting_others()
        if self.recalculation is None:
            for node in waiting:
                self._mark_stale(node, self._why_stale(node))
            return bool(waiting)
        unfit = {n.place: self.recalculation.unsupported(self.book, n) for n in waiting}
        stale = [node for node in waiting if unfit[node.place]]
        seeds = [*(n.area for n in stale), *(self.nodes[p].area for p in self.outcome.stale)]
        behind = closure(seeds, waiting)
        for node in waiting:
            if unfit[node.place] or node.place in behind:
                words = unfit[node.place] or "it reads a cell that is stale"
                self._mark_stale(node, words)
        waiting = [n for n in waiting if n.place not in self._settled]
        pending = self._pending()
        held = closure([self.fills[n.place] for n in pending], waiting)
        ready = [n for n in waiting if n.place not in held and not (pending and n.unsure)]
        if not ready:
            return bool(unfit) and any(p in self._settled for p in unfit)
        self._take(ready, self.recalculation.compute(self.contents, ready, self.resolve_at))
        return True

    def _take(self, nodes: Sequence[Node], values: Mapping[Place, Content]) -> None:
        """Take the values of another program over."""
        for node in nodes:
            if not all(place in values for place in node.area.places()):
                self._mark_stale(node, "it could not be computed")
                continue
            for place in node.area.places():
                self.contents.put(place, values[place])
            self._settled.add(node.place)
            self._computed.add(node.place)

    def _why_stale(self, node: Node) -> str:
        if node.place not in self._dependents:
            return "it has no stored value"
        if node.calls_us:
            return "it computes with a DAC_ function"
        return "it depends on a DAC_ cell" if not node.unsure else "it may depend on a DAC_ cell"

    def _mark_stale(self, node: Node, words: str) -> None:
        self._settled.add(node.place)
        self.outcome.stale[node.place] = words
        self._stale_cells.add_area(self.fills.get(node.place, node.area), node.place)
        if node.place in self.own:
            self._fill(node, self._throughout(node.place, STALE))

    def _give_up(self) -> bool:
        """Mark what still waits: it may read what waits for it."""
        left = [*self._pending(), *self._waiting_others()]
        for node in left:
            self._mark_stale(node, "it may depend on itself")
        return bool(left)

    def _finished(self) -> Outcome:
        told = self.outcome
        written = self._dependents | (self._unstored if self.mark_unstored else set())
        for place in [p for p in told.stale if p not in self.own]:
            if place not in written:
                del told.stale[place]
                continue
            for cell in self.nodes[place].area.places():
                self.contents.put(cell, STALE)
        told.values = self.contents.changed
        told.areas = {p: a for p, a in self.fills.items() if self.own[p].form == "dynamic"}
        none = {*told.stale, *told.circular, *told.blocked}
        told.evaluated = [p for p in self.own if p not in none]
        told.recalculated = [n.place for n in self.others if n.place in self._computed]
        told.cut = list(dict.fromkeys(told.cut))
        return told


def _fitted(rows: list[list[Content]], area: Area) -> list[list[Content]]:
    """Give a result for a fixed block: one row or column repeats, what is too little is #N/A."""

    def at(row: int, column: int) -> Content:
        row = 0 if len(rows) == 1 else row
        column = 0 if len(rows[0]) == 1 else column
        inside = row < len(rows) and column < len(rows[0])
        return rows[row][column] if inside else NOT_AVAILABLE

    return [[at(r, c) for c in range(area.columns)] for r in range(area.rows)]
