"""Is a store sound? Looks at every file of it; a repair renames and rebuilds, and never deletes what a human said."""

from __future__ import annotations

import contextlib
import os
import re
import sqlite3
from collections.abc import Callable
from pathlib import Path

import msgspec
from msgspec.structs import replace

from store import faults
from store.catching_up import NEW
from store.core import ARTICLES, INDEX, folder_of
from store.corrections import in_force
from store.documents import Document, Documents, Stamp, decode, is_older
from store.entries import entry_of
from store.errors import StoreError, reason
from store.index import Index, discard
from store.library import Library
from store.lock import NAME as LOCK
from store.lock import WriterLock
from store.migrations import NewerError
from store.registry import NAME, Registry
from store.sessions import Session
from store.similar import NAME as SIMILAR
from store.storage import (
    TEMPORARY,
    AtomicStorage,
    UnreadableError,
    doubled,
    keep_copy,
    make_folder,
    read_bytes,
    set_aside,
    sync_folder,
    untangled,
)
from store.view import corrected

_DOCUMENT = re.compile(r"([0-9a-f]{16})\.json")
_SHELF = re.compile(r"[0-9a-f]{2}")
_PARTS = (ARTICLES, NAME, LOCK)
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
    inspection = _Inspection(folder, repair)
    inspection.look_at_lock(lock.path)
    inspection.alone = _take(lock, repair)
    try:
        inspection.run()
    finally:
        lock.release()
    if repair and inspection.findings:
        Library.open(folder).close()
    return inspection.findings


def _take(lock: WriterLock, repair: bool) -> bool:
    """Take the writer lock for a repair, else only try it; whether nobody else writes. Raises ``StoreError``."""
    try:
        holder = lock.acquire() if repair or lock.path.exists() else ""
    except OSError as error:
        if repair:
            raise StoreError(f"The store cannot be repaired: {reason(error)}.") from error
        return False
    if holder and repair:
        raise StoreError(f"The store cannot be repaired now: {holder} writes to it.")
    if not repair:
        lock.release()
    return not holder


def count(path: Path) -> int:
    """How many article documents the store at ``path`` has."""
    return len(Documents(folder_of(path) / ARTICLES).scan()[0])


class _Inspection:
    """One walk through a store. ``alone`` tells that nobody writes to it."""

    def __init__(self, folder: Path, repair: bool) -> None:
        self.folder = folder
        self.repair = repair
        self.alone = False
        self.findings: list[Finding] = []
        self.documents = Documents(folder / ARTICLES)
        self.registry = Registry(folder)
        self.sound: dict[str, Stamp] = {}
        self.older: list[str] = []

    def run(self) -> None:
        self.look_at_registry()
        self.look_for_leftovers(self.folder)
        self.look_at_room()
        self.look_for_obstacle(self.folder / ARTICLES)
        for entry in _entries(self.folder / ARTICLES):
            if entry.is_dir(follow_symlinks=False):
                self.look_at_shelf(Path(entry.path))
            elif _SHELF.fullmatch(entry.name):
                self.look_for_obstacle(Path(entry.path))
            elif not _ASIDE.fullmatch(entry.name):
                self.look_at_stray(Path(entry.path))
        self.look_at_formats()
        self.look_at_sessions()
        self.look_at_index()

    def look_at_room(self) -> None:
        """What lies beside the parts of the store."""
        for entry in _entries(self.folder):
            path = Path(entry.path)
            if entry.name.startswith(f"{INDEX}.") and entry.name.endswith(NEW):
                if self.alone:
                    self.found(path, "left over from an index that was being made", lambda path=path: discard(path))  # type: ignore[misc]
            elif entry.name.endswith(".json") and entry.name != NAME and entry.is_file(follow_symlinks=False):
                self.look_at_stray(path)
            elif not (
                entry.name.startswith((".", INDEX, SIMILAR)) or entry.name in _PARTS or _ASIDE.fullmatch(entry.name)
            ):
                self.found(path, "not a part of the store; left alone", harmless=True)

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

    def look_at_lock(self, path: Path) -> None:
        if os.path.lexists(path) and (path.is_symlink() or not path.is_file()):
            self.found(path, "in the place of the lock, so that nobody can write", lambda: set_aside(path))

    # pressbox.json

    def look_at_registry(self) -> None:
        path = self.registry.path
        try:
            if self.registry.load():
                self.look_inside_registry(path, read_bytes(path) or b"")
            else:
                self.found(path, "missing", self.new_registry)
        except NewerError as error:
            raise StoreError(f"The store at {self.folder} needs a newer Pressbox: {error}.") from error
        except UnreadableError as error:
            self.found(path, f"damaged: {error}", self.replace_registry)
        except OSError as error:
            self.found(path, f"cannot be read: {reason(error)}")

    def look_inside_registry(self, path: Path, raw: bytes) -> None:
        self.look_for_doubles(path, raw)
        if self.registry.older:
            self.found(path, "of an older format", self.registry.upgrade, harmless=True)
        for problem in self.registry.problems:
            self.found(path, problem.removeprefix(f"{NAME}: "))
        for name in self.registry.doubles:
            self.found(path, f"two sessions of one name: {name}")
        for fault in faults.of_log(self.registry.rules, ""):
            self.found(path, fault)

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
                what = f"session “{session.name}” is in an article that is not there: {session.article[:40]}"
                self.found(self.registry.path, what, lambda free=free: self.free(free))  # type: ignore[misc]

    def free(self, session: Session) -> None:
        keep_copy(self.registry.path, read_bytes(self.registry.path) or b"")
        self.registry.put_session(session)

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

    def look_for_obstacle(self, folder: Path) -> None:
        """What stands in the place of a folder keeps articles from being written. ``articles`` itself may be a link."""
        if os.path.lexists(folder) and not (folder.is_dir() and (folder.name == ARTICLES or not folder.is_symlink())):
            self.found(folder, "in the place of a folder", lambda: set_aside(folder))

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
                self.look_inside(path, raw, document)

    def look_inside(self, path: Path, raw: bytes, document: Document) -> None:
        self.look_for_doubles(path, raw)
        for fault in faults.of_document(document):
            self.found(path, fault)
        lost = faults.orphans(document, self.registry.rules)
        if lost:
            self.found(path, f"{lost} correction{'' if lost == 1 else 's'} lost: the text is gone", harmless=True)

    def look_for_doubles(self, path: Path, raw: bytes) -> None:
        """Two entries under one number, as a merge by hand may leave them: only the last one is read."""
        doubles = doubled(raw)
        if doubles:
            self.found(path, f"has two entries of one name: {doubles[0][:40]}", lambda: self.untangle(path, raw))

    def untangle(self, path: Path, raw: bytes) -> None:
        tables = untangled(raw)
        keep_copy(path, raw)
        AtomicStorage(path).write(tables)
        key = path.stem
        if key in self.sound:
            self.sound[key] = self.documents.stamp(key)

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
                self.found(path, "damaged, of another version or cut off by a power loss", self.drop_index)
                return
            drift = self.drift(index)
            if drift:
                self.found(path, f"differs from the documents: {drift}", self.drop_index)
        except sqlite3.Error as error:
            self.found(path, f"damaged: {error}", self.drop_index)
        finally:
            index.close()

    def drop_index(self) -> None:
        path = self.folder / INDEX
        discard(path)
        if os.path.lexists(path):
            set_aside(path)

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


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return sorted(entries, key=lambda entry: entry.name)
    except (FileNotFoundError, NotADirectoryError):
        return []
