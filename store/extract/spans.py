"""Small helpers shared by the components that put names into ``doc.ents``."""

from __future__ import annotations

from spacy.tokens import Doc, Span

Span.set_extension("pressbox_reason", default="", force=True)


def named(doc: Doc, start: int, end: int, label: str, reason: str) -> Span:
    """Return the tokens ``start:end`` as an entity of ``label`` that remembers why it is one."""
    span = Span(doc, start, end, label=label)
    if reason:
        span._.pressbox_reason = reason
    return span


def reason(span: Span) -> str:
    """Why the span is a name of its label; "" if only the recogniser said so."""
    return str(span._.pressbox_reason)
