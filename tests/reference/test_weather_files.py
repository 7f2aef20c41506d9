"""EPW and TMY3 files, made here by the rules of the formats."""

from __future__ import annotations

import numpy as np
import pytest

from dacaidc_xl.errors import InputError, InputErrors
from dacaidc_xl.reference.user_series import read_weather
from dacaidc_xl.reference.weather_files import weather_format

DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
EPW_HEAD = (
    'LOCATION,Québec "Jean Lesage,QC,CAN,WYEC2,717140,46.8,-71.38,-5.0,73.0',
    "DESIGN CONDITIONS,0",
    "TYPICAL/EXTREME PERIODS,0",
    "GROUND TEMPERATURES,0",
    "HOLIDAYS/DAYLIGHT SAVINGS,No,0,0,0",
    'COMMENTS 1,a "quote that never closes',
    "COMMENTS 2,",
    "DATA PERIODS,1,1,Data,Sunday, 1/ 1,12/31",
)
TMY3_HEAD = (
    '724055,"LEESBURG/GODFREY",VA,-5.0,39.083,-77.567,119',
    "Date (MM/DD/YYYY),Time (HH:MM),GHI (W/m^2),Dry-bulb (C),Dry-bulb source,"
    "Dew-point (C),RHum (%),RHum source,Pressure (mbar)",
)


def stamps(leap=False):
    for month, days in enumerate(DAYS, start=1):
        for day in range(1, days + 1 + (leap and month == 2)):
            for hour in range(1, 25):
                yield month, day, hour


def epw_lines(leap=False):
    return [
        f"1999,{m},{d},{h},60,?9?9?9?9E0,{m + d / 100:.2f},-5.0,{h + 40},{98000 + h},0,0"
        for m, d, h in stamps(leap)
    ]


def tmy3_lines():
    return [
        f"{m:02d}/{d:02d}/{1990 + m},{h:02d}:00,0,{m + d / 100:.2f},A,1.0,{h + 40},A,{980 + h}"
        for m, d, h in stamps()
    ]


def write(path, head, lines):
    path.write_bytes("\r\n".join([*head, *lines, ""]).encode("latin-1"))
    return path


def test_epw_is_read_hour_by_hour(tmp_path):
    made = read_weather(write(tmp_path / "q.epw", EPW_HEAD, epw_lines()))
    assert made.file_format == "epw"
    assert "Québec" in made.label
    np.testing.assert_allclose(made.temp_c, [m + d / 100 for m, d, _ in stamps()])
    np.testing.assert_allclose(made.rel_humidity, [(h + 40) / 100 for *_, h in stamps()])
    np.testing.assert_allclose(made.pressure_pa, [98000 + h for *_, h in stamps()])


def test_tmy3_is_read_hour_by_hour_and_its_pressure_converted(tmp_path):
    made = read_weather(write(tmp_path / "724055TYA.CSV", TMY3_HEAD, tmy3_lines()))
    assert (made.file_format, made.label) == ("tmy3", "LEESBURG/GODFREY, VA")
    np.testing.assert_allclose(made.temp_c, [m + d / 100 for m, d, _ in stamps()])
    np.testing.assert_allclose(made.pressure_pa, [100.0 * (980 + h) for *_, h in stamps()])


def test_a_leap_year_loses_its_day(tmp_path):
    made = read_weather(write(tmp_path / "q.epw", EPW_HEAD, epw_lines(leap=True)))
    np.testing.assert_allclose(made.temp_c, [m + d / 100 for m, d, _ in stamps()])
    assert "29 February" in made.notes[0]


@pytest.mark.parametrize(
    ("column", "missing", "title"),
    [(6, "99.9", "dry bulb"), (8, "999", "relative humidity"), (9, "999999", "station pressure")],
)
def test_a_missing_hour_is_named(tmp_path, column, missing, title):
    lines = epw_lines()
    cells = lines[10].split(",")
    cells[column] = missing
    lines[10] = ",".join(cells)
    with pytest.raises(InputErrors) as caught:
        read_weather(write(tmp_path / "q.epw", EPW_HEAD, lines))
    (error,) = caught.value.errors
    assert error.place.startswith("q.epw:19, column ")
    assert title in error.place
    assert "stands for a missing hour" in error.expected


def test_a_missing_hour_of_tmy3_is_named(tmp_path):
    lines = tmy3_lines()
    lines[0] = lines[0].replace(",981", ",-9900")
    with pytest.raises(InputErrors) as caught:
        read_weather(write(tmp_path / "t.csv", TMY3_HEAD, lines))
    (error,) = caught.value.errors
    assert error.place == "t.csv:3, column Pressure (mbar)"
    assert "from 500 to 1,100" in error.expected
    assert "-9900 stands for a missing hour" in error.expected


def test_hours_out_of_order_are_named(tmp_path):
    lines = epw_lines()
    lines[100], lines[101] = lines[101], lines[100]
    with pytest.raises(InputError) as caught:
        read_weather(write(tmp_path / "q.epw", EPW_HEAD, lines))
    assert caught.value.place == "q.epw:109"
    assert "month 1, day 5, hour 5" in caught.value.expected


def test_a_year_that_begins_in_july_is_refused(tmp_path):
    lines = tmy3_lines()
    with pytest.raises(InputError, match="month 1, day 1, hour 1"):
        read_weather(write(tmp_path / "t.csv", TMY3_HEAD, lines[4344:] + lines[:4344]))


def test_a_file_that_is_cut_off_is_refused(tmp_path):
    with pytest.raises(InputError, match="8,000 rows"):
        read_weather(write(tmp_path / "q.epw", EPW_HEAD, epw_lines()[:8000]))
    with pytest.raises(InputError, match="eighth line"):
        read_weather(write(tmp_path / "h.epw", EPW_HEAD[:3], []))


def test_a_file_of_two_torn_lines_is_refused(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("\nDate (MM/DD/YYYY)", encoding="utf-8")
    with pytest.raises(InputError, match="1 lines"):
        read_weather(path)


def test_several_records_an_hour_are_refused(tmp_path):
    head = (*EPW_HEAD[:-1], "DATA PERIODS,1,4,Data,Sunday, 1/ 1,12/31")
    with pytest.raises(InputError, match="one record an hour"):
        read_weather(write(tmp_path / "q.epw", head, epw_lines()))


def test_a_column_that_tmy3_lacks_is_named(tmp_path):
    head = (TMY3_HEAD[0], TMY3_HEAD[1].replace("Pressure (mbar)", "Pressure (hPa)"))
    with pytest.raises(InputError) as caught:
        read_weather(write(tmp_path / "t.csv", head, tmy3_lines()))
    assert "'Pressure (mbar)'" in caught.value.expected
    assert caught.value.nearest == "Pressure (hPa)"


def test_formats_are_told_by_how_they_begin(tmp_path):
    assert weather_format(write(tmp_path / "a.txt", EPW_HEAD, [])) == "epw"
    assert weather_format(write(tmp_path / "b.txt", TMY3_HEAD, [])) == "tmy3"
    assert weather_format(write(tmp_path / "c.epw", ["temp_c"], [])) == "csv"
    assert weather_format(tmp_path / "none.csv") == "csv"
