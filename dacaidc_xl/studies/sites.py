"""The sites study: single data centers of given capacity, each under its own scenario."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from dacaidc_xl.errors import InputError
from dacaidc_xl.model.baselines import HEAT_BASELINES
from dacaidc_xl.model.plant import evaluate
from dacaidc_xl.reference.geography import find_state
from dacaidc_xl.reference.parameters import SERVER_CLASSES, Parameters
from dacaidc_xl.reference.scenarios import find_scenario
from dacaidc_xl.studies import label
from dacaidc_xl.studies.cases import cases, grid_of, surroundings
from dacaidc_xl.studies.closures import checks_table, closures
from dacaidc_xl.studies.coverage import blank_uncovered
from dacaidc_xl.studies.inputs import SiteInput
from dacaidc_xl.studies.settings import plant_settings
from dacaidc_xl.studies.status import run_warnings
from dacaidc_xl.studies.study import Study

if TYPE_CHECKING:
    import pandas as pd


def _shares(site: SiteInput, parameters: Parameters) -> NDArray[np.float64]:
    """Share of IT energy of each class, the scenario's mix where the site gives none."""
    if site.class_share is None:
        return parameters.by_class("energy_share")[0, :, 0]
    return np.array([float(site.class_share.get(c, 0.0)) for c in SERVER_CLASSES])


def sites(
    given: Sequence[SiteInput],
    parameters: Mapping[str, object] | None = None,
    places: Mapping[str, str] | None = None,
) -> Study:
    """How much CO2 single data centers would remove, at what cost.

    Parameters
    ----------
    given : sequence of SiteInput
        The sites; each names its state and scenario.
    parameters : mapping, optional
        Overrides by parameter name, for all sites.
    places : mapping, optional
        Where each override stands, for the message of an error.

    Returns
    -------
    Study
        Tables ``sites``, ``classes``, ``monthly``, ``compare``, ``costs``, ``checks``.

    Raises
    ------
    InputError
        No site, an unknown state, scenario or parameter, or a value out of bounds.

    Examples
    --------
    >>> site = SiteInput("here", "Campus", "VA", "base_2023", 100.0)
    >>> float(sites([site])["sites"].loc[0, "captured_t_per_yr"].round(-4))
    180000.0
    """
    import pandas as pd

    if not given:
        raise InputError("sites", "none", "at least one site without errors")
    frames: dict[str, list[pd.DataFrame]] = {}
    values: dict[str, Parameters] = {}
    warnings: list[str] = []
    by_scenario: dict[str, list[SiteInput]] = {}
    for site in given:
        by_scenario.setdefault(find_scenario(site.scenario).name, []).append(site)
    for name, group in by_scenario.items():
        scenario = find_scenario(name)
        values[name] = Parameters.of(scenario.parameter_set, parameters, scenario.mix_set, places)
        abbr = [find_state(site.state).abbr for site in group]
        around = surroundings(scenario, values[name], abbr, [site.local for site in group])
        plant = evaluate(
            cases(
                around,
                values[name],
                np.stack([_shares(site, values[name]) for site in group]),
                it_capacity_mw=np.array([site.capacity_mw for site in group]),
            ),
            plant_settings(values[name]),
        )
        warnings += run_warnings(values[name], plant.settings)
        keys = pd.DataFrame(
            {
                "site": [site.name for site in group],
                "state": abbr,
                "scenario": name,
                "capacity_mw": [site.capacity_mw for site in group],
            }
        )
        table = pd.concat([keys, label.place_table(plant)], axis=1)
        grid = grid_of(scenario)
        own = np.array(["grid_intensity_kg_per_mwh" in names for names in around.given])
        table["grid_metric"] = np.where(own, "given by the user", grid.metric)
        table["local_values_given"] = [", ".join(names) for names in around.given]
        short = keys[["site", "state", "scenario"]]
        made = {
            "sites": table,
            "classes": label.class_table(plant, short),
            "monthly": label.monthly_table(plant, short),
            "compare": label.compare_table(plant, short),
            "costs": label.cost_table(plant, short, ("integrated", *HEAT_BASELINES)),
            "checks": checks_table(name, closures(plant)),
        }
        uncovered = set(np.array([site.name for site in group])[~around.has_grid])
        blank_uncovered("site", uncovered, table, made["compare"], made["classes"], made["monthly"])
        for key, frame in made.items():
            frames.setdefault(key, []).append(frame)
    joined = {key: pd.concat(tables, ignore_index=True) for key, tables in frames.items()}
    return Study("sites", tuple(by_scenario), joined, values, tuple(dict.fromkeys(warnings)))
