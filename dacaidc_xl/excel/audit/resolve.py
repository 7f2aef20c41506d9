"""From the formula of a step to the formula of a cell: names of steps become cells."""

from __future__ import annotations

import re
from collections.abc import Mapping

from xlsxwriter.utility import xl_col_to_name

from dacaidc_xl.excel.audit.step import BACKUP, REFERENCE, Over, Step, column_of
from dacaidc_xl.reference.parameters import SERVER_CLASSES

VALUE_COLUMN = 7
FIRST_MONTH_COLUMN, MONTHS = 10, 12
"""Columns of the sheet, from 0: the one value of a step, and its months."""

PREFIX = "audit_"
"""Begins every defined name of the sheet."""


def name_of(column: str) -> str:
    """Give the defined name of a step's value, or of its twelve months.

    Examples
    --------
    >>> name_of("pue_cpu_air")
    'audit_pue_cpu_air'
    """
    return PREFIX + column


class Resolver:
    """Resolves formulas against the rows of the sheet.

    Parameters
    ----------
    steps : mapping of str to Step
        Steps by name.
    rows : mapping of str to int
        Row of each step and member, from 0, by `step.column_of`.
    """

    def __init__(self, steps: Mapping[str, Step], rows: Mapping[str, int]) -> None:
        self.steps, self.rows = steps, rows

    def formula(self, text: str, member: str, month: int | None) -> str:
        """Give a formula for one cell.

        Parameters
        ----------
        text : str
            Formula of a step.
        member : str
            Server class or contribution of the cell; empty for none.
        month : int or None
            Month of the cell, from 0; None for a value without months.

        Returns
        -------
        str
            Without the equals sign. One value is named, a month is the cell of its row and
            column.
        """

        def put(found: re.Match[str]) -> str:
            return self._cells(self.steps[found[1]], found[2] or "", member, month)

        return REFERENCE.sub(put, text)

    def _cells(self, step: Step, part: str, member: str, month: int | None) -> str:
        own = column_of(step.name, member if step.members else "")
        if part == "months" or (not part and step.over is not Over.MONTH):
            return name_of(own)
        if part in ("", "backup"):
            row = self.rows[column_of(step.name, BACKUP) if part else own]
            return f"{self._month(month)}{row + 1}"
        members = SERVER_CLASSES if part == "classes" else step.members
        first, last = (self.rows[column_of(step.name, m)] + 1 for m in (members[0], members[-1]))
        if part == "block":
            left = xl_col_to_name(FIRST_MONTH_COLUMN)
            right = xl_col_to_name(FIRST_MONTH_COLUMN + MONTHS - 1)
            return f"${left}${first}:${right}${last}"
        if step.over is Over.MONTH:
            column = self._month(month)
            return f"{column}{first}:{column}{last}"
        value = xl_col_to_name(VALUE_COLUMN)
        return f"${value}${first}:${value}${last}"

    def _month(self, month: int | None) -> str:
        if month is None:
            raise ValueError("a value without months cannot take one month of a step")
        return str(xl_col_to_name(FIRST_MONTH_COLUMN + month))
