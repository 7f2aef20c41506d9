"""The results that the functions of a process share: each run serves all later readings."""

from __future__ import annotations

import functools
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence

from dacaidc_xl.excel.functions.assumptions import Assumptions
from dacaidc_xl.excel.functions.cells import Cell
from dacaidc_xl.excel.functions.evaluation import Evaluation, Regions, Site
from dacaidc_xl.excel.functions.kept import Kept
from dacaidc_xl.excel.functions.places import is_county, with_neighbors
from dacaidc_xl.excel.functions.view import View
from dacaidc_xl.reference.parameters import Parameters
from dacaidc_xl.reference.scenarios import find_scenario

MOST_EVALUATIONS = 16
"""Scenarios with their assumptions that are kept [-]."""
MOST_PARAMETERS = 256
"""Sets of values that are kept: they are small [-]."""
MOST_POINTS = 200_000
"""Results of component functions that are kept [-]."""
MOST_RECORDS = 10_000
"""Places of which the years of a life, or the sums of hours, are kept [-]."""
MOST_REGIONS = 7_000
"""States and counties that are kept, over all evaluations; all counties, twice [-]."""
COUNTIES_IN_ONE_RUN = 1_000
"""Counties that are evaluated together: bounds the memory of a run [-]."""
MOST_SITES = 4_000
"""Sites that are kept, over all evaluations, and most in one run of the model [-]."""
FEW_SITES = 300
"""Up to so many: all regions of a block are evaluated, since the next cells will ask [-]."""

