"""The extension and its worker, as far as they need no LibreOffice."""

from __future__ import annotations

import io
import json
import math
import os
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

import pytest

from dacaidc_xl.cli import app
from dacaidc_xl.errors import OutputError
from dacaidc_xl.excel.functions import registry
from dacaidc_xl.excel.libreoffice.component import function_method
from dacaidc_xl.excel.libreoffice.entering import (
    Entry,
    enter_formulas,
    entering_order,
    replaced_tokens,
)
from dacaidc_xl.excel.libreoffice.extension import build_extension, method_name
from dacaidc_xl.excel.libreoffice.install import Office, checks, find_manager, install
from dacaidc_xl.excel.libreoffice.worker import answer, as_rows
from dacaidc_xl.excel.libreoffice.worker_calls import Worker, worker_command

OOR = "{http://openoffice.org/2001/registry}"
EXTERNAL = 3
UNKNOWN = 14


@pytest.fixture(scope="module")
def parts():
    made = build_extension("/some where/python3")
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        return {name: archive.read(name).decode("utf-8") for name in archive.namelist()}


@pytest.fixture(scope="module")
def worker():
    made = Worker(sys.executable)
    yield made
    made.close()


@dataclass
class Token:
    OpCode: int
    Data: object


def _nodes(parent, name):
    return {n.get(f"{OOR}name"): n for n in parent.iter("node")}[name]


def test_the_same_input_gives_the_same_bytes():
    assert build_extension("/a") == build_extension("/a") != build_extension("/b")


def test_parts_are_whole_and_listed(parts):
    manifest = ElementTree.fromstring(parts["META-INF/manifest.xml"])
    space = "{http://openoffice.org/2001/manifest}"
    listed = {entry.get(f"{space}full-path") for entry in manifest}
    assert listed <= set(parts)
    for name in ("Jobs.xcu", "description.xml"):
        ElementTree.fromstring(parts[name])
    told = json.loads(parts["extension.json"])
    assert told["interpreter"] == "/some where/python3"
    assert "/some where/python3" in parts["description.txt"]
    assert list(told["functions"]) == list(registry())


def test_the_wizard_shows_what_the_registry_says(parts):
    functions = _nodes(ElementTree.fromstring(parts["CalcAddIns.xcu"]), "AddInFunctions")
    assert len(functions) == len(registry())
    for node, (name, function) in zip(functions, registry().items(), strict=True):
        assert node.get(f"{OOR}name") == method_name(name)
        told = {p.get(f"{OOR}name"): p[0].text for p in node.findall("prop")}
        assert told["DisplayName"] == told["CompatibilityName"] == name
        assert told["Description"] == function.description
        arguments = [
            [prop[0].text for prop in argument.findall("prop")]
            for argument in node.find("node").findall("node")
        ]
        assert arguments == [[a.name, a.description] for a in function.arguments]
        types = parts["types.idl"].split(f" {method_name(name)}(")[1].split(")")[0]
        declared = [words.split()[-1] for words in types.split(",")]
        assert declared == [a.get(f"{OOR}name") for a in node.find("node").findall("node")]


def test_what_libreoffice_runs_needs_the_standard_library_only(parts, tmp_path):
    """The component imports UNO only when LibreOffice loads it."""
    for name in ("component.py", *(p for p in parts if p.startswith("pythonpath/"))):
        (tmp_path / Path(name).name).write_text(parts[name])
    test = (
        "import component, dacaidc_xl_entering, dacaidc_xl_worker_calls as d; "
        "print(d.worker_command('p')[0])"
    )
    done = subprocess.run(
        [sys.executable, "-S", "-c", test], cwd=tmp_path, capture_output=True, text=True
    )
    assert done.stdout == "p\n", done.stderr


def test_the_worker_gives_every_digit(worker):
    expected = registry()["DAC_COP"].python(55.0, 100.1)
    assert worker.call("DAC_COP", (55.0, 100.1)) == [[expected]]
    rows = worker.call("DAC_CAPTURE", ((("VA",), ("",), ("TX",)), None))
    assert rows == registry()["DAC_CAPTURE"].python([["VA"], [None], ["TX"]])
    made = function_method(worker, "DAC_PARAM")(None, "sorbent_life_yr", None, "unit")
    assert made == (("yr",),)


