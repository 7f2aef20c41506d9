"""Macros that evaluate: states, sites, counties, hours and pathways."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from dacaidc_xl.excel.batch import check_inputs, run_hours, run_inputs
from dacaidc_xl.excel.macros.blocks import blocks_of, check_room, fill, study_rows, targets
from dacaidc_xl.excel.macros.book_inputs import read_book
from dacaidc_xl.excel.macros.cancel import whole
from dacaidc_xl.excel.macros.run import Run
from dacaidc_xl.excel.macros.views import point_views
from dacaidc_xl.excel.plain_text import as_text
from dacaidc_xl.excel.template_layout import ALL_SCENARIOS, Kind
from dacaidc_xl.excel.template_read import TemplateInput
from dacaidc_xl.excel.workbook.layout import RUN_NAMES
from dacaidc_xl.excel.workbook.run_words import run_words
from dacaidc_xl.studies.states import scenario_names
from dacaidc_xl.studies.study import REFUSED, Study

MAIN_TABLES = {"pathway": "pathway_life"}
"""Table with a row a place, where it is not named like its study."""
PLACES = {"hourly": "states", "pathway": "states"}
"""What a row of it is, where that is not the name of the study."""


def states(run: Run) -> str:
    """Evaluate all states in the scenario of the sheet Inputs."""
    return _answer(run, "states", _read(run, "states"))


def sites(run: Run) -> str:
    """Evaluate the sites of the sheet Sites, each in its own scenario."""
    return _answer(run, "sites", _read(run, "sites"))


def compare(run: Run) -> str:
    """Evaluate all states in each headline scenario and bring the comparison forward."""
    given = replace(_read(run, "states"), scenario=ALL_SCENARIOS)
    message = _answer(run, "states", given)
    run.book.sheets["Compare"].activate()
    return message


def counties(run: Run) -> str:
    """Evaluate all counties in one scenario; three of them would be more than a sheet shows."""
    given = _read(run, "counties")
    return _answer(run, "counties", replace(given, scenario=scenario_names(given.scenario)[0]))


def hours(run: Run) -> str:
    """Evaluate all states by the hour in the scenario of the sheet Inputs."""
    return _answer(run, "hourly", _read(run, "states"))


def pathway(run: Run) -> str:
    """Follow a plant in each state over its life, from a year and on grids of the sheet Inputs."""
    return _answer(run, "pathway", _read(run, "pathways"))


def _read(run: Run, kind: Kind) -> TemplateInput:
    run.stage("reading the inputs")
    return read_book(run.book, kind)


def evaluated(run: Run, kind: str, given: TemplateInput) -> Study:
    """Evaluate inputs and note what was refused or needs a warning.

    Parameters
    ----------
    run : Run
        The macro at work.
    kind : str
        Kind of the study.
    given : TemplateInput
        What was read.

    Returns
    -------
    Study
    """
    run.stage(f"evaluating {_doing(kind, given)}")
    if kind == "hourly":
        study = run_hours(given, lambda name, done, of: run.stage(_progress(name, done, of)))
    else:
        study = run_inputs(given)
    run.problems += study.problems
    # Other studies also say what their data are; that stands on their sheets.
    warnings = check_inputs(given) if kind in RUN_NAMES else study.warnings
    run.remarks += [f"Warning: {text}" for text in warnings]
    return study


def _doing(kind: str, given: TemplateInput) -> str:
    if kind == "sites":
        return "the sites"
    if kind == "pathway":
        return f"plants built in {given.build_year}, {', '.join(given.grids)}"
    what = {"states": "all states", "counties": "all counties", "hourly": "the hours of all states"}
    return f"{what[kind]}, scenario {given.scenario}"


def _progress(scenario: str, done: int, of: int) -> str:
    return f"hours of {scenario}: {done} of {of} states"


def say_run(run: Run, name: str, text: str) -> None:
    """Say on a sheet what its results are made of, where it has a cell for it.

    Parameters
    ----------
    run : Run
        The macro at work.
    name : str
        Defined name of the cell.
    text : str
        What is said; empty clears it.
    """
    if name in run.book.names:
        run.book.names[name].refers_to_range.value = as_text(text, "live") or None


def _answer(run: Run, kind: str, given: TemplateInput) -> str:
    # A table that is missing is found before the work is done, not after it.
    blocks = blocks_of(kind)
    found = targets(run.book, blocks)
    study = evaluated(run, kind, given)
    run.stage("preparing the tables")
    tables = [study_rows(study, block, run.command, run.started) for block in blocks]
    for target, rows in zip(found, tables, strict=True):
        check_room(target, len(rows))
    run.stage("writing the results")
    with whole():
        run.wrote = True
        for target, rows in zip(found, tables, strict=True):
            fill(target, rows)
        point_views(run.book, kind, study.scenarios)
        if kind in RUN_NAMES:
            how = f"{run.title}, {run.started:%Y-%m-%d %H:%M} UTC"
            say_run(run, RUN_NAMES[kind], run_words(study, how))
    took = (dt.datetime.now(dt.UTC) - run.started).total_seconds()
    run.run_time = f"{run.started:%Y-%m-%d %H:%M} UTC, {took:.0f} s"
    main = study[MAIN_TABLES.get(kind, kind)]
    refused = int((main["status"] == REFUSED).sum()) if "status" in main else 0
    places = len(main) - refused
    message = f"{run.title}: {places} {PLACES.get(kind, kind)} in {', '.join(study.scenarios)}."
    return message + (f" {refused} refused." if refused else "")
