"""The draws of the uncertainty study in chunks: evaluated anywhere, put together again."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from dacaidc_xl.errors import InputError
from dacaidc_xl.long_runs.chunks import Answer
from dacaidc_xl.long_runs.executors import Executor
from dacaidc_xl.long_runs.plans import Plan, blocks, plain
from dacaidc_xl.long_runs.run import LongRun, run_chunked
from dacaidc_xl.long_runs.work import Refusal
from dacaidc_xl.reference.parameters import Parameters
from dacaidc_xl.reference.scenarios import Scenario, find_scenario
from dacaidc_xl.studies.draw_runs import Runs
from dacaidc_xl.studies.draws import Draws

if TYPE_CHECKING:
    import pandas as pd

DRAWS_AT_ONCE = 512
"""Draws of a chunk."""
FIGURES_TABLE = "figures"
REFUSED_TABLE = "refused"


def _some(draws: Draws, at: slice) -> Draws:
    """Take some of the draws."""
    values = {name: value[at] for name, value in draws.values.items()}
    return Draws(values, draws.sorbents, draws.grids, draws.sorbent[at], draws.grid[at])


@dataclass(frozen=True, eq=False)
class DrawsChunk:
    """Some draws, in all states.

    Attributes
    ----------
    scenario : str
        Name of the scenario.
    overrides : mapping
        Values that hold in all draws.
    states : tuple of str
        Abbreviations.
    draws : Draws
        The draws.
    first : int
        Position of the first of them.
    block_class_months : int
        Points that are evaluated at once.
    """

    scenario: str
    overrides: Mapping[str, object]
    states: tuple[str, ...]
    draws: Draws
    first: int
    block_class_months: int

    @property
    def label(self) -> str:
        """What it is, for messages."""
        return f"{self.scenario}: draws {self.first} to {self.first + self.size - 1}"

    @property
    def size(self) -> int:
        """How many draws it holds."""
        return len(self.draws)

    def compute(self) -> Answer:
        """Give the figures of each draw and state, and the draws that are refused."""
        from dacaidc_xl.studies.uncertainty import evaluate_draws

        row = find_scenario(self.scenario)
        values = Parameters.of(row.parameter_set, self.overrides, row.mix_set)
        runs, notes = evaluate_draws(
            row, values, self.states, self.draws, self.block_class_months, lambda done: None
        )
        return Answer(_tables(runs, self.first), notes)


def _tables(runs: Runs, first: int) -> dict[str, pd.DataFrame]:
    import pandas as pd

    count, places = runs.nothing.shape
    figures = {
        "draw": np.repeat(np.arange(first, first + count), places),
        "place": np.tile(np.arange(places), count),
        "nothing": runs.nothing.ravel(),
        **{name: values.ravel() for name, values in runs.figures.items()},
    }
    refused = [
        (first + number, error.place, json.dumps(Refusal.of(error).value), error.expected,
         error.nearest or "")
        for number, error in runs.refused.items()
    ]  # fmt: skip
    columns = ["draw", "place", "value", "expected", "nearest"]
    return {
        FIGURES_TABLE: pd.DataFrame(figures),
        REFUSED_TABLE: pd.DataFrame(refused, columns=columns),
    }


def draws_plan(
    scenario: Scenario,
    parameters: Parameters,
    states: Sequence[str],
    draws: Draws,
    block_class_months: int,
    chunk: int = DRAWS_AT_ONCE,
) -> Plan:
    """Cut draws into chunks.

    Parameters
    ----------
    scenario : Scenario
        Grid, prices, defaults.
    parameters : Parameters
        Values of the run.
    states : sequence of str
        Abbreviations.
    draws : Draws
        Values of all draws.
    block_class_months : int
        Points that are evaluated at once.
    chunk : int
        Draws of a chunk.

    Returns
    -------
    Plan

    Raises
    ------
    InputError
        No whole number of draws in a chunk.
    """
    about = {
        "study": "uncertainty",
        "scenarios": [scenario.name],
        "overrides": plain(parameters.overrides),
        "parameters": {scenario.name: parameters.digest()},
        "states": list(states),
        "draws": {
            **plain(draws.values),
            "sorbent choices": list(draws.sorbents),
            "grid choices": list(draws.grids),
            **plain({"sorbent chosen": draws.sorbent, "grid chosen": draws.grid}),
        },
        "options": {"block_class_months": block_class_months},
        "chunk": chunk,
    }
    chunks = tuple(
        DrawsChunk(
            scenario.name,
            dict(parameters.overrides),
            tuple(states),
            _some(draws, slice(part[0], part[-1] + 1)),
            part[0],
            block_class_months,
        )
        for part in blocks(range(len(draws)), chunk)
    )
    return Plan("uncertainty", about, chunks, {scenario.name: parameters})


def runs_of(done: LongRun) -> Runs:
    """Put the draws of a long run together.

    Parameters
    ----------
    done : LongRun
        A run of `draws_plan`.

    Returns
    -------
    Runs
        Draws of a chunk that was refused as a whole are refused draws.
    """
    import pandas as pd

    table = pd.read_parquet(done.tables[FIGURES_TABLE])
    chunks = done.plan.chunks
    shape = (sum(chunk.size for chunk in chunks), int(table["place"].max()) + 1)
    draw, place = table["draw"].to_numpy(), table["place"].to_numpy()
    figures = {}
    for name in table.columns.drop(["draw", "place", "nothing"]):
        figures[str(name)] = np.full(shape, np.nan)
        figures[str(name)][draw, place] = table[name].to_numpy(dtype=float)
    nothing = np.zeros(shape, dtype=np.int8)
    nothing[draw, place] = table["nothing"]
    refused = {
        int(row["draw"]): InputError(
            row["place"], json.loads(row["value"]), row["expected"], row["nearest"] or None
        )
        for row in pd.read_parquet(done.tables[REFUSED_TABLE]).to_dict("records")
    }
    starts = np.cumsum([0, *(chunk.size for chunk in chunks)])
    for number, refusal in done.refused.items():
        for missing in range(starts[number], starts[number + 1]):
            refused[missing] = refusal.error
    return Runs(figures, nothing, dict(sorted(refused.items())))


@dataclass(frozen=True, slots=True)
class ChunkedDraws:
    """Evaluates the draws of an uncertainty study as a long run.

    To be given to `studies.uncertainty.uncertainty` as ``evaluate``.

    Attributes
    ----------
    folder : Path
        Where the run is kept: new, empty, or that of the same run.
    executor : Executor or None
        Where draws are computed; in this process by default.
    chunk : int
        Draws of a chunk.
    """

    folder: Path
    executor: Executor | None = None
    chunk: int = DRAWS_AT_ONCE

    def __call__(
        self,
        scenario: Scenario,
        parameters: Parameters,
        states: Sequence[str],
        draws: Draws,
        block_class_months: int,
        progress: Callable[[int], None],
    ) -> tuple[Runs, tuple[str, ...]]:
        """Evaluate the draws; give the runs, and what to know of them."""
        plan = draws_plan(scenario, parameters, states, draws, block_class_months, self.chunk)
        done = run_chunked(plan, self.folder, self.executor, lambda at, count: progress(at))
        return runs_of(done), done.warnings
