"""The store as its users have it: imports, corrections, undo and redo, opening again, two at a time, damage."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from msgspec.structs import replace
from tinydb import TinyDB

from store import drafts, lock
from store.check import check
from store.corrections import Anchor, Correction, State, new_id
from store.errors import NoEffectError
from store.library import Library, Status, StoreError
from store.model import LABELS, Article, Span, Speaker
from store.registry import NAME
from tests.newsroom import MATCH, OTHER, draft, extraction, reading


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "store"


@pytest.fixture
def library(path: Path) -> Iterator[Library]:
    with Library.open(path) as opened:
        yield opened


def put(library: Library, text: str, key: str = "", title: str | None = None) -> tuple[Status, str]:
    return library.put(reading(text, key, title), extraction(text))


def stored(library: Library, text: str, key: str = "") -> Article:
    return library.document(put(library, text, key)[1]).article


def file_of(path: Path, key: str) -> Path:
    return path / "articles" / key[:2] / f"{key}.json"


def labels(library: Library, key: str, words: str) -> list[str]:
    return [m.label for m in library.view(key).mentions if m.text == words]


RELABEL = (State(label="ORG"), State(label="GPE"))


def relabel(article: Article, **options: object) -> Correction:
    return draft("relabel", article, "Liverpool", before=RELABEL[0], after=RELABEL[1], **options)  # type: ignore[arg-type]


# importing


def test_new_unchanged_updated(library: Library) -> None:
    assert library.status("/a", "0" * 64) == ("new", None)
    status, key = put(library, MATCH, "/a")
    assert status == "new"
    assert put(library, MATCH, "/a") == ("unchanged", key)
    assert put(library, MATCH, "/b") == ("unchanged", key), "the same text under another name"
    assert put(library, OTHER, "/a") == ("updated", key)
    assert library.view(key).article.text == OTHER
    assert [row.id for row in library.rows()] == [key]
    # Its first text is known no more; under a new name it is a new article, with another id.
    status, other = put(library, MATCH, "/b")
    assert (status, other == key) == ("new", False)
    # Text from standard input has no source: only the text counts.
    assert put(library, MATCH + ".", "")[0] == put(library, MATCH + "..", "")[0] == "new"


def test_unchanged_writes_nothing(library: Library, path: Path) -> None:
    key = put(library, MATCH, "/a")[1]
    before = file_of(path, key).stat()
    put(library, MATCH, "/a")
    assert file_of(path, key).stat() == before


def test_an_update_keeps_corrections_and_place_in_the_list(library: Library, path: Path) -> None:
    article = stored(library, MATCH, "/a")
    put(library, OTHER, "/b")
    library.correct(relabel(article, nth=1))
    library.correct(draft("review", article, after=State(reviewed=True), scope="article"))
    put(library, "A new first line.\n" + MATCH, "/a")
    assert library.rows()[0].id == article.id
    assert labels(library, article.id, "Liverpool") == ["ORG", "GPE", "ORG"]
    row = library.rows()[0]
    assert (row.reviewed, row.human, row.imported) == (True, 1, article.imported)
    library.close()
    with Library.open(path) as again:
        assert again.rows()[0] == row
        assert labels(again, article.id, "Liverpool") == ["ORG", "GPE", "ORG"]


def test_rows_say_what_the_list_shows(library: Library) -> None:
    put(library, MATCH, "/a", "Klopp's lament")
    put(library, "\n  " + "word " * 30 + "\nsecond line", "/b")
    first, second = library.rows()
    assert (first.title, first.source, first.words) == ("Klopp's lament", "/a", len(MATCH.split()))
    assert (first.entities, first.quotes, first.language) == (5, 3, "en")
    assert second.title == "word " * 12 + "word…"
    assert first.imported < second.imported


def test_entities_are_the_same_across_articles(library: Library) -> None:
    put(library, MATCH, "/a")
    put(library, OTHER, "/b")
    assert {hit.text for hit in library.mentions("jurgen-klopp")} == {"Jurgen Klopp", "Klopp"}
    assert len({hit.article for hit in library.mentions("jurgen-klopp")}) == 2


def test_a_bare_last_name_is_whoever_keeps_the_same_company(library: Library) -> None:
    """Of the Kellys of a store, an article about Liverpool means the one who is found with Liverpool."""

    def imported(text: str, names: dict[str, str]) -> set[str]:
        key = library.put(reading(text), extraction(text, names))[1]
        return {entity.id for entity in library.view(key).entities}

    club, city = {"Liverpool": "ORG"}, {"Dublin": "GPE"}
    imported("Ned Kelly plays for Liverpool.", {"Ned Kelly": "PERSON", **club})
    imported("Ruth Kelly met Labour in Dublin.", {"Ruth Kelly": "PERSON", "Labour": "ORG", **city})
    assert "ned-kelly" in imported("Kelly scored for Liverpool.", {"Kelly": "PERSON", **club})
    assert "ruth-kelly" in imported("Labour backs Kelly.", {"Kelly": "PERSON", "Labour": "ORG"})
    assert "kelly" in imported("Kelly sang in Dublin.", {"Kelly": "PERSON", **city}), "a city is no company"
    both = imported("Labour invites Liverpool and Kelly.", {"Kelly": "PERSON", "Labour": "ORG", **club})
    assert "kelly" in both, "it could be either"


def test_text_that_cannot_be_written_is_refused(library: Library, path: Path) -> None:
    with pytest.raises(StoreError, match="Not saved"):
        library.put(replace(reading("x"), text="\ud800"), extraction("x"))
    with pytest.raises(StoreError, match="Not saved"):
        library.put(replace(reading("x"), title="\ud800"), extraction("x"))
    assert library.rows() == []
    assert put(library, MATCH)[0] == "new"


def test_documents_are_plain_tinydb(library: Library, path: Path) -> None:
    article = stored(library, MATCH, "/a")
    done = library.correct(relabel(article))
    with TinyDB(file_of(path, article.id), encoding="utf-8", access_mode="r") as db:
        assert db.tables() == {"article", "machine", "corrections"}
        assert db.table("article").all()[0]["text"] == MATCH
        assert db.table("corrections").all()[0]["id"] == done.id
    with TinyDB(path / "pressbox.json", encoding="utf-8", access_mode="r") as db:
        assert db.tables() == {"store", "rules", "sessions"}
        assert db.table("store").all()[0]["format"] == 1


def test_a_source_that_no_text_can_name_is_refused(library: Library) -> None:
    assert library.status("/\udcff", "\udcff") == ("new", None)
    with pytest.raises(StoreError, match="Not saved"):
        put(library, MATCH, "/\udcff")


def test_files_are_the_owners_alone(library: Library, path: Path) -> None:
    put(library, MATCH)
    for found in path.rglob("*"):
        assert found.stat().st_mode & 0o077 == 0, found
    assert path.stat().st_mode & 0o077 == 0


# correcting


def test_a_correction_is_completed_seen_and_kept(library: Library, path: Path) -> None:
    article = stored(library, MATCH, "/a")
    done = library.correct(replace(relabel(article, session="desk"), id="x", time="y", who="z"))
    assert (len(done.id), done.time[:2], done.session) == (18, "20", "desk")
    assert done.who not in ("", "z")
    assert library.document(article.id).corrections == (done,)
    assert labels(library, article.id, "Liverpool") == ["GPE", "ORG", "ORG"]
    assert library.rows()[0].human == 1
    assert {e.id for e in library.entities("liverpool")} == {"liverpool", "liverpool-gpe"}
    library.close()
    with Library.open(path) as again:
        assert again.document(article.id).corrections == (done,)
        assert again.history() == [(done, True)]


def test_ids_grow_across_articles_and_restarts(path: Path) -> None:
    ids: list[str] = []
    for _ in range(3):
        with Library.open(path) as library:
            for text in (MATCH, OTHER):
                article = stored(library, text)
                action = "relabel" if not ids or len(ids) < 2 else "review"
                after = State(reviewed=len(ids) < 4) if action == "review" else State(label="GPE")
                words = "" if action == "review" else "Liverpool"
                ids.append(library.correct(draft(action, article, words, after=after)).id)  # type: ignore[arg-type]
    assert ids == sorted(set(ids))


@pytest.mark.parametrize(
    ("broken", "why"),
    [
        ({"action": "shout"}, "no correction"),
        ({"scope": "galaxy"}, "no correction"),
        ({"article": "nowhere"}, "no article"),
        ({"article": "../../etc/passwd"}, "no article"),
        ({"article": ""}, "needs its article"),
        ({"article": None}, "no correction"),
        ({"session": "\ud800"}, "no correction"),
        ({"anchor": Anchor(0, 9, "\udfff")}, "no correction"),
        ({"anchor": None, "before": State()}, "needs the text"),
        ({"anchor": Anchor(5, 5, "")}, "needs the text"),
        ({"anchor": Anchor(5, 8, "Liverpudlian")}, "nothing here"),
        ({"anchor": Anchor(-9, -1, "Liverpool")}, "nothing here"),
        ({"after": State(label="FOOTBALL")}, "no label"),
        ({"after": State()}, "does not say what it makes: label"),
        ({"action": "move-mention"}, "does not say what it makes: start, end, text"),
        ({"action": "undo", "undoes": "0" * 18}, "Undo and redo"),
        ({"action": "review", "scope": "everywhere"}, "cannot hold everywhere"),
        ({"action": "set-kind", "after": State(kind="partial")}, "nothing here"),
        ({"before": State(name="x" * 10), "after": State(name="\ud83d")}, "no correction"),
    ],
)
def test_what_makes_no_sense_is_refused_in_words(
    library: Library, path: Path, broken: dict[str, object], why: str
) -> None:
    article = stored(library, MATCH)
    before = file_of(path, article.id).read_bytes()
    with pytest.raises(StoreError, match=why) as caught:
        library.correct(replace(relabel(article), **broken))
    assert "\n" not in str(caught.value)
    assert file_of(path, article.id).read_bytes() == before
    assert library.correct(relabel(article)).id


def test_what_changes_nothing_is_refused(library: Library) -> None:
    article = stored(library, MATCH)
    library.correct(relabel(article))
    with pytest.raises(StoreError, match="nothing here"):
        library.correct(relabel(article))
    library.correct(draft("delete-mention", article, "Madrid"))
    with pytest.raises(StoreError, match="nothing here"):
        library.correct(draft("delete-mention", article, "Madrid"))


def test_a_rule_holds_everywhere_now_and_in_future_imports(library: Library, path: Path) -> None:
    article = stored(library, MATCH, "/a")
    other = stored(library, OTHER, "/b")
    untouched = stored(library, "Nothing of the kind.", "/c")
    before = file_of(path, other.id).read_bytes()
    library.correct(relabel(article, scope="everywhere"))
    assert library.rows()[0].human == 1, "where it was made it shows at once"
    assert library.refresh(0) == 1, "only the articles with the words in them are behind"
    assert labels(library, other.id, "Liverpool") == ["GPE"]
    assert library.refresh() == 0
    assert [row.human for row in library.rows()] == [1, 1, 0]
    assert file_of(path, other.id).read_bytes() == before
    later = stored(library, "Liverpool again.", "/d")
    assert labels(library, later.id, "Liverpool") == ["GPE"]
    assert [hit.label for hit in library.mentions("liverpool-gpe")] == ["GPE"] * 5
    assert list(library.mentions("liverpool")) == []
    library.close()
    with Library.open(path) as again:
        assert labels(again, other.id, "Liverpool") == ["GPE"]
        assert again.undo() is not None
        assert [row.name for row in again.entities(label="GPE")] == ["Madrid"]
        assert labels(again, later.id, "Liverpool") == ["ORG"]
        assert again.view(untouched.id).human == 0


def test_a_rule_may_change_nothing_yet(library: Library) -> None:
    article = stored(library, MATCH)
    library.correct(relabel(article, scope="article"))
    with pytest.raises(StoreError, match="nothing here that “relabel” would change"):
        library.correct(relabel(article, scope="article"))
    library.correct(relabel(article, scope="everywhere"))
    assert labels(library, stored(library, OTHER).id, "Liverpool") == ["GPE"]


def test_a_rule_must_be_able_to_change_something(library: Library) -> None:
    article = stored(library, MATCH)
    klopp = State(entity="jurgen-klopp")
    for rule, why in [
        (draft("rename-entity", article, after=State(name="Kloppo")), "“rename entity” does not say of what"),
        (draft("join-entities", article, before=klopp, after=klopp), "joined with itself"),
        (draft("set-speaker", article, after=State(speaker=Speaker(name="he"))), "nothing in common"),
        (draft("split-quote", article, "We were good,"), "“split quote” cannot hold everywhere"),
    ]:
        with pytest.raises(StoreError, match=why):
            library.correct(replace(rule, scope="everywhere"))


def test_a_name_given_everywhere_holds_in_later_imports(library: Library) -> None:
    article = stored(library, MATCH)
    view = library.view(article.id)
    klopp = view.entity("jurgen-klopp")
    assert klopp is not None
    rule = drafts.widened(drafts.rename_entity(view, klopp, "Kloppo"))
    assert rule is not None
    assert rule.scope == "everywhere"
    library.correct(rule)
    there = library.view(stored(library, OTHER).id).entity("jurgen-klopp")
    assert there is not None
    assert (there.name, there.by) == ("Kloppo", "human")


def test_bringing_articles_up_to_date_keeps_their_order(path: Path) -> None:
    with Library.open(path) as library:
        for n in range(5):
            put(library, f"Liverpool, part {n}.", f"/{n}")
    with Library.open(path) as library:
        before = [row.id for row in library.rows()]
        library.correct(relabel(library.document(before[2]).article, scope="everywhere"))
        file_of(path, before[1]).unlink()
        assert library.refresh() == 0
        assert [row.id for row in library.rows()] == [before[0], *before[2:]], "and one that is gone is no trouble"


def test_rules_about_entities_reach_the_articles_that_have_them(library: Library) -> None:
    article, other = stored(library, MATCH), stored(library, OTHER)
    join = draft(
        "join-entities",
        article,
        before=State(entity="liverpool"),
        after=State(entity="liverpool-fc", name="Liverpool FC", label="ORG"),
        scope="everywhere",
    )
    library.correct(join)
    assert library.refresh(0) == 1
    assert {hit.article for hit in library.mentions("liverpool-fc")} == {article.id, other.id}
    library.undo()
    assert {hit.article for hit in library.mentions("liverpool")} == {article.id, other.id}
    assert list(library.mentions("liverpool-fc")) == []


def test_undo_and_redo_go_through_the_whole_store_and_restarts(path: Path) -> None:
    with Library.open(path) as library:
        one, two = stored(library, MATCH), stored(library, OTHER)
        plain = [library.view(key) for key in (one.id, two.id)]
        made = [
            library.correct(relabel(one)),
            library.correct(relabel(two, session="other")),
            library.correct(draft("relabel", one, "Madrid", after=State(label="ORG"), scope="everywhere")),
            library.correct(draft("review", two, after=State(reviewed=True), scope="article")),
        ]
        changed = [library.view(key) for key in (one.id, two.id)]
        assert library.redo() is None
    undone = []
    for _ in range(4):
        with Library.open(path) as library:
            undone.append(library.undo("third"))
    assert undone == made[::-1]
    with Library.open(path) as library:
        assert library.undo() is None
        assert [library.view(key) for key in (one.id, two.id)] == plain
        assert [held for _, held in library.history()] == [False] * 4
        assert library.redo() == made[0]
    with Library.open(path) as library:
        assert [library.redo(), library.redo(), library.redo(), library.redo()] == [*made[1:], None]
        assert [library.view(key) for key in (one.id, two.id)] == changed
        assert [c for c, held in library.history() if held] == made[::-1]


def test_nothing_is_redone_after_something_new(library: Library) -> None:
    article = stored(library, MATCH)
    first, second = library.correct(relabel(article)), library.correct(relabel(article, nth=1))
    assert library.undo() == second
    third = library.correct(relabel(article, nth=2))
    assert library.redo() is None
    assert [library.undo(), library.undo(), library.undo()] == [third, first, None]
    assert [library.redo(), library.redo(), library.redo()] == [first, third, None]


def test_corrections_from_elsewhere_keep_what_they_are(library: Library) -> None:
    article = stored(library, MATCH)
    late = library.correct(relabel(article, nth=1))
    early = replace(relabel(article), id="0" * 17 + "1", time="2020-01-01T00:00:00+00:00", who="Alice")
    assert library.adopt(early)
    assert not library.adopt(early)
    assert [c for c, _ in library.history()] == [late, early]
    assert library.undo() == late
    taken_back = draft("undo", article, key=new_id(late.id), undoes=early.id)
    assert library.adopt(taken_back)
    assert labels(library, article.id, "Liverpool") == ["ORG"] * 3
    with pytest.raises(StoreError, match="no correction"):
        library.adopt(replace(taken_back, id=new_id(), undoes="2" * 18))
    with pytest.raises(StoreError, match="18 hexadecimal"):
        library.adopt(replace(early, id="mine"))
    assert library.adopt(replace(relabel(article), who="Bob"))
    assert library.history(limit=1)[0][0].who == "Bob"


# when the disk fails


def test_a_failed_write_leaves_memory_and_disk_alike(library: Library, path: Path) -> None:
    """The shelf is no folder for a while: the system refuses, whoever asks."""
    article = stored(library, MATCH)
    rule = relabel(article, scope="everywhere")
    shelf = file_of(path, article.id).parent
    before = library.view(article.id)
    for correction, folder in ((relabel(article), shelf), (rule, path)):
        away = folder.with_name(folder.name + ".away")
        folder.rename(away)
        folder.write_text("in the way")
        with pytest.raises(StoreError, match=r"^Not saved: .+\.$"):
            library.correct(correction)
        folder.unlink()
        away.rename(folder)
        assert library.view(article.id) == before
        assert library.history() == []
    assert library.correct(relabel(article)).id
    assert library.correct(draft("relabel", article, "Madrid", after=State(label="ORG"), scope="everywhere")).id


def test_a_full_disk_is_one_clear_line(path: Path) -> None:
    """A real limit: the process may write no file beyond 20 kB, so the log of an article comes to its end."""
    code = """
