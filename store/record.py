"""The article record: what Pressbox gives away of an article, one JSON object (see the README for its fields)."""

from __future__ import annotations

from typing import Any

from store.model import Entity, Mention, Quote, Span
from store.view import View

SCHEMA = 1

Record = dict[str, Any]


def record(view: View, extractor: str) -> Record:
    """The record of an article as corrected. ``extractor`` says which program and model made the machine's part.

    Every offset counts characters of ``text``; entities are those that a mention or a speaker refers to, and a quote's
    id is unique in the store.
    """
    article = view.article
    spoken = {quote.speaker.entity for quote in view.quotes}
    mentions: dict[str, list[Mention]] = {}
    for mention in view.mentions:
        mentions.setdefault(mention.entity, []).append(mention)
    return {
        "schema": SCHEMA,
        "id": article.id,
        "source": article.source,
        "title": article.title,
        "text": article.text,
        "language": article.language,
        "published": article.published,
        "author": article.author,
        "site": article.site,
        "address": article.address,
        "similar": article.similar,
        "reviewed": view.reviewed,
        "extractor": extractor,
        "entities": [_entity(e, mentions.get(e.id, [])) for e in view.entities if e.id in mentions or e.id in spoken],
        "quotes": [_quote(article.id, quote) for quote in view.quotes],
    }


def _entity(entity: Entity, mentions: list[Mention]) -> Record:
    return {
        "id": entity.id,
        "name": entity.name,
        "label": entity.label,
        "aliases": list(entity.aliases),
        "mentions": [_mention(m) for m in mentions],
    }


def _mention(m: Mention) -> Record:
    sure = round(m.confidence, 2)
    return {"start": m.start, "end": m.end, "text": m.text, "label": m.label, "by": m.by, "confidence": sure}


def _quote(article: str, quote: Quote) -> Record:
    speaker = quote.speaker
    return {
        "id": f"{article}-{quote.id}",
        "kind": quote.kind,
        "segments": [_span(segment) for segment in quote.segments],
        "speaker": {
            "entity": speaker.entity,
            "name": speaker.name,
            "mention": _span(speaker.mention) if speaker.mention else None,
        },
        "cue": _span(quote.cue) if quote.cue else None,
        "by": quote.by,
        "confidence": round(quote.confidence, 2),
    }


def _span(span: Span) -> Record:
    return {"start": span.start, "end": span.end, "text": span.text}
