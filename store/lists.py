"""Questions across all articles, asked of the index: names, quotes, history; ``store.searching`` asks for words."""

from __future__ import annotations

import json
import sqlite3

import msgspec

from store.corrections import Correction
from store.entries import ArticleRow
from store.names import fold

#: Characters of text shown on either side of a hit.
AROUND = 60


class EntityRow(msgspec.Struct, frozen=True):
    """An entity over all articles, under its most frequent name."""

    id: str
    name: str
    label: str
    articles: int
    mentions: int
    quotes: int


class MentionHit(msgspec.Struct, frozen=True):
    """One place where an entity is named, with some of the text around it."""

    article: str
    title: str
    start: int
    end: int
    text: str
    label: str
    by: str
    before: str
    after: str


class QuoteHit(msgspec.Struct, frozen=True):
    """One utterance; ``start`` and ``end`` span all its segments, ``text`` joins them with an ellipsis."""

    article: str
    title: str
    id: str
    kind: str
    start: int
    end: int
    text: str
    speaker: str | None
    entity: str | None
    by: str


_spans = msgspec.json.Decoder(list[tuple[int, int, str, str]]).decode
_row = msgspec.json.Decoder(ArticleRow).decode
_correction = msgspec.json.Decoder(Correction).decode


def clean(words: str) -> str:
    """What a user typed, in a form that can be asked."""
    return words.encode("utf-8", "replace").decode().replace("\0", " ").strip()


def rows(db: sqlite3.Connection) -> list[ArticleRow]:
    """All articles in the order of import."""
    return [_row(data) for (data,) in db.execute("SELECT row FROM articles ORDER BY n")]


def stamp(db: sqlite3.Connection, key: str) -> tuple[int, int] | None:
    """Size and modification time that a document had when it was read."""
    found: tuple[int, int] | None = db.execute("SELECT size, mtime FROM articles WHERE id = ?", (key,)).fetchone()
    return found


def by_key(db: sqlite3.Connection, key: str) -> list[tuple[str, str]]:
    """Id and digest of the articles imported from this source."""
    return db.execute(
        "SELECT id, digest FROM articles WHERE key = ? AND key != '' ORDER BY n", (clean(key),)
    ).fetchall()


def by_digest(db: sqlite3.Connection, digest: str) -> str | None:
    """The first article with this text."""
    found = db.execute("SELECT id FROM articles WHERE digest = ? ORDER BY n LIMIT 1", (clean(digest),)).fetchone()
    return found[0] if found else None


def bearers(db: sqlite3.Connection, last: str, company: set[str]) -> list[str]:
    """Persons with this last name (a slug), named in full somewhere, in an article with any of these entities.

    Two are enough to know that it could be either.
    """
    found = db.execute(
        "SELECT DISTINCT m.entity FROM names m JOIN found f ON f.entity = m.entity WHERE m.last = ? AND m.last != ''"
        " AND EXISTS (SELECT 1 FROM found g WHERE g.n = f.n AND g.entity != m.entity"
        " AND g.entity IN (SELECT value FROM json_each(?))) LIMIT 2",
        (last, json.dumps(sorted(company))),
    )
    return [entity for (entity,) in found]


def entities(db: sqlite3.Connection, words: str, label: str | None, limit: int) -> list[EntityRow]:
    """Entities whose name contains the words, most often mentioned first; at most ``limit`` unless it is negative."""
    conditions, values = [], []
    if words:
        conditions.append("entity IN (SELECT entity FROM names WHERE instr(folded, ?))")
        values.append(fold(clean(words)))
    if label is not None:
        conditions.append("label = ?")
        values.append(label)
    found = db.execute(
        f"{_ENTITY} {'WHERE' if conditions else ''} {' AND '.join(conditions)} ORDER BY mentions DESC, name LIMIT ?",
        (*values, limit),
    )
    return [EntityRow(*row) for row in found]


_ENTITY = "SELECT entity, name, label, articles, mentions, quotes FROM entities"


def entity(db: sqlite3.Connection, key: str) -> EntityRow | None:
    """An entity over all articles; None if it is in none."""
    found = db.execute(f"{_ENTITY} WHERE entity = ?", (clean(key),)).fetchone()
    return EntityRow(*found) if found else None


def articles_naming(db: sqlite3.Connection, entity: str) -> list[int]:
    """The numbers of the articles that mention an entity, rising."""
    found = db.execute("SELECT n FROM found WHERE entity = ? AND mentions ORDER BY n", (clean(entity),))
    return [n for (n,) in found]


def mentions(db: sqlite3.Connection, entity: str, first: int, last: int) -> list[MentionHit]:
    """The mentions of an entity in the articles of two numbers and between, in the order of articles and text."""
    found = db.execute(
        "SELECT a.id, a.title, t.text, f.spans FROM found f JOIN articles a USING (n) JOIN texts t ON t.rowid = f.n"
        " WHERE f.entity = ? AND f.n BETWEEN ? AND ? ORDER BY f.n",
        (clean(entity), first, last),
    )
    return [
        MentionHit(key, title, start, end, text[start:end], label, by, *around(text, start, end))
        for key, title, text, spans in found
        for start, end, label, by in _spans(spans)
    ]


