"""The chain from flows to net removal, removal ratios, cost and LCCC."""

from __future__ import annotations

from dacaidc_xl.excel.audit.step import SOURCES, Over, Section, computed
from dacaidc_xl.model.economics import COST_LINES

CASE, MONTH = Over.CASE, Over.MONTH

_FUEL_KG = "({gas_combustion_kg_per_mwh_lhv}+{gas_upstream_kg_per_mwh_lhv})"


def _supplied(grid: str) -> str:
    """Intensity of the added electricity, the second supply counted as supplied."""
    return (
        f"((1-{{second_supply_share}})*{grid}"
        "+{second_supply_share}*{second_supply_intensity_kg_per_mwh})"
    )


_REFRIGERANT_KG_PER_KW = (
    "{refrigerant_charge_kg_per_kw}*{refrigerant_leakage_fraction_per_yr}*{refrigerant_gwp}"
)
_STANDING_PER_T = "({embodied_emissions_kg_per_t}/{kg_per_t}+{transport_loss_fraction})"

EMISSIONS = Section(
    "Emissions and net removal by month",
    (
        computed(
            "part_operational_t", MONTH, "t",
            "X of a contribution = electricity added x intensity / 1000, grid and second supply in "
            "their shares; of the backup with its fuel",
            "model.emissions.account",
            "{part_added_electricity_mwh}*" + _supplied("{grid_kg_per_mwh}") + "/{kg_per_t}",
            SOURCES,
            "({part_added_electricity_mwh}*" + _supplied("{grid_kg_per_mwh}")
            + "+{fuel_mwh_lhv}*" + _FUEL_KG + ")/{kg_per_t}",
            adds_up=True,
        ),
        computed(
            "operational_t", MONTH, "t", "X of all contributions",
            "model.emissions.Emissions.operational_t", "SUM({part_operational_t:sources})",
            adds_up=True,
        ),
        computed(
            "operational_floor_t", MONTH, "t",
            "X for the ratios: a negative grid intensity counts as 0",
            "model.emissions.Emissions.operational_floor_t",
            "({added_electricity_mwh}*" + _supplied("MAX({grid_kg_per_mwh},0)")
            + "+{fuel_mwh_lhv}*" + _FUEL_KG + ")/{kg_per_t}",
            adds_up=True,
        ),
        computed(
            "embodied_t", MONTH, "t", "captured x embodied emissions per tonne",
            "model.emissions.Emissions.embodied_t",
            "{captured_t}*{embodied_emissions_kg_per_t}/{kg_per_t}", adds_up=True,
        ),
        computed(
            "transport_leakage_t", MONTH, "t", "captured x loss in transport",
            "model.emissions.Emissions.transport_leakage_t",
            "{captured_t}*{transport_loss_fraction}", adds_up=True,
        ),
        computed(
            "refrigerant_t", MONTH, "t",
            "size of the heat pumps x charge x leakage x warming potential, by hours of the year",
            "model.emissions.Emissions.refrigerant_t",
            "SUM({delivered_peak_kw:classes})*" + _REFRIGERANT_KG_PER_KW
            + "/{kg_per_t}*{hours}/{hours_per_year}",
            adds_up=True,
        ),
        computed(
            "indirect_t", MONTH, "t", "indirect = X + embodied + transport + refrigerant",
            "model.emissions.Emissions.indirect_t",
            "{operational_t}+{embodied_t}+{transport_leakage_t}+{refrigerant_t}", adds_up=True,
        ),
        computed(
            "net_removal_t", MONTH, "t", "net removal = captured - indirect",
            "model.emissions.Emissions.net_removal_t", "{captured_t}-{indirect_t}", adds_up=True,
        ),
        computed(
            "datacenter_emissions_floor_t", MONTH, "t",
            "A, emissions of the data center before credit = facility electricity x intensity / "
            "1000; a negative one counts as 0",
            "model.plant.evaluate",
            "SUM({facility_mwh:classes})*MAX({grid_kg_per_mwh},0)/{kg_per_t}", adds_up=True,
        ),
    ),
)  # fmt: skip

