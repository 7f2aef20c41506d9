"""A button pressed in LibreOffice starts Python, and cells of the open workbook change.

The flavor of the workbook is built by the same code. Its module ``xlwings`` hands the open
document to Python as a file and takes the result back, where Excel hands over itself.
"""

from __future__ import annotations

import io
import math
import sys

import pytest
from openpyxl.utils import get_column_letter
from xlsxwriter import Workbook

from dacaidc_xl.excel.vba import VbaModule, project, workbook_modules
from dacaidc_xl.excel.vba.assembly import write_macro_workbook
from dacaidc_xl.excel.workbook.layout import BUTTONS, NAMES, PROBLEMS, RESULT_BLOCKS
from dacaidc_xl.studies.states import states
from tests.excel.vba.office import drive, office

pytestmark = pytest.mark.libreoffice

SHIM = r"""
Public Function RunPython(PythonCommand As String)
    Dim folder As String, number As Integer, filter(0), line As String, part, cell As Object
    folder = Environ("DAC_FOLDER")
    number = FreeFile
    Open folder & "/command.txt" For Output As #number
    Print #number, PythonCommand
    Close #number
    filter(0) = CreateUnoStruct("com.sun.star.beans.PropertyValue")
    filter(0).Name = "FilterName"
    filter(0).Value = "Calc MS Excel 2007 VBA XML"
    ThisComponent.storeToURL ConvertToURL(folder & "/open.xlsm"), filter
    Shell Environ("DAC_PYTHON"), 0, folder & "/runner.py", True
    ThisComponent.enableAutomaticCalculation False
    Open folder & "/changed.txt" For Input As #number
    Do While Not EOF(number)
        Line Input #number, line
        part = Split(line, Chr(9))
        cell = ThisComponent.Sheets.getByName(part(0)).getCellRangeByName(part(1))
        If part(2) = "number" Then
            cell.Value = Val(part(3))
        Else
            cell.String = part(3)
        End If
    Loop
    Close #number
    ThisComponent.enableAutomaticCalculation True
End Function
"""
ANSWERS = r"""
Public Function PythonProblem() As String
    PythonProblem = ""
End Function

Public Function PythonRemedy() As String
    PythonRemedy = ""
End Function
"""
NO_VARIABLES = """
Public Sub KeepStrayModulesOut()
End Sub
"""
RUNNER = """
import os
from pathlib import Path

from dacaidc_xl.excel.openpyxl_engine import open_book

folder = Path(__file__).parent
book = open_book(folder / "open.xlsm")
book.set_mock_caller()


def cells():
    return {
        (name, cell.coordinate): cell.value
        for name in os.environ["DAC_SHEETS"].split(";")
        for row in book.impl.live[name].iter_rows()
        for cell in row
        if cell.value is not None and cell.data_type != "f"
    }


before = cells()
exec((folder / "command.txt").read_text())
after = cells()
with open(folder / "changed.txt", "w") as changed:
    for place in before.keys() | after.keys():
        value = after.get(place)
        if before.get(place) != value:
            kind = "number" if type(value) in (int, float) else "text"
            text = "" if value is None else repr(value) if kind == "number" else str(value)
            print(*place, kind, " ".join(text.split()), sep="\\t", file=changed)
"""


def module(name, text):
    lines = f'Attribute VB_Name = "{name}"\n{text}'.splitlines()
    return VbaModule(name, "\r\n".join(lines) + "\r\n")


def flavor():
    (buttons,) = (m for m in workbook_modules() if m.name == "DacMain")
    return [buttons, module("DacPython", ANSWERS), module("xlwings", SHIM)]


def address(found, rows):
    left = get_column_letter(found.first_column)
    right = get_column_letter(found.first_column + len(found.columns) - 1)
    return f"{left}{found.header_row}:{right}{found.header_row + rows}"


(STATES,) = (b for b in RESULT_BLOCKS if b.table == "states")
SCENARIO, STATUS = NAMES["scenario"], NAMES["run_status"]
CELLS = [
    [STATES.sheet, address(STATES, 153)],
    [STATUS.sheet, STATUS.cell],
    [PROBLEMS.sheet, address(PROBLEMS, 1)],
]
STEPS = [
    {"read": CELLS},
    {
        "set": [[SCENARIO.sheet, SCENARIO.cell, "base_2032"]],
        "press": [["Inputs", "Validate inputs"]],
        "read": CELLS,
    },
    {
        "set": [[SCENARIO.sheet, SCENARIO.cell, "base_2023"]],
        "press": [["Start", "Run all states"]],
        "read": CELLS,
    },
]


