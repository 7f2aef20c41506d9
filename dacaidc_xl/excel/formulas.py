"""Evaluate a DAC_ formula without a spreadsheet program.

Only a formula that is one call is evaluated, with constants, references, names and further
calls of ours as arguments; nothing of it is ever executed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from dacaidc_xl.errors import InputError, nearest_choice
from dacaidc_xl.excel.functions import WorksheetFunction, registry
from dacaidc_xl.excel.functions.cells import MAX_CELLS, error_text
from dacaidc_xl.excel.functions.registry import PREFIX

MAX_FORMULA_CHARACTERS = 8_192
"""Longest formula that Excel takes."""
MAX_NESTED = 64
"""Most calls within calls, as in Excel [-]."""
EXPECTED = f"one {PREFIX} function of constants, references, names and {PREFIX} functions"
FILE_PREFIXES = ("_XLUDF.", "_XLL.")
"""What a file may put before the name of a function that Excel does not know."""
CALL = re.compile(
    rf"(?<![A-Za-z0-9_.])(?:_xludf\.|_xll\.)?({PREFIX}[A-Z0-9_]*)\s*\(", re.IGNORECASE
)
BLOCK = "overrides"
"""The one argument that takes a range even where the others take cells."""
SINGLE = ("_XLFN.SINGLE", "@")
"""How a file, or its writer, spells that of a table only the first cell is meant."""
SPILL = "_XLFN.ANCHORARRAY"
"""How a file spells the ``#`` of a reference to a whole spilled table."""
TRUTH = {"TRUE": True, "FALSE": False}

Resolve = Callable[[str], object]
"""From a reference or name, as the formula spells it, to its value or list of rows."""


class NotEvaluated(InputError):
    """A formula that holds more than one call of ours: a spreadsheet program has to do it."""


@dataclass(frozen=True, slots=True)
class Reference:
    """A cell, a range or a name, as the formula spells it; ``A1#`` is a spilled table."""

    text: str


@dataclass(frozen=True, slots=True)
class Call:
    """A call of one worksheet function; None stands for an argument left blank.

    ``single`` says that of a table only the first cell is meant.
    """

    name: str
    arguments: tuple[Argument, ...]
    single: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """A block of constants, such as ``{"sorbent_life_yr",3}``, row by row."""

    rows: tuple[tuple[float | str | bool, ...], ...]


Argument: TypeAlias = float | str | bool | Reference | Call | Block | None


def dac_calls(text: str) -> tuple[str, ...]:
    """Names of our functions that a formula calls, anywhere in it, texts left out.

    Parameters
    ----------
    text : str
        The formula.

    Returns
    -------
    tuple of str
        In upper case, in the order of the formula; empty where there is none.

    Examples
    --------
    >>> dac_calls('=SUM(DAC_LCCC(A1),1)+Dac_Pue(25,60)&"DAC_COP(1)"')
    ('DAC_LCCC', 'DAC_PUE')
    """
    if not text.startswith("="):
        return ()
    without_texts = re.sub(r'"(?:[^"]|"")*"', '""', text)
    return tuple(match.group(1).upper() for match in CALL.finditer(without_texts))


def parse_formula(text: str) -> Call:
    """Read a formula that is one call of a worksheet function of ours.

    Parameters
    ----------
    text : str
        The formula, with its equals sign, in English spelling with commas. The call may have a
        plus or an ``@`` before it, parentheses around it, or ``_xlfn.SINGLE``.

    Returns
    -------
    Call

    Raises
    ------
    NotEvaluated
        Anything but one call with constants, references and names.

    Examples
    --------
    >>> parse_formula('=DAC_LCCC(A2,"2030",,-5%)')
    Call(name='DAC_LCCC', arguments=(Reference(text='A2'), '2030', None, -0.05), single=False)
    """
    made = _call(text, _tokens(text), 1)
    if made is None:
        raise NotEvaluated("formula", text, EXPECTED)
    return made


def _call(text: str, tokens: Sequence[Any], depth: int) -> Call | None:
    """Read the tokens of one call, with what may stand around it; None if not ours."""
    from openpyxl.formula.tokenizer import Token

    if len(tokens) < 2 or depth > MAX_NESTED:
        return None
    first, last = tokens[0], tokens[-1]
    if first.type == Token.OP_PRE and first.value == "+":
        return _call(text, tokens[1:], depth + 1)
    if first.type == last.type == Token.PAREN:
        return _call(text, tokens[1:-1], depth + 1)
    if first.type != Token.FUNC or last.type != Token.FUNC:
        return None
    if first.value.removesuffix("(").upper() in SINGLE:
        inner = _call(text, tokens[1:-1], depth + 1)
        return None if inner is None else replace(inner, single=True)
    name, single = _name(first.value.removeprefix("@")), first.value.startswith("@")
    if not name:
        return None
    groups: list[list[Token]] = [[]]
    level = 0
    for token in tokens[1:-1]:
        level += (token.subtype == Token.OPEN) - (token.subtype == Token.CLOSE)
        if level < 0:
            return None  # two calls, one after the other
        if level == 0 and token.type == Token.SEP and token.subtype == Token.ARG:
            groups.append([])
        else:
            groups[-1].append(token)
    if level or tokens[-1].subtype != Token.CLOSE:
        return None
    if groups == [[]]:
        return Call(name, (), single)
    return Call(name, tuple(_argument(text, group, depth) for group in groups), single)


