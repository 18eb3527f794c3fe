"""The library in pictures: who is named and quoted most, who appears with whom, and how far the review has come."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.cells import cell_len

from store.timeline import timeline
from tui.bars import BarsPane, Tick, fixed, time_ticks
from tui.list_page import ListPage
from tui.list_pane import Cell, ListPane
from tui.page import TrailPage

if TYPE_CHECKING:
    from store.entries import ArticleRow
    from store.library import EntityRow

#: How many names and speakers have bars, and how many people are in the matrix.
LONGEST, PEOPLE = 100, 10
#: What persons are called at the heads of rows and columns: one cell, so that columns may be narrow.
LETTERS = "abcdefghij"
#: Shades of a cell of the matrix, from few to many articles.
SHADES = "░▒▓█"
#: Numbers of quotes in an article that are counted together: from, and up to (-1 for no end).
SPANS = ((0, 0), (1, 1), (2, 2), (3, 4), (5, 8), (9, 16), (17, 32), (33, -1))


@dataclass(frozen=True, slots=True)
class Pairs:
    """A row of the matrix: a person, and in how many articles with each of the persons; the heading has no id."""

    id: str
    name: str
    counts: tuple[int, ...] = ()


class MatrixPane(ListPane[Pairs]):
    """Who appears with whom: numbers of articles, shaded by how many they are."""

    def __init__(self) -> None:
        super().__init__("Together, in how many articles", id="together", empty="counting…")
        self._most = 0

    def list_pairs(self, rows: list[Pairs]) -> None:
        """Show the matrix of these rows."""
        self._most = max((n for at, row in enumerate(rows) for to, n in enumerate(row.counts) if at != to), default=0)
        self.empty = "nobody is named yet"
        self.set_rows([Pairs("", ""), *rows] if rows else [], None)

    def selectable(self, row: Pairs) -> bool:
        return bool(row.id)

    def heading_of(self, index: int) -> int | None:
        return 0

    def row_text(self, row: Pairs) -> str:
        return row.name

    def cells(self, row: Pairs, width: int) -> tuple[list[Cell], list[Cell]]:
        people = len(self.rows) - 1
        room = max(2, min(7, (width - 22) // max(1, people)))
        named = max(6, min(28, width - people * room - 4))
        if not row.id:
            heads = "".join(letter.rjust(room) for letter in LETTERS[:people])
            return [(" " * (named + 4) + heads, ("pane--dim",))], []
        at = next((n for n, other in enumerate(self.rows) if other is row), 0)
        left: list[Cell] = [
            (f" {LETTERS[at - 1]} ", ("pane--dim",)),
            (fixed(row.name, named) + " ", ("label--person",)),
        ]
        for to, count in enumerate(row.counts, 1):
            left.append(self._cell(count, room, own=to == at))
        return left, []

    def _cell(self, count: int, room: int, *, own: bool) -> Cell:
        if own:
            return "╲".rjust(room), ("pane--dim",)
        if count == 0:
            return "·".rjust(room), ("pane--dim",)
        shade = SHADES[min(len(SHADES) - 1, len(SHADES) * count // (self._most + 1))]
        number = str(count)
        text = shade + number if cell_len(number) + 2 <= room else shade
        return text.rjust(room), ("label--person",)


class OverviewPage(ListPage, TrailPage):
    """Bars of names and speakers, a matrix of people, and the state of the review."""

    hint = "⏎ on a name goes to its page, on a number of articles to these articles"

    def __init__(self) -> None:
        self.names = BarsPane("Names", id="names", empty="nothing is named yet")
        self.speakers = BarsPane("Speakers", id="speakers", empty="counting…")
        self.together = MatrixPane()
        self.state_of = BarsPane("Articles", id="library", empty="no articles yet – I imports some", named=0.4)
        super().__init__((self.names, self.speakers), (self.together, self.state_of))

    def on_mount(self) -> None:
        self.gather(self._list_names, self._show_names)
        self.gather(self._pair, self._show_pairs)
        self.gather(self._sum_up, self._show_sums)
        self.gather(self._count_speakers, self._show_speakers)

    def _list_names(self) -> Iterator[list[EntityRow]]:
        yield self.pressbox.library.entities(limit=LONGEST)

    def _show_names(self, rows: list[EntityRow]) -> None:
        self.names.summary = "most mentioned, in articles" if rows else ""
        self.names.list_ticks([Tick(row.name, row.mentions, row.id, row.label, f"{row.articles}") for row in rows])
        self.filled(self.names)

    def _count_speakers(self) -> Iterator[list[Tick]]:
        for rows in self.pressbox.library.speakers():
            yield [Tick(row.name, row.quotes, row.id, row.label, f"{row.articles}") for row in rows if row.id][:LONGEST]

    def _show_speakers(self, rows: list[Tick]) -> None:
        self.speakers.summary = "most quoted, in articles" if rows else ""
        self.speakers.empty = "nobody is quoted yet"
        self.speakers.list_ticks(rows)
        self.filled(self.speakers)

    def _pair(self) -> Iterator[list[Pairs]]:
        library = self.pressbox.library
        people = library.entities(label="PERSON", limit=PEOPLE)
        keys = [row.id for row in people]
        counts = library.together(keys)
        yield [Pairs(row.id, row.name, tuple(counts[row.id, key] for key in keys)) for row in people]

    def _show_pairs(self, rows: list[Pairs]) -> None:
        self.together.list_pairs(rows)
        self.filled(self.together)

    def _sum_up(self) -> Iterator[list[Tick]]:
        yield sums(self.pressbox.library.rows())

    def _show_sums(self, rows: list[Tick]) -> None:
        self.state_of.list_ticks(rows)
        self.filled(self.state_of)

    def action_open(self) -> None:
        row = self.pane.current
        if isinstance(row, Tick) and self.pane is self.state_of:
            self.pressbox.show_articles(row.filter)
        elif isinstance(row, Tick) and not row.id:
            self.pressbox.open_speaker(row.name)
        elif isinstance(row, Tick | Pairs):
            self.pressbox.open_entity(row.id, row.name, pane=1 if self.pane is self.speakers else 0)


def sums(rows: list[ArticleRow]) -> list[Tick]:
    """How far the review has come, how many quotes articles have, and when they were published."""
    if not rows:
        return []
    total = len(rows)

    def part(name: str, count: int, words: str) -> Tick:
        return Tick(name, count, filter=words, remark=f"{count / total:.0%}", most=total)

    reviewed, corrected, unsure = (
        sum(1 for row in rows if getattr(row, what)) for what in ("reviewed", "human", "doubts")
    )
    doubts = sum(row.doubts for row in rows if not row.reviewed)
    quotes = Counter(row.quotes for row in rows)
    found = [
        Tick(f"Review of {total} articles"),
        part("✓ reviewed", reviewed, "reviewed:yes"),
        part("to be reviewed", total - reviewed, "reviewed:no"),
        part("• corrected", corrected, "human:yes"),
        part("? with doubts", unsure, "doubts:yes"),
        Tick("Doubts in articles to be reviewed", remark=str(doubts)),
        Tick("Quotes in an article, articles"),
    ]
    for first, last in SPANS:
        count = sum(n for quoted, n in quotes.items() if first <= quoted and (quoted <= last or last < 0))
        span = f"{first}" if first == last else f"{first}-{last if last > 0 else ''}"
        name = f"{first} and more" if last < 0 else span.replace("-", "–")
        found.append(Tick(name, count, filter=f"quotes:{span}"))
    dates = Counter(row.published for row in rows)
    if (line := timeline((day, count, 0) for day, count in dates.items())) is not None:
        found += time_ticks(line)
    return found
