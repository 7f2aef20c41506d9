"""Inputs to a study: the one path of headless runs and of the workbook's buttons."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from dacaidc_xl.errors import InputError, InputErrors
from dacaidc_xl.excel.template import TemplateInput, read_template
from dacaidc_xl.excel.template_layout import DEFAULT_PROJECTION, ONE_SCENARIO
from dacaidc_xl.reference.parameters import Parameters
from dacaidc_xl.reference.scenarios import Scenario, find_scenario
from dacaidc_xl.studies.counties import counties
from dacaidc_xl.studies.hourly import Progress, hourly
from dacaidc_xl.studies.inputs import RefusedPlace
from dacaidc_xl.studies.pathway import pathway, pathway_scenario
from dacaidc_xl.studies.pathway_jobs import pathways
from dacaidc_xl.studies.settings import plant_settings
from dacaidc_xl.studies.sites import sites
from dacaidc_xl.studies.states import scenario_names, states
from dacaidc_xl.studies.status import run_warnings
from dacaidc_xl.studies.study import Study


def run_template(path: str | Path, overrides: Mapping[str, object] | None = None) -> Study:
    """Evaluate a filled-in template.

    Parameters
    ----------
    path : str or Path
        The template, of any kind.
    overrides : mapping, optional
        Parameter values that win over those of the template.

    Returns
    -------
    Study
        Bad rows stand in its main table with status ``refused`` and their messages.

    Raises
    ------
    InputError, InputErrors
        The file as a whole cannot be used, or no row of it can.

    Examples
    --------
    >>> import tempfile
    >>> from dacaidc_xl.excel.template import write_template
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     study = run_template(write_template(Path(folder, "my.xlsx"), "sites", example=True))
    >>> sorted(study.scenarios)
    ['2030', 'base_2023']
    """
    return run_inputs(read_template(path), overrides)


def run_inputs(given: TemplateInput, overrides: Mapping[str, object] | None = None) -> Study:
    """Evaluate inputs that were read, whether from a template or from an open workbook.

    Parameters
    ----------
    given : TemplateInput
        What was read.
    overrides : mapping, optional
        Parameter values that win over those that were read.

    Returns
    -------
    Study
        Bad rows stand in its main table with status ``refused`` and their messages.

    Raises
    ------
    InputError, InputErrors
        A value does not fit the others, or no row can be used.
    """
    if not (given.all_places or given.sites or given.states or given.counties or given.pathways):
        raise InputErrors(given.problems)
    parameters = {**given.parameters, **(overrides or {})}
    places = {
        name: place
        for name, place in given.parameter_places.items()
        if name not in (overrides or {})
    }
    with _at_cells(places):
        if given.kind == "sites":
            study = sites(given.sites, parameters, places)
        elif given.kind == "states":
            chosen = [s.state for s in given.states]
            study = states(given.scenario, parameters, chosen, given.states, places)
        elif given.kind == "counties":
            named = None if given.all_places else [c.county_fips for c in given.counties]
            study = counties(given.scenario, parameters, named, places=places, local=given.counties)
        elif given.all_places:
            study = pathway(given.build_year, given.grids, parameters, places=places)
        else:
            study = pathways(given.pathways, parameters, places)
    refused = [RefusedPlace(row.name, row.messages) for row in given.bad_rows]
    return study.with_refused(refused, given.problems)


def run_hours(given: TemplateInput, progress: Progress | None = None) -> Study:
    """Evaluate all states by the hour, with the scenario and parameters that were read.

    Parameters
    ----------
    given : TemplateInput
        What was read for all states.
    progress : callable, optional
        As `studies.hourly.hourly` takes it.

    Returns
    -------
    Study

    Raises
    ------
    InputError
        A value does not fit the others.
    """
    places = given.parameter_places
    with _at_cells(places):
        return hourly(given.scenario, given.parameters, progress=progress, places=places)


def check_inputs(given: TemplateInput) -> tuple[str, ...]:
    """Check what shows only when the parameters stand together, without evaluating anything.

    Parameters
    ----------
    given : TemplateInput
        What was read; each value is good for itself.

    Returns
    -------
    tuple of str
        Warnings that hold for a run as a whole.

    Raises
    ------
    InputError
        A value does not fit the others.

    Examples
    --------
    >>> check_inputs(TemplateInput("states", Path("my.xlsx"), scenario="all"))
    ()
    """
    warnings: list[str] = []
    with _at_cells(given.parameter_places):
        for scenario in _scenarios(given):
            values = Parameters.of(
                scenario.parameter_set, given.parameters, scenario.mix_set, given.parameter_places
            )
            warnings += run_warnings(values, plant_settings(values))
    return tuple(dict.fromkeys(warnings))


def _scenarios(given: TemplateInput) -> list[Scenario]:
    """Give the scenarios whose sets of values a run takes."""
    if given.kind in ONE_SCENARIO:
        names = scenario_names(given.scenario)
    elif given.kind == "sites":
        names = tuple(dict.fromkeys(site.scenario for site in given.sites))
    else:
        years = [given.build_year] if given.all_places else [p.build_year for p in given.pathways]
        return [pathway_scenario(DEFAULT_PROJECTION, year, year) for year in dict.fromkeys(years)]
    return [find_scenario(name) for name in names]


@contextmanager
def _at_cells(places: Mapping[str, str]) -> Iterator[None]:
    """Say an error that names a parameter at the cell that gives it."""
    try:
        yield
    except InputError as error:
        place = places.get(error.place.removeprefix("parameter "))
        if place is None:
            raise
        raise error.at(place) from error
