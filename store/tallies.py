"""Counts across all articles, asked of the index: who appears with whom, and who speaks about whom."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Sequence
from itertools import combinations

import msgspec

from store.lists import IN_ORDER, QUOTES, QuoteHit, articles_naming, clean
from store.names import fold


class Counted(msgspec.Struct, frozen=True):
    """A name with how often it was counted; ``id`` is its entity, "" for a speaker who is none."""

    id: str
    name: str
    label: str
    count: int


class ArticleHit(msgspec.Struct, frozen=True):
    """An article that names an entity: how often, and how many quotes of the entity's it has.

    ``published`` is a date as of ``store.timeline``, "" if unknown.
    """

    article: str
    title: str
    mentions: int
    quotes: int
    published: str


class Neighbour(msgspec.Struct, frozen=True):
    """An article that names some of the entities of another one: how many."""

    article: str
    title: str
    shared: int


def all_numbers(db: sqlite3.Connection) -> list[int]:
    """The numbers of all articles, rising."""
    return [n for (n,) in db.execute("SELECT n FROM articles ORDER BY n")]


def articles(db: sqlite3.Connection, entity: str, first: int, last: int) -> list[ArticleHit]:
    """The articles that name an entity, of two numbers and between."""
    found = db.execute(
        "SELECT a.id, a.title, f.mentions, f.quotes, a.published FROM found f JOIN articles a USING (n)"
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


def published(db: sqlite3.Connection, entity: str) -> list[tuple[str, int, int]]:
    """When articles that name an entity were published ("" if unknown): date, articles, and mentions in them."""
    return db.execute(
        "SELECT a.published, count(*), sum(f.mentions) FROM found f JOIN articles a USING (n)"
        " WHERE f.entity = ? AND f.mentions GROUP BY 1",
        (clean(entity),),
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


def said_about(
    db: sqlite3.Connection, entity: str, names: Sequence[str], first: int, last: int
) -> list[tuple[str, int]]:
    """Whom and what somebody names in quotes, in the articles of two numbers and between, with how often."""
    who, value = _speaker(entity, names)
    return db.execute(
        "SELECT f.entity, count(*) FROM quotes q JOIN found f ON f.n = q.n, json_each(CAST(f.spans AS TEXT)) at"
        f" WHERE {who} AND q.n BETWEEN ? AND ? AND f.entity IS NOT q.entity"
        " AND at.value ->> 0 >= q.start AND at.value ->> 1 <= q.end GROUP BY 1",
        (value, first, last),
    ).fetchall()


def quoting(db: sqlite3.Connection, entity: str, names: Sequence[str]) -> list[int]:
    """The numbers of the articles that quote an entity, or a speaker of exactly these names who is none, rising."""
    who, value = _speaker(entity, names)
    return [n for (n,) in db.execute(f"SELECT DISTINCT q.n FROM quotes q WHERE {who} ORDER BY 1", (value,))]


def said_by(db: sqlite3.Connection, entity: str, names: Sequence[str], first: int, last: int) -> list[QuoteHit]:
    """The quotes of such a speaker in the articles of two numbers and between, in text order."""
    who, value = _speaker(entity, names)
    found = db.execute(f"{QUOTES} WHERE {who} AND q.n BETWEEN ? AND ? {IN_ORDER}", (value, first, last))
    return [QuoteHit(*row) for row in found]


def _speaker(entity: str, names: Sequence[str]) -> tuple[str, str]:
    if entity:
        return "q.entity = ?", clean(entity)
    folded = json.dumps([fold(clean(name)) for name in names])
    return "q.entity IS NULL AND q.folded IN (SELECT value FROM json_each(?))", folded


def neighbours(db: sqlite3.Connection, article: str, limit: int) -> list[Neighbour]:
    """The articles that name most of the entities that an article names, at most ``limit``."""
    found = db.execute(
        "SELECT a.id, a.title, s.shared FROM (SELECT g.n, count(*) AS shared FROM articles o JOIN found f ON f.n = o.n"
        " JOIN found g ON g.entity = f.entity AND g.n != f.n WHERE o.id = ? AND f.mentions AND g.mentions"
        " GROUP BY g.n ORDER BY shared DESC, g.n LIMIT ?) s JOIN articles a USING (n) ORDER BY s.shared DESC, a.n",
        (clean(article), limit),
    )
    return [Neighbour(*row) for row in found]


def together(db: sqlite3.Connection, entities: list[str]) -> dict[tuple[str, str], int]:
    """In how many articles two of some entities are both named, for each pair in both orders, and each with itself."""
    where = {key: {*articles_naming(db, key)} for key in entities}
    counts = {(key, key): len(numbers) for key, numbers in where.items()}
    for one, other in combinations(where, 2):
        counts[one, other] = counts[other, one] = len(where[one] & where[other])
    return counts
