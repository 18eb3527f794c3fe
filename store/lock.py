"""One writer per store: a lock that the kernel holds and that is free the moment its owner is gone."""

from __future__ import annotations

import contextlib
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

from store.corrections import now
from store.storage import UnreadableError, read_bytes

if TYPE_CHECKING:
    from filelock import FileLock

NAME = "pressbox.lock"
_UNKNOWN = "another process"


class WriterLock:
    """The writer lock of a store folder.

    ``abandoned`` tells, once the lock is ours, that its last owner did not give it back: it was killed, or the machine
    stopped.
    """

    def __init__(self, folder: Path) -> None:
        self.path = folder / NAME
        self.abandoned = False
        self._lock: FileLock | None = None

    def acquire(self) -> str:
        """Take the lock; "" if it is ours now, else who holds it, in words. Raises ``OSError`` where none can be."""
        from filelock import FileLock, Timeout  # a third of this package's import time, needed once

        lock = FileLock(self.path, timeout=0, mode=0o600, thread_local=False)
        try:
            lock.acquire()
        except Timeout:
            return self._holder()
        self._lock = lock
        with contextlib.suppress(OSError, UnreadableError):
            self.abandoned = bool(read_bytes(self.path))
        with contextlib.suppress(OSError):
            handle = os.open(self.path, os.O_WRONLY | os.O_TRUNC | os.O_NOFOLLOW)
            with open(handle, "w", encoding="ascii") as file:
                file.write(f"process {os.getpid()} since {now()}\n")
        return ""

    def release(self) -> None:
        """Give the lock back; harmless if it is not ours."""
        if self._lock is not None:
            # What is inside is for people who are refused; without an owner it would mislead them.
            with contextlib.suppress(OSError):
                os.truncate(self.path, 0)
            self._lock.release()
            self._lock = None

    def _holder(self) -> str:
        try:
            words = (read_bytes(self.path) or b"").decode("ascii", "replace").strip()
        except (OSError, UnreadableError):
            return _UNKNOWN
        return words if re.fullmatch(r"process \d+ since [\d:T+-]+", words) else _UNKNOWN
