"""Compile the boundaries of states and counties for a picture.

The raw boundaries are simplified already and share their lines: a border of two counties is one
arc that both use. Each arc is rounded once, so that neighbors keep meeting exactly.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from raw_tables import Arrays, Raw

STEPS_PER_PX = 32
"""Steps of the coordinates in a pixel of the 975 x 610 picture: 1/64 px at most is lost."""

Floats = NDArray[np.float64]


def decoded(topology: dict[str, Any]) -> list[Floats]:
    """Give the arcs of a quantized topology in its own coordinates, shape (point, 2) each."""
    scale, translate = topology["transform"]["scale"], topology["transform"]["translate"]
    return [np.cumsum(arc, axis=0) * scale + translate for arc in topology["arcs"]]


def _rings(geometry: dict[str, Any]) -> Iterator[Sequence[int]]:
    parts = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
    for part in parts:
        yield from part


def _size(ring: Sequence[int], arcs: Sequence[Floats]) -> int:
    """Count the points of a ring; an arc begins where the one before it ends."""
    return sum(len(arcs[arc if arc >= 0 else ~arc]) - 1 for arc in ring)


def _outlines(
    geometries: Sequence[dict[str, Any]], order: Sequence[str], arcs: Sequence[Floats]
) -> Arrays:
    """Give the rings of places in order: the place of each ring, and the arcs it strings.

    Rings of one or two points have no area and stay only where a place has no other.
    """
    by_id = {geometry["id"]: geometry for geometry in geometries}
    if sorted(by_id) != sorted(order):
        raise ValueError("the boundaries are not those of the places")
    rings: list[tuple[int, Sequence[int]]] = []
    for at, fips in enumerate(order):
        of_place = list(_rings(by_id[fips]))
        areas = [ring for ring in of_place if _size(ring, arcs) > 2]
        rings += [(at, ring) for ring in areas or of_place]
    return {
        "ring_place": np.array([at for at, _ in rings], dtype=np.int16),
        "ring_start": np.cumsum([0, *(len(ring) for _, ring in rings)], dtype=np.int32),
        "ring_arcs": np.array([arc for _, ring in rings for arc in ring], dtype=np.int16),
    }


def boundaries(path: Path, raw: Raw) -> Arrays:
    """Compile the arcs and how states and counties string them to rings."""
    topology = json.loads(path.read_text(encoding="utf-8"))
    arcs = decoded(topology)
    arrays: Arrays = {
        "points": np.rint(np.concatenate(arcs) * STEPS_PER_PX).astype(np.int16),
        "arc_start": np.cumsum([0, *(len(arc) for arc in arcs)], dtype=np.int32),
    }
    orders = {
        "state": sorted(row["state_fips"] for row in raw["states"]),
        "county": sorted(row["county_fips"] for row in raw["counties"]),
    }
    kinds = {"state": "states", "county": "counties"}
    for kind, order in orders.items():
        geometries = topology["objects"][kinds[kind]]["geometries"]
        for name, array in _outlines(geometries, order, arcs).items():
            arrays[f"{kind}_{name}"] = array
    return arrays
