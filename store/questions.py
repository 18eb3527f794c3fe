"""Questions across all articles, as the store's user asks them: lists that follow every correction."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from store import lists, speakers, tallies
from store.following import Following
from store.hits import Hits
from store.lists import EntityRow, MentionHit, QuoteHit
from store.reuse import Carried, elsewhere
from store.searching import TextHit, containing, having, named_with, places, saying
from store.speakers import SpeakerRow
from store.tallies import ArticleHit, Counted, Neighbour
from store.timeline import Timeline, timeline
from store.view import Shared, shared

T = TypeVar("T")

#: Articles that are counted at one go, while others wait for the store.
PORTION = 256
#: Speakers in an answer that is not yet complete.
FIRST = 200

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

    def naming(self, words: str, labels: Sequence[str] | None = None) -> set[str]:
        """The ids of the articles that name something with these words in its name, and one of the labels if given."""
        with self._lock:
            return self._asked(lambda index: tallies.naming(index.db, words, labels))

    def speaking(self, speaker: str) -> set[str]:
        """The ids of the articles that quote somebody whose name contains this."""
        with self._lock:
            return self._asked(lambda index: tallies.quoted(index.db, speaker))

    # counts: each answer comes again and again, more complete each time, so that nobody has to wait for the last one

    def articles_naming(self, entity: str) -> Hits[ArticleHit]:
        """The articles that name an entity, in the order of import."""
        return self._hits(
            lambda db: lists.articles_naming(db, entity),
            lambda db, first, last: tallies.articles(db, entity, first, last),
        )

    def timeline(self, entity: str) -> Timeline | None:
        """When the articles that name an entity were published; None if fewer than two have a date."""
        with self._lock:
            self._freshen()
            return timeline(self._asked(lambda index: tallies.published(index.db, entity)))

    def neighbours(self, article: str, limit: int = 100) -> list[Neighbour]:
        """The articles that have most entities in common with one, with how many."""
        with self._lock:
            self._freshen()
            return self._asked(lambda index: tallies.neighbours(index.db, article, limit))

    def shared(self, one: str, other: str) -> list[Shared]:
        """The entities that two articles both name, in the order of the first one's text. Needs no index."""
        return shared(self.view(one), self.view(other))

    def together(self, entities: list[str]) -> dict[tuple[str, str], int]:
        """In how many articles each two of some entities are both named; of one with itself, in how many it is."""
        with self._lock:
            self._freshen()
            return self._asked(lambda index: tallies.together(index.db, entities))

    def companions(self, entity: str, limit: int = 100) -> Iterator[list[Counted]]:
        """Who and what is named in the same articles as an entity, by the number of articles."""
        return self._counts(
            lambda db: lists.articles_naming(db, entity),
            lambda db, first, last: tallies.companions(db, entity, first, last),
            lambda db, counts: tallies.names(db, counts, limit),
        )

    def forms(self, entity: str) -> Iterator[list[tuple[str, int]]]:
        """How an entity is written in the texts, the most frequent form first, with how often."""
        return self._counts(
            lambda db: lists.articles_naming(db, entity),
            lambda db, first, last: tallies.forms(db, entity, first, last),
            lambda _, counts: counts.most_common(),
        )

    def said_about(self, entity: str, names: Sequence[str] = (), limit: int = 100) -> Iterator[list[Counted]]:
        """Whom and what a speaker names in quotes; without an ``entity``, the one of exactly these names."""
        return self._counts(
            lambda db: tallies.quoting(db, entity, names),
            lambda db, first, last: tallies.said_about(db, entity, names, first, last),
            lambda db, counts: tallies.names(db, counts, limit),
        )

    def said_by(self, entity: str, names: Sequence[str] = ()) -> Hits[QuoteHit]:
        """The quotes of an entity; without one, of the speaker of exactly these names who is none."""
        return self._hits(
            lambda db: tallies.quoting(db, entity, names),
            lambda db, first, last: tallies.said_by(db, entity, names, first, last),
        )

    def speakers(self) -> Iterator[list[SpeakerRow]]:
        """Everybody who is quoted, who says most first, the unnamed last; until all are counted, those who say most."""
        tally = speakers.Tally()
        for due, last, found in self._portions(tallies.all_numbers, speakers.saying):
            tally.add(found)
            if due:
                with self._lock:
                    limit = -1 if last else FIRST
                    so_far = self._asked(lambda index: tally.rows(index.db, limit))  # noqa: B023
                yield so_far

    def elsewhere(self, article: str, quote: str) -> list[Carried]:
        """Where other articles carry a quote of an article's, whole or in part: the longest common runs of words."""
        with self._lock:
            return self._asked(lambda index: elsewhere(index.db, article, quote))

    def _counts(
        self,
        articles: Callable[[Db], list[int]],
        portion: Callable[[Db, int, int], list[tuple[str, int]]],
        answer: Callable[[Db, Counter[str]], list[T]],
    ) -> Iterator[list[T]]:
        counts: Counter[str] = Counter()
        for due, _, found in self._portions(articles, portion):
            counts.update(dict(found))
            if due:
                with self._lock:
                    so_far = self._asked(lambda index: answer(index.db, counts))
                yield so_far

    def _portions(
        self, articles: Callable[[Db], list[int]], portion: Callable[[Db, int, int], list[T]]
    ) -> Iterator[tuple[bool, bool, list[T]]]:
        """What is found in the articles, some at a time; in between, others may use the store. At least one portion.

        With each comes whether an answer is due – after the first, whenever there is four times as much, and at the
        end – and whether it is the last.
        """
        with self._lock:
            self._freshen()
            numbers = self._asked(lambda index: articles(index.db))
        if not numbers:
            yield True, True, []
        starts, due = range(0, len(numbers), PORTION), 1
        for turn, at in enumerate(starts, 1):
            first, last = numbers[at], numbers[min(at + PORTION, len(numbers)) - 1]
            with self._lock:
                found = self._asked(lambda index, a=first, b=last: portion(index.db, a, b))  # type: ignore[misc]
            last_one = turn == len(starts)
            yield last_one or turn == due, last_one, found
            due *= 4 if turn == due else 1

    def _hits(
        self,
        articles: Callable[[Db], list[int]],
        page: Callable[[Db, int, int], list[T]],
    ) -> Hits[T]:
        """The hits of a question: in which articles there are any, asked now, and those of some, asked when wanted."""

        def asked(first: int, last: int) -> list[T]:
            with self._lock:
                return self._asked(lambda index: page(index.db, first, last))

        with self._lock:
            self._freshen()
            return Hits(self._asked(lambda index: articles(index.db)), asked)