import resource, signal, sys
from pathlib import Path
sys.path[:0] = [sys.argv[2], sys.argv[3]]
from tests.newsroom import MATCH, draft, extraction, reading
from store.library import Library, StoreError
from store.model import Article, Speaker
from store.corrections import State
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
library = Library.open(Path(sys.argv[1]))
article = library.document(library.put(reading(MATCH), extraction(MATCH))[1]).article
resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
saved = 0
try:
    while True:
        library.correct(draft("review", article, after=State(reviewed=saved % 2 == 0), scope="article"))
        saved += 1
except StoreError as error:
    print(saved, len(library.document(article.id).corrections), library.view(article.id).reviewed, error, sep="|")
"""
    here = Path(__file__).parent
    done = subprocess.run(
        [sys.executable, "-c", code, str(path), str(here), str(here.parent)],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    saved, in_memory, reviewed, said = done.stdout.strip().split("|")
    assert saved == in_memory
    assert said == f"Not saved: {os.strerror(27)}."
    with Library.open(path) as library:
        key = library.rows()[0].id
        assert len(library.document(key).corrections) == int(saved) > 10
        assert str(library.view(key).reviewed) == reviewed
        assert library.problems == []


# opening


def test_a_second_opener_reads_and_is_told_who_writes(library: Library, path: Path) -> None:
    article = stored(library, MATCH)
    with Library.open(path) as second:
        assert second.read_only
        assert f"process {os.getpid()} since 20" in second.holder
        assert labels(second, article.id, "Liverpool") == ["ORG"] * 3
        with pytest.raises(StoreError, match=f"process {os.getpid()} since .* writes to it"):
            second.correct(relabel(article))
        with pytest.raises(StoreError, match="reading only"):
            put(second, OTHER)
    assert not library.read_only
    assert library.holder == ""


def test_a_reader_sees_what_the_writer_does(library: Library, path: Path) -> None:
    article = stored(library, MATCH)
    with Library.open(path, write=False) as reader:
        library.correct(relabel(article))
        library.correct(draft("relabel", article, "Madrid", after=State(label="ORG"), scope="everywhere"))
        put(library, OTHER)
        reader._looked = 0.0  # as if a second had gone by
        reader.refresh()
        assert len(reader.rows()) == 2
        assert reader.history() == library.history()
        assert labels(reader, article.id, "Liverpool") == ["GPE", "ORG", "ORG"]
        assert reader.entities() == library.entities()
    with Library.open(path, write=False) as reader:
        assert reader.entities() == library.entities()


def test_the_lock_is_free_once_its_owner_is_gone(path: Path) -> None:
    with Library.open(path):
        pass
    with Library.open(path) as library:
        assert not library.read_only
        assert Library.open(path, write=False).holder == ""


def test_a_lock_file_that_says_nothing(path: Path) -> None:
    with Library.open(path):
        (path / lock.NAME).write_text("\x1b]0;evil\x07")
        with Library.open(path) as second:
            assert (second.read_only, second.holder) == (True, "another process")


def test_a_newer_store_is_refused_in_one_line(path: Path) -> None:
    Library.open(path).close()
    tables = json.loads((path / "pressbox.json").read_text())
    tables["store"]["1"]["format"] = 2
    (path / "pressbox.json").write_text(json.dumps(tables))
    before = (path / "pressbox.json").read_bytes()
    for write in (True, False):
        with pytest.raises(StoreError, match=r"needs a newer Pressbox: format 2, this program reads up to 1\.$"):
            Library.open(path, write=write)
    assert (path / "pressbox.json").read_bytes() == before
    assert lock.WriterLock(path).acquire() == "", "the lock was given back"


def test_there_is_no_store_yet(tmp_path: Path) -> None:
    with Library.open(tmp_path / "none", write=False) as library:
        assert [*library.rows(), *library.entities(), *library.sessions()] == []
        assert library.read_only
        assert "no store" in library.problems[0]
    assert not (tmp_path / "none").exists()
    (tmp_path / "file").write_text("x")
    with pytest.raises(StoreError, match="There can be no store"):
        Library.open(tmp_path / "file" / "store")


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is read-only for root")
def test_a_read_only_folder_is_read(path: Path) -> None:
    with Library.open(path) as library:
        article = stored(library, MATCH)
    for folder in (path, path / "articles"):
        folder.chmod(0o500)
    try:
        with Library.open(path) as library:
            assert library.read_only
            assert "reading only" in library.problems[0]
            assert library.view(article.id).mentions
            assert library.search("Klopp")
    finally:
        for folder in (path, path / "articles"):
            folder.chmod(0o700)


def test_the_default_is_the_platforms_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    with Library.open() as library:
        assert library.path == (tmp_path / "pressbox").resolve()


@pytest.mark.parametrize(
    "damage",
    [
        lambda raw: raw[: len(raw) // 2],
        lambda raw: b"",
        lambda raw: b"\0" * len(raw),
        lambda raw: b"[1, 2]",
        lambda raw: b'{"_default": {"1": {"name": "somebody\'s own"}}}',
        lambda raw: raw.replace(b'"start":', b'"start":"x",', 1),
        lambda raw: raw.replace("“".encode(), b"\xff"),
        lambda raw: raw.replace(b'"segments":[', b'"segments":[],"x":[', 1),
    ],
)
def test_damaged_documents_are_set_aside_and_the_rest_opens(path: Path, damage: object) -> None:
    with Library.open(path) as library:
        good, bad = stored(library, MATCH), stored(library, OTHER)
    file = file_of(path, bad.id)
    damaged = damage(file.read_bytes())  # type: ignore[operator]
    file.write_bytes(damaged)
    with Library.open(path, write=False) as reader:
        assert [row.id for row in reader.rows()] == [good.id]
        assert len(reader.problems) == 1
        assert file.exists(), "a reader renames nothing"
    with Library.open(path) as library:
        assert [row.id for row in library.rows()] == [good.id]
        assert len(library.problems) == 1
        assert file.name in library.problems[0]
        with pytest.raises(StoreError, match="no article"):
            library.document(bad.id)
        assert list(library.mentions("real-madrid")) == []
        assert put(library, OTHER) == ("new", bad.id)
    assert file.with_name(f"{file.name}.damaged-1").read_bytes() == damaged
    with Library.open(path) as library:
        assert library.problems == []


def test_documents_of_a_newer_program_wait_for_it(path: Path) -> None:
    with Library.open(path) as library:
        article = stored(library, MATCH)
    file = file_of(path, article.id)
    tables = json.loads(file.read_text("utf-8"))
    tables["article"]["1"]["version"] = 2
    tables["corrections"]["1"] = {"action": "translate"}
    file.write_text(json.dumps(tables))
    with Library.open(path) as library:
        assert library.rows() == []
        assert "needs a newer Pressbox" in library.problems[0]
        assert put(library, MATCH)[1] != article.id, "nobody writes over it"
    assert json.loads(file.read_text()) == tables


@pytest.mark.parametrize(
    "entry",
    [{"action": "translate"}, {"id": 5}, {"anchor": {"start": "x"}}, None, "words"],
    ids=["unknown action", "id", "anchor", "null", "text"],
)
@pytest.mark.parametrize("number", ["2", "new", "007"])
def test_an_entry_that_is_no_correction_is_left_out_and_kept(path: Path, entry: object, number: str) -> None:
    with Library.open(path) as library:
        article = stored(library, MATCH, "/a")
        first = library.correct(relabel(article))
    file = file_of(path, article.id)
    tables = json.loads(file.read_text("utf-8"))
    log = tables["corrections"]
    log[number] = log["1"] | entry if isinstance(entry, dict) else entry
    file.write_text(json.dumps(tables), "utf-8")
    what = f"{file.relative_to(path)}: entry {number} of “corrections” is left out: "
    for _ in range(2):
        with Library.open(path) as library:
            assert [line.startswith(what) for line in library.problems] == [True]
            assert library.document(article.id).corrections == (first,)
    with Library.open(path) as library:
        second = library.correct(draft("review", article, after=State(reviewed=True), scope="article"))
        assert put(library, MATCH + " More.", "/a") == ("updated", article.id)
        assert library.view(article.id).reviewed
        kept = json.loads(file.read_text("utf-8"))["corrections"]
        assert kept.pop(number) == log[number]
        assert [row["id"] for row in kept.values()] == [first.id, second.id]
    with Library.open(path, write=False) as library:
        assert [line.startswith(what) for line in library.problems] == [True]
        assert [c.id for c in library.document(article.id).corrections] == [first.id, second.id]


def test_what_another_program_wrote_meanwhile_is_kept_and_seen(path: Path) -> None:
    with Library.open(path) as library:
        article = stored(library, MATCH, "/a")
        file = file_of(path, article.id)

        def merge(correction: Correction) -> None:
            tables = json.loads(file.read_text("utf-8"))
            number = str(len(tables["corrections"]) + 1)
            tables["corrections"][number] = json.loads(msgspec.json.encode(correction))
            file.write_text(json.dumps(tables), "utf-8")

        merge(relabel(article, key=new_id()))
        review = draft("review", article, after=State(reviewed=True), scope="article")
        library.correct(review)
        assert labels(library, article.id, "Liverpool")[0] == "GPE"
        assert [c.action for c, _ in library.history()] == ["review", "relabel"]
        merge(draft("delete-mention", article, "5-2", key=new_id()))
        assert library.undo() is not None
        assert not library.view(article.id).reviewed
        assert labels(library, article.id, "5-2") == []
        merge(relabel(article, nth=1, key=new_id()))
        assert put(library, MATCH + " More.", "/a") == ("updated", article.id)
        assert labels(library, article.id, "Liverpool")[:2] == ["GPE", "GPE"]
        assert len(library.history()) == 4
    assert check(path) == []


@pytest.mark.parametrize(
    ("speaker", "why"),
    [
        (Speaker(entity="nobody-known"), "no entity “nobody-known”"),
        (Speaker(entity="A B", name="A B"), "no entity's id"),
        (Speaker(entity="a\nb", name="A B"), "no entity's id"),
        (Speaker(mention=Span(0, 6, "Jurgen")), "needs a name"),
    ],
)
def test_a_speaker_that_cannot_be_is_refused(library: Library, speaker: Speaker, why: str) -> None:
    article = stored(library, MATCH)
    for action in ("set-speaker", "add-quote"):
        made = draft(action, article, "We were good,", after=State(speaker=speaker))
        with pytest.raises(StoreError, match=why):
            library.correct(made)
        with pytest.raises(StoreError, match=why):
            library.adopt(made)


@pytest.mark.parametrize("key", ["Klopp", "jürgen klopp", "", "-", "a_b", "a--b", "a-"])
def test_an_entity_has_the_id_of_one(library: Library, key: str) -> None:
    article = stored(library, MATCH)
    with pytest.raises(StoreError, match="no entity's id"):
        library.correct(draft("set-entity", article, "Klopp", nth=1, after=State(entity=key, name="K")))


@pytest.mark.parametrize("key", ["klopp", "юрген-клопп", "klopp-2", "liverpool-gpe", "x"])
def test_entity_ids_of_every_script(library: Library, key: str) -> None:
    article = stored(library, MATCH)
    assert library.correct(draft("set-entity", article, "Klopp", nth=1, after=State(entity=key, name="K")))


def test_a_speaker_known_by_the_entity_alone_gets_its_name(library: Library) -> None:
    put(library, MATCH)
    article = stored(library, OTHER)
    speaker = Speaker(entity="pep-guardiola", mention=Span(-5, 900, ""))
    library.correct(draft("set-speaker", article, "It rains,", after=State(speaker=speaker)))
    (quote,) = library.view(article.id).quotes
    assert quote.speaker == Speaker(entity=speaker.entity, name="Pep Guardiola"), "no mention outside the text"


def test_a_review_is_of_the_text_that_was_read(library: Library) -> None:
    article = stored(library, MATCH, "/a")
    library.correct(relabel(article))
    library.correct(drafts.review(library.view(article.id), True))
    assert library.rows()[0].reviewed
    put(library, MATCH + " More.", "/a")
    assert not library.rows()[0].reviewed
    assert labels(library, article.id, "Liverpool")[0] == "GPE"
    library.correct(drafts.review(library.view(article.id), True))
    assert library.rows()[0].reviewed
    library.put(reading(MATCH + " More.", "/a"), extraction(MATCH + " More."), again=True)
    assert library.rows()[0].reviewed, "the text is the same"
    put(library, MATCH, "/a")
    assert not library.rows()[0].reviewed


def test_a_damaged_registry_is_set_aside(path: Path) -> None:
    with Library.open(path) as library:
        article = stored(library, MATCH)
        library.correct(relabel(article))
    (path / "pressbox.json").write_bytes(b'{"store": {"1": {"for')
    with Library.open(path) as library:
        assert "pressbox.json.damaged-1" in library.problems[0]
        assert labels(library, article.id, "Liverpool") == ["GPE", "ORG", "ORG"]
        library.correct(relabel(article, scope="everywhere"))


def test_entries_that_cannot_be_read_stay_in_the_file(path: Path) -> None:
    with Library.open(path) as library:
        article = stored(library, MATCH)
    tables = json.loads((path / "pressbox.json").read_text())
    tables["rules"]["1"] = {"of": "a kind unknown"}
    (path / "pressbox.json").write_text(json.dumps(tables))
    with Library.open(path) as library:
        assert "entry 1 of “rules”" in library.problems[0]
        library.correct(relabel(article, scope="everywhere"))
    after = json.loads((path / "pressbox.json").read_text("utf-8"))
    assert after["rules"]["1"] == {"of": "a kind unknown"}
    assert after["rules"]["2"]["action"] == "relabel"


def test_what_other_programs_did_meanwhile_is_noticed(path: Path, tmp_path: Path) -> None:
    """As after fetching a colleague's version: a changed, a new and a vanished document, and a new rule."""
    with Library.open(path) as library:
        changed, gone = stored(library, MATCH, "/a"), stored(library, "Madrid is gone.", "/b")
    with Library.open(tmp_path / "theirs") as theirs:
        new = stored(theirs, OTHER, "/c")
        theirs.correct(draft("relabel", new, "Madrid", nth=1, before=State(label="GPE"), after=State(label="ORG")))
        rule = theirs.correct(relabel(new, scope="everywhere"))
    file_of(path, gone.id).unlink()
    file_of(path, new.id).parent.mkdir(exist_ok=True)
    file_of(tmp_path / "theirs", new.id).rename(file_of(path, new.id))
    tables = json.loads(file_of(path, changed.id).read_text("utf-8"))
    tables["article"]["1"]["title"] = "A better title"
    file_of(path, changed.id).write_text(json.dumps(tables))
    (tmp_path / "theirs" / "pressbox.json").replace(path / "pressbox.json")
    with Library.open(path) as library:
        assert {row.id for row in library.rows()} == {changed.id, new.id}
        assert library.rows()[0].title == "A better title"
        assert list(library.mentions("liverpool")) == []
        assert {c.id for c, _ in library.history()} > {rule.id}
        assert library.mentions("real-madrid")


