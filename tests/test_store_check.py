"""Every kind of damage is found and named; a repair leaves a sound store and every byte that a human wrote."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from store.catching_up import NEW
from store.check import Finding, check
from store.core import INDEX
from store.corrections import State
from store.library import Library, StoreError
from tests.newsroom import MATCH, OTHER, draft, extraction, reading

TEXTS = (MATCH, OTHER, "Madrid, third.", "Klopp, fourth.", "Pep Guardiola, fifth.")


@pytest.fixture
def store(tmp_path: Path) -> Path:
    path = tmp_path / "store"
    with Library.open(path) as library:
        for n, text in enumerate(TEXTS):
            library.put(reading(text, f"/{n}"), extraction(text))
        where = library.document(library.rows()[0].id).article
        library.correct(draft("relabel", where, "Liverpool", after=State(label="GPE")))
        library.correct(draft("relabel", where, "Madrid", after=State(label="ORG"), scope="everywhere"))
        library.refresh()
        library.save_session(library.session("monday"))
    return path


def documents(store: Path) -> list[Path]:
    return sorted((store / "articles").glob("*/*.json"))


def whats(findings: list[Finding]) -> list[str]:
    return [finding.what for finding in findings]


def edited(path: Path, change: Callable[[dict[str, dict[str, dict[str, object]]]], object]) -> None:
    tables = json.loads(path.read_text("utf-8"))
    change(tables)
    path.write_text(json.dumps(tables), "utf-8")


def contents(store: Path) -> set[bytes]:
    """Every file that holds something of a human's."""
    return {p.read_bytes() for p in store.rglob("*") if p.is_file() and not p.name.startswith((INDEX, "pressbox.lock"))}


def test_a_sound_store(store: Path) -> None:
    before = contents(store)
    assert check(store) == check(store, repair=True) == []
    assert contents(store) == before


