"""What is marked in the text of an article, as spans of component classes: pure functions of view and cursor."""

from __future__ import annotations

from bisect import bisect_left, insort

import msgspec
from rich.cells import cell_len

from store.model import Kind, Mention, Quote
from store.view import View
from tui.labels import HUMAN, KIND_RULES, LABEL_MARKS, label_class

#: Where a component class styles the text: start, end, class.
Mark = tuple[int, int, str]


class Marks(msgspec.Struct):
    """All marks of one view: names, quote segments, and the letters that stand behind names."""

    names: list[Mark] = []
    segments: list[tuple[int, int, Kind, str]] = []
    letters: dict[int, str] = {}
    #: Who says each quote, by its id.
    speakers: dict[str, str] = {}

    def on_line(self, start: int, end: int) -> list[Mark]:
        """The marks that touch ``[start, end)``, quotes first so that names lie over them."""
        found = [
            (a, b, "text--quote" if kind != "indirect" else "text--indirect")
            for a, b, kind, _ in self.segments
            if a < end and start < b
        ]
        at = max(0, bisect_left(self.names, (start, 0, "")) - 1)
        while at < len(self.names) and self.names[at][0] < end:
            if self.names[at][1] > start:
                found.append(self.names[at])
            at += 1
        return found

    def rule(self, start: int, end: int) -> tuple[str, str]:
        """The margin's sign for a line, and the id of the quote it belongs to; blanks where nobody speaks."""
        for kind in ("direct", "partial", "indirect"):
            for a, b, this, key in self.segments:
                if this == kind and a < max(end, start + 1) and start < b:
                    return KIND_RULES[this], key
        return " ", ""


def in_margin(name: str, room: int) -> str:
    """A speaker's name in few cells: whole, else its last word, else two initials; of one word, its beginning."""
    words = name.split()
    for short in (name, words[-1] if words else ""):
        if room > 4 and cell_len(short) <= room:
            return short
    initials = words[0][0] + words[-1][0] if len(words) > 1 else name[:room]
    return initials if cell_len(initials) <= room else initials[:1]


def marks_of(view: View) -> Marks:
    """The marks of a view."""
    marks = Marks()
    for mention in view.mentions:
        insort(marks.names, (mention.start, mention.end, label_class(mention.label)))
        letter = LABEL_MARKS.get(mention.label, "")
        marks.letters[mention.end] = letter + (HUMAN if mention.by == "human" else "")
    for quote in view.quotes:
        marks.segments += [(s.start, s.end, quote.kind, quote.id) for s in quote.segments]
        marks.speakers[quote.id] = quote.speaker.name or "?"
    marks.segments.sort()
    return marks


class Lit(msgspec.Struct, frozen=True):
    """What is lit up because of where the cursors stand: spans with their component class, later ones on top."""

    spans: tuple[Mark, ...] = ()
    quote: str = ""

    @staticmethod
    def of(view: View, mention: Mention | None, entity: str | None, quote: Quote | None) -> Lit:
        """The current quote with its speaker and cue, the entity's mentions, and the current mention over all."""
        spans: list[Mark] = []
        if quote is not None:
            spans += [(s.start, s.end, "text--current-quote") for s in quote.segments]
            if quote.speaker.mention is not None:
                spans.append((quote.speaker.mention.start, quote.speaker.mention.end, "text--speaker"))
            if quote.cue is not None:
                spans.append((quote.cue.start, quote.cue.end, "text--cue"))
        if entity is not None:
            spans += [(m.start, m.end, "text--entity") for m in view.mentions if m.entity == entity]
        if mention is not None:
            spans.append((mention.start, mention.end, "text--mention"))
        return Lit(tuple(spans), quote.id if quote else "")
