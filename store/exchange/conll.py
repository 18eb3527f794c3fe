"""CoNLL with IOB2 tags: a word a line, an empty line after each sentence, ``-DOCSTART-`` before each article.

Columns, parted by tabs: the word, the quote's tag (``B-direct``, ``I-direct``, ``O``), the name's (``B-PERSON`` ...).
The first column is the word and the last one the name, which is where readers of CoNLL-2003 look. The line of
``-DOCSTART-`` has the article's id between them. A quote may go on (``I-``) in the next sentence. Of quotes inside
quotes the longest is given; names never overlap.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from typing import BinaryIO

from store.exchange.tokens import Place, sentences, words
from store.record import Record


def write(records: Iterable[Record], out: BinaryIO) -> None:
    """Every record as words with tags."""
    for record in records:
        out.write(_article(record).encode())


def _article(record: Record) -> str:
    text: str = record["text"]
    names = [((m["start"], m["end"]), m["label"]) for e in record["entities"] for m in e["mentions"]]
    said = [((s["start"], s["end"]), quote["kind"]) for quote in record["quotes"] for s in quote["segments"]]
    spans = [place for place, _ in (*names, *said)]
    found = words(text, spans)
    quote_tags, name_tags = _tags(found, said), _tags(found, names)
    parts = [f"-DOCSTART-\t{record['id']}\tO\n\n"]
    for sentence in sentences(text, found, (place for place, _ in names)):
        parts += [f"{text[a:b]}\t{quote_tags.get(a, 'O')}\t{name_tags.get(a, 'O')}\n" for a, b in sentence]
        parts.append("\n")
    return "".join(parts)


def _tags(found: list[Place], spans: list[tuple[Place, str]]) -> dict[int, str]:
    """The tag of each word, by where it begins; of spans that overlap the longest has its words."""
    tags: dict[int, str] = {}
    starts = [start for start, _ in found]
    for (start, end), label in sorted(spans, key=lambda span: (span[0][0] - span[0][1], span[0][0])):
        inside = _between(starts, start, end)
        if inside and not any(at in tags for at in inside):
            tags |= {at: f"{'I' if n else 'B'}-{label}" for n, at in enumerate(inside)}
    return tags


def _between(starts: list[int], start: int, end: int) -> list[int]:
    return starts[bisect_left(starts, start) : bisect_left(starts, end)]
