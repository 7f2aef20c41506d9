"""How the command line ends: exit codes, and errors of the package as messages."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import typer

from dacaidc_xl.errors import InputError, InputErrors

EXIT_PARTIAL = 1
"""Some rows or files were refused; the others were written."""
EXIT_INPUT = 2
"""Nothing was computed: an input is wrong."""
EXIT_OUTPUT = 3
"""The result could not be written."""


@contextmanager
def reported() -> Iterator[None]:
    """Turn the errors of the package into a message and an exit code."""
    try:
        yield
    except (InputError, InputErrors) as error:
        typer.echo(f"error: {error}", err=True)
        raise typer.Exit(EXIT_INPUT) from None
    except OSError as error:  # OutputError among them
        typer.echo(f"error: {error}", err=True)
        raise typer.Exit(EXIT_OUTPUT) from None
