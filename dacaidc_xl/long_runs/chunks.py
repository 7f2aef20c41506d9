"""Chunks of a study: each is computed from what it holds alone, anywhere, in any order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, Protocol

from dacaidc_xl.studies.hours import HourOptions

if TYPE_CHECKING:
    import pandas as pd

PlaceKind = Literal["counties", "states"]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a chunk gives: tables by name, and warnings of the run as a whole."""

    tables: Mapping[str, pd.DataFrame]
    warnings: tuple[str, ...] = ()


class Chunk(Protocol):
    """A part of a study, small enough to travel to another machine.

    It holds names and options only; the tables of the package are read where it is computed.
    """

    @property
    def label(self) -> str:
        """What it is, for messages: scenario and places."""

    @property
    def size(self) -> int:
        """How many places, or draws, it holds."""

    def compute(self) -> Answer:
        """Compute it; the same chunk gives the same numbers everywhere."""


def _label(scenario: str, places: tuple[str, ...]) -> str:
    """Say which places of which scenario.

    Examples
    --------
    >>> _label("2030", ("01001", "01003", "01005"))
    '2030, 3 places: 01001 to 01005'
    """
    if len(places) == 1:
        return f"{scenario}: {places[0]}"
    return f"{scenario}, {len(places)} places: {places[0]} to {places[-1]}"


@dataclass(frozen=True)
class PlacesChunk:
    """Some places of one scenario.

    Attributes
    ----------
    scenario : str
        One scenario, or one grid projection.
    overrides : mapping
        Parameters that differ from their defaults.
    kind : str
        ``counties`` or ``states``.
    places : tuple of str
        FIPS codes of counties, or abbreviations of states.
    """

    scenario: str
    overrides: Mapping[str, object]
    kind: PlaceKind
    places: tuple[str, ...]

    @property
    def label(self) -> str:
        """What it is, for messages."""
        return _label(self.scenario, self.places)

    @property
    def size(self) -> int:
        """How many places it holds."""
        return len(self.places)

    def _of(self, kind: PlaceKind) -> tuple[str, ...] | None:
        return self.places if kind == self.kind else None


@dataclass(frozen=True)
class CountiesChunk(PlacesChunk):
    """Some counties by month.

    Examples
    --------
    >>> chunk = CountiesChunk("base_2023", {}, "counties", ("10001",))
    >>> chunk.compute().tables["counties"].loc[0, "county"]
    'Kent County, DE'
    """

    def compute(self) -> Answer:
        """Give the tables of the counties study."""
        from dacaidc_xl.studies.counties import counties

        made = counties(self.scenario, self.overrides, self.places)
        return Answer(made.tables, made.warnings)


@dataclass(frozen=True)
class HourlyChunk(PlacesChunk):
    """Some places hour by hour.

    Attributes
    ----------
    options : HourOptions
        What is taken into account.
    """

    options: HourOptions = field(default_factory=lambda: HourOptions(series={}))

    def compute(self) -> Answer:
        """Give the tables of the hourly study."""
        from dacaidc_xl.studies.hourly import hourly

        states, counties = self._of("states"), self._of("counties")
        made = hourly(self.scenario, self.overrides, states, counties, self.options)
        return Answer(made.tables, made.warnings)


@dataclass(frozen=True)
class PathwayChunk(PlacesChunk):
    """Some places over the life of the plant; the scenario is a grid projection.

    Attributes
    ----------
    build_year : int
        Year in which the plant begins.
    """

    build_year: int = 2030

    def compute(self) -> Answer:
        """Give the tables of the pathway study."""
        from dacaidc_xl.studies.pathway import pathway

        states, counties = self._of("states"), self._of("counties")
        made = pathway(self.build_year, self.scenario, self.overrides, states, counties)
        return Answer(made.tables, made.warnings)
