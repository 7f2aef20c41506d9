"""The chain from the streams of a rack over the heat pump to what a tonne takes."""

from __future__ import annotations

from dacaidc_xl.excel.audit.step import Over, Section, computed, from_engine
from dacaidc_xl.reference.parameters import SERVER_CLASSES

CASE, MONTH = Over.CASE, Over.MONTH


def _chiller_cop(supply: str) -> str:
    """COP of a chiller for a supply temperature; the evaporating temperature stands thrice."""
    cold = f"({supply}-{{chiller_evaporator_approach_k}}+{{zero_celsius_k}})"
    hot = (
        f"MAX({{wet_bulb_c}}+{{chiller_condenser_approach_k}}+{{zero_celsius_k}},"
        f"{cold}+{{chiller_lift_min_k}})"
    )
    return f"MIN({{chiller_cop_max}},{{chiller_carnot_fraction}}*{cold}/({hot}-{cold}))"


def _chiller_share(supply: str, back: str) -> str:
    """Share of a stream's heat that passes a chiller: what the tower does not cool for free."""
    tower = "({wet_bulb_c}+{tower_approach_k}+{tower_exchanger_approach_k})"
    return f"1-MAX(0,MIN(1,({back}-{tower})/({back}-{supply})))"


def _wet_electricity(share: str, cop: str) -> str:
    """Chiller and tower electricity per heat."""
    return f"{share}/{cop}+{{tower_power_fraction}}*(1+{share}/{cop})"


DATA_CENTER = Section(
    "Data center: IT power, streams, PUE",
    (
        computed(
            "it_power_mw", CASE, "MW",
            "mean IT power = installed capacity / sum over classes (energy share / utilization)",
            "model.plant.it_power_mw",
            "{reference_aidc_capacity_mw}/SUMPRODUCT({energy_share:classes}/{utilization:classes})",
        ),
        computed(
            "it_mw", CASE, "MW", "IT power of the class = energy share x mean IT power",
            "model.plant.it_power_mw", "{energy_share}*{it_power_mw}", SERVER_CLASSES,
        ),
        computed(
            "supply_temp_c", CASE, "degC", "return temperature - cooling of the loop",
            "model.datacenter.DataCenter.supply_temp_c", "{return_temp_c}-{loop_cooling_k}",
            SERVER_CLASSES,
        ),
        computed(
            "recovered_stream", CASE, "-",
            "heat of the recovered stream per IT energy: liquid with its pumps, or, without "
            "liquid, air with hall losses and fans",
            "model.datacenter.evaluate",
            "IF({liquid_share}>0,{liquid_share}+{loop_pump_power_fraction}*{liquid_share},"
            "(1-{liquid_share}+{power_loss_fraction}*{loss_in_hall_share})"
            "*(1+{fan_power_fraction}))",
            SERVER_CLASSES,
        ),
        computed(
            "residual_stream", CASE, "-",
            "heat of the other stream per IT energy: the air of a liquid class",
            "model.datacenter.evaluate",
            "IF({liquid_share}>0,(1-{liquid_share}+{power_loss_fraction}*{loss_in_hall_share})"
            "*(1+{fan_power_fraction}),0)",
            SERVER_CLASSES,
        ),
        computed(
            "electricity_to_heat", CASE, "-",
            "IT, losses, fans and pumps per IT energy: 1 + losses + fans x air + pumps x liquid",
            "model.datacenter.evaluate",
            "1+{power_loss_fraction}+{fan_power_fraction}"
            "*(1-{liquid_share}+{power_loss_fraction}*{loss_in_hall_share})"
            "+{loop_pump_power_fraction}*{liquid_share}",
            SERVER_CLASSES,
        ),
        computed(
            "recoverable_per_it", CASE, "-",
            "heat that reaches the heat pump at full use, per IT energy = stream x recovery x "
            "retrofit share x age factor",
            "model.datacenter.evaluate",
            "{recovered_stream}*{recovery_fraction}*{retrofit_share}*{age_factor}", SERVER_CLASSES,
        ),
        computed(
            "chiller_share", MONTH, "-",
            "share of the recovered stream that a chiller cools if rejected wet = 1 - clip((return "
            "- tower water) / (return - supply)); tower water = wet bulb + approaches. Compare Lei "
            "and Masanet 2022, doi:10.1016/j.resconrec.2022.106323",
            "model.datacenter.reject_wet", _chiller_share("{supply_temp_c}", "{return_temp_c}"),
            SERVER_CLASSES,
        ),
        computed(
            "chiller_cop", MONTH, "-",
            "COP of its chiller = Carnot fraction x T_e / (T_c - T_e), at most its limit; T_e = "
            "supply - approach, T_c = wet bulb + approach, at least T_e + least lift, in kelvin",
            "model.datacenter.chiller_cop", _chiller_cop("{supply_temp_c}"), SERVER_CLASSES,
        ),
        computed(
            "rejection_electricity", MONTH, "-",
            "electricity to reject its heat, per heat: fans of the dry cooler where that is cold "
            "enough, else chiller share / COP + tower x (1 + chiller share / COP)",
            "model.datacenter.reject",
            'IF(AND({rejection}="dry_cooler",{temp_c}<={supply_temp_c}-{dry_cooler_approach_k}),'
            "{dry_cooler_fan_fraction},"
            + _wet_electricity("{chiller_share}", "{chiller_cop}") + ")",
            SERVER_CLASSES,
        ),
        computed(
            "residual_chiller_share", MONTH, "-", "the same share for the residual air",
            "model.datacenter.reject_wet",
            _chiller_share("{residual_air_supply_temp_c}", "{residual_air_return_temp_c}"),
        ),
        computed(
            "residual_chiller_cop", MONTH, "-", "the same COP for the residual air",
            "model.datacenter.chiller_cop", _chiller_cop("{residual_air_supply_temp_c}"),
        ),
        computed(
            "residual_rejection_electricity", MONTH, "-",
            "the same electricity for the residual air, always rejected wet",
            "model.datacenter.reject_wet",
            _wet_electricity("{residual_chiller_share}", "{residual_chiller_cop}"),
        ),
        computed(
            "pue", MONTH, "-",
            "facility over IT electricity without recovery = IT, losses and movers + streams x "
            "rejection electricity",
            "model.datacenter.evaluate",
            "{electricity_to_heat}+{recovered_stream}*{rejection_electricity}"
            "+{residual_stream}*{residual_rejection_electricity}",
            SERVER_CLASSES,
        ),
        computed(
            "it_mwh", MONTH, "MWh", "IT power x hours", "model.plant.evaluate", "{it_mw}*{hours}",
            SERVER_CLASSES, adds_up=True,
        ),
        computed(
            "facility_mwh", MONTH, "MWh", "facility electricity = IT electricity x PUE",
            "model.plant.evaluate", "{it_mwh}*{pue}", SERVER_CLASSES, adds_up=True,
        ),
        computed(
            "facility_mwh_per_yr", CASE, "MWh/yr", "facility electricity of all classes and months",
            "model.plant.evaluate", "SUM({facility_mwh:block})",
        ),
        computed(
            "annual_pue", CASE, "-", "facility electricity / IT electricity of the year",
            "model.plant.Plant.annual_pue", "SUM({facility_mwh:block})/SUM({it_mwh:block})",
        ),
    ),
)  # fmt: skip

