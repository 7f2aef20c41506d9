"""Fonts, colors and cell formats of the output workbook, each format made once."""

from __future__ import annotations

from typing import Any

FONT = "Arial"
"""Its widths are the same in Excel and in LibreOffice (Liberation Sans)."""
LINE_PT = 12.75
"""Height of a line of the default font [pt]."""

INK = "#1F2933"
MUTED = "#5B6770"
RULE = "#D5DBE1"
BAND = "#1F3B57"
BAND_TEXT = "#FFFFFF"
HEADER = "#E8EDF2"
TILE = "#F3F6F9"
CHOICE = "#FFF7D6"

GOOD = ("#D6EFE6", "#00583F")
BAD = ("#FBDCCB", "#8A2F00")
NOTE = ("#FFF1C9", "#6B4E00")
"""Fill and text of conditional colors: bluish green, vermilion and amber, told apart also by
color-blind readers; the sign or the word always stands in the cell as well."""

PALETTE = (
    "#0072B2",
    "#E69F00",
    "#009E73",
    "#CC79A7",
    "#56B4E9",
    "#D55E00",
    "#F0E442",
    "#332288",
    "#999999",
    "#882255",
    "#44AA99",
    "#DDCC77",
    "#AA4499",
    "#117733",
    "#661100",
    "#88CCEE",
)
"""Okabe and Ito's colors, then Tol's: safe for color-blind readers."""


class Styles:
    """Cell formats of one workbook, made when first asked for.

    Parameters
    ----------
    workbook : xlsxwriter.Workbook
        Workbook that owns the formats.
    """

    def __init__(self, workbook: Any) -> None:
        self._workbook = workbook
        self._made: dict[tuple[tuple[str, object], ...], Any] = {}

    def of(self, **properties: object) -> Any:
        """Give the format with these properties, on the base of the default font."""
        asked: dict[str, object] = {
            "font_name": FONT,
            "font_size": 10,
            "font_color": INK,
            "valign": "vcenter",
        }
        asked |= properties
        key = tuple(sorted(asked.items()))
        if key not in self._made:
            self._made[key] = self._workbook.add_format(asked)
        return self._made[key]

    def title(self) -> Any:
        """Give the format of a sheet's title."""
        return self.of(font_size=16, bold=True, font_color=BAND)

    def heading(self) -> Any:
        """Give the format of a heading within a sheet."""
        return self.of(font_size=12, bold=True, font_color=BAND, bottom=2, bottom_color=BAND)

    def prose(self, **more: object) -> Any:
        """Give the format of a sentence that wraps."""
        return self.of(**{"text_wrap": True, "valign": "top", **more})

    def intro(self) -> Any:
        """Give the format of a sheet's introduction."""
        return self.prose(font_color=MUTED, font_size=9)

    def label(self) -> Any:
        """Give the format of the words above a table's header."""
        return self.of(
            bold=True,
            font_size=9,
            font_color=BAND_TEXT,
            bg_color=BAND,
            text_wrap=True,
            align="center",
            valign="vcenter",
            left=1,
            left_color="#48617A",
        )

    def header(self) -> Any:
        """Give the format of a table's header: the machine name of the column."""
        return self.of(
            font_size=8,
            font_color=MUTED,
            bg_color=HEADER,
            text_wrap=True,
            valign="top",
            bottom=1,
            bottom_color=BAND,
        )

    def cell(self, **more: object) -> Any:
        """Give the format of a cell in a table."""
        return self.of(**{"bottom": 4, "bottom_color": RULE, **more})

    def ink(self, color: str) -> Any:
        """Give the format of a conditional color of the text alone."""
        key = (("ink", color),)
        if key not in self._made:
            self._made[key] = self._workbook.add_format({"font_color": color})
        return self._made[key]

    def conditional(self, colors: tuple[str, str], bold: bool = False) -> Any:
        """Give the format that a conditional color lays over a cell."""
        key = (("conditional", colors), ("bold", bold))
        if key not in self._made:
            properties = {"bg_color": colors[0], "font_color": colors[1]}
            self._made[key] = self._workbook.add_format(
                properties | ({"bold": True} if bold else {})
            )
        return self._made[key]
