"""Disks that fail: whichever call of a write fails, and however, the old document stays whole and the user is told."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from store.corrections import Correction, State, anchor
from store.errors import StoreError
from store.library import Library
from store.model import Scope
from store.sessions import Session
from tests.newsroom import MATCH, OTHER, extraction, reading

_CALLS = ("open", "write", "fsync", "replace")


class _Disk:
    """Counts the calls that reach the disk, and lets one of them fail."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.calls: list[str] = []
        self.fail_at = -1
        self.code = errno.ENOSPC
        for name in _CALLS:
            monkeypatch.setattr(os, name, self._watched(name, getattr(os, name)))

    def _watched(self, name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **kwargs: Any) -> Any:
            if name == "open" and not args[1] & os.O_CREAT:
                return real(*args, **kwargs)
            self.calls.append(name)
            if len(self.calls) - 1 == self.fail_at:
                raise OSError(self.code, os.strerror(self.code))
            return real(*args, **kwargs)

        return call

    def failing(self, at: int, code: int) -> None:
        """From now on, the call number ``at`` fails; a negative one never comes."""
        self.calls, self.fail_at, self.code = [], at, code


def relabel(library: Library, key: str, scope: Scope = "mention") -> None:
    start = MATCH.index("Pep Guardiola")
    where = anchor(MATCH, start, start + len("Pep Guardiola"))
    library.correct(
        Correction(id="", time="", action="relabel", article=key, scope=scope, anchor=where, after=State(label="ORG"))
    )


def correction(library: Library, key: str) -> None:
    relabel(library, key)


def rule(library: Library, key: str) -> None:
    relabel(library, key, "everywhere")


def undo(library: Library, key: str) -> None:
    assert library.undo() is not None


def new_article(library: Library, key: str) -> None:
    library.put(reading(OTHER), extraction(OTHER))


def session(library: Library, key: str) -> None:
    library.save_session(Session(name="evening", article=key))


def attempt(work: Callable[[Library, str], None], library: Library, key: str) -> str:
    """Do something with a store; what it says if that fails, "" if it does not."""
    try:
        work(library, key)
    except StoreError as error:
        return str(error)
    return ""


def told(library: Library) -> object:
    """Everything that a store says, without the times at which it was said."""
    articles = [(row.id, library.view(row.id), library.document(row.id).corrections) for row in library.rows()]
    sessions = [(s.name, s.article, s.saved) for s in library.sessions()]
    return articles, sessions, library.everywhere(), library.entities(), library.history()


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EIO], ids=["full", "broken"])
@pytest.mark.parametrize("work", [correction, rule, undo, new_article, session])
def test_each_call_of_a_write_may_fail(
    work: Callable[[Library, str], None], code: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "store"
    disk = _Disk(monkeypatch)
    with Library.open(path) as library:
        _, key = library.put(reading(MATCH), extraction(MATCH))
        library.correct(Correction(id="", time="", action="review", article=key, after=State(reviewed=True)))
        at = 0
        while True:
            before = told(library)
            disk.failing(at, code)
            error = attempt(work, library, key)
            if not error:
                break
            assert os.strerror(code) in error
            assert "\n" not in error
            failed = disk.calls[at]
            disk.failing(-1, code)
            with Library.open(path, write=False) as other:
                assert other.problems == []
                assert told(other) == told(library)
            if failed != "fsync" or told(library) == before:
                assert told(library) == before
            else:
                break  # only the folder's name was not synced: the new document is there, but was not called saved
            at += 1
        assert at >= 3, "a write has at least an open, a write, a sync and a rename that can fail"
        disk.failing(-1, code)
        after = told(library)
    with Library.open(path) as library:
        assert library.problems == []
        assert told(library) == after
