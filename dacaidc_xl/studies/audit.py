"""Intermediate values of the reference AIDC, step by step, for those who check the arithmetic.

No physics: what the engine computed is laid out by month (`month_table`) and by year
(`year_table`), and the values of the run beside them (`run_table`). A blank is a figure that
does not exist, such as the heat per tonne of an idle month.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from dacaidc_xl.model import datacenter
from dacaidc_xl.model.constants import HOURS_PER_YEAR, KG_PER_T, KW_PER_MW
from dacaidc_xl.model.economics import COST_LINES, capital_recovery_factor
from dacaidc_xl.model.plant import Plant
from dacaidc_xl.reference.parameters import Parameters

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]

CLASS_PARAMETERS = ("utilization", "energy_share")
"""Parameters of the server classes that are no field of the model's settings."""
RUN_PARAMETERS = (
    "reference_aidc_capacity_mw",
    "bed_approach_k",
    "hot_loop_drop_k",
    "condenser_pinch_k",
)
"""Parameters of one value that are no field of the model's settings."""


def _by_name(stem: str, names: tuple[str, ...], values: Floats) -> dict[str, Floats]:
    """Columns ``stem_name`` from an array whose second axis follows the names."""
    return {f"{stem}_{name}": values[:, position] for position, name in enumerate(names)}


