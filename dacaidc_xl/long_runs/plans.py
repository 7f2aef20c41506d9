"""Plans of long runs: which chunks a study is cut into, and all that its numbers depend on."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from importlib import metadata
from pathlib import Path
from typing import TypeVar

import numpy as np

import dacaidc_xl
from dacaidc_xl.errors import InputError
from dacaidc_xl.long_runs.chunks import (
    Chunk,
    CountiesChunk,
    HourlyChunk,
    PathwayChunk,
    PlaceKind,
)
from dacaidc_xl.reference.parameters import Parameters
from dacaidc_xl.reference.scenarios import find_scenario
from dacaidc_xl.studies.hour_parts import PLACES_AT_ONCE
from dacaidc_xl.studies.hours import HourOptions
from dacaidc_xl.studies.provenance import LIBRARIES, version

COUNTIES_AT_ONCE = 512
"""Counties of a chunk by month."""
HOURLY_AT_ONCE = 24 * PLACES_AT_ONCE
"""Places of a chunk hour by hour: whole blocks of the hourly study, some seconds of work, beside
which what each chunk does once, maps read and plants sized, is little."""
PATHWAY_AT_ONCE = 128
"""Places of a chunk over the life of a plant."""
EQUATIONS = ("errors.py", "maps", "model", "reference", "studies")
"""Parts of the package on which numbers depend."""
DATA_SUFFIXES = (".csv", ".npz")

Item = TypeVar("Item")


@dataclass(frozen=True)
class Plan:
    """A study cut into chunks.

    Attributes
    ----------
    study : str
        Kind of the study.
    about : mapping
        All that its numbers depend on besides the package, as JSON knows it.
    chunks : tuple of Chunk
        In the order of the result.
    parameters : mapping of str to Parameters
        Values of each scenario.
    """

    study: str
    about: Mapping[str, object]
    chunks: tuple[Chunk, ...]
    parameters: Mapping[str, Parameters]


def _digest(paths: Sequence[Path], root: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(paths):
        digest.update(f"\n{path.relative_to(root).as_posix()}\n".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


@functools.cache
def environment() -> Mapping[str, str]:
    """Give what a number depends on besides its plan: package, libraries, equations, data.

    Returns
    -------
    mapping of str to str
        The same on every machine that gives the same numbers.

    Examples
    --------
    >>> sorted(environment())[:3]
    ['CoolProp', 'dacaidc_xl', 'data']
    """
    root = Path(str(dacaidc_xl.__file__)).parent
    files = [
        path
        for name in EQUATIONS
        for path in ((root / name).rglob("*") if (root / name).is_dir() else [root / name])
    ]
    return {
        "dacaidc_xl": version(),
        **{name: metadata.version(name) for name in LIBRARIES},
        "equations": _digest([p for p in files if p.suffix == ".py"], root),
        "data": _digest([p for p in files if p.suffix in DATA_SUFFIXES], root),
    }


def blocks(items: Sequence[Item], size: int) -> Iterator[tuple[Item, ...]]:
    """Cut a sequence into blocks of a size; the last may be smaller.

    Raises
    ------
    InputError
        The size is no whole number of at least 1.

    Examples
    --------
    >>> list(blocks("abcde", 2))
    [('a', 'b'), ('c', 'd'), ('e',)]
    """
    if isinstance(size, bool) or not isinstance(size, int) or size < 1:
        raise InputError("chunk", size, "a whole number of at least 1")
    for start in range(0, len(items), size):
        yield tuple(items[start : start + size])


def plain(values: Mapping[str, object]) -> dict[str, object]:
    """Give values as JSON knows them, arrays as a digest of their bytes.

    Examples
    --------
    >>> plain({"sorbent_life_yr": np.float64(3.0)})
    {'sorbent_life_yr': 3.0}
    """
    made: dict[str, object] = {}
    for name, value in values.items():
        array = np.asarray(value)
        if array.ndim:
            data = np.ascontiguousarray(array)
            digest = hashlib.sha256(data.tobytes()).hexdigest()[:16]
            made[name] = f"{data.dtype.str} {data.shape} {digest}"
        else:
            made[name] = array.item()
    return made


def values_of(scenarios: Sequence[str], overrides: Mapping[str, object]) -> dict[str, Parameters]:
    """Give the values of each scenario, which checks the overrides before anything is run."""
    made = {}
    for name in scenarios:
        row = find_scenario(name)
        made[name] = Parameters.of(row.parameter_set, overrides, row.mix_set)
    return made


def _plan(
    study: str,
    values: Mapping[str, Parameters],
    overrides: Mapping[str, object],
    kind: PlaceKind,
    places: tuple[str, ...],
    chunk: int,
    options: Mapping[str, object],
    chunk_of: Callable[[str, Mapping[str, object], tuple[str, ...]], Chunk],
) -> Plan:
    if not places:
        raise InputError("places", "none", "at least one place")
    given = dict(overrides)
    about = {
        "study": study,
        "scenarios": list(values),
        "overrides": plain(given),
        "parameters": {name: one.digest() for name, one in values.items()},
        kind: list(places),
        "options": dict(options),
        "chunk": chunk,
    }
    made = tuple(chunk_of(name, given, block) for name in values for block in blocks(places, chunk))
    return Plan(study, about, made, values)


def _places(
    states: Sequence[str] | None, counties: Sequence[str] | None, study: str
) -> tuple[PlaceKind, tuple[str, ...]]:
    """Give the places that a user named, by code: counties, or else states."""
    from dacaidc_xl.reference.geography import find_state
    from dacaidc_xl.reference.geography import states as all_states
    from dacaidc_xl.studies.counties import chosen_counties

    if counties is not None:
        if states is not None:
            raise InputError(study, "states and counties", "one of them")
        return "counties", tuple(county.fips for county in chosen_counties(counties))
    chosen = all_states() if states is None else [find_state(s) for s in states]
    return "states", tuple(dict.fromkeys(state.abbr for state in chosen))


def counties_plan(
    scenario: str | Sequence[str] = "base_2023",
    parameters: Mapping[str, object] | None = None,
    counties: Sequence[str] | None = None,
    states: Sequence[str] | None = None,
    chunk: int = COUNTIES_AT_ONCE,
) -> Plan:
    """Cut the counties study into chunks.

    Parameters
    ----------
    scenario, parameters, counties, states
        As of `studies.counties.counties`.
    chunk : int
        Counties of a chunk.

    Returns
    -------
    Plan

    Raises
    ------
    InputError
        Unknown scenario, county or parameter, or a value out of bounds.

    Examples
    --------
    >>> plan = counties_plan(states=["DE"], chunk=2)
    >>> [c.label for c in plan.chunks]
    ['base_2023, 2 places: 10001 to 10003', 'base_2023: 10005']
    """
    from dacaidc_xl.studies.counties import chosen_counties
    from dacaidc_xl.studies.states import scenario_names

    given = parameters or {}
    places = tuple(county.fips for county in chosen_counties(counties, states))
    return _plan(
        "counties",
        values_of(scenario_names(scenario), given),
        given,
        "counties",
        places,
        chunk,
        {},
        lambda name, overrides, block: CountiesChunk(name, overrides, "counties", block),
    )


def hourly_plan(
    scenario: str | Sequence[str] = "base_2023",
    parameters: Mapping[str, object] | None = None,
    states: Sequence[str] | None = None,
    counties: Sequence[str] | None = None,
    options: HourOptions | None = None,
    chunk: int = HOURLY_AT_ONCE,
) -> Plan:
    """Cut the hourly study into chunks.

    Parameters
    ----------
    scenario, parameters, states, counties, options
        As of `studies.hourly.hourly`.
    chunk : int
        Places of a chunk.

    Returns
    -------
    Plan

    Raises
    ------
    InputError
        Unknown scenario, place or parameter, or a value out of bounds.

    Examples
    --------
    >>> len(hourly_plan(states=["DE", "RI", "VT"], chunk=2).chunks)
    2
    """
    from dacaidc_xl.studies.states import scenario_names

    given = parameters or {}
    kind, places = _places(states, counties, "hourly")
    asked = options or HourOptions()
    # A plain dictionary travels; the read-only view of one does not.
    own = replace(asked, series=dict(asked.series))
    told = {**asdict(own), "series": plain(own.series)}
    return _plan(
        "hourly",
        values_of(scenario_names(scenario), given),
        given,
        kind,
        places,
        chunk,
        told,
        lambda name, overrides, block: HourlyChunk(name, overrides, kind, block, own),
    )


def pathway_plan(
    build_year: int = 2030,
    grid: str | Sequence[str] = "all",
    parameters: Mapping[str, object] | None = None,
    states: Sequence[str] | None = None,
    counties: Sequence[str] | None = None,
    chunk: int = PATHWAY_AT_ONCE,
) -> Plan:
    """Cut the pathway study into chunks.

    Parameters
    ----------
    build_year, grid, parameters, states, counties
        As of `studies.pathway.pathway`.
    chunk : int
        Places of a chunk.

    Returns
    -------
    Plan

    Raises
    ------
    InputError
        Unknown projection, place or parameter, or a value out of bounds. A year that the
        projections do not hold is refused when the chunks are computed.

    Examples
    --------
    >>> len(pathway_plan(2030, "all", states=["DE", "RI"]).chunks)
    6
    """
    from dacaidc_xl.studies.pathway import pathway_names, pathway_scenario

    given = parameters or {}
    kind, places = _places(states, counties, "pathway")
    values = {}
    for name in pathway_names(grid):
        row = pathway_scenario(name, build_year, build_year)
        values[name] = Parameters.of(row.parameter_set, given, row.mix_set)
    return _plan(
        "pathway",
        values,
        given,
        kind,
        places,
        chunk,
        {"build_year": build_year},
        lambda name, overrides, block: PathwayChunk(name, overrides, kind, block, build_year),
    )
