"""An import on the command line: a progress bar on a terminal, else lines for failures and, now and then, progress.

Ctrl+c stops it.
"""

from __future__ import annotations

import signal
import sys
import threading
import time
from collections.abc import Iterable
from types import FrameType, TracebackType
from typing import TYPE_CHECKING

from store.safe import safe_line
from tui.front import note, warn

if TYPE_CHECKING:
    from store.importing import Progress


#: Seconds between two lines that say how far an import is, where there is no bar.
INTERVAL = 30.0


def follow(events: Iterable[Progress]) -> None:
    """Work through an import's events and show them on standard error."""
    if sys.stderr.isatty():
        _bar(events)
        return
    pace = Pace(time.monotonic())
    for event in events:
        _failure(event)
        if said := pace.line(time.monotonic(), event.done, event.total):
            note(said)


class Pace:
    """Says from time to time how far an import is, how fast it goes, and how long that takes."""

    def __init__(self, now: float) -> None:
        self._then, self._before = now, 0

    def line(self, now: float, done: int, total: int | None) -> str:
        """A line, or "" if the last one is not long ago. The rate is that since then: what is unchanged goes fast."""
        if now < self._then + INTERVAL:
            return ""
        rate = (done - self._before) / (now - self._then)
        self._then, self._before = now, done
        left = f", {duration((total - done) / rate)} left" if total is not None and rate else ""
        return f"{done}{'' if total is None else f' of {total}'} done, {rate:.1f}/s{left}"


def duration(seconds: float) -> str:
    """A time as 0:05, 12:34 or 1:23:45."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def _failure(event: Progress) -> None:
    if event.outcome == "failed":
        warn(f"{event.source}: {event.reason}")


def _bar(events: Iterable[Progress]) -> None:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, SpinnerColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    console = Console(stderr=True)
    words = TextColumn("{task.description}", markup=False)
    rate = TextColumn("{task.fields[rate]}", markup=False)
    columns = (SpinnerColumn(), words, BarColumn(), MofNCompleteColumn(), rate, TimeRemainingColumn())
    with Bar(*columns, console=console, transient=True) as bar:
        task = bar.add_task("Reading, and loading the language model", total=None, rate="")
        for event in events:
            if event.outcome == "failed":
                line = f"pressbox: {safe_line(event.source)}: {safe_line(event.reason)}"
                console.print(line, markup=False, highlight=False, soft_wrap=True)
            name = safe_line(event.source)
            shown = name if len(name) <= 40 else f"…{name[-39:]}"
            speed = bar.tasks[0].speed
            rate_shown = f"{speed:.1f}/s" if speed else ""
            bar.update(task, completed=event.done, total=event.total, description=shown, rate=rate_shown)


class Interrupt:
    """While it is entered, the first ctrl+c only sets a flag, so that what is being saved is saved; a second one stops.

    To be used in the main thread.
    """

    def __init__(self) -> None:
        self._event = threading.Event()

    def is_set(self) -> bool:
        """Whether ctrl+c was pressed."""
        return self._event.is_set()

    def __enter__(self) -> Interrupt:
        self._before = signal.signal(signal.SIGINT, self._press)
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        signal.signal(signal.SIGINT, self._before)

    def _press(self, number: int, frame: FrameType | None) -> None:
        if self._event.is_set():
            raise KeyboardInterrupt
        self._event.set()
