"""The list of articles, narrowed by words and fields."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual.message import Message

from tui.finding import Condition, Filter, parse
from tui.labels import HUMAN
from tui.list_pane import Cell, ListPane

if TYPE_CHECKING:
    from store.entries import ArticleRow


#: Width from which an article's date stands beside its title, in cells.
DATED = 44


class ArticlesPane(ListPane["ArticleRow"]):
    """The library: one row an article, ticked when reviewed, with a mark where a human changed something.

    Of tens of thousands of rows, what a key changes is one: nothing here goes through all of them for that.
    """

    number = "1"

    def __init__(self, title: str, *, id: str) -> None:  # noqa: A002 - Textual's own name
        super().__init__(title, id=id)
        self._places: dict[str, int] = {}
        self._texts: list[str] = []
        self._reviewed = 0
        self.filter = Filter()
        self._answers: dict[Condition, set[str]] = {}

    class Asked(Message):
        """A filter needs answers of the index."""

        def __init__(self, conditions: Sequence[Condition]) -> None:
            super().__init__()
            self.conditions = conditions

    def list_articles(self, rows: list[ArticleRow], key: str | None) -> None:
        """Show these articles; the cursor goes to the one with an id, if it is shown."""
        self._places = {row.id: at for at, row in enumerate(rows)}
        self._texts = []
        self.ask_again()
        self._reviewed = sum(row.reviewed for row in rows)
        self.set_rows(rows)
        self.select_article(key)
        self._sum_up()

    def put(self, row: ArticleRow) -> None:
        """Show one article's row as it is now."""
        at = self._places.get(row.id)
        if at is None or not isinstance(self.rows, list):
            return
        self._reviewed += row.reviewed - self.rows[at].reviewed
        self.rows[at] = row
        if self._texts:
            self._texts[at] = self.row_text(row).casefold()
        if self.words and not self._fits(at):
            key = self.current.id if self.current else None
            self.shown = [index for index in self.shown if index != at]
            self.select_article(key)
            self._settle()
            self.refresh()
        else:
            self.refresh_line(bisect_left(self.shown, at))
        self._sum_up()

    def has(self, key: str | None) -> bool:
        """Whether an article is in the list, be it shown or not."""
        return key in self._places

    def shows(self, key: str) -> bool:
        """Whether an article is among those that are shown."""
        index = self._places.get(key, -1)
        at = bisect_left(self.shown, index)
        return index >= 0 and at < len(self.shown) and self.shown[at] == index

    def select_article(self, key: str | None) -> None:
        """Put the cursor on an article, without a message, if it is shown."""
        if key is not None and self.shows(key):
            self._place(bisect_left(self.shown, self._places[key]))

    def _sum_up(self) -> None:
        self.summary = f"{len(self.rows)}  ✓{self._reviewed}" if self.rows else ""
        self.refresh_heading()

    def _apply_filter(self) -> None:
        self.filter = parse(self.words)
        missing = [condition for condition in self.filter.asked if condition not in self._answers]
        if missing:
            # Until the answers are there, what is shown stays as it was.
            self.post_message(self.Asked(missing))
            if self.shown and self.shown[-1] < len(self.rows):
                return
        found = [*range(len(self.rows))]
        if not self.filter.fault:
            for word in self._wanted_words():
                found = [at for at in found if word in self._texts[at]]
            if self.filter.tests or self.filter.asked:
                found = [at for at in found if self._passes(self.rows[at])]
        self.shown = found

    @property
    def waits(self) -> bool:
        """Whether the index has yet to say what the filter gives."""
        return any(condition not in self._answers for condition in self.filter.asked)

    def _wanted_words(self) -> tuple[str, ...]:
        """The words of the filter; with any, the texts in which they are looked for are there."""
        if self.filter.words and len(self._texts) != len(self.rows):
            self._texts = [self.row_text(row).casefold() for row in self.rows]
        return self.filter.words

    def _fits(self, at: int) -> bool:
        return all(word in self._texts[at] for word in self._wanted_words()) and self._passes(self.rows[at])

    def _passes(self, row: ArticleRow) -> bool:
        """Whether a row passes what the filter says beyond words; what is not known yet is passed."""
        answers = [self._answers[one] for one in self.filter.asked if one in self._answers]
        return all(test(row) for test in self.filter.tests) and all(row.id in ids for ids in answers)

    def answer(self, answers: dict[Condition, set[str]]) -> None:
        """The index has answered: the ids of the articles that satisfy conditions."""
        self._answers = {one: ids for one, ids in {**self._answers, **answers}.items() if one in self.filter.asked}
        self.filter_again()

    def ask_again(self) -> None:
        """Articles have changed: what the index said of them may no longer hold."""
        if self.filter.asked:
            self.post_message(self.Asked(self.filter.asked))

    def cells(self, row: ArticleRow, width: int) -> tuple[list[Cell], list[Cell]]:
        tick = "✓" if row.reviewed else " "
        human = HUMAN if row.human else " "
        counts = f" {row.entities:>3} {row.quotes:>3} " if width >= 26 else ""
        if width >= DATED and row.published:
            counts = f" {row.published:<10}{counts}"
        return [(tick, ("label--gpe",)), (human, ("pane--human",)), (row.title, ())], [(counts, ("pane--dim",))]

    def row_text(self, row: ArticleRow) -> str:
        return f"{row.title} {row.source}"
