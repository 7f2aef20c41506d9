"""Our values for the checks of ``checks.csv``: one function an id, each by the public kernels."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial

import numpy as np
from CoolProp.CoolProp import PropsSI

from dacaidc_xl.model import baselines, dac_power, economics, emissions, heat_pump, tvsa
from dacaidc_xl.model import refrigerant_cycle as cycles
from dacaidc_xl.model.co2_compression import co2_compression_kwh_per_t
from dacaidc_xl.model.flows import Flows
from dacaidc_xl.model.psychrometrics import saturation_pressure_pa, wet_bulb_c
from dacaidc_xl.model.sorbent import co2_dry_mol_per_kg, co2_wet_mol_per_kg, water_mol_per_kg
from dacaidc_xl.reference.dac_weather import published_weather
from dacaidc_xl.reference.geography import state_index
from dacaidc_xl.reference.grid import state_grid_intensity
from dacaidc_xl.reference.loads import datacenter_load
from dacaidc_xl.reference.money import to_usd2024
from dacaidc_xl.reference.sorbents import find_sorbent
from tests.model.support import settings, state_plant

SEA_LEVEL_PA = 101_325.0
KG_PER_LB = 0.45359237
DIRECT_TO_CHIP_EVAP_C = 42.0
"""Evaporating temperature of the direct-to-chip class: 55 - 10 - 3 [degC]."""

OURS: dict[str, Callable[[], float]] = {}


def check(name: str, *arguments: object) -> Callable[..., Callable[..., float]]:
    """Register a function, with some arguments, as our value of a check."""

    def register(function: Callable[..., float]) -> Callable[..., float]:
        OURS[name] = partial(function, *arguments)
        return function

    return register


# --- moist air -------------------------------------------------------------------------------


@check("ashrae_psat_m20", -20.0)
@check("ashrae_psat_5", 5.0)
@check("ashrae_psat_25", 25.0)
@check("ashrae_psat_50", 50.0)
@check("iapws_psat_20", 20.0)
@check("iapws_psat_40", 40.0)
def saturation(temp_c: float) -> float:
    """Saturation pressure of water [Pa]."""
    return float(saturation_pressure_pa(temp_c))


@check("ashrae_wet_bulb")
def wet_bulb_of_example_1() -> float:
    """Wet bulb of 40 degC with W = 0.0065 at sea level [degC]."""
    vapor_pa = 0.0065 * SEA_LEVEL_PA / (0.621945 + 0.0065)
    return float(wet_bulb_c(40.0, vapor_pa / saturation_pressure_pa(40.0), SEA_LEVEL_PA))


@check("water_latent_heat")
def latent_heat() -> float:
    """Heat of vaporization that the model uses [MJ/kg]."""
    return float(settings().dac_power.water_latent_heat_mj_per_kg)


# --- heat pump -------------------------------------------------------------------------------


@check("arpagaus_lift_70", 120.0, 70.0)
@check("arpagaus_lift_30", 120.0, 30.0)
@check("arpagaus_commercial_lift_40", 110.0, 40.0)
@check("arpagaus_commercial_lift_95", 110.0, 95.0)
@check("dea_302a_55_to_115", 115.0, 60.0)
def cop_on_external_temperatures(sink_c: float, lift_k: float) -> float:
    """COP_el between constant source and sink: pinches of 3 and 5 K, all losses, ``auto``."""
    s = settings()
    pump = heat_pump.evaluate(s.fluid, sink_c - lift_k - 3.0, sink_c + 5.0, s.heat_pump)
    return float(pump.cop)


@check("arpagaus_carnot_share")
def share_of_carnot() -> float:
    """COP_el of the direct-to-chip class over Carnot from 45 to 110 degC [-]."""
    return cop_direct_to_chip() / float(heat_pump.carnot_cop(45.0, 110.0))


@check("dea_302a")
def cop_direct_to_chip() -> float:
    """COP_el of the direct-to-chip class: 55 to 45 degC water, 110 degC hot water."""
    s = settings()
    return float(heat_pump.evaluate(s.fluid, DIRECT_TO_CHIP_EVAP_C, 115.0, s.heat_pump).cop)


@check("measured_r1233zd", "R1233zd(E)", 0.0, 52.0, 115.0)
@check("measured_r1233zd_ihx", "R1233zd(E)", 0.5, 52.0, 115.0)
@check("measured_r1336mzz", "R1336MZZZ", 0.0, 52.0, 115.0)
@check("measured_r1336mzz_ihx", "R1336MZZZ", 0.6, 52.0, 115.0)
@check("measured_r1224yd", "R1224YDZ", 0.0, 52.0, 115.0)
@check("measured_r1224yd_ihx", "R1224YDZ", 0.6, 52.0, 115.0)
@check("measured_wu", "R1233zd(E)", 0.0, 65.0, 145.0)
def single_stage_cop_el(fluid: str, ihx: float, evap_c: float, cond_c: float) -> float:
    """COP_el of a single stage with eta 0.72 and the model's chain of losses.

    W60/W110 of the laboratory is taken as evaporating at 60 - 5 - 3 K, condensing at 115 degC.
    """
    cycle = cycles.evaluate("single_stage", fluid, evap_c, cond_c, 5.0, 5.0, ihx, 0.72)
    return float(cycle.cop) * 0.97 * 0.94 * 0.98


@check("cycle_r1233zd_50_110", "R1233zd(E)", 0.0)
@check("cycle_r1336mzz_50_110", "R1336MZZZ", 0.7)
def cycle_cop(fluid: str, ihx: float) -> float:
    """COP of the ideal cycle at 50/110 degC, eta 0.75, motor excluded."""
    return float(cycles.evaluate("single_stage", fluid, 50.0, 110.0, 5.0, 5.0, ihx, 0.75).cop)


# --- sorbent ---------------------------------------------------------------------------------


@check("young_dry_25c_40pa", 25.0, 40.0)
@check("young_dry_100c_20kpa", 100.0, 20_000.0)
def young_dry(temp_c: float, pressure_pa: float) -> float:
    """Dry loading of Young's fit [mol/kg]."""
    sorbent = find_sorbent("lewatit_young2021").isotherm
    return float(co2_dry_mol_per_kg(sorbent, temp_c + 273.15, pressure_pa, 8.314))


