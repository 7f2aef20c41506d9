"""What a column's name says: its label, its unit, its number format, its width.

The one place where a number format is chosen. Headers of tables stay the machine names; the
label is printed above them.
"""

from __future__ import annotations

import re
from functools import lru_cache

UNITS: tuple[tuple[str, str, str], ...] = (
    # Ending of the name (or the part before a class or system), unit, number format.
    (r"_usd_per_mwh_hhv", "USD/MWh HHV", "#,##0.0"),
    (r"_usd_per_mwh_lhv", "USD/MWh LHV", "#,##0.0"),
    (r"_usd_per_mwh", "USD/MWh", "#,##0.0"),
    (r"_usd_per_t_captured", "USD/t captured", "#,##0"),
    (r"_usd_per_t", "USD/t", "#,##0.0"),
    (r"_usd_per_yr", "USD/yr", "#,##0"),
    (r"_kwh_per_t", "kWh/t", "#,##0"),
    (r"_kg_per_mwh", "kg/MWh", "#,##0"),
    (r"_kg_per_kg_yr", "kg/kg/yr", "0.0"),
    (r"_kg_per_kg_h", "kg/kg/h", "0.0000"),
    (r"_l_per_kwh", "L/kWh", "0.00"),
    (r"_l_per_t", "L/t", "#,##0"),
    (r"_mwh_per_yr", "MWh/yr", "#,##0"),
    (r"_t_per_yr", "t/yr", "#,##0"),
    (r"_t_per_h", "t/h", "0.00"),
    (r"_mol_per_kg", "mol/kg", "0.000"),
    (r"_pct", "%", "0.0"),
    (r"_mwh", "MWh", "#,##0"),
    (r"_mw", "MW", "#,##0.0"),
    (r"_pa", "Pa", "#,##0"),
    (r"_c", "degC", "0.0"),
    (r"_k", "K", "0.0"),
    (r"_t", "t", "#,##0"),
)

BEFORE_A_NAME = ("_kg_per_mwh", "_t")
"""Units that a server class or a system may follow: ``captured_t_cpu_air``."""

WITHOUT_UNIT: tuple[tuple[str, str], ...] = (
    (r"^(lccc_.*|total)_usd_per_t$", "#,##0"),
    (r"^water_per_co2_mol$", "0.00"),
    (r"^(relative_error|limit)$", "0.0E+00"),
    (r"(^|_)pue(_|$)", "0.000"),
    (r"^cop", "0.00"),
    (r"(^|_)ratio(_net)?$|^captured_per", "0.00"),
    (r"share|trend", "0.000"),
    (r"^((first|last)_)?year$|^(ratio_above_1|net_removal)_from$", "0"),
    (r"(^|_)running_hours$", "#,##0"),
    (r"^(month|count|near|of|states.*|flips.*)$", "#,##0"),
    (r"^(low|high|min|max|used_.*|default_.*)$", "General"),
)
"""Number formats by the whole name; they win over those of the unit."""

WORDS = {
    "lccc": "LCCC",
    "pue": "PUE",
    "wue": "WUE",
    "cop": "COP",
    "dac": "DAC",
    "it": "IT",
    "co2": "CO2",
    "om": "O&M",
    "45q": "45Q",
    "cpu": "CPU",
    "gpu": "GPU",
    "url": "URL",
    "doi": "DOI",
    "fips": "FIPS",
    "temp": "temperature",
    "rel": "relative",
    "datacenter": "data center",
}

REFERENCE = "reference_"

MOST_WIDTH = 46.0
"""A text column is no wider than this and wraps [characters]."""
NUMBER_WIDTH = 9.5
"""Least width of a column of numbers [characters]."""


def _parts(name: str) -> tuple[str, str, str]:
    """Give the name without its unit, the unit and the unit's number format."""
    if name == "water_per_co2_mol":
        return "water_per_co2", "mol/mol", ""
    for ending, unit, number_format in UNITS:
        if re.search(ending + "$", name):
            return name[: -len(ending)], unit, number_format
    for ending, unit, number_format in UNITS:
        if ending in BEFORE_A_NAME and f"{ending}_" in name:
            return name.replace(f"{ending}_", ", ", 1), unit, number_format
    return name, "", ""


