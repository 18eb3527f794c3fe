"""A screen with the lines at the bottom: what happened, which keys there are, and questions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from textual import events, on
from textual.app import ComposeResult
from textual.getters import query_one
from textual.screen import Screen

from tui.asking import Question
from tui.lines import HintLine, StatusLine
from tui.sizes import TooSmall
from tui.verbs import Verb

if TYPE_CHECKING:
    from tui.app import PressboxApp


class AskingScreen(Screen[Any]):
    """Subclasses put what they show above the lines."""

    status = query_one("#status", StatusLine)
    hints = query_one("#hints", HintLine)
    question = query_one("#question", Question)
    #: The verbs that the hint line shows; without, those of the pane at work.
    hinted: tuple[str, ...] = ()

    @property
    def pressbox(self) -> PressboxApp:
        """The app, as what it is."""
        return cast("PressboxApp", self.app)

    def bottom(self) -> ComposeResult:
        """The lines."""
        yield TooSmall()
        status = StatusLine()
        yield Question(status)
        yield status
        yield HintLine(self.hinted)

    def action_find_everywhere(self) -> None:
        """Ask for words that are then looked for in all articles."""
        self.question.ask("Find in all articles:", self.pressbox.open_search)

    def action_palette(self) -> None:
        """Ask for a command by name."""
        from tui.palette import commands

        verbs = self.pressbox.verbs
        self.question.ask("Command:", self._command, changed=lambda words: commands(verbs, self.hints.pane, words))

    def _command(self, chosen: Verb | str) -> None:
        if isinstance(chosen, Verb):
            self.app.call_later(self.pressbox.do, chosen)
        elif chosen.strip():
            self.status.say(f"there is no command with “{chosen.strip()}” in its name – ? lists all")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """While a question is open its own keys hold, nothing else."""
        return not (self.is_attached and self.question.open)

    @on(Question.Opened)
    def _question_opened(self, event: Question.Opened) -> None:
        self.hints.ask(event.keys)

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """A click on something else than the lines leaves a question for a key, which keeps no focus to be lost."""
        if self.question.wants_key and self.get_widget_at(*event.screen_offset)[0] not in (self.status, self.hints):
            self.question.cancel()
