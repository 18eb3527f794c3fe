"""Files to stored articles: find, read, compare with the store, extract in other processes, save, in input order.

``Importer`` can be stopped at any moment and keeps what is done; nothing is extracted twice.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable

import msgspec
from msgspec.structs import replace

from store.library import Library
from store.model import Extraction
from store.reading import USUAL, Columns, ReadError, Reading, find
from store.similar import Similar
from store.streaming import Failure, Outcome, Progress, Stream
from store.workers import Pool

__all__ = ["Failure", "Importer", "Progress", "Summary", "refused"]


class Summary(msgspec.Struct, frozen=True, kw_only=True):
    """What a whole import came to: numbers of articles, words of those imported or updated, wall-clock seconds."""

    imported: int = 0
    unchanged: int = 0
    updated: int = 0
    failed: tuple[Failure, ...] = ()
    words: int = 0
    seconds: float = 0.0


def refused(paths: Iterable[str]) -> Summary:
    """What an import comes to that finds nothing: why each of the paths is refused."""
    errors = (found for found in find(paths) if isinstance(found, ReadError))
    return Summary(failed=tuple(Failure(error.source, error.reason) for error in errors))


class Importer(Stream):
    """One import of ``paths`` into ``library`` with the spaCy pipeline ``model``; ``run`` it once.

    ``jobs`` is the greatest number of extraction processes (default: one for each core); fewer are started when there
    is too little to do, and none when nothing is new. ``again`` extracts unchanged texts anew, which counts as
    updating their articles. For the others see ``Stream``.
    """

    def __init__(
        self,
        library: Library,
        paths: Iterable[str],
        *,
        model: str,
        jobs: int | None = None,
        again: bool = False,
        columns: Columns = USUAL,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> None:
        self._library = library
        self._jobs = jobs or cores()
        self._pool = Pool(model, self._jobs)
        self._again = again
        self._similar: Similar | None = None
        super().__init__(paths, self._pool, columns=columns, cancelled=cancelled)

    @property
    def summary(self) -> Summary:
        """What was done so far; final once ``run`` has ended. The seconds count from the start of ``run``."""
        return Summary(
            imported=self.count("imported"),
            unchanged=self.count("unchanged"),
            updated=self.count("updated"),
            failed=tuple(self.failures),
            words=self.words,
            seconds=self.seconds,
        )

    @property
    def pids(self) -> list[int]:
        """The ids of the extraction processes that run now."""
        return self._pool.pids

    @property
    def jobs(self) -> int:
        """How many processes extract at the most."""
        return self._jobs

    def known(self, reading: Reading) -> tuple[Outcome, str | None] | None:
        """What is unchanged since it was imported last is left alone."""
        status, article = self._library.status(reading.key, reading.digest)
        return ("unchanged", article) if status == "unchanged" and not self._again else None

    def keep(self, reading: Reading, extraction: Extraction) -> tuple[Outcome, str]:
        """Store an article, with a note if it is nearly the same as another one."""
        self._similar = self._similar or Similar(self._library)
        _, known = self._library.status(reading.key, reading.digest)
        like = self._similar.most_like(reading.text, besides=known)
        if like is not None and (row := self._library.row(like.article)):
            note = f"{like.share:.0%} the same as {row.title or row.source}"
            extraction = replace(extraction, note="; ".join(filter(None, (extraction.note, note))))
            reading = replace(reading, similar=like.article)
        status, article = self._library.put(reading, extraction, again=self._again)
        self._similar.add(article, reading.text)
        return "imported" if status == "new" else status, article

    def close(self) -> None:
        """End the processes."""
        super().close()
        if self._similar:
            self._similar.close()


def cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