def test_closing_twice_and_using_it_afterwards(path: Path) -> None:
    library = Library.open(path)
    article = stored(library, MATCH)
    library.close()
    library.close()
    for use in (lambda: library.entities(), lambda: library.undo(), lambda: library.correct(relabel(article))):
        with pytest.raises(StoreError, match="closed"):
            use()


# threads


def test_reading_while_another_thread_imports(library: Library) -> None:
    stored(library, MATCH)
    failures: list[BaseException] = []

    def imports() -> None:
        try:
            for n in range(60):
                put(library, f"{OTHER} Number {n}.", f"/{n}")
        except BaseException as error:  # reported by the assertion below
            failures.append(error)

    thread = threading.Thread(target=imports)
    thread.start()
    while thread.is_alive():
        assert all(row.title for row in library.rows())
        assert library.mentions("liverpool")
        assert library.view(library.rows()[-1].id).mentions
    thread.join()
    assert failures == []
    assert len(library.rows()) == 61


def test_a_home_folder_of_nobody_is_a_folder_of_that_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with Library.open(Path("~nobody-here/x")) as library:
        assert library.path == tmp_path / "~nobody-here" / "x"
    assert check(Path("~nobody-here/x")) == []
    with pytest.raises(StoreError, match="There is no store"):
        check(Path("~nobody-here/y"))


