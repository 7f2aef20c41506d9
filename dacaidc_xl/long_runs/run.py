"""A long run: what is kept is taken, the rest computed and kept, all of it joined."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from dacaidc_xl.errors import InputError, OutputError
from dacaidc_xl.long_runs import folder as folders
from dacaidc_xl.long_runs.executors import Executor, InProcess
from dacaidc_xl.long_runs.folder import Receipt, RunFolder
from dacaidc_xl.long_runs.joining import join
from dacaidc_xl.long_runs.plans import Plan, environment
from dacaidc_xl.long_runs.work import Done, Refusal
from dacaidc_xl.studies.grid_metrics import mixed_metrics
from dacaidc_xl.studies.hourly import EVERY_HOUR
from dacaidc_xl.studies.study import Study

if TYPE_CHECKING:
    import pandas as pd

Progress = Callable[[int, int], None]
"""Told how many places, or draws, are done, and of how many."""


@dataclass(frozen=True, slots=True)
class LongRun:
    """A run that is done.

    Attributes
    ----------
    plan : Plan
        What was run.
    folder : Path
        Where it is kept.
    tables : mapping of str to Path
        Table to its Parquet file.
    warnings : tuple of str
        Warnings of the run as a whole.
    refused : mapping of int to Refusal
        Chunks that could not be computed, by position in the plan.
    resumed : int
        Chunks that were kept from before.
    """

    plan: Plan
    folder: Path
    tables: Mapping[str, Path]
    warnings: tuple[str, ...]
    refused: Mapping[int, Refusal]
    resumed: int

    def study(self) -> Study:
        """Read the tables as a study, as the study itself would give it.

        Returns
        -------
        Study
            Its problems are the chunks that were refused. The table of every hour stays a file.
        """
        import pandas as pd

        problems = tuple(
            refusal.error.at(f"{self.plan.chunks[number].label}; {refusal.place}")
            for number, refusal in self.refused.items()
        )
        return Study(
            self.plan.study,
            tuple(self.plan.parameters),
            {
                name: pd.read_parquet(path)
                for name, path in self.tables.items()
                if name != EVERY_HOUR  # may be far larger than the memory
            },
            self.plan.parameters,
            self.warnings,
            problems,
        )

    def refused_table(self) -> pd.DataFrame:
        """List the chunks that were refused, one row each."""
        import pandas as pd

        rows = [
            (number, self.plan.chunks[number].label, str(refusal.error))
            for number, refusal in self.refused.items()
        ]
        return pd.DataFrame(rows, columns=["chunk", "places", "message"])


def _check_worker(done: Done) -> None:
    """Refuse numbers of another version of the package, of a library or of the data."""
    if done.environment and done.environment != environment():
        told = ", ".join(folders.differences(done.environment, environment()))
        raise InputError("worker", told, "the same installation as here")


def _kept(folder: RunFolder, done: Done, have: int, of: int) -> Receipt:
    try:
        return folders.keep(folder, done)
    except OSError as error:
        raise _stopped(folder, error, have, of) from error


def _stopped(folder: RunFolder, error: OSError, have: int, of: int) -> OutputError:
    return OutputError(
        f"{folder.path}: cannot be written ({error.strerror or error}); {have} of {of} chunks are "
        "kept: make room and start the same run again, it goes on from there"
    )


def run_chunked(
    plan: Plan,
    folder: Path | str,
    executor: Executor | None = None,
    progress: Progress = lambda done, count: None,
) -> LongRun:
    """Run a plan, keep every chunk as it comes, and go on from what the folder holds.

    Parameters
    ----------
    plan : Plan
        What to run.
    folder : Path
        Where it is kept: new, empty, or that of the same run.
    executor : Executor, optional
        Where chunks are computed; in this process by default.
    progress : callable
        Called with the places done so far, those kept from before among them, and their total.

    Returns
    -------
    LongRun
        A chunk that is refused is in its ``refused``; the others are in the tables.

    Raises
    ------
    InputError
        The folder holds another run; a worker has another version; every chunk is refused.
    OutputError
        The folder cannot be written, the disk is full. What is kept stays.

    Notes
    -----
    It may be stopped in any way at any time, and be started again with the same folder: parts
    that are whole are taken, missing and damaged ones computed.

    Examples
    --------
    >>> import tempfile
    >>> from dacaidc_xl.long_runs.plans import counties_plan
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     done = run_chunked(counties_plan(counties=["10001"]), folder)
    ...     again = run_chunked(counties_plan(counties=["10001"]), folder)
    ...     done.resumed, again.resumed, again.study()["counties"].loc[0, "county"]
    (0, 1, 'Kent County, DE')
    """
    where = folders.open_folder(Path(folder), plan)
    numbers = range(len(plan.chunks))
    found = ((number, folders.kept(where, number)) for number in numbers)
    receipts: dict[int, Receipt] = {n: receipt for n, receipt in found if receipt is not None}
    resumed = len(receipts)
    count = sum(chunk.size for chunk in plan.chunks)
    done_places = sum(plan.chunks[number].size for number in receipts)
    progress(done_places, count)
    refused: dict[int, Refusal] = {}
    tasks = [(number, plan.chunks[number]) for number in numbers if number not in receipts]
    if tasks:
        with closing((executor or InProcess()).run(tasks)) as results:
            for done in results:
                _check_worker(done)
                if done.refusal is None:
                    kept = _kept(where, done, len(receipts), len(plan.chunks))
                    receipts[done.number] = kept
                else:
                    refused[done.number] = done.refusal
                done_places += plan.chunks[done.number].size
                progress(done_places, count)
    if not receipts:
        raise refused[min(refused)].error
    ordered = [receipts[number] for number in sorted(receipts)]
    try:
        tables = join(where, ordered)
        folders.tidy(where, tables)
    except OSError as error:
        raise _stopped(where, error, len(receipts), len(plan.chunks)) from error
    told = (w for receipt in ordered for w in receipt.warnings)
    warnings = (*where.notes, *told, *mixed_metrics(plan.parameters))
    return LongRun(
        plan,
        where.path,
        tables,
        tuple(dict.fromkeys(warnings)),
        dict(sorted(refused.items())),
        resumed,
    )
