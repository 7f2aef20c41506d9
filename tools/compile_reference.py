"""Compile the raw reference data into the small tables that the package ships.

Run ``python tools/compile_reference.py SOURCE_DIR`` with the folder of raw tables. A table of
places is plain text (UTF-8, LF), sorted, and the same for the same input. Numbers are carried
over as the raw table prints them, so a shipped value can be found again by its digits. What has
thousands of rows of numbers is a compressed ``.npz`` of whole numbers, a multiple of the last
digit that the raw table prints. What each column or array is, and where it came from, stands in
``SOURCES.csv`` beside the tables: that file is written by hand, and this script refuses to
finish while a column is missing from it.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from fnmatch import fnmatchcase
from pathlib import Path

from compile_boundaries import boundaries
from compile_counties import counties, county_climate_monthly, county_datacenters
from compile_hours import grid_hours, state_grid_regions, state_stations, station_hours
from raw_tables import (
    STATE_KEY,
    Arrays,
    Raw,
    RawTables,
    Row,
    Table,
    by_key,
    number,
    one,
    pick,
    renamed,
    write,
    write_arrays,
)

TABLES = Path(__file__).resolve().parent.parent / "dacaidc_xl" / "reference" / "tables"
MONTHS = tuple(range(1, 13))
PROJECTION_YEARS = tuple(range(2025, 2051))
PRICE_TREND_YEARS = tuple(range(2024, 2051))
PRICE_YEARS = tuple(range(2019, 2025))
PRICE_SECTORS = ("commercial", "industrial")
LRMER_SCENARIO = "cambium2022or2023_midcase"
US_FIPS = "00"


def states(raw: Raw) -> Table:
    """Compile the 50 states and DC with their cell in the tile map."""
    same = ("tile_row", "tile_col", "census_region", "population_2023")
    columns = STATE_KEY | {"name": "state_name"} | {name: name for name in same}
    return renamed(raw["states"], columns, ("fips", "abbr", "name", "census_region"))


def state_climate_monthly(raw: Raw) -> Table:
    """Compile monthly mean temperature, humidity and pressure."""
    values = ("temp_mean_c", "rel_humidity_mean_pct", "pressure_est_hpa")
    rows = [row | {"month": row["month"].zfill(2)} for row in raw["climate_state_monthly"]]
    columns = STATE_KEY | {"month": "month"} | {name: name for name in values}
    return renamed(rows, columns, ("fips", "abbr", "month"))


def state_grid_intensity(raw: Raw) -> Table:
    """Compile eGRID rates 2018 to 2023 and EIA's 2023 CO2 rate, one column each."""
    rows = [*raw["grid_intensity_state"], *raw["grid_intensity_state_2022"]]
    columns = {
        f"egrid_{year}_co2e_kg_per_mwh": (str(year), "co2e_total_output_rate")
        for year in range(2018, 2024)
    }
    columns["eia_2023_co2_kg_per_mwh"] = ("2023", "co2_generation_rate_eia")
    keyed = by_key(rows, "state_fips", "year", "metric")
    body = [
        (
            fips,
            abbr,
            *(
                number(keyed[fips, *key]["co2e_kg_per_mwh"]) if (fips, *key) in keyed else ""
                for key in columns.values()
            ),
        )
        for fips, abbr in sorted({(row["state_fips"], row["state_abbr"]) for row in rows})
    ]
    return Table(("fips", "abbr", *columns), body)


def state_grid_projection(raw: Raw) -> Table:
    """Compile the projections, a row per series and state, a column per year."""
    source = raw["grid_intensity_projection_state"]
    keyed = by_key(source, "scenario", "state_fips", "year")
    body = []
    for series, fips, abbr in sorted(
        {(row["scenario"], row["state_fips"], row["state_abbr"]) for row in source}
    ):
        cells = [keyed.get((series, fips, str(year))) for year in PROJECTION_YEARS]
        quality = one((cell["quality"] for cell in cells if cell), f"quality of {series}, {abbr}")
        values = [number(cell["kg_per_mwh"]) if cell else "" for cell in cells]
        # The copy cannot tell which release it is; it holds one levelized value, not a path.
        name = "lrmer" if series == LRMER_SCENARIO else series
        body.append((name, fips, abbr, quality, *values))
    years = (f"kg_per_mwh_{year}" for year in PROJECTION_YEARS)
    return Table(("series", "fips", "abbr", "quality", *years), sorted(body))


