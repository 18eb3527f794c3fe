"""The index answers across articles, follows every change, and may be lost, damaged or unwritable at any time."""

from __future__ import annotations

import os
import random
import re
import sqlite3
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from store import lists, searching
from store.core import INDEX
from store.corrections import State
from store.documents import Document, Stamp
from store.entries import CLOSE, OPEN, entry_of
from store.index import VERSION, Index
from store.library import Library, StoreError
from store.model import LABELS, Speaker
from store.names import fold, is_full_name, surname
from store.searching import closest
from store.view import view
from tests.newsroom import MATCH, OTHER, article, draft, extraction, reading


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.open(tmp_path / "store") as opened:
        for n, text in enumerate((MATCH, OTHER, "Nobody is in here.")):
            opened.put(reading(text, f"/{n}", f"Title {n}"), extraction(text))
        yield opened


def picture(index: Index) -> list[object]:
    """Everything that an index says, without row numbers and stamps."""
    return [
        [index.picture(row.id) for row in lists.rows(index.db)],
        index.db.execute("SELECT * FROM names ORDER BY 1, 2, 3").fetchall(),
        index.db.execute("SELECT id, force, data FROM log ORDER BY id").fetchall(),
    ]


# questions


def test_entities(library: Library) -> None:
    rows = {row.id: row for row in library.entities()}
    klopp = rows["jurgen-klopp"]
    assert (klopp.name, klopp.label, klopp.articles, klopp.mentions, klopp.quotes) == (
        "Jurgen Klopp",
        "PERSON",
        2,
        4,
        3,
    )
    assert [row.mentions for row in library.entities()] == sorted((r.mentions for r in rows.values()), reverse=True)
    assert [row.id for row in library.entities("JÜRGEN k")] == ["jurgen-klopp"]
    assert [row.id for row in library.entities(label="GPE")] == ["madrid-gpe"]
    assert [row.id for row in library.entities("madrid", "ORG")] == ["real-madrid"]
    assert library.entities("%") == library.entities("nobody") == []


def test_mentions_with_what_stands_around_them(library: Library) -> None:
    hits = list(library.mentions("jurgen-klopp"))
    assert [(h.title, h.text) for h in hits] == [("Title 0", w) for w in ("Jurgen Klopp", "Klopp", "Klopp")] + [
        ("Title 1", "Klopp")
    ]
    for hit in hits:
        text = library.view(hit.article).article.text
        assert text[hit.start : hit.end] == hit.text
        assert text[: hit.start].endswith(hit.before)
        assert text[hit.end :].startswith(hit.after)
        assert len(hit.before) == min(60, hit.start)
    assert list(library.mentions("nobody")) == list(library.mentions("\ud800")) == []


def test_quotes_by_entity_speaker_and_words(library: Library) -> None:
    assert [q.id for q in library.quotes()] == ["q1", "q2", "q3", "q1"]
    assert [q.text for q in library.quotes(entity="pep-guardiola")] == ["They deserved it,"]
    assert len(list(library.quotes(speaker="klopp"))) == len(list(library.quotes(speaker="KLÖPP"))) == 3
    assert [q.title for q in library.quotes(speaker="klopp", words="RAINS")] == ["Title 1"]
    assert list(library.quotes(words="%")) == list(library.quotes(words="_")) == list(library.quotes(words="\\")) == []
    assert list(library.quotes(entity="pep-guardiola", speaker="klopp")) == []


def test_a_quote_in_two_segments_is_one_hit(library: Library) -> None:
    key = library.rows()[0].id
    second = library.view(key).quotes[1].segments
    where = library.document(key).article
    library.correct(draft("join-quotes", where, "We were good,", after=State(segments=second)))
    assert list(library.quotes(words="ain")) == list(library.quotes(words="Mersey")) == [], (
        "whole words, and the quote's own"
    )
    assert (
        list(library.quotes(words="goo* WERE"))
        == list(library.quotes(words='"were good"'))
        == list(library.quotes(words="good were"))
    )
    hit = next(iter(library.quotes(words="We were")))
    assert hit.text == "We were good, … and Madrid were not."
    assert (hit.start, hit.end, hit.by) == (MATCH.index("We were"), second[0].end, "human")


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("liverpool", ["Liverpool"] * 4),
        ("liver*", ["Liverpool"] * 4),
        ("liver", []),
        ('"all the same"', ["all the same"]),
        ('"the all"', []),
        ("rains Mersey", ["Mersey. “It rains"]),
        ("said Klopp", ["said Klopp", "said in Madrid. Klopp", "said Klopp"]),
        ("klopp SAID klopp", ["said Klopp", "said in Madrid. Klopp", "said Klopp"]),
        ("said mersey Guardiola", []),
        (
            '"went home" lost',
            ["lost 5-2 all the same. “They deserved it,” Pep Guardiola said in Madrid. Klopp went home"],
        ),
        ('"Real Mad"*', ["Real Madrid"]),
        ("5-2", ["5-2"]),
        ("nobody OR liverpool", []),
        ("klopp's", []),
    ],
)
def test_search(library: Library, words: str, found: list[str]) -> None:
    hits = list(library.search(words))
    assert [hit.text for hit in hits] == found
    for hit in hits:
        text = library.view(hit.article).article.text
        assert text[hit.start : hit.end] == hit.text
        assert hit.before + hit.text + hit.after in text