def month_table(plant: Plant, keys: pd.DataFrame) -> pd.DataFrame:
    """One row a case and month: each monthly step from the air to net removal.

    Parameters
    ----------
    plant : Plant
        Result of the model, monthly.
    keys : DataFrame
        Columns ``scenario`` and ``state``, one row a case.

    Returns
    -------
    DataFrame
        Columns ``scenario``, ``state``, ``month``, then the steps; a step of each server
        class, or of each contribution (the classes and the backup), is a column for each, the
        class at its end. The twelve rows of a case stand together, in order.
    """
    import pandas as pd

    size, classes, periods = plant.facility_mwh.shape
    s, given, operation = plant.settings, plant.cases, plant.operation
    flows, account, power = plant.integrated.flows, plant.integrated.emissions, plant.dac.power
    names = s.server_classes
    sources = flows.contributions
    center = s.data_center
    cold = center.return_temp_c - center.loop_cooling_k
    wet = datacenter.reject_wet(cold, center.return_temp_c, plant.wet_bulb_c, center)
    cold_air = center.residual_air_supply_temp_c
    residual = datacenter.reject_wet(
        cold_air, center.residual_air_return_temp_c, plant.wet_bulb_c, center
    )

    def one(values: Floats) -> Floats:
        return np.broadcast_to(values, (size, 1, periods))[:, 0]

    def each(values: Floats) -> Floats:
        return np.broadcast_to(values, (size, classes, periods))

    def total(values: Floats) -> Floats:
        return np.asarray(values.sum(axis=1))

    runs = plant.dac.operating
    potential, rate = operation.potential_t_per_h, operation.rate_t_per_h
    up_to = np.stack(
        [
            (given.period_hours * (potential <= potential[..., k : k + 1])).sum(axis=-1)
            for k in range(periods)
        ],
        axis=-1,
    )
    # The slack of the engine's quantile: sums of hours must not lose it to rounding.
    reached = up_to >= s.dispatch.nameplate_quantile * given.period_hours.sum() * (1.0 - 1e-9)
    needed_mw = rate * np.where(runs, plant.dac.heat_kwh_per_t, 0.0) / KW_PER_MW
    needed_kg = KG_PER_T * rate / np.where(runs, plant.dac.productivity_kg_per_kg_h, np.inf)
    facility = plant.facility_mwh.sum(axis=1, keepdims=True)
    columns: dict[str, Floats] = {
        "hours": one(given.period_hours),
        "temp_c": one(given.temp_c),
        "rel_humidity_pct": 100.0 * one(given.rel_humidity),
        "pressure_pa": one(given.pressure_pa),
        "wet_bulb_c": one(plant.wet_bulb_c),
        "grid_kg_per_mwh": one(given.grid_kg_per_mwh),
        "electricity_usd_per_mwh": one(given.electricity_usd_per_mwh),
        **_by_name("chiller_share", names, each(wet.chiller_share)),
        **_by_name(
            "chiller_cop", names, each(datacenter.chiller_cop(cold, plant.wet_bulb_c, center))
        ),
        **_by_name("rejection_electricity", names, plant.data_center.credit_per_heat),
        "residual_chiller_share": one(residual.chiller_share),
        "residual_chiller_cop": one(datacenter.chiller_cop(cold_air, plant.wet_bulb_c, center)),
        "residual_rejection_electricity": one(residual.electricity),
        **_by_name("pue", names, plant.data_center.pue),
        **_by_name("it_mwh", names, plant.it_mwh),
        **_by_name("facility_mwh", names, plant.facility_mwh),
        "dac_operating": one(runs.astype(float)),
        "dac_heat_kwh_per_t": one(plant.dac.heat_kwh_per_t),
        "dac_fan_kwh_per_t": one(power.fan_kwh_per_t),
        "dac_vacuum_kwh_per_t": one(power.vacuum_kwh_per_t),
        "dac_auxiliary_kwh_per_t": one(power.auxiliary_kwh_per_t),
        "dac_tower_kwh_per_t": one(power.tower_kwh_per_t),
        "dac_power_kwh_per_t": one(np.where(runs, power.dac_kwh_per_t, 0.0)),
        "compression_kwh_per_t": one(power.compression_kwh_per_t),
        "productivity_kg_per_kg_h": one(plant.dac.productivity_kg_per_kg_h),
        "potential_t_per_h": one(potential),
        "hours_up_to_potential_h": one(up_to),
        "quantile_candidate_t_per_h": one(
            np.where(reached, potential, potential.max(axis=-1, keepdims=True))
        ),
        "rate_t_per_h": one(rate),
        "sorbent_needed_kg": one(needed_kg),
        "heat_needed_mw": one(needed_mw),
        "use_share": one(operation.use_share),
        "backup_heat_mw": one(operation.backup_heat_mw),
        "running_h": one(operation.running_h),
        "captured_t": one(operation.captured_t),
        **_by_name("recovered_mwh", names, flows.recovered_mwh),
        **_by_name("delivered_mwh", sources, flows.delivered_mwh),
        **_by_name("part_captured_t", sources, flows.captured_t),
        **_by_name("heat_electricity_mwh", sources, flows.heat_electricity_mwh),
        **_by_name("credit_mwh", names, flows.credit_mwh),
        "fuel_mwh_lhv": total(flows.fuel_mwh_lhv),
        "dac_electricity_mwh": total(flows.dac_electricity_mwh),
        "compression_electricity_mwh": total(flows.compression_electricity_mwh),
        **_by_name("part_added_electricity_mwh", sources, flows.added_electricity_mwh),
        "added_electricity_mwh": total(flows.added_electricity_mwh),
        **_by_name("part_operational_t", sources, account.operational_t),
        "operational_t": total(account.operational_t),
        "operational_floor_t": total(account.operational_floor_t),
        "embodied_t": total(account.embodied_t),
        "transport_leakage_t": total(account.transport_leakage_t),
        "refrigerant_t": total(account.refrigerant_t),
        "indirect_t": total(account.indirect_t),
        "net_removal_t": total(account.net_removal_t),
        "datacenter_emissions_floor_t": one(
            facility * np.maximum(given.grid_kg_per_mwh, 0.0) / KG_PER_T
        ),
    }
    head = keys[["scenario", "state"]]
    head = head.loc[head.index.repeat(periods)].reset_index(drop=True)
    head["month"] = np.tile(np.arange(1, periods + 1), size)
    steps = {name: np.ravel(values) for name, values in columns.items()}
    return pd.concat([head, pd.DataFrame(steps)], axis=1)


