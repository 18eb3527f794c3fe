"""The disposable index: full text, and the corrected view of every article in rows that can be asked across articles.

Everything in it comes from the documents and can be made again from them, so it is written without waiting for the
disk, and a damaged one is deleted. ``store.lists`` asks it; this module fills it.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

import msgspec

from store.corrections import Correction, in_force
from store.documents import Document, Stamp
from store.names import fold, is_full_name, surname
from store.view import View

#: Raised when tables or their meaning change; an index of another version is made again.
VERSION = 2

#: Full text, in whole words without case and accents.
TEXTS = 'fts5(text, tokenize = "unicode61 remove_diacritics 2")'

_SCHEMA = f"""
CREATE TABLE articles (
    n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, size INTEGER NOT NULL, mtime INTEGER NOT NULL,
    stale INTEGER NOT NULL DEFAULT 0, key TEXT NOT NULL, digest TEXT NOT NULL, row BLOB NOT NULL, title TEXT NOT NULL);
CREATE INDEX articles_key ON articles(key) WHERE key != '';
CREATE INDEX articles_digest ON articles(digest);
CREATE INDEX articles_stale ON articles(n) WHERE stale;
CREATE VIRTUAL TABLE texts USING {TEXTS};
CREATE TABLE found (
    n INTEGER NOT NULL, entity TEXT NOT NULL, label TEXT NOT NULL, name TEXT NOT NULL, mentions INTEGER NOT NULL,
    quotes INTEGER NOT NULL, spans BLOB NOT NULL, PRIMARY KEY (n, entity)) WITHOUT ROWID;
CREATE INDEX found_entity ON found(entity);
CREATE TABLE names (
    entity TEXT NOT NULL, label TEXT NOT NULL, name TEXT NOT NULL, folded TEXT NOT NULL, last TEXT NOT NULL,
    articles INTEGER NOT NULL, mentions INTEGER NOT NULL, quotes INTEGER NOT NULL,
    PRIMARY KEY (entity, label, name)) WITHOUT ROWID;
CREATE INDEX names_last ON names(last) WHERE last != '';
CREATE TABLE quotes (
    n INTEGER NOT NULL, id TEXT NOT NULL, kind TEXT NOT NULL, start INTEGER NOT NULL, end INTEGER NOT NULL,
    text TEXT NOT NULL, speaker TEXT, folded TEXT NOT NULL, entity TEXT, by TEXT NOT NULL);
CREATE INDEX quotes_n ON quotes(n);
CREATE INDEX quotes_entity ON quotes(entity) WHERE entity IS NOT NULL;
CREATE TABLE log (
    id TEXT NOT NULL, home TEXT NOT NULL, article TEXT NOT NULL, session TEXT NOT NULL, action TEXT NOT NULL,
    undoes TEXT NOT NULL, force INTEGER NOT NULL, data BLOB NOT NULL, PRIMARY KEY (id, home)) WITHOUT ROWID;
CREATE INDEX log_home ON log(home);
"""

#: Marks around a hit in the full text; texts are indexed without them.
OPEN, CLOSE = "\ufdd0", "\ufdd1"

#: Columns of ``log``'s home for the everywhere-rules; other homes are article ids.
RULES = ""

_TITLE = 70


class ArticleRow(msgspec.Struct, frozen=True, array_like=True):
    """One line of the article list. ``human`` counts corrections in effect; ``note`` is the extractor's remark."""

    id: str
    title: str
    source: str
    language: str
    reviewed: bool
    entities: int
    quotes: int
    human: int
    words: int
    imported: str
    note: str


def article_row(view: View, note: str) -> ArticleRow:
    """The list line of an article as corrected."""
    article = view.article
    return ArticleRow(
        article.id,
        article.title or _first_words(article.text),
        article.source,
        article.language,
        view.reviewed,
        len(view.entities),
        len(view.quotes),
        view.human,
        len(article.text.split()),
        article.imported,
        note,
    )


def _first_words(text: str) -> str:
    words = " ".join(text.lstrip()[: 4 * _TITLE].split("\n", 1)[0].split())
    return words if len(words) <= _TITLE else words[: _TITLE - 1].rsplit(" ", 1)[0] + "…"