def test_the_words_of_a_search_come_closest_first(library: Library) -> None:
    far = "la " * 100
    text = f"Rain fell. {far} Mud and rain. {far} Mud rain. {far} Rain mud. {far} Rain."
    library.put(reading(text), extraction(text))
    assert [hit.text for hit in library.search("rain mud")] == ["Rain mud", "Mud rain", "Mud and rain"]
    assert [hit.text for hit in library.search('"rain mud"')] == ["Rain mud"]


def test_words_that_are_far_apart_are_places_of_their_own() -> None:
    assert closest([[(0, 4), (500, 504)], [(1000, 1004)]]) == [(500, 504), (1000, 1004)]
    assert closest([[(0, 4), (500, 504)], []]) == []
    assert closest([[(0, 4), (20, 24)], [(0, 4)]]) == [(0, 4)]


@given(st.lists(st.lists(st.integers(0, 300), min_size=1, max_size=30), min_size=1, max_size=4))
def test_places_have_all_the_words_and_do_not_overlap(starts: list[list[int]]) -> None:
    each = [sorted({(at * 5, at * 5 + 4) for at in places}) for places in starts]
    found = closest(each)
    assert found
    for (_, end), (start, _) in pairwise(sorted(found)):
        assert end <= start
    if found[0][1] - found[0][0] > 4:
        assert all(any(s <= a and b <= e for a, b in places) for s, e in found for places in each)


def test_hits_are_fetched_as_they_are_wanted(library: Library) -> None:
    for n in range(60):
        text = f"{MATCH} Part {n}."
        library.put(reading(text, f"/part-{n}"), extraction(text))
    hits = library.search("liverpool madrid")
    assert hits.articles == 62
    order = [row.id for row in library.rows()]
    places = [order.index(hit.article) for hit in hits]
    assert places == sorted(places)
    assert len({hit.article for hit in hits}) == 62
    seen = [m for row in library.rows() for m in library.view(row.id).mentions if m.entity == "madrid-gpe"]
    assert len(list(library.mentions("madrid-gpe"))) == len(seen) > 62


def test_articles_that_contain_words(library: Library) -> None:
    first, second = (row.id for row in library.rows()[:2])
    assert library.containing("liverpool") >= {first, second}
    assert library.containing("liverpool Mersey") == {second}
    assert library.containing("...") == set()


@settings(max_examples=300, deadline=None)
@given(st.text())
@example('"')
@example('a"b* "" * -x NEAR(a b, 3) title:x {a} ^b')
@example("\0 \ud800")
@example("AND OR NOT")
def test_no_words_are_too_odd(words: str) -> None:
    index = Index.open(None)
    assert searching.having(index.db, words) == []
    assert searching.places(index.db, words, 0, 9) == []
    assert searching.containing(index.db, words) == set()
    assert lists.entities(index.db, words, None, -1) == []
    assert lists.quotes(index.db, words, words, 0, 9) == []
    assert lists.articles_quoting(index.db, words, words) == []
    assert searching.saying([], words) == []
    index.close()


def test_marks_in_the_text_do_not_shift_offsets(library: Library) -> None:
    text = f"An {OPEN}odd{CLOSE} text about Madrid."
    key = library.put(reading(text), extraction(text))[1]
    hits = [hit for hit in library.search("odd") if hit.article == key]
    assert [(hit.start, hit.end) for hit in hits] == [(4, 7)]


def test_names_people_type_and_names_people_have() -> None:
    assert fold("JÜRGEN Straße") == "jurgen strasse"
    assert [surname(n) for n in ("Virgil van Dijk", "Van Dijk", "Klopp", "Ken Griffey Jr", "Emile Smith Rowe", "")] == [
        "van-dijk",
        "van-dijk",
        "klopp",
        "griffey",
        "rowe",
        "x",
    ]
    assert [n for n in ("Virgil van Dijk", "Van Dijk", "Klopp", "De Gea", "David de Gea") if is_full_name(n)] == [
        "Virgil van Dijk",
        "David de Gea",
    ]


# the index follows the documents


def test_after_any_corrections_it_is_what_a_new_one_would_be(library: Library, tmp_path: Path) -> None:
    chance = random.Random(7)
    keys = [row.id for row in library.rows()][:2]
    for _ in range(120):
        where = library.document(chance.choice(keys)).article
        words = chance.choice(re.findall(r"\w+", where.text))
        scope = chance.choice(["mention", "article", "everywhere"])
        after = State(label=chance.choice(LABELS), entity=chance.choice([None, "liverpool", "madrid-gpe"]))
        action = chance.choice(["relabel", "add-mention", "delete-mention", "undo", "redo", "set-speaker"])
        try:
            if action == "undo":
                library.undo()
            elif action == "redo":
                library.redo()
            elif action == "set-speaker":
                quote = chance.choice(library.view(where.id).quotes)
                speaker = Speaker(entity=words.lower(), name=words)
                library.correct(
                    draft("set-speaker", where, quote.segments[0].text, before=State(speaker=quote.speaker),
                          after=State(speaker=speaker), scope=scope)  # type: ignore[arg-type]
                )  # fmt: skip
            else:
                library.correct(draft(action, where, words, after=after, scope=scope))  # type: ignore[arg-type]
        except StoreError:
            continue
    assert library.refresh() == 0
    kept, rows = picture(library._index), library.rows()
    library.close()
    (tmp_path / "store" / INDEX).unlink()
    with Library.open(tmp_path / "store") as again:
        assert picture(again._index) == kept
        assert again.rows() == rows
        assert again._index.totals_agree()


