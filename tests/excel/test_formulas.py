"""Headless evaluation of formulas: one call of ours, and nothing else."""

from __future__ import annotations

import pytest

from dacaidc_xl.errors import InputError
from dacaidc_xl.excel.formulas import (
    Call,
    NotEvaluated,
    Reference,
    dac_calls,
    evaluate_calls,
    evaluate_formula,
    parse_formula,
)
from dacaidc_xl.excel.functions import registry

CELLS = {
    "A2": "VA",
    "$A$2": "VA",
    "'Model inputs'!B3": "2030",
    "A2:A4": [["VA"], ["TX"], ["Nowhere"]],
    "Overrides": [["sorbent_life_yr", 3.0], [None, None]],
    "empty": None,
    "Table1[region]": [["VA"], ["OR"]],
}


def evaluated(text):
    return evaluate_formula(text, CELLS.__getitem__)


def direct(name, *arguments):
    return registry()[name].python(*arguments)


@pytest.mark.parametrize(
    ("text", "arguments"),
    [
        ('=DAC_LCCC("VA")', ("VA",)),
        ("=dac_lccc( A2 )", ("VA",)),
        ("=DAC_LCCC($A$2,'Model inputs'!B3)", ("VA", "2030")),
        ('=DAC_LCCC(A2,,,"reference")', ("VA", None, None, "reference")),
        ("=DAC_LCCC(A2,,,+50,,Overrides)", ("VA", None, None, 50.0, None, CELLS["Overrides"])),
        ("=DAC_LCCC(A2:A4)", (CELLS["A2:A4"],)),
        ("=DAC_LCCC(Table1[region])", (CELLS["Table1[region]"],)),
        ("=DAC_LCCC(51,empty,)", (51.0,)),
        ("=DAC_LCCC(A2,,,-1)", ("VA", None, None, -1.0)),
        ("='Toolkit.xlam'!DAC_LCCC(A2)", ("VA",)),
        ('=DAC_LCCC("Vir""ginia")', ('Vir"ginia',)),
        ("=DAC_LCCC(TRUE)", (True,)),
        ("=DAC_LCCC(#N/A)", ("#N/A",)),
        ('=DAC_LCCC({"VA","TX"})', ([["VA", "TX"]],)),
        (
            '=DAC_LCCC("VA",,,,,{"sorbent_life_yr",3;"electricity_price_usd_per_mwh",-1})',
            (
                "VA",
                *[None] * 4,
                [["sorbent_life_yr", 3.0], ["electricity_price_usd_per_mwh", -1.0]],
            ),
        ),
        ("=_xludf.DAC_LCCC(A2)", ("VA",)),
        ("=[1]!DAC_LCCC(A2)", ("VA",)),
        ("=+DAC_LCCC(A2)", ("VA",)),
        ("=@DAC_LCCC(A2)", ("VA",)),
        ("=+@_xludf.DAC_LCCC(A2)", ("VA",)),
        ("=((DAC_LCCC(A2)))", ("VA",)),
        ("=@(DAC_LCCC(A2))", ("VA",)),
        ("=_xlfn.SINGLE(DAC_LCCC(A2))", ("VA",)),
        ("=(+_xlfn.SINGLE( (DAC_LCCC(A2)) ))", ("VA",)),
    ],
)
def test_a_call_equals_the_function(text, arguments):
    assert evaluated(text) == direct("DAC_LCCC", *arguments)


@pytest.mark.parametrize("name", tuple(registry()))
def test_every_example_evaluates(name):
    function = registry()[name]
    value = evaluated(function.example)
    shown = value if isinstance(value, str) else ""
    assert not shown.startswith("#DAC!")
    assert isinstance(value, list) == (function.returns == "table")


