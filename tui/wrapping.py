"""Wrapping an article to a width, once, into lines of character offsets.

Everything in the text pane is found through offsets, so a line is ``(start, end)`` into the text. A mark drawn behind a
name (its label letter) takes cells but no characters; ``marks`` says how many cells stand behind which offset.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping

from rich.cells import cell_len

_WORD = re.compile(r"\S+|[^\S\n]+|\n")
_TOKEN = re.compile(r"['’]s\b|\w+(?:(?:[-.]|['’](?!s\b))\w+)*|[^\w\s]")


def wrap(text: str, width: int, marks: Mapping[int, int]) -> list[tuple[int, int]]:
    """Lines of at most ``width`` cells, broken at white space; a longer word is cut. Never empty."""
    width = max(2, width)
    mark_offsets = sorted(marks)
    lines: list[tuple[int, int]] = []
    start = used = 0
    for match in _WORD.finditer(text):
        begin, end = match.span()
        if text[begin] == "\n":
            lines.append((start, begin))
            start, used = end, 0
            continue
        cells = cell_len(match.group()) + _mark_cells(mark_offsets, marks, begin, end)
        if match.group().isspace():
            used += cells
            continue
        if used + cells > width and begin > start:
            lines.append((start, _stripped(text, start, begin)))
            start, used = begin, 0
        while cells > width:
            cut = _fit(text, start, end, width)
            lines.append((start, cut))
            start = cut
            cells = cell_len(text[start:end]) + _mark_cells(mark_offsets, marks, start, end)
        used += cells
    lines.append((start, len(text)))
    return lines


def _mark_cells(offsets: list[int], marks: Mapping[int, int], start: int, end: int) -> int:
    """Cells of the marks that stand behind characters in (start, end]."""
    first, last = bisect_right(offsets, start), bisect_right(offsets, end)
    return sum(marks[offset] for offset in offsets[first:last])


def _stripped(text: str, start: int, end: int) -> int:
    while end > start and text[end - 1].isspace():
        end -= 1
    return end


def _fit(text: str, start: int, end: int, width: int) -> int:
    """The furthest offset so that ``text[start:offset]`` fits into ``width`` cells (at least one character)."""
    used, at = 0, start
    while at < end:
        used += cell_len(text[at])
        if used > width:
            break
        at += 1
    return max(at, start + 1)


def line_of(lines: list[tuple[int, int]], offset: int) -> int:
    """The index of the line that shows a character offset."""
    return max(0, bisect_right(lines, (offset, 1 << 62)) - 1)


def tokens(text: str) -> list[tuple[int, int]]:
    """Words and single punctuation marks as offsets; a possessive 's is a token of its own."""
    return [match.span() for match in _TOKEN.finditer(text)]
