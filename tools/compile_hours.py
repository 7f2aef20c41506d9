"""Compile the hourly tables: a typical weather year per state and the shape of the grid."""

from __future__ import annotations

import numpy as np
from raw_tables import STATE_KEY, Arrays, Raw, Table, by_key, number, renamed, scaled

HOURS = 8760
HOURLY_PROFILES = {
    "cambium2022_midcase_aer_co2e": "aer2022release",
    "cambium2020_midcase_2030_aer_co2": "y2030",
}
"""Name of a profile, as the monthly shapes have it, to the prefix of its hourly columns."""
MARGINAL_PROFILE = "cambium_midcase_lrmer15_2025start_co2e"
RULES = {
    "largest IM3 data-centre floor area": "largest mapped data center floor area",
    "most populous county": "most populous county",
}


def _rows_by_state(raw: Raw) -> list[dict[str, str]]:
    return sorted(raw["climate_state_hourly_stations"], key=lambda row: row["state_fips"])


def state_stations(raw: Raw) -> Table:
    """Compile the weather station of each state and why it is this one."""
    same = ("station_id", "station_name", "latitude_deg", "longitude_deg", "elevation_m")
    columns = STATE_KEY | {name: name for name in same}
    columns |= {name: name for name in ("utc_offset_h", "reference_county_fips")}
    columns |= {"reference_rule": "reference_rule", "distance_km": "distance_km"}
    rows = [row | {"reference_rule": RULES[row["reference_rule"]]} for row in _rows_by_state(raw)]
    text = ("fips", "abbr", "station_id", "station_name", "reference_county_fips")
    return renamed(rows, columns, (*text, "reference_rule"))


def station_hours(raw: Raw) -> Arrays:
    """Compile the typical year of each state's station and its monthly pressure."""
    hours = raw["climate_state_hourly_tmy3"]
    if [row["hour_of_year"] for row in hours] != [str(hour) for hour in range(HOURS)]:
        raise ValueError("the station years are not 8,760 hours in order")
    stations = _rows_by_state(raw)
    monthly = by_key(raw["climate_station_monthly"], "station_id", "month")
    pressures = [
        monthly[row["station_id"], str(month)]["pressure_mean_hpa"]
        for row in stations
        for month in range(1, 13)
    ]
    abbrs = [row["state_abbr"] for row in stations]
    return {
        "temp_deci_c": np.array(
            [[int(row[f"{abbr}_dry_bulb_decic"]) for row in hours] for abbr in abbrs],
            dtype=np.int16,
        ),
        "rel_humidity_pct": np.array(
            [[int(row[f"{abbr}_rel_humidity_pct"]) for row in hours] for abbr in abbrs],
            dtype=np.uint8,
        ),
        "pressure_deca_pa": scaled(pressures, 10, np.int16).reshape(len(abbrs), 12),
    }


def _regions(raw: Raw) -> list[str]:
    return sorted({row["cambium_gea_region"] for row in raw["state_gea_weights"]})


def state_grid_regions(raw: Raw) -> Table:
    """Compile the share of each state's people in each grid region."""
    columns = {
        "abbr": "state_abbr",
        "region": "cambium_gea_region",
        "population_weight": "population_weight",
    }
    return renamed(raw["state_gea_weights"], columns, ("abbr", "region"))


def grid_hours(raw: Raw) -> Arrays:
    """Compile the hours of average intensity by region, and the mean days of the marginal one."""
    regions = _regions(raw)
    hours = raw["grid_intensity_gea_hourly"]
    if [row["hour_of_year"] for row in hours] != [str(hour) for hour in range(HOURS)]:
        raise ValueError("the grid hours are not 8,760 hours in order")
    made: Arrays = {"region": np.array(regions)}
    for profile, prefix in HOURLY_PROFILES.items():
        made[profile] = np.array(
            [[int(row[f"{prefix}_{region}"]) for row in hours] for region in regions],
            dtype=np.int16,
        )
    days = by_key(
        (row for row in raw["grid_intensity_gea_month_hour"] if row["dataset"] == MARGINAL_PROFILE),
        "cambium_gea_region",
        "month",
        "hour_of_day",
    )
    cells = [
        number(days[region, str(month), str(hour)]["kg_per_mwh"])
        for region in regions
        for month in range(1, 13)
        for hour in range(24)
    ]
    made[MARGINAL_PROFILE] = scaled(cells, 10, np.int16).reshape(len(regions), 12, 24)
    return made
