"""Is a store sound? Looks at every file of it; a repair renames and rebuilds, and never deletes what a human said."""

from __future__ import annotations

import contextlib
import os
import re
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
from msgspec.structs import replace

from store.core import ARTICLES, INDEX, folder_of
from store.corrections import Correction, in_force
from store.documents import Document, Documents, Stamp, decode, digest, is_older
from store.entries import entry_of
from store.errors import StoreError, reason
from store.index import Index, discard
from store.library import Library
from store.lock import WriterLock
from store.migrations import NewerError
from store.registry import NAME, Registry
from store.storage import TEMPORARY, UnreadableError, make_folder, read_bytes, set_aside, sync_folder
from store.view import corrected

_DOCUMENT = re.compile(r"([0-9a-f]{16})\.json")
_ASIDE = re.compile(r".*\.damaged-\d+")


class Finding(msgspec.Struct, frozen=True):
    """Something amiss: the file's path within the store, what is wrong in words, whether it was mended.

    What is ``harmless`` is worth knowing but no fault: nothing has to be done about it.
    """

    path: str
    what: str
    repaired: bool = False
    harmless: bool = False


def check(path: Path, repair: bool = False) -> list[Finding]:
    """Everything that is amiss in the store at ``path``; ``repair`` mends what can be mended.

    A repair sets damaged files aside under a new name, moves misplaced documents to their place, takes sessions off
    articles that are gone, brings older formats up to date and rebuilds the index. Raises ``StoreError`` if there is no
    store, if it is of a newer format, or if a repair is wanted while another process writes to it.
    """
    folder = folder_of(path)
    if not folder.is_dir():
        raise StoreError(f"There is no store at {folder}.")
    lock = WriterLock(folder)
    try:
        holder = lock.acquire() if repair or lock.path.exists() else ""
    except OSError as error:
        holder = "nobody"
        if repair:
            raise StoreError(f"The store cannot be repaired: {reason(error)}.") from error
    if holder and repair:
        raise StoreError(f"The store cannot be repaired now: {holder} writes to it.")
    if not repair:
        lock.release()
    try:
        inspection = _Inspection(folder, repair, alone=not holder)
        inspection.run()
    finally:
        lock.release()
    if repair and inspection.findings:
        Library.open(folder).close()
    return inspection.findings


def count(path: Path) -> int:
    """How many article documents the store at ``path`` has."""
    return len(Documents(folder_of(path) / ARTICLES).scan())


