"""The compiler of the tables, tried on raw tables of a few rows."""

from __future__ import annotations

import hashlib
import importlib.util
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).resolve().parents[2] / "tools" / "compile_reference.py"
_spec = importlib.util.spec_from_file_location("compile_reference", SCRIPT)
compiler = importlib.util.module_from_spec(_spec)
sys.modules["compile_reference"] = compiler
_spec.loader.exec_module(compiler)

KEY = {"state_fips": "01", "state_abbr": "AL"}


def test_numbers_are_carried_over_as_printed():
    assert [compiler.number(text) for text in ("8.0", " .409", "", "-3")] == [
        "8.0",
        "0.409",
        "",
        "-3",
    ]
    with pytest.raises(ValueError, match="could not convert"):
        compiler.number("n/a")


def intensity(year, metric, value, **key):
    return KEY | key | {"year": year, "metric": metric, "co2e_kg_per_mwh": value}


def test_grid_years_and_metrics_become_columns_and_gaps_stay_blank():
    rate = "co2e_total_output_rate"
    table = compiler.state_grid_intensity(
        {
            "grid_intensity_state": [
                intensity("2023", rate, "9", state_fips="02", state_abbr="AK"),
                intensity("2023", rate, "5"),
                intensity("2023", "co2_generation_rate_eia", "6"),
            ],
            "grid_intensity_state_2022": [intensity("2022", rate, "7")],
        }
    )
    assert table.columns[-3:] == (
        "egrid_2022_co2e_kg_per_mwh",
        "egrid_2023_co2e_kg_per_mwh",
        "eia_2023_co2_kg_per_mwh",
    )
    assert table.rows == [
        ("01", "AL", "", "", "", "", "7", "5", "6"),
        ("02", "AK", "", "", "", "", "", "9", ""),
    ]


def test_a_doubled_row_stops_the_compilation():
    row = intensity("2023", "co2e_total_output_rate", "5")
    raw = {"grid_intensity_state": [row], "grid_intensity_state_2022": [row]}
    with pytest.raises(ValueError, match="stands twice"):
        compiler.state_grid_intensity(raw)


def projection(scenario, year, value, quality="found"):
    return KEY | {"scenario": scenario, "year": year, "kg_per_mwh": value, "quality": quality}


def test_projection_has_a_column_per_year_and_renames_the_marginal_rate():
    raw = {
        "grid_intensity_projection_state": [
            projection("cambium2022or2023_midcase", "2030", "300", "derived"),
            *(projection("x", str(year), str(year)) for year in compiler.PROJECTION_YEARS),
        ]
    }
    table = compiler.state_grid_projection(raw)
    assert [row[0] for row in table.rows] == ["lrmer", "x"]
    values = dict(zip(table.columns, table.rows[0], strict=True))
    assert values["kg_per_mwh_2030"] == "300"
    assert values["kg_per_mwh_2029"] == ""
    assert table.rows[1][4:] == tuple(str(year) for year in range(2025, 2051))


def test_mixed_quality_in_one_row_stops_the_compilation():
    raw = {
        "grid_intensity_projection_state": [
            projection("x", "2025", "1"),
            projection("x", "2026", "1", "assumed_constant"),
        ]
    }
    with pytest.raises(ValueError, match="expected one value"):
        compiler.state_grid_projection(raw)


def test_price_status_must_be_the_documented_one():
    row = KEY | {"sector": "industrial", "price_usd_per_mwh": "80"}
    rows = [
        row | {"year": str(year), "data_status": "Final" if year < 2024 else "Preliminary"}
        for year in compiler.PRICE_YEARS
    ]
    table = compiler.state_electricity_price({"electricity_price_state": rows})
    assert table.rows == [("industrial", "01", "AL", *["80"] * 6)]
    rows[0]["data_status"] = "Preliminary"
    with pytest.raises(ValueError, match="2019: EIA calls the prices Preliminary"):
        compiler.state_electricity_price({"electricity_price_state": rows})


def test_gas_marks_gaps_and_hawaii():
    gap = {f"industrial_2024_{unit}": "" for unit in ("usd_per_mcf", "usd_per_mmbtu")}
    row = {"industrial_2023_usd_per_mcf": "2", "industrial_2023_usd_per_mmbtu": "1.9"} | gap
    hawaii = {"state_fips": "15", "state_abbr": "HI"}
    table = compiler.state_gas_price({"gas_price_state": [hawaii | row, KEY | row]})
    assert table.rows == [
        ("01", "AL", "2", "1.9", "found", "", "", "not_published"),
        ("15", "HI", "2", "1.9", "found:synthetic_gas", "", "", "not_published"),
    ]


def test_rows_sort_by_number_where_text_would_not():
    names = ("source", "temp_degC", "rel_humidity_pct", "heat_kWh_t", "power_kWh_t")
    more = {"relative_productivity": "", "water_t_per_t": ""}
    rows = [
        dict(zip(names, ("m", t, rh, "1", "1"), strict=True)) | more
        for t, rh in (("10", "5"), ("-10", "5"), ("-10", "100"), ("-10", "20"))
    ]
    table = compiler.dac_weather_published({"dac_weather_published": rows})
    order = [(row[1], row[2]) for row in table.rows]
    assert order == [("-10", "5"), ("-10", "20"), ("-10", "100"), ("10", "5")]


def test_undocumented_columns_are_named():
    sources = [{"file": "a.csv", "column": "fips"}, {"file": "a.csv", "column": "kg_*"}]
    columns = {"a.csv": ("fips", "kg_2030", "usd"), "b.csv": ("fips",)}
    assert compiler.undocumented(columns, sources) == ["a.csv:usd", "b.csv:fips"]


def test_written_tables_have_line_feeds_and_checksums(tmp_path):
    compiler.write(tmp_path / "t.csv", compiler.Table(("a", "b"), [("1", "x,y")]))
    assert (tmp_path / "t.csv").read_bytes() == b'a,b\n1,"x,y"\n'
    compiler.write_checksums(tmp_path)
    digest = hashlib.sha256(b'a,b\n1,"x,y"\n').hexdigest()
    assert (tmp_path / "SHA256SUMS").read_bytes() == f"{digest}  t.csv\n".encode()


def test_source_folder_is_required(capsys):
    with pytest.raises(SystemExit):
        compiler.main([])
    assert "source_dir" in capsys.readouterr().err
