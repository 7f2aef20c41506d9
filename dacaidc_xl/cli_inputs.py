"""What commands of the command line share: overrides, lists of names, progress of long work."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager


def given_values(pairs: Sequence[str]) -> dict[str, object]:
    """Read the ``NAME=VALUE`` pairs of ``--set``, each checked against the parameter table.

    Raises
    ------
    InputError
        No pair, an unknown name, or a value out of bounds.

    Examples
    --------
    >>> given_values(["sorbent_life_yr=3"])
    {'sorbent_life_yr': 3.0}
    """
    from dacaidc_xl.errors import InputError
    from dacaidc_xl.reference.parameters import find_parameter

    given: dict[str, object] = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not equals:
            raise InputError("--set", pair, "NAME=VALUE, such as sorbent_life_yr=3")
        row = find_parameter(name, "--set")
        given[row.name] = row.check(value, f"--set {row.name}")
    return given


def names_in(text: str | None) -> list[str] | None:
    """Read names separated by commas; None where none is given.

    Examples
    --------
    >>> names_in("TX, VA"), names_in(None)
    (['TX', 'VA'], None)
    """
    return [part.strip() for part in (text or "").split(",") if part.strip()] or None


@contextmanager
def progress(what: str) -> Iterator[Callable[[int, int], None]]:
    """Show how much is done, the rate and the time left; silent where no terminal is.

    Parameters
    ----------
    what : str
        What is counted, such as ``counties``.

    Yields
    ------
    callable
        To be told how many are done, and of how many; what the first call tells was done
        before and does not count in the rate.
    """
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        ProgressColumn,
        Task,
        TextColumn,
        TimeRemainingColumn,
    )
    from rich.text import Text

    class Rate(ProgressColumn):
        """Items a second, or a minute where there are few."""

        def render(self, task: Task) -> Text:
            """Give the rate, blank until it is known."""
            if task.speed is None:
                return Text("")
            if task.speed < 1.0:
                return Text(f"{60.0 * task.speed:.1f}/min")
            return Text(f"{task.speed:.1f}/s")

    console = Console(stderr=True)
    columns = (
        TextColumn(what),
        BarColumn(),
        MofNCompleteColumn(),
        Rate(),
        TimeRemainingColumn(elapsed_when_finished=True),
    )
    # Chunks come seldom: the rate is taken over some minutes.
    with Progress(
        *columns, console=console, disable=not console.is_terminal, speed_estimate_period=300.0
    ) as shown:
        task = None

        def tell(done: int, count: int) -> None:
            nonlocal task
            if task is None:
                task = shown.add_task(what, total=count, completed=done)
            shown.update(task, completed=done, total=count)

        yield tell
