"""Studies in chunks against the same studies in one piece, bit for bit."""

from __future__ import annotations

import pickle

import numpy as np
import pandas as pd
import pytest

from dacaidc_xl.errors import InputError
from dacaidc_xl.long_runs import plans
from dacaidc_xl.long_runs.plans import counties_plan, hourly_plan, pathway_plan
from dacaidc_xl.long_runs.run import run_chunked
from dacaidc_xl.long_runs.summaries import difference_by_state
from dacaidc_xl.studies.counties import counties
from dacaidc_xl.studies.hourly import hourly
from dacaidc_xl.studies.hours import HourOptions
from dacaidc_xl.studies.pathway import pathway

COUNTIES = ["51107", "06037", "48453", "02020", "10001"]
CHANGED = {"sorbent_life_yr": 3.0}


def assert_same(made, whole):
    """Every number the same to the last bit, every text the same, the tables in order."""
    assert list(made.tables) == list(whole.tables)
    for name, table in whole.tables.items():
        got = made[name]
        assert list(got.columns) == list(table.columns)
        assert len(got) == len(table)
        for column in table.columns:
            left, right = got[column].to_numpy(), table[column].to_numpy()
            if right.dtype.kind == "f":
                assert np.array_equal(left, right, equal_nan=True), (name, column)
            elif right.dtype.kind in "iub":
                assert np.array_equal(left, right), (name, column)
            else:
                blank = ["" if pd.isna(v) else str(v) for v in left]
                assert blank == ["" if pd.isna(v) else str(v) for v in right], (name, column)
    assert set(made.warnings) == set(whole.warnings)
    assert made.scenarios == whole.scenarios
    digests = {name: values.digest() for name, values in whole.parameters.items()}
    assert {name: values.digest() for name, values in made.parameters.items()} == digests


def test_counties_of_two_scenarios(tmp_path):
    scenarios = ["base_2023", "2030_aeo"]
    plan = counties_plan(scenarios, CHANGED, COUNTIES, chunk=2)
    assert [chunk.size for chunk in plan.chunks] == [2, 2, 1, 2, 2, 1]
    made = run_chunked(plan, tmp_path / "run").study()
    assert_same(made, counties(scenarios, CHANGED, COUNTIES))


def test_hours_of_counties_with_options_and_own_series(tmp_path):
    chosen = COUNTIES[:3]
    own = {"it_load": 1.0 + 0.1 * np.sin(np.arange(8760) / 24.0 * 2.0 * np.pi)}
    options = HourOptions(part_load=True, run_rule=True, series=own)
    plan = hourly_plan("base_2023", CHANGED, counties=chosen, options=options, chunk=2)
    made = run_chunked(plan, tmp_path / "run").study()
    assert_same(made, hourly("base_2023", CHANGED, counties=chosen, options=options))
    summary = difference_by_state(made["hourly"])
    assert summary["state"].tolist() == ["VA", "CA", "TX"]
    assert summary["captured_difference_pct_median"].tolist() == pytest.approx(
        made["hourly"]["captured_difference_pct"].tolist()
    )


def test_life_of_plants(tmp_path):
    few = {"plant_life_yr": 2}
    grids = ["cambium2024_midcase", "aeo2025_reference"]
    plan = pathway_plan(2030, grids, few, states=["VA", "TX", "VT"], chunk=2)
    made = run_chunked(plan, tmp_path / "run").study()
    assert_same(made, pathway(2030, grids, few, states=["VA", "TX", "VT"]))


def test_chunks_travel():
    for plan in (
        counties_plan(counties=COUNTIES),
        hourly_plan(states=["VT"]),
        pathway_plan(states=["VT"]),
    ):
        there = pickle.loads(pickle.dumps(plan.chunks[0]))
        assert there == plan.chunks[0] and there.label == plan.chunks[0].label


def test_a_chunk_of_all_hours_holds_names_only():
    """Inputs are read where a chunk is computed: none of them travels."""
    chunk = hourly_plan(counties=COUNTIES).chunks[0]
    assert len(pickle.dumps(chunk)) < 2_000


def test_another_series_is_another_run():
    def about(values):
        options = HourOptions(series={"it_load": values})
        return hourly_plan(states=["VT"], options=options).about

    one, other = np.ones(8760), np.ones(8760)
    other[4000] += 1e-12
    assert about(one) == about(np.ones(8760)) and about(one) != about(other)


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: counties_plan("2031"),
        lambda: counties_plan(parameters={"sorbent_life_yr": -1}),
        lambda: counties_plan(counties=["99999"]),
        lambda: counties_plan(counties=["51107"], chunk=0),
        lambda: counties_plan(counties=[]),
        lambda: hourly_plan(states=["VA"], counties=["51107"]),
        lambda: hourly_plan(parameters={"sorbent_live_yr": 1}),
        lambda: pathway_plan(grid="cambium"),
    ],
)
def test_what_is_wrong_is_said_before_anything_is_run(wrong):
    with pytest.raises(InputError):
        wrong()


def test_a_wrong_year_is_said_by_the_run(tmp_path):
    with pytest.raises(InputError, match="build year"):
        run_chunked(pathway_plan(1999, "cambium2024_midcase", states=["VT"]), tmp_path / "run")


def test_equations_and_data_are_part_of_the_environment(monkeypatch):
    plans.environment.cache_clear()
    before = dict(plans.environment())
    with monkeypatch.context() as patch:
        patch.setattr(plans, "EQUATIONS", ("model",))
        plans.environment.cache_clear()
        after = dict(plans.environment())
    plans.environment.cache_clear()
    assert {name for name in before if before[name] != after[name]} == {"equations", "data"}
