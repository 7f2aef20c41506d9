"""Draws in chunks against the same draws in one piece."""

from __future__ import annotations

import numpy as np
import pytest

from dacaidc_xl.errors import InputError
from dacaidc_xl.long_runs import draws as chunked
from dacaidc_xl.long_runs.draws import ChunkedDraws, DrawsChunk
from dacaidc_xl.studies import uncertainty as uncertainty_module
from dacaidc_xl.studies.uncertainty import uncertainty
from tests.long_runs.test_studies import assert_same

ASKED = {
    "states": ["VT", "TX"],
    "draws": 24,
    "method": "latin_hypercube",
    "names": ["sorbent_price_usd_per_kg", "return_temp_c_gpu_liquid", "ambient_co2_ppm"],
    "grids": ["base_2023", "2030"],
    "target_lccc_usd_per_t": 600.0,
}


@pytest.fixture(scope="module")
def whole():
    return uncertainty(**ASKED)


def test_the_same_statistics_to_the_last_bit(whole, tmp_path):
    folder = tmp_path / "run"
    made = uncertainty(**ASKED, evaluate=ChunkedDraws(folder, chunk=10))
    assert len(list(folder.glob("parts/*.json"))) == 3
    assert_same(made, whole)


def test_another_seed_is_another_run(tmp_path):
    evaluate = ChunkedDraws(tmp_path / "run", chunk=10)
    few = {**ASKED, "draws": 4}
    uncertainty(**few, evaluate=evaluate)
    told = []
    uncertainty(**few, evaluate=evaluate, progress=lambda *at: told.append(at))
    assert told == [(4, 4)]
    with pytest.raises(InputError, match=r"run draws sorbent_price_usd_per_kg"):
        uncertainty(**few, seed=2, evaluate=evaluate)


def test_refused_draws_keep_their_error(tmp_path, monkeypatch):
    """One draw is refused by the model, and one chunk as a whole."""
    evaluate, compute = uncertainty_module.evaluate_draws, DrawsChunk.compute

    def some_refused(scenario, parameters, abbr, draws, *rest):
        runs, notes = evaluate(scenario, parameters, abbr, draws, *rest)
        error = InputError("desorption_temp_c", 250.0, "at most 200 degC", "200")
        return type(runs)(runs.figures, runs.nothing, {1: error} if len(draws) > 1 else {}), notes

    def but_second(chunk):
        if chunk.first == 2:
            raise InputError("worker", "killed", "one that lives")
        return compute(chunk)

    monkeypatch.setattr(uncertainty_module, "evaluate_draws", some_refused)
    monkeypatch.setattr(DrawsChunk, "compute", but_second)
    kept = []
    runs_of = chunked.runs_of
    monkeypatch.setattr(chunked, "runs_of", lambda done: kept.append(runs_of(done)) or kept[0])
    evaluate_in_chunks = ChunkedDraws(tmp_path / "run", chunk=2)
    study = uncertainty(**{**ASKED, "draws": 5}, evaluate=evaluate_in_chunks)
    runs = kept[0]
    assert list(runs.refused) == [1, 2, 3]
    error = runs.refused[1]
    assert (error.place, error.value, error.nearest) == ("desorption_temp_c", 250.0, "200")
    assert str(runs.refused[2]).startswith("worker: 'killed' is not valid")
    assert np.isnan(runs.figures["captured_t_per_yr"][2:4]).all()
    assert np.isfinite(runs.figures["captured_t_per_yr"][4]).all()
    assert study["infeasible"]["draws"].sum() == 3
