"""Extraction on a real Dask cluster of this machine: two workers, each a process, with the real model."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import distributed
import psutil
import pytest
from distributed import LocalCluster
from msgspec.structs import replace

from store.cluster import engine
from store.cluster.engine import Cluster, ClusterError
from store.cluster.extracting import Extractor
from store.export import write
from store.extract import DEFAULT_MODEL
from store.extract.wire import Answer
from store.importing import Importer, Progress
from store.library import Library
from store.workers import ExtractorError
from tests.languages import OTHERS
from tests.test_cli import Pressbox, pressbox
from tests.test_importing import crashing_model, wait_for

ROOT = Path(__file__).parent.parent
NOWHERE = "tcp://127.0.0.1:9"

__all__ = ["pressbox"]


@pytest.fixture(scope="module")
def cluster() -> Iterator[LocalCluster]:
    with local(2) as found:
        yield found


def local(workers: int) -> LocalCluster:
    return LocalCluster(n_workers=workers, threads_per_worker=1, processes=True, dashboard_address=":0")


@pytest.fixture
def news(tmp_path: Path) -> Path:
    """A file of 96 records: people who are named in full in some and by surname in others, and one in German."""
    firsts, lasts, clubs = ("Ann", "Bea", "Cleo"), ("Ode", "Marsh", "Quill", "Thorne"), ("Leeds United", "Ajax")
    path = tmp_path / "news.jsonl"
    with path.open("w") as file:
        for n in range(96):
            first, last, club = firsts[n % 3], lasts[n % 4], clubs[n % 2]
            text = (
                f"{club} won match {n} by {n % 7}-1 on Monday.\n\n“It was match {n} for us,” said"
                f" {f'{first} {last}' if n % 5 else last} of {club}. {last} added that {clubs[n % 3 % 2]} would stay."
            )
            file.write(json.dumps({"id": n, "text": text, "title": f"Match {n}"}) + "\n")
        file.write(json.dumps({"id": "de", "text": " ".join(OTHERS["de"])}) + "\n")
    return path


def records(store: Path, *sources: Path) -> list[bytes]:
    """What is exported of a store after an import."""
    with Library.open(store) as library:
        for event in Importer(library, map(str, sources), model=DEFAULT_MODEL).run():
            assert event.outcome == "imported", event
        out = io.BytesIO()
        assert write(library, "jsonl", out) == []
    return out.getvalue().splitlines()


def pids(cluster: LocalCluster) -> list[int]:
    return [nanny.pid for nanny in cluster.workers.values()]


def kill_busy(cluster: LocalCluster) -> None:
    """Kill a worker that has something to do, and an extraction process that does it."""
    states = cluster.scheduler.workers
    busy = [one for one in cluster.workers.values() if (state := states.get(one.worker_address)) and state.processing]
    assert psutil.Process(busy[0].pid).children()
    os.kill(busy[0].pid, signal.SIGKILL)


def test_a_killed_worker_leaves_no_trace_in_the_results(cluster: LocalCluster, news: Path, tmp_path: Path) -> None:
    extractor = Extractor([str(news)], Cluster(cluster.scheduler_address, DEFAULT_MODEL), tmp_path / "out")
    before = pids(cluster)
    events: list[Progress] = []
    for event in extractor.run():
        if not events:
            kill_busy(cluster)
        events.append(event)
    assert [event.outcome for event in events] == ["extracted"] * 97
    assert (events[-1].done, events[-1].total) == (97, 97)
    assert len(set(before) - set(pids(cluster))) == 1
    assert extractor.summary.shards == 1
    assert records(tmp_path / "remote", tmp_path / "out") == records(tmp_path / "here", news)


def test_articles_of_workers_that_die_too_often_are_tried_alone(
    cluster: LocalCluster, news: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster.scheduler, "allowed_failures", 0)
    extractor = Extractor([str(news)], Cluster(cluster.scheduler_address, DEFAULT_MODEL), tmp_path / "out")
    events: list[Progress] = []
    for event in extractor.run():
        if not events:
            kill_busy(cluster)
        events.append(event)
    assert [event.outcome for event in events] == ["extracted"] * 97


def test_an_article_fails_whose_workers_die(cluster: LocalCluster, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster.scheduler, "allowed_failures", 0)
    found = Cluster(cluster.scheduler_address, DEFAULT_MODEL)
    try:
        (ticket,) = found.submit(["Ann Ode met Bea Marsh in Leeds. " * 20_000])
        assert wait_for(lambda: any(state.processing for state in cluster.scheduler.workers.values()))
        kill_busy(cluster)
        assert found.result(60) == (ticket, Answer(reason="the workers that were to extract it died"))
    finally:
        found.close()


def test_the_command_stops_at_ctrl_c_and_goes_on(cluster: LocalCluster, news: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    command = [
        *(sys.executable, "-m", "tui", "extract", "--engine", "dask", cluster.scheduler_address),
        *(str(news), str(out), "--model", DEFAULT_MODEL, "--json"),
    ]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert wait_for(lambda: (out / ".pressbox.lock").exists())
        process.send_signal(signal.SIGINT)
        said, error = process.communicate(timeout=60)
    assert (process.returncode, error) == (130, "")
    stopped = json.loads(said)
    assert list(stopped) == ["extracted", "unchanged", "failed", "shards", "words", "seconds"]
    assert stopped["extracted"] < 97
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    summary = json.loads(done.stdout)
    assert (summary["extracted"], summary["unchanged"]) == (97 - stopped["extracted"], stopped["extracted"])
    # The workers do not keep the model in memory for nobody.
    assert [child for pid in pids(cluster) for child in psutil.Process(pid).children()] == []


def test_a_text_that_kills_the_parser_fails_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    model = crashing_model(tmp_path / "site", monkeypatch)
    (tmp_path / "in").mkdir()
    for number in range(4):
        words = "CRASH now." if number == 1 else f"Number {number} met Jurgen Klopp."
        (tmp_path / "in" / f"{number}.txt").write_text(words)
    with local(1) as cluster:
        before = pids(cluster)
        extractor = Extractor([str(tmp_path / "in")], Cluster(cluster.scheduler_address, model), tmp_path / "out")
        events = list(extractor.run())
        assert pids(cluster) == before
    assert [event.outcome for event in events] == ["extracted", "failed", "extracted", "extracted"]
    assert "killed by signal 11" in events[1].reason


@pytest.mark.parametrize(
    "address", [NOWHERE, "nonsense", "foo://x:1", "tls://127.0.0.1:9", "tcp://no.such.host.invalid:1"]
)
def test_a_cluster_out_of_reach_is_one_line(
    pressbox: Pressbox, address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "CONNECT", 0.5)
    start = time.monotonic()
    status, out, err = pressbox("extract", "--engine", "dask", address, ROOT / "samples", tmp_path / "out")
    assert (status, out) == (1, "")
    assert err.startswith(f"pressbox: There is no Dask scheduler to be reached at {address}: ")
    assert len(err.splitlines()) == 1
    assert time.monotonic() - start < 10
    assert not (tmp_path / "out").exists()


def test_nothing_to_read_or_an_unknown_engine_asks_no_cluster(pressbox: Pressbox, tmp_path: Path) -> None:
    status, _, err = pressbox("extract", NOWHERE, tmp_path / "gone", tmp_path / "out")
    assert (status, err) == (1, f"pressbox: no such file: {tmp_path / 'gone'}\n")
    assert pressbox("extract", NOWHERE, tmp_path)[0] == 2
    assert pressbox("extract", "--engine", "spark", NOWHERE, tmp_path, tmp_path / "out")[0] == 2


def test_without_dask_one_line_says_what_to_install(tmp_path: Path) -> None:
    code = (
        "import sys; sys.modules['dask'] = sys.modules['distributed'] = None\n"
        "from tui.cli import main; sys.argv[0] = 'pressbox'; main()"
    )
    command = [sys.executable, "-c", code, "extract", NOWHERE, str(ROOT / "samples"), str(tmp_path / "out")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "pressbox: dask is not installed; a cluster needs: pip install 'pressbox[cluster]'\n"


def test_a_cluster_without_workers_is_one_line(
    pressbox: Pressbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "FIRST_WORKER", 0.2)
    with local(0) as empty:
        status, _, err = pressbox("extract", empty.scheduler_address, ROOT / "samples", tmp_path / "out")
    assert (status, err) == (1, f"pressbox: The cluster at {empty.scheduler_address} has no workers\n")


def test_a_model_that_the_workers_lack_is_one_line(cluster: LocalCluster, pressbox: Pressbox, tmp_path: Path) -> None:
    status, _, err = pressbox(
        "extract", cluster.scheduler_address, ROOT / "samples", tmp_path / "out", "--model", "no_such_model"
    )
    assert status == 1
    assert err.startswith("pressbox: On the worker tcp://")
    assert "The language model 'no_such_model' is not installed; --model" in err
    assert len(err.splitlines()) == 1


def test_other_versions_on_the_workers_are_named(
    cluster: LocalCluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = distributed.Client.get_versions

    def answer(client: distributed.Client, packages: list[str]) -> object:
        told = asked(client, packages=packages)
        one, other = told["workers"].values()
        one["packages"]["pressbox"] = None
        other["packages"]["spacy"] = "3.0.0"
        other["host"]["python"] = "3.10.2.final.0"
        return told

    monkeypatch.setattr(distributed.Client, "get_versions", answer)
    with pytest.raises(ClusterError) as raised:
        Cluster(cluster.scheduler_address, DEFAULT_MODEL)
    one, *others = str(raised.value).split("; ")
    assert one.startswith("The worker tcp://")
    assert " has pressbox not at all, here it is " in one
    assert [said.split(" has ")[1].split(",")[0] for said in others] == ["Python 3.10", "spacy 3.0.0"]


def test_a_worker_that_joins_with_other_software_ends_it(cluster: LocalCluster) -> None:
    found = Cluster(cluster.scheduler_address, DEFAULT_MODEL)
    try:
        found.setup = replace(found.setup, spacy="3.0.0")
        found.submit(["Ann Ode met Jurgen Klopp."])
        with pytest.raises(ClusterError, match=r"Not all workers extract with the same: .*others have .*; 3\.0\.0; "):
            found.result(60)
    finally:
        found.close()


@pytest.mark.parametrize("lost", ["scheduler", "workers"])
def test_a_cluster_that_goes_away_ends_it(
    lost: str, news: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "CONNECT", 1.0)
    monkeypatch.setattr(engine, "LOOK", 0.1)
    monkeypatch.setattr(engine, "DESERTED", 1.0)
    with local(1) as own:
        extractor = Extractor([str(news)], Cluster(own.scheduler_address, DEFAULT_MODEL), tmp_path / "out")
        events = extractor.run()
        next(events)
        if lost == "workers":
            own.scale(0)
        else:
            own.close()
        start = time.monotonic()
        with pytest.raises(ExtractorError, match="was lost" if lost == "scheduler" else "has had no worker for 1 s"):
            list(events)
        assert time.monotonic() - start < 20
    assert 0 < extractor.summary.extracted < 97
    assert extractor.summary.shards == 1
