"""The terminal that the explorer is shown on: given a size if it has none, and given back as it was."""

from __future__ import annotations

import contextlib
import fcntl
import struct
import sys
import termios
from collections.abc import Iterator

#: Columns and lines of a terminal that does not say: Textual and Rich would each assume others.
CLASSIC = (80, 24)


@contextlib.contextmanager
def kept() -> Iterator[None]:
    """While it is entered a full-screen program may run; afterwards the terminal's settings are what they were.

    Textual by itself takes the settings of a program that was stopped and continued for those of the shell.
    """
    stream = sys.__stdin__
    if stream is None or not stream.isatty():
        yield
        return
    before = termios.tcgetattr(stream)
    _give_size(stream.fileno())
    try:
        yield
    finally:
        with contextlib.suppress(termios.error):  # it is gone
            termios.tcsetattr(stream, termios.TCSADRAIN, before)


def _give_size(terminal: int) -> None:
    lines, columns, *_ = struct.unpack("HHHH", fcntl.ioctl(terminal, termios.TIOCGWINSZ, bytes(8)))
    if not lines or not columns:
        with contextlib.suppress(OSError):
            fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", CLASSIC[1], CLASSIC[0], 0, 0))
