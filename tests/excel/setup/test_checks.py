"""The checks of the set-up: each is made to fail on a simulated machine."""

from __future__ import annotations

import dataclasses
import sys
from importlib import metadata

import pytest

from dacaidc_xl.errors import InputError
from dacaidc_xl.excel.setup.checks import setup_checks
from dacaidc_xl.excel.setup.install import install
from dacaidc_xl.excel.setup.settings_file import write_settings
from dacaidc_xl.excel.vba.modules import SETTINGS
from tests.excel.setup.books import VERSION, linux, mac, macro_book, older_modules, windows


def found(machine, book=None):
    return {check.what: check for check in setup_checks(machine, book)}


def state(machine, what, book=None):
    return found(machine, book)[what].state


@pytest.fixture
def installed(tmp_path):
    machine = windows(tmp_path / "home")
    list(install(machine))
    return machine


def test_all_is_well_after_installing(installed, tmp_path):
    book = macro_book(tmp_path / "book.xlsm", settings=SETTINGS)
    checks = found(installed, book)
    assert {c.what: c.found for c in checks.values() if c.state != "ok"} == {}
    assert all(not c.remedy for c in checks.values())
    assert len(checks) >= 15


def test_everything_bad_says_what_to_do(tmp_path):
    machine = windows(tmp_path)
    bad = [c for c in setup_checks(machine) if c.state == "bad"]
    assert {c.what for c in bad} == {"settings of xlwings", "add-in"}
    assert all("dacaidc-xl excel install" in c.remedy for c in bad)


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({"python_version": (3, 10)}, "Python"),
        ({"registry": lambda key, name: 4}, "macro settings of Excel (your organization)"),
    ],
)
def test_machine_faults(installed, change, what):
    machine = dataclasses.replace(installed, **change)
    check = found(machine)[what]
    assert check.state == "bad" and check.remedy


def test_own_macro_settings_count_where_no_policy_is_set(installed):
    def own(key, name):
        return 4 if "Policies" not in key else None

    machine = dataclasses.replace(installed, registry=own)
    assert state(machine, "macro settings of Excel (your settings)") == "bad"
    machine = dataclasses.replace(installed, registry=lambda key, name: 2)
    assert state(machine, "macro settings of Excel (your organization)") == "ok"
    machine = dataclasses.replace(installed, registry=lambda key, name: 3)
    check = found(machine)["macro settings of Excel (your organization)"]
    assert check.state == "bad" and "sign the project" in check.remedy


def test_store_installs(installed, tmp_path):
    python = tmp_path / "home" / "Microsoft" / "WindowsApps" / "python.exe"
    machine = dataclasses.replace(installed, interpreter=python)
    assert state(machine, "Python from the Microsoft Store") == "bad"
    (tmp_path / "home/Local/Packages/Microsoft.Office.Desktop_8wekyb3d8bbwe").mkdir(parents=True)
    assert state(installed, "Excel from the Microsoft Store") == "bad"


def test_the_library_of_another_version_does_not_do(installed):
    library = installed.interpreter.parent / f"xlwings64-{VERSION}.dll"
    library.rename(library.with_name("xlwings64-0.36.0.dll"))
    assert state(installed, "xlwings' library for functions") == "bad"
    # As in a virtual environment: one folder up.
    (installed.interpreter.parent.parent / f"xlwings32-{VERSION}.dll").touch()
    assert state(installed, "xlwings' library for functions") == "ok"


def test_settings_that_name_another_python(installed):
    write_settings(
        installed.settings_file, {"INTERPRETER_WIN": "C:\\x\\python.exe"}, "utf-8", "\r\n"
    )
    check = found(installed)["settings of xlwings"]
    assert check.state == "bad" and check.remedy.endswith("--force")
    write_settings(
        installed.settings_file, {"INTERPRETER_WIN": "C:\\x", "CONDA ENV": "base"}, "utf-8", "\r\n"
    )
    assert "interpreter must be blank" in found(installed)["settings of xlwings"].remedy


