"""A Dask cluster: the same rows as the pool, also where a worker is killed."""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
import time

import pytest
from standin import StandIn

from onrecord import cluster as module
from onrecord import crews
from onrecord.cluster import Cluster
from onrecord.errors import ClusterError, ModelError, UsageError
from onrecord.ledger import Ledger
from onrecord.records import to_json
from onrecord.run import read_all
from onrecord.workers import Pool, Recipe

distributed = pytest.importorskip("distributed")
# What Dask and Tornado leave open when they close is theirs.
pytestmark = [pytest.mark.filterwarnings("ignore"), pytest.mark.filterwarnings("ignore::ResourceWarning")]
STANDIN = Recipe("standin:StandIn")


@pytest.fixture(scope="module")
def scheduler():
    """A cluster of two processes on this machine."""
    made = distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=None, host="127.0.0.1", memory_limit=None
    )
    with made:
        yield made


@pytest.fixture
def news(tmp_path):
    path = tmp_path / "news.jsonl"
    lines = [
        {"text": f"Moscow said number {n}\nthis takes its time\n" if n % 9 else "no text here\n"} for n in range(120)
    ]
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))
    return path


def read_into(path, news, reader, **options):
    with Ledger(path) as ledger:
        summary = read_all([news], reader, ledger=ledger, **options)
        assert ledger.check() == ()
        rows = [line for line in ledger._db.iterdump() if 'INTO "runs"' not in line]
        return summary, rows


def test_the_rows_are_those_of_the_pool(scheduler, news, tmp_path):
    with Pool(2, STANDIN) as pool, Cluster(scheduler.scheduler_address, STANDIN) as cluster:
        assert cluster.model == pool.model
        assert read_into(tmp_path / "a.db", news, cluster) == read_into(tmp_path / "b.db", news, pool)


def test_a_worker_that_is_killed_changes_nothing(scheduler, news, tmp_path):
    expected = read_into(tmp_path / "a.db", news, StandIn())
    pids = [worker.pid for worker in scheduler.workers.values()]
    killing = threading.Timer(0.7, os.kill, (pids[0], signal.SIGKILL))
    with Cluster(scheduler.scheduler_address, STANDIN) as cluster:
        killing.start()
        assert read_into(tmp_path / "b.db", news, cluster) == expected
    killing.join()
    deadline = time.monotonic() + 30
    while [worker.pid for worker in scheduler.workers.values()] == pids:
        assert time.monotonic() < deadline
        time.sleep(0.1)


def test_what_is_wrong_with_the_model_there_is_raised_here(scheduler):
    with pytest.raises(ModelError, match="install onrecord again"):
        Cluster(scheduler.scheduler_address, Recipe("standin:no_model"))


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:9", "127.0.0.1", "nonsense://x"])
def test_a_cluster_that_is_not_there_is_told(address, monkeypatch):
    monkeypatch.setattr(module, "SECONDS", 1)
    with pytest.raises(ClusterError, match="no cluster answers there .*; start `dask scheduler`"):
        Cluster(address, STANDIN)


def test_a_cluster_without_a_worker_is_told(monkeypatch):
    monkeypatch.setattr(module, "SECONDS", 1)
    with (
        distributed.LocalCluster(n_workers=0, dashboard_address=None, host="127.0.0.1") as empty,
        pytest.raises(ClusterError, match="no cluster answers there"),
    ):
        Cluster(empty.scheduler_address, STANDIN)


def test_workers_and_a_cluster_are_not_asked_for_together():
    with pytest.raises(UsageError, match="--workers: is for this machine"):
        crews.crew(2, "tcp://127.0.0.1:8786", STANDIN)


def test_without_the_extra_its_name_is_told(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    monkeypatch.delitem(sys.modules, "onrecord.cluster")
    with pytest.raises(UsageError, match=r"pip install 'onrecord\[cluster\]'"):
        crews.crew(1, "tcp://127.0.0.1:8786", STANDIN)


def test_what_a_cluster_gives_is_what_is_read_here(scheduler, news):
    told = []
    with Cluster(scheduler.scheduler_address, STANDIN) as cluster:
        read_all([news], cluster, on_reading=lambda reading: told.append(to_json(reading)))
    here = []
    read_all([news], StandIn(), on_reading=lambda reading: here.append(to_json(reading)))
    assert told == here
