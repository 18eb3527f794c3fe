"""HTML -> the article a reader of the page sees: headline, paragraphs, links."""

from __future__ import annotations

from msgspec import structs

from store.reading.flow import Flow, Gap, Page, one_line
from store.reading.tags import BLOCKS
from store.reading.tree import Element, Tree

_QUOTE_MARKS = {True: "“", False: "”"}


def read_html(source: str) -> Page:
    """Return the article in a web page, or in a fragment of one.

    The <article> or <main> with most of the page's text is the article, otherwise everything that does not frame it.
    The headline comes first, once. What is hidden from a reader of the page is left out.
    """
    tree = Tree(source)
    start, end = _article(tree)
    heading = next((element for element in tree.headings if start <= element.start < end), None)
    title = _words(tree, heading)
    flow = Flow()
    render(tree, flow, start, end, without=heading if title else None)
    return headed(flow.page(title or _named_title(tree)))


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
    forms = _small_forms(tree)
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


def _article(tree: Tree) -> tuple[int, int]:
    """The events of the article."""
    for regions in (tree.articles, tree.mains):
        largest = max(regions, key=lambda element: element.weight, default=None)
        if largest is not None and largest.weight > 0 and largest.weight * 2 >= tree.weight:
            return largest.start, largest.end
    return 0, len(tree.events)


def _small_forms(tree: Tree) -> set[Element]:
    """The forms that are controls of a page; some sites put the whole page into one."""
    return {form for form in tree.forms if form.weight * 2 < tree.weight}


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
    return title.rpartition(" | ")[0] or title
