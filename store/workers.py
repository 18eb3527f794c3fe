"""Extraction in other processes: one ``Worker`` is one process, a ``Pool`` feeds as many as the work is worth.

Nothing in here imports spaCy. Workers talk through their standard streams, so they end by themselves when this
process does, however it ends; they share nothing, so one that crashes takes nobody with it.
"""

from __future__ import annotations

import itertools
import queue
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field

from store.extract.wire import Answer, Ready, Reply
from store.processes import close, receive, send, start

#: Characters waiting for each worker that runs before another one is started: about what one parses while it loads.
WORTH_A_WORKER = 100_000

#: How often an article may be in a worker that dies, alone, before it is given up: once may be bad luck.
CRASHES = 2

#: Processes share out the cores, so each has one thread. Memory that numpy gives back is kept for its next array (by
#: the GNU C library; others know nothing of it): asking the system for it anew takes 3 % of the time.
_ENVIRONMENT = {"OMP_NUM_THREADS": "1", "MALLOC_TRIM_THRESHOLD_": "268435456", "MALLOC_MMAP_THRESHOLD_": "67108864"}


class ExtractorError(Exception):
    """No article can be extracted: the model is missing, or its process does not start. The message is one line."""


class NotStartedError(ExtractorError):
    """There is no room for one more process now; those that run can do the work."""


class WorkerDiedError(Exception):
    """The worker's process ended in the middle of something; the message says how, if known."""


