"""Bytes to clean article text: files, folders and standard input, in plain text, Markdown or HTML.

Nothing that comes out of here can act on a terminal (see ``store.safe``), whatever went in.
"""

from __future__ import annotations

import hashlib
import re

import msgspec

from store.model import Link
from store.reading.charset import NotTextError, decode
from store.reading.flow import Page, unify_line_ends
from store.reading.found import STANDARD_INPUT, SUFFIXES, Found, ReadError, find, key_of, suffix_of
from store.reading.marked import read_markdown
from store.reading.opening import load
from store.reading.plain import read_plain
from store.reading.web import read_html
from store.safe import shows

__all__ = ["Found", "ReadError", "Reading", "find", "read"]

_READERS = {"text": read_plain, "markdown": read_markdown, "html": read_html}
_WEB_PAGE = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.{0,2000}?-->\s*)?<(?:!doctype\s+html|html|head|body)\b", re.I | re.S
)


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """An article as read: safe text, headline included, and where it came from.

    ``source`` is what the user named, ``key`` what identifies it when it is read again (the absolute real path; "" for
    standard input). For each link, ``text[link.start:link.end] == link.text``. ``digest`` is the SHA-256 of ``text``.
    """

    source: str
    key: str
    title: str | None
    text: str
    links: tuple[Link, ...]
    format: str
    encoding: str
    digest: str


def read(found: Found) -> Reading:
    """Return the article in ``found``.

    Raises:
        ReadError: it is missing, unreadable, no regular file, larger than 20 MB, binary, or has no text in it.
    """
    data = load(found)
    try:
        source, encoding = decode(data)
    except NotTextError as error:
        raise ReadError(found.source, str(error)) from error
    source = unify_line_ends(source)
    form = _format(found.path, source)
    page: Page = _READERS[form](source)
    if not shows(page.text):
        raise ReadError(found.source, "no text in it")
    return Reading(
        source=found.source,
        key="" if found.path == STANDARD_INPUT else key_of(found.path),
        title=page.title,
        text=page.text,
        links=page.links,
        format=form,
        encoding=encoding,
        digest=hashlib.sha256(page.text.encode()).hexdigest(),
    )


def _format(path: str, source: str) -> str:
    """A file's format by its suffix; a web page is one under every name."""
    return "html" if _WEB_PAGE.match(source) else SUFFIXES.get(suffix_of(path), "text")
