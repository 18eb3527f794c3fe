"""HTML tokens put in order: which element ends where, what is out of sight, and how much text each region holds."""

from __future__ import annotations

from collections import defaultdict
from typing import NamedTuple

from store.reading import tags
from store.reading.tokens import Token, attributes, characters, tokens

_JSON_LD = "application/ld+json"
_MOST_DATA = 20


class Element:
    """An element on the way: its events are ``start`` to ``end``, and it holds ``weight`` characters in sight.

    It is ``apart`` when it is no part of the article, ``framing`` is the most of the page's text
    that it can have and be none, as its class or id says.
    """

    __slots__ = ("apart", "end", "framing", "name", "start", "target", "weight")

    def __init__(self, name: str, start: int, weight: int) -> None:
        self.name = name
        self.start = self.end = start
        self.weight = weight
        self.apart = False
        self.framing = 0.0
        self.target: str | None = None


class Event(NamedTuple):
    """Text (``element`` is None), or the start or end of an element."""

    text: str = ""
    element: Element | None = None
    opens: bool = False


class Tree:
    """The events of a document in order, its regions, and what its head says of it."""

    def __init__(self, source: str) -> None:
        self.events: list[Event] = []
        self.meta: dict[str, str] = {}
        self.title: str | None = None
        self.headings: list[Element] = []
        self.subheadings: list[Element] = []
        self.framed: list[Element] = []  # headings outside the article: a site's name, or the headline after all
        self.articles: list[Element] = []
        self.mains: list[Element] = []
        self.forms: list[Element] = []
        self.blocks: list[Element] = []
        self.data: list[str] = []  # what the page says of itself in JSON-LD
        self.canonical = ""
        self.time = ""  # the first time in sight that is written for machines
        self.weight = 0
        self._stack: list[Element] = []
        self._places: defaultdict[str, list[int]] = defaultdict(list)  # where in the stack each name is open
        self._barriers: list[int] = []
        self._apart = 0
        self._link: tuple[Element, int] | None = None
        for token in tokens(source):
            self._take(token)
        self._close_down_to(0)
        self._end_link()

    def _take(self, token: Token) -> None:
        if token.kind == "text":
            if self._stack and self._stack[-1].name == "script":
                self._data(token.value)
            else:
                self._text(characters(token.value))
        elif token.kind == "start":
            self._open(token.value, token.attributes)
        else:
            self._close(token.value)

    def _data(self, text: str) -> None:
        if self._stack[-1].target == _JSON_LD and len(self.data) < _MOST_DATA:
            self.data.append(text)

    def _text(self, text: str) -> None:
        if self._stack and self._stack[-1].name == "title" and self.title is None and not self._places["svg"]:
            self.title = text
        if self.events and self.events[-1].opens and self._stack and self._stack[-1].name == "pre":
            text = text.removeprefix("\n")  # the line end after <pre> is none of its text
        if not self._apart:
            self.weight += len(text.strip())
        self.events.append(Event(text))

    def _open(self, name: str, source: str) -> None:
        if name == "a":
            if not self._apart:
                self._end_link()
                self._start_link(attributes(source).get("href", "").strip())
            return
        if name == "meta":
            self._read_meta(attributes(source))
        elif name == "link" and not self.canonical:
            found = attributes(source)
            if "canonical" in found.get("rel", "").lower().split():
                self.canonical = found.get("href", "")
        elif name == "time" and not self.time and not self._apart:
            self.time = attributes(source).get("datetime", "")
        if name in tags.BLOCKS:
            self._end_implied(name)
        shown_inline = name in tags.INLINE and not tags.is_telling(source)
        if shown_inline and name != "q":
            return
        element = Element(name, len(self.events), self.weight)
        if shown_inline or name in tags.VOID:
            self.events.append(Event(element=element, opens=True))
            return
        if name == "script" and _JSON_LD in source.lower():
            element.target = _JSON_LD
        element.framing = tags.framing(name, source)
        element.apart = tags.is_apart(name, source, in_article=bool(self._places["article"]))
        self._push(element)

    def _push(self, element: Element) -> None:
        if self._apart or element.apart:
            regions = {"h1": self.framed}
        else:
            regions = {
                "article": self.articles,
                "main": self.mains,
                "h1": self.headings,
                "h2": self.subheadings,
                "form": self.forms,
            }
        if element.name in regions:
            regions[element.name].append(element)
        if not self._apart and (element.framing or element.name in tags.BLOCKS):
            self.blocks.append(element)
        self._apart += element.apart
        self._places[element.name].append(len(self._stack))
        if element.name in tags.BARRIERS:
            self._barriers.append(len(self._stack))
        self._stack.append(element)
        self.events.append(Event(element=element, opens=True))

    def _close(self, name: str) -> None:
        if name == "a":
            if not self._apart:
                self._end_link()
        elif name in ("p", "br"):
            if self._places[name]:
                self._close_innermost(name)
            else:  # a stray one makes an empty paragraph or a line, as in browsers
                self.events.append(Event(element=Element(name, len(self.events), self.weight), opens=True))
        elif self._places[name]:
            self._close_innermost(name)
        elif name == "q":
            self.events.append(Event(element=Element(name, len(self.events), self.weight)))

    def _close_innermost(self, name: str) -> None:
        """Close the innermost element of that name, unless a table cell or the like stands in between."""
        place = self._places[name][-1]
        if name in tags.TABLE_PARTS or not self._barriers or place >= self._barriers[-1]:
            self._close_down_to(place)

    def _end_implied(self, name: str) -> None:
        if self._stack and self._stack[-1].name == "p":
            self._close_down_to(len(self._stack) - 1)
        ended = tags.ENDS.get(name, frozenset())
        while self._stack and self._stack[-1].name in ended:
            self._close_down_to(len(self._stack) - 1)

    def _close_down_to(self, depth: int) -> None:
        while len(self._stack) > depth:
            element = self._stack.pop()
            if self._link and self._link[1] > len(self._stack):
                self._end_link()
            self._places[element.name].pop()
            if element.name in tags.BARRIERS:
                self._barriers.pop()
            self._apart -= element.apart
            element.weight = self.weight - element.weight
            self.events.append(Event(element=element))
            element.end = len(self.events)

    def _start_link(self, target: str) -> None:
        if target:
            element = Element("a", len(self.events), self.weight)
            element.target = target
            self._link = (element, len(self._stack))
            self.events.append(Event(element=element, opens=True))

    def _end_link(self) -> None:
        if self._link:
            self.events.append(Event(element=self._link[0]))
            self._link = None

    def _read_meta(self, found: dict[str, str]) -> None:
        name = (found.get("property") or found.get("name") or "").lower()
        if name and "content" in found:
            self.meta.setdefault(name, found["content"])
