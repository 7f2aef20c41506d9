"""The one composition: data center, heat pump, DAC plant, emissions, cost, baselines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from dacaidc_xl.model import baselines as standalone
from dacaidc_xl.model import dac as dac_models
from dacaidc_xl.model import datacenter, dispatch, economics, emissions, part_load, run_rule
from dacaidc_xl.model import heat_pump as heat_pumps
from dacaidc_xl.model.baselines import HEAT_BASELINES, PROCESS_BASELINES, BaselineSettings
from dacaidc_xl.model.constants import HOURS_PER_YEAR, KG_PER_T, KW_PER_MW
from dacaidc_xl.model.dac import DacPerformance, DacProcess
from dacaidc_xl.model.dac_power import DacPowerSettings
from dacaidc_xl.model.datacenter import DataCenter, DataCenterSettings
from dacaidc_xl.model.dispatch import DispatchSettings, Operation, Sizing
from dacaidc_xl.model.economics import EconomicsSettings
from dacaidc_xl.model.emissions import Emissions, EmissionSettings, Ratios
from dacaidc_xl.model.flows import Flows
from dacaidc_xl.model.heat_pump import Fluid, HeatPump, HeatPumpSettings
from dacaidc_xl.model.part_load import PartLoad
from dacaidc_xl.model.psychrometrics import check_air, wet_bulb_c
from dacaidc_xl.model.refrigerant_cycle import CycleFunction
from dacaidc_xl.model.run_rule import Marginal, RunRule
from dacaidc_xl.model.tvsa import TvsaSettings

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Cases:
    """What is given for each case; axes (case, server_class, period)."""

    period_hours: Floats
    """Length of the periods [h], shape (1, 1, period); they make one year."""
    temp_c: Floats
    rel_humidity: Floats
    pressure_pa: Floats
    grid_kg_per_mwh: Floats
    electricity_usd_per_mwh: Floats
    """Weather, grid and price have shape (case, 1, period)."""
    gas_usd_per_mwh_lhv: Floats
    """Gas price, shape (case, 1, 1); nan where none is known."""
    class_share: Floats
    """Share of IT energy, shape (case, class, 1); sums to 1 over the classes."""
    it_capacity_mw: Floats
    """Installed IT capacity of a site, shape (case, 1, 1); nan for a region."""
    facility_mwh_per_yr: Floats
    """Facility electricity of a region, shape (case, 1, 1); nan for a site."""
    scale_t_per_yr: Floats
    """Nameplate of one DAC plant for its cost scale, shape (case, 1, 1); nan: its own."""
    sizing: Sizing | None = None
    """A plant that is already built; None sizes it on these periods."""
    it_load_factor: Floats = field(default_factory=lambda: np.ones((1, 1, 1)))
    """IT power over its mean of the year, shape (1 or case, 1, 1 or period)."""


@dataclass(frozen=True, slots=True)
class PlantSettings:
    """All numbers of the coupled model, by module."""

    server_classes: tuple[str, ...]
    utilization: Floats
    """Mean power over installed capacity, shape (1 or case, class, 1)."""
    data_center: DataCenterSettings
    cooling_credit_enabled: Floats
    fluid: Fluid
    heat_pump: HeatPumpSettings
    evaporator_pinch_k: Floats
    cond_temp_c: Floats
    """Condensing temperature that the DAC plant asks for [degC]."""
    condenser_pinch_k: Floats
    hot_loop_drop_k: Floats
    process: DacProcess
    tvsa: TvsaSettings
    dac_power: DacPowerSettings
    dispatch: DispatchSettings
    emissions: EmissionSettings
    economics: EconomicsSettings
    baselines: BaselineSettings
    part_load: PartLoad | None = None
    """None: at any load as at full load, which is all that a mean of many hours can say."""
    run_rule: RunRule | None = None
    """None: the plant runs whenever it can."""


@dataclass(frozen=True, slots=True)
class System:
    """One way to drive the DAC plant: its flows, emissions and cost. Annual figures: (case,)."""

    name: str
    flows: Flows
    emissions: Emissions
    ratios: Ratios
    cost_usd: Floats
    """Shape (case, contribution, line), lines as `economics.COST_LINES`."""
    captured_t: Floats
    indirect_t: Floats
    net_removal_t: Floats
    lccc_gross_usd_per_t: Floats
    lccc_net_usd_per_t: Floats
    break_even_kg_per_mwh: Floats


@dataclass(frozen=True, slots=True)
class Plant:
    """Result of the coupled model over (case, server_class, period)."""

    cases: Cases
    settings: PlantSettings
    wet_bulb_c: Floats
    humidity_held: NDArray[np.bool_]
    it_mwh: Floats
    facility_mwh: Floats
    """Without recovery, (case, class, period)."""
    annual_pue: Floats
    """Shape (case,)."""
    data_center: DataCenter
    heat_pump: HeatPump
    carnot_cop: Floats
    """COP of the reversible heat pump from the source's supply to the hot loop's supply, shape
    (1 or case, class, 1)."""
    lorenz_cop: Floats
    """The same between the log means of both glides."""
    dac: DacPerformance
    operation: Operation
    available_mw: Floats
    """Heat that each class could deliver to the bed, (case, class, period)."""
    recoverable_mwh: Floats
    """Heat that reaches the heat pump at full use, (case, class, period)."""
    integrated: System
    baselines: Mapping[str, System]
    datacenter_water_l: Floats
    """Cooling water of the data center without recovery, (case, class, period)."""
    water_saved_l: Floats
    dac_water_l: Floats
    """Make-up less condensate of the DAC plant, (case, 1, period); nan: not published."""


def it_power_mw(cases: Cases, utilization: Floats, annual_pue_by_class: Floats) -> Floats:
    """Mean IT power of each class.

    Parameters
    ----------
    cases : Cases
        Sites give installed capacity, regions give facility electricity.
    utilization : ndarray
        Mean power over installed capacity, shape (1 or case, class, 1).
    annual_pue_by_class : ndarray
        Annual PUE of each class, shape (case, class, 1).

    Returns
    -------
    ndarray
        IT power [MW], shape (case, class, 1).

    Notes
    -----
    A site's capacity share is energy share over utilization, normalized, so that its energy
    mix is the given one. A region's IT energy is its facility energy over its own PUE.
    """
    share = cases.class_share
    by_capacity = cases.it_capacity_mw / (share / utilization).sum(axis=1, keepdims=True)
    pue = (share * annual_pue_by_class).sum(axis=1, keepdims=True)
    by_load = cases.facility_mwh_per_yr / pue / HOURS_PER_YEAR
    return share * np.where(np.isnan(cases.it_capacity_mw), by_load, by_capacity)


def evaluate(
    cases: Cases,
    settings: PlantSettings,
    baselines: tuple[str, ...] = HEAT_BASELINES + PROCESS_BASELINES,
    dac: DacPerformance | None = None,
    wet_bulb: Floats | None = None,
    cycles: CycleFunction | None = None,
    pump: HeatPump | None = None,
) -> Plant:
    """Evaluate the coupled model for all cases, classes and periods at once.

    Parameters
    ----------
    cases : Cases
        What is given.
    settings : PlantSettings
        Numbers.
    baselines : tuple of str
        Which standalone baselines to evaluate beside it.
    dac : DacPerformance, optional
        The DAC plant in the same air with the same settings, where it is known already: it is
        most of the work and depends neither on load nor on grid.
    wet_bulb : ndarray, optional
        Wet bulb of the same air [degC], where it is known already.
    cycles : callable, optional
        What gives the heat-pump cycles of the integrated system, see `heat_pump.evaluate`.
    pump : HeatPump, optional
        The heat pump of the integrated system at full load, where it is known already.

    Returns
    -------
    Plant

    Raises
    ------
    InputError
        Weather out of bounds, or a sorbent that cannot work in humid air.
    """
    s = settings
    temp, humidity, pressure, held = check_air(cases.temp_c, cases.rel_humidity, cases.pressure_pa)
    hours = cases.period_hours
    bulb = wet_bulb_c(temp, humidity, pressure) if wet_bulb is None else wet_bulb
    center = datacenter.evaluate(temp, bulb, s.data_center)
    loaded_h = hours * cases.it_load_factor
    annual_pue = (center.pue * loaded_h).sum(axis=2, keepdims=True) / hours.sum()
    it_mw = it_power_mw(cases, s.utilization, annual_pue) * cases.it_load_factor
    it_mwh = it_mw * hours
    facility_mwh = it_mwh * center.pue

    if pump is None:
        pump = heat_pumps.evaluate(
            s.fluid,
            s.data_center.return_temp_c - s.data_center.loop_cooling_k - s.evaporator_pinch_k,
            s.cond_temp_c,
            s.heat_pump,
            cycles,
        )
    source_in_c = s.data_center.return_temp_c
    source_out_c = source_in_c - s.data_center.loop_cooling_k
    hot_loop_c = s.cond_temp_c - s.condenser_pinch_k
    recoverable_mw = it_mw * center.recoverable
    gain = np.where(pump.feasible, pump.delivered_per_source, 0.0)
    work = np.where(pump.feasible, pump.electricity_per_source, 0.0)
    available_mw = recoverable_mw * gain
    if dac is None:
        dac = dac_models.evaluate(s.process, temp, humidity, pressure, s.tvsa, s.dac_power)
    available_total_mw = available_mw.sum(axis=1, keepdims=True)
    runs = None
    if s.run_rule is not None:
        source_mw = recoverable_mw * (gain > 0.0)
        extra = _extra_tonne(s, cases, center, source_mw, available_total_mw, work, dac)
        runs = run_rule.may_run(extra, hours, s.run_rule)
    operation = dispatch.operate(
        available_total_mw,
        dac.heat_kwh_per_t,
        dac.productivity_kg_per_kg_h,
        hours,
        s.dispatch,
        cases.sizing,
        runs,
        None if s.part_load is None else s.part_load.turndown_fraction,
    )
    if s.part_load is not None:
        loss = s.part_load.part_load_cop_loss_fraction * (1.0 - part_load.load_of(operation))
        low_gain, low_work = part_load.per_source_at(pump, 1.0 - loss, s.heat_pump)
        gain = np.where(pump.feasible, low_gain, 0.0)
        work = np.where(pump.feasible, low_work, 0.0)
        # The same heat to the bed takes less from the data center.
        reach = (recoverable_mw * gain).sum(axis=1, keepdims=True)
        less = available_total_mw / np.where(reach > 0.0, reach, 1.0)
        operation = replace(operation, use_share=operation.use_share * less)
    flows = _integrated_flows(s, center, recoverable_mw * (gain > 0.0), gain, work, dac, operation)
    nameplate = operation.sizing.design_rate_t_per_h * HOURS_PER_YEAR
    scale = np.where(np.isnan(cases.scale_t_per_yr), nameplate, cases.scale_t_per_yr)
    facility_t = (facility_mwh * np.maximum(cases.grid_kg_per_mwh, 0.0)).sum(axis=(1, 2)) / KG_PER_T
    facility = facility_mwh.sum(axis=(1, 2))

    def system(name: str, system_flows: Flows) -> System:
        account = emissions.account(system_flows, cases.grid_kg_per_mwh, hours, s.emissions)
        cost = economics.annual_cost_usd(
            system_flows,
            operation.sizing,
            dac.design_productivity_kg_per_kg_h,
            scale,
            cases.electricity_usd_per_mwh,
            cases.gas_usd_per_mwh_lhv,
            s.economics,
        )
        captured = system_flows.captured_t.sum(axis=(1, 2))
        net = account.net_removal_t.sum(axis=(1, 2))
        gross, net_cost = economics.lccc_usd_per_t(
            cost.sum(axis=(1, 2)), captured, net, s.economics
        )
        return System(
            name=name,
            flows=system_flows,
            emissions=account,
            ratios=emissions.ratios(
                captured,
                account.operational_floor_t.sum(axis=(1, 2)),
                facility,
                facility_t,
                s.emissions,
            ),
            cost_usd=cost,
            captured_t=captured,
            indirect_t=account.indirect_t.sum(axis=(1, 2)),
            net_removal_t=net,
            lccc_gross_usd_per_t=gross,
            lccc_net_usd_per_t=net_cost,
            break_even_kg_per_mwh=emissions.break_even_kg_per_mwh(
                system_flows, account, s.emissions
            ),
        )

    def baseline_flows(name: str) -> Flows:
        if name in PROCESS_BASELINES:
            return standalone.process_baseline(name, operation, dac, temp, humidity, s.baselines)
        return standalone.heat_baseline(
            name,
            operation,
            dac,
            temp,
            s.cond_temp_c,
            s.fluid,
            s.heat_pump,
            s.baselines,
            s.economics,
        )

    water_per_t = np.where(
        operation.captured_t > 0.0,
        dac.power.make_up_l_per_t - dac.power.condensate_l_per_t,
        0.0,
    )
    class_flows = flows.recovered_mwh[:, : it_mw.shape[1]]
    total_facility = facility_mwh.sum(axis=(1, 2))
    total_it = it_mwh.sum(axis=(1, 2))
    mix_pue = (cases.class_share * annual_pue).sum(axis=(1, 2))
    return Plant(
        cases=cases,
        settings=s,
        wet_bulb_c=bulb,
        humidity_held=held,
        it_mwh=it_mwh,
        facility_mwh=facility_mwh,
        # No load, or an unknown one, still has the PUE of its mix.
        annual_pue=np.where(
            total_it > 0.0, total_facility / np.where(total_it > 0.0, total_it, 1.0), mix_pue
        ),
        data_center=center,
        heat_pump=pump,
        carnot_cop=heat_pumps.carnot_cop(source_out_c, hot_loop_c),
        lorenz_cop=heat_pumps.lorenz_cop(
            source_in_c, source_out_c, hot_loop_c - s.hot_loop_drop_k, hot_loop_c
        ),
        dac=dac,
        operation=operation,
        available_mw=np.broadcast_to(available_mw, it_mwh.shape),
        recoverable_mwh=recoverable_mw * hours,
        integrated=system("integrated", flows),
        baselines={name: system(name, baseline_flows(name)) for name in baselines},
        datacenter_water_l=it_mwh * KW_PER_MW * center.wue_l_per_kwh,
        water_saved_l=class_flows * KW_PER_MW * center.water_saved_l_per_kwh,
        dac_water_l=operation.captured_t * water_per_t,
    )


def _extra_tonne(
    s: PlantSettings,
    cases: Cases,
    center: DataCenter,
    recoverable_mw: Floats,
    available_mw: Floats,
    work: Floats,
    dac: DacPerformance,
) -> Marginal:
    """Give what one more tonne takes, on the heat of all classes in their shares."""
    some = np.where(available_mw > 0.0, available_mw, np.nan)

    def per_heat(values: Floats) -> Floats:
        return np.asarray((recoverable_mw * values).sum(axis=1, keepdims=True) / some)

    share = s.emissions.second_supply_share
    second_kg, second_usd = (
        s.emissions.second_supply_intensity_kg_per_mwh,
        s.economics.second_supply_price_usd_per_mwh,
    )
    lost = s.emissions.transport_loss_fraction
    stored_usd = s.economics.co2_transport_cost_usd_per_t + s.economics.co2_storage_cost_usd_per_t
    return run_rule.marginal(
        dac.heat_kwh_per_t,
        dac.power.dac_kwh_per_t + dac.power.compression_kwh_per_t,
        per_heat(np.ones(work.shape)),
        per_heat(work),
        per_heat(s.cooling_credit_enabled * center.credit_per_heat),
        (1.0 - share) * cases.grid_kg_per_mwh + share * second_kg,
        (1.0 - share) * cases.electricity_usd_per_mwh + share * second_usd,
        s.emissions.embodied_emissions_kg_per_t + lost * KG_PER_T,
        stored_usd * (1.0 - lost),
        s.economics.waste_heat_price_usd_per_mwh,
    )


def _integrated_flows(
    s: PlantSettings,
    center: DataCenter,
    recoverable_mw: Floats,
    gain: Floats,
    work: Floats,
    dac: DacPerformance,
    operation: Operation,
) -> Flows:
    """Flows of the integrated system: a contribution for each class, and the backup."""
    running = operation.running_h
    recovered_mw = recoverable_mw * operation.use_share
    delivered_mw = recovered_mw * gain
    backup_mw = operation.backup_heat_mw
    heat_mw = np.concatenate([delivered_mw, backup_mw], axis=1)
    total = heat_mw.sum(axis=1, keepdims=True)
    # No heat in all is none in each.
    share = heat_mw / np.where(total > 0.0, total, 1.0)
    captured = operation.captured_t * share
    own, compression = standalone.dac_electricity(operation.captured_t, dac)
    kind = s.dispatch.backup_heat if s.dispatch.backup_heat != "none" else "electric"
    backup_mwh, backup_fuel = standalone.boiler_use(kind, backup_mw * running, s.baselines)
    backup_kw = KW_PER_MW * backup_mw.max(axis=2, keepdims=True)
    backup_capex, backup_om = standalone.boiler_cost(kind, backup_kw, s.economics)
    zero = np.zeros((1, 1, 1))
    none = np.zeros(backup_kw.shape)
    credit = s.cooling_credit_enabled * recovered_mw
    credit = credit * center.credit_per_heat
    credit *= running
    delivered_kw = KW_PER_MW * delivered_mw.max(axis=2, keepdims=True)
    capex = s.economics.heat_pump_capex_usd_per_kw * delivered_kw

    def with_backup(classes: Floats, backup: Floats) -> Floats:
        made = np.empty((classes.shape[0], classes.shape[1] + 1, *classes.shape[2:]))
        made[:, :-1], made[:, -1:] = classes, backup
        return made

    return Flows(
        contributions=(*s.server_classes, "backup"),
        captured_t=captured,
        recovered_mwh=with_backup(recovered_mw * running, zero),
        delivered_mwh=heat_mw * running,
        heat_electricity_mwh=with_backup(recovered_mw * work * running, backup_mwh),
        dac_electricity_mwh=own * share,
        compression_electricity_mwh=compression * share,
        credit_mwh=with_backup(credit, zero),
        fuel_mwh_lhv=(
            with_backup(np.zeros(recovered_mw.shape), backup_fuel)
            if kind == "gas"
            else np.broadcast_to(zero, heat_mw.shape)
        ),
        recovered_peak_kw=with_backup(KW_PER_MW * recovered_mw.max(axis=2, keepdims=True), none),
        refrigerant_peak_kw=with_backup(delivered_kw, none),
        heat_source_capex_usd=with_backup(capex, backup_capex),
        heat_source_om_usd_per_yr=with_backup(
            s.economics.heat_pump_fixed_om_fraction_per_yr * capex, backup_om
        ),
    )
