"""Keeping an open store's index in step with its documents: on opening, after each write, beside another writer."""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Self, TypeVar

import msgspec

from store import lists
from store.core import INDEX, Core, folder_of
from store.documents import MisplacedError
from store.entries import entry_of
from store.errors import StoreError, reason
from store.index import Index, discard
from store.migrations import NewerError
from store.rebuilding import Rebuild, RebuildError, Step
from store.registry import NAME
from store.storage import UnreadableError

#: Articles that are indexed in one transaction, and while others wait for the store.
BATCH = 20
#: Where more articles than this are to be indexed, and more than a part of all, the index is made anew beside.
_MANY, _PART = 1000, 1 / 4

_T = TypeVar("_T")


def unheard(step: Step) -> None:
    pass


class Upkeep(Core):
    """An open store with its index.

    ``making`` tells how far a new index is while one is made, else it is None; ``settled`` tells that what was on the
    disk when the store was opened is known.
    """

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.making: Step | None = None
        self._catching = threading.Lock()
        self.settled = False
        self._rebuild: Rebuild | None = None
        self._given_up = False
        self._looked = 0.0
        self._seen: object = None

    @classmethod
    def open(cls, path: Path | None = None, *, write: bool = True, wait: bool = True) -> Self:
        """Open the store in a folder, made if need be; the default is the platform's folder for user data.

        If another process writes to the store, or the folder cannot be written to, or ``write`` is False, the store is
        ``read_only``. Without ``wait``, what has changed on the disk since the store was open last is not looked for
        yet: articles can be read and corrected at once, and ``catch_up`` is to be called soon, from any thread.
        Raises ``StoreError`` if there can be no store, or if it is of a newer format.
        """
        if path is None:
            from platformdirs import user_data_path

            path = user_data_path("pressbox")
        library = cls(folder_of(path))
        try:
            library._open(write)
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

    def _open(self, write: bool) -> None:
        if write:
            self._begin_writing()
        elif not self.path.is_dir():
            self.problems.append(f"There is no store at {self.path} yet.")
        self._read_anew()
        if not self._rows and self._documents.folder.is_dir():
            self.making = Step()

    def _read_anew(self) -> None:
        """Read registry and index; what another process changes from here on is noticed."""
        stamps = self._stamps()
        try:
            self._load_registry()
        finally:
            self._index = Index.open(self._index_path(), write=not self.read_only)
            self._seen = stamps, self._commits()
        self._list_rows()

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
        return self._indexed(lambda index: index.commits()) if self._index.on_disk else 0

    def _index_path(self) -> Path | None:
        path = self.path / INDEX
        return path if not self.read_only or path.exists() else None

    # asking it

    def _indexed(self, work: Callable[[Index], _T]) -> _T:
        """Do something with the index; if it turns out damaged, make it anew and do it again."""
        self._require_open()
        try:
            return work(self._index)
        except (sqlite3.Error, msgspec.MsgspecError) as error:
            self._require_open()
            if getattr(error, "sqlite_errorcode", 0) in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
                raise StoreError("Another process keeps the index busy; try again.") from error
            self._replace_damaged()
            return work(self._index)

    def _asked(self, work: Callable[[Index], _T]) -> _T:
        """Ask the index a question across articles; raises ``StoreError`` while it is being made."""
        self.require_index()
        return self._indexed(work)

    def require_index(self) -> None:
        """Raise ``StoreError`` while the index is being made."""
        if self.making is not None:
            done = f" ({100 * self.making.done // self.making.total} %)" if self.making.total else ""
            raise StoreError(f"The index over all articles is being made{done}; try again in a moment.")

    def _settle(self) -> None:
        """Make sure that what was on the disk when the store was opened is known, if need be by waiting for it."""
        if not self.settled:
            self.catch_up()

    def _replace_damaged(self) -> None:
        """A new index from the documents; one in memory if no file can be written."""
        self._index.close()
        path = self._index_path()
        if path is not None and not self.read_only:
            discard(path)
            self._index = Index.open(path)
        else:
            self._index = Index.open(None)
        try:
            self._compare(unheard)
        except sqlite3.Error:
            self._index.close()
            self._index = Index.in_memory()
            self._compare(unheard)

    # taking in what is on the disk

    def catch_up(self, tell: Callable[[Step], None] = unheard) -> bool:
        """Take in what has changed on the disk since the index last saw it; whether there was anything.

        ``tell`` hears how far that is. Others may use the store meanwhile. Raises ``StoreError`` and ``OSError``.
        """
        with self._catching:
            try:
                changed = self._indexed(lambda _: self._compare(tell))
            finally:
                self.making = None
            self.settled = True
            return changed

    def _compare(self, tell: Callable[[Step], None]) -> bool:
        """Compare all documents with what the index knows of them; what differs is read. Whether anything did."""
        changed, gone, total = self._differences()
        anything = bool(changed or gone)
        if len(changed) > max(_MANY, total * _PART) and self._make_anew(tell):
            changed, gone, total = self._differences()
        anything |= self._take_in_rules(bool(changed or gone))
        for keys, _ in _batches(gone):
            with self._lock:
                self._go_on()
                self._forget(keys)
        for keys, done in _batches(changed):
            with self._lock:
                self._go_on()
                self._reindex(keys)
            tell(Step(done, len(changed)))
        with self._lock:
            self._go_on()
            if anything:
                self._list_rows()
            self._looked = time.monotonic()
        return anything

    def _go_on(self) -> None:
        self._require_open()
        if self._given_up:
            raise StoreError("What has changed on the disk was not looked at to the end.")

    def _differences(self) -> tuple[list[str], list[str], int]:
        """The articles to be read, those that are gone, and how many there are."""
        found = self._documents.scan()
        with self._lock:
            self._go_on()
            known = self._index.known()
        changed = [key for key, stamp in found.items() if known.get(key) != stamp]
        return changed, [key for key in known if key not in found], len(found)

    def _take_in_rules(self, changes: bool) -> bool:
        """Let the index know the everywhere-rules; whether it knew others. ``changes`` tells that more will follow."""
        with self._lock:
            self._go_on()
            rules = self._registry.rules
            other = self._index.other_rules(rules)
            if other or changes:
                self._make_changeable()
            if other:
                with self._index.change():
                    self._index.put_rules(rules)
            return other

    def _make_changeable(self) -> None:
        """The file of another process is not ours to change: go on with a copy."""
        if self._index.on_disk and self.read_only:
            copy = self._index.copy()
            self._index.close()
            self._index = copy

    def _make_anew(self, tell: Callable[[Step], None]) -> bool:
        """Have the whole index made by other processes, and take it; False if they cannot do it."""
        folder = self.path if not self.read_only else Path(tempfile.mkdtemp(prefix="pressbox-"))
        target = folder / f"{INDEX}.new"
        try:
            self._follow_rebuild(Rebuild(self.path, self._documents.folder, target), tell)
            self._swap(target)
        except RebuildError:
            self._go_on()
            return False
        finally:
            if self._rebuild is not None:
                self._rebuild.close()
                self._rebuild = None
            if self.read_only:
                shutil.rmtree(folder, ignore_errors=True)
            self.making = None
        return True

    def _follow_rebuild(self, rebuild: Rebuild, tell: Callable[[Step], None]) -> None:
        with self._lock:
            self._rebuild, self.making = rebuild, Step()
            self._go_on()
            self._index.close()
            # What is corrected meanwhile is remembered here, and read again when the new index is there.
            self._index = Index.open(None)
        for step in rebuild.steps():
            with self._lock:
                self._go_on()
                self.making = step
                for row in step.rows:
                    self._rows.setdefault(row.id, row)
            tell(step)

    def _swap(self, target: Path) -> None:
        with self._lock:
            self._go_on()
            self._index.close()
            if self.read_only:
                made = Index.open(target, write=False)
                self._index = made.copy()
                made.close()
                return
            path = self.path / INDEX
            discard(path)
            try:
                os.replace(target, path)
            finally:
                self._index = Index.open(path)

    def _list_rows(self) -> None:
        self._rows = {row.id: row for row in self._indexed(lambda index: lists.rows(index.db))}

    def _forget(self, keys: Sequence[str]) -> None:
        with self._index.change():
            for key in keys:
                self._drop(key)
                self._rows.pop(key, None)
                self._index.remove(key)

    def _reindex(self, keys: Sequence[str]) -> None:
        with self._index.change():
            for key in keys:
                self._take_in(key)

    def _take_in(self, key: str) -> None:
        """Index a document as it is on the disk, or put it aside if it is damaged."""
        self._drop(key)
        try:
            stamp = self._documents.stamp(key)
            document = self._documents.read(key)
        except (KeyError, OSError, ValueError) as error:
            self._index.remove(key)
            self._rows.pop(key, None)
            self._report(key, error)
            return
        made = entry_of(document, self._view_of(document), stamp)
        self._index.put(made)
        self._rows[key] = made.row
        found = [f"{self._documents.name(key)}: {problem}" for problem in document.problems]
        self.problems += [line for line in found if line not in self.problems]

    def _report(self, key: str, error: Exception) -> None:
        if isinstance(error, KeyError | FileNotFoundError):
            return  # it went away while it was looked at
        name = self._documents.name(key)
        if isinstance(error, UnreadableError) and not self.read_only:
            with contextlib.suppress(OSError):
                aside = self._documents.set_aside(key)
                self.problems.append(f"{name} is damaged and is now {aside.name}: {error}.")
                return
        what = "needs a newer Pressbox" if isinstance(error, NewerError) else "is left out"
        if isinstance(error, MisplacedError):
            what = "lies in the wrong place"
        self.problems.append(f"{name} {what}: {reason(error)}.")

    def _catch_up_with(self, key: str) -> None:
        """Take in what another program has made of a document since it was read; what is written next builds on it."""
        if key not in self._rows:
            return
        try:
            stamp = self._documents.stamp(key)
        except OSError:
            return  # who reads or writes it next says why
        if self._indexed(lambda index: lists.stamp(index.db, key)) != stamp:
            self._indexed(lambda _: self._reindex([key]))


def _batches(keys: list[str]) -> Iterator[tuple[list[str], int]]:
    """The keys a few at a time, with how many are done then."""
    for start in range(0, len(keys), BATCH):
        batch = keys[start : start + BATCH]
        yield batch, start + len(batch)
