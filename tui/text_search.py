"""Searching the text of a pane while the words are typed."""

from __future__ import annotations

from collections.abc import Callable

from tui.asking import Question
from tui.text_pane import TextPane


def ask_search(
    question: Question, title: str, pane: TextPane, follow: Callable[[], None], say: Callable[[str], None]
) -> None:
    """Ask for words and go to the first of them from the cursor on; the cursor goes back if the question is left.

    ``follow`` is called whenever the cursor may have moved.
    """
    here = pane.cursor

    def look(words: str) -> None:
        count = pane.find(words)
        pane.set_cursor(here, tell=False)
        if count and not any(a <= here < b for a, b in pane.matches):
            pane.step_match(1, tell=False)
        follow()
        if words:
            say(f"{count} found – n next, N previous" if count else f"“{words}”: not in this text")

    def stay() -> None:
        pane.find("")
        pane.set_cursor(here)

    question.ask(title, look, changed=look, cancelled=stay)
