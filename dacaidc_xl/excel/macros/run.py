"""The frame of every macro: progress, cancel, modes put back, problems told, nothing raised."""

from __future__ import annotations

import datetime as dt
import platform
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from dacaidc_xl.errors import InputError, InputErrors, OutputError
from dacaidc_xl.excel.macros.cancel import escape_pressed, whole
from dacaidc_xl.excel.macros.problems import show_problems
from dacaidc_xl.excel.plain_text import as_text
from dacaidc_xl.excel.workbook.layout import PROBLEMS
from dacaidc_xl.studies.provenance import version

if TYPE_CHECKING:
    import xlwings as xw

QUIET = {"screen_updating": False, "enable_events": False, "calculation": "manual"}
"""How the application stands while a macro works."""


@dataclass
class Run:
    """A macro at work.

    Attributes
    ----------
    book : xlwings.Book
        The workbook.
    title : str
        Name of the macro for the reader.
    started : datetime
        UTC.
    problems : list of InputError
        What was refused so far.
    remarks : list of str
        Warnings and failures that belong to no cell.
    wrote : bool
        Whether the writing of results has begun.
    run_time : str or None
        What the workbook says about the time of its results from now on; None leaves it.
    keep_problems : bool
        Whether the list of problems stays, because nothing was checked.
    """

    book: xw.Book
    title: str
    started: dt.datetime
    problems: list[InputError] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    wrote: bool = False
    run_time: str | None = None
    keep_problems: bool = False

    @property
    def command(self) -> str:
        """Say what makes the result, for its provenance."""
        return f"{self.title}, {self.book.name}"

    def stage(self, doing: str) -> None:
        """Show what comes next in the status bar; stop here where the user wants it.

        Raises
        ------
        KeyboardInterrupt
            The user cancels.
        """
        window = self.book.app.hwnd
        # Only Windows gives a window, and only there Esc can be heard.
        hint = " (Esc cancels)" if window else ""
        self.book.app.status_bar = f"DAC: {doing} ...{hint}"
        if escape_pressed(window):
            raise KeyboardInterrupt


def perform(book: xw.Book, title: str, work: Callable[[Run], str]) -> None:
    """Run a macro; whatever happens is told in the workbook and nothing is raised.

    Parameters
    ----------
    book : xlwings.Book
        The analyst workbook.
    title : str
        Name of the macro for the reader.
    work : callable
        What it does; it gives the message for the user.

    Notes
    -----
    The named cell ``run_status`` and the status bar hold the message, the sheet Problems what
    was refused. Screen updating, events and calculation mode are as before, after an error or
    a cancel as well.
    """
    run = Run(book, title, dt.datetime.now(dt.UTC))
    with _quiet(book.app):
        message = _outcome(run, work)
        with whole():
            message = _show(run, message)
    with suppress(Exception):
        # The status bar goes back to Excel unless something went wrong.
        book.app.status_bar = f"DAC: {message}" if run.problems or run.remarks else False


def _show(run: Run, message: str) -> str:
    """Write problems and message into the workbook; give the message as it was written."""
    book = run.book
    found = bool(run.problems or run.remarks)
    try:
        if found or not run.keep_problems:
            show_problems(book, run.problems, run.remarks)
        if found:
            message += f" See the sheet {PROBLEMS.sheet}."
            book.sheets[PROBLEMS.sheet].activate()
    except Exception as error:  # the sheet may be gone or locked: then say it all here
        told = "; ".join([str(e) for e in run.problems] + run.remarks)
        message += f" The sheet {PROBLEMS.sheet} cannot be written ({error}). {told}"
    # Without the named cells the status bar alone has the message.
    with suppress(Exception):
        _tell(run, message)
    return message


def _outcome(run: Run, work: Callable[[Run], str]) -> str:
    what = "stopped"
    try:
        # Windows remembers an Esc of before the button: hear it now, so that no stage does.
        escape_pressed(run.book.app.hwnd)
        return work(run)
    except KeyboardInterrupt:
        what = "cancelled"
    except InputErrors as errors:
        run.problems += errors.errors
    except InputError as error:
        run.problems.append(error)
    except OutputError as error:
        run.remarks.append(str(error))
    except Exception as error:  # no error may reach VBA, which would show a dialog without help
        run.remarks.append(f"Unexpected: {type(error).__name__}: {error}")
    if run.wrote:
        return f"{run.title}: {what} while writing; the results are incomplete, run it again."
    return f"{run.title}: {what}; the results are those of before."


def _tell(run: Run, message: str) -> None:
    now = dt.datetime.now(dt.UTC)
    texts = {
        "run_status": message,
        "engine_version": f"dacaidc_xl {version()}",
        "connection": f"Python {platform.python_version()} answered at {now:%Y-%m-%d %H:%M} UTC",
    }
    if run.run_time is not None:
        texts["run_time"] = run.run_time
    for name, text in texts.items():
        if name in run.book.names:
            run.book.names[name].refers_to_range.value = as_text(text, "live")


@contextmanager
def _quiet(app: xw.App) -> Iterator[None]:
    """Keep Excel still, and put each mode back whatever happens to the others."""
    before = {}
    try:
        for name, value in QUIET.items():
            with suppress(Exception):
                before[name] = getattr(app, name)
                setattr(app, name, value)
        yield
    finally:
        for name in reversed(before):
            with suppress(Exception):
                setattr(app, name, before[name])
