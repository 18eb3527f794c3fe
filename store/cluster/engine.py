"""A Dask cluster as the one who extracts: the client's side."""

from __future__ import annotations

import contextlib
import itertools
import logging
import queue
import time
import warnings
from collections import deque
from collections.abc import Callable, Collection, Mapping
from typing import Any, NamedTuple

import dask
import msgspec
from distributed import Client, Future, KilledWorker
from distributed.security import Security

from store.cluster.remote import Parcel, Setup
from store.extract.wire import Answer
from store.safe import in_a_line
from store.workers import ExtractorError

#: Seconds to wait for the scheduler, and for a first worker.
CONNECT = 15.0
FIRST_WORKER = 30.0

#: Seconds without any worker after which no more are expected.
DESERTED = 60.0

#: Seconds between two looks at how many workers there are.
LOOK = 2.0

#: How often a request is made again that failed without its worker's death: another worker may have room for it.
RETRIES = 2

#: What has to be of the same version here and on the workers, as packages are called.
_SAME = ("pressbox", "spacy")


class ClusterError(ExtractorError):
    """The cluster cannot be used, or not any more. The message is one line."""


class _Request(NamedTuple):
    tickets: list[int]
    texts: list[str]


class Cluster:
    """The Dask cluster whose scheduler is at ``address``, with the spaCy pipeline ``model`` loaded on its workers.

    Made for ``store.streaming.Stream``, which sees to it that there is never too much on the way. ``close`` it. Raises
    ClusterError, and ExtractorError for a model that cannot be used.
    """

    def __init__(self, address: str, model: str) -> None:
        self._address = address
        self._model = model
        self._tickets = itertools.count()
        self._asked: dict[Future, _Request] = {}
        self._done: queue.SimpleQueue[Future] = queue.SimpleQueue()
        self._answers: deque[tuple[int, Answer]] = deque()
        self._threads = 0
        self._looked = self._seen = 0.0
        self._call, self._call_aside = _calls()
        self._client = _connected(address)
        try:
            self.setup = self._prepared()
        except BaseException:
            self.close()
            raise

    @property
    def threads(self) -> int:
        """How many texts the workers extract at once."""
        self._look()
        return self._threads

    def submit(self, texts: list[str]) -> list[int]:
        """Have texts extracted together; returns the tickets under which their answers come back."""
        request = _Request([next(self._tickets) for _ in texts], texts)
        self._ask(request)
        return request.tickets

    def result(self, timeout: float) -> tuple[int, Answer] | None:
        """The next finished text, or None after ``timeout`` seconds. Raises ExtractorError: no more will come."""
        self._look()
        if not self._answers:
            self._gather(timeout)
        return self._answers.popleft() if self._answers else None

    def close(self) -> None:
        """Take back what is not finished, have the workers end their processes, and leave."""
        with contextlib.suppress(Exception):  # whatever is broken: it is over
            if self._client.status == "running":
                self._client.cancel(list(self._asked))
                self._client.run(self._call_aside, "release", on_error="ignore")
        with contextlib.suppress(Exception):
            self._client.close(timeout=5)

    def _prepared(self) -> Setup:
        """Wait for a worker, compare versions, and load the model on all; what they extract with."""
        try:
            self._client.wait_for_workers(1, timeout=FIRST_WORKER)
        except TimeoutError as error:
            raise ClusterError(f"The cluster at {self._address} has no workers") from error
        self._seen = time.monotonic()
        _require_same(self._told(self._client.get_versions, packages=list(_SAME)))
        found = self._told(self._client.run, self._call_aside, "extract", self._model, [], on_error="return")
        setups: dict[str, Setup] = {}
        for worker, said in found.items():
            if isinstance(said, ExtractorError):
                raise ExtractorError(f"On the worker {worker}: {said}") from said
            if isinstance(said, Exception):
                raise ClusterError(f"The worker {worker} cannot extract: {in_a_line(said)}") from said
            setups[worker] = msgspec.msgpack.decode(said, type=Parcel).setup
        if not setups:
            raise ClusterError(f"The cluster at {self._address} has no workers any more")
        first = next(iter(setups.values()))
        for worker, setup in setups.items():
            _require_setup(setup, first, f"the worker {worker}")
        return first

    def _look(self) -> None:
        """See now and then how many workers there are, for they come and go; raises ClusterError if all stay away."""
        now = time.monotonic()
        if now < self._looked + LOOK:
            return
        self._looked = now
        self._threads = sum(self._told(self._client.nthreads).values())
        if self._threads:
            self._seen = now
        elif now > self._seen + DESERTED:
            raise ClusterError(f"The cluster at {self._address} has had no worker for {DESERTED:.0f} s")

    def _ask(self, request: _Request) -> None:
        future = self._told(
            self._client.submit,
            self._call,
            "extract",
            self._model,
            request.texts,
            pure=False,
            retries=RETRIES,
        )
        self._asked[future] = request
        future.add_done_callback(self._done.put)

    def _gather(self, timeout: float) -> None:
        """Fetch what is done; wait for the first one no longer than ``timeout`` seconds."""
        done = []
        with contextlib.suppress(queue.Empty):
            done.append(self._done.get(timeout=timeout) if timeout > 0 else self._done.get_nowait())
            while True:
                done.append(self._done.get_nowait())
        finished = [future for future in done if future.status == "finished"]
        if finished:
            for future, parcel in zip(finished, self._told(self._client.gather, finished), strict=True):
                self._open(self._asked.pop(future), parcel)
        for future in set(done).difference(finished):
            self._failed(future)

    def _open(self, request: _Request, raw: bytes) -> None:
        parcel = msgspec.msgpack.decode(raw, type=Parcel)
        _require_setup(parcel.setup, self.setup, "a worker that joined later")
        self._answers.extend(zip(request.tickets, parcel.answers, strict=True))

    def _failed(self, future: Future) -> None:
        """Give up, unless it is only that too many workers died: then each text is tried alone, and fails alone."""
        request = self._asked.pop(future)
        error = future.exception() if future.status == "error" else None
        if error is None:
            raise ClusterError(f"The connection to the cluster at {self._address} was lost")
        if isinstance(error, ExtractorError):
            raise error
        if not isinstance(error, KilledWorker):
            raise ClusterError(f"A worker cannot extract: {in_a_line(error)}") from error
        if len(request.texts) == 1:
            self._answers.append((request.tickets[0], Answer(reason="the workers that were to extract it died")))
        else:
            for ticket, text in zip(*request, strict=True):
                self._ask(_Request([ticket], [text]))

    def _told(self, ask: Callable[..., Any], *arguments: Any, **options: Any) -> Any:
        """What the cluster says to something; raises ClusterError if it says nothing."""
        try:
            return ask(*arguments, **options)
        except ExtractorError:
            raise
        except Exception as error:
            raise ClusterError(
                f"The connection to the cluster at {self._address} was lost: {in_a_line(error)}"
            ) from error


