"""Everything across articles: all mentions and quotes of an entity, all quotes of a speaker, all hits of a search."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from rich.cells import cell_len, set_cell_size

from store.safe import safe_line
from tui.labels import HUMAN, KIND_LETTERS, label_class
from tui.list_pane import Cell, ListPane
from tui.page import Page

if TYPE_CHECKING:
    from store.library import Library
    from store.lists import QuoteHit
    from store.model import Kind


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
    """Hits as a concordance: the title, then the words aligned with what stands before and after them."""

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

    def __init__(self, title: str, hits: list[Hit], cursor: int = 0) -> None:
        pane = HitsPane(title, id="hits", empty="nothing found")
        pane.cursor = cursor
        pane.set_rows(hits)
        pane.summary = str(sum(1 for hit in hits if hit.article))
        super().__init__(pane)

    def action_open(self) -> None:
        hit = self.pane.current
        if hit is not None:
            self.dismiss((hit.article, hit.start, self.pane.shown[self.pane.cursor]))


def entity_hits(library: Library, key: str) -> list[Hit]:
    """All mentions of an entity, then all its quotes, over the whole library."""
    mentions, quotes = library.mentions(key), library.quotes(entity=key)
    rows = [_heading("Mentions", len(mentions), len({m.article for m in mentions}))]
    for m in mentions:
        style, human = label_class(m.label), m.by == "human"
        rows.append(Hit(m.text, m.article, m.title, m.start, m.before, m.after, style=style, human=human))
    return rows + _quote_hits(quotes)


def speaker_hits(library: Library, name: str) -> list[Hit]:
    """All quotes of a speaker who is no entity, by name."""
    return _quote_hits(library.quotes(speaker=name))


def _quote_hits(said: list[QuoteHit]) -> list[Hit]:
    rows = [_heading("Quotes", len(said), len({q.article for q in said}))]
    rows += [
        Hit(
            f"“{q.text}”",
            q.article,
            q.title,
            q.start,
            lead=f"{KIND_LETTERS[cast('Kind', q.kind)]} {q.speaker or '?'}",
            human=q.by == "human",
        )
        for q in said
    ]
    return rows


def search_hits(library: Library, words: str) -> list[Hit]:
    """Every place that a full-text search finds."""
    from store.library import MOST_HITS

    found = library.search(words, MOST_HITS + 1)
    heading = _heading("Found", len(found), len({hit.article for hit in found}))
    if len(found) > MOST_HITS:
        heading = Hit(f"The first {MOST_HITS} places – more words narrow it down")
    return [
        heading,
        *(Hit(hit.text, hit.article, hit.title, hit.start, hit.before, hit.after) for hit in found[:MOST_HITS]),
    ]


def _heading(what: str, count: int, articles: int) -> Hit:
    return Hit(f"{what}: {count} in {articles} article{'' if articles == 1 else 's'}")
