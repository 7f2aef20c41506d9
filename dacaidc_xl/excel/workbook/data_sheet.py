"""Data: what is shipped for each state, and where every table comes from."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from dacaidc_xl.excel.functions import registry
from dacaidc_xl.excel.functions.lookups import MONTHLY_DATA
from dacaidc_xl.excel.results.page import A3, set_page
from dacaidc_xl.excel.results.tables import write_table
from dacaidc_xl.excel.workbook.book import Book
from dacaidc_xl.excel.workbook.front import write_heading, write_title
from dacaidc_xl.reference.geography import states
from dacaidc_xl.reference.scenarios import scenarios
from dacaidc_xl.studies.provenance import data_table

if TYPE_CHECKING:
    import pandas as pd

INTRO = (
    "Means of the year by state and scenario, as shipped: =DAC_DATA(state, column, scenario) gives "
    "the same number, with a month 1 to 12 as its fourth argument the month. Prices in 2024 USD. "
    "Below the table: publisher, dataset, vintage, license and caveats of every shipped table."
)
QUANTITIES = (
    *MONTHLY_DATA, "gas_price_usd_per_mwh_hhv", "load_mwh_per_yr", "load_note", "grid_source",
    "grid_metric", "grid_quality",
)  # fmt: skip
"""Columns, in an order in which the wide texts stand above the wide texts of the sources."""
SOURCE_COLUMNS = (
    "table", "column", "meaning", "unit", "publisher", "dataset", "vintage", "license",
    "url_or_doi", "standing", "metric", "note",
)  # fmt: skip
WIDTHS = (22.0, 16.0, 22.0, 13.0, 17.0, 22.0, 17.0, 22.0, 26.0, 14.0, 28.0, 62.0, 40.0, 18.0)


def state_data() -> pd.DataFrame:
    """Give the reference values of each state under each headline scenario.

    Returns
    -------
    DataFrame
        One row a scenario and state; a value that is not published is blank.
    """
    import pandas as pd

    read: Callable[..., Any] = registry()["DAC_DATA"].python
    every = [[state.abbr] for state in states()]
    frames = []
    for scenario in (s.name for s in scenarios() if s.headline):
        frame = pd.DataFrame(
            {
                "scenario": scenario,
                "state": [state.abbr for state in states()],
                "state_name": [state.name for state in states()],
            }
        )
        for quantity in QUANTITIES:
            values = [row[0] for row in read(every, quantity, scenario)]
            if any(isinstance(value, float) for value in values):
                values = [v if isinstance(v, float) else float("nan") for v in values]
            frame[quantity] = values
        frames.append(frame)
    return pd.concat(frames, ignore_index=True)


def write_data(book: Book) -> None:
    """Write the sheet.

    Parameters
    ----------
    book : Book
        The workbook.
    """
    sheet = book.sheet("Data")
    frame = state_data()
    for column, width in enumerate(WIDTHS):
        sheet.set_column(column, column, width)
    write_title(book, sheet, "Data", INTRO, 8, sum(WIDTHS[:9]))
    widths = dict(zip(frame.columns, WIDTHS, strict=True))
    place = write_table(sheet, book.styles, frame, "tblData", 2, 0, widths, False)
    row = place.last_row + 2
    write_heading(book, sheet, row, 0, len(SOURCE_COLUMNS) - 1, "Sources: every shipped table")
    sources = data_table()[list(SOURCE_COLUMNS)]
    widths = dict(zip(SOURCE_COLUMNS, WIDTHS, strict=False))
    place = write_table(sheet, book.styles, sources, "tblSources", row + 1, 0, widths, False)
    sheet.freeze_panes(4, 3)
    set_page(sheet, "Data", A3, 2, repeat_columns=(0, 1), area=(place.last_row, len(WIDTHS) - 1))
