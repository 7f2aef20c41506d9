"""The command line for long runs: ``dacaidc-xl run counties | hourly``, kept as they come."""

from __future__ import annotations

import shlex
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dacaidc_xl.cli_errors import EXIT_PARTIAL, reported
from dacaidc_xl.cli_inputs import given_values, names_in, progress

if TYPE_CHECKING:
    from dacaidc_xl.long_runs.plans import Plan
    from dacaidc_xl.long_runs.run import LongRun

OWN = "FILE[#SHEET]"
EXIT_INTERRUPTED = 130
"""Stopped by Ctrl-C, as a shell tells it."""


class By(StrEnum):
    """What a place of an hourly run is."""

    state = "state"
    county = "county"


Folder = Annotated[
    Path,
    typer.Option(
        "--folder",
        help="Folder of the run: its tables as Parquet. The same command goes on from what it "
        "holds.",
    ),
]
Scenarios = Annotated[
    list[str] | None,
    typer.Option(
        "--scenario", help="base_2023, 2030, another of the table, or all; may be repeated."
    ),
]
States = Annotated[str | None, typer.Option(help="Only these, separated by commas: TX,VA.")]
Counties = Annotated[
    list[str] | None,
    typer.Option("--county", help="FIPS code, or name with state; may be repeated."),
]
Set = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="NAME=VALUE", help="Override a parameter; may be repeated."),
]
Chunk = Annotated[int | None, typer.Option(help="Places that are computed and kept together.")]
Workers = Annotated[
    int | None,
    typer.Option(help="Processes on this machine; by default one a core for a long run."),
]
Scheduler = Annotated[
    str | None,
    typer.Option(metavar="ADDRESS", help="Dask scheduler to use: tcp://HOST:8786."),
]
Workbook = Annotated[
    Path | None, typer.Option(help="Also write the summaries to a workbook (.xlsx).")
]
Force = Annotated[bool, typer.Option("--force", help="Replace an existing workbook.")]


def register(app: typer.Typer) -> None:
    """Add the commands to those of ``run``."""
    app.command("counties")(run_counties)
    app.command("hourly")(run_hourly)


def run_counties(
    folder: Folder,
    scenario: Scenarios = None,
    states: States = None,
    county: Counties = None,
    overrides: Set = None,
    chunk: Chunk = None,
    workers: Workers = None,
    scheduler: Scheduler = None,
    workbook: Workbook = None,
    force: Force = False,
) -> None:
    """Evaluate all 3,142 counties by month, their load where data centers stand.

    May be stopped at any time: the same command goes on from what the folder holds.
    """
    with reported():
        given = given_values(overrides or ())
        from dacaidc_xl.long_runs import plans

        plan = plans.counties_plan(
            scenario or "base_2023",
            given,
            county,
            names_in(states),
            plans.COUNTIES_AT_ONCE if chunk is None else chunk,
        )
        _run(plan, folder, workers, scheduler, workbook, force)


