"""Maps of a DAC plant from the cache, or built, held against its equations and kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dacaidc_xl.maps.sources import coolprop_version, digest_of
from dacaidc_xl.maps.store import Arrays, cache_folder, fetch
from dacaidc_xl.model import (
    co2_compression,
    co2_compression_map,
    constants,
    psychrometrics,
    sorbent,
    tvsa,
    tvsa_map,
    tvsa_near,
)
from dacaidc_xl.model.co2_compression import co2_compression_kwh_per_t
from dacaidc_xl.model.co2_compression_map import CompressionCurve, CompressionFunction
from dacaidc_xl.model.dac import DacMaps, DacProcess
from dacaidc_xl.model.dac_power import DacPowerSettings
from dacaidc_xl.model.tvsa import TvsaSettings
from dacaidc_xl.model.tvsa_map import TvsaMap, TvsaTables

HEAT_ERROR_MAX = 1e-4
"""A map that misses heat per tonne by more where the plant runs is not used [-]."""
COMPRESSION_ERROR_MAX = 1e-6
"""A curve that misses work or heat of the coolers by more is not used [-]."""
CHECKED_STATES = 400
CHECKED_TEMPERATURES = 8
"""Random states, none of those it is built on, at which a new map or curve is checked."""
CHECK_SEED = 6
"""Of these states: a map that is refused is refused in every run."""
IDLE_DIFFERENCES_MAX = 0.01
"""A state within the tolerance of a limit may idle in one and run in the other; a map in which
a larger share of the states does is not used [-]."""


@dataclass(frozen=True, slots=True)
class Dac:
    """Maps of a plant, with what a reader of the results should know of them."""

    maps: DacMaps
    notes: tuple[str, ...]


class _InaccurateError(ValueError):
    """A newly built map that its own check refuses."""


def _one(value: Any) -> float:
    return float(np.ravel(value)[0])


def _from(kind: type, arrays: Arrays) -> Any:
    """Object of a map from arrays; ValueError or KeyError where they are not one."""
    values: dict[str, Any] = {}
    for f in fields(kind):
        array = arrays[f.name]
        if array.dtype.kind not in "fib" or not np.isfinite(array).all():
            raise ValueError(f.name)
        values[f.name] = float(array[()]) if array.ndim == 0 else array
    made = kind(**values)
    made.check_shapes()
    return made


def _arrays(made: Any) -> dict[str, NDArray[Any]]:
    return {f.name: np.asarray(getattr(made, f.name)) for f in fields(made)}


def _checked_tables(process: DacProcess, settings: TvsaSettings) -> dict[str, NDArray[Any]]:
    assert process.water is not None
    tables = tvsa_map.build(process.sorbent, process.water, settings)
    made = TvsaMap(tables, process.sorbent, process.water, settings)
    rng = np.random.default_rng(CHECK_SEED)
    air = [
        rng.uniform(low, high, CHECKED_STATES)
        for low, high in (
            (tables.temp_low_c, tvsa_map.TEMP_RANGE_C[1]),
            tvsa_map.REL_HUMIDITY_RANGE,
            tvsa_map.PRESSURE_RANGE_PA,
        )
    ]
    direct = tvsa.cycle(process.sorbent, process.water, *air, made.settings, made.design)
    mapped, runs = made.cycle(*air), direct.operating
    differ = float((mapped.operating != runs).mean())
    if differ > IDLE_DIFFERENCES_MAX:
        raise _InaccurateError(f"idles, or runs, wrongly in {differ:.0%} of the states")
    runs = runs & mapped.operating
    error = np.abs(mapped.heat_kwh_per_t[runs] / direct.heat_kwh_per_t[runs] - 1.0)
    worst = float(np.max(error, initial=0.0))
    if not worst <= HEAT_ERROR_MAX:
        raise _InaccurateError(f"differs by {worst:.1e} in heat per tonne")
    return _arrays(tables)


def _checked_curve(numbers: Mapping[str, float]) -> dict[str, NDArray[Any]]:
    curve = co2_compression_map.build_curve(**numbers)
    low, high = curve.edges_c[0], curve.edges_c[-1]
    temps = np.random.default_rng(CHECK_SEED).uniform(low, high, CHECKED_TEMPERATURES)
    for mapped, direct in zip(
        curve(temps, *curve.others), co2_compression_kwh_per_t(temps, *curve.others), strict=True
    ):
        worst = float(np.max(np.abs(mapped / direct - 1.0)))
        if not worst <= COMPRESSION_ERROR_MAX:
            raise _InaccurateError(f"differs by {worst:.1e}")
    return _arrays(curve)


def dac_maps(
    process: DacProcess,
    tvsa_settings: TvsaSettings,
    power_settings: DacPowerSettings,
    folder: Path | None = None,
) -> Dac:
    """Give the maps of a DAC plant, read from the cache or built.

    Parameters
    ----------
    process : DacProcess
        Which plant.
    tvsa_settings : TvsaSettings
        Numbers of the cycle.
    power_settings : DacPowerSettings
        Numbers of the plant around it.
    folder : Path, optional
        Folder of the maps; by default the one of `store.cache_folder`.

    Returns
    -------
    Dac
        To be handed to `dac.evaluate`. A part that has no map, because its numbers differ from
        case to case or because its map failed its check, is solved state by state, and that is
        said. The map of the cycle depends on the sorbent and on `TvsaSettings` alone, the curve
        of the compression on five of the other numbers: all others may vary freely.

    Examples
    --------
    See ``tests/maps/test_dac.py``.
    """
    folder = cache_folder() if folder is None else folder
    notes: list[str] = []
    cycle: TvsaMap | None = None
    if process.kind == "mechanistic" and process.water is not None:
        if any(np.size(getattr(tvsa_settings, f.name)) != 1 for f in fields(tvsa_settings)):
            notes.append("adsorption cycle: its numbers differ from case to case; solved directly")
        else:
            key = {
                "what": "tvsa",
                "equations": digest_of(
                    constants, psychrometrics, sorbent, tvsa, tvsa_map, tvsa_near
                ),
                "sorbent": asdict(process.sorbent),
                "water": asdict(process.water),
                "numbers": {
                    f.name: _one(getattr(tvsa_settings, f.name)) for f in fields(tvsa_settings)
                },
            }
            try:
                kept = fetch(
                    f"tvsa-{''.join(c for c in process.sorbent.name if c.isalnum() or c == '_')}",
                    key,
                    lambda: _checked_tables(process, tvsa_settings),
                    folder,
                    lambda arrays: _from(TvsaTables, arrays),
                )
                cycle = TvsaMap(
                    _from(TvsaTables, kept.arrays), process.sorbent, process.water, tvsa_settings
                )
                notes.extend(kept.notes)
            except _InaccurateError as error:
                notes.append(f"map of the adsorption cycle: {error}; not used, solved directly")
    compression: CompressionFunction = co2_compression_kwh_per_t
    numbers = {
        "low_c": power_settings.cooling_water_temp_min_c,
        "inlet_pa": power_settings.vacuum_outlet_pressure_pa,
        "outlet_bar": power_settings.co2_delivery_pressure_bar,
        "stage_count": power_settings.co2_compression_stage_count,
        "efficiency": power_settings.co2_compression_isentropic_efficiency,
    }
    if any(np.size(v) != 1 for v in numbers.values()):
        notes.append("CO2 compression: its numbers differ from case to case; solved directly")
        return Dac(DacMaps(cycle, compression), tuple(notes))
    one_each = {name: _one(value) for name, value in numbers.items()}
    try:
        kept = fetch(
            "co2-compression",
            {
                "what": "co2 compression",
                "coolprop": coolprop_version(),
                "equations": digest_of(constants, co2_compression, co2_compression_map),
                **one_each,
            },
            lambda: _checked_curve(one_each),
            folder,
            lambda arrays: _from(CompressionCurve, arrays),
        )
        compression = _from(CompressionCurve, kept.arrays)
        notes.extend(kept.notes)
    except _InaccurateError as error:
        notes.append(f"curve of the CO2 compression: {error}; not used, solved directly")
    return Dac(DacMaps(cycle, compression), tuple(notes))
