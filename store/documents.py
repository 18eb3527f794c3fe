"""The article documents: one TinyDB file each, with tables ``article``, ``machine`` and ``corrections``."""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
from tinydb import TinyDB

from store.corrections import Correction
from store.errors import reason
from store.migrations import ARTICLE, CurrentStorage, Tables
from store.model import Article, Extraction
from store.storage import AtomicStorage, UnreadableError, make_folder, read_bytes, set_aside

#: The format of the article documents that this program writes.
FORMAT = ARTICLE.newest

_ID = re.compile(r"[0-9a-f]{16}")


class Document(msgspec.Struct, frozen=True):
    """An article with everything that is kept about it.

    ``problems`` has a line for each entry of the file that is no correction this program knows. Such an entry is in
    nobody's way: it is left out of ``corrections`` and stays in the file untouched.
    """

    article: Article
    machine: Extraction
    corrections: tuple[Correction, ...] = ()
    problems: tuple[str, ...] = ()


class MisplacedError(ValueError):
    """A document lies under a name that is not its own."""


class Stamp(NamedTuple):
    """What tells whether a document has changed: its size in bytes and its modification time in nanoseconds."""

    size: int
    mtime: int


class _Stored(Article, frozen=True, kw_only=True):
    version: int = 0


class _Tables(msgspec.Struct, frozen=True):
    article: dict[str, _Stored]
    machine: dict[str, Extraction]
    corrections: dict[str, msgspec.Raw] = {}


class _Version(msgspec.Struct, frozen=True):
    version: int = 0


class _Versions(msgspec.Struct, frozen=True):
    article: dict[str, _Version]


_decode = msgspec.json.Decoder(_Tables).decode
_correction = msgspec.json.Decoder(Correction).decode
_versions = msgspec.json.Decoder(_Versions).decode
_tables = msgspec.json.Decoder(Tables).decode


def decode(raw: bytes) -> Document:
    """A document from its file's content, of whatever format; raises ``UnreadableError`` or ``NewerError``."""
    try:
        return _decoded(raw)
    except UnreadableError:
        upgraded = _upgraded(raw)
        if upgraded is None:
            raise
    return _decoded(upgraded)


def _decoded(raw: bytes) -> Document:
    """A document of today's format, in one pass."""
    try:
        tables = _decode(raw)
        stored, machine = tables.article["1"], tables.machine["1"]
    except (ValueError, RecursionError, KeyError) as error:
        raise UnreadableError("no article inside" if isinstance(error, KeyError) else str(error)) from error
    if stored.version != FORMAT:
        raise UnreadableError(f"format {stored.version}")
    if not all(quote.segments for quote in machine.quotes):
        raise UnreadableError("a quote without text")
    article = Article(**{name: getattr(stored, name) for name in Article.__struct_fields__})
    corrections, problems = _log(tables.corrections)
    return Document(article, machine, corrections, problems)


def _upgraded(raw: bytes) -> bytes | None:
    """What an older document is in today's format; None for what says that it is of today's, or is no document."""
    try:
        tables = _tables(raw)
    except (ValueError, RecursionError):
        return None
    if ARTICLE.of(tables) == FORMAT:
        return None
    return msgspec.json.encode(ARTICLE.upgraded(tables))


def is_older(raw: bytes) -> bool:
    """Whether a document that can be read is of an older format."""
    return any(row.version < FORMAT for row in _versions(raw).article.values())


def _log(entries: dict[str, msgspec.Raw]) -> tuple[tuple[Correction, ...], tuple[str, ...]]:
    """The corrections among the entries, and a line for each of the others: a later program may know more actions."""
    corrections, problems = [], []
    for key, entry in entries.items():
        try:
            corrections.append(_correction(entry))
        except (ValueError, RecursionError) as error:
            problems.append(f"entry {key[:40]} of “corrections” is left out: {error}")
    return tuple(corrections), tuple(problems)


def rows(document: Document) -> dict[str, dict[str, Any]]:
    """A document as the tables of its file."""
    return {
        "article": {"1": {"version": FORMAT, **msgspec.to_builtins(document.article)}},
        "machine": {"1": msgspec.to_builtins(document.machine)},
        "corrections": {str(n): msgspec.to_builtins(c) for n, c in enumerate(document.corrections, 1)},
    }


