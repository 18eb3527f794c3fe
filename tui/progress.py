"""An import on the command line: a progress bar on a terminal, else a line for each failure; ctrl+c stops it."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Iterable
from types import FrameType, TracebackType
from typing import TYPE_CHECKING

from store.safe import safe_line
from tui.front import warn

if TYPE_CHECKING:
    from store.importing import Progress


def follow(events: Iterable[Progress]) -> None:
    """Work through an import's events and show them on standard error."""
    if sys.stderr.isatty():
        _bar(events)
        return
    for event in events:
        _failure(event)


def _failure(event: Progress) -> None:
    if event.outcome == "failed":
        warn(f"{event.source}: {event.reason}")


def _bar(events: Iterable[Progress]) -> None:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, SpinnerColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    console = Console(stderr=True)
    words = TextColumn("{task.description}", markup=False)
    columns = (SpinnerColumn(), words, BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Bar(*columns, console=console, transient=True) as bar:
        task = bar.add_task("Reading, and loading the language model", total=None)
        for event in events:
            if event.outcome == "failed":
                line = f"pressbox: {safe_line(event.source)}: {safe_line(event.reason)}"
                console.print(line, markup=False, highlight=False, soft_wrap=True)
            name = safe_line(event.source)
            shown = name if len(name) <= 40 else f"…{name[-39:]}"
            bar.update(task, completed=event.done, total=event.total, description=shown)


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
