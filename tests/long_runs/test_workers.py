"""Long runs over Dask workers: the same numbers, and workers that die."""

from __future__ import annotations

import pandas as pd
import pytest

from dacaidc_xl.errors import InputError
from dacaidc_xl.long_runs.executors import DaskWorkers, local_cluster
from dacaidc_xl.long_runs.plans import pathway_plan
from dacaidc_xl.long_runs.run import run_chunked
from tests.long_runs.support import computed, expected_numbers, numbers_plan

pytest.importorskip("distributed")
dask = pytest.importorskip("dask")


@pytest.fixture(scope="module")
def cluster():
    """A cluster that somebody else has started."""
    with local_cluster(2, private=False) as made:
        yield made


def test_a_killed_worker_costs_its_chunk_once_more(tmp_path):
    """Of two chunks one kills its worker once and one each time; a third is refused."""
    log = tmp_path / "log"
    plan = numbers_plan(log, 8, {2: "kill once", 4: "kill", 6: "refuse"})
    told = []
    with dask.config.set({"distributed.scheduler.allowed-failures": 1}):
        done = run_chunked(
            plan, tmp_path / "run", DaskWorkers(workers=2), lambda *at: told.append(at)
        )
    assert sorted(done.refused) == [4, 6]
    assert done.refused[4].value == "worker killed"
    assert computed(log).count(6) >= 2 and computed(log).count(12) >= 2
    made = pd.read_parquet(done.tables["numbers"])
    expected = expected_numbers(8, without=(4, 6))
    pd.testing.assert_frame_equal(made, expected, check_exact=True)
    assert told[0] == (0, 24) and told[-1] == (24, 24)


def test_a_cluster_gives_the_same_bytes_as_this_process(tmp_path, cluster):
    plan = pathway_plan(
        2030, "cambium2024_midcase", {"plant_life_yr": 2}, states=["VA", "TX", "VT", "AZ"], chunk=1
    )
    address = cluster.scheduler_address
    there = run_chunked(plan, tmp_path / "there", DaskWorkers(address))
    here = run_chunked(plan, tmp_path / "here")
    for name, path in here.tables.items():
        assert there.tables[name].read_bytes() == path.read_bytes()
    assert there.warnings == here.warnings


def test_a_run_that_stops_leaves_the_cluster_idle_and_goes_on(tmp_path, cluster):
    plan = numbers_plan(tmp_path / "log", 30, seconds=0.05)

    def stop(done, count):
        if done >= 15:
            raise KeyboardInterrupt

    address = cluster.scheduler_address
    with pytest.raises(KeyboardInterrupt):
        run_chunked(plan, tmp_path / "run", DaskWorkers(address), stop)
    again = run_chunked(plan, tmp_path / "run", DaskWorkers(address))
    assert again.resumed == 5
    made = pd.read_parquet(again.tables["numbers"])
    pd.testing.assert_frame_equal(made, expected_numbers(30), check_exact=True)


def test_an_address_where_nobody_answers_is_refused(tmp_path):
    executor = DaskWorkers("tcp://127.0.0.1:9", wait_s=1)
    with pytest.raises(InputError, match="address of a running Dask scheduler"):
        run_chunked(numbers_plan(tmp_path / "log"), tmp_path / "run", executor)


def test_a_text_that_is_no_address_is_refused(tmp_path):
    executor = DaskWorkers("gopher://somewhere", wait_s=1)
    with pytest.raises(InputError, match="address of a running Dask scheduler"):
        run_chunked(numbers_plan(tmp_path / "log"), tmp_path / "run", executor)


def test_a_scheduler_without_workers_is_refused(tmp_path):
    with local_cluster(0, private=False) as empty:
        executor = DaskWorkers(empty.scheduler_address, wait_s=1)
        with pytest.raises(InputError, match="that has workers"):
            run_chunked(numbers_plan(tmp_path / "log"), tmp_path / "run", executor)
