"""Speed and memory of the hours of counties: ``python benchmarks/hours.py``.

The coupled model (PUE, heat pump, DAC plant, emissions, cost) for 8,760 hours and four server
classes of some counties, on one core, against the memory bandwidth of the same core. Bytes are
what must be moved at least, eight a value: the five inputs of every county and hour (temperature,
humidity, pressure, grid, price), read once, and the annual and monthly figures kept of it. That
is the strictest count: no hour of a server class is kept, so none of the classes' hours, PUE, heat
or emissions, counts as moved, though all are computed.
"""

from __future__ import annotations

import argparse
import gc
import resource
import statistics
import time
from collections.abc import Sequence

import numpy as np

from dacaidc_xl.reference.counties import counties
from dacaidc_xl.reference.parameters import Parameters
from dacaidc_xl.reference.scenarios import find_scenario
from dacaidc_xl.studies.counties import county_surroundings
from dacaidc_xl.studies.hour_parts import hourly_parts
from dacaidc_xl.studies.hours import HOURS, HourOptions
from dacaidc_xl.studies.reference_aidc import reference_plant

CLASSES = 4
INPUTS = 5
VALUE_BYTES = 8
SIZES = (1e6, 1e7)
"""Points of the smaller runs; the last run takes all counties."""


def triad_bytes_per_s(repeats: int = 7) -> float:
    """Memory bandwidth of one core: a = b + s c on arrays far larger than its caches."""
    size = 20_000_000
    b, c = np.ones(size), np.ones(size)
    a, scaled = np.empty(size), np.empty(size)
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        np.multiply(c, 3.0, out=scaled)
        np.add(b, scaled, out=a)
        times.append(time.perf_counter() - start)
    # Two passes: c to scaled, then b and scaled to a.
    return 5.0 * VALUE_BYTES * size / statistics.median(times)


def run(count: int) -> tuple[float, int, int]:
    """Run the hours of some counties; give processor time [s], points and bytes."""
    every = counties()
    chosen = every[:: max(1, len(every) // count)][:count]
    scenario = find_scenario("base_2023")
    parameters = Parameters.of()
    around = county_surroundings(scenario, parameters, chosen)
    plant = reference_plant(around, parameters, baselines=())
    gc.collect()
    start = time.process_time()
    kept = 0
    for part in hourly_parts(around, scenario, parameters, plant, HourOptions()):
        kept += part.annual.size + part.months.size
    seconds = time.process_time() - start
    read = INPUTS * len(chosen) * HOURS
    return seconds, CLASSES * len(chosen) * HOURS, VALUE_BYTES * (read + kept)


def main(arguments: Sequence[str] | None = None) -> None:
    """Print one table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--counties", type=int, default=len(counties()), help="of the last run")
    last = parser.parse_args(arguments).counties
    triad = triad_bytes_per_s()
    run(8)  # maps are built or read, and tables loaded, before anything is measured
    sizes = [round(points / (CLASSES * HOURS)) for points in SIZES]
    results = [run(count) for count in (*sizes, last)]
    print(f"{'points':>12} {'s':>9} {'ns/point':>9} {'GB/s':>8} {'of triad':>9}")
    for seconds, points, moved in results:
        rate = moved / seconds
        print(
            f"{points:12,} {seconds:9.2f} {1e9 * seconds / points:9.1f} {rate / 1e9:8.3f} "
            f"{rate / triad:9.2%}"
        )
    logs = np.log([[points, seconds] for seconds, points, _ in results])
    exponent = np.polyfit(logs[:, 0], logs[:, 1], 1)[0]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    print(f"triad {triad / 1e9:.1f} GB/s; exponent {exponent:.3f}; peak memory {peak:.2f} GB")


if __name__ == "__main__":
    main()
