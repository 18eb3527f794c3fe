"""Giving panes more room or less: the widths of the columns beside the text."""

from __future__ import annotations

from textual import events

from tui.desk import Desk

#: Cells that a key press moves a border by, and the least width of a pane.
STEP, LEAST = 4, 16


class Sizing(Desk):
    """Actions that move the borders between the panes, where they stand beside each other."""

    def action_wider(self) -> None:
        self._resize(STEP)

    def action_narrower(self) -> None:
        self._resize(-STEP)

    def _resize(self, by: int) -> None:
        if not self._beside():
            self.status.say("panes have widths of their own on a screen of 110 columns and more, when none is zoomed")
            return
        left, right = self.articles.size.width, self.entities.size.width
        if self.last_pane == "articles":
            left += by
        elif self.last_pane == "text":
            left, right = left - by // 2, right - by // 2
        else:
            right += by
        if min(left, right, self.size.width - left - right - 2) >= LEAST:
            self.sides = (left, right)
            self.fit_sides()
            self.remember()

    def fit_sides(self) -> None:
        """Let the columns have the widths that the user gave them, as far as the screen has the room."""
        panes = self.query_one("#panes")
        if self.sides is not None and self._beside() and sum(self.sides) + LEAST + 2 <= self.size.width:
            left, right = self.sides
            panes.styles.grid_columns = f"{left} 1fr {right}"
        else:
            panes.styles.grid_columns = None

    def on_resize(self, _event: events.Resize) -> None:
        self.call_after_refresh(self.fit_sides)
