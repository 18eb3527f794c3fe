"""Several people of one surname in an article: which of them a bare surname means, mention by mention."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Protocol

from spacy.tokens import Doc

from store.extract.findings import FoundMention
from store.extract.gender import name_gender, word_gender


class Mentions(Protocol):
    """The mentions of one name or person found so far."""

    mentions: list[FoundMention]


def choose(doc: Doc, surname: Mentions, people: Mapping[str, Mentions]) -> list[tuple[FoundMention, str, str]]:
    """Return for each mention of a bare surname the full name of the person meant and the reason.

    "Mr" and "Mrs" rule out who has another gender. Of the rest it is the one whom the surname alone has meant so far,
    since the others go on with their given names; at first the one who was named last before, in a headline the one
    who is named most.
    """
    named = {full: [mention.start for mention in person.mentions] for full, person in people.items()}
    meant: Counter[str] = Counter()
    out = []
    for mention in sorted(surname.mentions, key=lambda one: one.start):
        gender = _gender_before(doc, mention.start)
        fitting = [full for full in named if not gender or name_gender(full) in (None, gender)] or list(named)
        before = {full: max((at for at in named[full] if at < mention.start), default=-1) for full in fitting}
        best = max(fitting, key=lambda full: (meant[full], before[full], len(named[full])))
        why = "the nearest of that name" if len(fitting) > 1 else "the one whom the title fits"
        out.append((mention, best, f"surname of {best.title()}, {why}"))
        meant[best] += before[best] >= 0
    return out


def _gender_before(doc: Doc, start: int) -> str | None:
    """The gender that a title right before a name tells."""
    span = doc.char_span(start, start + 1, alignment_mode="expand")
    return word_gender(doc[span.start - 1].text) if span is not None and span.start else None
