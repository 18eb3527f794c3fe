"""An open store follows what is said of many articles at once: everywhere-rules, and another process that writes."""

from __future__ import annotations

import contextlib
import time

from store.catching_up import BATCH, unheard
from store.errors import StoreError
from store.upkeep import Upkeep

#: Seconds for which a read-only store takes the disk to be as it was last seen.
_FRESH = 1.0


class Following(Upkeep):
    """An open store whose lists follow rules and, where it is read-only, its writer."""

    def refresh(self, budget: float | None = None) -> int:
        """Bring articles up to date that an everywhere-rule may touch, for at most ``budget`` seconds (None: all).

        Returns how many are left. A read-only store also takes in what its writer has changed meanwhile.
        """
        end = None if budget is None else time.monotonic() + budget
        self.follow_writer()
        with self._lock:
            stale = self._asked(lambda index: index.stale())
            if stale and self._led():
                return len(stale)  # its writer is about to do it
            if stale:
                self._make_changeable()
            while stale and (end is None or time.monotonic() < end):
                batch, stale = stale[:BATCH], stale[BATCH:]
                self._indexed(lambda _, keys=batch: self._reindex(keys))  # type: ignore[misc]
            return len(stale)

    def follow_writer(self) -> bool:
        """In a read-only store, take in what its writer has changed meanwhile; whether there was anything.

        Where the writer is gone, a store that was opened for writing is written to from here on.
        """
        if not self.read_only or not self.settled or time.monotonic() - self._looked < _FRESH:
            return False
        with self._lock:
            self._looked = time.monotonic()
            taken_over = self._take_over()
            if self._closed or (not taken_over and (self._stamps(), self._commits()) == self._seen):
                return False
            known = len(self.problems)
            self._cache.clear()
            self._views.clear()
            self._index.close()
            with contextlib.suppress(StoreError):
                self._read_anew()
            if not self._led():
                self._compared(unheard)
            self.problems[known:] = [line for line in self.problems[known:] if line not in self.problems[:known]]
            return True

    def _take_over(self) -> bool:
        """Become the writer of a store whose writer has ended."""
        if not self.holder or self._writer is None:
            return False
        with contextlib.suppress(OSError):
            self.holder = self._writer.acquire()
            self.read_only = bool(self.holder)
            self._index_is_ours = not self.read_only
        return not self.read_only

    def _led(self) -> bool:
        """Whether another process keeps in step the index that is read here."""
        return bool(self.holder) and self._index.on_disk