CONTRIBUTIONS = Section(
    "What each server class and the backup contribute, over the year",
    (
        computed(
            "part_captured_t_per_yr", CASE, "t/yr", "captured", "model.flows.Flows.captured_t",
            "SUM({part_captured_t:months})", SOURCES, "SUM({part_captured_t:months})",
        ),
        computed(
            "part_added_electricity_mwh_per_yr", CASE, "MWh/yr", "electricity added",
            "model.flows.Flows.added_electricity_mwh", "SUM({part_added_electricity_mwh:months})",
            SOURCES, "SUM({part_added_electricity_mwh:months})",
        ),
        computed(
            "part_operational_t_per_yr", CASE, "t/yr", "X",
            "model.emissions.Emissions.operational_t", "SUM({part_operational_t:months})", SOURCES,
            "SUM({part_operational_t:months})",
        ),
        computed(
            "part_indirect_t_per_yr", CASE, "t/yr",
            "indirect = X + captured x (embodied + transport) + its refrigerant",
            "model.emissions.Emissions.indirect_t",
            "{part_operational_t_per_yr}+{part_captured_t_per_yr}*" + _STANDING_PER_T
            + "+{delivered_peak_kw}*" + _REFRIGERANT_KG_PER_KW
            + "/{kg_per_t}*SUM({hours:months})/{hours_per_year}",
            SOURCES,
            "{part_operational_t_per_yr}+{part_captured_t_per_yr}*" + _STANDING_PER_T,
        ),
        computed(
            "part_net_removal_t_per_yr", CASE, "t/yr", "net removal = captured - indirect",
            "model.emissions.Emissions.net_removal_t",
            "{part_captured_t_per_yr}-{part_indirect_t_per_yr}", SOURCES,
            "{part_captured_t_per_yr}-{part_indirect_t_per_yr}",
        ),
    ),
)  # fmt: skip

_TOTAL_FLOOR = "({datacenter_emissions_floor_t_per_yr}+{operational_floor_t_per_yr})"
_COUNTS = (
    "AND({facility_mwh_per_yr}>0,{captured_t_per_yr}>0," + _TOTAL_FLOOR
    + "*{kg_per_t}>{ratio_emissions_min_kg_per_mwh}*{facility_mwh_per_yr})"
)  # fmt: skip

REMOVAL = Section(
    "Net removal and removal ratio of the year",
    (
        computed(
            "captured_t_per_yr", CASE, "t/yr", "captured", "model.plant.System.captured_t",
            "SUM({captured_t:months})",
        ),
        computed(
            "operational_t_per_yr", CASE, "t/yr", "X: electricity and fuel that capture adds",
            "model.emissions.Emissions.operational_t", "SUM({operational_t:months})",
        ),
        computed(
            "indirect_t_per_yr", CASE, "t/yr", "indirect", "model.plant.System.indirect_t",
            "SUM({indirect_t:months})",
        ),
        computed(
            "net_removal_t_per_yr", CASE, "t/yr", "net removal = captured - indirect",
            "model.plant.System.net_removal_t", "{captured_t_per_yr}-{indirect_t_per_yr}",
        ),
        computed(
            "datacenter_emissions_floor_t_per_yr", CASE, "t/yr", "A: emissions of the data center",
            "model.plant.evaluate", "SUM({datacenter_emissions_floor_t:months})",
        ),
        computed(
            "operational_floor_t_per_yr", CASE, "t/yr", "X for the ratios",
            "model.emissions.Emissions.operational_floor_t", "SUM({operational_floor_t:months})",
        ),
        computed(
            "removal_ratio", CASE, "-",
            "captured / (A + X); blank where A + X is no more than its least per facility "
            "electricity, or nothing is captured",
            "model.emissions.ratios",
            "IF(" + _COUNTS + ",{captured_t_per_yr}/" + _TOTAL_FLOOR + ',"")',
        ),
        computed(
            "removal_ratio_net", CASE, "-", "(captured - X) / A; blank as above, or without A",
            "model.emissions.ratios",
            "IF(AND(" + _COUNTS + ",{datacenter_emissions_floor_t_per_yr}>0),"
            "({captured_t_per_yr}-{operational_floor_t_per_yr})"
            '/{datacenter_emissions_floor_t_per_yr},"")',
        ),
        computed(
            "captured_per_operational", CASE, "-", "captured / X; blank where X is not positive",
            "model.emissions.ratios",
            "IF({operational_floor_t_per_yr}>0,"
            '{captured_t_per_yr}/{operational_floor_t_per_yr},"")',
        ),
    ),
)  # fmt: skip


