"""HTML cut into tokens, in time that grows with its length whatever it holds.

The parsers at hand build a tree, and building it takes quadratic time on pages made for it: lexbor needs 37 s for
100,000 nested <div> (1 MB), Python's html.parser has constructs of its own. Reading an article needs no tree.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

Kind = Literal["text", "start", "end"]

# Possessive throughout: nothing is tried twice. A quote that never closes counts as part of an unquoted value.
_TAG = re.compile(
    r"""<(/?)([A-Za-z][^\s/>]*+)
        ((?:[\s/]++|[^\s/>=][^\s/>=]*+(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s>]*+))?+|=)*+)>""",
    re.VERBOSE,
)
_ATTRIBUTE = re.compile(r"""([^\s/>=][^\s/>=]*+)(?:\s*+=\s*+("[^"]*+"|'[^']*+'|[^\s>]*+))?+""")
_COMMENT_END = re.compile(r"--!?>")
_ENTITY = re.compile(r"&[#\w]{1,40};")
_LONG_ENTITY = re.compile(r"&#0*+([0-9]{8,}+);?")
_ZEROS = re.compile(r"&#0++(?=[0-9])")

# Elements whose content is characters, not markup, up to their end tag.
_RAW = {
    name: re.compile(rf"</{name}(?=[\s/>])", re.IGNORECASE)
    for name in ("script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes")
}


class Token(NamedTuple):
    """A run of text (``value``, entities still in it) or a tag (``value`` its name, ``attributes`` their source)."""

    kind: Kind
    value: str
    attributes: str = ""


def tokens(source: str) -> Iterator[Token]:
    """Yield the tokens of HTML source; comments, declarations and what follows an unfinished tag's ``<`` are text-free.

    Nothing in the source is an error. A last tag that never ends is yielded as text.
    """
    position = 0
    while (start := source.find("<", position)) >= 0:
        if start > position:
            yield Token("text", source[position:start])
        following = source[start + 1 : start + 2]
        if following in ("!", "?") or (following == "/" and not source[start + 2 : start + 3].isalpha()):
            position = _skip_declaration(source, start)
        elif not (following.isascii() and following.isalpha()) and following != "/":
            yield Token("text", "<")
            position = start + 1
        elif tag := _TAG.match(source, start):
            position = tag.end()
            name = tag[2].lower()
            yield Token("end" if tag[1] else "start", name, tag[3])
            if not tag[1] and name in _RAW:
                end = _RAW[name].search(source, position)
                stop = end.start() if end else len(source)
                yield Token("text", source[position:stop])
                position = stop
        else:
            break
    if start < 0:
        start = position
    if start < len(source):
        yield Token("text", source[start:])


def attributes(source: str) -> dict[str, str]:
    """Return a tag's attributes from their source; the first of a name counts, as in browsers."""
    found: dict[str, str] = {}
    for match in _ATTRIBUTE.finditer(source):
        value = match[2] or ""
        if value[:1] in ('"', "'") and value[-1:] == value[:1] and len(value) > 1:
            value = value[1:-1]
        # An entity in an attribute needs its semicolon, or "?a=1&copy=2" would lose its parameter.
        found.setdefault(match[1].lower(), _ENTITY.sub(lambda entity: characters(entity[0]), value))
    return found


def characters(text: str) -> str:
    """Return text with its entities decoded; numbers in the C1 range mean Windows-1252, as on the web."""
    if "&" not in text:
        return text
    return html.unescape(_LONG_ENTITY.sub("\ufffd", _ZEROS.sub("&#", text)))


def _skip_declaration(source: str, start: int) -> int:
    """The place after a comment, doctype or processing instruction; one that never ends takes the rest with it."""
    if source.startswith("<!--", start):
        if source.startswith((">", "->"), start + 4):
            return source.index(">", start) + 1
        end = _COMMENT_END.search(source, start + 4)
        return end.end() if end else len(source)
    close = source.find(">", start)
    return close + 1 if close >= 0 else len(source)
