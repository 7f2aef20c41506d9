"""The command line for Excel: ``dacaidc-xl excel install | doctor | new | upgrade``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from dacaidc_xl.cli_errors import EXIT_PARTIAL, reported

app = typer.Typer(no_args_is_help=True, help="The analyst workbook and the add-in for Excel.")
MARKS = {"ok": "ok ", "bad": "BAD", "not here": "-- "}

Book = Annotated[Path, typer.Argument(help="Workbook (.xlsm).")]


@app.command("install")
def install_command(
    force: Annotated[
        bool, typer.Option("--force", help="Even if Excel is set to start another Python.")
    ] = False,
) -> None:
    """Tell Excel which Python to start, and give it the add-in with the DAC_ functions."""
    from dacaidc_xl.excel.setup.install import install
    from dacaidc_xl.excel.setup.machine import this_machine

    machine = this_machine()
    with reported():
        for line in install(machine, force):
            typer.echo(line)
    if not machine.has_excel:
        raise typer.Exit(EXIT_PARTIAL)


@app.command()
def doctor(
    book: Annotated[Path | None, typer.Argument(help="Workbook or add-in to look at, too.")] = None,
) -> None:
    """Check the set-up for Excel, and say how to mend what is wrong."""
    from dacaidc_xl.excel.setup.checks import setup_checks
    from dacaidc_xl.excel.setup.machine import this_machine

    bad = 0
    with reported():
        for check in setup_checks(this_machine(), book):
            typer.echo(f"{MARKS[check.state]}  {check.what}: {check.found}")
            if check.state == "bad":
                bad += 1
                typer.echo(f"     {check.remedy}")
    if bad:
        raise typer.Exit(EXIT_PARTIAL)


@app.command()
def new(
    path: Annotated[Path, typer.Argument(help="Workbook to write (.xlsm, or .xlsx of values).")],
    force: Annotated[bool, typer.Option("--force", help="Replace an existing file.")] = False,
) -> None:
    """Write the analyst workbook, with the results of the shipped data."""
    from dacaidc_xl.excel.setup.new import new_book

    with reported():
        new_book(path, force)
        typer.echo(f"written: {path}")


@app.command()
def upgrade(
    book: Book,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="Where to; by default in place, with a backup."),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace an existing output.")] = False,
) -> None:
    """Put the current macros and functions into a workbook; its sheets stay as they are."""
    from dacaidc_xl.excel.setup import upgrade as upgrading

    with reported():
        done = upgrading.upgrade(book, output, force)
        if not done.changed:
            typer.echo(f"{book}: its modules are those of this version already")
        else:
            typer.echo(f"new modules: {', '.join(done.changed)}")
        if done.backup is not None:
            typer.echo(f"as it was: {done.backup}")
        for note in done.notes:
            typer.echo(f"note: {note}", err=True)
