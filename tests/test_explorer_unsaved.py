"""A disk without room: what could not be saved is kept, tried again, or saved elsewhere; nobody leaves unawares."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from store.applying import apply
from store.library import Library
from tests.explorer import explorer
from tests.test_explorer_correcting import mention, on_disk, open_first


@pytest.fixture
def room(monkeypatch: pytest.MonkeyPatch) -> Callable[[bool], None]:
    """Gives the disk room, or takes it away: no new document can be put in the place of an old one."""
    real, full = os.replace, False

    def replace(*args: object, **kwargs: object) -> None:
        if full:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        real(*args, **kwargs)  # type: ignore[arg-type]

    def give(there: bool) -> None:
        nonlocal full
        full = not there

    monkeypatch.setattr(os, "replace", replace)
    return give


async def test_what_was_not_saved_is_saved_again(store: Path, room: Callable[[bool], None]) -> None:
    async with explorer(store) as app:
        key = await open_first(app)
        app.go_to("James Milner")
        room(False)
        await app.press("r", "o")
        assert "Not saved: No space left on device. 1 correction not on the disk" in app.status
        seen = mention(app.desk.view, "James Milner")
        assert seen is not None
        assert seen.label == "PERSON"
        await app.press("exclamation_mark")
        assert "2 corrections not on the disk" in app.status
        room(True)
        await app.press("W")
        assert app.status == "saved: 2 corrections"
        seen = mention(app.desk.view, "James Milner")
        assert seen is not None
        assert seen.label == "ORG"
        await app.press("W")
        assert app.status == "everything is saved"
    view = on_disk(store, key)
    assert view.reviewed
    assert view.human == 1


async def test_or_saved_elsewhere(store: Path, tmp_path: Path, room: Callable[[bool], None]) -> None:
    elsewhere = tmp_path / "kept.jsonl"
    async with explorer(store) as app:
        key = await open_first(app)
        app.go_to("James Milner")
        room(False)
        await app.press("r", "o", "W")
        assert app.desk.question.open
        await app.press("ctrl+u")
        await app.type(str(tmp_path / "nowhere" / "kept.jsonl"))
        await app.press("enter")
        assert "No such file" in app.status
        await app.press("W", "ctrl+u")
        await app.type(str(elsewhere))
        await app.press("enter")
        assert app.status.startswith("1 correction saved: ")
        await app.press("q")
        assert not app.app.is_running
    room(True)
    with Library.open(store) as library, elsewhere.open("rb") as lines:
        assert apply(library, lines, name="kept", session="x").applied == 1
    seen = mention(on_disk(store, key), "James Milner")
    assert seen is not None
    assert seen.label == "ORG"


async def test_leaving_says_first_what_would_be_lost(store: Path, room: Callable[[bool], None]) -> None:
    async with explorer(store) as app:
        await open_first(app)
        room(False)
        await app.press("exclamation_mark", "q")
        assert app.app.is_running
        assert "leaving again loses them" in app.status
        await app.press("q")
        assert not app.app.is_running


async def test_what_has_no_effect_any_more_is_told(store: Path, room: Callable[[bool], None]) -> None:
    async with explorer(store) as app:
        await open_first(app)
        app.go_to("James Milner")
        room(False)
        await app.press("r", "o")
        room(True)
        await app.press("r", "o", "W")
        assert app.status == "saved: 1 correction, 1 of them without effect by now"
