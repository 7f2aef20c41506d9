"""Equilibrium of CO2 and water on a solid amine sorbent, and its kinetics.

A `Sorbent` holds what one row of the sorbent table prints; the functions are the published
isotherm equations on plain arrays. Temperatures are kelvin here, as the fits are.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dacaidc_xl.model.constants import ZERO_CELSIUS_K

Floats = NDArray[np.float64]

REFERENCE_TEMP_K = 298.15
"""Temperature at which the table prints rate constants, 25 degC [K]."""


@dataclass(frozen=True, slots=True)
class TothSite:
    """Temperature-dependent Toth site: parameters as published, SI units."""

    q_inf_mol_per_kg: float
    xi: float
    b0_per_pa: float
    heat_j_per_mol: float
    """Parameter of the fit, positive when exothermic; never a heat for the energy balance."""
    tau0: float
    alpha: float
    reference_temp_k: float
    b_form: Literal["absolute", "reference"]


@dataclass(frozen=True, slots=True)
class GabIsotherm:
    """Guggenheim-Anderson-de Boer isotherm of water in one of three published forms."""

    family: Literal["gab_const", "gab_resin", "gab_arrhenius"]
    coefficients: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Sorbent:
    """One solid sorbent: isotherms, how water changes CO2 uptake, kinetics, heats."""

    name: str
    co2_sites: tuple[TothSite, ...]
    water: GabIsotherm | None
    coadsorption: Literal["wadst", "modified_toth", "none"]
    wet_site: TothSite | None
    wadst_a_mol_per_kg: float | None
    gamma_kg_per_mol: float | None
    beta_kg_per_mol: float | None
    heat_capacity_j_per_kg_k: float | None
    co2_heat_kj_per_mol: float | None
    water_heat_kj_per_mol: float | None
    k_co2_per_s: float | None
    k_co2_activation_j_per_mol: float | None
    regeneration_temp_max_c: float | None
    isotherm_temp_min_k: float | None


def toth_mol_per_kg(
    site: TothSite,
    temp_k: ArrayLike,
    pressure_pa: ArrayLike,
    gas_constant: ArrayLike,
    capacity_factor: ArrayLike = 1.0,
    affinity_factor: ArrayLike = 1.0,
) -> Floats:
    """Compute the loading of one Toth site.

    Parameters
    ----------
    site : TothSite
        Fit parameters.
    temp_k : array_like
        Temperature [K], 233 to 423.
    pressure_pa : array_like
        Partial pressure of CO2 [Pa], 0 to 150,000.
    gas_constant : array_like
        Gas constant the fit was made with [J/(mol K)].
    capacity_factor, affinity_factor : array_like
        Factors on saturation loading and affinity by co-adsorbed water [-].

    Returns
    -------
    ndarray
        Loading [mol/kg], broadcast shape.

    Notes
    -----
    q = q_inf b p / (1 + (b p)^tau)^(1/tau), tau = tau0 + alpha (1 - T0/T),
    q_inf(T) = q_inf exp(xi (1 - T/T0)), b = b0 exp(dH0/(R T)) (absolute) or
    b0 exp(dH0/(R T0) (T0/T - 1)) (reference). Young et al. (2021), Energy Environ. Sci.,
    doi:10.1039/D1EE01272J.

    Examples
    --------
    >>> site = TothSite(4.86, 0.0, 2.85e-21, 117789.0, 0.209, 0.523, 298.15, "absolute")
    >>> toth_mol_per_kg(site, 298.15, 40.0, 8.314).round(4)
    np.float64(0.8418)
    """
    temp = np.asarray(temp_k, dtype=float)
    t0 = site.reference_temp_k
    if site.b_form == "absolute":
        exponent = site.heat_j_per_mol / (gas_constant * temp)
    else:
        exponent = site.heat_j_per_mol / (np.asarray(gas_constant) * t0) * (t0 / temp - 1.0)
    b = site.b0_per_pa * np.exp(exponent) * affinity_factor
    tau = site.tau0 + site.alpha * (1.0 - t0 / temp)
    q_inf = site.q_inf_mol_per_kg * np.exp(site.xi * (1.0 - temp / t0)) * capacity_factor
    bp = b * np.asarray(pressure_pa, dtype=float)
    return np.asarray(q_inf * bp / (1.0 + bp**tau) ** (1.0 / tau))


def co2_dry_mol_per_kg(
    sorbent: Sorbent, temp_k: ArrayLike, pressure_pa: ArrayLike, gas_constant: ArrayLike
) -> Floats:
    """CO2 loading without water: the sum over the sorbent's Toth sites.

    Parameters
    ----------
    sorbent : Sorbent
        Sorbent.
    temp_k : array_like
        Temperature [K].
    pressure_pa : array_like
        Partial pressure of CO2 [Pa].
    gas_constant : array_like
        Gas constant of the fits [J/(mol K)].

    Returns
    -------
    ndarray
        Loading [mol/kg].
    """
    loading = toth_mol_per_kg(sorbent.co2_sites[0], temp_k, pressure_pa, gas_constant)
    for site in sorbent.co2_sites[1:]:
        loading = loading + toth_mol_per_kg(site, temp_k, pressure_pa, gas_constant)
    return loading


def co2_wet_mol_per_kg(
    sorbent: Sorbent,
    temp_k: ArrayLike,
    pressure_pa: ArrayLike,
    water_mol_per_kg: ArrayLike,
    gas_constant: ArrayLike,
) -> Floats:
    """CO2 loading in the presence of sorbed water.

    Parameters
    ----------
    sorbent : Sorbent
        Sorbent; its ``coadsorption`` chooses the published form.
    temp_k, pressure_pa : array_like
        Temperature [K] and partial pressure of CO2 [Pa].
    water_mol_per_kg : array_like
        Water loading [mol/kg], zero or more.
    gas_constant : array_like
        Gas constant of the fits [J/(mol K)].

    Returns
    -------
    ndarray
        Loading [mol/kg].

    Notes
    -----
    ``wadst``: q = (1 - w) q_dry + w q_wet, w = exp(-A/q_w). ``modified_toth``: saturation
    loading over (1 - gamma q_w), affinity times (1 + beta q_w). ``none``: CO2 does not see
    water. Young et al. (2021), doi:10.1039/D1EE01272J; Stampi-Bombelli et al. (2020),
    doi:10.1007/s10450-020-00249-w.
    """
    water = np.asarray(water_mol_per_kg, dtype=float)
    if sorbent.coadsorption == "modified_toth":
        assert sorbent.gamma_kg_per_mol is not None and sorbent.beta_kg_per_mol is not None
        (site,) = sorbent.co2_sites
        return toth_mol_per_kg(
            site,
            temp_k,
            pressure_pa,
            gas_constant,
            capacity_factor=1.0 / (1.0 - sorbent.gamma_kg_per_mol * water),
            affinity_factor=1.0 + sorbent.beta_kg_per_mol * water,
        )
    dry = co2_dry_mol_per_kg(sorbent, temp_k, pressure_pa, gas_constant)
    if sorbent.coadsorption == "none":
        return np.broadcast_arrays(dry, water)[0]
    assert sorbent.wet_site is not None and sorbent.wadst_a_mol_per_kg is not None
    wet = toth_mol_per_kg(sorbent.wet_site, temp_k, pressure_pa, gas_constant)
    with np.errstate(divide="ignore"):
        weight = np.where(water > 0.0, np.exp(-sorbent.wadst_a_mol_per_kg / water), 0.0)
    return np.asarray((1.0 - weight) * dry + weight * wet)


def water_mol_per_kg(
    isotherm: GabIsotherm, temp_k: ArrayLike, rel_humidity: ArrayLike, gas_constant: ArrayLike
) -> Floats:
    """Water loading by a GAB isotherm.

    Parameters
    ----------
    isotherm : GabIsotherm
        Form and coefficients.
    temp_k : array_like
        Temperature [K], 233 to 423.
    rel_humidity : array_like
        Relative humidity at that temperature [-], 0 to 0.99 (the GAB form diverges beyond).
    gas_constant : array_like
        Gas constant the fit was made with [J/(mol K)].

    Returns
    -------
    ndarray
        Loading [mol/kg].

    Notes
    -----
    q = m c k x / ((1 - k x)(1 + (c - 1) k x)); ``gab_resin`` takes c and k from the three
    energies E1 = C - exp(D T), E10-19 = F + G T, E2-9 = E10a + E10b T. Young et al. (2021),
    doi:10.1039/D1EE01272J.

    Examples
    --------
    >>> resin = GabIsotherm(
    ...     "gab_resin", (3.63, 47110.0, 0.023744, 57706.0, -47.814, 57220.0, -44.38))
    >>> water_mol_per_kg(resin, 298.15, 0.5, 8.314).round(3)
    np.float64(3.616)
    """
    temp = np.asarray(temp_k, dtype=float)
    rt = np.asarray(gas_constant) * temp
    if isotherm.family == "gab_const":
        m, c, k = isotherm.coefficients
        m_t, c_t, k_t = np.asarray(m), np.asarray(c), np.asarray(k)
    elif isotherm.family == "gab_resin":
        m, c0, d, f, g, e10, e10_slope = isotherm.coefficients
        first = c0 - np.exp(d * temp)
        multi = f + g * temp
        bulk = e10 + e10_slope * temp
        m_t = np.asarray(m)
        c_t = np.exp((first - bulk) / rt)
        k_t = np.exp((multi - bulk) / rt)
    else:
        m0, beta, c0, c_heat, k0, k_heat = isotherm.coefficients
        m_t = m0 * np.exp(beta / temp)
        c_t = c0 * np.exp(c_heat / rt)
        k_t = k0 * np.exp(k_heat / rt)
    kx = k_t * np.asarray(rel_humidity, dtype=float)
    return np.asarray(m_t * c_t * kx / ((1.0 - kx) * (1.0 + (c_t - 1.0) * kx)))


def isosteric_heat_kj_per_mol(
    sorbent: Sorbent,
    gas_constant: float,
    temp_k: float = REFERENCE_TEMP_K,
    pressure_pa: float = 40.0,
    half_width_k: float = 5.0,
) -> float:
    """Isosteric heat of CO2 from the dry isotherm, by Clausius and Clapeyron.

    Parameters
    ----------
    sorbent : Sorbent
        Sorbent.
    gas_constant : float
        Gas constant of the fits [J/(mol K)].
    temp_k, pressure_pa : float
        State whose loading is held [K], [Pa].
    half_width_k : float
        The two temperatures lie this far below and above [K].

    Returns
    -------
    float
        Heat of adsorption, positive [kJ/mol].
    """
    from scipy.optimize import brentq

    loading = float(co2_dry_mol_per_kg(sorbent, temp_k, pressure_pa, gas_constant))

    def log_pressure_at(t: float) -> float:
        return float(
            brentq(
                lambda lp: (
                    float(co2_dry_mol_per_kg(sorbent, t, np.exp(lp), gas_constant)) - loading
                ),
                np.log(pressure_pa) - 15.0,
                np.log(pressure_pa) + 10.0,
            )
        )

    cold, hot = temp_k - half_width_k, temp_k + half_width_k
    slope = (log_pressure_at(hot) - log_pressure_at(cold)) / (1.0 / cold - 1.0 / hot)
    return gas_constant * slope / 1000.0


def rate_constant_per_s(sorbent: Sorbent, temp_c: ArrayLike, gas_constant: ArrayLike) -> Floats:
    """Linear-driving-force rate constant of CO2 uptake.

    Parameters
    ----------
    sorbent : Sorbent
        Sorbent; a row without a rate constant does not limit (infinite).
    temp_c : array_like
        Temperature [degC].
    gas_constant : array_like
        Gas constant [J/(mol K)].

    Returns
    -------
    ndarray
        Rate constant [1/s].

    Notes
    -----
    k(T) = k(25 degC) exp(-E/R (1/T - 1/298.15)); constant where no E is published. Default
    row: Low et al. (2025), Chem. Eng. Res. Des. 215, 443-452.
    """
    temp_k = np.asarray(temp_c, dtype=float) + ZERO_CELSIUS_K
    if sorbent.k_co2_per_s is None:
        return np.full(temp_k.shape, np.inf)
    energy = sorbent.k_co2_activation_j_per_mol or 0.0
    return np.asarray(
        sorbent.k_co2_per_s
        * np.exp(-energy / np.asarray(gas_constant) * (1.0 / temp_k - 1.0 / REFERENCE_TEMP_K))
    )
