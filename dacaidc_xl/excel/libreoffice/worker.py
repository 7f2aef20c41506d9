"""The worker: answers calls of worksheet functions, JSON lines, until its input ends."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping, Sequence
from typing import Any, TextIO

from dacaidc_xl.errors import InputError, nearest_choice
from dacaidc_xl.excel.formulas import Block, Call, evaluate_calls
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
    """Answer one request; like calls in it are calculated together.

    Parameters
    ----------
    functions : mapping
        The registry.
    line : str
        JSON: list of calls, each the name of the function and the list of its arguments.

    Returns
    -------
    str
        JSON: rows of cells of each call. Every digit of a number is in it.

    Examples
    --------
    >>> answer(registry(), '[["DAC_PARAM", ["sorbent_life_yr", null, "unit"]]]')
    '[[["yr"]]]'
    """
    calls = json.loads(line)
    known = [_call(name, cells) for name, cells in calls if name in functions]
    values = iter(evaluate_calls([(call, _no_cell) for call in known]))
    return json.dumps(
        [
            as_rows(next(values) if name in functions else _unknown(name, functions))
            for name, _ in calls
        ]
    )


def _call(name: str, cells: Sequence[Any]) -> Call:
    """Make a call of the values that Calc gives, a range as a block."""
    return Call(
        name,
        tuple(Block(tuple(map(tuple, c))) if isinstance(c, list) else c for c in cells),
    )


def _no_cell(reference: str) -> object:
    """Refuse a reference: Calc gives the values themselves."""
    raise KeyError(reference)


def _unknown(name: str, functions: Mapping[str, WorksheetFunction]) -> str:
    expected = "a function of this version; run: dacaidc-xl libreoffice install"
    return error_text(InputError("function", name, expected, nearest_choice(name, functions)))


def serve(requests: TextIO, answers: TextIO) -> None:
    """Answer requests in their order until they end.

    Parameters
    ----------
    requests, answers : text streams
        One line for each request.
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
