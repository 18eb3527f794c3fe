"""A store damaged in every way we could think of: what is sound stays in reach, and nothing is ever deleted.

For each damage: the store opens, or refuses in one line; ``check`` names the file and says what is wrong with it in one
line and changes nothing; a repair mends what can be mended and keeps every byte; a second ``check`` has nothing new.
"""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

import pytest

from store import trust
from store.check import Finding, check
from store.core import INDEX
from store.corrections import State
from store.library import Library, StoreError
from store.storage import as_written, doubled, parse, serialise, untangled
from tests.damages import DAMAGES, DOCUMENT, REGISTRY, TEXTS, Damage, twice
from tests.newsroom import draft, extraction, reading


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with something of everything. Not to be written to."""
    path = tmp_path_factory.mktemp("sound") / "store"
    with Library.open(path) as library:
        for n, text in enumerate(TEXTS):
            library.put(reading(text, f"/{n}"), extraction(text))
        where = library.document(library.rows()[0].id).article
        library.correct(draft("relabel", where, "Liverpool", after=State(label="GPE")))
        library.correct(draft("delete-mention", where, "5-2"))
        library.undo()
        library.correct(draft("relabel", where, "Madrid", after=State(label="ORG"), scope="everywhere"))
        library.refresh()
        library.save_session(library.session("monday"))
    assert check(path) == []
    return path


@pytest.fixture
def store(sound: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A store of the test's own; nobody waits for the disk."""
    monkeypatch.setattr(os, "fsync", lambda handle: None)
    monkeypatch.setattr(trust, "_write_through", lambda db, mark: db.execute(f"PRAGMA application_id = {mark}"))
    return Path(shutil.copytree(sound, tmp_path / "store"))


@pytest.fixture(params=DAMAGES, ids=[damage.name for damage in DAMAGES])
def damage(request: pytest.FixtureRequest, store: Path) -> Damage:
    """One of the damages, done to ``store``."""
    done: Damage = request.param
    done.do(store, store / "articles" / DOCUMENT[:2] / DOCUMENT)
    return done


def contents(store: Path) -> set[bytes]:
    """What every file in and beside the store holds, the index excepted."""
    files = (p for p in store.parent.rglob("*") if p.is_file() and not p.is_symlink())
    return {p.read_bytes() for p in files if not p.name.startswith((INDEX, "pressbox.lock"))}


def texts(library: Library) -> list[str]:
    """The texts of the articles that can be read, the damaged one's aside."""
    found = [library.view(row.id).article.text for row in library.rows()]
    return [text for text in found if text in TEXTS[1:]]


def one_line_each(lines: list[str]) -> bool:
    return all(line and "\n" not in line for line in lines)


def test_there_are_many() -> None:
    names = [damage.name for damage in DAMAGES]
    assert len(names) == len(set(names)) >= 50


@pytest.mark.parametrize("write", [False, True], ids=["reading", "writing"])
def test_a_damaged_store_is_opened(damage: Damage, store: Path, write: bool) -> None:
    before = contents(store)
    if damage.refused:
        with pytest.raises(StoreError, match=r"^The store at .+ needs a newer Pressbox: .+\.$"):
            Library.open(store, write=write)
    else:
        with Library.open(store, write=write) as library:
            assert texts(library) == list(TEXTS[1:])
            assert len(library.rows()) == len(TEXTS) - damage.gone
            assert one_line_each(library.problems)
            assert not damage.gone or damage.path or len(library.problems) == 1
            assert damage.path == INDEX or library.search("Klopp")
    after = contents(store)
    assert before <= after if write else before == after


def test_damage_is_named_and_mended(damage: Damage, store: Path) -> None:
    before = contents(store)
    if damage.refused:
        for repair in (False, True):
            with pytest.raises(StoreError, match="needs a newer Pressbox"):
                check(store, repair=repair)
        assert contents(store) == before
        return
    path = damage.path or DOCUMENT
    found = named(check(store), damage, path)
    assert not any(f.repaired for f in found)
    assert contents(store) == before, "looking changes nothing"
    repaired = check(store, repair=True)
    assert before <= contents(store), "a repair deletes nothing"
    assert all(f.repaired == damage.mended for f in named(repaired, damage, path))
    left = check(store)
    assert told(left) <= told([f for f in repaired if not f.repaired])
    assert (left == []) == damage.mended
    with Library.open(store) as library:
        assert texts(library) == list(TEXTS[1:])
        assert not library.read_only
        assert not damage.mended or library.problems == []
        library.save_session(library.session("afterwards"))


def told(findings: list[Finding]) -> set[tuple[str, str]]:
    """What findings say, whether or not a repair was tried."""
    return {(f.path, f.what.partition("; it could not be repaired")[0]) for f in findings}


def named(findings: list[Finding], damage: Damage, path: str) -> list[Finding]:
    """The findings that tell of a damage; there is no other, and each is a line."""
    assert all(path in f.path for f in findings)
    assert one_line_each([f.what for f in findings])
    found = [f for f in findings if re.search(damage.what, f.what)]
    assert found
    assert [f.harmless for f in found] == [damage.harmless] * len(found)
    return found


# entries of one number


def test_two_entries_of_one_number_are_never_written_over(store: Path) -> None:
    """A merge by hand may leave them; TinyDB and JSON see the last one only, so the next write would lose the first."""
    path = store / "articles" / DOCUMENT[:2] / DOCUMENT
    twice("corrections", "1")(store, path)
    twice("rules", "1")(store, store / REGISTRY)
    before = contents(store)
    with Library.open(store) as library:
        where = library.document(path.stem).article
        for scope in ("mention", "everywhere"):
            with pytest.raises(StoreError, match=r"^Not saved: it has two entries of one name \(1\), to be mended"):
                library.correct(draft("relabel", where, "Klopp", nth=1, after=State(label="ORG"), scope=scope))
        log, rules = library.document(path.stem).corrections, library.everywhere()
    assert contents(store) == before
    check(store, repair=True)
    with Library.open(store) as library:
        assert set(log) < set(library.document(path.stem).corrections)
        assert set(rules) < set(library.everywhere())
        assert library.correct(draft("relabel", where, "Klopp", nth=1, after=State(label="ORG"))).id


def test_rows_are_told_apart() -> None:
    tables = {"log": {"1": {"a": 1}, "2": {"b": [{"c": "x"}]}}, "empty": {}}
    assert as_written(serialise(tables), tables)
    assert doubled(serialise(tables)) == []
    raw = b'{"log": {\n"1":{"a":1},\n"2":{"b":1},\n"1":{"a":2},\n"1":{"a":2}\n},\n"log": {\n"2":{"b":3}\n}}\n'
    assert not as_written(raw, parse(raw))
    assert set(doubled(raw)) == {"1", "log"}
    assert untangled(raw) == {"log": {"1": {"a": 2}, "2": {"b": 3}, "3": {"a": 1}, "4": {"b": 1}}}
    for deep in (b'{"log": {"1": {"a": 1, "a": 2}}}', b'{"log": {"1": [{"b": [{"a": 1, "a": 2}]}]}}'):
        with pytest.raises(ValueError, match="a field stands there twice"):
            untangled(deep)
