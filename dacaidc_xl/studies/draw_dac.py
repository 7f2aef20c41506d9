"""The DAC plant in each of many draws, its equations solved no more often than they must be.

The adsorption cycle is solved once for each distinct set of the values that enter its two
unknowns; its heat, its duration and the power around it are arithmetic on that, draw by draw.
CO2 compression comes from curves where its pressure is drawn.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from typing import Any, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from dacaidc_xl.model import dac as dac_models
from dacaidc_xl.model import dac_power, tvsa
from dacaidc_xl.model.co2_compression import co2_compression_kwh_per_t
from dacaidc_xl.model.co2_compression_map import CompressionFunction
from dacaidc_xl.model.co2_compression_pressure import NODES, build_curves
from dacaidc_xl.model.dac import DacMaps, DacPerformance
from dacaidc_xl.model.dac_power import DacPower, DacPowerSettings
from dacaidc_xl.model.plant import PlantSettings
from dacaidc_xl.model.tvsa import TvsaCycle, TvsaSettings
from dacaidc_xl.reference.parameters import Parameters
from dacaidc_xl.studies.draws import Draws
from dacaidc_xl.studies.settings import fill, plant_settings

Floats = NDArray[np.float64]
Indices = NDArray[np.int64]
Values = TypeVar("Values", bound=NDArray[Any])

COMPLETED_NAMES = frozenset(
    {
        "desorption_time_h",
        "heat_max_kwh_per_t",
        "contactor_temp_min_c",
        "extra_thermal_mass_j_per_kg_k",
        "sorbent_heat_capacity_j_per_kg_k",
        "sensible_heat_recovery_fraction",
        "dac_heat_loss_factor",
        "vapor_heat_return_fraction",
    }
)
"""Parameters of the cycle that `tvsa.completed` alone takes: nothing is solved anew for them."""
SOLVED_NAMES = frozenset(f.name for f in fields(TvsaSettings)) - COMPLETED_NAMES
"""Parameters that enter the two unknowns of the adsorption cycle."""


PRESSURE = "co2_delivery_pressure_bar"
"""The parameter that changes the states of the CO2 compression."""


class ParametersOf(Protocol):
    """What gives the values of some draws."""

    def __call__(
        self, index: Indices, repeats: int, names: Sequence[str] | None = None
    ) -> Parameters:
        """Give arrays of shape (draw x repeats, 1, 1) of the named parameters, all by default."""


@dataclass(frozen=True, slots=True)
class Air:
    """Air of the places, shape (place, period)."""

    temp_c: Floats
    rel_humidity: Floats
    pressure_pa: Floats
    wet_bulb_c: Floats


def _taken(value: Values, index: Indices, shape: tuple[int, ...]) -> Values:
    """Entries of sets, (set, place, period) or fewer axes, for the draws that have them."""
    whole = np.broadcast_to(value, (int(index.max()) + 1, *shape))
    return whole[index] if whole.shape[0] > 1 else whole  # type: ignore[return-value]


class DacOfDraws:
    """The DAC plant of draws of one sorbent.

    Parameters
    ----------
    draws : Draws
        All draws of the run.
    parameters_of : callable
        Values of some of them.
    air : Air
        Air of the places.
    """

    def __init__(self, draws: Draws, parameters_of: ParametersOf, air: Air) -> None:
        self.draws, self.parameters_of, self.air = draws, parameters_of, air
        self.solved = sorted(SOLVED_NAMES & draws.values.keys())
        self.completed = bool(COMPLETED_NAMES & draws.values.keys())
        self.compression = self._compression()
        self._last: tuple[bytes, DacPerformance] | None = None

    def _compression(self) -> CompressionFunction:
        """Give what compresses: curves where more pressures are drawn than curves take."""
        drawn = self.draws.values.get(PRESSURE, np.empty(0))
        if np.unique(drawn).size <= 2 * NODES:
            return co2_compression_kwh_per_t
        a = self.air
        s = fill(DacPowerSettings, self.parameters_of(np.zeros(1, np.int64), 1, ()))
        cold = dac_power.cooling_water_c(
            a.temp_c, a.rel_humidity, a.pressure_pa, s, wet_bulb=a.wet_bulb_c
        )
        return build_curves(
            cold,
            (float(drawn.min()), float(drawn.max())),
            float(s.vacuum_outlet_pressure_pa),
            float(s.co2_compression_stage_count),
        )

    def _evaluate(self, s: PlantSettings) -> DacPerformance:
        a = self.air
        return dac_models.evaluate(
            s.process,
            a.temp_c,
            a.rel_humidity,
            a.pressure_pa,
            s.tvsa,
            s.dac_power,
            DacMaps(None, self.compression),
            a.wet_bulb_c,
        )

    def _sets(self, index: Indices) -> tuple[DacPerformance, Indices]:
        """Give the plants of the distinct sets of solved values, and the set of each draw."""
        columns = np.array([self.draws.values[n][index] for n in self.solved]).T
        if self.solved:
            columns, first, of_draw = np.unique(
                columns, axis=0, return_index=True, return_inverse=True
            )
        else:
            first, of_draw = np.zeros(1, np.int64), np.zeros(index.size, np.int64)
        key = columns.tobytes() + bytes([self.draws.sorbent[index[0]]])
        if self._last is None or self._last[0] != key:
            s = plant_settings(self.parameters_of(index[first], 1, self.solved))
            self._last = key, self._evaluate(s)
        return self._last[1], np.ravel(of_draw)

    def performance(self, index: Indices) -> DacPerformance:
        """Give the plant of some draws, fields of shape (draw or 1, place, period).

        Parameters
        ----------
        index : ndarray of int
            Numbers of the draws, all of one sorbent.

        Returns
        -------
        DacPerformance

        Raises
        ------
        InputError
            A draw that the model refuses.
        """
        s = plant_settings(self.parameters_of(index, 1))
        if s.process.kind != "mechanistic":
            return self._evaluate(s)
        sets, of_draw = self._sets(index)
        assert sets.cycle is not None
        air, shape = self.air, self.air.temp_c.shape

        def take(value: Values) -> Values:
            return _taken(value, of_draw, shape)

        cycle = TvsaCycle(*(take(getattr(sets.cycle, f.name)) for f in fields(TvsaCycle)))
        design = _taken(sets.design_productivity_kg_per_kg_h, of_draw, (1, 1))
        if self.completed:
            point = tvsa.design_point(s.process.sorbent, s.process.water, s.tvsa)
            design = point.productivity_kg_per_kg_h
            cycle = tvsa.completed(
                air.temp_c,
                cycle.air_mol_per_kg,
                cycle.bed_temp_c,
                cycle.product_co2_fraction,
                cycle.co2_swing_mol_per_kg,
                cycle.water_swing_mol_per_kg,
                cycle.water_residual_mol_per_kg,
                s.tvsa,
                point,
            )
        return DacPerformance(
            heat_kwh_per_t=cycle.heat_kwh_per_t,
            power=dac_power.mechanistic_power(
                cycle,
                air.temp_c,
                air.rel_humidity,
                air.pressure_pa,
                s.dac_power,
                self.compression,
                air.wet_bulb_c,
            ),
            productivity_kg_per_kg_h=cycle.productivity_kg_per_kg_h,
            design_productivity_kg_per_kg_h=design,
            idle_code=cycle.idle_code,
            outside_table=take(sets.outside_table),
            cycle=None,
        )


def as_cases(made: DacPerformance, draws: int, places: int) -> Callable[[slice], DacPerformance]:
    """Give the function that lays out a part of some draws as cases of the plant.

    Parameters
    ----------
    made : DacPerformance
        Fields that broadcast to (draw, place, period), as of `DacOfDraws.performance`.
    draws, places : int
        Their numbers.

    Returns
    -------
    callable
        From a slice of the draws to fields of shape (draw x place, 1, period).
    """
    periods = made.heat_kwh_per_t.shape[-1]

    def whole(value: Floats) -> Floats:
        return np.broadcast_to(value, (draws, places, periods))

    power = {f.name: whole(getattr(made.power, f.name)) for f in fields(DacPower)}
    heat, productivity = whole(made.heat_kwh_per_t), whole(made.productivity_kg_per_kg_h)
    idle = np.broadcast_to(made.idle_code, heat.shape)
    outside = np.broadcast_to(made.outside_table, heat.shape)
    design = np.broadcast_to(made.design_productivity_kg_per_kg_h, (draws, 1, 1))

    def part(which: slice) -> DacPerformance:
        def cases(value: Values) -> Values:
            return value[which].reshape(-1, 1, periods)  # type: ignore[return-value]

        return DacPerformance(
            heat_kwh_per_t=cases(heat),
            power=DacPower(**{name: cases(value) for name, value in power.items()}),
            productivity_kg_per_kg_h=cases(productivity),
            design_productivity_kg_per_kg_h=np.repeat(design[which], places, axis=0),
            idle_code=cases(idle),
            outside_table=cases(outside),
            cycle=None,
        )

    return part
