"""The disposable index: full text, and the corrected view of every article in rows that can be asked across articles.

Everything in it comes from the documents and can be made again from them, so it is written without waiting for the
disk, and one that is damaged, or that a power loss may have cut in two (``store.trust``), is deleted. ``store.lists``
asks it; this module fills it.
"""

from __future__ import annotations

import contextlib
import json
import sqlite3
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

import msgspec

from store import trust
from store.corrections import Correction, in_force
from store.documents import Stamp
from store.entries import Entry, FoundRow, QuoteRow, last_name, log_rows
from store.names import fold

#: Raised when tables or their meaning change; an index of another version is made again.
VERSION = 6

#: Seconds for which another process may keep the index from being written to; who waits is a key that was pressed.
PATIENCE = 1.0

#: Full text, in whole words without case and accents.
TEXTS = 'fts5(text, tokenize = "unicode61 remove_diacritics 2")'

TABLES = f"""
CREATE TABLE articles (
    n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, size INTEGER NOT NULL, mtime INTEGER NOT NULL,
    stale INTEGER NOT NULL DEFAULT 0, key TEXT NOT NULL, digest TEXT NOT NULL, row BLOB NOT NULL, title TEXT NOT NULL,
    published TEXT NOT NULL);
CREATE VIRTUAL TABLE texts USING {TEXTS};
CREATE TABLE found (
    n INTEGER NOT NULL, entity TEXT NOT NULL, label TEXT NOT NULL, name TEXT NOT NULL, mentions INTEGER NOT NULL,
    quotes INTEGER NOT NULL, spans BLOB NOT NULL, PRIMARY KEY (n, entity)) WITHOUT ROWID;
CREATE TABLE names (
    entity TEXT NOT NULL, label TEXT NOT NULL, name TEXT NOT NULL, folded TEXT NOT NULL, last TEXT NOT NULL,
    articles INTEGER NOT NULL, mentions INTEGER NOT NULL, quotes INTEGER NOT NULL,
    PRIMARY KEY (entity, label, name)) WITHOUT ROWID;
CREATE TABLE entities (
    entity TEXT PRIMARY KEY, name TEXT NOT NULL, label TEXT NOT NULL, articles INTEGER NOT NULL,
    mentions INTEGER NOT NULL, quotes INTEGER NOT NULL, most INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE quotes (
    n INTEGER NOT NULL, id TEXT NOT NULL, kind TEXT NOT NULL, start INTEGER NOT NULL, end INTEGER NOT NULL,
    words INTEGER NOT NULL, text TEXT NOT NULL, speaker TEXT, folded TEXT NOT NULL, entity TEXT, by TEXT NOT NULL);
CREATE TABLE log (
    id TEXT NOT NULL, home TEXT NOT NULL, article TEXT NOT NULL, session TEXT NOT NULL, action TEXT NOT NULL,
    undoes TEXT NOT NULL, force INTEGER NOT NULL, data BLOB NOT NULL, PRIMARY KEY (id, home)) WITHOUT ROWID;
"""

#: What makes questions quick; a new index that is filled at one go gets them last.
SHORTCUTS = """
CREATE INDEX articles_key ON articles(key) WHERE key != '';
CREATE INDEX articles_digest ON articles(digest);
CREATE INDEX articles_stale ON articles(n) WHERE stale;
CREATE INDEX found_entity ON found(entity, n, mentions);
CREATE INDEX names_last ON names(last) WHERE last != '';
CREATE INDEX entities_mentions ON entities(mentions DESC, name);
CREATE INDEX quotes_n ON quotes(n);
CREATE INDEX quotes_entity ON quotes(entity, n) WHERE entity IS NOT NULL;
CREATE INDEX quotes_folded ON quotes(folded, n);
CREATE INDEX log_home ON log(home);
"""

#: What ``names`` adds up to: each entity under the name that most of its articles, ``most``, have for it.
SUMS = "SELECT entity, name, label, sum(articles), sum(mentions), sum(quotes), max(articles) FROM names"

#: Columns of ``log``'s home for the everywhere-rules; other homes are article ids.
RULES = ""


#: Texts that are looked through at once for the words of a new everywhere-rule.
_LOOKED_AT = 2000

