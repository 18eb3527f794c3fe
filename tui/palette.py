"""Every action by name: the command palette, as choices of a question.

Textual's own palette looks for commands beside the screen, so that enter may do what was found for fewer letters than
were typed.
"""

from __future__ import annotations

from collections.abc import Sequence

from tui.asking import Choice
from tui.verbs import Verb

#: Cells for the title of a command, so that what it does is aligned.
_TITLE = 21


def commands(verbs: Sequence[Verb], pane: str, typed: str) -> list[Choice]:
    """The verbs that have all the typed words in their title, id or help: where they begin the title first.

    Without words, those come first that are the pane's own.
    """
    words = typed.casefold().split()
    if words:
        ranked = [(rank, verb) for verb in verbs if (rank := _rank(verb, words)) is not None]
    else:
        ranked = [(0 if pane in verb.panes else 1, verb) for verb in verbs]
    return [
        Choice(f"{verb.title:<{_TITLE}}", verb, f"{verb.key_label:<10} {verb.help}")
        for _, verb in sorted(ranked, key=lambda found: found[0])
    ]


def _rank(verb: Verb, words: list[str]) -> int | None:
    title = verb.title.casefold()
    text = f"{title} {verb.id} {verb.help.casefold()} {verb.key_label}"
    if not all(word in text for word in words):
        return None
    if title.startswith(" ".join(words)):
        return 0
    if all(f" {word}" in f" {title}" for word in words):
        return 1
    return 2 if all(word in f"{title} {verb.id}" for word in words) else 3
