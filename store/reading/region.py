"""Where in a web page the article is: what surrounds it is set apart, and the rest is narrowed down.

Two things tell the frame of a page from an article: the words in its elements' classes and ids, as in Arc90's
Readability, and how much of its text is links, the strongest of the features that Kohlschütter, Fankhauser and Nejdl
compared ("Boilerplate Detection using Shallow Text Features", WSDM 2010). All of it takes one pass per step.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import accumulate

from store.reading.tags import BLOCKS
from store.reading.tree import Element, Tree

#: Below so many characters a page is taken as it is: there is too little to tell a frame by.
_LEAST = 400
#: A block is a list of links when so much of its text is.
_LINKED = 0.75
#: A piece of running text has so many characters, or ends as a sentence does.
_RUNNING = 80
_SENTENCE_END = re.compile(r"[.!?…:]['\"”’»)\]]*\s*$")
#: The part of the running text that the article's element has to have; less will do if what is outside is in shorter
#: pieces, as teasers are, by this factor.
_MOST, _LESS, _SHORTER = 0.9, 0.6, 0.5


def article_in(tree: Tree) -> tuple[int, int]:
    """Set apart what surrounds the article and return the events that it lies in.

    That is the <article> or <main> that has most of the text or the headline, else the innermost element with nearly
    all running text.
    """
    _set_frames_apart(tree)
    sums = _Sums(tree)
    if region := _marked(tree, sums):
        return region.start, region.end
    return _narrowed(tree, sums)


def small_forms(tree: Tree) -> set[Element]:
    """The forms that are controls of a page; some sites put the whole page into one."""
    return {form for form in tree.forms if form.weight * 2 < tree.weight}


class _Sums:
    """How much text in sight, and how much of it in links, there is between two events."""

    def __init__(self, tree: Tree) -> None:
        texts, linked = [0] * len(tree.events), [0] * len(tree.events)
        inside = False
        for position, (text, element, opens) in _in_sight(tree):
            if element is None:
                texts[position] = len(text.strip())
                linked[position] = texts[position] * inside
            elif element.name == "a":
                inside = opens
        self._texts = list(accumulate(texts, initial=0))
        self._linked = list(accumulate(linked, initial=0))

    def text(self, start: int, end: int) -> int:
        return self._texts[end] - self._texts[start]

    def linked(self, element: Element) -> float:
        """The share of an element's text that is links."""
        text = self.text(element.start, element.end)
        return (self._linked[element.end] - self._linked[element.start]) / text if text else 0.0

    @property
    def total(self) -> int:
        return self._texts[-1]


def _in_sight(
    tree: Tree, start: int = 0, end: int | None = None
) -> Iterator[tuple[int, tuple[str, Element | None, bool]]]:
    """The events that are not apart, with their places."""
    position = start
    end = len(tree.events) if end is None else end
    while position < end:
        event = tree.events[position]
        if event.element is not None and event.opens and event.element.apart:
            position = event.element.end
            continue
        yield position, event
        position += 1


def _set_frames_apart(tree: Tree) -> None:
    """Set apart the blocks that are called a frame and those that are links, unless hardly anything is left then."""
    before = _Sums(tree)
    if before.total < _LEAST:
        return
    heading = tree.headings[0].start if tree.headings else -1
    marked = [block for block in tree.blocks if not _holds(block, heading) and _is_frame(block, before)]
    for block in marked:
        block.apart = True
    left = _Sums(tree).total
    if left < _LEAST / 2 and left < before.total / 5:
        for block in marked:
            block.apart = False


def _is_frame(block: Element, sums: _Sums) -> bool:
    if block.name in ("html", "body", "main", "article"):
        return False
    return sums.text(block.start, block.end) <= block.framing * sums.total or sums.linked(block) >= _LINKED


def _holds(element: Element, position: int) -> bool:
    return element.start <= position < element.end


def _marked(tree: Tree, sums: _Sums) -> Element | None:
    """The element that the page itself marks as the article."""
    heading = tree.headings[0].start if tree.headings else -1
    for regions in (tree.articles, tree.mains):
        regions = [region for region in regions if not region.apart]
        weights = {region: sums.text(region.start, region.end) for region in regions}
        largest = max(regions, key=weights.__getitem__, default=None)
        if largest is None:
            continue
        weight = weights[largest]
        if weight > 0 and (weight * 2 >= sums.total or (weight >= _LEAST and _holds(largest, heading))):
            return largest
    return None


def _narrowed(tree: Tree, sums: _Sums) -> tuple[int, int]:
    """The events from the headline to the last running text in the innermost element with nearly all of it."""
    running = _running(tree)
    total = sum(length for _, _, length in running)
    if total < _LEAST:
        return 0, len(tree.events)
    lengths, pieces = [0] * (len(tree.events) + 1), [0] * (len(tree.events) + 1)
    for start, _, length in running:
        lengths[start] += length
        pieces[start] += 1
    lengths, pieces = list(accumulate(lengths, initial=0)), list(accumulate(pieces, initial=0))

    def fits(element: Element) -> bool:
        length = lengths[element.end] - lengths[element.start]
        if length < _MOST * total:
            inside = pieces[element.end] - pieces[element.start]
            outside = len(running) - inside
            return length >= _LESS * total and (total - length) * inside <= _SHORTER * length * outside
        return True

    fitting = [block for block in tree.blocks if not block.apart and fits(block)]
    inner = min(fitting, key=lambda block: block.end - block.start, default=None)
    start, end = (inner.start, inner.end) if inner else (0, len(tree.events))
    inside = [(first, last) for first, last, _ in running if start <= first < end]
    heading = next((h.start for h in tree.headings if start <= h.start <= inside[0][0]), None)
    # A line of some words that stands alone above or below everything is the frame of a page without elements for it.
    return (inside[0][0] if heading is None else heading), inside[-1][1]


def _running(tree: Tree) -> list[tuple[int, int, int]]:
    """The stretches of running text: first event, last event, length. Headings between them belong to what follows."""
    found: list[tuple[int, int, int]] = []
    first, last, length, words = 0, 0, 0, ""
    inside = False
    linked = 0
    for position, (text, element, opens) in _in_sight(tree):
        if element is None:
            if text.strip():
                first = position if not length else first
                last, words = position + 1, text
                length += len(text.strip())
                linked += len(text.strip()) * inside
        elif element.name == "a":
            inside = opens
        elif element.name in BLOCKS or element.name == "br":
            if _runs(length, linked, words):
                found.append((first, last, length))
            length, linked = 0, 0
    if _runs(length, linked, words):
        found.append((first, last, length))
    return found


def _runs(length: int, linked: int, words: str) -> bool:
    return linked < _LINKED * length and (length >= _RUNNING or _SENTENCE_END.search(words) is not None)
