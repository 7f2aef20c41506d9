"""Evaluate a DAC_ formula without a spreadsheet program.

Only a formula that is one call is evaluated, with constants, references and names as
arguments; nothing of it is ever executed.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from dacaidc_xl.errors import InputError, nearest_choice
from dacaidc_xl.excel.functions import registry
from dacaidc_xl.excel.functions.cells import error_text
from dacaidc_xl.excel.functions.registry import PREFIX

MAX_FORMULA_CHARACTERS = 8_192
"""Longest formula that Excel takes."""
EXPECTED = f"one {PREFIX} function of constants, references and names"
CALL = re.compile(rf"(?<![A-Za-z0-9_.])({PREFIX}[A-Z0-9_]*)\s*\(", re.IGNORECASE)
TRUTH = {"TRUE": True, "FALSE": False}

Resolve = Callable[[str], object]
"""From a reference or name, as the formula spells it, to its value or list of rows."""


class NotEvaluated(InputError):
    """A formula that holds more than one call of ours: a spreadsheet program has to do it."""


@dataclass(frozen=True, slots=True)
class Reference:
    """A cell, a range or a name, as the formula spells it."""

    text: str


@dataclass(frozen=True, slots=True)
class Call:
    """A call of one worksheet function; None stands for an argument left blank."""

    name: str
    arguments: tuple[float | str | bool | Reference | None, ...]


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
        The formula, with its equals sign, in English spelling with commas.

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
    Call(name='DAC_LCCC', arguments=(Reference(text='A2'), '2030', None, -0.05))
    """
    from openpyxl.formula.tokenizer import Token, Tokenizer, TokenizerError

    if len(text) > MAX_FORMULA_CHARACTERS:
        raise NotEvaluated("formula", f"{len(text)} characters", "a formula that Excel takes")
    try:
        tokens = [t for t in Tokenizer(text).items if t.type != Token.WSPACE]
    except (TokenizerError, IndexError) as error:
        raise NotEvaluated("formula", text, f"{EXPECTED} ({error})") from None
    opens = tokens and tokens[0].type == Token.FUNC and tokens[0].subtype == Token.OPEN
    closes = opens and tokens[-1].type == Token.FUNC and tokens[-1].subtype == Token.CLOSE
    name = _name(tokens[0].value) if closes else ""
    if not name:
        raise NotEvaluated("formula", text, EXPECTED)
    groups: list[list[Token]] = [[]]
    for token in tokens[1:-1]:
        if token.type == Token.SEP and token.subtype == Token.ARG:
            groups.append([])
        else:
            groups[-1].append(token)
    if groups == [[]]:
        return Call(name, ())
    return Call(name, tuple(_argument(text, group) for group in groups))


def _name(token: str) -> str:
    """Read the function of a token such as ``Book.xlsm!DAC_LCCC(``; empty if not ours."""
    bare = token.removesuffix("(").rsplit("!", 1)[-1].strip().upper()
    return bare if bare.startswith(PREFIX) else ""


def _argument(text: str, tokens: list[object]) -> float | str | bool | Reference | None:
    from openpyxl.formula.tokenizer import Token

    parts = [t for t in tokens if isinstance(t, Token)]
    if not parts:
        return None
    sign = 1.0
    while len(parts) > 1 and parts[0].type == Token.OP_PRE and parts[0].value in "+-":
        sign = -sign if parts[0].value == "-" else sign
        parts = parts[1:]
    while len(parts) > 1 and parts[-1].type == Token.OP_POST:
        sign /= 100.0
        parts = parts[:-1]
    (first, *rest) = parts
    changed = len(parts) != len(tokens)
    if rest or first.type != Token.OPERAND or (changed and first.subtype != Token.NUMBER):
        raise NotEvaluated("formula", text, f"{EXPECTED}; a part is neither")
    if first.subtype == Token.NUMBER:
        return sign * float(first.value)
    if first.subtype == Token.TEXT:
        return str(first.value[1:-1]).replace('""', '"')
    if first.subtype == Token.LOGICAL:
        return TRUTH[first.value.upper()]
    if first.subtype == Token.RANGE:
        return Reference(first.value)
    return str(first.value)


def evaluate_formula(text: str, resolve: Resolve) -> object:
    """Evaluate a formula that is one call of a worksheet function of ours.

    Parameters
    ----------
    text : str
        The formula.
    resolve : callable
        Gives the value of a reference or a name as the formula spells it: a cell's value, or
        the rows of a range. It raises `KeyError` for what it does not know.

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
    call = parse_formula(text)
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
        if not isinstance(given, Reference):
            values.append(given)
            continue
        try:
            values.append(resolve(given.text))
        except KeyError:
            expected = "a cell, range or name of the workbook"
            place = f"{call.name}, {argument.name}"
            return error_text(InputError(place, given.text, expected))
    return function.python(*values)


