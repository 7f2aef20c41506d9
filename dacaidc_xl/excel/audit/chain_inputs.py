"""The inputs of the chain: constants, values of the run, air, grid and prices of the place."""

from __future__ import annotations

from dacaidc_xl.excel.audit.step import Over, Section, constant, from_engine, given, parameter
from dacaidc_xl.model import constants

RUN, CASE, MONTH = Over.RUN, Over.CASE, Over.MONTH

CONSTANTS = Section(
    "Constants",
    (
        constant(
            "zero_celsius_k", constants.ZERO_CELSIUS_K, "K", "0 degC in kelvin",
            "model.constants.ZERO_CELSIUS_K",
        ),
        constant(
            "kg_per_t", constants.KG_PER_T, "kg/t", "kilograms in a metric ton",
            "model.constants.KG_PER_T",
        ),
        constant(
            "kw_per_mw", constants.KW_PER_MW, "kW/MW", "kilowatts in a megawatt",
            "model.constants.KW_PER_MW",
        ),
        constant(
            "hours_per_year", constants.HOURS_PER_YEAR, "h", "hours of the model's year",
            "model.constants.HOURS_PER_YEAR",
        ),
    ),
)  # fmt: skip

PLACE = Section(
    "Inputs of the place: air, grid, prices",
    (
        given("hours", MONTH, "h", "hours of the month"),
        given("temp_c", MONTH, "degC", "air temperature, mean of the month"),
        given("rel_humidity_pct", MONTH, "%", "relative humidity of the air, mean of the month"),
        given("pressure_pa", MONTH, "Pa", "air pressure, mean of the month"),
        from_engine(
            "wet_bulb_c", MONTH, "degC",
            "wet bulb of temperature, humidity and pressure (solved by iteration)",
            "model.psychrometrics.wet_bulb_c",
        ),
        given("grid_kg_per_mwh", MONTH, "kg/MWh", "grid intensity of the scenario"),
        given("electricity_usd_per_mwh", MONTH, "USD/MWh", "industrial electricity price"),
        given(
            "gas_usd_per_mwh_lhv", CASE, "USD/MWh",
            "industrial gas price on lower heating value; blank where none is known",
        ),
    ),
)  # fmt: skip

RUN_DATA_CENTER = Section(
    "Inputs of the run: data center",
    (
        parameter("reference_aidc_capacity_mw"),
        parameter("energy_share", of_classes=True),
        parameter("utilization", of_classes=True),
        parameter("liquid_share", of_classes=True),
        parameter("return_temp_c", of_classes=True),
        parameter("loop_cooling_k", of_classes=True),
        parameter("recovery_fraction", of_classes=True),
        parameter("rejection", of_classes=True),
        parameter("power_loss_fraction"),
        parameter("loss_in_hall_share"),
        parameter("fan_power_fraction"),
        parameter("loop_pump_power_fraction"),
        parameter("retrofit_share"),
        parameter("age_factor"),
        parameter("residual_air_supply_temp_c"),
        parameter("residual_air_return_temp_c"),
        parameter("tower_approach_k"),
        parameter("tower_exchanger_approach_k"),
        parameter("chiller_carnot_fraction"),
        parameter("chiller_cop_max"),
        parameter("chiller_evaporator_approach_k"),
        parameter("chiller_condenser_approach_k"),
        parameter("chiller_lift_min_k"),
        parameter("tower_power_fraction"),
        parameter("dry_cooler_approach_k"),
        parameter("dry_cooler_fan_fraction"),
        parameter("cooling_credit_enabled"),
    ),
)

RUN_HEAT = Section(
    "Inputs of the run: heat pump and DAC plant",
    (
        parameter("working_fluid"),
        parameter("heat_pump_configuration"),
        given("sorbent", RUN, "-", "sorbent of the cycle, or the published DAC plant"),
        given(
            "process_kind", RUN, "-",
            "DAC plant: mechanistic (cycle of the sorbent), fixed or table (published figures)",
        ),
        given("dac_heat_temp_c", RUN, "degC", "temperature of the heat that the DAC plant takes"),
        parameter("bed_approach_k"),
        parameter("hot_loop_drop_k"),
        parameter("condenser_pinch_k"),
        parameter("evaporator_pinch_k"),
        parameter("carnot_fraction"),
        parameter("heat_pump_heat_loss_fraction"),
        parameter("drive_efficiency"),
        parameter("heat_pump_pump_fraction"),
        parameter("nameplate_quantile"),
        parameter("dac_availability_fraction"),
        parameter("backup_heat"),
        parameter("electric_boiler_efficiency"),
        parameter("gas_boiler_efficiency_lhv"),
    ),
)  # fmt: skip

RUN_EMISSIONS = Section(
    "Inputs of the run: emissions",
    (
        parameter("embodied_emissions_kg_per_t"),
        parameter("transport_loss_fraction"),
        parameter("refrigerant_charge_kg_per_kw"),
        parameter("refrigerant_leakage_fraction_per_yr"),
        given("refrigerant_gwp", RUN, "kg/kg", "warming potential of the working fluid, 100 years"),
        parameter("gas_combustion_kg_per_mwh_lhv"),
        parameter("gas_upstream_kg_per_mwh_lhv"),
        parameter("second_supply_share"),
        given(
            "second_supply_intensity_kg_per_mwh", RUN, "kg/MWh",
            "intensity of the second supply that was chosen",
        ),
        parameter("ratio_emissions_min_kg_per_mwh"),
    ),
)  # fmt: skip

RUN_COST = Section(
    "Inputs of the run: cost, in 2024 USD",
    (
        parameter("real_discount_rate"),
        parameter("plant_life_yr"),
        parameter("dac_capex_usd_per_t_yr"),
        parameter("dac_capex_reference_scale_t_per_yr"),
        parameter("dac_capex_scale_exponent"),
        parameter("contactor_share"),
        parameter("dac_fixed_om_fraction_per_yr"),
        parameter("heat_pump_capex_usd_per_kw"),
        parameter("heat_pump_fixed_om_fraction_per_yr"),
        parameter("electric_boiler_capex_usd_per_kw"),
        parameter("electric_boiler_fixed_om_fraction_per_yr"),
        parameter("gas_boiler_capex_usd_per_kw"),
        parameter("gas_boiler_fixed_om_fraction_per_yr"),
        parameter("heat_recovery_capex_usd_per_kw"),
        parameter("sorbent_price_usd_per_kg"),
        parameter("sorbent_life_yr"),
        given(
            "second_supply_price_usd_per_mwh", RUN, "USD/MWh",
            "price of the second supply that was chosen",
        ),
        parameter("waste_heat_price_usd_per_mwh"),
        parameter("co2_transport_cost_usd_per_t"),
        parameter("co2_storage_cost_usd_per_t"),
        parameter("credit_45q_enabled"),
        parameter("credit_45q_usd_per_t"),
        parameter("credit_45q_duration_yr"),
        parameter("credit_45q_min_t_per_yr"),
        parameter("lccc_net_min_share"),
    ),
)  # fmt: skip

INPUTS = (CONSTANTS, PLACE, RUN_DATA_CENTER, RUN_HEAT, RUN_EMISSIONS, RUN_COST)
