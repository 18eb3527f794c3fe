"""Markdown -> the text that a reader of the rendered article sees."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from markdown_it import MarkdownIt
from markdown_it.token import Token

from store.reading.flow import Flow, Gap, Page, one_line
from store.reading.plain import read_plain
from store.reading.tags import BLOCKS, INLINE, VOID
from store.reading.tokens import attributes, characters, tokens
from store.reading.tree import Tree
from store.reading.web import headed, render
from store.safe import safe, shows, without_hints

_FRONT_MATTER = re.compile(r"---[ \t]*\n((?:(?:\w[\w-]*[ \t]*:.*|[ \t#-].*)?\n)*?)(?:---|\.\.\.)[ \t]*(?:\n|\Z)")
_TITLE = re.compile(r"^title[ \t]*:[ \t]*(.+)$", re.MULTILINE | re.IGNORECASE)
_NESTING = 20
_MOST = 512 * 1024
_MOST_LINES = 20_000
_MOST_BRACKETS = 10_000
_KNOWN = INLINE | VOID | BLOCKS.keys() | {"script", "style"}

_GAPS = {
    "heading": Gap.PARAGRAPH,
    "paragraph": Gap.PARAGRAPH,
    "blockquote": Gap.PARAGRAPH,
    "bullet_list": Gap.PARAGRAPH,
    "ordered_list": Gap.PARAGRAPH,
    "list_item": Gap.LINE,
    "table": Gap.PARAGRAPH,
    "tr": Gap.LINE,
    "th": Gap.CELL,
    "td": Gap.CELL,
    "hr": Gap.PARAGRAPH,
}


def read_markdown(source: str) -> Page:
    """Return a Markdown article; its title is the front matter's, else its first heading. Raw HTML becomes text.

    What is far beyond an article, in size or in brackets, is read as plain text: parsing it could take minutes.
    """
    source = safe(without_hints(source))
    if len(source) > _MOST or source.count("\n") > _MOST_LINES or source.count("[") > _MOST_BRACKETS:
        return read_plain(source)
    title = None
    if match := _FRONT_MATTER.match(source):
        named = _TITLE.search(match[1])
        title = one_line(named[1].strip().strip("\"'")) if named else None
        source = source[match.end() :]
    parts = _parser().parse(source)
    flow = Flow()
    _blocks(parts, flow)
    found = headed(flow.page(title or _first_heading(parts)))
    # What is nested too deeply for an article has been left out; if that is all, it is read as it stands.
    return found if shows(found.text) or len(source) < _NESTING else read_plain(source)


def _parser() -> MarkdownIt:
    """CommonMark with tables; every link is wanted as it stands, since none will ever be followed from here."""
    parser = MarkdownIt("commonmark", {"maxNesting": _NESTING}).enable(["table", "strikethrough"])
    parser.validateLink = lambda url: True  # type: ignore[method-assign]
    parser.normalizeLink = lambda url: url  # type: ignore[method-assign]
    return parser


def _blocks(parts: Sequence[Token], flow: Flow) -> None:
    lists = 0
    for part in parts:
        kind = part.type
        if kind == "inline":
            _inline(part.children or (), flow)
        elif kind in ("fence", "code_block"):
            flow.gap(Gap.PARAGRAPH)
            flow.verbatim(part.content.rstrip("\n"))
            flow.gap(Gap.PARAGRAPH)
        elif kind == "html_block":
            tree = Tree(part.content)
            flow.gap(Gap.PARAGRAPH)
            render(tree, flow, 0, len(tree.events))
            flow.gap(Gap.PARAGRAPH)
        else:
            name = kind.removesuffix("_open").removesuffix("_close")
            gap = _GAPS.get(name, Gap.NONE)
            if kind not in ("td_close", "th_close"):
                flow.gap(min(gap, Gap.LINE) if part.hidden or lists else gap)
            if name in ("bullet_list", "ordered_list"):
                lists += part.nesting


def _inline(parts: Sequence[Token], flow: Flow) -> None:
    for part in parts:
        match part.type:
            case "text" | "code_inline":
                flow.words(part.content)
            case "softbreak":
                flow.gap(Gap.SPACE)
            case "hardbreak":
                flow.line_break()
            case "link_open":
                flow.open_link(str(part.attrs.get("href", "")))
            case "link_close":
                flow.close_link()
            case "html_inline":
                _raw(part.content, flow)


def _raw(source: str, flow: Flow) -> None:
    """A tag or comment inside a paragraph: known tags do what they mean, unknown ones are words."""
    for token in tokens(source):
        if token.kind == "text":
            flow.words(characters(token.value))
        elif token.value == "a":
            flow.close_link()
            if target := attributes(token.attributes).get("href", "").strip():
                flow.open_link(target)
        elif token.value == "br":
            flow.line_break()
        elif token.value not in _KNOWN:
            flow.words(source)


def _first_heading(parts: Sequence[Token]) -> str | None:
    for opening, part in pairwise(parts):
        if opening.type == "heading_open":
            flow = Flow()
            _inline(part.children or (), flow)
            return one_line(flow.page(None).text)
    return None
