"""The answer in words and six figures, made from the tables of a study."""

from __future__ import annotations

from dataclasses import dataclass

from dacaidc_xl.reference.scenarios import find_scenario
from dacaidc_xl.studies.study import Study


@dataclass(frozen=True, slots=True)
class Figure:
    """One headline figure with its unit and what it means."""

    name: str
    value: float
    unit: str
    meaning: str


def _states(count: object) -> str:
    return f"{count} state" if count == 1 else f"{count} states"


def _list(states: str, most: int = 12) -> str:
    names = states.split()
    if not names:
        return "none"
    shown = ", ".join(names[:most])
    return shown if len(names) <= most else f"{shown} and {len(names) - most} more"


def figures(study: Study, scenario: str) -> tuple[Figure, ...]:
    """Six headline figures of one scenario of an all-states study.

    Parameters
    ----------
    study : Study
        Result of `states`.
    scenario : str
        One of its scenarios.

    Returns
    -------
    tuple of Figure
    """
    table = study["states"]
    here = table[table["scenario"] == scenario]
    counts = study["counts"]
    of = counts[counts["scenario"] == scenario]
    flips = of[
        of["count_of"].str.startswith("flip")
        & (of["baseline"] == study.parameters[scenario].text("headline_baseline"))
    ].iloc[0]
    above = of[of["count_of"].str.startswith("removal ratio")].iloc[0]
    captured = float(here["captured_t_per_yr"].sum()) / 1e6
    net = float(here["net_removal_t_per_yr"].sum()) / 1e6
    return (
        Figure("Captured", captured, "Mt/yr", "CO2 captured on the AI load that the states report"),
        Figure("Net removal", net, "Mt/yr", "captured less indirect emissions, same load"),
        Figure(
            "LCCC gross",
            float(here["lccc_gross_usd_per_t"].median()),
            "USD/t",
            "levelized cost per tonne captured, median state, 2024 USD",
        ),
        Figure(
            "LCCC net",
            float(here["lccc_net_usd_per_t"].median()),
            "USD/t",
            "per tonne of net removal, median of the states where it exists",
        ),
        Figure(
            "Removal ratio above 1",
            float(above["count"]),
            f"of {above['of']}",
            "states where captured exceeds operational emissions of data center and plant",
        ),
        Figure(
            "Flips",
            float(flips["count"]),
            f"of {flips['of']}",
            "states where standalone capture on the headline baseline "
            f"({flips['baseline']}) emits more than it removes, and integrated does not",
        ),
    )


def words(study: Study, scenario: str) -> list[str]:
    """Say the answer of one scenario in sentences.

    Parameters
    ----------
    study : Study
        Result of `states`.
    scenario : str
        One of its scenarios.

    Returns
    -------
    list of str
    """
    row = find_scenario(scenario)
    table = study["states"]
    here = table[table["scenario"] == scenario]
    of = study["counts"][study["counts"]["scenario"] == scenario]
    parameters = study.parameters[scenario]
    six = {figure.name: figure for figure in figures(study, scenario)}
    removing = of[of["count_of"] == "integrated removes more than it emits"].iloc[0]
    above = of[of["count_of"].str.startswith("removal ratio")].iloc[0]
    costs = here.dropna(subset=["lccc_gross_usd_per_t"]).sort_values("lccc_gross_usd_per_t")
    heat = here.dropna(subset=["dac_heat_kwh_per_t"]).sort_values("dac_heat_kwh_per_t")
    unreported = here.loc[here["facility_mwh_per_yr"].isna(), "state"].tolist()
    zero = here.loc[here["facility_mwh_per_yr"] == 0.0, "state"].tolist()
    sentences = [
        f"{row.title}: the waste heat of the AI data centers would capture "
        f"{six['Captured'].value:,.1f} Mt of CO2 a year and remove {six['Net removal'].value:,.1f} "
        f"Mt net, at a median cost of {six['LCCC gross'].value:,.0f} USD per tonne captured and "
        f"{six['LCCC net'].value:,.0f} USD per tonne net.",
        f"It removes more than it emits in {removing['count']} of {_states(removing['of'])} "
        f"({removing['near']} of all within the margin); the removal ratio, captured "
        f"over operational emissions of data center and plant (A + X), is above 1 in "
        f"{above['count']}: {_list(str(above['states']))}.",
    ]
    for _, flip in of[of["count_of"].str.startswith("flip")].iterrows():
        sentences.append(
            f"Against the {str(flip['baseline']).replace('_', ' ')}, "
            f"{_states(flip['count'])} flip from net-positive to net-negative emissions "
            f"({flip['near']} within the margin): {_list(str(flip['states']))}."
        )
    if len(costs) > 4:
        low, high = costs.iloc[0], costs.iloc[-1]
        sentences.append(
            f"Cheapest per tonne captured is {low['state_name']} "
            f"({low['lccc_gross_usd_per_t']:,.0f} USD/t), dearest {high['state_name']} "
            f"({high['lccc_gross_usd_per_t']:,.0f} USD/t). Least heat is needed in "
            f"{', '.join(heat['state'].head(5))}, most in {', '.join(heat['state'].tail(5))}: a "
            f"ranking of this DAC plant ({of['configuration'].iloc[0].split(', ')[-1]}); another "
            "sorbent turns it."
        )
    sentences.append(
        f"Grid: {here['grid_metric'].iloc[0]} ({here['grid_source'].iloc[0]}). {row.note}"
    )
    if zero or unreported:
        sentences.append(
            "Load: "
            + (f"zero is reported for {', '.join(zero)}" if zero else "")
            + ("; " if zero and unreported else "")
            + (f"none is reported for {', '.join(unreported)}" if unreported else "")
            + ". Costs, ratios, ranks and counts are those of a reference AIDC of "
            f"{parameters.scalar('reference_aidc_capacity_mw'):g} MW in every state."
        )
    if parameters.scalar("second_supply_share") > 0.0:
        sentences.append(
            f"{parameters.scalar('second_supply_share'):.0%} of the added electricity is counted "
            f"as supplied by {parameters.text('second_supply_type')} at a life-cycle intensity, "
            "which the grid's is not; the account of the place stands beside it."
        )
    return sentences


def comparison_warning(scenarios: tuple[str, ...]) -> str | None:
    """Flag in words a comparison across grid metrics; None where there is none."""
    series = {find_scenario(s).grid_series for s in scenarios}
    if len(series) < 2 or len(scenarios) < 2:
        return None
    return (
        "The scenarios rest on different grid metrics: a change from 2023 may be read between "
        "base_2023 and 2030_aeo only (eGRID2023 and its AEO2025 trend). The Cambium grid is an "
        "average of load, CO2 only, and much cleaner; a difference from it is not a change over "
        "time."
    )
