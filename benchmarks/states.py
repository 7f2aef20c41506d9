"""Engine time of the all-states study: ``python benchmarks/states.py``.

All headline scenarios and all baselines in one process: seconds as medians of repeats, each
also as a ratio to the time of importing CoolProp, measured beside it.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from dacaidc_xl.excel.results import write_results
from dacaidc_xl.model import co2_compression, refrigerant_cycle, tvsa
from dacaidc_xl.studies import states

REPEATS = 5


def median_s(work: Callable[[], object], repeats: int = REPEATS) -> float:
    """Median time of some work [s]."""
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def import_coolprop_s() -> float:
    """Median time of a process that imports CoolProp, less one that imports nothing [s]."""

    def process(code: str) -> float:
        return median_s(lambda: subprocess.run([sys.executable, "-c", code], check=True), 3)

    return process("import CoolProp.CoolProp") - process("pass")


def forget() -> None:
    """Empty the caches of property calculations, as in a new process."""
    refrigerant_cycle._single_stage.cache_clear()
    refrigerant_cycle._two_stage.cache_clear()
    co2_compression._one.cache_clear()


class Counter:
    """Counts what goes through a function while it replaces it."""

    def __init__(self, function: Callable[..., object]) -> None:
        self.function = function
        self.points = 0

    def __call__(self, *args: object, **kwargs: object) -> object:
        """Call the function and count the points of its first array of full shape."""
        result = self.function(*args, **kwargs)
        self.points += int(np.size(getattr(result, "idle_code", getattr(result, "cop", 0))))
        return result


def main() -> None:
    """Print one table."""
    base = import_coolprop_s()
    forget()
    heat_pumps, cycles = Counter(refrigerant_cycle.evaluate), Counter(tvsa.cycle)
    kept = refrigerant_cycle.evaluate, tvsa.cycle
    refrigerant_cycle.evaluate, tvsa.cycle = heat_pumps, cycles  # type: ignore[assignment]
    states("all")
    refrigerant_cycle.evaluate, tvsa.cycle = kept
    flashed = sum(
        f.cache_info().misses
        for f in (refrigerant_cycle._single_stage, refrigerant_cycle._two_stage)
    )

    def cold() -> None:
        forget()
        states("all")

    first, warm = median_s(cold, 3), median_s(lambda: states("all"))
    study = states("all")
    with tempfile.TemporaryDirectory() as folder:
        writing = median_s(lambda: write_results(study, Path(folder, "r.xlsx"), "benchmark"), 3)
    print(f"{'what':52} {'median [s]':>10} {'over import':>12}")
    for what, seconds in (
        ("import CoolProp", base),
        ("all states, 3 scenarios, 5 baselines, no caches", first),
        ("the same, property caches warm", warm),
        ("writing the workbook", writing),
    ):
        print(f"{what:52} {seconds:10.3f} {seconds / base:12.2f}")
    print(f"heat-pump points {heat_pumps.points}, of them distinct and flashed {flashed}")
    print(f"DAC cycle points {cycles.points}")
    print(f"share of time spent writing {writing / (writing + first):.0%}")


if __name__ == "__main__":
    main()
