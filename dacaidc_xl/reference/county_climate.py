"""Monthly climate of the counties."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from dacaidc_xl.reference.tables import provenance, read_arrays, read_only

STEPS_PER_C = 100.0
STEPS_PER_FRACTION = 1000.0
PA_PER_STEP = 10.0
TABLE = "county_climate_monthly"


@dataclass(frozen=True, slots=True, eq=False)
class CountyClimate:
    """Monthly means by county, shape (3142, 12): `counties()` by January to December.

    Attributes
    ----------
    temp_c : ndarray
        Air temperature [degC], 1991-2020.
    rel_humidity : ndarray
        Relative humidity as a fraction [-], of a typical year on an older base.
    pressure_pa : ndarray
        Station pressure [Pa], of the same typical year.
    temp_interpolated : ndarray of bool
        Whether the temperature is interpolated from stations, shape (3142,): Hawaii and one
        city, for which no county normal is published.
    provenance : str
        Publishers, data sets and vintages.
    """

    temp_c: NDArray[np.float64]
    rel_humidity: NDArray[np.float64]
    pressure_pa: NDArray[np.float64]
    temp_interpolated: NDArray[np.bool_]
    provenance: str


@cache
def county_monthly_climate() -> CountyClimate:
    """Load monthly mean temperature, humidity and pressure of the counties.

    Returns
    -------
    CountyClimate
        Read-only arrays of shape (3142, 12), exact to the digits of the sources: 0.01 degC,
        0.1 % and 10 Pa.

    Notes
    -----
    Humidity and pressure are means of the five nearest stations without a correction for
    elevation, so mountain counties are weak.

    Examples
    --------
    >>> climate = county_monthly_climate()
    >>> climate.temp_c.shape, round(float(climate.temp_c[0, 0]), 2)
    ((3142, 12), 7.78)
    """
    arrays = read_arrays(TABLE)
    # Division by a whole number gives the printed decimal itself; its inverse would not.
    return CountyClimate(
        temp_c=read_only(arrays["temp_centi_c"] / STEPS_PER_C),
        rel_humidity=read_only(arrays["rel_humidity_permille"] / STEPS_PER_FRACTION),
        pressure_pa=read_only(PA_PER_STEP * arrays["pressure_deca_pa"]),
        temp_interpolated=arrays["temp_interpolated"],
        provenance=provenance(TABLE),
    )
