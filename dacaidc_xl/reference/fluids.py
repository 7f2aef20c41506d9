"""The fluid table: working fluids of the heat pump with climate and safety figures."""

from __future__ import annotations

import csv
import functools
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from types import MappingProxyType

from dacaidc_xl.errors import InputError, nearest_choice


@dataclass(frozen=True, slots=True)
class FluidRow:
    """One row of the fluid table."""

    name: str
    coolprop_name: str
    display_name: str
    critical_temp_c: float
    triple_point_c: float
    gwp100: float
    safety_class: str
    ihx_effectiveness_single: float
    ihx_effectiveness_two_stage: float
    pfas: str
    source: str
    standing: str


@functools.cache
def fluid_table() -> Mapping[str, FluidRow]:
    """Read the shipped fluid table, by name and in its printed order.

    Returns
    -------
    mapping of str to FluidRow

    Examples
    --------
    >>> fluid_table()["R1233zd(E)"].gwp100
    3.88
    """
    path = resources.files("dacaidc_xl.reference").joinpath("fluids.csv")
    with path.open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    return MappingProxyType(
        {
            row["name"]: FluidRow(
                name=row["name"],
                coolprop_name=row["coolprop_name"],
                display_name=row["display_name"],
                critical_temp_c=float(row["t_crit_c"]),
                triple_point_c=float(row["t_triple_c"]),
                gwp100=float(row["gwp100"]),
                safety_class=row["safety_class"],
                ihx_effectiveness_single=float(row["ihx_effectiveness_single"]),
                ihx_effectiveness_two_stage=float(row["ihx_effectiveness_two_stage"]),
                pfas=row["pfas"],
                source=row["source"],
                standing=row["standing"],
            )
            for row in rows
        }
    )


def find_fluid(name: object, place: str = "working_fluid") -> FluidRow:
    """Find a working fluid by its name in the table.

    Parameters
    ----------
    name : object
        Name such as ``R1233zd(E)``, case ignored.
    place : str
        Where the name stands.

    Returns
    -------
    FluidRow

    Raises
    ------
    InputError
        No such fluid; names the nearest.
    """
    table = fluid_table()
    by_lower = {key.lower(): row for key, row in table.items()}
    key = str(name).strip().lower()
    if key not in by_lower:
        raise InputError(place, name, "a row of the fluid table", nearest_choice(key, table))
    return by_lower[key]
