"""The modules of our VBA projects, as texts."""

from __future__ import annotations

import importlib.util
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Literal

from dacaidc_xl.errors import OutputError
from dacaidc_xl.excel.vba.wrappers import FUNCTIONS_MODULE, functions_module

Kind = Literal["standard", "class"]

BUTTONS_MODULE = "DacMain"
PYTHON_MODULE = "DacPython"
XLWINGS_MODULE = "xlwings"
DICTIONARY_MODULE = "Dictionary"

SETTINGS_SHEET = "xlwings.conf"
"""Sheet on which xlwings' VBA looks for settings of a workbook; hidden in ours."""
SETTINGS = (("ADD_WORKBOOK_TO_PYTHONPATH", "False"),)
"""Settings of our files. Python does not look for modules beside the workbook: a folder of
downloads may hold anything, and xlwings fails on a workbook that lies in a SharePoint folder
without a local copy. Which Python is used is a setting of the user, not of the file."""


@dataclass(frozen=True, slots=True)
class VbaModule:
    """A module of a VBA project.

    Attributes
    ----------
    name : str
        Name in the project.
    text : str
        Source text with its ``Attribute`` lines, lines ended by CR LF.
    kind : {'standard', 'class'}
        A module of procedures, or a class.
    """

    name: str
    text: str
    kind: Kind = "standard"


def _vba_lines(text: str) -> str:
    """Lines end as VBA ends them, whatever a checkout made of the file."""
    return "\r\n".join(text.splitlines()) + "\r\n"


def _own(name: str) -> VbaModule:
    text = resources.files(__package__).joinpath(f"{name}.bas").read_text("ascii")
    return VbaModule(name, _vba_lines(text))


def xlwings_folder() -> Path:
    """Give the folder of the installed xlwings, found without importing it.

    Raises
    ------
    OutputError
        xlwings is not installed.
    """
    found = importlib.util.find_spec("xlwings")
    if found is None or found.origin is None:
        raise OutputError('workbooks with macros need xlwings: pip install "dacaidc_xl[excel]"')
    return Path(found.origin).parent


def xlwings_modules() -> tuple[VbaModule, ...]:
    """Give the modules by which VBA reaches Python, from the installed xlwings.

    They name the library of exactly this xlwings, so they are taken from it and not kept here.
    ``xlwings`` is under the BSD 3-clause license, ``Dictionary`` (needed on a Mac only) under
    the MIT license; both carry their notice.

    Returns
    -------
    tuple of VbaModule

    Examples
    --------
    >>> [module.name for module in xlwings_modules()]
    ['xlwings', 'Dictionary']
    """
    folder = xlwings_folder()
    standard = (folder / "xlwings.bas").read_text("ascii")
    dictionary = (folder / "addin" / "Dictionary.cls").read_text("ascii")
    return (
        VbaModule(XLWINGS_MODULE, _vba_lines(standard)),
        VbaModule(DICTIONARY_MODULE, _vba_lines(dictionary), "class"),
    )


def workbook_modules() -> tuple[VbaModule, ...]:
    """Give the modules of the workbook: buttons, functions, the way to Python.

    Returns
    -------
    tuple of VbaModule

    Examples
    --------
    >>> [module.name for module in workbook_modules()]
    ['DacMain', 'DacPython', 'DacFunctions', 'xlwings', 'Dictionary']
    """
    functions = VbaModule(FUNCTIONS_MODULE, _vba_lines(functions_module("ThisWorkbook")))
    return (_own(BUTTONS_MODULE), _own(PYTHON_MODULE), functions, *xlwings_modules())


def addin_modules() -> tuple[VbaModule, ...]:
    """Give the modules of the add-in: those of the workbook without its buttons.

    Returns
    -------
    tuple of VbaModule

    Examples
    --------
    >>> [module.name for module in addin_modules()]
    ['DacPython', 'DacFunctions', 'xlwings', 'Dictionary']
    """
    functions = VbaModule(FUNCTIONS_MODULE, _vba_lines(functions_module("ActiveWorkbook")))
    return (_own(PYTHON_MODULE), functions, *xlwings_modules())
