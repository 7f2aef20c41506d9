"""Tables of a study into the result tables of an open workbook, one array a table."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dacaidc_xl.errors import InputError, InputErrors
from dacaidc_xl.excel.plain_text import as_text
from dacaidc_xl.excel.safe_workbook import Unusable
from dacaidc_xl.excel.workbook.layout import RESULT_BLOCKS, InputBlock, ResultBlock
from dacaidc_xl.studies.provenance import provenance_table
from dacaidc_xl.studies.study import Study

if TYPE_CHECKING:
    import pandas as pd
    import xlwings as xw
    from xlwings.main import Table

Rows = list[list[object]]
NEW_WORKBOOK = "the workbook as it was sent out: take a new copy with 'dacaidc-xl excel new'"


@dataclass(frozen=True)
class Target:
    """A block and the Excel table that shows it now.

    The user may have moved the table, or put columns of their own to its right.
    """

    block: ResultBlock | InputBlock
    table: Table


def blocks_of(study: str) -> tuple[ResultBlock, ...]:
    """Give the blocks that a kind of study fills.

    Examples
    --------
    >>> [block.sheet for block in blocks_of("sites")]
    ['Site results']
    """
    # The chain of the audit is put together when it is imported, which no button but these needs.
    from dacaidc_xl.excel.audit.blocks import AUDIT_BLOCKS

    return tuple(block for block in (*RESULT_BLOCKS, *AUDIT_BLOCKS) if block.study == study)


def targets(book: xw.Book, blocks: Sequence[ResultBlock | InputBlock]) -> list[Target]:
    """Find the Excel tables of some blocks.

    Parameters
    ----------
    book : xlwings.Book
        The analyst workbook.
    blocks : sequence of ResultBlock or InputBlock
        What is looked for.

    Returns
    -------
    list of Target

    Raises
    ------
    InputErrors
        A table is missing, has other columns, or shows a row of totals; all such errors.
    """
    names = {sheet.name for sheet in book.sheets}
    found: list[Target] = []
    errors: list[InputError] = []
    for block in blocks:
        tables = book.sheets[block.sheet].tables if block.sheet in names else ()
        table = next((table for table in tables if table.name == block.name), None)
        if table is None:
            shown = Unusable(f"no table {block.name}")
            errors.append(InputError(block.sheet, shown, NEW_WORKBOOK))
            continue
        head = table.range[0, :]
        headers = head.options(ndim=1).value[: len(block.columns)]
        if tuple(headers) != block.columns:
            wrong = [
                f"{have!r} for {name!r}"
                for have, name in zip(headers, block.columns, strict=False)
                if have != name
            ]
            words = wrong[0] if wrong else f"{len(headers)} for {len(block.columns)} columns"
            place = f"{block.sheet}!{head.get_address(False, False)}"
            errors.append(InputError(place, Unusable(f"the header {words}"), NEW_WORKBOOK))
        elif table.show_totals:
            shown = Unusable(f"a row of totals in {block.name}")
            errors.append(InputError(block.sheet, shown, "a result table without totals"))
        else:
            found.append(Target(block, table))
    if errors:
        raise InputErrors(errors)
    return found


def rows_of(frame: pd.DataFrame, columns: Sequence[str]) -> Rows:
    """Give a table as the rows of a block.

    Parameters
    ----------
    frame : DataFrame
        Table of a study.
    columns : sequence of str
        Columns of the block; one that the table lacks stays blank.

    Returns
    -------
    list of list
        Numbers and truth values as they are, NaN as None, text so that Excel keeps it text.

    Examples
    --------
    >>> import pandas as pd
    >>> rows_of(pd.DataFrame({"a": [0.1, float("nan")], "b": ["2030", ""]}), ("b", "a"))
    [["'2030", 0.1], [None, None]]
    """
    import pandas as pd

    chosen = frame.reindex(columns=list(columns)).astype(object)

    def shown(value: object) -> object:
        if pd.isna(value) or value == "":  # type: ignore[call-overload]
            return None
        return value if isinstance(value, bool | int | float) else as_text(str(value), "live")

    lists = [[shown(value) for value in chosen[name].tolist()] for name in columns]
    return [list(row) for row in zip(*lists, strict=True)]


def study_rows(study: Study, block: ResultBlock, command: str, when: dt.datetime) -> Rows:
    """Give the rows of a block from a study.

    Parameters
    ----------
    study : Study
        The result.
    block : ResultBlock
        What is filled.
    command : str
        What made the result, for the provenance.
    when : datetime
        Time of the run.

    Returns
    -------
    list of list
    """
    if block.table == "provenance":
        return rows_of(provenance_table(study, command, when), block.columns)
    return rows_of(study[block.table], block.columns)


def check_room(target: Target, count: int) -> None:
    """See that a longer table covers nothing of the user's.

    Parameters
    ----------
    target : Target
        The table.
    count : int
        Its new number of rows.

    Raises
    ------
    InputError
        Something stands below the table.
    """
    whole = target.table.range
    more = max(count, 1) + 1 - whole.shape[0]
    if more <= 0:
        return
    below = whole.offset(whole.shape[0], 0).resize(more)
    for number, row in enumerate(below.options(ndim=2).value):
        for right, value in enumerate(row):
            if value is not None:
                cell = below(number + 1, right + 1).get_address(False, False)
                expected = f"nothing below the table {target.block.name}, which needs the rows"
                raise InputError(f"{target.block.sheet}!{cell}", value, expected)


def fill(target: Target, rows: Rows) -> None:
    """Let a table show other rows; an empty one keeps a blank row.

    Parameters
    ----------
    target : Target
        The table.
    rows : list of list
        All of its rows.
    """
    width = len(target.block.columns)
    whole, old = target.table.range, target.table.range.shape[0]
    new = max(len(rows), 1) + 1
    if new != old:
        target.table.resize(whole.resize(new))
    if rows:
        whole.offset(1, 0).resize(len(rows), width).value = rows
    else:
        whole.offset(1, 0).resize(1, width).clear_contents()
    if old > new:
        whole.offset(new, 0).resize(old - new, width).clear_contents()
