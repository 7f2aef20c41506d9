"""What one server class, or a backup, contributes: the same plant with the others at zero."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from dacaidc_xl.model import economics, emissions
from dacaidc_xl.model.constants import KG_PER_T
from dacaidc_xl.model.plant import Plant, System
from dacaidc_xl.studies import label

Floats = NDArray[np.float64]
Flowing = TypeVar("Flowing")


def _only(values: Floats, position: int) -> Floats:
    """Keep one entry of the second axis, zero in the others."""
    kept = np.zeros(values.shape)
    kept[:, position] = values[:, position]
    return kept


def _only_fields(flowing: Flowing, position: int, count: int) -> Flowing:
    changed = {}
    for f in fields(flowing):  # type: ignore[arg-type]
        values = getattr(flowing, f.name)
        if not f.init:
            continue  # made of the other fields
        if isinstance(values, np.ndarray) and values.ndim == 3 and values.shape[1] == count:
            changed[f.name] = _only(values, position)
    return replace(flowing, **changed)  # type: ignore[type-var]


def contributed(plant: Plant, contribution: str) -> Plant:
    """Give a plant in which one contribution stands alone.

    Parameters
    ----------
    plant : Plant
        Result of the model.
    contribution : str
        A server class or ``backup``.

    Returns
    -------
    Plant
        Of the same shape, without baselines: loads, flows, emissions and cost of the other
        contributions are zero, ratios and costs per tonne are those of this one.
    """
    whole = plant.integrated
    names = whole.flows.contributions
    position = names.index(contribution)
    count = len(names)
    flows = _only_fields(whole.flows, position, count)
    account = _only_fields(whole.emissions, position, count)
    cost = _only(whole.cost_usd, position)
    is_class = position < len(plant.settings.server_classes)

    def of_class(values: Floats) -> Floats:
        full = np.broadcast_to(values, plant.facility_mwh.shape)
        return _only(full, position) if is_class else np.zeros(full.shape)

    def year(values: Floats) -> Floats:
        return np.asarray(values[:, position].sum(axis=1))

    facility, it = of_class(plant.facility_mwh), of_class(plant.it_mwh)
    captured, net = year(whole.flows.captured_t), year(whole.emissions.net_removal_t)
    gross, net_cost = economics.lccc_usd_per_t(
        year(whole.cost_usd), captured, net, plant.settings.economics
    )
    grid = np.maximum(plant.cases.grid_kg_per_mwh, 0.0)
    system = System(
        name=contribution,
        flows=flows,
        emissions=account,
        ratios=emissions.ratios(
            captured,
            year(whole.emissions.operational_floor_t),
            facility.sum(axis=(1, 2)),
            (facility * grid).sum(axis=(1, 2)) / KG_PER_T,
            plant.settings.emissions,
        ),
        cost_usd=cost,
        captured_t=captured,
        indirect_t=year(whole.emissions.indirect_t),
        net_removal_t=net,
        lccc_gross_usd_per_t=gross,
        lccc_net_usd_per_t=net_cost,
        break_even_kg_per_mwh=emissions.break_even_kg_per_mwh(
            flows, account, plant.settings.emissions
        ),
    )
    total, used = facility.sum(axis=(1, 2)), it.sum(axis=(1, 2))
    return replace(
        plant,
        facility_mwh=facility,
        it_mwh=it,
        annual_pue=np.where(used > 0.0, total / np.where(used > 0.0, used, 1.0), np.nan),
        recoverable_mwh=of_class(plant.recoverable_mwh),
        datacenter_water_l=of_class(plant.datacenter_water_l),
        water_saved_l=of_class(plant.water_saved_l),
        integrated=system,
        baselines={},
    )


def with_class_figures(place: dict[str, list[object]], plant: Plant, contribution: str) -> None:
    """Take from the study's class table what it has, to the last digit.

    Parameters
    ----------
    place : dict of str to list
        Columns of `label.place_table` of the plant of the contribution; changed in place.
    plant : Plant
        The whole plant.
    contribution : str
        A server class or ``backup``.
    """
    import pandas as pd

    cases = plant.facility_mwh.shape[0]
    table = label.class_table(plant, pd.DataFrame({"case": range(cases)}))
    rows = table[table["contribution"] == contribution].set_index("case")
    for column in place.keys() & set(rows.columns):
        values = list(place[column])
        for case, value in rows[column].items():
            values[int(str(case))] = value
        place[column] = values
