"""What the studies of counties, hours and pathways found, in sentences made from their tables."""

from __future__ import annotations

from collections.abc import Callable

from dacaidc_xl.studies.study import Study


def _top(names: list[str]) -> str:
    return "; ".join(names)


def _counties(study: Study) -> list[str]:
    said = []
    for scenario, here in study["counties"].groupby("scenario", sort=False):
        removes = int((here["reference_net_removal_t_per_yr"] > 0.0).sum())
        known = int(here["reference_net_removal_t_per_yr"].notna().sum())
        above = int((here["removal_ratio"] > 1.0).sum()) + int(here["ratio_note"].ne("").sum())
        loaded = here.dropna(subset=["captured_t_per_yr"])
        said.append(
            f"{scenario}: a data center of 100 MW would remove more than it emits in "
            f"{removes:,} of {known:,} counties, with a removal ratio above 1 in {above:,}; "
            f"captured would cost {here['lccc_gross_usd_per_t'].quantile(0.1):,.0f} to "
            f"{here['lccc_gross_usd_per_t'].quantile(0.9):,.0f} USD/t in four of five counties."
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


def _hourly(study: Study) -> list[str]:
    said = []
    for scenario, here in study["hourly"].groupby("scenario", sort=False):
        change = here.dropna(subset=["captured_difference_pct"])
        ranked = change.sort_values("captured_difference_pct")
        place = "county" if "county" in here else "state"
        most = ", ".join(
            f"{row[place]} {row['captured_difference_pct']:+.0f} %"
            for _, row in ranked.head(5).iterrows()
        )
        cost = here["difference_lccc_gross_usd_per_t"].median()
        said.append(
            f"{scenario}: 8,760 hours capture "
            f"{change['captured_difference_pct'].median():+.1f} % against twelve months "
            f"in the median place ({ranked['captured_difference_pct'].iloc[-1]:+.1f} to "
            f"{ranked['captured_difference_pct'].iloc[0]:+.1f} %), at {cost:+,.0f} USD "
            f"per tonne captured. Most in {most}."
        )
    if "run_rule" in study.tables:
        for scenario, here in study["run_rule"].groupby("scenario", sort=False):
            gain = here["gain_net_removal_t_per_yr"]
            said.append(
                f"{scenario}: the rule for when to run gains net removal in "
                f"{int((gain > 0.5).sum())} of {len(here)} places, {gain.max():,.0f} t/yr where "
                "it gains most."
            )
    return said


def _pathway(study: Study) -> list[str]:
    said = []
    for series, here in study["pathway_life"].groupby("scenario", sort=False):
        first, last = int(here["first_year"].iloc[0]), int(here["last_year"].iloc[0])
        above = here["ratio_above_1_from"]
        later = int((above > first).sum())
        said.append(
            f"{series}, {first} to {last}: over its life a plant of 100 MW removes a median of "
            f"{here['lifetime_net_removal_t'].median() / 1e6:,.2f} Mt net at "
            f"{here['lifetime_lccc_net_usd_per_t'].median():,.0f} USD/t net. The ratio is above 1 "
            f"from the first year in {int((above == first).sum())} of {len(here)} places, "
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