def year_table(plant: Plant, keys: pd.DataFrame) -> pd.DataFrame:
    """One row a case: each step that has no months, from the streams of a rack to LCCC.

    Parameters
    ----------
    plant : Plant
        Result of the model.
    keys : DataFrame
        Columns ``scenario``, ``state``, ``state_name``, one row a case.

    Returns
    -------
    DataFrame
        Columns ``scenario``, ``state``, ``state_name``, then the steps, named as in
        `month_table`.
    """
    import pandas as pd

    size, classes, _ = plant.facility_mwh.shape
    s, given, system = plant.settings, plant.cases, plant.integrated
    flows, account, sizing = system.flows, system.emissions, plant.operation.sizing
    names, sources = s.server_classes, flows.contributions
    hours = given.period_hours
    center, pump, cost = plant.data_center, plant.heat_pump, s.economics

    def each(values: Floats) -> Floats:
        """Take a constant of the classes from the first period."""
        return np.broadcast_to(values[..., :1], (size, classes, 1))[:, :, 0]

    def case(values: Floats) -> Floats:
        return np.broadcast_to(np.ravel(values), (size,))

    def year(values: Floats) -> Floats:
        return np.asarray(values.sum(axis=2))

    runs = pump.feasible
    crf = capital_recovery_factor(cost.real_discount_rate, cost.plant_life_yr)
    crf_credit = capital_recovery_factor(
        cost.real_discount_rate, np.minimum(cost.credit_45q_duration_yr, cost.plant_life_yr)
    )
    design = sizing.design_rate_t_per_h[:, 0, 0]
    inventory = sizing.inventory_kg[:, 0, 0]
    productivity = case(plant.dac.design_productivity_kg_per_kg_h)
    some = design > 0.0
    over_design = np.where(
        some, inventory * productivity / np.where(some, design * KG_PER_T, 1.0), 1.0
    )
    lines = system.cost_usd.sum(axis=1)
    it_mw = plant.it_mwh[..., :1] / hours[..., :1]
    facility_t = plant.facility_mwh * np.maximum(given.grid_kg_per_mwh, 0.0) / KG_PER_T
    columns: dict[str, Floats] = {
        "it_power_mw": it_mw.sum(axis=(1, 2)),
        **_by_name("it_mw", names, each(it_mw)),
        **_by_name("supply_temp_c", names, each(center.supply_temp_c)),
        **_by_name("recovered_stream", names, each(center.recovered_stream)),
        **_by_name("residual_stream", names, each(center.residual_stream)),
        **_by_name("electricity_to_heat", names, each(center.electricity_to_heat)),
        **_by_name("recoverable_per_it", names, each(center.recoverable)),
        "annual_pue": plant.annual_pue,
        "cond_temp_c": case(s.cond_temp_c),
        **_by_name("lift_k", names, each(pump.lift_k)),
        **_by_name("heat_pump_runs", names, each(runs.astype(float))),
        **_by_name("cop_cycle", names, each(pump.cop_cycle)),
        **_by_name("cop", names, each(pump.cop)),
        **_by_name(
            "delivered_per_source", names, each(np.where(runs, pump.delivered_per_source, 0.0))
        ),
        **_by_name(
            "electricity_per_source", names, each(np.where(runs, pump.electricity_per_source, 0.0))
        ),
        **_by_name("recoverable_mw", names, each(plant.recoverable_mwh[..., :1] / hours[..., :1])),
        **_by_name("available_mw", names, each(plant.available_mw)),
        "available_heat_mw": plant.available_mw[..., 0].sum(axis=1),
        "design_productivity_kg_per_kg_h": productivity,
        "design_rate_t_per_h": design,
        "nameplate_t_per_yr": design * HOURS_PER_YEAR,
        "sorbent_inventory_kg": inventory,
        "sorbent_over_design": over_design,
        **_by_name("recovered_peak_kw", names, flows.recovered_peak_kw[..., 0]),
        **_by_name("delivered_peak_kw", names, flows.refrigerant_peak_kw[..., 0]),
        "backup_peak_kw": KW_PER_MW * plant.operation.backup_heat_mw.max(axis=(1, 2)),
        **_by_name("part_captured_t_per_yr", sources, year(flows.captured_t)),
        **_by_name("part_added_electricity_mwh_per_yr", sources, year(flows.added_electricity_mwh)),
        **_by_name("part_operational_t_per_yr", sources, year(account.operational_t)),
        **_by_name("part_indirect_t_per_yr", sources, year(account.indirect_t)),
        **_by_name("part_net_removal_t_per_yr", sources, year(account.net_removal_t)),
        "captured_t_per_yr": system.captured_t,
        "operational_t_per_yr": account.operational_t.sum(axis=(1, 2)),
        "indirect_t_per_yr": system.indirect_t,
        "net_removal_t_per_yr": system.net_removal_t,
        "facility_mwh_per_yr": plant.facility_mwh.sum(axis=(1, 2)),
        "datacenter_emissions_floor_t_per_yr": facility_t.sum(axis=(1, 2)),
        "operational_floor_t_per_yr": account.operational_floor_t.sum(axis=(1, 2)),
        "removal_ratio": system.ratios.removal_ratio,
        "removal_ratio_net": system.ratios.removal_ratio_net,
        "captured_per_operational": system.ratios.captured_per_operational,
        "gas_usd_per_mwh_lhv": given.gas_usd_per_mwh_lhv[:, 0, 0],
        "crf_per_yr": case(crf),
        "crf_credit_per_yr": case(crf_credit),
        "dac_investment_usd": lines[:, COST_LINES.index("dac_capex")] / case(crf),
        "stored_t_per_yr": (flows.captured_t - account.transport_leakage_t).sum(axis=(1, 2)),
        **{f"cost_{name}_usd_per_yr": lines[:, k] for k, name in enumerate(COST_LINES)},
        "cost_usd_per_yr": lines.sum(axis=1),
        "lccc_gross_usd_per_t": system.lccc_gross_usd_per_t,
        "lccc_net_usd_per_t": system.lccc_net_usd_per_t,
    }
    head = {name: keys[name] for name in ("scenario", "state", "state_name")}
    return pd.DataFrame({**head, **columns})