#: What SQLite says of a file that is no index, or none any more; all else (busy, full, broken disk) may pass.
_DAMAGE = {
    sqlite3.SQLITE_CORRUPT,
    sqlite3.SQLITE_NOTADB,
    sqlite3.SQLITE_ERROR,
    sqlite3.SQLITE_CONSTRAINT,
    sqlite3.SQLITE_MISMATCH,
    sqlite3.SQLITE_FORMAT,
    sqlite3.SQLITE_SCHEMA,
}


class _UselessError(Exception):
    """An index that can be read, but not believed or understood."""


def is_damage(error: sqlite3.Error | msgspec.MsgspecError) -> bool:
    """Whether an error means that the index has to be made anew, and not that it cannot be used just now."""
    if isinstance(error, msgspec.MsgspecError):
        return True
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_MISUSE)
    return code & 0xFF in _DAMAGE or code == sqlite3.SQLITE_READONLY_DBMOVED


class Index:
    """An open index. Not thread-safe. Everything raises ``sqlite3.Error`` if the file turns out damaged.

    ``on_disk`` tells that it is the store's own file, not a private copy.
    """

    def __init__(self, db: sqlite3.Connection, *, on_disk: bool, writes: bool = False) -> None:
        self.db = db
        self.on_disk = on_disk
        self._writes = writes

    @classmethod
    def open(cls, path: Path | None, *, write: bool = True) -> Index:
        """The index at ``path``, empty if it is new, damaged or of another version; None makes a private one.

        An index that cannot be opened as wished is a private one too.
        """
        if path is not None:
            for attempt in (1, 2):
                try:
                    return cls(_connect(path, write), on_disk=True, writes=write)
                except (sqlite3.Error, OSError, _UselessError) as error:
                    if attempt == 2 or not write or (isinstance(error, sqlite3.Error) and not is_damage(error)):
                        break
                discard(path)
        return cls(prepared(_private()), on_disk=False)

    def copy(self) -> Index:
        """A private copy that can be changed without touching the file."""
        copy = _private()
        self.db.backup(copy)
        return Index(copy, on_disk=False)

    def close(self) -> None:
        """Close it; may be called again. A file that was written to is then on the disk as a whole."""
        if self._writes:
            self._writes = False
            with contextlib.suppress(sqlite3.Error):
                trust.settle(self.db)
        self.db.close()

    @contextlib.contextmanager
    def change(self) -> Iterator[None]:
        """All changes made inside, or none."""
        self.db.execute("BEGIN IMMEDIATE")
        try:
            yield
            self.db.execute("COMMIT")
        except BaseException:
            with contextlib.suppress(sqlite3.Error):
                self.db.execute("ROLLBACK")
            raise

    def commits(self) -> int:
        """A number that changes whenever another connection changes the file."""
        number: int = self.db.execute("PRAGMA data_version").fetchone()[0]
        return number

    # filling it

    def known(self) -> dict[str, Stamp]:
        """The documents that the index knows, each with the stamp it had when it was read."""
        return {key: Stamp(size, mtime) for key, size, mtime in self.db.execute("SELECT id, size, mtime FROM articles")}

    def put(self, entry: Entry) -> None:
        """Set everything about one article."""
        key = entry.row.id
        old = self.db.execute("SELECT n FROM articles WHERE id = ?", (key,)).fetchone()
        n = old[0] if old else self._number(entry.row.imported)
        self.db.execute(
            "INSERT INTO articles VALUES (?, ?, ?, ?, 0, ?, ?, ?, ?, ?) ON CONFLICT (n) DO UPDATE SET"
            " size = excluded.size, mtime = excluded.mtime, stale = 0, key = excluded.key, digest = excluded.digest,"
            " row = excluded.row, title = excluded.title, published = excluded.published",
            article_values(n, entry),
        )
        if old is None or self._text(n) != entry.text:
            if old is not None:
                self.db.execute("DELETE FROM texts WHERE rowid = ?", (n,))
            self.db.execute("INSERT INTO texts (rowid, text) VALUES (?, ?)", (n, entry.text))
        self._put_found(n, entry.found)
        self._put_quotes(n, entry.quotes, new=old is None)
        self.put_log(key, entry.log)

    def _text(self, n: int) -> str | None:
        row = self.db.execute("SELECT text FROM texts WHERE rowid = ?", (n,)).fetchone()
        return row[0] if row else None

    def _number(self, imported: str) -> int:
        """A free row number that grows with the time of import, so that rows come in the order of import."""
        n = import_number(imported)
        while self.db.execute("SELECT 1 FROM articles WHERE n = ?", (n,)).fetchone():
            n += 1
        return n

    def _put_found(self, n: int, rows: list[FoundRow]) -> None:
        fresh = {found_values(n, row) for row in rows}
        stored = set(self.db.execute("SELECT * FROM found WHERE n = ?", (n,)).fetchall())
        self._drop_found(stored - fresh)
        added = sorted(fresh - stored)
        self.db.executemany("INSERT INTO found VALUES (?, ?, ?, ?, ?, ?, ?)", added)
        self.db.executemany(
            "INSERT INTO names VALUES (?, ?, ?, ?, ?, 1, ?, ?) ON CONFLICT DO UPDATE SET articles = articles + 1,"
            " mentions = mentions + excluded.mentions, quotes = quotes + excluded.quotes",
            [
                (entity, label, name, fold(name), last_name(entity, name, label), mentions, quotes)
                for _, entity, label, name, mentions, quotes, _ in added
            ],
        )
        self._sum_up({row[1] for row in added})

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
        self._sum_up({row[1] for row in rows})

    def _sum_up(self, entities: set[str]) -> None:
        """Let the table of entities follow that of their names."""
        one = [(entity,) for entity in entities]
        self.db.executemany("DELETE FROM entities WHERE entity = ?", one)
        self.db.executemany(f"INSERT INTO entities {SUMS} WHERE entity = ? GROUP BY entity", one)

    def _put_quotes(self, n: int, rows: list[QuoteRow], *, new: bool) -> None:
        fresh = [quote_values(n, row) for row in rows]
        if not new:
            if self.db.execute("SELECT * FROM quotes WHERE n = ? ORDER BY rowid", (n,)).fetchall() == fresh:
                return  # most corrections are about names
            self.db.execute("DELETE FROM quotes WHERE n = ?", (n,))
        self.db.executemany("INSERT INTO quotes VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", fresh)

    def put_log(self, home: str, corrections: Iterable[Correction]) -> None:
        """Set the log of one article, or the everywhere-rules (``RULES``)."""
        fresh = {str(row[0]): row for row in log_rows(home, tuple(corrections))}
        stored = {row[0]: row for row in self.db.execute("SELECT * FROM log WHERE home = ?", (home,))}
        if stored == fresh:
            return
        self.db.executemany(
            "DELETE FROM log WHERE id = ? AND home = ?", [(key, home) for key in stored if key not in fresh]
        )
        changed = [row for key, row in fresh.items() if stored.get(key) != row]
        self.db.executemany("INSERT OR REPLACE INTO log VALUES (?, ?, ?, ?, ?, ?, ?, ?)", changed)

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
                "a.id, a.key, a.digest, a.row, a.title, a.published, t.text"
                " FROM articles a JOIN texts t ON t.rowid = a.n",
                "f.entity, f.label, f.name, f.mentions, f.quotes, f.spans FROM found f JOIN articles a USING (n)",
                "q.start, q.end, q.id, q.kind, q.words, q.text, q.speaker, q.folded, q.entity, q.by"
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
        summed = f"{SUMS} GROUP BY entity"
        entities = "SELECT * FROM entities"
        return not any(
            self.db.execute(f"{one} EXCEPT {other} LIMIT 1").fetchone()
            for one, other in ((counted, stored), (stored, counted), (summed, entities), (entities, summed))
        )

    # articles that an everywhere-rule can touch

    def touched(self, rule: Correction) -> list[int]:
        """The row numbers of the articles in which an everywhere-rule can change something, at most all of them."""
        if rule.anchor is not None and rule.action != "set-speaker":
            # The last word may go on: a name's border need not be a word's.
            words = f'"{rule.anchor.text.replace(chr(34), " ")}" *'
            if any(c.isalnum() for c in words):
                found = [n for (n,) in self.db.execute("SELECT rowid FROM texts WHERE texts MATCH ?", (words,))]
            else:
                found = [n for (n,) in self.db.execute("SELECT n FROM articles")]
            # A key that was pressed does not wait for all texts to be looked at: too many are read again, then.
            return self._holding(rule.anchor.text, found) if len(found) <= _LOOKED_AT else found
        speakers = [s for s in (rule.before.speaker, rule.after.speaker) if s]
        entities = {rule.before.entity, rule.after.entity, *(s.entity for s in speakers)} - {None}
        names = {s.name for s in speakers} - {None}
        rows: set[int] = set()
        for entity in entities:
            rows.update(n for (n,) in self.db.execute("SELECT n FROM found WHERE entity = ?", (entity,)))
        for name in names:
            rows.update(n for (n,) in self.db.execute("SELECT n FROM quotes WHERE speaker = ?", (name,)))
        return sorted(rows)

    def _holding(self, text: str, numbers: list[int]) -> list[int]:
        """Those of the articles in whose text a stretch stands as it is written."""
        held = "SELECT rowid FROM texts WHERE rowid IN (SELECT value FROM json_each(?)) AND instr(text, ?)"
        return [n for (n,) in self.db.execute(held, (json.dumps(numbers), text))]

    def other_rules(self, rules: Iterable[Correction]) -> bool:
        """Whether the index knows other everywhere-rules than these."""
        known = dict(self.db.execute("SELECT id, data FROM log WHERE home = ?", (RULES,)).fetchall())
        return known != {rule.id: msgspec.json.encode(rule) for rule in rules}

    def put_rules(self, rules: list[Correction]) -> None:
        """Set the everywhere-rules; articles are marked stale where one came into force or went out of it."""
        known = self.db.execute("SELECT data FROM log WHERE home = ? AND force", (RULES,)).fetchall()
        old = {rule.id: rule for rule in (msgspec.json.decode(data, type=Correction) for (data,) in known)}
        new = {rule.id: rule for rule in in_force(rules)}
        for key in old.keys() | new.keys():
            if old.get(key) != new.get(key):
                for rule in (old.get(key), new.get(key)):
                    self.mark_stale(self.touched(rule) if rule else ())
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