def parse_argument(text: str) -> Argument:
    """Read what may stand as one argument of a call, without an equals sign.

    Parameters
    ----------
    text : str
        A constant, a block of constants, a reference, a name or a call of ours.

    Returns
    -------
    float, str, bool, Reference, Call, Block or None

    Raises
    ------
    NotEvaluated
        Anything else.

    Examples
    --------
    >>> parse_argument("-5%"), parse_argument("Sheet1!A1"), parse_argument('{"a",1}')
    (-0.05, Reference(text='Sheet1!A1'), Block(rows=(('a', 1.0),)))
    """
    return _argument(text, _tokens(f"={text}"), 1)


def _tokens(text: str) -> list[Any]:
    """Give the tokens of a formula without blanks."""
    from openpyxl.formula.tokenizer import Token, Tokenizer, TokenizerError

    if len(text) > MAX_FORMULA_CHARACTERS:
        raise NotEvaluated("formula", f"{len(text)} characters", "a formula that Excel takes")
    try:
        return [t for t in Tokenizer(text).items if t.type != Token.WSPACE]
    except (TokenizerError, IndexError) as error:
        raise NotEvaluated("formula", text, f"{EXPECTED} ({error})") from None


def _name(token: str) -> str:
    """Read the function of a token such as ``Book.xlsm!DAC_LCCC(``; empty if not ours."""
    bare = token.removesuffix("(").rsplit("!", 1)[-1].strip().upper()
    for prefix in FILE_PREFIXES:
        bare = bare.removeprefix(prefix)
    return bare if bare.startswith(PREFIX) else ""


def _argument(text: str, tokens: Sequence[Any], depth: int) -> Argument:
    from openpyxl.formula.tokenizer import Token

    if not tokens:
        return None
    (first, *rest) = tokens
    if first.type == Token.FUNC and first.subtype == Token.OPEN:
        if first.value.removesuffix("(").upper() == SPILL and len(rest) == 2:
            return Reference(f"{rest[0].value}#")
        nested = _call(text, tokens, depth + 1)
        if nested is not None:
            return nested
    if first.type == Token.ARRAY and rest and rest[-1].type == Token.ARRAY:
        return _block(text, rest[:-1])
    if len(tokens) == 1 and first.type == Token.OPERAND and first.subtype == Token.RANGE:
        return Reference(first.value)
    return _constant(text, tokens)


def _block(text: str, tokens: Sequence[Any]) -> Block:
    from openpyxl.formula.tokenizer import Token

    rows: list[list[list[Any]]] = [[[]]]
    for token in tokens:
        if token.type == Token.SEP and token.subtype == Token.ROW:
            rows.append([[]])
        elif token.type == Token.SEP:
            rows[-1].append([])
        else:
            rows[-1][-1].append(token)
    if len({len(row) for row in rows}) > 1:
        raise NotEvaluated("formula", text, f"{EXPECTED}; a block is ragged")
    return Block(tuple(tuple(_constant(text, part) for part in row) for row in rows))


def _constant(text: str, tokens: Sequence[Any]) -> float | str | bool:
    """Read a number with its signs, a text, a truth value or an error."""
    from openpyxl.formula.tokenizer import Token

    parts = list(tokens)
    sign = 1.0
    while len(parts) > 1 and parts[0].type == Token.OP_PRE and parts[0].value in "+-":
        sign = -sign if parts[0].value == "-" else sign
        parts = parts[1:]
    while len(parts) > 1 and parts[-1].type == Token.OP_POST:
        sign /= 100.0
        parts = parts[:-1]
    changed = len(parts) != len(tokens)
    if len(parts) != 1 or parts[0].type != Token.OPERAND or parts[0].subtype == Token.RANGE:
        raise NotEvaluated("formula", text, f"{EXPECTED}; a part is none of them")
    operand = parts[0]
    if operand.subtype == Token.NUMBER:
        return sign * float(operand.value)
    if changed:
        raise NotEvaluated("formula", text, f"{EXPECTED}; a part is none of them")
    if operand.subtype == Token.TEXT:
        return str(operand.value[1:-1]).replace('""', '"')
    if operand.subtype == Token.LOGICAL:
        return TRUTH[operand.value.upper()]
    return str(operand.value)


def evaluate_formula(text: str, resolve: Resolve) -> object:
    """Evaluate a formula that is one call of a worksheet function of ours.

    Parameters
    ----------
    text : str
        The formula.
    resolve : callable
        Gives the value of a reference or a name as the formula spells it: a cell's value, or
        the rows of a range. It raises `KeyError` for what it does not know, and `InputError`
        for what it refuses.

    Returns
    -------
    float, str or list of list
        What the function gives; an error text for a wrong call of ours.

    Raises
    ------
    NotEvaluated
        Anything but one call with constants, references and names.

    Examples
    --------
    >>> evaluate_formula('=DAC_PARAM(A1,,"unit")', {"A1": "sorbent_life_yr"}.__getitem__)
    'yr'
    """
    return evaluate_call(parse_formula(text), resolve)