Key = tuple[object, ...]
Record = Mapping[str, object]
"""What a study tells of one place, by column."""


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
        self,
        most_evaluations: int = MOST_EVALUATIONS,
        most_sites: int = MOST_SITES,
        most_regions: int = MOST_REGIONS,
    ) -> None:
        self.count = 0
        self.lock = threading.RLock()
        self._most = most_evaluations
        self._most_sites = most_sites
        self._most_regions = most_regions
        self._read: Kept[tuple[str, Assumptions], tuple[Parameters, str]] = Kept(MOST_PARAMETERS)
        self._held: OrderedDict[tuple[str, str, object], Evaluation] = OrderedDict()
        self._regions: dict[tuple[Evaluation, str], Regions] = {}
        self._blocks: OrderedDict[Regions, Evaluation] = OrderedDict()
        self._sites: dict[tuple[Regions, Site], tuple[View, int]] = {}
        self._views: OrderedDict[View, list[tuple[Regions, Site]]] = OrderedDict()
        self._points: Kept[Key, Cell] = Kept(MOST_POINTS)
        self._records: Kept[Key, Record] = Kept(MOST_RECORDS)

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
                self._read.add({key: (made, made.digest())})
            return self._read[key]

    def of(self, scenario: str, assumptions: Assumptions) -> Evaluation:
        """One scenario with its assumptions; equal values give the same evaluation.

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
            An override out of bounds.
        """
        with self.lock:
            parameters, digest = self.parameters(scenario, assumptions)
            key = (scenario, digest, assumptions.local)
            if key not in self._held:
                self._held[key] = Evaluation(find_scenario(scenario), parameters, assumptions.local)
                while len(self._held) > self._most:
                    self._drop_evaluation(self._held.popitem(last=False)[1])
            self._held.move_to_end(key)
            return self._held[key]

    def add_regions(self, evaluation: Evaluation, names: Iterable[str]) -> None:
        """Evaluate those of some regions that are not known yet.

        Parameters
        ----------
        evaluation : Evaluation
            The scenario.
        names : iterable of str
            States and counties. A state brings all others, few counties all of their states.

        Raises
        ------
        InputError
            Overrides with which the plant cannot be built.
        """
        new = [name for name in dict.fromkeys(names) if (evaluation, name) not in self._regions]
        if not all(map(is_county, new)):
            self._add_block(evaluation, evaluation.states())
        counties = [
            county
            for county in with_neighbors(filter(is_county, new))
            if (evaluation, county) not in self._regions
        ]
        for start in range(0, len(counties), COUNTIES_IN_ONE_RUN):
            block = evaluation.counties(counties[start : start + COUNTIES_IN_ONE_RUN])
            self._add_block(evaluation, block)

    def _add_block(self, evaluation: Evaluation, block: Regions) -> None:
        self.count += 1
        self._blocks[block] = evaluation
        self._regions.update({(evaluation, name): block for name in block.names})
        while sum(len(b.names) for b in self._blocks) > self._most_regions:
            oldest = next(iter(self._blocks))
            if oldest is block:
                return
            self._drop_block(oldest)

    def regions(self, evaluation: Evaluation, name: str) -> Regions:
        """Give the block of regions in which a region stands; runs the model where needed."""
        if (evaluation, name) not in self._regions:
            self.add_regions(evaluation, [name])
        block = self._regions[evaluation, name]
        self._blocks.move_to_end(block)
        return block

    def add_sites(self, evaluation: Evaluation, places: Iterable[Site]) -> None:
        """Evaluate those of some sites that are not known yet, a run for each block of regions.

        Parameters
        ----------
        evaluation : Evaluation
            The scenario.
        places : iterable of (str, float)
            Region and capacity [MW]; at most `MOST_SITES` are kept for `site`.
        """
        by_block: dict[Regions, dict[Site, None]] = {}
        for place in places:
            block = self.regions(evaluation, place[0])
            if (block, place) not in self._sites:
                by_block.setdefault(block, {})[place] = None
        for block, wanted in by_block.items():
            capacities = dict.fromkeys(capacity for _, capacity in wanted)
            if len(by_block) == 1 and len(capacities) * len(block.names) <= FEW_SITES:
                grid = [(name, capacity) for capacity in capacities for name in block.names]
                wanted = dict.fromkeys(p for p in grid if (block, p) not in self._sites)
            self.count += 1
            view = block.sites(tuple(wanted))
            keys = [(block, place) for place in wanted]
            self._sites.update({key: (view, case) for case, key in enumerate(keys)})
            self._views[view] = keys
        while sum(map(len, self._views.values())) > self._most_sites and len(self._views) > 1:
            for key in self._views.popitem(last=False)[1]:
                del self._sites[key]

    def site(self, evaluation: Evaluation, place: Site) -> tuple[View, int]:
        """Give the tables in which a site stands, and its case there."""
        block = self.regions(evaluation, place[0])
        if (block, place) not in self._sites:
            self.add_sites(evaluation, [place])
        view, case = self._sites[block, place]
        self._views.move_to_end(view)
        return view, case

    def points(
        self, keys: Sequence[Key], run: Callable[[list[Key]], list[Cell]]
    ) -> dict[Key, Cell]:
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
            self._points.add(found)
            return found

    def records(
        self, of: Key, names: Iterable[str], run: Callable[[tuple[str, ...]], Mapping[str, Record]]
    ) -> dict[str, Record]:
        """Give what a study tells of some regions; one run serves those not known yet.

        Parameters
        ----------
        of : tuple
            What is asked for: study, digest of the values, arguments.
        names : iterable of str
            Regions.
        run : callable
            Gives the records of some regions, and perhaps of others.

        Returns
        -------
        dict
            Record of each region.
        """
        with self.lock:
            asked = dict.fromkeys(names)
            found = {
                name: self._records[*of, name] for name in asked if (*of, name) in self._records
            }
            new = tuple(name for name in asked if name not in found)
            if new:
                self.count += 1
                made = run(new)
                self._records.add({(*of, name): record for name, record in made.items()})
                found.update({name: made[name] for name in new})
            return found

    def _drop_evaluation(self, evaluation: Evaluation) -> None:
        for block in [block for block, of in self._blocks.items() if of is evaluation]:
            self._drop_block(block)

    def _drop_block(self, block: Regions) -> None:
        evaluation = self._blocks.pop(block)
        for name in block.names:
            del self._regions[evaluation, name]
        for view, keys in tuple(self._views.items()):
            if keys[0][0] is block:
                del self._views[view]
                for key in keys:
                    del self._sites[key]

    def clear(self) -> None:
        """Forget all results; the next call runs the model again."""
        with self.lock:
            self._read.clear()
            self._held.clear()
            self._regions.clear()
            self._blocks.clear()
            self._sites.clear()
            self._views.clear()
            self._points.clear()
            self._records.clear()


@functools.cache
def evaluations() -> Evaluations:
    """Give the evaluations of this process, which its worksheet functions share."""
    return Evaluations()
