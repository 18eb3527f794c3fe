"""Asking without leaving the screen: one line at the bottom, with choices above it where there are any."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

import msgspec
from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import Input, Static

from store.safe import safe_line
from tui.drawn import Drawn
from tui.key_question import KeyQuestion
from tui.verbs import key_label

if TYPE_CHECKING:
    from tui.lines import StatusLine

#: Most choices that are shown at once.
SHOWN = 8
#: Least cells of a choice's text that its remark takes the room from.
LEAST = 20

#: The keys of a question for one of a few keys, for words, and for words with choices.
KEY_KEYS = (("esc", "Leave it"),)
WORDS_KEYS = (("⏎", "Take it"), *KEY_KEYS)
CHOICES_KEYS = (*WORDS_KEYS, ("↑↓", "Choose"), ("tab", "Fill in"))


class Choice(msgspec.Struct, frozen=True):
    """Something to choose: what is shown, a remark beside it, and what it stands for.

    What ``opens`` is put on the line by a click, for what is in it to be chosen; else a click takes it.
    """

    text: str
    value: Any
    remark: str = ""
    opens: bool = False


class Choices(Drawn):
    """The choices that fit the typed words, one marked."""

    def __init__(self) -> None:
        super().__init__(id="choices")
        self.found: Sequence[Choice] = ()
        self.marked = 0

    def show(self, found: Sequence[Choice], marked: int = 0) -> None:
        """Offer these; with ``marked`` -1 none is chosen until the user chooses."""
        self.found, self.marked = found, marked
        self.styles.height = min(SHOWN, len(found))
        self.refresh(layout=True)

    def move(self, by: int) -> None:
        if self.found:
            self.marked = (max(self.marked, 0 if by < 0 else -1) + by) % len(self.found)
            self.refresh()

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return min(SHOWN, len(self.found))

    def render_line(self, y: int) -> Strip:
        at = self._first + y
        if at >= len(self.found):
            return Strip.blank(self.size.width, self.style_of())
        choice = self.found[at]
        over = ("choices--marked",) if at == self.marked else ()
        style, remark = self.style_of(*over), self.style_of("choices--remark", *over)
        marker = "▸ " if at == self.marked else "  "
        text, beside = safe_line(choice.text), safe_line(choice.remark)
        room = self.size.width - len(marker) - cell_len(beside) - 2
        if beside and cell_len(text) > room >= LEAST:
            cut = cell_len(text.rstrip()) > room
            text = set_cell_size(text, room - 1) + "…" if cut else set_cell_size(text, room)
        segments = [Segment(marker + text, style), Segment(f"  {beside}", remark)]
        more = self._more(y)
        strip = Strip(segments).adjust_cell_length(self.size.width - cell_len(more), style)
        return Strip([*strip, Segment(more, remark)])

    def _more(self, y: int) -> str:
        """What the end of a row says of the choices that are out of sight."""
        below = len(self.found) - self._first - SHOWN
        if y == 0 and self._first:
            return f" ↑ {self._first} more "
        return f" ↓ {below} more " if y == SHOWN - 1 and below > 0 else ""

    def on_click(self, event: events.Click) -> None:
        at = self._first + event.y
        if at < len(self.found):
            self.marked = at
            question = self.screen.query_one(Question)
            if self.found[at].opens:
                question.complete()
            else:
                question.accept()

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        event.stop()
        self._roll(1)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        event.stop()
        self._roll(-1)

    def _roll(self, by: int) -> None:
        """Move the mark as the wheel does, which ends at the ends."""
        if 0 <= self.marked + by < len(self.found):
            self.move(by)

    @property
    def _first(self) -> int:
        """The choice in the first row."""
        return max(0, self.marked - SHOWN + 1)


class QuestionInput(Input):
    """The line that is typed on; arrows move among the choices."""

    BINDINGS: ClassVar[list[Any]] = [
        Binding("escape,ctrl+g", "cancel", show=False),
        Binding("down,ctrl+n", "choose(1)", show=False),
        Binding("up,ctrl+p", "choose(-1)", show=False),
        Binding("pagedown", f"choose({SHOWN})", show=False),
        Binding("pageup", f"choose(-{SHOWN})", show=False),
        Binding("tab", "complete", show=False),
        Binding("shift+tab", "choose(-1)", show=False),
    ]

    def validate_value(self, value: str) -> str:
        """Whatever is pasted or filled in, only harmless characters are drawn."""
        return safe_line(value)

    def action_cancel(self) -> None:
        self.screen.query_one(Question).cancel()

    def action_choose(self, by: int) -> None:
        self.screen.query_one(Choices).move(by)

    def action_complete(self) -> None:
        self.screen.query_one(Question).complete()


class Question(Vertical):
    """The line at the bottom. One question at a time; the focus goes back to where it came from."""

    class Opened(Message):
        """A question was put, or is over: the keys that answer it, with what they do."""

        def __init__(self, keys: tuple[tuple[str, str], ...] = ()) -> None:
            super().__init__()
            self.keys = keys

    def __init__(self, status: StatusLine) -> None:
        super().__init__(id="question")
        self._status = status
        self._done: Callable[[Any], Any] | None = None
        self._changed: Callable[[str], Sequence[Choice] | None] | None = None
        self._cancelled: Callable[[], None] | None = None
        self._keys: Mapping[str, str] | None = None
        self._suggests = False
        self._from: Widget | None = None

    def compose(self) -> ComposeResult:
        yield Choices()
        with Horizontal(id="question-line"):
            yield Static("", id="question-title", markup=False)
            yield QuestionInput(id="question-input", compact=True, select_on_focus=False)

    @property
    def open(self) -> bool:
        """Whether a question waits for its answer."""
        return self._done is not None

    def ask(
        self,
        title: str,
        done: Callable[[Any], None],
        *,
        value: str = "",
        changed: Callable[[str], Sequence[Choice] | None] | None = None,
        cancelled: Callable[[], None] | None = None,
        suggests: bool = False,
    ) -> None:
        """Ask for words. ``changed`` is called with each keystroke and may return choices, one of which is the answer.

        ``done`` gets the chosen value, or the typed words where there are no choices. If it ``suggests``, choices only
        complete what is typed.
        """
        self._done, self._cancelled = done, cancelled
        self._changed, self._suggests = changed, suggests
        focused = self.screen.focused
        # A question that follows from an answer goes back to where the first one came from.
        if focused is not None and self not in focused.ancestors:
            self._from = focused
        self.query_one("#question-title", Static).update(Content(safe_line(title)))
        self.display = True
        box = self.query_one(QuestionInput)
        with box.prevent(Input.Changed):
            box.value = value
        box.select_all()  # typing replaces what stands there
        self._offer(value)
        box.focus()
        self.post_message(self.Opened(WORDS_KEYS if changed is None else CHOICES_KEYS))

    def ask_key(
        self,
        title: str,
        keys: Mapping[str, str],
        done: Callable[[str], Any],
        cancelled: Callable[[], None] | None = None,
    ) -> None:
        """Ask for one of a few keys, in the status line's place; those without a meaning are not shown.

        No pane moves and the focus stays: the answer is on the screen a frame sooner, and the text's cursor is seen.
        """
        self._done, self._cancelled, self._keys = done, cancelled, keys
        self._status.ask(KeyQuestion(title, keys))
        self.post_message(self.Opened(KEY_KEYS))

    def confirm(
        self, title: str, yes: str, no: str, done: Callable[[], Any], cancelled: Callable[[], None] | None = None
    ) -> None:
        """Ask whether to do something: y does it, n leaves it as esc does. ``yes`` and ``no`` say what they mean."""

        def answer(key: str) -> None:
            if key == "y":
                done()
            elif cancelled is not None:
                cancelled()

        self.ask_key(title, {"y": yes, "n": no}, answer, cancelled)

    @property
    def wants_key(self) -> bool:
        """Whether a key is waited for. The focus stays where it is; who gets the key hands it to ``take_key``."""
        return self._keys is not None

    def take_key(self, event: events.Key) -> None:
        """Answer with a key, or leave the question; of any other key the hint line says that it is no answer."""
        if event.key in ("escape", "ctrl+g"):
            self.cancel()
        elif self._keys is not None and event.character in self._keys:
            self.answered(event.character)
        else:
            printed = event.character is not None and event.is_printable and not event.character.isspace()
            key = safe_line(event.character or "") if printed else key_label(event.key)
            self.post_message(self.Opened((*KEY_KEYS, (key, "is none of the answers"))))

    def _offer(self, words: str) -> None:
        found = self._changed(words) if self._changed else None
        self.query_one(Choices).show(found or (), -1 if self._suggests else 0)

    def offer(self, words: str, found: Sequence[Choice]) -> None:
        """Offer choices that were long in coming, if the words that they complete still stand there."""
        if self.open and self._suggests and self.query_one(QuestionInput).value == words:
            self.query_one(Choices).show(found, -1)

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        if self.open:
            self._offer(event.value)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.accept()

    def focus_line(self) -> None:
        """Have keys go to the line again, if there is one."""
        if not self.wants_key:
            self.query_one(QuestionInput).focus()

    def accept(self) -> None:
        """Take the marked choice, or the words as typed."""
        choices = self.query_one(Choices)
        if self._suggests and choices.found and choices.marked >= 0:
            self.complete()
        elif choices.found and not self._suggests:
            self.answered(choices.found[choices.marked].value)
        else:
            self.answered(self.query_one(QuestionInput).value)

    def complete(self) -> None:
        """Put the marked choice's text on the line."""
        choices, box = self.query_one(Choices), self.query_one(QuestionInput)
        if choices.found:
            box.value = choices.found[max(0, choices.marked)].text
            box.cursor_position = len(box.value)

    def answered(self, answer: Any) -> None:
        """Close and hand the answer over."""
        done = self._close()
        if done is not None:
            done(answer)

    def cancel(self, *, refocus: bool = True) -> None:
        """Close without an answer; the focus goes back unless it went elsewhere already."""
        cancelled = self._cancelled
        if self._close(refocus) is not None and cancelled is not None:
            cancelled()

    def on_descendant_blur(self) -> None:
        """A click elsewhere leaves the line: no key would go there any more."""
        focused = self.screen.focused
        if self.open and not self.wants_key and focused is not None and self not in focused.ancestors:
            self.cancel(refocus=False)

    def _close(self, refocus: bool = True) -> Callable[[Any], None] | None:
        done, self._done, self._changed, self._cancelled = self._done, None, None, None
        if done is not None:
            self.post_message(self.Opened())
        if self._keys is not None:
            self._keys = None
            self._status.ask(None)
            return done
        self.display = False
        if refocus and self._from is not None and self._from.is_attached:
            self._from.focus(scroll_visible=False)
        return done
