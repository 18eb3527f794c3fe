"""A program on a pseudo terminal, timed from outside: what it paints, and when. Unix only."""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import termios
import time
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

#: Seconds after which something that was waited for will not come.
PATIENCE = 120.0

_ESCAPES = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[PX^_][^\x1b]*\x1b\\|[ -/]*[0-~])")


class Terminal:
    """A running program with a terminal of ``columns`` by ``rows`` around it; a context manager that ends it."""

    def __init__(self, command: Sequence[str], columns: int = 160, rows: int = 50, **environment: str) -> None:
        self._master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        env = {**os.environ, "TERM": "xterm-256color", "LANG": "C.UTF-8", **environment}
        self._process = subprocess.Popen(
            command, stdin=slave, stdout=slave, stderr=slave, env=env, start_new_session=True
        )
        os.close(slave)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.terminate()
        try:
            # What it still paints must be read, or it cannot end.
            with contextlib.suppress(OSError):
                while self._process.poll() is None and self._read(1.0):
                    pass
            self._process.wait(3)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        os.close(self._master)

    def press(self, keys: str) -> None:
        """Type keys, as the bytes that a terminal sends."""
        os.write(self._master, keys.encode())

    def wait_for(self, words: str, timeout: float = PATIENCE) -> float:
        """Seconds until the program has painted some words from now on. Raises ``TimeoutError``, ``OSError``."""
        begin = time.perf_counter()
        painted = ""
        while words not in _ESCAPES.sub("", painted):
            if time.perf_counter() - begin > timeout:
                raise TimeoutError(f"{words!r} was not painted in {timeout:.0f} s")
            painted += self._read(0.2)
        return time.perf_counter() - begin

    def answer(self, keys: str, timeout: float = 2.0) -> float:
        """Seconds from typing keys to the first bytes that are painted after that; ``timeout`` if nothing is."""
        self.wait_quiet(0.0)
        begin = time.perf_counter()
        self.press(keys)
        ready, _, _ = select.select([self._master], [], [], timeout)
        return time.perf_counter() - begin if ready else timeout

    def wait_quiet(self, quiet: float = 0.5) -> None:
        """Wait until nothing has been painted for some seconds."""
        while self._read(quiet):
            pass

    def memory(self) -> float | None:
        """Resident memory of the program in MB, its children left out; None where the system does not tell."""
        with contextlib.suppress(OSError):
            found = re.search(r"VmRSS:\s*(\d+) kB", Path(f"/proc/{self._process.pid}/status").read_text("ascii"))
            return int(found[1]) / 1024 if found else None
        return None

    def _read(self, timeout: float) -> str:
        ready, _, _ = select.select([self._master], [], [], timeout)
        return os.read(self._master, 1 << 20).decode("utf-8", "replace") if ready else ""
