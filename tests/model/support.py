"""Settings and cases for the tests of the model, built once and shared."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np

from dacaidc_xl.model.plant import Cases, Plant, PlantSettings, evaluate
from dacaidc_xl.reference.parameters import Parameters
from dacaidc_xl.reference.scenarios import find_scenario
from dacaidc_xl.studies.cases import all_abbr, cases, load_of, surroundings
from dacaidc_xl.studies.settings import plant_settings

HEADLINE = ("base_2023", "2030", "2030_aeo")
STATES = all_abbr()


@cache
def _settings(items):
    return plant_settings(Parameters.of("base", dict(items)))


def settings(**overrides) -> PlantSettings:
    """Settings of the model with the base defaults and some overrides."""
    if all(isinstance(value, (str, int, float)) for value in overrides.values()):
        return _settings(tuple(sorted(overrides.items())))
    return plant_settings(Parameters.of("base", overrides))


@cache
def _built(scenario_name, items, by_load, capacity_mw):
    scenario = find_scenario(scenario_name)
    parameters = Parameters.of(scenario.parameter_set, dict(items), scenario.mix_set)
    around = surroundings(scenario, parameters, STATES, [{}] * len(STATES))
    load_mwh = load_of(scenario, parameters).mwh_per_yr * parameters.scalar("ai_campus_share")
    given = cases(
        around,
        parameters,
        parameters.by_class("energy_share")[:, :, 0],
        it_capacity_mw=None if by_load else np.full(len(STATES), capacity_mw),
        facility_mwh_per_yr=load_mwh if by_load else None,
    )
    return given, plant_settings(parameters)


def state_cases(
    scenario: str = "base_2023", by_load: bool = False, capacity_mw: float = 100.0, **overrides
) -> tuple[Cases, PlantSettings]:
    """Cases and settings of all states: a site of 100 MW each, or the published load."""
    return _built(scenario, tuple(sorted(overrides.items())), by_load, capacity_mw)


@cache
def _plant(scenario, items, by_load):
    return evaluate(*_built(scenario, items, by_load, 100.0))


def state_plant(scenario: str = "base_2023", by_load: bool = False, **overrides) -> Plant:
    """Result of all states, evaluated once per scenario."""
    return _plant(scenario, tuple(sorted(overrides.items())), by_load)


def flat_grid(given: Cases, kg_per_mwh) -> Cases:
    """Give the cases another grid intensity, flat over the year; one value, or one a case."""
    values = np.broadcast_to(np.asarray(kg_per_mwh, dtype=float), (given.temp_c.shape[0],))
    return replace(
        given, grid_kg_per_mwh=np.broadcast_to(values[:, None, None], given.temp_c.shape)
    )


def only(given: Cases, index: int) -> Cases:
    """Give one of the cases alone."""
    size = given.temp_c.shape[0]
    taken = {
        name: getattr(given, name)[index : index + 1]
        for name in given.__dataclass_fields__
        if name not in ("period_hours", "sizing") and getattr(given, name).shape[0] == size
    }
    return replace(given, **taken)
