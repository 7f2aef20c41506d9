"""The 51 states and the ways to name one."""

from __future__ import annotations

import pytest

from dacaidc_xl.errors import InputError
from dacaidc_xl.reference.geography import find_state, state_index, states


def test_there_are_51_in_fips_order():
    fips = [state.fips for state in states()]
    assert len(fips) == 51
    assert fips == sorted(set(fips))
    assert (fips[0], fips[8], fips[-1]) == ("01", "11", "56")


def test_population_adds_up_to_the_census_total():
    """US Census Bureau, Vintage 2023: 334,914,895."""
    assert sum(state.population_2023 for state in states()) == 334_914_895


def test_tiles_do_not_overlap():
    assert len({(state.tile_row, state.tile_col) for state in states()}) == 51


def test_index_points_at_the_state():
    assert all(states()[i].abbr == abbr for abbr, i in state_index().items())
    with pytest.raises(TypeError):
        state_index()["VA"] = 0  # type: ignore[index]


@pytest.mark.parametrize(
    ("text", "abbr"),
    [
        ("Virginia", "VA"),
        (" west  VIRGINIA ", "WV"),
        ("va", "VA"),
        ("51", "VA"),
        (51, "VA"),
        (51.0, "VA"),
        ("1", "AL"),
        ("01", "AL"),
        (1, "AL"),
        ("dc", "DC"),
        ("district of columbia", "DC"),
    ],
)
def test_state_is_found(text, abbr):
    assert find_state(text).abbr == abbr


@pytest.mark.parametrize("state", states(), ids=lambda s: s.abbr)
def test_every_state_is_found_by_each_of_its_names(state):
    for text in (state.name, state.abbr, state.fips, int(state.fips), state.name.lower()):
        assert find_state(text) is state


@pytest.mark.parametrize(
    ("text", "nearest"),
    [
        ("Virgina", "Virginia"),
        ("new yrok", "New York"),
        ("XX", None),
        (3, None),
        ("", None),
        (1.5, None),
        (float("nan"), None),
    ],
)
def test_unknown_state_names_the_nearest(text, nearest):
    with pytest.raises(InputError) as caught:
        find_state(text)
    assert caught.value.place == "state"
    assert caught.value.value is text
    assert caught.value.nearest == nearest
