"""The commands of long runs: written, resumed, refused, stopped; exit codes."""

from __future__ import annotations

import openpyxl
import pandas as pd
import pytest
import typer
from typer.testing import CliRunner

from dacaidc_xl import cli_long_runs
from dacaidc_xl.cli_errors import EXIT_INPUT, EXIT_OUTPUT, EXIT_PARTIAL
from dacaidc_xl.errors import InputError, OutputError
from dacaidc_xl.long_runs import run as long_run
from dacaidc_xl.long_runs.chunks import CountiesChunk
from dacaidc_xl.studies.counties import counties
from dacaidc_xl.studies.hourly import hourly

RUNNER = CliRunner()


@pytest.fixture(scope="module")
def app():
    made = typer.Typer()
    cli_long_runs.register(made)
    return made


@pytest.fixture
def run(app):
    return lambda *words: RUNNER.invoke(app, [str(word) for word in words])


@pytest.mark.filterwarnings("ignore:.*extension is not supported")
def test_counties_are_written_and_taken_again(run, tmp_path):
    folder, book = tmp_path / "de", tmp_path / "de.xlsx"
    words = ("counties", "--folder", folder, "--states", "DE", "--chunk", 2)
    first = run(*words)
    assert first.exit_code == 0, first.output
    assert f"written: {folder}" in first.stdout
    table = pd.read_parquet(folder / "counties.parquet")
    expected = counties(states=["DE"])["counties"]
    assert table["removal_ratio"].tolist() == expected["removal_ratio"].tolist()
    assert pd.read_csv(folder / "inputs.csv")["parameter"].is_unique
    assert "command" in pd.read_csv(folder / "provenance.csv")["item"].tolist()
    assert pd.read_csv(folder / "refused.csv").empty
    again = run(*words, "--workbook", book)
    assert again.exit_code == 0 and "2 of 2 chunks were kept from before" in again.stderr
    sheet = openpyxl.load_workbook(book)["Counties"]
    assert any("Sussex County" in str(cell) for row in sheet.values for cell in row)
    refused = run(*words, "--workbook", book)
    assert refused.exit_code == EXIT_OUTPUT and "--force" in refused.stderr


def test_a_folder_of_other_parameters_is_refused(run, tmp_path):
    words = ("counties", "--folder", tmp_path / "run", "--county", "10001")
    assert run(*words).exit_code == 0
    other = run(*words, "--set", "sorbent_life_yr=3")
    assert other.exit_code == EXIT_INPUT
    assert "run overrides sorbent_life_yr (none there, 3.0 here)" in other.stderr


def test_hours_of_counties_come_with_a_summary_by_state(run, tmp_path):
    folder = tmp_path / "run"
    made = run("hourly", "--folder", folder, "--by", "county", "--county", "10001", "--part-load")
    assert made.exit_code == 0, made.output
    summary = pd.read_csv(folder / "hourly_by_state.csv").iloc[0]
    assert summary["state"] == "DE" and summary["counties"] == 1
    assert "part load" in made.stderr


def test_hours_of_states(run, tmp_path):
    folder = tmp_path / "run"
    made = run("hourly", "--folder", folder, "--states", "VT")
    assert made.exit_code == 0, made.output
    table = pd.read_parquet(folder / "hourly.parquet")
    expected = hourly(states=["VT"])["hourly"]
    column = "difference_net_removal_t_per_yr"
    assert table[column].tolist() == expected[column].tolist()
    assert not (folder / "hourly_by_state.csv").exists()


def test_a_refused_chunk_is_told_with_its_places(run, tmp_path, monkeypatch):
    compute = CountiesChunk.compute

    def but_kent(chunk):
        if "10001" in chunk.places:
            raise InputError("humidity", 1.2, "0 to 1")
        return compute(chunk)

    monkeypatch.setattr(CountiesChunk, "compute", but_kent)
    folder = tmp_path / "run"
    made = run("counties", "--folder", folder, "--states", "DE", "--chunk", 1)
    assert made.exit_code == EXIT_PARTIAL
    assert "base_2023: 10001: refused" in made.stderr and "humidity: 1.2" in made.stderr
    assert pd.read_csv(folder / "refused.csv")["places"].tolist() == ["base_2023: 10001"]
    assert len(pd.read_parquet(folder / "counties.parquet")) == 2


@pytest.mark.parametrize(
    ("raised", "code", "said"),
    [
        (KeyboardInterrupt(), cli_long_runs.EXIT_INTERRUPTED, "the same command goes on"),
        (OutputError("run: cannot be written"), EXIT_OUTPUT, "cannot be written"),
    ],
)
def test_a_run_that_stops_says_how_to_go_on(run, tmp_path, monkeypatch, raised, code, said):
    def stop(*given):
        raise raised

    monkeypatch.setattr(long_run, "run_chunked", stop)
    made = run("counties", "--folder", tmp_path / "run", "--county", "10001")
    assert made.exit_code == code and said in made.stderr


@pytest.mark.parametrize(
    "words",
    [
        ("--set", "sorbent_life_yr"),
        ("--county", "Kent"),
        ("--scenario", "2031"),
        ("--chunk", "0"),
        ("--workers", "0"),
        ("--workers", "2", "--scheduler", "tcp://127.0.0.1:9"),
        ("--workbook", "counties.csv"),
    ],
)
def test_what_is_wrong_is_said_before_a_folder_is_made(run, tmp_path, words):
    folder = tmp_path / "run"
    made = run("counties", "--folder", folder, *words)
    assert made.exit_code == EXIT_INPUT and made.stderr.startswith("error: ")
    assert not folder.exists()