DAMAGES: list[tuple[str, Callable[[bytes], bytes], str]] = [
    ("half", lambda raw: raw[: len(raw) // 2], "damaged"),
    ("empty", lambda raw: b"", "damaged"),
    ("zeros", lambda raw: bytes(len(raw)), "damaged"),
    ("binary", lambda raw: bytes(range(256)) * 9, "damaged"),
    ("list", lambda raw: b"[]", "damaged"),
    ("foreign", lambda raw: b'{"_default": {"1": {"a": 1}}}', "damaged"),
    ("deep", lambda raw: b"[" * 200_000, "damaged"),
    ("no machine", lambda raw: raw.replace(b'"machine"', b'"engine"'), "damaged"),
    ("number for text", lambda raw: raw.replace(b'"text":"', b'"text":1,"was":"', 1), "damaged"),
    ("surrogate", lambda raw: raw.replace(b'"title":null', b'"title":"\\ud800"'), "damaged"),
    ("invalid utf-8", lambda raw: raw.replace(b'"source":"', b'"source":"\xff', 1), "damaged"),
    ("unknown action", lambda raw: raw.replace(b'"relabel"', b'"translate"'), "is left out"),
    ("newer", lambda raw: raw.replace(b'"version":1', b'"version":99', 1), "newer Pressbox"),
    ("text edited", lambda raw: raw.replace(b"Madrid", b"Sevilla", 1), "not the one that was imported"),
    ("offsets moved", lambda raw: raw.replace(b'"start":', b'"start":1', 1), "do not stand where"),
]


@pytest.mark.parametrize(("damage", "what"), [d[1:] for d in DAMAGES], ids=[d[0] for d in DAMAGES])
def test_damaged_documents(store: Path, damage: Callable[[bytes], bytes], what: str) -> None:
    with Library.open(store) as library:
        key = library.rows()[0].id
    path = store / "articles" / key[:2] / f"{key}.json"
    path.write_bytes(damage(path.read_bytes()))
    before = contents(store)
    found = [f for f in check(store) if what in f.what]
    assert [f.path for f in found] == [str(path.relative_to(store))]
    assert not found[0].repaired
    assert contents(store) == before, "looking changes nothing"
    repaired = check(store, repair=True)
    assert before <= contents(store), "a repair deletes nothing"
    assert [f.repaired for f in repaired if what in f.what] == [what == "damaged"]
    if what == "damaged":
        assert check(store) == []
        with Library.open(store) as library:
            assert len(library.rows()) == len(TEXTS) - 1
            assert library.problems == []


def test_everything_at_once(store: Path, tmp_path: Path) -> None:
    paths = documents(store)
    shelf = store / "articles"
    (shelf / "zz").mkdir()
    (shelf / "00").mkdir(exist_ok=True)
    paths[0].rename(shelf / "00" / paths[0].name if paths[0].parent.name != "00" else shelf / "zz" / paths[0].name)
    (paths[1].parent / "ffffffffffffffff.json").write_bytes(paths[1].read_bytes())  # a copy
    paths[2].rename(paths[2].with_name("my favourite.json"))
    (shelf / "notes.txt").write_text("my notes")
    (paths[3].parent / f".{paths[3].name}.123-abcdef01.tmp").write_text('{"half":')
    (store / ".pressbox.json.123-abcdef01.tmp").write_text("")
    paths[4].rename(tmp_path / "elsewhere.json")
    paths[4].symlink_to(tmp_path / "elsewhere.json")
    os.mkfifo(shelf / "00" / "0011223344556677.json")
    edited(store / "pressbox.json", lambda t: t["sessions"]["1"].update(article="no such article", cursor=9))
    edited(store / "pressbox.json", lambda t: t["rules"].update({"9": {"a": "b"}}))
    before = contents(store)
    found = check(store)
    assert contents(store) == before
    told = " | ".join(f"{f.path}: {f.what}" for f in found)
    for piece in (
        f"{paths[0].name}: the misplaced document",
        "ffffffffffffffff.json: the misplaced document",
        "my favourite.json: the misplaced document",
        "notes.txt: not a part of the store",
        f".{paths[3].name}.123-abcdef01.tmp: left over",
        ".pressbox.json.123-abcdef01.tmp: left over",
        f"{paths[4].name}: not a plain file",
        "0011223344556677.json: not a plain file",
        "session “monday” is in an article that is not there: no such article",
        "entry 9 of “rules”",
    ):
        assert piece in told
    assert not any(f.repaired for f in found)
    repaired = check(store, repair=True)
    assert {f.path for f in repaired if not f.repaired} == {"articles/notes.txt", "pressbox.json"}
    assert {f.what.partition(":")[0] for f in check(store)} == {
        "not a part of the store; left alone",
        "entry 9 of “rules” is left out",
    }
    # The registry was rewritten for the session; everything else is there, byte for byte.
    assert {raw for raw in before if b'"rules"' not in raw} <= contents(store)
    with Library.open(store) as library:
        assert len(library.rows()) == len(TEXTS) - 1, "all but the one that was a link"
        assert library.session("monday").article is None


@pytest.mark.parametrize(
    ("statement", "what"),
    [
        ("UPDATE quotes SET speaker = 'Nobody'", "article"),
        ("DELETE FROM found WHERE entity = 'jurgen-klopp'", "article"),
        ("UPDATE names SET articles = 99 WHERE entity = 'pep-guardiola'", "totals"),
        ("UPDATE log SET force = 0", "article"),
        ("PRAGMA user_version = 99", "another version"),
        ("DROP TABLE log", "damaged"),
    ],
)
def test_an_index_that_says_something_else(store: Path, statement: str, what: str) -> None:
    with Library.open(store) as library:
        expected = library.entities()
        library._index.db.execute(statement)
    found = check(store)
    assert [(f.path, what in f.what, f.repaired) for f in found] == [(INDEX, True, False)]
    assert [f.repaired for f in check(store, repair=True)] == [True]
    assert check(store) == []
    with Library.open(store) as library:
        assert library.entities() == expected


def test_an_index_that_is_only_behind_is_no_fault(store: Path) -> None:
    edited(documents(store)[0], lambda t: t["article"]["1"].update(title="Edited elsewhere"))
    assert check(store) == []
    (store / INDEX).unlink()
    assert check(store) == []


@pytest.mark.parametrize("raw", [None, b"", b"{", b'{"store": {"1": {"format": "x"}}}', b'{"my": {"1": {}}}'])
def test_the_registry(store: Path, raw: bytes | None) -> None:
    path = store / "pressbox.json"
    if raw is None:
        path.unlink()
    else:
        path.write_bytes(raw)
    assert [f.path for f in check(store)] == ["pressbox.json"]
    assert check(store, repair=True)[0].repaired
    assert check(store) == []
    if raw is not None:
        assert (store / "pressbox.json.damaged-1").read_bytes() == raw


def test_a_log_that_does_not_fit_together(store: Path) -> None:
    with Library.open(store) as library:
        key = library.rows()[0].id
    path = store / "articles" / key[:2] / f"{key}.json"

    def twice(tables: dict[str, dict[str, dict[str, object]]]) -> None:
        log = tables["corrections"]
        log["2"] = log["1"]
        log["3"] = {**log["1"], "id": "0" * 18, "action": "undo", "undoes": "nothing"}

    edited(path, twice)
    assert whats(check(store)) == [
        "two corrections have one id",
        f"undo {'0' * 18} takes back a correction that is not there",
    ]


def test_where_nothing_can_be_repaired(store: Path, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no store"):
        check(tmp_path / "nowhere")
    with Library.open(store):
        assert check(store) == []
        with pytest.raises(StoreError, match="cannot be repaired now: process"):
            check(store, repair=True)
    edited(store / "pressbox.json", lambda t: t["store"]["1"].update(format=2))
    with pytest.raises(StoreError, match="newer Pressbox"):
        check(store, repair=True)


@pytest.mark.parametrize("version", ["-1", "0", "true", '"1"', "1.5", "null"])
def test_a_format_that_never_was_is_damage(store: Path, version: str) -> None:
    document = next((store / "articles").rglob("*.json"))
    document.write_text(document.read_text().replace('"version":1,', f'"version":{version},', 1))
    registry = store / "pressbox.json"
    registry.write_text(registry.read_text().replace('"format":1', f'"format":{version}', 1))
    found = {finding.path: finding.what for finding in check(store)}
    assert found["pressbox.json"].startswith("damaged")
    assert found[str(document.relative_to(store))].startswith("damaged")


def test_what_lies_beside_the_parts_of_a_store(store: Path) -> None:
    document = next(store.glob("articles/*/*.json"))
    document.rename(store / "copied-by-hand.json")
    (store / f"index.sqlite3.1-abcd{NEW}").write_bytes(b"half")
    (store / "notes").write_text("mine")
    (store / ".git").mkdir()
    findings = {finding.path: finding for finding in check(store)}
    assert "misplaced document" in findings["copied-by-hand.json"].what
    assert "left over" in findings[f"index.sqlite3.1-abcd{NEW}"].what
    assert findings["notes"].harmless
    assert ".git" not in findings
    check(store, repair=True)
    assert [finding.path for finding in check(store)] == ["notes"]
    assert document.exists()
