"""The checks of ``checks.csv``: what was published, how close we must be, and what we get."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

KINDS = ("published", "independent", "arithmetic")
_SPREAD = re.compile(r"([+-]?[\d.]+)% to ([+-]?[\d.]+)%")


@dataclass(frozen=True)
class Check:
    """One row of ``checks.csv``.

    ``published`` is a number or a band ``low to high``. ``tolerance`` is absolute (``0.5``),
    relative (``10%``), or the band of the documented difference (``-50% to -35%``), which
    need not hold the published value.
    """

    id: str
    quantity: str
    kind: str
    source: str
    published: str
    unit: str
    tolerance: str
    note: str

    @property
    def band(self) -> tuple[float, float]:
        """Lowest and highest published value."""
        ends = [float(part) for part in self.published.split(" to ")]
        return ends[0], ends[-1]

    @property
    def allowed(self) -> tuple[float, float]:
        """Lowest and highest value that passes."""
        low, high = self.band
        spread = _SPREAD.fullmatch(self.tolerance)
        if spread:
            return low * (1.0 + float(spread[1]) / 100.0), high * (1.0 + float(spread[2]) / 100.0)
        if self.tolerance.endswith("%"):
            share = float(self.tolerance[:-1]) / 100.0
            return low * (1.0 - share), high * (1.0 + share)
        return low - float(self.tolerance), high + float(self.tolerance)

    @property
    def documents_a_miss(self) -> bool:
        """Whether the published value itself would not pass."""
        low, high = self.allowed
        return self.band[1] < low or self.band[0] > high

    def difference(self, ours: float) -> float:
        """Relative difference to the published value, or to the nearer end of its band."""
        low, high = self.band
        nearest = min(max(ours, low), high)
        return ours / nearest - 1.0


@cache
def checks() -> tuple[Check, ...]:
    """Read ``checks.csv`` in its printed order."""
    path = Path(__file__).with_name("checks.csv")
    with path.open(encoding="utf-8", newline="") as stream:
        return tuple(Check(**row) for row in csv.DictReader(stream))