def test_importing_the_library_is_cheap_and_clean() -> None:
    code = "import sys, store.library; print({'spacy', 'textual', 'rich', 'filelock', 'asyncio'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


@pytest.mark.parametrize("table", ["rules", "sessions"])
def test_a_key_that_is_no_number_is_in_nobodys_way(path: Path, table: str) -> None:
    with Library.open(path) as library:
        article = stored(library, MATCH)
        library.correct(draft("relabel", article, "Madrid", after=State(label="ORG"), scope="everywhere"))
        library.save_session(library.session("monday"))
    tables = json.loads((path / NAME).read_text("utf-8"))
    tables[table] = {"x": next(iter(tables[table].values()))}
    (path / NAME).write_text(json.dumps(tables), "utf-8")
    with Library.open(path) as library:
        library.correct(draft("relabel", article, "Klopp", after=State(label="ORG"), scope="everywhere"))
        library.save_session(library.session("tuesday"))
        library.save_session(library.session("monday"))
    with Library.open(path) as library:
        assert len(library.everywhere()) == 2
        assert {session.name for session in library.sessions()} == {"monday", "tuesday"}


def test_taking_everything_back_gives_the_machines_output_back_across_restarts(path: Path) -> None:
    chance = random.Random(7)
    with Library.open(path) as library:
        for n in range(3):
            put(library, f"{MATCH} Part {n}.", f"/{n}")
        before = {row.id: library.view(row.id) for row in library.rows()}
    made = 0
    for _ in range(6):
        with Library.open(path) as library:
            for _ in range(8):
                made += _correct_something(library, chance, made)
            library.refresh()
            assert library._index.totals_agree()
    undone = 0
    while undone < made:
        with Library.open(path) as library:
            for _ in range(min(10, made - undone)):
                undone += library.undo() is not None
    with Library.open(path) as library:
        assert library.undo() is None
        assert {row.id: library.view(row.id) for row in library.rows()} == before
        for _ in range(made):
            assert library.redo() is not None
        assert library.redo() is None


def _correct_something(library: Library, chance: random.Random, number: int) -> bool:
    """Make some correction of some scope; False if it would have changed nothing."""
    view = library.view(chance.choice(library.rows()).id)
    choices = [drafts.review(view, not view.reviewed)]
    if view.mentions:
        mention = chance.choice(view.mentions)
        other = chance.choice([label for label in LABELS if label != mention.label])
        choices += [drafts.relabel(view, mention, other), drafts.delete_mention(view, mention)]
    if view.quotes:
        choices.append(drafts.set_speaker(view, chance.choice(view.quotes), Speaker(name=f"spokesman {number}")))
    chosen = chance.choice(choices)
    for _ in range(chance.choice([0, 0, 1, 2])):
        chosen = drafts.widened(chosen) or chosen
    try:
        library.correct(chosen)
    except NoEffectError:
        return False
    return True
