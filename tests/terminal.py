"""Pressbox on a pseudo terminal: keys and the mouse go in, what is painted comes out."""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Sequence

ESCAPES = re.compile(rb"\x1b(?:\[[0-9;?=<>]*[a-zA-Z]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[()][A-Z0-9]|[=>78])")
#: Modes of the terminal that the explorer sets and must take back: other screen, mouse, focus, paste.
MODES = ("1049", "1000", "1003", "1006", "1004", "2004")

#: Longest that a test waits for something, in seconds.
PATIENCE = 30.0


def mouse(button: int, column: int, line: int, *, up: bool = False) -> str:
    """What terminals send of the mouse (SGR, mode 1006): 0 the left button, 32 drags it, 64 and 65 the wheel."""
    return f"\x1b[<{button};{column + 1};{line + 1}{'m' if up else 'M'}"


class Terminal:
    """A running Pressbox. ``environment`` goes over that of the tests, ``program`` is what Python runs.

    ``seen`` is what was painted since the last keys, ``everything`` since the beginning.
    """

    def __init__(
        self,
        *args: str,
        size: tuple[int, int] = (100, 30),
        environment: dict[str, str] | None = None,
        program: Sequence[str] = ("-m", "tui"),
    ) -> None:
        self.master, slave = pty.openpty()
        self.before = termios.tcgetattr(self.master)
        self.resize(*size)
        there = {**os.environ, "TERM": "xterm-256color", **(environment or {})}
        for name in ("COLUMNS", "LINES"):
            there.pop(name, None)
        self.process = subprocess.Popen(
            [sys.executable, *program, *args], stdin=slave, stdout=slave, stderr=slave, env=there
        )
        os.close(slave)
        self.seen = self.everything = b""

    def resize(self, columns: int, lines: int) -> None:
        """Give the terminal another size; as a real one does, tell the program in it."""
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
        if hasattr(self, "process") and self.process.poll() is None:
            self.process.send_signal(signal.SIGWINCH)

    @property
    def text(self) -> str:
        """What was painted since the last keys, without escape sequences."""
        return ESCAPES.sub(b"", self.seen).decode(errors="replace")

    def wait_for(self, text: str, seconds: float = PATIENCE) -> None:
        """Read until the text was painted."""
        end = time.monotonic() + seconds
        while text not in self.text:
            assert time.monotonic() < end, f"{text!r} never came"
            if select.select([self.master], [], [], 0.2)[0]:
                self._read()

    def read_for(self, seconds: float) -> None:
        """Read what comes until nothing came for some seconds, or the program has ended."""
        end = time.monotonic() + PATIENCE
        with contextlib.suppress(OSError):  # the end of a terminal that nobody has open any more
            while select.select([self.master], [], [], seconds)[0]:
                assert time.monotonic() < end, "it never stops painting"
                self._read()

    def _read(self) -> None:
        new = os.read(self.master, 1 << 16)
        self.seen += new
        self.everything += new

    def press(self, keys: str) -> None:
        """Press keys, all at once."""
        self.seen = b""
        os.write(self.master, keys.encode())

    def click(self, column: int, line: int, *, times: int = 1) -> None:
        """Click with the left button on a cell, counted from 0."""
        self.press((mouse(0, column, line) + mouse(0, column, line, up=True)) * times)

    def drag(self, start: tuple[int, int], end: tuple[int, int]) -> None:
        """Drag the left button from a cell to another."""
        self.press(mouse(0, *start) + mouse(32, *end) + mouse(0, *end, up=True))

    def wait_for_end(self, seconds: float = PATIENCE) -> int:
        """Read what is still painted until it has ended; returns the exit status."""
        end = time.monotonic() + seconds
        while self.process.poll() is None:
            assert time.monotonic() < end, "it never ended"
            self.read_for(0.1)
        self.read_for(0.1)
        self.after = termios.tcgetattr(self.master)
        os.close(self.master)
        return self.process.returncode

    def assert_restored(self) -> None:
        """Once it has ended: every mode that was set was taken back, the cursor shows, and input is as it was."""
        for mode in MODES:
            on, off = (self.everything.rfind(f"\x1b[?{mode}{end}".encode()) for end in "hl")
            assert on < off, mode
        assert self.everything.rfind(b"\x1b[?25l") < self.everything.rfind(b"\x1b[?25h")
        assert self.after == self.before

    def kill(self) -> None:
        """End it the hardest way."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        os.close(self.master)
