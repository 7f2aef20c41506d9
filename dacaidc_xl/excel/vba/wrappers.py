"""The VBA function of each worksheet function, from the registry.

The wrappers are those that the import button of xlwings writes, so that nobody needs to press
it, with two additions: where Python cannot be reached a cell shows a text that says so, and a
Python that is started finds no stray modules.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import resources
from typing import Literal

from dacaidc_xl.excel.functions import WorksheetFunction, registry

FUNCTIONS_MODULE = "DacFunctions"
UDF_MODULE = "dacaidc_xl.excel.udfs"
"""Python module that the wrappers call; its name is all that a file says of where Python is."""
MAX_LINE = 1023
"""Longest line that VBA takes."""
MAX_CONTINUATIONS = 24

Caller = Literal["ThisWorkbook", "ActiveWorkbook"]


def _quoted(text: str) -> str:
    return '"' + " ".join(text.split()).replace('"', '""') + '"'


def _wrapper(function: WorksheetFunction, caller: Caller) -> Iterator[str]:
    name = function.name
    signature = ", ".join(
        f"Optional {a.name}" if a.optional else a.name for a in function.arguments
    )
    given = ", ".join(a.name for a in function.arguments)
    call = f'XLPy.CallUDF("{UDF_MODULE}", "{name}", Array({given}), {caller}, Application.Caller)'
    yield from (
        f"Function {name}({signature})",
        "    #If Mac Then",
        f"        {name} = NO_CELLS_ON_MAC",
        "    #Else",
        "        On Error GoTo failed",
        f"        {name} = FailureOfLate()",
        f'        If {name} <> "" Then Exit Function',
        "        KeepStrayModulesOut",
        f"        {name} = {call}",
        "        Exit Function",
        "failed:",
        f"        {name} = Failure(Err.Number, Err.Description)",
        "    #End If",
        "End Function",
        "",
    )


def _description(function: WorksheetFunction) -> Iterator[str]:
    texts = [_quoted(argument.description) for argument in function.arguments]
    yield f"    Describe {_quoted(function.name)}, {_quoted(function.description)}" + (
        ", _" if texts else ""
    )
    for position, text in enumerate(texts, start=1):
        yield f"        {text}" + (", _" if position < len(texts) else "")


def functions_module(caller: Caller) -> str:
    """Write the module of the function wrappers.

    Parameters
    ----------
    caller : {'ThisWorkbook', 'ActiveWorkbook'}
        Workbook that Python is told of: the file's own, or in an add-in the active one.

    Returns
    -------
    str
        Source text.

    Raises
    ------
    ValueError
        A line that VBA does not take.

    Examples
    --------
    >>> text = functions_module("ThisWorkbook")
    >>> "Function DAC_VERSION(Optional part)" in text
    True
    """
    head = resources.files(__package__).joinpath("DacFunctions.bas").read_text("ascii")
    functions = registry().values()
    lines = head.splitlines()
    lines += [
        "Public Sub DescribeFunctions()",
        "    ' The file does not count as changed by it.",
        "    Dim wasSaved As Boolean",
        "    wasSaved = ThisWorkbook.Saved",
    ]
    for function in functions:
        if len(function.arguments) > MAX_CONTINUATIONS:
            raise ValueError(f"{function.name}: more arguments than a VBA statement has lines")
        lines += _description(function)
    lines += ["    ThisWorkbook.Saved = wasSaved", "End Sub", ""]
    for function in functions:
        lines += _wrapper(function, caller)
    for line in lines:
        if len(line) > MAX_LINE or not line.isascii():
            raise ValueError(f"not a line of VBA: {line[:80]}")
    return "\n".join(lines).rstrip("\n") + "\n"
