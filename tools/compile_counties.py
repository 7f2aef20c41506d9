"""Compile the tables of the counties: who they are, their climate, their data centers."""

from __future__ import annotations

import re

import numpy as np
from raw_tables import Arrays, Raw, Table, by_key, number, scaled

MONTHS = tuple(str(month) for month in range(1, 13))
QUALITY = {
    "derived:EPRI state load x county share of IM3 footprint": "mapped",
    "derived:fallback weights (no IM3 footprint in state)": "fallback",
}


def counties(raw: Raw) -> Table:
    """Compile the counties of the 2017 to 2021 vintage with place, area and population."""
    columns = (
        "county_fips",
        "name",
        "state_abbr",
        "latitude_deg",
        "longitude_deg",
        "area_km2",
        "population_2023",
    )
    body = []
    for row in raw["counties"]:
        # One name carries a remark on what became of the county.
        name = re.sub(r" \(.*\)$", "", row["county_full_name"])
        numbers = ("latitude_deg", "longitude_deg", "polygon_area_km2", "population_2023")
        body.append(
            (row["county_fips"], name, row["state_abbr"], *(number(row[n]) for n in numbers))
        )
    return Table(columns, sorted(body))


def county_climate_monthly(raw: Raw) -> Arrays:
    """Compile monthly temperature, humidity and pressure, in the order of the counties."""
    keyed = by_key(raw["climate_county_monthly"], "county_fips", "month")
    order = [row[0] for row in counties(raw).rows]
    rows = [keyed[fips, month] for fips in order for month in MONTHS]
    if len(rows) != len(keyed):
        raise ValueError("the county climate has rows of other counties or months")
    shape = (len(order), len(MONTHS))
    interpolated = np.array([row["temp_source"] == "tmy3_idw" for row in rows]).reshape(shape)
    if (interpolated.any(axis=1) != interpolated.all(axis=1)).any():
        raise ValueError("a county has its temperature from two sources")
    return {
        "county_fips": np.array([int(fips) for fips in order], dtype=np.int32),
        "temp_centi_c": scaled((r["temp_mean_c"] for r in rows), 100, np.int16).reshape(shape),
        "rel_humidity_permille": scaled(
            (r["rel_humidity_mean_pct"] for r in rows), 10, np.int16
        ).reshape(shape),
        "pressure_deca_pa": scaled((r["pressure_est_hpa"] for r in rows), 10, np.int16).reshape(
            shape
        ),
        "temp_interpolated": np.asarray(interpolated.all(axis=1)),
    }


def county_datacenters(raw: Raw) -> Table:
    """Compile mapped and listed data centers, and each county's share of its state's floor."""
    columns = (
        "county_fips",
        "mapped_facilities",
        "listed_facilities",
        "floor_area_sqft",
        "share_of_state",
        "quality",
    )
    body = []
    for row in raw["datacentre_county"]:
        share = number(row["share_of_state_footprint"])
        known = QUALITY[row["load_quality"]]
        body.append(
            (
                row["county_fips"],
                number(row["im3_facility_count"]),
                number(row["atlas_facility_count"]),
                number(row["im3_equivalent_footprint_sqft"]),
                share,
                known if float(share) > 0.0 else "listed_only",
            )
        )
    return Table(columns, sorted(body))
