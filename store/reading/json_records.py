"""JSON Lines, JSON arrays and single JSON objects: an article a record."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from store.reading.article import Item, Reading
from store.reading.charset import NotTextError
from store.reading.columns import Columns, Numbered, articles, has_text
from store.reading.found import ReadError
from store.reading.lines import NoLine, Stretch
from store.reading.opening import LIMIT, TOO_BIG

#: Where an object that is no article itself has its articles.
_LISTS = ("articles", "items", "documents", "docs", "results", "records", "data", "entries", "stories", "news")
_NO_OBJECT = "a JSON value that is no object"
_BETWEEN = re.compile(r"[\s,]*")
_decode = json.JSONDecoder().raw_decode


def read_json(item: Item, columns: Columns) -> Iterator[Reading | ReadError]:
    """Yield the articles in a file of JSON, one at a time; one that is broken does not keep the next from being read.

    It is told from the file's beginning whether it is one array, one object over several lines, or an object a line.
    """
    try:
        text = Stretch(item.stream)
    except NotTextError as error:
        raise ReadError(item.source, str(error)) from error
    start = text.start.lstrip()
    if not start:
        raise ReadError(item.source, "no text in it" if text.start else "empty")
    if start.startswith("["):
        records = _array(text)
    elif _goes_on(start):
        records = _one_object(text, columns)
    else:
        records = _a_line_each(text, columns)
    yield from articles(item, records, "json", text.encoding, columns)


def count_lines(item: Item) -> int | None:
    """How many records there are, one a line; None if they are not. Raises ``ValueError`` if it is no text."""
    text = Stretch(item.stream)
    start = text.start.lstrip()
    if start.startswith("[") or _goes_on(start):
        return None
    return sum(1 for line in text.lines() if isinstance(line, NoLine) or line.strip())


def _goes_on(start: str) -> bool:
    """Whether the first line begins an object that ends in another one."""
    line, end, _ = start.partition("\n")
    return (
        bool(end)
        and line.startswith("{")
        and line.rstrip().endswith(("{", "[", ",", ":"))
        and isinstance(_object(line), str)
    )


def _a_line_each(text: Stretch, columns: Columns) -> Iterator[Numbered]:
    for number, line in enumerate(text.lines(), 1):
        if isinstance(line, NoLine):
            yield number, line.reason
        elif line.strip():
            yield from _listed(number, _object(line), columns)


def _one_object(text: Stretch, columns: Columns) -> Iterator[Numbered]:
    parts, length = [], 0
    for piece in text.pieces():
        parts.append(piece)
        length += len(piece)
        if length > LIMIT:
            yield 1, TOO_BIG
            return
    yield from _listed(1, _object("".join(parts)), columns)


def _listed(number: int, found: Mapping[str, Any] | str, columns: Columns) -> Iterator[Numbered]:
    """The record, or those in the list that it has instead of a text."""
    if isinstance(found, str) or has_text(found, columns):
        yield number, found
        return
    several = next((found[name] for name in _LISTS if isinstance(found.get(name), list)), None)
    if several is None:
        yield number, found
        return
    for place, one in enumerate(several, 1):
        yield place, one if isinstance(one, dict) else _NO_OBJECT


def _object(text: str) -> Mapping[str, Any] | str:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        return _fault(error)
    return value if isinstance(value, dict) else _NO_OBJECT


def _fault(error: Exception) -> str:
    return "JSON that is too deep" if isinstance(error, RecursionError) else f"not valid JSON: {error}"


def _array(text: Stretch) -> Iterator[Numbered]:
    """The elements of an array, read on as they are needed. What follows one that is broken cannot be told apart."""
    pieces = text.pieces()
    unread = next(pieces).lstrip()[1:]
    at, number = 0, 1
    while True:
        at = _after(_BETWEEN, unread, at)
        if unread.startswith("]", at):
            return
        value, end, fault = _element(unread, at)
        if end < len(unread):
            yield number, value if isinstance(value, dict) else _NO_OBJECT
            at, number = end, number + 1
            continue
        # Perhaps only not yet whole. As much again is read each time, so that trying stays in proportion.
        unread, at = unread[at:], 0
        more = _more(pieces, len(unread)) if len(unread) <= LIMIT else ""
        if not more:
            reason = TOO_BIG if len(unread) > LIMIT else fault or "the array has no end"
            yield number, f"{reason}; nothing is read from here on"
            return
        unread += more


def _element(text: str, at: int) -> tuple[object, int, str]:
    """A JSON value, where it ends, and what is wrong with it; one that is not whole ends where the text does."""
    try:
        value, end = _decode(text, at)
    except (ValueError, RecursionError) as error:
        return None, len(text), _fault(error)
    return value, end, ""


def _after(pattern: re.Pattern[str], text: str, at: int) -> int:
    match = pattern.match(text, at)
    return match.end() if match else at


def _more(pieces: Iterator[str], least: int) -> str:
    parts, length = [], 0
    for piece in pieces:
        parts.append(piece)
        length += len(piece)
        if length > least:
            break
    return "".join(parts)
