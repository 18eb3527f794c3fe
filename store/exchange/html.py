"""The report for people: one HTML page that needs nothing else, neither a network nor scripts.

Each article with its names and quotes marked, what was said in it and who is named; then all speakers with what each
said, and all names with the articles that have them. A stream: a head, a part for each record, the lists, an end.
Everything that comes from an article is escaped, and the page's own policy forbids scripts and loading anything.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator
from html import escape
from itertools import pairwise
from typing import TypeVar

from store.exchange.wording import by_label, described, speaker_of, title, words_of
from store.record import Record

T = TypeVar("T")

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"

_STYLE = """
:root { color-scheme: light dark; --ink: #1c1b19; --paper: #fbfaf7; --faint: #6b675f; --line: #dcd8cf;
  --said: #f1ecdf; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e8e4db; --paper: #191816; --faint: #a09a8e; --line: #3a3732; --said: #2a2721; }
}
body { margin: 2rem auto; padding: 0 1rem; max-width: 46rem; background: var(--paper); color: var(--ink);
  font: 1.05rem/1.6 Georgia, "Times New Roman", serif; }
article { border-top: 1px solid var(--line); margin-top: 3rem; padding-top: 1rem; }
h2 { line-height: 1.25; } h3 { font-size: 1rem; margin: 1.5rem 0 .5rem; }
h3, .about, dl, small { font-family: system-ui, sans-serif; } .about, small { color: var(--faint); font-size: .85rem; }
.text { white-space: pre-wrap; overflow-wrap: anywhere; }
.said { background: var(--said); }
mark { background: none; color: inherit; border-bottom: 2px solid #8a8578; }
mark.PERSON { border-color: #2f7fc1; } mark.ORG { border-color: #c1662f; } mark.GPE, mark.LOC { border-color: #3c9a52; }
mark.EVENT { border-color: #9a5cc0; } mark.SCORE { border-color: #c13f5a; }
mark[data-by="human"] { border-bottom-style: double; border-bottom-width: 4px; }
blockquote { margin: .6rem 0; padding-left: .8rem; border-left: 3px solid var(--line); }
blockquote a, section a, .about a { color: inherit; }
section { border-top: 1px solid var(--line); margin-top: 3rem; padding-top: 1rem; }
summary { cursor: pointer; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .2rem 1rem; font-size: .9rem; }
dt { color: var(--faint); } dd { margin: 0; }
"""

#: Characters of a quote that stand for it in the list of speakers.
_SHORT = 90


def report(records: Iterable[Record]) -> Iterator[str]:
    """The page, in parts."""
    yield (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>Pressbox report</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<h1>Pressbox report</h1>\n"
        '<p class="about"><a href="#speakers">Speakers</a> · <a href="#names">Names</a></p>\n'
    )
    lists = _Lists()
    for record in records:
        yield _article(record)
        lists.add(record)
    yield from lists.html()
    yield "</body>\n</html>\n"


class _Lists:
    """The speakers and names of all articles."""

    def __init__(self) -> None:
        self._said: dict[str, list[str]] = {}
        self._called: dict[str, Counter[str]] = {}
        self._names: dict[str, tuple[str, str]] = {}
        self._mentions: Counter[str] = Counter()
        self._articles: dict[str, dict[str, str]] = {}

    def add(self, record: Record) -> None:
        """Take the speakers and names of one more article in."""
        for quote in record["quotes"]:
            speaker = quote["speaker"]
            if speaker["name"]:
                key = speaker["entity"] or f" {speaker['name']}"
                self._called.setdefault(key, Counter())[speaker["name"]] += 1
                words = words_of(quote)
                short = words if len(words) <= _SHORT else f"{words[:_SHORT].rsplit(' ', 1)[0]}…"
                self._said.setdefault(key, []).append(_link(quote["id"], short))
        for entity in record["entities"]:
            if entity["mentions"]:
                self._names.setdefault(entity["id"], (entity["label"], entity["name"]))
                self._mentions[entity["id"]] += len(entity["mentions"])
                self._articles.setdefault(entity["id"], {})[record["id"]] = title(record)

    def html(self) -> Iterator[str]:
        """Two sections; whoever says or is named most comes first."""
        yield '<section id="speakers">\n<h2>Speakers</h2>\n'
        for key, links in sorted(self._said.items(), key=lambda one: (-len(one[1]), one[0])):
            name = self._called[key].most_common(1)[0][0]
            yield f"<details><summary>{escape(name)} ×{len(links)}</summary>\n<ul>\n"
            yield from (f"<li>{link}</li>\n" for link in links)
            yield "</ul></details>\n"
        yield '</section>\n<section id="names">\n<h2>Names</h2>\n'
        for key, (label, name) in sorted(self._names.items(), key=lambda one: (-self._mentions[one[0]], one[0])):
            yield f"<details><summary>{escape(name)} ({escape(label)}) ×{self._mentions[key]}</summary>\n<ul>\n"
            yield from (f"<li>{_link(article, words)}</li>\n" for article, words in self._articles[key].items())
            yield "</ul></details>\n"
        yield "</section>\n"


def _link(key: str, words: str) -> str:
    return f'<a href="#{escape(key)}">{escape(words)}</a>'


def _article(record: Record) -> str:
    said = "".join(_said(quote) for quote in record["quotes"]) or "<p>None.</p>\n"
    names = "".join(_names(label, listed) for label, listed in by_label(record)) or "<dt>None.</dt><dd></dd>\n"
    reviewed = " · reviewed" if record["reviewed"] else ""
    return (
        f'<article id="{escape(record["id"])}">\n<h2>{escape(title(record))}</h2>\n'
        f'<p class="about">{escape(record["source"])} · {escape(record["extractor"])}{reviewed}</p>\n'
        f'<div class="text">{_marked(record)}</div>\n'
        f"<h3>Quotes</h3>\n{said}<h3>Names</h3>\n<dl>\n{names}</dl>\n</article>\n"
    )


def _marked(record: Record) -> str:
    """The text cut at every border of a name or quote; each piece says what it belongs to."""
    text: str = record["text"]
    mentions = [((m["start"], m["end"]), (e, m)) for e in record["entities"] for m in e["mentions"]]
    segments = [((s["start"], s["end"]), quote) for quote in record["quotes"] for s in quote["segments"]]
    borders = sorted({0, len(text)}.union(*(place for place, _ in mentions), *(place for place, _ in segments)))
    names, said = _covered(borders, mentions), _covered(borders, segments)
    anchors: dict[int, str] = {}
    for quote in record["quotes"]:
        at = quote["segments"][0]["start"]
        anchors[at] = f'{anchors.get(at, "")}<a id="{escape(quote["id"])}"></a>'
    pieces = []
    for start, end in pairwise(borders):
        piece = escape(text[start:end])
        if start in names:
            entity, mention = names[start]
            about = f"{entity['name']} ({mention['label']}, {mention['by']})"
            piece = (
                f'<mark class="{escape(mention["label"])}" data-by="{escape(mention["by"])}"'
                f' title="{escape(about)}">{piece}</mark>'
            )
        if start in said:
            about = f"{said[start]['kind']}: {speaker_of(said[start])}"
            piece = f'<span class="said" title="{escape(about)}">{anchors.get(start, "")}{piece}</span>'
        pieces.append(piece)
    return "".join(pieces)


def _covered(borders: list[int], spans: Iterable[tuple[tuple[int, int], T]]) -> dict[int, T]:
    """What covers each piece, by the piece's start; of two that overlap the later one."""
    return {
        borders[at]: what
        for (start, end), what in spans
        for at in range(bisect_left(borders, start), bisect_left(borders, end))
    }


def _said(quote: Record) -> str:
    by = ", by hand" if quote["by"] == "human" else ""
    return (
        f"<blockquote>{_link(quote['id'], words_of(quote))}<br>\n"
        f"<small>{escape(speaker_of(quote))} ({escape(quote['kind'])}{by})</small></blockquote>\n"
    )


def _names(label: str, listed: list[Record]) -> str:
    return f"<dt>{escape(label)}</dt><dd>{escape('; '.join(map(described, listed)))}</dd>\n"
