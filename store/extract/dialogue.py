"""Words of others set off by lines instead of marks: dialogue ("Klopp: We lost."), questions and answers, block quotes.

Works on characters alone. A single "Name: text" line may be anything, a headline or a fact ("Venue: Anfield"):
only lines that follow each other, in which labels come back, are dialogue.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from store.extract.findings import CharSpan
from store.extract.marks import DOUBLE

_LINE = re.compile(r"[^\n]+")
_WORD = r"[A-Z][\w.’'-]*"
_LABELLED = re.compile(rf"[^\S\n]*(?P<label>Q|A|{_WORD}(?:[^\S\n]{_WORD}){{0,3}})[^\S\n]?:[^\S\n]+(?=\S)")
_BLOCK = re.compile(r"(?:^|(?<=\n))[^\S\n]{0,3}>[^\S\n]?(?P<first>\S[^\n]*)(?P<more>(?:\n[^\S\n]{0,3}>[^\n]*)*)")
_ENDS = (".", "!", "?", "…", ".”", ".’", '."')
#: Labels of one dialogue may be this long; a longer line before a colon introduces something else.
_LONGEST = 40


def set_off(text: str) -> list[CharSpan]:
    """Return the words set off as dialogue or block quotes, in order, without their labels and marks."""
    return sorted([*_dialogue(text), *_blocks(text)])


def _blocks(text: str) -> Iterator[CharSpan]:
    for match in _BLOCK.finditer(text):
        end = match.end()
        while end > match.start("first") and text[end - 1] in "> \t\n":
            end -= 1
        if end > match.start("first"):
            yield match.start("first"), end


def _dialogue(text: str) -> Iterator[CharSpan]:
    run: list[tuple[str, CharSpan]] = []
    for line in _LINE.finditer(text):
        if not line.group().strip():
            continue
        labelled = _LABELLED.match(text, line.start(), line.end())
        if labelled and labelled.end("label") - labelled.start("label") <= _LONGEST:
            run.append((labelled.group("label"), (labelled.end(), line.start() + len(line.group().rstrip()))))
        else:
            yield from _spoken(text, run)
            run = []
    yield from _spoken(text, run)


def _spoken(text: str, run: list[tuple[str, CharSpan]]) -> Iterator[CharSpan]:
    """The lines of a run that is dialogue: two or more, a label that comes back or Q and A, and whole sentences."""
    labels = Counter(label for label, _ in run)
    if len(labels) < 2 or not ({"Q", "A"} <= set(labels) or max(labels.values()) > 1):
        return
    whole = sum(text[start:end].endswith(_ENDS) for _, (start, end) in run)
    if whole * 3 < len(run) * 2:
        return
    yield from (span for _, span in run if not DOUBLE.match(text, span[0]))
