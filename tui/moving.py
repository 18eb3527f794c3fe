"""The keys that move a cursor, for every screen that has one."""

from __future__ import annotations

from tui.list_pane import ListPane
from tui.pane import Pane
from tui.text_pane import TextPane


class Moving:
    """Actions that move the cursor of the pane at work; a mixin for screens."""

    def moved_pane(self) -> Pane:
        """The pane whose cursor moves."""
        raise NotImplementedError

    def move_cursor(self, by: int) -> None:
        """Move by rows, or by lines of the text."""
        pane = self.moved_pane()
        if isinstance(pane, TextPane):
            pane.step_line(by)
        elif isinstance(pane, ListPane):
            pane.move(by)

    def move_to_edge(self, way: int) -> None:
        """Move to the first (-1) or the last (1) row or word."""
        pane = self.moved_pane()
        if isinstance(pane, TextPane):
            pane.set_cursor(0 if way < 0 or not pane.words else pane.words[-1][0])
        elif isinstance(pane, ListPane):
            pane.move(way * pane.line_count)

    def action_down(self) -> None:
        self.move_cursor(1)

    def action_up(self) -> None:
        self.move_cursor(-1)

    def action_half_down(self) -> None:
        self.move_cursor(max(1, self.moved_pane().body_height // 2))

    def action_half_up(self) -> None:
        self.move_cursor(-max(1, self.moved_pane().body_height // 2))

    def action_page_down(self) -> None:
        self.move_cursor(max(1, self.moved_pane().body_height - 1))

    def action_page_up(self) -> None:
        self.move_cursor(-max(1, self.moved_pane().body_height - 1))

    def action_first(self) -> None:
        self.move_to_edge(-1)

    def action_last(self) -> None:
        self.move_to_edge(1)
