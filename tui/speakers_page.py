"""Everybody who is quoted: who says most, in how many articles, what, and about whom."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

from textual import on
from textual.timer import Timer

from store.errors import StoreError
from store.safe import safe_line
from tui.bars import BarsPane, Tick
from tui.desk import PREVIEW_DELAY
from tui.hits_page import Hit, HitsPane, in_articles, quote_hits
from tui.list_pane import ListPane
from tui.page import TrailPage

if TYPE_CHECKING:
    from store.tallies import Counted


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
        if row is None or who == self._shown:
            return
        self._shown = who
        try:
            said = self.pressbox.library.said_by(row.id, row.name)
        except StoreError as error:
            self.say(str(error), "bad")
            return
        self.quotes.title = f"Quotes of {safe_line(row.name)}"
        self.quotes.summary = f"{row.count} in {in_articles(said.articles)}"
        self.quotes.list_hits(quote_hits(said))
        self.filled(self.quotes)
        self.about.list_ticks([])
        self.gather(partial(self._count_about, row), self._show_about)

    def _count_about(self, row: Tick) -> Iterator[tuple[Tick, list[Counted]]]:
        for names in self.pressbox.library.said_about(row.id, row.name):
            yield row, names

    def _show_about(self, answer: tuple[Tick, list[Counted]]) -> None:
        row, names = answer
        if (row.id, row.name) == self._shown:
            self.about.summary = str(len(names))
            self.about.list_ticks([Tick(one.name, one.count, one.id, one.label) for one in names])
            self.filled(self.about)

    def action_open(self) -> None:
        row = self.pane.current
        if isinstance(row, Hit):
            self.pressbox.open_place(row.article, row.start)
        elif isinstance(row, Tick) and row.id:
            self.pressbox.open_entity(row.id, row.name, pane=1 if self.pane is self.speakers else 0)
        elif isinstance(row, Tick):
            self.pressbox.open_speaker(row.name)
