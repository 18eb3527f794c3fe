"""Pages of lists: their filters, and cursors that are put back when the page is come back to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tui.list_pane import ListPane
from tui.page import Page, PageState
from tui.pane import Pane


class ListPage(Page):
    """A page all of whose panes are lists."""

    panes: Sequence[ListPane[Any]]

    def __init__(self, *columns: ListPane[Any] | Sequence[ListPane[Any]]) -> None:
        super().__init__(*columns)
        self._put_back: dict[int, int] = {}

    @property
    def pane(self) -> ListPane[Any]:
        return self.panes[self.at]

    # where the cursors stand

    def state(self) -> PageState:
        words = tuple(pane.words for pane in self.panes)
        cursors = tuple(self._put_back.get(n, pane.cursor) for n, pane in enumerate(self.panes))
        return PageState(self.at, cursors, words, self.has_class("-zoomed"))

    def put_back(self, state: PageState) -> None:
        super().put_back(state)
        for number, (pane, cursor, words) in enumerate(zip(self.panes, state.cursors, state.words, strict=True)):
            pane.words = words
            self._put_back[number] = cursor
            self.filled(pane)

    def filled(self, pane: ListPane[Any]) -> None:
        """A pane has got rows: put its cursor back to where it was, if there are enough of them."""
        number = self.panes.index(pane)
        wanted = self._put_back.get(number)
        if wanted is not None and pane.put_cursor(wanted):
            del self._put_back[number]

    # what the keys do

    def put_cursor(self, pane: Pane, at: int) -> None:
        if isinstance(pane, ListPane):
            pane.move_to(at)

    def action_right(self) -> None:
        self.action_open()

    def action_left(self) -> None:
        self.action_leave()

    def forget(self) -> bool:
        if not self.pane.words:
            return False
        self._filter(self.pane, "")
        return True

    def action_search(self) -> None:
        pane, before = self.pane, self.pane.words
        self.question.ask(
            f"Filter {pane.title.lower()}:",
            lambda words: self._filter(pane, words),
            value=before,
            changed=lambda words: self._filter(pane, words),
            cancelled=lambda: self._filter(pane, before),
        )

    def _filter(self, pane: ListPane[Any], words: str) -> None:
        pane.set_filter(words)
        self.filtered(pane)

    def filtered(self, pane: ListPane[Any]) -> None:
        """A pane shows other rows, because of its filter."""
