"""A page over the main screen: one list, with the same keys for moving and filtering; q goes back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, cast

from textual import on
from textual.app import ComposeResult
from textual.screen import Screen

from tui.asking import Question
from tui.lines import StatusLine
from tui.list_pane import ListPane
from tui.moving import Moving
from tui.pane import Pane
from tui.verbs import BY_ID

if TYPE_CHECKING:
    from tui.app import PressboxApp

_VERBS = (
    "down",
    "up",
    "half-down",
    "half-up",
    "page-down",
    "page-up",
    "first",
    "last",
    "right",
    "left",
    "open",
    "back",
    "leave",
    "search",
    "help",
    "palette",
    "quit",
)


class Page(Moving, Screen[Any]):
    """A list that answers to the main screen's keys. ``hint`` is what its bottom line says."""

    BINDINGS: ClassVar[list[Any]] = [BY_ID[key].binding() for key in _VERBS]
    hint = "⏎ open  / filter  q back"

    def __init__(self, pane: ListPane[Any]) -> None:
        super().__init__()
        self.pane = pane

    @property
    def pressbox(self) -> PressboxApp:
        """The app, as what it is."""
        return cast("PressboxApp", self.app)

    def compose(self) -> ComposeResult:
        yield self.pane
        yield Question()
        yield StatusLine()

    def on_mount(self) -> None:
        self.pane.focus()
        self.say(self.hint)

    def say(self, text: str, tone: str = "") -> None:
        """Show a message in the bottom line."""
        self.query_one(StatusLine).say(text, tone)

    @property
    def question(self) -> Question:
        return self.query_one(Question)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """While a question is open its own keys hold, nothing else."""
        return not (self.is_attached and self.question.open)

    @on(Pane.Touched)
    def _touched(self, event: Pane.Touched) -> None:
        if event.count > 1:
            self.action_open()

    def moved_pane(self) -> Pane:
        return self.pane

    def action_right(self) -> None:
        self.action_open()

    def action_left(self) -> None:
        self.action_leave()

    def action_open(self) -> None:
        """What enter does on a row."""

    def action_back(self) -> None:
        if self.pane.words:
            self.pane.set_filter("")
        else:
            self.dismiss(None)

    def action_leave(self) -> None:
        self.action_back()

    def action_search(self) -> None:
        before = self.pane.words
        self.question.ask(
            "Filter:",
            self.pane.set_filter,
            value=before,
            changed=lambda words: self.pane.set_filter(words),
            cancelled=lambda: self.pane.set_filter(before),
        )

    def action_help(self) -> None:
        self.pressbox.open_help("")

    def action_palette(self) -> None:
        self.app.action_command_palette()

    def action_quit(self) -> None:
        if self.pressbox.desk.may_leave():
            self.pressbox.leave()
        else:
            self.dismiss(None)
