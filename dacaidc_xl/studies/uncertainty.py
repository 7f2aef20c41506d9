"""The uncertainty study: how sure the figures of the reference AIDC are, and what makes them so."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from dacaidc_xl.errors import InputError
from dacaidc_xl.maps.refrigerants import mapped_cycles
from dacaidc_xl.model import refrigerant_cycle
from dacaidc_xl.model.refrigerant_cycle import CycleFunction
from dacaidc_xl.reference.geography import find_state
from dacaidc_xl.reference.geography import states as all_states
from dacaidc_xl.reference.parameters import Parameters
from dacaidc_xl.reference.scenarios import Scenario, find_scenario
from dacaidc_xl.reference.sorbents import find_sorbent
from dacaidc_xl.studies.draw_runs import BLOCK_CLASS_MONTHS, Runs, run_draws
from dacaidc_xl.studies.draws import (
    Choice,
    Draws,
    Uncertain,
    check_draws,
    draws_of,
    uncertain_parameters,
    unit_sample,
)
from dacaidc_xl.studies.settings import fluid_of
from dacaidc_xl.studies.sobol_indices import independent_rows
from dacaidc_xl.studies.study import Study
from dacaidc_xl.studies.tornado import tornado_runs, tornado_table
from dacaidc_xl.studies.uncertainty_tables import (
    dimension_table,
    draw_tables,
    index_table,
    infeasible_table,
    place_keys,
    uncertainty_table,
)

if TYPE_CHECKING:
    import pandas as pd

DRAWS = {"monte_carlo": 10_000, "latin_hypercube": 10_000, "sobol": 1024}
"""Draws where none are asked for; of ``sobol`` the base sample."""
SEED = 1
"""Seed where none is given: a run is the same each time."""
HEAT_PUMP_STEMS = (
    "return_temp_c",
    "loop_cooling_k",
    "evaporator_pinch_k",
    "desorption_temp_c",
    "bed_approach_k",
    "hot_loop_drop_k",
    "condenser_pinch_k",
    "superheat_k",
    "subcooling_k",
    "compressor_isentropic_efficiency",
)
"""Beginnings of the parameters that set the states of a heat pump's cycle."""


def _choices(sorbents: Sequence[str], grids: Sequence[str]) -> list[Choice]:
    """Give the choices that are drawn, each name checked."""
    made = []
    if sorbents:
        names = dict.fromkeys(find_sorbent(name, "sorbents").name for name in sorbents)
        made.append(Choice("sorbent", tuple(names)))
    if grids:
        names = dict.fromkeys(find_scenario(name).name for name in grids)
        made.append(Choice("grid", tuple(names)))
    return made


EvaluateDraws = Callable[
    [Scenario, Parameters, Sequence[str], Draws, int, Callable[[int], None]],
    tuple[Runs, tuple[str, ...]],
]
"""Gives the runs of some draws, and what to know of them; as `evaluate_draws`."""


def evaluate_draws(
    scenario: Scenario,
    parameters: Parameters,
    abbr: Sequence[str],
    draws: Draws,
    block_class_months: int,
    progress: Callable[[int], None],
) -> tuple[Runs, tuple[str, ...]]:
    """Evaluate draws; heat pumps from the map of the fluid where their states are drawn.

    Parameters
    ----------
    scenario, parameters, abbr, draws, block_class_months, progress
        As of `draw_runs.run_draws`.

    Returns
    -------
    runs : Runs
    notes : tuple of str
        What to know of the maps.
    """
    cycles: CycleFunction = refrigerant_cycle.evaluate
    notes: tuple[str, ...] = ()
    if any(name.startswith(HEAT_PUMP_STEMS) for name in draws.values):
        made = mapped_cycles([fluid_of(parameters).coolprop_name])
        cycles, notes = made.cycles, made.notes
    runs = run_draws(
        scenario, parameters.overrides, abbr, draws, cycles, block_class_months, progress
    )
    return runs, notes


def _chosen_states(states: Sequence[str] | None) -> tuple[str, ...]:
    chosen = all_states() if states is None else [find_state(s) for s in states]
    return tuple(dict.fromkeys(state.abbr for state in chosen))


def _run_table(rows: Mapping[str, object]) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame({"item": list(rows), "value": [str(v) for v in rows.values()]})


