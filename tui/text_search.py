"""Searching the text of a pane while the words are typed."""

from __future__ import annotations

from collections.abc import Callable

from tui.asking import Question
from tui.text_pane import TextPane


def step_match(pane: TextPane, by: int) -> str:
    """Go to the next or previous match; what there is to say about it."""
    before = pane.cursor
    if pane.step_match(by, tell=False):
        at = next(n for n, (start, _) in enumerate(pane.matches, 1) if start == pane.cursor)
        around = (pane.cursor <= before) if by > 0 else (pane.cursor >= before)
        return f"match {at} of {len(pane.matches)}{', around the end' if around else ''}"
    if pane.sought:
        return f"“{pane.sought}” is not in this text"
    return "nothing to search for yet – / searches the text"


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
