"""The commands ``dacaidc-xl excel ...``: messages and exit codes."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from dacaidc_xl.cli import app
from dacaidc_xl.cli_errors import EXIT_INPUT, EXIT_OUTPUT, EXIT_PARTIAL
from tests.excel.setup.books import (
    USERS_MODULE,
    linux,
    macro_book,
    older_modules,
    windows,
)


def run(*arguments):
    return CliRunner().invoke(app, ["excel", *map(str, arguments)])


@pytest.fixture
def on(monkeypatch):
    """Let the commands run on a machine."""

    def place(machine):
        monkeypatch.setattr("dacaidc_xl.excel.setup.machine.this_machine", lambda: machine)
        return machine

    return place


@pytest.fixture
def written(monkeypatch):
    """Note what would be written in place of writing it: that takes many seconds."""
    calls = []

    def macros(path, *rest):
        calls.append(("macros", path.name))
        path.write_bytes(b"m")

    def values(path, project=None, values_only=False):
        calls.append(("values" if values_only and project is None else "?", path.name))
        path.write_bytes(b"v")

    monkeypatch.setattr("dacaidc_xl.excel.vba.assembly.write_macro_workbook", macros)
    monkeypatch.setattr("dacaidc_xl.excel.workbook.write.write_workbook", values)
    return calls


def test_install_then_doctor_is_content(on, tmp_path):
    on(windows(tmp_path))
    assert run("doctor").exit_code == EXIT_PARTIAL
    done = run("install")
    assert done.exit_code == 0 and "XLSTART" in done.output
    done = run("doctor", macro_book(tmp_path / "book.xlsm"))
    assert done.exit_code == 0 and "BAD" not in done.output


def test_install_of_another_python(on, tmp_path):
    machine = on(windows(tmp_path))
    machine.settings_file.parent.mkdir()
    machine.settings_file.write_text('"INTERPRETER_WIN","C:\\other"\n')
    done = run("install")
    assert done.exit_code == EXIT_OUTPUT and "--force" in done.output
    assert run("install", "--force").exit_code == 0


def test_install_where_there_is_no_excel(on, tmp_path):
    on(linux(tmp_path))
    done = run("install")
    assert done.exit_code == EXIT_PARTIAL and "no Excel for this system" in done.output


def test_doctor_names_the_remedy(on, tmp_path):
    on(windows(tmp_path))
    lines = run("doctor", macro_book(tmp_path / "old.xlsm", older_modules())).output.splitlines()
    (place,) = (i for i, line in enumerate(lines) if line.startswith("BAD  functions in old.xlsm"))
    assert "dacaidc-xl excel upgrade" in lines[place + 1]


def test_doctor_of_no_workbook(tmp_path):
    done = run("doctor", tmp_path / "none.xlsm")
    assert done.exit_code == EXIT_INPUT and "does not exist" in done.output
    assert "Python" not in done.output


def test_new_refuses_to_overwrite(written, tmp_path):
    path = tmp_path / "made" / "mine.xlsm"
    assert run("new", path).exit_code == 0
    path.write_bytes(b"work of days")
    done = run("new", path)
    assert done.exit_code == EXIT_OUTPUT and "exists already" in done.output
    assert path.read_bytes() == b"work of days"
    assert run("new", path, "--force").exit_code == 0 and path.read_bytes() == b"m"
    assert written == [("macros", "mine.xlsm")] * 2


def test_new_without_macros_holds_values(written, tmp_path):
    assert run("new", tmp_path / "mine.xlsx").exit_code == 0
    assert written == [("values", "mine.xlsx")]


def test_new_of_another_ending(written, tmp_path):
    done = run("new", tmp_path / "mine.xls")
    assert done.exit_code == EXIT_INPUT and ".xlsm" in done.output
    assert written == []


def test_upgrade_tells_what_it_did(tmp_path):
    book = macro_book(tmp_path / "book.xlsm", older_modules())
    done = run("upgrade", book)
    assert done.exit_code == 0
    assert "new modules: DacMain, DacFunctions, xlwings" in done.output
    assert str(tmp_path / "book_before_upgrade.xlsm") in done.output
    assert "already" in run("upgrade", book).output


def test_upgrade_of_a_stranger(tmp_path):
    done = run("upgrade", macro_book(tmp_path / "book.xlsm", [USERS_MODULE]))
    assert done.exit_code == EXIT_INPUT and "dacaidc-xl excel new" in done.output