def uncertainty(
    scenario: str = "base_2023",
    parameters: Mapping[str, object] | None = None,
    states: Sequence[str] | None = None,
    draws: int | None = None,
    method: str = "monte_carlo",
    seed: int = SEED,
    distribution: str = "triangular",
    names: Sequence[str] = (),
    sorbents: Sequence[str] = (),
    grids: Sequence[str] = (),
    target_lccc_usd_per_t: float | None = None,
    block_class_months: int = BLOCK_CLASS_MONTHS,
    progress: Callable[[int, int], None] = lambda done, count: None,
    evaluate: EvaluateDraws = evaluate_draws,
) -> Study:
    """How sure the figures of the reference AIDC in each state are, and what makes them so.

    Parameters
    ----------
    scenario : str
        One scenario.
    parameters : mapping, optional
        Overrides by parameter name; they hold in all draws, unless they are named, too.
    states : sequence of str, optional
        Names, abbreviations or FIPS codes; all 51 by default.
    draws : int, optional
        Number of draws, 10,000 by default. For ``sobol`` the base sample, a power of two,
        1,024 by default: twice as many draws count in the statistics, and for the indices
        the model is evaluated base x (dimensions + 2) times.
    method : str
        ``monte_carlo``, ``latin_hypercube`` or ``sobol``.
    seed : int
        Zero or more; the same seed gives the same result.
    distribution : str
        ``uniform`` over the ranges of the parameter table, or ``triangular`` with the peak at
        the value of the run.
    names : sequence of str
        Parameters to draw; by default all with a range that move a figure in this run, but not
        ``retrofit_share``: how much is built is a choice of scale, not doubt about a value.
    sorbents : sequence of str
        Sorbents of which one is drawn; that of the run by default. The heats and the heat
        capacity that each row prints then hold, unless they are named.
    grids : sequence of str
        Scenarios of which the grid of one is drawn, all else being that of ``scenario``.
    target_lccc_usd_per_t : float, optional
        Cost of net removal whose probability to stay below is wanted [2024 USD/t].
    block_class_months : int
        Points of (case, server class, month) evaluated at once: speed and memory only.
    progress : callable
        Called with the draws done so far and their total.
    evaluate : callable
        What evaluates the draws: `long_runs.draws.ChunkedDraws` keeps them as they come.

    Returns
    -------
    Study
        Tables ``uncertainty`` (statistics by state and figure, and for the median of the
        states), ``infeasible`` (draws that are refused or capture nothing, by reason),
        ``tornado``, ``indices`` (method ``sobol`` only), ``dimensions`` (what was drawn),
        ``run`` (method, seed, counts), ``draws`` and ``draw_results`` (long: for Parquet).

    Raises
    ------
    InputError
        An argument is wrong, or the run is refused before anything is drawn.

    Notes
    -----
    Draws are independent of each other and of the state: one draw holds in all states. The
    cost of net removal counts as infinite where too little is removed, in percentiles and
    probabilities; the removal ratio where there are no operational emissions.

    What does not enter the two unknowns of the adsorption cycle is ``free`` (column ``effort``
    of ``dimensions``): a draw costs the arithmetic of the plant only. Temperatures and
    efficiency of the heat pump are free by the map of its fluid (COP to 1e-6), the delivery
    pressure by curves of the compression (work to 1e-8); sorbents and grids are free, too, as
    there are few. 10,000 draws of all free parameters in 51 states take about 4 times the
    processor time of importing CoolProp; with one parameter that enters the cycle, 65 to 70
    times, with all of them 90 times (``benchmarks/uncertainty.py`` measures it).

    Examples
    --------
    >>> made = uncertainty(states=["VT"], draws=20, names=["sorbent_price_usd_per_kg"])
    >>> table = made["uncertainty"].set_index(["state", "figure"])
    >>> int(table.loc[("VT", "lccc_gross_usd_per_t"), "draws"])
    20
    """
    row = find_scenario(scenario)
    count = DRAWS.get(method, 2) if draws is None else int(draws)
    check_draws(method, count)
    if seed < 0:
        raise InputError("seed", seed, "a whole number of at least 0")
    values = Parameters.of(row.parameter_set, parameters, row.mix_set)
    abbr = _chosen_states(states)
    choices = _choices(sorbents, grids)
    found, warnings = uncertain_parameters(values, names, bool(sorbents))
    tornado = tornado_runs(row, values.overrides, abbr, found)
    drawn: tuple[Uncertain, ...] = found if names else tornado.moving
    dimensions = [u.name for u in drawn] + [c.name for c in choices]
    if not dimensions:
        raise InputError("parameter", "nothing", "at least one parameter or choice to draw")
    unit = unit_sample(method, count, len(dimensions), seed)
    made = draws_of(unit, drawn, choices, distribution)
    runs, notes = evaluate(
        row, values, abbr, made, block_class_months, lambda done: progress(done, len(unit))
    )
    independent = (
        independent_rows(len(dimensions), len(unit))
        if method == "sobol"
        else np.ones(len(unit), dtype=bool)
    )
    keys = place_keys(row.name, abbr)
    of_draw, results = draw_tables(made, runs, independent, keys)
    tables = {
        "uncertainty": uncertainty_table(
            runs, independent, tornado.centers, keys, target_lccc_usd_per_t
        ),
        "infeasible": infeasible_table(runs, independent, keys),
        "tornado": tornado_table(tornado, keys),
        "dimensions": dimension_table(drawn, choices, distribution),
        "run": _run_table(
            {
                "scenario": row.name,
                "states": ", ".join(abbr),
                "method": method,
                "seed": seed,
                "distribution": distribution,
                "draws": int(independent.sum()),
                "evaluations of the model": len(unit),
                "infeasible draws": int((~runs.feasible[independent]).sum()),
                "dimensions": len(dimensions),
                "target cost of net removal [USD/t]": target_lccc_usd_per_t or "",
            }
        ),
        "draws": of_draw,
        "draw_results": results,
    }
    if method == "sobol":
        tables["indices"] = index_table(runs, dimensions, seed, keys)
    refused = int((~runs.feasible[independent]).sum())
    if refused:
        warnings += (
            f"{refused} of {int(independent.sum())} draws are infeasible; the table infeasible "
            "says why",
        )
    one_sided = [u.name for u in drawn if u.one_sided]
    if one_sided:
        warnings += (
            f"the run stands at an end of the range of {', '.join(one_sided)}: all draws lie to "
            "one side of it, so its figures need not lie among theirs",
        )
    return Study("uncertainty", (row.name,), tables, {row.name: values}, warnings + notes)
