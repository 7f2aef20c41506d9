"""Tables from a result of the model: rows by place, month, class, system, cost line.

No physics: sums over periods, shares and labels. A blank (NaN) always has its reason beside.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from dacaidc_xl.model.constants import KG_PER_T, KW_PER_MW
from dacaidc_xl.model.economics import COST_LINES
from dacaidc_xl.model.heat_pump import CONFIGURATIONS
from dacaidc_xl.model.plant import Plant, System
from dacaidc_xl.model.tvsa import IDLE_REASONS
from dacaidc_xl.studies.status import case_status

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]

NO_NET_REMOVAL = "no net removal"
LITTLE_NET_REMOVAL = "net removal below its least share of captured"
NOTHING_CAPTURED = "nothing captured"
NO_OPERATIONAL_EMISSIONS = "no operational emissions: counted as above 1"


def _year(values: Floats) -> Floats:
    """Sum over everything but the cases."""
    return np.asarray(values.sum(axis=tuple(range(1, values.ndim))))


def _over(top: Floats, bottom: Floats) -> Floats:
    some = bottom > 0.0
    return np.where(some, top / np.where(some, bottom, 1.0), np.nan)


def _captured_mean(plant: Plant, per_t: Floats) -> Floats:
    """Mean of a figure per tonne, weighted with what is captured in each period."""
    captured = plant.operation.captured_t
    values = np.where(captured > 0.0, np.broadcast_to(per_t, captured.shape), 0.0)
    return _over(_year(values * captured), _year(captured))


def lccc_note(system: System) -> list[str]:
    """Why the net cost is blank, for each case; empty where it is not."""
    notes = []
    for captured, net, cost in zip(
        system.captured_t, system.net_removal_t, system.lccc_net_usd_per_t, strict=True
    ):
        if np.isfinite(cost):
            notes.append("")
        elif captured <= 0.0:
            notes.append(NOTHING_CAPTURED)
        else:
            notes.append(NO_NET_REMOVAL if net <= 0.0 else LITTLE_NET_REMOVAL)
    return notes


def place_table(plant: Plant) -> pd.DataFrame:
    """One row a case: the integrated system over the year.

    Parameters
    ----------
    plant : Plant
        Result of the model.

    Returns
    -------
    DataFrame
        Columns with units in their names; the caller puts the keys before them.
    """
    import pandas as pd

    it, facility = _year(plant.it_mwh), _year(plant.facility_mwh)
    system, flows = plant.integrated, plant.integrated.flows
    dac, ratios = plant.dac, plant.integrated.ratios
    status, words = case_status(plant)
    hours = plant.cases.period_hours
    columns: dict[str, object] = {
        "status": status,
        "status_note": words,
        "facility_mwh_per_yr": facility,
        "it_mwh_per_yr": it,
        "pue": plant.annual_pue,
        "wue_l_per_kwh": _over(_year(plant.datacenter_water_l), it * KW_PER_MW),
        "recoverable_heat_mwh_per_yr": _year(plant.recoverable_mwh),
        "recovered_heat_mwh_per_yr": _year(flows.recovered_mwh),
        "delivered_heat_mwh_per_yr": _year(flows.delivered_mwh),
    }
    for position, server_class in enumerate(plant.settings.server_classes):
        cop = np.broadcast_to(plant.heat_pump.cop, plant.facility_mwh.shape)
        columns[f"cop_{server_class}"] = cop[:, position, 0]
    columns |= {
        "cop_mean": _over(
            _year(flows.delivered_mwh[:, :-1]), _year(flows.heat_electricity_mwh[:, :-1])
        ),
        "dac_heat_kwh_per_t": _captured_mean(plant, dac.heat_kwh_per_t),
        "dac_power_kwh_per_t": _captured_mean(plant, dac.power.dac_kwh_per_t),
        "compression_kwh_per_t": _captured_mean(plant, dac.power.compression_kwh_per_t),
        "productivity_kg_per_kg_yr": _captured_mean(plant, dac.productivity_kg_per_kg_h)
        * hours.sum(),
        "nameplate_t_per_yr": plant.operation.sizing.design_rate_t_per_h[:, 0, 0] * hours.sum(),
        "sorbent_inventory_t": plant.operation.sizing.inventory_kg[:, 0, 0] / KG_PER_T,
        "captured_t_per_yr": system.captured_t,
        "operational_t_per_yr": _year(system.emissions.operational_t),
        "embodied_t_per_yr": _year(system.emissions.embodied_t),
        "leakage_t_per_yr": _year(system.emissions.transport_leakage_t)
        + _year(system.emissions.refrigerant_t),
        "indirect_t_per_yr": system.indirect_t,
        "net_removal_t_per_yr": system.net_removal_t,
        "net_removal_location_t_per_yr": _year(system.emissions.net_removal_location_t),
        "datacenter_emissions_t_per_yr": _year(
            plant.facility_mwh * plant.cases.grid_kg_per_mwh / KG_PER_T
        ),
        "removal_ratio": ratios.removal_ratio,
        "removal_ratio_net": ratios.removal_ratio_net,
        "captured_per_operational": ratios.captured_per_operational,
        "ratio_note": np.where(ratios.no_operational_emissions, NO_OPERATIONAL_EMISSIONS, ""),
        "lccc_gross_usd_per_t": system.lccc_gross_usd_per_t,
        "lccc_net_usd_per_t": system.lccc_net_usd_per_t,
        "lccc_note": lccc_note(system),
        "cost_usd_per_yr": _year(system.cost_usd),
        "break_even_kg_per_mwh": system.break_even_kg_per_mwh,
        "cooling_credit_mwh_per_yr": _year(flows.credit_mwh),
        "added_electricity_mwh_per_yr": _year(flows.added_electricity_mwh),
        "water_net_l_per_t": _over(
            _year(plant.dac_water_l) - _year(plant.water_saved_l), system.captured_t
        ),
        "grid_kg_per_mwh": _year(plant.cases.grid_kg_per_mwh * hours) / hours.sum(),
        "electricity_usd_per_mwh": _year(plant.cases.electricity_usd_per_mwh * hours) / hours.sum(),
        "gas_usd_per_mwh_lhv": plant.cases.gas_usd_per_mwh_lhv[:, 0, 0],
    }
    return pd.DataFrame(columns)


def class_table(plant: Plant, keys: pd.DataFrame) -> pd.DataFrame:
    """One row a case and contribution: what each server class, and a backup, brings.

    Parameters
    ----------
    plant : Plant
        Result of the model.
    keys : DataFrame
        Key columns, one row a case.

    Returns
    -------
    DataFrame
    """
    system, flows = plant.integrated, plant.integrated.flows
    shape = plant.facility_mwh.shape

    def of_class(values: Floats) -> Floats:
        full = np.broadcast_to(values, shape)[:, :, 0]
        return np.concatenate([full, np.full((shape[0], 1), np.nan)], axis=1)

    share = np.concatenate([plant.cases.class_share[:, :, 0], np.zeros((shape[0], 1))], axis=1)
    code = np.broadcast_to(plant.heat_pump.configuration_code, shape)[:, :, 0]
    names = np.array(CONFIGURATIONS)[code]
    configuration = np.concatenate([names, np.full((shape[0], 1), "")], axis=1)
    captured = flows.captured_t.sum(axis=2)
    net = system.emissions.net_removal_t.sum(axis=2)
    it = np.concatenate([plant.it_mwh.sum(axis=2), np.full((shape[0], 1), np.nan)], axis=1)
    facility = np.concatenate(
        [plant.facility_mwh.sum(axis=2), np.full((shape[0], 1), np.nan)], axis=1
    )
    count = len(flows.contributions)
    table = keys.loc[keys.index.repeat(count)].reset_index(drop=True)
    columns = {
        "contribution": np.tile(np.array(flows.contributions), shape[0]),
        "energy_share": share,
        "configuration": configuration,
        "pue": _over(facility, it),
        "cop": of_class(plant.heat_pump.cop),
        "cop_cycle": of_class(plant.heat_pump.cop_cycle),
        "cop_carnot": of_class(plant.carnot_cop),
        "cop_lorenz": of_class(plant.lorenz_cop),
        "second_law_efficiency": of_class(plant.heat_pump.cop / plant.carnot_cop),
        "second_law_efficiency_lorenz": of_class(plant.heat_pump.cop / plant.lorenz_cop),
        "lift_k": of_class(plant.heat_pump.lift_k),
        "discharge_temp_c": of_class(plant.heat_pump.discharge_temp_c),
        "recovered_heat_mwh_per_yr": flows.recovered_mwh.sum(axis=2),
        "delivered_heat_mwh_per_yr": flows.delivered_mwh.sum(axis=2),
        "heat_electricity_mwh_per_yr": flows.heat_electricity_mwh.sum(axis=2),
        "added_electricity_mwh_per_yr": flows.added_electricity_mwh.sum(axis=2),
        "captured_t_per_yr": captured,
        "indirect_t_per_yr": system.emissions.indirect_t.sum(axis=2),
        "net_removal_t_per_yr": net,
        "net_removal_share_of_captured": _over(net, captured),
        "cost_usd_per_yr": system.cost_usd.sum(axis=2),
        "cost_usd_per_t_captured": _over(system.cost_usd.sum(axis=2), captured),
    }
    for name, values in columns.items():
        table[name] = np.ravel(values)
    # A class that a place does not have, and a backup that it does not run, are no rows.
    return table[(table["energy_share"] > 0.0) | (table["captured_t_per_yr"] > 0.0)].reset_index(
        drop=True
    )


def monthly_table(plant: Plant, keys: pd.DataFrame) -> pd.DataFrame:
    """One row a case and period of the integrated system.

    Parameters
    ----------
    plant : Plant
        Result of the model, monthly.
    keys : DataFrame
        Key columns, one row a case.

    Returns
    -------
    DataFrame
    """
    import pandas as pd

    size, _, periods = plant.facility_mwh.shape
    system, flows, cases = plant.integrated, plant.integrated.flows, plant.cases
    per_period = (size, periods)

    def one(values: Floats) -> Floats:
        return np.broadcast_to(values, (size, 1, periods))[:, 0]

    def total(values: Floats) -> Floats:
        return np.broadcast_to(values.sum(axis=1), per_period)

    columns: dict[str, Floats] = {
        "month": np.broadcast_to(np.arange(1, periods + 1), per_period),
        "temp_c": one(cases.temp_c),
        "rel_humidity_pct": 100.0 * one(cases.rel_humidity),
        "pressure_pa": one(cases.pressure_pa),
        "wet_bulb_c": one(plant.wet_bulb_c),
        "grid_kg_per_mwh": one(cases.grid_kg_per_mwh),
        "electricity_usd_per_mwh": one(cases.electricity_usd_per_mwh),
        "facility_mwh": total(plant.facility_mwh),
        "pue": _over(total(plant.facility_mwh), total(plant.it_mwh)),
        "dac_heat_kwh_per_t": one(plant.dac.heat_kwh_per_t),
        "dac_power_kwh_per_t": one(plant.dac.power.dac_kwh_per_t),
        "compression_kwh_per_t": one(plant.dac.power.compression_kwh_per_t),
        "productivity_kg_per_kg_h": one(plant.dac.productivity_kg_per_kg_h),
        "potential_t_per_h": one(plant.operation.potential_t_per_h),
        "heat_use_share": one(plant.operation.use_share),
        "captured_t": total(flows.captured_t),
        "operational_t": total(system.emissions.operational_t),
        "indirect_t": total(system.emissions.indirect_t),
        "net_removal_t": total(system.emissions.net_removal_t),
    }
    for position, server_class in enumerate(plant.settings.server_classes):
        columns[f"captured_t_{server_class}"] = flows.captured_t[:, position]
        columns[f"net_removal_t_{server_class}"] = system.emissions.net_removal_t[:, position]
        columns[f"pue_{server_class}"] = plant.data_center.pue[:, position]
    if plant.dac.cycle is not None:
        cycle = plant.dac.cycle
        columns["co2_swing_mol_per_kg"] = one(cycle.co2_swing_mol_per_kg)
        columns["water_per_co2_mol"] = one(cycle.water_per_co2_mol)
        columns["bed_temp_c"] = one(cycle.bed_temp_c)
    table = keys.loc[keys.index.repeat(periods)].reset_index(drop=True)
    added = pd.DataFrame({name: np.ravel(values) for name, values in columns.items()})
    table = pd.concat([table, added], axis=1)
    idle = np.ravel(one(plant.dac.idle_code))
    table["idle_reason"] = [IDLE_REASONS[code] for code in idle]
    return table


def systems(plant: Plant) -> tuple[System, ...]:
    """Give the integrated system and its baselines, in printed order."""
    return (plant.integrated, *plant.baselines.values())


def _case_by_case(frames: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Put together frames of one row a case, so that the rows of a case stand together."""
    import pandas as pd

    return pd.concat(frames).sort_index(kind="stable").reset_index(drop=True)


