"""Two processes and one store: one writes, the other looks on; and what a third party does to the files in between."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from store import following
from store.check import check
from store.core import INDEX
from store.corrections import State
from store.library import Library, StoreError
from tests.newsroom import MATCH, OTHER, draft, extraction, reading

ROOT = Path(__file__).parent.parent

#: A writer that goes through imports, corrections, rules, undos and sessions, and says what it has done.
_WRITER = (sys.executable, "-m", "tests.test_store_crash")

#: A writer that takes the lock, says so, and waits.
_HOLDER = """
import sys, time
from pathlib import Path
from store.library import Library
with Library.open(Path(sys.argv[1])) as library:
    print(library.read_only, flush=True)
    sys.stdin.read()
"""


@contextmanager
def process(*command: str) -> Iterator[subprocess.Popen[bytes]]:
    """A program of this project's, killed at the end if it is still there."""
    running = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    try:
        yield running
    finally:
        running.kill()
        running.communicate()


@pytest.mark.parametrize("end", ["killed", "closed"])
def test_the_lock_is_one_writers_and_free_when_it_is_gone(tmp_path: Path, end: str) -> None:
    store = tmp_path / "store"
    with process(sys.executable, "-c", _HOLDER, str(store)) as holder:
        assert holder.stdout
        assert holder.stdout.readline() == b"False\n"
        with Library.open(store) as second:
            assert second.read_only
            assert second.holder.startswith(f"process {holder.pid} since ")
            with pytest.raises(StoreError, match=f"process {holder.pid} since .* writes to it"):
                second.put(reading(MATCH), extraction(MATCH))
            with pytest.raises(StoreError, match=f"cannot be repaired now: process {holder.pid}"):
                check(store, repair=True)
            assert check(store) == []
        with process(sys.executable, "-c", _HOLDER, str(store)) as third:
            assert third.stdout
            assert third.stdout.readline() == b"True\n"
        if end == "killed":
            holder.send_signal(signal.SIGKILL)
        holder.communicate()
        with Library.open(store) as library:
            assert not library.read_only
            assert library.put(reading(MATCH), extraction(MATCH))[0] == "new"


