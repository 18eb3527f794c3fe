"""The process that reads documents for a rebuild of the index, beside the one that writes it.

It is asked for the entries of a list of documents at a time, and answers with those that can be read.
"""

from __future__ import annotations

import contextlib
import sys
from pathlib import Path

import msgspec

from store.corrections import Correction, in_force
from store.documents import Document, Documents, Stamp
from store.entries import Entry, entry_of
from store.processes import receive, send, settle_in
from store.registry import Registry
from store.view import corrected


class Wanted(msgspec.Struct, frozen=True, array_like=True):
    """A document to be read: the number that its article gets, its id, and the stamp that it has."""

    number: int
    key: str
    stamp: Stamp


class Numbered(msgspec.Struct, frozen=True, array_like=True):
    """What was read, under the number that it was asked for."""

    number: int
    entry: Entry


def main(folder: str, articles: str) -> None:
    """Answer each list of ``Wanted`` with a list of ``Numbered`` until standard input is closed."""
    settle_in()
    documents, rules = Documents(Path(articles)), _rules(Path(folder))
    with contextlib.suppress(EOFError, OSError):  # the other side is gone
        while True:
            wanted = receive(sys.stdin.buffer, list[Wanted])
            send(sys.stdout.buffer, [found for one in wanted if (found := _read(documents, rules, one))])


def _rules(folder: Path) -> list[Correction]:
    registry = Registry(folder)
    with contextlib.suppress(ValueError, OSError):
        registry.load()
    return in_force(registry.rules)


def _read(documents: Documents, rules: list[Correction], wanted: Wanted) -> Numbered | None:
    document: Document | None = None
    with contextlib.suppress(KeyError, OSError, ValueError):  # whoever opens the store looks at it and says why
        document = documents.read(wanted.key)
    if document is None:
        return None
    return Numbered(wanted.number, entry_of(document, corrected(document, rules), wanted.stamp))
