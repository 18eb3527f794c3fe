"""What the elements of HTML mean for the article in a page: blocks, lines, cells, and what is no part of it."""

from __future__ import annotations

import re

from store.reading.flow import Gap
from store.reading.tokens import attributes


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


VOID = _names("area base br col embed hr img input link meta param source track wbr")
#: Elements that change how words look, not where they stand.
INLINE = _names(
    """a abbr acronym b bdi bdo big cite code del dfn em font i ins kbd mark nobr q s samp small span strike strong sub
    sup time tt u var"""
)
_PARAGRAPHS = _names(
    """address article aside blockquote body center details dialog div dl fieldset figcaption figure footer form h1 h2
    h3 h4 h5 h6 header hgroup hr html legend main menu nav ol p pre section summary table ul"""
)
_LINES = _names("li dt dd tr caption thead tbody tfoot option")
#: What stands around a block.
BLOCKS = dict.fromkeys(_PARAGRAPHS, Gap.PARAGRAPH) | dict.fromkeys(_LINES, Gap.LINE)
BLOCKS |= {"td": Gap.CELL, "th": Gap.CELL}

# No part of the article: programs, drawings, controls, and what frames every page of a site.
_APART = _names(
    """script style nav footer aside template noscript svg math iframe object embed canvas audio video button select
    textarea title noembed noframes datalist dialog map menu"""
)
_APART_ROLES = _names("navigation banner contentinfo complementary search dialog alertdialog menu")
_HIDDEN_CLASSES = _names("sr-only visually-hidden visuallyhidden screen-reader-text")
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_TELLING = re.compile(r"hidden|display|visib|role|sr-only|screen-reader", re.IGNORECASE)

#: Words in the class or id of what surrounds an article: by convention, on nearly every site.
_FRAME_WORDS = _names(
    """ad ads advert adverts advertisement advertising banner bio breadcrumb breadcrumbs comment comments consent cookie
    cookies disqus footer gdpr masthead menu modal nav navbar navigation navlinks newsletter outbrain overlay pager
    pagination paywall popular popup promo promos promotion recirculation recommendations recommended related replies
    respond share sharing sidebar signup skip social sponsor sponsored subscribe subscription taboola toolbar trending
    widget widgets"""
)
#: Of these, what can be longer than the article.
_LONG_FRAME_WORDS = _names("comments consent cookie cookies disqus gdpr replies respond")
#: Beside these the words above say how a page is laid out, not what an element is.
_LAYOUT_WORDS = _names("has no with without layout enabled open site template")
_WORDS = re.compile(r"[A-Z]?[a-z]+")
_FRAMING = re.compile(f"{'|'.join(sorted(_FRAME_WORDS))}", re.IGNORECASE)

_CELLS = _names("td th")
_TABLE_GROUPS = _names("thead tbody tfoot")
#: The open elements that a start tag ends, as HTML lets authors leave out end tags.
ENDS = {
    "li": _names("li"),
    "dt": _names("dt dd"),
    "dd": _names("dt dd"),
    "option": _names("option"),
    "td": _CELLS,
    "th": _CELLS,
    "tr": _CELLS | {"tr"},
    "body": _names("head"),
} | dict.fromkeys(_TABLE_GROUPS, _CELLS | _TABLE_GROUPS | {"tr"})
TABLE_PARTS = _CELLS | _TABLE_GROUPS | _names("tr caption table")
#: An end tag inside one of these closes nothing outside of it.
BARRIERS = _CELLS | _names("caption table template button html")


def is_telling(source: str) -> bool:
    """Whether a tag's attributes could put its element out of sight."""
    return _TELLING.search(source) is not None


def framing(name: str, source: str) -> float:
    """The most of a page's text that an element can have and be its frame, as its class or id says; 0 for none.

    A name that authors make up (<x-menu>) says it too.
    """
    if not _FRAMING.search(source) and "-" not in name:
        return 0.0
    found = attributes(source)
    words = {word.lower() for word in _WORDS.findall(f"{found.get('class', '')} {found.get('id', '')}")}
    words |= set(name.split("-")) if "-" in name else set()
    if _FRAME_WORDS.isdisjoint(words) or not _LAYOUT_WORDS.isdisjoint(words):
        return 0.0
    return 0.5 if _LONG_FRAME_WORDS.isdisjoint(words) else 1.0


def is_apart(name: str, source: str, in_article: bool) -> bool:
    """Whether an element is no part of the article, for what it is or because it is out of sight.

    A <header> frames the page, but inside an <article> it holds the headline and what stands under it.
    """
    if name in ("html", "body"):
        return False
    if name in _APART or (name == "header" and not in_article):
        return True
    if not is_telling(source):
        return False
    found = attributes(source)
    return (
        ("hidden" in found and found["hidden"].lower() != "until-found")
        or _HIDDEN_STYLE.search(found.get("style", "")) is not None
        or found.get("role", "").lower() in _APART_ROLES
        or not _HIDDEN_CLASSES.isdisjoint(found.get("class", "").lower().split())
    )
