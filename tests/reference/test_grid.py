"""Grid intensities against the publishers' figures, and what the monthly shape must keep."""

from __future__ import annotations

import numpy as np
import pytest

from dacaidc_xl.errors import InputError
from dacaidc_xl.reference.calendar import hours_weighted_mean
from dacaidc_xl.reference.geography import state_index
from dacaidc_xl.reference.grid import (
    HELD_CONSTANT,
    REBASE,
    grid_profiles,
    state_grid_intensity,
)
from dacaidc_xl.reference.grid_series import grid_series
from dacaidc_xl.reference.tables import read_table

PROFILE_2022 = "cambium2022_midcase_aer_co2e"
PROFILE_2030 = "cambium2020_midcase_2030_aer_co2"
HELD = [state_index()[abbr] for abbr in HELD_CONSTANT]
EVERY_SERIES = [(s.name, max(s.first_year, min(2030, s.last_year))) for s in grid_series().values()]


def population_weighted_mean(kg_per_mwh):
    """Mean over the states by population, near enough to sales or generation for a check."""
    weight = read_table("states").numbers("population_2023")
    return float((kg_per_mwh * weight).sum() / weight.sum())


@pytest.mark.parametrize(
    ("abbr", "kg_per_mwh"),
    [
        ("VT", 23.7),
        ("WA", 120.9),
        ("NH", 125.3),
        ("ID", 142.4),
        ("ME", 143.7),
        ("WV", 893.1),
        ("WY", 831.6),
        ("KY", 792.4),
        ("IN", 664.7),
        ("MO", 659.8),
    ],
)
def test_egrid2023_state_rates(abbr, kg_per_mwh):
    """US EPA eGRID2023, STC2ERTA, lb/MWh x 0.45359237, to one decimal."""
    grid = state_grid_intensity("egrid2023", 2023, "flat")
    assert kg_per_mwh == pytest.approx(grid.annual_kg_per_mwh[state_index()[abbr]], abs=0.051)


def test_egrid2023_extremes_are_vermont_and_west_virginia():
    annual = state_grid_intensity("egrid2023", 2023, "flat").annual_kg_per_mwh
    assert (annual.argmin(), annual.argmax()) == (state_index()["VT"], state_index()["WV"])


def test_the_mean_state_gets_cleaner_from_2018_to_2023():
    means = [
        population_weighted_mean(state_grid_intensity(f"egrid{y}", y, "flat").annual_kg_per_mwh)
        for y in (2018, 2023)
    ]
    # The eGRID2023 rate of the nation is 349.7 kg/MWh, weighted by generation.
    assert means[0] > means[1]
    assert means[1] == pytest.approx(349.7, rel=0.1)


@pytest.mark.parametrize("profile", grid_profiles())
@pytest.mark.parametrize(("series", "year"), EVERY_SERIES)
def test_hours_weighted_mean_of_the_months_is_the_annual_value(series, year, profile):
    grid = state_grid_intensity(series, year, profile)
    assert grid.kg_per_mwh.shape == (51, 12)
    assert grid.annual_kg_per_mwh.shape == grid.covered.shape == (51,)
    # Each of twelve products and sums may round by half a unit in the last place.
    np.testing.assert_allclose(
        hours_weighted_mean(grid.kg_per_mwh), grid.annual_kg_per_mwh, rtol=1e-15, atol=0.0
    )
    np.testing.assert_array_equal(np.isnan(grid.annual_kg_per_mwh), ~grid.covered)
    for array in (grid.kg_per_mwh, grid.annual_kg_per_mwh, grid.covered):
        assert not array.flags.writeable
    assert len(grid.quality) == len(grid.profile_quality) == 51


def test_flat_months_are_all_alike_and_shaped_months_are_not():
    flat = state_grid_intensity("egrid2023", 2023, "flat").kg_per_mwh
    assert np.all(flat == flat[:, :1])
    shaped = state_grid_intensity("egrid2023", 2023, PROFILE_2022)
    spread = np.ptp(shaped.kg_per_mwh, axis=1)
    no_coverage = [state_index()["AK"], state_index()["HI"]]
    assert np.all(spread[no_coverage] < 1e-12 * 700.0)
    assert np.all(np.delete(spread, no_coverage) > 1.0)
    assert shaped.profile_quality[no_coverage[0]].startswith("assumed_flat")


def test_shape_is_proportional_to_the_table():
    row = read_table("state_grid_profile_monthly").where(profile=PROFILE_2030, abbr="CA")
    factor = row.numbers(*row.columns[4:])[0]
    grid = state_grid_intensity("cambium2024_midcase", 2030, PROFILE_2030)
    months = grid.kg_per_mwh[state_index()["CA"]]
    np.testing.assert_allclose(months / months[0], factor / factor[0], rtol=1e-14)