def compare_table(plant: Plant, keys: pd.DataFrame) -> pd.DataFrame:
    """One row a case and system: integrated beside each standalone baseline.

    Parameters
    ----------
    plant : Plant
        Result of the model.
    keys : DataFrame
        Key columns, one row a case.

    Returns
    -------
    DataFrame
        ``flip`` is true where the standalone system is net-positive and the integrated one
        net-negative in emissions.
    """
    frames = []
    integrated = plant.integrated.net_removal_t
    for system in systems(plant):
        net, captured = system.net_removal_t, system.captured_t
        frame = keys.copy()
        frame["system"] = system.name
        frame["captured_t_per_yr"] = captured
        frame["electricity_kwh_per_t"] = _over(
            KW_PER_MW * _year(system.flows.added_electricity_mwh), captured
        )
        frame["fuel_kwh_per_t"] = _over(KW_PER_MW * _year(system.flows.fuel_mwh_lhv), captured)
        frame["indirect_t_per_yr"] = system.indirect_t
        frame["net_removal_t_per_yr"] = net
        frame["net_removal_share_of_captured"] = _over(net, captured)
        frame["removal_ratio"] = system.ratios.removal_ratio
        frame["captured_per_operational"] = system.ratios.captured_per_operational
        frame["lccc_gross_usd_per_t"] = system.lccc_gross_usd_per_t
        frame["lccc_net_usd_per_t"] = system.lccc_net_usd_per_t
        note = np.array(lccc_note(system), dtype=object)
        unknown = (captured > 0.0) & np.isnan(system.lccc_gross_usd_per_t)
        frame["lccc_note"] = np.where(unknown, "cost not known here", note)
        frame["break_even_kg_per_mwh"] = system.break_even_kg_per_mwh
        frame["net_positive"] = (captured > 0.0) & (net < 0.0)
        standalone = system.name != "integrated"
        frame["flip"] = standalone & (captured > 0.0) & (net < 0.0) & (integrated > 0.0)
        frames.append(frame)
    return _case_by_case(frames)


