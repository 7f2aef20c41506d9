"""The chain from sizing over operation to the flows of each server class and the backup."""

from __future__ import annotations

from dacaidc_xl.excel.audit.step import SOURCES, Over, Section, computed
from dacaidc_xl.reference.parameters import SERVER_CLASSES

CASE, MONTH = Over.CASE, Over.MONTH

OPERATION = Section(
    "Sizing and operation: what is captured",
    (
        computed(
            "potential_t_per_h", MONTH, "t/h",
            "capture that all available heat could drive = heat / heat per tonne; 0 where idle",
            "model.dispatch.operate",
            "IF({dac_operating}=1,{available_heat_mw}/({dac_heat_kwh_per_t}/{kw_per_mw}),0)",
        ),
        computed(
            "hours_up_to_potential_h", MONTH, "h",
            "hours of all months whose potential is no larger than this month's",
            "model.dispatch.lower_quantile_rate",
            "SUMPRODUCT(--({potential_t_per_h:months}<={potential_t_per_h}),{hours:months})",
        ),
        computed(
            "quantile_candidate_t_per_h", MONTH, "t/h",
            "the month's potential where those hours reach the quantile, else the largest",
            "model.dispatch.lower_quantile_rate",
            "IF({hours_up_to_potential_h}>={nameplate_quantile}*SUM({hours:months})*(1-1E-9),"
            "{potential_t_per_h},MAX({potential_t_per_h:months}))",
        ),
        computed(
            "design_rate_t_per_h", CASE, "t/h",
            "design rate = hours-weighted lower quantile of the potential: the least candidate",
            "model.dispatch.lower_quantile_rate", "MIN({quantile_candidate_t_per_h:months})",
        ),
        computed(
            "nameplate_t_per_yr", CASE, "t/yr", "design rate x hours of the year",
            "model.plant.evaluate", "{design_rate_t_per_h}*{hours_per_year}",
        ),
        computed(
            "rate_t_per_h", MONTH, "t/h",
            "capture while available = the lesser of potential and design rate; with a backup the "
            "design rate",
            "model.dispatch.operate",
            'IF({backup_heat}="none",MIN({potential_t_per_h},{design_rate_t_per_h}),'
            "IF({dac_operating}=1,{design_rate_t_per_h},0))",
        ),
        computed(
            "sorbent_needed_kg", MONTH, "kg", "sorbent for that rate = rate / productivity",
            "model.dispatch.operate",
            "IF({dac_operating}=1,{kg_per_t}*{rate_t_per_h}/{productivity_kg_per_kg_h},0)",
        ),
        computed(
            "sorbent_inventory_kg", CASE, "kg", "sorbent in the plant: the largest need",
            "model.dispatch.Sizing.inventory_kg", "MAX({sorbent_needed_kg:months})",
        ),
        computed(
            "heat_needed_mw", MONTH, "MW", "heat for that rate = rate x heat per tonne",
            "model.dispatch.operate",
            "IF({dac_operating}=1,{rate_t_per_h}*{dac_heat_kwh_per_t}/{kw_per_mw},0)",
        ),
        computed(
            "use_share", MONTH, "-", "share of the available heat that is used while available",
            "model.dispatch.operate",
            "IF({available_heat_mw}>0,MIN({heat_needed_mw},{available_heat_mw})"
            "/{available_heat_mw},0)",
        ),
        computed(
            "backup_heat_mw", MONTH, "MW", "heat that a backup fills up; 0 without one",
            "model.dispatch.operate",
            'IF({backup_heat}="none",0,MAX({heat_needed_mw}-{available_heat_mw},0))',
        ),
        computed(
            "running_h", MONTH, "h", "availability x hours", "model.dispatch.operate",
            "{dac_availability_fraction}*{hours}", adds_up=True,
        ),
        computed(
            "captured_t", MONTH, "t", "captured = rate x running hours", "model.dispatch.operate",
            "{rate_t_per_h}*{running_h}", adds_up=True,
        ),
    ),
)  # fmt: skip

