"""The same words in several articles: where else stands what a quote says, whole or in part.

A quote's words are cut into overlapping runs of a few words (shingles, after A. Broder, "On the resemblance and
containment of documents", 1997); the full text tells which articles have one of them, and in these the longest common
run is looked for. Case, accents and punctuation don't matter.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator

import msgspec

from store.lists import around
from store.names import fold

#: Words of a shingle, and how many words further the next one begins.
SHINGLE, STRIDE = 5, 2
#: Common runs of fewer words are chance, and so are those below ``SURE`` that are less than half of the quote. A quote
#: need not have that many words if it is common as a whole.
LEAST, SURE = SHINGLE + STRIDE - 1, 8
#: Most articles that are looked into for one quote.
MOST = 200

_WORD = re.compile(r"[^\W_]+")

#: A folded word with its place in a text.
_Word = tuple[str, int, int]


class Carried(msgspec.Struct, frozen=True):
    """A stretch of another article that has ``common`` words running of a quote with ``words`` words."""

    article: str
    title: str
    start: int
    end: int
    text: str
    before: str
    after: str
    common: int
    words: int


def elsewhere(db: sqlite3.Connection, article: str, quote: str) -> list[Carried]:
    """Where other articles carry a quote, whole or in part: the longest common run of each, the longest first."""
    said = [word for word, _, _ in words_of(quote)]
    if len(said) < SHINGLE - 1:
        return []
    found = db.execute(
        "SELECT a.id, a.title, texts.text FROM texts JOIN articles a ON a.n = texts.rowid"
        " WHERE texts MATCH ? AND a.id != ? ORDER BY texts.rowid LIMIT ?",
        (" OR ".join(_shingles(said)), article, MOST),
    )
    carried = []
    for key, title, text in found.fetchall():
        start, end, common = longest_run(said, words_of(text))
        if common == len(said) or (common >= LEAST and (common >= SURE or 2 * common >= len(said))):
            before, after = around(text, start, end)
            carried.append(Carried(key, title, start, end, text[start:end], before, after, common, len(said)))
    return sorted(carried, key=lambda one: -one.common)


def _shingles(said: list[str]) -> Iterator[str]:
    """Shingles as phrases of a full-text search: every second one, and the last."""
    length = min(SHINGLE, len(said))
    last = len(said) - length
    for start in dict.fromkeys([*range(0, last, STRIDE), last]):
        yield '"' + " ".join(said[start : start + length]) + '"'


def words_of(text: str) -> list[_Word]:
    """The words of a text without case and accents, with their places."""
    return [(fold(match[0]), *match.span()) for match in _WORD.finditer(text)]


def longest_run(said: list[str], words: list[_Word]) -> tuple[int, int, int]:
    """The first longest run of words of ``said`` in a text: its offsets, and how many words it has."""
    length = min(SHINGLE, len(said))
    starts: dict[tuple[str, ...], list[int]] = {}
    for at in range(len(said) - length + 1):
        starts.setdefault(tuple(said[at : at + length]), []).append(at)
    plain = [word for word, _, _ in words]
    best = (0, 0, 0)
    for at in range(len(plain) - length + 1):
        for begin in starts.get(tuple(plain[at : at + length]), ()):
            common = length
            while begin + common < len(said) and plain[at + common : at + common + 1] == [said[begin + common]]:
                common += 1
            if common > best[2]:
                best = words[at][1], words[at + common - 1][2], common
    return best