class _Inspection:
    """One walk through a store. ``alone`` tells that nobody writes to it."""

    def __init__(self, folder: Path, repair: bool, alone: bool) -> None:
        self.folder = folder
        self.repair = repair
        self.alone = alone
        self.findings: list[Finding] = []
        self.documents = Documents(folder / ARTICLES)
        self.registry = Registry(folder)
        self.sound: dict[str, Stamp] = {}
        self.older: list[str] = []

    def run(self) -> None:
        self.look_at_registry()
        self.look_for_leftovers(self.folder)
        for entry in _entries(self.folder / ARTICLES):
            if entry.is_dir(follow_symlinks=False):
                self.look_at_shelf(Path(entry.path))
            elif not _ASIDE.fullmatch(entry.name):
                self.look_at_stray(Path(entry.path))
        self.look_at_formats()
        self.look_at_sessions()
        self.look_at_index()

    def found(self, path: Path, what: str, mend: Callable[[], object] | None = None, *, harmless: bool = False) -> None:
        """Note a finding, and mend it if there is a way and it is wanted."""
        repaired = False
        if mend is not None and self.repair:
            try:
                mend()
                repaired = True
            except (OSError, ValueError) as error:
                harmless = False
                what = f"{what}; it could not be repaired: {reason(error)}"
        self.findings.append(Finding(str(path.relative_to(self.folder)), what, repaired, harmless))

    # pressbox.json

    def look_at_registry(self) -> None:
        path = self.registry.path
        try:
            if not self.registry.load():
                self.found(path, "missing", self.new_registry)
        except NewerError as error:
            raise StoreError(f"The store at {self.folder} needs a newer Pressbox: {error}.") from error
        except UnreadableError as error:
            self.found(path, f"damaged: {error}", self.replace_registry)
        except OSError as error:
            self.found(path, f"cannot be read: {reason(error)}")
        if self.registry.older:
            self.found(path, "of an older format", self.registry.upgrade, harmless=True)
        for problem in self.registry.problems:
            self.found(path, problem.removeprefix(f"{NAME}: "))

    def new_registry(self) -> None:
        make_folder(self.documents.folder)
        self.registry.create()

    def replace_registry(self) -> None:
        self.registry.set_aside()
        self.new_registry()

    def look_at_sessions(self) -> None:
        for session in list(self.registry.sessions.values()):
            if session.article is not None and not self.exists(session.article):
                free = replace(session, article=None, cursor=0, top=0)
                self.found(
                    self.registry.path,
                    f"session “{session.name}” is in an article that is not there: {session.article[:40]}",
                    lambda free=free: self.registry.put_session(free),  # type: ignore[misc]
                )

    def exists(self, key: str) -> bool:
        try:
            return self.documents.taken(key)
        except KeyError:
            return False

    # documents

    def look_at_shelf(self, shelf: Path) -> None:
        self.look_for_leftovers(shelf)
        for entry in _entries(shelf):
            path = Path(entry.path)
            name = _DOCUMENT.fullmatch(entry.name)
            if name is None:
                if not (_ASIDE.fullmatch(entry.name) or entry.name.endswith(TEMPORARY)):
                    self.look_at_stray(path)
            elif entry.is_file(follow_symlinks=False):
                self.look_at_document(path, name[1])
            else:
                self.found(path, "not a plain file", lambda path=path: set_aside(path))  # type: ignore[misc]

    def look_for_leftovers(self, folder: Path) -> None:
        for entry in _entries(folder):
            if entry.name.startswith(".") and entry.name.endswith(TEMPORARY) and self.alone:
                path = Path(entry.path)
                self.found(path, "left over from a write that did not end", lambda path=path: set_aside(path))  # type: ignore[misc]

    def look_at_stray(self, path: Path) -> None:
        """A file that nobody here has written: only a document under a wrong name is taken in."""
        with contextlib.suppress(OSError, ValueError):
            key = decode(read_bytes(path) or b"").article.id
            self.found(path, f"the misplaced document of article {key[:40]}", lambda: self.move_home(path, key))
            return
        self.found(path, "not a part of the store; left alone")

    def look_at_document(self, path: Path, key: str) -> None:
        try:
            stamp = self.documents.stamp(key) if path == self.documents.path(key) else None
            raw = read_bytes(path) or b""
            document = decode(raw)
        except NewerError as error:
            self.found(path, f"needs a newer Pressbox: {error}")
        except UnreadableError as error:
            self.found(path, f"damaged: {error}", lambda: set_aside(path))
        except OSError as error:
            self.found(path, f"cannot be read: {reason(error)}")
        else:
            if document.article.id != key or stamp is None:
                home = document.article.id
                self.found(path, f"the misplaced document of article {home[:40]}", lambda: self.move_home(path, home))
            else:
                self.sound[key] = stamp
                if is_older(raw):
                    self.older.append(key)
                for fault in _faults(document):
                    self.found(path, fault)

    def look_at_formats(self) -> None:
        """One finding for all: a store of an older program may have very many."""
        if self.older:
            count = len(self.older)
            what = (
                f"{count} document{' is' if count == 1 else 's are'} of an older format and rewritten when next changed"
            )
            self.found(self.documents.folder, what, self.upgrade, harmless=True)

    def upgrade(self) -> None:
        for key in self.older:
            self.documents.upgrade(key)
            self.sound[key] = self.documents.stamp(key)

    def move_home(self, path: Path, key: str) -> None:
        """Move a document to its place; set it aside if another one lies there."""
        try:
            home = self.documents.path(key)
        except KeyError:
            set_aside(path)
            return
        if os.path.lexists(home):
            set_aside(path)
            return
        make_folder(home.parent)
        path.rename(home)
        sync_folder(home.parent)
        sync_folder(path.parent)

    # index

    def look_at_index(self) -> None:
        path = self.folder / INDEX
        if not os.path.lexists(path):
            return
        index = Index.open(path, write=False)
        try:
            if not index.on_disk:
                self.found(path, "damaged, of another version or cut off by a power loss", lambda: discard(path))
                return
            drift = self.drift(index)
            if drift:
                self.found(path, f"differs from the documents: {drift}", lambda: discard(path))
        except sqlite3.Error as error:
            self.found(path, f"damaged: {error}", lambda: discard(path))
        finally:
            index.close()

    def drift(self, index: Index) -> str:
        """How the index differs from the documents, "" if it does not; what it will re-read anyway does not count."""
        if index.db.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
            return "its pages are damaged"
        if index.other_rules(self.registry.rules):
            return ""
        stale, known = set(index.stale()), index.known()
        fresh = Index.open(None)
        try:
            for key, stamp in self.sound.items():
                if known.get(key) == stamp and key not in stale and self.other_rows(index, fresh, key):
                    return f"article {key}"
        finally:
            fresh.close()
        return "" if index.totals_agree() else "its totals"

    def other_rows(self, index: Index, fresh: Index, key: str) -> bool:
        """Whether an index says something else of an article than a fresh one does."""
        document = self.documents.read(key)
        fresh.put(entry_of(document, corrected(document, in_force(self.registry.rules)), self.sound[key]))
        same = fresh.picture(key) == index.picture(key)
        fresh.remove(key)
        return not same


def _faults(document: Document) -> Iterator[str]:
    """What does not fit together inside a document that can be read."""
    text = document.article.text
    if document.article.digest != digest(text):
        yield "its text is not the one that was imported"
    spans = [(m.start, m.end, m.text) for m in document.machine.mentions]
    spans += [(s.start, s.end, s.text) for q in document.machine.quotes for s in q.segments]
    wrong = sum(text[start:end] != words or not words for start, end, words in spans)
    if wrong:
        yield f"{wrong} names or quotes do not stand where they should"
    yield from document.problems
    yield from _log_faults(document.corrections)


def _log_faults(log: tuple[Correction, ...]) -> Iterator[str]:
    ids = {correction.id for correction in log}
    if len(ids) < len(log):
        yield "two corrections have one id"
    for correction in log:
        if correction.action in ("undo", "redo") and correction.undoes not in ids:
            yield f"{correction.action} {correction.id} takes back a correction that is not there"


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return sorted(entries, key=lambda entry: entry.name)
    except (FileNotFoundError, NotADirectoryError):
        return []
