"""An article as read, and the bytes that one or many articles are read from."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

import msgspec

from store.model import Extraction, Link
from store.reading.charset import NotTextError, decode
from store.reading.facts import line
from store.reading.flow import Page, unify_line_ends
from store.reading.found import ReadError
from store.reading.language import language_of
from store.reading.opening import LIMIT, TOO_BIG
from store.safe import shows

#: How a shard begins (see ``store.reading.shards``).
SHARD = b'{"pressbox_shard"'


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """An article as read: safe text, headline included, and where it came from.

    ``source`` is what the user named, ``key`` what identifies it when it is read again (the absolute real path; "" for
    standard input). For each link, ``text[link.start:link.end] == link.text``. ``digest`` is the SHA-256 of ``text``.
    ``language`` is what ``store.reading.language`` tells. For ``published`` and the following ones see
    ``store.model.Article``; ``similar`` is for whoever knows other articles. ``extraction`` is what was found in the
    article where that came with it, as in a shard.
    """

    source: str
    key: str
    title: str | None
    text: str
    links: tuple[Link, ...]
    format: str
    encoding: str
    digest: str
    language: str = "en"
    published: str = ""
    author: str = ""
    site: str = ""
    address: str = ""
    similar: str = ""
    extraction: Extraction | None = None


class Item(NamedTuple):
    """Bytes that hold articles: a file, what standard input gives, a member of an archive.

    ``source`` is how to show it, ``key`` what identifies it later on, ``name`` has the suffix that tells its format,
    ``inside`` says whether it comes out of an archive, ``base`` what its links are relative to. The stream is read
    once.
    """

    source: str
    key: str
    name: str
    stream: BinaryIO
    inside: bool = False
    base: str = ""


class Distinct:
    """Makes the keys of one file distinct: what comes again gets a number, in the order of the file."""

    def __init__(self) -> None:
        # Hashes are enough, and a tenth of the memory: a clash only gives a key a number that it did not need.
        self._taken: dict[int, int] = {}

    def __call__(self, key: str) -> str:
        times = self._taken[hash(key)] = self._taken.get(hash(key), 0) + 1
        return key if times == 1 else f"{key}#{times}"


def whole(item: Item) -> bytes:
    """All bytes of an item that is one article; raises ``ReadError`` if it has none, or more than 20 MB."""
    data = item.stream.read(LIMIT + 1)
    if len(data) > LIMIT:
        raise ReadError(item.source, TOO_BIG)
    if not data:
        raise ReadError(item.source, "empty")
    return data


def characters_of(source: str, data: bytes) -> tuple[str, str]:
    """The characters of an article with newlines for line ends, and their encoding; raises ``ReadError``."""
    try:
        text, encoding = decode(data)
    except NotTextError as error:
        raise ReadError(source, str(error)) from error
    return unify_line_ends(text), encoding


@contextlib.contextmanager
def foreign(source: str, what: str) -> Iterator[None]:
    """Turn whatever a library raises over a strange file into a ``ReadError``: none of them says what it can raise."""
    try:
        yield
    except (ReadError, MemoryError):
        raise
    except Exception as error:
        said = line(str(error))[:120]
        raise ReadError(source, f"a damaged {what}: {type(error).__name__}{f': {said}' if said else ''}") from error


def reading(source: str, key: str, page: Page, form: str, encoding: str) -> Reading:
    """The article that a page makes; raises ``ReadError`` when a reader would see nothing of it."""
    if not shows(page.text):
        raise ReadError(source, "no text in it")
    return Reading(
        source=source,
        key=key,
        title=page.title,
        text=page.text,
        links=page.links,
        format=form,
        encoding=encoding,
        digest=hashlib.sha256(page.text.encode()).hexdigest(),
        language=language_of(page.text),
        **page.facts._asdict(),
    )
