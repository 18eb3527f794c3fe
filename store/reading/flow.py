"""The one writer that HTML and Markdown are rendered through: words in, clean paragraphs and links out."""

from __future__ import annotations

import re
from bisect import bisect_right
from enum import IntEnum
from typing import NamedTuple

from store.model import Link
from store.reading.facts import NOTHING, Facts
from store.safe import safe, safe_line, without_hints

_SPACES = re.compile("[ \t\n\r\f\v\x1c-\x1f\x85\xa0\u2028\u2029]+")
_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")


class Page(NamedTuple):
    """What a format's reader makes of a file: all of it safe, links' offsets true."""

    title: str | None
    text: str
    links: tuple[Link, ...]
    facts: Facts = NOTHING


class Gap(IntEnum):
    """What has to stand between the words written and the next ones; the widest asked for wins."""

    NONE = 0
    SPACE = 1
    CELL = 2
    LINE = 3
    PARAGRAPH = 4


_GAPS = {Gap.NONE: "", Gap.SPACE: " ", Gap.CELL: " | ", Gap.LINE: "\n", Gap.PARAGRAPH: "\n\n"}


class Flow:
    """Builds running text from pieces of markup, collapsing white space as a browser does."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._length = 0
        self._gap = Gap.NONE
        self._target: str | None = None
        self._start: int | None = None
        self._links: list[tuple[int, int, str]] = []

    def words(self, text: str) -> None:
        """Write inline text; runs of white space, at the ends too, count as one space."""
        text = _SPACES.sub(" ", without_hints(text))
        if text.startswith(" "):
            self.gap(Gap.SPACE)
        if stripped := text.strip(" "):
            self._write(stripped)
            if text.endswith(" "):
                self.gap(Gap.SPACE)

    def verbatim(self, text: str) -> None:
        """Write preformatted text as it is."""
        if text := without_hints(text):
            self._write(text.replace("\r", "\n"))

    def gap(self, gap: Gap) -> None:
        """Keep at least ``gap`` between what is written and what comes next."""
        self._gap = max(self._gap, gap)

    def line_break(self) -> None:
        """Start a new line; a second one in a row makes a paragraph, as pages without <p> mean it."""
        self.gap(Gap.PARAGRAPH if self._gap == Gap.LINE else Gap.LINE)

    def open_link(self, target: str) -> None:
        """Let what is written from here on be a link to ``target``; a link that is still open ends."""
        self.close_link()
        self._target, self._start = target, None

    def close_link(self) -> None:
        """End the open link, if there is one; a link without words is none."""
        if self._target is not None and self._start is not None:
            self._links.append((self._start, self._length, self._target))
        self._target = self._start = None

    def page(self, title: str | None) -> Page:
        """Return everything written so far."""
        self.close_link()
        return page(title, "".join(self._parts), self._links)

    def _write(self, text: str) -> None:
        if self._parts:
            self._parts.append(_GAPS[self._gap])
            self._length += len(_GAPS[self._gap])
        self._gap = Gap.NONE
        if self._target is not None and self._start is None:
            self._start = self._length
        self._parts.append(text)
        self._length += len(text)


def unify_line_ends(text: str) -> str:
    """Return ``text`` with every kind of line end (also NEL, VT, FF, U+2028, U+2029) as a newline."""
    return _LINE_ENDS.sub("\n", text)


def one_line(text: str | None) -> str | None:
    """Return a headline on one line, safe and without white space to spare; None when nothing is left of it."""
    return safe_line(_SPACES.sub(" ", without_hints(text)).strip()) or None if text else None


def page(title: str | None, text: str, links: list[tuple[int, int, str]], blank_lines: int = 3) -> Page:
    """Return the tidy, safe page: no white space at the ends of lines, ``blank_lines`` or more of them become one.

    ``links`` are (start, end, target) in ``text``; they move along, and those that lose all their text are dropped.
    """
    tidy = _Tidy(blank_lines)
    kept = tidy(safe(text))
    found = (_link(kept, tidy.moved(start), tidy.moved(end), target) for start, end, target in links)
    return Page(one_line(title), kept, tuple(link for link in found if link))


class _Tidy:
    """Shortens the white space around line ends, and knows afterwards where an offset has gone."""

    # Whole runs of white space that hold a line end or stand at the end of the text, but not the usual tidy ones.
    _runs = re.compile(r"(?:\A|(?<=\S)(?!\n\n?\S))(?:[^\S\n]++(?=\n|\Z)|(?=\n))\s*+")

    def __init__(self, blank_lines: int) -> None:
        self._most = blank_lines
        self._ends: list[int] = []  # where the shortened runs ended
        self._cut: list[int] = []  # how many characters had gone by then

    def __call__(self, text: str) -> str:
        return self._runs.sub(self._shorten, text)

    def moved(self, offset: int) -> int:
        """Return where ``offset`` of the untidy text lies in the tidy one."""
        before = bisect_right(self._ends, offset)
        return offset - (self._cut[before - 1] if before else 0)

    def _shorten(self, match: re.Match[str]) -> str:
        run = match[0]
        if match.end() == len(match.string):
            short = ""
        else:
            indent = run[run.rfind("\n") + 1 :]
            newlines = run.count("\n")
            short = "\n" * (2 if newlines > self._most else newlines) * bool(match.start()) + indent
        self._ends.append(match.end())
        self._cut.append((self._cut[-1] if self._cut else 0) + len(run) - len(short))
        return short


def _link(text: str, start: int, end: int, target: str) -> Link | None:
    """The link without white space at its ends; None when there is nothing left of it."""
    words = text[start:end]
    start += len(words) - len(words.lstrip())
    words = words.strip()
    return Link(start, start + len(words), words, safe_line(target)) if words else None