def test_a_module_that_cannot_be_imported(installed, monkeypatch):
    monkeypatch.setitem(sys.modules, "dacaidc_xl.excel.udfs", None)
    check = found(installed)["module of the functions"]
    assert check.state == "bad" and "ModuleNotFoundError" in check.found


def test_without_xlwings(installed, monkeypatch):
    real = metadata.version

    def version(name):
        if name == "xlwings":
            raise metadata.PackageNotFoundError(name)
        return real(name)

    monkeypatch.setattr(metadata, "version", version)
    check = found(installed)["xlwings"]
    assert check.state == "bad" and check.remedy == 'pip install "dacaidc_xl[excel]"'


def test_an_older_workbook(installed, tmp_path):
    book = macro_book(tmp_path / "old.xlsm", older_modules())
    checks = found(installed, book)
    functions = checks["functions in old.xlsm"]
    assert functions.state == "bad"
    assert functions.found == "without DAC_EXPLAIN; unknown DAC_TOLD"
    assert "dacaidc-xl excel upgrade" in functions.remedy
    assert checks["xlwings in old.xlsm"].found == f"0.30.0, installed {VERSION}"


def test_without_the_library_that_reads_vba(installed, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyopenvba", None)
    check = found(installed)["functions in dacaidc_xl.xlam"]
    assert check.state == "bad" and 'pip install "dacaidc_xl[excel]"' in check.remedy


def test_a_downloaded_workbook(installed, tmp_path):
    book = macro_book(tmp_path / "book.xlsm")
    (tmp_path / "book.xlsm:Zone.Identifier").write_text("[ZoneTransfer]\r\nZoneId=3\r\n")
    check = found(installed, book)["mark of the web"]
    assert check.state == "bad" and "Unblock" in check.remedy


def test_settings_nearer_than_those_of_the_user(installed, tmp_path):
    book = macro_book(tmp_path / "book.xlsm", settings=[("Interpreter_Win", "C:\\x\\python.exe")])
    assert state(installed, "settings in the workbook", book) == "bad"
    assert state(installed, "settings beside the workbook", book) == "ok"
    (tmp_path / "xlwings.conf").write_text('"CONDA ENV","base"\n')
    assert state(installed, "settings beside the workbook", book) == "bad"


def test_damaged_data(installed, monkeypatch):
    monkeypatch.setattr(
        "dacaidc_xl.reference.tables.verify_checksums", lambda: [("a.csv", True), ("b.csv", False)]
    )
    assert found(installed)["data files"].found == "b.csv"


def test_what_cannot_run_elsewhere_is_said(tmp_path):
    not_here = {c.what for c in found(linux(tmp_path)).values() if c.state == "not here"}
    assert not_here == {
        "xlwings' library for functions",
        "settings of xlwings",
        "macro settings of Excel",
        "add-in",
    }
    on_mac = found(mac(tmp_path))
    assert on_mac["settings of xlwings"].state == "bad"
    assert on_mac["add-in"].state == "not here"
    assert "script of the buttons" not in found(linux(tmp_path))


def test_the_script_by_which_a_mac_starts_python(tmp_path):
    machine = mac(tmp_path)
    check = found(machine)["script of the buttons"]
    assert check.state == "bad" and check.remedy == "xlwings runpython install"
    folder = tmp_path / "Library/Application Scripts/com.microsoft.Excel"
    folder.mkdir(parents=True)
    (folder / "xlwings-0.30.0.applescript").touch()
    assert state(machine, "script of the buttons") == "bad"
    (folder / f"xlwings-{VERSION}.applescript").touch()
    assert state(machine, "script of the buttons") == "ok"


def test_an_addin(installed, tmp_path):
    addin = installed.startup_folder / "dacaidc_xl.xlam"
    checks = found(installed, addin)
    assert {c.what: c.found for c in checks.values() if c.state != "ok"} == {}
    (installed.startup_folder / "xlwings.conf").write_text('"CONDA ENV","base"\n')
    assert state(installed, "settings beside the workbook", addin) == "bad"


def test_no_workbook(tmp_path):
    checks = setup_checks(linux(tmp_path), tmp_path / "none.xlsm")
    with pytest.raises(InputError, match="does not exist"):
        next(checks)
