"""Stores of older formats are read as they are, become of today's write by write, and lose nothing on the way."""

from __future__ import annotations

import copy
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from store import documents
from store.check import check
from store.corrections import State
from store.documents import decode, digest
from store.library import Library, StoreError
from store.migrations import ARTICLE, STORE, CurrentStorage, Format, NewerError, Tables
from store.storage import UnreadableError
from tests import format0
from tests.newsroom import MATCH, draft, extraction, reading

KEY = format0.key(MATCH)


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return format0.write(tmp_path / "store")


def files(store: Path) -> dict[str, bytes]:
    return {str(p.relative_to(store)): p.read_bytes() for p in sorted(store.rglob("*.json"))}


def version(raw: bytes) -> object:
    return json.loads(raw)["article"]["1"].get("version")


def told(library: Library) -> object:
    """Everything that a store says of its articles and sessions."""
    views = [(row, library.view(row.id), library.document(row.id).corrections) for row in library.rows()]
    return views, library.history(), library.entities(), [*library.quotes()], library.sessions(), library.everywhere()


def read(store: Path) -> object:
    with Library.open(store, write=False) as library:
        assert library.problems == []
        return told(library)


# one document


def test_an_older_document_says_what_todays_would() -> None:
    for source, text in format0.ARTICLES.items():
        found = decode(json.dumps(format0.document(source, text)).encode())
        assert found.problems == ()
        assert found.article.digest == digest(text)
        assert found.article.key == (source if source != "notes.txt" else "")
        spans = [(m.start, m.end, m.text, m.label) for m in extraction(text).mentions]
        assert [(m.start, m.end, m.text, m.label) for m in found.machine.mentions] == spans
        assert {m.entity for m in found.machine.mentions} == {e.id for e in found.machine.entities}
        assert [q.segments for q in found.machine.quotes] == [q.segments for q in extraction(text).quotes]
        assert {q.speaker.entity for q in found.machine.quotes} <= {e.id for e in found.machine.entities}


def test_steps_change_nothing_that_they_are_given() -> None:
    for form, tables in ((ARTICLE, format0.document("/a", MATCH)), (STORE, format0.registry())):
        before = copy.deepcopy(tables)
        assert form.upgraded(tables) != before
        assert tables == before


def test_what_no_step_knows_is_carried_along() -> None:
    tables = format0.document("/a", MATCH)
    tables["article"]["1"]["mood"] = "grim"
    tables["edits"]["9"] = "words"
    tables["more"] = {"1": {"a": 1}}
    upgraded = ARTICLE.upgraded(tables)
    assert upgraded["article"]["1"]["mood"] == "grim"
    assert upgraded["more"] == {"1": {"a": 1}}
    assert upgraded["corrections"]["9"] == "words"
    assert [p[:7] for p in decode(json.dumps(tables).encode()).problems] == ["entry 9"]


def test_each_format_goes_through_the_steps_that_are_left() -> None:
    def step(n: int) -> Callable[[Tables], Tables]:
        return lambda tables: {**tables, "seen": {**tables.get("seen", {}), str(n): {}}}

    form = Format("head", "version", (step(0), step(1), step(2)))
    for n in range(4):
        head = {"version": n} if n else {}
        found = form.upgraded({"head": {"1": {**head, "x": 1}, "2": {}}})
        assert found["head"] == {"1": {"version": 3, "x": 1}, "2": {}}
        assert list(found.get("seen", {})) == [str(k) for k in range(n, 3)]
    with pytest.raises(NewerError, match="format 4, this program reads up to 3"):
        form.upgraded({"head": {"1": {"version": 4}}})


@pytest.mark.parametrize("stated", [0, -1, True, "1", 1.5, None, [1]])
def test_what_is_no_format(stated: object) -> None:
    for form in (ARTICLE, STORE):
        with pytest.raises(UnreadableError, match="there is no format"):
            form.upgraded({form.table: {"1": {form.field: stated}}})


@pytest.mark.parametrize(
    "change",
    [
        lambda t: t["machine"]["1"].pop("names"),
        lambda t: t["machine"]["1"].update(names=[{"start": 1}]),
        lambda t: t["machine"]["1"].update(quotes=[5]),
        lambda t: t["article"]["1"].update(text=None),
        lambda t: t["article"]["1"].update(text="\ud800"),
        lambda t: t["article"].update({"1": [1]}),
        lambda t: t.pop("machine"),
        lambda t: t.update(edits={"1": 1}, machine={"1": []}),
    ],
)
def test_a_damaged_older_document_is_damaged(change: Callable[[dict[str, Any]], object]) -> None:
    tables = format0.document("/a", MATCH)
    change(tables)
    with pytest.raises(UnreadableError):
        decode(json.dumps(tables).encode())


