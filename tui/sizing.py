"""Giving panes more room or less: the widths of the columns beside the text."""

from __future__ import annotations

from typing import Literal

from textual import events

from tui.desk import Desk

#: Cells that a key press moves a border by, and the least width of a pane.
STEP, LEAST = 4, 16


class Sizing(Desk):
    """Moving the borders between the panes, by keys and by the mouse, where they stand beside each other."""

    #: The border that the mouse has hold of.
    _held: Literal["left", "right"] | None = None

    def action_wider(self) -> None:
        self._resize(STEP)

    def action_narrower(self) -> None:
        self._resize(-STEP)

    def _resize(self, by: int) -> None:
        if not self.beside:
            self.status.say("panes have widths of their own on a screen of 110 columns and more, when none is zoomed")
            return
        # A key before this one may have given widths that are not on the screen yet.
        left, right = self._fitting() or (self.articles.size.width, self.entities.size.width)
        if self.last_pane == "articles":
            left += by
        elif self.last_pane == "text":
            left, right = left - by // 2, right - by // 2
        else:
            right += by
        self._give(left, right)
        self.remember()

    def _give(self, left: int, right: int) -> None:
        """Give the columns widths, if no pane becomes too narrow by that."""
        if min(left, right, self.size.width - left - right - 2) >= LEAST:
            self.sides = (left, right)
            self.fit_sides()

    def fit_sides(self) -> None:
        """Let the columns have the widths that the user gave them, as far as the screen has the room."""
        panes, sides = self.query_one("#panes"), self._fitting()
        panes.styles.grid_columns = "{} 1fr {}".format(*sides) if sides else None

    def _fitting(self) -> tuple[int, int] | None:
        """The widths that the user gave the columns, if they have room on the screen."""
        if self.sides is None or not self.beside or sum(self.sides) + LEAST + 2 > self.size.width:
            return None
        return self.sides

    # by the mouse

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Take hold of the border between two panes."""
        self._held = self._border_at(event.screen_x, event.screen_y)
        if self._held is not None:
            self.query_one("#panes").capture_mouse()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        if self._held is None:
            return
        left, right = self.articles.size.width, self.entities.size.width
        room = self.size.width - LEAST - 2
        if self._held == "left":
            left = max(LEAST, min(event.screen_x, room - right))
        else:
            right = max(LEAST, min(self.size.width - event.screen_x - 1, room - left))
        self._give(left, right)

    def on_screen_suspend(self) -> None:
        """A page comes over the desk: it is the page that will hear that the button is let go."""
        self.on_mouse_up()

    def on_mouse_up(self) -> None:
        if self._held is not None:
            self._held = None
            self.query_one("#panes").release_mouse()
            self.remember()

    def _border_at(self, x: int, y: int) -> Literal["left", "right"] | None:
        """The border that is drawn in a cell of the screen: left or right of the text."""
        if not self.beside or y >= self.text.region.bottom:
            return None
        return "left" if x == self.articles.region.right else "right" if x == self.entities.region.x - 1 else None

    def on_resize(self) -> None:
        self.call_after_refresh(self.fit_sides)
