"""The formulas of a workbook with what they read, and which of them depend on which."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from dacaidc_xl.excel.cell_formulas.areas import Area, Place, PlaceIndex
from dacaidc_xl.excel.cell_formulas.book import Book
from dacaidc_xl.excel.cell_formulas.references import Reads, reads_of
from dacaidc_xl.excel.cell_formulas.sheet_cells import Form, StoredFormula
from dacaidc_xl.excel.formulas import Call, NotEvaluated, dac_calls, parse_formula

MAX_PASSES = 1_000
"""Most passes over the formulas before all that are left count as dependent [-]."""


@dataclass(frozen=True)
class Node:
    """One formula of the workbook.

    Attributes
    ----------
    formula : StoredFormula
        As it stands in the file.
    reads : Reads
        What it depends on.
    call : Call or None
        The one DAC_ call that it is; None for any other formula.
    """

    formula: StoredFormula
    reads: Reads
    call: Call | None

    @property
    def place(self) -> Place:
        """Its cell."""
        return self.formula.place

    @property
    def area(self) -> Area:
        """The cells that it fills in the file."""
        return self.formula.area

    @property
    def form(self) -> Form:
        """How it fills cells."""
        return self.formula.form

    @cached_property
    def calls_us(self) -> bool:
        """Whether it holds a DAC_ call, in its text or behind a name."""
        return bool(dac_calls(self.formula.text)) or self.reads.names_call_us

    @property
    def unsure(self) -> bool:
        """Whether it may depend on a DAC_ cell without saying so."""
        return self.reads.anywhere or self.form == "what-if"


def nodes_of(book: Book) -> dict[Place, Node]:
    """Give all formulas of a workbook as nodes, in the order of the file."""
    return {place: _node(book, formula) for place, formula in book.formulas.items()}


def _node(book: Book, formula: StoredFormula) -> Node:
    reads = reads_of(book, formula.text, formula.place) if formula.text else Reads(anywhere=True)
    call = None
    if dac_calls(formula.text):
        try:
            call = parse_formula(formula.text)
        except NotEvaluated:
            call = None
    return Node(formula, reads, call)


def closure(seeds: Iterable[Area], among: Sequence[Node]) -> set[Place]:
    """Find the formulas that read some areas, directly or through each other.

    Parameters
    ----------
    seeds : iterable of Area
        The areas.
    among : sequence of Node
        Formulas to look through.

    Returns
    -------
    set of Place
        Never too few of them.
    """
    index: PlaceIndex[bool] = PlaceIndex()
    for area in seeds:
        index.add_area(area, True)
    reached: set[Place] = set()
    left = list(among)
    for _ in range(MAX_PASSES):
        kept = []
        for node in left:
            if any(index.first_in(area) for area in node.reads.areas):
                reached.add(node.place)
                index.add_area(node.area, True)
            else:
                kept.append(node)
        if len(kept) == len(left):
            return reached
        # Chains run up the sheet as often as down: each pass goes the other way.
        left = kept[::-1]
    return reached | {node.place for node in left}


def stuck(
    nodes: Sequence[Node], waiting: PlaceIndex[Place], fills: Mapping[Place, Area]
) -> list[Node]:
    """Find the formulas that could never be computed: those in a circle, or behind one.

    Parameters
    ----------
    nodes : sequence of Node
        All formulas that wait.
    waiting : PlaceIndex
        Their cells; afterwards only those of the formulas that are given back.
    fills : mapping of Place to Area
        The cells of those that fill others than in the file.

    Returns
    -------
    list of Node
    """
    behind: dict[Place, list[Node]] = {}
    wave = list(nodes)
    while wave:
        ready = []
        for node in wave:
            owner = next(_waited_for(node, waiting), None)
            if owner is None:
                ready.append(node)
            else:
                behind.setdefault(owner, []).append(node)
        for node in ready:
            waiting.discard(node.place, fills.get(node.place, node.area))
        wave = [later for node in ready for later in behind.pop(node.place, [])]
    return [node for group in behind.values() for node in group]


def find_circle(
    starts: Sequence[Node], waiting: PlaceIndex[Place], nodes: dict[Place, Node]
) -> tuple[Place, ...]:
    """Find formulas that wait for each other in a circle.

    Parameters
    ----------
    starts : sequence of Node
        Where to look from.
    waiting : PlaceIndex
        The cells of all formulas that wait, with their formula's cell.
    nodes : dict
        All formulas.

    Returns
    -------
    tuple of Place
        The cells of one circle in the order of reading; empty where there is none.
    """
    finished: set[Place] = set()
    for start in starts:
        path: dict[Place, None] = {}
        stack = [(start.place, _waited_for(start, waiting))]
        path[start.place] = None
        while stack:
            place, rest = stack[-1]
            following = next(rest, None)
            if following is None:
                finished.add(place)
                del path[place]
                stack.pop()
            elif following in path:
                walked = list(path)
                return tuple(walked[walked.index(following) :])
            elif following not in finished:
                path[following] = None
                stack.append((following, _waited_for(nodes[following], waiting)))
    return ()


def _waited_for(node: Node, waiting: PlaceIndex[Place]) -> Iterator[Place]:
    return (owner for area in node.reads.areas for owner in waiting.owners_in(area))