def unit_of(name: str) -> str:
    """Give the unit that a column's name ends in, or an empty text.

    Examples
    --------
    >>> unit_of("net_removal_t_per_yr"), unit_of("captured_t_cpu_air"), unit_of("pue")
    ('t/yr', 't', '')
    """
    return _parts(name)[1]


def label_of(name: str) -> str:
    """Give a column's name in words, with its unit in brackets.

    Examples
    --------
    >>> label_of("lccc_gross_usd_per_t"), label_of("reference_net_removal_t_per_yr")
    ('LCCC gross [USD/t]', 'Reference AIDC: net removal [t/yr]')
    """
    reference = name.startswith(REFERENCE)
    base, unit, _ = _parts(name.removeprefix(REFERENCE) if reference else name)
    words = " ".join(WORDS.get(word, word) for word in re.split(r"[_ ]+", base))
    words = words.replace(" ,", ",")
    label = f"Reference AIDC: {words}" if reference else words[:1].upper() + words[1:]
    return f"{label} [{unit}]" if unit else label


def number_format_of(name: str, whole: bool = False) -> str:
    """Give the number format of a column.

    Parameters
    ----------
    name : str
        The column's name.
    whole : bool
        The column holds whole numbers.

    Returns
    -------
    str

    Examples
    --------
    >>> number_format_of("lccc_net_usd_per_t"), number_format_of("cop_mean")
    ('#,##0', '0.00')
    """
    for pattern, number_format in WITHOUT_UNIT:
        if re.search(pattern, name):
            return number_format
    from_unit = _parts(name)[2]
    if from_unit:
        return from_unit
    return "#,##0" if whole else "0.000"


EM = {
    **dict.fromkeys("ijl'|.,:;!I ()[]ft/", 0.29),
    **dict.fromkeys("mwMWO@%", 0.88),
    **dict.fromkeys("rcksvxyz-", 0.47),
    **dict.fromkeys("ABCDEFGHJKLNPQRSTUVXYZ&", 0.70),
}
"""Widths of characters in Arial, rounded up [em]; others as a digit."""
DIGIT_EM = 0.556
PX_PER_CHARACTER = 7.0
"""Width of a character in which Excel counts column widths, at 96 dpi [px]."""
PADDING_PX = 5.0
SAFETY = 1.06


def _px(text: str, size: float) -> float:
    return SAFETY * size * 96.0 / 72.0 * sum(EM.get(c, DIGIT_EM) for c in text)


def text_width(text: str, size: float = 10.0) -> float:
    """Give the width that a text needs on one line, on the safe side [characters].

    Parameters
    ----------
    text : str
        The text.
    size : float
        Font size [pt].

    Returns
    -------
    float

    Examples
    --------
    >>> round(text_width("West Virginia"), 1)
    13.4
    """
    return (_px(text, size) + PADDING_PX + 1.0) / PX_PER_CHARACTER


@lru_cache(maxsize=4096)
def text_lines(text: str, width: float, size: float = 10.0) -> int:
    """Lines that a text needs in a cell of a given width, on the safe side.

    Parameters
    ----------
    text : str
        The text.
    width : float
        Width of the cell, or of the merged cells together [characters of the default font].
    size : float
        Font size [pt].

    Returns
    -------
    int

    Examples
    --------
    >>> text_lines("short", 40.0), text_lines("word " * 40, 40.0)
    (1, 6)
    """
    room = max(PX_PER_CHARACTER, width * PX_PER_CHARACTER - PADDING_PX)
    space = _px(" ", size)
    lines = 0
    for paragraph in text.split("\n"):
        used = 0.0
        lines += 1
        for word in paragraph.split(" "):
            length = _px(word, size)
            if used and used + space + length > room:
                lines += 1
                used = 0.0
            if length > room:
                broken = int(length // room)
                lines += broken
                length -= broken * room
            used += length + (space if used else 0.0)
    return lines
