"""Refrigerant maps from the cache, or built, held against their equation of state and kept."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dacaidc_xl.maps.sources import coolprop_version, digest_of
from dacaidc_xl.maps.store import Arrays, cache_folder, fetch
from dacaidc_xl.model import constants, refrigerant_map
from dacaidc_xl.model.mapped_cycles import MappedCycles, draw_states, worst_cop_error
from dacaidc_xl.model.refrigerant_cycle import CONFIGURATIONS
from dacaidc_xl.model.refrigerant_map import RefrigerantMap

ERROR_MAX = 1e-6
"""A map that differs more from its equation of state, in COP, is not used [-]."""
CHECKED_STATES = 4
"""Random states, none of those it is built on, at which a new map is checked, in each
configuration."""
CHECK_SEED = 6
"""Of these states: a map that is refused is refused in every run."""


@dataclass(frozen=True, slots=True)
class Cycles:
    """Cycles from maps, with what a reader of the results should know of them."""

    cycles: MappedCycles
    notes: tuple[str, ...]


def _arrays(tables: RefrigerantMap) -> dict[str, NDArray[Any]]:
    return {f.name: np.asarray(getattr(tables, f.name)) for f in fields(tables)}


def _tables(arrays: Arrays) -> RefrigerantMap:
    """Map from arrays; ValueError or KeyError where they are not one."""
    values: dict[str, Any] = {}
    for f in fields(RefrigerantMap):
        array = arrays[f.name]
        if f.name == "fluid":
            values[f.name] = str(array[()])
        elif array.dtype != np.float64 or not np.isfinite(array).all():
            raise ValueError(f.name)
        else:
            values[f.name] = float(array[()]) if f.type == "float" else array
    tables = RefrigerantMap(**values)
    tables.check_shapes()
    return tables


class _InaccurateError(ValueError):
    """A newly built map that its own check refuses."""


def _build(coolprop_name: str) -> dict[str, NDArray[Any]]:
    tables = refrigerant_map.build(coolprop_name)
    states = draw_states(tables, CHECKED_STATES, np.random.default_rng(CHECK_SEED))
    for configuration in CONFIGURATIONS:
        error = worst_cop_error(tables, configuration, states)
        if not error <= ERROR_MAX:
            raise _InaccurateError(
                f"map of {coolprop_name}: differs by {error:.1e} in COP from its equation of "
                f"state ({configuration}); not used, states are solved directly"
            )
    return _arrays(tables)


def mapped_cycles(coolprop_names: Iterable[str], folder: Path | None = None) -> Cycles:
    """Give cycles from the maps of some fluids, read from the cache or built.

    Parameters
    ----------
    coolprop_names : iterable of str
        CoolProp's names of the fluids.
    folder : Path, optional
        Folder of the maps; by default the one of `store.cache_folder`.

    Returns
    -------
    Cycles
        To be handed to `heat_pump.evaluate`. Where maps are in the cache CoolProp is not
        imported. A map that fails its check is left out, and its fluid solved directly.

    Examples
    --------
    >>> from dacaidc_xl.model import heat_pump
    >>> made = mapped_cycles(["R1233zd(E)"])
    >>> state = (42.0, 115.0, 5.0, 5.0, 0.0, 0.72)
    >>> float(made.cycles("two_stage", "R1233zd(E)", *state).cop.round(2))
    3.49
    """
    folder = cache_folder() if folder is None else folder
    version, equations = coolprop_version(), digest_of(constants, refrigerant_map)
    maps: dict[str, RefrigerantMap] = {}
    notes: list[str] = []
    for name in dict.fromkeys(coolprop_names):
        key = {"what": "refrigerant", "equations": equations, "fluid": name}
        try:
            kept = fetch(
                f"refrigerant-{''.join(c for c in name if c.isalnum())}",
                {**key, "coolprop": version},
                lambda name=name: _build(name),  # type: ignore[misc]
                folder,
                _tables,
            )
        except _InaccurateError as error:
            notes.append(str(error))
            continue
        maps[name] = _tables(kept.arrays)
        notes.extend(kept.notes)
    return Cycles(MappedCycles(maps), tuple(notes))
