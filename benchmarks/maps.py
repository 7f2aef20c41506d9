"""Speed and error of the maps: ``python benchmarks/maps.py``.

Medians of one run; times also as ratios to what they replace, measured beside them. Set
``OPENBLAS_NUM_THREADS=1`` to hold the linear algebra to one core. The comparison with TESPy runs
where TESPy is installed; it is no dependency of the package.
"""

from __future__ import annotations

import itertools
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np

from dacaidc_xl.maps.dac import dac_maps
from dacaidc_xl.maps.refrigerants import mapped_cycles
from dacaidc_xl.model import (
    dac,
    datacenter,
    psychrometrics,
    refrigerant_cycle,
    refrigerant_map,
    tvsa,
    tvsa_map,
)
from dacaidc_xl.model.cycle_lines import CycleLines
from dacaidc_xl.model.mapped_cycles import MappedCycles, draw_states, worst_cop_error
from dacaidc_xl.model.refrigerant_cycle import CONFIGURATIONS, Configuration, CycleFunction
from dacaidc_xl.reference.fluids import fluid_table
from dacaidc_xl.reference.parameters import Parameters
from dacaidc_xl.studies.settings import plant_settings

FLUID = "R1233zd(E)"
STATES = 300
POINTS = 400_000
RNG = np.random.default_rng()


def median_s(work: Callable[[], object], repeats: int = 5) -> float:
    """Median time of some work [s]."""
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def line(what: str, value: str, ratio: str = "") -> None:
    """Print one row."""
    print(f"{what:66} {value:>16} {ratio}")


def process_s(code: str, repeats: int = 5) -> float:
    """Median time of a fresh process, less that of one that does nothing [s]."""

    def run(text: str) -> float:
        return median_s(lambda: subprocess.run([sys.executable, "-c", text], check=True), repeats)

    return run(code) - run("pass")


def table_states(name: str, configuration: str, count: int) -> tuple[np.ndarray, ...]:
    """Random lifts above 10 K, more than 5 K below critical, as the fluid table runs them."""
    row = fluid_table()[name]
    low = max(row.triple_point_c + 0.05, -60.0)
    cond = RNG.uniform(max(low + 40.0, 50.0), row.critical_temp_c - 5.0, count)
    evap = RNG.uniform(low, cond - 10.0)
    ihx = row.ihx_effectiveness_single
    if configuration == "two_stage":
        ihx = row.ihx_effectiveness_two_stage
    return evap, cond, *(np.full(count, v) for v in (5.0, 5.0, ihx, 0.72))


def heat_pump_maps() -> None:
    """Build times, errors, speed of the refrigerant maps."""
    names = {name: row.coolprop_name for name, row in fluid_table().items()}
    refrigerant_map.build(FLUID)
    maps: dict[str, refrigerant_map.RefrigerantMap] = {}

    def build_all() -> None:
        maps.update({n: refrigerant_map.build(n) for n in names.values()})

    seconds = median_s(build_all)
    line(f"building the maps of all {len(names)} fluids, CoolProp loaded", f"{seconds:.3f} s")
    print("\nlargest relative error in COP on fresh points, as in the fluid table / all drawn")
    for name, coolprop_name in names.items():
        worst = []
        for configuration in CONFIGURATIONS:
            drawn = draw_states(maps[coolprop_name], STATES, RNG)
            for states in (table_states(name, configuration, STATES), drawn):
                worst.append(worst_cop_error(maps[coolprop_name], configuration, states))
        shown = ", ".join(
            f"{c} {a:.1e} / {b:.1e}"
            for c, a, b in zip(CONFIGURATIONS, worst[::2], worst[1::2], strict=True)
        )
        line(f"  {name}", f"auto {max(worst):.1e}", shown)
    print()
    tespy = tespy_s()
    row = fluid_table()[FLUID]
    for configuration, ihx in zip(
        CONFIGURATIONS, (row.ihx_effectiveness_single, row.ihx_effectiveness_two_stage), strict=True
    ):
        speed(MappedCycles(maps), configuration, ihx, tespy)
    if tespy is None:
        line("a warm TESPy heat pump", "not installed")


