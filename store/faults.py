"""What does not fit together inside documents that can be read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain, pairwise

from store.corrections import Correction
from store.documents import Document, digest
from store.errors import StoreError
from store.fitness import check
from store.model import Link, Mention, Span
from store.view import view


def of_document(document: Document) -> Iterator[str]:
    """The faults of an article document, a line each."""
    article = document.article
    if article.digest != digest(article.text):
        yield "its text is not the one that was imported"
    yield from _of_places(document)
    yield from _of_entities(document)
    yield from document.problems
    yield from of_log(document.corrections, article.id)


def _of_places(document: Document) -> Iterator[str]:
    text, mentions, quotes = document.article.text, document.machine.mentions, document.machine.quotes
    segments = [segment for quote in quotes for segment in quote.segments]
    around = [span for quote in quotes for span in (quote.cue, quote.speaker.mention) if span]
    wrong = _misplaced(text, [*mentions, *segments])
    if wrong:
        yield f"{wrong} names or quotes do not stand where they should"
    wrong = _misplaced(text, [*around, *document.article.links])
    if wrong:
        yield f"{wrong} speakers, cues or links do not stand where they should"
    overlaps = _overlaps(sorted(mentions, key=lambda m: m.start))
    if overlaps:
        yield f"{overlaps} names overlap the one before"
    overlaps = sum(_overlaps(quote.segments) > 0 for quote in quotes)
    if overlaps:
        yield f"the parts of {overlaps} quotes overlap or are out of order"


def _misplaced(text: str, spans: Iterable[Mention | Span | Link]) -> int:
    return sum(not 0 <= s.start < s.end or text[s.start : s.end] != s.text for s in spans)


def _overlaps(spans: Iterable[Mention | Span]) -> int:
    return sum(one.end > other.start for one, other in pairwise(spans))


def _of_entities(document: Document) -> Iterator[str]:
    machine = document.machine
    known = {entity.id for entity in machine.entities}
    if len(known) < len(machine.entities):
        yield "two entities have one id"
    named = chain((m.entity for m in machine.mentions), (q.speaker.entity for q in machine.quotes))
    dangling = sorted({key for key in named if key is not None} - known)
    if dangling:
        yield f"names or speakers refer to entities that are not there: {', '.join(dangling)[:80]}"
    ids = {quote.id for quote in machine.quotes}
    if len(ids) < len(machine.quotes):
        yield "two quotes have one id"


def of_log(log: Iterable[Correction], article: str) -> Iterator[str]:
    """The faults of an article's log of corrections, or of the everywhere-rules' (``article`` is ""), a line each."""
    log = list(log)
    ids = {correction.id for correction in log}
    if len(ids) < len(log):
        yield "two corrections have one id"
    for correction in log:
        name = f"{correction.action} {correction.id[:18]}"
        if correction.action in ("undo", "redo") and correction.undoes not in ids:
            yield f"{name} takes back a correction that is not there"
        if (correction.scope == "everywhere") != (not article) or (article and correction.article != article):
            yield f"{name} belongs elsewhere"
        where = correction.anchor
        if where is not None and (where.start < 0 or where.end - where.start != len(where.text)):
            yield f"{name} has offsets that do not fit its text"
        try:
            check(correction, reversal=True)
        except StoreError as error:
            yield f"{name} cannot be carried out: {error}"


def orphans(document: Document, rules: Iterable[Correction]) -> int:
    """How many corrections of an article are in force and find no place in its text."""
    if not document.corrections:
        return 0
    return len(view(document.article, document.machine, document.corrections, rules).orphans)