def run_table(scenario: str, plant: Plant, parameters: Parameters) -> pd.DataFrame:
    """One row: the values of the run that the steps rest on, as the model received them.

    Parameters
    ----------
    scenario : str
        Its name.
    plant : Plant
        Result of the model.
    parameters : Parameters
        Values of the run; each is one number.

    Returns
    -------
    DataFrame
        Column ``scenario``, then settings by the name of their parameter (costs in 2024 USD); a
        value of each server class is a column for each.
    """
    import pandas as pd

    s = plant.settings
    values: dict[str, object] = {
        "scenario": scenario,
        "sorbent": s.process.name,
        "process_kind": s.process.kind,
        "dac_heat_temp_c": float(s.process.heat_temp_c),
        "working_fluid": s.fluid.name,
        "evaporator_pinch_k": float(s.evaporator_pinch_k),
        "cooling_credit_enabled": float(s.cooling_credit_enabled),
    }
    for name in RUN_PARAMETERS:
        values[name] = parameters.scalar(name)
    for stem in CLASS_PARAMETERS:
        values |= _of_classes(stem, s.server_classes, parameters.by_class(stem))
    for group in (s.data_center, s.heat_pump, s.dispatch, s.emissions, s.economics, s.baselines):
        for field in fields(group):
            value = getattr(group, field.name)
            if isinstance(value, tuple):
                values |= {
                    f"{field.name}_{c}": v for c, v in zip(s.server_classes, value, strict=True)
                }
            elif isinstance(value, str):
                values[field.name] = value
            elif np.ndim(value):
                values |= _of_classes(field.name, s.server_classes, value)
            else:
                values[field.name] = float(value)
    return pd.DataFrame([values])


def _of_classes(stem: str, names: tuple[str, ...], values: Floats) -> dict[str, float]:
    return {f"{stem}_{name}": float(v) for name, v in zip(names, np.ravel(values), strict=True)}


def audit_tables(
    states: pd.DataFrame, plants: Mapping[str, Plant], values: Mapping[str, Parameters]
) -> dict[str, pd.DataFrame]:
    """Give the three tables of the audit over all scenarios of a study.

    Parameters
    ----------
    states : DataFrame
        Table of the states, one row a scenario and state.
    plants : mapping of str to Plant
        The reference AIDC by scenario, its cases in the order of the rows of ``states``.
    values : mapping of str to Parameters
        Values of the run by scenario.

    Returns
    -------
    dict of str to DataFrame
        ``audit`` by month (see `month_table`), ``audit_year`` by case, ``audit_run`` by
        scenario. A state whose grid intensity the series does not cover is no row of them.
    """
    import pandas as pd

    made: dict[str, list[pd.DataFrame]] = {"audit": [], "audit_year": [], "audit_run": []}
    for name, plant in plants.items():
        rows = states[states["scenario"] == name].reset_index(drop=True)
        covered = rows.loc[rows["grid_kg_per_mwh"].notna(), "state"]
        for key, table in (
            ("audit", month_table(plant, rows)),
            ("audit_year", year_table(plant, rows)),
        ):
            made[key].append(table[table["state"].isin(covered)])
        made["audit_run"].append(run_table(name, plant, values[name]))
    return {key: pd.concat(tables, ignore_index=True) for key, tables in made.items()}
