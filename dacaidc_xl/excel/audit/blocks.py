"""Where the values of the engine stand on the hidden sheet, for the macros and the formulas."""

from __future__ import annotations

from dacaidc_xl.excel.audit.chain import columns_over
from dacaidc_xl.excel.audit.step import Over
from dacaidc_xl.excel.results.page import A3, set_page
from dacaidc_xl.excel.workbook.block_tables import write_block
from dacaidc_xl.excel.workbook.book import Book
from dacaidc_xl.excel.workbook.layout import AUDIT_DATA, ResultBlock
from dacaidc_xl.excel.workbook.look_up import Block
from dacaidc_xl.studies.study import Study

TABLE_OF = {Over.MONTH: "tblAudit", Over.CASE: "tblAuditYear", Over.RUN: "tblAuditRun"}
"""Name of the Excel table of each table of the results."""

HEADER_ROW = 2
GAP_COLUMNS = 1
TITLE = "Audit data: the engine's values behind the sheet Audit"


def _blocks() -> tuple[ResultBlock, ...]:
    made, column = [], 1
    # The short ones stand first, so that a longer chain by month moves nothing else.
    for over in (Over.RUN, Over.CASE, Over.MONTH):
        names = columns_over(over)
        name = TABLE_OF[over]
        made.append(
            ResultBlock("states", over.value, AUDIT_DATA, name, HEADER_ROW, column, names)
        )
        column += len(names) + GAP_COLUMNS
    return tuple(made)


AUDIT_BLOCKS: tuple[ResultBlock, ...] = _blocks()
"""The three tables, side by side: by scenario, by scenario and state, and by month of these."""


def write_data(book: Book, study: Study) -> dict[Over, Block]:
    """Write the values of the engine.

    Parameters
    ----------
    book : Book
        The workbook, with the hidden sheet in it.
    study : Study
        Result of the all-states study.

    Returns
    -------
    dict of Over to Block
        The tables with what they hold.
    """
    made, last = {}, (0, 0)
    for layout in AUDIT_BLOCKS:
        block = Block.of(layout, study[layout.table])
        place = write_block(book, block, colors=False)
        made[Over(layout.table)] = block
        last = (max(last[0], place.last_row), place.last_column)
    sheet = book.sheet(AUDIT_DATA)
    sheet.freeze_panes(HEADER_ROW, 0)
    set_page(sheet, TITLE, A3, area=last)
    return made
