"""Archives, read member by member as files would be: zip, tar, and single files compressed with gzip.

Nothing is unpacked to the disk. What an archive may unfold to is bounded by its own size, so that a few bytes cannot
keep a computer busy for days, and an archive inside an archive is not opened at all.
"""

from __future__ import annotations

import contextlib
import gzip
import io
import os
import re
import stat
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator, Set
from functools import partial
from typing import IO, BinaryIO, NamedTuple, Protocol, cast

from store.reading.article import Distinct, Item, Reading
from store.reading.facts import line
from store.reading.found import ReadError, is_known, passed_over
from store.reading.opening import LIMIT

#: An archive may unfold to so many times its size, but always to as much as one article may have.
RATIO = 100
#: An archive may unfold to so many bytes in all, and have so many members.
MOST_BYTES = 16 * 1024**3
MOST_MEMBERS = 200_000

_LEAST_ENTRY = 46  # bytes that a member takes in the directory at the end of a zip file
_END = struct.Struct("<4s4H2LH")
_END_MARK = b"PK\x05\x06"
_LEADS_OUT = re.compile(r"/|[A-Za-z]:/|(?:.*/)?\.\.(?:/|$)")
_BLOCK = 512
_DAMAGED = (zipfile.BadZipFile, tarfile.TarError, zlib.error, EOFError, struct.error, ValueError, OverflowError)

Read = Callable[[Item], Iterator[Reading | ReadError]]


class _BombError(ReadError):
    """The archive unfolds to more than anybody needs; nothing more of it is read."""


class _Member(NamedTuple):
    """What an archive says of a member: its name with "/" between folders, what it is if no file, how to open it."""

    name: str
    other: str
    open: Callable[[], IO[bytes] | None]


def read_zip(item: Item, read: Read) -> Iterator[Reading | ReadError]:
    """Yield what the members of a zip file hold; raises ``ReadError`` if it is none."""
    size = item.stream.seek(0, os.SEEK_END)
    if _crowded(item.stream, size):
        raise ReadError(item.source, _too_many())
    meter = _Meter(item.source, lambda: size)
    with _damage(item.source), zipfile.ZipFile(item.stream) as archive:
        infos = [info for info in archive.infolist() if not info.is_dir()]
        names = {_slashed(info.filename).rpartition("/")[2] for info in infos}
        members = (_Member(_slashed(i.filename), _zip_kind(i), partial(archive.open, i)) for i in infos)
        yield from _members(item, members, names, meter, read)


def read_tar(item: Item, read: Read, *, compressed: bool) -> Iterator[Reading | ReadError]:
    """Yield what the members of a tar file hold, compressed with gzip or not; raises ``ReadError`` if it is none."""
    stream = _unzipped(item) if compressed else _Metered(item.stream, item.source, _Meter(item.source, lambda: 0, 0))
    free = _Meter(item.source, lambda: 0, 0)  # what there is to count is counted on the way to the archive
    last = None
    with _damage(item.source), tarfile.open(fileobj=stream, mode="r|") as archive:
        members = (
            _Member(_slashed(m.name), "" if m.isreg() else _tar_kind(m), partial(archive.extractfile, m))
            for m in archive
            if not m.isdir()
        )
        for last in _members(item, members, frozenset(), free, read):
            yield last
    if stream.last.strip(b"\0") and not isinstance(last, ReadError):  # which would have said so
        raise ReadError(item.source, "a damaged archive: it is cut off")


def read_gzip(item: Item, read: Read) -> Iterator[Reading | ReadError]:
    """Yield what a file holds that is compressed with gzip; raises ``ReadError`` if it is none."""
    name = item.name[: -len(".gz")]
    with _damage(item.source):
        yield from read(item._replace(name=name, stream=cast(BinaryIO, _unzipped(item)), inside=True))


def _unzipped(item: Item) -> _Metered:
    packed = _Metered(item.stream, item.source, _Meter(item.source, lambda: 0, 0))
    unfolding = gzip.GzipFile(fileobj=cast(BinaryIO, packed), mode="rb")
    return _Metered(unfolding, item.source, _Meter(item.source, lambda: packed.count))


