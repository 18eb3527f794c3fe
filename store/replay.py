"""Corrections carried out, one by one, on a copy of the machine's output; ``store.view`` drives it."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from store.corrections import Correction
from store.model import Article, By, Entity, Extraction, Mention, Quote
from store.replay_quotes import Quotes

#: Actions that act on every mention of a text, so on no article that does not contain it.
BY_TEXT = frozenset({"add-mention", "delete-mention", "relabel", "move-mention", "set-entity"})
#: Actions that make sense in articles other than the one they were made in.
ANYWHERE = BY_TEXT | {"join-entities", "rename-entity", "set-speaker"}


class Draft(Quotes):
    """The state that corrections are replayed on."""

    def __init__(self, article: Article, machine: Extraction) -> None:
        super().__init__(article, machine)
        self.reviewed = False

    def apply(self, correction: Correction) -> bool:
        """Carry out one correction; False if it finds nothing to act on."""
        return _APPLY[correction.action](self, correction)

    def review(self, correction: Correction) -> bool:
        # A review is about the text that was read: one that has changed since is to be read again.
        of_this_text = correction.after.text in (None, self.article.digest)
        self.reviewed = bool(correction.after.reviewed) and of_this_text
        return True

    def finish(self) -> tuple[tuple[Mention, ...], tuple[Entity, ...], tuple[Quote, ...]]:
        """Mentions and quotes in text order, entities by first mention."""
        mentions = tuple(self.mentions[start] for start in sorted(self.mentions))
        quotes = tuple(sorted(self.quotes, key=lambda q: (q.segments[0].start, q.id)))
        entities = self.entities(mentions, quotes)
        names = {e.id: e.name for e in entities}
        return mentions, entities, tuple(_named(q, names) for q in quotes)

    def entities(self, mentions: tuple[Mention, ...], quotes: tuple[Quote, ...]) -> tuple[Entity, ...]:
        """The entities that a mention or a speaker refers to, labelled as most of their mentions are."""
        said: dict[str, list[Mention]] = {}
        for mention in mentions:
            said.setdefault(mention.entity, []).append(mention)
        for quote in quotes:
            if quote.speaker.entity:
                said.setdefault(quote.speaker.entity, [])
        return tuple(self.entity(key, its) for key, its in said.items())

    def entity(self, key: str, mentions: list[Mention]) -> Entity:
        """An entity as its mentions make it."""
        texts = list(dict.fromkeys([m.text for m in mentions]))
        base = self.known.get(key) or Entity(id=key, name=texts[0] if texts else key, label="PERSON")
        spoken = _spoken_name(base.name, texts)
        name = self.renamed.get(key) or spoken
        by: By = "human" if key in self.joined or name != spoken else "machine"
        label = _most_frequent([m.label for m in mentions]) or base.label
        return Entity(id=key, name=name, label=label, aliases=tuple([t for t in texts if t != name]), by=by)


def _spoken_name(name: str, texts: list[str]) -> str:
    """The entity's own name; where no mention bears it any more, a form at least as long that one bears."""
    if name in texts:
        return name
    longest = max(texts, key=len, default="")
    return name if len(longest) < len(name) else longest


def _most_frequent(labels: list[str]) -> str:
    """The label that most have, the first of those that are as frequent; "" if there is none."""
    different = dict.fromkeys(labels)
    return labels[0] if len(different) == 1 else max(different, key=labels.count, default="")


def _named(quote: Quote, names: dict[str, str]) -> Quote:
    """The quote with its speaker under the name that the entity has now."""
    name = names.get(quote.speaker.entity or "")
    if name is None or name == quote.speaker.name:
        return quote
    return msgspec.structs.replace(quote, speaker=msgspec.structs.replace(quote.speaker, name=name))


_APPLY: dict[str, Callable[[Draft, Correction], bool]] = {
    "add-mention": Draft.add_mention,
    "delete-mention": Draft.delete_mention,
    "relabel": Draft.relabel,
    "move-mention": Draft.move_mention,
    "set-entity": Draft.set_entity,
    "join-entities": Draft.join_entities,
    "rename-entity": Draft.rename_entity,
    "add-quote": Draft.add_quote,
    "delete-quote": Draft.delete_quote,
    "move-segment": Draft.move_segment,
    "set-speaker": Draft.set_speaker,
    "set-kind": Draft.set_kind,
    "join-quotes": Draft.join_quotes,
    "split-quote": Draft.split_quote,
    "review": Draft.review,
}
