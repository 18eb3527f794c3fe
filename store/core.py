"""The inside of an open store: its folder, lock, documents in memory and views; ``store.upkeep`` keeps its index."""

from __future__ import annotations

import contextlib
import os
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Self

from store.corrections import Correction, in_force
from store.documents import Document, Documents
from store.entries import ArticleRow
from store.errors import NotSavedError, StoreError, reason
from store.index import Index
from store.lock import WriterLock
from store.migrations import NewerError
from store.registry import NAME, Registry
from store.storage import UnreadableError, make_folder
from store.view import View, corrected

ARTICLES = "articles"
INDEX = "index.sqlite3"

#: Documents and views kept in memory; an article with everything about it takes some 100 kB.
_KEPT = 256


def folder_of(path: Path) -> Path:
    """A store's folder as a user names it; a ``~`` of nobody known stands for itself."""
    return Path(os.path.expanduser(path)).resolve()


class Core:
    """An open store. ``problems`` has one line for each thing that was found amiss.

    Where it is ``read_only``, ``holder`` says which other process writes to it, or ``why_read_only`` why nobody can.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.read_only = True
        self.holder = ""
        self.why_read_only = ""
        self.problems: list[str] = []
        self._lock = threading.RLock()
        self._closed = False
        self._writer: WriterLock | None = None
        self._documents = Documents(path / ARTICLES)
        self._registry = Registry(path)
        self._rules: list[Correction] = []
        self._cache: OrderedDict[str, Document] = OrderedDict()
        self._views: OrderedDict[str, View] = OrderedDict()
        self._listed: dict[str, ArticleRow] | None = None
        self._last_id = ""
        self._index: Index

    def close(self) -> None:
        """Give the lock back and close the index; may be called again."""
        self._closed = True
        with self._lock:
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
            self.why_read_only = reason(error)
            self.problems.append(f"The store is open for reading only: {self.why_read_only}.")
            return
        self.read_only = bool(self.holder)

    def _load_registry(self) -> None:
        try:
            found = self._registry.load()
        except NewerError as error:
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
        if self._registry.older and not self.read_only:
            self._upgrade_registry()
        self.problems += self._registry.problems
        self._rules = in_force(self._registry.rules)

    def _upgrade_registry(self) -> None:
        """Before anything else is written in today's format, so that an older program refuses the store as a whole."""
        try:
            self._registry.upgrade()
        except OSError as error:
            self.read_only = True
            self.problems.append(f"The store is open for reading only: {NAME} is of an older format: {reason(error)}.")

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

    @property
    def _rows(self) -> dict[str, ArticleRow]:
        """The article list by id, read when it is first asked for: an explorer has its panes on the screen before."""
        if self._listed is None:
            self._listed = self._list_rows()
        return self._listed

    def _list_rows(self) -> dict[str, ArticleRow]:
        """The article list as the index has it."""
        raise NotImplementedError

    def rows(self) -> list[ArticleRow]:
        """The article list, in the order of import."""
        with self._lock:
            return list(self._rows.values())

    def row(self, key: str) -> ArticleRow | None:
        """An article's line of the list; None if there is no such article."""
        with self._lock:
            return self._rows.get(key)

    def _view_of(self, document: Document, extra: Correction | None = None) -> View:
        """The view of a document, with one more correction or everywhere-rule if given."""
        return corrected(document, self._rules, extra)

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

    def _require_open(self) -> None:
        if self._closed:
            raise StoreError("The store is closed.")

    @property
    def refusal(self) -> str:
        """Why nothing can be written here, in words."""
        return f"{self.holder} writes to it" if self.holder else self.why_read_only or "it was opened for reading"

    def _require_writer(self) -> None:
        self._require_open()
        if self.read_only:
            raise StoreError(f"The store is open for reading only: {self.refusal}.")

    @contextlib.contextmanager
    def _saving(self, after_failure: Callable[[], object]) -> Iterator[None]:
        """A write; if it fails, memory is made equal to the disk again and the user is told in one line."""
        try:
            yield
        except (OSError, ValueError, TypeError) as error:
            with contextlib.suppress(OSError, ValueError, StoreError):
                after_failure()
            raise NotSavedError(f"Not saved: {reason(error)}.") from error
