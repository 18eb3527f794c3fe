"""Files to stored articles: find, read, compare with the store, extract in other processes, save, in input order.

``Importer`` works through any number of paths in bounded memory and says what became of each article as soon as it
is saved. It can be stopped at any moment and keeps what is done; nothing is extracted twice.
"""

from __future__ import annotations

import os
import threading
import time
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from typing import Literal

import msgspec
from msgspec.structs import replace

from store.extract.wire import Answer
from store.incoming import not_understood
from store.library import Library, Status
from store.model import Extraction
from store.reading import USUAL, Columns, ReadError, Reading, find, readings
from store.reading.counting import expected
from store.similar import Similar
from store.workers import Pool

Outcome = Literal["imported", "unchanged", "updated", "failed"]

#: The only language that the extractor understands.
ENGLISH = "en"

#: A request to a worker holds at most so many articles and, unless a single one is longer, characters.
BATCH_ARTICLES = 16
BATCH_CHARACTERS = 48_000

#: At most so many articles, and for each job so many characters, are in memory between reading and saving.
WINDOW_ARTICLES = 512
WINDOW_CHARACTERS = 200_000

#: Seconds between two looks at whether the import was cancelled.
PATIENCE = 0.1


class Failure(msgspec.Struct, frozen=True):
    """A source that was refused or failed, and why, in one line."""

    source: str
    reason: str


