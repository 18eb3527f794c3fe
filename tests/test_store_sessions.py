"""Sessions keep a reader's place and know what was corrected in them, whatever they are called by now."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from store.corrections import State
from store.library import Library, StoreError
from store.sessions import Session
from tests.newsroom import MATCH, draft, extraction, reading


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.open(tmp_path / "store") as opened:
        opened.put(reading(MATCH), extraction(MATCH))
        yield opened


def correct(library: Library, session: str) -> str:
    """A correction in a session; returns its id."""
    key = library.rows()[0].id
    reviewed = library.view(key).reviewed
    where = library.document(key).article
    made = draft("review", where, after=State(reviewed=not reviewed), scope="article", session=session)
    return library.correct(made).id


def ids(library: Library, session: str) -> list[str]:
    return [correction.id for correction, _ in library.history(session=session)][::-1]


def test_a_session_is_on_disk_once_it_is_saved(library: Library, tmp_path: Path) -> None:
    fresh = library.session("monday")
    assert (fresh.name, fresh.saved, library.sessions()) == ("monday", "", [])
    place = replace(
        fresh,
        article=library.rows()[0].id,
        cursor=12,
        top=3,
        pane="text",
        filters={"text": "é"},
        theme="x",
        zoomed=True,
    )
    saved = library.save_session(place)
    assert saved == replace(place, saved=saved.saved)
    assert saved.created <= saved.saved
    library.close()
    with Library.open(tmp_path / "store") as again:
        assert again.session("monday") == saved
        back = again.save_session(replace(saved, article=None, zoomed=False, filters={}))
    with Library.open(tmp_path / "store") as again:
        assert again.sessions() == [back]


def test_the_latest_comes_first(library: Library) -> None:
    for name, saved in (("a", "2026-01-01"), ("b", "2026-01-03"), ("c", "2026-01-02")):
        library._registry.put_session(Session(name=name, saved=saved))
    assert [s.name for s in library.sessions()] == ["b", "c", "a"]


@pytest.mark.parametrize("name", ["", " ", "x" * 101, "a\nb", "\x1b[2J", "\ud800", "\u202eevil"])
def test_names_that_are_none(library: Library, name: str) -> None:
    with pytest.raises(StoreError, match="session"):
        library.session(name)
    with pytest.raises(StoreError, match="session"):
        library.save_session(Session(name=name))
    library.save_session(Session(name="good"))
    with pytest.raises(StoreError, match="session"):
        library.rename_session("good", name)


def test_values_that_cannot_be_saved(library: Library) -> None:
    saved = library.save_session(Session(name="a", theme="dark"))
    with pytest.raises(StoreError, match="Not saved"):
        library.save_session(replace(saved, filters={"text": "\ud800"}))
    assert library.session("a") == saved


def test_deleting_a_session_deletes_no_corrections(library: Library, tmp_path: Path) -> None:
    library.save_session(library.session("monday"))
    made = correct(library, "monday")
    library.delete_session("monday")
    assert library.sessions() == []
    assert ids(library, "monday") == [made]
    with pytest.raises(StoreError, match="no session"):
        library.delete_session("monday")
    library.close()
    with Library.open(tmp_path / "store") as again:
        assert again.sessions() == []
        assert len(again.history()) == 1


def test_corrections_in_force_are_counted(library: Library) -> None:
    for session in ("draft", "monday", "draft"):
        correct(library, session)
    assert (library.count("draft"), library.count("monday"), library.count("none")) == (2, 1, 0)
    library.undo()
    library.save_session(library.session("draft"))
    library.rename_session("draft", "tuesday")
    assert (library.count("draft"), library.count("tuesday")) == (0, 1)
    assert len(library.history(session="tuesday")) == 2


def test_history_gives_sessions_their_present_names(library: Library) -> None:
    for name, later in (("draft", "monday"), ("draft", "tuesday")):
        library.save_session(library.session(name))
        correct(library, name)
        library.rename_session(name, later)
    correct(library, "draft")
    assert [c.session for c, _ in library.history()] == ["draft", "tuesday", "monday"]
    library.rename_session("tuesday", "friday")
    assert [c.session for c, _ in library.history()] == ["draft", "friday", "monday"]
    assert [c.session for c, _ in library.history(session="friday")] == ["friday"]


def test_corrections_follow_a_renamed_session(library: Library, tmp_path: Path) -> None:
    library.save_session(library.session("draft"))
    first = correct(library, "draft")
    library.rename_session("draft", "monday")
    second = correct(library, "monday")
    assert ids(library, "monday") == [first, second]
    # The old name is free, and what is made under it is another session's.
    library.save_session(library.session("draft"))
    third = correct(library, "draft")
    assert (ids(library, "draft"), ids(library, "monday")) == ([third], [first, second])
    library.rename_session("draft", "tuesday")
    library.rename_session("monday", "draft")
    fourth = correct(library, "draft")
    library.save_session(Session(name="draft"))
    library.close()
    with Library.open(tmp_path / "store") as again:
        assert ids(again, "draft") == [first, second, fourth]
        assert ids(again, "tuesday") == [third]
        assert ids(again, "monday") == []
        assert {s.name for s in again.sessions()} == {"draft", "tuesday"}


def test_renaming_needs_a_session_and_a_free_name(library: Library) -> None:
    for name in ("a", "b"):
        library.save_session(library.session(name))
    with pytest.raises(StoreError, match="already"):
        library.rename_session("a", "b")
    with pytest.raises(StoreError, match="no session"):
        library.rename_session("c", "d")


def test_a_reader_saves_nothing(library: Library, tmp_path: Path) -> None:
    with Library.open(tmp_path / "store") as reader:
        for use in (
            lambda: reader.save_session(Session(name="a")),
            lambda: reader.rename_session("a", "b"),
            lambda: reader.delete_session("a"),
        ):
            with pytest.raises(StoreError, match="reading only"):
                use()


def test_two_sessions_of_one_name_in_the_file(library: Library, tmp_path: Path) -> None:
    """As after a merge of two stores' files by hand: nothing breaks, and the session can be saved."""
    saved = library.save_session(Session(name="a"))
    with library._registry._open() as db:
        db.table("sessions").insert({"name": "a", "theme": "other"})
    library.close()
    with Library.open(tmp_path / "store") as again:
        again.save_session(replace(saved, theme="third"))
        again.delete_session("a")
        assert again.sessions() == []
