"""The answer to a question across articles: how much there is at once, the hits themselves as they are wanted."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Generic, TypeVar

T = TypeVar("T")

#: Articles whose hits are fetched together: few at first, so that the first screen is there at once.
_FIRST, _MOST = 16, 512


class Hits(Generic[T]):
    """Hits in the order of the articles; ``articles`` counts those that have any. Can be gone through more than once.

    Hits are fetched a few articles at a time, so what changes while they are gone through is seen from there on.
    """

    def __init__(self, numbers: Sequence[int], page: Callable[[int, int], list[T]]) -> None:
        """``numbers`` are the articles' in rising order; ``page`` gives the hits from one number to another."""
        self._numbers = numbers
        self._page = page
        self.articles = len(numbers)

    def __bool__(self) -> bool:
        return any(True for _ in self)

    def __iter__(self) -> Iterator[T]:
        """Each hit; raises ``StoreError``."""
        at, size = 0, _FIRST
        while at < len(self._numbers):
            last = min(at + size, len(self._numbers)) - 1
            yield from self._page(self._numbers[at], self._numbers[last])
            at, size = last + 1, min(2 * size, _MOST)
