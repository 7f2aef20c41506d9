"""Pathways of single plants: each in its own place, built in its own year, on its own grids."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from dacaidc_xl.errors import InputError
from dacaidc_xl.reference.geography import find_state
from dacaidc_xl.reference.parameters import Parameters
from dacaidc_xl.studies.inputs import PathwayInput
from dacaidc_xl.studies.pathway import pathway
from dacaidc_xl.studies.study import BUILT, Study

if TYPE_CHECKING:
    import pandas as pd

KEYS = ("scenario", "place", "county_fips", "county", "state", "state_name")
"""Columns that name a row of the tables, whether its place is a state or a county."""


def pathways(
    given: Sequence[PathwayInput],
    parameters: Mapping[str, object] | None = None,
    places: Mapping[str, str] | None = None,
) -> Study:
    """Follow plants over their lives, each in its own place from its own year on.

    Parameters
    ----------
    given : sequence of PathwayInput
        The plants.
    parameters : mapping, optional
        Overrides by parameter name; they hold for all.
    places : mapping, optional
        Where each override stands, for the message of an error.

    Returns
    -------
    Study
        The tables of `pathway`. ``place`` is the place as it was given; the scenario names
        grid projection and build year, since plants of two years have two sets of values.

    Raises
    ------
    InputError
        No plant, or what `pathway` refuses.

    Examples
    --------
    >>> plants = [
    ...     PathwayInput("", "Texas", "TX", 2030, ("cambium2024_midcase",)),
    ...     PathwayInput("", "51107", "51107", 2027, ("cambium2024_midcase",)),
    ... ]
    >>> pathways(plants)["pathway_life"][["scenario", "place"]].values.tolist()
    [['cambium2024_midcase, built 2030', 'Texas'], ['cambium2024_midcase, built 2027', '51107']]
    """
    import pandas as pd

    if not given:
        raise InputError("pathways", "none", "at least one plant without errors")
    # Plants that share a year and a kind of place share a grid and are evaluated at once.
    groups: dict[tuple[int, str, bool], list[PathwayInput]] = {}
    for plant in given:
        for grid in plant.grids:
            key = (plant.build_year, grid, plant.region.isdigit())
            groups.setdefault(key, []).append(plant)
    frames: dict[str, list[pd.DataFrame]] = {}
    used: dict[str, Parameters] = {}
    warnings: list[str] = []
    for (year, grid, in_counties), plants in groups.items():
        regions = [plant.region for plant in plants]
        which = {"counties": regions} if in_counties else {"states": regions}
        study = pathway(year, grid, parameters, places=places, **which)
        name = f"{grid}{BUILT}{year}"
        used[name] = study.parameters[grid]
        warnings += study.warnings
        for table, frame in study.tables.items():
            frames.setdefault(table, []).append(
                frame.assign(scenario=name)
                if table == "checks"
                else _named(frame, name, plants, in_counties)
            )
    joined = {table: pd.concat(parts, ignore_index=True) for table, parts in frames.items()}
    joined["pathway_life"].insert(len(KEYS), "status", "ok")
    joined["pathway_life"].insert(len(KEYS) + 1, "status_note", "")
    return Study("pathway", tuple(used), joined, used, tuple(dict.fromkeys(warnings)))


def _named(
    frame: pd.DataFrame, name: str, plants: Sequence[PathwayInput], in_counties: bool
) -> pd.DataFrame:
    """Give a table the key columns of all plants, in their order."""
    column = "county_fips" if in_counties else "state"
    names = {plant.region: plant.name for plant in plants}
    made = frame.assign(scenario=name, place=frame[column].map(names))
    if in_counties:
        made["state_name"] = [find_state(abbr).name for abbr in frame["state"]]
    else:
        made["county_fips"] = made["county"] = ""
    figures = [c for c in frame if c not in KEYS]
    return made[[*KEYS, *figures]]
