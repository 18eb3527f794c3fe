"""The panes' lists for the command line: which rows pass the filters, and each as a line of text."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from typing import Literal

import msgspec

from store.corrections import Correction, describe
from store.errors import StoreError
from store.library import ArticleRow, EntityRow, Library, QuoteHit
from store.sessions import Session


class LogLine(msgspec.Struct, frozen=True):
    """A correction with its article's title and what became of it: ``lost`` means that its text is gone."""

    state: Literal["in force", "undone", "lost"]
    title: str
    correction: Correction


def articles(library: Library, name: str | None, speaker: str | None, text: str | None) -> Iterator[ArticleRow]:
    """The articles that satisfy every filter given."""
    wanted: list[set[str]] = []
    if name is not None:
        wanted.append(set(_named(library, name)))
    if speaker is not None:
        wanted.append({quote.article for quote in library.quotes(speaker=speaker)})
    if text is not None:
        wanted.append(library.containing(text))
    return (row for row in library.rows() if all(row.id in ids for ids in wanted))


def entities(
    library: Library, name: str | None, speaker: str | None, label: str | None, text: str | None
) -> Iterator[EntityRow]:
    """The entities that satisfy every filter given; ``text`` stands in an article that names them."""
    wanted: list[set[str]] = []
    if speaker is not None:
        wanted.append({row.id for row in library.entities(speaker) if row.quotes})
    if text is not None:
        wanted.append(library.named_with(text))
    return (row for row in library.entities(name or "", label) if all(row.id in ids for ids in wanted))


def quotes(library: Library, name: str | None, speaker: str | None, text: str | None) -> Iterator[QuoteHit]:
    """The quotes that satisfy every filter given; ``name`` is named, and ``text`` stands, within the quote."""
    named = None if name is None else _named(library, name)
    for quote in library.quotes(speaker=speaker, words=text):
        if named is None or _any_between(named.get(quote.article, []), quote.start, quote.end):
            yield quote


def corrections(library: Library, session: str | None = None, limit: int = -1) -> Iterator[LogLine]:
    """The log, newest first, of one session or of all; at most ``limit`` corrections unless that is negative."""
    titles = {row.id: row.title for row in library.rows()}
    orphans: dict[str, set[str]] = {}
    for correction, in_force in library.history(session=session, limit=limit):
        key = correction.article
        if in_force and key in titles and key not in orphans:
            orphans[key] = _orphans(library, key)
        lost = correction.id in orphans.get(key, ())
        yield LogLine("undone" if not in_force else "lost" if lost else "in force", titles.get(key, ""), correction)


def lost(library: Library, session: str | None = None) -> Iterator[LogLine]:
    """The corrections in force whose text is gone, of one session or of all; articles in their order."""
    for row in library.rows():
        gone = _orphans(library, row.id) if row.lost else set()
        for correction, _ in library.history(article=row.id, session=session, limit=-1) if gone else ():
            if correction.id in gone:
                yield LogLine("lost", row.title, correction)


def _orphans(library: Library, article: str) -> set[str]:
    try:
        return {orphan.id for orphan in library.view(article).orphans}
    except StoreError:  # an article that has become unreadable is reported where it is opened
        return set()


def _named(library: Library, name: str) -> dict[str, list[int]]:
    """Where the entities of a name are mentioned: offsets in text order, by article."""
    places: dict[str, list[int]] = {}
    for entity in library.entities(name):
        for mention in library.mentions(entity.id):
            places.setdefault(mention.article, []).append(mention.start)
    return {article: sorted(offsets) for article, offsets in places.items()}


def _any_between(offsets: list[int], start: int, end: int) -> bool:
    at = bisect_left(offsets, start)
    return at < len(offsets) and offsets[at] < end


def article_line(row: ArticleRow) -> str:
    """One article as a line."""
    counts = f"{row.words:6} words {row.entities:4} names {row.quotes:4} quotes"
    return f"{row.id}  {'reviewed' if row.reviewed else '        '} {counts}  {row.title}  ({row.source})"


def entity_line(row: EntityRow) -> str:
    """One entity as a line."""
    counts = f"{row.mentions:5} mentions in {row.articles:4} articles {row.quotes:4} quotes"
    return f"{counts}  {row.label:11}  {row.name}  ({row.id})"


def quote_line(quote: QuoteHit) -> str:
    """One quote as a line."""
    return f"{quote.article}  {quote.kind:8}  {quote.speaker or 'nobody named'}: {quote.text}"


def correction_line(line: LogLine) -> str:
    """One correction as a line."""
    c = line.correction
    made = f"{c.time}  {line.state:8}  {c.session}  {c.who}"
    return f"{made}  {describe(c)}  ({c.scope}, {c.article}{f' {line.title}' if line.title else ''})"


def session_line(session: Session) -> str:
    """One session as a line."""
    return f"{session.name}  saved {session.saved or 'never'}" + (f"  at {session.article}" if session.article else "")
