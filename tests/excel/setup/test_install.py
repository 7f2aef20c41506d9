"""Settings of xlwings and the add-in, on simulated machines."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from dacaidc_xl.errors import OutputError
from dacaidc_xl.excel.package_lint import lint
from dacaidc_xl.excel.setup.checks import setup_checks
from dacaidc_xl.excel.setup.install import install
from dacaidc_xl.excel.setup.machine import Machine, this_machine
from dacaidc_xl.excel.setup.settings_file import read_settings, wanted_settings, write_settings
from dacaidc_xl.excel.vba.addin import addin_bytes
from tests.excel.setup.books import linux, mac, windows


def test_windows_gets_the_interpreter_and_the_addin(tmp_path):
    machine = windows(tmp_path)
    lines = list(install(machine))
    conf = tmp_path / ".xlwings" / "xlwings.conf"
    assert conf.read_bytes() == f'"INTERPRETER_WIN","{machine.interpreter}"\r\n'.encode()
    addin = tmp_path / "Roaming/Microsoft/Excel/XLSTART/dacaidc_xl.xlam"
    assert addin.read_bytes() == addin_bytes() and lint(addin) == []
    assert str(conf) in lines[0] and str(addin) in lines[1]
    assert next(install(machine)).endswith("names this Python already")


def test_other_settings_stay(tmp_path):
    machine = windows(tmp_path)
    path = machine.settings_file
    write_settings(path, {"PYTHONPATH": "C:\\mine", "SHOW CONSOLE": "True"}, "utf-8", "\r\n")
    list(install(machine))
    assert read_settings(path, "utf-8") == {
        "PYTHONPATH": "C:\\mine",
        "SHOW CONSOLE": "True",
        "INTERPRETER_WIN": str(machine.interpreter),
    }


def test_another_python_is_replaced_only_when_told(tmp_path):
    machine = windows(tmp_path)
    path = machine.settings_file
    write_settings(
        path, {"Interpreter": "D:\\other\\python.exe", "Conda Env": "old"}, "utf-8", "\r\n"
    )
    before = path.read_bytes()
    with pytest.raises(OutputError, match=r"D:\\other\\python\.exe.*--force"):
        list(install(machine))
    assert path.read_bytes() == before
    list(install(machine, force=True))
    assert read_settings(path, "utf-8") == {"INTERPRETER_WIN": str(machine.interpreter)}


def in_conda(home, prefix):
    """A machine whose Python is in an environment of the conda in ``/conda``."""
    machine = windows(home)
    environ = {
        **machine.environ,
        "CONDA_PREFIX": prefix,
        "CONDA_EXE": "/conda/Scripts/conda.exe",
        "CONDA_DEFAULT_ENV": "whatever it is called",
    }
    return dataclasses.replace(machine, environ=environ, interpreter=Path(prefix) / "python.exe")


@pytest.mark.parametrize(
    ("prefix", "environment"),
    [
        ("/conda", "base"),
        ("/conda/envs/work", "work"),
        ("/elsewhere/work", "/elsewhere/work"),
        ("/conda/envs/deep/work", "/conda/envs/deep/work"),
    ],
)
def test_with_conda_the_interpreter_is_blank(tmp_path, prefix, environment):
    conda = in_conda(tmp_path, prefix)
    assert wanted_settings(conda) == {"CONDA PATH": "/conda", "CONDA ENV": environment}
    elsewhere = dataclasses.replace(conda, interpreter=tmp_path / "python.exe")
    assert wanted_settings(elsewhere) == {"INTERPRETER_WIN": str(tmp_path / "python.exe")}


def test_an_environment_of_conda_with_a_blank_is_refused(tmp_path):
    conda = in_conda(tmp_path, "/home of me/work")
    with pytest.raises(OutputError, match=r"blank in its path.*conda create"):
        list(install(conda))
    assert not conda.settings_file.exists()
    (check,) = (c for c in setup_checks(conda) if c.what == "settings of xlwings")
    assert check.state == "bad" and "/home of me/work" in check.remedy


def test_a_mac_gets_the_settings_and_is_told_of_the_cells(tmp_path):
    machine = mac(tmp_path)
    lines = list(install(machine))
    conf = tmp_path / "Library/Containers/com.microsoft.Excel/Data/xlwings.conf"
    assert conf.read_bytes() == f'"INTERPRETER_MAC","{machine.interpreter}"\n'.encode()
    assert "xlwings runpython install" in lines[-1]
    assert not list(tmp_path.rglob("*.xlam"))


def test_linux_writes_nothing_and_says_so(tmp_path):
    (line,) = install(linux(tmp_path))
    assert "no Excel for this system" in line and "dacaidc-xl batch" in line
    assert list(tmp_path.iterdir()) == []


def test_a_path_that_vba_cannot_read_is_refused(tmp_path):
    with pytest.raises(OutputError, match=r"'\\u0151'|'ő'"):
        write_settings(
            tmp_path / "xlwings.conf", {"INTERPRETER_WIN": "C:\\ő\\python"}, "cp1252", "\r\n"
        )
    assert list(tmp_path.iterdir()) == []


def test_settings_are_read_as_vba_writes_them(tmp_path):
    path = tmp_path / "xlwings.conf"
    path.write_text('"INTERPRETER_WIN", "C:\\a, b\\python.exe"\r\n"show console","False"\r\n\r\n')
    assert read_settings(path, "utf-8") == {
        "INTERPRETER_WIN": "C:\\a, b\\python.exe",
        "SHOW CONSOLE": "False",
    }
    assert read_settings(tmp_path / "none", "utf-8") == {}


def test_settings_are_read_by_the_python_of_xlwings(tmp_path, monkeypatch):
    import xlwings
    from xlwings.utils import read_user_config

    path = tmp_path / "xlwings.conf"
    settings = {"INTERPRETER_WIN": "C:\\a b\\python.exe", "SHOW CONSOLE": "False"}
    write_settings(path, settings, "utf-8", "\r\n")
    assert path.read_bytes().count(b"\r\n") == path.read_bytes().count(b"\n") == 2
    monkeypatch.setattr(xlwings, "USER_CONFIG_FILE", str(path))
    assert read_user_config() == {key.lower(): value for key, value in settings.items()}
    assert read_settings(path, "utf-8") == settings


def test_settings_file_is_where_xlwings_looks(monkeypatch):
    import xlwings

    machine = this_machine()
    as_windows = dataclasses.replace(machine, platform="win32", environ={})
    tail = ("" if machine.platform == "darwin" else ".xlwings") + "/xlwings.conf"
    assert xlwings.USER_CONFIG_FILE.endswith(tail)
    assert as_windows.settings_file == machine.home / ".xlwings" / "xlwings.conf"


def test_a_machine_without_variables_has_folders_all_the_same(tmp_path):
    bare = Machine("win32", tmp_path, {}, tmp_path / "python.exe", (3, 11))
    assert bare.settings_file == tmp_path / ".xlwings" / "xlwings.conf"
    assert bare.startup_folder == tmp_path / "AppData/Roaming/Microsoft/Excel/XLSTART"
    assert bare.registry("any", "thing") is None