def test_a_reader_keeps_up_with_a_busy_writer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It never meets an error or half a document, and always sees at least what the writer has acknowledged."""
    store = tmp_path / "store"
    monkeypatch.setattr(following, "_FRESH", 0.0)
    with process(*_WRITER, str(store), "1") as writer:
        assert writer.stdout
        writer.stdout.readline()
        os.set_blocking(writer.stdout.fileno(), False)
        rest, looks, seen = b"", 0, 0
        texts: dict[str, set[str]] = {}
        done: set[str] = set()
        with Library.open(store, write=False) as reader:
            end = time.monotonic() + 1.5
            while time.monotonic() < end:
                *lines, rest = (rest + (writer.stdout.read() or b"")).split(b"\n")
                newest: dict[str, str] = {}
                for kind, what, more in map(json.loads, lines):
                    if kind in ("import", "update"):
                        newest[what] = more
                        texts.setdefault(what, set()).add(more)
                    elif kind in ("correct", "undo", "redo"):
                        done.add(what)
                reader.refresh()
                rows = {row.id for row in reader.rows()}
                assert texts.keys() <= rows
                for key, text in newest.items():
                    # What is there is what was said last, or later: the writer does not wait.
                    found = reader.view(key).article.text
                    assert found == text or found not in texts[key]
                assert done <= {c.id for c, _ in reader.history(limit=-1)}
                assert reader.entities("klopp")
                assert reader.search("Klopp")
                looks, seen = looks + 1, len(rows)
            assert reader.problems == []
        assert writer.poll() is None
    assert looks > 3
    assert seen > 3


def test_a_reader_has_nothing_old_in_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(following, "_FRESH", 0.0)
    with Library.open(tmp_path / "store") as library:
        _, key = library.put(reading(MATCH, "/a"), extraction(MATCH))
        with Library.open(tmp_path / "store", write=False) as reader:
            before = reader.document(key)
            library.correct(draft("relabel", before.article, "Liverpool", after=State(label="GPE")))
            library.put(reading(f"{MATCH} More.", "/a"), extraction(f"{MATCH} More."))
            reader.refresh()
            assert reader.document(key) == library.document(key) != before
            assert reader.view(key) == library.view(key)


# a third party: git pull, rsync, an editor


def pulled(store: Path, change: Callable[[Path], object]) -> None:
    """Do something to the files as version control does: new files, renamed over the old ones."""
    copy = Path(shutil.copytree(store, store.with_name("theirs")))
    change(copy)
    theirs = {p.relative_to(copy) for p in copy.rglob("*.json")}
    for path in {p.relative_to(store) for p in store.rglob("*.json")} - theirs:
        (store / path).unlink()
    for path in theirs:
        if not (store / path).exists() or (store / path).read_bytes() != (copy / path).read_bytes():
            (store / path).parent.mkdir(exist_ok=True)
            (copy / path).replace(store / path)
    shutil.rmtree(copy)


def edited(path: Path, change: Callable[[dict[str, Any]], object]) -> None:
    tables = json.loads(path.read_text("utf-8"))
    change(tables)
    path.write_text(json.dumps(tables), "utf-8")


def their_work(store: Path) -> None:
    """A correction, an undo, a rule, a new article and one that is gone."""
    with Library.open(store) as theirs:
        _, second, third = theirs.rows()
        where = theirs.document(second.id).article
        theirs.correct(draft("relabel", where, "Liverpool", after=State(label="GPE")))
        theirs.undo()
        theirs.correct(draft("relabel", where, "Real Madrid", after=State(label="GPE")))
        theirs.correct(draft("relabel", where, "Madrid", nth=1, after=State(label="ORG"), scope="everywhere"))
        theirs.put(reading("Klopp is new.", "/new"), extraction("Klopp is new."))
        gone = store / "articles" / third.id[:2] / f"{third.id}.json"
        gone.unlink()


def same_length(store: Path) -> None:
    """A correction's label and a rule's are edited, ids and sizes stay."""
    for path in store.rglob("*.json"):
        raw = path.read_bytes()
        path.write_bytes(raw.replace(b'"after":{"label":"GPE"}', b'"after":{"label":"FAC"}'))


@pytest.mark.parametrize("opened", [False, True], ids=["between openings", "under a reader"])
def test_what_a_third_party_changed_is_seen(tmp_path: Path, opened: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(following, "_FRESH", 0.0)
    store = tmp_path / "store"
    with Library.open(store) as library:
        for n, text in enumerate((MATCH, OTHER, "Madrid, third.")):
            library.put(reading(text, f"/{n}"), extraction(text))
        where = library.document(library.rows()[0].id).article
        library.correct(draft("relabel", where, "Liverpool", after=State(label="GPE")))
        library.correct(draft("relabel", where, "Pep Guardiola", after=State(label="GPE"), scope="everywhere"))
    for change in (their_work, same_length):
        reader = Library.open(store, write=False)
        for row in reader.rows():
            reader.view(row.id)
        if opened:
            pulled(store, change)
            reader.refresh()
        else:
            reader.close()
            pulled(store, change)
            reader = Library.open(store, write=False)
        with reader, Library.open(Path(shutil.copytree(store, tmp_path / "fresh"))) as fresh:
            (tmp_path / "fresh" / INDEX).unlink()
            for library in (reader, fresh):
                library.refresh()
                assert library.problems == []
            for say in (told, lambda library: library.entities(), lambda library: [*library.search("Klopp")]):
                assert say(reader) == say(fresh)
        shutil.rmtree(tmp_path / "fresh")
        with Library.open(store) as library:
            assert library.correct(draft("review", where, after=State(reviewed=change is their_work))).id
        assert check(store) == []
    with Library.open(store) as library:
        assert {e.label for e in library.entities("guardiola")} == {"FAC"}


def told(library: Library) -> object:
    return [library.view(row.id) for row in library.rows()], library.history(limit=-1), library.everywhere()