@pytest.mark.parametrize(
    "text",
    [
        "=DAC_LCCC(A2)*2",
        "=SUM(DAC_LCCC(A2))",
        "=DAC_LCCC(UPPER(A2))",
        "=DAC_LCCC(SUM(DAC_VERSION()))",
        "=DAC_LCCC(DAC_VERSION(),-DAC_VERSION())",
        '=DAC_LCCC({"VA","TX";"OR"})',
        "=DAC_LCCC({A2})",
        "=DAC_LCCC(A2&A2)",
        "=DAC_LCCC(A2)+DAC_LCCC(A2)",
        "=-DAC_LCCC(A2)",
        "=(DAC_LCCC(A2))*2",
        "=(DAC_LCCC(A2))+(DAC_LCCC(A2))",
        "=(DAC_LCCC(A2),DAC_LCCC(A2))",
        "=(A2)",
        "=_xlfn.SINGLE(A2)",
        "=_xlfn.SINGLE(DAC_LCCC(A2),DAC_LCCC(A2))",
        "=_xlfn.SINGLE(DAC_LCCC(A2)*2)",
        "=DAC_LCCC(-A2)",
        "=SUM(A2:A4)",
        "=A2",
        "DAC_LCCC(A2)",
        "plain text",
        "",
        "=",
        "=DAC_LCCC(",
        '=DAC_LCCC("VA)',
        "=__import__('os')",
        "=DAC_LCCC(" + "A" * 9000 + ")",
    ],
)
def test_anything_else_is_not_evaluated(text):
    with pytest.raises(NotEvaluated):
        evaluated(text)


def test_wrong_calls_say_so_in_the_cell():
    assert "Did you mean 'DAC_LCCC'" in evaluated("=DAC_LCC(A2)")
    assert evaluated("=DAC_LCCC()").startswith("#DAC! DAC_LCCC: '0 arguments'")
    assert evaluated("=DAC_VERSION(1,2)").startswith("#DAC! DAC_VERSION: '2 arguments'")
    assert evaluated("=DAC_LCCC(Z99)").startswith("#DAC! DAC_LCCC, region: 'Z99'")


def test_nested_calls():
    text = '=DAC_PUE(DAC_DATA("VA","temp_c"),DAC_DATA("VA","rel_humidity_pct"))'
    air = [direct("DAC_DATA", "VA", q) for q in ("temp_c", "rel_humidity_pct")]
    assert all(isinstance(value, float) for value in air)
    assert evaluated(text) == direct("DAC_PUE", *air)


@pytest.mark.parametrize(
    ("before", "after"), [("DAC_PUE(", ")"), ("(", ")"), ("+", ""), ("_xlfn.SINGLE(", ")")]
)
def test_too_deep_nesting_is_not_evaluated(before, after):
    depth = 100
    with pytest.raises(NotEvaluated):
        parse_formula("=" + before * depth + "DAC_PUE(1,2)" + after * depth)


@pytest.mark.parametrize("text", ["=@DAC_LCCC(A2:A4)", "=_xlfn.SINGLE(DAC_LCCC(A2:A4))"])
def test_of_a_table_only_the_first_cell_is_meant(text):
    first = direct("DAC_LCCC", "VA")
    assert evaluated(text) == first
    ((call, resolve),) = [(parse_formula(text), CELLS.__getitem__)]
    assert evaluate_calls([(call, resolve)] * 2) == [first] * 2
    assert evaluated("=@DAC_STATES()") == "state"


def test_a_refused_reference_says_where():
    def resolve(text):
        raise InputError("cells", text, "a range of at most 100000 cells")

    shown = evaluate_formula("=DAC_LCCC(A:A)", resolve)
    assert shown == (
        "#DAC! DAC_LCCC, region: 'A:A' is not valid; expected a range of at most 100000 cells."
    )


def test_parsed_call():
    assert parse_formula("=DAC_LCCC(_xlfn.ANCHORARRAY(A1))") == Call(
        "DAC_LCCC", (Reference("A1#"),)
    )
    assert parse_formula("=DAC_COP(A2, 1e2,, 5%)") == Call(
        "DAC_COP", (Reference("A2"), 100.0, None, 0.05)
    )
    assert parse_formula("=DAC_VERSION()") == Call("DAC_VERSION", ())


def test_calls_are_found_anywhere_but_in_texts():
    assert dac_calls('=IF(A1,DAC_LCCC(A2),DAC_PUE(1,2))&"DAC_COP(1)"') == ("DAC_LCCC", "DAC_PUE")
    assert dac_calls("=MY_DAC_LCCC(A1)") == ()
    assert dac_calls("DAC_LCCC(A1)") == ()
