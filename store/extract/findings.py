"""What the extraction components pass to each other through ``Doc._``: entities and quotes of one document.

Offsets are character offsets into ``doc.text``. ``register()`` declares the extensions once per process.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from spacy.tokens import Doc

CharSpan = tuple[int, int]


@dataclass(slots=True)
class FoundMention:
    """One occurrence of a name in the document, with the label it has there, why, and how sure that is (0 to 1)."""

    start: int
    end: int
    label: str
    reason: str = ""
    confidence: float = 1.0


@dataclass(slots=True)
class FoundEntity:
    """One thing in the world as this document names it: fullest name, other forms, all mentions in text order.

    ``known`` is the id that a well-known thing has in every store; "" for all others.
    """

    key: str
    name: str
    label: str
    aliases: tuple[str, ...] = ()
    mentions: list[FoundMention] = field(default_factory=list)
    known: str = ""


@dataclass(slots=True)
class FoundQuote:
    """One utterance. ``entity`` is a ``FoundEntity``'s key; a described speaker ("a spokesman") has only ``name``.

    ``confidence`` estimates, from 0 to 1, that segments, kind and speaker are right; ``doubts`` say what lowers it
    (the keys of ``store.extract.quote_confidence.FACTORS``).
    """

    kind: str
    segments: list[CharSpan]
    entity: str | None = None
    name: str | None = None
    mention: CharSpan | None = None
    cue: CharSpan | None = None
    reason: str = ""
    doubts: set[str] = field(default_factory=set)
    confidence: float = 1.0


def register() -> None:
    """Declare the extensions of ``Doc._``; harmless when already declared.

    Besides entities and quotes it is ``pressbox_recognised``: the recogniser's own names, cleaned, by character span.
    """
    for name in ("pressbox_entities", "pressbox_quotes", "pressbox_recognised"):
        if not Doc.has_extension(name):
            Doc.set_extension(name, default=None)
