"""Sources on their way: found, read, extracted elsewhere, kept in the order in which they were found.

``Stream`` works through any number of paths in bounded memory and says what became of each article as soon as it is
kept; what keeping means, and what need not be extracted, is for those to say who extend it.
"""

from __future__ import annotations

import threading
import time
from abc import ABC, abstractmethod
from collections import Counter, deque
from collections.abc import Callable, Generator, Iterable, Iterator
from typing import Literal, Protocol

import msgspec

from store.extract.wire import Answer
from store.incoming import not_understood
from store.model import Extraction
from store.reading import USUAL, Columns, ReadError, Reading, find, readings
from store.reading.counting import expected

Outcome = Literal["imported", "extracted", "unchanged", "updated", "failed"]

#: The only language that the extractor understands.
ENGLISH = "en"

#: A request to a worker holds at most so many articles and, unless a single one is longer, characters.
BATCH_ARTICLES = 16
BATCH_CHARACTERS = 48_000

#: At most so many articles and characters for each worker, and at least so many articles in all, are in memory between
#: reading and keeping.
WORKERS_ARTICLES = 3 * BATCH_ARTICLES
WORKERS_CHARACTERS = 200_000
LEAST_ARTICLES = 512

#: Seconds between two looks at whether the work was cancelled.
PATIENCE = 0.1


class Failure(msgspec.Struct, frozen=True):
    """A source that was refused or failed, and why, in one line."""

    source: str
    reason: str

    def __str__(self) -> str:
        return f"{self.source}: {self.reason}"


class Progress(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one source. ``done`` counts the sources so far, this one included, of about ``total`` if known.

    ``article`` is the article's id in the store, if it has one; ``reason`` says why a source failed.
    """

    source: str
    outcome: Outcome
    reason: str = ""
    article: str | None = None
    done: int = 0
    total: int | None = None


class Workers(Protocol):
    """Whoever extracts; raises ``store.workers.ExtractorError`` if nothing can be extracted."""

    def submit(self, texts: list[str]) -> list[int]:
        """Take texts that are to be parsed together; returns the tickets under which their answers come back."""

    def result(self, timeout: float) -> tuple[int, Answer] | None:
        """The next finished text, or None after ``timeout`` seconds."""

    def close(self) -> None:
        """Stop; what was not finished is lost."""


class Slot:
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
        """Whether it can be kept, or counted as it is."""
        return self.outcome is not None or self.answer is not None


class Stream(ABC):
    """The articles in ``paths`` on their way through ``workers``; ``run`` it once.

    ``cancelled`` is asked several times a second. ``columns`` are where records have what. A shard's articles come
    with what was found in them, and no worker sees them.
    """

    def __init__(
        self, paths: Iterable[str], workers: Workers, *, columns: Columns = USUAL, cancelled: Callable[[], bool]
    ) -> None:
        self.failures: list[Failure] = []
        self.words = 0  # of what was kept
        self._paths = tuple(paths)
        self._workers = workers
        self._columns = columns
        self._cancelled = cancelled
        self._read = self._readings()
        self._counted: int | None = None
        self._slots: deque[Slot] = deque()
        self._held = 0  # characters in self._slots
        self._batch: list[Slot] = []
        self._batched = 0  # characters in self._batch
        self._asked: dict[int, Slot] = {}
        self._exhausted = False
        self._started: float | None = None
        self._ended: float | None = None
        self._done = 0
        self._counts: Counter[Outcome] = Counter()

    @property
    @abstractmethod
    def jobs(self) -> int:
        """How many texts can be extracted at once."""

    @abstractmethod
    def known(self, reading: Reading) -> tuple[Outcome, str | None] | None:
        """What becomes of an article that need not be extracted, with its id; None for one that must be."""

    @abstractmethod
    def keep(self, reading: Reading, extraction: Extraction) -> tuple[Outcome, str | None]:
        """Keep an article; returns what that came to, and its id if it has one."""

    def close(self) -> None:
        """Give back what was held; called at the end, however that came about."""
        self._workers.close()

    @property
    def seconds(self) -> float:
        """Wall-clock seconds since the start of ``run``, or that it took."""
        now = self._ended or time.monotonic()
        return 0.0 if self._started is None else round(now - self._started, 3)

    def count(self, outcome: Outcome) -> int:
        """How many sources came to this, so far."""
        return self._counts[outcome]

    def run(self) -> Generator[Progress]:
        """Do the work, one event for each source, in the order in which they were found.

        Ends early when cancelled or closed; what was extracted by then is kept, except on close. Raises
        ExtractorError if nothing can be extracted, StoreError if nothing can be kept.
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
                    yield self._settle(self._slots.popleft())
            self._collect(0)
            for slot in self.left():
                yield self._settle(slot)
        finally:
            self.close()
            self._ended = time.monotonic()

    def left(self) -> list[Slot]:
        """What is left over after cancelling and can be kept, although something before it cannot."""
        return [slot for slot in self._slots if slot.settled]

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
        most = max(LEAST_ARTICLES, WORKERS_ARTICLES * self.jobs)
        return len(self._slots) < most and self._held < WORKERS_CHARACTERS * self.jobs

    def _take(self) -> None:
        """Read the next article; settle it at once if it is refused or known, else put it into the batch."""
        reading = next(self._read, None)
        if reading is None:
            self._exhausted = True
            return
        slot = Slot(reading.source)
        self._slots.append(slot)
        if isinstance(reading, ReadError):
            slot.outcome, slot.reason = "failed", reading.reason
            return
        if known := self.known(reading):
            slot.outcome, slot.article = known
            return
        slot.reading = reading
        self._held += len(reading.text)
        if reading.extraction is not None:
            slot.answer = Answer(reading.extraction)
            return
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
            tickets = self._workers.submit([slot.reading.text for slot in self._batch if slot.reading])
            self._asked.update(zip(tickets, self._batch, strict=True))
            self._batch, self._batched = [], 0

    def _collect(self, timeout: float) -> None:
        """Note the answers that have come; wait for the first one no longer than ``timeout`` seconds."""
        while self._asked and (result := self._workers.result(timeout)):
            ticket, answer = result
            self._asked.pop(ticket).answer = answer
            timeout = 0

    def _settle(self, slot: Slot) -> Progress:
        """Keep a settled source's article and count it."""
        outcome = slot.outcome
        if outcome is None and slot.reading and slot.answer:
            if slot.answer.extraction is None:
                outcome, slot.reason = "failed", slot.answer.reason
            else:
                outcome, slot.article = self.keep(slot.reading, slot.answer.extraction)
                self.words += 0 if outcome == "unchanged" else len(slot.reading.text.split())
        assert outcome is not None
        self._held -= len(slot.reading.text) if slot.reading else 0
        if outcome == "failed":
            self.failures.append(Failure(slot.source, slot.reason))
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
