"""Shards: articles that were extracted elsewhere, each with what was found in it, so that nothing is extracted again.

A shard is a file of JSON Lines in UTF-8, compressed with gzip or not, and known by its first line, whatever it is
called:

    {"pressbox_shard": 1, "extractor": PROGRAM, "model": PIPELINE, "articles": [IDENTITY, …]}

``articles`` says what is in it. Every other line is an article document as a store has it (``store.documents``),
which says its own format; only id and time of import are not yet those that a store gives it, and its entities' ids
are the article's own (``store.placing``). Several shards may follow each other in one file.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from typing import Any, BinaryIO, TypeVar

import msgspec
from msgspec.structs import replace

from store import incoming
from store.documents import Document, decode, digest, rows
from store.faults import of_document
from store.fitness import is_label
from store.migrations import NewerError
from store.model import Article, Entity, Extraction, Mention, Quote
from store.names import is_entity_id
from store.reading.article import SHARD, Item, Reading
from store.reading.facts import facts, line
from store.reading.found import ReadError
from store.reading.opening import LIMIT, TOO_BIG
from store.safe import safe, safe_line, shows
from store.storage import UnreadableError

T = TypeVar("T")

#: The format that is written here, and the latest that can be read.
FORMAT = 1

#: The most bytes in a line: what is found in an article of ``LIMIT`` bytes takes several times as many.
LONGEST = 8 * LIMIT

#: Escapes in JSON that stand, or may stand, for control characters.
_ESCAPED = re.compile(rb"\\[ubfr]")


class Header(msgspec.Struct, frozen=True, kw_only=True):
    """The first line of a shard: its format, who made it with which pipeline, and the ``identity`` of its articles."""

    pressbox_shard: int
    extractor: str = ""
    model: str = ""
    articles: tuple[str, ...] = ()


def identity(reading: Reading) -> str:
    """What tells an article of a shard from all others: a digest of where it comes from and of its text, in hex."""
    return hashlib.sha256(msgspec.json.encode((reading.key, reading.source, reading.digest))).hexdigest()[:16]


def line_of(reading: Reading, extraction: Extraction) -> bytes:
    """The line of a shard that an article takes."""
    article = incoming.article(reading.digest[:16], "", reading)
    return msgspec.json.encode(rows(Document(article, extraction))) + b"\n"


def header_of(name: str, start: bytes, stream: BinaryIO) -> Header:
    """The header of the shard that begins with some bytes and goes on in a stream; raises ``ReadError``."""
    return _header(name, start + stream.readline(LIMIT))


def read_shard(item: Item) -> Iterator[Reading | ReadError]:
    """Yield the articles of a shard with their extractions; one that is damaged is no harm to the others.

    Shards come from strangers like all that is read: whatever does not fit together is refused, and nothing that comes
    out of here can act on a terminal. Raises ``ReadError`` where nothing more can be read.
    """
    expected = number = 0
    for raw in _lines(item):
        if raw.startswith(SHARD):
            expected += len(_header(item.source, raw).articles)
            continue
        number += 1
        try:
            yield _reading(f"{item.source}#{number}", raw)
        except ReadError as error:
            yield error
    if number < expected:
        raise ReadError(item.source, f"a shard that is cut off: {number} of its {expected} articles are there")


def _lines(item: Item) -> Iterator[bytes]:
    while raw := item.stream.readline(LONGEST + 1):
        if len(raw) > LONGEST:
            raise ReadError(item.source, "a line larger than any article; nothing is read from here on")
        yield raw


def _header(source: str, raw: bytes) -> Header:
    try:
        header = msgspec.json.decode(raw, type=Header)
    except (ValueError, RecursionError) as error:
        raise ReadError(source, f"a damaged shard: {_said(error)}") from error
    if not 1 <= header.pressbox_shard <= FORMAT:
        raise ReadError(source, f"a shard of format {header.pressbox_shard}; this program reads up to {FORMAT}")
    return header


def _reading(source: str, raw: bytes) -> Reading:
    """The article in a line; raises ``ReadError``."""
    try:
        document = decode(raw)
    except NewerError as error:
        raise ReadError(source, f"an article of a newer Pressbox: {error}") from error
    except UnreadableError as error:
        raise ReadError(source, f"a damaged article: {_said(error)}") from error
    article, machine = document.article, document.machine
    if not _harmless(raw):
        safe_article = _made_safe(article, Article)
        same = article.digest == digest(article.text)
        article = replace(safe_article, key=article.key, digest=digest(safe_article.text) if same else "")
        machine = _made_safe(machine, Extraction)
    if fault := _fault(Document(article, machine)):
        raise ReadError(source, f"a damaged article: {fault}")
    return _of_article(article, machine)


def _said(error: Exception) -> str:
    return line(str(error))[:120]


def _harmless(raw: bytes) -> bool:
    """Whether nothing in some JSON can act on a terminal."""
    try:
        text = raw.decode().removesuffix("\n")
    except UnicodeDecodeError:
        return False
    return not _ESCAPED.search(raw) and safe(text) == text


def _made_safe(value: T, kind: type[T]) -> T:
    """A value with all its strings made safe; offsets stay true, for each is as long as it was."""
    return msgspec.convert(_strings_safe(msgspec.to_builtins(value)), kind)


def _strings_safe(value: Any) -> Any:
    if isinstance(value, str):
        return safe(value)
    if isinstance(value, dict):
        return {key: _strings_safe(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_strings_safe(one) for one in value]
    return value


def _fault(document: Document) -> str:
    """What an extractor never makes, in words; "" if there is nothing of the kind."""
    text, machine = document.article.text, document.machine
    if not shows(text):
        return "no text in it"
    if len(text) > LIMIT:
        return TOO_BIG
    found: tuple[Mention | Quote, ...] = (*machine.mentions, *machine.quotes)
    named: tuple[Mention | Entity, ...] = (*machine.mentions, *machine.entities)
    if any(one.by != "machine" for one in (*machine.quotes, *named)):
        return "it says that a human found something"
    if not all(0 <= one.confidence <= 1 for one in found):
        return "a confidence that is none"
    if wrong := [one.label for one in named if not is_label(one.label)]:
        return f"there is no label “{wrong[0][:40]}”"
    if not all(shows(one.name) and (not one.known or is_entity_id(one.known)) for one in machine.entities):
        return "an entity without a name or with an id that is none"
    return next(of_document(document), "")


def _of_article(article: Article, machine: Extraction) -> Reading:
    said = facts(article.published, article.author, article.site, article.address)
    return Reading(
        source=safe_line(article.source),
        key=article.key,
        title=None if article.title is None else safe_line(article.title),
        text=article.text,
        links=article.links,
        format=safe_line(article.format),
        encoding=safe_line(article.encoding),
        digest=article.digest,
        language=safe_line(article.language),
        extraction=machine,
        **said._asdict(),
    )
