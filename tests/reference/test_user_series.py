"""A user's own hours: read as they are, or refused with the place of what is wrong."""

from __future__ import annotations

import numpy as np
import pytest

from dacaidc_xl.errors import InputError, InputErrors
from dacaidc_xl.reference.user_series import (
    LEAP_NOTE,
    MAX_ERRORS,
    SERIES_QUANTITIES,
    read_series,
    read_weather,
)

HOURS = 8760
WEATHER = "temp_c,rel_humidity_pct,pressure_pa"


def write(path, header, rows):
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return path


def weather_rows(count=HOURS):
    return [f"{15 + 10 * np.sin(h / 24):.2f},{50 + h % 40},{101000 + h % 7}" for h in range(count)]


def refused(call, *arguments):
    with pytest.raises((InputError, InputErrors)) as caught:
        call(*arguments)
    return caught.value


def test_series_is_read_as_it_stands(tmp_path):
    values = [f"{40 + h / 1000}" for h in range(HOURS)]
    made = read_series(write(tmp_path / "load.csv", "it_load_mw", values), "it_load_mw")
    np.testing.assert_array_equal(made.values, [40 + h / 1000 for h in range(HOURS)])
    assert (made.quantity, made.unit, made.source, made.notes) == (
        "it_load_mw",
        "MW",
        "load.csv",
        (),
    )
    assert made.shape.mean() == pytest.approx(1.0, rel=1e-12)
    assert not made.values.flags.writeable


def test_other_columns_titles_comments_and_case_do_not_matter(tmp_path):
    rows = [f"h{h};x,{h % 24},{h % 5}" for h in range(HOURS)]
    path = tmp_path / "grid.csv"
    text = "# my grid\nMade by hand\n\nHour,Grid_Intensity_kg_per_MWh ,other\n" + "\n".join(rows)
    path.write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    made = read_series(path, "grid_intensity_kg_per_mwh")
    np.testing.assert_array_equal(made.values, np.arange(HOURS) % 24)


def test_leap_day_is_left_out_and_said(tmp_path):
    path = write(tmp_path / "p.csv", "electricity_price_usd_per_mwh", map(str, range(8784)))
    made = read_series(path, "electricity_price_usd_per_mwh")
    assert made.notes == (LEAP_NOTE,)
    # 31 days of January and 28 of February stay: 29 February is hours 1,416 to 1,439.
    np.testing.assert_array_equal(made.values[[1415, 1416, 8759]], [1415, 1440, 8783])


@pytest.mark.parametrize("count", [0, 12, 365, 8759, 8761, 8783, 8785, 35040])
def test_another_number_of_rows_is_refused(tmp_path, count):
    path = write(tmp_path / "load.csv", "it_load_mw", ["1"] * count)
    error = refused(read_series, path, "it_load_mw")
    assert error.place == "load.csv"
    assert error.value == f"{count:,} rows"
    assert "8,760" in error.expected
    assert "8,784" in error.expected


@pytest.mark.parametrize(
    ("cell", "word"),
    [
        ("", "number"),
        ("n/a", "number"),
        ("nan", "number"),
        ("inf", "number"),
        ("1_000", "number"),
        ('"1,5"', "decimal point"),
        ("-1", "from 0 to 100,000 MW"),
        ("1e9", "from 0 to 100,000 MW"),
    ],
)
def test_a_bad_cell_is_named_by_line_and_column(tmp_path, cell, word):
    rows = ["5,x"] * HOURS
    rows[99] = f"{cell},x"
    errors = refused(
        read_series, write(tmp_path / "load.csv", "it_load_mw,y", rows), "it_load_mw"
    ).errors
    assert [error.place for error in errors] == ["load.csv:101, column it_load_mw"]
    assert word in errors[0].expected


def test_many_bad_cells_are_told_and_the_rest_counted(tmp_path):
    rows = ["5"] * HOURS
    rows[:50] = ["x"] * 50
    errors = refused(
        read_series, write(tmp_path / "load.csv", "it_load_mw", rows), "it_load_mw"
    ).errors
    assert len(errors) == MAX_ERRORS + 1
    assert errors[-1].value == "30 more cells"


def test_a_missing_column_names_the_nearest(tmp_path):
    error = refused(read_series, write(tmp_path / "l.csv", "IT_load_MWh", ["1"]), "it_load_mw")
    assert "it_load_mw is missing; is it 'IT_load_MWh'?" in error.expected


def test_semicolons_are_named(tmp_path):
    path = write(tmp_path / "l.csv", "temp_c;rel_humidity_pct;pressure_pa", ["1;2;3"])
    assert "separated by commas" in refused(read_weather, path).expected


def test_a_column_that_stands_twice_is_refused(tmp_path):
    path = write(tmp_path / "l.csv", "it_load_mw,it_load_mw", ["1,2"])
    assert refused(read_series, path, "it_load_mw").expected == "each column once"


def test_missing_file_names_its_neighbor(tmp_path):
    (tmp_path / "load.csv").write_text("x", encoding="utf-8")
    assert refused(read_series, tmp_path / "laod.csv", "it_load_mw").nearest == "load.csv"
    assert refused(read_weather, tmp_path / "laod.csv").nearest == "load.csv"


