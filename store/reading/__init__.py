"""Bytes to clean article text: files, folders, standard input, named web pages, in all formats that articles come in.

Nothing that comes out of here can act on a terminal (see ``store.safe``), whatever went in. What a format needs is
imported when the first article in it is read: plain text must not wait for the others' libraries.
"""

from __future__ import annotations

import contextlib
import io
import re
from collections.abc import Iterator
from urllib.parse import urljoin

from msgspec import structs

from store.model import Link
from store.reading.article import SHARD, Item, Reading, characters_of, reading, whole
from store.reading.columns import USUAL, Columns
from store.reading.facts import is_web, line
from store.reading.found import STANDARD_INPUT, Found, ReadError, find, key_of, suffix_of, why
from store.reading.opening import opened

__all__ = ["USUAL", "Columns", "Found", "ReadError", "Reading", "find", "readings"]

_WEB_PAGE = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.{0,2000}?-->\s*)?<(?:!doctype\s+html|html|head|body)\b", re.I | re.S
)

_HEAD = 4096
_JSON = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:\[\s*)?\{\s*\"")
_FEED = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?<(?:rss|feed|rdf:RDF)\b")


def readings(found: Found, columns: Columns = USUAL) -> Iterator[Reading | ReadError]:
    """Yield the articles in ``found``, one at a time, and a ReadError for each that is none; never nothing at all.

    A file of records or an archive gives many; what is wrong with one of them is no harm to the others. ``columns``
    says where records have what. Nothing is raised.
    """
    number = 0
    try:
        with _item(found) as item:
            for number, one in enumerate(_in(item, columns), 1):  # noqa: B007 (the number is what is wanted)
                yield one
    except ReadError as error:
        yield error
    except OSError as error:
        yield ReadError(found.source, why(error))
    else:
        if not number:
            yield ReadError(found.source, "no article in it")


@contextlib.contextmanager
def _item(found: Found) -> Iterator[Item]:
    """What was found, ready to be read; raises ``ReadError``."""
    if is_web(found.path):
        from store.reading.fetching import fetched

        yield fetched(found.source, found.path)
        return
    standard = found.path == STANDARD_INPUT
    with opened(found) as stream:
        yield Item(found.source, "" if standard else key_of(found.path), "" if standard else found.path, stream)


def _in(item: Item, columns: Columns) -> Iterator[Reading | ReadError]:
    """The articles in an item, by its suffix."""
    match suffix_of(item.name):
        case ".jsonl" | ".ndjson" | ".json":
            head = item.stream.read(_HEAD)
            yield from _json(_again(item, head), head, columns)
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
        case "":
            yield from _sniffed(item, columns)
        case suffix:
            yield _page(item, suffix)


def _sniffed(item: Item, columns: Columns) -> Iterator[Reading | ReadError]:
    """The articles in what has no suffix, as standard input: by how it begins."""
    head = item.stream.read(_HEAD)
    item = _again(item, head)
    if _JSON.match(head):
        yield from _json(item, head, columns)
    elif _FEED.match(head):
        from store.reading.feeds import read_feed

        yield from read_feed(item)
    else:
        yield _page(item, "")


def _again(item: Item, head: bytes) -> Item:
    """The item from its beginning, after its head was read."""
    from store.reading.lines import Joined

    return item._replace(stream=io.BufferedReader(Joined(head, item.stream)))


def _json(item: Item, head: bytes, columns: Columns) -> Iterator[Reading | ReadError]:
    if head.startswith(SHARD):
        from store.reading.shards import read_shard

        yield from read_shard(item)
    else:
        from store.reading.json_records import read_json

        yield from read_json(item, columns)


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

        page = read_html(source)
        if item.base:
            page = page._replace(links=tuple(_absolute(link, item.base) for link in page.links))
        return reading(item.source, item.key, page, "html", encoding)
    if suffix in (".md", ".markdown"):
        from store.reading.marked import read_markdown

        return reading(item.source, item.key, read_markdown(source), "markdown", encoding)
    from store.reading.plain import read_plain

    return reading(item.source, item.key, read_plain(source), "text", encoding)


def _absolute(link: Link, base: str) -> Link:
    try:
        return structs.replace(link, target=line(urljoin(base, link.target)))
    except ValueError:  # no possible address
        return link
