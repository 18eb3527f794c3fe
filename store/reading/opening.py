"""Bytes from a file or from standard input, never more than an article can have, never waiting for ever."""

from __future__ import annotations

import os
import sys

from store.reading.found import STANDARD_INPUT, Found, ReadError, refused, why

LIMIT = 20 * 1024 * 1024
_TOO_BIG = "larger than 20 MB"


def load(found: Found) -> bytes:
    """Return what ``found`` holds.

    Raises:
        ReadError: it is missing, unreadable, no regular file, larger than 20 MB, or has no bytes.
    """
    try:
        data = _standard_input(found) if found.path == STANDARD_INPUT else _file(found)
    except (OSError, ValueError) as error:
        raise ReadError(found.source, why(error)) from error
    if len(data) > LIMIT:
        raise ReadError(found.source, _TOO_BIG)
    if not data:
        raise ReadError(found.source, "empty")
    return data


def _standard_input(found: Found) -> bytes:
    if sys.stdin is None:
        raise ReadError(found.source, "there is no standard input")
    return sys.stdin.buffer.read(LIMIT + 1)


def _file(found: Found) -> bytes:
    # Not blocking: what was a file a moment ago may be a pipe by now, and opening one would wait for its writer.
    descriptor = os.open(found.path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC)
    with open(descriptor, "rb") as file:
        status = os.fstat(descriptor)
        if error := refused(found.source, status.st_mode):
            raise error
        if status.st_size > LIMIT:
            raise ReadError(found.source, _TOO_BIG)
        return file.read(LIMIT + 1)
