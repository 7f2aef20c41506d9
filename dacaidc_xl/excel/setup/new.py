"""A new analyst workbook for a user.

It is written anew and not copied from a shipped file: then its figures are those of the
installed data, and its way to Python is that of the installed xlwings.
"""

from __future__ import annotations

from pathlib import Path

from dacaidc_xl.errors import InputError
from dacaidc_xl.report.files import check_new

MACROS, VALUES = ".xlsm", ".xlsx"


def new_book(path: Path, force: bool = False) -> None:
    """Write a new workbook.

    Parameters
    ----------
    path : Path
        Ending in .xlsm: with macros and functions. Ending in .xlsx: values only, for who has
        no Python.
    force : bool
        Whether a file that exists may be replaced.

    Raises
    ------
    InputError
        Another ending.
    OutputError
        The file exists, or cannot be written.
    """
    suffix = path.suffix.lower()
    if suffix not in (MACROS, VALUES):
        raise InputError(
            "PATH", path.name, f"a name ending in {MACROS}, or in {VALUES} for values only"
        )
    check_new(path, force)
    path.parent.mkdir(parents=True, exist_ok=True)
    if suffix == MACROS:
        from dacaidc_xl.excel.vba.assembly import write_macro_workbook

        write_macro_workbook(path)
        return
    from dacaidc_xl.excel.workbook.write import write_workbook

    write_workbook(path, values_only=True)