def import_number(imported: str) -> int:
    """Microseconds since 1970 at a time of import, 0 if it is none."""
    try:
        return int(datetime.fromisoformat(imported).timestamp() * 1_000_000)
    except (ValueError, OverflowError):
        return 0


def article_values(n: int, entry: Entry) -> tuple[object, ...]:
    """The row of ``articles`` of an entry."""
    row = entry.row
    return (n, row.id, *entry.stamp, entry.key, entry.digest, msgspec.json.encode(row), row.title, row.published)


def found_values(n: int, row: FoundRow) -> tuple[int, str, str, str, int, int, bytes]:
    """A row of ``found``."""
    return (n, row.entity, row.label, row.name, row.mentions, row.quotes, row.spans)


def quote_values(n: int, row: QuoteRow) -> tuple[object, ...]:
    """A row of ``quotes``."""
    return (n, row.id, row.kind, row.start, row.end, row.words, row.text, row.speaker, row.folded, row.entity, row.by)


def _private() -> sqlite3.Connection:
    """A database of our own: in memory as far as it is small, beyond that in a file that nobody else finds."""
    return sqlite3.connect("", check_same_thread=False, isolation_level=None)


def _connect(path: Path, write: bool) -> sqlite3.Connection:
    if path.is_symlink() or (path.exists() and not path.is_file()):
        raise OSError("the index is not a plain file")  # a pipe would hang the program
    db = sqlite3.connect(
        f"file:{quote(str(path))}?mode={'rwc' if write else 'ro'}",
        uri=True,
        check_same_thread=False,
        isolation_level=None,
        timeout=PATIENCE,
    )
    try:
        if write:
            path.chmod(0o600)
        version = db.execute("PRAGMA user_version").fetchone()[0]
        empty = not db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
        if version != VERSION and not (write and empty):
            raise _UselessError("an index of another version")
        if not (empty or trust.believable(db)):
            raise _UselessError("an index that was being written to when the machine stopped")
        if write:
            trust.begin(prepared(db))
        return db
    except BaseException:
        db.close()
        raise


def prepared(db: sqlite3.Connection) -> sqlite3.Connection:
    """Make a database ready to be an index; an empty one gets its tables."""
    db.execute("PRAGMA synchronous = OFF")
    db.execute("PRAGMA cache_size = -16000")
    db.execute("PRAGMA journal_mode = TRUNCATE")
    if db.execute("PRAGMA user_version").fetchone()[0] != VERSION:
        db.executescript(f"BEGIN; {TABLES} {SHORTCUTS} PRAGMA user_version = {VERSION}; COMMIT;")
    return db


def discard(path: Path) -> None:
    """Delete an index; nothing is lost by it."""
    for name in (path.name, f"{path.name}-journal", f"{path.name}-wal", f"{path.name}-shm"):
        with contextlib.suppress(FileNotFoundError, OSError):
            path.with_name(name).unlink()
