"""Files to shards: find, read, extract on a cluster, write; what is in a shard already is not extracted again."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable
from pathlib import Path
from typing import Protocol

import msgspec

from store.cluster.remote import Setup
from store.cluster.shards import Shards
from store.model import Extraction
from store.reading import USUAL, Columns, Reading
from store.streaming import Failure, Outcome, Progress, Slot, Stream, Workers


class Summary(msgspec.Struct, frozen=True, kw_only=True):
    """What it came to: numbers of articles and of shards written, words of those extracted, wall-clock seconds."""

    extracted: int = 0
    unchanged: int = 0
    failed: tuple[Failure, ...] = ()
    shards: int = 0
    words: int = 0
    seconds: float = 0.0


class Engine(Workers, Protocol):
    """Many machines that extract, all with the same ``setup``."""

    setup: Setup

    @property
    def threads(self) -> int:
        """How many texts are extracted at once."""


class Extractor(Stream):
    """One extraction of ``paths`` by ``engine`` into shards in ``folder``; ``run`` it once. See ``Stream``.

    Raises ExportError if the folder cannot be used; ``run`` raises it if it cannot be written to. The engine is closed
    at the end of ``run``.
    """

    def __init__(
        self,
        paths: Iterable[str],
        engine: Engine,
        folder: Path,
        *,
        columns: Columns = USUAL,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> None:
        self._engine = engine
        self._shards = Shards(folder, engine.setup.extractor, engine.setup.model)
        super().__init__(paths, engine, columns=columns, cancelled=cancelled)

    @property
    def summary(self) -> Summary:
        """What was done so far; final once ``run`` has ended."""
        return Summary(
            extracted=self.count("extracted"),
            unchanged=self.count("unchanged"),
            failed=tuple(self.failures),
            shards=self._shards.written,
            words=self.words,
            seconds=self.seconds,
        )

    @property
    def jobs(self) -> int:
        """How many texts are extracted at once; as if by one while all workers are away."""
        return max(1, self._engine.threads)

    def known(self, reading: Reading) -> tuple[Outcome, str | None] | None:
        """What is in a shard is unchanged."""
        return ("unchanged", None) if self._shards.has(reading) else None

    def keep(self, reading: Reading, extraction: Extraction) -> tuple[Outcome, str | None]:
        """Put an article into the next shard."""
        self._shards.add(reading, extraction)
        return "extracted", None

    def left(self) -> list[Slot]:
        """Nothing: an article must not come before one that was found earlier, or an import would differ."""
        return []

    def run(self) -> Generator[Progress]:
        """Do the work as ``Stream.run`` does. However it ends, what is extracted is written."""
        try:
            yield from super().run()
        finally:
            try:
                self._shards.flush()
            finally:
                self._shards.close()
