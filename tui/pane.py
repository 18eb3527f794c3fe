"""The base of the four panes: a heading, and below it lines that are drawn one at a time (Textual's Line API).

A pane keeps its own ``top`` (the first line shown) instead of Textual's scrolling: there are no scroll bars to
restyle, and moving the cursor repaints two lines, whatever the number of rows.
"""

from __future__ import annotations

from typing import Self

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip

from store.safe import safe_line
from tui.drawn import Drawn


class Pane(Drawn, can_focus=True):
    """A heading line and a windowed body of ``line_count`` lines; subclasses draw one body line at a time."""

    ALLOW_SELECT = False
    #: The screen gives the focus, when it hears that the mouse was pressed.
    FOCUS_ON_CLICK = False

    #: The digit that brings the focus here.
    number: str = ""

    class Pressed(Message):
        """The left button of the mouse was pressed here; what it was pressed on has been chosen."""

        def __init__(self, pane: Pane) -> None:
            super().__init__()
            self.pane = pane

    class Touched(Message):
        """The mouse asked for something here: a click (``count`` 1) or a double click (2) on what was chosen."""

        def __init__(self, pane: Pane, count: int) -> None:
            super().__init__()
            self.pane = pane
            self.count = count

    def __init__(self, title: str, *, id: str) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self.title = title
        self.summary = ""
        self.top = 0
        self._labels: dict[int, str] = {}
        #: The lines as they were drawn last.
        self._drawn: dict[int, Strip] = {}
        self._chosen = False

    # what subclasses say

    @property
    def line_count(self) -> int:
        """Lines of the body."""
        raise NotImplementedError

    def body_line(self, line: int, width: int) -> Strip:
        """The strip of one body line."""
        raise NotImplementedError

    @property
    def heading_note(self) -> str:
        """What the heading says behind the title."""
        return self.summary

    # drawing

    @property
    def body_height(self) -> int:
        return max(0, self.size.height - 1)

    def render_line(self, y: int) -> Strip:
        strip = self._drawn[y] = self.pane_line(y)
        return strip

    def pane_line(self, y: int) -> Strip:
        """The strip of a line of the pane, the heading being line 0."""
        width = self.size.width
        if y == 0:
            return self.heading(width)
        line = self.top + y - 1
        if line < self.line_count:
            return self.body_line(line, width)
        return Strip.blank(width, self.style_of())

    def heading(self, width: int) -> Strip:
        name = "pane--heading-focus" if self.has_focus else "pane--heading"
        style = self.style_of(name)
        marker = "▸" if self.has_focus else " "
        note = f"  {safe_line(self.heading_note)}"
        room = width - cell_len(f"{marker}{self.number} {self.title}")
        if cell_len(note) > room > 0:
            note = set_cell_size(note, room - 1) + "…"
        segments = [
            Segment(f"{marker}{self.number} ", style),
            Segment(self.title, style),
            Segment(note, style + Style(bold=False)),
        ]
        return Strip(segments).adjust_cell_length(width, style)

    def refresh(self, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False) -> Self:
        """Repaint regions, or without any the lines that are no longer what was drawn last.

        Textual asks for all of a widget whenever the focus moves. To draw a line is much less work than to have it
        painted, and few lines change by most of what a key does.
        """
        if regions or layout or recompose or not repaint or not self._drawn:
            return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)
        width, height = self.size
        changed = [Region(0, y, width, 1) for y in range(height) if self.pane_line(y) != self._drawn.get(y)]
        return super().refresh(*changed) if changed else self

    def focus(self, scroll_visible: bool = True) -> Self:
        """Get the focus, as any widget, but look no different before that has happened."""
        self.app.call_later(self.screen.set_focus, self, scroll_visible)
        return self

    def restyled(self) -> None:
        super().restyled()
        self._drawn.clear()
        self.refresh()

    def refresh_line(self, line: int) -> None:
        """Repaint one body line, if it is on screen."""
        y = line - self.top + 1
        if 1 <= y < self.size.height:
            self.refresh(Region(0, y, self.size.width, 1))

    def refresh_heading(self) -> None:
        self.refresh(Region(0, 0, self.size.width, 1))

    # jumping

    def spots(self) -> list[int]:
        """What in sight can be jumped to, each as a number of the pane's own."""
        raise NotImplementedError

    def show_labels(self, labels: dict[int, str]) -> None:
        """Draw labels over spots; {} takes them away."""
        if labels != self._labels:
            self._labels = labels
            self.refresh()

    def labelled(self, strip: Strip, x: int, label: str) -> Strip:
        """A line with a label over it from cell ``x`` on."""
        over = Strip([Segment(label, self.style_of("pane--jump"))])
        end = x + over.cell_length
        return Strip.join([strip.crop(0, x), over, strip.crop(end)])

    # scrolling

    def scroll_body(self, top: int) -> None:
        """Show the body from line ``top`` on, as far as there are lines."""
        top = max(0, min(top, self.line_count - self.body_height))
        if top != self.top:
            self.top = top
            self.refresh()

    def keep_visible(self, line: int, margin: int = 0) -> None:
        """Scroll as little as needed to have a line on screen, with ``margin`` lines around it where there is room."""
        height = self.body_height
        if height <= 0:
            return
        margin = min(margin, (height - 1) // 2)
        if line < self.top + margin:
            self.scroll_body(line - margin)
        elif line >= self.top + height - margin:
            self.scroll_body(line - height + 1 + margin)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        event.stop()
        self._roll(3)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        event.stop()
        self._roll(-3)

    def _roll(self, by: int) -> None:
        if not self._labels:  # what came into sight would have none
            self.scroll_body(self.top + by)

    # the mouse's buttons

    def choose(self, x: int, y: int) -> bool:
        """Choose what is shown at a cell of the pane; False if there is nothing to be chosen."""
        raise NotImplementedError

    def on_mouse_down(self, event: events.MouseDown) -> None:
        # When the button is let go, another row may be there: panes get more room as they get the focus.
        if event.button == 1:
            self._chosen = self.choose(event.x, event.y)
            self.post_message(self.Pressed(self))

    def on_click(self, event: events.Click) -> None:
        if event.button == 1 and event.chain > 1 and self._chosen:
            self.post_message(self.Touched(self, event.chain))
