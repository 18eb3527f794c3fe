"""What the screen shows of an article: a pure function of the machine's output and the corrections made to it.

``view`` replays the corrections in force, oldest first. Everywhere-rules take part in the same order, so whatever was
said last holds. Nothing here reads or writes a file.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING

import msgspec

from store.corrections import Correction, in_force
from store.model import DOUBTFUL, Article, Entity, Extraction, Mention, Quote
from store.replay import BY_TEXT, Draft

if TYPE_CHECKING:
    from store.documents import Document


class View(msgspec.Struct, frozen=True, kw_only=True):
    """An article as corrected: mentions and quotes in text order, entities by first mention.

    ``orphans`` are the corrections that found no place in the text as it stands now. ``effects`` are the ids of those
    that found one; ``human`` counts them without the reviews, which correct nothing.
    """

    article: Article
    mentions: tuple[Mention, ...]
    entities: tuple[Entity, ...]
    quotes: tuple[Quote, ...]
    reviewed: bool = False
    orphans: tuple[Correction, ...] = ()
    human: int = 0
    effects: frozenset[str] = frozenset()

    def doubts(self) -> list[Mention | Quote]:
        """The names and quotes that the machine is less sure of than ``DOUBTFUL``, the least sure first."""
        found: list[Mention | Quote] = [*self.mentions, *self.quotes]
        found = [thing for thing in found if thing.confidence < DOUBTFUL]
        return sorted(found, key=lambda thing: (thing.confidence, start_of(thing)))

    def entity(self, key: str | None) -> Entity | None:
        """The entity with this id, if the article has it."""
        return next((e for e in self.entities if e.id == key), None)

    def mention_at(self, offset: int) -> Mention | None:
        """The mention that covers a character offset."""
        return next((m for m in self.mentions if m.start <= offset < m.end), None)

    def quote_at(self, offset: int) -> Quote | None:
        """The shortest quote one of whose segments covers a character offset."""
        over = [
            (s.end - s.start, n) for n, q in enumerate(self.quotes) for s in q.segments if s.start <= offset < s.end
        ]
        return self.quotes[min(over)[1]] if over else None


class Shared(msgspec.Struct, frozen=True):
    """An entity that two articles name: under which name the first one has it, and how often each names it."""

    id: str
    name: str
    label: str
    mentions: tuple[int, int]


def shared(one: View, other: View) -> list[Shared]:
    """The entities that two articles both name, in the order in which the first one first does."""
    here, there = (Counter(mention.entity for mention in view.mentions) for view in (one, other))
    return [
        Shared(e.id, e.name, e.label, (here[e.id], there[e.id])) for e in one.entities if here[e.id] and there[e.id]
    ]


def start_of(thing: Mention | Quote) -> int:
    """The offset at which a name or quote begins."""
    return thing.segments[0].start if isinstance(thing, Quote) else thing.start


def view(
    article: Article, machine: Extraction, log: Iterable[Correction] = (), rules: Iterable[Correction] = ()
) -> View:
    """Replay an article's corrections and the store's everywhere-rules over the machine's output."""
    draft = Draft(article, machine)
    effects, reviews, orphans = [], 0, []
    for correction in in_force([*log, *rules]):
        if draft.apply(correction):
            effects.append(correction.id)
            reviews += correction.action == "review"
        elif correction.scope != "everywhere":
            orphans.append(correction)
    mentions, entities, quotes = draft.finish()
    return View(
        article=article,
        mentions=mentions,
        entities=entities,
        quotes=quotes,
        reviewed=draft.reviewed,
        orphans=tuple(orphans),
        human=len(effects) - reviews,
        effects=frozenset(effects),
    )


def corrected(document: Document, rules: Iterable[Correction] = (), extra: Correction | None = None) -> View:
    """The view of a document under everywhere-rules, with one more correction or rule if given."""
    text = document.article.text
    fitting = [r for r in rules if r.action not in BY_TEXT or r.anchor is None or r.anchor.text in text]
    if extra is not None:
        fitting.append(extra)
    return view(document.article, document.machine, document.corrections, fitting)
