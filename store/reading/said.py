"""What a web page says of its article for machines: meta elements, JSON-LD (schema.org), the canonical address."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from store.reading.facts import Facts, facts, is_web
from store.reading.flow import one_line
from store.reading.tree import Tree

_DATES = (
    "article:published_time",
    "og:article:published_time",
    "datepublished",
    "date",
    "pubdate",
    "publishdate",
    "publish-date",
    "dc.date",
    "dc.date.issued",
    "dcterms.created",
    "dcterms.date",
    "parsely-pub-date",
    "sailthru.date",
    "cxenseparse:recs:publishtime",
)
_AUTHORS = ["author", "article:author", "dc.creator", "dcterms.creator", "parsely-author", "sailthru.author", "byl"]
_KINDS = ("article", "posting", "report", "review", "interview")
#: So deep, and so many objects, are looked through.
_DEEP = 6
_MOST = 500


class Said:
    """``facts`` about the article, and its ``title`` (None) and ``text`` ("") as far as JSON-LD has them."""

    def __init__(self, tree: Tree) -> None:
        self._data = _article(tree.data)
        self.title = one_line(_text(self._data.get("headline")))
        self.text = _text(self._data.get("articleBody"))
        self.facts = self._facts().or_else(_of_meta(tree))

    def _facts(self) -> Facts:
        data = self._data
        page = data.get("mainEntityOfPage")
        return facts(
            published=_text(data.get("datePublished")),
            author=_names(data.get("author")),
            site=_names(data.get("publisher")),
            address=_text(data.get("url")) or _text(page.get("@id") if isinstance(page, dict) else page),
        )


def _of_meta(tree: Tree) -> Facts:
    meta = tree.meta
    author = next((meta[name] for name in _AUTHORS if meta.get(name, "").strip() and not is_web(meta[name])), "")
    canonical = tree.canonical if is_web(tree.canonical) else meta.get("og:url", "")
    return facts(
        published=next((meta[name] for name in _DATES if meta.get(name, "").strip()), tree.time),
        author=author,
        site=meta.get("og:site_name", "") or meta.get("application-name", ""),
        address=canonical,
    )


def _article(sources: list[str]) -> dict[str, Any]:
    """The first object that calls itself an article, of whatever kind."""
    for source in sources:
        try:
            data = json.loads(source)
        except (ValueError, RecursionError):
            continue
        for number, found in enumerate(_objects(data, _DEEP)):
            kinds = found.get("@type")
            kinds = kinds if isinstance(kinds, list) else [kinds]
            if any(isinstance(kind, str) and kind.lower().endswith(_KINDS) for kind in kinds):
                return found
            if number > _MOST:
                break
    return {}


def _objects(data: object, deep: int) -> Iterator[dict[str, Any]]:
    if isinstance(data, dict):
        yield data
        below: list[object] = list(data.values())
    else:
        below = data if isinstance(data, list) else []
    if deep:
        for one in below:
            yield from _objects(one, deep - 1)


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _names(value: object) -> str:
    """The names of persons or organisations, joined."""
    values = value if isinstance(value, list) else [value]
    names = (_text(one.get("name")) if isinstance(one, dict) else _text(one) for one in values[:20])
    return ", ".join(name for name in names if name and not is_web(name))
