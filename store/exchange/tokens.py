"""Words and sentences for formats that are made of them, without a language model.

A word is a run of letters and digits, with apostrophes, hyphens and full stops inside it, and commas between digits;
any other visible character is one for itself. Words are cut where a span begins or ends, so that each span is a whole
number of them.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from itertools import pairwise

Place = tuple[int, int]

# Combining marks, joiners and variation selectors belong to the letter before them.
_LETTER = "(?:\\w|[\u0300-\u036f\u200c\u200d\ufe0e\ufe0f])"
_WORD = re.compile(rf"{_LETTER}+(?:(?:['’.\-]|(?<=\d),(?=\d)){_LETTER}+)*|\S")

_ENDS = frozenset(".!?…")
_CLOSING = frozenset("\"'”’»)]")
#: What may begin a sentence besides a capital letter or a digit.
_OPENING = frozenset("\"'“‘«([")
#: Words whose full stop ends no sentence.
_ABBREVIATIONS = frozenset(("Mr", "Mrs", "Ms", "Dr", "Prof", "Sir", "St", "Gen", "Sen", "Gov", "No", "vs", "v"))


def words(text: str, spans: Iterable[Place]) -> list[Place]:
    """Where the words of a text begin and end, in order; no span's border is inside one."""
    borders = sorted({border for span in spans for border in span})
    return [piece for match in _WORD.finditer(text) for piece in _cut(match.start(), match.end(), borders)]


def _cut(start: int, end: int, borders: list[int]) -> Iterator[Place]:
    first = bisect_right(borders, start)
    inner = []
    while first < len(borders) and borders[first] < end:
        inner.append(borders[first])
        first += 1
    return pairwise((start, *inner, end))


def sentences(text: str, found: list[Place], spans: Iterable[Place]) -> Iterator[list[Place]]:
    """The words in groups: a group ends with a line, or after a closing full stop; never inside a span."""
    inside = sorted(spans)
    covered = _Cover(inside)
    group: list[Place] = []
    ending = False
    for word, after in zip(found, [*found[1:], None], strict=True):
        group.append(word)
        shown = text[word[0] : word[1]]
        ending = _ends(text, group, shown) or (ending and shown in _CLOSING)
        gap = text[word[1] : after[0]] if after else ""
        if after is None or covered.at(word[1], after[0]):
            continue
        if "\n" in gap or (ending and gap and _begins(text[after[0]])):
            yield group
            group, ending = [], False
    if group:
        yield group


def _ends(text: str, group: list[Place], shown: str) -> bool:
    if shown not in _ENDS:
        return False
    before = text[group[-2][0] : group[-2][1]] if len(group) > 1 and group[-2][1] == group[-1][0] else ""
    initial = len(before) == 1 and before.isupper()
    return shown != "." or not (initial or before in _ABBREVIATIONS)


def _begins(char: str) -> bool:
    return char.isupper() or char.isdigit() or char in _OPENING


class _Cover:
    """Which gaps between words lie inside a span; asked from left to right."""

    def __init__(self, spans: list[Place]) -> None:
        self._spans = spans
        self._next = 0
        self._reach = 0

    def at(self, start: int, end: int) -> bool:
        """Whether a span that began before ``end`` reaches beyond ``start``."""
        while self._next < len(self._spans) and self._spans[self._next][0] < end:
            self._reach = max(self._reach, self._spans[self._next][1])
            self._next += 1
        return self._reach > start
