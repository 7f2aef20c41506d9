"""A VBA project as Excel stores it, from the texts of its modules."""

from __future__ import annotations

import io
import tempfile
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from dacaidc_xl.errors import OutputError
from dacaidc_xl.excel.vba.modules import VbaModule

if TYPE_CHECKING:
    from pyopenvba.vba import VBAProject

PROJECT_PART = "xl/vbaProject.bin"
WORKBOOK_CODE_NAME = "ThisWorkbook"
NO_COMPILED_CODE = bytes.fromhex("CC61FFFF000000")
"""Stream of compiled code that says there is none (MS-OVBA 2.3.4.1); Excel then compiles."""
NEEDS_LIBRARY = 'workbooks with macros need pyOpenVBA: pip install "dacaidc_xl[excel]"'


def _bare_workbook(code_names: Sequence[str]) -> bytes:
    """Give a workbook that has nothing but sheets with code names."""
    from openpyxl import Workbook

    book = Workbook()
    book.code_name = WORKBOOK_CODE_NAME
    book.remove(book.active)
    for code_name in code_names:
        book.create_sheet(code_name).sheet_properties.codeName = code_name
    raw = io.BytesIO()
    book.save(raw)
    return raw.getvalue()


def put_modules(project: VBAProject, modules: Sequence[VbaModule]) -> None:
    """Add modules to an open project, or take the place of those of the same name.

    Parameters
    ----------
    project : pyopenvba.vba.VBAProject
        The open project.
    modules : sequence of VbaModule
        The modules.
    """
    from pyopenvba import VBAModuleKind

    kinds = {"standard": VBAModuleKind.standard, "class": VBAModuleKind.other}
    present = {name.casefold() for name in project.module_names()}
    for module in modules:
        if module.name.casefold() in present:
            project.delete_module(module.name)
        project.add_module(module.name, module.text, kind=kinds[module.kind])


def without_compiled_code(project: bytes) -> bytes:
    """Give a project whose stream of compiled code is the one that says there is none.

    Parameters
    ----------
    project : bytes
        Content of ``xl/vbaProject.bin`` as the library writes it, with an emptied stream.

    Returns
    -------
    bytes
    """
    from pyopenvba.cfb import CFB

    container = CFB.from_bytes(project)
    container.write_stream_in_storage("VBA", "_VBA_PROJECT", NO_COMPILED_CODE)
    return bytes(container.to_bytes())


def project(code_names: Sequence[str], modules: Sequence[VbaModule]) -> bytes:
    r"""Write a VBA project: one document module a sheet, and the modules given.

    Parameters
    ----------
    code_names : sequence of str
        Code names of the sheets, in order.
    modules : sequence of VbaModule
        The other modules, in order.

    Returns
    -------
    bytes
        Content of ``xl/vbaProject.bin``: source text without compiled code, as Excel compiles
        it when it opens the file. Equal arguments give equal bytes.

    Raises
    ------
    OutputError
        pyOpenVBA is not installed.
    ValueError
        The project would not be whole.

    Examples
    --------
    >>> from dacaidc_xl.excel.vba.modules import VbaModule
    >>> made = project(["Sheet1"], [VbaModule("One", 'Attribute VB_Name = "One"\r\n')])
    >>> made[:4].hex()
    'd0cf11e0'
    """
    try:
        from pyopenvba import ExcelFile
    except ImportError as error:
        raise OutputError(NEEDS_LIBRARY) from error

    # The library works on files; a private folder keeps the scratch workbook to ourselves.
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder) / "scratch.xlsm"
        scratch.write_bytes(_bare_workbook(code_names))
        with ExcelFile(scratch) as book:
            made = book.add_vba_project()
            put_modules(made, modules)
            book.save()
            findings = book.validate()
        if findings:
            raise ValueError("VBA project not whole: " + "; ".join(findings))
        with zipfile.ZipFile(scratch) as package:
            return without_compiled_code(package.read(PROJECT_PART))
