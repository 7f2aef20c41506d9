"""Plain files: atomic, exact, harmless to a spreadsheet program."""

from __future__ import annotations

import json

import pandas as pd
import pytest
from pyarrow import parquet

from dacaidc_xl.errors import OutputError
from dacaidc_xl.report.files import check_new, replacing, write_csv, write_json, write_parquet


def test_a_failed_write_leaves_what_was_there(tmp_path):
    path = tmp_path / "out.txt"
    path.write_text("old")

    def fail():
        with replacing(path) as temporary:
            temporary.write_text("half")
            raise RuntimeError("disk full")

    with pytest.raises(RuntimeError):
        fail()
    assert path.read_text() == "old" and list(tmp_path.iterdir()) == [path]


def test_a_formula_typed_as_a_name_is_text_in_csv(tmp_path):
    write_csv({"t": pd.DataFrame({"site": ["=1+1", "Ashburn"], "x": [-1.5, 0.1]})}, tmp_path)
    assert (tmp_path / "t.csv").read_text() == "site,x\n'=1+1,-1.5\nAshburn,0.1\n"


def test_json_keeps_digits_and_blanks(tmp_path):
    value = 0.1 + 0.2
    write_json({"t": pd.DataFrame({"x": [value, float("nan")], "n": [1, 2]})}, tmp_path / "t.json")
    rows = json.loads((tmp_path / "t.json").read_text())["t"]
    assert rows == [{"x": value, "n": 1}, {"x": None, "n": 2}]


def test_an_existing_file_is_refused_without_force(tmp_path):
    with pytest.raises(OutputError, match="--force"):
        check_new(tmp_path, force=False)
    check_new(tmp_path, force=True)


def test_a_column_of_text_stays_text_where_it_has_no_rows(tmp_path):
    empty = pd.DataFrame({"name": pd.Series([], dtype=object), "value": pd.Series([], dtype=float)})
    write_parquet({"empty": empty}, tmp_path)
    types = parquet.read_schema(tmp_path / "empty.parquet")
    assert "string" in str(types.field("name").type)
    assert str(types.field("value").type) == "double"
