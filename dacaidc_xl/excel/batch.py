"""A filled-in template to a study: the one path that every headless run takes."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from dacaidc_xl.errors import InputErrors
from dacaidc_xl.excel.template import read_template
from dacaidc_xl.studies.inputs import RefusedPlace
from dacaidc_xl.studies.sites import sites
from dacaidc_xl.studies.states import states
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
    given = read_template(path)
    if not given.sites and not given.states:
        raise InputErrors(given.problems)
    parameters = {**given.parameters, **(overrides or {})}
    places = {
        name: place
        for name, place in given.parameter_places.items()
        if name not in (overrides or {})
    }
    if given.kind == "sites":
        study = sites(given.sites, parameters, places)
    else:
        study = states(
            given.scenario, parameters, [s.state for s in given.states], given.states, places
        )
    refused = [RefusedPlace(row.name, row.messages) for row in given.bad_rows]
    return study.with_refused(refused, given.problems)
