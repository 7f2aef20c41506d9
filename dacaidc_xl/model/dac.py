"""Heat, power and productivity of a DAC plant in given air, by one of three models."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dacaidc_xl.model import dac_power, tvsa
from dacaidc_xl.model.co2_compression import co2_compression_kwh_per_t
from dacaidc_xl.model.co2_compression_map import CompressionFunction
from dacaidc_xl.model.dac_power import DacPower, DacPowerSettings
from dacaidc_xl.model.psychrometrics import check_air
from dacaidc_xl.model.sorbent import GabIsotherm, Sorbent
from dacaidc_xl.model.tvsa import TvsaCycle, TvsaSettings
from dacaidc_xl.model.tvsa_map import TvsaMap

Floats = NDArray[np.float64]

TOO_COLD, NO_DESIGN_POINT = 1, 4
"""Indices into `tvsa.IDLE_REASONS`; the idle reasons of the published models."""


@dataclass(frozen=True, slots=True)
class WeatherRow:
    """One temperature of a published weather table, over rising relative humidity."""

    temp_c: float
    rel_humidity_pct: Floats
    heat_kwh_per_t: Floats
    power_kwh_per_t: Floats
    relative_productivity: Floats


@dataclass(frozen=True, slots=True)
class DacProcess:
    """Which DAC plant: the cycle of a sorbent, or published energy figures.

    ``sorbent`` and ``water`` are those of the cycle; for the published models they give the
    design productivity only.
    """

    kind: Literal["mechanistic", "fixed", "table"]
    name: str
    sorbent: Sorbent
    water: GabIsotherm | None
    heat_temp_c: Floats
    """Temperature of the heat supplied [degC]."""
    fixed_heat_kwh_per_t: Floats
    fixed_power_kwh_per_t: Floats
    table: tuple[WeatherRow, ...]


@dataclass(frozen=True, slots=True)
class DacMaps:
    """Maps of one plant, for many states of the air; made for the same process and settings."""

    cycle: TvsaMap | None
    """None for the published models, which have no cycle."""
    compression: CompressionFunction


SOLVED = DacMaps(None, co2_compression_kwh_per_t)
"""No maps: every state is solved."""


@dataclass(frozen=True, slots=True)
class DacPerformance:
    """A DAC plant over (case, 1, period); nan where it is idle."""

    heat_kwh_per_t: Floats
    power: DacPower
    productivity_kg_per_kg_h: Floats
    design_productivity_kg_per_kg_h: Floats
    idle_code: NDArray[np.int64]
    """Index into `tvsa.IDLE_REASONS`."""
    outside_table: NDArray[np.bool_]
    """Warning: the air is outside the published table, its edge is used."""
    cycle: TvsaCycle | None

    @property
    def operating(self) -> NDArray[np.bool_]:
        """Where the plant can run."""
        return self.idle_code == 0


def interpolate_weather(
    table: tuple[WeatherRow, ...], temp_c: ArrayLike, rel_humidity: ArrayLike
) -> tuple[Floats, Floats, Floats, NDArray[np.bool_]]:
    """Read a published weather table: bilinear inside, the nearest edge outside.

    Parameters
    ----------
    table : tuple of WeatherRow
        Rows of rising temperature; each has its own humidities.
    temp_c, rel_humidity : array_like
        Air temperature [degC] and relative humidity [-], shapes that broadcast.

    Returns
    -------
    heat_kwh_per_t, power_kwh_per_t, relative_productivity : ndarray
        Interpolated figures.
    outside : ndarray of bool
        Where an edge was used.
    """
    temp, humidity_pct = np.broadcast_arrays(
        np.asarray(temp_c, dtype=float), 100.0 * np.asarray(rel_humidity, dtype=float)
    )
    temps = np.array([row.temp_c for row in table])
    held = np.clip(temp, temps[0], temps[-1])
    upper = np.clip(np.searchsorted(temps, held), 1, temps.size - 1)
    lower = upper - 1
    weight = (held - temps[lower]) / (temps[upper] - temps[lower])

    def read(column: str) -> Floats:
        rows = np.stack(
            [np.interp(humidity_pct, r.rel_humidity_pct, getattr(r, column)) for r in table]
        )
        low = np.take_along_axis(rows, lower[None], 0)[0]
        high = np.take_along_axis(rows, upper[None], 0)[0]
        return np.asarray((1.0 - weight) * low + weight * high)

    first = np.array([r.rel_humidity_pct[0] for r in table])
    last = np.array([r.rel_humidity_pct[-1] for r in table])
    outside = (temp < temps[0]) | (temp > temps[-1])
    for row in (lower, upper):
        outside = outside | (humidity_pct < first[row]) | (humidity_pct > last[row])
    return read("heat_kwh_per_t"), read("power_kwh_per_t"), read("relative_productivity"), outside


def evaluate(
    process: DacProcess,
    temp_c: ArrayLike,
    rel_humidity: ArrayLike,
    pressure_pa: ArrayLike,
    tvsa_settings: TvsaSettings,
    power_settings: DacPowerSettings,
    maps: DacMaps = SOLVED,
    wet_bulb: Floats | None = None,
) -> DacPerformance:
    """Heat, power and productivity of a DAC plant in given air.

    Parameters
    ----------
    process : DacProcess
        Which plant.
    temp_c, rel_humidity, pressure_pa : array_like
        Air [degC], [-], [Pa], shape (case, 1, period) or any that broadcasts.
    tvsa_settings : TvsaSettings
        Numbers of the cycle.
    power_settings : DacPowerSettings
        Numbers of the plant around it.
    maps : DacMaps
        Maps of this process and these numbers, where there are many states; by default every
        state is solved.
    wet_bulb : ndarray, optional
        Wet bulb of the same air [degC], where it is known already.

    Returns
    -------
    DacPerformance

    Raises
    ------
    InputError
        Weather out of bounds, or a sorbent without water isotherm in humid air.
    ValueError
        The maps are those of another plant.
    """
    temp, humidity, pressure, _ = check_air(temp_c, rel_humidity, pressure_pa)
    if maps.cycle is None:
        design = tvsa.design_point(process.sorbent, process.water, tvsa_settings)
    elif maps.cycle.made_for(process.sorbent, process.water, tvsa_settings):
        design = maps.cycle.design
    else:
        raise ValueError("the map of the adsorption cycle is that of another plant")
    if process.kind == "mechanistic":
        if maps.cycle is not None:
            cycle = maps.cycle.cycle(temp, humidity, pressure)
        else:
            cycle = tvsa.cycle(
                process.sorbent, process.water, temp, humidity, pressure, tvsa_settings, design
            )
        power = dac_power.mechanistic_power(
            cycle, temp, humidity, pressure, power_settings, maps.compression, wet_bulb
        )
        return DacPerformance(
            heat_kwh_per_t=cycle.heat_kwh_per_t,
            power=power,
            productivity_kg_per_kg_h=cycle.productivity_kg_per_kg_h,
            design_productivity_kg_per_kg_h=design.productivity_kg_per_kg_h,
            idle_code=cycle.idle_code,
            outside_table=np.zeros(cycle.idle_code.shape, dtype=bool),
            cycle=cycle,
        )
    if process.kind == "fixed":
        heat = process.fixed_heat_kwh_per_t + 0.0 * temp
        own = process.fixed_power_kwh_per_t + 0.0 * temp
        relative = np.ones(np.shape(heat))
        outside = np.zeros(np.shape(heat), dtype=bool)
    else:
        heat, own, relative, outside = interpolate_weather(process.table, temp, humidity)
    idle = np.where(temp < tvsa_settings.contactor_temp_min_c, TOO_COLD, 0)
    # The published figures bring no productivity: without a design point there is none.
    idle = np.where(design.feasible, idle, NO_DESIGN_POINT)
    blank = np.where(idle == 0, 0.0, np.nan)
    return DacPerformance(
        heat_kwh_per_t=heat + blank,
        power=dac_power.published_power(
            own + blank, temp, humidity, pressure, power_settings, maps.compression, wet_bulb
        ),
        productivity_kg_per_kg_h=design.productivity_kg_per_kg_h * relative + blank,
        design_productivity_kg_per_kg_h=design.productivity_kg_per_kg_h,
        idle_code=idle + np.zeros(np.shape(heat), dtype=int),
        outside_table=outside & (idle == 0),
        cycle=None,
    )
