"""How a TinyDB document reaches the disk: whole or not at all, readable by its owner alone, never through a link.

A write is serialised first, put into a new file in the same folder, synced, renamed over the old one, and the folder
is synced too. When ``write`` returns, the document survives a killed process and a lost power supply; when it raises,
the old document is still there. Nothing is kept in memory: every read is a fresh copy of what the disk holds, so a
caller that changes what it was given, or fails half-way, leaves no trace.
"""

from __future__ import annotations

import contextlib
import errno
import itertools
import json
import os
import stat
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec
from tinydb.storages import Storage

#: How the name of a file that is still being written ends.
TEMPORARY = ".tmp"


class UnreadableError(ValueError):
    """A file is there but is not a document: not JSON, not tables of documents, or not a plain file."""


class AtomicStorage(Storage):
    """TinyDB's extension point: ``TinyDB(path, storage=AtomicStorage)``.

    The file is plain TinyDB JSON, one document a line, so that text tools can compare and merge it.
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self.path = Path(path)

    def read(self) -> dict[str, dict[str, Any]] | None:
        """The tables, or None if there is no file. Raises ``UnreadableError`` or ``OSError``."""
        raw = read_bytes(self.path)
        if raw is None:
            return None
        return parse(raw)

    def write(self, data: Mapping[str, Mapping[Any, Any]]) -> None:
        """Replace the document. Raises ``ValueError`` or ``TypeError`` for what JSON cannot carry, and ``OSError``."""
        write_bytes(self.path, serialise(data))


def parse(raw: bytes) -> dict[str, dict[str, Any]]:
    """The tables of a document's content; raises ``UnreadableError``."""
    try:
        return msgspec.json.decode(raw, type=dict[str, dict[str, Any]])
    except (ValueError, RecursionError) as error:
        raise UnreadableError(str(error)) from error


def serialise(tables: Mapping[str, Mapping[Any, Any]]) -> bytes:
    """Tables as JSON, one document a line. Refuses NaN, infinities and lone surrogates (``ValueError``)."""
    parts = [f"{_json(name)}: {_rows(rows)}" for name, rows in tables.items()]
    return ("{" + ",\n".join(parts) + "}\n").encode()


def _rows(rows: Mapping[Any, Any]) -> str:
    if not rows:
        return "{}"
    return "{\n" + ",\n".join(f"{_json(str(key))}: {_json(row)}" for key, row in rows.items()) + "\n}"


#: One for all: ``json.dumps`` makes one for every value.
_json = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode


def read_bytes(path: Path) -> bytes | None:
    """A plain file's content, or None if it does not exist. Raises ``UnreadableError`` for links, pipes and folders."""
    try:
        # Without O_NONBLOCK a pipe put in the place of a document would hang the program.
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except FileNotFoundError:
        return None
    except OSError as error:
        if error.errno == errno.ELOOP:
            raise UnreadableError("a symbolic link, not a document") from error
        raise
    try:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise UnreadableError("not a plain file")
        with open(handle, "rb", closefd=False) as file:
            return file.read()
    finally:
        os.close(handle)


def write_bytes(path: Path, data: bytes) -> None:
    """Put ``data`` in the place of ``path``, durably or not at all; raises ``OSError``."""
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        _refuse_link(path.name, folder)
        temporary = f".{path.name}.{os.getpid()}-{os.urandom(4).hex()}{TEMPORARY}"
        try:
            _write_new(temporary, data, folder)
            os.replace(temporary, path.name, src_dir_fd=folder, dst_dir_fd=folder)
        except BaseException:
            with contextlib.suppress(OSError):
                os.unlink(temporary, dir_fd=folder)
            raise
        os.fsync(folder)
    finally:
        os.close(folder)


def _refuse_link(name: str, folder: int) -> None:
    try:
        mode = os.stat(name, dir_fd=folder, follow_symlinks=False).st_mode
    except FileNotFoundError:
        return
    if not stat.S_ISREG(mode):
        raise OSError(errno.ELOOP, "not a plain file", name)


