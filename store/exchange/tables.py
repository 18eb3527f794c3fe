"""CSV: a row for each quote, or for each mention of a name; no cell is a formula to a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator
from typing import BinaryIO

from store.record import Record
from store.safe import safe

#: A cell that starts so is a formula to a spreadsheet.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")

_QUOTE_COLUMNS = (
    "article", "source", "title", "quote", "kind", "start", "end", "text", "speaker", "entity", "cue", "by",
)  # fmt: skip
_ENTITY_COLUMNS = (
    "article", "source", "title", "entity", "name", "label", "start", "end", "text", "mention_label", "by",
)  # fmt: skip


def write_quotes(records: Iterable[Record], out: BinaryIO) -> None:
    """One quote a row, with its speaker."""
    _write(_QUOTE_COLUMNS, _quote_rows, records, out)


def write_entities(records: Iterable[Record], out: BinaryIO) -> None:
    """One mention of a name a row."""
    _write(_ENTITY_COLUMNS, _entity_rows, records, out)


def guarded(cell: str) -> str:
    """A cell that a spreadsheet takes for text: one that would start a formula gets an apostrophe in front."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def _write(
    columns: tuple[str, ...],
    rows: Callable[[Record], Iterator[tuple[object, ...]]],
    records: Iterable[Record],
    out: BinaryIO,
) -> None:
    out.write(_cells(columns))
    for one in records:
        for row in rows(one):
            out.write(_cells((one["id"], one["source"], one["title"], *row)))


def _cells(values: Iterable[object]) -> bytes:
    buffer = io.StringIO()
    csv.writer(buffer).writerow([guarded(safe(value)) if isinstance(value, str) else value for value in values])
    return buffer.getvalue().encode()


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
