"""The command ``uncertainty``: files, words, exit codes."""

from __future__ import annotations

import pandas as pd
import pytest
import typer
from typer.testing import CliRunner

from dacaidc_xl import cli_uncertainty
from dacaidc_xl.cli_errors import EXIT_INPUT, EXIT_OUTPUT

app = typer.Typer()
app.command("uncertainty")(cli_uncertainty.uncertainty)


def run(*words):
    return CliRunner().invoke(app, [str(word) for word in words])


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("made") / "out"
    words = ("--states", "VT,WV", "--draws", 20, "--parameter", "sorbent_price_usd_per_kg")
    more = ("--parameter", "retrofit_share", "--seed", 5, "--target-lccc", 1000)
    return folder, run("-o", folder, *words, *more, "--set", "sorbent_life_yr=3")


def test_tables_draws_and_pictures_are_written(made):
    folder, result = made
    assert result.exit_code == 0, result.output
    names = {path.name for path in folder.iterdir()}
    assert {"uncertainty.csv", "tornado.csv", "run.csv", "infeasible.csv", "inputs.csv"} <= names
    assert {"dimensions.csv", "provenance.csv", "tornado.png", "percentiles.png"} <= names
    draws = pd.read_parquet(folder / "draws.parquet")
    results = pd.read_parquet(folder / "draw_results.parquet")
    assert len(draws) == 20
    assert len(results) == 40
    recorded = pd.read_csv(folder / "run.csv").set_index("item")["value"]
    assert recorded["seed"] == "5"
    used = pd.read_csv(folder / "inputs.csv").set_index("parameter")
    assert float(used.loc["sorbent_life_yr", "used_base_2023"]) == 3.0


def test_the_headline_is_said(made):
    folder, result = made
    assert "Median of 2 states, net_removal_t_per_yr: P5 " in result.output
    assert f"written: {folder}" in result.output


def test_an_existing_folder_is_kept(made):
    folder, _ = made
    assert run("-o", folder, "--states", "VT", "--draws", 4).exit_code == EXIT_OUTPUT


def test_wrong_input_is_said_and_nothing_is_written(tmp_path):
    folder = tmp_path / "out"
    result = run("-o", folder, "--states", "VT", "--parameter", "sorbent_live_yr")
    assert result.exit_code == EXIT_INPUT
    assert "sorbent_life_yr" in result.output
    assert not folder.exists()


def test_draws_kept_in_a_folder_are_the_same_and_go_on(tmp_path):
    """A run kept in chunks gives the numbers of one that is not, and starts from what is kept."""
    words = ("--states", "TX", "--draws", 600, "--parameter", "sorbent_life_yr")
    folder = ("--folder", tmp_path / "kept", "--workers", 1)
    texts = []
    for name, more in (("plain", ()), ("first", folder), ("again", folder)):
        done = run(*words, "-o", tmp_path / name, *more)
        assert done.exit_code == 0, done.output
        texts.append((tmp_path / name / "uncertainty.csv").read_text())
    assert texts[1:] == [texts[0], texts[0]]


def test_workers_need_a_folder(tmp_path):
    done = run("-o", tmp_path / "u", "--workers", 2)
    assert done.exit_code == EXIT_INPUT
    assert "--folder" in done.output