def test_todays_documents_take_no_detour(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    check(store, repair=True)
    monkeypatch.setattr(documents, "_upgraded", None)
    for name, raw in files(store).items():
        if name != "pressbox.json":
            assert decode(raw).article.id in name
    with pytest.raises(TypeError):
        decode(json.dumps(format0.document("/a", MATCH)).encode())


# a whole store


def test_reading_changes_nothing(store: Path) -> None:
    before = files(store)
    with Library.open(store, write=False) as library:
        assert library.problems == []
        assert [row.source for row in library.rows()] == sorted(format0.ARTICLES, key=lambda s: library_order(s))
        view = library.view(KEY)
        assert [m.label for m in view.mentions if m.text == "Liverpool"] == ["GPE", "ORG", "ORG"]
        assert "5-2" in [m.text for m in view.mentions]
        assert [(c.id, held) for c, held in library.history()] == [
            (format0.UNDONE, False),
            (format0.RELABELLED, True),
        ]
        assert library.session("first").cursor == 17
    assert files(store) == before


def library_order(source: str) -> str:
    """All were imported at the same time; the index goes through them by id."""
    return format0.key(format0.ARTICLES[source])


def test_opening_for_writing_brings_only_the_registry_up_to_date(store: Path) -> None:
    before, said = files(store), read(store)
    with Library.open(store) as library:
        assert told(library) == said
    changed = {name for name, raw in files(store).items() if raw != before[name]}
    assert changed == {"pressbox.json"}
    tables = json.loads((store / "pressbox.json").read_bytes())
    assert tables["store"]["1"] == {"program": "pressbox", "created": "2020-01-01", "format": STORE.newest}
    assert tables["rules"] == {}
    assert read(store) == said


def test_an_older_program_refuses_the_store_from_then_on(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Library.open(store).close()
    monkeypatch.setattr("store.registry.STORE", STORE._replace(steps=()))
    with pytest.raises(StoreError, match=r"needs a newer Pressbox: format 1, this program reads up to 0\.$"):
        Library.open(store)


def test_a_document_is_of_todays_format_from_its_next_write(store: Path) -> None:
    before = files(store)
    with Library.open(store) as library:
        where = library.document(KEY).article
        library.correct(draft("relabel", where, "Madrid", after=State(label="ORG")))
        library.correct(draft("relabel", where, "Klopp", nth=1, after=State(label="ORG"), scope="everywhere"))
        library.save_session(replace(library.session("first"), cursor=18))
        library.refresh()
        said = told(library)
    after = files(store)
    name = str(format0.path(store, MATCH).relative_to(store))
    assert {n for n, raw in after.items() if raw != before[n]} == {"pressbox.json", name}
    tables = json.loads(after[name])
    assert set(tables) == {"article", "machine", "corrections"}
    assert tables["article"]["1"]["version"] == ARTICLE.newest
    assert [c["id"] for c in tables["corrections"].values()][:2] == [format0.RELABELLED, format0.UNDONE]
    assert not any({"at", "old", "new"} & set(c) for c in tables["corrections"].values())
    assert read(store) == said


def test_an_older_article_is_updated(store: Path) -> None:
    with Library.open(store) as library:
        assert library.put(reading(MATCH, "/elsewhere"), extraction(MATCH)) == ("unchanged", KEY)
        text = f"{MATCH} More."
        assert library.put(reading(text, "/news/match.txt"), extraction(text)) == ("updated", KEY)
        assert [m.label for m in library.view(KEY).mentions if m.text == "Liverpool"] == ["GPE", "ORG", "ORG"]
        said = told(library)
    assert "edits" not in json.loads(format0.path(store, MATCH).read_bytes())
    assert read(store) == said


def test_a_repair_brings_all_up_to_date(store: Path) -> None:
    before, said = files(store), read(store)
    found = check(store)
    assert files(store) == before
    assert [(f.path, f.harmless, f.repaired) for f in found] == [
        ("pressbox.json", True, False),
        ("articles", True, False),
    ]
    assert found[1].what.startswith("3 documents are of an older format")
    assert all(f.repaired for f in check(store, repair=True))
    assert {version(raw) for name, raw in files(store).items() if name != "pressbox.json"} == {ARTICLE.newest}
    assert check(store) == []
    assert read(store) == said


@pytest.mark.parametrize("at", range(4))
def test_a_crash_on_the_way_leaves_every_document_readable(
    store: Path, at: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    said, calls, real = read(store), [], os.replace

    def crash(*args: Any, **options: Any) -> None:
        calls.append(args)
        if len(calls) > at:
            raise KeyboardInterrupt
        real(*args, **options)

    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", crash)
        with pytest.raises(KeyboardInterrupt):
            check(store, repair=True)
    formats = [version(raw) for name, raw in files(store).items() if name != "pressbox.json"]
    assert formats.count(ARTICLE.newest) == max(0, at - 1)
    assert read(store) == said
    with Library.open(store) as library:
        assert told(library) == said
        library.correct(draft("relabel", library.document(KEY).article, "Madrid", after=State(label="ORG")))
    check(store, repair=True)
    assert check(store) == []


def test_where_it_cannot_be_written_an_older_store_is_read(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said = read(store)

    def full(*args: Any, **options: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    with Library.open(store) as library:
        assert library.read_only
        assert library.problems == [
            "The store is open for reading only: pressbox.json is of an older format: No space left on device."
        ]
        assert told(library) == said


def test_a_document_that_became_newer_meanwhile_is_not_written_over(store: Path) -> None:
    check(store, repair=True)
    with Library.open(store) as library:
        where = library.document(KEY).article
        path = format0.path(store, MATCH)
        status = path.stat()
        path.write_bytes(path.read_bytes().replace(b'"version":1', b'"version":2', 1))
        os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))  # so that nobody notices before the write
        before = path.read_bytes()
        with pytest.raises(StoreError, match="Not saved: format 2, this program reads up to 1"):
            library.correct(draft("relabel", where, "Madrid", after=State(label="ORG")))
    assert path.read_bytes() == before


def test_nothing_is_there_to_be_changed(tmp_path: Path) -> None:
    assert CurrentStorage(tmp_path / "a.json", ARTICLE).read() is None