class Index:
    """An open index. Not thread-safe. Everything raises ``sqlite3.Error`` if the file turns out damaged."""

    def __init__(self, db: sqlite3.Connection, *, on_disk: bool) -> None:
        self.db = db
        self.on_disk = on_disk

    @classmethod
    def open(cls, path: Path | None, *, write: bool = True) -> Index:
        """The index at ``path``, empty if it is new, damaged or of another version; None keeps it in memory.

        An index that cannot be opened as wished is kept in memory too.
        """
        if path is not None:
            for attempt in (1, 2):
                with contextlib.suppress(sqlite3.Error, OSError):
                    return cls(_connect(path, write), on_disk=True)
                if attempt == 1 and write:
                    discard(path)
        return cls(_prepared(sqlite3.connect(":memory:", check_same_thread=False, isolation_level=None)), on_disk=False)

    def in_memory(self) -> Index:
        """A copy that can be changed without touching the file."""
        copy = sqlite3.connect(":memory:", check_same_thread=False, isolation_level=None)
        self.db.backup(copy)
        return Index(copy, on_disk=False)

    def close(self) -> None:
        self.db.close()

    @contextlib.contextmanager
    def change(self) -> Iterator[None]:
        """All changes made inside, or none."""
        self.db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            with contextlib.suppress(sqlite3.Error):
                self.db.execute("ROLLBACK")
            raise
        self.db.execute("COMMIT")

    # filling it

    def known(self) -> dict[str, Stamp]:
        """The documents that the index knows, each with the stamp it had when it was read."""
        return {key: Stamp(size, mtime) for key, size, mtime in self.db.execute("SELECT id, size, mtime FROM articles")}

    def put(self, document: Document, view: View, stamp: Stamp) -> ArticleRow:
        """Set everything about one article."""
        article = document.article
        row = article_row(view, document.machine.note)
        old = self.db.execute("SELECT n, digest FROM articles WHERE id = ?", (article.id,)).fetchone()
        n = old[0] if old else self._number(article.imported)
        self.db.execute(
            "INSERT INTO articles VALUES (?, ?, ?, ?, 0, ?, ?, ?, ?) ON CONFLICT (n) DO UPDATE SET"
            " size = excluded.size, mtime = excluded.mtime, stale = 0, key = excluded.key, digest = excluded.digest,"
            " row = excluded.row, title = excluded.title",
            (n, article.id, *stamp, article.key, article.digest, msgspec.json.encode(row), row.title),
        )
        if old is None or old[1] != article.digest:
            if old is not None:
                self.db.execute("DELETE FROM texts WHERE rowid = ?", (n,))
            self.db.execute("INSERT INTO texts (rowid, text) VALUES (?, ?)", (n, _unmarked(article.text)))
        self._put_entities(n, view)
        self._put_quotes(n, view, new=old is None)
        self.put_log(article.id, document.corrections)
        return row

    def _number(self, imported: str) -> int:
        """A free row number that grows with the time of import, so that rows come in the order of import."""
        try:
            n = int(datetime.fromisoformat(imported).timestamp() * 1_000_000)
        except (ValueError, OverflowError):
            n = 0
        while self.db.execute("SELECT 1 FROM articles WHERE n = ?", (n,)).fetchone():
            n += 1
        return n

    def _put_entities(self, n: int, view: View) -> None:
        spans: dict[str, list[tuple[int, int, str, str]]] = {entity.id: [] for entity in view.entities}
        for m in view.mentions:
            spans[m.entity].append((m.start, m.end, m.label, m.by))
        said = dict.fromkeys(spans, 0)
        for q in view.quotes:
            if q.speaker.entity:
                said[q.speaker.entity] += 1
        fresh = {
            (n, e.id, e.label, e.name, len(spans[e.id]), said[e.id], msgspec.json.encode(spans[e.id]))
            for e in view.entities
        }
        stored = set(self.db.execute("SELECT * FROM found WHERE n = ?", (n,)).fetchall())
        self._drop_found(stored - fresh)
        added = sorted(fresh - stored)
        self.db.executemany("INSERT INTO found VALUES (?, ?, ?, ?, ?, ?, ?)", added)
        self.db.executemany(
            "INSERT INTO names VALUES (?, ?, ?, ?, ?, 1, ?, ?) ON CONFLICT DO UPDATE SET articles = articles + 1,"
            " mentions = mentions + excluded.mentions, quotes = quotes + excluded.quotes",
            [
                (entity, label, name, fold(name), _last(entity, name, label), mentions, quotes)
                for _, entity, label, name, mentions, quotes, _ in added
            ],
        )

    def _drop_found(self, gone: Iterable[tuple[int, str, str, str, int, int, bytes]]) -> None:
        rows = list(gone)
        if not rows:
            return
        self.db.executemany("DELETE FROM found WHERE n = ? AND entity = ?", [row[:2] for row in rows])
        self.db.executemany(
            "UPDATE names SET articles = articles - 1, mentions = mentions - ?, quotes = quotes - ?"
            " WHERE entity = ? AND label = ? AND name = ?",
            [(row[4], row[5], *row[1:4]) for row in rows],
        )
        self.db.executemany(
            "DELETE FROM names WHERE entity = ? AND label = ? AND name = ? AND articles < 1", [row[1:4] for row in rows]
        )

    def _put_quotes(self, n: int, view: View, *, new: bool) -> None:
        if not new:
            self.db.execute("DELETE FROM quotes WHERE n = ?", (n,))
        self.db.executemany(
            "INSERT INTO quotes VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (
                    n,
                    q.id,
                    q.kind,
                    q.segments[0].start,
                    q.segments[-1].end,
                    " … ".join(s.text for s in q.segments),
                    q.speaker.name,
                    fold(q.speaker.name or ""),
                    q.speaker.entity,
                    q.by,
                )
                for q in view.quotes
            ],
        )

    def put_log(self, home: str, corrections: Iterable[Correction]) -> None:
        """Set the log of one article, or the everywhere-rules (``RULES``)."""
        log = list(corrections)
        force = {c.id for c in in_force(log)}
        fresh = {c.id: (c, int(c.id in force)) for c in log}
        stored = dict(self.db.execute("SELECT id, force FROM log WHERE home = ?", (home,)).fetchall())
        if not stored and not fresh:
            return
        self.db.executemany(
            "DELETE FROM log WHERE id = ? AND home = ?", [(key, home) for key in stored if key not in fresh]
        )
        self.db.executemany(
            "INSERT OR REPLACE INTO log VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (key, home, c.article, c.session, c.action, c.undoes, holds, msgspec.json.encode(c))
                for key, (c, holds) in fresh.items()
                if stored.get(key) != holds
            ],
        )

    def remove(self, key: str) -> None:
        """Forget an article."""
        found = self.db.execute("SELECT n FROM articles WHERE id = ?", (key,)).fetchone()
        if found is None:
            return
        self._drop_found(self.db.execute("SELECT * FROM found WHERE n = ?", found).fetchall())
        self.db.execute("DELETE FROM quotes WHERE n = ?", found)
        self.db.execute("DELETE FROM texts WHERE rowid = ?", found)
        self.db.execute("DELETE FROM log WHERE home = ?", (key,))
        self.db.execute("DELETE FROM articles WHERE n = ?", found)

    # comparing it

    def picture(self, key: str) -> list[list[tuple[object, ...]]]:
        """All that is kept of one article, whatever its row number."""
        return [
            self.db.execute(f"SELECT {what} WHERE a.id = ? ORDER BY 1, 2, 3", (key,)).fetchall()
            for what in (
                "a.id, a.key, a.digest, a.row, a.title, t.text FROM articles a JOIN texts t ON t.rowid = a.n",
                "f.entity, f.label, f.name, f.mentions, f.quotes, f.spans FROM found f JOIN articles a USING (n)",
                "q.start, q.end, q.id, q.kind, q.text, q.speaker, q.folded, q.entity, q.by"
                " FROM quotes q JOIN articles a USING (n)",
                "l.id, l.session, l.action, l.article, l.undoes, l.force, l.data"
                " FROM log l JOIN articles a ON a.id = l.home",
            )
        ]

    def totals_agree(self) -> bool:
        """Whether the totals of every name are what its articles add up to."""
        columns = "entity, label, name, articles, mentions, quotes"
        counted = "SELECT entity, label, name, count(*), sum(mentions), sum(quotes) FROM found GROUP BY 1, 2, 3"
        stored = f"SELECT {columns} FROM names"
        return not any(
            self.db.execute(f"{one} EXCEPT {other} LIMIT 1").fetchone()
            for one, other in ((counted, stored), (stored, counted))
        )

    # articles that an everywhere-rule can touch

    def touched(self, rule: Correction) -> list[int]:
        """The row numbers of the articles in which an everywhere-rule can change something, at most all of them."""
        if rule.anchor is not None and rule.action != "set-speaker":
            # The last word may go on: a name's border need not be a word's.
            words = f'"{rule.anchor.text.replace(chr(34), " ")}" *'
            if any(c.isalnum() for c in words):
                found = self.db.execute("SELECT rowid FROM texts WHERE texts MATCH ?", (words,))
            else:
                found = self.db.execute("SELECT n FROM articles")
            return [n for (n,) in found]
        speakers = [s for s in (rule.before.speaker, rule.after.speaker) if s]
        entities = {rule.before.entity, rule.after.entity, *(s.entity for s in speakers)} - {None}
        names = {s.name for s in speakers} - {None}
        rows: set[int] = set()
        for entity in entities:
            rows.update(n for (n,) in self.db.execute("SELECT n FROM found WHERE entity = ?", (entity,)))
        for name in names:
            rows.update(n for (n,) in self.db.execute("SELECT n FROM quotes WHERE speaker = ?", (name,)))
        return sorted(rows)

    def other_rules(self, rules: Iterable[Correction]) -> bool:
        """Whether the index knows other everywhere-rules than these."""
        known = self.db.execute("SELECT id FROM log WHERE home = ?", (RULES,)).fetchall()
        return {key for (key,) in known} != {rule.id for rule in rules}

    def put_rules(self, rules: list[Correction]) -> None:
        """Set the everywhere-rules; articles are marked stale where one came into force or went out of it."""
        known = self.db.execute("SELECT data FROM log WHERE home = ? AND force", (RULES,)).fetchall()
        old = {rule.id: rule for rule in (msgspec.json.decode(data, type=Correction) for (data,) in known)}
        new = {rule.id: rule for rule in in_force(rules)}
        for key in old.keys() ^ new.keys():
            self.mark_stale(self.touched(old.get(key) or new[key]))
        self.put_log(RULES, rules)

    def ids(self, numbers: Iterable[int]) -> list[str]:
        """The article ids of row numbers."""
        found = (self.db.execute("SELECT id FROM articles WHERE n = ?", (n,)).fetchone() for n in numbers)
        return [row[0] for row in found if row]

    def mark_stale(self, numbers: Iterable[int]) -> None:
        self.db.executemany("UPDATE articles SET stale = 1 WHERE n = ?", [(n,) for n in numbers])

    def stale(self) -> list[str]:
        """The ids of the articles whose rows are behind the everywhere-rules."""
        return [key for (key,) in self.db.execute("SELECT id FROM articles WHERE stale ORDER BY n")]


