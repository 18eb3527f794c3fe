"""What a record says of an article, checked against its text and in a form that can be compared."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

import msgspec

from store.fitness import is_label
from store.model import Kind
from store.names import is_entity_id
from store.replay_quotes import bare
from store.safe import safe_line

Place = tuple[int, int]


class Name(msgspec.Struct, frozen=True):
    """A mention. ``entity`` None: whichever the article knows by that name."""

    place: Place
    label: str
    entity: str | None


class Who(msgspec.Struct, frozen=True, kw_only=True):
    """A speaker. ``of_mention``: whoever the name at ``mention`` is, or those words mean already."""

    entity: str | None = None
    name: str | None = None
    mention: Place | None = None
    of_mention: bool = False


class Said(msgspec.Struct, frozen=True):
    """A quote; its segments are without the marks around them."""

    id: str
    kind: Kind
    segments: tuple[Place, ...]
    who: Who


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """What an article is to be; None where the record does not say. ``called`` gives entities' names by id."""

    names: tuple[Name, ...] | None = None
    quotes: tuple[Said, ...] | None = None
    called: dict[str, str] = {}
    reviewed: bool | None = None


class _Span(msgspec.Struct):
    start: int
    end: int
    text: str | None = None


class _Mention(_Span):
    label: str | None = None


class _Entity(msgspec.Struct):
    id: str | None = None
    name: str | None = None
    label: str | None = None
    mentions: list[_Mention] = []


class _Speaker(msgspec.Struct):
    entity: str | None = None
    name: str | None = None
    mention: _Span | None = None
    of_mention: bool = False


class _Quote(msgspec.Struct):
    kind: Kind
    segments: list[_Span]
    id: str = ""
    speaker: _Speaker | None = None


class _Record(msgspec.Struct):
    entities: list[_Entity] | None = None
    quotes: list[_Quote] | None = None
    reviewed: bool | None = None


def wanted(record: Mapping[str, Any], text: str) -> Wanted:
    """What a record says of the article with this text; raises ``ValueError`` with a reason.

    A name's label is its mention's; its entity's counts for a mention that has none.
    """
    try:
        found = msgspec.convert(dict(record), type=_Record)
    except msgspec.ValidationError as error:
        raise ValueError(str(error).replace("at `$.", "at `")) from error
    entities = found.entities or []
    return Wanted(
        names=None if found.entities is None else _names(entities, text),
        quotes=None if found.quotes is None else tuple(_said(quote, text) for quote in found.quotes),
        called={e.id: safe_line(e.name) for e in entities if e.id and e.name},
        reviewed=found.reviewed,
    )


def _names(entities: list[_Entity], text: str) -> tuple[Name, ...]:
    names = [_name(e, m, text) for e in entities for m in e.mentions]
    names.sort(key=lambda name: name.place)
    for one, other in pairwise(names):
        if other.place[0] < one.place[1]:
            raise ValueError(f"two names share the text at {other.place[0]}")
    return tuple(names)


def _name(entity: _Entity, mention: _Mention, text: str) -> Name:
    if entity.id is not None:
        _check_id(entity.id)
    label = mention.label or entity.label
    if label is None or not is_label(label):
        raise ValueError(f"there is no label “{str(label)[:40]}”" if label else "a name has no label")
    return Name(_place(mention, text), label, entity.id)


def _said(quote: _Quote, text: str) -> Said:
    segments = []
    for segment in quote.segments:
        said = bare(text, *_place(segment, text))
        if not said.text:
            raise ValueError(f"there are no words in the quote at {segment.start}")
        segments.append((said.start, said.end))
    segments.sort()
    if not segments:
        raise ValueError("a quote has no segments")
    if any(after[0] < before[1] for before, after in pairwise(segments)):
        raise ValueError(f"the segments of the quote at {segments[0][0]} overlap")
    return Said(quote.id, quote.kind, tuple(segments), _who(quote.speaker or _Speaker(), text))


def _who(speaker: _Speaker, text: str) -> Who:
    place = _place(speaker.mention, text) if speaker.mention else None
    if speaker.entity is not None:
        _check_id(speaker.entity)
    name = speaker.name or (text[slice(*place)] if place and not speaker.of_mention else None)
    return Who(
        entity=speaker.entity,
        name=safe_line(name) if name else None,
        mention=place,
        of_mention=speaker.of_mention and place is not None,
    )


def _place(span: _Span, text: str) -> Place:
    if not 0 <= span.start < span.end <= len(text):
        raise ValueError(f"there is no text from {span.start} to {span.end}")
    if span.text is not None and text[span.start : span.end] != span.text:
        raise ValueError(f"the article has no {span.text[:40]!r} at {span.start}")
    return span.start, span.end


def _check_id(key: str) -> None:
    if not is_entity_id(key):
        raise ValueError(f"“{key[:40]}” is no entity's id: these are words in small letters, joined by hyphens")
