"""Native charts in one look: title, axes with units, readable categories, safe colors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from dacaidc_xl.excel.results.style import FONT, INK, MUTED, PALETTE, RULE

CATEGORY_POINTS = 8
MANY_CATEGORIES = 16
"""More categories than this are turned upright."""


@dataclass(frozen=True, slots=True)
class Series:
    """One series of a chart: its name's cell or words, its cells, its look."""

    name: str
    sheet: str
    first_row: int
    last_row: int
    categories: int
    values: int
    color: str
    line: bool = False


@dataclass(frozen=True, slots=True)
class Axes:
    """Titles and limits of a chart's axes."""

    category: str
    value: str
    number_format: str
    value_max: float | None = None


def _font(size: float, bold: bool = False, color: str = INK) -> dict[str, Any]:
    return {"name": FONT, "size": size, "bold": bold, "color": color}


def _options(series: Series, gap: int, overlap: int | None) -> dict[str, Any]:
    rows = (series.first_row, series.last_row)
    options: dict[str, Any] = {
        "name": series.name,
        "categories": [series.sheet, rows[0], series.categories, rows[1], series.categories],
        "values": [series.sheet, rows[0], series.values, rows[1], series.values],
    }
    if series.line:
        return options | {
            "line": {"color": series.color, "width": 2.0},
            "marker": {"type": "none"},
        }
    options |= {
        "fill": {"color": series.color},
        "border": {"none": True},
        "gap": gap,
    }
    return options if overlap is None else options | {"overlap": overlap}


def column_chart(
    workbook: Any,
    title: str,
    series: Sequence[Series],
    axes: Axes,
    size_px: tuple[int, int],
    stacked: bool = False,
    gap: int = 40,
    overlap: int | None = None,
    legend: bool = True,
) -> Any:
    """Make a column chart, with lines over it where a series is one.

    Parameters
    ----------
    workbook : xlsxwriter.Workbook
        Workbook that owns the chart.
    title : str
        What is shown.
    series : sequence of Series
        Columns first; those marked as lines are laid over them.
    axes : Axes
        Titles with units.
    size_px : tuple of int
        Width and height [px].
    stacked : bool
        Stack the columns.
    gap : int
        Space between columns as a share of their width [%].
    overlap : int, optional
        Overlap of the columns of a category [%].
    legend : bool
        Show a legend.

    Returns
    -------
    xlsxwriter chart
    """
    chart = workbook.add_chart(
        {"type": "column", "subtype": "stacked"} if stacked else {"type": "column"}
    )
    lines = workbook.add_chart({"type": "line"}) if any(s.line for s in series) else None
    for one in series:
        (lines if one.line else chart).add_series(_options(one, gap, overlap))
    if lines is not None:
        chart.combine(lines)
    many = max(s.last_row - s.first_row for s in series) >= MANY_CATEGORIES
    category_font = _font(CATEGORY_POINTS, color=INK) | ({"rotation": -90} if many else {})
    chart.set_title({"name": title, "name_font": _font(12, True), "overlay": False})
    chart.set_x_axis(
        {
            "name": axes.category,
            "name_font": _font(9, color=MUTED),
            "num_font": category_font,
            "label_position": "low",
            "interval_unit": 1,
            "line": {"color": MUTED},
            "major_tick_mark": "none",
        }
    )
    value_axis: dict[str, Any] = {
        "name": axes.value,
        "name_font": _font(9, color=MUTED),
        "num_font": _font(9),
        "num_format": axes.number_format,
        "major_gridlines": {"visible": True, "line": {"color": RULE, "width": 0.75}},
        "line": {"none": True},
    }
    if axes.value_max is not None:
        value_axis |= {"min": 0, "max": axes.value_max}
    chart.set_y_axis(value_axis)
    if legend:
        chart.set_legend({"position": "bottom", "font": _font(9)})
    else:
        chart.set_legend({"none": True})
    chart.set_chartarea({"border": {"color": RULE}, "fill": {"color": "#FFFFFF"}})
    chart.set_size({"width": size_px[0], "height": size_px[1]})
    chart.show_blanks_as("gap")
    return chart


def color(position: int) -> str:
    """Give the palette's color of a series."""
    return PALETTE[position % len(PALETTE)]
