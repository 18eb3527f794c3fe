"""The index made anew beside the explorer: it says what one filled article by article says, nothing waits for it."""

from __future__ import annotations

import os
import shutil
import signal
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from store import catching_up, following
from store.core import INDEX
from store.corrections import State
from store.documents import digest, new_article_id
from store.errors import StoreError
from store.library import Library
from store.rebuilding import Rebuild, RebuildError, Step
from tests.explorer import explorer
from tests.newsroom import MATCH, OTHER, draft, extraction, reading
from tests.test_store_index import picture


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A store with five articles, corrections, an everywhere-rule, an undo and a damaged document; without an index."""
    path = tmp_path / "store"
    with Library.open(path) as library:
        for n, text in enumerate((MATCH, OTHER, "Nobody is in here.", f"{MATCH} Again.", "To be damaged.")):
            library.put(reading(text, f"/{n}", f"Title {n}"), extraction(text))
        rows = library.rows()
        first = library.document(rows[0].id).article
        library.correct(draft("relabel", first, "Liverpool", after=State(label="GPE")))
        library.correct(draft("relabel", first, "Madrid", after=State(label="ORG"), scope="everywhere"))
        library.correct(draft("review", first, after=State(reviewed=True), scope="article"))
        library.undo()
        library._documents.path(rows[4].id).write_bytes(b"{")
    (path / INDEX).unlink()
    return path


@pytest.fixture
def beside(monkeypatch: pytest.MonkeyPatch) -> None:
    """However few articles there are, the index is made by other processes."""
    monkeypatch.setattr(catching_up, "_MANY", 0)


@pytest.fixture
def expected(path: Path, tmp_path: Path) -> list[object]:
    """What an index says that was filled article by article."""
    shutil.copytree(path, tmp_path / "copy")
    with Library.open(tmp_path / "copy") as library:
        return told(library)


def told(library: Library) -> list[object]:
    library.refresh()
    return [*picture(library._index), library.rows(), library.entities(), library.history()]


def test_an_index_made_at_one_go_says_the_same(path: Path, expected: list[object], beside: None) -> None:
    steps: list[Step] = []
    with Library.open(path, wait=False) as library:
        assert library.rows() == []
        assert library.catch_up(steps.append)
        assert told(library) == expected
        assert library._index.on_disk
        assert library._index.totals_agree()
        assert [problem.split()[0] for problem in library.problems] == [library._documents.name(key_of(library))]
    assert [(step.done, step.total, step.whole) for step in steps] == [
        (0, 5, False),
        (5, 5, False),
        (5, 5, True),
        (1, 1, False),
    ], "the damaged document is looked at afterwards"
    assert sum(len(step.rows) for step in steps) == 4
    assert not (path / f"{INDEX}.new").exists()
    with Library.open(path) as library:
        assert told(library) == expected


def key_of(library: Library) -> str:
    """The id of the damaged article."""
    (aside,) = library.path.rglob("*.damaged-1")
    return aside.name.split(".")[0]


def test_a_reader_makes_its_own(path: Path, expected: list[object], beside: None) -> None:
    with Library.open(path, write=False) as library:
        assert not library._index.on_disk
        assert told(library) == expected
    assert not (path / INDEX).exists()


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """Holds every rebuild after its first step until the event is set."""
    go, steps = threading.Event(), Rebuild.steps

    def slowly(self: Rebuild) -> Iterator[Step]:
        for step in steps(self):
            yield step
            go.wait(30)

    monkeypatch.setattr(Rebuild, "steps", slowly)
    yield go
    go.set()


def test_meanwhile_articles_are_corrected_and_questions_wait(
    path: Path, beside: None, held: threading.Event, tmp_path: Path
) -> None:
    with Library.open(path, wait=False) as library:
        begun = threading.Event()
        thread = threading.Thread(target=library.catch_up, args=(lambda _: begun.set(),))
        thread.start()
        assert begun.wait(30)
        for ask in (library.entities, library.undo, library.history, lambda: library.search("Klopp")):
            with pytest.raises(StoreError, match="is being made"):
                ask()
        where = library.document(new_article_id(digest(f"{MATCH} Again."), lambda _: False)).article
        made = library.correct(draft("relabel", where, "Liverpool", after=State(label="GPE")))
        library.correct(draft("relabel", where, "Pep Guardiola", after=State(label="ORG"), scope="everywhere"))
        assert library.view(where.id).human == 3
        held.set()
        thread.join(30)
        assert library.undo().id != made.id  # type: ignore[union-attr]
        assert library.undo().id == made.id  # type: ignore[union-attr]
        assert library._index.totals_agree()
        kept = told(library)
    (path / INDEX).unlink()
    with Library.open(path) as library:
        assert told(library) == kept


def test_an_import_waits_for_it(path: Path, beside: None, held: threading.Event) -> None:
    with Library.open(path, wait=False) as library:
        begun = threading.Event()
        thread = threading.Thread(target=library.catch_up, args=(lambda _: begun.set(),))
        thread.start()
        assert begun.wait(30)
        threading.Timer(0.2, held.set).start()
        assert library.put(reading(MATCH, "/0", "Title 0"), extraction(MATCH))[0] == "unchanged"
        thread.join(30)
        assert len(library.rows()) == 4


def test_closing_ends_it(path: Path, beside: None, held: threading.Event) -> None:
    library = Library.open(path, wait=False)
    begun, ended = threading.Event(), []

    def catch_up() -> None:
        try:
            library.catch_up(lambda _: begun.set())
        except StoreError as error:
            ended.append(str(error))

    thread = threading.Thread(target=catch_up)
    thread.start()
    assert begun.wait(30)
    library.close()
    held.set()
    thread.join(30)
    assert ended == ["The store is closed."]
    assert not (path / f"{INDEX}.new").exists()


def test_a_process_that_dies_leaves_the_work_to_this_one(
    path: Path, expected: list[object], beside: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps = Rebuild.steps

    def killed(self: Rebuild) -> Iterator[Step]:
        for step in steps(self):
            os.kill(self._process.pid, signal.SIGKILL)
            yield step

    monkeypatch.setattr(Rebuild, "steps", killed)
    with Library.open(path) as library:
        assert told(library) == expected


def test_what_cannot_be_written_is_said(path: Path, tmp_path: Path) -> None:
    rebuild = Rebuild(path, path / "articles", tmp_path / "nowhere" / INDEX)
    with pytest.raises(RebuildError, match="unable to open"):
        list(rebuild.steps())
    rebuild.close()


def test_a_second_explorer_follows_the_writer_without_reading_every_document(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Library.open(path) as writer, Library.open(path) as reader:
        assert reader.holder
        key = writer.rows()[0].id
        monkeypatch.setattr(following, "_FRESH", 0.0)
        assert not reader.follow_writer()
        writer.correct(draft("relabel", writer.document(key).article, "Klopp", after=State(label="ORG")))
        monkeypatch.setattr(reader._documents, "scan", pytest.fail)
        assert reader.follow_writer()
        assert reader.view(key) == writer.view(key)
        assert reader.rows() == writer.rows()
        assert not reader.follow_writer()


async def test_the_explorer_is_usable_meanwhile(path: Path, beside: None, held: threading.Event) -> None:
    async with explorer(path, wait=False) as app:
        await app.pilot.pause(0.3)
        assert "being listed" in app.screen
        await app.press("F")
        await app.type("klopp")
        await app.press("enter")
        assert "is being made" in app.status
        await app.press("C")
        assert "is being made" in app.status
        held.set()
        await app.quiet()
        assert len(app.desk.articles.rows) == 4
        await app.press("F")
        await app.type("klopp")
        await app.press("enter")
        assert "3 articles" in app.screen


async def test_a_read_only_explorer_shows_what_the_writer_does(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tui.long_work.WRITER_WATCH", 0.05)
    monkeypatch.setattr(following, "_FRESH", 0.0)
    with Library.open(path) as writer:
        async with explorer(path) as app:
            assert "read-only" in app.screen
            key = app.desk.view.article.id  # type: ignore[union-attr]
            writer.correct(draft("review", writer.document(key).article, after=State(reviewed=True), scope="article"))
            for _ in range(100):
                if "✓ reviewed" in app.screen:
                    break
                await app.pilot.pause(0.05)
            assert "✓ reviewed" in app.screen
