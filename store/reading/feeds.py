"""RSS and Atom files: an article an entry."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from typing import Any

from store.reading.article import Item, Reading, whole
from store.reading.columns import USUAL, Numbered, articles
from store.reading.found import ReadError


def read_feed(item: Item) -> Iterator[Reading | ReadError]:
    """Yield the articles in a feed, whole or as far as the feed has them; raises ``ReadError`` if it is none."""
    import feedparser

    data = whole(item)
    # A stream, never a string: the library would take that for the name of a file, or of a page to fetch.
    feed = feedparser.parse(io.BytesIO(data), sanitize_html=False)
    if not feed.entries:
        fault = feed.get("bozo_exception")
        what = "a feed without entries" if feed.version else "no RSS or Atom feed"
        raise ReadError(item.source, f"{what}{f' ({fault})' if fault else ''}")
    yield from articles(item, _records(feed), "feed", feed.get("encoding", "utf-8"), USUAL)


def _records(feed: Mapping[str, Any]) -> Iterator[Numbered]:
    site = feed["feed"].get("title", "")
    for number, entry in enumerate(feed["entries"], 1):
        texts = [content.get("value", "") for content in entry.get("content", ())]
        yield (
            number,
            {
                "content_html": max([*texts, entry.get("summary", "")], key=len),
                "title": _words(entry.get("title_detail")),
                "date": entry.get("published", "") or entry.get("updated", ""),
                "url": entry.get("link", ""),
                "id": entry.get("id", ""),
                "author": entry.get("author", ""),
                "site": site,
            },
        )


def _words(detail: Mapping[str, Any] | None) -> str:
    """A title without its markup, if it is said to have any."""
    if not detail:
        return ""
    value = str(detail.get("value", ""))
    if detail.get("type") == "text/plain":
        return value
    from store.reading.web import read_html

    return read_html(value).text
