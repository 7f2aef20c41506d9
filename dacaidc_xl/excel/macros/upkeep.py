"""Macros that evaluate nothing for the workbook: check, clear, reset, refresh, export."""

from __future__ import annotations

from pathlib import Path

from dacaidc_xl.errors import InputError, InputErrors
from dacaidc_xl.excel.batch import check_inputs
from dacaidc_xl.excel.macros.blocks import blocks_of, fill, targets
from dacaidc_xl.excel.macros.book_inputs import has_sites, read_book
from dacaidc_xl.excel.macros.cancel import whole
from dacaidc_xl.excel.macros.evaluate import evaluated, say_run
from dacaidc_xl.excel.macros.run import Run
from dacaidc_xl.excel.plain_text import as_text
from dacaidc_xl.excel.safe_workbook import Unusable
from dacaidc_xl.excel.template_layout import Kind
from dacaidc_xl.excel.workbook.layout import (
    NAMES,
    READ_NAMES,
    RESULT_BLOCKS,
    RUN_NAMES,
    parameter_block,
)

ALL_PLACES: tuple[Kind, ...] = ("counties", "pathways")
"""Studies of all places, which take no more than named cells and the parameters."""


def kinds_given(run: Run) -> tuple[Kind, ...]:
    """Give the studies that a report is made of; sites where a row is filled."""
    return ("states", "sites") if has_sites(run.book) else ("states",)


def validate(run: Run) -> str:
    """Check all inputs and evaluate nothing."""
    run.stage("checking the inputs")
    found: list[InputError] = []
    changed = places = 0
    for kind in (*ALL_PLACES, *kinds_given(run)):
        try:
            given = read_book(run.book, kind)
            found += given.problems
            changed, places = len(given.parameters), len(given.sites)
            run.remarks += [f"Warning: {text}" for text in check_inputs(given)]
        except InputErrors as errors:
            found += errors.errors
        except InputError as error:
            found.append(error)
    # The parameters are read for each study: say each thing once.
    run.problems += {str(error): error for error in found}.values()
    run.remarks[:] = dict.fromkeys(run.remarks)
    if run.problems:
        return f"{run.title}: {len(run.problems)} to mend."
    return f"{run.title}: nothing to mend; {changed} parameters changed, {places} sites."


def clear(run: Run) -> str:
    """Empty all result tables; inputs and formats stay."""
    run.stage("clearing the results")
    studies = dict.fromkeys(block.study for block in RESULT_BLOCKS)
    found = targets(run.book, [block for study in studies for block in blocks_of(study)])
    with whole():
        run.wrote = True
        for target in found:
            fill(target, [])
        for name in RUN_NAMES.values():
            say_run(run, name, "")
    run.run_time = ""
    return f"{run.title}: {len(found)} tables are empty."


def reset(run: Run) -> str:
    """Clear the own values of the sheet Inputs, so that the defaults hold; sites stay."""
    run.stage("setting the inputs back")
    block = parameter_block()
    (target,) = targets(run.book, [block])
    with whole():
        target.table.range[1:, block.columns.index("value")].clear_contents()
        for name in READ_NAMES:
            if name in run.book.names:
                value = NAMES[name].value
                shown = as_text(value, "live") if isinstance(value, str) else value
                run.book.names[name].refers_to_range.value = shown
    return f"{run.title}: the defaults hold; the sites and the results are as before."


def refresh(run: Run) -> str:
    """Recalculate the formulas on which the charts stand; nothing is evaluated anew."""
    run.keep_problems = True
    run.stage("recalculating")
    run.book.app.calculate()
    return f"{run.title}: formulas and charts show the last results."


def export(run: Run) -> str:
    """Evaluate the inputs and write a results workbook beside this one, under a new name."""
    from dacaidc_xl.excel.results import write_results

    book = Path(run.book.fullname)
    if not (book.is_absolute() and book.parent.is_dir()):
        shown = Unusable("a workbook without a folder on this machine")
        raise InputError(run.book.name, shown, "a workbook that was saved in a folder")
    written = []
    for kind in kinds_given(run):
        study = evaluated(run, kind, read_book(run.book, kind))
        run.stage(f"writing the report of the {kind}")
        path = new_path(book.with_name(f"{book.stem}_{kind}.xlsx"))
        write_results(study, path, run.command, run.started)
        written.append(path.name)
    return f"{run.title}: {' and '.join(written)} in {book.parent}."


def new_path(path: Path) -> Path:
    """Give a path that is free, by a number after the name where it is not.

    Parameters
    ----------
    path : Path
        What is wanted.

    Returns
    -------
    Path

    Examples
    --------
    >>> new_path(Path("no_such_folder", "report.xlsx")).name
    'report.xlsx'
    """
    number, free = 1, path
    while free.exists():
        number += 1
        free = path.with_stem(f"{path.stem}_{number}")
    return free
