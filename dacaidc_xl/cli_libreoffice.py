"""The command line for LibreOffice: ``dacaidc-xl libreoffice install | uninstall | doctor``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dacaidc_xl.cli_errors import EXIT_PARTIAL, reported

if TYPE_CHECKING:
    from dacaidc_xl.excel.libreoffice.install import Office

app = typer.Typer(no_args_is_help=True, help="The DAC_ functions in LibreOffice Calc.")

ProgramFolder = Annotated[
    Path | None, typer.Option("--office", help="Program folder of LibreOffice, if not found.")
]
Profile = Annotated[
    Path | None, typer.Option("--profile", help="Profile folder; by default your own.")
]
Shared = Annotated[bool, typer.Option("--shared", help="For all users, as administrator.")]


def _office(folder: Path | None, profile: Path | None, shared: bool) -> Office:
    from dacaidc_xl.excel.libreoffice.install import Office, find_manager

    return Office(find_manager(folder), profile, shared)


@app.command("install")
def install_command(
    office: ProgramFolder = None, profile: Profile = None, shared: Shared = False
) -> None:
    """Give LibreOffice the DAC_ functions, answered by this Python. Close LibreOffice before."""
    from dacaidc_xl.excel.libreoffice.install import install

    with reported():
        install(_office(office, profile, shared))
        typer.echo('installed; start LibreOffice Calc and try =DAC_LCCC("OR";"2030")')


@app.command("uninstall")
def uninstall_command(
    office: ProgramFolder = None, profile: Profile = None, shared: Shared = False
) -> None:
    """Take the DAC_ functions out of LibreOffice. Close LibreOffice before."""
    from dacaidc_xl.excel.libreoffice.install import uninstall

    with reported():
        uninstall(_office(office, profile, shared))
        typer.echo("removed")


@app.command()
def doctor(office: ProgramFolder = None, profile: Profile = None, shared: Shared = False) -> None:
    """Check what the functions in LibreOffice need, and say how to mend what is wrong."""
    from dacaidc_xl.excel.libreoffice.install import checks

    bad = 0
    with reported():
        for check in checks(_office(office, profile, shared)):
            typer.echo(f"{'ok ' if check.ok else 'BAD'}  {check.what}: {check.found}")
            if not check.ok:
                bad += 1
                typer.echo(f"     {check.remedy}")
    if bad:
        raise typer.Exit(EXIT_PARTIAL)
