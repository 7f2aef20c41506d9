"""The cache of maps: what is found, what is rebuilt, what is said, who may write at once."""

from __future__ import annotations

import errno
import io
import multiprocessing
import os
import pickle
import zipfile
from pathlib import Path

import numpy as np
import pytest

from dacaidc_xl.maps import store
from dacaidc_xl.report import files

KEY = {"what": "squares", "version": "1.0"}


def squares():
    return {"x": np.arange(50.0), "y": np.arange(50.0) ** 2}


class Builder:
    def __init__(self):
        self.calls = 0

    def __call__(self):
        self.calls += 1
        return squares()


def assert_whole(kept):
    assert sorted(kept.arrays) == ["x", "y"]
    np.testing.assert_array_equal(kept.arrays["y"], squares()["y"])


def test_built_once_and_then_read(tmp_path):
    build = Builder()
    first = store.fetch("squares", KEY, build, tmp_path / "not" / "yet")
    again = store.fetch("squares", KEY, build, tmp_path / "not" / "yet")
    assert build.calls == 1 and first.notes == again.notes == ()
    assert_whole(first)
    assert_whole(again)
    assert [p.suffix for p in (tmp_path / "not" / "yet").iterdir()] == [".npz"]


def test_another_key_is_another_map(tmp_path):
    build = Builder()
    store.fetch("squares", KEY, build, tmp_path)
    store.fetch("squares", {**KEY, "version": "1.1"}, build, tmp_path)
    assert build.calls == 2 and len(list(tmp_path.iterdir())) == 2


class Trap:
    """An object whose unpickling would leave a trace."""

    def __reduce__(self):
        return (os.mkdir, ("trap-was-sprung",))


def pickled():
    stream = io.BytesIO()
    np.savez(stream, x=np.array([Trap()], dtype=object))
    return stream.getvalue()


def compressed_bomb():
    stream = io.BytesIO()
    np.savez_compressed(stream, x=np.zeros(10_000_000))
    return stream.getvalue()


def not_utf8_key():
    stream = io.BytesIO()
    np.savez(stream, key=np.arange(3), sha256=np.arange(3))
    return stream.getvalue()


@pytest.mark.parametrize(
    "harm",
    [
        lambda content: content[: len(content) // 2],
        lambda content: content[:-1],
        lambda content: b"",
        lambda content: content[:300] + bytes([content[300] ^ 1]) + content[301:],
        lambda content: content.replace(np.float64(49.0).tobytes(), np.float64(48.0).tobytes()),
        lambda content: b"name,value\n",
        lambda content: pickle.dumps([1, 2]),
        lambda content: pickled(),
        lambda content: compressed_bomb(),
        lambda content: not_utf8_key(),
    ],
    ids=[
        "half", "one byte short", "empty", "a flipped bit", "another number", "a table",
        "a pickle", "pickled objects", "compressed", "wrong members",
    ],
)
def test_a_damaged_or_foreign_file_is_rebuilt_and_said(tmp_path, monkeypatch, harm):
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "maps"
    store.fetch("squares", KEY, squares, folder)
    path = store.path_of("squares", KEY, folder)
    path.write_bytes(harm(path.read_bytes()))
    build = Builder()
    kept = store.fetch("squares", KEY, build, folder)
    assert build.calls == 1
    assert_whole(kept)
    (note,) = kept.notes
    assert path.name in note and "rebuilt" in note
    assert not (tmp_path / "trap-was-sprung").exists()
    assert store.fetch("squares", KEY, build, folder).notes == () and build.calls == 1


def test_another_map_under_this_name_is_rebuilt(tmp_path):
    store.fetch("squares", {"other": 1}, squares, tmp_path)
    other = store.path_of("squares", {"other": 1}, tmp_path)
    os.replace(other, store.path_of("squares", KEY, tmp_path))
    assert "another origin" in store.fetch("squares", KEY, squares, tmp_path).notes[0]


def test_arrays_that_the_reader_refuses_are_rebuilt(tmp_path):
    store.fetch("squares", KEY, lambda: {"z": np.zeros(3)}, tmp_path)
    kept = store.fetch("squares", KEY, squares, tmp_path, lambda arrays: arrays["y"])
    assert_whole(kept)
    assert "rebuilt" in kept.notes[0]


def test_a_folder_that_is_a_file_keeps_all_in_memory(tmp_path):
    (tmp_path / "maps").write_text("in the way")
    kept = store.fetch("squares", KEY, squares, tmp_path / "maps")
    assert_whole(kept)
    assert "in memory only" in kept.notes[-1]
    assert (tmp_path / "maps").read_text() == "in the way"


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="rights do not bind here")
def test_a_folder_without_rights_keeps_all_in_memory(tmp_path):
    tmp_path.chmod(0o500)
    kept = store.fetch("squares", KEY, squares, tmp_path)
    tmp_path.chmod(0o700)
    assert_whole(kept)
    assert "in memory only" in kept.notes[0]