@check("young_water_25c_50")
def young_water() -> float:
    """Water loading at 25 degC and 50 % [mol/kg]."""
    sorbent = find_sorbent("lewatit_young2021").isotherm
    return float(water_mol_per_kg(sorbent.water, 298.15, 0.5, 8.314))


@check("young_wadst_25c_55")
def young_wadst() -> float:
    """CO2 loading at 25 degC, 40 Pa and 55 % [mol/kg]."""
    sorbent = find_sorbent("lewatit_young2021").isotherm
    water = water_mol_per_kg(sorbent.water, 298.15, 0.55, 8.314)
    return float(co2_wet_mol_per_kg(sorbent, 298.15, 40.0, water, 8.314))


# --- the DAC plant by weather ----------------------------------------------------------------


def plant_in_air(temp_c, rel_humidity_pct, **overrides):
    """Heat, power without compression [kWh/t] and water [t/t] of the default plant at 420 ppm."""
    s = settings(ambient_co2_ppm=420, **overrides)
    humidity = np.asarray(rel_humidity_pct, dtype=float) / 100.0
    sorbent, water = s.process.sorbent, s.process.water
    cycle = tvsa.cycle(sorbent, water, temp_c, humidity, SEA_LEVEL_PA, s.tvsa)
    power = dac_power.mechanistic_power(cycle, temp_c, humidity, SEA_LEVEL_PA, s.dac_power)
    return (
        cycle.heat_kwh_per_t,
        power.dac_kwh_per_t,
        cycle.water_per_co2_mol * 0.018015268 / 0.04401,
    )


@cache
def _air(temp_c: float, rel_humidity_pct: float) -> tuple[float, ...]:
    return tuple(float(value) for value in plant_in_air(temp_c, rel_humidity_pct))


HEAT, POWER, WATER = range(3)


@check("jajjawi_heat_0c_50", 0.0, 50.0, HEAT)
@check("jajjawi_heat_20c_20", 20.0, 20.0, HEAT)
@check("jajjawi_heat_20c_50", 20.0, 50.0, HEAT)
@check("jajjawi_heat_20c_90", 20.0, 90.0, HEAT)
@check("jajjawi_heat_40c_50", 40.0, 50.0, HEAT)
@check("jajjawi_power_20c_50", 20.0, 50.0, POWER)
@check("jajjawi_water_20c_50", 20.0, 50.0, WATER)
@check("sendi_heat_10c_50", 10.0, 50.0, HEAT)
@check("sendi_heat_20c_20", 20.0, 20.0, HEAT)
@check("sendi_heat_20c_50", 20.0, 50.0, HEAT)
@check("sendi_heat_20c_90", 20.0, 90.0, HEAT)
@check("sendi_power_20c_50", 20.0, 50.0, POWER)
@check("wiegner_heat_20c_50", 20.0, 50.0, HEAT)
@check("climeworks_hinwil_heat", 9.0, 75.0, HEAT)
@check("climeworks_hinwil_power", 9.0, 75.0, POWER)
def by_weather(temp_c: float, rel_humidity_pct: float, which: int) -> float:
    """One figure of the default mechanistic plant."""
    return _air(temp_c, rel_humidity_pct)[which]