def _unmarked(text: str) -> str:
    return text.replace(OPEN, "\ufffd").replace(CLOSE, "\ufffd")


def _last(entity: str, name: str, label: str) -> str:
    """The last name of a person whom some article names in full; "" otherwise.

    Who was renamed to something shorter is still known by the name that the id was made of.
    """
    names = (name, entity.replace("-", " ")) if label == "PERSON" else ()
    return next((surname(full) for full in names if is_full_name(full)), "")


def _connect(path: Path, write: bool) -> sqlite3.Connection:
    if path.is_symlink():
        raise OSError("the index is a symbolic link")
    db = sqlite3.connect(
        f"file:{quote(str(path))}?mode={'rwc' if write else 'ro'}",
        uri=True,
        check_same_thread=False,
        isolation_level=None,
    )
    try:
        if write:
            path.chmod(0o600)
        version = db.execute("PRAGMA user_version").fetchone()[0]
        empty = not db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
        if version != VERSION and not (write and empty):
            raise sqlite3.DatabaseError("an index of another version")
        return _prepared(db) if write else db
    except BaseException:
        db.close()
        raise


def _prepared(db: sqlite3.Connection) -> sqlite3.Connection:
    db.execute("PRAGMA synchronous = OFF")
    db.execute("PRAGMA journal_mode = TRUNCATE")
    db.execute("PRAGMA cache_size = -16000")
    if db.execute("PRAGMA user_version").fetchone()[0] != VERSION:
        db.executescript(f"BEGIN; {_SCHEMA} PRAGMA user_version = {VERSION}; COMMIT;")
    return db


def discard(path: Path) -> None:
    """Delete an index; nothing is lost by it."""
    for name in (path.name, f"{path.name}-journal", f"{path.name}-wal", f"{path.name}-shm"):
        with contextlib.suppress(FileNotFoundError, OSError):
            path.with_name(name).unlink()
