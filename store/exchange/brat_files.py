"""The files of brat in a folder or zip archive: each ``.ann`` with the ``.txt`` beside it, if there is one.

Nothing is unpacked to the disk, and no file is read beyond a limit, whatever an archive says of its size.
"""

from __future__ import annotations

import contextlib
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import NamedTuple

#: The largest file that is read, in bytes.
LIMIT = 20_000_000


class BratError(Exception):
    """The folder or archive cannot be read; the message is one line."""


class Found(NamedTuple):
    """A file of annotations; ``stem`` is its name without ending, ``text`` None if there is no text file."""

    name: str
    stem: str
    ann: str = ""
    text: str | None = None
    error: str = ""


def is_brat(path: Path) -> bool:
    """Whether this is a folder or a zip archive."""
    return path.is_dir() or (path.is_file() and zipfile.is_zipfile(path))


def found(path: Path) -> Iterator[Found]:
    """Every file of annotations, by name; raises ``BratError`` if there are none or nothing can be read."""
    try:
        with contextlib.ExitStack() as stack:
            source = _Folder(path) if path.is_dir() else _Archive(stack.enter_context(zipfile.ZipFile(path)))
            names = sorted(name for name in source.names if name.endswith(".ann"))
            if not names:
                raise BratError(f"{path}: no .ann files in it")
            for name in names:
                yield _found(source, name)
    except (OSError, zipfile.BadZipFile) as error:
        raise BratError(f"{path}: {getattr(error, 'strerror', None) or error}") from error


class _Folder:
    """Regular files in a folder and those below it; nothing is followed out of it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        files = (file for file in path.rglob("*") if file.is_file() and not file.is_symlink())
        self.names = {file.relative_to(path).as_posix() for file in files}

    def read(self, name: str) -> bytes:
        with (self._path / name).open("rb") as file:
            return file.read(LIMIT + 1)


class _Archive:
    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self.names = set(archive.namelist())

    def read(self, name: str) -> bytes:
        with self._archive.open(name) as file:
            return file.read(LIMIT + 1)


def _found(source: _Folder | _Archive, name: str) -> Found:
    stem = PurePosixPath(name).stem
    beside = f"{name.removesuffix('.ann')}.txt"
    try:
        text = _text(source, beside) if beside in source.names else None
        return Found(name, stem, _text(source, name), text)
    except (OSError, ValueError, RuntimeError, NotImplementedError, zipfile.BadZipFile, zlib.error, EOFError) as error:
        # Besides damage: RuntimeError is what zipfile raises for a password, NotImplementedError for a method.
        return Found(name, stem, error=f"cannot be read: {error}")


def _text(source: _Folder | _Archive, name: str) -> str:
    raw = source.read(name)
    if len(raw) > LIMIT:
        raise ValueError(f"larger than {LIMIT // 1_000_000} MB")
    return raw.decode()
