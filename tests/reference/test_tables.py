"""The shipped tables are intact, documented to the last column, and plain text."""

from __future__ import annotations

import subprocess
import sys
from fnmatch import fnmatchcase
from importlib import resources

import numpy as np
import pytest

from dacaidc_xl.errors import InputError
from dacaidc_xl.reference import tables
from dacaidc_xl.reference.geography import states
from dacaidc_xl.reference.tables import (
    parse_table,
    provenance,
    read_arrays,
    read_table,
    table_sources,
    verify_checksums,
)

FOLDER = resources.files("dacaidc_xl.reference").joinpath("tables")
FILES = sorted(file.name for file in FOLDER.iterdir() if file.name.endswith(".csv"))
ARRAY_FILES = sorted(file.name for file in FOLDER.iterdir() if file.name.endswith(".npz"))
DATA_FILES = [name for name in FILES if name != "SOURCES.csv"]
STANDINGS = {"found", "derived", "assumed", "memory"}


def test_every_table_matches_its_checksum():
    assert verify_checksums() == [(name, True) for name in sorted(FILES + ARRAY_FILES)]


def test_checksum_tells_changed_missing_and_unlisted_files(tmp_path, monkeypatch):
    for file in FOLDER.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    (tmp_path / "states.csv").write_bytes((tmp_path / "states.csv").read_bytes() + b"\n")
    (tmp_path / "station_hours.npz").write_bytes(b"PK")
    (tmp_path / "deflators.csv").unlink()
    (tmp_path / "extra.csv").write_text("a\n1\n", encoding="utf-8")
    monkeypatch.setattr(tables, "_folder", lambda: tmp_path)
    bad = {name for name, intact in verify_checksums() if not intact}
    assert bad == {"states.csv", "station_hours.npz", "deflators.csv", "extra.csv"}


def columns_of(name):
    stem = name[:-4]
    return read_table(stem).columns if name.endswith(".csv") else tuple(read_arrays(stem))


@pytest.mark.parametrize("name", DATA_FILES + ARRAY_FILES)
def test_every_column_has_a_documented_source(name):
    rows = [source for source in table_sources() if source.file == name]
    for column in columns_of(name):
        matching = [row for row in rows if fnmatchcase(column, row.column)]
        assert len(matching) == 1, column
        row = matching[0]
        for field in ("unit", "meaning", "publisher", "dataset", "vintage", "license"):
            assert getattr(row, field), (column, field)
        assert row.standing in STANDINGS


def test_sources_speak_of_no_column_that_is_not_there():
    for source in table_sources():
        assert source.file in DATA_FILES + ARRAY_FILES
        columns = columns_of(source.file)
        assert any(fnmatchcase(column, source.column) for column in columns), source


@pytest.mark.parametrize("name", ARRAY_FILES)
def test_arrays_need_no_pickle_and_are_read_only(name):
    for array in read_arrays(name[:-4]).values():
        assert not array.dtype.hasobject
        assert array.dtype.kind in "iubU"
        assert not array.flags.writeable


def test_the_package_stays_small():
    """Everything shipped as data, against the 4 MB that a download should stay below."""
    total = sum(len(file.read_bytes()) for file in FOLDER.iterdir())
    assert total < 4 * 2**20


def test_licenses_that_ask_for_credit_are_said():
    rows = [s for s in table_sources() if s.file == "county_datacenters.csv"]
    licenses = {row.column: row.license for row in rows}
    assert "(c) OpenStreetMap contributors" in licenses["share_of_state"]
    assert licenses["listed_facilities"] == "CC BY 4.0"


def test_epri_license_is_said():
    licenses = {s.license for s in table_sources() if s.column.startswith("twh_")}
    assert licenses == {"facts extracted; copyright EPRI; no redistribution grant found"}


@pytest.mark.parametrize("name", FILES)
def test_tables_are_lf_utf8_text_with_unique_rows(name):
    content = FOLDER.joinpath(name).read_bytes()
    content.decode("utf-8")
    assert b"\r" not in content
    assert content.endswith(b"\n")
    lines = content.splitlines()
    assert len(set(lines)) == len(lines)


@pytest.mark.parametrize("name", [n for n in DATA_FILES if "fips" in read_table(n[:-4]).columns])
def test_state_tables_hold_the_states_in_order(name):
    """The loaders lay the cells on the order of `states()` without looking again."""
    table = read_table(name[:-4])
    order = [(state.fips, state.abbr) for state in states()]
    groups: dict[tuple[str, ...], list[tuple[str, str]]] = {}
    leading = [c for c in ("series", "profile", "sector", "month") if c in table.columns]
    keys = zip(*(table.texts(c) for c in leading), strict=True) if leading else [()] * 99
    pairs = zip(table.texts("fips"), table.texts("abbr"), strict=True)
    for key, pair in zip(keys, pairs, strict=False):
        groups.setdefault(tuple(key), []).append(pair)
    for key, found in groups.items():
        expected = order
        if key == ("lrmer",):
            expected = [pair for pair in order if pair[1] not in ("AK", "HI")]
        if name == "state_electricity_price_trend.csv":
            expected = [("00", "US"), *order]
        assert found == expected, key


def test_unknown_table_names_the_nearest():
    with pytest.raises(InputError) as caught:
        read_table("deflator")
    assert caught.value.nearest == "deflators"


def test_blank_is_nan_and_arrays_are_read_only():
    table = parse_table("tiny", "a,b\n1,\n2,3\n")
    np.testing.assert_array_equal(table.numbers("b"), [np.nan, 3.0])
    np.testing.assert_array_equal(table.numbers("a", "b"), [[1.0, np.nan], [2.0, 3.0]])
    with pytest.raises(ValueError, match="read-only"):
        table.numbers("a")[0] = 5.0
    assert table.where(a="2").rows == (("2", "3"),)
    with pytest.raises(KeyError, match="no column 'c'"):
        table.texts("c")


def test_short_row_is_refused():
    with pytest.raises(ValueError, match=r"tiny\.csv, row 3: 1 cells, not 2"):
        parse_table("tiny", "a,b\n1,2\n1\n")


def test_provenance_names_publisher_and_vintage_without_the_keys():
    text = provenance("state_datacenter_load")
    assert text.startswith("EPRI, Powering Intelligence 2026")
    assert "2026-08-19" in text
    assert "Census" not in text
    with pytest.raises(KeyError):
        provenance("states", ["no_such_column"])


def test_loaders_import_no_pandas():
    """The first call of a worksheet function waits for these imports."""
    names = (
        "calendar geography climate grid prices loads money water_classes dac_weather scenarios "
        "counties county_climate county_loads hourly_weather hourly_grid boundaries pathways "
        "it_load"
    )
    code = "import sys\n" + "".join(
        f"import dacaidc_xl.reference.{name}\n" for name in names.split()
    )
    code += "print(sorted({'pandas', 'scipy', 'CoolProp'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
