"""The power fails after any call of a store's work: what was acknowledged is there, nothing is half there.

Documents are tried on a model of a disk (``tests.disk``). The index is not written through, so it is taken to be gone,
old, or put together from pages of two states.
"""

from __future__ import annotations

import contextlib
import os
import random
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from store import trust
from store.check import check
from store.core import INDEX
from store.corrections import State, new_id
from store.library import Library
from store.lock import WriterLock
from tests import format0
from tests.disk import Call, Recorder, lay_out, power_failures
from tests.newsroom import MATCH, OTHER, draft, extraction, reading
from tests.test_store_faults import told

Step = Callable[[Library], object]


def put(text: str, key: str) -> Step:
    return lambda library: library.put(reading(text, key), extraction(text))


def relabel(words: str, label: str, scope: str = "mention") -> Step:
    def step(library: Library) -> object:
        where = library.document(library.rows()[0].id).article
        return library.correct(draft("relabel", where, words, after=State(label=label), scope=scope))  # type: ignore[arg-type]

    return step


def adopt(library: Library) -> object:
    where = library.document(library.rows()[0].id).article
    return library.adopt(draft("delete-mention", where, "5-2", key=new_id()))


#: Every kind of work that writes, each of which is one write.
WORK: tuple[Step, ...] = (
    put(MATCH, "/a"),
    put(OTHER, "/b"),
    relabel("Liverpool", "GPE"),
    relabel("Madrid", "ORG", "everywhere"),
    lambda library: library.undo(),
    lambda library: library.redo(),
    adopt,
    put(f"{MATCH} More.", "/a"),
    lambda library: library.save_session(replace(library.session("monday"), cursor=7)),
    lambda library: library.rename_session("monday", "tuesday"),
    lambda library: library.save_session(replace(library.session("tuesday"), cursor=8)),
    lambda library: library.delete_session("tuesday"),
)


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Opening what is left of a disk need not wait for the real one."""
    monkeypatch.setattr(os, "fsync", lambda handle: None)


def recorded(root: Path, work: Callable[[Recorder], object]) -> list[Call]:
    with pytest.MonkeyPatch.context() as patch:
        recorder = Recorder(root, patch)
        work(recorder)
    return recorder.calls


def left_over(calls: list[Call], tmp_path: Path, seed: int = 1) -> Iterator[tuple[int, Path]]:
    """Each store that may be left of recorded work, with the number of acknowledgements before."""
    for n, (acknowledged, layout) in enumerate(power_failures(calls, seed)):
        root = tmp_path / f"left-{n}"
        root.mkdir()
        lay_out(layout, root)
        yield acknowledged, root / "store"
        shutil.rmtree(root)


def test_nothing_acknowledged_is_lost_when_the_power_fails(tmp_path: Path, quick: None) -> None:
    states: list[object] = []

    def work(recorder: Recorder) -> None:
        with Library.open(tmp_path / "disk" / "store") as library:
            states.append(told(library))
            recorder.acknowledge()
            for step in WORK:
                step(library)
                library.refresh()
                states.append(told(library))
                recorder.acknowledge()

    (tmp_path / "disk").mkdir()
    calls = recorded(tmp_path / "disk", work)
    assert {call.op for call in calls} == {"mkdir", "create", "write", "sync", "sync folder", "rename", "acknowledge"}
    tried = 0
    for acknowledged, store in left_over(calls, tmp_path):
        with Library.open(store) as library:
            library.refresh()
            assert library.problems == []
            assert told(library) in (states[max(0, acknowledged - 1)], states[min(acknowledged, len(WORK))])
            library.put(reading("Written afterwards."), extraction(""))
            library.save_session(library.session("afterwards"))
        assert {finding.what for finding in check(store)} <= {"left over from a write that did not end"}
        tried += 1
    assert tried > 80


def test_what_a_killed_process_left_is_on_the_disk_before_it_is_built_on(tmp_path: Path, quick: None) -> None:
    """It had made folders and renamed a document, and did not live to sync the folders that they are in."""
    store = tmp_path / "disk" / "store"
    with Library.open(tmp_path / "other") as other:
        _, key = other.put(reading(MATCH, "/a"), extraction(MATCH))
        raw = other._documents.path(key).read_bytes()

    def work(recorder: Recorder) -> None:
        shelf = store / "articles" / key[:2]
        for folder in (store, shelf.parent, shelf):
            os.mkdir(folder)
        handle = os.open(shelf / ".new.tmp", os.O_CREAT | os.O_WRONLY)
        os.write(handle, raw)
        os.fsync(handle)
        os.close(handle)
        os.rename(shelf / ".new.tmp", shelf / f"{key}.json")
        (store / "pressbox.lock").write_text("process 1 since 2026-01-01T00:00:00+00:00\n")
        with Library.open(store) as library:
            assert library.put(reading(MATCH, "/a"), extraction(MATCH)) == ("unchanged", key)
            recorder.acknowledge()

    (tmp_path / "disk").mkdir()
    for acknowledged, left in left_over(recorded(tmp_path / "disk", work), tmp_path):
        if acknowledged:
            with Library.open(left) as library:
                assert [row.id for row in library.rows()] == [key]


def test_only_a_lock_that_was_not_given_back_costs_a_look_at_all_folders(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[Path] = []
    monkeypatch.setattr("store.lock.sync_folders", synced.append)
    for left in (None, "", "process 1 since 2026-01-01T00:00:00+00:00\n"):
        if left is not None:
            (tmp_path / "pressbox.lock").write_text(left)
        assert synced == []
        lock = WriterLock(tmp_path)
        assert lock.acquire() == ""
        lock.release()
    assert synced == [tmp_path]


def test_what_cannot_be_brought_to_the_disk_is_not_built_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(path: Path) -> None:
        raise OSError(5, "Input/output error")

    Library.open(tmp_path).close()
    with monkeypatch.context() as patch:
        patch.setattr("store.lock.sync_folders", broken)
        (tmp_path / "pressbox.lock").write_text("process 1 since 2026-01-01T00:00:00+00:00\n")
        with Library.open(tmp_path) as library:
            assert library.read_only
            assert library.problems == ["The store is open for reading only: Input/output error."]
    with Library.open(tmp_path) as library:
        assert not library.read_only


def test_the_power_fails_while_an_older_store_is_brought_up_to_date(tmp_path: Path, quick: None) -> None:
    store = format0.write(tmp_path / "disk" / "store")
    with Library.open(store, write=False) as library:
        said = told(library)
    before = on_the_disk(tmp_path / "disk")
    calls = recorded(tmp_path / "disk", lambda _: check(store, repair=True))
    assert sum(call.op == "rename" for call in calls) == 1 + len(format0.ARTICLES)
    for acknowledged, left in left_over([*before, Call("acknowledge"), *calls], tmp_path):
        if acknowledged:
            with Library.open(left) as library:
                assert library.problems == []
                assert told(library) == said


def on_the_disk(root: Path) -> list[Call]:
    """The calls that put all that is there on the disk for certain."""
    calls: list[Call] = []
    for n, path in enumerate(sorted(root.rglob("*"))):
        where = str(path.relative_to(root))
        calls.append(Call("mkdir", where) if path.is_dir() else Call("create", where, -n))
        if path.is_file():
            calls += [Call("write", where, -n, path.read_bytes()), Call("sync", where, -n)]
        calls.append(Call("sync folder", os.path.dirname(where)))
    return calls


# the index


@pytest.fixture
def pages(tmp_path: Path) -> tuple[Path, bytes, bytes]:
    """A store, and its index as it was on the disk before its writer worked on it, and in memory afterwards."""
    store = tmp_path / "store"
    with Library.open(store) as library:
        for n in range(12):
            text = f"{MATCH} Part {n}. {OTHER}"
            library.put(reading(text, f"/{n}"), extraction(text))
    library = Library.open(store)
    before = (store / INDEX).read_bytes()
    for row in library.rows():
        where = library.document(row.id).article
        library.correct(draft("relabel", where, "Madrid", after=State(label="ORG"), scope="article"))
        library.correct(draft("delete-mention", where, "Pep Guardiola"))
    after = (store / INDEX).read_bytes()
    library.close()
    return store, before, after


def torn(before: bytes, after: bytes, chance: random.Random) -> bytes:
    """Pages of both; the first one has been written through in any case."""
    size = 4096
    rest = [
        (after if chance.random() < 0.5 else before)[at : at + size].ljust(size, b"\0")
        for at in range(size, len(after), size)
    ]
    return b"".join([after[:size], *rest])


def lists(store: Path) -> object:
    with Library.open(store) as library:
        return library.rows(), library.entities(), [*library.quotes()], library.history(), [*library.search("Madrid")]


def test_a_torn_index_is_not_believed(
    pages: tuple[Path, bytes, bytes], monkeypatch: pytest.MonkeyPatch, quick: None
) -> None:
    store, before, after = pages
    (store / INDEX).unlink()
    right = lists(store)
    monkeypatch.setattr(trust, "run_of_machine", lambda: 6)
    believable = trust.believable
    for careless in (True, False):
        monkeypatch.setattr(trust, "believable", (lambda db: True) if careless else believable)
        chance, wrong = random.Random(5), 0
        for _ in range(20):
            (store / INDEX).write_bytes(torn(before, after, chance))
            wrong += lists(store) != right
        assert (wrong > 0) == careless, "believing it would show wrong lists, and say nothing"


def test_an_index_that_stayed_behind_catches_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, quick: None) -> None:
    """What was closed is on the disk as a whole, and the power failed before anything of a later run was."""
    store = tmp_path / "store"
    with Library.open(store) as library:
        library.put(reading(MATCH, "/a"), extraction(MATCH))
    stale = (store / INDEX).read_bytes()
    with Library.open(store) as library:
        for step in WORK:
            step(library)
    (store / INDEX).unlink()
    right = lists(store)
    (store / INDEX).write_bytes(stale)
    monkeypatch.setattr(trust, "run_of_machine", lambda: 6)
    assert lists(store) == right


def test_whose_writes_are_believed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "i.sqlite3"
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as db:
        assert not trust.believable(db)
        db.execute("CREATE TABLE t (x)")
        trust.begin(db)
        assert trust.believable(db), "a killed process does no harm in this run"
        monkeypatch.setattr(trust, "run_of_machine", lambda: 6)
        assert not trust.believable(db)
        trust.settle(db)
        assert trust.believable(db)
        trust.begin(db)
        monkeypatch.setattr(trust, "run_of_machine", lambda: 10)
        assert not trust.believable(db)
        monkeypatch.setattr(trust, "run_of_machine", lambda: trust._UNKNOWN)
        trust.begin(db)
        assert not trust.believable(db), "where runs cannot be told apart, only what was closed is believed"


def test_one_run_of_the_machine_has_one_number(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    numbers = set()
    for boot in (b"one", b"one", b"two"):
        (tmp_path / "boot").write_bytes(boot)
        monkeypatch.setattr(trust, "_BOOT", tmp_path / "boot")
        numbers.add(trust.run_of_machine())
    assert len(numbers) == 2
    assert not {trust.CLEAN, trust._UNKNOWN, 0} & numbers
    monkeypatch.setattr(trust, "_BOOT", tmp_path / "none")
    assert trust.run_of_machine() == trust._UNKNOWN


def test_an_index_of_another_run_is_made_anew_unless_it_was_closed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = tmp_path / "store"
    library = Library.open(store)
    library.put(reading(MATCH), extraction(MATCH))
    copy = (store / INDEX).read_bytes()
    library.close()
    closed = (store / INDEX).read_bytes()
    monkeypatch.setattr(trust, "run_of_machine", lambda: 6)
    for raw, kept in ((copy, False), (closed, True)):
        (store / INDEX).write_bytes(raw)
        with sqlite3.connect(store / INDEX) as db:
            db.execute("CREATE TABLE witness (x)")
        with Library.open(store, write=False) as reader:
            assert len(reader.rows()) == 1
            assert reader._index.on_disk is kept
        with Library.open(store) as library:
            assert len([*library.search("Klopp")]) == 3
            (found,) = library._index.db.execute("SELECT count(*) FROM sqlite_master WHERE name = 'witness'").fetchone()
            assert found == kept
