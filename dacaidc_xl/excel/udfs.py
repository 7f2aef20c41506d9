"""The worksheet functions as xlwings knows them, one module-level function for each.

Excel imports this module through xlwings; nobody else needs it. The functions are made from
the registry, so this file names none of them.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable

from dacaidc_xl.excel.functions import Argument, WorksheetFunction, registry

try:
    import xlwings as xw
except ImportError as error:
    raise ImportError(
        'the functions in Excel need xlwings: pip install "dacaidc_xl[excel]"; reading and '
        "writing workbooks without Excel does not need it"
    ) from error


def _signature(arguments: tuple[Argument, ...]) -> inspect.Signature:
    """Positional arguments without annotations, None for those that may be left out."""
    kind = inspect.Parameter.POSITIONAL_OR_KEYWORD
    return inspect.Signature(
        [
            inspect.Parameter(a.name, kind, default=None if a.optional else inspect.Parameter.empty)
            for a in arguments
        ]
    )


def _udf(function: WorksheetFunction) -> Callable[..., object]:
    """Make the xlwings form of a function.

    Every argument arrives as a list of rows, so that one cell, a row and a column cannot be
    mistaken for each other; an error value in a cell arrives as its text, so that it is
    refused instead of read as a blank.
    """

    @functools.wraps(function.python)
    def called(*cells: object) -> object:
        return function.python(*cells)

    del called.__wrapped__
    called.__name__ = called.__qualname__ = function.name
    called.__module__ = __name__
    called.__doc__ = function.description
    called.__annotations__ = {}
    called.__signature__ = _signature(function.arguments)  # type: ignore[attr-defined]
    made: Callable[..., object] = called
    for argument in function.arguments:
        made = xw.arg(argument.name, doc=argument.description, ndim=2, err_to_str=True)(made)
    # Last of all: every other decorator of xlwings sets the category back to its own.
    return xw.func(category=function.category, volatile=False)(made)


globals().update({name: _udf(function) for name, function in registry().items()})