def speed(
    cycles: MappedCycles, configuration: Configuration, ihx: float, tespy: float | None
) -> None:
    """Speed of one configuration, as ratio to the direct loop and to TESPy."""
    rest = (5.0, 5.0, ihx, 0.72)
    evap, cond = RNG.uniform(-40.0, 60.0, POINTS), RNG.uniform(95.0, 135.0, POINTS)

    def direct() -> None:
        few = RNG.uniform(0.0, 60.0, 200), RNG.uniform(95.0, 135.0, 200)
        refrigerant_cycle.evaluate(configuration, FLUID, *few, *rest)

    def mapped(function: CycleFunction, hot: np.ndarray | float) -> float:
        return median_s(lambda: function(configuration, FLUID, evap, hot, *rest)) / POINTS

    direct()
    lines = CycleLines(cycles)
    for what, function, hot in (
        ("", cycles, cond),
        (", one condensing temperature", cycles, 115.0),
        (", the same by its line", lines, 115.0),
    ):
        loop, each = median_s(direct) / 200, mapped(function, hot)
        ratio = f"{loop / each:,.0f} x the direct HEOS loop ({loop * 1e6:.0f} us)"
        if tespy is not None:
            ratio += f", {tespy / each:,.0f} x TESPy ({tespy * 1e3:.1f} ms)"
        line(f"map of {FLUID}, {configuration}{what}", f"{each * 1e9:.0f} ns/point", ratio)


def tespy_s() -> float | None:
    """Median time of a warm TESPy heat pump of one stage, None where TESPy is not installed [s]."""
    try:
        from tespy.components import Compressor, CycleCloser, SimpleHeatExchanger, Valve
        from tespy.connections import Connection
        from tespy.networks import Network
    except ImportError:
        return None
    import warnings

    from CoolProp.CoolProp import PropsSI

    def bar(temp_c: float) -> float:
        return float(PropsSI("P", "T", temp_c + 273.15, "Q", 1, FLUID)) / 1e5

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        network = Network(iterinfo=False)
        network.units.set_defaults(temperature="degC", pressure="bar", enthalpy="kJ/kg")
        closer, condenser = CycleCloser("closer"), SimpleHeatExchanger("condenser")
        evaporator, valve = SimpleHeatExchanger("evaporator"), Valve("valve")
        compressor = Compressor("compressor")
        parts = (closer, evaporator, compressor, condenser, valve, closer)
        pipes = [
            Connection(a, "out1", b, "in1", label=str(i))
            for i, (a, b) in enumerate(itertools.pairwise(parts))
        ]
        network.add_conns(*pipes)
        condenser.set_attr(pr=1, Q=-1e6)
        evaporator.set_attr(pr=1)
        compressor.set_attr(eta_s=0.72)
        pipes[1].set_attr(p=bar(42.0), T=47.0, fluid={FLUID: 1})
        pipes[2].set_attr(p=bar(115.0))
        pipes[3].set_attr(T=110.0)
        network.solve("design")
        own = refrigerant_cycle.evaluate(
            "single_stage", FLUID, 42.0, 115.0, 5.0, 5.0, 0.0, 0.72
        ).cop
        assert abs(abs(condenser.Q.val) / compressor.P.val / own - 1.0) < 1e-3
        times = []
        for evap in RNG.uniform(35.0, 45.0, 15):
            pipes[1].set_attr(p=bar(evap), T=evap + 5.0)
            start = time.perf_counter()
            network.solve("design")
            times.append(time.perf_counter() - start)
    return statistics.median(times)


def cold_start() -> None:
    """Time a fresh process that reads cached maps, over one that imports CoolProp."""
    names = [row.coolprop_name for row in fluid_table().values()]
    mapped_cycles(names)
    code = (
        "from dacaidc_xl.maps.refrigerants import mapped_cycles\n"
        "made = mapped_cycles({names!r}).cycles\n"
        f"made('two_stage', {FLUID!r}, 42.0, 115.0, 5.0, 5.0, 0.0, 0.72)\n"
    )
    base = process_s("import CoolProp")
    line("import CoolProp", f"{base:.3f} s")
    line("import numpy", f"{process_s('import numpy'):.3f} s")
    for what, some in (("one fluid", [FLUID]), ("all fluids", names)):
        seconds = process_s(code.format(names=some))
        share = f"{seconds / base:.2f} of it"
        line(f"cold start with cached maps, {what}", f"{seconds:.3f} s", share)


