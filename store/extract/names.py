"""Spans of names, repaired: the spaCy component ``pressbox_names``."""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc

from store.extract.spans import named, reason
from store.model import LABELS


@Language.component("pressbox_names")  # type: ignore[untyped-decorator]
def pressbox_names(doc: Doc) -> Doc:
    """Keep named mentions only, without leading articles and trailing possessives."""
    ents = []
    for ent in doc.ents:
        if ent.label_ in LABELS:
            start, end = ent.start, ent.end
            while start < end and (doc[start].is_space or doc[start].lower_ in {"the", "a", "an"}):
                start += 1
            while start < end and (doc[end - 1].is_space or doc[end - 1].lower_ in {"'s", "’s", "'", "’"}):
                end -= 1
            if start < end:
                ents.append(named(doc, start, end, ent.label_, reason(ent)))
    doc.ents = ents
    return doc
