"""The add-in: the worksheet functions for any workbook, as an .xlam."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

from dacaidc_xl.excel.package_lint import CONTENT_TYPES
from dacaidc_xl.excel.vba.modules import SETTINGS, SETTINGS_SHEET, addin_modules
from dacaidc_xl.excel.vba.project import PROJECT_PART, WORKBOOK_CODE_NAME, project
from dacaidc_xl.report.files import replacing

ADDIN_FILE = "dacaidc_xl.xlam"
TITLE = "DAC on AI data centers: worksheet functions"
"""Name of the add-in in Excel's list of add-ins."""
COMMENT = "Direct air capture on the waste heat of AI data centers: the DAC_ functions."


def _macro_workbook(vba_project: bytes) -> bytes:
    """Write the sheet that every file needs, which here holds xlwings' settings."""
    from xlsxwriter import Workbook

    from dacaidc_xl.excel.steady_bytes import CALCULATION_ID, STEADY_TIME

    raw = io.BytesIO()
    with Workbook(raw, {"in_memory": True}) as book:
        book.set_calc_mode("auto", CALCULATION_ID)
        book.set_properties({"title": TITLE, "comments": COMMENT, "created": STEADY_TIME})
        book.add_vba_project(io.BytesIO(vba_project), is_stream=True)
        book.set_vba_name(WORKBOOK_CODE_NAME)
        sheet = book.add_worksheet(SETTINGS_SHEET)
        sheet.set_vba_name("Sheet1")
        for row, pair in enumerate(SETTINGS):
            sheet.write_row(row, 0, pair)
    return raw.getvalue()


def addin_bytes() -> bytes:
    """Give the add-in; equal modules give equal bytes.

    Returns
    -------
    bytes
        Content of the .xlam file: a macro workbook declared an add-in, so that Excel shows no
        window for it.
    """
    raw, made = io.BytesIO(_macro_workbook(project(["Sheet1"], addin_modules()))), io.BytesIO()
    with (
        zipfile.ZipFile(raw) as source,
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for part in source.infolist():
            content = source.read(part)
            if part.filename == "[Content_Types].xml":
                book, addin = (CONTENT_TYPES[s].encode() for s in (".xlsm", ".xlam"))
                content = content.replace(book, addin)
            elif part.filename == "xl/workbook.xml":
                # A file without formulas has nothing to calculate when it is opened.
                content = content.replace(b' fullCalcOnLoad="1"', b"")
            target.writestr(part, content)
    assert PROJECT_PART in zipfile.ZipFile(made).namelist()
    return made.getvalue()


def write_addin(path: Path) -> None:
    """Write the add-in.

    Parameters
    ----------
    path : Path
        A .xlam file; replaced when it exists.
    """
    content = addin_bytes()
    with replacing(path) as temporary:
        temporary.write_bytes(content)
