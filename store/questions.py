"""Questions across all articles, as the store's user asks them: lists that follow every correction."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import TypeVar

from store import lists
from store.following import Following
from store.hits import Hits
from store.lists import EntityRow, MentionHit, QuoteHit
from store.searching import TextHit, containing, having, named_with, places, saying

T = TypeVar("T")

Db = sqlite3.Connection

#: Seconds that a question may take before it is answered.
_UNNOTICED = 0.03


class Questions(Following):
    """An open store that answers across articles. Every method raises ``StoreError`` while its index is being made."""

    def entities(self, words: str = "", label: str | None = None, limit: int = -1) -> list[EntityRow]:
        """Entities whose name contains the words (case and accents aside), most often mentioned first.

        At most ``limit``, all if it is negative.
        """
        with self._lock:
            self._freshen()
            return self._asked(lambda index: lists.entities(index.db, words, label, limit))

    def entity(self, key: str) -> EntityRow | None:
        """How often an entity is mentioned and quoted, and in how many articles; None if it is nowhere."""
        with self._lock:
            self._freshen()
            return self._asked(lambda index: lists.entity(index.db, key))

    def mentions(self, entity: str) -> Hits[MentionHit]:
        """Every mention of an entity, in the order of the articles and their text."""
        return self._hits(
            lambda db: lists.articles_naming(db, entity),
            lambda db, first, last: lists.mentions(db, entity, first, last),
        )

    def quotes(
        self, *, entity: str | None = None, speaker: str | None = None, words: str | None = None
    ) -> Hits[QuoteHit]:
        """Quotes of an entity, of speakers whose name contains ``speaker``, with the words of a search in them."""

        def articles(db: Db) -> list[int]:
            found = lists.articles_quoting(db, entity, speaker)
            return found if words is None else sorted({*found} & {*having(db, words)})

        def page(db: Db, first: int, last: int) -> list[QuoteHit]:
            found = lists.quotes(db, entity, speaker, first, last)
            return found if words is None else saying(found, words)

        return self._hits(articles, page)

    def search(self, words: str) -> Hits[TextHit]:
        """Where all the words stand in the same article: plain words, ``"a phrase"``, ``prefix*``.

        In an article, the places where they stand closest together come first.
        """
        return self._hits(lambda db: having(db, words), lambda db, first, last: places(db, words, first, last))

    def containing(self, words: str) -> set[str]:
        """The ids of the articles in which all the words of a search stand."""
        with self._lock:
            self._freshen()
            return self._asked(lambda index: containing(index.db, words))

    def named_with(self, words: str) -> set[str]:
        """The ids of the entities that are named in articles in which all the words of a search stand."""
        with self._lock:
            self._freshen()
            return self._asked(lambda index: named_with(index.db, words))

    def _freshen(self) -> None:
        """Bring up to date what everywhere-rules touch: all of it, or as much as nobody notices while they wait."""
        self.refresh(None if self._wait else _UNNOTICED)

    def _hits(
        self,
        articles: Callable[[sqlite3.Connection], list[int]],
        page: Callable[[Db, int, int], list[T]],
    ) -> Hits[T]:
        """The hits of a question: in which articles there are any, asked now, and those of some, asked when wanted."""

        def asked(first: int, last: int) -> list[T]:
            with self._lock:
                return self._asked(lambda index: page(index.db, first, last))

        with self._lock:
            self._freshen()
            return Hits(self._asked(lambda index: articles(index.db)), asked)
