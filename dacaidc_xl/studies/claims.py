"""Counts, flips, the grid-by-mix table, and the paper's claims held against our results.

The paper is arXiv 2605.13114; its equations and numbers are not available here, so only the
direction of its claims is compared, never a number.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from dacaidc_xl.model.baselines import HEAT_BASELINES
from dacaidc_xl.reference.parameters import Parameters
from dacaidc_xl.reference.scenarios import find_scenario
from dacaidc_xl.studies.cases import surroundings
from dacaidc_xl.studies.reference_aidc import reference_plant

if TYPE_CHECKING:
    import pandas as pd

BASE_SCENARIO = "base_2023"
SAME_BASIS_2030 = "2030_aeo"
"""The one 2030 grid whose change from 2023 may be quoted."""
GRIDS_OF_MIX_TABLE = (BASE_SCENARIO, SAME_BASIS_2030, "2030")
ELECTRIC_BASELINES = ("electric_boiler", "ambient_heat_pump")


def _names(states: Sequence[str]) -> str:
    return " ".join(states)


def _configuration(parameters: Parameters) -> str:
    """Say what stands beside every count: fluid, configuration, stage limit, sorbent."""
    from dacaidc_xl.studies.settings import process_of

    return (
        f"{parameters.text('working_fluid')}, {parameters.text('heat_pump_configuration')}, "
        f"stage ratio up to {parameters.scalar('stage_pressure_ratio_max'):g}, "
        f"{process_of(parameters).name}"
    )


def count_table(
    compare: pd.DataFrame, states: pd.DataFrame, values: Mapping[str, Parameters]
) -> pd.DataFrame:
    """Every count with its baseline, its near cases and the configuration it holds for.

    Parameters
    ----------
    compare, states : DataFrame
        Tables of the all-states study; intensive figures are those of the reference AIDC.
    values : mapping of str to Parameters
        Values of each scenario.

    Returns
    -------
    DataFrame
        ``near`` counts the cases within the threshold margin (a share of captured).
    """
    import pandas as pd

    rows = []
    for scenario, parameters in values.items():
        margin = parameters.scalar("threshold_margin_fraction")
        configuration = _configuration(parameters)
        here = compare[compare["scenario"] == scenario]
        integrated = here[here["system"] == "integrated"].set_index("state")
        own = integrated["net_removal_share_of_captured"]

        def add(
            what: str,
            baseline: str,
            hit: pd.Series,
            near: pd.Series,
            scenario: str = scenario,
            configuration: str = configuration,
        ) -> None:
            rows.append(
                {
                    "scenario": scenario,
                    "count_of": what,
                    "baseline": baseline,
                    "count": int(hit.sum()),
                    "near": int(near.sum()),
                    "of": len(hit),
                    "states": _names(hit.index[hit]),
                    "near_states": _names(near.index[near]),
                    "configuration": configuration,
                }
            )

        add("integrated removes more than it emits", "", own > 0.0, own.abs() <= margin)
        for baseline in HEAT_BASELINES:
            alone = here[here["system"] == baseline].set_index("state")
            share = alone["net_removal_share_of_captured"]
            add(
                "standalone emits more than it removes",
                baseline,
                share < 0.0,
                share.abs() <= margin,
            )
            near = (share.abs() <= margin) | (own.abs() <= margin)
            add(
                "flip: standalone net-positive, integrated net-negative",
                baseline,
                alone["flip"].astype(bool),
                near,
            )
        table = states[states["scenario"] == scenario].set_index("state")
        emitted = (
            table["reference_datacenter_emissions_t_per_yr"]
            + table["reference_operational_t_per_yr"]
        )
        captured = table["reference_captured_t_per_yr"]
        gap = (captured - emitted) / captured.where(captured > 0.0)
        none = table["ratio_note"].str.startswith("no operational")
        above = (table["removal_ratio"] > 1.0) | none
        add("removal ratio, captured / (A + X), above 1", "", above, gap.abs() <= margin)
        add("of these without operational emissions", "", none, none & False)
    return pd.DataFrame(rows)


def flip_table(compare: pd.DataFrame, states: pd.DataFrame) -> pd.DataFrame:
    """Each flip with its margins and both break-even grid intensities.

    Parameters
    ----------
    compare, states : DataFrame
        Tables of the all-states study.

    Returns
    -------
    DataFrame
        One row a scenario, baseline and state that flips.
    """
    keys = ["scenario", "state", "state_name"]
    columns = ["net_removal_share_of_captured", "break_even_kg_per_mwh"]
    integrated = compare[compare["system"] == "integrated"][keys + columns]
    flips = compare[compare["flip"].astype(bool)][[*keys, "system", *columns]]
    grid = states[[*keys, "grid_kg_per_mwh"]]
    table = flips.merge(integrated, on=keys, suffixes=("_standalone", "_integrated"))
    table = table.merge(grid, on=keys).rename(columns={"system": "baseline"})
    order = {name: position for position, name in enumerate(HEAT_BASELINES)}
    table["_order"] = table["baseline"].map(order).fillna(len(order))
    table = table.sort_values(["scenario", "_order", "state"], kind="stable")
    return table.drop(columns="_order").reset_index(drop=True)


def mix_by_grid_table(
    overrides: Mapping[str, object] | None,
    abbr: Sequence[str],
    local: Sequence[Mapping[str, tuple[float, ...]]],
) -> pd.DataFrame:
    """Tell apart what a cleaner grid does and what a GPU-heavy mix does.

    Parameters
    ----------
    overrides : mapping or None
        The user's parameter overrides.
    abbr : sequence of str
        States.
    local : sequence of mapping
        The user's values for each state.

    Returns
    -------
    DataFrame
        Reference AIDC, all other parameters as in the base set; medians over the states.
    """
    import pandas as pd

    rows = []
    dac = None  # neither grid nor mix changes the DAC plant
    for grid in GRIDS_OF_MIX_TABLE:
        for mix in ("base", "2030"):
            parameters = Parameters.of("base", overrides, mix)
            around = surroundings(find_scenario(grid), parameters, abbr, local)
            plant = reference_plant(around, parameters, ("electric_boiler",), dac)
            dac = plant.dac
            system, boiler = plant.integrated, plant.baselines["electric_boiler"]
            ratio = system.ratios.removal_ratio
            above = (ratio > 1.0) | system.ratios.no_operational_emissions
            net, alone = system.net_removal_t, boiler.net_removal_t
            rows.append(
                {
                    "grid": grid,
                    "mix": "2023 mix" if mix == "base" else "2030 mix",
                    "states": len(abbr),
                    "median_captured_t_per_yr": float(np.median(system.captured_t)),
                    "median_net_removal_t_per_yr": float(np.median(net)),
                    "median_pue": float(np.median(plant.annual_pue)),
                    "median_removal_ratio": float(pd.Series(ratio).median()),
                    "states_ratio_above_1": int(above.sum()),
                    "states_net_removing": int((net > 0.0).sum()),
                    "flips_electric_boiler": int(((net > 0.0) & (alone < 0.0)).sum()),
                }
            )
    return pd.DataFrame(rows)


def _held(count: int, of: int) -> str:
    if count == of:
        return "agrees"
    return "agrees in part" if count > 0 else "does not agree"


def claim_table(
    compare: pd.DataFrame, counts: pd.DataFrame, mix: pd.DataFrame, scenarios: Sequence[str]
) -> pd.DataFrame:
    """Hold the paper's claims, in direction only, against our results, with what decides.

    Parameters
    ----------
    compare, counts, mix : DataFrame
        Tables of the all-states study.
    scenarios : sequence of str
        Scenarios that were run.

    Returns
    -------
    DataFrame
    """
    import pandas as pd

    rows = []

    def add(claim: str, scenario: str, measure: str, ours: str, verdict: str, why: str) -> None:
        rows.append(
            {
                "claim": claim,
                "scenario": scenario,
                "measure": measure,
                "ours": ours,
                "verdict": verdict,
                "what_decides": why,
            }
        )

    for scenario in scenarios:
        here = compare[compare["scenario"] == scenario]
        integrated = here[here["system"] == "integrated"].set_index("state")
        for baseline in HEAT_BASELINES:
            alone = here[here["system"] == baseline].set_index("state")
            more = int((integrated["net_removal_t_per_yr"] > alone["net_removal_t_per_yr"]).sum())
            cheaper = int(
                (integrated["lccc_gross_usd_per_t"] < alone["lccc_gross_usd_per_t"]).sum()
            )
            known = int(alone["lccc_gross_usd_per_t"].notna().sum())
            size = len(alone)
            claimed = baseline in ELECTRIC_BASELINES
            add(
                "waste heat raises net removal",
                scenario,
                f"states with more net removal than with {baseline}",
                f"{more} of {size}",
                _held(more, size) if claimed else "no claim",
                "electricity for heat: 1 / COP against 1 (boiler) or 1 / COP from cold air, "
                "times grid intensity"
                if claimed
                else "the gas boiler emits 263 kg/MWh of heat, whatever the grid",
            )
            add(
                "waste heat lowers the cost of capture",
                scenario,
                f"states with lower gross LCCC than with {baseline}",
                f"{cheaper} of {known}",
                _held(cheaper, known) if claimed else "no claim",
                "price of electricity times what the heat pump saves, against its investment"
                if claimed
                else "state gas price against industrial electricity price",
            )
        of_scenario = counts[counts["scenario"] == scenario]
        flips = of_scenario[of_scenario["count_of"].str.startswith("flip")]
        for _, flip in flips.iterrows():
            claimed = flip["baseline"] in ELECTRIC_BASELINES
            add(
                "integration turns net-positive regions net-negative",
                scenario,
                f"states that flip against {flip['baseline']}",
                f"{flip['count']} of {flip['of']}, {flip['near']} within the margin",
                ("agrees" if flip["count"] > 0 else "does not agree") if claimed else "no claim",
                "grid intensity between the two break-evens; above the integrated one neither "
                "removes",
            )
        if scenario != BASE_SCENARIO:
            above = of_scenario[of_scenario["count_of"].str.startswith("removal ratio")].iloc[0]
            add(
                "in 2030 several states have a removal ratio above 1",
                scenario,
                "states above 1, captured / (A + X)",
                f"{above['count']} of {above['of']}, {above['near']} within the margin",
                "agrees" if above["count"] > 1 else "does not agree",
                "which 2030 grid is believed; then the share of liquid-cooled servers",
            )
    wide = mix.set_index(["grid", "mix"])
    if (SAME_BASIS_2030, "2030 mix") in wide.index:
        base = wide.loc[(BASE_SCENARIO, "2023 mix")]
        only_mix = wide.loc[(BASE_SCENARIO, "2030 mix")]
        only_grid = wide.loc[(SAME_BASIS_2030, "2023 mix")]
        both = wide.loc[(SAME_BASIS_2030, "2030 mix")]
        name = "states_ratio_above_1"
        add(
            "cleaner grids and GPU-heavy mixes together raise the ratio by 2030",
            f"{BASE_SCENARIO} to {SAME_BASIS_2030}",
            "states above 1: as today, mix alone, grid alone, both",
            f"{base[name]:.0f}, {only_mix[name]:.0f}, {only_grid[name]:.0f}, {both[name]:.0f}",
            "agrees" if both[name] > base[name] else "does not agree",
            "the grid, not the mix, where grid alone is close to both",
        )
    return pd.DataFrame(rows)


def findings(
    tables: Mapping[str, pd.DataFrame],
    values: Mapping[str, Parameters],
    overrides: Mapping[str, object] | None,
    abbr: Sequence[str],
    local: Sequence[Mapping[str, tuple[float, ...]]],
) -> dict[str, pd.DataFrame]:
    """Gather counts, flips, grid-by-mix and claims of the all-states study."""
    counts = count_table(tables["compare"], tables["states"], values)
    mix = mix_by_grid_table(overrides, abbr, local)
    return {
        "counts": counts,
        "flips": flip_table(tables["compare"], tables["states"]),
        "mix_by_grid": mix,
        "claims": claim_table(tables["compare"], counts, mix, list(values)),
    }
