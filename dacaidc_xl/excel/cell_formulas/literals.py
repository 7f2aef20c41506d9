"""Formulas that compute with a DAC_ call: the call replaced by its value."""

from __future__ import annotations

from dacaidc_xl.excel.cell_formulas.contents import Content, as_rows
from dacaidc_xl.excel.cell_formulas.references import tokens_of
from dacaidc_xl.excel.formulas import (
    NotEvaluated,
    Resolve,
    dac_calls,
    evaluate_call,
    parse_formula,
)

MAX_ELEMENTS = 2_000
"""Largest table that is written into a formula as a constant [cells]."""


def literal(content: Content) -> str:
    """Give a value as a formula spells it.

    Examples
    --------
    >>> literal('a"b'), literal(True), literal(-0.1)
    ('"a""b"', 'TRUE', '-0.1')
    """
    if isinstance(content, bool):
        return "TRUE" if content else "FALSE"
    if isinstance(content, float):
        return repr(content).upper()
    return '"' + (content or "").replace('"', '""') + '"'


def with_values(text: str, resolve: Resolve) -> str:
    """Replace the DAC_ calls within a formula by their values.

    Parameters
    ----------
    text : str
        The formula with its equals sign.
    resolve : callable
        Gives the value of a reference or a name.

    Returns
    -------
    str
        The formula without a DAC_ call.

    Raises
    ------
    NotEvaluated
        A call has other arguments than constants, references, names and calls of ours, or
        gives a table too large for a formula.

    Examples
    --------
    >>> with_values('=LEN(DAC_PARAM(A1,,"unit"))*2', {"A1": "sorbent_life_yr"}.__getitem__)
    '=LEN(("yr"))*2'
    """
    if not dac_calls(text):
        return text
    tokens = tokens_of(text)
    parts = ["="]
    position = 0
    while position < len(tokens):
        token = tokens[position]
        if token.type != "FUNC" or token.subtype != "OPEN" or not dac_calls(f"={token.value}"):
            parts.append(token.value)
            position += 1
            continue
        end = _closing(tokens, position)
        call = "=" + "".join(t.value for t in tokens[position : end + 1])
        parts.append(_value(evaluate_call(parse_formula(call), resolve)))
        position = end + 1
    return "".join(parts)


def _closing(tokens: tuple[object, ...], start: int) -> int:
    level = 0
    for position in range(start, len(tokens)):
        subtype = getattr(tokens[position], "subtype", "")
        level += (subtype == "OPEN") - (subtype == "CLOSE")
        if level == 0:
            return position
    raise NotEvaluated("formula", start, "a closing parenthesis for each that opens")


def _value(value: object) -> str:
    rows = as_rows(value)
    if len(rows) == 1 and len(rows[0]) == 1:
        return f"({literal(rows[0][0])})"
    if len(rows) * len(rows[0]) > MAX_ELEMENTS:
        raise NotEvaluated("formula", "a large table", f"at most {MAX_ELEMENTS:,} cells")
    return "{" + ";".join(",".join(literal(cell) for cell in row) for row in rows) + "}"
