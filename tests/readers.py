"""Reading as the tests of it like to have it."""

from __future__ import annotations

from pathlib import Path

from store.reading import USUAL, Columns, Found, ReadError, Reading, find, readings


def read(found: Found) -> Reading:
    """The only article in ``found``; raises the ``ReadError`` that comes in its place."""
    (one,) = readings(found)
    if isinstance(one, ReadError):
        raise one
    return one


def read_all(*paths: Path | str, columns: Columns = USUAL) -> list[Reading | ReadError]:
    """Everything under some paths, read."""
    read: list[Reading | ReadError] = []
    for found in find(map(str, paths)):
        read += [found] if isinstance(found, ReadError) else readings(found, columns)
    return read


def articles(*paths: Path | str, columns: Columns = USUAL) -> list[Reading]:
    """The articles under some paths; what is refused is an error."""
    read = read_all(*paths, columns=columns)
    assert [str(one) for one in read if isinstance(one, ReadError)] == []
    return [one for one in read if isinstance(one, Reading)]


def refusals(*paths: Path | str, columns: Columns = USUAL) -> list[str]:
    """What is refused under some paths, a line each, with file names instead of whole paths."""
    read = read_all(*paths, columns=columns)
    return [f"{one.source.rpartition('/')[2]}: {one.reason}" for one in read if isinstance(one, ReadError)]
