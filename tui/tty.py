"""The terminal that the explorer is shown on: a size if it has none, and a new beginning after a stop."""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import signal
import struct
import sys
import termios
from functools import partial
from types import FrameType

from textual.app import App

#: Columns and lines of a terminal that does not say: Textual and Rich would each assume others.
CLASSIC = (80, 24)


def give_size() -> None:
    """Give the terminal that keys come from a size, if it has none."""
    stream = sys.__stdin__
    if stream is None or not stream.isatty():
        return
    with contextlib.suppress(OSError):
        lines, columns, *_ = struct.unpack("HHHH", fcntl.ioctl(stream, termios.TIOCGWINSZ, bytes(8)))
        if not lines or not columns:
            fcntl.ioctl(stream, termios.TIOCSWINSZ, struct.pack("HHHH", CLASSIC[1], CLASSIC[0], 0, 0))


def begin_again(app: App[int]) -> None:
    """Have a running app set the terminal up anew when it goes on after a stop that nobody told it of (SIGSTOP).

    Textual would set up once more what stands already. Then two threads read the keys, one of which never ends, and the
    settings of the explorer are taken for those of the shell. To be called in the app's loop, once its driver runs.
    """
    driver, loop = app._driver, asyncio.get_running_loop()
    usual = signal.getsignal(signal.SIGCONT)
    if driver is None or not callable(usual):
        return
    given_back = False

    def note(now: bool, _: object) -> None:
        nonlocal given_back
        given_back = now

    def go_on(number: int, frame: FrameType | None) -> None:
        told = given_back
        if not told:
            driver.suspend_application_mode()
        usual(number, frame)
        if not told:
            loop.call_soon_threadsafe(partial(app.refresh, layout=True))

    app.app_suspend_signal.subscribe(app, partial(note, True), immediate=True)
    app.app_resume_signal.subscribe(app, partial(note, False), immediate=True)
    signal.signal(signal.SIGCONT, go_on)
