"""Inputs to a study: the one path of headless runs and of the workbook's buttons."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from dacaidc_xl.errors import InputError, InputErrors
from dacaidc_xl.excel.template import TemplateInput, read_template
from dacaidc_xl.reference.parameters import Parameters
from dacaidc_xl.reference.scenarios import find_scenario
from dacaidc_xl.studies.inputs import RefusedPlace
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
        Sites or states template.
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
    if not given.sites and not given.states:
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
        else:
            chosen = [s.state for s in given.states]
            study = states(given.scenario, parameters, chosen, given.states, places)
    refused = [RefusedPlace(row.name, row.messages) for row in given.bad_rows]
    return study.with_refused(refused, given.problems)


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
    names = (
        scenario_names(given.scenario)
        if given.kind == "states"
        else tuple(dict.fromkeys(site.scenario for site in given.sites))
    )
    warnings: list[str] = []
    with _at_cells(given.parameter_places):
        for scenario in map(find_scenario, names):
            values = Parameters.of(
                scenario.parameter_set, given.parameters, scenario.mix_set, given.parameter_places
            )
            warnings += run_warnings(values, plant_settings(values))
    return tuple(dict.fromkeys(warnings))


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
