"""The results that the functions of a process share: each run serves all later readings."""

from __future__ import annotations

import functools
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence

from dacaidc_xl.excel.functions.assumptions import Assumptions
from dacaidc_xl.excel.functions.cells import Cell
from dacaidc_xl.excel.functions.evaluation import Evaluation, Site, View
from dacaidc_xl.reference.parameters import Parameters
from dacaidc_xl.reference.scenarios import find_scenario

MOST_EVALUATIONS = 16
"""Scenarios with their assumptions that are kept [-]."""
MOST_PARAMETERS = 256
"""Sets of values that are kept: they are small [-]."""
MOST_POINTS = 200_000
"""Results of component functions that are kept [-]."""
MOST_SITES = 4_000
"""Sites that are kept, over all evaluations, and most in one run of the model [-]."""
FEW_CAPACITIES = 4
"""Up to so many capacities are evaluated for all states: the next cells will ask for them."""


class Evaluations:
    """The evaluations of a session, the least recently used dropped first.

    Attributes
    ----------
    count : int
        Runs of the model since the beginning.
    lock : RLock
        Held while a function reads, so that threads share the results safely.

    Examples
    --------
    >>> session = Evaluations()
    >>> session.of("2030", Assumptions()) is session.of("2030", Assumptions())
    True
    """

    def __init__(
        self, most_evaluations: int = MOST_EVALUATIONS, most_sites: int = MOST_SITES
    ) -> None:
        self.count = 0
        self.lock = threading.RLock()
        self._most = most_evaluations
        self._most_sites = most_sites
        self._most_parameters = MOST_PARAMETERS
        self._most_points = MOST_POINTS
        self._read: OrderedDict[tuple[str, Assumptions], tuple[Parameters, str]] = OrderedDict()
        self._held: OrderedDict[tuple[str, str, object], Evaluation] = OrderedDict()
        self._sites: dict[tuple[Evaluation, Site], tuple[View, int]] = {}
        self._blocks: OrderedDict[View, list[tuple[Evaluation, Site]]] = OrderedDict()
        self._points: OrderedDict[tuple[object, ...], Cell] = OrderedDict()

    def parameters(self, scenario: str, assumptions: Assumptions) -> tuple[Parameters, str]:
        """Values of a run, and their digest.

        Parameters
        ----------
        scenario : str
            Its name, as the table of scenarios spells it.
        assumptions : Assumptions
            Overrides.

        Returns
        -------
        parameters : Parameters
            Values.
        digest : str
            Covers every value of the run and the shipped parameter tables.

        Raises
        ------
        InputError
            An override out of bounds; names the row of the range.
        """
        key = (scenario, assumptions)
        with self.lock:
            if key not in self._read:
                row = find_scenario(scenario)
                made = Parameters.of(
                    row.parameter_set, dict(assumptions.parameters), row.mix_set, assumptions.places
                )
                self._read[key] = made, made.digest()
                while len(self._read) > self._most_parameters:
                    self._read.popitem(last=False)
            self._read.move_to_end(key)
            return self._read[key]

    def of(self, scenario: str, assumptions: Assumptions) -> Evaluation:
        """All states of a scenario; the model runs at most once for equal values.

        Parameters
        ----------
        scenario : str
            Its name, as the table of scenarios spells it.
        assumptions : Assumptions
            Overrides.

        Returns
        -------
        Evaluation

        Raises
        ------
        InputError
            Overrides with which the plant cannot be built.
        """
        with self.lock:
            parameters, digest = self.parameters(scenario, assumptions)
            key = (scenario, digest, assumptions.local)
            if key not in self._held:
                self.count += 1
                self._held[key] = Evaluation(find_scenario(scenario), parameters, assumptions.local)
                while len(self._held) > self._most:
                    self._drop_sites(self._held.popitem(last=False)[1])
            self._held.move_to_end(key)
            return self._held[key]

    def add_sites(self, evaluation: Evaluation, places: Iterable[Site]) -> None:
        """Evaluate in one run those of some sites that are not known yet.

        Parameters
        ----------
        evaluation : Evaluation
            The scenario.
        places : iterable of (str, float)
            State and capacity [MW]; at most `MOST_SITES` are kept for `site`.
        """
        wanted = dict.fromkeys(p for p in places if (evaluation, p) not in self._sites)
        capacities = dict.fromkeys(capacity for _, capacity in wanted)
        if 0 < len(capacities) <= FEW_CAPACITIES:
            grid = [(abbr, capacity) for capacity in capacities for abbr in evaluation.abbr]
            wanted = dict.fromkeys(p for p in grid if (evaluation, p) not in self._sites)
        if not wanted:
            return
        self.count += 1
        view = evaluation.sites(tuple(wanted))
        keys = [(evaluation, place) for place in wanted]
        self._sites.update({key: (view, case) for case, key in enumerate(keys)})
        self._blocks[view] = keys
        while sum(map(len, self._blocks.values())) > self._most_sites and len(self._blocks) > 1:
            for key in self._blocks.popitem(last=False)[1]:
                del self._sites[key]

    def site(self, evaluation: Evaluation, place: Site) -> tuple[View, int]:
        """Give the tables in which a site stands, and its case there."""
        if (evaluation, place) not in self._sites:
            self.add_sites(evaluation, [place])
        view, case = self._sites[evaluation, place]
        self._blocks.move_to_end(view)
        return view, case

    def points(
        self,
        keys: Sequence[tuple[object, ...]],
        run: Callable[[list[tuple[object, ...]]], list[Cell]],
    ) -> dict[tuple[object, ...], Cell]:
        """Give results by key; one run serves all those that are not known yet.

        Parameters
        ----------
        keys : sequence of tuple
            What is asked for: function, digest of the values, arguments.
        run : callable
            Gives the results of some keys, in their order.

        Returns
        -------
        dict
            Results of all keys.
        """
        with self.lock:
            found = {key: self._points[key] for key in keys if key in self._points}
            new = [key for key in dict.fromkeys(keys) if key not in found]
            if new:
                self.count += 1
                found.update(zip(new, run(new), strict=True))
            for key in found:
                self._points[key] = found[key]
                self._points.move_to_end(key)
            while len(self._points) > self._most_points:
                self._points.popitem(last=False)
            return found

    def _drop_sites(self, evaluation: Evaluation) -> None:
        for view, keys in tuple(self._blocks.items()):
            if keys[0][0] is evaluation:
                del self._blocks[view]
                for key in keys:
                    del self._sites[key]

    def clear(self) -> None:
        """Forget all results; the next call runs the model again."""
        with self.lock:
            self._read.clear()
            self._held.clear()
            self._sites.clear()
            self._blocks.clear()
            self._points.clear()


@functools.cache
def evaluations() -> Evaluations:
    """Give the evaluations of this process, which its worksheet functions share."""
    return Evaluations()