FLOWS = Section(
    "Flows by server class and backup",
    (
        computed(
            "recovered_mwh", MONTH, "MWh",
            "heat taken from the data center = recoverable heat x share used x running hours",
            "model.flows.Flows.recovered_mwh",
            "{heat_pump_runs}*{recoverable_mw}*{use_share}*{running_h}", SERVER_CLASSES,
            adds_up=True,
        ),
        computed(
            "delivered_mwh", MONTH, "MWh",
            "heat delivered to the bed = heat taken x heat delivered per heat taken; of the "
            "backup: its heat x running hours",
            "model.flows.Flows.delivered_mwh", "{recovered_mwh}*{delivered_per_source}", SOURCES,
            "{backup_heat_mw}*{running_h}", adds_up=True,
        ),
        computed(
            "part_captured_t", MONTH, "t", "captured in the share of the heat delivered",
            "model.flows.Flows.captured_t",
            "IF(SUM({delivered_mwh:sources})>0,"
            "{captured_t}*{delivered_mwh}/SUM({delivered_mwh:sources}),0)",
            SOURCES,
            "IF(SUM({delivered_mwh:sources})>0,"
            "{captured_t}*{delivered_mwh}/SUM({delivered_mwh:sources}),0)",
            adds_up=True,
        ),
        computed(
            "heat_electricity_mwh", MONTH, "MWh",
            "electricity of the heat pump = heat taken x electricity per heat taken; of an "
            "electric backup: heat / (1 - heat loss) / efficiency",
            "model.flows.Flows.heat_electricity_mwh", "{recovered_mwh}*{electricity_per_source}",
            SOURCES,
            'IF({backup_heat}="gas",0,{delivered_mwh}/(1-{heat_pump_heat_loss_fraction})'
            "/{electric_boiler_efficiency})",
            adds_up=True,
        ),
        computed(
            "credit_mwh", MONTH, "MWh",
            "cooling electricity saved = heat taken x rejection electricity, where it is counted",
            "model.flows.Flows.credit_mwh",
            "{cooling_credit_enabled}*{recovered_mwh}*{rejection_electricity}", SERVER_CLASSES,
            adds_up=True,
        ),
        computed(
            "fuel_mwh_lhv", MONTH, "MWh",
            "fuel of a gas backup = heat / (1 - heat loss) / efficiency",
            "model.baselines.boiler_use",
            'IF({backup_heat}="gas",{delivered_mwh:backup}/(1-{heat_pump_heat_loss_fraction})'
            "/{gas_boiler_efficiency_lhv},0)",
            adds_up=True,
        ),
        computed(
            "dac_electricity_mwh", MONTH, "MWh", "captured x power without compression",
            "model.baselines.dac_electricity", "{captured_t}*{dac_power_kwh_per_t}/{kw_per_mw}",
            adds_up=True,
        ),
        computed(
            "compression_electricity_mwh", MONTH, "MWh", "captured x compression",
            "model.baselines.dac_electricity",
            "IF({dac_operating}=1,{captured_t}*{compression_kwh_per_t}/{kw_per_mw},0)",
            adds_up=True,
        ),
        computed(
            "part_added_electricity_mwh", MONTH, "MWh",
            "electricity added = heat pump or boiler + DAC plant and compression in the share of "
            "what is captured - cooling credit",
            "model.flows.Flows.added_electricity_mwh",
            "{heat_electricity_mwh}+IF({captured_t}>0,({dac_electricity_mwh}"
            "+{compression_electricity_mwh})*{part_captured_t}/{captured_t},0)-{credit_mwh}",
            SOURCES,
            "{heat_electricity_mwh}+IF({captured_t}>0,({dac_electricity_mwh}"
            "+{compression_electricity_mwh})*{part_captured_t}/{captured_t},0)",
            adds_up=True,
        ),
        computed(
            "added_electricity_mwh", MONTH, "MWh", "the same of all contributions",
            "model.flows.Flows.added_electricity_mwh", "SUM({part_added_electricity_mwh:sources})",
            adds_up=True,
        ),
        computed(
            "recovered_peak_kw", CASE, "kW", "largest heat taken while running",
            "model.flows.Flows.recovered_peak_kw",
            "{kw_per_mw}*{heat_pump_runs}*{recoverable_mw}*MAX({use_share:months})",
            SERVER_CLASSES,
        ),
        computed(
            "delivered_peak_kw", CASE, "kW", "largest heat delivered: the size of the heat pump",
            "model.flows.Flows.refrigerant_peak_kw", "{recovered_peak_kw}*{delivered_per_source}",
            SERVER_CLASSES,
        ),
        computed(
            "backup_peak_kw", CASE, "kW", "largest heat of the backup", "model.plant.evaluate",
            "{kw_per_mw}*MAX({backup_heat_mw:months})",
        ),
    ),
)  # fmt: skip