def evaluate_call(call: Call, resolve: Resolve) -> object:
    """Evaluate a call that was read from a formula.

    Parameters
    ----------
    call : Call
        The call.
    resolve : callable
        As for `evaluate_formula`.

    Returns
    -------
    float, str or list of list
        What the function gives; an error text for a wrong call of ours.

    Raises
    ------
    NotEvaluated
        A name that stands for something else than a value.

    Examples
    --------
    >>> evaluate_call(Call("DAC_PARAM", ("sorbent_life_yr", None, "unit")), {}.__getitem__)
    'yr'
    """
    prepared = _prepared(call, resolve)
    if isinstance(prepared, str):
        return prepared
    function, values = prepared
    return _meant(call, function.python(*values))


def _meant(call: Call, value: object) -> object:
    return value[0][0] if call.single and isinstance(value, list) else value


def evaluate_calls(calls: Sequence[tuple[Call, Resolve]]) -> list[object]:
    """Evaluate many calls; those of one function on single cells as one call on a range.

    Parameters
    ----------
    calls : sequence of (Call, callable)
        Each call with what resolves its references.

    Returns
    -------
    list of object
        What `evaluate_call` gives for each, to the last digit; `NotEvaluated` where it would
        raise it.

    Examples
    --------
    >>> unit = Call("DAC_PARAM", (Reference("A1"), None, "unit"))
    >>> cells = [{"A1": "sorbent_life_yr"}, {"A1": "desorption_temp_c"}]
    >>> evaluate_calls([(unit, cell.__getitem__) for cell in cells])
    ['yr', 'degC']
    """
    results: list[object] = [None] * len(calls)
    groups: dict[tuple[str, str], list[tuple[int, list[object]]]] = {}
    for position, (call, resolve) in enumerate(calls):
        try:
            prepared = _prepared(call, resolve)
        except NotEvaluated as error:
            results[position] = error
            continue
        if isinstance(prepared, str):
            results[position] = prepared
            continue
        function, values = prepared
        padded = [*values, *[None] * (len(function.arguments) - len(values))]
        of_cells = [v for a, v in zip(function.arguments, padded, strict=True) if a.name != BLOCK]
        if function.returns != "scalar" or any(isinstance(v, list) for v in of_cells):
            results[position] = _meant(call, function.python(*values))
            continue
        blocks = [v for a, v in zip(function.arguments, padded, strict=True) if a.name == BLOCK]
        groups.setdefault((function.name, repr(blocks)), []).append((position, padded))
    for (name, _), members in groups.items():
        for start in range(0, len(members), MAX_CELLS):
            some = members[start : start + MAX_CELLS]
            for (position, _), value in zip(some, _together(name, some), strict=True):
                results[position] = value
    return results


def _together(name: str, members: Sequence[tuple[int, list[object]]]) -> list[object]:
    """Call a function once for several calls of single cells that share their overrides."""
    function = registry()[name]
    if len(members) == 1:
        return [function.python(*members[0][1])]
    columns = zip(*(values for _, values in members), strict=True)
    arguments: list[object] = [
        column[0] if argument.name == BLOCK else [[value] for value in column]
        for argument, column in zip(function.arguments, columns, strict=True)
    ]
    answer = function.python(*arguments)
    if not isinstance(answer, list):
        return [answer] * len(members)
    return [row[0] for row in answer]


def _prepared(call: Call, resolve: Resolve) -> tuple[WorksheetFunction, list[object]] | str:
    """Give the function of a call with its values, or what is wrong with the call."""
    functions = registry()
    if call.name not in functions:
        expected = "a function of this toolkit"
        error = InputError("formula", call.name, expected, nearest_choice(call.name, functions))
        return error_text(error)
    function = functions[call.name]
    if not function.required <= len(call.arguments) <= len(function.arguments):
        names = ", ".join(argument.name for argument in function.arguments)
        expected = f"{function.required} to {len(function.arguments)} of {names}"
        return error_text(InputError(call.name, f"{len(call.arguments)} arguments", expected))
    values: list[object] = []
    for argument, given in zip(function.arguments, call.arguments, strict=False):
        place = f"{call.name}, {argument.name}"
        try:
            values.append(_value(given, resolve))
        except KeyError as error:
            expected = "a cell, range or name of the workbook"
            return error_text(InputError(place, str(error.args[0]), expected))
        except NotEvaluated:
            raise
        except InputError as error:
            return error_text(error.at(place))
    return function, values


def _value(given: Argument, resolve: Resolve) -> object:
    if isinstance(given, Call):
        return evaluate_call(given, resolve)
    if isinstance(given, Block):
        return [list(row) for row in given.rows]
    if isinstance(given, Reference):
        try:
            return resolve(given.text)
        except KeyError:
            raise KeyError(given.text) from None
    return given
