"""A real Dask cluster gives the same bytes as processes here, whoever of it is killed."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import dragoman.batch.cluster
from batches import TEXTS, folded, hashes, job, lines, never, ran, records, setup_of
from dragoman.batch import Account, Folder, local
from dragoman.batch.cluster import Cluster, processes
from dragoman.batch.storage import files_of
from dragoman.errors import BatchError, UsageError

distributed = pytest.importorskip("distributed")
pytestmark = [
    pytest.mark.model,
    pytest.mark.filterwarnings("ignore::ResourceWarning"),  # of Dask's own sockets
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


@pytest.fixture(scope="module")
def cluster():
    path = os.pathsep.join(sys.path)  # where the tests' own modules are
    before, os.environ["PYTHONPATH"] = os.environ.get("PYTHONPATH", ""), path
    with Cluster(setup_of(), "local", 2) as made:
        yield made
    os.environ["PYTHONPATH"] = before


def beside(cluster):
    """The ids of the processes beside the workers of a cluster."""
    return [pid for pids in cluster.client.run(processes).values() for pid in pids]


def set_idle(cluster, seconds):
    """Has the workers of a cluster wait so long for a task."""

    def wait():
        dragoman.batch.cluster.IDLE = seconds

    cluster.client.run(wait)


def until(holds):
    for _ in range(600):
        if holds():
            return
        time.sleep(0.1)
    pytest.fail("waited for a minute")


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory):
    """A file of reports and the parts that processes here make of it."""
    folder = tmp_path_factory.mktemp("undisturbed")
    path = lines(folder / "rows.jsonl", TEXTS * 4)
    with local(setup_of(), 1) as workers:
        assert ran(job([path], folder / "parts", size=300), workers).coded == 24
    return path, hashes(folder / "parts")


@pytest.mark.parametrize("address", ["head", "tcp://head", "here/there", ""])
def test_what_is_no_address_of_a_scheduler_is_said_at_once(address):
    with pytest.raises(UsageError, match=r"no address of a scheduler \(such as tcp"):
        Cluster(None, address)


def test_a_worker_that_is_killed_in_the_midst_costs_nothing(tmp_path, cluster, undisturbed):
    path, expected = undisturbed
    pids = list(cluster.client.run(os.getpid).values())
    accounts = []
    for at, done in enumerate(job([path], tmp_path / "parts", size=300).run(cluster, never)):
        accounts.append(done.account)
        if at == 1:
            os.kill(pids[0], signal.SIGKILL)
    assert sum(accounts, Account()).coded == 24
    assert hashes(tmp_path / "parts") == expected


@pytest.mark.soak
def test_a_worker_has_a_process_a_thread_and_a_scheduler_that_goes_is_missed(
    tmp_path, undisturbed, monkeypatch
):
    monkeypatch.setattr("dragoman.batch.cluster.WAIT", 20)
    path, expected = undisturbed
    with distributed.LocalCluster(
        n_workers=1, threads_per_worker=2, dashboard_address=":0", memory_limit=0
    ) as ours, Cluster(setup_of(), ours.scheduler_address) as made:  # fmt: skip
        assert made.places == 2
        ran(job([path], tmp_path / "parts", size=300), made)
        assert hashes(tmp_path / "parts") == expected
        assert [len(pids) for pids in made.client.run(processes).values()] == [2]
        run = job([path], tmp_path / "more", size=300).run(made, never)
        next(run)
        ours.close()
        with pytest.raises(BatchError, match="scheduler of the cluster is gone"):
            list(run)


def test_processes_end_where_no_task_comes_any_more(tmp_path, cluster, undisturbed):
    """As after a batch was killed, which cannot say so; the next one begins them anew."""
    path, expected = undisturbed
    set_idle(cluster, 0.2)
    ran(job([path], tmp_path / "parts", size=300), cluster)
    until(lambda: beside(cluster) == [])
    set_idle(cluster, 60)
    ran(job([path], tmp_path / "more", size=300), cluster)
    assert hashes(tmp_path / "more") == expected
    assert beside(cluster) != []


@pytest.mark.soak
def test_a_batch_that_is_killed_leaves_nothing_on_a_cluster_of_yours(tmp_path):
    path = lines(tmp_path / "rows.jsonl", TEXTS * 200)
    parts = tmp_path / "parts"
    with distributed.LocalCluster(
        n_workers=1, threads_per_worker=1, dashboard_address=":0", memory_limit=0
    ) as ours, Cluster(setup_of(), ours.scheduler_address) as made:  # fmt: skip
        set_idle(made, 5)
        command = [sys.executable, "-m", "dragoman", "batch", str(path), "--out", str(parts)]
        command += ["--cluster", ours.scheduler_address, "--part-size", "1"]
        with subprocess.Popen(command, stderr=subprocess.DEVNULL) as batch:
            until(lambda: any(parts.glob("*.parquet")))
            batch.kill()
        (pid,) = beside(made)
        until(lambda: not Path(f"/proc/{pid}").exists())
        assert made.client.run_on_scheduler(lambda dask_scheduler: len(dask_scheduler.tasks)) == 0


def test_input_and_output_may_be_on_storage_elsewhere(tmp_path, cluster, undisturbed):
    path, expected = undisturbed
    made = job([f"file://{path}"], f"file://{tmp_path}/parts", size=300)
    assert ran(made, cluster).coded == 24
    assert folded(f"file://{tmp_path}/parts", tmp_path / "r.db") == 24
    assert len(records(tmp_path / "r.db")) == 24
    assert len(made.folder.parts()) == len(expected) - 1  # and the manifest


def test_a_cluster_that_does_not_answer_is_named(monkeypatch):
    monkeypatch.setattr("dragoman.batch.cluster.WAIT", 1)
    with pytest.raises(UsageError, match="no Dask cluster answers"):
        Cluster(setup_of(), "tcp://127.0.0.1:9")


def test_files_in_memory_are_listed_read_and_written():
    fsspec = pytest.importorskip("fsspec")
    system = fsspec.filesystem("memory")
    system.pipe({"/listed/b.txt": b"two", "/listed/a/a.txt": b"one", "/listed/.hidden": b"x"})
    assert list(files_of("memory://listed")) == [
        ("memory://listed/a/a.txt", "a/a.txt", 3), ("memory://listed/b.txt", "b.txt", 3),
    ]  # fmt: skip
    assert list(files_of("memory://listed/b.txt")) == [
        ("memory://listed/b.txt", "memory://listed/b.txt", 3)
    ]
    folder = Folder("memory://listed-parts")
    folder.make()
    folder.write("one.parquet", b"1")
    assert folder.parts() == ["one"]
    assert folder.has("one.parquet")
    with folder.open("one.parquet") as file:
        assert file.read() == b"1"
    with pytest.raises(UsageError, match="no such file"):
        list(files_of("memory://nowhere"))
    assert Path("one.parquet").exists() is False
