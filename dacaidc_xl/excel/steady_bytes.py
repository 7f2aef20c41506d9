"""Save an openpyxl workbook to the same bytes every time."""

from __future__ import annotations

import datetime
import io
import re
import zipfile
from typing import Any

STEADY_TIME = datetime.datetime(2024, 1, 1)
"""Created and modified, as stated in the file: a template has no date of its own."""
CALCULATION_ID = 191029
"""Calculation engine that a file states: as new as that of current Excel, so that opening the
file does not recalculate it and its stored values are shown."""
_ZIP_TIME = (1980, 1, 1, 0, 0, 0)
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*(</dcterms:modified>)")


def steady_bytes(book: Any) -> bytes:
    """Give the .xlsx of a workbook, without the time of writing in it.

    Parameters
    ----------
    book : openpyxl.Workbook
        The workbook; saved once, as openpyxl's write-only parts allow no more.

    Returns
    -------
    bytes

    Examples
    --------
    >>> from openpyxl import Workbook
    >>> steady_bytes(Workbook()) == steady_bytes(Workbook())
    True
    """
    book.properties.created = STEADY_TIME
    raw, steady = io.BytesIO(), io.BytesIO()
    book.save(raw)
    stamp = rb"\g<1>" + STEADY_TIME.strftime("%Y-%m-%dT%H:%M:%SZ").encode() + rb"\g<2>"
    with (
        zipfile.ZipFile(raw) as source,
        zipfile.ZipFile(steady, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for part in source.infolist():
            content = source.read(part)
            if part.filename == "docProps/core.xml":
                content = _MODIFIED.sub(stamp, content)
            info = zipfile.ZipInfo(part.filename, _ZIP_TIME)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system = 0
            target.writestr(info, content)
    return steady.getvalue()
