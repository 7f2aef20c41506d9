"""Temperature-vacuum swing adsorption: the 0-D cyclic steady state in a given air.

Two unknowns are solved, each bracketed and monotone: the CO2 mole fraction of the product
gas inside, the temperature of the adsorbing bed outside.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import elementwise

from dacaidc_xl.errors import InputError
from dacaidc_xl.model import psychrometrics as air_state
from dacaidc_xl.model import sorbent as equilibrium
from dacaidc_xl.model.constants import (
    KJ_PER_KWH,
    WATER_MOLAR_MASS_KG_PER_MOL,
    ZERO_CELSIUS_K,
)
from dacaidc_xl.model.sorbent import GabIsotherm, Sorbent

Floats = NDArray[np.float64]

IDLE_REASONS = (
    "",
    "too cold: the contactor idles below its least air temperature",
    "no swing: the working capacity is below its least value",
    "the heat per tonne is above its limit",
    "no swing at the design point: this sorbent cannot work at this regeneration state",
)
"""Why a period is idle, by code 0 (operating) to 4."""
NO_SWING_MOL_PER_KG = 1e-9
"""A swing that is zero but for rounding: its heat per tonne means nothing."""


@dataclass(frozen=True, slots=True)
class TvsaSettings:
    """Numbers of the cycle; fields carry the names and units of the parameter table.

    Every field is an array that broadcasts over (case, server_class, period).
    """

    desorption_temp_c: Floats
    desorption_pressure_pa: Floats
    ambient_co2_ppm: Floats
    design_capture_fraction: Floats
    adsorption_time_h: Floats
    desorption_time_h: Floats
    adsorption_approach_max: Floats
    desorption_residual_fraction: Floats
    water_uptake_efficiency: Floats
    bed_warming_share: Floats
    design_temp_c: Floats
    design_rel_humidity_fraction: Floats
    design_pressure_pa: Floats
    air_heat_capacity_j_per_mol_k: Floats
    gas_constant_isotherm_j_per_mol_k: Floats
    rel_humidity_max_fraction: Floats
    co2_uptake_limit_fraction: Floats
    working_capacity_min_mol_per_kg: Floats
    heat_max_kwh_per_t: Floats
    contactor_temp_min_c: Floats
    extra_thermal_mass_j_per_kg_k: Floats
    sorbent_heat_capacity_j_per_kg_k: Floats
    liquid_water_heat_capacity_j_per_mol_k: Floats
    water_vapor_heat_capacity_j_per_mol_k: Floats
    co2_heat_capacity_j_per_mol_k: Floats
    sensible_heat_recovery_fraction: Floats
    co2_desorption_heat_kj_per_mol: Floats
    water_desorption_heat_kj_per_mol: Floats
    dac_heat_loss_factor: Floats
    vapor_heat_return_fraction: Floats
    water_latent_heat_mj_per_kg: Floats
    co2_molar_mass_kg_per_mol: Floats


@dataclass(frozen=True, slots=True)
class TvsaCycle:
    """The cyclic steady state; every field has the broadcast shape of air and settings.

    Where ``idle_code`` is not 0 the plant does not run: heat and productivity are nan there
    and the loadings are those the equations give.
    """

    co2_swing_mol_per_kg: Floats
    water_swing_mol_per_kg: Floats
    water_residual_mol_per_kg: Floats
    bed_temp_c: Floats
    product_co2_fraction: Floats
    """CO2 mole fraction of the desorbed gas [-]."""
    air_mol_per_kg: Floats
    """Air per kg of sorbent and cycle [mol/kg]."""
    heat_kwh_per_t: Floats
    """Regeneration heat per tonne of CO2 at the bed [kWh/t]."""
    heat_j_per_kg: Floats
    """Regeneration heat per kg of sorbent and cycle [J/kg]."""
    productivity_kg_per_kg_h: Floats
    """CO2 per kg of sorbent and hour [kg/(kg h)]."""
    idle_code: NDArray[np.int64]

    @property
    def operating(self) -> NDArray[np.bool_]:
        """Where the plant can run."""
        return self.idle_code == 0

    @property
    def water_per_co2_mol(self) -> Floats:
        """Water desorbed per CO2 [mol/mol]; zero where no CO2 is."""
        swing = self.co2_swing_mol_per_kg
        return np.where(swing > 0.0, self.water_swing_mol_per_kg / np.where(swing > 0, swing, 1), 0)


@dataclass(frozen=True, slots=True)
class _State:
    """All that a cycle needs at n states, each field of shape () or (n,)."""

    temp_c: Floats
    vapor_fraction: Floats
    vapor_pa: Floats
    co2_pa: Floats
    air_mol_per_kg: Floats | None
    """Air per kg; None at the design point, where the capture fraction ties it to the uptake."""
    settings: TvsaSettings

    @property
    def captured_per_air(self) -> Floats:
        """CO2 captured per air at the design point [mol/mol]."""
        return self.settings.design_capture_fraction * self.co2_fraction

    @property
    def co2_fraction(self) -> Floats:
        """CO2 mole fraction of ambient air [-]."""
        return self.settings.ambient_co2_ppm * 1e-6

    def at(self, index: NDArray[np.int64]) -> _State:
        def take(value: Floats | None) -> Floats | None:
            return value if value is None or value.ndim == 0 else value[index]

        inner = {f.name: take(getattr(self.settings, f.name)) for f in fields(self.settings)}
        outer = {f.name: take(getattr(self, f.name)) for f in fields(self) if f.name != "settings"}
        return replace(self, settings=replace(self.settings, **inner), **outer)


@dataclass(frozen=True, slots=True)
class _Loadings:
    """What a bed of a given temperature takes up at equilibrium, before desorption."""

    water_eq: Floats
    co2_dry: Floats
    co2_wet: Floats


def _loadings(sorbent: Sorbent, water: GabIsotherm | None, bed_c: Floats, s: _State) -> _Loadings:
    gas = s.settings.gas_constant_isotherm_j_per_mol_k
    bed_k = bed_c + ZERO_CELSIUS_K
    if water is None:
        water_eq = np.zeros(np.shape(bed_c))
    else:
        humidity = np.minimum(
            s.vapor_pa / air_state.saturation_pressure_pa(bed_c),
            s.settings.rel_humidity_max_fraction,
        )
        water_eq = equilibrium.water_mol_per_kg(water, bed_k, humidity, gas)
    # Young's fits turn over below a temperature: an artefact that must not act as physics.
    co2_k = np.maximum(bed_k, sorbent.isotherm_temp_min_k or 0.0)
    return _Loadings(
        water_eq,
        equilibrium.co2_dry_mol_per_kg(sorbent, co2_k, s.co2_pa, gas),
        equilibrium.co2_wet_mol_per_kg(sorbent, co2_k, s.co2_pa, water_eq, gas),
    )


def _swings(
    sorbent: Sorbent, water: GabIsotherm | None, y: Floats, load: _Loadings, s: _State
) -> tuple[Floats, Floats, Floats]:
    """CO2 swing (may be negative), water swing and residual water at a product fraction y."""
    p = s.settings
    gas = p.gas_constant_isotherm_j_per_mol_k
    hot_k = p.desorption_temp_c + ZERO_CELSIUS_K
    co2_left = equilibrium.co2_dry_mol_per_kg(sorbent, hot_k, y * p.desorption_pressure_pa, gas)
    if water is None:
        water_left = np.zeros(np.shape(y))
    else:
        humidity = np.minimum(
            (1.0 - y)
            * p.desorption_pressure_pa
            / air_state.saturation_pressure_pa(p.desorption_temp_c),
            p.rel_humidity_max_fraction,
        )
        water_left = equilibrium.water_mol_per_kg(water, hot_k, humidity, gas)
    kept = 1.0 - p.desorption_residual_fraction
    water_free = np.maximum(kept * (load.water_eq - water_left), 0.0)
    rate = equilibrium.rate_constant_per_s(sorbent, s.temp_c, gas)
    approach = np.minimum(
        p.adsorption_approach_max, 1.0 - np.exp(-rate * p.adsorption_time_h * 3600.0)
    )
    gain = approach * kept / (1.0 - (1.0 - approach) * p.desorption_residual_fraction)
    some = np.where(water_free > 0.0, water_free, 1.0)
    co2 = gain * (load.co2_wet - co2_left)
    if s.air_mol_per_kg is None:
        # The water that comes with one mole of captured CO2 has a ceiling; where it binds,
        # the share of the bed that met water is linear in the uptake, so it solves at once.
        ceiling = p.water_uptake_efficiency * s.vapor_fraction / s.captured_per_air
        lift = gain * (load.co2_wet - load.co2_dry) * ceiling / some
        scarce = water_free > ceiling * co2
        co2 = np.where(scarce, gain * (load.co2_dry - co2_left) / (1.0 - lift), co2)
        water_taken = np.where(scarce, ceiling * np.maximum(co2, 0.0), water_free)
    else:
        supply = p.water_uptake_efficiency * s.vapor_fraction * s.air_mol_per_kg
        water_taken = np.minimum(water_free, supply)
        met = np.where(water_free > 0.0, water_taken / some, 1.0)
        co2 = gain * ((1.0 - met) * load.co2_dry + met * load.co2_wet - co2_left)
        limit = p.co2_uptake_limit_fraction * s.co2_fraction * s.air_mol_per_kg
        co2 = np.minimum(co2, limit)
    return co2, water_taken, water_left


def _product_fraction(
    sorbent: Sorbent, water: GabIsotherm | None, load: _Loadings, s: _State
) -> Floats:
    """CO2 fraction of the product gas that agrees with the swings it causes."""

    def imbalance(y: Floats, index: NDArray[np.int64]) -> Floats:
        some = _Loadings(load.water_eq[index], load.co2_dry[index], load.co2_wet[index])
        co2, water_taken, _ = _swings(sorbent, water, y, some, s.at(index))
        return water_taken * y - (1.0 - y) * co2

    index = np.arange(load.water_eq.size)
    bracket = (np.zeros(index.size), np.ones(index.size))
    return np.asarray(elementwise.find_root(imbalance, bracket, args=(index,)).x)


def _warming_k(co2: Floats, water_taken: Floats, s: _State) -> Floats:
    """Bed above air by the heat of adsorption, a share of which stays in the bed [K]."""
    p = s.settings
    if s.air_mol_per_kg is None:
        air = np.where(co2 > 0.0, co2, 1.0) / s.captured_per_air
    else:
        air = s.air_mol_per_kg
    heat = 1000.0 * (
        p.co2_desorption_heat_kj_per_mol * np.maximum(co2, 0.0)
        + p.water_desorption_heat_kj_per_mol * water_taken
    )
    return p.bed_warming_share * heat / (p.air_heat_capacity_j_per_mol_k * air)


def _solve(
    sorbent: Sorbent, water: GabIsotherm | None, s: _State
) -> tuple[Floats, Floats, Floats, Floats, Floats]:
    """Bed temperature, product fraction, both swings and residual water at n states."""
    p = s.settings
    size = s.temp_c.size

    def warming_gap(bed_c: Floats, index: NDArray[np.int64]) -> Floats:
        here = s.at(index)
        load = _loadings(sorbent, water, bed_c, here)
        y = _product_fraction(sorbent, water, load, here)
        co2, water_taken, _ = _swings(sorbent, water, y, load, here)
        return bed_c - here.temp_c - _warming_k(co2, water_taken, here)

    # What the passing air carries bounds the uptake, and so the warming, from above.
    co2_most = np.maximum(p.co2_uptake_limit_fraction, p.design_capture_fraction) * s.co2_fraction
    most = (
        p.bed_warming_share
        * 1000.0
        / p.air_heat_capacity_j_per_mol_k
        * (
            p.co2_desorption_heat_kj_per_mol * co2_most
            + p.water_desorption_heat_kj_per_mol * p.water_uptake_efficiency * s.vapor_fraction
        )
    )
    index = np.arange(size)
    bracket = (s.temp_c, s.temp_c + most + 1e-6)
    bed_c = np.asarray(elementwise.find_root(warming_gap, bracket, args=(index,)).x)
    load = _loadings(sorbent, water, bed_c, s)
    y = _product_fraction(sorbent, water, load, s)
    co2, water_taken, water_left = _swings(sorbent, water, y, load, s)
    return bed_c, y, co2, water_taken, np.broadcast_to(water_left, co2.shape)


def _heat_j_per_kg(
    temp_c: Floats, co2: Floats, water_taken: Floats, water_left: Floats, p: TvsaSettings
) -> Floats:
    """Regeneration heat per kg of sorbent and cycle (model equation 6 of the cycle)."""
    solid = (
        p.sorbent_heat_capacity_j_per_kg_k
        + p.extra_thermal_mass_j_per_kg_k
        + p.liquid_water_heat_capacity_j_per_mol_k * water_left
    ) * (1.0 - p.sensible_heat_recovery_fraction)
    gases = (
        p.water_vapor_heat_capacity_j_per_mol_k * water_taken
        + p.co2_heat_capacity_j_per_mol_k * co2
    )
    desorption = 1000.0 * (
        p.co2_desorption_heat_kj_per_mol * co2 + p.water_desorption_heat_kj_per_mol * water_taken
    )
    supplied = (
        (solid + gases) * (p.desorption_temp_c - temp_c) + desorption
    ) * p.dac_heat_loss_factor
    returned = (
        p.vapor_heat_return_fraction
        * p.water_latent_heat_mj_per_kg
        * 1e6
        * WATER_MOLAR_MASS_KG_PER_MOL
        * water_taken
    )
    return np.asarray(supplied - returned)


@dataclass(frozen=True, slots=True)
class DesignPoint:
    """The cycle at the design point, which fixes air flow and duration of desorption.

    Every field has the broadcast shape of the settings.
    """

    air_mol_per_kg: Floats
    co2_swing_mol_per_kg: Floats
    heat_j_per_kg: Floats
    heat_kwh_per_t: Floats
    productivity_kg_per_kg_h: Floats
    feasible: NDArray[np.bool_]
    """Where the swing reaches its least value."""


def _flatten(settings: TvsaSettings, shape: tuple[int, ...]) -> TvsaSettings:
    """Give settings whose arrays are columns of n states; scalars stay scalars."""

    def column(value: Floats) -> Floats:
        array = np.asarray(value, dtype=float)
        return array if array.ndim == 0 else np.broadcast_to(array, shape).ravel()

    return TvsaSettings(**{f.name: column(getattr(settings, f.name)) for f in fields(settings)})


def design_point(
    sorbent: Sorbent, water: GabIsotherm | None, settings: TvsaSettings
) -> DesignPoint:
    """Cycle at the design air of the settings, with the air tied to the capture fraction.

    Parameters
    ----------
    sorbent : Sorbent
        CO2 side of the sorbent.
    water : GabIsotherm or None
        Water isotherm; None leaves the design air's water out.
    settings : TvsaSettings
        Numbers of the cycle.

    Returns
    -------
    DesignPoint
    """
    s = settings
    shape = np.broadcast_shapes(*(np.shape(getattr(s, f.name)) for f in fields(s)))

    def column(value: ArrayLike) -> Floats:
        return np.broadcast_to(np.asarray(value, dtype=float), shape).ravel()

    vapor_pa = air_state.vapor_pressure_pa(s.design_temp_c, s.design_rel_humidity_fraction)
    state = _State(
        temp_c=column(s.design_temp_c),
        vapor_fraction=column(vapor_pa / s.design_pressure_pa),
        vapor_pa=column(vapor_pa),
        co2_pa=column(s.ambient_co2_ppm * 1e-6 * s.design_pressure_pa),
        air_mol_per_kg=None,
        settings=_flatten(s, shape),
    )
    solved = _solve(sorbent, water, state)
    _, _, co2, water_taken, water_left = (np.reshape(v, shape) for v in solved)
    feasible = co2 >= s.working_capacity_min_mol_per_kg
    co2 = np.where(feasible, co2, s.working_capacity_min_mol_per_kg)
    heat = _heat_j_per_kg(s.design_temp_c, co2, water_taken, water_left, s)
    mass = s.co2_molar_mass_kg_per_mol * co2
    return DesignPoint(
        air_mol_per_kg=co2 / (s.design_capture_fraction * s.ambient_co2_ppm * 1e-6),
        co2_swing_mol_per_kg=co2,
        heat_j_per_kg=heat,
        heat_kwh_per_t=heat / mass / KJ_PER_KWH,
        productivity_kg_per_kg_h=mass / (s.adsorption_time_h + s.desorption_time_h),
        feasible=feasible,
    )


def air_per_kg(
    temp_c: Floats, pressure_pa: Floats, settings: TvsaSettings, design: DesignPoint
) -> Floats:
    """Air that passes a kg of sorbent in a cycle: fixed at the design point, then by density.

    Parameters
    ----------
    temp_c, pressure_pa : ndarray
        Air [degC], [Pa].
    settings : TvsaSettings
        Numbers of the cycle.
    design : DesignPoint
        Design point of the same sorbent and settings.

    Returns
    -------
    ndarray
        Air [mol/kg].
    """
    density = (pressure_pa / settings.design_pressure_pa) * (
        (settings.design_temp_c + ZERO_CELSIUS_K) / (temp_c + ZERO_CELSIUS_K)
    )
    return np.asarray(design.air_mol_per_kg * density)


def completed(
    temp: Floats,
    air: Floats,
    bed_c: Floats,
    y: Floats,
    co2: Floats,
    water_taken: Floats,
    water_left: Floats,
    settings: TvsaSettings,
    design: DesignPoint,
) -> TvsaCycle:
    """Heat, productivity and idle code of a cycle whose two unknowns are solved.

    Parameters
    ----------
    temp, air : ndarray
        Air temperature [degC] and air per kg of sorbent and cycle [mol/kg].
    bed_c, y : ndarray
        Bed temperature [degC] and CO2 fraction of the product gas [-].
    co2, water_taken, water_left : ndarray
        Swings and residual water [mol/kg].
    settings : TvsaSettings
        Numbers of the cycle.
    design : DesignPoint
        Design point of the same sorbent and settings.

    Returns
    -------
    TvsaCycle
    """
    heat_kg = _heat_j_per_kg(temp, co2, water_taken, water_left, settings)
    some = co2 > 0.0
    co2_safe = np.where(some, co2, 1.0)
    heat_t = heat_kg / (settings.co2_molar_mass_kg_per_mol * co2_safe) / KJ_PER_KWH
    swings = co2 > NO_SWING_MOL_PER_KG
    idle = np.where(swings & (co2 >= settings.working_capacity_min_mol_per_kg), 0, 2)
    idle = np.where(swings & (heat_t > settings.heat_max_kwh_per_t), 3, idle)
    idle = np.where(temp < settings.contactor_temp_min_c, 1, idle)
    idle = np.where(design.feasible, idle, 4)
    runs = idle == 0
    duration = settings.adsorption_time_h + settings.desorption_time_h * np.where(
        runs, heat_kg / design.heat_j_per_kg, 1.0
    )
    productivity = settings.co2_molar_mass_kg_per_mol * co2 / duration
    return TvsaCycle(
        co2_swing_mol_per_kg=co2,
        water_swing_mol_per_kg=water_taken,
        water_residual_mol_per_kg=water_left,
        bed_temp_c=bed_c,
        product_co2_fraction=y,
        air_mol_per_kg=air,
        heat_kwh_per_t=np.where(runs, heat_t, np.nan),
        heat_j_per_kg=np.where(runs, heat_kg, np.nan),
        productivity_kg_per_kg_h=np.where(runs, productivity, np.nan),
        idle_code=idle,
    )


def cycle(
    sorbent: Sorbent,
    water: GabIsotherm | None,
    temp_c: ArrayLike,
    rel_humidity: ArrayLike,
    pressure_pa: ArrayLike,
    settings: TvsaSettings,
    design: DesignPoint | None = None,
) -> TvsaCycle:
    """Cyclic steady state of a TVSA plant in ambient air.

    Parameters
    ----------
    sorbent : Sorbent
        CO2 side of the sorbent.
    water : GabIsotherm or None
        Water isotherm, of this sorbent or of another that the user named; None is allowed
        in dry air only.
    temp_c : array_like
        Air temperature [degC], -60 to 60, shape (case, 1, period) or any that broadcasts.
    rel_humidity : array_like
        Relative humidity [-], 0 to 1.
    pressure_pa : array_like
        Air pressure [Pa], 50,000 to 110,000.
    settings : TvsaSettings
        Numbers of the cycle, scalars or (case, 1, 1).
    design : DesignPoint, optional
        Design point of the same sorbent and settings, where it is known already.

    Returns
    -------
    TvsaCycle
        Loadings, heat, productivity and idle code, broadcast shape.

    Raises
    ------
    InputError
        Weather out of bounds; humid air with a sorbent that has no water isotherm.

    Notes
    -----
    The air per kg and cycle is fixed at the design point, where the plant takes the design
    share of the passing CO2; it then follows density. The approach to equilibrium in
    adsorption is that of a linear driving force, limited by ``adsorption_approach_max``.
    Isotherms: Young et al. (2021), Energy Environ. Sci., doi:10.1039/D1EE01272J. A period is
    idle when too cold, when the swing is too small or when the heat is above its limit.

    Examples
    --------
    See ``tests/model/test_tvsa.py`` for the table of check values; the face
    ``dacaidc_xl.studies.components.heat_demand`` calls it with the default settings.
    """
    temp, humidity, pressure, _ = air_state.check_air(temp_c, rel_humidity, pressure_pa)
    if water is None and np.any(humidity > 0.0):
        raise InputError(
            f"sorbent {sorbent.name}",
            "no water isotherm",
            "dry air, or the parameter water_isotherm_of naming a row that has one",
        )
    if design is None:
        design = design_point(sorbent, water, settings)
    vapor_pa = air_state.vapor_pressure_pa(temp, humidity)
    air = air_per_kg(temp, pressure, settings, design)
    everything = [temp, vapor_pa / pressure, vapor_pa, pressure + 0.0 * vapor_pa, air]
    everything += [getattr(settings, f.name) for f in fields(settings)]
    shape = np.broadcast_shapes(*(np.shape(v) for v in everything))

    def column(value: Floats) -> Floats:
        return np.broadcast_to(value, shape).ravel()

    state = _State(
        temp_c=column(temp),
        vapor_fraction=column(vapor_pa / pressure),
        vapor_pa=column(vapor_pa),
        co2_pa=column(settings.ambient_co2_ppm * 1e-6 * pressure),
        air_mol_per_kg=column(air),
        settings=_flatten(settings, shape),
    )
    solved = _solve(sorbent, water, state)
    bed_c, y, co2, water_taken, water_left = (np.reshape(v, shape) for v in solved)
    return completed(
        np.broadcast_to(temp, shape),
        np.broadcast_to(air, shape),
        bed_c,
        y,
        co2,
        water_taken,
        water_left,
        settings,
        design,
    )
