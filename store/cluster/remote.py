"""What a worker of a cluster does: it has articles extracted in processes of its own, as an import has.

So a pipeline is loaded once for each thread of a worker, threads never share one, and a text that brings the parser
down takes a process with it that is started again, not the worker with all that it holds.
"""

from __future__ import annotations

import importlib.metadata
import threading
from typing import NamedTuple

import msgspec

from store.extract.wire import Answer
from store.workers import ExtractorError, Pool

#: A text in which nothing is found, for knowing who would have looked.
_NOTHING = "."

#: Seconds between two looks at whether an extraction process is done, which may take as long as it does.
_PATIENCE = 60.0


class Setup(msgspec.Struct, frozen=True):
    """What extracts on a worker: this program, spaCy and the pipeline, each with its version."""

    extractor: str
    spacy: str
    model: str


class Parcel(msgspec.Struct, frozen=True):
    """The answers to some texts, in their order, and what made them."""

    setup: Setup
    answers: list[Answer]


class _Ready(NamedTuple):
    pool: Pool
    setup: Setup
    age: int


class _Rest:
    """The extraction processes that wait for work, by model. Those older than the last ``clear`` end when they do."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: dict[str, list[_Ready]] = {}
        self._age = 0

    def take(self, model: str) -> _Ready:
        with self._lock:
            waiting = self._waiting.get(model)
            if waiting:
                return waiting.pop()
            age = self._age
        return _started(model, age)

    def give(self, model: str, ready: _Ready) -> None:
        with self._lock:
            if ready.age == self._age:
                self._waiting.setdefault(model, []).append(ready)
                return
        ready.pool.close()

    def clear(self) -> None:
        with self._lock:
            self._age += 1
            waiting, self._waiting = self._waiting, {}
        for ready in (one for them in waiting.values() for one in them):
            ready.pool.close()


_rest = _Rest()


def extract(model: str, texts: list[str]) -> bytes:
    """Extract some texts with the spaCy pipeline ``model``; returns a ``Parcel`` in MessagePack.

    Without texts, it only loads the pipeline and tells what it is. Raises ExtractorError.
    """
    ready = _rest.take(model)
    try:
        answers = _answers(ready.pool, texts)
    except BaseException:
        ready.pool.close()
        raise
    _rest.give(model, ready)
    return msgspec.msgpack.encode(Parcel(ready.setup, answers))


def release() -> None:
    """End the extraction processes, those that are at work as soon as they are through."""
    _rest.clear()


def _started(model: str, age: int) -> _Ready:
    pool = Pool(model, 1)
    try:
        (answer,) = _answers(pool, [_NOTHING])
        if answer.extraction is None:
            raise ExtractorError(f"The language model {model!r} cannot be used: {answer.reason}")
    except BaseException:
        pool.close()
        raise
    found = answer.extraction
    return _Ready(pool, Setup(found.extractor, importlib.metadata.version("spacy"), found.model), age)


def _answers(pool: Pool, texts: list[str]) -> list[Answer]:
    if not texts:
        return []
    tickets = pool.submit(texts)
    found: dict[int, Answer] = {}
    while len(found) < len(tickets):
        if result := pool.result(_PATIENCE):
            found[result[0]] = result[1]
    return [found[ticket] for ticket in tickets]
