"""Bytes to clean article text: files, folders and standard input, in all the formats that articles come in.

Nothing that comes out of here can act on a terminal (see ``store.safe``), whatever went in. What a format needs is
imported when the first article in it is read: plain text must not wait for the others' libraries.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from store.reading.article import Item, Reading, characters_of, reading, whole
from store.reading.columns import USUAL, Columns
from store.reading.found import STANDARD_INPUT, Found, ReadError, find, key_of, suffix_of, why
from store.reading.opening import opened

__all__ = ["USUAL", "Columns", "Found", "ReadError", "Reading", "find", "readings"]

_WEB_PAGE = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.{0,2000}?-->\s*)?<(?:!doctype\s+html|html|head|body)\b", re.I | re.S
)


def readings(found: Found, columns: Columns = USUAL) -> Iterator[Reading | ReadError]:
    """Yield the articles in ``found``, one at a time, and a ReadError for each that is none; never nothing at all.

    A file of records or an archive gives many; what is wrong with one of them is no harm to the others. ``columns``
    says where records have what. Nothing is raised.
    """
    name = "" if found.path == STANDARD_INPUT else found.path
    key = "" if found.path == STANDARD_INPUT else key_of(found.path)
    number = 0
    try:
        with opened(found) as stream:
            for number, one in enumerate(_in(Item(found.source, key, name, stream), columns), 1):  # noqa: B007
                yield one
    except ReadError as error:
        yield error
    except OSError as error:
        yield ReadError(found.source, why(error))
    else:
        if not number:
            yield ReadError(found.source, "no article in it")


def _in(item: Item, columns: Columns) -> Iterator[Reading | ReadError]:
    """The articles in an item, by its suffix."""
    match suffix_of(item.name):
        case ".jsonl" | ".ndjson" | ".json":
            from store.reading.json_records import read_json

            yield from read_json(item, columns)
        case ".csv" | ".tsv":
            from store.reading.tables import read_table

            yield from read_table(item, columns)
        case ".zip" | ".gz" | ".tgz" | ".tar" if item.inside:
            raise ReadError(item.source, "an archive inside an archive, which is not opened")
        case ".zip" | ".gz" | ".tgz" | ".tar" as suffix:
            yield from _archived(item, columns, suffix)
        case ".rss" | ".atom" | ".xml":
            from store.reading.feeds import read_feed

            yield from read_feed(item)
        case ".eml":
            from store.reading.mail import read_mail

            yield read_mail(item)
        case ".docx":
            from store.reading.office import read_word

            yield read_word(item)
        case ".pdf":
            from store.reading.office import read_pdf

            yield read_pdf(item)
        case suffix:
            yield _page(item, suffix)


def _archived(item: Item, columns: Columns, suffix: str) -> Iterator[Reading | ReadError]:
    from store.reading.archives import read_gzip, read_tar, read_zip

    def read(member: Item) -> Iterator[Reading | ReadError]:
        return _in(member, columns)

    if suffix == ".zip":
        yield from read_zip(item, read)
    elif suffix in (".tar", ".tgz") or item.name.lower().endswith(".tar.gz"):
        yield from read_tar(item, read, compressed=suffix != ".tar")
    else:
        yield from read_gzip(item, read)


def _page(item: Item, suffix: str) -> Reading:
    """The one article in an item; a web page is one under every name."""
    source, encoding = characters_of(item.source, whole(item))
    if suffix in (".html", ".htm", ".xhtml") or _WEB_PAGE.match(source):
        from store.reading.web import read_html

        return reading(item.source, item.key, read_html(source), "html", encoding)
    if suffix in (".md", ".markdown"):
        from store.reading.marked import read_markdown

        return reading(item.source, item.key, read_markdown(source), "markdown", encoding)
    from store.reading.plain import read_plain

    return reading(item.source, item.key, read_plain(source), "text", encoding)
