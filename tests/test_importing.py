"""Imports with the real model in real processes."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from store.corrections import State
from store.extract import DEFAULT_MODEL
from store.importing import Importer, Progress
from store.library import Library
from store.workers import ExtractorError, Pool
from tests.newsroom import MATCH, draft, extraction, reading

SAMPLES = Path(__file__).parent.parent / "samples"
TEXT = (SAMPLES / "bernabeu-2023-van-dijk.txt").read_text("utf-8")[:1000]


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.open(tmp_path / "library") as opened:
        yield opened


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a good many different articles."""
    path = tmp_path / "articles"
    path.mkdir()
    for number in range(40):
        (path / f"{number:02}.txt").write_text(f"Report number {number}\n\n{TEXT}", "utf-8")
    return path


def run(library: Library, *paths: Path, **options: object) -> tuple[list[Progress], Importer]:
    importer = Importer(library, map(str, paths), model=DEFAULT_MODEL, **options)  # type: ignore[arg-type]
    return list(importer.run()), importer


def outcomes(events: list[Progress]) -> list[str]:
    return [event.outcome for event in events]


def alive(pid: int) -> bool:
    with suppress(OSError):
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        return state != "Z"
    return False


def wait_for(condition: Callable[[], bool], seconds: float = 60) -> bool:
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True


def test_the_samples_once_and_again(library: Library) -> None:
    events, first = run(library, SAMPLES)
    assert outcomes(events) == ["imported"] * 3
    assert [event.source for event in events] == sorted(event.source for event in events)
    assert [(event.done, event.total) for event in events] == [(1, 3), (2, 3), (3, 3)]
    assert (first.summary.imported, first.summary.unchanged, first.summary.failed) == (3, 0, ())
    assert first.summary.words == sum(row.words for row in library.rows())
    names = {mention.text for event in events for mention in library.view(event.article or "").mentions}
    assert {"Liverpool", "Real Madrid"} <= names

    events, second = run(library, SAMPLES)
    assert outcomes(events) == ["unchanged"] * 3
    assert (second.summary.unchanged, second.summary.words) == (3, 0)


def test_nothing_new_starts_no_process(store: Path, tmp_path: Path) -> None:
    (tmp_path / "empty.txt").touch()
    with Library.open(store) as library:
        # A model that does not exist would be an error if any process were started for it.
        importer = Importer(library, [str(SAMPLES), str(tmp_path / "empty.txt")], model="no_such_model")
        assert outcomes(list(importer.run())) == ["unchanged"] * 3 + ["failed"]
        assert importer.pids == []


def test_a_changed_file_updates_its_article(library: Library, tmp_path: Path) -> None:
    file = tmp_path / "story.txt"
    file.write_text('"We won," said Jurgen Klopp on Monday.', "utf-8")
    (before,), _ = run(library, file)
    file.write_text('"We lost," said Jurgen Klopp on Monday.', "utf-8")
    (after,), importer = run(library, file)
    assert after.outcome == "updated"
    assert after.article == before.article
    assert importer.summary.updated == 1
    assert "lost" in library.view(after.article or "").article.text


def test_an_unchanged_text_is_extracted_again_when_asked_for(library: Library, tmp_path: Path) -> None:
    file = tmp_path / "story.txt"
    file.write_text(MATCH, "utf-8")
    _, key = library.put(reading(MATCH, str(file)), extraction(MATCH))
    article = library.document(key).article
    made = library.correct(draft("relabel", article, "Liverpool", after=State(label="GPE")))
    (event,), _ = run(library, file)
    assert (event.outcome, library.document(key).machine.extractor) == ("unchanged", "test 1")
    (event,), importer = run(library, file, again=True)
    assert (event.outcome, event.article, importer.summary.updated) == ("updated", key, 1)
    after = library.document(key)
    assert after.machine.extractor.startswith("pressbox ")
    assert (after.article, after.corrections) == (article, (made,))
    assert library.view(key).effects == {made.id}


def test_failures_are_named_and_the_rest_goes_on(library: Library, tmp_path: Path) -> None:
    (tmp_path / "a-binary.txt").write_bytes(bytes(range(256)) * 20)
    (tmp_path / "b-empty.txt").touch()
    good = tmp_path / "c-good.txt"
    good.write_text(TEXT, "utf-8")
    missing = tmp_path / "missing.txt"
    paths = (tmp_path / "a-binary.txt", tmp_path / "b-empty.txt", missing, good)
    events, importer = run(library, *paths)
    assert outcomes(events) == ["failed", "failed", "failed", "imported"]
    assert [failure.source for failure in importer.summary.failed] == [str(path) for path in paths[:3]]
    assert all(failure.reason and "\n" not in failure.reason for failure in importer.summary.failed)


def test_a_missing_model_is_one_error(library: Library, folder: Path) -> None:
    importer = Importer(library, [str(folder)], model="no_such_model")
    with pytest.raises(ExtractorError, match="no_such_model"):
        list(importer.run())
    assert library.rows() == []


