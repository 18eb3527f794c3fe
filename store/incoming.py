"""Readings on their way into the store: what they must tell, whether they are known, what article they make."""

from __future__ import annotations

from typing import Literal, Protocol

from store import lists
from store.index import Index
from store.model import Article, Extraction, Link
from store.program import version

Status = Literal["new", "unchanged", "updated"]


class ReadingLike(Protocol):
    """What is known of a source after reading it; ``store.reading`` makes such things."""

    @property
    def source(self) -> str: ...
    @property
    def key(self) -> str: ...
    @property
    def title(self) -> str | None: ...
    @property
    def text(self) -> str: ...
    @property
    def links(self) -> tuple[Link, ...]: ...
    @property
    def format(self) -> str: ...
    @property
    def encoding(self) -> str: ...
    @property
    def digest(self) -> str: ...
    @property
    def language(self) -> str: ...
    @property
    def published(self) -> str: ...
    @property
    def author(self) -> str: ...
    @property
    def site(self) -> str: ...
    @property
    def address(self) -> str: ...
    @property
    def similar(self) -> str: ...


def status(index: Index, key: str, digest: str) -> tuple[Status, str | None]:
    """What an import of this source and text would be, and the article that has it already."""
    same_key = lists.by_key(index.db, key)
    for article, stored in same_key:
        if stored == digest:
            return "unchanged", article
    if same_key:
        return "updated", same_key[0][0]
    article_id = lists.by_digest(index.db, digest)
    return ("new", None) if article_id is None else ("unchanged", article_id)


def article(key: str, imported: str, reading: ReadingLike) -> Article:
    """The article that a reading makes."""
    return Article(
        id=key,
        source=reading.source,
        key=reading.key,
        title=reading.title,
        text=reading.text,
        digest=reading.digest,
        format=reading.format,
        encoding=reading.encoding,
        links=reading.links,
        imported=imported,
        language=reading.language,
        published=reading.published,
        author=reading.author,
        site=reading.site,
        address=reading.address,
        similar=reading.similar,
    )


def not_understood(language: str) -> Extraction:
    """What is found in an article whose language the extractor does not know: nothing, and a note that says why."""
    named = f" ({language})" if language != "und" else ""
    return Extraction(
        extractor=f"pressbox {version()}", model="", note=f"not in English{named}: no names and quotes were looked for"
    )
