"""Full-text search: in which articles and quotes all the words stand, and where in them they stand closest together."""

from __future__ import annotations

import contextlib
import json
import re
import sqlite3
from bisect import bisect

import msgspec

from store.entries import CLOSE, OPEN
from store.index import TEXTS
from store.lists import QuoteHit, around, clean

#: Words of a search that stand within so many characters are shown as one place.
NEAR = 160

_Place = tuple[int, int]


class TextHit(msgspec.Struct, frozen=True):
    """One place where searched words stand; offsets into the article's text."""

    article: str
    title: str
    start: int
    end: int
    before: str
    text: str
    after: str


def having(db: sqlite3.Connection, words: str) -> list[int]:
    """The numbers of the articles in which all the words stand, rising: ``"a phrase"``, ``prefix*``, or plain words."""
    wanted = terms(words)
    if not wanted:
        return []
    found = db.execute("SELECT rowid FROM texts WHERE texts MATCH ? ORDER BY rowid", (" AND ".join(wanted),))
    return [n for (n,) in found]


def places(db: sqlite3.Connection, words: str, first: int, last: int) -> list[TextHit]:
    """Where all the words stand, in the articles of two numbers and between."""
    wanted = terms(words)
    if not wanted:
        return []
    found = db.execute(
        "SELECT a.n, a.id, a.title, texts.text FROM texts JOIN articles a ON a.n = texts.rowid"
        " WHERE texts MATCH ? AND texts.rowid BETWEEN ? AND ? ORDER BY texts.rowid",
        (" AND ".join(wanted), first, last),
    ).fetchall()
    numbers = json.dumps([n for n, *_ in found])
    each = [_places(db, term, first, last, numbers) for term in wanted]
    hits = []
    for n, key, title, text in found:
        for start, end in closest([places[n] for places in each]):
            before, after = around(text, start, end)
            hits.append(TextHit(key, title, start, end, before, text[start:end], after))
    return hits


def containing(db: sqlite3.Connection, words: str) -> set[str]:
    """The ids of the articles in which all the words stand."""
    wanted = terms(words)
    if not wanted:
        return set()
    found = db.execute(
        "SELECT a.id FROM texts JOIN articles a ON a.n = texts.rowid WHERE texts MATCH ?", (" AND ".join(wanted),)
    )
    return {key for (key,) in found}


def named_with(db: sqlite3.Connection, words: str) -> set[str]:
    """The ids of the entities that are named in articles in which all the words stand."""
    numbers = json.dumps(having(db, words))
    found = db.execute("SELECT DISTINCT entity FROM found WHERE n IN (SELECT value FROM json_each(?))", (numbers,))
    return {key for (key,) in found}


def saying(quotes: list[QuoteHit], words: str) -> list[QuoteHit]:
    """Those of the quotes in which all the words stand."""
    wanted = terms(words)
    if not wanted:
        return []
    # What a word is, is for the same tokenizer to say that finds words in texts.
    with contextlib.closing(sqlite3.connect(":memory:")) as said:
        said.execute(f"CREATE VIRTUAL TABLE said USING {TEXTS}")
        said.executemany("INSERT INTO said(rowid, text) VALUES (?, ?)", ((n, q.text) for n, q in enumerate(quotes)))
        found = {n for (n,) in said.execute("SELECT rowid FROM said WHERE said MATCH ?", (" AND ".join(wanted),))}
    return [quote for n, quote in enumerate(quotes) if n in found]


def terms(words: str) -> list[str]:
    """What a user typed as FTS5 expressions, one for each word or phrase, each well-formed and none twice."""
    parts = []
    for phrase, phrase_star, word in re.findall(r'"([^"]*)"?(\*?)|([^\s"]+)', clean(words)):
        text, star = (phrase, phrase_star) if not word else (word.rstrip("*"), "*" if word.endswith("*") else "")
        if any(c.isalnum() for c in text):
            parts.append(f'"{text}"{" *" if star else ""}')
    return list(dict.fromkeys(parts))


def _places(db: sqlite3.Connection, term: str, first: int, last: int, numbers: str) -> dict[int, list[_Place]]:
    """Where a term stands in the texts of articles, by their ``numbers``, which lie between two."""
    # With the plus sign, the numbers only say which of the texts found are looked at: the term is searched once.
    marked = db.execute(
        "SELECT rowid, highlight(texts, 0, ?, ?) FROM texts"
        " WHERE texts MATCH ? AND rowid BETWEEN ? AND ? AND +rowid IN (SELECT value FROM json_each(?))",
        (OPEN, CLOSE, term, first, last, numbers),
    )
    return {n: _marked(text) for n, text in marked}


def _marked(text: str) -> list[_Place]:
    places, at = [], 0
    for turn, piece in enumerate(re.split(f"[{OPEN}{CLOSE}]", text)):
        if turn % 2:
            places.append((at, at + len(piece)))
        at += len(piece)
    return places


def closest(each: list[list[_Place]]) -> list[_Place]:
    """From the places of each term, those where all of them stand together, the closest first and none overlapping.

    Of two that are as close, the one with the terms in their order goes first, then the earlier one. If the terms are
    nowhere near each other, where they come nearest each is a place of its own.
    """
    if len(each) == 1:
        return each[0]
    last: dict[int, _Place] = {}
    together = []
    for start, end, term in sorted((start, end, term) for term, places in enumerate(each) for start, end in places):
        last[term] = (start, end)
        if len(last) == len(each):
            places = [last[n] for n in range(len(each))]
            first, final = min(places)[0], max(e for _, e in places)
            together.append((final - first, places != sorted(places), first, final, places))
    together.sort()
    if not together:
        return []
    if together[0][0] > NEAR:
        return sorted(set(together[0][4]))
    chosen: list[_Place] = []
    taken: list[_Place] = []
    for length, _, first, final, _ in together:
        at = bisect(taken, (first, final))
        free = (at == 0 or taken[at - 1][1] <= first) and (at == len(taken) or final <= taken[at][0])
        if length <= NEAR and free:
            taken.insert(at, (first, final))
            chosen.append((first, final))
    return chosen