def _annuity(years: str) -> str:
    """Capital recovery factor over some years."""
    rate = "{real_discount_rate}"
    return f"IF({rate}>0,{rate}/(1-(1+{rate})^-{years}),1/{years})"


def _paid(electricity: str) -> str:
    """Cost of electricity over the months, at the price of the grid and of the second supply."""
    return (
        f"SUMPRODUCT({electricity}*((1-{{second_supply_share}})*{{electricity_usd_per_mwh:months}}"
        "+{second_supply_share}*{second_supply_price_usd_per_mwh}))"
    )


def _backup(stem: str) -> str:
    """Give a parameter of the boiler that the backup is."""
    return f'IF({{backup_heat}}="gas",{{gas_boiler_{stem}}},{{electric_boiler_{stem}}})'


_HEAT_PUMP_USD = "{heat_pump_capex_usd_per_kw}*SUM({delivered_peak_kw:classes})"
_BACKUP_USD = _backup("capex_usd_per_kw") + "*{backup_peak_kw}"

_LINES = {
    "dac_capex": ("capital recovery factor x investment", "{crf_per_yr}*{dac_investment_usd}"),
    "dac_fixed_om": (
        "share of the investment a year",
        "{dac_fixed_om_fraction_per_yr}*{dac_investment_usd}",
    ),
    "sorbent": (
        "price x inventory / life",
        "{sorbent_price_usd_per_kg}*{sorbent_inventory_kg}/{sorbent_life_yr}",
    ),
    "heat_source_capex": (
        "capital recovery factor x cost per kW x size, of heat pumps and backup",
        "{crf_per_yr}*(" + _HEAT_PUMP_USD + "+" + _BACKUP_USD + ")",
    ),
    "heat_source_fixed_om": (
        "share of that investment a year",
        "{heat_pump_fixed_om_fraction_per_yr}*" + _HEAT_PUMP_USD + "+"
        + _backup("fixed_om_fraction_per_yr") + "*" + _BACKUP_USD,
    ),
    "heat_recovery_capex": (
        "capital recovery factor x cost per kW x largest heat taken",
        "{crf_per_yr}*{heat_recovery_capex_usd_per_kw}*SUM({recovered_peak_kw:classes})",
    ),
    "electricity_heat": (
        "electricity of heat pumps and backup x price, month by month",
        _paid("{heat_electricity_mwh:block}"),
    ),
    "electricity_dac": (
        "electricity of the DAC plant x price, month by month",
        _paid("{dac_electricity_mwh:months}"),
    ),
    "electricity_compression": (
        "electricity of compression x price, month by month",
        _paid("{compression_electricity_mwh:months}"),
    ),
    "cooling_credit": (
        "- cooling electricity saved x price, month by month",
        "-" + _paid("{credit_mwh:block}"),
    ),
    "fuel": (
        "fuel x gas price; blank where the price is not known",
        "IF(SUM({fuel_mwh_lhv:months})>0,IF(ISNUMBER({gas_usd_per_mwh_lhv}),"
        'SUM({fuel_mwh_lhv:months})*{gas_usd_per_mwh_lhv},""),0)',
    ),
    "waste_heat": (
        "price x heat taken",
        "{waste_heat_price_usd_per_mwh}*SUM({recovered_mwh:block})",
    ),
    "transport": ("cost x stored", "{co2_transport_cost_usd_per_t}*{stored_t_per_yr}"),
    "storage": ("cost x stored", "{co2_storage_cost_usd_per_t}*{stored_t_per_yr}"),
    "credit_45q": (
        "- credit x stored, spread over the plant's life, from its least capture; where counted",
        "-{credit_45q_enabled}*IF({captured_t_per_yr}>={credit_45q_min_t_per_yr},"
        "{credit_45q_usd_per_t}*{stored_t_per_yr}*{crf_per_yr}/{crf_credit_per_yr},0)",
    ),
}  # fmt: skip
"""Words and formula of each cost line."""

