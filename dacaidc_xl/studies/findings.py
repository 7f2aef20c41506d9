"""What the studies of counties, hours and pathways found, in sentences made from their tables."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from dacaidc_xl.studies.label import NO_OPERATIONAL_EMISSIONS
from dacaidc_xl.studies.study import REFUSED, Study

if TYPE_CHECKING:
    import pandas as pd


def _top(names: list[str]) -> str:
    return "; ".join(names)


def _evaluated(table: pd.DataFrame) -> pd.DataFrame:
    """Give the rows of a table of places that were not refused."""
    return table[table["status"] != REFUSED] if "status" in table else table


def _data_center(study: Study, scenario: str) -> str:
    """Say what the reference AIDC of a scenario is."""
    capacity = study.parameters[scenario].scalar("reference_aidc_capacity_mw")
    return f"a data center with {capacity:,g} MW of installed IT"


def _counties(study: Study) -> list[str]:
    said = []
    for scenario, here in _evaluated(study["counties"]).groupby("scenario", sort=False):
        removes = int((here["reference_net_removal_t_per_yr"] > 0.0).sum())
        known = int(here["reference_net_removal_t_per_yr"].notna().sum())
        no_floor = here["ratio_note"].str.startswith(NO_OPERATIONAL_EMISSIONS)
        ratios = int((here["removal_ratio"].notna() | no_floor).sum())
        above = int(((here["removal_ratio"] > 1.0) | no_floor).sum())
        cost = here["lccc_gross_usd_per_t"].dropna()
        loaded = here.dropna(subset=["captured_t_per_yr"])
        said.append(
            f"{scenario}: in each county {_data_center(study, str(scenario))}: the DAC plant on "
            f"the waste heat would remove more than it emits itself in {removes:,} of {known:,} "
            "counties (the data center's own emissions not counted); captured would be more than "
            f"data center and DAC plant emit together, a removal ratio above 1, in {above:,} of "
            f"{ratios:,}."
        )
        if len(cost):
            said[-1] += (
                f" A captured tonne would cost {cost.quantile(0.1):,.0f} to "
                f"{cost.quantile(0.9):,.0f} USD in four of five of the {len(cost):,} counties "
                "where the plant captures."
            )
        if len(loaded):
            largest = loaded.sort_values("captured_t_per_yr", ascending=False).head(5)
            shown = [
                f"{row['county']} {row['captured_t_per_yr'] / 1e3:,.0f} kt/yr"
                for _, row in largest.iterrows()
            ]
            said.append(
                f"{scenario}: {len(loaded):,} counties have a load of their own "
                f"({loaded['captured_t_per_yr'].sum() / 1e6:,.1f} Mt/yr captured together); the "
                f"largest: {_top(shown)}."
            )
    return said


def _spread(values: pd.Series, unit: str, digits: int, worst_is_least: bool) -> str:
    """Say median and worst of a difference over the places that have one."""
    known = values.dropna()
    if known.empty:
        return "exists in no place"
    worst = known.min() if worst_is_least else known.max()
    return (
        f"{known.median():+,.{digits}f} {unit} in the median and {worst:+,.{digits}f} {unit} in "
        f"the worst of the {len(known):,} places where it exists"
    )


def _hourly(study: Study) -> list[str]:
    said = []
    for scenario, here in study["hourly"].groupby("scenario", sort=False):
        ranked = here.dropna(subset=["captured_difference_pct"]).sort_values(
            "captured_difference_pct"
        )
        if ranked.empty:
            said.append(f"{scenario}: nothing is captured in any place.")
            continue
        place = "county" if "county" in here else "state"
        most = ", ".join(
            f"{row[place]} {row['captured_difference_pct']:+.0f} %"
            for _, row in ranked.head(5).iterrows()
        )
        cost = here["difference_lccc_gross_usd_per_t"].median()
        said.append(
            f"{scenario}, {_data_center(study, str(scenario))}: 8,760 hours capture "
            f"{ranked['captured_difference_pct'].median():+.1f} % against twelve months "
            f"in the median place ({ranked['captured_difference_pct'].iloc[-1]:+.1f} to "
            f"{ranked['captured_difference_pct'].iloc[0]:+.1f} %), at {cost:+,.0f} USD "
            f"per tonne captured. Most in {most}."
        )
        before, after = (here[f"{t}_net_removal_t_per_yr"] for t in ("monthly", "hourly"))
        lost, won = (before > 0.0) & (after <= 0.0), (before <= 0.0) & (after > 0.0)
        net = _spread(here["difference_net_removal_t_per_yr"] / 1e3, "kt/yr", 1, True)
        net_cost = _spread(here["difference_lccc_net_usd_per_t"], "USD/t", 0, False)
        said.append(
            f"{scenario}: hours less months, the net removal of the DAC plant is {net}; it turns "
            f"from above zero by months to below by hours in {int(lost.sum()):,}, the other way "
            f"in {int(won.sum()):,}. The cost of net removal is {net_cost}."
        )
    if "options" in study.tables:
        for scenario, here in study["options"].groupby("scenario", sort=False):
            net = _spread(here["gain_net_removal_t_per_yr"] / 1e3, "kt/yr", 1, True)
            share = here["gain_captured_t_per_yr"].sum() / here["plain_captured_t_per_yr"].sum()
            said.append(
                f"{scenario}: load shape and part load change captured by {100.0 * share:+.1f} % "
                f"in all places together, and net removal by {net}."
            )
    if "run_rule" in study.tables:
        for scenario, here in study["run_rule"].groupby("scenario", sort=False):
            said.append(_rule(str(scenario), here))
    return said


def _rule(scenario: str, table: pd.DataFrame) -> str:
    """Say what the rule for when to run gains, and what it gives up."""
    known = table[table["gain_net_removal_t_per_yr"].notna()]
    gain = known["gain_net_removal_t_per_yr"]
    removes = known["always_net_removal_t_per_yr"] > 0.0
    parts = []
    for here, words in (
        (removes, "that remove more than they emit when they always run"),
        (~removes, "that do not, where to emit less counts as gain"),
    ):
        if here.any():
            gains = int((gain[here] > 0.5).sum())
            most = f", {gain[here].max():,.0f} t/yr where it gains most" if gains else ""
            parts.append(f"in {gains:,} of the {int(here.sum()):,} places {words}{most}")
    if not parts:
        return f"{scenario}: the rule for when to run: no place has a net removal."
    always = known["always_captured_t_per_yr"].sum()
    given_up = always - known["ruled_captured_t_per_yr"].sum()
    share = f" ({given_up / always:.1%})" if always > 0.0 else ""
    hours = known["gain_running_hours"].median()
    return (
        f"{scenario}: the rule for when to run gains net removal {_top(parts)}. It gives up "
        f"{given_up / 1e3:,.1f} kt/yr of captured CO2{share} in all places together; running "
        f"hours change by {hours:+,.0f} in the median place."
    )


def _pathway(study: Study) -> list[str]:
    said = []
    for series, here in _evaluated(study["pathway_life"]).groupby("scenario", sort=False):
        first, last = int(here["first_year"].iloc[0]), int(here["last_year"].iloc[0])
        above = here["ratio_above_1_from"]
        later = int((above > first).sum())
        cost = here["lifetime_lccc_net_usd_per_t"].dropna()
        levelized = (
            f"at a median of {cost.median():,.0f} USD/t net over the {len(cost):,} where that "
            "cost exists"
            if len(cost)
            else "and has a cost of net removal in none"
        )
        said.append(
            f"{series}, {first} to {last}: over its life the DAC plant of "
            f"{_data_center(study, str(series))} removes a median of "
            f"{here['lifetime_net_removal_t'].median() / 1e6:,.2f} Mt net over {len(here):,} "
            f"places (the data center's own emissions not counted), {levelized}. The ratio is "
            f"above 1 from the first year in {int((above == first).sum())} of {len(here)} places, "
            f"crosses 1 later in {later}, and never does in {int(above.isna().sum())}."
        )
    return said


_OF: dict[str, Callable[[Study], list[str]]] = {
    "counties": _counties,
    "hourly": _hourly,
    "pathway": _pathway,
}


def findings(study: Study) -> list[str]:
    """Say what a study found.

    Parameters
    ----------
    study : Study
        Result of the counties, hourly or pathway study.

    Returns
    -------
    list of str
        Sentences; none for another kind.

    Examples
    --------
    >>> from dacaidc_xl.studies.pathway import pathway
    >>> findings(pathway(2030, "cambium2024_midcase", states=["TX"]))[0][:35]
    'cambium2024_midcase, 2030 to 2049: '
    """
    found = _OF.get(study.kind)
    return [] if found is None else found(study)
