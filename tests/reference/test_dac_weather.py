"""The published weather tables as their papers' repositories print them."""

from __future__ import annotations

import numpy as np
import pytest

from dacaidc_xl.errors import InputError
from dacaidc_xl.reference.dac_weather import published_sources, published_weather


@pytest.mark.parametrize(
    ("source", "temps_c", "points"),
    [
        ("jajjawi", (-10, 0, 10, 20, 30, 40, 50), 76),
        ("sendi", (1, 10, 20, 30, 40, 50), 44),
        ("wiegner", (0, 5, 10, 15, 20, 25, 30), 77),
    ],
)
def test_all_curves_are_there(source, temps_c, points):
    published = published_weather(source)
    assert published.temps_c == temps_c
    assert sum(curve.rel_humidity.size for curve in published.curves) == points


def test_curves_are_ragged():
    """Jajjawi gives twelve humidities per temperature, but four at 50 degC."""
    sizes = [curve.rel_humidity.size for curve in published_weather("jajjawi").curves]
    assert sizes == [12, 12, 12, 12, 12, 12, 4]


def test_a_printed_row_of_each_table():
    """One row of each file, read by eye."""
    twenty = published_weather("jajjawi").curves[3]
    at = np.flatnonzero(np.isclose(twenty.rel_humidity, 0.5))[0]
    assert (twenty.heat_kwh_per_t[at], twenty.power_kwh_per_t[at]) == (2465.0, 521.0)
    assert (twenty.relative_productivity[at], twenty.water_t_per_t[at]) == (0.996, 1.570)
    cool = published_weather("sendi").curves[0]
    assert (cool.heat_kwh_per_t[-1], cool.power_kwh_per_t[-1]) == (3749.0, 129.0)
    warm = published_weather("wiegner").curves[-1]
    assert (warm.heat_kwh_per_t[-1], warm.power_kwh_per_t[-1]) == (3175.0, 131.0)


def test_what_is_not_published_is_none():
    assert published_weather("sendi").curves[0].water_t_per_t is None
    assert published_weather("wiegner").curves[0].relative_productivity is None


@pytest.mark.parametrize("source", published_sources())
def test_humidity_is_an_ascending_fraction_and_demands_are_positive(source):
    for curve in published_weather(source).curves:
        assert np.all(np.diff(curve.rel_humidity) > 0.0)
        assert 0.0 <= curve.rel_humidity[0] < curve.rel_humidity[-1] <= 1.0
        assert np.all(curve.heat_kwh_per_t > 0.0)
        assert np.all(curve.power_kwh_per_t > 0.0)
        assert not curve.rel_humidity.flags.writeable


def test_wiegner_repeats_five_degrees_at_zero():
    zero, five = published_weather("wiegner").curves[:2]
    np.testing.assert_array_equal(zero.heat_kwh_per_t, five.heat_kwh_per_t)


def test_unknown_model_names_the_nearest():
    with pytest.raises(InputError) as caught:
        published_weather("wigner")
    assert caught.value.nearest == "wiegner"