def _monthly(rows: Sequence[Row], keys: Mapping[str, str], value: str) -> Table:
    """Turn a long table with a month column into one row per key and twelve factors."""
    keyed = by_key(rows, *keys.values(), "month")
    body = [
        (*key, *(number(keyed[*key, str(month)][value]) for month in MONTHS))
        for key in sorted({tuple(row[name] for name in keys.values()) for row in rows})
    ]
    return Table((*keys, *(f"factor_{month:02d}" for month in MONTHS)), body)


def state_grid_profile_monthly(raw: Raw) -> Table:
    """Compile the two monthly shapes of grid intensity."""
    keys = {"profile": "dataset"} | STATE_KEY | {"quality": "quality"}
    return _monthly(raw["grid_intensity_state_monthly_profile"], keys, "factor_vs_annual_mean")


def state_electricity_price(raw: Raw) -> Table:
    """Compile annual nominal prices by sector, a column per year."""
    rows = [row for row in raw["electricity_price_state"] if row["sector"] in PRICE_SECTORS]
    for year in PRICE_YEARS:
        status = one((row["data_status"] for row in pick(rows, year=str(year))), f"status {year}")
        expected = "Preliminary" if year == 2024 else "Final"
        if status != expected:
            raise ValueError(f"{year}: EIA calls the prices {status}, SOURCES.csv {expected}")
    keyed = by_key(rows, "sector", "state_fips", "year")
    body = [
        (*key, *(number(keyed[(*key[:2], str(y))]["price_usd_per_mwh"]) for y in PRICE_YEARS))
        for key in sorted({(r["sector"], r["state_fips"], r["state_abbr"]) for r in rows})
    ]
    return Table(("sector", "fips", "abbr", *(f"usd_per_mwh_{y}" for y in PRICE_YEARS)), body)


def state_electricity_price_profile_monthly(raw: Raw) -> Table:
    """Compile the monthly shapes of the electricity prices."""
    source = raw["electricity_price_state_monthly_profile"]
    rows = [row for row in source if row["sector"] in PRICE_SECTORS]
    return _monthly(rows, {"sector": "sector"} | STATE_KEY, "factor_vs_annual_mean_2022_2024")


def state_electricity_price_trend(raw: Raw) -> Table:
    """Compile the AEO2025 reference real price index of the industrial rows, and the US row."""
    rows = pick(raw["electricity_price_projection_state"], scenario="aeo2025_reference")
    rows = pick(rows, sector="industrial")
    keyed = by_key(rows, "state_fips", "year")
    body = []
    for fips, abbr in sorted({(row["state_fips"], row["state_abbr"]) for row in rows}):
        cells = [keyed[fips, str(year)] for year in PRICE_TREND_YEARS]
        quality = one((cell["quality"] for cell in cells), f"quality of {abbr}")
        body.append((fips, abbr, quality, *(number(cell["real_index_2024_1"]) for cell in cells)))
    national = [
        one((r["us_real_index_2024_1"] for r in pick(rows, year=str(year))), f"US index {year}")
        for year in PRICE_TREND_YEARS
    ]
    body.append((US_FIPS, "US", "assumed_commercial_trend", *map(number, national)))
    years = (f"index_{year}" for year in PRICE_TREND_YEARS)
    return Table(("fips", "abbr", "quality", *years), sorted(body))


def state_gas_price(raw: Raw) -> Table:
    """Compile industrial gas prices; Hawaii's synthetic gas is marked."""
    rows = []
    for row in raw["gas_price_state"]:
        quality = dict.fromkeys((2023, 2024), "")
        for year in quality:
            found = row[f"industrial_{year}_usd_per_mcf"] != ""
            quality[year] = "found" if found else "not_published"
            if found and row["state_abbr"] == "HI":
                quality[year] = "found:synthetic_gas"
        rows.append(row | {f"quality_{year}": text for year, text in quality.items()})
    columns = dict(STATE_KEY)
    for year in (2023, 2024):
        for unit in ("usd_per_mcf", "usd_per_mmbtu"):
            columns[f"industrial_{year}_{unit}"] = f"industrial_{year}_{unit}"
        columns[f"quality_{year}"] = f"quality_{year}"
    return renamed(rows, columns, ("fips", "abbr", "quality_2023", "quality_2024"))


def state_datacenter_load(raw: Raw) -> Table:
    """Compile EPRI's annual data center energy by state."""
    columns = dict(STATE_KEY)
    for name in ("2023", "2024", "2030_low", "2030_medium", "2030_high"):
        columns[f"twh_{name}"] = f"dc_annual_twh_{name}"
    columns["quality"] = "quality"
    return renamed(raw["datacentre_state_epri2026"], columns, ("fips", "abbr", "quality"))


