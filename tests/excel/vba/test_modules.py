"""The module texts: as xlwings would write them, legal, and wired to what exists."""

from __future__ import annotations

import importlib
import io
import re
import sys
import types

import pytest

from dacaidc_xl.errors import OutputError
from dacaidc_xl.excel.functions import registry
from dacaidc_xl.excel.vba import addin_modules, workbook_modules
from dacaidc_xl.excel.vba.modules import SETTINGS, xlwings_folder
from dacaidc_xl.excel.vba.wrappers import MAX_CONTINUATIONS, MAX_LINE, functions_module
from tests.excel.test_udfs import MODULE, udfs  # noqa: F401

# fmt: off
RESERVED = {
    "addressof", "and", "as", "boolean", "byref", "byte", "byval", "call", "case", "cdbl",
    "class", "const", "currency", "date", "debug", "declare", "dim", "do", "double", "each",
    "else", "elseif", "empty", "end", "endif", "enum", "eqv", "erase", "error", "event", "exit",
    "false", "for", "friend", "function", "get", "global", "gosub", "goto", "if", "imp",
    "implements", "in", "input", "integer", "is", "let", "like", "local", "lock", "long",
    "longlong", "longptr", "loop", "lset", "me", "mod", "new", "next", "not", "nothing", "null",
    "object", "on", "open", "option", "optional", "or", "paramarray", "preserve", "private",
    "property", "public", "put", "raiseevent", "redim", "rem", "resume", "return", "rset", "seek",
    "select", "set", "single", "static", "step", "stop", "string", "sub", "then", "to", "true",
    "type", "typeof", "unlock", "until", "variant", "wend", "while", "with", "withevents",
    "write", "xor",
}
# fmt: on
OURS = ("DacMain", "DacPython", "DacFunctions")


def text_of(name, modules=None):
    return next(m.text for m in modules or workbook_modules() if m.name == name)


def generated(udfs, workbook):  # noqa: F811
    """What xlwings' own import writes: signature and call of each function."""
    out = io.StringIO()
    udfs.generate_vba_wrapper(
        MODULE, importlib.import_module(MODULE), out, types.SimpleNamespace(Name=workbook)
    )
    return signatures_and_calls(out.getvalue())


def signatures_and_calls(text):
    signatures = re.findall(r"^Function (DAC_\w+)\((.*)\)\s*$", text, re.M)
    with_caller = r"^\s*(DAC_\w+) = (XLPy\.CallUDF\(.*Application\.Caller\))\s*$"
    return dict(signatures), dict(re.findall(with_caller, text, re.M))


@pytest.mark.parametrize(
    ("caller", "workbook"),
    [("ThisWorkbook", "dacaidc_xl.xlsm"), ("ActiveWorkbook", "dacaidc_xl.xlam")],
)
def test_wrappers_are_those_of_xlwings(udfs, caller, workbook):  # noqa: F811
    signatures, calls = generated(udfs, workbook)
    assert signatures_and_calls(functions_module(caller)) == (signatures, calls)
    assert set(signatures) == set(calls) == set(registry())
    assert all(f", {caller}, " in call for call in calls.values())


def test_each_module_of_the_two_files_uses_its_workbook():
    assert "ActiveWorkbook" not in text_of("DacFunctions")
    assert ", ActiveWorkbook, " in text_of("DacFunctions", addin_modules())


def test_every_argument_and_function_is_described():
    text = text_of("DacFunctions").replace(" _\r\n", "")
    for name, function in registry().items():
        shown = [name, function.description, *(a.description for a in function.arguments)]
        quoted = ['"' + " ".join(t.split()).replace('"', '""') + '"' for t in shown]
        found = re.search(rf'^    Describe "{name}".*$', text, re.M)
        assert re.sub(r",\s+", ", ", found.group().strip()) == "Describe " + ", ".join(
            re.sub(r",\s+", ", ", q) for q in quoted
        )


@pytest.mark.parametrize("name", OURS)
def test_text_is_legal(name):
    text = text_of(name)
    assert text.startswith(f'Attribute VB_Name = "{name}"\r\nOption Explicit\r\n')
    lines = text.split("\r\n")
    assert lines.pop() == "" and not any("\n" in line for line in lines)
    assert text.isascii() and max(map(len, lines)) <= MAX_LINE
    code = [re.sub(r'"[^"]*"', '""', line).split("'")[0].strip() for line in lines]
    assert all(line.count('"') % 2 == 0 for line in lines if not line.strip().startswith("'"))
    # Blocks close: what a compiler would find first.
    for opened, closed in (
        (r"(Public |Private )?Sub ", r"End Sub"),
        (r"(Public |Private )?Function ", r"End Function"),
        (r"#If .* Then", r"#End If"),
        (r"If .* Then", r"End If"),
        (r"Select Case ", r"End Select"),
        (r"For ", r"Next "),
    ):
        count = sum(bool(re.match(opened + "$" if "Then" in opened else opened, c)) for c in code)
        assert count == sum(bool(re.match(closed, c)) for c in code), opened
    run = longest = 0
    for line in code:
        run = run + 1 if line.endswith(" _") or line == "_" else 0
        longest = max(longest, run)
    assert longest <= MAX_CONTINUATIONS