@cache
def heat_ratios(source: str) -> np.ndarray:
    """Our heat over the published, at every printed point where our plant runs [-]."""
    curves = published_weather(source).curves
    temps = np.concatenate([np.full(c.rel_humidity.size, c.temp_c) for c in curves])
    humidities = np.concatenate([c.rel_humidity for c in curves])
    theirs = np.concatenate([c.heat_kwh_per_t for c in curves])
    ratios = plant_in_air(temps, 100.0 * humidities)[HEAT] / theirs
    return np.asarray(ratios[np.isfinite(ratios)])


@check("jajjawi_heat_median", "jajjawi", np.median)
@check("jajjawi_heat_lowest", "jajjawi", np.min)
@check("jajjawi_heat_highest", "jajjawi", np.max)
@check("sendi_heat_median", "sendi", np.median)
@check("sendi_heat_lowest", "sendi", np.min)
@check("sendi_heat_highest", "sendi", np.max)
def heat_ratio(source: str, statistic: Callable[[np.ndarray], float]) -> float:
    """Median or extreme of our heat over the published [-]."""
    return float(statistic(heat_ratios(source)))


def _fixed(which: str) -> float:
    process = settings(dac_model="fixed").process
    return float(getattr(process, f"fixed_{which}_kwh_per_t"))


@check("beuttler_heat", "heat")
@check("beuttler_power", "power")
def fixed_figure(which: str) -> float:
    """What the fixed model takes [kWh/t]."""
    return _fixed(which)


@check("wuppertal_electricity_fixed")
def electricity_with_heat_pump_fixed() -> float:
    """Fixed plant on direct-to-chip heat, without compression [kWh/t]."""
    s = settings(dac_model="fixed")
    cop = heat_pump.evaluate(s.fluid, DIRECT_TO_CHIP_EVAP_C, s.cond_temp_c, s.heat_pump).cop
    return _fixed("power") + _fixed("heat") / float(cop)


@check("wuppertal_heat_pump_share")
def heat_pump_share() -> float:
    """Share of the heat pump in the electricity of the fixed plant [-]."""
    return 1.0 - _fixed("power") / electricity_with_heat_pump_fixed()


@check("wuppertal_electricity_mechanistic")
def electricity_with_heat_pump_mechanistic() -> float:
    """Default plant at 9 degC and 75 % on direct-to-chip heat, without compression [kWh/t]."""
    heat, power, _ = _air(9.0, 75.0)
    return power + heat / cop_direct_to_chip()


@check("okosun_liquid_electric")
def liquid_electric() -> float:
    """Electricity of the electrified liquid-solvent plant at 20 degC, 50 % [kWh/t]."""
    return float(baselines.liquid_electric_kwh_per_t(20.0, 0.5))


@check("vacuum_20kpa")
def vacuum() -> float:
    """Vacuum pumping of pure CO2 from 20 kPa [kWh/t]."""
    work = dac_power.vacuum_work_j_per_mol(20_000.0, SEA_LEVEL_PA, 30.0, 2, 1.33, 0.7)
    return float(work) / 0.04401 / 3600.0


@check("dea_403a_compression", SEA_LEVEL_PA)
@check("compression_150bar", 1e5)
def compression(inlet_pa: float) -> float:
    """Compression to 150 bar at 30 degC, six stages, 0.8 [kWh/t]."""
    return float(co2_compression_kwh_per_t(30.0, inlet_pa, 150.0, 6, 0.8)[0])


# --- emissions -------------------------------------------------------------------------------


def _one_tonne(electricity_mwh: float, heat_electricity_mwh: float = 0.0) -> Flows:
    """Flows of one captured tonne that takes so much electricity."""
    one, none = np.ones((1, 1, 1)), np.zeros((1, 1, 1))
    return Flows(
        contributions=("one",),
        captured_t=one,
        recovered_mwh=none,
        delivered_mwh=none,
        heat_electricity_mwh=one * heat_electricity_mwh,
        dac_electricity_mwh=one * electricity_mwh,
        compression_electricity_mwh=none,
        credit_mwh=none,
        fuel_mwh_lhv=none,
        recovered_peak_kw=none,
        refrigerant_peak_kw=none,
        heat_source_capex_usd=none,
        heat_source_om_usd_per_yr=none,
    )


