"""Make the functions known to a workbook, by entering each formula that names them again.

This file is copied into the extension and runs in the Python of LibreOffice. So it uses the
standard library only, as Python 3.8 has it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

FORMULA_CELLS = 16
"""``com.sun.star.sheet.CellFlags.FORMULA``."""
GATHERINGS = 2
"""How often calls are gathered: calls of ours within calls of ours come in the second round."""


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


@dataclass(frozen=True)
class Entry:
    """A formula with a function of ours, to be entered.

    Attributes
    ----------
    column, row : int
        Where it stands on its sheet, from 0; of an array the corner.
    enter : callable
        Takes the tokens.
    tokens : sequence of com.sun.star.sheet.FormulaToken
        With our functions known.
    is_array : bool
        Whether it fills its cells in one piece.
    """

    column: int
    row: int
    enter: Callable[[Any], None]
    tokens: Any
    is_array: bool


def entries(sheet: Any, known: Mapping[str, str], external: int) -> Iterator[Entry]:
    """Give the formulas of a sheet that name functions of ours, with these known.

    Parameters
    ----------
    sheet : com.sun.star.sheet.Spreadsheet
        The sheet.
    known : mapping of str to str
        Worksheet name to the full name of the method.
    external : int
        Code of a function of an add-in.
    """
    arrays = set()
    for block in sheet.queryContentCells(FORMULA_CELLS):
        corner = block.RangeAddress
        for y, row in enumerate(block.getFormulaArray()):
            for x, formula in enumerate(row):
                upper = formula.upper()
                if not any(name in upper for name in known):
                    continue
                place: Any = block.getCellByPosition(x, y)
                is_array = formula.startswith("{")
                if is_array:
                    place = sheet.createCursorByRange(place)
                    place.collapseToCurrentArray()
                    if place.AbsoluteName in arrays:
                        continue
                    arrays.add(place.AbsoluteName)
                    read, enter = place.getArrayTokens, place.setArrayTokens
                else:
                    read, enter = place.getTokens, place.setTokens
                tokens = replaced_tokens(read(), known, external)
                if tokens is not None:
                    column, line = corner.StartColumn + x, corner.StartRow + y
                    yield Entry(column, line, enter, tokens, is_array)


def vertical_runs(cells: Iterable[tuple[int, int]]) -> list[tuple[int, int, int]]:
    """Join cells that stand one below the other.

    Parameters
    ----------
    cells : iterable of (int, int)
        Column and row of each.

    Returns
    -------
    list of (int, int, int)
        Column, first and last row of each run.

    Examples
    --------
    >>> vertical_runs([(0, 2), (0, 1), (0, 4), (1, 5)])
    [(0, 1, 2), (0, 4, 4), (1, 5, 5)]
    """
    runs: list[tuple[int, int, int]] = []
    for column, row in sorted(cells):
        if runs and runs[-1][0] == column and runs[-1][2] == row - 1:
            runs[-1] = (column, runs[-1][1], row)
        else:
            runs.append((column, row, row))
    return runs


def entering_order(row: int) -> int:
    """Give the key by which formulas are entered: odd rows, then every fourth row, and so on.

    Calc joins like formulas that stand one below the other, and at each formula entered beside
    others it registers all of these again. From the top down that takes time as the square of
    their number; in this order neighbors come late, and each formula is joined a few times only.

    Examples
    --------
    >>> sorted(range(7), key=entering_order)
    [0, 2, 4, 6, 1, 5, 3]
    """
    return (row + 1) & -(row + 1)


def enter_formulas(sheet: Any, formulas: Sequence[Entry]) -> None:
    """Enter formulas of a sheet anew, so that they are calculated next.

    Parameters
    ----------
    sheet : com.sun.star.sheet.Spreadsheet
        The sheet.
    formulas : sequence of Entry
        In any order.
    """
    # Else each formula would be cut out of those that the file joined. Only the formula goes:
    # format and comment stay.
    for column, first, last in vertical_runs((e.column, e.row) for e in formulas if not e.is_array):
        sheet.getCellRangeByPosition(column, first, column, last).clearContents(FORMULA_CELLS)
    for entry in sorted(formulas, key=lambda e: entering_order(e.row)):
        entry.enter(entry.tokens)


def know_functions(document: Any, known: Mapping[str, str], worker: Any) -> int:
    """Make our functions known to a workbook that names them as Excel does.

    Calc looks functions of add-ins up by another name when it reads an .xlsx, and leaves ours
    unknown. So each formula with one of them is entered again, from its tokens; arrays in one
    piece. Calc asks for one value at a time, so the calls are gathered first, without values,
    and answered together; then the formulas are entered again and find their answers.

    Parameters
    ----------
    document : com.sun.star.sheet.SpreadsheetDocument
        The workbook; it counts as changed only if it did before.
    known : mapping of str to str
        Worksheet name to the full name of the method.
    worker : dacaidc_xl.excel.libreoffice.worker_calls.Worker
        Answers the functions.

    Returns
    -------
    int
        Number of formulas that were entered again.
    """
    external = document.createInstance("com.sun.star.sheet.FormulaOpCodeMapper").OpCodeExternal
    found = [(sheet, list(entries(sheet, known, external))) for sheet in document.Sheets]
    count = sum(len(formulas) for _, formulas in found)
    if not count:
        return 0
    modified, automatic = document.isModified(), document.isAutomaticCalculationEnabled()
    # Else each formula entered would reach all that depend on it.
    document.enableAutomaticCalculation(False)
    document.addActionLock()
    document.UndoManager.lock()
    try:
        for gathers in (True,) * GATHERINGS + (False,):
            for sheet, formulas in found:
                enter_formulas(sheet, formulas)
            if not gathers:
                document.calculate()
                break
            worker.gather()
            document.calculate()
            if not worker.answer_gathered():
                break
    finally:
        worker.forget()
        document.UndoManager.unlock()
        document.removeActionLock()
        document.enableAutomaticCalculation(automatic)
        if not modified:
            document.setModified(False)
    return count
