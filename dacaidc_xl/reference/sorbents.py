"""The sorbent table: isotherms and energy figures as published, one row a sorbent."""

from __future__ import annotations

import csv
import functools
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from types import MappingProxyType

from dacaidc_xl.errors import InputError, nearest_choice
from dacaidc_xl.model.sorbent import GabIsotherm, Sorbent, TothSite

_GAB_COLUMNS = {
    "gab_const": ("gab_qm_mol_kg", "gab_c", "gab_k"),
    "gab_resin": (
        "gab_qm_mol_kg",
        "gab_C_J_mol",
        "gab_D_per_K",
        "gab_F_J_mol",
        "gab_G_J_molK",
        "gab_E10_J_mol",
        "gab_E10_J_molK",
    ),
    "gab_arrhenius": (
        "gab_cm0_mol_kg",
        "gab_beta_K",
        "gab_cg0",
        "gab_hc_J_mol",
        "gab_k0",
        "gab_hk_J_mol",
    ),
}


@dataclass(frozen=True, slots=True)
class SorbentRow:
    """One row of the sorbent table, as printed, with the sorbent where isotherms are given.

    ``isotherm`` is None for rows that give energy per tonne only; those have
    ``heat_temp_c``, ``heat_kwh_per_t`` and ``power_kwh_per_t`` instead.
    """

    name: str
    display_name: str
    isotherm: Sorbent | None
    heat_temp_c: float | None
    heat_kwh_per_t: float | None
    power_kwh_per_t: float | None
    heat_by_heat_pump: bool
    source: str
    doi: str
    standing: str
    note: str


def _number(row: Mapping[str, str], column: str) -> float | None:
    return float(row[column]) if row[column] else None


def _site(row: Mapping[str, str], prefix: str = "", site: str = "") -> TothSite:
    """Read a site: ``wet_`` is the site with water, ``2`` the second of a pair."""
    xi = "" if prefix else row[f"xi{site}"]
    return TothSite(
        q_inf_mol_per_kg=float(row[f"{prefix}q_inf{site}_mol_kg"]),
        xi=float(xi or 0.0),
        b0_per_pa=float(row[f"{prefix}b0{site}_per_Pa"]),
        heat_j_per_mol=float(row[f"{prefix}dh0{site}_J_mol"]),
        tau0=float(row[f"{prefix}tau0{site}"]),
        alpha=float(row[f"{prefix}alpha{site}"]),
        reference_temp_k=float(row["T0_K"]),
        b_form="absolute" if row["b_form"] == "absolute" else "reference",
    )


def _isotherm(row: Mapping[str, str]) -> Sorbent | None:
    if row["kind"] != "isotherm":
        return None
    sites = [_site(row)]
    if row["co2_family"] == "toth_cp":
        sites.append(_site(row, site="2"))
    family = row["water_family"]
    water = None
    if family in _GAB_COLUMNS:
        coefficients = tuple(float(row[column]) for column in _GAB_COLUMNS[family])
        water = GabIsotherm(family, coefficients)  # type: ignore[arg-type]
    coadsorption = row["coads_model"] or "none"
    return Sorbent(
        name=row["name"],
        co2_sites=tuple(sites),
        water=water,
        coadsorption=coadsorption,  # type: ignore[arg-type]
        wet_site=_site(row, prefix="wet_") if coadsorption == "wadst" else None,
        wadst_a_mol_per_kg=_number(row, "wadst_A_mol_kg"),
        gamma_kg_per_mol=_number(row, "gamma_kg_mol"),
        beta_kg_per_mol=_number(row, "beta_kg_mol"),
        heat_capacity_j_per_kg_k=_number(row, "cp_J_kgK"),
        co2_heat_kj_per_mol=_number(row, "dh_co2_kJ_mol"),
        water_heat_kj_per_mol=_number(row, "dh_h2o_kJ_mol"),
        k_co2_per_s=_number(row, "k_co2_per_s"),
        k_co2_activation_j_per_mol=_number(row, "k_co2_E_J_mol"),
        regeneration_temp_max_c=_number(row, "T_regen_max_degC"),
        isotherm_temp_min_k=_number(row, "t_min_isotherm_K"),
    )


@functools.cache
def sorbent_table() -> Mapping[str, SorbentRow]:
    """Read the shipped sorbent table, by name and in its printed order.

    Returns
    -------
    mapping of str to SorbentRow

    Examples
    --------
    >>> sorbent_table()["fixed_1600_400"].heat_kwh_per_t
    1600.0
    """
    path = resources.files("dacaidc_xl.reference").joinpath("sorbents.csv")
    with path.open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    return MappingProxyType(
        {
            row["name"]: SorbentRow(
                name=row["name"],
                display_name=row["display_name"],
                isotherm=_isotherm(row),
                heat_temp_c=_number(row, "heat_temp_degC"),
                heat_kwh_per_t=_number(row, "heat_kWh_t"),
                power_kwh_per_t=_number(row, "power_kWh_t"),
                heat_by_heat_pump=row["heat_by_heat_pump"] != "no",
                source=row["source"],
                doi=row["doi"],
                standing=row["standing"],
                note=row["note"],
            )
            for row in rows
        }
    )


def find_sorbent(name: object, place: str = "sorbent") -> SorbentRow:
    """Find a sorbent by its machine name.

    Parameters
    ----------
    name : object
        Name of the row.
    place : str
        Where the name stands.

    Returns
    -------
    SorbentRow

    Raises
    ------
    InputError
        No such row; names the nearest.
    """
    table = sorbent_table()
    key = str(name).strip()
    if key not in table:
        raise InputError(place, name, "a row of the sorbent table", nearest_choice(key, table))
    return table[key]
