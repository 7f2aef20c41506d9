"""Long runs in chunks: ``python benchmarks/scale.py [counties] [counties a chunk]``.

The hourly study of some counties in one piece, in chunks, and on one and two Dask workers.
Medians of rounds in which each takes its turn, so that what else the machine does falls on all
alike; ratios are taken within a round. Workers are started and warm before the clock is: what
that takes is a line of its own. Meant for a machine that is otherwise idle.
"""

from __future__ import annotations

import os
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from dacaidc_xl.long_runs.executors import DaskWorkers, Executor, InProcess, local_cluster
from dacaidc_xl.long_runs.plans import HOURLY_AT_ONCE, Plan, hourly_plan
from dacaidc_xl.long_runs.run import LongRun, run_chunked
from dacaidc_xl.reference.counties import counties
from dacaidc_xl.studies.hourly import hourly

ROUNDS = 3
COUNTIES = 1536
A_CHUNK = HOURLY_AT_ONCE
"""Of these a chunk takes more than a second."""


def seconds(work: Callable[[], object]) -> float:
    """Time of some work [s]."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def clusters(stack: ExitStack, folder: Path, warm: Plan) -> tuple[dict[str, Executor], list[float]]:
    """One and two workers that have done something already, and how long that took [s]."""
    made: dict[str, Executor] = {}
    taken = []
    for count in (1, 2):

        def start(count: int = count) -> None:
            cluster = stack.enter_context(local_cluster(count, private=False))
            made[f"{count} worker{'s' * (count > 1)}"] = DaskWorkers(cluster.scheduler_address)
            run_chunked(warm, folder / f"warm-{count}", DaskWorkers(cluster.scheduler_address))

        taken.append(seconds(start))
    return made, taken


def ratio(tops: list[float], bottoms: list[float]) -> float:
    """Median of the ratios of the rounds."""
    return statistics.median(a / b for a, b in zip(tops, bottoms, strict=True))


def same_bytes(one: LongRun, other: LongRun) -> bool:
    """Whether the tables of two runs are the same files."""
    return all(one.tables[n].read_bytes() == other.tables[n].read_bytes() for n in one.tables)


def main() -> None:
    """Print one table."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else COUNTIES
    a_chunk = int(sys.argv[2]) if len(sys.argv) > 2 else A_CHUNK
    step = max(len(counties()) // count, 1)
    fips = [county.fips for county in counties()][::step][:count]
    plan = hourly_plan(counties=fips, chunk=a_chunk)
    hourly(counties=fips[:8])
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        folder = Path(name)
        workers, started = clusters(stack, folder, hourly_plan(counties=fips[:32], chunk=4))
        executors: dict[str, Executor] = {"in this process": InProcess(), **workers}
        times: dict[str, list[float]] = {"in one piece": [], **{what: [] for what in executors}}
        runs: dict[str, LongRun] = {}
        again: list[float] = []
        for _ in range(ROUNDS):
            times["in one piece"].append(seconds(lambda: hourly(counties=fips)))
            for what, executor in executors.items():
                where = folder / what
                shutil.rmtree(where, ignore_errors=True)

                def run(what: str = what, executor: Executor = executor) -> None:
                    runs[what] = run_chunked(plan, folder / what, executor)

                times[what].append(seconds(run))
            again.append(seconds(lambda: run_chunked(plan, folder / "in this process")))
        same = all(same_bytes(runs["in this process"], runs[what]) for what in workers)
    one_piece, here = times["in one piece"], times["in this process"]
    chunk_s = statistics.median(here) / len(plan.chunks)
    print(
        f"{len(fips)} counties x 8,760 h in {len(plan.chunks)} chunks of {chunk_s:.2f} s, "
        f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, medians of {ROUNDS} rounds"
    )
    print(f"{'what':34} {'median [s]':>10}  ratio, median of the rounds")
    ratios = {
        "in one piece": "",
        "in this process": f"{ratio(here, one_piece):.3f} of the time in one piece",
        "1 worker": f"{ratio(times['1 worker'], one_piece):.3f} of the time in one piece",
        "2 workers": f"{ratio(times['1 worker'], times['2 workers']):.2f} times the speed of 1",
    }
    for what, told in ratios.items():
        print(f"{what:34} {statistics.median(times[what]):10.2f}  {told}")
    print(f"{'checking and joining a done run':34} {statistics.median(again):10.2f}")
    print(f"{'starting 1 worker, first chunks':34} {started[0]:10.2f}")
    print(f"{'starting 2 workers, first chunks':34} {started[1]:10.2f}")
    print(f"tables of all runs the same bytes: {same}")


if __name__ == "__main__":
    main()
