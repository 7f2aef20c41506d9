"""What a study gives back: labeled tables, findings in words, and where they came from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dacaidc_xl.errors import InputError
from dacaidc_xl.reference.parameters import Parameters

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Study:
    """Tables of one study over one or more scenarios.

    Attributes
    ----------
    kind : str
        ``states`` or ``sites``.
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

    def __getitem__(self, table: str) -> pd.DataFrame:
        """Give a table by name."""
        return self.tables[table]