class Progress(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one source. ``done`` counts the sources so far, this one included, of about ``total`` if known.

    ``article`` is the article's id unless the source failed; ``reason`` says why it did.
    """

    source: str
    outcome: Outcome
    reason: str = ""
    article: str | None = None
    done: int = 0
    total: int | None = None


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


class _Slot:
    """A source on its way: settled by ``outcome``, or by the ``answer`` to its text."""

    __slots__ = ("answer", "article", "outcome", "reading", "reason", "source")

    def __init__(self, source: str) -> None:
        self.source = source
        self.reading: Reading | None = None
        self.answer: Answer | None = None
        self.outcome: Outcome | None = None
        self.reason = ""
        self.article: str | None = None

    @property
    def settled(self) -> bool:
        return self.outcome is not None or self.answer is not None


class Importer:
    """One import of ``paths`` into ``library`` with the spaCy pipeline ``model``; ``run`` it once.

    ``jobs`` is the greatest number of extraction processes (default: one for each core); fewer are started when there
    is too little to do, and none when nothing is new. ``cancelled`` is asked several times a second. ``again`` extracts
    unchanged texts anew, which counts as updating their articles. ``columns`` are where records have what.
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
        self._paths = tuple(paths)
        self._columns = columns
        self._read = self._readings()
        self._counted: int | None = None
        self._pool = Pool(model, jobs or cores())
        self._window = WINDOW_CHARACTERS * (jobs or cores())
        self._again = again
        self._cancelled = cancelled
        self._slots: deque[_Slot] = deque()
        self._held = 0  # characters in self._slots
        self._batch: list[_Slot] = []
        self._batched = 0  # characters in self._batch
        self._asked: dict[int, _Slot] = {}
        self._similar: Similar | None = None
        self._exhausted = False
        self._started: float | None = None
        self._ended: float | None = None
        self._done = 0
        self._counts: dict[Outcome, int] = {"imported": 0, "unchanged": 0, "updated": 0, "failed": 0}
        self._failures: list[Failure] = []
        self._words = 0

    @property
    def summary(self) -> Summary:
        """What was done so far; final once ``run`` has ended. The seconds count from the start of ``run``."""
        now = self._ended or time.monotonic()
        return Summary(
            imported=self._counts["imported"],
            unchanged=self._counts["unchanged"],
            updated=self._counts["updated"],
            failed=tuple(self._failures),
            words=self._words,
            seconds=0.0 if self._started is None else round(now - self._started, 3),
        )

    @property
    def pids(self) -> list[int]:
        """The ids of the extraction processes that run now."""
        return self._pool.pids

    def run(self) -> Generator[Progress]:
        """Do the import, one event for each source, in the order in which they were found.

        Ends early when cancelled or closed; what was extracted by then is saved, except on close. Raises
        ExtractorError if nothing can be extracted, StoreError if the store cannot be written.
        """
        self._started = time.monotonic()
        threading.Thread(target=self._count, name="counting", daemon=True).start()
        try:
            while (self._slots or not self._exhausted) and not self._cancelled():
                reading = not self._exhausted and self._room()
                if reading:
                    self._take()
                if not reading or self._starved():
                    self._flush()
                self._collect(0 if reading or not self._slots or self._slots[0].settled else PATIENCE)
                while self._slots and self._slots[0].settled:
                    yield self._save(self._slots.popleft())
            self._collect(0)
            for slot in self._slots:  # left over only after cancelling
                if slot.settled:
                    yield self._save(slot)
        finally:
            self._pool.close()
            if self._similar:
                self._similar.close()
            self._ended = time.monotonic()

    def _count(self) -> None:
        """Walk the folders once more, only to know how much there is to do: it must not hold up the first result."""
        number = 0
        for found in find(self._paths):
            more = 1 if isinstance(found, ReadError) else expected(found)
            if self._ended is not None or more is None:
                return
            number += more
        self._counted = number

    def _total(self) -> int | None:
        ahead = self._done + len(self._slots)
        if self._exhausted:
            return ahead
        return None if self._counted is None else max(ahead, self._counted)

    def _readings(self) -> Iterator[Reading | ReadError]:
        """Everything that is found, read."""
        for found in find(self._paths):
            if isinstance(found, ReadError):
                yield found
                continue
            try:
                yield from readings(found, self._columns)
            except Exception as error:  # whatever a strange file sets off must not keep the others from being read
                yield ReadError(found.source, f"could not be read: {type(error).__name__}: {error}")

    def _room(self) -> bool:
        return len(self._slots) < WINDOW_ARTICLES and self._held < self._window

    def _take(self) -> None:
        """Read the next article; settle it at once if it is refused or unchanged, else put it into the batch."""
        reading = next(self._read, None)
        if reading is None:
            self._exhausted = True
            return
        slot = _Slot(reading.source)
        self._slots.append(slot)
        if isinstance(reading, ReadError):
            slot.outcome, slot.reason = "failed", reading.reason
            return
        status, article = self._library.status(reading.key, reading.digest)
        if status == "unchanged" and not self._again:
            slot.outcome, slot.article = "unchanged", article
            return
        slot.reading = reading
        self._held += len(reading.text)
        if reading.language != ENGLISH:
            slot.answer = Answer(not_understood(reading.language))
            return
        if self._batched + len(reading.text) > BATCH_CHARACTERS:
            self._flush()
        self._batch.append(slot)
        self._batched += len(reading.text)
        if len(self._batch) == BATCH_ARTICLES:
            self._flush()

    def _starved(self) -> bool:
        """Whether the workers have nothing to do: the first articles are not kept waiting for a full batch."""
        return bool(self._batch) and not self._asked

    def _flush(self) -> None:
        if self._batch:
            tickets = self._pool.submit([slot.reading.text for slot in self._batch if slot.reading])
            self._asked.update(zip(tickets, self._batch, strict=True))
            self._batch, self._batched = [], 0

    def _collect(self, timeout: float) -> None:
        """Note the answers that have come; wait for the first one no longer than ``timeout`` seconds."""
        while self._asked and (result := self._pool.result(timeout)):
            ticket, answer = result
            self._asked.pop(ticket).answer = answer
            timeout = 0

    def _save(self, slot: _Slot) -> Progress:
        """Store a settled source's article and count it."""
        outcome = slot.outcome
        if outcome is None and slot.reading and slot.answer:
            if slot.answer.extraction is None:
                outcome, slot.reason = "failed", slot.answer.reason
            else:
                status, slot.article = self._put(slot.reading, slot.answer.extraction)
                outcome = "imported" if status == "new" else status
                self._words += 0 if outcome == "unchanged" else len(slot.reading.text.split())
        assert outcome is not None
        self._held -= len(slot.reading.text) if slot.reading else 0
        if outcome == "failed":
            self._failures.append(Failure(slot.source, slot.reason))
        self._counts[outcome] += 1
        self._done += 1
        return Progress(
            source=slot.source,
            outcome=outcome,
            reason=slot.reason,
            article=slot.article,
            done=self._done,
            total=self._total(),
        )

    def _put(self, reading: Reading, extraction: Extraction) -> tuple[Status, str]:
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
        return status, article


def cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
