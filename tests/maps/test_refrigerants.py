"""Refrigerant maps in the cache: keyed, checked at build, read without CoolProp."""

from __future__ import annotations

import multiprocessing
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from dacaidc_xl.maps import refrigerants
from dacaidc_xl.maps.refrigerants import mapped_cycles
from dacaidc_xl.model import refrigerant_cycle, refrigerant_map

STATE = (42.0, 115.0, 5.0, 5.0, 0.5, 0.72)


def test_a_read_map_gives_the_bits_of_a_built_one(tmp_path):
    evap = np.linspace(0.0, 60.0, 100)
    given = ("two_stage", "R1233zd(E)", evap, 115.0, 5.0, 5.0, 0.4, 0.72)
    built = mapped_cycles(["R1233zd(E)"], tmp_path)
    read = mapped_cycles(["R1233zd(E)"], tmp_path)
    assert built.notes == read.notes == ()
    np.testing.assert_array_equal(built.cycles(*given).cop, read.cycles(*given).cop)


def test_another_coolprop_or_other_equations_are_another_map(tmp_path, monkeypatch):
    mapped_cycles(["R600"], tmp_path)
    monkeypatch.setattr(refrigerants, "coolprop_version", lambda: "8.99.0")
    mapped_cycles(["R600"], tmp_path)
    monkeypatch.setattr(refrigerants, "digest_of", lambda *modules: "0" * 16)
    mapped_cycles(["R600"], tmp_path)
    assert len(list(tmp_path.iterdir())) == 3


def test_a_map_that_fails_its_check_is_not_used(tmp_path, monkeypatch):
    """A map of another fluid in disguise: refused, said, and the fluid solved directly."""
    real = refrigerant_map.build

    def disguised(fluid):
        from dataclasses import replace

        return replace(real("R600"), fluid=fluid)

    monkeypatch.setattr(refrigerant_map, "build", disguised)
    made = mapped_cycles(["R601"], tmp_path)
    assert "not used" in made.notes[0] and "R601" in made.notes[0]
    assert list(tmp_path.iterdir()) == []
    direct = refrigerant_cycle.evaluate("single_stage", "R601", *STATE).cop
    assert made.cycles("single_stage", "R601", *STATE).cop == direct


def test_whole_arrays_of_wrong_shape_are_rebuilt(tmp_path, monkeypatch):
    real = refrigerants._arrays
    monkeypatch.setattr(
        refrigerants, "_arrays", lambda tables: {**real(tables), "line": np.zeros((2, 2))}
    )
    with pytest.raises(ValueError):
        mapped_cycles(["R600"], tmp_path)
    monkeypatch.undo()
    made = mapped_cycles(["R600"], tmp_path)
    assert "does not hold what it should; rebuilt" in made.notes[0]
    assert np.isfinite(made.cycles("single_stage", "R600", *STATE).cop)


def test_cached_maps_need_no_coolprop_and_no_scipy(tmp_path):
    names = ["R1233zd(E)", "R600"]
    mapped_cycles(names, tmp_path)
    code = (
        "import sys\n"
        "from pathlib import Path\n"
        "from dacaidc_xl.maps.refrigerants import mapped_cycles\n"
        f"made = mapped_cycles({names!r}, Path({str(tmp_path)!r}))\n"
        f"made.cycles('two_stage', 'R1233zd(E)', *{STATE!r})\n"
        f"made.cycles('single_stage', 'R600', *{STATE!r})\n"
        "assert made.notes == ()\n"
        "print([m for m in ('CoolProp', 'scipy', 'pandas') if m in sys.modules])\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120)
    assert done.stdout.strip() == "[]", done.stderr


def _build_in_process(folder, gate, answers):
    gate.wait()
    made = mapped_cycles(["R600", "R601"], Path(folder))
    cops = [float(made.cycles("single_stage", f, *STATE).cop) for f in ("R600", "R601")]
    answers.put((cops, made.notes))


def test_processes_that_build_at_once_agree(tmp_path):
    context = multiprocessing.get_context("spawn")
    gate, answers = context.Barrier(3), context.Queue()
    workers = [
        context.Process(target=_build_in_process, args=(str(tmp_path), gate, answers))
        for _ in range(3)
    ]
    for worker in workers:
        worker.start()
    found = [answers.get(timeout=180) for _ in workers]
    for worker in workers:
        worker.join(timeout=60)
        assert worker.exitcode == 0
    for cops, notes in found:
        # Sums of the linear algebra may differ in the last digits with the place in memory.
        np.testing.assert_allclose(cops, found[0][0], rtol=1e-12)
        assert notes == ()
    assert len(list(tmp_path.iterdir())) == 2