@check("deutz_bardow_hinwil", 0.7, 125.0)
@check("deutz_bardow_hellisheidi", 0.7, 12.0)
def capture_efficiency(electricity_mwh: float, grid_kg_per_mwh: float) -> float:
    """Net removal over captured with waste heat, their electricity and embodied 60 kg/t [%]."""
    s = settings(embodied_emissions_kg_per_t=60).emissions
    grid, hours = np.full((1, 1, 1), grid_kg_per_mwh), np.full((1, 1, 1), 8760.0)
    account = emissions.account(_one_tonne(electricity_mwh), grid, hours, s)
    return 100.0 * float(account.net_removal_t.sum())


@check("break_even_boiler", 0.99)
@check("break_even_heat_pump", 2.7)
def break_even(heat_per_electricity: float) -> float:
    """Break-even intensity at 2.0 MWh heat and 0.4 MWh power a tonne, nothing embodied [t/MWh]."""
    s = settings(embodied_emissions_kg_per_t=0, transport_loss_fraction=0).emissions
    flows = _one_tonne(0.4, 2.0 / heat_per_electricity)
    any_grid, hours = np.full((1, 1, 1), 300.0), np.full((1, 1, 1), 8760.0)
    account = emissions.account(flows, any_grid, hours, s)
    return float(emissions.break_even_kg_per_mwh(flows, account, s)[0]) / 1000.0


@check("egrid_wv", "WV")
@check("egrid_vt", "VT")
def egrid(abbr: str) -> float:
    """Rate of a state in eGRID2023 [kg/MWh]."""
    annual = state_grid_intensity("egrid2023", 2023, "flat").annual_kg_per_mwh
    return float(annual[state_index()[abbr]])


@check("power_sector_wv", "WV")
@check("power_sector_wy", "WY")
def egrid_lb(abbr: str) -> float:
    """Rate of a state in eGRID2023 [lb/MWh]."""
    return egrid(abbr) / KG_PER_LB


@check("epri_2023", 2023)
@check("epri_2024", 2024)
@check("epri_2030_medium", 2030)
def national_load(year: int) -> float:
    """Sum of the states' data-center loads [TWh]."""
    return float(np.nansum(datacenter_load(year).mwh_per_yr)) / 1e6


# --- cost ------------------------------------------------------------------------------------


@check("crf_8_20")
def capital_recovery() -> float:
    """Capital recovery factor at 8 % over 20 years [1/yr]."""
    return float(economics.capital_recovery_factor(0.08, 20.0))


@check("levelized_45q")
def levelized_45q() -> float:
    """Twelve years of 45Q levelized over twenty at 8 % [-]."""
    credit = economics.credit_45q_usd(np.array([1e5]), settings().economics)
    return float(credit[0]) / (180.0 * 1e5 * 0.999)


@check("belfer_net_cost")
def median_net_cost_2030() -> float:
    """Median over the states of LCCC net, 2030 on Cambium, sites of 100 MW [USD2024/t]."""
    return float(np.nanmedian(state_plant("2030").integrated.lccc_net_usd_per_t))


@check("young_2023_cost")
@check("sievert_2024_cost")
def median_gross_cost_2030() -> float:
    """Median over the states of LCCC gross, 2030, sites of 100 MW [USD2024/t]."""
    return float(np.nanmedian(state_plant("2030").integrated.lccc_gross_usd_per_t))


@check("climeworks_2017_cost")
def median_capture_cost_2023() -> float:
    """Median LCCC gross of today's plant less transport and storage [USD of 2017 per t]."""
    system = state_plant("base_2023").integrated
    lines = [economics.COST_LINES.index(name) for name in ("transport", "storage")]
    storage = system.cost_usd[..., lines].sum(axis=(1, 2)) / system.captured_t
    median = float(np.median(system.lccc_gross_usd_per_t - storage))
    return median / float(to_usd2024(1.0, "USD", 2017))


def independent(name: str) -> float:
    """Value of an independent calculation that ``checks.csv`` prints, for a test of the print."""
    if name.startswith("iapws_psat_"):
        temp_k = float(name.rsplit("_", 1)[1]) + 273.15
        return float(PropsSI("P", "T", temp_k, "Q", 1, "Water"))
    if name == "water_latent_heat":
        vapor, liquid = (PropsSI("H", "T", 303.15, "Q", q, "Water") for q in (1, 0))
        return float(vapor - liquid) / 1e6
    raise KeyError(name)
