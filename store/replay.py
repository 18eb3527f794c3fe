"""Corrections carried out, one by one, on a copy of the machine's output; ``store.view`` drives it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable

import msgspec

from store.corrections import Correction, locate
from store.model import Article, Entity, Extraction, Mention, Quote, Span, Speaker
from store.names import entity_id

#: Actions that act on every mention of a text, so on no article that does not contain it.
BY_TEXT = frozenset({"add-mention", "delete-mention", "relabel", "move-mention", "set-entity"})
#: Actions that make sense in articles other than the one they were made in.
ANYWHERE = BY_TEXT | {"join-entities", "rename-entity", "set-speaker"}

_JOINABLE = "\"'“”‘’«» \t\n"


class Draft:
    """The state that corrections are replayed on."""

    def __init__(self, article: Article, machine: Extraction) -> None:
        self.article = article
        self.text = article.text
        self.mentions = {m.start: m for m in machine.mentions}
        self.quotes = list(machine.quotes)
        self.known = {e.id: e for e in machine.entities}
        self.renamed: dict[str, str] = {}
        self.reviewed = False

    def apply(self, correction: Correction) -> bool:
        """Carry out one correction; False if it finds nothing to act on."""
        return _APPLY[correction.action](self, correction)

    # mentions

    def targets(self, correction: Correction) -> list[Mention]:
        """The mentions a correction is about: the anchored one, all of its text and label, or all of an entity."""
        if correction.anchor is None:
            entity = correction.before.entity
            return [m for m in self.mentions.values() if m.entity == entity] if entity else []
        if correction.scope == "mention":
            place = locate(self.text, correction.anchor)
            mention = self.mentions.get(place[0]) if place else None
            return [mention] if mention and place == (mention.start, mention.end) else []
        label = correction.before.label
        same_text = (m for m in self.mentions.values() if m.text == correction.anchor.text)
        return [m for m in same_text if label is None or m.label == label]

    def put(self, mention: Mention) -> None:
        """Set a mention, in place of whatever overlaps it."""
        for other in [m for m in self.mentions.values() if m.start < mention.end and mention.start < m.end]:
            del self.mentions[other.start]
        self.mentions[mention.start] = mention

    def home(self, text: str, label: str) -> str:
        """The entity that a mention of this text and label belongs to: one the article has, else a new one."""
        for mention in self.mentions.values():
            if mention.label == label and mention.text == text:
                return mention.entity
        for entity in self.known.values():
            if entity.label == label and (entity.name == text or text in entity.aliases):
                return entity.id
        key = entity_id(text, label)
        self.known.setdefault(key, Entity(id=key, name=text, label=label))
        return key

    def relabel(self, correction: Correction) -> bool:
        label = correction.after.label
        if not label:
            return False
        targets = self.targets(correction) or self.restored(correction)
        reason = f"relabelled from {correction.before.label} by hand" if correction.before.label else "labelled by hand"
        moved: dict[str, str] = {}
        for mention in targets:
            if mention.entity not in moved:
                moved[mention.entity] = self.rehomed(mention, label, targets)
        for mention in targets:
            self.put(_changed(mention, label=label, entity=moved[mention.entity], reason=reason))
        return bool(targets)

    def rehomed(self, mention: Mention, label: str, targets: list[Mention]) -> str:
        """Where relabelled mentions go: to others of that name and label, else as a whole entity, else to a new one."""
        elsewhere = [m for m in self.mentions.values() if m not in targets]
        for other in elsewhere:
            if other.label == label and other.text == mention.text:
                return other.entity
        if not any(m.entity == mention.entity for m in elsewhere):
            return mention.entity
        return self.home(mention.text, label)

    def restored(self, correction: Correction) -> list[Mention]:
        """A mention that was corrected by hand but that the machine no longer finds: the human's word stands for it."""
        if correction.scope != "mention" or correction.anchor is None:
            return []
        place = locate(self.text, correction.anchor)
        if place is None:
            return []
        label = correction.before.label or correction.after.label or ""
        text = correction.anchor.text
        return [Mention(start=place[0], end=place[1], text=text, label=label, entity=self.home(text, label))]

    def delete_mention(self, correction: Correction) -> bool:
        targets = self.targets(correction)
        for mention in targets:
            del self.mentions[mention.start]
        # A name the machine no longer finds is as deleted as the human asked for.
        return bool(targets) or (correction.anchor is not None and locate(self.text, correction.anchor) is not None)

    def move_mention(self, correction: Correction) -> bool:
        was, after = correction.anchor, correction.after
        if was is None or after.start is None or after.end is None:
            return False
        moved = False
        for mention in self.targets(correction) or self.restored(correction):
            start, end = mention.start + after.start - was.start, mention.end + after.end - was.end
            if 0 <= start < end <= len(self.text) and self.text[start:end] == after.text:
                self.mentions.pop(mention.start, None)
                reason = f"borders moved by hand, was “{mention.text}”"
                self.put(_changed(mention, start=start, end=end, text=after.text, reason=reason))
                moved = True
        return moved

    def add_mention(self, correction: Correction) -> bool:
        where, after = correction.anchor, correction.after
        if where is None or not after.label:
            return False
        key = after.entity or self.home(where.text, after.label)
        self.known.setdefault(key, Entity(id=key, name=after.name or where.text, label=after.label))
        place = locate(self.text, where) if correction.article == self.article.id else None
        places = [place] if place else []
        if correction.scope != "mention":
            places += [p for p in _occurrences(self.text, where.text) if not self.taken(*p) and p != place]
        for start, end in places:
            self.put(
                Mention(
                    start=start,
                    end=end,
                    text=where.text,
                    label=after.label,
                    entity=key,
                    by="human",
                    reason="added by hand",
                )
            )
        return bool(places)

    def taken(self, start: int, end: int) -> bool:
        return any(m.start < end and start < m.end for m in self.mentions.values())

    def set_entity(self, correction: Correction) -> bool:
        key, name = correction.after.entity, correction.after.name
        targets = self.targets(correction) or self.restored(correction)
        if not key:
            return False
        for mention in targets:
            self.known.setdefault(key, Entity(id=key, name=name or mention.text, label=mention.label))
            self.put(_changed(mention, entity=key, reason="entity set by hand"))
        return bool(targets)

    def join_entities(self, correction: Correction) -> bool:
        old, new = correction.before.entity, correction.after.entity
        if not old or not new or old == new:
            return False
        mentions = [m for m in self.mentions.values() if m.entity == old]
        quotes = [(n, q) for n, q in enumerate(self.quotes) if q.speaker.entity == old]
        if not mentions and not quotes:
            return False
        label = correction.after.label or (mentions[0].label if mentions else "")
        self.known.setdefault(new, Entity(id=new, name=correction.after.name or new, label=label))
        for mention in mentions:
            self.put(_changed(mention, entity=new, reason=f"joined with {self.known[new].name} by hand"))
        for n, quote in quotes:
            speaker = msgspec.structs.replace(quote.speaker, entity=new, name=self.name(new))
            self.quotes[n] = msgspec.structs.replace(quote, speaker=speaker)
        return True

    def rename_entity(self, correction: Correction) -> bool:
        key, name = correction.before.entity, correction.after.name
        if not key or not name or not any(m.entity == key for m in self.mentions.values()):
            return False
        self.renamed[key] = name
        return True

    def name(self, key: str) -> str:
        return self.renamed.get(key) or self.known[key].name

    # quotes

    def quote_index(self, correction: Correction) -> int | None:
        """The place in ``self.quotes`` of the quote whose segment is anchored, or overlaps the anchor most."""
        place = locate(self.text, correction.anchor) if correction.anchor else None
        return self.index_of(*place) if place else None

    def index_of(self, start: int, end: int) -> int | None:
        shared = [
            (min(s.end, end) - max(s.start, start), (s.start, s.end) == (start, end), -n)
            for n, quote in enumerate(self.quotes)
            for s in quote.segments
        ]
        best = max(shared, key=lambda item: (item[1], item[0], item[2]), default=None)
        return -best[2] if best and best[0] > 0 else None

    def change_quote(self, correction: Correction, change: Callable[[Quote], Quote]) -> bool:
        at = self.quote_index(correction)
        if at is None:
            return False
        self.quotes[at] = msgspec.structs.replace(change(self.quotes[at]), by="human")
        return True

    def add_quote(self, correction: Correction) -> bool:
        place = locate(self.text, correction.anchor) if correction.anchor else None
        if place is None:
            return False
        self.quotes.append(
            Quote(
                id=correction.id,
                kind=correction.after.kind or "direct",
                segments=(_span(self.text, *place),),
                speaker=correction.after.speaker or Speaker(),
                by="human",
                reason="added by hand",
            )
        )
        return True

    def delete_quote(self, correction: Correction) -> bool:
        at = self.quote_index(correction)
        if at is not None:
            del self.quotes[at]
        return at is not None or (correction.anchor is not None and locate(self.text, correction.anchor) is not None)

    def move_segment(self, correction: Correction) -> bool:
        was, after = correction.anchor, correction.after
        place = locate(self.text, was) if was else None
        at = self.index_of(*place) if place else None
        if was is None or place is None or at is None or after.start is None or after.end is None:
            return False
        start, end = place[0] + after.start - was.start, place[1] + after.end - was.end
        if not (0 <= start < end <= len(self.text)) or self.text[start:end] != after.text:
            return False
        quote = self.quotes[at]
        segments = [s for s in quote.segments if not (s.start < place[1] and place[0] < s.end)]
        segments = [s for s in segments if not (s.start < end and start < s.end)]
        moved = tuple(sorted([*segments, _span(self.text, start, end)], key=lambda s: s.start))
        self.quotes[at] = msgspec.structs.replace(quote, segments=moved, by="human", reason="borders moved by hand")
        return True

    def set_speaker(self, correction: Correction) -> bool:
        speaker = correction.after.speaker or Speaker()
        if speaker.entity and speaker.name:
            self.known.setdefault(speaker.entity, Entity(id=speaker.entity, name=speaker.name, label="PERSON"))
        reason = "speaker set by hand"
        if correction.scope == "mention":
            return self.change_quote(
                correction, lambda q: msgspec.structs.replace(q, speaker=self.placed(speaker), reason=reason)
            )
        was = correction.before.speaker or Speaker()
        hits = [n for n, q in enumerate(self.quotes) if (q.speaker.entity, q.speaker.name) == (was.entity, was.name)]
        for n in hits:
            changed = msgspec.structs.replace(speaker, mention=None)
            self.quotes[n] = msgspec.structs.replace(self.quotes[n], speaker=changed, reason=reason, by="human")
        return bool(hits)

    def placed(self, speaker: Speaker) -> Speaker:
        """The speaker without its mention where the text has changed under it."""
        at = speaker.mention
        return (
            speaker
            if at is None or self.text[at.start : at.end] == at.text
            else msgspec.structs.replace(speaker, mention=None)
        )

    def set_kind(self, correction: Correction) -> bool:
        kind = correction.after.kind or "direct"
        return self.change_quote(correction, lambda q: msgspec.structs.replace(q, kind=kind, reason="kind set by hand"))

    def join_quotes(self, correction: Correction) -> bool:
        first = self.quote_index(correction)
        other = (correction.after.segments or (None,))[0]
        second = self.index_of(other.start, other.end) if other else None
        if first is None or second is None or first == second:
            return False
        kept, gone = self.quotes[first], self.quotes[second]
        segments = tuple(sorted({*kept.segments, *gone.segments}, key=lambda s: s.start))
        speaker = kept.speaker if kept.speaker.name else gone.speaker
        cue = kept.cue or gone.cue
        self.quotes[first] = msgspec.structs.replace(
            kept, segments=segments, speaker=speaker, cue=cue, by="human", reason="joined by hand"
        )
        del self.quotes[second]
        return True

    def split_quote(self, correction: Correction) -> bool:
        at, cut = self.quote_index(correction), correction.after.start
        if at is None or cut is None or correction.anchor is None:
            return False
        place = locate(self.text, correction.anchor)
        cut += (place[0] - correction.anchor.start) if place else 0
        quote = self.quotes[at]
        left, right = _cut(self.text, quote.segments, cut)
        if not left or not right:
            return False
        self.quotes[at] = msgspec.structs.replace(quote, segments=left, by="human", reason="split by hand")
        rest = msgspec.structs.replace(quote, id=correction.id, segments=right, by="human", reason="split by hand")
        self.quotes.append(rest)
        return True

    def review(self, correction: Correction) -> bool:
        self.reviewed = bool(correction.after.reviewed)
        return True

    # the result

    def finish(self) -> tuple[tuple[Mention, ...], tuple[Entity, ...], tuple[Quote, ...]]:
        """Mentions and quotes in text order, entities by first mention."""
        mentions = tuple(self.mentions[start] for start in sorted(self.mentions))
        quotes = tuple(sorted(self.quotes, key=lambda q: (q.segments[0].start, q.id)))
        entities = self.entities(mentions, quotes)
        names = {e.id: e.name for e in entities}
        return mentions, entities, tuple(_named(q, names) for q in quotes)

    def entities(self, mentions: tuple[Mention, ...], quotes: tuple[Quote, ...]) -> tuple[Entity, ...]:
        """The entities that a mention or a speaker refers to, labelled as most of their mentions are."""
        texts: dict[str, list[str]] = {}
        labels: dict[str, Counter[str]] = {}
        for mention in mentions:
            texts.setdefault(mention.entity, []).append(mention.text)
            labels.setdefault(mention.entity, Counter())[mention.label] += 1
        for quote in quotes:
            if quote.speaker.entity:
                texts.setdefault(quote.speaker.entity, [])
        found = []
        for key, said in texts.items():
            base = self.known.get(key) or Entity(id=key, name=said[0] if said else key, label="PERSON")
            name = self.renamed.get(key) or self.spoken_name(base, said)
            label = labels[key].most_common(1)[0][0] if key in labels else base.label
            aliases = tuple(t for t in dict.fromkeys(said) if t != name)
            found.append(Entity(id=key, name=name, label=label, aliases=aliases))
        return tuple(found)

    @staticmethod
    def spoken_name(base: Entity, said: list[str]) -> str:
        """The entity's own name; where its only forms were corrected away, the longest form that is left."""
        touched = base.name in said or not said or not ({base.name, *base.aliases} - set(said))
        return base.name if touched or len(max(said, key=len)) < len(base.name) else max(said, key=len)


