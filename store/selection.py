"""Which articles are taken away: those that satisfy every condition given."""

from __future__ import annotations

from collections.abc import Iterator, Set
from datetime import datetime

import msgspec

from store.library import ArticleRow, Library
from store.names import fold
from store.record import Record


class Selection(msgspec.Struct, frozen=True, kw_only=True):
    """Conditions on articles.

    ``reviewed``: they are ticked off. ``session``: something was corrected in them, or they were ticked off or not, in
    this session, and is in force. ``speaker``: somebody speaks in them whose name has these words in it, case and
    accents aside. ``since``: they were imported, or something in them was corrected, at this time or later.
    ``only``: they are among these, by id.
    """

    reviewed: bool = False
    session: str | None = None
    speaker: str | None = None
    since: datetime | None = None
    only: frozenset[str] | None = None

    def rows(self, library: Library) -> Iterator[ArticleRow]:
        """The articles, in the order of the article list."""
        wanted: list[Set[str]] = []
        if self.only is not None:
            wanted.append(self.only)
        if self.session is not None:
            log = library.history(session=self.session, limit=-1)
            wanted.append({correction.article for correction, in_force in log if in_force})
        if self.speaker is not None:
            wanted.append({quote.article for quote in library.quotes(speaker=self.speaker)})
        if self.since is not None:
            wanted.append(self._touched(library, self.since))
        for row in library.rows():
            if (row.reviewed or not self.reviewed) and all(row.id in ids for ids in wanted):
                yield row

    def _touched(self, library: Library, since: datetime) -> set[str]:
        corrected = {c.article for c, _ in library.history(limit=-1) if _time(c.time) >= since}
        return corrected | {row.id for row in library.rows() if row.imported and _time(row.imported) >= since}

    def quotes(self, record: Record) -> Record:
        """A record with the quotes of the speaker asked for only, for formats that list nothing but quotes."""
        if self.speaker is None:
            return record
        words = fold(self.speaker.strip())
        theirs = [quote for quote in record["quotes"] if words in fold(quote["speaker"]["name"] or "")]
        return {**record, "quotes": theirs}


def moment(words: str) -> datetime:
    """A date or a time in ISO 8601, local where it names no zone; raises ``ValueError``."""
    return _time(words).astimezone()


def _time(words: str) -> datetime:
    found = datetime.fromisoformat(words)
    return found if found.tzinfo else found.astimezone()
