"""The water classes and their limits."""

from __future__ import annotations

import pytest

from dacaidc_xl.errors import InputError
from dacaidc_xl.reference.water_classes import find_water_class, water_class_for, water_classes


def test_the_name_of_a_class_is_its_limit():
    """ASHRAE TC 9.9: W17 to W45 carry their warmest supply in the name, W+ has none."""
    for water_class in water_classes()[:-1]:
        assert water_class.supply_max_c == float(water_class.name[1:])
    assert water_classes()[-1].supply_max_c is None


def test_limits_are_marked_as_recalled():
    assert {water_class.standing for water_class in water_classes()} == {"memory"}


@pytest.mark.parametrize(
    ("supply_c", "name"),
    [(0.0, "W17"), (17.0, "W17"), (17.01, "W27"), (40.0, "W40"), (45.0, "W45"), (45.1, "W+")],
)
def test_limit_belongs_to_the_class(supply_c, name):
    assert water_class_for(supply_c).name == name


@pytest.mark.parametrize(
    ("text", "name"), [("w32", "W32"), ("W3", "W32"), (" W+ ", "W+"), ("W5", "W+"), ("W40", "W40")]
)
def test_class_is_found_by_either_name(text, name):
    assert find_water_class(text).name == name


@pytest.mark.parametrize("text", ["", "W", "W6", "32"])
def test_unknown_class_is_refused(text):
    with pytest.raises(InputError):
        find_water_class(text)


@pytest.mark.parametrize("supply_c", [-0.1, 100.1, float("nan"), float("inf")])
def test_no_liquid_water_is_refused(supply_c):
    with pytest.raises(InputError):
        water_class_for(supply_c)
