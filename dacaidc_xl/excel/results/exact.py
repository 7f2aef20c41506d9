"""A worksheet that keeps every digit of a number.

XlsxWriter prints 16 significant digits, one too few for a float64 to come back as it was.
"""

from __future__ import annotations

from typing import Any

from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]


class ExactWorksheet(Worksheet):  # type: ignore[misc]
    """Worksheet whose numbers read back equal, bit for bit."""

    def _xml_number_element(self, number: float, attributes: Any = ()) -> None:
        marks = "".join(f' {key}="{self._escape_attributes(value)}"' for key, value in attributes)
        self.fh.write(f"<c{marks}><v>{float(number)!r}</v></c>")
