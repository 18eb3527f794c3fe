"""The whole extractor as one component of anybody's English spaCy pipeline: ``nlp.add_pipe("pressbox")``.

It leaves plain data, so that documents can be written to disk and sent between processes: ``doc._.pressbox`` has
"entities" and "quotes" as an article's record has them, ``doc.ents`` the names, ``doc.spans["quotes"]`` the segments of
quotes by kind. The parts it is made of can be added one by one instead, in their order (``pipeline.COMPONENTS``).
"""

from __future__ import annotations

from typing import Any

from spacy.language import Language
from spacy.tokens import Doc

from store.extract.entities import pressbox_entities
from store.extract.findings import CharSpan, FoundEntity, FoundQuote, register
from store.extract.indirect import find_indirect
from store.extract.labels import pressbox_labels
from store.extract.names import pressbox_names
from store.extract.quotes import find_quotes
from store.extract.scores import pressbox_scores
from store.extract.speakers import find_speakers

_PARTS = (
    pressbox_scores, pressbox_names, pressbox_labels, pressbox_entities, find_quotes, find_speakers, find_indirect,
)  # fmt: skip

register()
if not Doc.has_extension("pressbox"):
    Doc.set_extension("pressbox", default=None)


@Language.component("pressbox", assigns=["doc.ents", "doc._.pressbox"])  # type: ignore[untyped-decorator]
def pressbox(doc: Doc) -> Doc:
    """Find names, entities, quotes and speakers; parser and recogniser, if there are any, come before."""
    for part in _PARTS:
        doc = part(doc)
    entities: list[FoundEntity] = doc._.pressbox_entities or []
    quotes: list[FoundQuote] = doc._.pressbox_quotes or []
    doc._.pressbox = {
        "entities": [_entity(doc.text, entity) for entity in entities],
        "quotes": [_quote(doc.text, quote) for quote in quotes],
    }
    spans = [
        doc.char_span(*segment, label=quote.kind, kb_id=quote.entity or "", alignment_mode="expand")
        for quote in quotes
        for segment in quote.segments
    ]
    doc.spans["quotes"] = [span for span in spans if span is not None]
    doc._.pressbox_entities = doc._.pressbox_quotes = doc._.pressbox_recognised = None
    return doc


def _entity(text: str, entity: FoundEntity) -> dict[str, Any]:
    mentions = [
        {**_span(text, (m.start, m.end)), "label": m.label, "reason": m.reason, "confidence": m.confidence}
        for m in entity.mentions
    ]
    return {
        "id": entity.key,
        "name": entity.name,
        "label": entity.label,
        "aliases": list(entity.aliases),
        "mentions": mentions,
    }


def _quote(text: str, quote: FoundQuote) -> dict[str, Any]:
    mention = _span(text, quote.mention) if quote.mention else None
    return {
        "kind": quote.kind,
        "segments": [_span(text, segment) for segment in quote.segments],
        "speaker": {"entity": quote.entity, "name": quote.name, "mention": mention},
        "cue": _span(text, quote.cue) if quote.cue else None,
        "reason": quote.reason,
    }


def _span(text: str, place: CharSpan) -> dict[str, Any]:
    return {"start": place[0], "end": place[1], "text": text[slice(*place)]}
