"""Grid intensity of the states by month, with the metric it is measured in."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from dacaidc_xl.errors import InputError, nearest_choice
from dacaidc_xl.reference.calendar import spread_over_months
from dacaidc_xl.reference.geography import states
from dacaidc_xl.reference.grid_series import GridSeries, find_grid_series
from dacaidc_xl.reference.tables import read_only, read_table

FLAT = "flat"
REBASE = "egrid2023_x_trend"
BASE_SERIES, BASE_YEAR = "egrid2023", 2023
HELD_CONSTANT = ("AK", "HI", "DC")
"""No AEO2025 trend for the first two; the third generates too little for a rate of its own."""
LEVELIZED_COLUMN = "kg_per_mwh_2030"


@dataclass(frozen=True, slots=True, eq=False)
class GridIntensity:
    """Grid intensity of one series and year by state, in the order of `states()`.

    Attributes
    ----------
    series, profile, rebase : str
        What was asked for.
    year : int
        The year.
    kg_per_mwh : ndarray
        Intensity by month [kg/MWh], shape (51, 12); nan only where `covered` is False.
        Its hours-weighted mean is the annual value.
    annual_kg_per_mwh : ndarray
        Annual mean [kg/MWh], shape (51,); nan only where `covered` is False.
    covered : ndarray of bool
        Whether there is a value, shape (51,). A value held constant counts: see `quality`.
    metric, publisher, vintage, note : str
        What is measured, whose it is, which release, and what to know before reading it.
    quality : tuple of str
        found, derived, assumed_constant or not_covered, by state.
    profile_quality : tuple of str
        The same of the monthly shape.
    trend_from_base : ndarray or None
        Intensity against eGRID2023 [-], shape (51,), of a rebased series; else None.
    """

    series: str
    year: int
    profile: str
    rebase: str
    kg_per_mwh: NDArray[np.float64]
    annual_kg_per_mwh: NDArray[np.float64]
    covered: NDArray[np.bool_]
    metric: str
    publisher: str
    vintage: str
    quality: tuple[str, ...]
    profile_quality: tuple[str, ...]
    note: str
    trend_from_base: NDArray[np.float64] | None


def grid_profiles() -> tuple[str, ...]:
    """Give the names of the monthly shapes.

    Returns
    -------
    tuple of str
        ``flat`` and those of the table.

    Examples
    --------
    >>> grid_profiles()
    ('flat', 'cambium2020_midcase_2030_aer_co2', 'cambium2022_midcase_aer_co2e')
    """
    return FLAT, *dict.fromkeys(read_table("state_grid_profile_monthly").texts("profile"))


def _profile(name: str) -> tuple[NDArray[np.float64], tuple[str, ...]]:
    names = grid_profiles()
    if name not in names:
        expected = f"one of {', '.join(names)}"
        raise InputError("grid profile", name, expected, nearest_choice(name, names))
    if name == FLAT:
        return np.ones((len(states()), 12)), ("flat by choice",) * len(states())
    table = read_table("state_grid_profile_monthly").where(profile=name)
    return table.numbers(*table.columns[4:]), table.texts("quality")


def _annual(series: GridSeries, year: int) -> tuple[NDArray[np.float64], tuple[str, ...]]:
    """Give the annual values as the tables hold them, nan where a state is missing."""
    if series.name.startswith("egrid"):
        column = f"egrid_{int(year)}_co2e_kg_per_mwh"
        return read_table("state_grid_intensity").numbers(column), ("found",) * len(states())
    table = read_table("state_grid_projection").where(series=series.name)
    # The levelized value stands for all its years and is stored once.
    column = LEVELIZED_COLUMN if series.name == "lrmer" else f"kg_per_mwh_{int(year)}"
    value = dict(zip(table.texts("abbr"), table.numbers(column).tolist(), strict=True))
    quality = dict(zip(table.texts("abbr"), table.texts("quality"), strict=True))
    abbrs = [state.abbr for state in states()]
    return (
        np.array([value.get(abbr, np.nan) for abbr in abbrs]),
        tuple(quality.get(abbr, "not_covered") for abbr in abbrs),
    )


def _trend(series: GridSeries, year: int) -> NDArray[np.float64]:
    """Projection against EIA's 2023 rate of the same state, 1 where it is held constant."""
    if not series.name.startswith("aeo2025_"):
        # Any other series starts from rates of its own, which are not EIA's.
        raise InputError("grid rebase", REBASE, f"an aeo2025 series to rebase, not {series.name}")
    start = read_table("state_grid_intensity").numbers("eia_2023_co2_kg_per_mwh")
    ratio = _annual(series, year)[0] / start
    return np.where([state.abbr in HELD_CONSTANT for state in states()], 1.0, ratio)


@cache
def state_grid_intensity(series: str, year: int, profile: str, rebase: str = "") -> GridIntensity:
    """Load the grid intensity of every state by month.

    Parameters
    ----------
    series : str
        A name of `grid_series`, such as egrid2023, cambium2024_midcase or lrmer.
    year : int
        A year the series has.
    profile : str
        Monthly shape: a name of `grid_profiles`.
    rebase : str, optional
        ``egrid2023_x_trend`` gives eGRID2023 x (projection of the year / EIA's 2023 rate of the
        same state) for an aeo2025 series, so that the change from 2023 is on one basis; AK, HI
        and DC stay at eGRID2023. Blank: the series as published.

    Returns
    -------
    GridIntensity
        Read-only arrays, shapes (51, 12) and (51,).

    Raises
    ------
    InputError
        Where series, year, profile or rebase is unknown, or they do not go together.

    Notes
    -----
    Month = annual x shape / hours-weighted mean of the shape.

    Examples
    --------
    >>> grid = state_grid_intensity("egrid2023", 2023, "flat")
    >>> float(grid.annual_kg_per_mwh[48]), grid.metric
    (893.064, 'average of generation, CO2e')
    """
    about = find_grid_series(series, year)
    shape, profile_quality = _profile(profile)
    annual, quality = _annual(about, year)
    publisher, vintage, metric, note = about.publisher, about.vintage, about.metric, about.note
    trend = None
    if rebase == REBASE:
        base = find_grid_series(BASE_SERIES, BASE_YEAR)
        trend = read_only(_trend(about, year))
        annual = _annual(base, BASE_YEAR)[0] * trend
        held = (state.abbr in HELD_CONSTANT for state in states())
        quality = tuple("assumed_constant" if constant else "derived" for constant in held)
        publisher = f"{base.publisher}; {about.publisher}"
        vintage = f"{base.vintage} x trend of {about.vintage}"
        metric = base.metric
        note = (
            f"{base.vintage} x the trend of {series} from EIA's 2023 rate. The trend is that of "
            f"the region, not of the state. {', '.join(HELD_CONSTANT)} are held constant."
        )
    elif rebase:
        near = nearest_choice(rebase, [REBASE])
        raise InputError("grid rebase", rebase, f"{REBASE} or a blank", near)
    covered = ~np.isnan(annual)
    covered.setflags(write=False)
    return GridIntensity(
        series=series,
        year=int(year),
        profile=profile,
        rebase=rebase,
        kg_per_mwh=read_only(spread_over_months(annual, shape)),
        annual_kg_per_mwh=read_only(annual),
        covered=covered,
        metric=metric,
        publisher=publisher,
        vintage=vintage,
        quality=quality,
        profile_quality=profile_quality,
        note=note,
        trend_from_base=trend,
    )
