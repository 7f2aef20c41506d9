"""What a study gives back: labeled tables, findings in words, and where they came from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from dacaidc_xl.errors import InputError
from dacaidc_xl.reference.parameters import Parameters
from dacaidc_xl.studies.inputs import RefusedPlace

if TYPE_CHECKING:
    import pandas as pd


REFUSED = "refused"
"""Status of a place whose inputs could not be used."""

BUILT = ", built "
"""Stands between grid projection and build year where a study has plants of several years."""

PLACE_TABLES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "sites": ("sites", "site"),
        "states": ("states", "state"),
        "counties": ("counties", "county"),
        "pathway": ("pathway_life", "place"),
    }
)
"""By kind of study, the table with a row a place, and the column that names the place."""


@dataclass(frozen=True)
class Study:
    """Tables of one study over one or more scenarios.

    Attributes
    ----------
    kind : str
        ``states``, ``sites``, ``counties``, ``hourly`` or ``pathway``.
    scenarios : tuple of str
        Names of the scenarios, in the order they were asked for.
    tables : mapping of str to DataFrame
        The answers; every face writes them out unchanged.
    parameters : mapping of str to Parameters
        Values of each scenario.
    warnings : tuple of str
        Warnings of the run as a whole, each with its scenario where it matters.
    problems : tuple of InputError
        Inputs that were refused; their rows stand in the tables with their status.
    """

    kind: str
    scenarios: tuple[str, ...]
    tables: Mapping[str, pd.DataFrame]
    parameters: Mapping[str, Parameters]
    warnings: tuple[str, ...] = ()
    problems: tuple[InputError, ...] = ()

    def with_refused(self, places: Sequence[RefusedPlace], problems: Sequence[InputError]) -> Study:
        """Give the same study with the refused places as rows of their own.

        Parameters
        ----------
        places : sequence of RefusedPlace
            Places that were left out, appended to the main table with status ``refused``.
        problems : sequence of InputError
            Their errors.

        Returns
        -------
        Study
        """
        import pandas as pd

        if not places:
            return self
        table, key = PLACE_TABLES[self.kind]
        main = self.tables[table]
        rows = pd.DataFrame(
            {
                key: [place.name for place in places],
                "status": REFUSED,
                "status_note": ["; ".join(place.messages) for place in places],
            }
        ).reindex(columns=main.columns)
        for name in main.columns:
            if main[name].dtype.kind not in "fiub":
                rows[name] = rows[name].astype(object).where(rows[name].notna(), "")
            elif main[name].dtype.kind == "f":
                rows[name] = rows[name].astype(float)
        joined = pd.concat([main, rows], ignore_index=True)
        return replace(self, tables={**self.tables, table: joined}, problems=tuple(problems))

    def __getitem__(self, table: str) -> pd.DataFrame:
        """Give a table by name."""
        return self.tables[table]
