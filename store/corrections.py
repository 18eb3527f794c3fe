"""What a human says about the machine's output: an append-only log of small documents.

A correction never edits anything. It is written down, and ``store.view`` replays the log over the machine's output.
It is anchored by character offsets plus the text and a little context, so that it finds its place again after the
article was read or extracted anew. Undoing appends an ``undo`` that names the correction; redoing appends a ``redo``.
"""

from __future__ import annotations

import os
import re
import threading
import time
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Literal

import msgspec

from store.model import Kind, Scope, Span, Speaker

Action = Literal[
    "add-mention",
    "delete-mention",
    "relabel",
    "move-mention",
    "set-entity",
    "join-entities",
    "rename-entity",
    "add-quote",
    "delete-quote",
    "move-segment",
    "set-speaker",
    "set-kind",
    "join-quotes",
    "split-quote",
    "review",
    "undo",
    "redo",
]

#: What is done to quotes.
QUOTE_ACTIONS: frozenset[Action] = frozenset(
    {"add-quote", "delete-quote", "move-segment", "set-speaker", "set-kind", "join-quotes", "split-quote"}
)

#: Characters of context kept on either side of an anchor.
CONTEXT = 24


class Anchor(msgspec.Struct, frozen=True, omit_defaults=True):
    """The stretch of text that a correction is about, with what stood before and after it."""

    start: int
    end: int
    text: str
    before: str = ""
    after: str = ""