def _calls() -> tuple[Callable[..., Any], Callable[..., Any]]:
    """The functions that are sent to the workers: they call one of ``store.cluster.remote``, the latter in a thread.

    Being made in here, they are sent by value, not by name: a worker on which Pressbox is not installed answers with
    an error then, where a name that it cannot import would break its connection, and the scheduler needs nothing.
    """

    def call(name: str, *arguments: Any) -> Any:
        import importlib

        return getattr(importlib.import_module("store.cluster.remote"), name)(*arguments)

    async def call_aside(name: str, *arguments: Any) -> Any:
        import asyncio
        import importlib

        remote = await asyncio.to_thread(importlib.import_module, "store.cluster.remote")
        return await asyncio.to_thread(getattr(remote, name), *arguments)

    return call, call_aside


def _connected(address: str) -> Client:
    for name in list(logging.root.manager.loggerDict):
        if name.split(".")[0] in ("distributed", "tornado"):  # what goes wrong is told here, once
            logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    # An article is sent with its request, which Dask finds unusual.
    dask.config.set({"distributed.admin.large-graph-warning-threshold": "1 GB"})
    try:
        # Before there is a client, which would not end in peace without what it needs.
        security = Security()
        if address.startswith("tls:") and security.get_connection_args("client").get("ssl_context") is None:
            raise ValueError("Dask is not configured for TLS here")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # versions are compared below
            return Client(address, timeout=CONNECT, security=security, set_as_default=False, name="pressbox")
    except Exception as error:  # an address, a certificate, a machine: much can be wrong, in Dask's many ways
        raise ClusterError(f"There is no Dask scheduler to be reached at {address}: {in_a_line(error)}") from error


def _require_same(versions: Mapping[str, Any]) -> None:
    """Raise ClusterError if a worker has other versions than there are here, or lacks something."""
    here = _versions(versions["client"])
    others: dict[str, list[str]] = {}
    for worker, told in versions["workers"].items():
        for name, version in _versions(told).items():
            if version != here[name]:
                others.setdefault(f"{name} {version or 'not at all'}, here it is {here[name]}", []).append(worker)
    if others:
        raise ClusterError("; ".join(f"{_some(workers)} {said}" for said, workers in others.items()))


def _versions(told: Mapping[str, Any]) -> dict[str, str | None]:
    python = ".".join(told["host"]["python"].split(".")[:2])
    return {"Python": python, **{name: told["packages"].get(name) for name in _SAME}}


def _some(workers: Collection[str]) -> str:
    first, *others = workers
    return f"The worker {first}{f' and {len(others)} more have' if others else ' has'}"


def _require_setup(found: Setup, wanted: Setup, who: str) -> None:
    if found != wanted:
        theirs, ours = ("; ".join(msgspec.to_builtins(setup).values()) for setup in (found, wanted))
        raise ClusterError(f"Not all workers extract with the same: {who} has {theirs}, others have {ours}")
