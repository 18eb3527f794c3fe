"""Article records to spaCy's own file format, in a process of its own: records as JSON Lines in, a ``DocBin`` out.

Names become ``doc.ents`` (with the entity's id as ``kb_id_``), quotes ``doc.spans["quotes"]``: a span for each segment,
the kind as its label, the speaker's entity as ``kb_id_`` and the quote's id as ``id_``. Where the words came from is in
``doc.user_data["pressbox"]``. Borders inside a token are widened to the token's.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from typing import Any

import spacy
from spacy.language import Language
from spacy.tokens import Doc, DocBin, Span
from spacy.util import filter_spans


def main() -> None:
    """Read records from standard input, write the DocBin to standard output."""
    nlp = spacy.blank("en")
    docs = (document(nlp, json.loads(line)) for line in sys.stdin.buffer)
    sys.stdout.buffer.write(docbin(docs))


def docbin(docs: Iterable[Doc]) -> bytes:
    """The documents in one file, what the records say about each with them."""
    return bytes(DocBin(store_user_data=True, docs=docs).to_bytes())


def document(nlp: Language, record: dict[str, Any]) -> Doc:
    """One record as a spaCy document."""
    nlp.max_length = max(nlp.max_length, len(record["text"]) + 1)
    doc = nlp.make_doc(record["text"])
    names = [
        _span(doc, mention, mention["label"], kb_id=entity["id"])
        for entity in record["entities"]
        for mention in entity["mentions"]
    ]
    doc.ents = filter_spans([span for span in names if span])
    quotes = [
        _span(doc, segment, quote["kind"], kb_id=quote["speaker"]["entity"] or "", span_id=quote["id"])
        for quote in record["quotes"]
        for segment in quote["segments"]
    ]
    doc.spans["quotes"] = [span for span in quotes if span]
    doc.user_data["pressbox"] = {key: record[key] for key in ("id", "source", "title", "reviewed", "extractor")}
    return doc


def _span(doc: Doc, place: dict[str, Any], label: str, kb_id: str, span_id: str = "") -> Span | None:
    return doc.char_span(
        place["start"], place["end"], label=label, kb_id=kb_id, span_id=span_id, alignment_mode="expand"
    )


if __name__ == "__main__":
    main()