def test_a_small_budget_is_kept_and_the_rest_comes_later(library: Library) -> None:
    for n in range(60):
        text = f"Madrid, part {n}."
        library.put(reading(text), extraction(text))
    where = library.document(library.rows()[0].id).article
    library.correct(draft("relabel", where, "Madrid", after=State(label="ORG"), scope="everywhere"))
    left = library.refresh(0)
    assert left == 61
    assert 0 <= library.refresh(1e-9) <= left
    assert library.refresh() == 0


# losing it


@pytest.mark.parametrize("damage", ["gone", "garbage", "half", "zeroed page", "another version", "a link", "a folder"])
def test_a_lost_or_damaged_index_loses_nothing(library: Library, tmp_path: Path, damage: str) -> None:
    where = library.document(library.rows()[0].id).article
    library.correct(draft("relabel", where, "Madrid", after=State(label="ORG"), scope="everywhere"))
    library.refresh()
    expected = picture(library._index)
    library.close()
    path = tmp_path / "store" / INDEX
    raw = path.read_bytes()
    if damage == "garbage":
        path.write_bytes(os.urandom(9000))
    elif damage == "half":
        path.write_bytes(raw[: len(raw) // 2])
    elif damage == "zeroed page":
        path.write_bytes(raw[:8192] + bytes(len(raw) - 8192))
    elif damage == "another version":
        with sqlite3.connect(path) as db:
            db.execute(f"PRAGMA user_version = {VERSION + 1}")
    else:
        path.unlink()
    if damage == "a link":
        path.symlink_to(tmp_path / "elsewhere")
    if damage == "a folder":
        path.mkdir()
    with Library.open(tmp_path / "store") as again:
        assert picture(again._index) == expected
        assert len(list(again.search("Klopp"))) == 4
        assert again.undo() is not None
    assert not (tmp_path / "elsewhere").exists()


def test_damage_that_shows_only_later(library: Library) -> None:
    expected = [hit.text for hit in library.search("Klopp")]
    library._index.db.execute("DROP TABLE texts")
    assert [hit.text for hit in library.search("Klopp")] == expected
    library._index.db.execute("DROP TABLE found")
    where = library.document(library.rows()[0].id).article
    assert library.correct(draft("relabel", where, "Madrid", after=State(label="ORG"))).id
    assert [hit.label for hit in library.mentions("madrid")] == ["ORG"]


@pytest.mark.parametrize("table", ["articles SET row", "log SET data", "found SET spans"])
def test_rows_that_are_none_show_only_later_too(library: Library, tmp_path: Path, table: str) -> None:
    where = library.document(library.rows()[0].id).article
    library.correct(draft("relabel", where, "Madrid", after=State(label="ORG"), scope="everywhere"))
    library.correct(draft("relabel", where, "Liverpool", after=State(label="GPE")))
    library.refresh()
    expected = [*library.mentions("madrid")], library.history(), library.rows()
    library._index.db.execute(f"UPDATE {table} = x'00'")
    assert ([*library.mentions("madrid")], library.history(), library.rows()) == expected
    library._index.db.execute(f"UPDATE {table} = x'00'")
    library.close()
    with Library.open(tmp_path / "store") as again:
        assert ([*again.mentions("madrid")], again.history(), again.rows()) == expected


def test_an_index_kept_in_memory_does_all(tmp_path: Path) -> None:
    """Where the file cannot be: here a folder that is not empty stands in its place."""
    path = tmp_path / "store"
    (path / INDEX / "full").mkdir(parents=True)
    for n in range(2):
        with Library.open(path) as library:
            library.put(reading(MATCH), extraction(MATCH))
            assert not library._index.on_disk
            where = library.document(library.rows()[0].id).article
            library.correct(draft("relabel", where, "Liverpool", nth=n, after=State(label="GPE")))
            assert len(library.history()) == n + 1
            assert len(list(library.search("Klopp"))) == 3


def test_half_a_transaction_is_none() -> None:
    index = Index.open(None)
    where = article(MATCH)
    document = Document(where, extraction(MATCH))
    broken = replace(document, corrections=(draft("review", where, key="\ud800"),))
    with pytest.raises(UnicodeEncodeError), index.change():
        index.put(entry_of(broken, view(where, document.machine), Stamp(1, 1)))
    assert index.known() == {}
    assert lists.rows(index.db) == []
    index.close()
