"""A whole new index, made by two processes of their own so that the explorer can be used meanwhile.

One reads the documents (``store.entry_reader``), the other fills a new file at one go, which is several times quicker
than article by article, and tells how far it is. Both end when whom they talk to does.
"""

from __future__ import annotations

import contextlib
import sqlite3
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import msgspec

from store import trust
from store.corrections import Correction
from store.documents import Documents
from store.entries import ArticleRow, last_name, log_rows
from store.entry_reader import Numbered, Wanted
from store.index import (
    RULES,
    SHORTCUTS,
    SUMS,
    TABLES,
    VERSION,
    article_values,
    discard,
    found_values,
    import_number,
    quote_values,
)
from store.names import fold
from store.processes import close, end_with_parent, receive, send, settle_in, start
from store.registry import Registry
from store.storage import read_bytes

#: Articles that are read, written and told of together. Two lists of what is wanted must fit into a pipe (64 kB).
_BATCH = 250


class Step(msgspec.Struct, frozen=True):
    """How far a rebuild is: articles ``done`` of ``total``, and the list lines of those done since the last step.

    ``error`` says why there will be no new index, ``whole`` that there is one.
    """

    done: int = 0
    total: int = 0
    rows: list[ArticleRow] = []
    whole: bool = False
    error: str = ""


class RebuildError(Exception):
    """No new index could be made; the message says why."""


class Rebuild:
    """A running rebuild of the index of the store at ``folder`` into a new file ``target``; close it when done.

    No two rebuilds may have one target: one whose parent was killed removes it a moment later.
    """

    def __init__(self, folder: Path, articles: Path, target: Path) -> None:
        self._target = target
        try:
            self._process = start("store.rebuilding", str(folder), str(articles), str(target))
        except OSError as error:
            raise RebuildError(f"its process cannot be started: {error.strerror}") from error

    def steps(self) -> Iterator[Step]:
        """Each step as it is done; when they end, the new index is whole. Raises ``RebuildError``."""
        assert self._process.stdout is not None
        step = Step()
        while not step.whole:
            try:
                step = receive(self._process.stdout, Step)
            except (EOFError, OSError, ValueError):
                raise RebuildError("its process ended early") from None
            if step.error:
                raise RebuildError(step.error)
            yield step

    def close(self) -> None:
        """End the process if it still runs, and remove a file that is still where it was made."""
        close(self._process)
        discard(self._target)


def main(folder: str, articles: str, target: str) -> None:
    """The process: fill a new index and send each step."""
    settle_in()
    end_with_parent(lambda: discard(Path(target)))
    try:
        for step in build(Path(folder), Path(articles), Path(target)):
            send(sys.stdout.buffer, step)
    except BrokenPipeError:
        discard(Path(target))  # nobody waits for it any more
    except (EOFError, OSError, ValueError, sqlite3.Error) as error:
        with contextlib.suppress(OSError):
            send(sys.stdout.buffer, Step(error=str(error) or "a document's reader ended early"))


def build(folder: Path, articles: Path, target: Path) -> Iterator[Step]:
    """Fill a new index file. Documents that cannot be read are not in it: whoever opens the store looks at them.

    Raises ``OSError``, ``EOFError`` if the process that reads ends early, and ``sqlite3.Error``.
    """
    registry = Registry(folder)
    with contextlib.suppress(ValueError, OSError):
        registry.load()
    order = _in_order_of_import(Documents(articles))
    yield Step(0, len(order))
    batches = [order[start : start + _BATCH] for start in range(0, len(order), _BATCH)]
    db = sqlite3.connect(target, isolation_level=None)
    try:
        target.chmod(0o600)
        # A file that is thrown away if anything goes wrong needs no journal.
        db.executescript("PRAGMA synchronous = OFF; PRAGMA journal_mode = OFF; PRAGMA cache_size = -64000")
        db.executescript(f"BEGIN; {TABLES} COMMIT;")
        done = 0
        for wanted, found in zip(batches, _read(folder, articles, batches), strict=True):
            _insert(db, found)
            done += len(wanted)
            yield Step(done, len(order), [one.entry.row for one in found])
        _finish(db, registry.rules)
        trust.settle(db)
    finally:
        db.close()
    yield Step(len(order), len(order), whole=True)


class _Header(msgspec.Struct, frozen=True):
    imported: str = ""


class _Headers(msgspec.Struct, frozen=True):
    article: dict[str, _Header]


def _in_order_of_import(documents: Documents) -> list[Wanted]:
    """Every document, with a number that grows with its time of import.

    Full text is filled quickly only if numbers grow, and lists are in the order of import.
    """
    decode = msgspec.json.Decoder(_Headers).decode
    found = []
    for key, stamp in documents.scan()[0].items():
        imported = ""
        with contextlib.suppress(OSError, ValueError, KeyError):
            imported = decode(read_bytes(documents.path(key)) or b"").article["1"].imported
        found.append((import_number(imported), key, stamp))
    wanted, last = [], -1
    for number, key, stamp in sorted(found):
        last = max(number, last + 1)
        wanted.append(Wanted(last, key, stamp))
    return wanted


def _read(folder: Path, articles: Path, batches: list[list[Wanted]]) -> Iterator[list[Numbered]]:
    """The entries of each batch, read by another process while the last one is written here."""
    reader = start("store.entry_reader", str(folder), str(articles))
    try:
        assert reader.stdin is not None
        assert reader.stdout is not None
        for batch in batches[:1]:
            send(reader.stdin, batch)
        for following in [*batches[1:], None]:
            if following is not None:
                send(reader.stdin, following)
            if batches:
                yield receive(reader.stdout, list[Numbered])
    finally:
        close(reader)


def _insert(db: sqlite3.Connection, found: list[Numbered]) -> None:
    tables: dict[str, Iterable[tuple[Any, ...]]] = {
        "articles VALUES (?, ?, ?, ?, 0, ?, ?, ?, ?, ?)": (article_values(one.number, one.entry) for one in found),
        "texts (rowid, text) VALUES (?, ?)": ((one.number, one.entry.text) for one in found),
        "found VALUES (?, ?, ?, ?, ?, ?, ?)": (found_values(o.number, row) for o in found for row in o.entry.found),
        "quotes VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)": (
            quote_values(one.number, row) for one in found for row in one.entry.quotes
        ),
        "log VALUES (?, ?, ?, ?, ?, ?, ?, ?)": (
            row for one in found for row in log_rows(one.entry.row.id, one.entry.log)
        ),
    }
    db.execute("BEGIN")
    for table, rows in tables.items():
        db.executemany(f"INSERT OR REPLACE INTO {table}", rows)
    db.execute("COMMIT")


def _finish(db: sqlite3.Connection, rules: list[Correction]) -> None:
    """What is made of all articles together: names, entities, rules, and the shortcuts."""
    counted = db.cursor().execute(
        "SELECT entity, label, name, count(*), sum(mentions), sum(quotes) FROM found GROUP BY 1, 2, 3"
    )
    db.execute("BEGIN")
    db.executemany(
        "INSERT INTO names VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            (entity, label, name, fold(name), last_name(entity, name, label), articles, mentions, quotes)
            for entity, label, name, articles, mentions, quotes in counted
        ),
    )
    db.execute(f"INSERT INTO entities {SUMS} GROUP BY entity")
    db.executemany("INSERT OR REPLACE INTO log VALUES (?, ?, ?, ?, ?, ?, ?, ?)", log_rows(RULES, tuple(rules)))
    db.execute("COMMIT")
    db.executescript(f"BEGIN; {SHORTCUTS} PRAGMA user_version = {VERSION}; COMMIT;")
