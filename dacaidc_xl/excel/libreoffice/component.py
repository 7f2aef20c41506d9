"""The component that LibreOffice loads: the functions, and what makes them known to a workbook.

This file is copied into the extension and runs in the Python of LibreOffice. There it stands
beside ``extension.json``, which says what the functions are and which Python answers them.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

FORMULA_CELLS = 16
"""``com.sun.star.sheet.CellFlags.FORMULA``."""


def function_method(worker: Any, name: str) -> Callable[..., tuple[tuple[Any, ...], ...]]:
    """Make the method of a function: it hands the cells to the worker."""

    def method(_component: object, *cells: object) -> tuple[tuple[Any, ...], ...]:
        return tuple(tuple(row) for row in worker.call(name, cells))

    return method


def replaced_tokens(tokens: Any, known: Mapping[str, str], external: int) -> Any:
    """Give the tokens of a formula with our functions known; None where there are none.

    Parameters
    ----------
    tokens : sequence of com.sun.star.sheet.FormulaToken
        As a cell gives them; a name that Calc did not find is the text of its token.
    known : mapping of str to str
        Worksheet name to the full name of the method.
    external : int
        Code of a function of an add-in.
    """
    changed = False
    for token in tokens:
        # A text constant has code 0, and stays what it is.
        if token.OpCode in (0, external) or not isinstance(token.Data, str):
            continue
        # A function of an add-in of Excel has its workbook before it: [1]!DAC_LCCC.
        method = known.get(token.Data.rpartition("!")[2].upper())
        if method:
            token.OpCode, token.Data = external, method
            changed = True
    return tokens if changed else None


def know_functions(document: Any, known: Mapping[str, str]) -> int:
    """Make our functions known to a workbook that names them as Excel does.

    Calc looks functions of add-ins up by another name when it reads an .xlsx, and leaves ours
    unknown. So each formula with one of them is entered again, from its tokens; arrays in one
    piece.

    Parameters
    ----------
    document : com.sun.star.sheet.SpreadsheetDocument
        The workbook; it counts as changed only if it did before.
    known : mapping of str to str
        Worksheet name to the full name of the method.

    Returns
    -------
    int
        Number of formulas that were entered again.
    """
    external = document.createInstance("com.sun.star.sheet.FormulaOpCodeMapper").OpCodeExternal
    modified, automatic = document.isModified(), document.isAutomaticCalculationEnabled()
    # Else each formula entered would reach all that depend on it.
    document.enableAutomaticCalculation(False)
    document.addActionLock()
    count = 0
    for sheet in document.Sheets:
        arrays = set()
        for block in sheet.queryContentCells(FORMULA_CELLS):
            for y, row in enumerate(block.getFormulaArray()):
                for x, formula in enumerate(row):
                    upper = formula.upper()
                    if not any(name in upper for name in known):
                        continue
                    place: Any = block.getCellByPosition(x, y)
                    if formula.startswith("{"):
                        place = sheet.createCursorByRange(place)
                        place.collapseToCurrentArray()
                        if place.AbsoluteName in arrays:
                            continue
                        arrays.add(place.AbsoluteName)
                        read, write = place.getArrayTokens, place.setArrayTokens
                    else:
                        read, write = place.getTokens, place.setTokens
                    tokens = replaced_tokens(read(), known, external)
                    if tokens is not None:
                        write(tokens)
                        count += 1
    document.removeActionLock()
    document.enableAutomaticCalculation(automatic)
    if not modified:
        document.setModified(False)
    return count


def implementation(folder: Path) -> Any:
    """Make what LibreOffice asks a component for.

    Parameters
    ----------
    folder : Path
        Where the extension is installed.

    Returns
    -------
    unohelper.ImplementationHelper
    """
    import uno  # type: ignore[import-not-found]
    import unohelper  # type: ignore[import-not-found]
    from dacaidc_xl_worker_calls import Worker  # type: ignore[import-not-found]

    told = json.loads((folder / "extension.json").read_text(encoding="utf-8"))
    service, job = told["service"], told["job"]
    worker = Worker(told["interpreter"])
    known = {name: f"{service}.{method}" for name, method in told["functions"].items()}

    def execute(_job: object, arguments: Any) -> None:
        for argument in arguments:
            if argument.Name == "Environment":
                for part in argument.Value:
                    if part.Name == "Model" and part.Value.supportsService(
                        "com.sun.star.sheet.SpreadsheetDocument"
                    ):
                        know_functions(part.Value, known)

    def component(name: str, interface: str, members: dict[str, Any]) -> Any:
        bases = (
            unohelper.Base,
            uno.getClass(interface),
            uno.getClass("com.sun.star.lang.XServiceInfo"),
        )
        members["__init__"] = lambda _self, _context: None
        members["getImplementationName"] = lambda _self: f"{name}.python"
        members["supportsService"] = lambda _self, asked: asked == name
        members["getSupportedServiceNames"] = lambda _self: (name,)
        return type(name.rpartition(".")[2], bases, members)

    methods: dict[str, Any] = {
        method: function_method(worker, name) for name, method in told["functions"].items()
    }
    helper = unohelper.ImplementationHelper()
    for name, interface, members in (
        (service, told["interface"], methods),
        (job, "com.sun.star.task.XJob", {"execute": execute}),
    ):
        made = component(name, interface, members)
        helper.addImplementation(made, f"{name}.python", (name,))
    return helper


if __name__ == "uno_component":  # the name that LibreOffice gives to the module
    g_ImplementationHelper = implementation(Path(__file__).parent)
