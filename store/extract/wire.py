"""What an extraction worker and its parent say to each other: MessagePack frames with a length in front.

The parent sends lists of texts. The worker first sends one ``Ready``, then one ``Reply`` for every list. This module
is shared by both sides, so it must not import spaCy.
"""

from __future__ import annotations

import struct
from typing import IO, TypeVar

import msgspec

from store.model import Extraction

T = TypeVar("T")

_LENGTH = struct.Struct(">Q")


class Ready(msgspec.Struct, frozen=True):
    """The worker's first message: ``error`` is empty, or one line that says why the model cannot be used."""

    error: str = ""


class Answer(msgspec.Struct, frozen=True):
    """What became of one text: its extraction, or None and the reason."""

    extraction: Extraction | None = None
    reason: str = ""


class Reply(msgspec.Struct, frozen=True):
    """One answer for each text of a request, in the same order."""

    answers: list[Answer]


def send(stream: IO[bytes], message: object) -> None:
    """Write one frame. Raises OSError if the other side is gone, UnicodeEncodeError on half a surrogate pair."""
    payload = msgspec.msgpack.encode(message)
    stream.write(_LENGTH.pack(len(payload)))
    stream.write(payload)
    stream.flush()


def receive(stream: IO[bytes], kind: type[T]) -> T:
    """Read one frame of the given type. Raises EOFError if the other side is gone, even in mid-frame."""
    (length,) = _LENGTH.unpack(_exactly(stream, _LENGTH.size))
    return msgspec.msgpack.decode(_exactly(stream, length), type=kind)


def _exactly(stream: IO[bytes], size: int) -> bytes:
    data = stream.read(size)
    if len(data) < size:
        raise EOFError
    return data
