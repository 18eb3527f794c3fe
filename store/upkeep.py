"""Keeping an open store's index in step with its documents, whatever becomes of the index meanwhile.

The documents are the truth. What is written to them is acknowledged although the index cannot follow just now (the
disk is full, another process keeps it busy): it is behind then, and brought up before it is asked.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Self, TypeVar

import msgspec

from store import lists
from store.catching_up import NEW, CatchingUp, unheard
from store.core import INDEX, folder_of
from store.errors import StoreError, reason
from store.index import Index, discard, is_damage
from store.lock import WriterLock
from store.rebuilding import Step
from store.registry import NAME

_T = TypeVar("_T")


class Upkeep(CatchingUp):
    """An open store whose index is in step, or known to be behind."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self._wait = True
        self._seen: object = None
        #: Articles, and "" for the everywhere-rules, that the index could not follow.
        self._behind: set[str] = set()

    @classmethod
    def open(cls, path: Path | None = None, *, write: bool = True, wait: bool = True, keep_index: bool = False) -> Self:
        """Open the store in a folder, made if need be; the default is the platform's folder for user data.

        If another process writes to the store, or the folder cannot be written to, or ``write`` is False, the store is
        ``read_only``. Without ``wait``, what has changed on the disk since the store was open last is not looked for
        yet: articles can be read and corrected at once, and ``catch_up`` is to be called soon, from any thread.
        ``keep_index`` lets a reader bring the index on the disk up to date if nobody writes meanwhile.
        Raises ``StoreError`` if there can be no store, or if it is of a newer format.
        """
        if path is None:
            from platformdirs import user_data_path

            path = user_data_path("pressbox")
        library = cls(folder_of(path))
        library._wait = wait
        try:
            library._open(write, keep_index)
            if wait:
                library.catch_up()
        except OSError as error:
            library.close()
            raise StoreError(f"The store at {library.path} cannot be opened: {reason(error)}.") from error
        except BaseException:
            library.close()
            raise
        return library

    def close(self) -> None:
        """Give the lock back and close the index; may be called again."""
        self._closed = True
        self.give_up()
        super().close()

    def give_up(self) -> None:
        """Let a running ``catch_up`` end soon, in whatever thread; it raises ``StoreError`` there."""
        self._given_up = True
        if self._rebuild is not None:
            self._rebuild.close()

    def _open(self, write: bool, keep_index: bool) -> None:
        if write:
            self._begin_writing()
        elif not self.path.is_dir():
            self.problems.append(f"There is no store at {self.path} yet.")
        self._index_is_ours = not self.read_only or (keep_index and not write and self._lock_index())
        if self._index_is_ours:
            for left in self.path.glob(f"{INDEX}.*{NEW}"):
                discard(left)
        self._read_anew()
        if self._nothing_listed() and self._documents.folder.is_dir():
            self.making = Step()

    def _lock_index(self) -> bool:
        """Whether a reader may write to the index: nobody else does, and the folder lets us."""
        if not os.access(self.path, os.W_OK | os.X_OK):
            return False
        self._writer = WriterLock(self.path)
        with contextlib.suppress(OSError):
            return not self._writer.acquire()
        return False

    def _read_anew(self) -> None:
        """Read registry and index; what another process changes from here on is noticed."""
        stamps = self._stamps()
        try:
            self._load_registry()
        finally:
            self._index = Index.open(self._index_path(), write=self._index_is_ours)
            self._seen = stamps, self._commits()
        self._listed = self._list_rows() if self._wait else None

    def _nothing_listed(self) -> bool:
        try:
            return self._index.db.execute("SELECT 1 FROM articles LIMIT 1").fetchone() is None
        except sqlite3.Error:
            self._start_anew()
            return True

    def _stamps(self) -> list[tuple[int, int, int] | None]:
        """The stamps of registry and index: when another process changes the store, they change."""
        stamps: list[tuple[int, int, int] | None] = []
        for name in (NAME, INDEX):
            try:
                status = os.stat(self.path / name)
                stamps.append((status.st_ino, status.st_size, status.st_mtime_ns))
            except OSError:
                stamps.append(None)
        return stamps

    def _commits(self) -> int:
        """What changes with each commit to the index: stamps are no finer than a tick of the clock."""
        try:
            return self._index.commits() if self._index.on_disk else 0
        except sqlite3.Error:
            return -1

    # asking it

    def _indexed(self, work: Callable[[Index], _T]) -> _T:
        """Do something with the index. One that turns out damaged is made anew: here and now, if we wait for it.

        Raises ``StoreError`` where it cannot be used just now, or is being made.
        """
        self._require_open()
        try:
            return work(self._index)
        except (sqlite3.Error, msgspec.MsgspecError) as error:
            self._require_open()
            if not is_damage(error):
                raise StoreError(f"The index over all articles cannot be used now: {error}; try again.") from error
        self._start_anew()
        if not self._wait or not self._catching.acquire(blocking=False):
            self.require_index()
        try:
            self._catch_up(unheard)
        finally:
            self._catching.release()
        try:
            return work(self._index)
        except (sqlite3.Error, msgspec.MsgspecError) as error:
            raise StoreError(f"The index over all articles cannot be used: {error}.") from error

    def _asked(self, work: Callable[[Index], _T]) -> _T:
        """Ask the index a question across articles; raises ``StoreError`` while it is being made."""
        self.require_index()
        self._bring_up()
        return self._indexed(work)

    def require_index(self) -> None:
        """Raise ``StoreError`` while the index is being made."""
        if self.making is not None:
            done = f" ({100 * self.making.done // self.making.total} %)" if self.making.total else ""
            raise StoreError(f"The index over all articles is being made{done}; try again in a moment.")

    def _require_step(self) -> None:
        """Raise ``StoreError`` unless the index knows all that was written: what was said last depends on it."""
        self.require_index()
        if not self._wait and not self.settled:
            raise StoreError("What has changed on the disk is still being read; try again in a moment.")
        self._settle()
        with self._lock:
            self._bring_up()
            if self._behind:
                raise StoreError("The index over all articles cannot be written now; this has to wait until it can.")

    def _settle(self) -> None:
        """Make sure that what was on the disk when the store was opened is known, if need be by waiting for it."""
        if not self.settled:
            with self._catching:
                if not self.settled:
                    self._catch_up(unheard)

    def _followed(self, key: str, work: Callable[[Index], object]) -> None:
        """Let the index follow a document, or with "" the everywhere-rules, that is written; it may fall behind."""
        try:
            self._indexed(work)
            self._behind.discard(key)
        except StoreError:
            self._behind.add(key)

    def _bring_up(self) -> None:
        """Try again what the index could not follow."""
        for key in sorted(self._behind):
            if key:
                self._followed(key, lambda _, key=key: self._reindex([key]))  # type: ignore[misc]
            else:
                self._followed(key, self._put_rules)

    def _put_rules(self, index: Index) -> None:
        with index.change():
            index.put_rules(self._registry.rules)

    def _catch_up_with(self, key: str) -> None:
        """Take in what another program has made of a document since it was read; what is written next builds on it."""
        if key not in self._rows:
            return
        try:
            stamp = self._documents.stamp(key)
        except OSError:
            return  # who reads or writes it next says why
        with contextlib.suppress(StoreError):  # whoever writes it next reads it from the disk in any case
            if self._indexed(lambda index: lists.stamp(index.db, key)) != stamp:
                self._indexed(lambda _: self._reindex([key]))
