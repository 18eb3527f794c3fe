"""Everything across articles: all mentions and quotes of an entity, all quotes of a speaker, all hits of a search."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, cast

from rich.cells import cell_len, set_cell_size

from store.errors import StoreError
from store.safe import safe_line
from tui.labels import HUMAN, KIND_LETTERS, label_class
from tui.list_pane import Cell, ListPane
from tui.page import Page

if TYPE_CHECKING:
    from store.library import Hits, Library
    from store.lists import QuoteHit
    from store.model import Kind

#: Rows that are fetched beyond those on the screen.
_AHEAD = 200


@dataclass(frozen=True, slots=True)
class Hit:
    """A row: a heading (no article), a name in its context, or a quote (no context, ``lead`` says who)."""

    text: str
    article: str = ""
    title: str = ""
    start: int = 0
    before: str = ""
    after: str = ""
    lead: str = ""
    style: str = ""
    human: bool = False


class HitsPane(ListPane[Hit]):
    """Hits as a concordance: the title, then the words aligned with what stands before and after them.

    They are fetched as the cursor comes near them: of a name that is in every article, only the first screens.
    """

    def __init__(self, title: str, hits: Iterable[Hit]) -> None:
        super().__init__(title, id="hits", empty="nothing found")
        self._coming: Iterator[Hit] = iter(hits)
        self._fetched: list[Hit] = []
        self.rows = self._fetched

    def fetch(self, upto: int | None = None) -> None:
        """Have at least so many rows, if there are so many; None fetches all."""
        count = None if upto is None else max(0, upto - len(self._fetched))
        try:
            self._fetched += islice(self._coming, count)
        except StoreError as error:
            self._fetched.append(Hit(str(error)))
        if not self.words:
            self.shown = list(range(len(self._fetched)))

    def _place(self, at: int, step: int = 1) -> None:
        if not self.words:
            self.fetch(at + _AHEAD)
        super()._place(at, step)

    def move(self, by: int) -> None:
        if by >= self.line_count:
            self.fetch()  # to the last row, wherever that is
            by = self.line_count
        super().move(by)

    def scroll_body(self, top: int) -> None:
        if not self.words:
            self.fetch(top + _AHEAD)
        super().scroll_body(top)

    def set_filter(self, words: str) -> None:
        if words:
            self.fetch()
        super().set_filter(words)

    def selectable(self, row: Hit) -> bool:
        return bool(row.article)

    def heading_of(self, index: int) -> int | None:
        while index >= 0 and self.rows[index].article:
            index -= 1
        return index if index >= 0 else None

    def row_text(self, row: Hit) -> str:
        return f"{row.title} {row.lead} {row.before}{row.text}{row.after}"

    def cells(self, row: Hit, width: int) -> tuple[list[Cell], list[Cell]]:
        if not row.article:
            return [(f" {row.text}", ("pane--group",))], []
        title_width = max(8, min(30, width // 4))
        left: list[Cell] = [
            (f" {HUMAN if row.human else ' '}", ("pane--human",)),
            (_fixed(row.title, title_width) + "  ", ("pane--dim",)),
        ]
        if row.lead:
            return [*left, (f"{row.lead}  ", ("label--person",)), (row.text, (row.style,) if row.style else ())], []
        # The same for every row, so that the names stand below each other.
        room = max(4, (width - title_width - 24) // 2)
        before = safe_line(row.before)
        while cell_len(before) > room:
            before = before[1:]
        return [
            *left,
            (" " * (room - cell_len(before)) + before, ("pane--dim",)),
            (row.text, (row.style or "pane--match",)),
            (row.after, ("pane--dim",)),
        ], []


def _fixed(text: str, width: int) -> str:
    text = safe_line(text)
    return set_cell_size(text, width) if cell_len(text) <= width else set_cell_size(text, width - 1) + "…"


class HitsPage(Page):
    """Hits; enter goes to the place in its article."""

    hint = "⏎ go there  / filter  q back"

    def __init__(self, title: str, summary: str, hits: Iterable[Hit], cursor: int = 0) -> None:
        pane = HitsPane(title, hits)
        pane.fetch(cursor + _AHEAD)
        pane.cursor = cursor
        pane.set_rows(pane.rows)
        pane.summary = summary
        super().__init__(pane)

    def action_open(self) -> None:
        hit = self.pane.current
        if hit is not None:
            self.dismiss((hit.article, hit.start, self.pane.shown[self.pane.cursor]))


@dataclass(frozen=True)
class Found:
    """What a page shows: its rows, fetched as they are wanted, and how many there are, in words."""

    summary: str
    hits: Iterable[Hit]


def entity_hits(library: Library, key: str) -> Found:
    """All mentions of an entity, then all its quotes, over the whole library."""
    entity, mentions, quotes = library.entity(key), library.mentions(key), library.quotes(entity=key)
    named, said = (entity.mentions, entity.quotes) if entity else (0, 0)

    def rows() -> Iterator[Hit]:
        yield _heading(f"Mentions: {named}", mentions.articles)
        for m in mentions:
            style, human = label_class(m.label), m.by == "human"
            yield Hit(m.text, m.article, m.title, m.start, m.before, m.after, style=style, human=human)
        yield _heading(f"Quotes: {said}", quotes.articles)
        yield from _quote_hits(quotes)

    return Found(f"{named + said}", rows())


def speaker_hits(library: Library, name: str) -> Found:
    """All quotes of a speaker who is no entity, by name."""
    quotes = library.quotes(speaker=name)
    return Found(_articles(quotes.articles), _quote_hits(quotes))


def _quote_hits(said: Hits[QuoteHit]) -> Iterator[Hit]:
    for q in said:
        lead = f"{KIND_LETTERS[cast('Kind', q.kind)]} {q.speaker or '?'}"
        yield Hit(f"“{q.text}”", q.article, q.title, q.start, lead=lead, human=q.by == "human")


def search_hits(library: Library, words: str) -> Found:
    """Every place that a full-text search finds."""
    found = library.search(words)
    hits = (Hit(hit.text, hit.article, hit.title, hit.start, hit.before, hit.after) for hit in found)
    return Found(_articles(found.articles), hits)


def _heading(what: str, articles: int) -> Hit:
    return Hit(f"{what} in {_articles(articles)}")


def _articles(count: int) -> str:
    return f"{count} article{'' if count == 1 else 's'}"
