"""Values that a file holds for its formulas."""

from __future__ import annotations

import io
import warnings
from functools import cached_property
from typing import Any

import openpyxl


class StoredValues:
    """Stored values of the formulas of a book; the file is read for them when one is asked for.

    Parameters
    ----------
    live : openpyxl.Workbook
        The book with its formulas.
    source : bytes or None
        The file it came from; None for a new book.
    """

    def __init__(self, live: Any, source: bytes | None) -> None:
        self._source = source
        self._titles = {sheet: sheet.title for sheet in live.worksheets}
        self._new: set[Any] = set()

    @cached_property
    def _book(self) -> Any:
        if self._source is None:
            return None
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # said when the book was opened
            return openpyxl.load_workbook(io.BytesIO(self._source), data_only=True)

    def note_new(self, cell: Any) -> None:
        """Note a formula that was set after the file was read: nothing is stored for it."""
        self._new.add(cell)

    def of(self, cell: Any) -> Any:
        """Give the cell with the stored value of a formula, None where there is none."""
        title = self._titles.get(cell.parent)
        if title is None or cell in self._new or self._book is None:
            return None
        return self._book[title]._cells.get((cell.row, cell.column))
