"""Worked rows of the example templates. The places and their numbers are invented."""

from __future__ import annotations

from collections.abc import Mapping

INVENTED = "Invented for illustration: no real site, no quoted price."

SITE_EXAMPLES: tuple[Mapping[str, object], ...] = (
    {
        "name": "Ashburn campus",
        "state": "VA",
        "scenario": "base_2023",
        "capacity_mw": 100.0,
        "note": "Everything else from Virginia.",
    },
    {
        "name": "Texas training cluster",
        "state": "TX",
        "scenario": "base_2023",
        "capacity_mw": 250.0,
        "gas_price_usd_per_mmbtu": 2.8,
        "note": "Own price of each month: sheet Monthly.",
    },
    {
        "name": "Columbia River campus",
        "state": "WA",
        "scenario": "base_2023",
        "capacity_mw": 60.0,
        "share_cpu_air": 0.15,
        "share_gpu_liquid": 0.65,
        "share_immersion": 0.2,
        "electricity_price_usd_per_mwh": 42.0,
        "grid_intensity_kg_per_mwh": 25.0,
        "note": "Own mix: the blank share counts 0.",
    },
    {
        "name": "Ashburn campus, 2030",
        "state": "VA",
        "scenario": "2030",
        "capacity_mw": 100.0,
        "temp_c": 15.1,
        "note": "Same campus on the grid of 2030, own air temperature.",
    },
)

SITE_MONTHS: tuple[tuple[str, str, tuple[float, ...], str], ...] = (
    (
        "Texas training cluster",
        "electricity_price_usd_per_mwh",
        (52.0, 50.0, 44.0, 43.0, 47.0, 58.0, 71.0, 84.0, 66.0, 49.0, 46.0, 50.0),
        INVENTED,
    ),
    (
        "Columbia River campus",
        "temp_c",
        (0.5, 3.0, 7.5, 11.5, 16.5, 20.5, 25.0, 24.0, 19.0, 12.0, 5.0, 0.5),
        INVENTED,
    ),
)

STATE_EXAMPLES: Mapping[str, Mapping[str, object]] = {
    "AK": {"include": "no", "note": "Left out."},
    "HI": {"include": "no", "note": "Left out."},
    "TX": {
        "electricity_price_usd_per_mwh": 55.0,
        "gas_price_usd_per_mmbtu": 2.8,
        "note": INVENTED,
    },
    "WV": {"grid_intensity_kg_per_mwh": 700.0, "note": INVENTED},
}

STATE_MONTHS: tuple[tuple[str, str, tuple[float, ...], str], ...] = (
    (
        "VA",
        "electricity_price_usd_per_mwh",
        (82.0, 80.0, 76.0, 74.0, 75.0, 80.0, 88.0, 90.0, 83.0, 76.0, 75.0, 79.0),
        INVENTED,
    ),
)

COUNTY_EXAMPLES: tuple[Mapping[str, object], ...] = (
    {"county": "Loudoun County, VA", "note": "Everything else from the county and its state."},
    {
        "county": "51153",
        "electricity_price_usd_per_mwh": 72.0,
        "note": f"By FIPS code: Prince William County, VA. {INVENTED}",
    },
    {"county": "Maricopa County, AZ", "temp_c": 24.5, "rel_humidity_pct": 30.0, "note": INVENTED},
    {"county": "01001", "include": "no", "note": "Left out."},
    {"county": "Grant County, WA", "grid_intensity_kg_per_mwh": 20.0, "note": INVENTED},
)

COUNTY_MONTHS: tuple[tuple[str, str, tuple[float, ...], str], ...] = (
    (
        "Maricopa County, AZ",
        "electricity_price_usd_per_mwh",
        (58.0, 56.0, 55.0, 57.0, 66.0, 81.0, 92.0, 90.0, 78.0, 62.0, 57.0, 58.0),
        INVENTED,
    ),
)

PATHWAY_EXAMPLES: tuple[Mapping[str, object], ...] = (
    {"place": "Texas", "build_year": 2030.0, "grid_projection": "cambium2024_midcase"},
    {
        "place": "WV",
        "build_year": 2030.0,
        "grid_projection": "aeo2025_reference, cambium2024_midcase",
        "note": "Two projections: a result for each.",
    },
    {"place": "Loudoun County, VA", "build_year": 2027.0, "note": "Blank: the first projection."},
    {"place": "53025", "grid_projection": "all", "note": "By FIPS code: Grant County, WA."},
)

ROW_EXAMPLES: Mapping[str, tuple[Mapping[str, object], ...]] = {
    "sites": SITE_EXAMPLES,
    "counties": COUNTY_EXAMPLES,
    "pathways": PATHWAY_EXAMPLES,
}
"""Worked rows by kind of template; the states have theirs by state."""

MONTH_EXAMPLES = {"sites": SITE_MONTHS, "states": STATE_MONTHS, "counties": COUNTY_MONTHS}
"""Worked rows of the sheet Monthly by kind of template."""

EXAMPLE_PARAMETERS: Mapping[str, float | str] = {"dac_availability_fraction": 0.88}