def digest(text: str) -> str:
    """The SHA-256 of a text, in hex; raises ``UnicodeEncodeError`` for lone surrogates."""
    return hashlib.sha256(text.encode()).hexdigest()


class Documents:
    """The folder of article documents. Not thread-safe, keeps nothing in memory."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, key: str) -> Path:
        """Where the document of an article lies; raises ``KeyError`` for what cannot be an article's id."""
        if not _ID.fullmatch(key):
            raise KeyError(key)
        return self.folder / key[:2] / f"{key}.json"

    def name(self, key: str) -> str:
        """The path of an article's document within the store, for messages."""
        return f"{self.folder.name}/{key[:2]}/{key}.json"

    def taken(self, key: str) -> bool:
        """Whether anything lies where the document of this article would."""
        return os.path.lexists(self.path(key))

    def scan(self) -> tuple[dict[str, Stamp], dict[str, str]]:
        """Every document that lies where it should, by article id, in one pass over the folders.

        Also the folders that cannot be read, by name ("" for the one that holds them all), with the reason.
        """
        found: dict[str, Stamp] = {}
        unread: dict[str, str] = {}
        for shelf in _listed(self.folder, "", unread):
            if shelf.is_dir(follow_symlinks=False):
                for entry in _listed(shelf.path, shelf.name, unread):
                    key, dot, ending = entry.name.partition(".")
                    if ending == "json" and dot and key[:2] == shelf.name and _ID.fullmatch(key):
                        with contextlib.suppress(FileNotFoundError):
                            status = entry.stat(follow_symlinks=False)
                            found[key] = Stamp(status.st_size, status.st_mtime_ns)
        return found, unread

    def stamp(self, key: str) -> Stamp:
        """The stamp of one document; raises ``OSError`` if it is gone."""
        status = os.stat(self.path(key), follow_symlinks=False)
        return Stamp(status.st_size, status.st_mtime_ns)

    def read(self, key: str) -> Document:
        """The document of an article.

        Raises ``KeyError`` (no such article), ``UnreadableError``, ``NewerError``, ``MisplacedError`` or ``OSError``.
        """
        raw = read_bytes(self.path(key))
        if raw is None:
            raise KeyError(key)
        document = decode(raw)
        if document.article.id != key:
            raise MisplacedError(f"it is the document of {document.article.id[:40]!r}")
        return document

    def create(self, document: Document) -> None:
        """Write a new document, durably; raises ``OSError``, and ``ValueError`` for text that JSON cannot carry."""
        path = self.path(document.article.id)
        make_folder(path.parent)
        with TinyDB(path, storage=AtomicStorage) as db:
            db.storage.write(rows(document))

    def update(self, document: Document) -> None:
        """Replace article and machine output, in one write; the corrections on disk stay exactly as they are."""
        with self._changing(document.article.id) as db:
            tables = db.storage.read() or {}
            fresh = rows(document)
            db.storage.write({**tables, "article": fresh["article"], "machine": fresh["machine"]})

    def append(self, key: str, correction: Correction) -> None:
        """Write one more correction into an article's document, durably; raises as ``create`` does."""
        with self._changing(key) as db:
            tables = db.storage.read() or {}
            log = tables.setdefault("corrections", {})
            # TinyDB's own insert fails where an entry that somebody else wrote has a key that is no number.
            number = 1 + max((int(n) for n in log if n.isdecimal()), default=0)
            log[str(number)] = msgspec.to_builtins(correction)
            db.storage.write(tables)

    def upgrade(self, key: str) -> None:
        """Write an older document anew in today's format, durably; raises as ``read`` and ``create`` do."""
        with self._changing(key) as db:
            db.storage.write(db.storage.read() or {})

    def _changing(self, key: str) -> TinyDB:
        return TinyDB(self.path(key), storage=CurrentStorage, form=ARTICLE)

    def set_aside(self, key: str) -> Path:
        """Rename a damaged document so that it is in nobody's way; returns its new path."""
        return set_aside(self.path(key))


def _listed(path: Path | str, name: str, unread: dict[str, str]) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(path) as entries:
            return list(entries)
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as error:
        unread[name] = reason(error)
        return []


def new_article_id(text_digest: str, taken: Callable[[str], bool]) -> str:
    """An article id from its text's digest: the first 16 digits, or a variation that nobody has."""
    key, number = text_digest[:16], 1
    while taken(key):
        number += 1
        key = digest(f"{text_digest}-{number}")[:16]
    return key
