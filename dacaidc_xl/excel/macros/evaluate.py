"""Macros that evaluate: all states, the sites, all headline scenarios."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from dacaidc_xl.excel.batch import run_inputs
from dacaidc_xl.excel.macros.blocks import blocks_of, check_room, fill, study_rows, targets
from dacaidc_xl.excel.macros.book_inputs import read_book
from dacaidc_xl.excel.macros.cancel import whole
from dacaidc_xl.excel.macros.run import Run
from dacaidc_xl.excel.macros.views import point_views
from dacaidc_xl.excel.template_layout import ALL_SCENARIOS, Kind
from dacaidc_xl.excel.template_read import TemplateInput
from dacaidc_xl.studies.study import REFUSED, Study


def states(run: Run) -> str:
    """Evaluate all states in the scenario of the sheet Inputs."""
    run.stage("reading the inputs")
    return _evaluate(run, read_book(run.book, "states"))


def sites(run: Run) -> str:
    """Evaluate the sites of the sheet Sites, each in its own scenario."""
    run.stage("reading the inputs")
    return _evaluate(run, read_book(run.book, "sites"))


def compare(run: Run) -> str:
    """Evaluate all states in each headline scenario and bring the comparison forward."""
    run.stage("reading the inputs")
    given = replace(read_book(run.book, "states"), scenario=ALL_SCENARIOS)
    message = _evaluate(run, given)
    run.book.sheets["Compare"].activate()
    return message


def evaluated(run: Run, given: TemplateInput) -> Study:
    """Evaluate inputs and note what was refused or needs a warning.

    Parameters
    ----------
    run : Run
        The macro at work.
    given : TemplateInput
        What was read.

    Returns
    -------
    Study
    """
    what = "the sites" if given.kind == "sites" else f"all states, scenario {given.scenario}"
    run.stage(f"evaluating {what}")
    study = run_inputs(given)
    run.problems += study.problems
    run.remarks += [f"Warning: {text}" for text in study.warnings]
    return study


def _evaluate(run: Run, given: TemplateInput) -> str:
    kind: Kind = given.kind
    # A table that is missing is found before the work is done, not after it.
    blocks = blocks_of(kind)
    found = targets(run.book, blocks)
    study = evaluated(run, given)
    run.stage("preparing the tables")
    tables = [study_rows(study, block, run.command, run.started) for block in blocks]
    for target, rows in zip(found, tables, strict=True):
        check_room(target, len(rows))
    run.stage("writing the results")
    with whole():
        run.wrote = True
        for target, rows in zip(found, tables, strict=True):
            fill(target, rows)
        if kind == "states":
            point_views(run.book, study.scenarios)
    took = (dt.datetime.now(dt.UTC) - run.started).total_seconds()
    run.run_time = f"{run.started:%Y-%m-%d %H:%M} UTC, {took:.0f} s"
    main = study[kind]
    refused = int((main["status"] == REFUSED).sum())
    message = f"{run.title}: {len(main) - refused} {kind} in {', '.join(study.scenarios)}."
    return message + (f" {refused} refused." if refused else "")
