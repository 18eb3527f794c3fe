"""A pane that lists rows: any number of them, drawn only where they are seen."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from textual.message import Message
from textual.strip import Strip

from store.safe import safe_line
from tui.pane import Pane

Row = TypeVar("Row")

#: Part of a row: its text, and the component classes that style it.
Cell = tuple[str, tuple[str, ...]]


class ListPane(Pane, Generic[Row]):
    """Rows with a cursor and a filter. Subclasses say how a row looks and reads, and where the cursor may stand."""

    class Moved(Message):
        """The cursor stands on another row."""

        def __init__(self, pane: ListPane[object]) -> None:
            super().__init__()
            self.pane = pane

    def __init__(self, title: str, *, id: str, empty: str = "") -> None:  # noqa: A002 - Textual's own name
        super().__init__(title, id=id)
        self.empty = empty
        self.rows: Sequence[Row] = ()
        self.shown: list[int] = []
        self.cursor = 0
        self.words = ""
        self._folded: list[str] = []

    # what subclasses say

    def cells(self, row: Row, width: int) -> tuple[list[Cell], list[Cell]]:
        """The left and the right part of a row; the left part gives way where both don't fit."""
        raise NotImplementedError

    def row_text(self, row: Row) -> str:
        """What the filter looks at."""
        raise NotImplementedError

    def selectable(self, row: Row) -> bool:
        """Whether the cursor may stand on the row (headings say no)."""
        return True

    def heading_of(self, index: int) -> int | None:
        """The index of the heading row above a row, which the filter keeps with it."""
        return None

    # rows

    @property
    def line_count(self) -> int:
        return len(self.shown)

    @property
    def heading_note(self) -> str:
        if not self.words:
            return self.summary
        found = sum(1 for index in self.shown if self.selectable(self.rows[index]))
        return f"{found} of {self.summary}  /{self.words}"

    @property
    def current(self) -> Row | None:
        """The row under the cursor."""
        if 0 <= self.cursor < len(self.shown):
            row = self.rows[self.shown[self.cursor]]
            return row if self.selectable(row) else None
        return None

    def set_rows(self, rows: Sequence[Row], keep: Callable[[Row], bool] | None = None) -> None:
        """Show other rows; the cursor goes to the first row that ``keep`` accepts, else stays where it was."""
        self.rows = rows
        self._folded = []
        self._apply_filter()
        if keep is not None:
            self.select(keep)
        self._settle()
        self.refresh()

    def set_filter(self, words: str) -> None:
        """Show only rows that hold all of the words (case doesn't matter); "" shows all."""
        self.words = words
        self.filter_again()

    def filter_again(self) -> None:
        """Apply the filter; the cursor stays on its row, or goes to the next one that is shown."""
        row = self.shown[self.cursor] if self.cursor < len(self.shown) else 0
        self._apply_filter()
        self.cursor = bisect_left(self.shown, row)
        self._settle()
        self.refresh()

    def _apply_filter(self) -> None:
        wanted = self.words.casefold().split()
        if not wanted:
            self.shown = list(range(len(self.rows)))
            return
        if len(self._folded) != len(self.rows):
            self._folded = [self.row_text(row).casefold() for row in self.rows]
        shown: list[int] = []
        for index, text in enumerate(self._folded):
            if all(word in text for word in wanted) and self.selectable(self.rows[index]):
                above = self.heading_of(index)
                if above is not None and above not in shown[-1:] and not (shown and shown[-1] > above):
                    shown.append(above)
                shown.append(index)
        self.shown = shown

    def select(self, accept: Callable[[Row], bool]) -> bool:
        """Put the cursor on the first shown row that is accepted, without a message; False if there is none."""
        for at, index in enumerate(self.shown):
            if self.selectable(self.rows[index]) and accept(self.rows[index]):
                self._place(at)
                return True
        return False

    def put_cursor(self, at: int) -> bool:
        """Put the cursor on a shown row, without a message; False if there are too few rows as yet."""
        if at >= len(self.shown):
            return False
        self.cursor = at
        self._settle()
        self.refresh()
        return True

    def _settle(self) -> None:
        """Keep cursor and window inside the rows."""
        self.cursor = max(0, min(self.cursor, len(self.shown) - 1))
        self._skip(1)
        self.top = max(0, min(self.top, len(self.shown) - self.body_height))
        self.keep_visible(self.cursor)

    def on_resize(self) -> None:
        self._settle()
        self.refresh()

    def _skip(self, step: int) -> None:
        """Step off rows that the cursor may not stand on, in a direction, then the other way."""
        for direction in (step, -step):
            at = self.cursor
            while 0 <= at < len(self.shown):
                if self.selectable(self.rows[self.shown[at]]):
                    self.cursor = at
                    return
                at += direction

    def _place(self, at: int, step: int = 1) -> None:
        before = self.cursor
        self.cursor = max(0, min(at, len(self.shown) - 1))
        self._skip(step)
        if self.cursor != before:
            self.refresh_line(before)
            self.refresh_line(self.cursor)
        # A heading directly above the first row comes into view with it.
        self.keep_visible(self.cursor - 1 if self.cursor == 1 else self.cursor)
        self.keep_visible(self.cursor)

    def move(self, by: int) -> None:
        """Move the cursor by rows and tell the screen."""
        before = self.cursor
        self._place(self.cursor + by, 1 if by > 0 else -1)
        if self.cursor != before:
            self.post_message(self.Moved(self))  # type: ignore[arg-type]

    def move_to(self, at: int) -> None:
        """Put the cursor on a shown row and tell the screen."""
        self.move(at - self.cursor)

    # drawing

    def pane_line(self, y: int) -> Strip:
        if y == 1 and not self.shown:
            text = "no match – esc shows all" if self.words else self.empty
            return Strip([Segment(f" {text}", self.style_of("pane--dim"))]).adjust_cell_length(
                self.size.width, self.style_of()
            )
        return super().pane_line(y)

    def body_line(self, line: int, width: int) -> Strip:
        row = self.rows[self.shown[line]]
        left, right = self.cells(row, width)
        over = self._cursor_class(line)
        room = max(0, width - sum(cell_len(text) for text, _ in right))
        segments = self._segments(left, room, over)
        segments += [Segment(safe_line(text), self.style_of(*names, *over)) for text, names in right]
        strip = Strip(segments).adjust_cell_length(width, self.style_of(*over))
        return self.labelled(strip, 0, self._labels[line]) if line in self._labels else strip

    def spots(self) -> list[int]:
        lines = range(self.top, min(self.top + self.body_height, len(self.shown)))
        return [line for line in lines if self.selectable(self.rows[self.shown[line]])]

    def _segments(self, cells: list[Cell], room: int, over: tuple[str, ...]) -> list[Segment]:
        """The cells cut or filled to exactly ``room`` terminal cells."""
        segments = []
        for text, names in cells:
            text = safe_line(text)
            size = cell_len(text)
            if size > room:
                text = set_cell_size(text, room - 1) + "…" if room > 1 else set_cell_size(text, room)
                size = room
            room -= size
            segments.append(Segment(text, self.style_of(*names, *over)))
        segments.append(Segment(" " * room, self.style_of(*over)))
        return segments

    def _cursor_class(self, line: int) -> tuple[str, ...]:
        if line != self.cursor or not self.selectable(self.rows[self.shown[line]]):
            return ()
        return ("pane--cursor",) if self.has_focus else ("pane--cursor-blurred",)

    # mouse

    def choose(self, x: int, y: int) -> bool:
        line = self.top + y - 1
        if y < 1 or line >= len(self.shown) or not self.selectable(self.rows[self.shown[line]]):
            return False
        self.move_to(line)
        return True