def test_calls_gathered_are_answered_together_as_one_by_one(worker):
    calls = [
        ("DAC_PUE", (25.0, 60.0)),
        ("DAC_PUE", (-7.5, "damp")),
        ("DAC_PUE", (25.0, 60.0)),
        ("DAC_PUE", (35.0, 20.0, "no such class")),
        ("DAC_PUE", (((1.0,), (2.0,)), 50.0)),
        ("DAC_COP", (10.0, 100.0)),
        ("DAC_NOTHING", ()),
    ]
    alone = [worker.call(*call) for call in calls]
    worker.gather()
    assert all(math.isnan(worker.call(*call)[0][0]) for call in calls)
    assert worker.answer_gathered() == len(calls) - 1
    asked = []
    worker._ask = asked.append
    try:
        assert [worker.call(*call) for call in calls] == alone
        assert not asked
    finally:
        del worker._ask
    worker.forget()
    assert worker.call(*calls[0]) == alone[0]
    worker.gather()
    assert worker.answer_gathered() == 0


def test_a_worker_that_does_not_start_is_said_for_each_gathered_call():
    worker = Worker("/nowhere/python3")
    worker.gather()
    for celsius in (1.0, 2.0):
        worker.call("DAC_PUE", [celsius, 50.0])
    assert worker.answer_gathered() == 2
    assert worker.call("DAC_PUE", [2.0, 50.0])[0][0].startswith("#DAC! DAC_PUE: no answer from")


def _registered_again(order):
    """Formulas that Calc registers where each one entered joins those beside it."""
    last_of, first_of, work = {}, {}, 0
    for row in order:
        first, last = first_of.get(row - 1, row), last_of.get(row + 1, row)
        last_of[first], first_of[last] = last, first
        work += last - first + 1
    return work


def test_entering_many_like_formulas_takes_no_time_as_the_square_of_their_number():
    few, many = (sorted(range(5, 5 + n), key=entering_order) for n in (1_000, 10_000))
    assert sorted(many) == list(range(5, 10_005))
    assert _registered_again(range(10_000)) > 99 * _registered_again(range(1_000))
    assert _registered_again(many) < 15 * _registered_again(few) < 15 * 12 * 1_000


def test_formulas_go_before_they_are_entered_and_arrays_stay():
    said = []

    class Sheet:
        def getCellRangeByPosition(self, *place):
            self.place = place
            return self

        def clearContents(self, kinds):
            said.append(("clear", *self.place, kinds))

    def entry(column, row, is_array=False):
        tokens = (column, row)
        return Entry(column, row, lambda t: said.append(("enter", *t)), tokens, is_array)

    enter_formulas(Sheet(), [entry(3, 1), entry(3, 2), entry(3, 3), entry(4, 9, True), entry(5, 0)])
    assert said[:2] == [("clear", 3, 1, 3, 3, 16), ("clear", 5, 0, 5, 0, 16)]
    assert {(column, row) for _, column, row in said[2:]} == {
        (3, 1),
        (3, 2),
        (3, 3),
        (4, 9),
        (5, 0),
    }
    assert [row for _, column, row in said[2:] if column == 3] == [2, 1, 3]


def test_a_worker_that_died_is_started_again():
    worker = Worker(sys.executable)
    first = worker.call("DAC_VERSION", [])
    worker._process.kill()
    worker._process.wait()
    assert worker.call("DAC_VERSION", []) == first
    worker.close()
    assert worker.call("DAC_VERSION", []) == first
    worker.close()


@pytest.mark.parametrize("interpreter", ["/nowhere/python3", sys.executable])
def test_a_worker_that_does_not_start_is_said_in_the_cell(interpreter, monkeypatch):
    module = "dacaidc_xl.excel.libreoffice.worker_calls.worker_command"
    monkeypatch.setattr(module, lambda path: [path, "-c", "raise SystemExit(1)"])
    ((told,),) = Worker(interpreter).call("DAC_LCCC", ["VA"])
    assert told.startswith(f"#DAC! DAC_LCCC: no answer from {interpreter} (")
    assert told.endswith("run: dacaidc-xl libreoffice doctor")


