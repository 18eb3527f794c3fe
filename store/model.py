"""The nouns of Pressbox: what is read, what is extracted, what a human says about it.

All offsets are character offsets (Python ``str`` indices) into ``Article.text``; ``end`` is exclusive.
The types are plain values: JSON in, JSON out (through msgspec), never changed in place.
"""

from __future__ import annotations

from typing import Literal

import msgspec

By = Literal["machine", "human"]
Kind = Literal["direct", "partial", "indirect"]
Scope = Literal["mention", "article", "everywhere"]

#: What a name can be (OntoNotes), in the order the explorer lists them, then the match score.
NAME_LABELS = ("PERSON", "ORG", "GPE", "LOC", "FAC", "EVENT", "NORP", "WORK_OF_ART", "PRODUCT", "LAW")
LABELS = (*NAME_LABELS, "SCORE")


#: The machine's confidence below which something is worth a look by a human.
DOUBTFUL = 0.7


class Span(msgspec.Struct, frozen=True):
    """A stretch of an article's text, with the text itself so that it can be found again if offsets move."""

    start: int
    end: int
    text: str


class Link(msgspec.Struct, frozen=True):
    """A hyperlink of the source: the anchor's place in the clean text and where it points."""

    start: int
    end: int
    text: str
    target: str


class Article(msgspec.Struct, frozen=True, kw_only=True):
    """One article as read: the whole readable text, headline included, and where it came from.

    ``key`` identifies the source when it is imported again (the absolute path, or the URL; "" for standard input).
    ``digest`` is the SHA-256 of ``text``. ``published`` is in ISO 8601 wherever it could be told, ``address`` the URL
    under which the source itself says the article is to be found; each is "" where the source says nothing.
    ``similar`` is the id of the article that was nearly the same when this one was imported, "" if none was.
    """

    id: str
    source: str
    key: str
    title: str | None
    text: str
    digest: str
    language: str = "en"
    format: str = "text"
    encoding: str = "utf-8"
    links: tuple[Link, ...] = ()
    imported: str = ""
    published: str = ""
    author: str = ""
    site: str = ""
    address: str = ""
    similar: str = ""


class Mention(msgspec.Struct, frozen=True, kw_only=True):
    """One occurrence of a name. Mentions of one article never overlap, so ``(start, end)`` identifies one.

    ``confidence`` is the machine's estimate, from 0 to 1, that span, label and entity are right.
    """

    start: int
    end: int
    text: str
    label: str
    entity: str
    by: By = "machine"
    reason: str = ""
    confidence: float = 1.0


class Entity(msgspec.Struct, frozen=True, kw_only=True):
    """One thing in the world, the same in every article of the store: all mentions that carry its id.

    ``by`` says whose word its name, or that it is one with another, is; each mention says so for itself.
    ``known`` is the id that a well-known thing gets in every store, whatever an article calls it; "" for all others.
    """

    id: str
    name: str
    label: str
    aliases: tuple[str, ...] = ()
    by: By = "machine"
    known: str = ""


class Speaker(msgspec.Struct, frozen=True, kw_only=True):
    """Who said it. An unnamed speaker ("a spokesman") has no entity; nobody at all has no name either."""

    entity: str | None = None
    name: str | None = None
    mention: Span | None = None


class Quote(msgspec.Struct, frozen=True, kw_only=True):
    """One utterance: its segments in text order (without the outer marks), who said it, and the reporting cue.

    ``confidence`` is the machine's estimate, from 0 to 1, that segments, kind and speaker are right.
    """

    id: str
    kind: Kind
    segments: tuple[Span, ...]
    speaker: Speaker = Speaker()
    cue: Span | None = None
    by: By = "machine"
    reason: str = ""
    confidence: float = 1.0


class Extraction(msgspec.Struct, frozen=True, kw_only=True):
    """Everything the machine found in one article; ``extractor`` names program and version, ``model`` the pipeline."""

    extractor: str
    model: str
    entities: tuple[Entity, ...] = ()
    mentions: tuple[Mention, ...] = ()
    quotes: tuple[Quote, ...] = ()
    note: str = ""
