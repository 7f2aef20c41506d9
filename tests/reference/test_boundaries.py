"""Outlines against the areas and places of the counties."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from dacaidc_xl.reference.boundaries import (
    PICTURE_PX,
    boundaries_provenance,
    county_outlines,
    state_outlines,
)
from dacaidc_xl.reference.counties import counties, county_states
from dacaidc_xl.reference.geography import state_index, states
from dacaidc_xl.reference.tables import read_arrays


def area(outline):
    """Signed area by the shoelace formula: holes run the other way round and count off."""
    total = 0.0
    for ring in outline:
        x, y = ring.T
        total += 0.5 * float(np.sum(x * np.roll(y, -1) - np.roll(x, -1) * y))
    return total


def test_every_place_has_an_outline_in_the_picture():
    assert len(state_outlines()) == len(states())
    assert len(county_outlines()) == len(counties())
    for outline in (*state_outlines(), *county_outlines()):
        assert outline
        for ring in outline:
            assert ring.shape[1] == 2
            assert not ring.flags.writeable
            # Some islands of Alaska reach out to the left.
            assert ring[:, 0].min() >= -60.0
            assert ring[:, 0].max() <= PICTURE_PX[0]
            assert ring[:, 1].min() >= 0.0
            assert ring[:, 1].max() <= PICTURE_PX[1]


def test_three_cities_are_too_small_for_an_area():
    small = [
        counties()[at].name
        for at, outline in enumerate(county_outlines())
        if any(len(ring) < 3 for ring in outline)
    ]
    assert small == ["Falls Church city", "Lexington city", "Manassas Park city"]


@pytest.mark.parametrize("kind", ["state", "county"])
def test_arcs_of_a_ring_meet(kind):
    """Each begins where the one before it ends, and the last ends where the first begins.

    One joint of Nebraska is two hundredths of a pixel open in the source: a step of ours.
    """
    arrays = read_arrays("boundaries")
    ends = arrays["arc_start"].tolist()
    points = arrays["points"].astype(int)
    arcs = arrays[f"{kind}_ring_arcs"].tolist()

    def tips(arc):
        forward = arc if arc >= 0 else ~arc
        first, last = points[ends[forward]], points[ends[forward + 1] - 1]
        return (first, last) if arc >= 0 else (last, first)

    for first, last in pairwise(arrays[f"{kind}_ring_start"].tolist()):
        ring = [tips(arc) for arc in arcs[first:last]]
        for before, after in zip(ring, ring[1:] + ring[:1], strict=True):
            assert np.abs(before[1] - after[0]).max() <= 1


def test_areas_are_those_of_the_table_at_one_scale():
    """The projection keeps areas: square kilometers per pixel are the same in every county."""
    scale = []
    for county, outline in zip(counties(), county_outlines(), strict=True):
        # Alaska is drawn at a smaller scale.
        if county.state_abbr != "AK" and county.area_km2 and county.area_km2 > 500.0:
            scale.append(county.area_km2 / abs(area(outline)))
    assert len(scale) > 2900
    np.testing.assert_allclose(scale, np.median(scale), rtol=0.05)


def test_counties_fill_their_state():
    filled = np.zeros(len(states()))
    for at, outline in zip(county_states(), county_outlines(), strict=True):
        filled[at] += abs(area(outline))
    whole = [abs(area(outline)) for outline in state_outlines()]
    np.testing.assert_allclose(filled, whole, rtol=0.002, atol=0.5)


def test_neighbors_share_the_points_of_their_border():
    points = [
        {tuple(point) for ring in outline for point in ring.tolist()}
        for outline in state_outlines()
    ]
    at = state_index()
    assert len(points[at["VA"]] & points[at["NC"]]) > 20
    assert not points[at["VA"]] & points[at["CA"]]


def test_east_is_right_and_north_is_up():
    outlines = dict(zip(state_index(), state_outlines(), strict=True))
    middle = {abbr: np.concatenate(outline).mean(axis=0) for abbr, outline in outlines.items()}
    assert middle["CA"][0] < middle["CO"][0] < middle["VA"][0]
    assert middle["ND"][1] < middle["KS"][1] < middle["TX"][1]


def test_provenance_names_the_publisher():
    assert "US Census Bureau" in boundaries_provenance()