def dac_map() -> None:
    """Build time, error and speed of the map of the DAC plant and of the moist air."""
    s = plant_settings(Parameters.of())
    assert s.process.water is not None
    seconds = median_s(lambda: tvsa_map.build(s.process.sorbent, s.process.water, s.tvsa), 3)
    maps = dac_maps(s.process, s.tvsa, s.dac_power).maps
    assert maps.cycle is not None
    line(
        "building the map of the adsorption cycle",
        f"{seconds:.2f} s",
        f"{maps.cycle.tables.terms.nbytes / 1e6:.1f} MB, "
        f"{maps.cycle.tables.solved.mean():.0%} of the cells are solved",
    )
    line(
        "the same from the cache",
        f"{median_s(lambda: dac_maps(s.process, s.tvsa, s.dac_power)):.3f} s",
    )
    count = 40_000
    air = (
        RNG.uniform(-20.0, 50.0, count),
        RNG.uniform(0.02, 1.0, count),
        RNG.uniform(55e3, 106e3, count),
    )
    start = time.perf_counter()
    direct = tvsa.cycle(s.process.sorbent, s.process.water, *air, s.tvsa)
    loop = (time.perf_counter() - start) / count
    mapped = maps.cycle.cycle(*air)
    error = np.abs(mapped.heat_kwh_per_t / direct.heat_kwh_per_t - 1.0)
    line(
        f"error in heat per tonne on {count:,} fresh points",
        f"{np.nanmax(error):.1e}",
        f"median {np.nanmedian(error):.1e}; runs or idles otherwise: "
        f"{int((mapped.operating != direct.operating).sum())}",
    )
    everywhere = tuple(
        RNG.uniform(low, high, POINTS) for low, high in ((-20, 50), (0.02, 1), (55e3, 106e3))
    )
    usual = (*everywhere[:2], RNG.uniform(90e3, 103e3, POINTS))
    hours = np.arange(POINTS)
    day = np.sin(hours / 24.0 * 2.0 * np.pi)
    year = (
        12.0 - 10.0 * np.cos(hours / 8760.0 * 2.0 * np.pi) + 5.0 * day + RNG.normal(size=POINTS),
        np.clip(0.6 - 0.2 * day + 0.1 * RNG.normal(size=POINTS), 0.02, 1.0),
        97e3 + 500.0 * RNG.normal(size=POINTS),
    )
    for what, where in (
        ("everywhere, 55 to 106 kPa", everywhere),
        ("everywhere, 90 to 103 kPa", usual),
        ("hours of a year at 97 kPa", year),
    ):
        each = median_s(partial(maps.cycle.cycle, *where), 3) / POINTS
        line(
            f"adsorption cycle, {what}",
            f"{1e-6 / each:.2f} M points/s",
            f"{loop / each:,.0f} x solving ({loop * 1e6:.0f} us)",
        )
    bulb = psychrometrics.wet_bulb_c(*year)
    given = (s.process, *year, s.tvsa, s.dac_power, maps, bulb)
    each = median_s(lambda: dac.evaluate(*given), 3) / POINTS
    line("DAC plant with power and water, hours of a year", f"{1e-6 / each:.2f} M points/s")
    each = median_s(lambda: psychrometrics.wet_bulb_c(*year), 3) / POINTS
    line("wet bulb, solved to the last digits", f"{1e-6 / each:.2f} M points/s")
    block = tuple(v[:8760].reshape(1, 1, -1) for v in (year[0], bulb))
    each = median_s(lambda: datacenter.evaluate(*block, s.data_center), 21) / 8760
    line("PUE and cooling of four server classes", f"{4e-6 / each:.2f} M points/s")


def main() -> None:
    """Print one table; the maps go to a cache of their own."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["DACAIDC_XL_CACHE"] = str(Path(folder))
        heat_pump_maps()
        print()
        cold_start()
        print()
        dac_map()


if __name__ == "__main__":
    main()
