"""Long runs in one process: kept, resumed, damaged, refused, stopped in every way."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from dacaidc_xl.errors import InputError, OutputError
from dacaidc_xl.long_runs import folder as folders
from dacaidc_xl.long_runs.executors import InProcess, default_executor
from dacaidc_xl.long_runs.run import run_chunked
from tests.long_runs.support import computed, expected_numbers, numbers_plan

ROOT = Path(__file__).parents[2]


@pytest.fixture
def log(tmp_path):
    return tmp_path / "log"


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "run"


def numbers_of(done):
    return pd.read_parquet(done.tables["numbers"])


def test_parts_are_joined_in_order_with_the_columns_of_all(log, folder):
    told = []
    done = run_chunked(numbers_plan(log), folder, progress=lambda *at: told.append(at))
    pd.testing.assert_frame_equal(numbers_of(done), expected_numbers(), check_exact=True)
    assert done.warnings == ("shared", *(f"of {3 * i}" for i in range(6)))
    assert told == [(n, 18) for n in range(0, 19, 3)]
    assert not done.refused and done.resumed == 0
    assert not list(folder.rglob(".*"))


def test_of_each_closure_the_worst_error_stays(log, folder):
    checks = pd.read_parquet(run_chunked(numbers_plan(log), folder).tables["checks"])
    assert checks.values.tolist() == [["made_up", "a = b", 16e-16]]


def test_an_order_of_completion_changes_nothing(log, folder, tmp_path):
    class Backwards:
        def run(self, tasks):
            yield from InProcess().run(tasks[::-1])

    made = run_chunked(numbers_plan(log), folder, Backwards())
    straight = run_chunked(numbers_plan(log), tmp_path / "other")
    for name, path in made.tables.items():
        assert path.read_bytes() == straight.tables[name].read_bytes()
    assert made.warnings == straight.warnings


def test_a_run_that_is_done_is_taken_as_it_is(log, folder):
    run_chunked(numbers_plan(log), folder)
    told = []
    again = run_chunked(numbers_plan(log), folder, progress=lambda *at: told.append(at))
    assert again.resumed == 6 and computed(log) == [0, 3, 6, 9, 12, 15]
    assert told == [(18, 18)]
    pd.testing.assert_frame_equal(numbers_of(again), expected_numbers(), check_exact=True)


def flip(path):
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


@pytest.mark.parametrize(
    "damage",
    [
        lambda parts: flip(parts / "000002-numbers.parquet"),
        lambda parts: (parts / "000002-checks.parquet").write_bytes(b""),
        lambda parts: (parts / "000002-numbers.parquet").unlink(),
        lambda parts: (parts / "000002.json").unlink(),
        lambda parts: flip(parts / "000002.json"),
        lambda parts: (parts / "000002.json").write_bytes(b"[" * 100_000),
        lambda parts: (parts / "000002.json").write_bytes(b"\xff\x00"),
        lambda parts: (parts / "000002.json").write_bytes((parts / "000001.json").read_bytes()),
    ],
    ids=["bit", "empty", "missing", "no receipt", "receipt bit", "deep", "bytes", "other's"],
)
def test_only_a_damaged_part_is_computed_anew(log, folder, damage):
    run_chunked(numbers_plan(log), folder)
    damage(folder / "parts")
    again = run_chunked(numbers_plan(log), folder)
    assert computed(log)[6:] == [6] and again.resumed == 5
    pd.testing.assert_frame_equal(numbers_of(again), expected_numbers(), check_exact=True)


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"null", b'{"digest": 1}', None])
def test_a_damaged_manifest_is_written_anew_from_its_parts(log, folder, content):
    run_chunked(numbers_plan(log), folder)
    manifest = folder / folders.MANIFEST
    whole = manifest.read_bytes()
    manifest.unlink() if content is None else manifest.write_bytes(content)
    again = run_chunked(numbers_plan(log), folder)
    assert again.resumed == 6 and manifest.read_bytes() == whole
    assert "missing or damaged" in again.warnings[0]


def test_a_damaged_manifest_of_another_run_is_refused(log, folder):
    run_chunked(numbers_plan(log, life=3), folder)
    flip(folder / folders.MANIFEST)
    with pytest.raises(InputError, match="parts of another run"):
        run_chunked(numbers_plan(log), folder)


def test_a_folder_of_another_run_is_refused_and_says_what_differs(log, folder):
    run_chunked(numbers_plan(log, life=3), folder)
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    with pytest.raises(InputError) as caught:
        run_chunked(numbers_plan(log, life=4), folder)
    assert "run life (3 there, 4 here)" in str(caught.value)
    assert before == {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_folder_of_another_version_is_refused(log, folder, monkeypatch):
    run_chunked(numbers_plan(log), folder)
    other = {**folders.environment(), "CoolProp": "8.9"}
    monkeypatch.setattr(folders, "environment", lambda: other)
    with pytest.raises(InputError, match=r'environment CoolProp \("[\d.]+" there, "8.9" here\)'):
        run_chunked(numbers_plan(log), folder)


def test_a_folder_of_something_else_is_left_alone(log, folder):
    folder.mkdir()
    (folder / "thesis.docx").write_bytes(b"years of work")
    with pytest.raises(InputError, match="an empty folder"):
        run_chunked(numbers_plan(log), folder)
    assert [path.name for path in folder.iterdir()] == ["thesis.docx"]


def test_a_file_in_place_of_the_folder_is_refused(log, folder):
    folder.write_text("")
    with pytest.raises(OutputError, match="cannot be used"):
        run_chunked(numbers_plan(log), folder)


def test_a_refused_chunk_stops_no_other_and_is_tried_again(log, folder):
    plan = numbers_plan(log, faults={1: "refuse once"})
    done = run_chunked(plan, folder)
    assert list(done.refused) == [1]
    assert done.refused_table().values.tolist() == [
        [1, "numbers from 3", "number: 3 is not valid; expected a number without a fault."]
    ]
    problem = done.study().problems[0]
    assert problem.place == "numbers from 3; number" and problem.value == 3
    expected = expected_numbers(without=(1,))
    pd.testing.assert_frame_equal(numbers_of(done), expected, check_exact=True)
    again = run_chunked(plan, folder)
    assert again.resumed == 5 and not again.refused
    pd.testing.assert_frame_equal(numbers_of(again), expected_numbers(), check_exact=True)


def test_where_every_chunk_is_refused_the_first_says_why(log, folder):
    with pytest.raises(InputError, match="number: 0 is not valid"):
        run_chunked(numbers_plan(log, 2, {0: "refuse", 1: "refuse"}), folder)


def test_ctrl_c_keeps_what_is_done(log, folder):
    plan = numbers_plan(log, faults={4: "interrupt once"})
    with pytest.raises(KeyboardInterrupt):
        run_chunked(plan, folder)
    again = run_chunked(plan, folder)
    assert again.resumed == 4 and computed(log)[5:] == [12, 15]


def test_a_disk_that_fills_up_keeps_what_was_whole(log, folder, monkeypatch):
    plan, write = numbers_plan(log), folders._write

    def full(path, content):
        if path.name.startswith("000003-checks"):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        write(path, content)

    with monkeypatch.context() as patch:
        patch.setattr(folders, "_write", full)
        with pytest.raises(OutputError, match=r"No space left on device.*3 of 6 chunks are kept"):
            run_chunked(plan, folder)
    again = run_chunked(plan, folder)
    assert again.resumed == 3 and computed(log)[4:] == [9, 12, 15]
    pd.testing.assert_frame_equal(numbers_of(again), expected_numbers(), check_exact=True)


def test_a_disk_that_fills_up_while_joining_keeps_all_parts(log, folder):
    """The largest size of a file is held below that of the joined table, as a quota would."""
    resource = pytest.importorskip("resource")
    plan = numbers_plan(log, 200)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (8_000, limits[1]))
    try:
        with pytest.raises(OutputError, match=r"File too large.*200 of 200 chunks are kept"):
            run_chunked(plan, folder)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, before)
    assert not list(folder.rglob(".*"))
    assert run_chunked(plan, folder).resumed == 200


def test_a_disk_that_is_full_at_the_start_leaves_a_folder_that_can_be_used(
    log, folder, monkeypatch
):
    def full(path, content):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr(folders, "_write", full)
        with pytest.raises(OutputError, match="No space left on device"):
            run_chunked(numbers_plan(log), folder)
    (folder / ".manifest-abc.json").write_bytes(b"{")  # as a kill leaves it
    assert run_chunked(numbers_plan(log), folder).resumed == 0
    assert not list(folder.rglob(".*"))


def test_a_run_that_is_killed_goes_on_where_it_was(log, folder):
    code = (
        "import sys; from pathlib import Path\n"
        "from dacaidc_xl.long_runs.run import run_chunked\n"
        "from tests.long_runs.support import numbers_plan\n"
        "run_chunked(numbers_plan(Path(sys.argv[1]), 40, seconds=0.1), sys.argv[2])\n"
    )
    process = subprocess.Popen([sys.executable, "-c", code, str(log), str(folder)], cwd=ROOT)
    try:
        deadline = time.monotonic() + 120.0
        while len(list(folder.glob("parts/*.json"))) < 3 and time.monotonic() < deadline:
            assert process.poll() is None
            time.sleep(0.02)
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()
    whole = len(list(folder.glob("parts/*.json")))
    assert 3 <= whole < 40
    (folder / "parts" / ".000005-numbers-x.parquet").write_bytes(b"half")  # as a kill leaves it
    before = len(computed(log))
    done = run_chunked(numbers_plan(log, 40), folder)
    assert done.resumed == whole and len(computed(log)) - before == 40 - whole
    pd.testing.assert_frame_equal(numbers_of(done), expected_numbers(40), check_exact=True)
    assert not list(folder.rglob(".*"))


def test_numbers_of_another_version_are_refused(log, folder):
    class Elsewhere:
        def run(self, tasks):
            for done in InProcess().run(tasks):
                yield replace(done, environment={**done.environment, "numpy": "1.0"})

    with pytest.raises(InputError, match=r"numpy.*the same installation as here"):
        run_chunked(numbers_plan(log), folder, Elsewhere())
    assert not list(folder.glob("parts/*"))


@pytest.mark.parametrize(
    ("asked", "named"),
    [({"workers": 0}, "workers"), ({"workers": 2, "address": "tcp://h:1"}, "workers")],
)
def test_workers_that_cannot_be_are_refused(asked, named):
    with pytest.raises(InputError) as caught:
        default_executor(10, **asked)
    assert caught.value.place == named
