"""Everybody who is quoted: who says most, in how many articles, what, and about whom."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain, islice
from typing import Any

from textual import on
from textual.timer import Timer

from store.safe import safe_line
from tui.bars import BarsPane, Tick
from tui.desk import PREVIEW_DELAY
from tui.hits_page import Hit, HitsPane, in_articles, quote_hits
from tui.list_pane import ListPane
from tui.page import TrailPage

#: Quotes of a speaker that are fetched before they are shown.
FIRST = 200


@dataclass(frozen=True)
class Said:
    """What a speaker said, or whom it names (``names``)."""

    row: Tick
    articles: int
    first: Sequence[Hit] = ()
    others: Iterable[Hit] = ()
    names: list[Tick] | None = None


class SpeakersPage(TrailPage):
    """Speakers with bars; beside them the quotes of the one under the cursor, and the names in these quotes."""

    hint = "⏎ all of this speaker  /person filters by label too"

    def __init__(self) -> None:
        self.speakers = BarsPane("Speakers", id="speakers", empty="counting…", named=0.55)
        self.quotes = HitsPane("Quotes", id="said", empty="nothing is quoted")
        self.about = BarsPane("Names in the quotes", id="about", empty="no names")
        super().__init__(self.speakers, (self.quotes, self.about))
        self._shown: tuple[str, str] | None = None
        self._resting: Timer | None = None

    def on_mount(self) -> None:
        super().on_mount()
        self.gather(self._count, self._show_speakers)

    def _count(self) -> Iterator[list[Tick]]:
        for rows in self.pressbox.library.speakers():
            yield [Tick(row.name, row.quotes, row.id, row.label, f"{row.articles}") for row in rows]

    def _show_speakers(self, rows: list[Tick]) -> None:
        self.speakers.summary = f"{len(rows)} – quotes, articles"
        self.speakers.empty = "nobody is quoted yet"
        self.speakers.list_ticks(rows)
        self.filled(self.speakers)
        self._show_speaker()

    @on(ListPane.Moved)
    def _moved(self, event: ListPane.Moved) -> None:
        if event.pane is self.speakers:
            self._rest()

    def filtered(self, pane: ListPane[Any]) -> None:
        if pane is self.speakers:
            self._rest()

    def _rest(self) -> None:
        """Show the speaker under the cursor once it rests."""
        if self._resting is not None:
            self._resting.stop()
        self._resting = self.set_timer(PREVIEW_DELAY, self._show_speaker)

    def _show_speaker(self) -> None:
        """What the speaker under the cursor said, and about whom."""
        row = self.speakers.current
        who = (row.id, row.name) if row is not None else None
        if row is not None and who != self._shown:
            self._shown = who
            self.gather(partial(self._ask_about, row), self._show_said)

    def _ask_about(self, row: Tick) -> Iterator[Said]:
        """The first quotes of a speaker, with a way to the others; then the names in all of them, ever more."""
        library = self.pressbox.library
        said = library.said_by(row.id, row.name)
        hits = quote_hits(said)
        yield Said(row, said.articles, list(islice(hits, FIRST)), hits)
        for names in library.said_about(row.id, row.name):
            yield Said(row, said.articles, names=[Tick(one.name, one.count, one.id, one.label) for one in names])

    def _show_said(self, said: Said) -> None:
        if (said.row.id, said.row.name) != self._shown:
            return
        if said.names is None:
            self.quotes.title = f"Quotes of {safe_line(said.row.name)}"
            self.quotes.summary = f"{said.row.count} in {in_articles(said.articles)}"
            self.quotes.list_hits(chain(said.first, said.others))
            self.filled(self.quotes)
        self.about.summary = str(len(said.names or ()))
        self.about.list_ticks(said.names or ())
        self.filled(self.about)

    def action_open(self) -> None:
        row = self.pane.current
        if isinstance(row, Hit):
            self.pressbox.open_place(row.article, row.start)
        elif isinstance(row, Tick) and row.id:
            self.pressbox.open_entity(row.id, row.name, pane=1 if self.pane is self.speakers else 0)
        elif isinstance(row, Tick):
            self.pressbox.open_speaker(row.name)
