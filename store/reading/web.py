"""HTML -> the article a reader of the page sees: headline, paragraphs, links."""

from __future__ import annotations

from msgspec import structs

from store.reading.flow import Flow, Gap, Page, one_line, unify_line_ends
from store.reading.region import article_in, small_forms
from store.reading.said import Said
from store.reading.tags import BLOCKS
from store.reading.tree import Element, Tree

_QUOTE_MARKS = {True: "“", False: "”"}


def read_html(source: str) -> Page:
    """Return the article in a web page, or in a fragment of one.

    The headline comes first, once. What is hidden from a reader of the page is left out, and so is what surrounds the
    article (see ``store.reading.region``). Where the page has less of the article than it says of itself for machines,
    that is taken.
    """
    tree = Tree(source)
    said = Said(tree)
    start, end = article_in(tree)
    heading = next((element for element in tree.headings if start <= element.start < end), None)
    if heading is None and tree.headings and tree.headings[0].start < start:
        heading = tree.headings[0]
    title = _words(tree, heading)
    flow = Flow()
    render(tree, flow, start, end, without=heading if title else None)
    page = flow.page(title or said.title or _named_title(tree))
    if len(page.text) * 2 < len(said.text):
        body = Flow()
        body.verbatim(unify_line_ends(said.text))
        page = body.page(page.title)
    return headed(page._replace(facts=said.facts))


def headed(page: Page) -> Page:
    """Return ``page`` with its title as its first line, unless it is there already."""
    title = page.title
    first, _, _ = page.text.partition("\n")
    if title is None or first.casefold() == title.casefold():
        return page
    if not page.text:
        return page._replace(text=title)
    shift = len(title) + 2
    links = (structs.replace(link, start=link.start + shift, end=link.end + shift) for link in page.links)
    return page._replace(text=f"{title}\n\n{page.text}", links=tuple(links))


def render(tree: Tree, flow: Flow, start: int, end: int, without: Element | None = None) -> None:
    """Write the events from ``start`` to ``end`` into ``flow``, without what stands apart and without one element."""
    forms = small_forms(tree)
    verbatim = items = 0
    position = start
    while position < end:
        text, element, opens = tree.events[position]
        position += 1
        if element is None:
            (flow.verbatim if verbatim else flow.words)(text)
            continue
        name = element.name
        if opens and element.apart:
            flow.gap(_gap(name, items))
            position = element.end
        elif opens and (element is without or element in forms):
            flow.close_link()
            flow.gap(_gap(name, items))
            position = element.end
        elif name == "a":
            flow.open_link(element.target or "") if opens else flow.close_link()
        elif name == "br":
            flow.line_break()
        elif name == "q":
            flow.words(_QUOTE_MARKS[opens])
        else:
            flow.gap(_gap(name, items) if opens or name not in ("td", "th") else Gap.NONE)
            verbatim += (name == "pre") * (1 if opens else -1)
            items += (name == "li") * (1 if opens else -1)


def _gap(name: str, items: int) -> Gap:
    """What stands around an element; inside list items paragraphs are lines, so that a list stays one."""
    gap = BLOCKS.get(name, Gap.NONE)
    return min(gap, Gap.LINE) if items else gap


def _words(tree: Tree, element: Element | None) -> str | None:
    """The text of one element on one line."""
    if element is None:
        return None
    flow = Flow()
    render(tree, flow, element.start + 1, element.end)
    return one_line(flow.page(None).text)


def _named_title(tree: Tree) -> str | None:
    """The headline as the page's head names it, without the site's name after it; else a heading of its frame."""
    if shared := one_line(tree.meta.get("og:title")):
        return shared
    title, site = one_line(tree.title), one_line(tree.meta.get("og:site_name"))
    if title is None:
        return _words(tree, next(iter(tree.framed), None))
    if site and title.endswith(site):
        return title.removesuffix(site).rstrip(" |-–—:·") or title
    heading = next((words for h in tree.subheadings[:9] if (words := _words(tree, h)) and _begins(title, words)), None)
    return heading or title.rpartition(" | ")[0] or title


def _begins(title: str, words: str) -> bool:
    """Whether a page's title is a headline of these words and the site's name."""
    return " " in words and title.startswith(words) and not title[len(words) :].lstrip()[:1].isalnum()
