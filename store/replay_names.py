"""Corrections to names and entities, carried out on the mentions of one article."""

from __future__ import annotations

import re

import msgspec

from store.corrections import Correction, locate
from store.model import Article, Entity, Extraction, Mention, Quote
from store.names import entity_id


class Names:
    """The mentions and entities that corrections are replayed on, by where mentions start; they never overlap."""

    def __init__(self, article: Article, machine: Extraction) -> None:
        self.article = article
        self.text = article.text
        self.mentions = {m.start: m for m in machine.mentions}
        self.quotes = list(machine.quotes)
        self.known = {e.id: e for e in machine.entities}
        self.renamed: dict[str, str] = {}
        self.joined: set[str] = set()

    # finding

    def targets(self, correction: Correction) -> list[Mention]:
        """The mentions a correction is about: the anchored one, all of its text and label, or all of an entity."""
        where = correction.anchor
        if where is None:
            entity = correction.before.entity
            return [m for m in self.mentions.values() if m.entity == entity] if entity else []
        if correction.scope == "mention":
            place = locate(self.text, where)
            mention = self.mentions.get(place[0]) if place else None
            return [mention] if mention and place == (mention.start, mention.end) else []
        label = correction.before.label
        return [m for m in self.mentions.values() if m.text == where.text and label in (None, m.label)]

    def restored(self, correction: Correction) -> list[Mention]:
        """A mention that was corrected by hand but that the machine no longer finds: the human's word stands for it."""
        if correction.scope != "mention" or correction.anchor is None:
            return []
        place = locate(self.text, correction.anchor)
        label = correction.before.label or correction.after.label
        if place is None or not label:
            return []
        text = correction.anchor.text
        return [Mention(start=place[0], end=place[1], text=text, label=label, entity=self.home(text, label))]

    def home(self, text: str, label: str) -> str:
        """The entity that a mention of this text and label belongs to: one the article has, else a new one."""
        found = self.known_as(text, label)
        if found is not None:
            return found
        key = entity_id(text, label)
        self.known.setdefault(key, Entity(id=key, name=text, label=label))
        return key

    def known_as(self, text: str, label: str) -> str | None:
        """The entity of this label that the article calls so."""
        for mention in self.mentions.values():
            if mention.label == label and mention.text == text:
                return mention.entity
        for entity in self.known.values():
            if entity.label == label and (entity.name == text or text in entity.aliases):
                return entity.id
        return None

    def name(self, key: str) -> str:
        """What an entity is called now."""
        return self.renamed.get(key) or (self.known[key].name if key in self.known else key)

    def taken(self, start: int, end: int) -> bool:
        """Whether a mention stands anywhere between two offsets."""
        return any(m.start < end and start < m.end for m in self.mentions.values())

    def put(self, mention: Mention) -> None:
        """Set a mention, in place of whatever overlaps it."""
        for other in [m for m in self.mentions.values() if m.start < mention.end and mention.start < m.end]:
            del self.mentions[other.start]
        self.mentions[mention.start] = mention

    # the actions, each False if it finds nothing to act on

    def add_mention(self, correction: Correction) -> bool:
        where, after = correction.anchor, correction.after
        if where is None or not where.text or not after.label:
            return False
        key = after.entity or self.home(where.text, after.label)
        self.known.setdefault(key, Entity(id=key, name=after.name or where.text, label=after.label))
        place = locate(self.text, where) if correction.article == self.article.id else None
        places = [place] if place else []
        if correction.scope != "mention":
            places += [p for p in _occurrences(self.text, where.text) if not self.taken(*p) and p != place]
        for start, end in places:
            mention = Mention(start=start, end=end, text=where.text, label=after.label, entity=key)
            self.put(_changed(mention, reason="added by hand"))
        return bool(places)

    def delete_mention(self, correction: Correction) -> bool:
        targets = self.targets(correction)
        for mention in targets:
            del self.mentions[mention.start]
        if targets or correction.scope == "everywhere" or correction.anchor is None:
            return bool(targets)
        # A name the machine no longer finds is as deleted as the human asked for.
        return locate(self.text, correction.anchor) is not None

    def move_mention(self, correction: Correction) -> bool:
        was, after = correction.anchor, correction.after
        if was is None or after.start is None or after.end is None:
            return False
        found = self.targets(correction)
        starts = {m.start for m in found}
        staying = {m.entity for m in self.mentions.values() if m.start not in starts}
        moved = False
        for mention in found or self.restored(correction):
            start, end = mention.start + after.start - was.start, mention.end + after.end - was.end
            if not (0 <= start < end <= len(self.text)) or self.text[start:end] != after.text:
                continue
            if found and self.mentions.get(mention.start) is not mention:
                continue  # one that was moved before it has taken its place
            self.mentions.pop(mention.start, None)
            reason = f"borders moved by hand, was “{mention.text}”"
            entity = mention.entity if mention.entity in staying else self.moved_home(mention, after.text)
            self.put(_changed(mention, start=start, end=end, text=after.text, entity=entity, reason=reason))
            self.speakers_follow({mention.entity: entity})
            moved = True
        return moved

    def moved_home(self, mention: Mention, text: str) -> str:
        """The entity of an only mention under its new text: a name that was found in part is, in full, whose it is."""
        own = self.known.get(mention.entity)
        if own is not None and own.label == mention.label and text in (own.name, *own.aliases):
            return own.id
        return self.known_as(text, mention.label) or mention.entity

    def relabel(self, correction: Correction) -> bool:
        label = correction.after.label
        if not label:
            return False
        targets = self.targets(correction) or self.restored(correction)
        reason = f"relabelled from {correction.before.label} by hand" if correction.before.label else "labelled by hand"
        moved: dict[str, str] = {}
        for mention in targets:
            if mention.entity not in moved:
                moved[mention.entity] = self.rehomed(mention, label, {m.start for m in targets})
        for mention in targets:
            self.put(_changed(mention, label=label, entity=moved[mention.entity], reason=reason))
        self.speakers_follow(moved)
        return bool(targets)

    def rehomed(self, mention: Mention, label: str, targets: set[int]) -> str:
        """Where relabelled mentions go: to others of that name and label, else as a whole entity, else to a new one."""
        elsewhere = [m for m in self.mentions.values() if m.start not in targets]
        for other in elsewhere:
            if other.label == label and other.text == mention.text:
                return other.entity
        entity = self.known.get(mention.entity)
        whole = not any(m.entity == mention.entity for m in elsewhere)
        if whole and (entity is None or entity_id(entity.name, entity.label) != entity.id):
            return mention.entity
        # An id that was made from name and label is made anew, so that it is the same in every article.
        return self.home(entity.name if whole and entity else mention.text, label)

    def speakers_follow(self, moved: dict[str, str]) -> None:
        """Quotes go with the mentions of their speaker, if none of these stayed behind."""
        left = {m.entity for m in self.mentions.values()}
        for n, quote in enumerate(self.quotes):
            old = quote.speaker.entity
            if old in moved and old not in left:
                self.quotes[n] = self.spoken_by(quote, moved[old])

    def spoken_by(self, quote: Quote, key: str) -> Quote:
        """The same quote with its speaker known as another entity."""
        speaker = msgspec.structs.replace(quote.speaker, entity=key, name=self.name(key))
        return msgspec.structs.replace(quote, speaker=speaker)

    def set_entity(self, correction: Correction) -> bool:
        key, name = correction.after.entity, correction.after.name
        targets = self.targets(correction) or self.restored(correction)
        if not key:
            return False
        for mention in targets:
            self.known.setdefault(key, Entity(id=key, name=name or mention.text, label=mention.label))
            self.put(_changed(mention, entity=key, reason="entity set by hand"))
        self.speakers_follow({mention.entity: key for mention in targets})
        return bool(targets)

    def join_entities(self, correction: Correction) -> bool:
        old, new = correction.before.entity, correction.after.entity
        if not old or not new or old == new:
            return False
        mentions = [m for m in self.mentions.values() if m.entity == old]
        quotes = [n for n, q in enumerate(self.quotes) if q.speaker.entity == old]
        if not mentions and not quotes:
            return False
        label = correction.after.label or (mentions[0].label if mentions else "PERSON")
        self.known.setdefault(new, Entity(id=new, name=correction.after.name or new, label=label))
        for mention in mentions:
            reason = f"joined with {self.name(new)} by hand"
            self.put(_changed(mention, entity=new, label=correction.after.label or mention.label, reason=reason))
        for n in quotes:
            self.quotes[n] = self.spoken_by(self.quotes[n], new)
        self.joined.add(new)
        return True

    def rename_entity(self, correction: Correction) -> bool:
        key, name = correction.before.entity, correction.after.name
        if not key or not name:
            return False
        here = any(m.entity == key for m in self.mentions.values()) or any(q.speaker.entity == key for q in self.quotes)
        if here or correction.scope == "everywhere":
            # A rule also holds for what later corrections make of this entity.
            self.renamed[key] = name
        return here


def _changed(mention: Mention, **fields: object) -> Mention:
    return msgspec.structs.replace(mention, by="human", confidence=1.0, **fields)


def _occurrences(text: str, words: str) -> list[tuple[int, int]]:
    """Every place where the words stand on their own, not inside a longer word."""
    pattern = (r"\b" if words[:1].isalnum() else "") + re.escape(words) + (r"\b" if words[-1:].isalnum() else "")
    return [m.span() for m in re.finditer(pattern, text)]
