"""What a benchmark says: figures, each beside what it is compared with and the goal it has."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterable
from typing import TypeVar

import msgspec

T = TypeVar("T")

#: Hears what is being measured.
Say = Callable[[str], None]


class Figure(msgspec.Struct, frozen=True, omit_defaults=True):
    """One measured number. ``ratio`` is that of ``value`` to ``base``, which ``of`` names; ``goal`` bounds ``bounded``.

    ``bounded`` is the ratio where there is one, else the value; ``least`` says that the goal is a lower bound.
    """

    what: str
    value: float
    unit: str
    of: str = ""
    base: float | None = None
    goal: float | None = None
    least: bool = False

    @property
    def ratio(self) -> float | None:
        return None if not self.base else self.value / self.base

    @property
    def bounded(self) -> float:
        return self.value if self.ratio is None else self.ratio

    @property
    def met(self) -> bool | None:
        """Whether the goal is met; None without a goal."""
        if self.goal is None:
            return None
        return self.bounded >= self.goal if self.least else self.bounded <= self.goal

    def line(self) -> str:
        """The figure as a line of a table."""
        against = f"{self.ratio:8.2f} x {self.of} ({self.base:.3g} {self.unit})" if self.ratio is not None else ""
        goal = (
            "" if self.goal is None else f"{'≥' if self.least else '≤'} {self.goal:g} {'met' if self.met else 'MISSED'}"
        )
        return f"{self.what:58} {self.value:10.3g} {self.unit:11} {goal:14} {against}".rstrip()


def seconds(work: Callable[[], T]) -> float:
    """Wall-clock seconds that something takes."""
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def median(times: Iterable[float]) -> float:
    """The middle one."""
    return statistics.median(times)


def p95(times: Iterable[float]) -> float:
    """The value that 95 % do not exceed."""
    ordered = sorted(times)
    return ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]
