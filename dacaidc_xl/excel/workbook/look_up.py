"""Formulas that look values up in the result tables, with what they give."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from dacaidc_xl.excel.workbook.book import Scalar, plain
from dacaidc_xl.excel.workbook.layout import ResultBlock

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class Key:
    """What a key column must hold: as formula text, and its value now."""

    formula: str
    value: Scalar

    @property
    def is_constant(self) -> bool:
        """Whether the formula is the value itself: a text in quotes, or a number."""
        return self.formula[:1] == '"' or self.formula.replace(".", "", 1).isdigit()


@dataclass(frozen=True)
class Block:
    """A result table with its present content.

    Attributes
    ----------
    layout : ResultBlock
        Where it stands.
    frame : DataFrame
        What it holds, with the columns of the layout.
    """

    layout: ResultBlock
    frame: pd.DataFrame

    @classmethod
    def of(cls, layout: ResultBlock, frame: pd.DataFrame) -> Block:
        """Give a table its columns: those of the layout, blank where the study has none."""
        return cls(layout, frame.reindex(columns=list(layout.columns)))

    @property
    def head(self) -> str:
        """Defined name of the first header cell."""
        return f"head_of_{self.layout.name}"

    @property
    def heads(self) -> str:
        """Defined name of the header row; LibreOffice 7.4 does not know ``[#Headers]``."""
        return f"heads_of_{self.layout.name}"

    def column(self, name: str) -> str:
        """Give the reference to a whole column, for a formula."""
        return f"{self.layout.name}[{name}]"

    def tests(self, keys: Mapping[str, Key]) -> str:
        """Give the product of the tests of some key columns, one element a row.

        A text is compared as text on both sides: a cell may hold the scenario 2030 as a number.
        """
        parts = []
        for name, key in keys.items():
            text = isinstance(key.value, str)
            own = f'{self.column(name)}&""' if text else self.column(name)
            parts.append(f"({own}={key.formula}{'&' + chr(34) * 2 if text else ''})")
        return "*".join(parts)

    def row(self, keys: Mapping[str, Key]) -> tuple[str, int]:
        """Find a row by its keys: formula text and value.

        Parameters
        ----------
        keys : mapping of str to Key
            By column.

        Returns
        -------
        formula : str
            Number of the last row that fits, from 1; 0 where none does. Not volatile.
        value : int
        """
        first = self.column(next(iter(keys)))
        rows = f"(ROW({first})-ROW({self.head}))"
        return f"SUMPRODUCT(MAX({self.tests(keys)}*{rows}))", self.position(keys)

    def position(self, keys: Mapping[str, Key]) -> int:
        """Give the number of the last row that fits, from 1; 0 where none does."""
        fits = self.fits(keys)
        return int(np.flatnonzero(fits)[-1]) + 1 if fits.any() else 0

    def fits(self, keys: Mapping[str, Key]) -> np.ndarray:
        """Tell for each row whether it has these keys."""
        fits = np.ones(len(self.frame), dtype=bool)
        for name, key in keys.items():
            fits &= (self.frame[name] == key.value).to_numpy()
        return fits

    def cell(self, column: str, row: str, position: int) -> tuple[str, Scalar]:
        """Look a cell up by its row: formula text and value.

        Parameters
        ----------
        column : str
            Column of the table.
        row : str
            Formula text of the row's number; 0 for none.
        position : int
            The number now.

        Returns
        -------
        formula : str
            Gives an empty text for a blank or for no row.
        value : float, str or bool
        """
        index = f"INDEX({self.column(column)},{row})"
        value = plain(self.frame[column].iloc[position - 1]) if position else ""
        return f'IF({row}=0,"",IF({index}="","",{index}))', value
