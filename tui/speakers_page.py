"""Everybody who is quoted: who says most, in how many articles, what, and about whom."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain, islice
from typing import TYPE_CHECKING, Any

from textual import events, on
from textual.timer import Timer

from store.safe import safe_line
from tui.bars import BarsPane, Tick, fixed, parts
from tui.desk import PREVIEW_DELAY
from tui.hits_page import Hit, HitsPane, PlacesPage, quote_hits
from tui.labels import LABEL_MARKS, label_class
from tui.list_pane import Cell, ListPane
from tui.telling import in_articles

if TYPE_CHECKING:
    from store.speakers import SpeakerRow

#: Quotes of a speaker that are fetched before they are shown.
FIRST = 200
#: How direct, partial and indirect quotes are drawn in a bar.
SHADES = "█▒░"

#: A column: its heading, its width in cells, and the number of a speaker that stands in it.
Column = tuple[str, int, "Callable[[SpeakerRow], int]"]
_QUOTES: Column = ("quotes", 8, lambda row: row.quotes)
_WORDS: Column = ("words", 8, lambda row: row.words)
_ARTICLES: Column = ("articles", 10, lambda row: row.articles)
_KINDS: tuple[Column, ...] = (
    ("D", 5, lambda row: row.direct),
    ("P", 5, lambda row: row.partial),
    ("I", 5, lambda row: row.indirect),
)


class SpeakersPane(ListPane["SpeakerRow | None"]):
    """Speakers with numbers and a bar of their quotes, shaded by kind; the first row (None) names the columns."""

    def __init__(self, title: str, *, id: str) -> None:  # noqa: A002 - Textual's own name
        super().__init__(title, id=id, empty="counting…")
        self._most = 0

    def list_speakers(self, rows: Sequence[SpeakerRow]) -> None:
        """Show these; the cursor stays on the same speaker once it has been moved."""
        current = self.current if self.cursor > 1 else None
        self._most = max((row.quotes for row in rows), default=0)
        self.summary = f"{len(rows)} – {SHADES[0]} Direct {SHADES[1]} Partial {SHADES[2]} Indirect" if rows else ""
        at = (current.id, current.forms) if current else None
        self.set_rows([None, *rows] if rows else [], lambda row: row is not None and (row.id, row.forms) == at)
        self.refresh_heading()

    def selectable(self, row: SpeakerRow | None) -> bool:
        return row is not None

    def heading_of(self, index: int) -> int | None:
        return 0

    def row_text(self, row: SpeakerRow | None) -> str:
        return f"{row.name} {row.label} {' '.join(row.forms)}" if row else ""

    def cells(self, row: SpeakerRow | None, width: int) -> tuple[list[Cell], list[Cell]]:
        columns = _columns(width)
        numbers = sum(cells for _, cells, _ in columns)
        named = max(8, min(36, int((width - numbers) * 0.65)))
        if row is None:
            heads = "".join(f"{heading:>{cells}}" for heading, cells, _ in columns)
            return [(" " * (named + 1) + heads, ("pane--dim",))], []
        colour = (label_class(row.label),) if row.label else ()
        left: list[Cell] = [(" ", ()), (fixed(row.name + LABEL_MARKS.get(row.label, ""), named), colour)]
        for _, cells, number in columns:
            left.append((f"{number(row):>{cells}}", () if number is _QUOTES[2] else ("pane--dim",)))
        room = width - named - numbers - 4
        drawn = parts((row.direct, row.partial, row.indirect), self._most, room, SHADES) if room > 2 else ""
        return [*left, (f"  {drawn}", colour or ("pane--bar",))], []


def _columns(width: int) -> tuple[Column, ...]:
    """The columns that there is room for beside name and bar."""
    if width >= 72:
        return (_QUOTES, *_KINDS, _WORDS, _ARTICLES)
    if width >= 54:
        return (_QUOTES, *_KINDS, _WORDS)
    return (_QUOTES, _WORDS) if width >= 36 else (_QUOTES,)


@dataclass(frozen=True)
class Said:
    """What a speaker said, or whom it names (``names``)."""

    row: SpeakerRow
    articles: int
    first: Sequence[Hit] = ()
    others: Iterable[Hit] = ()
    names: list[Tick] | None = None


class SpeakersPage(PlacesPage):
    """Speakers, named and not; beside them the quotes of the one under the cursor, and the names in these quotes."""

    hint = "⏎ all of this speaker; /person finds by label; c beside the open article"

    def __init__(self) -> None:
        self.speakers = SpeakersPane("Speakers", id="speakers")
        self.unnamed = SpeakersPane("Unnamed", id="unnamed")
        self.quotes = HitsPane("Quotes", id="said", empty="nothing is quoted")
        self.about = BarsPane("Names in the quotes", id="about", empty="no names")
        super().__init__((self.speakers, self.unnamed), (self.quotes, self.about))
        self._shown: SpeakerRow | None = None
        self._resting: Timer | None = None
        #: Whose cursor is on the speaker that the right side is about.
        self._from = self.speakers

    def on_mount(self) -> None:
        self.gather(self._count, self._show_speakers)

    def _count(self) -> Iterator[list[SpeakerRow]]:
        yield from self.pressbox.library.speakers()

    def _show_speakers(self, rows: list[SpeakerRow]) -> None:
        self.speakers.empty = "nobody is quoted by name" if rows else "nobody is quoted yet"
        self.unnamed.empty = "everybody has a name" if rows else ""
        self.speakers.list_speakers([row for row in rows if row.id])
        self.unnamed.list_speakers([row for row in rows if not row.id])
        for pane in (self.speakers, self.unnamed):
            self.filled(pane)
        if self._from.current is None and self.unnamed.current is not None:
            self._from = self.unnamed
            if self.pane is self.speakers:
                self.go_to(self.panes.index(self.unnamed))
        self._show_speaker()

    @on(ListPane.Moved)
    def _moved(self, event: ListPane.Moved) -> None:
        self._turn_to(event.pane)

    def filtered(self, pane: ListPane[Any]) -> None:
        self._turn_to(pane)

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        self._turn_to(event.widget)

    def _turn_to(self, pane: object) -> None:
        """Show the speaker under a pane's cursor once it rests, if the pane lists speakers."""
        if isinstance(pane, SpeakersPane) and pane.current is not None:
            self._from = pane
            if self._resting is not None:
                self._resting.stop()
            self._resting = self.set_timer(PREVIEW_DELAY, self._show_speaker)

    def _show_speaker(self) -> None:
        """What the speaker under the cursor said, and about whom."""
        row = self._from.current
        if row is not None and row != self._shown:
            self._shown = row
            self.gather(partial(self._ask_about, row), self._show_said)

    def _ask_about(self, row: SpeakerRow) -> Iterator[Said]:
        """The first quotes of a speaker, with a way to the others; then the names in all of them, ever more."""
        library = self.pressbox.library
        said = library.said_by(row.id, row.forms)
        hits = quote_hits(said)
        yield Said(row, said.articles, list(islice(hits, FIRST)), hits)
        for names in library.said_about(row.id, row.forms):
            yield Said(row, said.articles, names=[Tick(one.name, one.count, one.id, one.label) for one in names])

    def _show_said(self, said: Said) -> None:
        if said.row != self._shown:
            return
        if said.names is None:
            self.quotes.title = f"Quotes of {safe_line(said.row.name)}"
            self.quotes.summary = f"{said.row.quotes} in {in_articles(said.articles)}"
            self.quotes.list_hits(chain(said.first, said.others))
            self.filled(self.quotes)
        self.about.summary = str(len(said.names or ()))
        self.about.list_ticks(said.names or ())
        self.filled(self.about)

    def action_open(self) -> None:
        row = self.pane.current
        if isinstance(row, Hit):
            super().action_open()
        elif isinstance(row, Tick):
            self.pressbox.open_entity(row.id, row.name)
        elif row is not None and row.id:
            self.pressbox.open_entity(row.id, row.name, pane=1)
        elif row is not None:
            self.pressbox.open_speaker(row.name, row.forms)
