"""The worker: answers calls of worksheet functions, a JSON line each, until its input ends."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping
from typing import TextIO

from dacaidc_xl.errors import InputError, nearest_choice
from dacaidc_xl.excel.functions import WorksheetFunction, registry
from dacaidc_xl.excel.functions.cells import error_text


def as_rows(value: object) -> list[list[object]]:
    """Give what a function returned as rows of cells, as Calc takes it.

    Parameters
    ----------
    value : object
        A cell, a list of cells, or a list of rows.

    Returns
    -------
    list of list
        An empty text for a blank.

    Examples
    --------
    >>> as_rows(1.5), as_rows([["a", None]])
    ([[1.5]], [['a', '']])
    """
    rows = value if isinstance(value, list) else [value]
    return [
        ["" if cell is None else cell for cell in (row if isinstance(row, list) else [row])]
        for row in rows
    ]


def answer(functions: Mapping[str, WorksheetFunction], line: str) -> str:
    """Answer one request.

    Parameters
    ----------
    functions : mapping
        The registry.
    line : str
        JSON: name of the function and list of arguments.

    Returns
    -------
    str
        JSON: rows of cells. Every digit of a number is in it.

    Examples
    --------
    >>> answer(registry(), '["DAC_PARAM", ["sorbent_life_yr", null, "unit"]]')
    '[["yr"]]'
    """
    name, arguments = json.loads(line)
    if name not in functions:
        expected = "a function of this version; run: dacaidc-xl libreoffice install"
        error = InputError("function", name, expected, nearest_choice(name, functions))
        return json.dumps([[error_text(error)]])
    return json.dumps(as_rows(functions[name].python(*arguments)))


def serve(requests: TextIO, answers: TextIO) -> None:
    """Answer requests in their order until they end.

    Parameters
    ----------
    requests, answers : text streams
        One line for each call.
    """
    functions = registry()
    for line in requests:
        answers.write(answer(functions, line) + "\n")
        answers.flush()


def main() -> None:
    """Serve the pipes of this process; what else it prints goes to its error stream."""
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8", newline="\n")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    serve(sys.stdin, answers)


if __name__ == "__main__":
    main()