class Worker:
    """One extraction process. Starting it takes a second or two; ``ask`` is not to be called from two threads."""

    def __init__(self, model: str) -> None:
        self._model = model
        try:
            self._process = start("store.extract.worker", model, env=_ENVIRONMENT)
        except OSError as error:
            raise NotStartedError(f"The extraction process cannot be started: {error.strerror}") from error

    @property
    def pid(self) -> int:
        """The process id."""
        return self._process.pid

    def wait_ready(self) -> None:
        """Wait until the model is loaded. Raises ExtractorError if it cannot be, WorkerDiedError."""
        assert self._process.stdout is not None
        try:
            ready = receive(self._process.stdout, Ready)
        except EOFError:
            raise WorkerDiedError(f"the extraction process {self._ending()}") from None
        if ready.error:
            raise ExtractorError(ready.error)

    def ask(self, texts: list[str]) -> list[Answer]:
        """Extract a few texts; as many answers in the same order. Raises WorkerDiedError."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        try:
            send(self._process.stdin, texts)
            return receive(self._process.stdout, Reply).answers
        except (EOFError, OSError):
            raise WorkerDiedError(f"the extraction process {self._ending()}") from None

    def kill(self) -> None:
        """End the process now, whatever it does; harmless if it has ended."""
        self._process.kill()

    def close(self) -> None:
        """End the process and give back what it held."""
        close(self._process)

    def _ending(self) -> str:
        self._process.kill()
        code = self._process.wait()
        return f"was killed by signal {-code}" if code < 0 else f"ended with status {code}"


@dataclass(order=True)
class _Batch:
    """Texts for one request; the tickets are their numbers in the order of submission. None ends a thread."""

    first: float
    tickets: list[int] = field(compare=False)
    texts: list[str] = field(compare=False)
    crashes: int = field(default=0, compare=False)


class Pool:
    """Up to ``jobs`` workers, started as the work piles up, each driven by a thread of this process.

    Texts go in by ``submit`` and come back from ``result`` as they get done. Not bounded by itself: the caller looks
    at ``waiting``. Use it as a context manager, or call ``close``.
    """

    def __init__(self, model: str, jobs: int) -> None:
        self.waiting = 0
        self._model = model
        self._jobs = jobs
        self._tickets = itertools.count()
        self._todo: queue.PriorityQueue[_Batch] = queue.PriorityQueue()
        self._done: queue.SimpleQueue[tuple[int, Answer, int] | ExtractorError] = queue.SimpleQueue()
        self._threads: list[threading.Thread] = []
        self._lock = threading.Lock()
        self._workers: set[Worker] = set()
        self._closed = False

    def __enter__(self) -> Pool:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def pids(self) -> list[int]:
        """The ids of the processes that run now."""
        with self._lock:
            return [worker.pid for worker in self._workers]

    def submit(self, texts: Sequence[str]) -> list[int]:
        """Queue texts that are to be parsed together; returns the tickets under which their answers come back."""
        tickets = [next(self._tickets) for _ in texts]
        self.waiting += sum(map(len, texts))
        self._todo.put(_Batch(tickets[0], tickets, list(texts)))
        running = len(self._threads)
        if running < self._jobs and self.waiting >= running * WORTH_A_WORKER:
            thread = threading.Thread(target=self._drive, name="extraction", daemon=True)
            try:
                thread.start()
            except RuntimeError as error:
                if not running:
                    raise NotStartedError(f"The extraction cannot be started: {error}") from error
            else:
                self._threads.append(thread)
        return tickets

    def result(self, timeout: float) -> tuple[int, Answer] | None:
        """The next finished text, or None after ``timeout`` seconds. Raises ExtractorError: no more will come."""
        try:
            done = self._done.get(timeout=timeout) if timeout > 0 else self._done.get_nowait()
        except queue.Empty:
            return None
        if isinstance(done, ExtractorError):
            raise done
        ticket, answer, size = done
        self.waiting -= size
        return ticket, answer

    def close(self) -> None:
        """Kill the workers; what was not finished is lost."""
        with self._lock:
            self._closed = True
            for worker in self._workers:
                worker.kill()
        for _ in self._threads:
            self._todo.put(_Batch(-1, [], []))
        for thread in self._threads:
            thread.join()

    def _drive(self) -> None:
        """A thread's work: one worker, replaced when it dies, asked batch after batch."""
        worker: Worker | None = None
        try:
            while (batch := self._todo.get()).tickets:
                worker = worker or self._start(attempts=2)
                if worker is None:
                    self._todo.put(batch)
                    return
                try:
                    answers = worker.ask(batch.texts)
                except (WorkerDiedError, UnicodeEncodeError) as error:
                    self._stop(worker)
                    worker = None
                    self._again(batch, str(error))
                    continue
                for ticket, text, answer in zip(batch.tickets, batch.texts, answers, strict=True):
                    self._done.put((ticket, answer, len(text)))
        except ExtractorError as error:
            self._done.put(error)
        except Exception as error:  # a thread that ends in silence would leave the caller waiting for ever
            self._done.put(ExtractorError(f"Extraction stopped: {type(error).__name__}: {error}"))
        finally:
            if worker:
                self._stop(worker)

    def _start(self, attempts: int) -> Worker | None:
        """A worker that is ready; None if there is no room for one more. Raises ExtractorError if there is for none."""
        with self._lock:
            if self._closed:
                raise ExtractorError("The import was stopped")
            try:
                worker = Worker(self._model)
            except NotStartedError:
                if self._workers:
                    return None
                raise
            self._workers.add(worker)
        try:
            worker.wait_ready()
        except ExtractorError:
            self._stop(worker)
            raise
        except WorkerDiedError as error:
            others = self._stop(worker)
            if attempts > 1:
                return self._start(attempts - 1)
            if others:
                return None
            raise ExtractorError(f"The language model {self._model!r} cannot be loaded: {error}") from error
        return worker

    def _stop(self, worker: Worker) -> int:
        """End a worker; returns how many others there are."""
        with self._lock:
            self._workers.discard(worker)
            others = len(self._workers)
        worker.close()
        return others

    def _again(self, batch: _Batch, reason: str) -> None:
        """Try the texts of a failed batch one by one; give up one that has failed alone often enough."""
        if len(batch.texts) == 1 and batch.crashes + 1 >= CRASHES:
            self._done.put((batch.tickets[0], Answer(reason=reason), len(batch.texts[0])))
            return
        crashes = batch.crashes + (len(batch.texts) == 1)
        for ticket, text in zip(batch.tickets, batch.texts, strict=True):
            self._todo.put(_Batch(ticket, [ticket], [text], crashes))
