"""What a formula of a workbook reads: areas, names, tables, and how sure that is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from dacaidc_xl.excel.cell_formulas.areas import Area, Place, span_of
from dacaidc_xl.excel.cell_formulas.book import Book, Table
from dacaidc_xl.excel.formulas import MAX_FORMULA_CHARACTERS, dac_calls

MAX_DEPTH = 20
"""Most names within names that are followed [-]."""
ANYWHERE = ("INDIRECT", "OFFSET")
"""Functions whose result may lie anywhere, whatever their arguments."""
_EXTERNAL = re.compile(r"^'?(?:[^'!\[]*\\)?\[[^\]]+\][^!]*!")
_TABLE = re.compile(r"^([^\[\]]*)\[(.*)\]$", re.DOTALL)
_ITEM = re.compile(r"\[((?:'.|[^\[\]'])*)\]")
_PREFIXES = ("_XLFN.", "_XLWS.", "_XLUDF.", "_XLL.")


@dataclass(frozen=True, slots=True)
class Reads:
    """What a formula depends on.

    Attributes
    ----------
    areas : tuple of Area
        Cells that it reads, names and tables followed.
    functions : frozenset of str
        Functions that it calls, in upper case, without the prefixes of the file.
    anywhere : bool
        Whether it may read cells that cannot be told from its text.
    external : bool
        Whether it reads another workbook.
    names_call_us : bool
        Whether a name that it uses calls a DAC_ function.
    """

    areas: tuple[Area, ...] = ()
    functions: frozenset[str] = frozenset()
    anywhere: bool = False
    external: bool = False
    names_call_us: bool = False


@lru_cache(maxsize=4096)
def tokens_of(text: str) -> tuple[Any, ...]:
    """Give the tokens of a formula; none where it cannot be read."""
    from openpyxl.formula.tokenizer import Tokenizer, TokenizerError

    if len(text) > MAX_FORMULA_CHARACTERS:
        return ()
    try:
        return tuple(Tokenizer(text).items)
    except (TokenizerError, IndexError):
        return ()


def function_name(token: str) -> str:
    """Give the function of an opening token such as ``_xlfn.CONCAT(`` in upper case."""
    name = token.removesuffix("(").rpartition("!")[2].lstrip(":@ ").upper()
    while name.startswith(_PREFIXES):
        name = name.partition(".")[2]
    return name.rpartition(":")[2]


def split_sheet(text: str) -> tuple[str | None, str]:
    """Split ``'My sheet'!A1`` into the sheet and the rest; None where no sheet stands there.

    Examples
    --------
    >>> split_sheet("'It''s'!$A$1"), split_sheet("A1")
    (("It's", '$A$1'), (None, 'A1'))
    """
    sheet, mark, rest = text.rpartition("!")
    if not mark:
        return None, text
    if sheet.startswith("'") and sheet.endswith("'") and len(sheet) > 1:
        sheet = sheet[1:-1].replace("''", "'")
    return sheet, rest


def _sheets_between(book: Book, first: str, last: str) -> tuple[str, ...]:
    """Give the worksheets of a reference such as ``First:Last!A1``."""
    order = [name.casefold() for name in book.sheet_order]
    try:
        one, other = sorted((order.index(first.casefold()), order.index(last.casefold())))
    except ValueError:
        return ()
    return tuple(name for name in book.sheet_order[one : other + 1] if name in book.parts)


def area_of(book: Book, text: str, at: Place) -> Area | None:
    """Find the area that a reference, a table reference or a name stands for.

    Parameters
    ----------
    book : Book
        The workbook.
    text : str
        As the formula spells it.
    at : Place
        Cell of the formula.

    Returns
    -------
    Area or None
        None for what is no single area of the workbook.
    """
    spelled, followed = text, 0
    while followed < MAX_DEPTH:
        found = _direct(book, spelled, at)
        if found is not None:
            return found
        formula = name_text(book, spelled, at)
        if formula is None:
            return None
        span = span_of(split_sheet(formula)[1])
        if span is not None and not span.absolute:
            return None  # it moves with the cell that uses the name
        spelled, followed = formula, followed + 1
    return None


def _direct(book: Book, text: str, at: Place) -> Area | None:
    if _EXTERNAL.match(text):
        return None
    sheet, rest = split_sheet(_with_one_sheet(text))
    if sheet is None and text.endswith("]"):
        return _table_area(book, text, at)
    if sheet is None and text.casefold() in book.tables:
        return _table_area(book, f"{text}[]", at)
    span = span_of(rest)
    name = at.sheet if sheet is None else book.sheet_names.get(sheet.casefold())
    return span.on(name) if span is not None and name is not None else None


def _with_one_sheet(text: str) -> str:
    """Give a range whose second corner repeats the sheet without the repetition."""
    first, _, second = text.rpartition(":")
    sheet, corner = split_sheet(second)
    if sheet is not None and split_sheet(first)[0] == sheet:
        return f"{first}:{corner}"
    return text


def name_text(book: Book, text: str, at: Place) -> str | None:
    """Give the formula of a defined name, without an equals sign; None where there is none."""
    sheet, name = split_sheet(text)
    if sheet is not None:
        owner = book.sheet_names.get(sheet.casefold())
        scopes: tuple[str | None, ...] = (owner, None) if owner else (None,)
    else:
        scopes = (at.sheet, None)
    for scope in scopes:
        if (scope, name.casefold()) in book.names:
            return book.names[scope, name.casefold()].strip().lstrip("=")
    return None


def _table_of(book: Book, name: str, at: Place) -> Table | None:
    if name:
        return book.tables.get(name.casefold())
    return next((t for t in book.tables.values() if t.area.holds(at)), None)


def _table_area(book: Book, text: str, at: Place) -> Area | None:
    """Read a structured reference such as ``Sites[[#This Row],[price]]``."""
    found = _TABLE.match(text)
    table = _table_of(book, found[1], at) if found else None
    if found is None or table is None:
        return None
    inner = found[2]
    items = _ITEM.findall(inner) if inner.lstrip().startswith("[") else [inner]
    if inner.startswith("@"):
        items = ["#This Row", inner[1:].strip("[]")]
    items = [item for item in items if item]
    specials = {item.casefold() for item in items if item.startswith("#")}
    columns = [re.sub(r"'(.)", r"\1", item) for item in items if not item.startswith("#")]
    rows = _table_rows(table, specials, at)
    headers = [column.casefold() for column in table.columns]
    try:
        numbers = [headers.index(column.casefold()) for column in columns]
    except ValueError:
        return None
    if rows is None or (len(numbers) > 1 and (len(numbers) > 2 or "]:[" not in inner)):
        return None
    left, right = (min(numbers), max(numbers)) if numbers else (0, len(headers) - 1)
    base = table.area.left
    return Area(table.area.sheet, rows[0], base + left, rows[1], base + right)


def _table_rows(table: Table, specials: set[str], at: Place) -> tuple[int, int] | None:
    top, bottom = table.area.top, table.area.bottom
    body = (top + table.header, bottom - table.totals)
    bands = {
        "#all": (top, bottom),
        "#data": body,
        "#headers": (top, body[0] - 1),
        "#totals": (body[1] + 1, bottom),
        "#this row": (at.row, at.row),
    }
    if not specials <= set(bands):
        return None
    chosen = [bands[special] for special in specials] or [body]
    first, last = min(band[0] for band in chosen), max(band[1] for band in chosen)
    return (first, last) if top <= first <= last <= bottom else None


def reads_of(book: Book, text: str, at: Place) -> Reads:
    """Find what a formula depends on.

    Parameters
    ----------
    book : Book
        The workbook.
    text : str
        The formula with its equals sign.
    at : Place
        Its cell.

    Returns
    -------
    Reads
        What cannot be told from the text counts as ``anywhere``.
    """
    areas: dict[Area, None] = {}
    functions: set[str] = set()
    seen: set[str] = set()
    anywhere = external = names_call_us = False
    waiting = [text]
    while waiting:
        formula = waiting.pop()
        tokens = tokens_of(formula)
        anywhere |= not tokens
        for token in tokens:
            if token.type == "FUNC" and token.subtype == "OPEN":
                name = function_name(token.value)
                functions.add(name)
                anywhere |= name in ANYWHERE or ":" in token.value.rpartition("!")[2]
            if token.type != "OPERAND" or token.subtype != "RANGE":
                continue
            spelled = token.value
            if _EXTERNAL.match(spelled):
                external = True
                continue
            found = _areas(book, spelled, at)
            if found is not None:
                areas.update(dict.fromkeys(found))
                continue
            named = name_text(book, spelled, at)
            if named is None:
                # Two corners or a table that we cannot follow; a bare word is no reference.
                anywhere |= any(mark in spelled for mark in ":[")
            elif spelled.casefold() not in seen:
                seen.add(spelled.casefold())
                names_call_us |= bool(dac_calls(f"={named}"))
                anywhere |= len(seen) > MAX_DEPTH
                waiting += [f"={named}"] if len(seen) <= MAX_DEPTH else []
                anywhere |= _moves(named)
    return Reads(tuple(areas), frozenset(functions), anywhere, external, names_call_us)


def _areas(book: Book, text: str, at: Place) -> tuple[Area, ...] | None:
    found = _direct(book, text, at)
    if found is not None:
        return (found,)
    sheet, rest = split_sheet(text)
    if sheet is None or ":" not in sheet:
        return None
    span = span_of(rest)
    first, _, last = sheet.partition(":")
    if span is None:
        return None
    return tuple(span.on(name) for name in _sheets_between(book, first, last)) or None


def _moves(formula: str) -> bool:
    """Say whether a name's formula has a reference that moves with the cell that uses it."""
    for token in tokens_of(f"={formula}"):
        if token.type == "OPERAND" and token.subtype == "RANGE":
            span = span_of(split_sheet(token.value)[1])
            if span is not None and not span.absolute:
                return True
    return False
