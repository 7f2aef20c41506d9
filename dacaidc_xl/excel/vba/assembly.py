"""The workbook with its macros, its copy of plain values, and the add-in beside them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from dacaidc_xl.excel.vba.addin import ADDIN_FILE, write_addin
from dacaidc_xl.excel.vba.modules import VbaModule, workbook_modules
from dacaidc_xl.excel.vba.project import project
from dacaidc_xl.excel.workbook.content import Content, shipped_content
from dacaidc_xl.excel.workbook.layout import SHEETS, code_name
from dacaidc_xl.excel.workbook.write import SETTINGS_CODE_NAME, write_workbook

WORKBOOK_FILE = "dacaidc_xl.xlsm"
VALUES_FILE = "dacaidc_xl_values.xlsx"


def write_macro_workbook(
    path: Path,
    content: Content | None = None,
    modules: Sequence[VbaModule] | None = None,
) -> None:
    """Write the analyst workbook with its macros.

    Parameters
    ----------
    path : Path
        A .xlsm file; replaced when it exists.
    content : Content, optional
        What its tables hold; all states under the headline scenarios by default.
    modules : sequence of VbaModule, optional
        The modules of its VBA project; by default those that Excel needs.

    Raises
    ------
    OutputError
        A library is missing, or the file cannot be written.
    """
    code_names = [*map(code_name, SHEETS), SETTINGS_CODE_NAME]
    made = project(code_names, workbook_modules() if modules is None else modules)
    write_workbook(path, made, content=content)


def write_files(folder: Path) -> list[Path]:
    """Write the workbook, its copy of plain values and the add-in, as they are shipped.

    Parameters
    ----------
    folder : Path
        Where to; it is made.

    Returns
    -------
    list of Path
        The files. Equal versions of this package and of xlwings give equal bytes.
    """
    folder.mkdir(parents=True, exist_ok=True)
    files = [folder / WORKBOOK_FILE, folder / VALUES_FILE, folder / ADDIN_FILE]
    content = shipped_content()
    write_macro_workbook(files[0], content)
    write_workbook(files[1], values_only=True, content=content)
    write_addin(files[2])
    return files