@pytest.fixture(scope="module")
def answer(tmp_path_factory, content):
    """Press buttons in one LibreOffice, after inputs were typed into the open workbook."""
    folder = tmp_path_factory.mktemp("flavor")
    write_macro_workbook(folder / "flavor.xlsm", content, flavor())
    (folder / "runner.py").write_text(RUNNER)
    environ = {
        "DAC_FOLDER": str(folder),
        "DAC_PYTHON": sys.executable,
        "DAC_SHEETS": ";".join({sheet for sheet, _ in CELLS}),
    }
    with office(folder, environ) as pipe:
        return drive(pipe, {"path": str(folder / "flavor.xlsm"), "steps": STEPS})


def test_each_button_is_bound(answer):
    prefix, suffix = "vnd.sun.star.script:VBAProject.DacMain.", "?language=Basic&location=document"
    assert answer["buttons"] == [[b.sheet, b.caption, prefix + b.macro + suffix] for b in BUTTONS]


def test_a_wrong_input_shows_on_the_sheet_of_problems(answer):
    (_, _, before), (_, ((status,),), after), _ = answer["steps"]
    assert before[1] == [""] * len(PROBLEMS.columns)
    assert after[0] == list(PROBLEMS.columns)
    assert after[1][1] == "base_2032"
    assert after[1][4].startswith(f"{SCENARIO.sheet}!{SCENARIO.cell}: 'base_2032' is not valid")
    assert status.startswith("Validate inputs: 1 to mend")


def test_a_button_runs_python_and_results_change(answer):
    (before, _, _), _, (after, ((status,),), problems) = answer["steps"]
    assert status.startswith("Run all states: ")
    assert problems[1] == [""] * len(PROBLEMS.columns)
    assert before[0] == after[0] == list(STATES.columns)
    expected = states("base_2023")["states"]
    shown = STATES.columns.index("net_removal_t_per_yr")
    for row, value in zip(after[1:], expected["net_removal_t_per_yr"], strict=False):
        assert row[shown] == ("" if math.isnan(value) else pytest.approx(value, rel=1e-14)), row
    # One scenario fills a third of the rows that three of them had.
    rest = slice(1 + len(expected), None)
    assert all(row[shown] != "" for row in before[rest] if row[1] != "DC")
    assert all(cell == "" for row in after[rest] for cell in row)


NO_PYTHON = """
Public Const XLWINGS_VERSION As String = "0.0.0"
Public calls As Long

Function XLPy()
    calls = calls + 1
    If ThisWorkbook.Sheets(1).Range("B1").Value = "answers" Then
        Err.Raise 1001, , "Traceback" & vbLf & "  File x" & vbLf & "ValueError: last line" & vbLf
    Else
        Err.Raise 1, , "Could not load the library"
    End If
End Function

Function CallsSoFar()
    CallsSoFar = calls
End Function
"""


def test_functions_without_python_show_a_text_and_try_once(tmp_path):
    """The module of the functions, run by a second interpreter of VBA."""
    (functions,) = (m for m in workbook_modules() if m.name == "DacFunctions")
    others = [module("DacPython", NO_VARIABLES), module("xlwings", NO_PYTHON)]
    binary = project(["Sheet1"], [functions, *others])
    path = tmp_path / "functions.xlsm"
    with Workbook(path) as made:
        made.add_vba_project(io.BytesIO(binary), is_stream=True)
        sheet = made.add_worksheet("Cells")
        for row, formula in enumerate(('=DAC_VERSION("data")', '=DAC_LCCC("VA",2030)') * 5):
            sheet.write_formula(row, 0, formula)
        sheet.write_formula("A11", "=CallsSoFar()")
    where = [["Cells", "A1:A11"]]
    steps = [
        {"set": [["Cells", "B1", "answers"]], "recalculate": True, "read": where},
        {"set": [["Cells", "B1", "absent"]], "recalculate": True, "read": where},
    ]
    with office(tmp_path, {}) as pipe:
        (failed,), (absent,) = drive(pipe, {"path": str(path), "steps": steps})["steps"]
    says = "#DAC! Python does not answer: {}; run dacaidc-xl excel doctor in a command window"
    assert [cell for (cell,) in failed[:10]] == [says.format("ValueError: last line")] * 10
    reason = "no Python with xlwings 0.0.0 was found"
    assert [cell for (cell,) in absent[:10]] == [says.format(reason)] * 10
    # Each call of a Python that answers, but only one of a Python that is not there.
    assert failed[10] == [10.0] and absent[10] == [11.0]