def run_hourly(
    folder: Folder,
    by: Annotated[By, typer.Option(help="States, or counties.")] = By.state,
    scenario: Scenarios = None,
    states: States = None,
    county: Counties = None,
    overrides: Set = None,
    daily_load: Annotated[
        bool, typer.Option("--daily-load", help="Daily shape of the IT load.")
    ] = False,
    part_load: Annotated[
        bool, typer.Option("--part-load", help="Turndown, and loss of COP below full load.")
    ] = False,
    run_rule: Annotated[
        bool,
        typer.Option("--run-rule", help="Idle where an extra tonne emits, or costs, too much."),
    ] = False,
    weather: Annotated[
        str | None, typer.Option(metavar=OWN, help="Own weather: EPW, TMY3, or three columns.")
    ] = None,
    it_load: Annotated[
        str | None, typer.Option(metavar=OWN, help="Own IT load, whose shape counts.")
    ] = None,
    price: Annotated[
        str | None, typer.Option(metavar=OWN, help="Own electricity price [USD/MWh].")
    ] = None,
    grid: Annotated[
        str | None, typer.Option(metavar=OWN, help="Own grid intensity [kg/MWh].")
    ] = None,
    keep_hours: Annotated[
        bool,
        typer.Option("--keep-hours", help="Keep every hour of every place: hours.parquet."),
    ] = False,
    chunk: Chunk = None,
    workers: Workers = None,
    scheduler: Scheduler = None,
    workbook: Workbook = None,
    force: Force = False,
) -> None:
    """Evaluate 8,760 hours beside the twelve months, for states or counties.

    Own hours replace the shipped ones in every place: a CSV file, or book.xlsx#sheet, with 8,760
    rows and the columns temp_c, rel_humidity_pct, pressure_pa; it_load_mw or it_load_fraction;
    electricity_price_usd_per_mwh; grid_intensity_kg_per_mwh.
    May be stopped at any time: the same command goes on from what the folder holds.
    """
    with reported():
        given = given_values(overrides or ())
        from dacaidc_xl.long_runs import plans
        from dacaidc_xl.studies.counties import chosen_counties
        from dacaidc_xl.studies.hours import HourOptions
        from dacaidc_xl.studies.own_hours import own_hours

        series, said = own_hours(weather, it_load, price, grid)
        for note in said:
            typer.echo(note, err=True)
        chosen = names_in(states)
        fips = None
        if by is By.county or county:
            fips = [found.fips for found in chosen_counties(county, chosen)]
            chosen = None
        plan = plans.hourly_plan(
            scenario or "base_2023",
            given,
            chosen,
            fips,
            HourOptions(daily_load, part_load, run_rule, series, keep_hours),
            plans.HOURLY_AT_ONCE if chunk is None else chunk,
        )
        _run(plan, folder, workers, scheduler, workbook, force)


def _run(
    plan: Plan,
    folder: Path,
    workers: int | None,
    scheduler: str | None,
    workbook: Path | None,
    force: bool,
) -> None:
    """Run a plan, write what belongs beside its tables, and say what came of it."""
    from dacaidc_xl.errors import InputError
    from dacaidc_xl.long_runs.executors import default_executor
    from dacaidc_xl.long_runs.run import run_chunked
    from dacaidc_xl.report.files import check_new
    from dacaidc_xl.studies.findings import findings

    if workbook is not None:
        if workbook.suffix.lower() != ".xlsx":
            raise InputError("--workbook", workbook.name, "a name ending in .xlsx")
        check_new(workbook, force)
    executor = default_executor(len(plan.chunks), workers, scheduler)
    try:
        with progress("counties" if "counties" in plan.about else "states") as tell:
            done = run_chunked(plan, folder, executor, tell)
    except KeyboardInterrupt:
        typer.echo(
            f"stopped: what is done is kept in {folder}; the same command goes on from there",
            err=True,
        )
        raise typer.Exit(EXIT_INTERRUPTED) from None
    _write(done, workbook)
    if done.resumed:
        typer.echo(f"{done.resumed} of {len(plan.chunks)} chunks were kept from before", err=True)
    for sentence in findings(done.study()):
        typer.echo(sentence)
    for warning in done.warnings:
        typer.echo(f"warning: {warning}", err=True)
    for row in done.refused_table().itertuples():
        typer.echo(f"{row.places}: refused\n{row.message}", err=True)
    typer.echo(f"written: {folder}")
    if done.refused:
        raise typer.Exit(EXIT_PARTIAL)


def _write(done: LongRun, workbook: Path | None) -> None:
    """Write inputs, provenance, summaries and what was refused as CSV, and the workbook."""
    from dacaidc_xl.long_runs.summaries import difference_by_state
    from dacaidc_xl.report.files import write_csv
    from dacaidc_xl.studies.provenance import inputs_table, provenance_table

    study, command = done.study(), shlex.join(["dacaidc-xl", *sys.argv[1:]])
    tables = {
        "inputs": inputs_table(study),
        "provenance": provenance_table(study, command),
        "refused": done.refused_table(),
    }
    if study.kind == "hourly" and "county_fips" in study["hourly"]:
        tables["hourly_by_state"] = difference_by_state(study["hourly"])
    write_csv(tables, done.folder)
    if workbook is not None:
        from dacaidc_xl.excel.results import write_results

        workbook.parent.mkdir(parents=True, exist_ok=True)
        write_results(study, workbook, command)
        typer.echo(f"written: {workbook}")