@pytest.mark.parametrize(
    ("series", "abbr", "kg_per_mwh"),
    [
        ("cambium2024_midcase", "WV", 373.41),
        ("cambium2024_midcase", "WA", 0.0),
        ("aeo2025_reference", "WV", 653.41),
        ("lrmer", "AZ", 315.13),
    ],
)
def test_projections_of_2030_as_published(series, abbr, kg_per_mwh):
    grid = state_grid_intensity(series, 2030, "flat")
    assert grid.annual_kg_per_mwh[state_index()[abbr]] == kg_per_mwh


def test_cambium_is_cleaner_than_aeo_and_marginal_is_dirtiest():
    """Sales-weighted 2030: 167.6 (Cambium 2024), 257.7 (AEO2025), 362.0 (marginal) kg/MWh."""
    for series, expected in (("cambium2024_midcase", 167.6), ("aeo2025_reference", 257.7)):
        annual = state_grid_intensity(series, 2030, "flat").annual_kg_per_mwh
        # Weighted by population here, which moves the mean by a few per cent.
        assert population_weighted_mean(annual) == pytest.approx(expected, rel=0.1)
    marginal = state_grid_intensity("lrmer", 2030, "flat")
    assert np.nanmean(marginal.annual_kg_per_mwh) > 320.0


def test_marginal_covers_49_and_says_which_not():
    grid = state_grid_intensity("lrmer", 2030, PROFILE_2030)
    missing = [state_index()["AK"], state_index()["HI"]]
    assert grid.covered.sum() == 49
    assert not grid.covered[missing].any()
    assert {grid.quality[i] for i in missing} == {"not_covered"}


def test_marginal_is_one_value_for_all_its_years():
    first, last = (state_grid_intensity("lrmer", year, "flat") for year in (2025, 2039))
    np.testing.assert_array_equal(first.annual_kg_per_mwh, last.annual_kg_per_mwh)


def test_uncovered_states_of_a_projection_hold_egrid2023():
    egrid = state_grid_intensity("egrid2023", 2023, "flat").annual_kg_per_mwh
    for abbr in ("AK", "HI"):
        i = state_index()[abbr]
        grid = state_grid_intensity("cambium2024_midcase", 2040, "flat")
        assert grid.annual_kg_per_mwh[i] == egrid[i]
        assert grid.quality[i] == "assumed_constant"


def test_rebased_series_is_egrid_times_trend_and_constant_where_there_is_none():
    egrid = state_grid_intensity("egrid2023", 2023, "flat").annual_kg_per_mwh
    published = state_grid_intensity("aeo2025_reference", 2030, "flat").annual_kg_per_mwh
    grid = state_grid_intensity("aeo2025_reference", 2030, PROFILE_2030, REBASE)
    eia = read_table("state_grid_intensity").numbers("eia_2023_co2_kg_per_mwh")
    np.testing.assert_array_equal(grid.annual_kg_per_mwh[HELD], egrid[HELD])
    assert {grid.quality[i] for i in HELD} == {"assumed_constant"}
    others = np.delete(np.arange(51), HELD)
    np.testing.assert_allclose(
        grid.annual_kg_per_mwh[others], (egrid * published / eia)[others], rtol=1e-14
    )
    assert grid.covered.all()


@pytest.mark.parametrize(
    ("abbr", "trend"),
    [("ME", 0.350), ("MA", 0.350), ("VT", 0.349), ("MT", 1.190), ("OR", 1.217), ("WA", 1.217)],
)
def test_trend_is_that_of_the_region(abbr, trend):
    """AEO2025 2030 / EIA 2023 from the two tables: New England falls, the Northwest rises."""
    grid = state_grid_intensity("aeo2025_reference", 2030, PROFILE_2030, REBASE)
    assert trend == pytest.approx(grid.trend_from_base[state_index()[abbr]], abs=0.001)


def test_rebased_series_has_the_metric_of_its_base():
    grid = state_grid_intensity("aeo2025_reference", 2030, PROFILE_2030, REBASE)
    assert grid.metric == grid_series()["egrid2023"].metric
    assert "eGRID2023" in grid.vintage
    assert "AEO2025" in grid.vintage
    plain = state_grid_intensity("aeo2025_reference", 2030, PROFILE_2030)
    assert plain.metric != grid.metric
    assert plain.trend_from_base is None


@pytest.mark.parametrize(
    ("arguments", "place"),
    [
        (("egrid2022", 2023, "flat"), "grid year"),
        (("egrid2024", 2024, "flat"), "grid series"),
        (("egrid2023", 2023, "flatt"), "grid profile"),
        (("aeo2025_reference", 2030, "flat", "egrid"), "grid rebase"),
        (("cambium2024_midcase", 2030, "flat", REBASE), "grid rebase"),
    ],
)
def test_what_does_not_fit_is_refused(arguments, place):
    with pytest.raises(InputError) as caught:
        state_grid_intensity(*arguments)
    assert caught.value.place == place