COST = Section(
    "Cost and LCCC, in 2024 USD",
    (
        computed(
            "crf_per_yr", CASE, "1/yr",
            "capital recovery factor = r / (1 - (1 + r)^-life)",
            "model.economics.capital_recovery_factor", _annuity("{plant_life_yr}"),
        ),
        computed(
            "crf_credit_per_yr", CASE, "1/yr", "the same over the duration of the 45Q credit",
            "model.economics.capital_recovery_factor",
            _annuity("MIN({credit_45q_duration_yr},{plant_life_yr})"),
        ),
        computed(
            "sorbent_over_design", CASE, "-",
            "inventory over that at design productivity = inventory x productivity / design rate",
            "model.economics.annual_cost_usd",
            "IF({design_rate_t_per_h}>0,{sorbent_inventory_kg}*{design_productivity_kg_per_kg_h}"
            "/({design_rate_t_per_h}*{kg_per_t}),1)",
        ),
        computed(
            "dac_investment_usd", CASE, "USD",
            "nameplate x specific cost x (nameplate / reference scale)^(exponent - 1) x (1 - "
            "contactors + contactors x inventory over design)",
            "model.economics.dac_investment_usd",
            "{nameplate_t_per_yr}*{dac_capex_usd_per_t_yr}*(IF({nameplate_t_per_yr}>0,"
            "{nameplate_t_per_yr},1)/{dac_capex_reference_scale_t_per_yr})"
            "^({dac_capex_scale_exponent}-1)"
            "*(1-{contactor_share}+{contactor_share}*{sorbent_over_design})",
        ),
        computed(
            "stored_t_per_yr", CASE, "t/yr", "captured - loss in transport",
            "model.economics.annual_cost_usd", "{captured_t_per_yr}*(1-{transport_loss_fraction})",
        ),
        *(
            computed(
                f"cost_{line}_usd_per_yr", CASE, "USD/yr", _LINES[line][0],
                "model.economics.annual_cost_usd", _LINES[line][1],
            )
            for line in COST_LINES
        ),
        computed(
            "cost_usd_per_yr", CASE, "USD/yr", "sum of the lines; blank where one is not known",
            "model.economics.annual_cost_usd",
            "IF(ISNUMBER({cost_fuel_usd_per_yr}),"
            + "+".join(f"{{cost_{line}_usd_per_yr}}" for line in COST_LINES) + ',"")',
        ),
        computed(
            "lccc_gross_usd_per_t", CASE, "USD/t", "cost / captured",
            "model.economics.lccc_usd_per_t",
            "IF({captured_t_per_yr}>0,IF(ISNUMBER({cost_usd_per_yr}),"
            '{cost_usd_per_yr}/{captured_t_per_yr},""),"")',
        ),
        computed(
            "lccc_net_usd_per_t", CASE, "USD/t",
            "cost / net removal; blank where that is below its least share of captured",
            "model.economics.lccc_usd_per_t",
            "IF(AND({captured_t_per_yr}>0,{net_removal_t_per_yr}>0,"
            "{net_removal_t_per_yr}>={lccc_net_min_share}*{captured_t_per_yr}),"
            'IF(ISNUMBER({cost_usd_per_yr}),{cost_usd_per_yr}/{net_removal_t_per_yr},""),"")',
        ),
    ),
)  # fmt: skip