def test_names_of_arguments_are_no_words_of_vba():
    for function in registry().values():
        names = [a.name for a in function.arguments]
        assert not RESERVED & set(names), function.name
        assert len({n.lower() for n in names}) == len(names)


def test_no_machine_in_any_text_and_nothing_volatile():
    for module in (*workbook_modules(), *addin_modules()):
        if module.name in OURS:
            assert not re.search(r"[A-Z]:\\|/home/|/usr/|/tmp/|\\Users\\", module.text)
            assert "Volatile" not in module.text
    assert dict(SETTINGS) == {"ADD_WORKBOOK_TO_PYTHONPATH": "False"}


def test_xlwings_is_the_installed_one_with_its_notice():
    import xlwings

    text = text_of("xlwings")
    assert f'XLWINGS_VERSION As String = "{xlwings.__version__}"' in text
    assert "BSD 3-clause license" in text and "Redistributions of source code" in text
    assert "license: MIT" in text_of("Dictionary")
    assert xlwings_folder().samefile(xlwings.__path__[0])


def test_settings_are_read_by_xlwings():
    """The keys are those that its VBA and its Python ask for."""
    from xlwings.utils import prepare_sys_path

    for key, _ in SETTINGS:
        assert f'GetConfig("{key}"' in text_of("xlwings")
    before = list(sys.path)
    prepare_sys_path(";".join(["False", "/book/a.xlsm", "/book/a.xlsm", "", "", "", ""]))
    assert "/book" not in sys.path
    sys.path[:] = before


def test_what_our_modules_call_of_xlwings_exists():
    xlwings = text_of("xlwings")
    for name in ("RunPython", "GetConfig", "WScript", "XLPy"):
        assert re.search(rf"^(Public )?Function {name}\(", xlwings, re.M), name


def test_a_missing_xlwings_is_said(monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(OutputError, match=r'pip install "dacaidc_xl\[excel\]"'):
        xlwings_folder()


def test_buttons_have_a_sub_and_a_python_function():
    from dacaidc_xl.excel.workbook.layout import MACROS

    text = text_of("DacMain")
    asked = r'(?:If Confirmed\("[^"]+"\) Then )?'
    subs = re.findall(
        rf'^Public Sub (\w+)\(\)\r\n    {asked}RunMacro "(\w+)", "[^"]+"\r\n', text, re.M
    )
    assert [name for name, _ in subs] == list(MACROS)
    for sub, python in subs:
        assert sub == "".join(word.capitalize() for word in python.split("_"))
    macros = pytest.importorskip("dacaidc_xl.excel.macros")
    for _, python in subs:
        assert callable(getattr(macros, python))


def test_what_cannot_be_undone_is_asked_first():
    asked = re.findall(r'If Confirmed\("[^"]+"\) Then RunMacro "(\w+)"', text_of("DacMain"))
    assert asked == ["clear_results", "reset_inputs"]
    assert "cannot be undone" in text_of("DacMain") and "vbOKCancel" in text_of("DacMain")


def test_escape_is_left_to_python():
    body = text_of("DacMain").partition("Private Sub RunMacro(")[2]
    code = [line.strip() for line in body.split("\r\n")[1:] if not line.strip().startswith("'")]
    first = next(line for line in code if not line.startswith("Dim "))
    assert first == "Application.EnableCancelKey = xlDisabled"


@pytest.mark.parametrize("modules", [workbook_modules, addin_modules])
def test_no_python_is_started_that_finds_stray_modules(modules):
    """The variable is set before every start: in the trial of Python, and in each function."""
    python, functions = (text_of(name, modules()) for name in ("DacPython", "DacFunctions"))
    assert 'WScript.Environment("Process").Item("PYTHONSAFEPATH") = "1"' in python
    trial = python.partition("Public Function PythonProblem()")[2]
    assert trial.index("KeepStrayModulesOut\r\n") < trial.index("WScript.Run(")
    calls = re.findall(r"^ *(.+)\r\n *DAC_\w+ = XLPy\.CallUDF", functions, re.M)
    assert calls == ["KeepStrayModulesOut"] * len(registry())


def test_functions_are_described_once_excel_is_idle():
    text = text_of("DacFunctions")
    opened = text.partition("Public Sub Auto_Open()")[2].partition("End Sub")[0]
    assert 'Application.OnTime Now, Here("DacFunctions.DescribeFunctions")' in opened
    described = text.partition("\r\nPublic Sub DescribeFunctions()\r\n")[2].partition("End Sub")[0]
    code = [line.strip() for line in described.split("\r\n")]
    assert code.index("wasSaved = ThisWorkbook.Saved") < code.index("ThisWorkbook.Saved = wasSaved")
    # An apostrophe in the name of the file is doubled, in every place that names it.
    assert text.count("ThisWorkbook.Name") == 1
    assert """Replace(ThisWorkbook.Name, "'", "''")""" in text
