"""The adsorption cycle solved from a good guess: the equations of `tvsa`, by a Newton method.

`tvsa.cycle` brackets its two unknowns and needs no guess; where one is at hand, as next to a
state that is solved already, both unknowns are found together in a few steps, many times faster.
States that do not settle are told, never returned half solved.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dacaidc_xl.model import psychrometrics as air_state
from dacaidc_xl.model import tvsa
from dacaidc_xl.model.sorbent import GabIsotherm, Sorbent
from dacaidc_xl.model.tvsa import DesignPoint, TvsaSettings, _State

Floats = NDArray[np.float64]

STEPS_MAX = 16
BED_STEP_K = 1e-4
"""Step of the first slopes over bed temperature [K]."""
SHARE_STEP = 1e-5
"""Step of the first slopes over the CO2 fraction of the product gas [-]."""
BED_TOLERANCE_K = 1e-5
SHARE_TOLERANCE = 1e-6
SHARE_MIN = 1e-9


@dataclass(frozen=True, slots=True)
class Solution:
    """Cycles at n states, each field of shape (n,)."""

    bed_temp_c: Floats
    product_co2_fraction: Floats
    co2_swing_mol_per_kg: Floats
    water_swing_mol_per_kg: Floats
    settled: NDArray[np.bool_]
    """Where the method came to rest; elsewhere the other fields mean nothing."""


def state_of(
    temp_c: Floats,
    rel_humidity: Floats,
    pressure_pa: Floats,
    settings: TvsaSettings,
    design: DesignPoint,
) -> _State:
    """Give the air of n states as the equations of the cycle take it."""
    vapor_pa = air_state.vapor_pressure_pa(temp_c, rel_humidity)
    return _State(
        temp_c=temp_c,
        vapor_fraction=vapor_pa / pressure_pa,
        vapor_pa=vapor_pa,
        co2_pa=np.asarray(settings.ambient_co2_ppm * 1e-6 * pressure_pa),
        air_mol_per_kg=tvsa.air_per_kg(temp_c, pressure_pa, settings, design),
        settings=settings,
    )


def share_of(co2: Floats, water: Floats) -> Floats:
    """CO2 fraction of the product gas of two swings [-]."""
    total = co2 + water
    return np.clip(co2 / np.where(total > 0.0, total, 1.0), SHARE_MIN, 1.0)


def solve_from(
    sorbent: Sorbent, water: GabIsotherm | None, state: _State, bed_c: Floats, share: Floats
) -> Solution:
    """Solve bed temperature and product fraction together, from a guess of both.

    Parameters
    ----------
    sorbent, water
        Sorbent and water isotherm.
    state : _State
        Air and numbers of n states, as `state_of` gives them.
    bed_c, share : ndarray
        Guess of bed temperature [degC] and of the CO2 fraction of the product gas [-].

    Returns
    -------
    Solution

    Notes
    -----
    Broyden's method in two unknowns, its first slopes by differences; states that have settled
    leave the iteration. Broyden (1965), Math. Comput. 19, 577-593,
    doi:10.1090/S0025-5718-1965-0198670-6.
    """

    def loadings(here: _State, bed: Floats) -> tvsa._Loadings:
        return tvsa._loadings(sorbent, water, bed, here)

    def residuals(
        here: _State, bed: Floats, y: Floats, load: tvsa._Loadings
    ) -> tuple[Floats, Floats, Floats, Floats]:
        co2, taken, _ = tvsa._swings(sorbent, water, y, load, here)
        warming = bed - here.temp_c - tvsa._warming_k(co2, taken, here)
        return warming, taken * y - (1.0 - y) * co2, co2, taken

    size = state.temp_c.size
    found = np.zeros((4, size))
    settled = np.zeros(size, dtype=bool)
    index, here = np.arange(size), state
    bed, y = np.array(bed_c, dtype=float), np.clip(share, SHARE_MIN, 1.0)
    load = loadings(here, bed)
    f, g, _, _ = residuals(here, bed, y, load)
    side = np.where(y > 0.5, -SHARE_STEP, SHARE_STEP)
    warmer = bed + BED_STEP_K
    f_bed, g_bed, _, _ = residuals(here, warmer, y, loadings(here, warmer))
    f_y, g_y, _, _ = residuals(here, bed, y + side, load)
    j_fb, j_gb = (f_bed - f) / BED_STEP_K, (g_bed - g) / BED_STEP_K
    j_fy, j_gy = (f_y - f) / side, (g_y - g) / side
    for _ in range(STEPS_MAX):
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            det = j_fb * j_gy - j_fy * j_gb
            step_bed = (g * j_fy - f * j_gy) / det
            # The share stays a fraction, and never falls to nothing in one step.
            next_y = np.clip(y + (f * j_gb - g * j_fb) / det, 0.3 * y, 1.0)
        lost = ~(np.abs(step_bed) < 50.0) | np.isnan(next_y)
        step_bed, next_y = np.where(lost, 0.0, step_bed), np.where(lost, y, next_y)
        step_y = next_y - y
        bed, y = bed + step_bed, next_y
        f_new, g_new, co2, taken = residuals(here, bed, y, loadings(here, bed))
        rest = (np.abs(step_bed) < BED_TOLERANCE_K) & (np.abs(step_y) < SHARE_TOLERANCE) & ~lost
        if rest.any():
            at = index[rest]
            settled[at] = True
            for row, values in zip(found, (bed, y, co2, taken), strict=True):
                row[at] = values[rest]
        keep = np.flatnonzero(~(rest | lost))
        if keep.size == 0:
            break
        length = step_bed**2 + step_y**2
        length = np.where(length > 0.0, length, 1.0)
        f_miss = (f_new - f - j_fb * step_bed - j_fy * step_y) / length
        g_miss = (g_new - g - j_gb * step_bed - j_gy * step_y) / length
        slopes = (
            j_fb + f_miss * step_bed,
            j_fy + f_miss * step_y,
            j_gb + g_miss * step_bed,
            j_gy + g_miss * step_y,
        )
        j_fb, j_fy, j_gb, j_gy = (v[keep] for v in slopes)
        bed, y, f, g, index = (v[keep] for v in (bed, y, f_new, g_new, index))
        here = here.at(keep)
    return Solution(found[0], found[1], found[2], found[3], settled)
