"""Corrections to quotes and their speakers, carried out on the quotes of one article."""

from __future__ import annotations

import msgspec

from store.corrections import Correction, locate
from store.model import Entity, Quote, Span, Speaker
from store.replay_names import Names

#: What may stand loose between the halves of a quote that is cut in two.
_LOOSE = "\"'“”‘’«» \t\n"
#: What may stand around a quote but is no part of it, and the marks that may also be apostrophes.
_AROUND = frozenset('"“”„«» \t\n')
_SINGLE = frozenset("'‘’")


class Quotes(Names):
    """The quotes that corrections are replayed on; those that are left keep their ids."""

    # finding

    def place(self, correction: Correction) -> tuple[int, int] | None:
        """Where the anchored text stands now."""
        return locate(self.text, correction.anchor) if correction.anchor else None

    def quote_index(self, correction: Correction) -> int | None:
        """The place in ``self.quotes`` of the quote whose segment is anchored, or overlaps the anchor most."""
        place = self.place(correction)
        return self.index_of(*place) if place else None

    def index_of(self, start: int, end: int) -> int | None:
        shared = [
            ((s.start, s.end) == (start, end), min(s.end, end) - max(s.start, start), -n)
            for n, quote in enumerate(self.quotes)
            for s in quote.segments
        ]
        best = max(shared, default=None)
        return -best[2] if best and best[1] > 0 else None

    def change(self, at: int | None, reason: str, **fields: object) -> bool:
        """Set fields of a quote by hand; False if there is no quote."""
        if at is None:
            return False
        changed = msgspec.structs.replace(self.quotes[at], by="human", reason=reason, confidence=1.0, **fields)
        self.quotes[at] = changed
        return True

    # the actions, each False if it finds nothing to act on

    def add_quote(self, correction: Correction) -> bool:
        place = self.place(correction)
        if place is None:
            return False
        kind, speaker = correction.after.kind or "direct", self.placed(correction.after.speaker or Speaker())
        said = bare(self.text, *place)
        if not said.text:
            return False
        segments = (said,)
        self.meet(speaker)
        same = next((n for n, q in enumerate(self.quotes) if q.segments == segments), None)
        if same is None:
            self.quotes.append(Quote(id=correction.id, kind=kind, segments=segments))
            same = len(self.quotes) - 1
        return self.change(same, "added by hand", kind=kind, speaker=speaker)

    def delete_quote(self, correction: Correction) -> bool:
        at = self.quote_index(correction)
        if at is not None:
            del self.quotes[at]
        # A quote the machine no longer finds is as deleted as the human asked for.
        return at is not None or self.place(correction) is not None

    def move_segment(self, correction: Correction) -> bool:
        was, after, place = correction.anchor, correction.after, self.place(correction)
        at = self.index_of(*place) if place else None
        if was is None or place is None or at is None or after.start is None or after.end is None:
            return False
        start, end = place[0] + after.start - was.start, place[1] + after.end - was.end
        if not (0 <= start < end <= len(self.text)) or self.text[start:end] != after.text:
            return False
        said = bare(self.text, start, end)
        if not said.text:
            return False
        kept = [s for s in self.quotes[at].segments if not (_meet(s, *place) or _meet(s, start, end))]
        segments = tuple(sorted([*kept, said], key=lambda s: s.start))
        return self.change(at, "borders moved by hand", segments=segments)

    def set_speaker(self, correction: Correction) -> bool:
        speaker = correction.after.speaker or Speaker()
        self.meet(speaker)
        if correction.scope == "mention":
            return self.change(self.quote_index(correction), "speaker set by hand", speaker=self.placed(speaker))
        was = correction.before.speaker or Speaker()
        # Nobody is not somebody: quotes without a speaker have nothing in common that a wider correction could mean.
        hits = [n for n, q in enumerate(self.quotes) if _same(q.speaker, was)] if was.entity or was.name else []
        for n in hits:
            self.change(n, "speaker set by hand", speaker=msgspec.structs.replace(speaker, mention=None))
        return bool(hits)

    def meet(self, speaker: Speaker) -> None:
        """Make an entity known that is named only as a speaker."""
        if speaker.entity and speaker.name:
            self.known.setdefault(speaker.entity, Entity(id=speaker.entity, name=speaker.name, label="PERSON"))

    def placed(self, speaker: Speaker) -> Speaker:
        """The speaker without its mention where the text has changed under it."""
        at = speaker.mention
        stands = at is None or (0 <= at.start < at.end <= len(self.text) and self.text[at.start : at.end] == at.text)
        return speaker if stands else msgspec.structs.replace(speaker, mention=None)

    def set_kind(self, correction: Correction) -> bool:
        kind = correction.after.kind
        return kind is not None and self.change(self.quote_index(correction), "kind set by hand", kind=kind)

    def join_quotes(self, correction: Correction) -> bool:
        first, place = self.quote_index(correction), self.place(correction)
        other = (correction.after.segments or (None,))[0]
        if first is None or place is None or other is None or correction.anchor is None:
            return False
        shift = place[0] - correction.anchor.start
        second = self.index_of(other.start + shift, other.end + shift)
        if second is None or first == second:
            return False
        kept, gone = self.quotes[first], self.quotes[second]
        both = {*kept.segments, *gone.segments}
        # What stands inside another segment (a partial quote in reported speech) is said there already.
        outer = (s for s in both if not any(o != s and o.start <= s.start and s.end <= o.end for o in both))
        segments = tuple(sorted(outer, key=lambda s: s.start))
        speaker = kept.speaker if kept.speaker.name else gone.speaker
        self.change(first, "joined by hand", segments=segments, speaker=speaker, cue=kept.cue or gone.cue)
        del self.quotes[second]
        return True

    def split_quote(self, correction: Correction) -> bool:
        at, place, cut = self.quote_index(correction), self.place(correction), correction.after.start
        if at is None or place is None or cut is None or correction.anchor is None:
            return False
        left, right = _cut(self.text, self.quotes[at].segments, cut + place[0] - correction.anchor.start)
        if not left or not right:
            return False
        self.quotes.append(msgspec.structs.replace(self.quotes[at], id=correction.id))
        self.change(at, "split by hand", segments=left)
        return self.change(len(self.quotes) - 1, "split by hand", segments=right)


def _span(text: str, start: int, end: int) -> Span:
    return Span(start, end, text[start:end])


def bare(text: str, start: int, end: int) -> Span:
    """What is said between two offsets, without white space and quote marks around it.

    A single mark may be an apostrophe, so it goes only with its counterpart at the other end.
    """
    while True:
        while start < end and text[start] in _AROUND:
            start += 1
        while end > start and text[end - 1] in _AROUND:
            end -= 1
        inner = text[start + 1 : end - 1]
        if not (text[start:end][:1] in _SINGLE and inner and text[end - 1] in _SINGLE) or _SINGLE & {*inner} - {"’"}:
            return _span(text, start, end)
        start, end = start + 1, end - 1


def _meet(span: Span, start: int, end: int) -> bool:
    return span.start < end and start < span.end


def _same(one: Speaker, other: Speaker) -> bool:
    """Whether two speakers are one: the same entity by whatever name, or the same name without an entity."""
    return one.entity == other.entity and (one.entity is not None or one.name == other.name)


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
    while start < end and text[start] in _LOOSE:
        start += 1
    while end > start and text[end - 1] in _LOOSE:
        end -= 1
    return _span(text, start, end)
