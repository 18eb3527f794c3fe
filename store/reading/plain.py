"""Plain text: kept as it is, but for the light markup that some articles carry over from the web."""

from __future__ import annotations

import re

from store.reading.flow import Page, one_line, page
from store.reading.tags import INLINE
from store.reading.tokens import attributes, characters
from store.safe import without_hints

_PARAGRAPHS = frozenset(("p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "blockquote", "hr"))
_LINES = frozenset(("br", "li"))
_NAMES = "|".join(sorted(INLINE | _PARAGRAPHS | _LINES))
# Only what is written as a tag throughout: "a < b", "<unknown>" and "<a question>" are words.
_TAG = re.compile(
    rf"""<(/?)({_NAMES})((?:\s++[\w:.-]++\s*+=\s*+(?:"[^"<>]*+"|'[^'<>]*+'|[^\s"'<>=]++))*+)\s*+/?>""", re.IGNORECASE
)

_HEADLINE = 120
_SENTENCE_END = re.compile(r"[.,;:]\W*$")
_LETTER = re.compile(r"[^\W\d_]")


def read_plain(source: str) -> Page:
    """Return a plain text; its tags are taken for markup only where they come in pairs, or are <br> or <p>."""
    source = without_hints(source)
    found = _unmarked(source) if _has_markup(source) else page(None, source, [])
    return found._replace(title=_headline(found.text))


def _has_markup(text: str) -> bool:
    opened: set[str] = set()
    for match in _TAG.finditer(text):
        name = match[2].lower()
        if name in ("br", "p") or (match[1] and name in opened):
            return True
        if not match[1]:
            opened.add(name)
    return False


def _unmarked(source: str) -> Page:
    """The text without its tags, entities decoded; the lines stay as they are."""
    markup = _Markup()
    position = 0
    for match in _TAG.finditer(source):
        markup.text(source[position : match.start()])
        markup.tag(match[2].lower(), bool(match[1]), match[3])
        position = match.end()
    markup.text(source[position:])
    markup.end_link()
    return page(None, "".join(markup.parts), markup.links, blank_lines=2)


class _Markup:
    """Text and tags one after the other; counts along so that links know their place."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.links: list[tuple[int, int, str]] = []
        self._length = 0
        self._after = ""  # the line ends that the last tag stood for
        self._link: tuple[int, str] | None = None

    def text(self, source: str) -> None:
        text = characters(source)
        if self._after:
            text = text.lstrip(" \t")
            text = text.removeprefix("\n") if self._after == "\n" else text
        if text:
            self._write(text)
            self._after = ""

    def tag(self, name: str, closes: bool, source: str) -> None:
        if name == "a":
            self.end_link()
            if target := "" if closes else attributes(source).get("href", "").strip():
                self._link = (self._length, target)
        elif name == "q":
            self._write("”" if closes else "“")
        elif name in _PARAGRAPHS or name in _LINES:
            self._after = "\n\n" if name in _PARAGRAPHS else "\n"
            self._write(self._after)

    def end_link(self) -> None:
        if self._link:
            self.links.append((self._link[0], self._length, self._link[1]))
            self._link = None

    def _write(self, text: str) -> None:
        self.parts.append(text)
        self._length += len(text)


def _headline(text: str) -> str | None:
    """The first line, when it is short, no sentence, and stands alone above the rest."""
    first, _, rest = text.partition("\n")
    if len(first) > _HEADLINE or not rest.startswith("\n") or _SENTENCE_END.search(first) or not _LETTER.search(first):
        return None
    return one_line(first)
