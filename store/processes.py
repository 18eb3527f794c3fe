"""Other processes of this program: how they are started, and the frames of MessagePack that they send each other.

They talk through their standard streams, so each ends by itself when its parent does, however that ends.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import struct
import subprocess
import sys
import threading
from collections.abc import Callable
from typing import IO, TypeVar

import msgspec

T = TypeVar("T")

_LENGTH = struct.Struct(">Q")

_BOOT = (
    "import sys, json, importlib; sys.path[:] = json.loads(sys.argv[1]);"
    " importlib.import_module(sys.argv[2]).main(*sys.argv[3:])"
)

#: Added to a process's niceness: the explorer's keys come first.
NICENESS = 10


def start(module: str, *arguments: str, env: dict[str, str] | None = None) -> subprocess.Popen[bytes]:
    """Start ``module.main(*arguments)`` in a process of its own, with pipes to it; raises ``OSError``."""
    # -P and an explicit path: what lies in the current folder must not be imported in place of a library.
    path = json.dumps([os.path.abspath(entry) for entry in sys.path])
    return subprocess.Popen(
        [sys.executable, "-P", "-c", _BOOT, path, module, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=None if env is None else {**os.environ, **env},
    )


def settle_in() -> None:
    """What each such process does first: step behind the explorer, and leave ctrl+c to its parent."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with contextlib.suppress(OSError):
        os.nice(NICENESS)


def end_with_parent(clean_up: Callable[[], object]) -> None:
    """End this process, which reads nothing from it, when its standard input ends: its parent is gone then."""

    def watch() -> None:
        while os.read(0, 1 << 16):
            pass
        clean_up()
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def close(process: subprocess.Popen[bytes]) -> None:
    """End a process now and give back what it held; harmless if it has ended."""
    process.kill()
    process.wait()
    for stream in (process.stdin, process.stdout):
        if stream is not None:
            with contextlib.suppress(OSError):
                stream.close()


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
