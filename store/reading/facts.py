"""What a source says about its article beside the text: when it was published, by whom, where."""

from __future__ import annotations

import email.utils
import re
from datetime import UTC, datetime
from typing import NamedTuple
from urllib.parse import urlsplit

from store.safe import safe_line, without_hints

_SPACES = re.compile(r"\s+")
_LONGEST = 300
_NUMBER = re.compile(r"-?\d{9,13}(?:\.\d+)?")
_MILLISECONDS = 1e11
#: The ways of writing a date that are left when ISO 8601 and those of mails are through; months in English.
_WRITTEN = ("%B %d, %Y", "%b %d, %Y", "%d %B %Y", "%d %b %Y", "%Y/%m/%d", "%Y%m%d")


class Facts(NamedTuple):
    """Each is one safe line, "" where the source says nothing.

    ``published`` is in ISO 8601 wherever the source's way of writing it is understood; ``address`` is a http(s) URL.
    """

    published: str = ""
    author: str = ""
    site: str = ""
    address: str = ""

    def or_else(self, other: Facts) -> Facts:
        """These facts, and what ``other`` knows beyond them."""
        return Facts(*(mine or theirs for mine, theirs in zip(self, other, strict=True)))


NOTHING = Facts()


def facts(published: str = "", author: str = "", site: str = "", address: str = "") -> Facts:
    """Facts from what a source writes, made safe and short."""
    return Facts(moment(published), line(author), line(site), web_address(address))


def line(text: str) -> str:
    """A text as one safe line of at most 300 characters."""
    return safe_line(_SPACES.sub(" ", without_hints(text)).strip())[:_LONGEST]


def web_address(text: str) -> str:
    """A http(s) URL as a safe line; "" for anything else."""
    address = line(text)
    return address if is_web(address) else ""


def is_web(text: str) -> bool:
    """Whether a text is the URL of something on the web."""
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme.lower() in ("http", "https") and bool(parts.netloc) and " " not in text


def moment(text: str) -> str:
    """A date or time in ISO 8601 where it is understood (also numbers of seconds since 1970), else as it is written."""
    text = line(text)
    for understand in (datetime.fromisoformat, _of_mail, _of_number, _of_words):
        try:
            return understand(text).isoformat().removesuffix("T00:00:00")
        except (ValueError, TypeError, OverflowError, OSError):
            continue
    return text


def _of_mail(text: str) -> datetime:
    return email.utils.parsedate_to_datetime(text)


def _of_number(text: str) -> datetime:
    if not _NUMBER.fullmatch(text):
        raise ValueError(text)
    number = float(text)
    return datetime.fromtimestamp(number / 1000 if abs(number) > _MILLISECONDS else number, UTC)


def _of_words(text: str) -> datetime:
    for form in _WRITTEN:
        try:
            return datetime.strptime(text, form)
        except ValueError:
            continue
    raise ValueError(text)