def _changed(mention: Mention, **fields: object) -> Mention:
    return msgspec.structs.replace(mention, by="human", **fields)


def _span(text: str, start: int, end: int) -> Span:
    return Span(start, end, text[start:end])


def _named(quote: Quote, names: dict[str, str]) -> Quote:
    """The quote with its speaker under the name that the entity has now."""
    name = names.get(quote.speaker.entity or "")
    if name is None or name == quote.speaker.name:
        return quote
    return msgspec.structs.replace(quote, speaker=msgspec.structs.replace(quote.speaker, name=name))


def _occurrences(text: str, words: str) -> list[tuple[int, int]]:
    """Every place where the words stand on their own, not inside a longer word."""
    pattern = (r"\b" if words[:1].isalnum() else "") + re.escape(words) + (r"\b" if words[-1:].isalnum() else "")
    return [m.span() for m in re.finditer(pattern, text)]


def _cut(text: str, segments: tuple[Span, ...], at: int) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
    """The segments in front of an offset and those behind it; one that straddles it is cut, loose marks left out."""
    left, right = [], []
    for segment in segments:
        if segment.end <= at:
            left.append(segment)
        elif segment.start >= at:
            right.append(segment)
        else:
            left.append(_trimmed(text, segment.start, at))
            right.append(_trimmed(text, at, segment.end))
    return tuple(s for s in left if s.text), tuple(s for s in right if s.text)


def _trimmed(text: str, start: int, end: int) -> Span:
    while start < end and text[start] in _JOINABLE:
        start += 1
    while end > start and text[end - 1] in _JOINABLE:
        end -= 1
    return _span(text, start, end)


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
