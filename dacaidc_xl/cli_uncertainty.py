"""The command line for uncertainty: ``dacaidc-xl uncertainty``."""

from __future__ import annotations

import shlex
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dacaidc_xl.cli_errors import reported
from dacaidc_xl.cli_inputs import given_values, names_in, progress

if TYPE_CHECKING:
    from dacaidc_xl.studies.study import Study
    from dacaidc_xl.studies.uncertainty import EvaluateDraws

LONG_TABLES = ("draws", "draw_results")
"""Tables with a row for each draw: a sheet cannot hold them."""
HEADLINES = ("net_removal_t_per_yr", "lccc_net_usd_per_t")
"""Figures that are said in words."""


class Method(StrEnum):
    """How draws are spread over the ranges."""

    monte_carlo = "monte_carlo"
    latin_hypercube = "latin_hypercube"
    sobol = "sobol"


class Distribution(StrEnum):
    """Distribution over a range."""

    uniform = "uniform"
    triangular = "triangular"


def write_uncertainty(study: Study, output: Path, command: str) -> None:
    """Write an uncertainty study: tables as CSV, draws as Parquet, pictures as PNG.

    Parameters
    ----------
    study : Study
        Result of the uncertainty study.
    output : Path
        Folder.
    command : str
        What made it, for the provenance.

    Raises
    ------
    OutputError
        The library for Parquet is not installed.
    """
    from dacaidc_xl.report import files, uncertainty_figure
    from dacaidc_xl.studies.provenance import inputs_table, provenance_table

    long = {name: study[name] for name in LONG_TABLES}
    short = {name: table for name, table in study.tables.items() if name not in LONG_TABLES}
    files.write_parquet(long, output)
    files.write_csv(
        {
            **short,
            "inputs": inputs_table(study),
            "provenance": provenance_table(study, command),
        },
        output,
    )
    uncertainty_figure.draw_tornado(study, output / "tornado.png")
    uncertainty_figure.draw_percentiles(study, output / "percentiles.png")


def _check_parquet() -> None:
    """Refuse a run whose draws could not be written, before it has cost its time."""
    from importlib.util import find_spec

    from dacaidc_xl.errors import OutputError

    if find_spec("pyarrow") is None:
        raise OutputError('Draws need pyarrow: pip install "dacaidc_xl[uncertainty]"')


def _tell(study: Study) -> None:
    """Say the headline of the study in words."""
    for row in study["uncertainty"].to_dict("records"):
        if row["state"] != "median" or row["figure"] not in HEADLINES:
            continue
        shown = [
            f"{level.upper()} {'infinite' if row[level] != row[level] else f'{row[level]:,.0f}'}"
            for level in ("p5", "p50", "p95")
        ]
        typer.echo(f"{row['state_name']}, {row['figure']}: {', '.join(shown)} {row['figure_unit']}")
    for reason in study["infeasible"].itertuples():
        typer.echo(f"{reason.kind}: {reason.draws} draws, {reason.reason}", err=True)


def _evaluator(
    folder: Path | None, count: int, workers: int | None, scheduler: str | None
) -> EvaluateDraws:
    """Give what evaluates the draws: this process, or a run that is kept in a folder."""
    from dacaidc_xl.errors import InputError
    from dacaidc_xl.studies.uncertainty import evaluate_draws

    if folder is None:
        if workers is not None or scheduler is not None:
            given = "--workers" if workers is not None else "--scheduler"
            raise InputError(given, "without --folder", "--folder, where the draws are kept")
        return evaluate_draws
    from dacaidc_xl.long_runs.draws import DRAWS_AT_ONCE, ChunkedDraws
    from dacaidc_xl.long_runs.executors import default_executor

    chunks = -(-count // DRAWS_AT_ONCE)
    return ChunkedDraws(folder, default_executor(chunks, workers, scheduler))


def uncertainty(
    output: Annotated[Path, typer.Option("--output", "-o", help="Folder for tables and pictures.")],
    scenario: Annotated[str, typer.Option(help="A scenario of the table.")] = "base_2023",
    states: Annotated[
        str | None, typer.Option(help="Only these, separated by commas: TX,VA.")
    ] = None,
    draws: Annotated[
        int | None,
        typer.Option(help="Number of draws, 10000 by default; for sobol the base sample, 1024."),
    ] = None,
    method: Annotated[Method, typer.Option(help="How draws are spread.")] = Method.monte_carlo,
    seed: Annotated[int, typer.Option(help="The same seed gives the same result.")] = 1,
    distribution: Annotated[
        Distribution, typer.Option(help="Over the range of each parameter.")
    ] = Distribution.triangular,
    parameter: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME", help="Draw this one; may be repeated. By default all that matter."
        ),
    ] = None,
    sorbents: Annotated[
        str | None, typer.Option(help="Draw the sorbent from these, separated by commas.")
    ] = None,
    grids: Annotated[
        str | None, typer.Option(help="Draw the grid from these scenarios, separated by commas.")
    ] = None,
    target_lccc: Annotated[
        float | None,
        typer.Option(help="Cost of net removal [USD/t] whose probability is wanted."),
    ] = None,
    overrides: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="NAME=VALUE", help="Override a parameter in all draws."),
    ] = None,
    folder: Annotated[
        Path | None,
        typer.Option(help="Keep the draws here as they come; the same command goes on from it."),
    ] = None,
    workers: Annotated[
        int | None, typer.Option(help="Processes on this machine; needs --folder.")
    ] = None,
    scheduler: Annotated[
        str | None,
        typer.Option(metavar="ADDRESS", help="Dask scheduler to use; needs --folder."),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace an existing output.")] = False,
) -> None:
    """Draw the uncertain parameters: percentiles, probabilities, tornado, Sobol indices.

    Draws that are infeasible are counted by reason. With --method sobol, first-order and total
    indices are given, and the model is evaluated draws x (parameters + 2) times.
    """
    with reported():
        from dacaidc_xl.report.files import check_new

        check_new(output, force)
        _check_parquet()
        given = given_values(overrides or ())
        from dacaidc_xl.studies.uncertainty import DRAWS
        from dacaidc_xl.studies.uncertainty import uncertainty as study_uncertainty

        count = DRAWS[method.value] if draws is None else draws
        evaluate = _evaluator(folder, count, workers, scheduler)
        with progress("draws") as tell:
            study = study_uncertainty(
                scenario,
                given,
                names_in(states),
                draws,
                method.value,
                seed,
                distribution.value,
                parameter or (),
                names_in(sorbents) or (),
                names_in(grids) or (),
                target_lccc,
                progress=tell,
                evaluate=evaluate,
            )
        write_uncertainty(study, output, shlex.join(["dacaidc-xl", *sys.argv[1:]]))
        _tell(study)
        for warning in study.warnings:
            typer.echo(f"warning: {warning}", err=True)
        typer.echo(f"written: {output}")
