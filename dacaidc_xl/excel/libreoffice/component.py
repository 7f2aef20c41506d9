"""The component that LibreOffice loads: the functions, and the job for each opened workbook.

This file is copied into the extension and runs in the Python of LibreOffice. There it stands
beside ``extension.json``, which says what the functions are and which Python answers them.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any


def function_method(worker: Any, name: str) -> Callable[..., tuple[tuple[Any, ...], ...]]:
    """Make the method of a function: it hands the cells to the worker."""

    def method(_component: object, *cells: object) -> tuple[tuple[Any, ...], ...]:
        return tuple(tuple(row) for row in worker.call(name, cells))

    return method


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
    from dacaidc_xl_entering import know_functions  # type: ignore[import-not-found]
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
                        know_functions(part.Value, known, worker)

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