def test_refused_writing_keeps_all_in_memory(tmp_path, monkeypatch):
    def refuse(*args, **kwargs):
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(files.tempfile, "mkstemp", refuse)
    kept = store.fetch("squares", KEY, squares, tmp_path)
    assert_whole(kept)
    assert "in memory only" in kept.notes[0] and "Permission denied" in kept.notes[0]


def test_a_full_disk_keeps_all_in_memory_and_leaves_no_half_file(tmp_path, monkeypatch):
    def full(stream, **arrays):
        stream.write(b"PK half of it")
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(store.np, "savez", full)
    kept = store.fetch("squares", KEY, squares, tmp_path)
    monkeypatch.undo()
    assert_whole(kept)
    assert "in memory only" in kept.notes[0] and "No space left" in kept.notes[0]
    assert list(tmp_path.iterdir()) == []
    assert store.fetch("squares", KEY, squares, tmp_path).notes == ()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full")
def test_a_device_that_is_full(tmp_path, monkeypatch):
    """The system's own full device, not a simulation."""
    real = Path.open

    def onto_full(self, mode="r", *args, **kwargs):
        return real(Path("/dev/full") if mode == "wb" else self, mode, *args, **kwargs)

    monkeypatch.setattr(Path, "open", onto_full)
    kept = store.fetch("squares", KEY, squares, tmp_path)
    monkeypatch.undo()
    assert_whole(kept)
    assert "in memory only" in kept.notes[0]
    assert list(tmp_path.iterdir()) == []


def test_no_folder_at_all():
    kept = store.fetch("squares", KEY, squares, None)
    assert_whole(kept)
    assert "no cache folder" in kept.notes[0]


def test_a_file_that_is_too_large_is_not_read(tmp_path, monkeypatch):
    store.fetch("squares", KEY, squares, tmp_path)
    monkeypatch.setattr(store, "FILE_BYTES_MAX", 100)
    assert "too large" in store.fetch("squares", KEY, squares, tmp_path).notes[0]


def big():
    return {"x": np.arange(200_000.0)}


def _fetch_many(folder, gate, answers):
    gate.wait()
    sums, notes = [], []
    for key in range(3):
        for _ in range(5):
            kept = store.fetch("big", {"key": key}, big, Path(folder))
            sums.append(float(kept.arrays["x"].sum()))
            notes.extend(kept.notes)
    answers.put((sums, notes))


def test_several_processes_build_at_once(tmp_path):
    """Whole files only, for every reader at every moment, and nothing left behind."""
    context = multiprocessing.get_context("spawn")
    gate, answers = context.Barrier(4), context.Queue()
    workers = [
        context.Process(target=_fetch_many, args=(str(tmp_path), gate, answers)) for _ in range(4)
    ]
    for worker in workers:
        worker.start()
    found = [answers.get(timeout=120) for _ in workers]
    for worker in workers:
        worker.join(timeout=60)
        assert worker.exitcode == 0
    expected = float(big()["x"].sum())
    for sums, notes in found:
        assert sums == [expected] * 15
        assert notes == []
    assert len(list(tmp_path.iterdir())) == 3


def test_the_file_is_a_plain_npz_without_pickle(tmp_path):
    store.fetch("squares", KEY, squares, tmp_path)
    path = store.path_of("squares", KEY, tmp_path)
    with zipfile.ZipFile(path) as members:
        assert sorted(members.namelist()) == ["key.npy", "sha256.npy", "x.npy", "y.npy"]
    with np.load(path, allow_pickle=False) as loaded:
        assert len(str(loaded["sha256"])) == 64


def test_folder_of_the_environment_then_of_the_system(monkeypatch):
    monkeypatch.setenv(store.FOLDER_VARIABLE, "/some/where")
    assert store.cache_folder() == Path("/some/where")
    monkeypatch.setenv(store.FOLDER_VARIABLE, " ")
    monkeypatch.setattr(store.sys, "platform", "linux")
    monkeypatch.setenv("XDG_CACHE_HOME", "/caches")
    assert store.cache_folder() == Path("/caches/dacaidc_xl")
    monkeypatch.setattr(store.sys, "platform", "win32")
    monkeypatch.setenv("LOCALAPPDATA", "/local")
    assert store.cache_folder() == Path("/local/dacaidc_xl")

    def homeless():
        raise RuntimeError("no home")

    monkeypatch.setattr(store.sys, "platform", "darwin")
    monkeypatch.setattr(store.Path, "home", homeless)
    assert store.cache_folder() is None
