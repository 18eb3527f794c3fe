"""Quote marks in plain text: which open, which close, and the stretches between them.

Works on characters alone, in linear time, paragraph by paragraph: one stray mark spoils no more than its paragraph.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

Role = Literal["open", "close", "either", "none"]

DOUBLE = re.compile(r"''|``|’’|‘‘|[\"“”„‟«»＂〝〞]")
SINGLE = re.compile(r"['‘’‚‛‹›´`]")
OPENING = frozenset({"“", "„", "«", "``", "‘‘", "〝", "‟"})
CLOSING = frozenset({"”", "»", "’’", "〞"})
ANGLES = frozenset("«»")
TERMINAL = ".!?…"
_BEFORE_OPEN = frozenset("([{―—–-/=>_*~|")
_AFTER_CLOSE = frozenset(".,;:!?)]}…―—–-/*")
_MARK_CHARS = frozenset("\"“”„‟«»＂〝〞'‘’‚‛‹›´`")
#: Words that drop their first letters: the mark in front of them is an apostrophe.
_ELISION = re.compile(r"(?:\d0s|em|til|till|tis|twas|twere|cause|cos|n|bout|round|neath|ere|im|er)\b", re.IGNORECASE)
_MEASURED = re.compile(r"[-\s]?(?:tall|high|long|wide|screen|inch|gun|nail|vinyl|record)\b")
_BLANK = re.compile(r"\n[^\S\n]*\n\s*")
_NEWLINE = re.compile(r"[^\S\n]*\n\s*")


@dataclass(frozen=True, slots=True)
class Segment:
    """The words between two marks, outer marks left out. ``closed`` is false where the closing mark is missing."""

    start: int
    end: int
    closed: bool = True
    single: bool = False


@dataclass(frozen=True, slots=True)
class _Mark:
    start: int
    end: int
    text: str
    role: Role


def paragraphs(text: str) -> list[tuple[int, int]]:
    """Return the paragraphs of ``text`` as (start, end), without the white space between them.

    A single line break ends a paragraph unless most lines stop in mid-sentence: such a text is hard-wrapped.
    """
    text = text.replace("\r", "\n").replace("\u2029", "\n").replace("\u2028", "\n")
    breaks = _BLANK if _hard_wrapped(text) else _NEWLINE
    out, start = [], 0
    for gap in breaks.finditer(text):
        if text[start : gap.start()].strip():
            out.append(_stripped(text, start, gap.start()))
        start = gap.end()
    if text[start:].strip():
        out.append(_stripped(text, start, len(text)))
    return out


def _hard_wrapped(text: str) -> bool:
    """Whether single line breaks are only the width of a page: most full lines stop in mid-sentence."""
    lines = [line.strip() for line in text.split("\n")]
    inner = [(a, b) for a, b in pairwise(lines) if a and b and len(a) > 40]
    if len(inner) < 2:
        return False
    loose = sum(a[-1] not in TERMINAL + ":;\"”'’)" or b[:1].islower() for a, b in inner)
    return loose * 2 > len(inner)


def _stripped(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def find_segments(text: str) -> list[Segment]:
    """Find the quoted stretches of ``text``, in order and without overlap."""
    out: list[Segment] = []
    blocks = paragraphs(text)
    open_before = False
    for number, (start, end) in enumerate(blocks):
        follows = blocks[number + 1][0] if number + 1 < len(blocks) else None
        doubles = _pair_doubles(text, start, end, follows, open_before)
        found = _with_singles(text, start, end, follows, doubles)
        open_before = bool(found) and not found[-1].closed
        out.extend(found)
    return [s for s in out if text[s.start : s.end].strip()]


# -- double marks -------------------------------------------------------


def _pair_doubles(text: str, start: int, end: int, follows: int | None, open_before: bool) -> list[Segment]:
    """Pair the double marks of one paragraph; ``follows`` is where the next one starts."""
    marks = [
        _Mark(m.start(), m.end(), m.group(), _shape(text, m, start, end)) for m in DOUBLE.finditer(text, start, end)
    ]
    reopens = follows is not None and DOUBLE.match(text, follows) is not None
    out: list[Segment] = []
    opened: _Mark | None = None
    depth = 0
    for i, mark in enumerate(marks):
        role = _role(mark, opened, text)
        if opened is None:
            if role == "open" or (role == "either" and not _inches(mark, text)):
                opened, depth = mark, 0
            elif role == "close" and open_before and not out and i == 0 and _ends_speech(text, mark):
                out.append(_segment(text, start, mark.start, closed=True))
        elif mark.text in ANGLES and opened.text not in ANGLES:
            continue
        elif role == "open":
            if _nested(marks, i, reopens):
                depth += 1
            else:
                closed = text[opened.end : mark.start].rstrip()[-1:] == "," and text[mark.end : mark.end + 1].islower()
                out.append(_segment(text, opened.end, mark.start, closed=closed))
                opened, depth = (None if closed else mark), 0
        elif not _inches_inside(marks, i, text):
            if depth:
                depth -= 1
            else:
                out.append(_segment(text, opened.end, mark.start, closed=True))
                opened = None
    if opened is not None:
        out.append(_segment(text, opened.end, end, closed=False))
    return out


def _shape(text: str, match: re.Match[str], start: int, end: int) -> Role:
    """What the spacing around a mark says: it opens before a word, closes after one."""
    before = text[match.start() - 1] if match.start() > start else " "
    after = text[match.end()] if match.end() < end else " "
    left = before.isspace() or before in _BEFORE_OPEN or (before in _MARK_CHARS and not after.isspace())
    right = after.isspace() or after in _AFTER_CLOSE or (after in _MARK_CHARS and not before.isspace())
    if before.isspace() and after.isspace():
        return "either"
    if left and not (right and not before.isspace() and after.isspace()):
        return "open" if not (right and not before.isspace()) else "either"
    if right:
        return "close"
    return "open" if before in ":," and after.isalnum() else "either"


def _role(mark: _Mark, opened: _Mark | None, text: str) -> Role:
    """The part a mark plays, from its glyph, its spacing and whether a quote is open."""
    if mark.text in OPENING:
        return "close" if opened is not None and mark.role == "close" else "open"
    if mark.text in CLOSING:
        if opened is None:
            return "open" if mark.role == "open" else "close"
        reversed_style = opened.text == mark.text and mark.role == "open" and _after_terminal(text, mark.start)
        return "open" if reversed_style else "close"
    if mark.role == "either" and opened is not None:
        return "close"
    if opened is None and mark.role == "close" and text[mark.start - 1 : mark.start] in (":", ","):
        return "open" if text[mark.start - 1] == ":" else "close"
    return mark.role


def _after_terminal(text: str, at: int) -> bool:
    before = text[max(0, at - 20) : at].rstrip()
    return bool(before) and before[-1] in TERMINAL


def _nested(marks: list[_Mark], i: int, reopens: bool) -> bool:
    """Whether an opening mark in an open quote starts one within it: its own closing mark and the outer one follow."""
    if i + 1 >= len(marks) or not _closes(marks[i + 1]):
        return False
    return _closes(marks[i + 2]) if i + 2 < len(marks) else reopens


def _closes(mark: _Mark) -> bool:
    return mark.text in CLOSING or (mark.text not in OPENING and mark.role in ("close", "either"))


def _inches(mark: _Mark, text: str) -> bool:
    return mark.text in ('"', "''", "”", "’’") and text[mark.start - 1 : mark.start].isdigit()


def _inches_inside(marks: list[_Mark], i: int, text: str) -> bool:
    """Whether the mark after a digit in an open quote is a measure: the quote's own closing mark is the next one."""
    if not _inches(marks[i], text):
        return False
    if re.search(r"\d['’′]\s?\d{1,2}$", text[max(0, marks[i].start - 8) : marks[i].start]):
        return i + 1 < len(marks)
    word = _MEASURED.match(text, marks[i].end)
    return word is not None and i + 1 < len(marks) and _closes(marks[i + 1])


