"""The daily shapes of IT load."""

from __future__ import annotations

import numpy as np
import pytest

from dacaidc_xl.errors import InputError
from dacaidc_xl.reference.it_load import daily_load
from dacaidc_xl.reference.parameters import Parameters


def test_daily_shape_swings_by_8_percent_and_peaks_at_15():
    values = Parameters.of()
    hours = daily_load(values.scalar("it_load_swing_fraction"), values.scalar("it_load_peak_hour"))
    days = hours.reshape(365, 24)
    assert hours.shape == (8760,)
    assert hours.max() == pytest.approx(1.08)
    assert hours.min() == pytest.approx(0.92)
    assert set(days.argmax(axis=1)) == {15}
    assert set(days.argmin(axis=1)) == {3}
    np.testing.assert_allclose(days.mean(axis=1), 1.0, rtol=1e-12)


def test_no_swing_is_a_constant_load():
    assert np.all(daily_load(0.0, 15) == 1.0)


@pytest.mark.parametrize(("swing", "peak"), [(-0.1, 15), (1.1, 15), (0.1, 25), (float("nan"), 1)])
def test_out_of_range_is_refused(swing, peak):
    with pytest.raises(InputError):
        daily_load(swing, peak)
