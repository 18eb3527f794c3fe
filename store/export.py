"""Taking the results away: every article of the store in one of several formats, to a stream or a file."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import secrets
import stat
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

import msgspec

from store import reports
from store.library import Library, StoreError
from store.record import Record, record
from store.safe import safe

#: What a terminal would obey or hide; inside JSON these characters can only stand in strings, where they are escaped.
_UNSAFE = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]")

#: A cell that starts so is a formula to a spreadsheet.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")

_QUOTE_COLUMNS = (
    "article", "source", "title", "quote", "kind", "start", "end", "text", "speaker", "entity", "cue", "by",
)  # fmt: skip
_ENTITY_COLUMNS = (
    "article", "source", "title", "entity", "name", "label", "start", "end", "text", "mention_label", "by",
)  # fmt: skip


class ExportError(Exception):
    """Nothing could be written; the message is one line."""


def records(library: Library, problem: Callable[[str], None]) -> Iterator[Record]:
    """The record of every article, in the order of the article list; an unreadable one is told to ``problem``."""
    for row in library.rows():
        try:
            machine = library.document(row.id).machine
            yield record(library.view(row.id), f"{machine.extractor} ({machine.model})")
        except StoreError as error:
            problem(f"{row.source}: {error}")


def _jsonl(found: Iterable[Record], out: BinaryIO) -> None:
    for one in found:
        out.write(line(one).encode())


def line(value: object) -> str:
    """A value as one line of JSON that is harmless on a terminal."""
    text = msgspec.json.encode(value).decode()
    return _UNSAFE.sub(lambda match: json.dumps(match[0])[1:-1], text) + "\n"


def _csv(columns: tuple[str, ...], rows: Callable[[Record], Iterator[tuple[object, ...]]]) -> Writer:
    def write(found: Iterable[Record], out: BinaryIO) -> None:
        out.write(_cells(columns))
        for one in found:
            for row in rows(one):
                out.write(_cells((one["id"], one["source"], one["title"], *row)))

    return write


def _cells(values: Iterable[object]) -> bytes:
    buffer = io.StringIO()
    csv.writer(buffer).writerow([guarded(safe(value)) if isinstance(value, str) else value for value in values])
    return buffer.getvalue().encode()


def guarded(cell: str) -> str:
    """A cell that a spreadsheet takes for text: one that would start a formula gets an apostrophe in front."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def _quote_rows(one: Record) -> Iterator[tuple[object, ...]]:
    for quote in one["quotes"]:
        segments, speaker = quote["segments"], quote["speaker"]
        cue = quote["cue"]["text"] if quote["cue"] else None
        words = " … ".join(segment["text"] for segment in segments)
        place = (segments[0]["start"], segments[-1]["end"]) if segments else (None, None)
        yield quote["id"], quote["kind"], *place, words, speaker["name"], speaker["entity"], cue, quote["by"]


def _entity_rows(one: Record) -> Iterator[tuple[object, ...]]:
    for entity in one["entities"]:
        for m in entity["mentions"]:
            about = entity["id"], entity["name"], entity["label"]
            yield *about, m["start"], m["end"], m["text"], m["label"], m["by"]


def _spacy(found: Iterable[Record], out: BinaryIO) -> None:
    """Let a process of its own make the DocBin, so that this one never loads spaCy."""
    command = [sys.executable, "-P", "-m", "store.extract.docbin"]
    path = os.pathsep.join(os.path.abspath(entry) for entry in sys.path)
    try:
        with tempfile.TemporaryFile() as lines:
            _jsonl(found, lines)
            lines.seek(0)
            made = subprocess.run(
                command, stdin=lines, capture_output=True, check=False, env={**os.environ, "PYTHONPATH": path}
            )
    except OSError as error:
        raise ExportError(f"the spaCy file could not be made: {error.strerror or error}") from error
    if made.returncode:
        reason = (made.stderr.decode(errors="replace").strip().splitlines() or [f"status {made.returncode}"])[-1]
        raise ExportError(f"the spaCy file could not be made: {reason}")
    out.write(made.stdout)


def _text(render: Callable[[Iterable[Record]], Iterator[str]]) -> Writer:
    def write(found: Iterable[Record], out: BinaryIO) -> None:
        for part in render(found):
            out.write(safe(part).encode())

    return write


Writer = Callable[[Iterable[Record], BinaryIO], None]

#: Every format: how it is written, and what it is in a few words.
FORMATS: dict[str, tuple[Writer, str]] = {
    "jsonl": (_jsonl, "one article a line, with its text, names and quotes"),
    "csv": (_csv(_QUOTE_COLUMNS, _quote_rows), "the same as csv-quotes"),
    "csv-quotes": (_csv(_QUOTE_COLUMNS, _quote_rows), "one quote a row, with its speaker"),
    "csv-entities": (_csv(_ENTITY_COLUMNS, _entity_rows), "one mention of a name a row"),
    "spacy": (_spacy, 'a spaCy DocBin: names in doc.ents, quotes in doc.spans["quotes"]'),
    "html": (_text(reports.html), "one page to read, works offline"),
    "md": (_text(reports.markdown), "the same to read as Markdown"),
}


def write(library: Library, form: str, out: BinaryIO) -> list[str]:
    """Write the whole store in a format of ``FORMATS``; returns a line for each article that had to be left out."""
    problems: list[str] = []
    FORMATS[form][0](records(library, problems.append), out)
    return problems


def write_file(library: Library, form: str, target: Path) -> list[str]:
    """Like ``write``, to a file that appears complete or not at all. Raises ExportError.

    A file that was there is replaced, unless it belongs to the store. A device or a pipe is written to directly.
    """
    target = Path(os.path.realpath(target))
    if target.is_relative_to(os.path.realpath(library.path)):
        raise ExportError(f"{target}: inside the store, which only Pressbox itself may write to")
    try:
        if target.exists() and not stat.S_ISREG(target.stat().st_mode):
            with target.open("wb") as out:
                return write(library, form, out)
        temporary = target.with_name(f".{target.name}.{secrets.token_hex(4)}")
        try:
            with temporary.open("xb") as out:
                problems = write(library, form, out)
                out.flush()
                os.fsync(out.fileno())
            temporary.replace(target)
        finally:
            temporary.unlink(missing_ok=True)
        return problems
    except OSError as error:
        raise ExportError(f"{target}: {error.strerror or error}") from error
