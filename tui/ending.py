"""Ending when told to by a signal, and when the terminal is gone, even while the screen hangs in its own output.

Textual writes through a thread with a short queue. When a terminal takes no more (it is stopped, or the thread died
with a terminal that was left), the event loop waits for that queue, and nothing that the loop runs would end it.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
import threading
from collections.abc import Callable
from types import FrameType
from typing import Any

#: Seconds that the screen has to end by itself, by what tells it to: an import may have to stop, or the terminal to
#: take its last words; a terminal that is gone takes none.
PATIENCE = {signal.SIGTERM: 10.0, signal.SIGHUP: 2.0}
#: Seconds between two looks at whether the terminal is still there.
TERMINAL_WATCH = 2.0


class Watchdog:
    """Has the explorer ``leave`` when it is told to, and if that takes too long, ``close`` what is open and ends it.

    ``start`` it in the main thread, in the event loop in which ``leave`` is to be called.
    """

    def __init__(self, leave: Callable[[], None], close: Callable[[], None]) -> None:
        self._leave, self._close = leave, close
        self._loop: asyncio.AbstractEventLoop | None = None
        self._before: dict[signal.Signals, Any] = {}
        self._over = threading.Event()

    def start(self) -> None:
        """From now on heed signals and look after the terminal."""
        self._loop = asyncio.get_running_loop()
        for number in PATIENCE:
            self._before[number] = signal.signal(number, self._told)
        threading.Thread(target=self._watch, name="pressbox-terminal", daemon=True).start()

    def stop(self) -> None:
        """The explorer has ended: signals mean again what they meant before."""
        self._over.set()
        for number, before in self._before.items():
            signal.signal(number, before)

    def _told(self, number: int, _frame: FrameType | None) -> None:
        # Python calls this in the main thread even while that waits for a queue.
        self._end(PATIENCE[signal.Signals(number)])

    def _watch(self) -> None:
        """Without a hang-up signal Textual's input thread would read the end of the terminal for ever."""
        while not self._over.wait(TERMINAL_WATCH):
            if sys.__stdin__ is None or not sys.__stdin__.isatty():
                self._end(PATIENCE[signal.SIGHUP])
                return

    def _end(self, patience: float) -> None:
        if self._loop is not None:
            with contextlib.suppress(RuntimeError):  # it has ended already
                self._loop.call_soon_threadsafe(self._leave)
        timer = threading.Timer(patience, self._end_at_once)
        timer.daemon = True
        timer.start()

    def _end_at_once(self) -> None:
        # Also when the app has ended: Python waits for threads of Textual's that may never do so.
        with contextlib.suppress(Exception):
            self._close()
        os._exit(0)
