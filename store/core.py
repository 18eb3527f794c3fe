"""The inside of an open store: its folder, lock, documents in memory, views and the index that follows them."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

from store import lists
from store.corrections import Correction, in_force
from store.documents import Document, Documents, MisplacedError, NewerError, Stamp
from store.errors import StoreError, reason
from store.index import ArticleRow, Index, discard
from store.lock import WriterLock
from store.registry import NAME, Registry, TooNewError
from store.replay import BY_TEXT
from store.storage import UnreadableError, make_folder
from store.view import View, view

ARTICLES = "articles"
INDEX = "index.sqlite3"

#: Documents and views kept in memory; an article with everything about it takes some 100 kB.
_KEPT = 256
#: Articles that are indexed in one transaction.
_BATCH = 200
#: Seconds for which a read-only store takes the disk to be as it was last seen.
_FRESH = 1.0

_T = TypeVar("_T")


def folder_of(path: Path) -> Path:
    """A store's folder as a user names it; a ``~`` of nobody known stands for itself."""
    return Path(os.path.expanduser(path)).resolve()


def _name(key: str) -> str:
    return f"{ARTICLES}/{key[:2]}/{key}.json"


def known_as(document: Document, stamp: Stamp) -> Stamp:
    """The stamp under which the index knows a document: none that fits one that has to be reported on each opening."""
    return Stamp(0, 0) if document.problems else stamp


