"""Who is quoted, counted over all articles: everybody with an entity of their own, and the unnamed gathered by role.

"A spokesman", "the spokesman" and "spokesman" are one row; so are all pronouns that stand for nobody known.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable
from heapq import nsmallest

import msgspec

#: Folded names that say nothing of who it is.
_PRONOUNS = frozenset(
    "he she they it we i you one who him her them us me this that these those his hers theirs both each".split()  # noqa: SIM905
)
_DETERMINERS = frozenset(("a", "an", "the", "some"))
#: The role of pronouns, which no name folds to.
_PRONOUN = " "
#: How many pronouns stand for all of them.
_SHOWN = 3


class SpeakerRow(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who is quoted: how often, of this in whole or in part directly, in how many articles and words.

    ``id`` and ``label`` are the entity's. The unnamed have "" for them and ``forms``: their folded names.
    """

    id: str
    name: str
    label: str
    quotes: int
    direct: int
    partial: int
    words: int
    articles: int
    forms: tuple[str, ...] = ()

    @property
    def indirect(self) -> int:
        return self.quotes - self.direct - self.partial


class _Count(msgspec.Struct):
    """What is counted of one speaker; ``last`` is the number of the article that was counted last."""

    quotes: int = 0
    direct: int = 0
    partial: int = 0
    words: int = 0
    articles: int = 0
    last: int = -1
    names: Counter[str] = msgspec.field(default_factory=Counter)
    forms: Counter[str] = msgspec.field(default_factory=Counter)


#: Article, entity or "", folded name, name, quotes, direct and partial ones, words.
Saying = tuple[int, str, str, str, int, int, int, int]


def saying(db: sqlite3.Connection, first: int, last: int) -> list[Saying]:
    """Who is quoted in the articles of two numbers and between, article by article."""
    return db.execute(
        "SELECT n, coalesce(entity, ''), folded, speaker, count(*), sum(kind = 'direct'), sum(kind = 'partial'),"
        " sum(words) FROM quotes WHERE n BETWEEN ? AND ? AND speaker != '' GROUP BY n, coalesce(entity, ''), folded",
        (first, last),
    ).fetchall()


def role(folded: str) -> str:
    """What an unnamed speaker is gathered under: the folded name without "the" and the like, or that of pronouns."""
    if folded in _PRONOUNS:
        return _PRONOUN
    first, _, others = folded.partition(" ")
    return others if others and first in _DETERMINERS else folded


class Tally:
    """Counts of speakers, to be added to article by article in rising order."""

    def __init__(self) -> None:
        self._named: dict[str, _Count] = {}
        self._unnamed: dict[str, _Count] = {}

    def add(self, found: Iterable[Saying]) -> None:
        """Count what was said in more articles."""
        for n, entity, folded, name, quotes, direct, partial, words in found:
            counts, key = (self._named, entity) if entity else (self._unnamed, role(folded))
            one = counts.get(key)
            if one is None:
                one = counts[key] = _Count()
            one.quotes += quotes
            one.direct += direct
            one.partial += partial
            one.words += words
            if n != one.last:
                one.articles += 1
                one.last = n
            if not entity:
                one.names[name] += quotes
                one.forms[folded] += quotes

    def rows(self, db: sqlite3.Connection, limit: int) -> list[SpeakerRow]:
        """Those with an entity, then the unnamed, who says most first; at most ``limit`` of each unless negative."""
        named = _most(self._named, limit)
        wanted = " AND entity = ?" if limit >= 0 else ""
        known = {
            key: (name, label)
            for values in ([(key,) for key, _ in named] if limit >= 0 else [()])
            for key, name, label in db.execute(f"SELECT entity, name, label FROM entities WHERE quotes{wanted}", values)
        }
        rows = [_row(key, *known.get(key, (key, "")), one) for key, one in named]
        return rows + [_row("", _called(key, one), "", one) for key, one in _most(self._unnamed, limit)]


def _most(counts: dict[str, _Count], limit: int) -> list[tuple[str, _Count]]:
    def order(item: tuple[str, _Count]) -> tuple[int, str]:
        return -item[1].quotes, item[0]

    return nsmallest(limit, counts.items(), key=order) if limit >= 0 else sorted(counts.items(), key=order)


def _called(key: str, one: _Count) -> str:
    """The most frequent name of an unnamed speaker; of pronouns, the most frequent ones."""
    if key != _PRONOUN:
        return one.names.most_common(1)[0][0]
    shown = [form for form, _ in one.forms.most_common(_SHOWN)]
    return ", ".join(shown) + (" …" if len(one.forms) > len(shown) else "")


def _row(key: str, name: str, label: str, one: _Count) -> SpeakerRow:
    return SpeakerRow(
        id=key,
        name=name,
        label=label,
        quotes=one.quotes,
        direct=one.direct,
        partial=one.partial,
        words=one.words,
        articles=one.articles,
        forms=tuple(one.forms),
    )
