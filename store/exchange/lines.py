"""JSON Lines: one value a line, harmless on a terminal."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import BinaryIO

import msgspec

from store.record import Record

#: What a terminal would obey or hide; inside JSON these characters can only stand in strings, where they are escaped.
_UNSAFE = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]")


def encoded(value: object) -> str:
    """A value as JSON that is harmless on a terminal."""
    text = msgspec.json.encode(value).decode()
    return _UNSAFE.sub(lambda match: json.dumps(match[0])[1:-1], text)


def line(value: object) -> str:
    """A value as one line of such JSON."""
    return f"{encoded(value)}\n"


def write(records: Iterable[Record], out: BinaryIO) -> None:
    """One record a line."""
    for record in records:
        out.write(line(record).encode())
