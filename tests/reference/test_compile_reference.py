"""The compiler of the tables, tried on raw tables of a few rows."""

from __future__ import annotations

import gzip
import hashlib
import importlib.util
import json
import sys
from pathlib import Path

import numpy as np
import pytest

SCRIPT = Path(__file__).resolve().parents[2] / "tools" / "compile_reference.py"
sys.path.insert(0, str(SCRIPT.parent))  # as for the script itself: its parts lie beside it
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


def test_scaled_numbers_lose_no_digit_or_stop():
    scaled = sys.modules["raw_tables"].scaled
    made = scaled(["-1.25", ".5", "300"], 100, np.int16)
    assert made.dtype == np.int16
    assert made.tolist() == [-125, 50, 30000]
    for texts in (["0.125"], ["400"]):
        with pytest.raises(ValueError, match="do not fit"):
            scaled(texts, 100, np.int16)


def test_packed_tables_are_read_as_plain_ones(tmp_path):
    with gzip.open(tmp_path / "t.csv.gz", "wt", encoding="utf-8") as file:
        file.write("a,b\n1,2\n")
    assert compiler.RawTables(tmp_path)["t"] == [{"a": "1", "b": "2"}]


def test_arrays_are_written_without_pickle_and_alike(tmp_path):
    arrays = {"a": np.arange(5, dtype=np.int16), "b": np.array(["x", "yz"])}
    for name in ("one.npz", "two.npz"):
        compiler.write_arrays(tmp_path / name, arrays)
    assert (tmp_path / "one.npz").read_bytes() == (tmp_path / "two.npz").read_bytes()
    with np.load(tmp_path / "one.npz", allow_pickle=False) as file:
        assert file["a"].tolist() == [0, 1, 2, 3, 4]
        assert file["b"].tolist() == ["x", "yz"]
    with pytest.raises(TypeError, match="pickle"):
        compiler.write_arrays(tmp_path / "no.npz", {"o": np.array([{}], dtype=object)})


def county(fips, name, **more):
    numbers = ("latitude_deg", "longitude_deg", "polygon_area_km2", "population_2023")
    made = {"county_fips": fips, "county_full_name": name, "state_abbr": "AK"}
    return made | dict.fromkeys(numbers, "1") | more


def test_remarks_behind_a_county_name_are_left_out():
    rows = [county("02261", "Valdez-Cordova Census Area (now Chugach + Copper River)")]
    rows.append(county("02013", "Aleutians East Borough", polygon_area_km2=""))
    table = compiler.counties({"counties": rows})
    assert [row[1] for row in table.rows] == [
        "Aleutians East Borough",
        "Valdez-Cordova Census Area",
    ]
    assert table.rows[0][5] == ""


def climate(fips, month, temp, source="nclimdiv_1991_2020"):
    return {
        "county_fips": fips,
        "month": str(month),
        "temp_mean_c": temp,
        "temp_source": source,
        "rel_humidity_mean_pct": "68.6",
        "pressure_est_hpa": "1012.3",
    }


def test_county_climate_is_laid_out_by_county_and_month():
    counties = [county("02261", "B"), county("02013", "A")]
    rows = [climate("02261", m, f"{m}.5", "tmy3_idw") for m in range(12, 0, -1)]
    rows += [climate("02013", m, f"-{m}.25") for m in range(1, 13)]
    made = compiler.county_climate_monthly({"counties": counties, "climate_county_monthly": rows})
    assert made["county_fips"].tolist() == [2013, 2261]
    assert made["temp_centi_c"][0].tolist() == [-100 * m - 25 for m in range(1, 13)]
    assert made["temp_centi_c"][1].tolist() == [100 * m + 50 for m in range(1, 13)]
    assert made["temp_interpolated"].tolist() == [False, True]
    rows.append(climate("01001", 1, "0"))
    with pytest.raises(ValueError, match="rows of other counties"):
        compiler.county_climate_monthly({"counties": counties, "climate_county_monthly": rows})


def test_counties_without_a_share_are_listed_only():
    row = {
        "county_fips": "01001",
        "im3_facility_count": "0",
        "atlas_facility_count": "1",
        "im3_equivalent_footprint_sqft": "0",
        "share_of_state_footprint": "0.0",
        "load_quality": "derived:EPRI state load x county share of IM3 footprint",
    }
    mapped = row | {"county_fips": "01003", "share_of_state_footprint": "1.0"}
    table = compiler.county_datacenters({"datacentre_county": [mapped, row]})
    assert [line[-1] for line in table.rows] == ["listed_only", "mapped"]
    with pytest.raises(KeyError):
        compiler.county_datacenters({"datacentre_county": [row | {"load_quality": "guessed"}] * 2})


def test_hours_out_of_order_stop_the_compilation():
    hours = [{"hour_of_year": str(hour)} for hour in range(8760)]
    hours[3], hours[4] = hours[4], hours[3]
    with pytest.raises(ValueError, match="in order"):
        compiler.station_hours({"climate_state_hourly_tmy3": hours})


def test_boundaries_share_arcs_and_drop_rings_without_area(tmp_path):
    """Two squares side by side; a point of the first's land, and a city of one point alone."""
    arcs = [[[1, 0], [0, 1]], [[1, 1], [-1, 0], [0, -1], [1, 0]], [[1, 0], [1, 0], [0, 1], [-1, 0]]]
    arcs.append([[5, 5], [0, 0]])
    square = {"type": "MultiPolygon", "arcs": [[[0, 1]], [[3]]], "id": "01001"}
    other = {"type": "Polygon", "arcs": [[2, -1]], "id": "01003"}
    city = {"type": "Polygon", "arcs": [[3]], "id": "01005"}
    state = {"type": "Polygon", "arcs": [[2, 1]], "id": "01"}
    topology = {
        "transform": {"scale": [2.0, 1.0], "translate": [10.0, -1.0]},
        "arcs": arcs,
        "objects": {
            "states": {"geometries": [state]},
            "counties": {"geometries": [city, other, square]},
        },
    }
    path = tmp_path / "t.topojson"
    path.write_text(json.dumps(topology), encoding="utf-8")
    raw = {
        "states": [{"state_fips": "01"}],
        "counties": [{"county_fips": f"0100{last}"} for last in (1, 3, 5)],
    }
    made = compiler.boundaries(path, raw)
    assert made["points"][:2].tolist() == [[12 * 32, -32], [12 * 32, 0]]
    assert made["county_ring_place"].tolist() == [0, 1, 2]
    assert made["county_ring_arcs"].tolist() == [0, 1, 2, -1, 3]
    with pytest.raises(ValueError, match="not those of the places"):
        compiler.boundaries(path, raw | {"counties": raw["counties"][:2]})


def test_source_folder_is_required(capsys):
    with pytest.raises(SystemExit):
        compiler.main([])
    assert "source_dir" in capsys.readouterr().err
