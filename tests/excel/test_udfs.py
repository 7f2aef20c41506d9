"""The functions through xlwings' own UDF module, with inert stubs in place of Windows."""

from __future__ import annotations

import importlib
import io
import subprocess
import sys
import types

import pytest

from dacaidc_xl.excel.functions import registry

MODULE = "dacaidc_xl.excel.udfs"
MISSING = -2147352572
"""What COM hands over for an argument that is left out."""
NOT_AVAILABLE = -2146826246
"""What COM hands over for #N/A."""
NAMES = tuple(registry())
CELL_ERRORS = {NOT_AVAILABLE: "#N/A"}


class ExcelEngine:
    """The part of the Windows engine that conversions of plain values use."""

    name = "excel"
    type = "desktop"

    @staticmethod
    def clean_value_data(data, datetime_builder, empty_as, number_builder, err_to_str):
        def clean(value):
            if value in ("", None):
                return empty_as
            if isinstance(value, int) and value in CELL_ERRORS:
                return CELL_ERRORS[value] if err_to_str else None
            return value

        return [[clean(value) for value in row] for row in data]

    @staticmethod
    def prepare_xl_data_element(value, date_format):
        return value


class CellRange:
    """What a caller or a range is wrapped in; nothing of it is asked for."""

    def __init__(self, xl=None):
        self.xl = xl


@pytest.fixture(scope="module")
def udfs():
    """Give xlwings' own ``udfs`` module with our functions decorated by its decorators."""
    import xlwings

    stubs = {
        "pythoncom": types.SimpleNamespace(CoInitialize=lambda: None),
        "pywintypes": types.SimpleNamespace(com_error=type("com_error", (Exception,), {})),
        "win32com": types.ModuleType("win32com"),
        "win32com.client": types.SimpleNamespace(Dispatch=lambda value, **_: value),
        "xlwings._xlwindows": types.SimpleNamespace(
            Range=CellRange, Book=CellRange, is_range_instance=lambda _: False, BOOK_CALLER=None
        ),
        "xlwings.com_server": types.SimpleNamespace(loop=None),
    }
    with pytest.MonkeyPatch.context() as patch:
        for name, stub in stubs.items():
            patch.setitem(sys.modules, name, stub)
        patch.setattr(xlwings, "_xlwindows", stubs["xlwings._xlwindows"], raising=False)
        patch.delitem(sys.modules, "xlwings.udfs", raising=False)
        patch.delitem(sys.modules, MODULE, raising=False)
        engines = xlwings.engines
        engine = xlwings.Engine(impl=ExcelEngine())
        engines.add(engine)
        patch.setattr(engines, "active", engine, raising=False)
        module = importlib.import_module("xlwings.udfs")
        for ours, theirs in (("func", "xlfunc"), ("arg", "xlarg"), ("ret", "xlret")):
            patch.setattr(xlwings, ours, getattr(module, theirs))
        assert not xlwings.__pro__
        yield module
        engines.engines.remove(engine)
        module.com_executor.shutdown()
    sys.modules.pop("xlwings.udfs", None)
    sys.modules.pop(MODULE, None)


def called(udfs, name, *cells):
    """Call as the COM server does: arguments left out at the end arrive as missing."""
    rest = len(registry()[name].arguments) - len(cells)
    return udfs.call_udf(MODULE, name, (*cells, *[MISSING] * rest))


def direct(name, *arguments):
    return registry()[name].python(*arguments)


def test_one_cell_gives_one_cell(udfs):
    assert called(udfs, "DAC_LCCC", "VA") == [[direct("DAC_LCCC", "VA")]]
    assert called(udfs, "DAC_LCCC", "VA", 2030.0) == [[direct("DAC_LCCC", "VA", "2030")]]


def test_missing_between_given(udfs):
    assert called(udfs, "DAC_LCCC", "VA", MISSING, MISSING, 50.0, "net") == [
        [direct("DAC_LCCC", "VA", None, None, 50.0, "net")]
    ]
    assert called(udfs, "DAC_VERSION") == [[direct("DAC_VERSION")]]


@pytest.mark.parametrize(
    "cells", [(("VA",), ("TX",), ("OR",)), (("VA", "TX", "OR"),), (("VA", "TX"), ("OR", "WA"))]
)
def test_a_range_keeps_its_shape(udfs, cells):
    expected = [[direct("DAC_LCCC", region) for region in row] for row in cells]
    assert called(udfs, "DAC_LCCC", cells) == expected


