"""Monthly climate of the states: what the air of an average month is like where people live."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from dacaidc_xl.reference.geography import states
from dacaidc_xl.reference.tables import Table, provenance, read_only, read_table

PA_PER_HPA = 100.0
FRACTION_PER_PERCENT = 0.01


@dataclass(frozen=True, slots=True, eq=False)
class MonthlyClimate:
    """Monthly means by state, shape (51, 12): `states()` by January to December.

    Attributes
    ----------
    temp_c : ndarray
        Air temperature [degC].
    rel_humidity : ndarray
        Relative humidity as a fraction [-].
    pressure_pa : ndarray
        Station pressure [Pa].
    provenance : str
        Publishers, data sets and vintages.
    """

    temp_c: NDArray[np.float64]
    rel_humidity: NDArray[np.float64]
    pressure_pa: NDArray[np.float64]
    provenance: str


def _by_month(table: Table, column: str, factor: float) -> NDArray[np.float64]:
    # The table is sorted by state and month.
    return read_only(factor * table.numbers(column).reshape(len(states()), 12))


@cache
def state_monthly_climate() -> MonthlyClimate:
    """Load monthly mean temperature, humidity and pressure of the states.

    Returns
    -------
    MonthlyClimate
        Read-only arrays of shape (51, 12).

    Notes
    -----
    Population-weighted means of counties: temperature 1991-2020, humidity and pressure of a
    typical year on an older base. Means hide the hours: see the notes of SOURCES.csv.

    Examples
    --------
    >>> climate = state_monthly_climate()
    >>> climate.temp_c.shape, float(climate.temp_c[0, 0])
    ((51, 12), 7.02)
    """
    name = "state_climate_monthly"
    table = read_table(name)
    return MonthlyClimate(
        _by_month(table, "temp_mean_c", 1.0),
        _by_month(table, "rel_humidity_mean_pct", FRACTION_PER_PERCENT),
        _by_month(table, "pressure_est_hpa", PA_PER_HPA),
        provenance(name),
    )