def test_unknown_quantity_and_needless_sheet(tmp_path):
    path = write(tmp_path / "load.csv", "it_load_mw", ["1"] * HOURS)
    assert refused(read_series, path, "it_load").nearest == "it_load_mw"
    assert "no sheet" in refused(read_series, path, "it_load_mw", "Load").expected


def test_text_that_is_not_utf8_is_refused_with_its_line(tmp_path):
    path = tmp_path / "load.csv"
    path.write_bytes(b"it_load_mw\n5\n\xff\n")
    assert refused(read_series, path, "it_load_mw").place == "load.csv:3"


def test_zero_load_has_no_shape(tmp_path):
    made = read_series(write(tmp_path / "l.csv", "it_load_mw", ["0"] * HOURS), "it_load_mw")
    with pytest.raises(InputError, match="other than zero"):
        _ = made.shape


def test_negative_prices_and_grids_are_taken(tmp_path):
    for name in ("electricity_price_usd_per_mwh", "grid_intensity_kg_per_mwh"):
        path = write(tmp_path / "n.csv", name, ["-40"] * HOURS)
        assert read_series(path, name).values.min() == -40.0


def test_weather_from_csv(tmp_path):
    made = read_weather(write(tmp_path / "w.csv", WEATHER, weather_rows()))
    assert made.file_format == "csv"
    assert made.temp_c[0] == 15.0
    assert made.rel_humidity[39] == 0.89
    assert made.pressure_pa[6] == 101006.0


def test_humidity_above_100_is_held_and_said(tmp_path):
    rows = weather_rows()
    rows[3:6] = ["10,103,101325"] * 3
    made = read_weather(write(tmp_path / "w.csv", WEATHER, rows))
    assert made.rel_humidity.max() == 1.0
    assert made.notes == ("relative humidity held at 100 % in 3 hours",)


def test_humidity_as_a_fraction_is_refused(tmp_path):
    rows = ["10,0.5,101325"] * HOURS
    error = refused(read_weather, write(tmp_path / "w.csv", WEATHER, rows))
    assert "looks like a fraction" in error.expected
    assert error.place == "w.csv:2, column rel_humidity_pct"


@pytest.mark.parametrize(
    ("cells", "hint"),
    [
        ("283.15,50,101325", "10 (the value looks like kelvin)"),
        ("86,50,101325", "30 (the value looks like degrees Fahrenheit)"),
        ("10,50,1013.25", "101325 (the value looks like hPa)"),
        ("10,50,101.325", "101325 (the value looks like kPa)"),
        ("10,106,101325", None),
    ],
)
def test_other_units_are_recognized(tmp_path, cells, hint):
    rows = weather_rows()
    rows[0] = cells
    errors = refused(read_weather, write(tmp_path / "w.csv", WEATHER, rows)).errors
    assert len(errors) == 1
    assert errors[0].place.startswith("w.csv:2, column ")
    assert errors[0].nearest == hint


def sheet_file(path, sheets):
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


@pytest.fixture(scope="module")
def workbook(tmp_path_factory):
    """Prices in B5 and down, on the second of two sheets; one of the loads is missing."""
    prices = [["Prices of my site"], [], [], ["hour", "electricity_price_usd_per_mwh"]]
    prices += [[h, 30.0 + h % 24] for h in range(HOURS)]
    loads = [["it_load_mw"], *([5.0] for _ in range(HOURS))]
    loads[7] = [None]
    loads[8] = ["high"]
    path = tmp_path_factory.mktemp("series") / "mine.xlsx"
    return sheet_file(path, {"Load": loads, "Price": prices})


def test_series_from_a_sheet(workbook):
    made = read_series(workbook, "electricity_price_usd_per_mwh", "Price")
    np.testing.assert_array_equal(made.values, 30.0 + np.arange(HOURS) % 24)
    assert made.source == "mine.xlsx, sheet Price"


def test_bad_cells_of_a_sheet_are_named(workbook):
    errors = refused(read_series, workbook, "it_load_mw", "Load").errors
    assert [(error.place, error.value) for error in errors] == [
        ("Load!A8", ""),
        ("Load!A9", "high"),
    ]


def test_the_sheet_has_to_be_named_where_there_are_two(workbook):
    assert "Load, Price" in refused(read_series, workbook, "it_load_mw").expected
    assert refused(read_series, workbook, "it_load_mw", "Lod").nearest == "Load"


def test_weather_from_the_only_sheet(tmp_path):
    rows = [WEATHER.split(","), *([10.0, 50.0, 101_325.0] for _ in range(HOURS))]
    made = read_weather(sheet_file(tmp_path / "w.xlsx", {"Weather": rows}))
    assert made.file_format == "sheet"
    assert made.rel_humidity[-1] == 0.5


def test_bounds_are_those_of_the_model():
    from dacaidc_xl.model.psychrometrics import check_air

    low = {name: q.low for name, q in SERIES_QUANTITIES.items()}
    high = {name: q.high for name, q in SERIES_QUANTITIES.items()}
    for bound in (low, high):
        check_air(bound["temp_c"], bound["rel_humidity_pct"] / 100.0, bound["pressure_pa"])