def test_counties_arrive_as_numbers_and_texts(udfs):
    """A spreadsheet hands a code over as a number, without its leading zero."""
    cells = ((10001.0,), ("10003",), ("Sussex County, DE",), (9110.0,), (1001.0,))
    rows = called(udfs, "DAC_CAPTURE", cells, MISSING, MISSING, "reference")
    names = ("Kent, DE", "New Castle, DE", "10005", "09110", "Autauga, AL")
    expected = [direct("DAC_CAPTURE", name, None, None, "reference") for name in names]
    assert [row[0] for row in rows[:3]] == expected[:3] and rows[4][0] == expected[4]
    assert rows[3][0].startswith("#DAC! DAC_CAPTURE, region: 9110 is not valid")
    assert called(udfs, "DAC_LIFETIME", 10001.0) == [[direct("DAC_LIFETIME", "10001")]]


def test_overrides_arrive_as_rows(udfs):
    block = (("sorbent_life_yr", 3.0), (None, None))
    cell = called(udfs, "DAC_LCCC", "VA", MISSING, MISSING, MISSING, MISSING, block)
    rows = [list(row) for row in block]
    assert cell == [[direct("DAC_LCCC", "VA", None, None, None, None, rows)]]
    one = called(udfs, "DAC_LCCC", "VA", MISSING, MISSING, MISSING, MISSING, (block[0],))
    assert one == cell


def test_an_empty_cell_is_a_blank_and_an_error_value_is_not(udfs):
    assert called(udfs, "DAC_LCCC", "VA", None) == [[direct("DAC_LCCC", "VA")]]
    ((told,),) = called(udfs, "DAC_LCCC", "VA", NOT_AVAILABLE)
    assert told.startswith("#DAC! DAC_LCCC, scenario: '#N/A' is not valid")
    rows = called(udfs, "DAC_LCCC", (("VA",), (None,), (NOT_AVAILABLE,)))
    assert isinstance(rows[0][0], float)
    assert "region: blank" in rows[1][0] and "'#N/A'" in rows[2][0]


def test_tables_spill(udfs):
    for name, cells in (
        ("DAC_MONTHLY", ("VA",)),
        ("DAC_STATES", ()),
        ("DAC_COMPARE", ("VA",)),
        ("DAC_COSTS", ("VA",)),
        ("DAC_EXPLAIN", ("VA",)),
        ("DAC_COUNTIES", ("DE",)),
        ("DAC_PATHWAY", ("DE", 2040.0)),
    ):
        table = called(udfs, name, *cells)
        assert table == direct(name, *cells)
        assert all(isinstance(cell, (float, str)) for row in table for cell in row)


@pytest.mark.parametrize("name", NAMES)
def test_each_function_is_registered_as_documented(udfs, name):
    module = importlib.import_module(MODULE)
    function = registry()[name]
    info = getattr(module, name).__xlfunc__
    assert info["category"] == "DAC" and not info["volatile"] and info["async_mode"] is None
    assert info["ret"]["doc"] == function.description
    assert [arg["name"] for arg in info["args"]] == [a.name for a in function.arguments]
    for arg, argument in zip(info["args"], function.arguments, strict=True):
        assert arg["doc"] == argument.description
        assert ("optional" in arg) == argument.optional
        assert arg["options"] == {"ndim": 2, "err_to_str": True}


def test_wrappers_hold_every_function(udfs):
    module = importlib.import_module(MODULE)
    text = io.StringIO()
    udfs.generate_vba_wrapper(MODULE, module, text, types.SimpleNamespace(Name="any.xlsm"))
    vba = text.getvalue()
    for name, function in registry().items():
        arguments = ", ".join(
            f"Optional {a.name}" if a.optional else a.name for a in function.arguments
        )
        assert f"Function {name}({arguments})" in vba
        assert f'XLPy.CallUDF("{MODULE}", "{name}", ' in vba
    assert vba.count("Function DAC_") == len(NAMES)
    assert "Volatile" not in vba


def test_importing_is_light_and_needs_no_license():
    """Nothing heavy before the first call; xlwings itself brings pandas."""
    code = (
        "import sys; import dacaidc_xl.excel.functions as f; f.registry(); "
        "print(*(m for m in ('scipy', 'CoolProp', 'pandas', 'xlwings') if m in sys.modules)); "
        f"import {MODULE}; "
        "print(*(m for m in ('scipy', 'CoolProp', 'xlwings.pro') if m in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split("\n")[0] == ""
    assert "scipy" not in done.stdout and "CoolProp" not in done.stdout


def test_without_xlwings_the_message_says_what_to_do(monkeypatch):
    monkeypatch.delitem(sys.modules, MODULE, raising=False)
    monkeypatch.setitem(sys.modules, "xlwings", None)
    with pytest.raises(ImportError, match=r'pip install "dacaidc_xl\[excel\]"'):
        importlib.import_module(MODULE)
