"""One writer per store: a lock that the kernel holds and that is free the moment its owner is gone."""

from __future__ import annotations

import contextlib
import os
import re
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from store.corrections import now
from store.storage import UnreadableError, read_bytes, sync_folders

if TYPE_CHECKING:
    from filelock import FileLock

NAME = "pressbox.lock"
_UNKNOWN = "another process"


class WriterLock:
    """The writer lock of a folder, a store's unless it has another ``name``."""

    def __init__(self, folder: Path, name: str = NAME) -> None:
        self.path = folder / name
        self._lock: FileLock | None = None

    def acquire(self) -> str:
        """Take the lock; "" if it is ours now, else who holds it, in words. Raises ``OSError`` where none can be.

        What an owner who was killed had written but not synced is on the disk by then: others build on what they see.
        """
        from filelock import FileLock, Timeout  # a third of this package's import time, needed once

        lock = FileLock(self.path, timeout=0, mode=0o600, thread_local=False)
        try:
            lock.acquire()
        except Timeout:
            return self._holder()
        if self._abandoned():
            try:
                sync_folders(self.path.parent)
            except BaseException:
                lock.release()
                raise
        self._lock = lock
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

    def _abandoned(self) -> bool:
        """Whether the last owner did not give the lock back, because it was killed or the machine stopped."""
        try:
            return bool(read_bytes(self.path))
        except (OSError, UnreadableError):
            return False

    def _holder(self) -> str:
        try:
            words = (read_bytes(self.path) or b"").decode("ascii", "replace").strip()
        except (OSError, UnreadableError):
            return _UNKNOWN
        owner = re.fullmatch(r"(process \d+ since )([\d:T+-]+)", words)
        try:
            return f"{owner[1]}{datetime.fromisoformat(owner[2]).astimezone():%Y-%m-%d %H:%M}" if owner else _UNKNOWN
        except (ValueError, OverflowError):
            return _UNKNOWN
