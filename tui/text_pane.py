"""The text of the open article: wrapped once a width, drawn line by line, with a word cursor and a selection."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import pairwise

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.message import Message
from textual.strip import Strip

from store.safe import safe, safe_line
from store.view import View
from tui.marking import Lit, Mark, Marks, in_margin, marks_of
from tui.pane import Pane
from tui.wrapping import line_of, tokens, wrap

#: Cells for who speaks in the margin, by the width of the pane, the widest first. The rule and a blank come on top.
NAMED = ((118, 14), (100, 8), (44, 2), (0, 0))
#: Longest line that is comfortable to read, in cells.
READABLE = 92
_SPACES = {9: " ", 10: " "}


class TextPane(Pane):
    """One article. The cursor stands on a token (a word or a punctuation mark); offsets are into the article's text."""

    number = "2"

    class Moved(Message):
        """The cursor stands on another word; ``by_user`` is False when another pane moved it."""

    def __init__(self, *, id: str) -> None:  # noqa: A002 - Textual's own name
        super().__init__("Text", id=id)
        self.view: View | None = None
        self.text = ""
        self.marks = Marks()
        self.lit = Lit()
        self.letters = True
        #: Keys with their meaning, for when nothing is open.
        self.welcome: list[tuple[str, str]] = []
        self.lines: list[tuple[int, int]] = [(0, 0)]
        #: Cells of the margin for the name of who speaks.
        self.named = 0
        self._rules: dict[int, tuple[str, str]] = {}
        self.words: list[tuple[int, int]] = []
        self.cursor = 0
        self.mark: int | None = None
        self.matches: list[tuple[int, int]] = []
        #: The words that were searched for last.
        self.sought = ""
        self._wrapped: tuple[str, int, dict[int, int]] | None = None
        self._wanted_top: int | None = None
        self._goal: int | None = None

    # content

    def show(self, view: View | None, *, cursor: int = 0, top: int | None = None) -> None:
        """Show an article from a cursor offset; with ``top`` None the window follows the cursor."""
        self.view = view
        self.text = safe(view.article.text) if view else ""
        self.words = tokens(self.text)
        self.matches, self.sought, self.mark, self.lit = [], "", None, Lit()
        self.top = 0
        self._remark()
        self.set_cursor(cursor, tell=False)
        # Before the first layout there is no window yet to be scrolled.
        self._wanted_top = top if self.size.height == 0 else None
        if top is not None:
            self.scroll_body(top)
        self.refresh()

    def update(self, view: View) -> None:
        """Show the same article after a correction: cursor, selection and window stay.

        Its text may be another one by now, when the article was imported again.
        """
        if safe(view.article.text) != self.text:
            self.show(view, cursor=self.cursor)
            return
        first = self.lines[self.top][0] if self.top < len(self.lines) else 0
        self.view = view
        self._remark()
        self.top = max(0, min(line_of(self.lines, first), self.line_count - self.body_height))
        self.refresh()

    def _remark(self) -> None:
        self.marks = self.marked(self.view) if self.view else Marks()
        self._wrap()

    def marked(self, view: View) -> Marks:
        """What is marked in an article."""
        return marks_of(view)

    def _wrap(self) -> None:
        self._rules.clear()
        self.named = next(cells for width, cells in NAMED if self.margin_room >= width)
        width = min(self.size.width - self.margin - 1, READABLE)
        cells = {at: cell_len(letter) for at, letter in self.marks.letters.items()} if self.letters else {}
        if width > 0 and (self.text, width, cells) != self._wrapped:
            self._wrapped = (self.text, width, cells)
            self.lines = wrap(self.text, width, cells)

    @property
    def margin_room(self) -> int:
        """The cells by which the margin's width is chosen."""
        return self.size.width

    @property
    def margin(self) -> int:
        """Cells to the left of the text."""
        return self.named + (3 if self.named else 2)

    def on_resize(self) -> None:
        first = self.lines[min(self.top, len(self.lines) - 1)][0]
        self._wrap()
        top = line_of(self.lines, first) if self._wanted_top is None else self._wanted_top
        if self.size.height:
            self._wanted_top = None
        self.top = max(0, min(top, self.line_count - self.body_height))
        self.keep_visible(line_of(self.lines, self.cursor))
        self.refresh()

    def toggle_letters(self) -> None:
        """Show or hide the label letters behind the names."""
        self.letters = not self.letters
        self.on_resize()

    # cursor and selection

    @property
    def word(self) -> tuple[int, int]:
        """The token under the cursor."""
        at = bisect_right(self.words, (self.cursor, 1 << 62)) - 1
        if at >= 0 and self.words[at][0] <= self.cursor < self.words[at][1]:
            return self.words[at]
        return self.cursor, min(self.cursor + 1, len(self.text))

    @property
    def selection(self) -> tuple[int, int] | None:
        """The selected stretch, whole words, None while nothing is selected."""
        if self.mark is None:
            return None
        here, there = self.word, self._word_at(self.mark)
        return min(here[0], there[0]), max(here[1], there[1])

    def _word_at(self, offset: int) -> tuple[int, int]:
        at = bisect_right(self.words, (offset, 1 << 62)) - 1
        return self.words[at] if at >= 0 and self.words[at][1] > offset else (offset, offset + 1)

    def set_cursor(self, offset: int, *, tell: bool = True) -> None:
        """Put the cursor on the word at an offset and bring it into view."""
        before = self.cursor
        self.cursor = max(0, min(offset, max(0, len(self.text) - 1)))
        if self.mark is not None:
            self.refresh()
        else:
            self._refresh_offset(before)
            self._refresh_offset(self.cursor)
        self.keep_visible(line_of(self.lines, self.cursor), margin=2)
        if tell and self.cursor != before:
            self.post_message(self.Moved())

    def step_word(self, by: int) -> None:
        """Move the cursor by words, passing over punctuation."""
        self._goal = None
        at = bisect_left(self.words, (self.cursor, 0))
        if by > 0 and at < len(self.words) and self.words[at][0] == self.cursor:
            at += 1
        elif by < 0:
            at -= 1
        while 0 <= at < len(self.words) and not self.text[self.words[at][0]].isalnum():
            at += 1 if by > 0 else -1
        if 0 <= at < len(self.words):
            self.set_cursor(self.words[at][0])

    def step_line(self, by: int) -> None:
        """Move the cursor by lines, keeping its column where the line is long enough."""
        here = line_of(self.lines, self.cursor)
        if self._goal is None:
            self._goal = self.cursor - self.lines[here][0]
        goal = self._goal
        line = max(0, min(here + by, len(self.lines) - 1))
        # Blank lines between paragraphs hold no word to stand on.
        step = 1 if by > 0 else -1
        while 0 < line < len(self.lines) - 1 and self.lines[line][0] == self.lines[line][1]:
            line += step
        start, end = self.lines[line]
        self.set_cursor(self._word_start(min(start + goal, max(start, end - 1)), start))
        self._goal = goal

    def _word_start(self, offset: int, least: int) -> int:
        """The start of the word at an offset, no further left than ``least``."""
        at = bisect_right(self.words, (offset, 1 << 62)) - 1
        return max(least, self.words[at][0]) if at >= 0 else offset

    def toggle_select(self) -> None:
        """Start selecting at the cursor's word, or stop."""
        self.mark = None if self.mark is not None else self.cursor
        self.refresh()

    def unselect(self) -> bool:
        """End selecting; False if nothing was selected."""
        if self.mark is None:
            return False
        self.mark = None
        self.refresh()
        return True

    def light(self, lit: Lit) -> None:
        """Light up other spans; repaints the lines that change."""
        if lit == self.lit:
            return
        changed = set(self.lit.spans) ^ set(lit.spans)
        self.lit = lit
        for start, end, _ in changed:
            for line in range(line_of(self.lines, start), line_of(self.lines, max(start, end - 1)) + 1):
                self.refresh_line(line)

    def find(self, words: str) -> int:
        """Light up every occurrence of some words (case doesn't matter) and return how many there are."""
        self.sought = words
        found = re.finditer(re.escape(words), self.text, re.IGNORECASE) if words else ()
        self.matches = [match.span() for match in found]
        self.refresh()
        return len(self.matches)

    def step_match(self, by: int, *, tell: bool = True) -> bool:
        """Move to the next or previous match, around the ends; False if there is none."""
        return self.step_to([start for start, _ in self.matches], by, tell=tell)

    def step_to(self, starts: Sequence[int], by: int, *, tell: bool = False) -> bool:
        """Put the cursor on the next or previous of some rising offsets, around the ends; False if there are none."""
        if not starts:
            return False
        at = bisect_right(starts, self.cursor) if by > 0 else bisect_left(starts, self.cursor) - 1
        self.set_cursor(starts[at % len(starts)], tell=tell)
        return True

    # drawing

    @property
    def line_count(self) -> int:
        return len(self.lines)

    def _refresh_offset(self, offset: int) -> None:
        self.refresh_line(line_of(self.lines, offset))

    def pane_line(self, y: int) -> Strip:
        if y >= 1 and self.view is None:
            return self._welcome_line(y - 1) if self.welcome else Strip.blank(self.size.width, self.style_of())
        return super().pane_line(y)

    def _welcome_line(self, y: int) -> Strip:
        """What stands here while nothing is open: what to do about it."""
        lines: list[list[tuple[str, tuple[str, ...]]]] = [[("nothing open yet", ("text--title",))], []]
        lines += [[(f"{key:>4}", ("text--key",)), (f"  {meaning}", ())] for key, meaning in self.welcome]
        cells = lines[y] if y < len(lines) else []
        segments = [Segment(" ", self.style_of()), *(Segment(text, self.style_of(*names)) for text, names in cells)]
        return Strip(segments).adjust_cell_length(self.size.width, self.style_of())

    def body_line(self, line: int, width: int) -> Strip:
        start, end = self.lines[line]
        if self.view is None:
            return Strip.blank(width, self.style_of())
        rule, key = self._rule(line)
        spoken = bool(key) and key == self.lit.quote
        margin = self.style_of("text--margin-current" if spoken else "text--margin")
        segments = [Segment(f"{self._speaker(line, key)}{rule} ", margin), *self._pieces(start, end)]
        strip = Strip(segments).adjust_cell_length(width, self.style_of())
        for at in self._labels:
            if start <= at < end:
                strip = self.labelled(strip, self._cell_of(at, start), self._labels[at])
        return strip

    def spots(self) -> list[int]:
        """Names and quotes in sight."""
        if self.view is None or not self.text:
            return []
        first = self.lines[self.top][0]
        last = self.lines[min(self.top + self.body_height, len(self.lines)) - 1][1]
        starts = {m.start for m in self.view.mentions} | {q.segments[0].start for q in self.view.quotes}
        return sorted(start for start in starts if first <= start < last)

    def _cell_of(self, offset: int, start: int) -> int:
        """The cell of the pane in which an offset of the line that begins at ``start`` is shown."""
        letters = self.marks.letters if self.letters else {}
        drawn = sum(cell_len(letter) for at, letter in letters.items() if start < at <= offset)
        return self.margin + cell_len(self.text[start:offset]) + drawn

    def _rule(self, line: int) -> tuple[str, str]:
        """The margin's sign of a line and the quote it belongs to, found once a line."""
        if line not in self._rules:
            self._rules[line] = self.marks.rule(*self.lines[line])
        return self._rules[line]

    def _speaker(self, line: int, key: str) -> str:
        """Who speaks, right beside the rule: on the first line of a quote, and on the first line on the screen."""
        if not self.named:
            return ""
        name = ""
        if key and (line in (0, self.top) or self._rule(line - 1)[1] != key):
            name = in_margin(safe_line(self.marks.speakers[key]), self.named)
        return " " * (self.named - cell_len(name)) + name + " "

    def _spans(self, start: int, end: int) -> list[Mark]:
        """Everything that colours a line, the lowest layer first."""
        spans = self.marks.on_line(start, end)
        title = self.view.article.title if self.view else None
        if title and start < len(title) and self.text.startswith(title):
            spans.insert(0, (0, len(title), "text--title"))
        spans += [(a, b, name) for a, b, name in self.lit.spans if a < end and start < b]
        spans += [(a, b, "text--match") for a, b in self.matches if a < end and start < b]
        if self.selection is not None:
            spans.append((*self.selection, "text--selection"))
        if self.has_focus:
            spans.append((*self.word, "text--cursor"))
        return spans

    def _pieces(self, start: int, end: int) -> list[Segment]:
        """The segments of a line, cut wherever a span begins or ends or a letter is drawn."""
        spans = self._spans(start, end)
        letters = self.marks.letters if self.letters else {}
        edges = {start, end, *(at for at in letters if start < at <= end)}
        for a, b, _ in spans:
            edges.update((max(a, start), min(b, end)))
        cuts = sorted(edge for edge in edges if start <= edge <= end)
        segments = []
        for a, b in pairwise(cuts):
            names = tuple(name for s, e, name in spans if s <= a and b <= e)
            segments.append(Segment(self.text[a:b].translate(_SPACES), self.style_of(*names)))
            if b in letters:
                segments.append(Segment(letters[b], self._letter_style(names)))
        return segments

    def _letter_style(self, names: tuple[str, ...]) -> Style:
        label = next((name for name in names if name.startswith("label--")), "pane--dim")
        return self.style_of(label, "text--letter")

    # mouse

    def offset_at(self, x: int, y: int) -> int | None:
        """The character offset shown at a cell of the pane."""
        line = self.top + y - 1
        if y < 1 or line >= len(self.lines):
            return None
        start, end = self.lines[line]
        letters = self.marks.letters if self.letters else {}
        cells = x - self.margin
        for at in range(start, end):
            if at > start and at in letters:
                cells -= cell_len(letters[at])
            cells -= cell_len(self.text[at])
            if cells < 0:
                return at
        return max(start, end - 1)

    def choose(self, x: int, y: int) -> bool:
        offset = self.offset_at(x, y)
        if offset is None:
            return False
        self.unselect()
        self.capture_mouse()
        self._goal = None
        self.set_cursor(self._word_at(offset)[0] if offset < len(self.text) else offset)
        return True

    def on_mouse_move(self, event: events.MouseMove) -> None:
        if self.app.mouse_captured is self:
            offset = self.offset_at(event.x, max(1, min(event.y, self.body_height)))
            if offset is not None and self._word_at(offset) != self.word:
                if self.mark is None:
                    self.mark = self.cursor
                self.set_cursor(self._word_at(offset)[0])

    def on_mouse_up(self, _event: events.MouseUp) -> None:
        self.release_mouse()