def _write_new(name: str, data: bytes, folder: int) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
    handle = os.open(name, flags, 0o600, dir_fd=folder)
    try:
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(handle, rest) :]
        os.fsync(handle)
    finally:
        os.close(handle)


def make_folder(path: Path) -> None:
    """Create a folder for its owner alone, durably; parents that are missing are created too."""
    if path.is_dir():
        return
    make_folder(path.parent)
    with contextlib.suppress(FileExistsError):
        path.mkdir(mode=0o700)
    sync_folder(path.parent)


def sync_folder(path: Path) -> None:
    """Make the names in a folder durable."""
    handle = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_folders(path: Path) -> None:
    """Make the names in a folder and in all folders in it durable, and its own where that is allowed.

    A process that was killed may have created and renamed what is seen by all and yet not on the disk.
    """
    with contextlib.suppress(PermissionError):
        sync_folder(path.parent)
    for folder, _, _ in os.walk(path):
        sync_folder(Path(folder))


def set_aside(path: Path) -> Path:
    """Rename a damaged file to the first free ``NAME.damaged-N`` beside it and return that path; raises ``OSError``."""
    aside = _free_name(path)
    path.rename(aside)
    sync_folder(path.parent)
    return aside


def keep_copy(path: Path, data: bytes) -> Path:
    """Write ``data`` to where ``set_aside`` would put the file, which stays; returns that path, raises ``OSError``."""
    aside = _free_name(path)
    write_bytes(aside, data)
    return aside


def _free_name(path: Path) -> Path:
    number = 1
    while os.path.lexists(aside := path.with_name(f"{path.name}.damaged-{number}")):
        number += 1
    return aside


class _Object(dict[str, Any]):
    """A JSON object that remembers every entry, also those whose name stands there again."""

    def __init__(self, pairs: list[tuple[str, Any]]) -> None:
        super().__init__(pairs)
        self.pairs = pairs


def doubled(raw: bytes) -> list[str]:
    """The names that stand twice in one object of a JSON text, of whose entries readers see only the last."""
    found: list[str] = []

    def note(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        names = dict(pairs)
        if len(names) < len(pairs):
            found.extend(name for name, count in Counter(name for name, _ in pairs).items() if count > 1)
        return names

    json.loads(raw, object_pairs_hook=note)
    return found


def as_written(raw: bytes, tables: Mapping[str, Mapping[Any, Any]]) -> bool:
    """Whether a file has just the lines that ``serialise`` makes of its tables, so that no row stands there twice."""
    return raw.count(b"\n") == len(tables) + sum(len(rows) + 1 for rows in tables.values() if rows)


def untangled(raw: bytes) -> dict[str, dict[str, Any]]:
    """The tables of a document with rows of one name in a table: the last one keeps it, others get a free number.

    Raises ``ValueError`` if something else than rows stands there twice, for then nobody knows what is meant.
    """
    found = json.loads(raw, object_pairs_hook=_Object).pairs
    rows = [(table, number, row) for table, them in found for number, row in them.pairs]
    if any(_tangled(row) for _, _, row in rows):
        raise ValueError("a field stands there twice")
    tables: dict[str, dict[str, Any]] = {table: {} for table, _ in found}
    taken = {(table, number) for table, number, _ in rows}
    for table, number, row in rows:
        former = tables[table].get(number, row)
        tables[table][number] = row
        if former != row:
            free = next(n for n in map(str, itertools.count(1)) if (table, n) not in taken)
            taken.add((table, free))
            tables[table][free] = former
    return tables


def _tangled(value: object) -> bool:
    """Whether a name stands twice in an object, or in one inside it."""
    if isinstance(value, _Object):
        return len(value) < len(value.pairs) or any(map(_tangled, value.values()))
    return isinstance(value, list) and any(map(_tangled, value))
