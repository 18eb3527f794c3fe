"""The process that extracts: loads the model once, then answers requests on standard input until it is closed.

Started by ``store.workers``. It takes the real standard streams for itself and puts the null device in their place,
because anything that a library prints would end up in the frames or on the explorer's screen.
"""

from __future__ import annotations

import contextlib
import gc
import os
import select
import signal
from typing import BinaryIO

from store.extract.wire import Answer, Ready, Reply
from store.processes import receive, send, settle_in
from store.safe import in_a_line

#: Seconds between two looks at whether the parent is still there.
_WATCH = 0.5


def main(model: str) -> None:
    """Serve extraction requests with the spaCy pipeline ``model``; ends when standard input does."""
    settle_in()
    requests, replies = _take_streams()
    _end_with_parent(requests)
    with contextlib.suppress(EOFError, OSError):  # the parent is gone
        _serve(model, requests, replies)


def _take_streams() -> tuple[BinaryIO, BinaryIO]:
    requests, replies = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    null = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(null, stream)
    return requests, replies


def _end_with_parent(requests: BinaryIO) -> None:
    """End the process, even in mid-parse, soon after the parent has closed the pipe or died.

    A timer looks, not a thread that reads: with a second thread, memory is allocated under locks, which makes spaCy a
    tenth slower.
    """
    pipe = select.poll()
    pipe.register(requests, 0)  # whatever is asked for, the end of the other side is told

    def look(*_: object) -> None:
        if pipe.poll(0):
            os._exit(0)

    signal.signal(signal.SIGALRM, look)
    signal.siginterrupt(signal.SIGALRM, False)  # libraries that read files need not know of it
    signal.setitimer(signal.ITIMER_REAL, _WATCH, _WATCH)


def _serve(model: str, requests: BinaryIO, replies: BinaryIO) -> None:
    from store.extract.pipeline import ModelError, extract, extract_many, load  # a second, so after the streams

    try:
        nlp = load(model)
    except ModelError as error:
        send(replies, Ready(str(error)))
        return
    except Exception as error:
        # A pipeline is foreign code and data: whatever it raises, the user must hear of it once, in one line.
        send(replies, Ready(f"The language model {model!r} cannot be loaded: {in_a_line(error)}"))
        return
    gc.freeze()  # the model lives as long as the process: no need to look through it for garbage
    send(replies, Ready())

    def one(text: str) -> Answer:
        try:
            return Answer(extract(nlp, text))
        except Exception as error:
            return Answer(reason=f"extraction failed: {in_a_line(error)}")

    while True:
        texts = receive(requests, list[str])
        # Without a memory zone spaCy keeps every new word it ever saw.
        with nlp.memory_zone():
            try:
                answers = [Answer(found) for found in extract_many(nlp, texts, batch_size=len(texts))]
            except Exception:
                answers = []
        if len(answers) < len(texts):
            # Which one was it? A fresh zone for each, since an error may leave one half-filled.
            answers = []
            for text in texts:
                with nlp.memory_zone():
                    answers.append(one(text))
        send(replies, Reply(answers))