def articles_quoting(db: sqlite3.Connection, entity: str | None, speaker: str | None) -> list[int]:
    """The numbers of the articles with quotes that satisfy all the conditions given, rising."""
    condition, values = _quoted(entity, speaker)
    return [n for (n,) in db.execute(f"SELECT DISTINCT q.n FROM quotes q WHERE {condition} ORDER BY 1", values)]


def quotes(db: sqlite3.Connection, entity: str | None, speaker: str | None, first: int, last: int) -> list[QuoteHit]:
    """The quotes that satisfy all the conditions given, in the articles of two numbers and between, in text order."""
    condition, values = _quoted(entity, speaker)
    found = db.execute(f"{QUOTES} WHERE {condition} AND q.n BETWEEN ? AND ? {IN_ORDER}", (*values, first, last))
    return [QuoteHit(*row) for row in found]


#: Quotes as ``QuoteHit`` has them, and their order.
QUOTES = (
    "SELECT a.id, a.title, q.id, q.kind, q.start, q.end, q.text, q.speaker, q.entity, q.by"
    " FROM quotes q JOIN articles a USING (n)"
)
IN_ORDER = "ORDER BY q.n, q.start, q.id"


def _quoted(entity: str | None, speaker: str | None) -> tuple[str, list[str]]:
    conditions, values = ["1"], []
    if entity is not None:
        conditions.append("q.entity = ?")
        values.append(clean(entity))
    if speaker is not None:
        conditions.append("instr(q.folded, ?)")
        values.append(fold(clean(speaker)))
    return " AND ".join(conditions), values


def around(text: str, start: int, end: int) -> tuple[str, str]:
    """The text on either side of a place."""
    return text[max(0, start - AROUND) : start], text[end : end + AROUND]


# the log

_REAL = "action NOT IN ('undo', 'redo')"


def last_id(db: sqlite3.Connection) -> str:
    """The greatest id of any correction, "" if there is none."""
    return db.execute("SELECT max(id) FROM log").fetchone()[0] or ""


def home(db: sqlite3.Connection, key: str) -> str | None:
    """Where the correction with this id was written down; None if there is none."""
    found = db.execute("SELECT home FROM log WHERE id = ?", (clean(key),)).fetchone()
    return found[0] if found else None


def to_undo(db: sqlite3.Connection) -> tuple[str, Correction] | None:
    """The latest correction in force, with its home."""
    found = db.execute(f"SELECT home, data FROM log WHERE force AND {_REAL} ORDER BY id DESC LIMIT 1").fetchone()
    return (found[0], _correction(found[1])) if found else None


def to_redo(db: sqlite3.Connection) -> tuple[str, Correction] | None:
    """The correction undone last, with its home, unless something new was said after it was undone."""
    found = db.execute(
        "SELECT t.home, t.data FROM log u JOIN log t ON t.id = u.undoes AND t.home = u.home"
        " WHERE u.action = 'undo' AND NOT t.force"
        f" AND u.id > (SELECT max(id) FROM log WHERE {_REAL}) ORDER BY u.id DESC LIMIT 1"
    ).fetchone()
    return (found[0], _correction(found[1])) if found else None


def history(
    db: sqlite3.Connection, article: str | None, ranges: list[tuple[str, str, str]] | None, limit: int
) -> list[tuple[Correction, bool]]:
    """Corrections, newest first, each with whether it is in force.

    ``ranges`` are sessions with the ids between which theirs lie: (name, after, up to), "" up to for no end.
    """
    conditions, values = [_REAL], []
    if article is not None:
        conditions.append("article = ?")
        values.append(clean(article))
    if ranges is not None:
        condition, limits = _within(ranges)
        conditions.append(condition)
        values += limits
    found = db.execute(
        f"SELECT data, force FROM log WHERE {' AND '.join(conditions)} ORDER BY id DESC LIMIT ?", (*values, limit)
    )
    return [(_correction(data), bool(force)) for data, force in found]


def count(db: sqlite3.Connection, ranges: list[tuple[str, str, str]]) -> int:
    """How many corrections of sessions are in force; ``ranges`` as for ``history``."""
    condition, values = _within(ranges)
    found: int = db.execute(f"SELECT count(*) FROM log WHERE force AND {_REAL} AND {condition}", values).fetchone()[0]
    return found


def corrected(db: sqlite3.Connection, ranges: list[tuple[str, str, str]]) -> set[str]:
    """The articles in which sessions' corrections are in force; ``ranges`` as for ``history``."""
    condition, values = _within(ranges)
    return {
        key
        for (key,) in db.execute(f"SELECT DISTINCT article FROM log WHERE force AND {_REAL} AND {condition}", values)
    }


def _within(ranges: list[tuple[str, str, str]]) -> tuple[str, list[str]]:
    condition = " OR ".join(["session = ? AND id > ? AND (? = '' OR id <= ?)"] * len(ranges))
    return f"({condition})", [v for name, after, upto in ranges for v in (clean(name), after, upto, upto)]
