"""Articles on the web: only addresses that the user names are fetched, and only what their sites allow programs to.

A site's robots.txt is read first (RFC 9309) and holds for every redirect on the way.
"""

from __future__ import annotations

import codecs
import functools
import io
import ssl
import time
from typing import NamedTuple
from urllib.parse import urljoin, urlsplit
from urllib.robotparser import RobotFileParser

import httpx

from store.program import version
from store.reading.article import Item
from store.reading.facts import is_web, line
from store.reading.found import ReadError, suffix_of
from store.reading.opening import LIMIT, TOO_BIG

#: What programs are told apart by in a robots.txt.
NAME = f"pressbox/{version()}"
#: Seconds for an answer to begin or go on, and for the whole of it.
PATIENCE, IN_ALL = 20.0, 120.0
MOST_REDIRECTS = 5
_ROBOTS_LIMIT = 512 * 1024  # what RFC 9309 asks to be read at least

_TEXTS = {
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "text/plain": ".txt",
    "text/markdown": ".md",
    "text/csv": ".csv",
    "text/tab-separated-values": ".tsv",
}
_SUFFIXES = _TEXTS | {
    "application/json": ".json",
    "application/feed+json": ".json",
    "application/ld+json": ".json",
    "application/jsonl": ".jsonl",
    "application/x-ndjson": ".jsonl",
    "application/rss+xml": ".xml",
    "application/atom+xml": ".xml",
    "application/xml": ".xml",
    "text/xml": ".xml",
    "message/rfc822": ".eml",
    "application/pdf": ".pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/zip": ".zip",
}
#: What says nothing, so that the address has to tell.
_UNTOLD = ("", "application/octet-stream", "binary/octet-stream", "application/gzip", "application/x-gzip")


class _Answer(NamedTuple):
    address: str
    status: int
    kind: str
    charset: str
    data: bytes


def fetched(source: str, address: str) -> Item:
    """Fetch what is at an address.

    Certificates are checked against those that $SSL_CERT_FILE or $SSL_CERT_DIR name, else Mozilla's.

    Raises:
        ReadError: the site cannot be reached, is not what its certificate says or does not allow it, answers with an
            error, something else than an article or more than 20 MB, redirects too often, elsewhere than to the web
            or from https to http, or takes too long.
    """
    try:
        answer = _following(source, address)
    except httpx.TimeoutException as error:
        raise ReadError(source, f"no answer within {PATIENCE:.0f} s") from error
    except httpx.ConnectError as error:
        raise ReadError(source, _unconnected(error)) from error
    except (httpx.HTTPError, httpx.InvalidURL, UnicodeError, ValueError) as error:
        raise ReadError(source, f"cannot be fetched: {line(str(error)) or type(error).__name__}") from error
    if answer.status != 200:
        raise ReadError(source, f"the site answers with status {answer.status}")
    path = urlsplit(answer.address).path
    suffix = suffix_of(path) if answer.kind in _UNTOLD else _SUFFIXES.get(answer.kind)
    if suffix is None:
        raise ReadError(source, f"{line(answer.kind)}, not an article")
    data = answer.data
    if answer.kind in _TEXTS and answer.charset:
        data = _as_said(data, answer.charset)
    name = path if answer.kind in _UNTOLD else f"page{suffix}"
    return Item(source, address, name, io.BytesIO(data), base=answer.address)


def _unconnected(error: httpx.ConnectError) -> str:
    """Why there is no connection; OpenSSL's own words say little to whom a certificate is new."""
    cause: BaseException | None = error
    while cause is not None and not isinstance(cause, ssl.SSLCertVerificationError):
        cause = cause.__cause__ or cause.__context__
    if cause is not None:
        return f"its certificate is not trusted: {line(cause.verify_message)} ($SSL_CERT_FILE names what to trust)"
    return f"cannot be fetched: {line(str(error)) or type(error).__name__}"


