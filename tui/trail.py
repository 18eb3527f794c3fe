"""Where the reader has been: back and forward as in a browser."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Literal

import msgspec

if TYPE_CHECKING:
    from tui.page import Page, PageState

#: Most places that are remembered.
LONGEST = 200


class ArticleStop(msgspec.Struct, frozen=True):
    """An open article: offset of the cursor, first line on the screen, and the pane at work."""

    article: str
    cursor: int
    top: int | None = None
    pane: str = "text"


class PageStop(msgspec.Struct, frozen=True):
    """A page over the articles, made anew when it is come back to; ``state`` says where its cursors stood."""

    make: Callable[[], Page]
    state: PageState | None = None


Stop = ArticleStop | PageStop


class Trail:
    """The places before and after the one that is shown."""

    def __init__(self) -> None:
        self.earlier: list[Stop] = []
        self.later: list[Stop] = []

    def leave(self, here: Stop) -> None:
        """Go on from a place to a new one: what was later is forgotten."""
        self.later.clear()
        if not self.earlier or not same(self.earlier[-1], here):
            self.earlier.append(here)
        del self.earlier[:-LONGEST]

    def step(self, way: Literal[-1, 1], here: Stop) -> Stop | None:
        """The place before (-1) or after (1) this one; None if there is none."""
        source, target = (self.earlier, self.later) if way < 0 else (self.later, self.earlier)
        if not source:
            return None
        target.append(here)
        return source.pop()


def same(one: Stop, other: Stop) -> bool:
    """Whether two places differ in nothing but how far they are scrolled."""
    if isinstance(one, ArticleStop) and isinstance(other, ArticleStop):
        return (one.article, one.cursor) == (other.article, other.cursor)
    return one == other