def deflators(raw: Raw) -> Table:
    """Compile the US GDP deflator (the plant cost index is proprietary and stays out)."""
    return renamed(raw["deflators"], {name: name for name in ("year", "index_2017_100")})


def exchange_rates(raw: Raw) -> Table:
    """Compile annual mean exchange rates."""
    return renamed(
        raw["exchange_rates"], {name: name for name in ("year", "usd_per_eur", "usd_per_gbp")}
    )


def ashrae_water_classes(raw: Raw) -> Table:
    """Compile the facility water classes, the old name in a column of its own."""
    body: list[tuple[str, ...]] = []
    for row in raw["ashrae_water_classes"]:
        name, _, former = row["ashrae_class"].partition(" ")
        limit = number(row["facility_water_supply_max_c"])
        body.append((name, former.strip("()"), limit, row["source"].partition(":")[0]))
    # The class without a limit is the warmest one.
    body.sort(key=lambda row: float(row[2] or "inf"))
    return Table(("water_class", "former_class", "supply_max_c", "standing"), body)


def dac_weather_published(raw: Raw) -> Table:
    """Compile the published heat and power of weather-dependent capture models."""
    columns = {
        "source": "source",
        "temp_c": "temp_degC",
        "rel_humidity_pct": "rel_humidity_pct",
        "heat_kwh_per_t": "heat_kWh_t",
        "power_kwh_per_t": "power_kWh_t",
        "relative_productivity": "relative_productivity",
        "water_t_per_t": "water_t_per_t",
    }
    table = renamed(raw["dac_weather_published"], columns, ("source",))
    rows = sorted(table.rows, key=lambda row: (row[0], float(row[1]), float(row[2])))
    return Table(table.columns, rows)


COMPILERS: tuple[Callable[[Raw], Table], ...] = (
    ashrae_water_classes,
    counties,
    county_datacenters,
    dac_weather_published,
    deflators,
    exchange_rates,
    state_climate_monthly,
    state_datacenter_load,
    state_electricity_price,
    state_electricity_price_profile_monthly,
    state_electricity_price_trend,
    state_gas_price,
    state_grid_intensity,
    state_grid_profile_monthly,
    state_grid_projection,
    state_grid_regions,
    state_stations,
    states,
)

ARRAY_COMPILERS: tuple[Callable[[Raw], Arrays], ...] = (
    county_climate_monthly,
    grid_hours,
    station_hours,
)
SUFFIXES = (".csv", ".npz")


def undocumented(columns: Mapping[str, Sequence[str]], sources: Iterable[Row]) -> list[str]:
    """Give the columns, as ``file:column``, that no row of SOURCES.csv speaks of."""
    patterns = [(row["file"], row["column"]) for row in sources]
    return [
        f"{file}:{column}"
        for file, names in sorted(columns.items())
        for column in names
        if not any(file == f and fnmatchcase(column, pattern) for f, pattern in patterns)
    ]


def write_checksums(folder: Path) -> None:
    """Write SHA256SUMS of every table of a folder, in the format of ``sha256sum``."""
    lines = [
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n"
        for path in sorted(folder.iterdir())
        if path.suffix in SUFFIXES
    ]
    (folder / "SHA256SUMS").write_text("".join(lines), encoding="utf-8", newline="\n")


def main(arguments: Sequence[str] | None = None) -> int:
    """Compile every table; give 1 when a column has no source."""
    parser = argparse.ArgumentParser(description="Compile the shipped reference tables.")
    parser.add_argument("source_dir", type=Path, help="folder of the raw reference tables")
    folder: Path = parser.parse_args(arguments).source_dir
    raw = RawTables(folder)
    # All are compiled before any is written, so that a bad source leaves the tables as they are.
    tables = {f"{compiler.__name__}.csv": compiler(raw) for compiler in COMPILERS}
    packed = {f"{compiler.__name__}.npz": compiler(raw) for compiler in ARRAY_COMPILERS}
    packed["boundaries.npz"] = boundaries(folder / "us_counties_albers_10m.topojson", raw)
    for name, table in tables.items():
        write(TABLES / name, table)
    for name, arrays in packed.items():
        write_arrays(TABLES / name, arrays)
    columns: dict[str, Sequence[str]] = {name: table.columns for name, table in tables.items()}
    columns |= {name: tuple(arrays) for name, arrays in packed.items()}
    with (TABLES / "SOURCES.csv").open(encoding="utf-8", newline="") as file:
        missing = undocumented(columns, csv.DictReader(file))
    write_checksums(TABLES)
    for name in missing:
        print(f"SOURCES.csv has no row for {name}", file=sys.stderr)
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
