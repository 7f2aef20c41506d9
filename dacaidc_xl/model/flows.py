"""What a heat source and its DAC plant take and give: one shape for integrated and baselines."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Flows:
    """Flows of one system, split by what contributes.

    A contribution is a server class, a backup, or the heat source of a baseline. Fields of
    the first block have shape (case, contribution, period), those of the second
    (case, contribution, 1).
    """

    contributions: tuple[str, ...]
    captured_t: Floats
    recovered_mwh: Floats
    """Heat taken from the data center."""
    delivered_mwh: Floats
    """Heat delivered to the bed."""
    heat_electricity_mwh: Floats
    """Electricity of heat pump or boiler."""
    dac_electricity_mwh: Floats
    """Electricity of the DAC plant without compression."""
    compression_electricity_mwh: Floats
    credit_mwh: Floats
    """Cooling electricity saved, counted positive."""
    fuel_mwh_lhv: Floats

    recovered_peak_kw: Floats
    """Largest heat taken from the data center while running [kW]."""
    refrigerant_peak_kw: Floats
    """Largest heat delivered by a heat pump [kW]."""
    heat_source_capex_usd: Floats
    heat_source_om_usd_per_yr: Floats
    fuel_combustion_captured: float = 0.0
    """Share of the fuel's combustion CO2 that the process itself captures [-]."""
    added_electricity_mwh: Floats = field(init=False)
    """Electricity that the system adds, net of the cooling credit."""

    def __post_init__(self) -> None:
        """Add up the electricity once: emissions, break-even and tables all ask for it."""
        added = self.heat_electricity_mwh + self.dac_electricity_mwh
        added = added + self.compression_electricity_mwh
        object.__setattr__(self, "added_electricity_mwh", added - self.credit_mwh)
