"""Heat and power per tonne over temperature and humidity, beside the published tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from dacaidc_xl.errors import InputError
from dacaidc_xl.model import dac
from dacaidc_xl.model.constants import HOURS_PER_YEAR
from dacaidc_xl.model.dac_power import DacPowerSettings
from dacaidc_xl.model.tvsa import IDLE_REASONS
from dacaidc_xl.reference.dac_weather import published_sources
from dacaidc_xl.reference.parameters import Parameters
from dacaidc_xl.reference.sorbents import sorbent_table
from dacaidc_xl.studies.settings import fill, process_of, tvsa_settings, weather_rows

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]

TEMPS_C = tuple(range(-15, 46, 5))
HUMIDITIES_PCT = tuple(range(0, 101, 5))
SEA_LEVEL_PA = 101_325.0
PUBLISHED_CO2_PPM = 420.0
"""CO2 in air of the published tables; the comparison is made at it [ppm]."""
POINTS_OF_SPREAD = ((0.0, 70.0), (20.0, 50.0), (35.0, 30.0))
"""Air of the comparison between sorbent rows: temperature [degC], humidity [%]."""

SENTENCE = (
    "For the default sorbent the heat per tonne is nearly flat in temperature and rises with "
    "humidity above 30 %, because each mole of CO2 brings more water that has to be driven off; "
    "below 20 % it rises again, because dry amines take up less CO2 and the bed's own heat is "
    "spread over fewer tonnes. Power falls with humidity for the same reason: a fuller bed needs "
    "less air per tonne. Jajjawi (one-dimensional model of the same resin) has the same shape; "
    "Wiegner (generic amine, operation optimized in each air) rises steeply with temperature, so "
    "the ranking of places is that of a sorbent and its operation, never of the weather alone."
)
"""What drives the figures, for the analyst."""


def performance(
    parameters: Parameters, temp_c: Floats, rel_humidity: Floats, pressure_pa: float = SEA_LEVEL_PA
) -> dac.DacPerformance:
    """Evaluate the DAC plant of a run in given air.

    Parameters
    ----------
    parameters : Parameters
        Values of the run.
    temp_c, rel_humidity : ndarray
        Air [degC], [-], shapes that broadcast.
    pressure_pa : float
        Air pressure [Pa].

    Returns
    -------
    DacPerformance
    """
    return dac.evaluate(
        process_of(parameters),
        temp_c,
        rel_humidity,
        np.asarray(pressure_pa),
        tvsa_settings(parameters),
        fill(DacPowerSettings, parameters),
    )


def dac_map(
    parameters: Mapping[str, object] | None = None,
    temps_c: Sequence[float] = TEMPS_C,
    humidities_pct: Sequence[float] = HUMIDITIES_PCT,
) -> pd.DataFrame:
    """Heat and power of the DAC plant over temperature and humidity, at sea level.

    Parameters
    ----------
    parameters : mapping, optional
        Overrides by parameter name; CO2 in air is that of the published tables by default.
    temps_c : sequence of float
        Air temperatures [degC].
    humidities_pct : sequence of float
        Relative humidities [%].

    Returns
    -------
    DataFrame
        A row a state of the air: ours, each published table where it covers the air, and the
        difference of ours from it; ``idle_reason`` where the plant does not run.

    Examples
    --------
    >>> table = dac_map(temps_c=[20.0], humidities_pct=[50.0])
    >>> float(table.loc[0, "heat_kwh_per_t"].round(0))
    2621.0
    """
    import pandas as pd

    run = Parameters.of(overrides={"ambient_co2_ppm": PUBLISHED_CO2_PPM, **(parameters or {})})
    temp, humidity = np.meshgrid(
        np.asarray(temps_c, dtype=float), np.asarray(humidities_pct, dtype=float), indexing="ij"
    )
    here = performance(run, temp, humidity / 100.0)
    columns: dict[str, Floats] = {
        "temp_c": temp,
        "rel_humidity_pct": humidity,
        "heat_kwh_per_t": here.heat_kwh_per_t,
        "power_kwh_per_t": here.power.dac_kwh_per_t,
        "compression_kwh_per_t": here.power.compression_kwh_per_t,
        "productivity_kg_per_kg_yr": here.productivity_kg_per_kg_h * HOURS_PER_YEAR,
    }
    if here.cycle is not None:
        columns["co2_swing_mol_per_kg"] = here.cycle.co2_swing_mol_per_kg
        columns["water_per_co2_mol"] = here.cycle.water_per_co2_mol
    for source in published_sources():
        rows = weather_rows(source)
        heat, power, _, outside = dac.interpolate_weather(rows, temp, humidity / 100.0)
        columns[f"heat_{source}_kwh_per_t"] = np.where(outside, np.nan, heat)
        columns[f"power_{source}_kwh_per_t"] = np.where(outside, np.nan, power)
        columns[f"heat_difference_{source}_pct"] = 100.0 * np.where(
            outside, np.nan, here.heat_kwh_per_t / heat - 1.0
        )
        columns[f"power_difference_{source}_pct"] = 100.0 * np.where(
            outside, np.nan, here.power.dac_kwh_per_t / power - 1.0
        )
    table = pd.DataFrame({name: np.ravel(values) for name, values in columns.items()})
    table["idle_reason"] = [IDLE_REASONS[code] for code in np.ravel(here.idle_code)]
    return table


def sorbent_spread(parameters: Mapping[str, object] | None = None) -> pd.DataFrame:
    """Heat, power and productivity of every isotherm row at a few states of the air.

    Parameters
    ----------
    parameters : mapping, optional
        Overrides by parameter name.

    Returns
    -------
    DataFrame
        A row a sorbent and state of the air. A row without a water isotherm borrows that of
        the default sorbent, a row without heat capacity or water heat the default's, and the
        ``note`` says so.
    """
    import pandas as pd

    default = str(Parameters.of()["sorbent"])
    default_row = sorbent_table()[default].isotherm
    assert default_row is not None
    temp = np.array([t for t, _ in POINTS_OF_SPREAD])
    humidity = np.array([h for _, h in POINTS_OF_SPREAD])
    frames = []
    for name, row in sorbent_table().items():
        sorbent = row.isotherm
        if sorbent is None:
            continue
        given: dict[str, object] = {"ambient_co2_ppm": PUBLISHED_CO2_PPM, "sorbent": name}
        borrowed = []
        if sorbent.water is None:
            given["water_isotherm_of"] = default
            borrowed.append(f"water isotherm of {default}")
        if sorbent.heat_capacity_j_per_kg_k is None:
            given["sorbent_heat_capacity_j_per_kg_k"] = default_row.heat_capacity_j_per_kg_k
            borrowed.append("heat capacity of the default")
        if sorbent.water_heat_kj_per_mol is None:
            given["water_desorption_heat_kj_per_mol"] = default_row.water_heat_kj_per_mol
            borrowed.append("water heat of the default")
        given |= parameters or {}
        try:
            here = performance(Parameters.of(overrides=given), temp, humidity / 100.0)
        except InputError as error:
            frames.append(pd.DataFrame({"sorbent": [name], "note": [str(error)]}))
            continue
        frames.append(
            pd.DataFrame(
                {
                    "sorbent": name,
                    "temp_c": temp,
                    "rel_humidity_pct": humidity,
                    "heat_kwh_per_t": here.heat_kwh_per_t,
                    "power_kwh_per_t": here.power.dac_kwh_per_t,
                    "productivity_kg_per_kg_yr": here.productivity_kg_per_kg_h * HOURS_PER_YEAR,
                    "idle_reason": [IDLE_REASONS[c] for c in here.idle_code],
                    "note": "; ".join(borrowed),
                }
            )
        )
    return pd.concat(frames, ignore_index=True)
