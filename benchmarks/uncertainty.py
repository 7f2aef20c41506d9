"""Draws of the whole system: ``python benchmarks/uncertainty.py``.

51 states x 12 months x 4 server classes x 10,000 draws without baselines, by what is drawn, as
ratios to the import of CoolProp. All times are processor times of one process (user and
system), medians of repeats, so that other work on the machine counts little; sets that cost
more are evaluated for fewer draws and scaled, which the table says.
"""

from __future__ import annotations

import cProfile
import pstats
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence

from dacaidc_xl.maps.refrigerants import mapped_cycles
from dacaidc_xl.reference.parameters import Parameters
from dacaidc_xl.reference.scenarios import find_scenario
from dacaidc_xl.studies.cases import all_abbr
from dacaidc_xl.studies.draw_dac import SOLVED_NAMES
from dacaidc_xl.studies.draw_runs import BLOCK_CLASS_MONTHS, run_draws
from dacaidc_xl.studies.draws import draws_of, uncertain_parameters, unit_sample
from dacaidc_xl.studies.settings import fluid_of
from dacaidc_xl.studies.tornado import tornado_runs
from dacaidc_xl.studies.uncertainty import HEAT_PUMP_STEMS
from dacaidc_xl.studies.uncertainty_tables import FREE, effort_of

DRAWS = 10_000
REPEATS = 3
SCENARIO = find_scenario("base_2023")
BASE = Parameters.of(SCENARIO.parameter_set)
BLOCKS = (5_000, 12_500, 25_000, 50_000, 100_000, 200_000)


def import_coolprop_cpu_s() -> float:
    """Processor time of importing CoolProp, beyond that of an empty process [s]."""

    def process(code: str) -> float:
        times = []
        for _ in range(5):
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            subprocess.run([sys.executable, "-c", code], check=True)
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            times.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
        return statistics.median(times)

    return process("import CoolProp.CoolProp") - process("pass")


def run_cpu_s(
    names: Sequence[str], draws: int, repeats: int, block_class_months: int = BLOCK_CLASS_MONTHS
) -> float:
    """Processor time of some draws of some parameters, in all states [s]."""
    found, _ = uncertain_parameters(BASE, names)
    made = draws_of(unit_sample("monte_carlo", draws, len(found), 1), found, [], "triangular")
    cycles = mapped_cycles([fluid_of(BASE).coolprop_name]).cycles
    times = []
    for _ in range(repeats):
        start = time.process_time()
        run_draws(SCENARIO, {}, all_abbr(), made, cycles, block_class_months)
        times.append(time.process_time() - start)
    return statistics.median(times)


def main() -> None:
    """Print one table, the effect of the block size, and where the time goes."""
    found, _ = uncertain_parameters(BASE)
    moving = [u.name for u in tornado_runs(SCENARIO, {}, all_abbr(), found).moving]
    free = [n for n in moving if effort_of(n) == FREE]
    plain = [n for n in free if not n.startswith(HEAT_PUMP_STEMS)]
    cycle = [n for n in moving if n in SOLVED_NAMES]
    run_cpu_s(free, 100, 1)
    base = import_coolprop_cpu_s()
    print(f"import CoolProp: {base:.2f} s of processor time")
    print(f"{'drawn':62} {'draws':>6} {'10,000 draws [s]':>17} {'over import':>12}")
    for what, names, draws, repeats in (
        (f"{len(plain)} free parameters, heat pumps as they are", plain, DRAWS, REPEATS),
        (f"{len(free)} free parameters, heat pumps by their map", free, DRAWS, REPEATS),
        (
            f"all {len(moving)} that move a figure, {len(cycle)} of them of the cycle",
            moving,
            800,
            1,
        ),
        ("one of the adsorption cycle alone", cycle[:1], 800, 1),
    ):
        seconds = run_cpu_s(names, draws, repeats) / draws * DRAWS
        print(f"{what:62} {draws:6} {seconds:17.1f} {seconds / base:12.1f}")
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
    print(f"{'class-months in a block':>24} {'us a class-month':>17}")
    for size in BLOCKS:
        micro = run_cpu_s(free, 1000, 1, size) / (1000 * len(all_abbr()) * 48) * 1e6
        print(f"{size:24,} {micro:17.3f}")
    profile = cProfile.Profile()
    profile.runcall(run_cpu_s, free, 2000, 1)
    pstats.Stats(profile).sort_stats("tottime").print_stats(18)


if __name__ == "__main__":
    main()
