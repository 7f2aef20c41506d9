"""Published heat and power of direct air capture by weather, to compare our model with."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from dacaidc_xl.errors import InputError, nearest_choice
from dacaidc_xl.reference.tables import Table, provenance, read_only, read_table

FRACTION_PER_PERCENT = 0.01


@dataclass(frozen=True, slots=True, eq=False)
class WeatherCurve:
    """Performance along relative humidity at one air temperature; all arrays shape (humidity,).

    Attributes
    ----------
    temp_c : float
        Air temperature [degC].
    rel_humidity : ndarray
        Relative humidity as a fraction [-], ascending.
    heat_kwh_per_t, power_kwh_per_t : ndarray
        Heat, and power without compression of the CO2 [kWh/t CO2].
    relative_productivity, water_t_per_t : ndarray or None
        Relative productivity [-] and water taken up [t/t CO2]; None where not published.
    """

    temp_c: float
    rel_humidity: NDArray[np.float64]
    heat_kwh_per_t: NDArray[np.float64]
    power_kwh_per_t: NDArray[np.float64]
    relative_productivity: NDArray[np.float64] | None
    water_t_per_t: NDArray[np.float64] | None


@dataclass(frozen=True, slots=True, eq=False)
class PublishedWeather:
    """The curves of one published model, by ascending temperature."""

    source: str
    curves: tuple[WeatherCurve, ...]
    provenance: str

    @property
    def temps_c(self) -> tuple[float, ...]:
        """Temperatures of the curves [degC]."""
        return tuple(curve.temp_c for curve in self.curves)


def published_sources() -> tuple[str, ...]:
    """Give the names of the published models.

    Returns
    -------
    tuple of str
        Sorted.

    Examples
    --------
    >>> published_sources()
    ('jajjawi', 'sendi', 'wiegner')
    """
    return tuple(sorted(set(read_table("dac_weather_published").texts("source"))))


def _curve(table: Table, temp_text: str) -> WeatherCurve:
    rows = table.where(temp_c=temp_text)

    def optional(column: str) -> NDArray[np.float64] | None:
        values = rows.numbers(column)
        return None if np.isnan(values).all() else values

    return WeatherCurve(
        temp_c=float(temp_text),
        rel_humidity=read_only(FRACTION_PER_PERCENT * rows.numbers("rel_humidity_pct")),
        heat_kwh_per_t=rows.numbers("heat_kwh_per_t"),
        power_kwh_per_t=rows.numbers("power_kwh_per_t"),
        relative_productivity=optional("relative_productivity"),
        water_t_per_t=optional("water_t_per_t"),
    )


@cache
def published_weather(source: str) -> PublishedWeather:
    """Load the curves of a published model.

    Parameters
    ----------
    source : str
        jajjawi, sendi or wiegner.

    Returns
    -------
    PublishedWeather
        A curve per temperature; the humidities differ between temperatures.

    Raises
    ------
    InputError
        Where there is no such model.

    Notes
    -----
    The rows of wiegner at 0 degC repeat those at 5 degC, and its power holds resistance heat.

    Examples
    --------
    >>> curve = published_weather("sendi").curves[0]
    >>> curve.temp_c, curve.heat_kwh_per_t[:2]
    (1.0, array([2164., 2119.]))
    """
    sources = published_sources()
    if source not in sources:
        expected = f"one of {', '.join(sources)}"
        raise InputError("source", source, expected, nearest_choice(source, sources))
    table = read_table("dac_weather_published").where(source=source)
    temps = dict.fromkeys(table.texts("temp_c"))
    curves = tuple(_curve(table, temp) for temp in temps)
    return PublishedWeather(source, curves, provenance("dac_weather_published"))
