"""Counts across all articles, asked of the index: who appears with whom, who says how much, and about whom."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable, Sequence
from heapq import nsmallest
from itertools import combinations

import msgspec

from store.lists import IN_ORDER, QUOTES, QuoteHit, articles_naming, clean
from store.names import fold

#: Microseconds of a day: articles are numbered by the microsecond in which they were imported.
_DAY = 86_400_000_000


class Counted(msgspec.Struct, frozen=True):
    """A name with how often it was counted; ``id`` is its entity, "" for a speaker who is none."""

    id: str
    name: str
    label: str
    count: int


class SpeakerRow(msgspec.Struct, frozen=True):
    """Somebody who is quoted: how often, and in how many articles. ``id`` and ``label`` as for ``Counted``."""

    id: str
    name: str
    label: str
    quotes: int
    articles: int


class ArticleHit(msgspec.Struct, frozen=True):
    """An article that names an entity: how often, and how many quotes of the entity's it has."""

    article: str
    title: str
    mentions: int
    quotes: int


def all_numbers(db: sqlite3.Connection) -> list[int]:
    """The numbers of all articles, rising."""
    return [n for (n,) in db.execute("SELECT n FROM articles ORDER BY n")]


def articles(db: sqlite3.Connection, entity: str, first: int, last: int) -> list[ArticleHit]:
    """The articles that name an entity, of two numbers and between."""
    found = db.execute(
        "SELECT a.id, a.title, f.mentions, f.quotes FROM found f JOIN articles a USING (n)"
        " WHERE f.entity = ? AND f.mentions AND f.n BETWEEN ? AND ? ORDER BY f.n",
        (clean(entity), first, last),
    )
    return [ArticleHit(*row) for row in found]


def naming(db: sqlite3.Connection, words: str, labels: Sequence[str] | None) -> set[str]:
    """The ids of the articles that name something whose name contains the words, with one of the labels if given."""
    asked, values = ["instr(folded, ?)"], [fold(clean(words))]
    if labels is not None:
        asked.append(f"label IN ({', '.join('?' * len(labels))})")
        values += labels
    found = db.execute(
        "SELECT id FROM articles WHERE n IN (SELECT n FROM found WHERE mentions AND entity IN"
        f" (SELECT entity FROM names WHERE {' AND '.join(asked)}))",
        values,
    )
    return {key for (key,) in found}


def quoted(db: sqlite3.Connection, speaker: str) -> set[str]:
    """The ids of the articles that quote somebody whose name contains this."""
    found = db.execute(
        "SELECT id FROM articles WHERE n IN (SELECT n FROM quotes WHERE instr(folded, ?))", (fold(clean(speaker)),)
    )
    return {key for (key,) in found}


def days(db: sqlite3.Connection, entity: str) -> list[tuple[int, int]]:
    """On which days articles that name an entity were imported: days since 1970 (UTC), and how many articles."""
    return db.execute(
        f"SELECT n / {_DAY}, count(*) FROM found WHERE entity = ? AND mentions GROUP BY 1 ORDER BY 1", (clean(entity),)
    ).fetchall()


def names(db: sqlite3.Connection, counts: Counter[str], limit: int) -> list[Counted]:
    """The most frequent of counted entities under their most frequent names."""
    found = []
    for key, count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:limit]:
        for name, label in db.execute("SELECT name, label FROM entities WHERE entity = ?", (key,)):
            found.append(Counted(key, name, label, count))
    return found


def companions(db: sqlite3.Connection, entity: str, first: int, last: int) -> list[tuple[str, int]]:
    """The other entities in the articles that name one, of two numbers and between: in how many articles."""
    return db.execute(
        "SELECT g.entity, count(*) FROM found f JOIN found g ON g.n = f.n"
        " WHERE f.entity = ? AND f.mentions AND g.mentions AND g.entity != f.entity AND f.n BETWEEN ? AND ? GROUP BY 1",
        (clean(entity), first, last),
    ).fetchall()