def _members(
    item: Item, members: Iterator[_Member], names: Set[str], meter: _Meter, read: Read
) -> Iterator[Reading | ReadError]:
    distinct = Distinct()
    for number, member in enumerate(members, 1):
        if number > MOST_MEMBERS:
            raise ReadError(item.source, f"{_too_many()}; nothing is read from here on")
        if _is_passed_over(member.name, names):
            continue
        source = f"{item.source}/{line(member.name)}"
        try:
            _require_plain(source, member)
            with _damage(source):
                opened = member.open()
                assert opened is not None
                with opened:
                    key = distinct(f"{item.key}/{member.name}") if item.key else ""
                    stream = _Metered(opened, source, meter)
                    yield from read(Item(source, key, member.name, cast(BinaryIO, stream), inside=True))
        except _BombError:
            raise
        except ReadError as error:
            yield error


def _require_plain(source: str, member: _Member) -> None:
    """Raise ``ReadError`` for a member that is no file, or none that is read."""
    if _LEADS_OUT.match(member.name):
        raise ReadError(source, "a name that leads out of the archive")
    if member.other:
        raise ReadError(source, f"{member.other} in an archive, not a file")
    if not is_known(member.name):
        raise ReadError(source, "not a file of a known format")


def _is_passed_over(name: str, names: Set[str]) -> bool:
    parts = name.split("/")
    if "__MACOSX" in parts[:-1]:
        return True
    return any(passed_over(part, names) for part in parts if part not in ("..", "."))


def _slashed(name: str) -> str:
    return os.fsencode(name).decode("utf-8", "backslashreplace").replace("\\", "/").removeprefix("./")


def _zip_kind(info: zipfile.ZipInfo) -> str:
    kind = stat.S_IFMT(info.external_attr >> 16)
    if info.flag_bits & 1:
        return "a file under a password"
    return "" if kind in (0, stat.S_IFREG) else "a link" if kind == stat.S_IFLNK else "a special file"


def _tar_kind(member: tarfile.TarInfo) -> str:
    return "a link" if member.issym() or member.islnk() else "a special file"


def _too_many() -> str:
    return f"an archive of more than {MOST_MEMBERS:,} files"


def _crowded(stream: BinaryIO, size: int) -> bool:
    """Whether a zip file's directory is too long: reading it would take many times its size in memory."""
    stream.seek(max(0, size - _END.size - 0xFFFF))
    tail = stream.read()
    at = tail.rfind(_END_MARK)
    if at < 0 or len(tail) - at < _END.size:
        return False
    return int(_END.unpack_from(tail, at)[5]) > MOST_MEMBERS * _LEAST_ENTRY * 8


@contextlib.contextmanager
def _damage(source: str) -> Iterator[None]:
    """Turn what the libraries raise over a damaged archive into a ``ReadError``."""
    try:
        yield
    except ReadError:
        raise
    except gzip.BadGzipFile as error:
        raise ReadError(source, f"a damaged archive: {error}") from error
    except NotImplementedError as error:
        raise ReadError(source, f"an archive of a kind that is not supported: {error}") from error
    except _DAMAGED as error:
        raise ReadError(source, f"a damaged archive: {error or type(error).__name__}") from error


class _Meter:
    """Counts what an archive unfolds to. ``packed`` is the size that it came from; a ``ratio`` of 0 allows anything."""

    def __init__(self, source: str, packed: Callable[[], int], ratio: int = RATIO) -> None:
        self._source = source
        self._packed = packed
        self._ratio = ratio
        self._count = 0

    def count(self, size: int) -> None:
        self._count += size
        if self._ratio and self._count > min(MOST_BYTES, max(LIMIT, self._ratio * self._packed())):
            raise _BombError(self._source, f"unfolds to more than {self._ratio} times its size: a zip bomb")


class _Readable(Protocol):
    def read(self, size: int = -1, /) -> bytes: ...


class _Metered(io.RawIOBase):
    """A stream of which is counted what is read; ``last`` is the end of that."""

    def __init__(self, stream: _Readable, source: str, meter: _Meter) -> None:
        self.count = 0
        self.last = b""
        self._stream = stream
        self._source = source
        self._meter = meter

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1, /) -> bytes:
        with _damage(self._source):
            data = self._stream.read(size)
        if data:
            self.count += len(data)
            self.last = data[-_BLOCK:]
            self._meter.count(len(data))
        return data
