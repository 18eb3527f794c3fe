"""Taking the results away: articles of the store, as corrected, in one of several formats, to a stream or a file."""

from __future__ import annotations

import os
import secrets
import stat
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import BinaryIO, NamedTuple

from store.errors import ExportError, StoreError
from store.exchange import brat, conll, docbin, html, lines, markdown, prodigy, tables, webannotation
from store.library import Library
from store.record import Record, record
from store.safe import safe
from store.selection import Selection

Writer = Callable[[Iterable[Record], BinaryIO], None]

_ALL = Selection()


class Format(NamedTuple):
    """How a format is written, and whether it lists nothing but quotes."""

    write: Writer
    quotes_only: bool = False


def _text(render: Callable[[Iterable[Record]], Iterator[str]]) -> Writer:
    def write(found: Iterable[Record], out: BinaryIO) -> None:
        for part in render(found):
            out.write(safe(part).encode())

    return write


FORMATS: dict[str, Format] = {
    "jsonl": Format(lines.write),
    "csv": Format(tables.write_quotes, quotes_only=True),
    "csv-quotes": Format(tables.write_quotes, quotes_only=True),
    "csv-entities": Format(tables.write_entities),
    "spacy": Format(docbin.write),
    "prodigy": Format(prodigy.write),
    "conll": Format(conll.write),
    "brat": Format(brat.write),
    "jsonld": Format(webannotation.write),
    "html": Format(_text(html.report)),
    "md": Format(_text(markdown.report)),
}


def records(library: Library, problem: Callable[[str], None], selection: Selection = _ALL) -> Iterator[Record]:
    """The record of every article selected, in the order of the article list; one unreadable is told to ``problem``."""
    for row in selection.rows(library):
        try:
            yield record_of(library, row.id)
        except StoreError as error:
            problem(f"{row.source}: {error}")


def record_of(library: Library, key: str) -> Record:
    """The record of one article as corrected; raises ``StoreError``."""
    machine = library.document(key).machine
    return record(library.view(key), f"{machine.extractor} ({machine.model})")


def write(library: Library, form: str, out: BinaryIO, selection: Selection = _ALL) -> list[str]:
    """Write the articles selected in a format of ``FORMATS``; returns a line for each that had to be left out."""
    problems: list[str] = []
    found = records(library, problems.append, selection)
    if FORMATS[form].quotes_only:
        found = (selection.quotes(one) for one in found)
    FORMATS[form].write(found, out)
    return problems


def write_file(library: Library, form: str, target: Path, selection: Selection = _ALL) -> list[str]:
    """Like ``write``, to a file that appears complete or not at all. Raises ExportError.

    A file that was there is replaced, unless it belongs to the store. A device or a pipe is written to directly.
    """
    target = Path(os.path.realpath(target))
    if target.is_relative_to(os.path.realpath(library.path)):
        raise ExportError(f"{target}: inside the store, which only Pressbox itself may write to")
    try:
        if target.exists() and not stat.S_ISREG(target.stat().st_mode):
            with target.open("wb") as out:
                return write(library, form, out, selection)
        temporary = target.with_name(f".{target.name}.{secrets.token_hex(4)}")
        try:
            with temporary.open("xb") as out:
                problems = write(library, form, out, selection)
                out.flush()
                os.fsync(out.fileno())
            temporary.replace(target)
        finally:
            temporary.unlink(missing_ok=True)
        return problems
    except OSError as error:
        raise ExportError(f"{target}: {error.strerror or error}") from error
