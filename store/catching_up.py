"""What was changed on the disk while the store was not open, or by others: found, and taken into the index.

A few articles are taken in one by one; where it is many, the index is made anew by processes of their own.
"""

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

import msgspec

from store import lists
from store.core import INDEX, Core
from store.documents import MisplacedError
from store.entries import ArticleRow, entry_of
from store.errors import StoreError, reason
from store.index import Index, discard, is_damage
from store.migrations import NewerError
from store.rebuilding import Rebuild, RebuildError, Step
from store.storage import UnreadableError

#: Articles that are indexed in one transaction, and while others wait for the store.
BATCH = 20
#: Where more articles than this are to be indexed, and more than a part of all, the index is made anew beside.
_MANY, _PART = 1000, 1 / 4
#: Seconds in which others get their turn between two batches.
_TURN = 0.001
#: How the name of an index ends that is being made.
NEW = ".new"


def unheard(step: Step) -> None:
    """Hears how far something is, and tells nobody."""


class CatchingUp(Core):
    """An open store that takes in what others changed.

    ``making`` tells how far a new index is while one is made, else it is None; ``settled`` tells that what is on the
    disk is known.
    """

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.making: Step | None = None
        self.settled = False
        self._catching = threading.Lock()
        self._rebuild: Rebuild | None = None
        self._given_up = False
        self._index_is_ours = False
        self._looked = 0.0

    def catch_up(self, tell: Callable[[Step], None] = unheard) -> bool:
        """Take in what has changed on the disk since the index last saw it; whether there was anything.

        ``tell`` hears how far that is. Others may use the store meanwhile. Raises ``StoreError`` and ``OSError``.
        """
        with self._catching:
            return self._catch_up(tell)

    def _catch_up(self, tell: Callable[[Step], None]) -> bool:
        try:
            changed = self._compared(tell)
        finally:
            self.making = None
        self.settled = True
        return changed

    def _compared(self, tell: Callable[[Step], None]) -> bool:
        try:
            try:
                return self._compare(tell)
            except (sqlite3.Error, msgspec.MsgspecError) as error:
                with self._lock:
                    self._go_on()
                    if not is_damage(error):
                        raise
                    self._start_anew()
                return self._compare(tell)
        except (sqlite3.Error, msgspec.MsgspecError) as error:
            raise StoreError(f"The index over all articles cannot be brought up to date: {error}.") from error

    def _index_path(self) -> Path | None:
        path = self.path / INDEX
        return path if self._index_is_ours or path.exists() else None

    def _start_anew(self) -> None:
        """Put an empty index in the place of a damaged one; what is in it is to be caught up with."""
        self._index.close()
        path = self.path / INDEX if self._index_is_ours else None
        if path is not None:
            discard(path)
        self._index = Index.open(path)
        self.making, self.settled = Step(), False

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
            time.sleep(_TURN)
        with self._lock:
            self._go_on()
            if anything:
                self._listed = rows_by_id(self._index)
            self._looked = time.monotonic()
        return anything

    def _go_on(self) -> None:
        self._require_open()
        if self._given_up:
            raise StoreError("What has changed on the disk was not looked at to the end.")

    def _differences(self) -> tuple[list[str], list[str], int]:
        """The articles to be read, those that are gone, and how many there are."""
        found, unread = self._documents.scan()
        with self._lock:
            self._go_on()
            known = self._index.known()
            told = [f"{self._documents.folder.name}/{shelf} cannot be read: {why}." for shelf, why in unread.items()]
            self.problems += [line for line in told if line not in self.problems]
        changed = [key for key, stamp in found.items() if known.get(key) != stamp]
        gone = [] if "" in unread else [key for key in known if key not in found and key[:2] not in unread]
        return changed, gone, len(found)

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
        if self._index.on_disk and not self._index_is_ours:
            copy = self._index.copy()
            self._index.close()
            self._index = copy

    def _make_anew(self, tell: Callable[[Step], None]) -> bool:
        """Have the whole index made by other processes, and take it; False if they cannot do it."""
        folder = self.path if self._index_is_ours else Path(tempfile.mkdtemp(prefix="pressbox-"))
        target = folder / f"{INDEX}.{os.getpid()}-{os.urandom(4).hex()}{NEW}"
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
            if not self._index_is_ours:
                shutil.rmtree(folder, ignore_errors=True)
            self.making = None
        return True

    def _follow_rebuild(self, rebuild: Rebuild, tell: Callable[[Step], None]) -> None:
        with self._lock:
            self._go_on()
            self.rows()  # while there is an index to list them from
            self._rebuild, self.making = rebuild, Step()
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
            if not self._index_is_ours:
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

    def _list_rows(self) -> dict[str, ArticleRow]:
        try:
            return rows_by_id(self._index)
        except (sqlite3.Error, msgspec.MsgspecError):
            self._start_anew()
            return {}

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


def rows_by_id(index: Index) -> dict[str, ArticleRow]:
    """The article list of an index. Raises ``sqlite3.Error`` or ``MsgspecError`` if the index is damaged."""
    return {row.id: row for row in lists.rows(index.db)}


def _batches(keys: list[str]) -> Iterator[tuple[list[str], int]]:
    """The keys a few at a time, with how many are done then."""
    for start in range(0, len(keys), BATCH):
        batch = keys[start : start + BATCH]
        yield batch, start + len(batch)