HEAT_PUMP = Section(
    "Heat pump: from the data center's heat to the bed's",
    (
        computed(
            "cond_temp_c", CASE, "degC",
            "condensing temperature = heat of the DAC plant + hot-loop drop + condenser pinch, and "
            "for a cycle the approach of the bed",
            "studies.settings.condensing_temp_c",
            '{dac_heat_temp_c}+{hot_loop_drop_k}+{condenser_pinch_k}'
            '+IF({process_kind}="mechanistic",{bed_approach_k},0)',
        ),
        computed(
            "lift_k", CASE, "K",
            "condensing - evaporating temperature; evaporating = supply - evaporator pinch",
            "model.heat_pump.HeatPump.lift_k",
            "{cond_temp_c}-({supply_temp_c}-{evaporator_pinch_k})", SERVER_CLASSES,
        ),
        from_engine(
            "heat_pump_runs", CASE, "-",
            "1 where a heat pump is feasible: lift, pressure ratio, discharge, critical point",
            "model.heat_pump.HeatPump.feasible", SERVER_CLASSES,
        ),
        from_engine(
            "cop_cycle", CASE, "-",
            "condenser heat / shaft work of the cycle on the real fluid; blank for eta_carnot",
            "model.refrigerant_cycle.evaluate", SERVER_CLASSES,
        ),
        computed(
            "cop", CASE, "-",
            "heat delivered / electricity = cycle COP x (1 - heat loss) x drive x (1 - pumps); for "
            "eta_carnot: fraction x T_c / lift; blank where no heat pump is feasible",
            "model.heat_pump.evaluate",
            'IF({heat_pump_runs}=1,IF({heat_pump_configuration}="eta_carnot",'
            "{carnot_fraction}*({cond_temp_c}+{zero_celsius_k})/{lift_k},"
            "{cop_cycle}*(1-{heat_pump_heat_loss_fraction})*{drive_efficiency}"
            '*(1-{heat_pump_pump_fraction})),"")',
            SERVER_CLASSES,
        ),
        computed(
            "delivered_per_source", CASE, "-",
            "heat delivered / heat taken = COP_cycle / (COP_cycle - 1) x (1 - heat loss); for "
            "eta_carnot COP / (COP - 1); 0 where no heat pump is feasible",
            "model.heat_pump.HeatPump.delivered_per_source",
            'IF({heat_pump_runs}=1,IF({heat_pump_configuration}="eta_carnot",{cop}/({cop}-1),'
            "{cop_cycle}/({cop_cycle}-1)*(1-{heat_pump_heat_loss_fraction})),0)",
            SERVER_CLASSES,
        ),
        computed(
            "electricity_per_source", CASE, "-",
            "electricity / heat taken = heat delivered per heat taken / COP",
            "model.heat_pump.HeatPump.electricity_per_source",
            "IF({heat_pump_runs}=1,{delivered_per_source}/{cop},0)", SERVER_CLASSES,
        ),
        computed(
            "recoverable_mw", CASE, "MW", "heat that reaches the heat pump at full use",
            "model.plant.Plant.recoverable_mwh", "{it_mw}*{recoverable_per_it}", SERVER_CLASSES,
        ),
        computed(
            "available_mw", CASE, "MW", "heat that the class could deliver to the bed",
            "model.plant.Plant.available_mw", "{recoverable_mw}*{delivered_per_source}",
            SERVER_CLASSES,
        ),
        computed(
            "available_heat_mw", CASE, "MW", "the same of all classes", "model.plant.evaluate",
            "SUM({available_mw:classes})",
        ),
    ),
)  # fmt: skip