def _following(source: str, address: str) -> _Answer:
    """The answer at the end of the redirects."""
    with _client() as client:
        for _ in range(MOST_REDIRECTS + 1):
            parts = urlsplit(address)
            _require_allowed(source, f"{parts.scheme}://{parts.netloc}", address)
            answer, onward = _asked(client, source, address, LIMIT)
            if onward is None:
                return answer
            address = _onward(source, address, onward)
    raise ReadError(source, f"redirects more than {MOST_REDIRECTS} times")


def _onward(source: str, address: str, onward: str) -> str:
    """Where a redirect leads. Raises ``ReadError`` if nothing is to be fetched there."""
    following = urljoin(address, onward)
    if not is_web(following):
        raise ReadError(source, f"redirects to something that is not on the web: {line(following)}")
    if urlsplit(address).scheme == "https" != urlsplit(following).scheme:
        # Who names a https address is not to get what anybody on the way could have written.
        raise ReadError(source, f"redirects from https to http; name that address to read it: {line(following)}")
    return following


def _client() -> httpx.Client:
    """A client for one address. Raises ``ValueError`` if the certificates to be trusted cannot be read."""
    headers = {"User-Agent": NAME, "Accept": "text/html, text/*;q=0.9, */*;q=0.5"}
    try:
        return httpx.Client(timeout=PATIENCE, headers=headers, follow_redirects=False)
    except OSError as error:
        raise ValueError(f"the certificates that $SSL_CERT_FILE names cannot be read: {error}") from error


def _asked(client: httpx.Client, source: str, address: str, limit: int) -> tuple[_Answer, str | None]:
    """An answer, and where it redirects to; its content is read no further than ``limit``."""
    deadline = time.monotonic() + IN_ALL
    with client.stream("GET", address) as response:
        onward = response.headers.get("location") if response.is_redirect else None
        data = bytearray()
        for piece in response.iter_bytes(64 * 1024) if onward is None else ():
            data += piece
            if len(data) > limit:
                raise ReadError(source, TOO_BIG)
            if time.monotonic() > deadline:
                raise ReadError(source, f"takes longer than {IN_ALL:.0f} s to fetch")
        kind = response.headers.get("content-type", "").partition(";")[0].strip().lower()
        return _Answer(address, response.status_code, kind, response.charset_encoding or "", bytes(data)), onward


def _require_allowed(source: str, site: str, address: str) -> None:
    """Raise ``ReadError`` if a site's robots.txt does not allow an address, or cannot be read."""
    robots = _robots(site)
    if isinstance(robots, str):
        raise ReadError(source, robots)
    if not robots.can_fetch(NAME, address):
        raise ReadError(source, "the site's robots.txt does not allow it")


@functools.lru_cache(maxsize=256)
def _robots(site: str) -> RobotFileParser | str:
    """What a site allows; a line if that cannot be told because of an error on its side."""
    rules = RobotFileParser()
    address = f"{site}/robots.txt"
    with _client() as client:
        for _ in range(MOST_REDIRECTS + 1):
            try:
                answer, onward = _asked(client, address, address, _ROBOTS_LIMIT)
            except ReadError as error:
                return f"its robots.txt cannot be read ({error.reason})"
            if onward is None:
                break
            address = urljoin(address, onward)
            if not is_web(address):
                break
    if answer.status >= 500:
        return f"its robots.txt cannot be read (status {answer.status}), so nothing is fetched"
    rules.parse(answer.data.decode("utf-8", "replace").splitlines() if answer.status == 200 else [])
    return rules


def _as_said(data: bytes, charset: str) -> bytes:
    """Text in the encoding that the site says, as UTF-8 with a mark that decides; as it is if there is none such."""
    try:
        codec = codecs.lookup(charset)
        if not codec._is_text_encoding:
            return data
        text = data.decode(codec.name, "replace")
    except (LookupError, UnicodeError):
        return data
    return codecs.BOM_UTF8 + text.removeprefix("\ufeff").encode("utf-8", "replace")