class State(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """What a correction finds (``before``) or makes (``after``); only the fields its action is about are set.

    ``split-quote`` uses ``start``: the offset in front of which the quote is cut in two. ``join-quotes`` uses
    ``segments``: the first segment of the quote that is joined to the anchored one. ``review`` uses ``text``: the
    digest of the text that was reviewed.
    """

    label: str | None = None
    entity: str | None = None
    name: str | None = None
    start: int | None = None
    end: int | None = None
    text: str | None = None
    kind: Kind | None = None
    segments: tuple[Span, ...] | None = None
    speaker: Speaker | None = None
    reviewed: bool | None = None


class Correction(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """One entry of the log. ``article`` is where it was made; an everywhere-rule holds in all of them.

    ``id`` grows with time, so sorting by it gives the order in which things were said. ``undoes`` is the id of the
    correction that an ``undo`` takes back or a ``redo`` restores.
    """

    id: str
    time: str
    action: Action
    article: str
    scope: Scope = "mention"
    session: str = "default"
    who: str = ""
    anchor: Anchor | None = None
    before: State = State()
    after: State = State()
    undoes: str = ""


#: What a correction's id looks like.
ID = re.compile(r"[0-9a-f]{18}")

#: An id that is further ahead of the clock than this, in microseconds, was not made by one; no clock is that wrong.
_CENTURY = 100 * 365 * 86_400_000_000


class _Ids:
    """Time-ordered identifiers: microseconds since 1970 in hex, then four random digits; each above the last."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._last = 0

    def new(self, after: str) -> str:
        with self._lock:
            clock = time.time_ns() // 1000
            floor = int(after[:14], 16) if ID.fullmatch(after) else 0
            self._last = max(clock, self._last + 1, floor + 1 if floor < clock + _CENTURY else 0)
            return f"{self._last:014x}{os.urandom(2).hex()}"


_ids = _Ids()


def new_id(after: str = "") -> str:
    """A fresh correction id, greater than ``after`` (an id, or "") even if the clock was set back."""
    return _ids.new(after)


def now(precision: str = "seconds") -> str:
    """The time as corrections write it: UTC, ISO 8601, to the second unless another ``precision`` is named."""
    return datetime.now(UTC).isoformat(timespec=precision)


def anchor(text: str, start: int, end: int) -> Anchor:
    """The anchor of ``text[start:end]``."""
    return Anchor(start, end, text[start:end], text[max(0, start - CONTEXT) : start], text[end : end + CONTEXT])


def locate(text: str, where: Anchor) -> tuple[int, int] | None:
    """Where an anchor's text stands now: at its offsets, else at the occurrence whose context agrees best.

    Among equals the nearest to the old place wins. None if the text is gone, or occurs but with no context in common.
    """
    if not where.text:
        return None
    if where.start >= 0 and text.startswith(where.text, where.start):
        return where.start, where.start + len(where.text)
    best: tuple[int, int, int] | None = None
    at = text.find(where.text)
    while at >= 0:
        agree = _agreement(text, at, where)
        if agree and (best is None or (agree, -abs(at - where.start)) > best[:2]):
            best = agree, -abs(at - where.start), at
        at = text.find(where.text, at + 1)
    return None if best is None else (best[2], best[2] + len(where.text))


def _agreement(text: str, at: int, where: Anchor) -> int:
    """How many characters of context stand around ``at`` as the anchor remembers them."""
    end = at + len(where.text)
    left = text[max(0, at - CONTEXT) : at]
    right = text[end : end + CONTEXT]
    before = next(
        (n for n, (a, b) in enumerate(zip(reversed(left), reversed(where.before), strict=False)) if a != b), None
    )
    after = next((n for n, (a, b) in enumerate(zip(right, where.after, strict=False)) if a != b), None)
    return (min(len(left), len(where.before)) if before is None else before) + (
        min(len(right), len(where.after)) if after is None else after
    )


def in_force(log: Iterable[Correction]) -> list[Correction]:
    """The corrections of a log that are not undone, oldest first, without the undos and redos themselves."""
    ordered = sorted(log, key=lambda c: c.id)
    undone: set[str] = set()
    for correction in ordered:
        if correction.action == "undo":
            undone.add(correction.undoes)
        elif correction.action == "redo":
            undone.discard(correction.undoes)
    return [c for c in ordered if c.action not in ("undo", "redo") and c.id not in undone]


_VERBS: dict[str, str] = {
    "add-mention": "add name",
    "delete-mention": "delete name",
    "relabel": "relabel",
    "move-mention": "move border",
    "set-entity": "set entity",
    "join-entities": "join entities",
    "rename-entity": "rename entity",
    "add-quote": "add quote",
    "delete-quote": "delete quote",
    "move-segment": "move quote border",
    "set-speaker": "set speaker",
    "set-kind": "set kind",
    "join-quotes": "join quotes",
    "split-quote": "split quote",
    "review": "review",
    "undo": "undo",
    "redo": "redo",
}


def verb(action: str) -> str:
    """An action in the words of a user."""
    return _VERBS[action]


#: Most characters of a text that a correction's line shows.
_LONGEST = 40


def describe(correction: Correction) -> str:
    """One line that says what a correction does, for lists and messages (not made safe for display)."""
    what = f"“{_short(correction.anchor.text)}”" if correction.anchor else (correction.before.name or "")
    after = correction.after
    if correction.action == "review":
        return "mark reviewed" if after.reviewed else "mark not reviewed"
    to = ""
    if correction.action == "move-mention" or correction.action == "move-segment":
        before_end, after_end = _apart(correction.anchor.text if correction.anchor else "", after.text or "")
        what, to = f"“{before_end}”", f"“{after_end}”"
    elif correction.action == "set-speaker":
        to = (after.speaker.name if after.speaker else None) or "nobody"
    elif correction.action not in ("delete-mention", "delete-quote", "add-quote", "join-quotes", "split-quote"):
        # A join knows its entity's label too, but it is the name that tells which one it is.
        to = after.name or after.label or after.kind or ""
    words = [verb(correction.action), what, f"→ {to}" if to else ""]
    if correction.scope != "mention":
        words.append("in this article" if correction.scope == "article" else "everywhere")
    return " ".join(word for word in words if word)


def _apart(one: str, other: str) -> tuple[str, str]:
    """Two stretches of a text so shortened that what differs is seen: their ends, where they begin alike."""
    cut = _end if one[:20] == other[:20] else _short
    return cut(one), cut(other)


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def _end(text: str) -> str:
    return text if len(text) <= _LONGEST else "…" + text[1 - _LONGEST :]
