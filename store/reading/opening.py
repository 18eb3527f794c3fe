"""Files and standard input, opened to be read: never what is no file, never waiting for ever."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from typing import BinaryIO

from store.reading.found import STANDARD_INPUT, Found, ReadError, refused, why

#: The most bytes that one article can have.
LIMIT = 20 * 1024 * 1024
TOO_BIG = "larger than 20 MB"


@contextlib.contextmanager
def opened(found: Found) -> Iterator[BinaryIO]:
    """Open what was found, for reading. Standard input is not closed afterwards.

    Raises:
        ReadError: it is missing, unreadable or no regular file.
    """
    if found.path == STANDARD_INPUT:
        if sys.stdin is None:
            raise ReadError(found.source, "there is no standard input")
        yield sys.stdin.buffer
        return
    try:
        file = _file(found)
    except (OSError, ValueError) as error:
        raise ReadError(found.source, why(error)) from error
    with file:
        yield file


def _file(found: Found) -> BinaryIO:
    # Not blocking: what was a file a moment ago may be a pipe by now, and opening one would wait for its writer.
    descriptor = os.open(found.path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC)
    if error := refused(found.source, os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise error
    return open(descriptor, "rb")
