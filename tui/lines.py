"""The two lines at the bottom: what is going on, and what can be done here."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len
from rich.segment import Segment
from textual import events
from textual.message import Message
from textual.strip import Strip

from store.safe import safe_line
from tui.asking import Question
from tui.drawn import Drawn
from tui.key_question import KeyQuestion
from tui.verbs import Verb, hints
from tui.wrapping import wrap

#: Most lines that a message may take.
LONGEST = 3


class StatusLine(Drawn):
    """Left: the last thing that happened, or what the cursor is on. Right: session, place, running import."""

    def __init__(self) -> None:
        super().__init__(id="status")
        self._left = ("", "")
        self._right: tuple[str, ...] = ()
        self._lines = 1
        self._asked: KeyQuestion | None = None

    @property
    def message(self) -> str:
        """The text on the left."""
        return self._left[0]

    @property
    def tone(self) -> str:
        """What kind of message it is: "good", "bad" or ""."""
        return self._left[1]

    def say(self, text: str, tone: str = "") -> None:
        """Show a message; ``tone`` is "good", "bad" or "". A long one takes more lines."""
        self._left = (safe_line(text), tone)
        self._fit()
        self.refresh()

    def on_resize(self) -> None:
        self._fit()

    def ask(self, question: KeyQuestion | None) -> None:
        """Show a question for a key in the message's place, as long as there is one."""
        self._asked = question
        self._fit()
        self.refresh()

    def _fit(self) -> None:
        """Take as many lines as the message or the question needs."""
        if self._asked is not None:
            lines = len(self._asked.rows(self.size.width))
        else:
            lines = max(1, min(LONGEST, len(self._folded())))
        if lines != self._lines:
            self._lines = self.styles.height = lines

    def _folded(self) -> list[tuple[int, int]]:
        return wrap(self._left[0], max(10, self.size.width - 2), {})

    def place(self, *parts: str) -> None:
        """Show where we are, on the right."""
        if parts != self._right:
            self._right = parts
            self.refresh()

    def render_line(self, y: int) -> Strip:
        if self._asked is not None:
            return self._question_line(self._asked, y)
        width = self.size.width
        text, tone = self._left
        style = self.style_of(f"status--{tone}") if tone else self.style_of()
        lines = self._folded()
        if len(lines) > 1:
            shown = text[slice(*lines[y])] if y < len(lines) else ""
            more = "…" if y == LONGEST - 1 and len(lines) > LONGEST else ""
            return Strip([Segment(f" {shown}{more}", style)]).adjust_cell_length(width, self.style_of())
        room = width - cell_len(text) - 2
        right = self._where(room)
        left = Strip([Segment(f" {text}", style)]).adjust_cell_length(width - cell_len(right), self.style_of())
        return Strip([*left, Segment(right, self.style_of("status--dim"))])

    def _question_line(self, question: KeyQuestion, y: int) -> Strip:
        width = self.size.width
        ground, key = self.style_of("question--ground"), self.style_of("question--ground", "keys--key")
        title = question.title(width) if y == 0 else " " * question.indent(width)
        segments = [Segment(title, self.style_of("question--ground", "question--title"))]
        segments += [Segment(text, key if is_key else ground) for text, is_key in question.parts(y, width)]
        return Strip(segments).adjust_cell_length(width, ground)

    def on_click(self, event: events.Click) -> None:
        key = self._asked.key_at(event.x, event.y, self.size.width) if self._asked is not None else None
        if key is not None:
            self.screen.query_one(Question).answered(key)

    def _where(self, room: int) -> str:
        """As many of the parts on the right as there is room for, the first ones first."""
        shown: list[str] = []
        for part in filter(None, map(safe_line, self._right)):
            if cell_len("  ".join([*shown, part])) + 2 <= room:
                shown.append(part)
        return f" {'  '.join(shown)} " if shown else ""


class HintLine(Drawn):
    """The keys that matter in the focused pane; a click on one does it."""

    class Chosen(Message):
        """A verb was clicked."""

        def __init__(self, verb: Verb) -> None:
            super().__init__()
            self.verb = verb

    def __init__(self, only: Sequence[Verb | str] = ()) -> None:
        """``only`` are the verbs to hint at, or their ids; without, they are those of the pane."""
        super().__init__(id="hints")
        self.only = only
        self.pane = "articles"
        self.question_keys: tuple[tuple[str, str], ...] = ()

    def show(self, pane: str) -> None:
        """Hint at the verbs of a pane."""
        if pane != self.pane:
            self.pane = pane
            self.refresh()

    def ask(self, keys: tuple[tuple[str, str], ...]) -> None:
        """Hint at the keys of a question while one is open (there are any)."""
        self.question_keys = keys
        self.refresh()

    def _placed(self) -> list[tuple[int, int, Verb]]:
        """The verbs that fit, with the cells they take; help always has its place at the end."""
        if self.question_keys:
            return []
        verbs = self.pressbox.verbs
        last = next(verb for verb in verbs if verb.id == "help")
        room = self.size.width - self._cells(last) - 2
        placed, x = [], 1
        for verb in self._only(verbs) or hints(verbs, self.pane):
            if verb is not last and x + self._cells(verb) <= room:
                placed.append((x, x + self._cells(verb), verb))
                x += self._cells(verb) + 2
        return [*placed, (x, x + self._cells(last), last)]

    def _only(self, verbs: Sequence[Verb]) -> list[Verb]:
        found: list[Verb] = []
        for one in self.only:
            found += [one] if isinstance(one, Verb) else [verb for verb in verbs if verb.id == one]
        return found

    def _cells(self, verb: Verb) -> int:
        return cell_len(self._key(verb)) + 1 + cell_len(verb.title)

    @staticmethod
    def _key(verb: Verb) -> str:
        return verb.key_label.split(" ")[0]

    def render_line(self, y: int) -> Strip:
        key_style = self.style_of("hint--key")
        segments = [Segment(" ", self.style_of())]
        for _, _, verb in self._placed():
            segments += [Segment(self._key(verb), key_style), Segment(f" {verb.title}  ", self.style_of())]
        for key, meaning in self.question_keys:
            segments += [Segment(key, key_style), Segment(f" {meaning}  ", self.style_of())]
        return Strip(segments).adjust_cell_length(self.size.width, self.style_of())

    def on_click(self, event: events.Click) -> None:
        if self.question_keys:
            self._answer(event.x)
            return
        for start, end, verb in self._placed():
            if start <= event.x < end:
                self.post_message(self.Chosen(verb))

    def _answer(self, x: int) -> None:
        """Do to the open question what its key at a cell would do."""
        question, end = self.screen.query_one(Question), 1
        does = {"esc": question.cancel, "⏎": question.accept, "tab": question.complete}
        for key, meaning in self.question_keys:
            end += cell_len(key) + cell_len(meaning) + 3
            if x < end:
                does.get(key, question.focus_line)()
                return
