"""Places in all articles as lists: the hits of a search, the quotes of a speaker."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any, ClassVar, cast

from rich.cells import cell_len

from store.errors import StoreError
from store.safe import safe_line
from tui.bars import fixed
from tui.labels import HUMAN, KIND_LETTERS, label_class
from tui.list_page import ListPage
from tui.list_pane import Cell, ListPane
from tui.page import TrailPage
from tui.telling import in_articles
from tui.verbs import BY_ID

if TYPE_CHECKING:
    from store.library import Hits, Library
    from store.lists import MentionHit, QuoteHit
    from store.model import Kind

#: Rows that are fetched beyond those on the screen.
_AHEAD = 200


@dataclass(frozen=True, slots=True)
class Hit:
    """A row: a name in its context, or a quote (no context, ``lead`` is its kind). Without article it is a heading."""

    text: str
    article: str = ""
    title: str = ""
    start: int = 0
    before: str = ""
    after: str = ""
    lead: str = ""
    style: str = ""
    human: bool = False
    remark: str = ""


class HitsPane(ListPane[Hit]):
    """Hits as a concordance: the title, then the words aligned with what stands before and after them.

    They are fetched as the cursor comes near them: of a name that is in every article, only the first screens.
    """

    def __init__(self, title: str, *, id: str = "hits", empty: str = "nothing found") -> None:  # noqa: A002
        super().__init__(title, id=id, empty=empty)
        self._coming: Iterator[Hit] = iter(())
        self._fetched: list[Hit] = []

    def list_hits(self, hits: Iterable[Hit]) -> None:
        """Show other hits from the first one on."""
        self._coming, self._fetched = iter(hits), []
        self.rows, self.cursor, self.top = self._fetched, 0, 0
        if self.words:
            self.fetch()
        else:
            self.fetch(_AHEAD)
        self._apply_filter()
        self._settle()
        self.refresh()

    def put_cursor(self, at: int) -> bool:
        if not self.words:
            self.fetch(at + _AHEAD)
        self._apply_filter()
        return super().put_cursor(at)

    def _apply_filter(self) -> None:
        """A filter in quote marks is for what was hit alone, word for word, not for what stands around it."""
        wanted = re.fullmatch("“(.*)”", self.words, re.DOTALL)
        if wanted is None:
            super()._apply_filter()
        else:
            self.shown = [at for at, row in enumerate(self.rows) if row.text == wanted[1]]

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
            (fixed(row.title, title_width) + "  ", ("pane--dim",)),
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
        ], [(f" {row.remark} " if row.remark else "", ("pane--dim",))]


class PlacesPage(ListPage, TrailPage):
    """A page of which some rows are places in articles: enter goes there, and one can be put beside what is read."""

    verbs = (*ListPage.verbs, "compare")
    hinted = ("open", "back", "compare", "search", "next-pane", "zoom", "earlier")
    BINDINGS: ClassVar[list[Any]] = [BY_ID["compare"].binding()]

    def place(self) -> tuple[str, int] | None:
        row = self.pane.current
        return (row.article, row.start) if isinstance(row, Hit) else None

    def read(self) -> tuple[str, int] | None:
        """The article that another one is put beside, and where in it the reader is."""
        desk = self.pressbox.desk
        return (desk.view.article.id, desk.text.cursor) if desk.view is not None else None

    def action_open(self) -> None:
        place = self.place()
        if place is not None:
            self.pressbox.open_place(*place)

    def action_compare(self) -> None:
        here, there = self.read(), self.place()
        if here is None or there is None or here[0] == there[0]:
            self.say("go to a row of another article – c puts that one beside the open one")
        else:
            self.pressbox.open_compare(here, there)


class HitsPage(PlacesPage):
    """Hits; enter goes to the place in its article."""

    hits: HitsPane

    def __init__(self, title: str, empty: str = "nothing found") -> None:
        self.hits = HitsPane(title, empty=empty)
        super().__init__(self.hits)

    def begin(self, library: Library) -> None:
        found = self.ask(library)
        self.hits.summary = found.summary
        self.hits.list_hits(found.hits)

    def ask(self, library: Library) -> Found:
        """What the page shows. Raises ``StoreError``."""
        raise NotImplementedError


class SearchPage(HitsPage):
    """Every place that a full-text search finds."""

    def __init__(self, words: str) -> None:
        super().__init__(f"Find: {safe_line(words)}")
        self.searched = words
        #: What enter looks for instead, where nothing was found.
        self.instead = ""

    def ask(self, library: Library) -> Found:
        found = library.search(self.searched)
        hits = (Hit(hit.text, hit.article, hit.title, hit.start, hit.before, hit.after) for hit in found)
        return Found(in_articles(found.articles), hits)

    def on_mount(self) -> None:
        if not self.hits.rows and '"' not in self.searched:
            self.gather(self._look_for_beginnings, self._offer_beginnings)

    def _look_for_beginnings(self) -> Iterator[tuple[str, int]]:
        """Words that begin as those that were not found, and in how many articles they all are."""
        beginnings = " ".join(f"{word.rstrip('*')}*" for word in self.searched.split())
        yield beginnings, self.pressbox.library.search(beginnings).articles

    def _offer_beginnings(self, found: tuple[str, int]) -> None:
        beginnings, count = found
        self.hits.empty = "nothing found, nor words that begin so"
        if count:
            self.instead = beginnings
            self.hits.empty = f"nothing found – {beginnings} is in {in_articles(count)}: ⏎ finds that"
        self.hits.refresh()

    def action_open(self) -> None:
        if self.instead:
            self.pressbox.open_search(self.instead)
        else:
            super().action_open()


class SpeakerPage(HitsPage):
    """All quotes of a speaker who is no entity, by name."""

    def __init__(self, name: str, forms: Sequence[str] = ()) -> None:
        super().__init__(f"Quotes of {safe_line(name)}")
        self.forms = forms or (name,)

    def ask(self, library: Library) -> Found:
        quotes = library.said_by("", self.forms)
        return Found(in_articles(quotes.articles), quote_hits(quotes))


@dataclass(frozen=True)
class Found:
    """What a page shows: its rows, fetched as they are wanted, and how many there are, in words."""

    summary: str
    hits: Iterable[Hit]


def mention_hits(mentions: Hits[MentionHit]) -> Iterator[Hit]:
    """Mentions as rows."""
    for m in mentions:
        style, human = label_class(m.label), m.by == "human"
        yield Hit(m.text, m.article, m.title, m.start, m.before, m.after, style=style, human=human)


def quote_hits(said: Hits[QuoteHit]) -> Iterator[Hit]:
    """Quotes as rows, with their kind."""
    for q in said:
        lead = KIND_LETTERS[cast("Kind", q.kind)]
        yield Hit(f"“{q.text}”", q.article, q.title, q.start, lead=lead, human=q.by == "human")
