"""The catalog of the grid series fits the tables."""

from __future__ import annotations

import pytest

from dacaidc_xl.errors import InputError
from dacaidc_xl.reference.grid_series import find_grid_series, grid_series
from dacaidc_xl.reference.tables import read_table


def test_every_projection_of_the_table_is_in_the_catalog_and_the_other_way_round():
    table = set(read_table("state_grid_projection").texts("series"))
    assert table == {name for name in grid_series() if not name.startswith("egrid")}


def test_every_egrid_year_of_the_table_is_in_the_catalog():
    columns = read_table("state_grid_intensity").columns
    years = {column[6:10] for column in columns if column.startswith("egrid_")}
    assert years == {name[5:] for name in grid_series() if name.startswith("egrid")}


def test_three_kinds_of_metric_are_told_apart():
    kinds = {name: series.metric.split(",")[0] for name, series in grid_series().items()}
    assert kinds["egrid2023"] == kinds["aeo2025_reference"] == "average of generation"
    assert kinds["cambium2024_midcase"] == "average of load"
    assert kinds["lrmer"] == "long-run marginal"
    # CO2 alone and CO2e are not the same figure, even of the same generation.
    assert grid_series()["egrid2023"].metric != grid_series()["aeo2025_reference"].metric


def test_every_series_has_its_facts():
    for series in grid_series().values():
        assert series.metric and series.publisher and series.vintage and series.note
        assert series.first_year <= series.last_year


@pytest.mark.parametrize(
    ("name", "year", "place", "nearest"),
    [
        ("cambium2024_midcas", 2030, "grid series", "cambium2024_midcase"),
        ("egrid2023", 2030, "grid year", None),
        ("cambium2024_midcase", 2024, "grid year", None),
        ("lrmer", 2040, "grid year", None),
    ],
)
def test_unknown_series_or_year_is_refused(name, year, place, nearest):
    with pytest.raises(InputError) as caught:
        find_grid_series(name, year)
    assert (caught.value.place, caught.value.nearest) == (place, nearest)
