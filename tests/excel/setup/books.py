"""Workbooks and machines for the tests of the set-up."""

from __future__ import annotations

import dataclasses
import io
from importlib import metadata
from pathlib import Path

from xlsxwriter import Workbook

from dacaidc_xl.excel.setup.machine import Machine
from dacaidc_xl.excel.vba import VbaModule, project, workbook_modules

VERSION = metadata.version("xlwings")
USERS_MODULE = VbaModule(
    "MyMacros", 'Attribute VB_Name = "MyMacros"\r\nSub Mine()\r\n    Beep\r\nEnd Sub\r\n'
)


def older_modules():
    """The modules of a version with other buttons and one function less."""
    made = []
    for module in workbook_modules():
        text = module.text
        if module.name == "DacFunctions":
            text = text.replace("Function DAC_EXPLAIN(", "Function DAC_TOLD(")
        if module.name == "DacMain":
            text = text.replace("evaluating all states", "running")
        if module.name == "xlwings":
            text = text.replace(VERSION, "0.30.0")
        made.append(dataclasses.replace(module, text=text))
    return (*made, USERS_MODULE)


def macro_book(path: Path, modules=None, settings=()) -> Path:
    """Write a workbook with a table, a name, a format, a chart, a button, and macros."""
    binary = project(["Sheet1", "Sheet2"], modules or workbook_modules())
    with Workbook(path) as book:
        book.add_vba_project(io.BytesIO(binary), is_stream=True)
        sheet = book.add_worksheet("Mine")
        other = book.add_worksheet("xlwings.conf" if settings else "Other")
        for row, pair in enumerate(settings):
            other.write_row(row, 0, pair)
        sheet.write_column("A2", [1, 2, 3], book.add_format({"num_format": "0.0", "bold": True}))
        sheet.add_table("A1:A4", {"columns": [{"header": "x"}]})
        book.define_name("mine", "=Mine!$A$2")
        chart = book.add_chart({"type": "line"})
        chart.add_series({"values": "=Mine!$A$2:$A$4"})
        sheet.insert_chart("C2", chart)
        sheet.insert_button("C20", {"macro": "RunAllStates", "caption": "Run"})
    return path


def windows(home: Path, **changes) -> Machine:
    """A Windows machine whose folders lie under ``home``."""
    interpreter = home / "Python" / "python.exe"
    interpreter.parent.mkdir(parents=True, exist_ok=True)
    (interpreter.parent / f"xlwings64-{VERSION}.dll").touch()
    environ = {
        "USERPROFILE": str(home),
        "APPDATA": str(home / "Roaming"),
        "LOCALAPPDATA": str(home / "Local"),
    }
    made = Machine("win32", home, environ, interpreter, (3, 12), 64)
    return dataclasses.replace(made, **changes)


def mac(home: Path) -> Machine:
    return Machine("darwin", home, {}, home / "bin" / "python3", (3, 12), 64)


def linux(home: Path) -> Machine:
    return Machine("linux", home, {}, home / "bin" / "python3", (3, 12), 64)
