"""Paths over the years against the loaders of one year."""

from __future__ import annotations

import numpy as np
import pytest

from dacaidc_xl.errors import InputError
from dacaidc_xl.reference.geography import state_index
from dacaidc_xl.reference.grid import REBASE, state_grid_intensity
from dacaidc_xl.reference.pathways import grid_pathway, grid_pathways, price_pathway
from dacaidc_xl.reference.prices import electricity_price


def test_six_projections():
    assert len(grid_pathways()) == 6
    assert "lrmer" not in grid_pathways()
    assert not any(name.startswith("egrid") for name in grid_pathways())


@pytest.mark.parametrize("series", grid_pathways())
def test_every_year_is_that_of_the_series(series):
    path = grid_pathway(series)
    assert path.years == tuple(range(2025, 2051))
    assert path.values.shape == (51, 26)
    assert path.covered.all()
    assert not path.held.any()
    for at in (0, 5, 25):
        one = state_grid_intensity(series, path.years[at], "flat")
        np.testing.assert_array_equal(path.values[:, at], one.annual_kg_per_mwh)
    assert path.metric == one.metric


def test_years_beyond_the_projection_hold_the_last():
    path = grid_pathway("cambium2024_midcase", 2045, 20)
    assert path.years[-1] == 2064
    np.testing.assert_array_equal(path.held, np.array(path.years) > 2050)
    assert np.all(path.values[:, 6:] == path.values[:, [5]])
    assert "after 2050" in path.note
    assert "after 2050" not in grid_pathway("cambium2024_midcase").note


def test_rebased_path_starts_from_egrid():
    path = grid_pathway("aeo2025_reference", rebase=REBASE)
    one = state_grid_intensity("aeo2025_reference", 2030, "flat", REBASE)
    np.testing.assert_array_equal(path.values[:, 5], one.annual_kg_per_mwh)
    assert path.metric == "average of generation, CO2e"


def test_decarbonized_grid_is_cleaner_than_the_reference():
    clean = grid_pathway("cambium2023_decarb100by2035").values[:, -1]
    dirty = grid_pathway("aeo2025_reference").values[:, -1]
    assert np.median(clean) < np.median(dirty)


def test_prices_follow_their_path():
    constant = price_pathway("constant_real")
    assert np.all(constant.values == constant.values[:, [0]])
    assert constant.values[state_index()["VA"], 0] == pytest.approx(91.36, abs=0.01)
    trend = price_pathway("aeo2025_us_trend", 2030, 3, base_year=2024)
    one = electricity_price(2024, "industrial", "aeo2025_us_trend", 2031)
    np.testing.assert_array_equal(trend.values[:, 1], one.annual_usd_per_mwh)
    assert trend.unit == "2024 USD/MWh"


@pytest.mark.parametrize(
    "call",
    [
        lambda: grid_pathway("egrid2023"),
        lambda: grid_pathway("lrmer"),
        lambda: grid_pathway("cambium2024_midcase", 2024),
        lambda: grid_pathway("cambium2024_midcase", 2051),
        lambda: grid_pathway("cambium2024_midcase", 2030, 0),
        lambda: price_pathway("aeo", 2030),
        lambda: price_pathway("constant_real", 1990),
    ],
)
def test_what_there_is_not_is_refused(call):
    with pytest.raises(InputError):
        call()