def _ends_speech(text: str, mark: _Mark) -> bool:
    return text[mark.start - 1 : mark.start] in tuple(".,!?…")


def _segment(text: str, start: int, end: int, *, closed: bool, single: bool = False) -> Segment:
    start, end = _stripped(text, start, end)
    return Segment(start, end, closed, single)


# -- single marks -------------------------------------------------------


def _with_singles(text: str, start: int, end: int, follows: int | None, doubles: list[Segment]) -> list[Segment]:
    """Add a paragraph's single-mark quotes to its double ones; a single quote may hold double ones, not the reverse."""
    singles = _pair_singles(text, start, end, follows, doubles)
    if not singles:
        return doubles
    out, d = [], 0
    for single in singles:
        while d < len(doubles) and doubles[d].end <= single.start:
            out.append(doubles[d])
            d += 1
        out.append(single)
        while d < len(doubles) and doubles[d].start < single.end:
            d += 1
    return out + doubles[d:]


def _pair_singles(text: str, start: int, end: int, follows: int | None, doubles: list[Segment]) -> list[Segment]:
    out: list[Segment] = []
    opened: int | None = None
    weak: int | None = None
    d = 0
    for m in SINGLE.finditer(text, start, end):
        while d < len(doubles) and doubles[d].end <= m.start():
            d += 1
        if d < len(doubles) and doubles[d].start <= m.start():
            continue
        if DOUBLE.match(text, m.start()) or text[m.start() - 1 : m.start()] == m.group() != "›":
            continue
        role = _single_role(text, m.start(), m.group(), start, end)
        if role == "open":
            if opened is not None and weak is not None:
                out.append(_segment(text, opened, weak, closed=True, single=True))
            elif opened is not None and _after_terminal(text, m.start()):
                out.append(_segment(text, opened, m.start(), closed=False, single=True))
            opened, weak = m.end(), None
        elif opened is not None and role == "close":
            out.append(_segment(text, opened, m.start(), closed=True, single=True))
            opened = weak = None
        elif opened is not None and role == "either" and weak is None:
            weak = m.start()
    if opened is not None and weak is not None:
        out.append(_segment(text, opened, weak, closed=True, single=True))
    elif opened is not None and opened == start + 1 and _opens_single(text, follows):
        out.append(_segment(text, opened, end, closed=False, single=True))
    return [s for s in out if s.end > s.start]


def _opens_single(text: str, at: int | None) -> bool:
    return at is not None and text[at : at + 1] in ("'", "‘") and text[at + 1 : at + 2].isupper()


def _single_role(text: str, at: int, glyph: str, start: int, end: int) -> Role:
    """Tell a single mark from an apostrophe; "either" is a closing mark that may be a plural's possessive."""
    before = text[at - 1] if at > start else " "
    after = text[at + 1] if at + 1 < end else " "
    starts = (
        before.isspace() or before in _BEFORE_OPEN or before in _MARK_CHARS or before == ":"
    ) and not after.isspace()
    if glyph in "‘‛‚‹" or (starts and glyph in "'`"):
        if not starts or after in _AFTER_CLOSE or _ELISION.match(text, at + 1):
            return "none"
        return "open"
    ends = not before.isspace() and (after.isspace() or after in _AFTER_CLOSE or after in _MARK_CHARS)
    if not ends or starts:
        return "none"
    if before in _AFTER_CLOSE or glyph == "›":
        return "close"
    possessive = before in "sSzx" or text[max(start, at - 2) : at] == "in"
    return "either" if possessive and text[at + 2 : at + 3].isalnum() and after.isspace() else "close"
