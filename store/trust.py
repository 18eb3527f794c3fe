"""Whether the index can be believed after the machine has stopped.

The index is written without waiting for the disk. A killed process does no harm, for the system has its writes; but
after a power loss any part of what was written last may be missing, and no checksum tells: one row may be of today,
its neighbour of yesterday. So the index's header (SQLite's application id) says whether it is being written to, and
since when: it holds a number for the machine's present run while a writer has it open, and ``CLEAN`` once all of it is
on the disk. Both are written through to the disk. An index that was being written to in another run is not believed.
"""

from __future__ import annotations

import sqlite3
import zlib
from contextlib import suppress
from pathlib import Path

#: The mark of an index that is on the disk as a whole. It is no run's number, nor SQLite's own default, which is 0.
CLEAN = 0x5072_6558

#: Where Linux says which run of the machine this is.
_BOOT = Path("/proc/sys/kernel/random/boot_id")
_UNKNOWN = 1


def run_of_machine() -> int:
    """A number for the time since the machine was started; 1 where the system does not tell one run from another."""
    with suppress(OSError):
        return zlib.crc32(_BOOT.read_bytes()) >> 1 | 2
    return _UNKNOWN


def believable(db: sqlite3.Connection) -> bool:
    """Whether an index has everything that was written to it; raises ``sqlite3.Error``."""
    mark = _mark(db)
    return mark == CLEAN or mark == run_of_machine() != _UNKNOWN


def begin(db: sqlite3.Connection) -> None:
    """Say, durably, that an index is written to from now on; raises ``sqlite3.Error``."""
    if _mark(db) != run_of_machine():
        _write_through(db, run_of_machine())


def settle(db: sqlite3.Connection) -> None:
    """Bring all of an index to the disk, and only then say so; raises ``sqlite3.Error``."""
    _write_through(db, run_of_machine())
    _write_through(db, CLEAN)


def _mark(db: sqlite3.Connection) -> int:
    mark: int = db.execute("PRAGMA application_id").fetchone()[0]
    return mark


def _write_through(db: sqlite3.Connection, mark: int) -> None:
    """Write the mark, even one that is there already, and wait until the whole file is on the disk."""
    db.execute("PRAGMA synchronous = FULL")
    db.execute(f"PRAGMA application_id = {mark}")
    db.execute("PRAGMA synchronous = OFF")
