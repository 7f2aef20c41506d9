"""The user's own hours: files in, series of the run out, errors with their place."""

from __future__ import annotations

import numpy as np
import openpyxl
import pytest

from dacaidc_xl.errors import InputError, InputErrors
from dacaidc_xl.studies.hourly import hourly
from dacaidc_xl.studies.hours import SERIES, HourOptions
from dacaidc_xl.studies.own_hours import own_hours


def column(path, name, values):
    path.write_text(name + "\n" + "\n".join(str(v) for v in values) + "\n", encoding="utf-8")
    return str(path)


def test_every_series_of_a_run_can_be_given(tmp_path):
    hours = np.arange(8760)
    weather = tmp_path / "weather.csv"
    rows = "\n".join(f"{10 + h % 24 / 10},55,95000" for h in hours)
    weather.write_text(f"temp_c,rel_humidity_pct,pressure_pa\n{rows}\n", encoding="utf-8")
    series, notes = own_hours(
        str(weather),
        column(tmp_path / "load.csv", "it_load_fraction", 0.4 + 0.2 * (hours % 24 > 11)),
        column(tmp_path / "price.csv", "electricity_price_usd_per_mwh", 50 + hours % 7),
        column(tmp_path / "grid.csv", "grid_intensity_kg_per_mwh", 300 + hours % 5),
    )
    assert set(series) == set(SERIES)
    assert series["rel_humidity"][0] == 0.55
    assert series["electricity_usd_per_mwh"][:3].tolist() == [50.0, 51.0, 52.0]
    assert any("its size is that of the reference AIDC" in note for note in notes)
    study = hourly("base_2023", states=["VA"], options=HourOptions(series=series))
    places = study["hourly_places"].iloc[0]
    assert places["grid_kg_per_mwh"] == pytest.approx(302.0, abs=0.01)


def test_a_sheet_of_a_workbook_is_read(tmp_path):
    book = openpyxl.Workbook()
    sheet = book.create_sheet("Load")
    sheet.append(["it_load_mw"])
    for hour in range(8760):
        sheet.append([40.0 + hour % 2])
    path = tmp_path / "own.xlsx"
    book.save(path)
    series, _ = own_hours(it_load=f"{path}#Load")
    assert series["it_load"][:2].tolist() == [40.0, 41.0]


def test_what_cannot_be_read_is_told_with_its_place(tmp_path):
    with pytest.raises(InputError, match="it_load_mw"):
        own_hours(it_load=column(tmp_path / "a.csv", "load", [1.0] * 8760))
    bad = [60.0] * 8759 + ["dear"]
    with pytest.raises(InputErrors, match=r"b\.csv:8761"):
        own_hours(price=column(tmp_path / "b.csv", "electricity_price_usd_per_mwh", bad))


def test_nothing_given_is_nothing_read():
    assert own_hours() == ({}, ())
