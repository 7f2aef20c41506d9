"""The command line: ``dacaidc-xl run | batch | template | params | excel | libreoffice | doctor``.

Heavy libraries are imported inside the commands, so that ``--help`` is immediate.
"""

from __future__ import annotations

import shlex
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dacaidc_xl import cli_excel, cli_libreoffice, cli_long_runs, cli_uncertainty
from dacaidc_xl.cli_errors import EXIT_OUTPUT, EXIT_PARTIAL
from dacaidc_xl.cli_errors import reported as _reported
from dacaidc_xl.cli_inputs import given_values
from dacaidc_xl.errors import InputError, InputErrors

if TYPE_CHECKING:
    from dacaidc_xl.cli_batch import Job
    from dacaidc_xl.excel.cell_formulas.calculation import Recalculation

app = typer.Typer(
    name="dacaidc-xl",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="How much CO2 the waste heat of AI data centers would remove by direct air capture.",
)
run_app = typer.Typer(no_args_is_help=True, help="Run a study on shipped data.")
params_app = typer.Typer(no_args_is_help=True, help="Look at the parameter table.")
app.add_typer(run_app, name="run")
app.add_typer(params_app, name="params")
app.add_typer(cli_excel.app, name="excel")
app.add_typer(cli_libreoffice.app, name="libreoffice")
app.command("uncertainty")(cli_uncertainty.uncertainty)
cli_long_runs.register(run_app)


class Format(StrEnum):
    """Form of a result."""

    xlsx = "xlsx"
    csv = "csv"
    parquet = "parquet"
    json = "json"


class Recalc(StrEnum):
    """Program that computes the cells that depend on DAC_ cells."""

    libreoffice = "libreoffice"


class TemplateKind(StrEnum):
    """Kind of a batch template."""

    sites = "sites"
    states = "states"
    counties = "counties"
    pathways = "pathways"


Set = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="NAME=VALUE", help="Override a parameter; may be repeated."),
]
Force = Annotated[bool, typer.Option("--force", help="Replace an existing output.")]
OutputFormat = Annotated[
    Format | None,
    typer.Option("--format", help="Form of the result; by default from the ending of the output."),
]


def _form_of(output: Path, form: Format | None) -> Format:
    endings = {f".{f.value}": f for f in (Format.xlsx, Format.json)}
    if form is not None:
        return form
    if output.suffix == "":
        return Format.csv
    if output.suffix.lower() in endings:
        return endings[output.suffix.lower()]
    raise InputError("--output", output.name, "a name ending in .xlsx or .json, or a folder")


def _command() -> str:
    return shlex.join(["dacaidc-xl", *sys.argv[1:]])


def _write(study: object, output: Path, form: Format) -> None:
    from dacaidc_xl.report import files
    from dacaidc_xl.studies.study import Study

    assert isinstance(study, Study)
    output.parent.mkdir(parents=True, exist_ok=True)
    if form is Format.xlsx:
        from dacaidc_xl.excel.results import write_results

        write_results(study, output, _command())
        return
    from dacaidc_xl.studies.provenance import inputs_table, provenance_table

    tables = {
        **study.tables,
        "inputs": inputs_table(study),
        "provenance": provenance_table(study, _command()),
    }
    if form is Format.json:
        files.write_json(tables, output)
    elif form is Format.csv:
        files.write_csv(tables, output)
    else:
        files.write_parquet(tables, output)


@contextmanager
def _progress(text: str) -> Iterator[None]:
    """Show that long work goes on; silent where nobody looks at a terminal."""
    from rich.console import Console

    console = Console(stderr=True)
    if not console.is_terminal:
        yield
        return
    with console.status(text):
        yield


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"dacaidc_xl {version('dacaidc_xl')}")
        raise typer.Exit


