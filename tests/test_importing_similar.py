"""Articles that are nearly the same are told, and stay two."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from store.extract import DEFAULT_MODEL
from store.importing import Importer
from store.library import Library
from store.similar import NAME, NEARLY, Similar
from tests.newsroom import extraction, reading
from tests.pages import samples

STORY = " ".join(samples()[0].kept)
OTHERS = [" ".join(sample.kept) for sample in samples()[1:]]


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.open(tmp_path / "library") as opened:
        yield opened


def put(library: Library, text: str) -> str:
    return library.put(reading(text), extraction(text))[1]


def changed(text: str, share: float, seed: int) -> str:
    """The text with so many of its words changed, in places all over it."""
    chance = random.Random(seed)
    return " ".join("otherwise" if chance.random() < share else word for word in text.split())


def test_a_version_of_a_text_is_like_it_and_other_texts_are_not(library: Library) -> None:
    first = put(library, STORY)
    for text in OTHERS:
        put(library, text)
    similar = Similar(library)
    found = similar.most_like(f"Another headline\n\n{STORY} Reporting by Bo Sand.")
    assert found is not None
    assert found.article == first
    assert found.share > 0.9
    assert similar.most_like(STORY, besides=first) is None
    assert similar.most_like("Some words of their own.") is None
    assert similar.most_like("") is None


def test_versions_are_found_nearly_always(library: Library) -> None:
    texts = [STORY, *OTHERS]
    ids = {put(library, text): text for text in texts}
    similar = Similar(library)
    found = missed = 0
    for seed in range(10):
        for key, text in ids.items():
            like = similar.most_like(changed(text, 0.02, seed))
            found += like is not None and like.article == key
            missed += like is None
    assert found + missed == 10 * len(texts)  # never another one
    assert found > 0.9 * (found + missed)


def test_the_file_follows_the_articles_and_can_be_deleted_or_damaged(library: Library) -> None:
    first = put(library, STORY)
    Similar(library).close()
    path = library.path / NAME
    for spoil in (path.unlink, lambda: path.write_bytes(b"nonsense" * 999), lambda: path.write_bytes(b"")):
        spoil()
        similar = Similar(library)
        found = similar.most_like(STORY)
        similar.close()
        assert found is not None
        assert found.article == first
    similar = Similar(library)
    similar.add(first, OTHERS[0])
    assert similar.most_like(STORY) is None
    similar.close()


def test_where_there_can_be_no_file_it_is_done_without(library: Library) -> None:
    first = put(library, STORY)
    (library.path / NAME).mkdir()
    similar = Similar(library)
    found = similar.most_like(STORY)
    assert found is not None
    assert found.article == first


def test_it_takes_little_time(library: Library) -> None:
    similar = Similar(library)
    text = " ".join(OTHERS[0].split()[:700])
    started = time.process_time()
    for number in range(200):
        own = " ".join(f"{word}{number}" for word in text.split())
        similar.most_like(own)
        similar.add(f"{number:016x}", own)
    assert (time.process_time() - started) / 200 < 0.02
    similar.most_like("word " * 4_000_000)
    assert time.process_time() - started < 10


def test_an_import_says_so(library: Library, tmp_path: Path) -> None:
    texts = {"a": STORY, "b": f"Second paper\n\n{STORY}", "c": OTHERS[0]}
    for name, text in texts.items():
        (tmp_path / f"{name}.txt").write_text(text)
    paths = [str(tmp_path / f"{name}.txt") for name in texts]
    list(Importer(library, paths, model=DEFAULT_MODEL).run())
    rows = library.rows()
    assert [row.note.partition(" the same as ")[1:] for row in rows] == [
        ("", ""),
        (" the same as ", rows[0].title),
        ("", ""),
    ]
    assert [library.document(row.id).article.similar for row in rows] == ["", rows[0].id, ""]
    assert 100 * NEARLY <= int(rows[1].note.partition("%")[0]) <= 100
    list(Importer(library, paths, model=DEFAULT_MODEL, again=True).run())
    assert [row.note for row in library.rows()][2] == ""
    assert " the same as " in library.rows()[1].note
