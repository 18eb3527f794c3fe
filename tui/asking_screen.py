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
    #: What the hint line shows: verbs of the screen's own, and ids of others; without, those of the pane at work.
    hinted: tuple[Verb | str, ...] = ()

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

    def action_screenshot(self) -> None:
        """Save the screen as a picture."""
        from tui.pictures import ask_picture

        ask_picture(self)

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
        """While a question is open its own keys hold, nothing else; and what nobody can see is not done."""
        if self.too_small:
            return action in ("leave", "quit", "suspend")
        return not (self.is_attached and self.question.open)

    @property
    def too_small(self) -> bool:
        """Whether the terminal is, so that nothing of the screen is shown."""
        return self.has_class("-tiny") or self.has_class("-squat")

    def refocus(self) -> None:
        """Give the focus to what is at work."""
        raise NotImplementedError

    def on_resize(self) -> None:
        # What is hidden loses the focus.
        self.call_after_refresh(self._focus_again)

    def _focus_again(self) -> None:
        if self.is_attached and self.focused is None and not self.too_small:
            if self.question.open and not self.question.wants_key:
                self.question.focus_line()
            else:
                self.refocus()

    @on(Question.Opened)
    def _question_opened(self, event: Question.Opened) -> None:
        self.hints.ask(event.keys)

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """A click on something else than the lines leaves a question for a key, which keeps no focus to be lost."""
        if self.question.wants_key and self.get_widget_at(*event.screen_offset)[0] not in (self.status, self.hints):
            self.question.cancel()