@app.callback()
def _main(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """Direct air capture on the waste heat of AI data centers."""


@run_app.command("states")
def run_states(
    output: Annotated[Path, typer.Option("--output", "-o", help="Workbook, JSON file or folder.")],
    scenario: Annotated[
        list[str] | None,
        typer.Option(
            help="base_2023, 2030, 2030_aeo, another of the table, or all; may be repeated."
        ),
    ] = None,
    states: Annotated[
        str | None, typer.Option(help="Only these, separated by commas: TX,VA.")
    ] = None,
    overrides: Set = None,
    form: OutputFormat = None,
    force: Force = False,
) -> None:
    """Evaluate the 50 states and DC by month and server class, beside standalone baselines."""
    with _reported():
        chosen_form = _form_of(output, form)
        from dacaidc_xl.report.files import check_new

        check_new(output, force)
        given = given_values(overrides or ())
        from dacaidc_xl.studies.states import states as study_states

        picked = None if states is None else [s for s in states.split(",") if s.strip()]
        with _progress("Evaluating states"):
            study = study_states(scenario or "base_2023", given, picked)
        with _progress("Writing the result"):
            _write(study, output, chosen_form)
        _tell(study, output)


@run_app.command("pathway")
def run_pathway(
    output: Annotated[Path, typer.Option("--output", "-o", help="Workbook, JSON file or folder.")],
    build_year: Annotated[
        int, typer.Option(help="Year in which the plant begins, 2025 to 2050.")
    ] = 2030,
    grid: Annotated[
        list[str] | None, typer.Option(help="Grid projection, or all six; may be repeated.")
    ] = None,
    states: Annotated[
        str | None, typer.Option(help="Only these, separated by commas: TX,VA.")
    ] = None,
    county: Annotated[
        list[str] | None,
        typer.Option(help="County in place of states, FIPS or name; may be repeated."),
    ] = None,
    overrides: Set = None,
    form: OutputFormat = None,
    force: Force = False,
) -> None:
    """Follow a plant over its life, on a grid that changes every year."""
    with _reported():
        chosen_form = _form_of(output, form)
        from dacaidc_xl.report.files import check_new

        check_new(output, force)
        given = given_values(overrides or ())
        from dacaidc_xl.studies.pathway import ALL, pathway

        picked = None if states is None else [s for s in states.split(",") if s.strip()]
        with _progress("Evaluating the years"):
            study = pathway(build_year, grid or ALL, given, picked, county)
        with _progress("Writing the result"):
            _write(study, output, chosen_form)
        _tell(study, output)


def _tell(study: object, output: Path) -> None:
    from dacaidc_xl.studies.findings import findings
    from dacaidc_xl.studies.study import Study
    from dacaidc_xl.studies.summary import words

    assert isinstance(study, Study)
    if study.kind == "states":
        for scenario in study.scenarios:
            typer.echo(words(study, scenario)[0])
    for sentence in findings(study):
        typer.echo(sentence)
    for warning in study.warnings:
        typer.echo(f"warning: {warning}", err=True)
    typer.echo(f"written: {output}")


@run_app.command("dac-map")
def run_dac_map(
    output: Annotated[Path, typer.Option("--output", "-o", help="Folder for tables and picture.")],
    overrides: Set = None,
    force: Force = False,
) -> None:
    """Heat and power per tonne over temperature and humidity, beside published tables."""
    with _reported():
        from dacaidc_xl.report import dac_figure, files
        from dacaidc_xl.studies import dac_map

        files.check_new(output, force)
        given = given_values(overrides or ())
        with _progress("Evaluating the DAC plant"):
            table = dac_map.dac_map(given)
            spread = dac_map.sorbent_spread(given)
        files.write_csv({"dac_map": table, "sorbent_spread": spread}, output)
        dac_figure.draw_dac_map(table, output / "dac_map.png")
        typer.echo(dac_map.SENTENCE)
        typer.echo(f"written: {output}")


@app.command()
def template(
    kind: Annotated[TemplateKind, typer.Argument(help="What a row is.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="Template to write (.xlsx).")],
    example: Annotated[bool, typer.Option("--example", help="With worked rows.")] = False,
    force: Force = False,
) -> None:
    """Write a template for headless batch runs."""
    with _reported():
        from dacaidc_xl.excel.template import write_template

        write_template(output, kind.value, example, overwrite=force)
        typer.echo(f"written: {output}")


@app.command()
def batch(
    files: Annotated[
        list[Path], typer.Argument(help="Filled-in templates, workbooks with DAC_ formulas.")
    ],
    output: Annotated[Path, typer.Option("--output", "-o", help="Folder for the results.")],
    overrides: Set = None,
    form: Annotated[
        Format, typer.Option("--format", help="Form of the results of templates.")
    ] = Format.xlsx,
    recalc: Annotated[
        Recalc | None,
        typer.Option(
            "--recalc",
            help="Compute the cells that depend on DAC_ cells; without it they are marked stale.",
        ),
    ] = None,
    values_only: Annotated[
        bool,
        typer.Option("--values-only", help="Workbooks with plain values, no formulas, no macros."),
    ] = False,
    force: Force = False,
) -> None:
    """Evaluate filled-in templates and DAC_ formulas headless.

    A template gives NAME_results, its study. Any other workbook with DAC_ formulas gives
    NAME_results.xlsx or .xlsm, a copy that shows their values beside the formulas. A template
    with DAC_ formulas gives both: the copy is NAME_formulas, and the study reads it. --set
    reaches templates only; formulas have their own argument for overrides.
    """
    with _reported():
        given = given_values(overrides or ())
        from dacaidc_xl import cli_batch
        from dacaidc_xl.report.files import check_new

        suffix = {Format.xlsx: ".xlsx", Format.json: ".json"}.get(form, "")
        program = cli_batch.chosen_recalculation(recalc)
        jobs = cli_batch.planned(files, output, suffix, values_only)
        for job in jobs:
            for target in job.targets:
                check_new(target, force)
    refused = 0
    for job in jobs:
        # A file that cannot be read does not stop the others.
        try:
            with _progress(f"Evaluating {job.path.name}"):
                refused += _run_job(job, given, form, program, values_only)
        except (InputError, InputErrors) as error:
            refused += 1
            typer.echo(f"{job.path}: refused\n{error}", err=True)
        except OSError as error:
            typer.echo(f"error: {error}", err=True)
            raise typer.Exit(EXIT_OUTPUT) from None
    if refused:
        raise typer.Exit(EXIT_PARTIAL)


def _run_job(
    job: Job,
    given: dict[str, object],
    form: Format,
    program: Recalculation | None,
    values_only: bool,
) -> bool:
    """Write what one file of a batch gives; say whether something of it was refused."""
    from dacaidc_xl import cli_batch

    source, lacking = job.path, False
    if job.copy is not None:
        if given and job.study is None:
            raise InputError("--set", ", ".join(given), "a template: formulas have an argument")
        done = cli_batch.write_copy(job, program, values_only, partial(typer.echo, err=True))
        typer.echo(f"written: {done.path}")
        source, lacking = done.path, not done.complete
    if job.study is None:
        return lacking
    from dacaidc_xl.excel.batch import run_template

    study = run_template(source, given)
    if values_only and form is Format.xlsx:
        cli_batch.write_values(lambda path: _write(study, path, form), job.study)
    else:
        _write(study, job.study, form)
    for problem in study.problems:
        typer.echo(f"{job.path}: {problem}", err=True)
    _tell(study, job.study)
    return lacking or bool(study.problems)


@params_app.command("list")
def params_list(
    group: Annotated[str | None, typer.Option(help="Only this group.")] = None,
) -> None:
    """List the parameters with default, range and unit."""
    from rich.console import Console
    from rich.table import Table

    from dacaidc_xl.errors import nearest_choice
    from dacaidc_xl.reference.parameters import parameter_table

    with _reported():
        rows = list(parameter_table().values())
        groups = list(dict.fromkeys(row.group for row in rows))
        if group is not None and group not in groups:
            raise InputError(
                "--group", group, "one of " + ", ".join(groups), nearest_choice(group, groups)
            )
        table = Table("name", "default", "2030", "low", "high", "unit", "group")
        for row in rows:
            if group in (None, row.group):
                cells = (row.default, row.default_2030, row.low, row.high)
                shown = [
                    "" if c is None else f"{c:g}" if isinstance(c, float) else c for c in cells
                ]
                table.add_row(row.name, *shown, row.unit, row.group)
        Console(width=None if sys.stdout.isatty() else 140).print(table)


@params_app.command("show")
def params_show(name: Annotated[str, typer.Argument(help="Machine name.")]) -> None:
    """Show one parameter with its bounds, description and source."""
    from dataclasses import fields

    from dacaidc_xl.reference.parameters import find_parameter

    with _reported():
        row = find_parameter(name)
        for field in fields(row):
            value = getattr(row, field.name)
            if value not in (None, "", ()):
                text = ", ".join(value) if isinstance(value, tuple) else value
                typer.echo(f"{field.name:>14}  {text}")


@app.command()
def doctor() -> None:
    """Check versions, shipped data and write access, and say how to mend what is wrong."""
    from dacaidc_xl.doctor import checks

    bad = 0
    for check in checks():
        typer.echo(f"{'ok ' if check.ok else 'BAD'}  {check.what}: {check.found}")
        if not check.ok:
            bad += 1
            typer.echo(f"     {check.remedy}")
    if bad:
        raise typer.Exit(EXIT_PARTIAL)


def main() -> None:
    """Entry point of the console script."""
    app()