DAC_PLANT = Section(
    "DAC plant: what a tonne takes in the air of the month",
    (
        from_engine(
            "dac_operating", MONTH, "-", "1 where the plant can run, 0 where it is idle",
            "model.dac.DacPerformance.operating",
        ),
        from_engine(
            "dac_heat_kwh_per_t", MONTH, "kWh/t",
            "heat of the cycle per tonne (two nested roots); blank where idle",
            "model.tvsa.cycle",
        ),
        from_engine(
            "dac_fan_kwh_per_t", MONTH, "kWh/t", "contactor fans, on the swing of the cycle",
            "model.dac_power.fan_work_j_per_mol",
        ),
        from_engine(
            "dac_vacuum_kwh_per_t", MONTH, "kWh/t", "vacuum pump, on the water of the cycle",
            "model.dac_power.vacuum_work_j_per_mol",
        ),
        from_engine(
            "dac_auxiliary_kwh_per_t", MONTH, "kWh/t",
            "auxiliaries; for published plants their whole power",
            "model.dac_power.DacPower.auxiliary_kwh_per_t",
        ),
        from_engine(
            "dac_tower_kwh_per_t", MONTH, "kWh/t", "cooling tower of the DAC plant",
            "model.dac_power.DacPower.tower_kwh_per_t",
        ),
        computed(
            "dac_power_kwh_per_t", MONTH, "kWh/t",
            "power without compression = fans + vacuum + auxiliaries + tower; 0 where idle",
            "model.dac_power.DacPower.dac_kwh_per_t",
            "IF({dac_operating}=1,{dac_fan_kwh_per_t}+{dac_vacuum_kwh_per_t}"
            "+{dac_auxiliary_kwh_per_t}+{dac_tower_kwh_per_t},0)",
        ),
        from_engine(
            "compression_kwh_per_t", MONTH, "kWh/t",
            "compression to pipeline pressure on real CO2, intercooled",
            "model.co2_compression.co2_compression_kwh_per_t",
        ),
        from_engine(
            "productivity_kg_per_kg_h", MONTH, "kg/(kg h)",
            "CO2 per sorbent and hour, on the swing of the cycle; blank where idle",
            "model.dac.DacPerformance.productivity_kg_per_kg_h",
        ),
        from_engine(
            "design_productivity_kg_per_kg_h", CASE, "kg/(kg h)", "the same at the design point",
            "model.tvsa.design_point",
        ),
    ),
)  # fmt: skip
