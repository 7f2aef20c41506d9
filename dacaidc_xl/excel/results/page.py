"""How a sheet looks on screen and on paper: window, paper, header, footer, repeated rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

A3 = 8
A4 = 9
MARGINS_IN = {"left": 0.4, "right": 0.4, "top": 0.75, "bottom": 0.6}


def set_page(
    sheet: Any,
    title: str,
    paper: int = A4,
    pages_wide: int = 1,
    scale_pct: int | None = None,
    repeat_rows: tuple[int, int] | None = None,
    repeat_columns: tuple[int, int] | None = None,
    area: tuple[int, int] | None = None,
) -> None:
    """Set up a sheet for printing: landscape, named, numbered.

    Parameters
    ----------
    sheet : xlsxwriter worksheet
        The sheet.
    title : str
        Printed at the top of every page.
    paper : int
        A3 or A4 by Excel's number.
    pages_wide : int
        The sheet is fitted to this many pages in width.
    scale_pct : int, optional
        Fixed scale instead of a fit; page breaks count then.
    repeat_rows, repeat_columns : tuple of int, optional
        First and last row or column that every page repeats.
    area : tuple of int, optional
        Last row and column that are printed.
    """
    sheet.set_landscape()
    sheet.set_paper(paper)
    sheet.set_margins(**MARGINS_IN)
    shown = title.replace("&", "&&")
    sheet.set_header(f'&L&"Arial,Bold"&11{shown}&R&"Arial,Regular"&8dacaidc_xl')
    sheet.set_footer('&L&"Arial,Regular"&8&F&C&8&A&R&8Page &P of &N')
    if scale_pct is None:
        sheet.fit_to_pages(pages_wide, 0)
    else:
        sheet.set_print_scale(scale_pct)
    if repeat_rows is not None:
        sheet.repeat_rows(*repeat_rows)
    if repeat_columns is not None:
        sheet.repeat_columns(*repeat_columns)
    if area is not None:
        sheet.print_area(0, 0, *area)
    sheet.hide_gridlines(2)
    sheet.set_zoom(90)


def break_columns(sheet: Any, columns: Sequence[int]) -> None:
    """Start a new printed page at each of some columns."""
    sheet.set_v_pagebreaks(list(columns))