def test_what_a_function_prints_does_not_reach_the_answers():
    code = (
        "import dacaidc_xl.excel.libreoffice.worker as w; f = w.answer\n"
        "def noisy(functions, line):\n"
        "    print('noise', flush=True)\n"
        "    return f(functions, line)\n"
        "w.answer = noisy; w.main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        input='[["DAC_VERSION", []]]\n',
        capture_output=True,
        text=True,
    )
    assert json.loads(done.stdout) == [[[registry()["DAC_VERSION"].python()]]]
    assert "noise" in done.stderr


def test_the_folder_of_the_user_is_not_searched(tmp_path):
    (tmp_path / "dacaidc_xl").mkdir()
    (tmp_path / "dacaidc_xl" / "__init__.py").write_text("raise SystemExit('wrong package')")
    done = subprocess.run(
        worker_command(sys.executable), cwd=tmp_path, input="", capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr


def test_rows_of_every_shape():
    assert as_rows([1.0, None]) == [[1.0], [""]]
    assert "Did you mean 'DAC_LCCC'?" in answer(registry(), '[["DAC_LCC", []]]')


def test_only_unknown_names_of_ours_are_replaced():
    known = {"DAC_LCCC": "service.dacLccc"}
    tokens = [Token(0, "DAC_LCCC"), Token(UNKNOWN, "other"), Token(10, None)]
    assert replaced_tokens(tokens, known, EXTERNAL) is None
    for spelled in ("dac_lccc", "DAC_LCCC", "[1]!DAC_LCCC"):
        (text, other, made) = replaced_tokens(
            [tokens[0], tokens[1], Token(UNKNOWN, spelled)], known, EXTERNAL
        )
        assert (text.Data, other.Data) == ("DAC_LCCC", "other")
        assert (made.OpCode, made.Data) == (EXTERNAL, "service.dacLccc")
    assert replaced_tokens([Token(EXTERNAL, "service.dacLccc")], known, EXTERNAL) is None


@pytest.fixture
def program(tmp_path):
    """Give a folder that looks like the programs of a LibreOffice."""
    for name in ("unopkg", "pythonloader.py"):
        (tmp_path / name).write_text('#!/bin/sh\necho "$@"; exit 7\n')
        (tmp_path / name).chmod(0o755)
    return tmp_path


def test_without_libreoffice_the_message_says_what_to_do(tmp_path, program):
    assert find_manager(program) == program / "unopkg"
    with pytest.raises(OutputError, match=r"no LibreOffice found in .*install LibreOffice"):
        find_manager(tmp_path / "empty")


def test_without_python_in_libreoffice_the_message_says_what_to_do(program):
    (program / "pythonloader.py").unlink()
    with pytest.raises(OutputError, match="python3-uno"):
        install(Office(program / "unopkg"))


def test_root_is_told_who_should_install(program, monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 0, raising=False)
    with pytest.raises(OutputError, match="--shared"):
        install(Office(program / "unopkg"))


@pytest.mark.skipif(os.name == "nt", reason="the stand-in is a shell script")
def test_a_refusal_comes_with_its_words(program, monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 1000, raising=False)
    with pytest.raises(OutputError, match="add: add -env:UserInstallation=file:///p --force"):
        install(Office(program / "unopkg", Path("/p")))
    found = {check.what: check for check in checks(Office(program / "unopkg"))}
    assert found["Python of LibreOffice"].ok and found["worker"].ok
    assert not found["extension"].ok and "libreoffice install" in found["extension"].remedy


def test_the_command_line_reports(program):
    from typer.testing import CliRunner

    done = CliRunner().invoke(app, ["libreoffice", "install", "--office", str(program / "none")])
    assert done.exit_code == 3 and "no LibreOffice found" in done.output
    done = CliRunner().invoke(app, ["libreoffice", "doctor", "--office", str(program)])
    assert done.exit_code == 1 and "BAD  extension" in done.output
