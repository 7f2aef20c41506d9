"""The README keeps its word: its commands are those of CI, its figures those of the engine."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from dacaidc_xl.cli import app
from dacaidc_xl.studies import states
from dacaidc_xl.studies.summary import figures

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
TEST_COMMAND = "python -m pytest -n auto"


def test_ci_calls_the_test_command_of_the_readme():
    assert f"\n{TEST_COMMAND}\n" in README
    assert TEST_COMMAND in (ROOT / ".ci" / "run").read_text()
    assert (
        'pip install ".[test]"' in README
        and 'pip install ".[test]"' in (ROOT / ".ci" / "run").read_text()
    )


@pytest.mark.parametrize("command", sorted(set(re.findall(r"`(dacaidc-xl [^`]+)`", README))))
def test_every_command_is_understood(command):
    """Each command of the README parses: its words are those of the command line."""
    words = shlex.split(command)[1:]
    group = 2 if words[0] in ("run", "params", "excel", "libreoffice") else 1
    helped = CliRunner().invoke(app, [*words[:group], "--help"], env={"COLUMNS": "200"})
    assert helped.exit_code == 0
    for option in (word for word in words if word.startswith("--")):
        assert option in helped.output, option


def test_the_table_of_results_is_what_the_engine_says():
    study = states("all")
    rows = [
        row.split("|")[2:-1] for row in README.splitlines() if re.match(r"\| .*\d (Mt|USD|of)", row)
    ]
    first = [cells for cells in rows if len(cells) == 3][:5]
    for position, scenario in enumerate(study.scenarios):
        six = {f.name: f.value for f in figures(study, scenario)}
        printed = [float(re.search(r"[\d.]+", cells[position]).group()) for cells in first]
        want = [
            six["Captured"],
            six["Net removal"],
            six["LCCC gross"],
            six["Removal ratio above 1"],
            six["Flips"],
        ]
        assert printed == pytest.approx(want, rel=6e-3)


def test_every_file_that_the_readme_names_is_there():
    for name in re.findall(r"\]\((docs/[^)]+)\)", README):
        assert (ROOT / name).exists()


def test_the_table_of_functions_is_that_of_the_registry():
    made = subprocess.run(
        [sys.executable, str(ROOT / "tools" / "function_table.py")],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert made.strip() in README
