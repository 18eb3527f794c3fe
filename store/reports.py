"""Reports for people, made of article records: one HTML page that opens offline, or Markdown.

Both are streams of text: a head, a part for each record, an end. Everything that comes from an article is escaped.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from html import escape
from itertools import pairwise
from typing import TypeVar

from store.record import Record

T = TypeVar("T")

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
blockquote a { color: inherit; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .2rem 1rem; font-size: .9rem; }
dt { color: var(--faint); } dd { margin: 0; }
"""

#: Characters of text that stand for a title.
_TITLE = 80

_MARKUP = re.compile(r"([\\`*_\[\]<>&|~])")
_BLOCK_START = re.compile(r"^(\s*)([#+=-]|\d+(?=[.)]))", re.MULTILINE)


def html(records: Iterable[Record]) -> Iterator[str]:
    """One self-contained page: each article's text with its names and quotes marked, then who said what."""
    yield (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>Pressbox report</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<h1>Pressbox report</h1>\n"
    )
    for record in records:
        yield _article(record)
    yield "</body>\n</html>\n"


def _article(record: Record) -> str:
    said = "".join(_said(quote) for quote in record["quotes"]) or "<p>None.</p>\n"
    names = "".join(_names(label, listed) for label, listed in _by_label(record)) or "<dt>None.</dt><dd></dd>\n"
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
    first = {quote["segments"][0]["start"]: quote["id"] for quote in record["quotes"] if quote["segments"]}
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
            anchor = f' id="{escape(first[start])}"' if start in first else ""
            about = f"{said[start]['kind']}: {_speaker(said[start])}"
            piece = f'<span class="said"{anchor} title="{escape(about)}">{piece}</span>'
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
    words = escape(words_of(quote))
    by = ", by hand" if quote["by"] == "human" else ""
    return (
        f'<blockquote><a href="#{escape(quote["id"])}">{words}</a><br>\n'
        f"<small>{escape(_speaker(quote))} ({escape(quote['kind'])}{by})</small></blockquote>\n"
    )


def _names(label: str, listed: list[Record]) -> str:
    return f"<dt>{escape(label)}</dt><dd>{escape('; '.join(map(_name, listed)))}</dd>\n"


def markdown(records: Iterable[Record]) -> Iterator[str]:
    """Each article as a chapter: its text with the names in bold, then who said what."""
    yield "# Pressbox report\n"
    for record in records:
        reviewed = ", reviewed" if record["reviewed"] else ""
        lines = [f"\n## {_inline(title(record))}\n", f"{_inline(record['source'])}{reviewed}\n", _bold(record)]
        lines.append("\n### Quotes\n")
        for quote in record["quotes"]:
            by = ", by hand" if quote["by"] == "human" else ""
            lines.append(f"- **{_inline(_speaker(quote))}** ({quote['kind']}{by}): {_inline(words_of(quote))}")
        lines.append("\n### Names\n")
        lines += [f"- {label}: {_inline('; '.join(map(_name, listed)))}" for label, listed in _by_label(record)]
        yield "\n".join(lines) + "\n"


def _bold(record: Record) -> str:
    """The text as paragraphs with every name in bold."""
    text: str = record["text"]
    mentions = sorted((m["start"], m["end"]) for entity in record["entities"] for m in entity["mentions"])
    parts, at = [], 0
    for start, end in mentions:
        parts += [_escaped(text[at:start]), f"**{_escaped(text[start:end])}**"]
        at = end
    parts.append(_escaped(text[at:]))
    lines = (line.strip() for line in "".join(parts).splitlines())
    return "\n\n".join(_BLOCK_START.sub(r"\1\\\2", line) for line in lines if line)


def _escaped(text: str) -> str:
    return _MARKUP.sub(r"\\\1", text)


def _inline(text: str) -> str:
    """Text on one line in which nothing is Markdown."""
    return _BLOCK_START.sub(r"\1\\\2", _escaped(" ".join(text.split())))


def title(record: Record) -> str:
    """The article's title, or its first words."""
    words = str(record["title"] or " ".join(record["text"][: 5 * _TITLE].split()))
    return words if len(words) <= _TITLE or record["title"] else f"{words[:_TITLE].rsplit(' ', 1)[0]}…"


def words_of(quote: Record) -> str:
    """What was said, the segments joined by dots, in quotation marks unless it is indirect speech."""
    words = " … ".join(" ".join(segment["text"].split()) for segment in quote["segments"])
    return words if quote["kind"] == "indirect" else f"“{words}”"


def _speaker(quote: Record) -> str:
    return quote["speaker"]["name"] or "nobody named"


def _by_label(record: Record) -> list[tuple[str, list[Record]]]:
    labels: dict[str, list[Record]] = {}
    for entity in record["entities"]:
        labels.setdefault(entity["label"], []).append(entity)
    return sorted(labels.items())


def _name(entity: Record) -> str:
    aliases = f" ({', '.join(entity['aliases'])})" if entity["aliases"] else ""
    return f"{entity['name']}{aliases} ×{len(entity['mentions'])}"