class Core:
    """An open store. ``problems`` has one line for each thing that was found amiss."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.read_only = True
        self.holder = ""
        self.problems: list[str] = []
        self._lock = threading.RLock()
        self._closed = False
        self._writer: WriterLock | None = None
        self._documents = Documents(path / ARTICLES)
        self._registry = Registry(path)
        self._rules: list[Correction] = []
        self._cache: OrderedDict[str, Document] = OrderedDict()
        self._views: OrderedDict[str, View] = OrderedDict()
        self._rows: dict[str, ArticleRow] = {}
        self._synced = 0.0
        self._index: Index

    @classmethod
    def open(cls, path: Path | None = None, *, write: bool = True) -> Self:
        """Open the store in a folder, made if need be; the default is the platform's folder for user data.

        If another process writes to the store, or the folder cannot be written to, or ``write`` is False, the store is
        ``read_only``. Raises ``StoreError`` if there can be no store, or if it is of a newer format.
        """
        if path is None:
            from platformdirs import user_data_path

            path = user_data_path("pressbox")
        library = cls(folder_of(path))
        try:
            library._open(write)
        except OSError as error:
            library.close()
            raise StoreError(f"The store at {library.path} cannot be opened: {reason(error)}.") from error
        except BaseException:
            library.close()
            raise
        return library

    def close(self) -> None:
        """Give the lock back and close the index; may be called again."""
        with self._lock:
            self._closed = True
            if hasattr(self, "_index"):
                self._index.close()
            if self._writer is not None:
                self._writer.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # opening

    def _open(self, write: bool) -> None:
        if write:
            self._begin_writing()
        elif not self.path.is_dir():
            self.problems.append(f"There is no store at {self.path} yet.")
        self._load_registry()
        self._index = Index.open(self._index_path(), write=not self.read_only)
        self._indexed(lambda _: self._sync())

    def _begin_writing(self) -> None:
        try:
            make_folder(self.path)
            if not os.access(self.path, os.W_OK | os.X_OK):
                raise PermissionError("the folder is write-protected")
            self._writer = WriterLock(self.path)
            self.holder = self._writer.acquire()
        except OSError as error:
            if not self.path.is_dir():
                raise StoreError(f"There can be no store at {self.path}: {reason(error)}.") from error
            self.problems.append(f"The store is open for reading only: {reason(error)}.")
            return
        self.read_only = bool(self.holder)

    def _load_registry(self) -> None:
        try:
            found = self._registry.load()
        except TooNewError as error:
            raise StoreError(f"The store at {self.path} needs a newer Pressbox: {error}.") from error
        except UnreadableError as error:
            if self.read_only:
                self.problems.append(f"{NAME} cannot be read: {error}.")
                return
            aside = self._registry.set_aside()
            self.problems.append(f"{NAME} could not be read and is now {aside.name}: {error}.")
            found = False
        except OSError as error:
            raise StoreError(f"The store at {self.path} cannot be read: {reason(error)}.") from error
        if not found and not self.read_only:
            try:
                make_folder(self._documents.folder)
                self._registry.create()
            except OSError as error:
                raise StoreError(f"There can be no store at {self.path}: {reason(error)}.") from error
        self.problems += self._registry.problems
        self._rules = in_force(self._registry.rules)

    def _index_path(self) -> Path | None:
        path = self.path / INDEX
        return path if not self.read_only or path.exists() else None

    # the index follows the documents

    def _indexed(self, work: Callable[[Index], _T]) -> _T:
        """Do something with the index; if it turns out damaged, make it anew and do it again."""
        if self._closed:
            raise StoreError("The store is closed.")
        try:
            return work(self._index)
        except sqlite3.Error:
            self._rebuild()
            return work(self._index)

    def _rebuild(self) -> None:
        """A new index from the documents; in memory if the file cannot be written."""
        self._index.close()
        path = self._index_path()
        if path is not None and not self.read_only:
            discard(path)
            with contextlib.suppress(sqlite3.Error):
                self._index = Index.open(path)
                self._sync()
                return
            self._index.close()
        self._index = Index.open(None)
        self._sync()

    def _sync(self) -> None:
        """Take in what has changed on the disk since the index last saw it."""
        found, known = self._documents.scan(), self._index.known()
        changed = [key for key, stamp in found.items() if known.get(key) != stamp]
        gone = [key for key in known if key not in found]
        rules = self._registry.rules
        if self._index.on_disk and self.read_only and (changed or gone or self._index.other_rules(rules)):
            self._index = self._index.in_memory()
        if self._index.other_rules(rules):
            with self._index.change():
                self._index.put_rules(rules)
        for start in range(0, len(gone), _BATCH):
            self._forget(gone[start : start + _BATCH])
        for start in range(0, len(changed), _BATCH):
            with self._index.change():
                for key in changed[start : start + _BATCH]:
                    self._take_in(key)
        self._rows = {row.id: row for row in lists.rows(self._index.db)}
        self._synced = time.monotonic()

    def _forget(self, keys: list[str]) -> None:
        with self._index.change():
            for key in keys:
                self._drop(key)
                self._rows.pop(key, None)
                self._index.remove(key)

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
        self._rows[key] = self._index.put(document, self._view_of(document), known_as(document, stamp))
        name = _name(key)
        found = [f"{name}: {problem}" for problem in document.problems]
        self.problems += [line for line in found if line not in self.problems]

    def _catch_up(self, key: str) -> None:
        """Take in what another program has made of a document since it was read; what is written next builds on it."""
        if key not in self._rows:
            return
        try:
            stamp = self._documents.stamp(key)
        except OSError:
            return  # who reads or writes it next says why
        if self._indexed(lambda index: lists.stamp(index.db, key)) != stamp:
            self._indexed(lambda _: self._reindex([key]))

    def _report(self, key: str, error: Exception) -> None:
        name = _name(key)
        if isinstance(error, UnreadableError) and not self.read_only:
            with contextlib.suppress(OSError):
                aside = self._documents.set_aside(key)
                self.problems.append(f"{name} is damaged and is now {aside.name}: {error}.")
                return
        what = "needs a newer Pressbox" if isinstance(error, NewerError) else "is left out"
        if isinstance(error, MisplacedError):
            what = "lies in the wrong place"
        self.problems.append(f"{name} {what}: {reason(error)}.")

    def refresh(self, budget: float | None = None) -> int:
        """Bring articles up to date that an everywhere-rule may touch, for at most ``budget`` seconds (None: all).

        Returns how many are left. A read-only store also takes in what its writer has changed meanwhile.
        """
        end = None if budget is None else time.monotonic() + budget
        with self._lock:
            if self.read_only and not self._closed and time.monotonic() - self._synced > _FRESH:
                self._reload()
            stale = self._indexed(lambda index: index.stale())
            if stale and self._index.on_disk and self.read_only:
                self._index = self._index.in_memory()
            while stale and (end is None or time.monotonic() < end):
                batch, stale = stale[: _BATCH // 10], stale[_BATCH // 10 :]
                self._indexed(lambda _, keys=batch: self._reindex(keys))  # type: ignore[misc]
            return len(stale)

    def _reindex(self, keys: list[str]) -> None:
        with self._index.change():
            for key in keys:
                self._take_in(key)

    def _reload(self) -> None:
        known = len(self.problems)
        with contextlib.suppress(StoreError):
            self._load_registry()
        self._views.clear()
        self._indexed(lambda _: self._sync())
        self.problems[known:] = [line for line in self.problems[known:] if line not in self.problems[:known]]

    # documents and views in memory

    def document(self, key: str) -> Document:
        """An article with all that is kept about it; raises ``StoreError`` if there is none or it cannot be read."""
        with self._lock:
            if key in self._cache:
                self._cache.move_to_end(key)
                return self._cache[key]
            try:
                document = self._documents.read(key)
            except KeyError as error:
                raise StoreError(f"There is no article {key!r} in this store.") from error
            except (OSError, ValueError) as error:
                raise StoreError(f"Article {key} cannot be read: {reason(error)}.") from error
            self._keep(document)
            return document

    def view(self, key: str) -> View:
        """An article as corrected; raises ``StoreError`` as ``document`` does."""
        with self._lock:
            if key in self._views:
                self._views.move_to_end(key)
                return self._views[key]
            seen = self._view_of(self.document(key))
            self._keep_view(seen)
            return seen

    def rows(self) -> list[ArticleRow]:
        """The article list, in the order of import."""
        with self._lock:
            return list(self._rows.values())

    def _view_of(self, document: Document, extra: Correction | None = None) -> View:
        """The view of a document, with one more correction or everywhere-rule if given."""
        text = document.article.text
        rules = [r for r in self._rules if r.action not in BY_TEXT or r.anchor is None or r.anchor.text in text]
        return view(document.article, document.machine, document.corrections, [*rules, extra] if extra else rules)

    def _keep(self, document: Document) -> None:
        key = document.article.id
        self._cache[key] = document
        self._cache.move_to_end(key)
        if len(self._cache) > _KEPT:
            self._cache.popitem(last=False)

    def _keep_view(self, seen: View) -> None:
        key = seen.article.id
        self._views[key] = seen
        self._views.move_to_end(key)
        if len(self._views) > _KEPT:
            self._views.popitem(last=False)

    def _drop(self, key: str) -> None:
        self._cache.pop(key, None)
        self._views.pop(key, None)

    # writing

    def _require_writer(self) -> None:
        if self._closed:
            raise StoreError("The store is closed.")
        if self.read_only:
            by = f": {self.holder} writes to it" if self.holder else ""
            raise StoreError(f"The store is open for reading only{by}.")

    @contextlib.contextmanager
    def _saving(self, after_failure: Callable[[], object]) -> Iterator[None]:
        """A write; if it fails, memory is made equal to the disk again and the user is told in one line."""
        try:
            yield
        except (OSError, ValueError, TypeError) as error:
            with contextlib.suppress(OSError, ValueError):
                after_failure()
            raise StoreError(f"Not saved: {reason(error)}.") from error