def forms(db: sqlite3.Connection, entity: str, first: int, last: int) -> list[tuple[str, int]]:
    """How an entity is written in the articles of two numbers and between, with how often."""
    return db.execute(
        "SELECT substr(t.text, at.value ->> 0 + 1, (at.value ->> 1) - (at.value ->> 0)), count(*)"
        " FROM found f JOIN texts t ON t.rowid = f.n, json_each(CAST(f.spans AS TEXT)) at"
        " WHERE f.entity = ? AND f.n BETWEEN ? AND ? GROUP BY 1",
        (clean(entity), first, last),
    ).fetchall()


def said_about(db: sqlite3.Connection, entity: str, name: str, first: int, last: int) -> list[tuple[str, int]]:
    """Whom and what somebody names in quotes, in the articles of two numbers and between, with how often."""
    who, value = _speaker(entity, name)
    return db.execute(
        "SELECT f.entity, count(*) FROM quotes q JOIN found f ON f.n = q.n, json_each(CAST(f.spans AS TEXT)) at"
        f" WHERE {who} AND q.n BETWEEN ? AND ? AND f.entity IS NOT q.entity"
        " AND at.value ->> 0 >= q.start AND at.value ->> 1 <= q.end GROUP BY 1",
        (value, first, last),
    ).fetchall()


def quoting(db: sqlite3.Connection, entity: str, name: str) -> list[int]:
    """The numbers of the articles that quote an entity, or a speaker of exactly this name who is none, rising."""
    who, value = _speaker(entity, name)
    return [n for (n,) in db.execute(f"SELECT DISTINCT q.n FROM quotes q WHERE {who} ORDER BY 1", (value,))]


def said_by(db: sqlite3.Connection, entity: str, name: str, first: int, last: int) -> list[QuoteHit]:
    """The quotes of such a speaker in the articles of two numbers and between, in text order."""
    who, value = _speaker(entity, name)
    found = db.execute(f"{QUOTES} WHERE {who} AND q.n BETWEEN ? AND ? {IN_ORDER}", (value, first, last))
    return [QuoteHit(*row) for row in found]


def _speaker(entity: str, name: str) -> tuple[str, str]:
    return ("q.entity = ?", clean(entity)) if entity else ("q.entity IS NULL AND q.folded = ?", fold(clean(name)))


def speaking(db: sqlite3.Connection, first: int, last: int) -> list[tuple[str, str, str, int, int]]:
    """Who is quoted in the articles of two numbers and between: entity or "", folded name, name, quotes, articles."""
    return db.execute(
        "SELECT coalesce(entity, ''), folded, speaker, count(*), count(DISTINCT n) FROM quotes"
        " WHERE n BETWEEN ? AND ? AND speaker != '' GROUP BY coalesce(entity, char(1) || folded)",
        (first, last),
    ).fetchall()


def speakers(db: sqlite3.Connection, counts: Iterable[tuple[str, str, int, int]], limit: int) -> list[SpeakerRow]:
    """Those counted (entity or "", name, quotes, articles), who says most first, under their most frequent names.

    At most ``limit``, all if it is negative.
    """
    most = nsmallest(limit, counts, key=_most) if limit >= 0 else sorted(counts, key=_most)
    wanted = " AND entity = ?" if limit >= 0 else ""
    known = {
        key: (name, label)
        for values in ([(row[0],) for row in most] if limit >= 0 else [()])
        for key, name, label in db.execute(f"SELECT entity, name, label FROM entities WHERE quotes{wanted}", values)
    }
    return [SpeakerRow(key, *known.get(key, (name, "")), quotes, articles) for key, name, quotes, articles in most]


def _most(count: tuple[str, str, int, int]) -> tuple[int, str]:
    return -count[2], count[1]


def together(db: sqlite3.Connection, entities: list[str]) -> dict[tuple[str, str], int]:
    """In how many articles two of some entities are both named, for each pair in both orders, and each with itself."""
    where = {key: {*articles_naming(db, key)} for key in entities}
    counts = {(key, key): len(numbers) for key, numbers in where.items()}
    for one, other in combinations(where, 2):
        counts[one, other] = counts[other, one] = len(where[one] & where[other])
    return counts
