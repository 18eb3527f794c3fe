"""The folder that shards are written to, each whole or not at all, numbered in the order of the articles."""

from __future__ import annotations

import gzip
import os
import re
import zlib
from pathlib import Path
from typing import BinaryIO, cast

import msgspec

from store.errors import ExportError, reason
from store.lock import WriterLock
from store.model import Extraction
from store.reading import ReadError, Reading
from store.reading.article import SHARD
from store.reading.shards import FORMAT, Header, header_of, identity, line_of
from store.storage import make_folder, write_bytes

#: A shard is full with so many articles, or so many bytes before they are compressed.
ARTICLES = 256
BYTES = 16 * 1024 * 1024

_NAME = re.compile(r"\d{8}\.jsonl\.gz")
_LOCK = ".pressbox.lock"  # a dot file: an import of the folder passes it over


class Shards:
    """The shards in ``folder``, which is made if need be, of one extractor and model. ``close`` it.

    Articles are added in order; what is known to be in a shard already need not be. Raises ExportError if the folder
    cannot be used: it is no folder, in use, has damaged shards or those of another extractor or model.
    """

    def __init__(self, folder: Path, extractor: str, model: str) -> None:
        self.written = 0
        self._folder = folder
        self._extractor = extractor
        self._model = model
        self._done: set[int] = set()
        self._number = 0
        self._lines: list[bytes] = []
        self._articles: list[str] = []
        self._bytes = 0
        self._lock = self._locked()
        try:
            for name in sorted(filter(_NAME.fullmatch, os.listdir(folder))):
                self._take_in(name)
        except BaseException as error:
            self.close()
            if isinstance(error, OSError):
                raise ExportError(f"{folder}: {reason(error)}") from error
            raise

    def close(self) -> None:
        """Let others write to the folder."""
        self._lock.release()

    def has(self, reading: Reading) -> bool:
        """Whether this article, with this text, is in a shard, or waits for the next one to be written."""
        return int(identity(reading), 16) in self._done

    def add(self, reading: Reading, extraction: Extraction) -> None:
        """Put an article into the next shard, which is written when it is full; raises ExportError."""
        entry, name = line_of(reading, extraction), identity(reading)
        self._lines.append(entry)
        self._articles.append(name)
        self._done.add(int(name, 16))
        self._bytes += len(entry)
        if len(self._lines) >= ARTICLES or self._bytes >= BYTES:
            self.flush()

    def flush(self) -> None:
        """Write what waits for the next shard, durably; raises ExportError."""
        if not self._lines:
            return
        header = Header(
            pressbox_shard=FORMAT, extractor=self._extractor, model=self._model, articles=tuple(self._articles)
        )
        lines = [msgspec.json.encode(header) + b"\n", *self._lines]
        self._number += 1
        path = self._folder / f"{self._number:08}.jsonl.gz"
        try:
            # Without a time inside, the same articles make the same file.
            write_bytes(path, gzip.compress(b"".join(lines), compresslevel=6, mtime=0))
        except OSError as error:
            self._number -= 1
            raise ExportError(f"{path}: {reason(error)}") from error
        self._lines, self._articles, self._bytes = [], [], 0
        self.written += 1

    def _locked(self) -> WriterLock:
        try:
            make_folder(self._folder)
            lock = WriterLock(self._folder, _LOCK)
            holder = lock.acquire()
        except OSError as error:
            raise ExportError(f"{self._folder}: {reason(error)}") from error
        if holder:
            raise ExportError(f"{self._folder}: {holder} writes shards to it")
        return lock

    def _take_in(self, name: str) -> None:
        """Note which articles a shard has that was written earlier, by its first line."""
        path = self._folder / name
        try:
            with gzip.open(path) as stream:
                start = stream.read(len(SHARD))
                if start != SHARD:
                    raise ExportError(f"{path}: no shard, but called like one")
                header = header_of(str(path), start, cast(BinaryIO, stream))
            self._done.update(int(article, 16) for article in header.articles)
        except (ReadError, OSError, EOFError, ValueError, zlib.error) as error:
            said = error.reason if isinstance(error, ReadError) else reason(error)
            raise ExportError(f"{path}: {said}; without that file, its articles are extracted again") from error
        if (header.extractor, header.model) != (self._extractor, self._model):
            theirs, ours = (f"{extractor} ({model})" for extractor, model in (
                (header.extractor, header.model), (self._extractor, self._model)
            ))  # fmt: skip
            raise ExportError(f"{path}: of {theirs}, not of {ours}; name another folder")
        self._number = max(self._number, int(name[:8]))
