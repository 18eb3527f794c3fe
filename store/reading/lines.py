"""Files of records, read a line or a piece at a time and in bounded memory, in whatever encoding they are."""

from __future__ import annotations

import codecs
import io
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from store.reading.charset import NotTextError, decode
from store.reading.opening import LIMIT, TOO_BIG

_HEAD = 64 * 1024


class NoLine(NamedTuple):
    """A line that cannot be had, and why."""

    reason: str


class Stretch:
    """The text of a stream that is read once, by ``lines`` or by ``pieces``.

    ``start`` is its beginning; ``encoding`` that of the file, or of the last line that is not in the file's. Raises
    ``NotTextError`` when the beginning is no text.
    """

    def __init__(self, stream: BinaryIO) -> None:
        self.start, self.encoding = "", "utf-8"
        self._stream = stream
        self._head = stream.read(_HEAD)
        if self._head:
            # Cut at a line end, or half a character might pass for another encoding.
            lines = self._head[: self._head.rfind(b"\n") + 1]
            self.start, self.encoding = decode(lines if lines.strip() else self._head)

    def lines(self) -> Iterator[str | NoLine]:
        """Each line with its end, unless it is no text or has more than 20 MB."""
        whole = io.BufferedReader(Joined(self._head, self._stream), _HEAD)
        if self.encoding.startswith(("utf-16", "utf-32")):
            text = io.TextIOWrapper(whole, self.encoding, errors="replace", newline="\n")
            while line := text.readline(LIMIT):
                yield line.removeprefix("\ufeff")
            return
        first = True
        while raw := whole.readline(LIMIT + 1):
            if len(raw) > LIMIT:
                while raw and not raw.endswith(b"\n"):
                    raw = whole.readline(LIMIT)
                yield NoLine(TOO_BIG)
            else:
                yield self._decoded(raw.removeprefix(codecs.BOM_UTF8) if first else raw)
            first = False

    def pieces(self) -> Iterator[str]:
        """The text in pieces of any length."""
        decoder = codecs.getincrementaldecoder(self.encoding)("replace")
        piece = decoder.decode(self._head).removeprefix("\ufeff")
        while piece or self._head:
            yield piece
            self._head = self._stream.read(_HEAD)
            piece = decoder.decode(self._head)

    def _decoded(self, raw: bytes) -> str | NoLine:
        try:
            return raw.decode()
        except UnicodeDecodeError:
            try:
                line, self.encoding = decode(raw)
            except NotTextError as error:
                return NoLine(str(error))
            return line


class Joined(io.RawIOBase):
    """What was read ahead of a stream, and the rest of it."""

    def __init__(self, head: bytes, stream: BinaryIO) -> None:
        self._head = io.BytesIO(head)
        self._stream = stream

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        data = self._head.read(len(buffer)) or self._stream.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)
