"""Open the small workbook on the engine; run studies once."""

from __future__ import annotations

import warnings
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from dacaidc_xl.excel.batch import run_inputs
from dacaidc_xl.excel.macros import evaluate
from dacaidc_xl.excel.openpyxl_engine import open_book
from dacaidc_xl.excel.workbook.layout import PROBLEMS
from dacaidc_xl.studies.counties import counties
from dacaidc_xl.studies.hourly import hourly
from dacaidc_xl.studies.pathway import pathway
from dacaidc_xl.studies.states import states

from .small_workbook import write_small_workbook


@pytest.fixture
def opened(tmp_path):
    """Open a small workbook with the inputs given."""
    books = []

    def open_one(**inputs):
        path = write_small_workbook(tmp_path / "my.xlsx", **inputs)
        books.append(open_book(path))
        return books[-1]

    yield open_one
    for book in books:
        book.app.quit()


@pytest.fixture(scope="session")
def two_states():
    return states(states=["TX", "VA"])


@pytest.fixture(scope="session")
def small_studies():
    """Give studies of few places, by the kind of input that asks for them."""
    return {
        "counties": counties(states=["DE"]),
        "hourly": hourly(states=["DE"]),
        "pathways": pathway(2030, ["cambium2024_midcase"], states=["DE"]),
    }


@pytest.fixture
def quick(monkeypatch, two_states, small_studies):
    """Let the macros find a small study where they would evaluate all states."""

    def run(given):
        if given.kind == "states":
            return two_states
        return small_studies[given.kind] if given.kind in small_studies else run_inputs(given)

    monkeypatch.setattr(evaluate, "run_inputs", run)
    monkeypatch.setattr(evaluate, "run_hours", lambda given, progress: small_studies["hourly"])
    return two_states


class Saved:
    """What a saved workbook holds, read by openpyxl alone."""

    def __init__(self, path: Path) -> None:
        self.path = path
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # parts that only matter for writing back
            self.book = openpyxl.load_workbook(path)

    def rows(self, block) -> list[list[object]]:
        """Give the rows of a table without its header."""
        sheet = self.book[block.sheet]
        cells = sheet[sheet.tables[block.name].ref]
        assert [cell.value for cell in cells[0]][: len(block.columns)] == list(block.columns)
        return [[cell.value for cell in row] for row in cells[1:]]

    def problems(self) -> list[list[object]]:
        """Give the filled rows of the table of problems."""
        return [row for row in self.rows(PROBLEMS) if any(row)]

    def named(self, name: str) -> object:
        """Give the value of a named cell."""
        ((sheet, address),) = self.book.defined_names[name].destinations
        return self.book[sheet][address].value


@pytest.fixture
def saved(tmp_path):
    def save(book) -> Saved:
        path = tmp_path / "saved.xlsx"
        book.save(path)
        return Saved(path)

    return save


def rows_as_read(frame: pd.DataFrame, columns) -> list[list[object]]:
    """Give a table of a study as an exact reader of the workbook must see it."""

    def seen(value):
        return None if pd.isna(value) or value == "" else value

    chosen = frame.reindex(columns=list(columns)).astype(object)
    return [[seen(value) for value in row] for row in chosen.values.tolist()]
