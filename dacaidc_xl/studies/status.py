"""Status of each case in words: what was held, idle, warned of, or not possible."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from dacaidc_xl.model import refrigerant_cycle
from dacaidc_xl.model.heat_pump import INFEASIBLE_REASONS
from dacaidc_xl.model.plant import Plant, PlantSettings
from dacaidc_xl.model.tvsa import IDLE_REASONS
from dacaidc_xl.reference.fluids import fluid_table
from dacaidc_xl.reference.parameters import Parameters
from dacaidc_xl.reference.sorbents import find_sorbent
from dacaidc_xl.reference.water_classes import find_water_class, water_class_for

SUPERHEAT_SEARCH_MAX_K = 30
"""Largest superheat that a remedy for wet discharge is sought with [K]."""

OK, WARNINGS, INFEASIBLE = "ok", "warnings", "infeasible"


def run_warnings(parameters: Parameters, settings: PlantSettings) -> list[str]:
    """Warnings that hold for the whole run, whatever the place.

    Parameters
    ----------
    parameters : Parameters
        Values of the run.
    settings : PlantSettings
        The same as the model knows them.

    Returns
    -------
    list of str
    """
    warnings = parameters.range_warnings()
    row = find_sorbent(parameters.text("sorbent"))
    if settings.process.kind == "mechanistic" and row.isotherm is not None:
        limit = row.isotherm.regeneration_temp_max_c
        hot = parameters.scalar("desorption_temp_c")
        if limit is not None and hot > limit:
            warnings.append(
                f"regeneration at {hot:g} degC is above the {limit:g} degC that {row.name} is "
                "stable at"
            )
        if row.isotherm.k_co2_per_s is None:
            warnings.append(f"no kinetics are published for {row.name}: uptake is not limited")
    center = settings.data_center
    supply = np.ravel(center.return_temp_c - center.loop_cooling_k)
    classes = parameters.texts_by_class("facility_water_class")
    for server_class, temp, water_class in zip(
        settings.server_classes, supply, classes, strict=True
    ):
        limit = find_water_class(water_class).supply_max_c
        if limit is not None and temp > limit:
            warnings.append(
                f"{server_class}: supply water of {temp:g} degC is above class {water_class} "
                f"({limit:g} degC); it needs class {water_class_for(float(temp)).name}"
            )
    return warnings


def heat_pump_warnings(plant: Plant) -> list[str]:
    """Warnings and refusals of the heat pump by server class, with what would do instead."""
    pump, settings = plant.heat_pump, plant.settings
    found = []
    for position, server_class in enumerate(settings.server_classes):

        def at(field: NDArray[np.generic], position: int = position) -> object:
            column = np.broadcast_to(field, pump.reason_code.shape)
            return column[0, min(position, column.shape[1] - 1), 0]

        code = int(at(pump.reason_code))  # type: ignore[call-overload]
        if code:
            found.append(f"{server_class}: no heat pump, {INFEASIBLE_REASONS[code]}")
            continue
        if at(pump.near_critical):
            found.append(f"{server_class}: condensing close to the critical temperature")
        if at(pump.hot_discharge):
            temp = float(at(pump.discharge_temp_c))  # type: ignore[arg-type]
            found.append(
                f"{server_class}: discharge at {temp:.0f} degC is above the lubricant's limit"
            )
        if at(pump.wet_discharge):
            found.append(f"{server_class}: discharge close to dew; {_dry_remedy(plant, position)}")
    return found


def _dry_remedy(plant: Plant, position: int) -> str:
    """Which superheat, or which other fluid, would keep the discharge dry."""
    s = plant.settings
    names = ("", "single_stage", "two_stage")
    code = np.broadcast_to(plant.heat_pump.configuration_code, plant.heat_pump.reason_code.shape)
    configuration = names[int(code[0, min(position, code.shape[1] - 1), 0])]
    supply = s.data_center.return_temp_c - s.data_center.loop_cooling_k - s.evaporator_pinch_k
    evap = float(np.ravel(supply)[min(position, supply.size - 1)])
    cond = float(np.max(s.cond_temp_c))
    least = float(np.max(s.heat_pump.discharge_superheat_min_k))
    column = (
        "ihx_effectiveness_single"
        if configuration == "single_stage"
        else ("ihx_effectiveness_two_stage")
    )

    def superheat_after(fluid: str, ihx: float, superheat_k: float) -> float:
        cycle = refrigerant_cycle.evaluate(
            configuration,  # type: ignore[arg-type]
            fluid,
            evap,
            cond,
            superheat_k,
            s.heat_pump.subcooling_k,
            ihx,
            s.heat_pump.compressor_isentropic_efficiency,
        )
        return float(np.max(cycle.discharge_superheat_k))

    start = int(np.ceil(float(np.max(s.heat_pump.superheat_k))))
    own = getattr(s.fluid, column)
    for superheat in range(start, SUPERHEAT_SEARCH_MAX_K + 1):
        if superheat_after(s.fluid.coolprop_name, own, superheat) >= least:
            return f"a superheat of {superheat} K would do"
    others = [
        row.name
        for row in fluid_table().values()
        if row.critical_temp_c - cond > 15.0
        and superheat_after(row.coolprop_name, getattr(row, column), start) >= least
    ]
    return f"{', '.join(others)} would do"


def case_status(plant: Plant) -> tuple[list[str], list[str]]:
    """Status and its words for each case.

    Parameters
    ----------
    plant : Plant
        Result of the model.

    Returns
    -------
    status, words : list of str
        ``ok``, ``warnings`` or ``infeasible``; the words are empty where all is well.
    """
    size, _, periods = plant.facility_mwh.shape
    idle = np.broadcast_to(plant.dac.idle_code, (size, 1, periods))[:, 0]
    held = np.broadcast_to(plant.humidity_held, (size, 1, periods))[:, 0]
    outside = np.broadcast_to(plant.dac.outside_table, (size, 1, periods))[:, 0]
    share = plant.cases.class_share[:, :, 0]
    runs = np.broadcast_to(plant.heat_pump.feasible, plant.facility_mwh.shape)[:, :, 0]
    has_load = plant.it_mwh.sum(axis=(1, 2)) > 0.0
    of_class = heat_pump_warnings(plant)
    status, words = [], []
    for case in range(size):
        text = []
        for code in range(1, len(IDLE_REASONS)):
            count = int((idle[case] == code).sum())
            if count:
                text.append(f"idle in {count} of {periods} periods, {IDLE_REASONS[code]}")
        if held[case].any():
            text.append(f"humidity above 100 % held there in {int(held[case].sum())} periods")
        if outside[case].any():
            text.append(f"edge of the published table used in {int(outside[case].sum())} periods")
        used = [c for c, w in zip(plant.settings.server_classes, share[case], strict=True) if w > 0]
        text += [line for line in of_class if line.split(":")[0] in used]
        nothing = has_load[case] and plant.integrated.captured_t[case] <= 0.0
        if (nothing and not runs[case][share[case] > 0].any()) or (
            nothing and (idle[case] > 0).all()
        ):
            status.append(INFEASIBLE)
        else:
            status.append(WARNINGS if text else OK)
        words.append("; ".join(text))
    return status, words