def cost_table(plant: Plant, keys: pd.DataFrame, names: Sequence[str]) -> pd.DataFrame:
    """One row a case and system: cost per tonne captured, line by line.

    Parameters
    ----------
    plant : Plant
        Result of the model.
    keys : DataFrame
        Key columns, one row a case.
    names : sequence of str
        Systems whose cost is known.

    Returns
    -------
    DataFrame
        Lines in USD per t captured; ``backup_heat`` gathers heat source and heat energy of
        the backup; ``total`` is their sum.
    """
    heat_lines = ("heat_source_capex", "heat_source_fixed_om", "electricity_heat", "fuel")
    frames = []
    for system in systems(plant):
        if system.name not in names:
            continue
        cost = system.cost_usd.copy()
        backup = np.zeros(len(keys))
        if system.flows.contributions[-1] == "backup":
            for line in heat_lines:
                position = COST_LINES.index(line)
                backup += cost[:, -1, position]
                cost[:, -1, position] = 0.0
        frame = keys.copy()
        frame["system"] = system.name
        for position, line in enumerate(COST_LINES):
            per_t = _over(cost[:, :, position].sum(axis=1), system.captured_t)
            frame[f"{line}_usd_per_t"] = per_t
        frame["backup_heat_usd_per_t"] = _over(backup, system.captured_t)
        frame["total_usd_per_t"] = system.lccc_gross_usd_per_t
        frame["total_usd_per_yr"] = _year(system.cost_usd)
        frames.append(frame)
    return _case_by_case(frames)
