"""The counties study: the reference AIDC in all counties, the load where data centers stand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from dacaidc_xl.model.baselines import HEAT_BASELINES
from dacaidc_xl.model.plant import Plant
from dacaidc_xl.reference.counties import County, county_index, find_county
from dacaidc_xl.reference.counties import counties as all_counties
from dacaidc_xl.reference.county_climate import CountyClimate, county_monthly_climate
from dacaidc_xl.reference.county_loads import county_datacenter_load
from dacaidc_xl.reference.geography import find_state, state_index
from dacaidc_xl.reference.parameters import Parameters
from dacaidc_xl.reference.scenarios import Scenario
from dacaidc_xl.studies.by_scenario import over_scenarios
from dacaidc_xl.studies.cases import Surroundings, surroundings
from dacaidc_xl.studies.grid_metrics import mixed_metrics
from dacaidc_xl.studies.inputs import CountyInput
from dacaidc_xl.studies.regions import RegionLoad, region_tables
from dacaidc_xl.studies.states import scenario_names
from dacaidc_xl.studies.status import run_warnings
from dacaidc_xl.studies.study import Study

if TYPE_CHECKING:
    import pandas as pd

NOTES = (
    "counties take grid intensity, its monthly shape and the prices of their state",
    "county humidity and pressure are those of the nearest stations, without a correction for "
    "elevation: weak in the mountains",
    "a county's load is its state's, split by mapped floor area: (c) OpenStreetMap contributors, "
    "ODbL 1.0; PNNL IM3 Open Source Data Center Atlas",
)
"""What to know of every county figure."""
WITHOUT_LOAD = {
    "listed_only": "a data center is listed here, but no floor area mapped",
    "mapped": "data centers are mapped here, but the load of their state is 0",
    "fallback": "the load of the state is 0",
}
"""Words for how the load of a county without one is known, where that does not explain itself."""


def chosen_counties(
    counties: Sequence[str] | None = None, states: Sequence[str] | None = None
) -> tuple[County, ...]:
    """Give the counties that a user named.

    Parameters
    ----------
    counties : sequence of str, optional
        FIPS codes or names with their state.
    states : sequence of str, optional
        States all of whose counties are meant.

    Returns
    -------
    tuple of County
        All counties where neither is given.

    Raises
    ------
    InputError
        An unknown county or state, or a code of another vintage; names the county to use.

    Examples
    --------
    >>> [county.fips for county in chosen_counties(["Loudoun County, VA"])]
    ['51107']
    >>> len(chosen_counties(states=["DE"]))
    3
    """
    if counties is None and states is None:
        return all_counties()
    named = [find_county(text) for text in counties or ()]
    abbr = {find_state(state).abbr for state in states or ()}
    named += [county for county in all_counties() if county.state_abbr in abbr]
    return tuple({county.fips: county for county in named}.values())


def _at(counties: Sequence[County]) -> NDArray[np.int64]:
    return np.array([county_index()[county.fips] for county in counties], dtype=np.int64)


def county_surroundings(
    scenario: Scenario,
    parameters: Parameters,
    counties: Sequence[County],
    local: Sequence[Mapping[str, tuple[float, ...]]] | None = None,
) -> Surroundings:
    """Weather of counties, grid and prices of their states, by month.

    Parameters
    ----------
    scenario : Scenario
        Which grid and prices.
    parameters : Parameters
        Which price path.
    counties : sequence of County
        The counties.
    local : sequence of mapping, optional
        What the user gave for each county: quantity to 1 or 12 values.

    Returns
    -------
    Surroundings
    """
    climate, at = county_monthly_climate(), _at(counties)
    own: CountyClimate = replace(
        climate,
        temp_c=climate.temp_c[at],
        rel_humidity=climate.rel_humidity[at],
        pressure_pa=climate.pressure_pa[at],
        temp_interpolated=climate.temp_interpolated[at],
    )
    given = [{}] * len(counties) if local is None else local
    abbr = [county.state_abbr for county in counties]
    return surroundings(scenario, parameters, abbr, given, own)


def county_keys(scenario: str, counties: Sequence[County]) -> pd.DataFrame:
    """Give the key columns of counties, one row a county."""
    import pandas as pd

    return pd.DataFrame(
        {
            "scenario": scenario,
            "county_fips": [county.fips for county in counties],
            "county": [county.label for county in counties],
            "state": [county.state_abbr for county in counties],
        }
    )


def county_load(
    scenario: Scenario, parameters: Parameters, counties: Sequence[County]
) -> RegionLoad:
    """Give the load of some counties: their state's, split by mapped floor area.

    Parameters
    ----------
    scenario : Scenario
        Which year.
    parameters : Parameters
        Which case of growth.
    counties : sequence of County
        The counties.

    Returns
    -------
    RegionLoad
    """
    published = county_datacenter_load(scenario.load_year, parameters.text("load_2030_case"))
    at = _at(counties)
    quality = (published.quality[i] for i in at)
    return RegionLoad(
        published.mwh_per_yr[at],
        published.has_load[at],
        tuple(
            known if has else WITHOUT_LOAD.get(known, known)
            for known, has in zip(quality, published.has_load[at].tolist(), strict=True)
        ),
    )


def unallocated_warnings(
    scenario: Scenario, parameters: Parameters, counties: Sequence[County]
) -> list[str]:
    """Warn of the load of states that stands in none of their counties.

    Parameters
    ----------
    scenario : Scenario
        Which year.
    parameters : Parameters
        Which case of growth.
    counties : sequence of County
        The counties.

    Returns
    -------
    list of str
        One warning a state that has counties among them.

    Examples
    --------
    >>> from dacaidc_xl.reference.scenarios import find_scenario
    >>> row = find_scenario("2030")
    >>> unallocated_warnings(row, Parameters.of(), chosen_counties(["10001"]))
    ['2030: DE: a load of 110,000 MWh/yr stands in no county, since none has mapped floor area']
    """
    published = county_datacenter_load(scenario.load_year, parameters.text("load_2030_case"))
    left = published.unallocated_mwh_per_yr
    named = dict.fromkeys(county.state_abbr for county in counties)
    return [
        f"{scenario.name}: {abbr}: a load of {left[state_index()[abbr]]:,.0f} MWh/yr stands in no "
        "county, since none has mapped floor area"
        for abbr in named
        if left[state_index()[abbr]] > 0.0
    ]


def county_tables(
    scenario: Scenario,
    parameters: Parameters,
    counties: Sequence[County],
    local: Sequence[Mapping[str, tuple[float, ...]]] | None = None,
) -> tuple[dict[str, pd.DataFrame], Plant]:
    """Give the tables of one scenario, and the reference AIDC behind them.

    Parameters
    ----------
    scenario : Scenario
        Grid, prices, year.
    parameters : Parameters
        Values of the run.
    counties : sequence of County
        The counties.
    local : sequence of mapping, optional
        As in `county_surroundings`.

    Returns
    -------
    tables : dict of str to DataFrame
        ``counties``, ``classes``, ``monthly``, ``compare``, ``costs``, ``checks``.
    plant : Plant
        The reference AIDC in each county.
    """
    load = county_load(scenario, parameters, counties)
    around = county_surroundings(scenario, parameters, counties, local)
    keys = county_keys(scenario.name, counties)
    return region_tables(
        scenario, parameters, around, "counties", keys, "county_fips", load, HEAT_BASELINES
    )


def counties(
    scenario: str | Sequence[str] = "base_2023",
    parameters: Mapping[str, object] | None = None,
    counties: Sequence[str] | None = None,
    states: Sequence[str] | None = None,
    places: Mapping[str, str] | None = None,
    local: Sequence[CountyInput] = (),
) -> Study:
    """How much CO2 a data center would remove in each county, at what cost.

    Parameters
    ----------
    scenario : str or sequence of str
        Scenario names, or ``all`` for the headline ones.
    parameters : mapping, optional
        Overrides by parameter name; they hold in every scenario.
    counties : sequence of str, optional
        FIPS codes of the 2017 to 2021 vintage, or names such as ``Loudoun County, VA``; all
        3,142 by default.
    states : sequence of str, optional
        States all of whose counties are meant.
    places : mapping, optional
        Where each override stands, for the message of an error.
    local : sequence of CountyInput, optional
        Values of single counties that replace the shipped ones.

    Returns
    -------
    Study
        Tables ``counties``, ``classes``, ``monthly``, ``compare``, ``costs``, ``checks``.
        Totals are those of the county's own load, and blank where none is known.

    Raises
    ------
    InputError
        Unknown scenario, county or parameter, or a value out of bounds.

    Examples
    --------
    >>> study = counties("base_2023", counties=["51107"])
    >>> study["counties"].loc[0, ["county", "status"]].tolist()
    ['Loudoun County, VA', 'ok']
    """
    chosen = chosen_counties(counties, states)
    own = {one.county_fips: one.local for one in local}
    given = [own.get(county.fips, {}) for county in chosen]
    names = scenario_names(scenario)

    def evaluate(
        row: Scenario, values: Parameters
    ) -> tuple[dict[str, pd.DataFrame], Plant, Sequence[str]]:
        tables, plant = county_tables(row, values, chosen, given)
        said = run_warnings(values, plant.settings)
        return tables, plant, [*said, *unallocated_warnings(row, values, chosen)]

    made = over_scenarios(names, parameters, places, evaluate)
    warnings = [*NOTES, *made.warnings, *mixed_metrics(names)]
    return Study("counties", names, made.tables, made.values, tuple(dict.fromkeys(warnings)))
