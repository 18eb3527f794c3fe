"""Looking for garbage while nobody types: a look at all that is in memory would hold up a key by several frames."""

from __future__ import annotations

import gc
import time

#: Seconds without a key after which nobody is held up, and seconds after which garbage is looked for all the same.
QUIET, LONGEST = 0.5, 60.0
#: So many collections of the young generations make a look at the old one worth while (as in Python's own setting).
ENOUGH = 10
_NEVER = 1 << 30


class Collector:
    """Has Python collect only young garbage by itself, and the old while nothing is typed; ``close`` undoes that."""

    def __init__(self) -> None:
        self._touched = self._collected = time.monotonic()
        self._to_keep = True
        self._usual = gc.get_threshold()
        gc.set_threshold(*self._usual[:2], _NEVER)
        gc.freeze()  # what was imported stays
        gc.enable()

    def close(self) -> None:
        """Leave it to Python again."""
        gc.set_threshold(*self._usual)

    def touch(self) -> None:
        """Somebody types, or moves the mouse."""
        self._touched = time.monotonic()

    def keep(self) -> None:
        """What is in memory now is there to stay: from the next look on it is not looked through again."""
        self._to_keep = True

    def look(self) -> None:
        """Collect if that is due and holds nobody up; to be called about once a second."""
        now = time.monotonic()
        if now - self._touched < QUIET and now - self._collected < LONGEST:
            return
        if self._to_keep or gc.get_count()[2] >= ENOUGH:
            gc.collect()
            self._collected = now
        if self._to_keep:
            gc.freeze()
            self._to_keep = False