def test_a_process_that_cannot_be_started_leaves_the_work_to_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("store.workers.WORTH_A_WORKER", 1)
    texts = [f"Number {number} met Jurgen Klopp." for number in range(12)]
    with Pool(DEFAULT_MODEL, 3) as pool:
        tickets = pool.submit(texts[:1])
        first = pool.result(60)
        (pid,) = pool.pids
        monkeypatch.setattr(sys, "executable", "/no/such/program")
        for text in texts[1:]:
            tickets += pool.submit([text])
        answers = [first, *(pool.result(60) for _ in texts[1:])]
        assert sorted(ticket for ticket, answer in filter(None, answers) if answer.extraction) == tickets
        assert pool.pids == [pid]
        # With the last process gone, and none to be had in its place, it is an error.
        os.kill(pid, signal.SIGKILL)
        pool.submit(texts[:1])
        with pytest.raises(ExtractorError, match="cannot be started"):
            pool.result(60)


def test_a_source_that_sets_off_an_error_fails_alone(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    good = tmp_path / "good.txt"
    good.write_text(TEXT, "utf-8")
    monkeypatch.setattr(sys, "stdin", io.StringIO("no bytes to be had of this"))
    importer = Importer(library, ["-", str(good)], model=DEFAULT_MODEL)
    assert outcomes(list(importer.run())) == ["failed", "imported"]
    (failure,) = importer.summary.failed
    assert failure.source == "-"
    assert failure.reason.startswith("could not be read: AttributeError: ")


def test_cancelling_keeps_what_is_done(library: Library, folder: Path) -> None:
    done: list[Progress] = []
    pids: list[int] = []
    importer = Importer(library, [str(folder)], model=DEFAULT_MODEL, cancelled=lambda: len(done) >= 3)
    for event in importer.run():
        done.append(event)
        pids += importer.pids
    assert 3 <= len(done) < 40
    assert len(library.rows()) == importer.summary.imported == len(done)
    assert pids
    assert not any(map(alive, pids))
    events, _ = run(library, *sorted(folder.iterdir())[: len(done) + 1])
    assert outcomes(events) == ["unchanged"] * len(done) + ["imported"]


def test_seconds_count_from_the_start(library: Library, folder: Path) -> None:
    importer = Importer(library, [str(folder)], model=DEFAULT_MODEL, jobs=1)
    time.sleep(0.3)
    assert importer.summary.seconds == 0
    start = time.monotonic()
    for _ in importer.run():
        took = time.monotonic() - start
        assert importer.summary.seconds == pytest.approx(took, abs=0.05)


def test_closing_ends_the_processes(library: Library, folder: Path) -> None:
    importer = Importer(library, [str(folder)], model=DEFAULT_MODEL, jobs=1)
    events = importer.run()
    next(events)
    (pid,) = importer.pids
    events.close()
    assert not alive(pid)
    assert len(library.rows()) == 1


def test_a_killed_process_costs_no_article(library: Library, folder: Path) -> None:
    importer = Importer(library, [str(folder)], model=DEFAULT_MODEL, jobs=2)
    events: list[Progress] = []
    for event in importer.run():
        if len(events) == 5:
            os.kill(importer.pids[0], signal.SIGKILL)
        events.append(event)
    assert outcomes(events) == ["imported"] * 40
    assert [event.source for event in events] == [str(path) for path in sorted(folder.iterdir())]


def test_an_article_that_crashes_the_parser_fails_alone(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = crashing_model(tmp_path / "site", monkeypatch)
    for number in range(4):
        (tmp_path / f"{number}.txt").write_text("CRASH now." if number == 1 else f"Number {number} met Jurgen Klopp.")
    importer = Importer(library, [str(tmp_path / f"{n}.txt") for n in range(4)], model=model)
    assert outcomes(list(importer.run())) == ["imported", "failed", "imported", "imported"]
    (failure,) = importer.summary.failed
    assert failure.source.endswith("1.txt")
    assert "signal 11" in failure.reason


def crashing_model(site: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The usual model with one more component, installed as plug-ins are, that brings the process down at a word."""
    info = site / "crashing-1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: crashing\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[spacy_factories]\ncrashing = crashing:make\n")
    (site / "crashing.py").write_text(
        "import os, signal\nfrom spacy.language import Language\n"
        "@Language.factory('crashing')\ndef make(nlp, name):\n"
        "    return lambda doc: os.kill(os.getpid(), signal.SIGSEGV) if 'CRASH' in doc.text else doc\n"
    )
    monkeypatch.syspath_prepend(str(site))
    model = site / "model"
    code = (
        f"import spacy; nlp = spacy.load({DEFAULT_MODEL!r}); nlp.add_pipe('crashing', first=True);"
        f"nlp.to_disk({str(model)!r})"
    )
    path = os.pathsep.join([str(site), os.environ.get("PYTHONPATH", "")])
    subprocess.run([sys.executable, "-c", code], check=True, env={**os.environ, "PYTHONPATH": path})
    return str(model)


def test_no_process_outlives_a_killed_parent(folder: Path, tmp_path: Path) -> None:
    code = (
        "import sys; from store.library import Library; from store.importing import Importer\n"
        "importer = Importer(Library.open(__import__('pathlib').Path(sys.argv[1])), sys.argv[3:], model=sys.argv[2])\n"
        "for event in importer.run(): print(*importer.pids, flush=True)\n"
    )
    command = [sys.executable, "-c", code, str(tmp_path / "library"), DEFAULT_MODEL, str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=SAMPLES.parent) as parent:
        assert parent.stdout is not None
        pids = [int(pid) for pid in parent.stdout.readline().split()]
        parent.kill()
    assert pids
    assert wait_for(lambda: not any(map(alive, pids)))
    with Library.open(tmp_path / "library") as library:
        assert library.rows()
        assert library.problems == []
