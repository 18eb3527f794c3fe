"""What the index keeps of one article: a pure function of its document as corrected."""

from __future__ import annotations

import msgspec

from store.corrections import Correction, in_force
from store.documents import Document, Stamp
from store.names import fold, is_full_name, surname
from store.timeline import date_of
from store.view import View

#: Marks around a hit in the full text; texts are indexed without them.
OPEN, CLOSE = "\ufdd0", "\ufdd1"

_TITLE = 70


class ArticleRow(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """One line of the article list. ``human`` counts corrections in effect, ``doubts`` what the machine is unsure of.

    ``lost`` counts corrections whose text is gone, ``note`` is the extractor's remark. ``published`` is a year, a month
    or a day in ISO 8601, "" if unknown.
    """

    id: str
    title: str
    source: str
    language: str
    reviewed: bool
    entities: int
    quotes: int
    human: int
    words: int
    imported: str
    note: str
    doubts: int
    lost: int
    published: str


class FoundRow(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """An entity of an article; ``spans`` has start, end, label and by of each mention, as JSON."""

    entity: str
    label: str
    name: str
    mentions: int
    quotes: int
    spans: bytes


class QuoteRow(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A quote of an article; ``text`` joins its segments, which have so many ``words``.

    ``folded`` is the speaker's name for comparing.
    """

    id: str
    kind: str
    start: int
    end: int
    words: int
    text: str
    speaker: str | None
    folded: str
    entity: str | None
    by: str


class Entry(msgspec.Struct, frozen=True):
    """Everything that the index keeps of one article."""

    row: ArticleRow
    stamp: Stamp
    key: str
    digest: str
    text: str
    found: list[FoundRow]
    quotes: list[QuoteRow]
    log: tuple[Correction, ...]


def entry_of(document: Document, view: View, stamp: Stamp) -> Entry:
    """The entry of an article; ``view`` is the document's."""
    article = document.article
    return Entry(
        article_row(view, document.machine.note),
        # A document that has to be reported on each opening gets a stamp that fits none.
        Stamp(0, 0) if document.problems else stamp,
        article.key,
        article.digest,
        article.text.replace(OPEN, "\ufffd").replace(CLOSE, "\ufffd"),
        _found(view),
        _quotes(view),
        document.corrections,
    )


def article_row(view: View, note: str) -> ArticleRow:
    """The list line of an article as corrected."""
    article = view.article
    return ArticleRow(
        article.id,
        article.title or _first_words(article.text),
        article.source,
        article.language,
        view.reviewed,
        len(view.entities),
        len(view.quotes),
        view.human,
        len(article.text.split()),
        article.imported,
        note,
        len(view.doubts()),
        len(view.orphans),
        date_of(article.published),
    )


def _first_words(text: str) -> str:
    words = " ".join(text.lstrip()[: 4 * _TITLE].split("\n", 1)[0].split())
    return words if len(words) <= _TITLE else words[: _TITLE - 1].rsplit(" ", 1)[0] + "…"


def _found(view: View) -> list[FoundRow]:
    spans: dict[str, list[tuple[int, int, str, str]]] = {entity.id: [] for entity in view.entities}
    for m in view.mentions:
        spans[m.entity].append((m.start, m.end, m.label, m.by))
    said = dict.fromkeys(spans, 0)
    for q in view.quotes:
        if q.speaker.entity:
            said[q.speaker.entity] += 1
    return [
        FoundRow(e.id, e.label, e.name, len(spans[e.id]), said[e.id], msgspec.json.encode(spans[e.id]))
        for e in view.entities
    ]


def _quotes(view: View) -> list[QuoteRow]:
    return [
        QuoteRow(
            q.id,
            q.kind,
            q.segments[0].start,
            q.segments[-1].end,
            sum(len(s.text.split()) for s in q.segments),
            " … ".join(s.text for s in q.segments),
            q.speaker.name,
            fold(q.speaker.name or ""),
            q.speaker.entity,
            q.by,
        )
        for q in view.quotes
    ]


def log_rows(home: str, log: tuple[Correction, ...]) -> list[tuple[object, ...]]:
    """Rows of the index's table ``log`` for one log: an article's, or that of the everywhere-rules."""
    force = {c.id for c in in_force(log)} if log else set()
    return [
        (c.id, home, c.article, c.session, c.action, c.undoes, int(c.id in force), msgspec.json.encode(c)) for c in log
    ]


def last_name(entity: str, name: str, label: str) -> str:
    """The last name of a person whom some article names in full; "" otherwise.

    Who was renamed to something shorter is still known by the name that the id was made of.
    """
    names = (name, entity.replace("-", " ")) if label == "PERSON" else ()
    return next((surname(full) for full in names if is_full_name(full)), "")
