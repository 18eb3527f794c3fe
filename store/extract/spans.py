"""What the components that find names share: candidates, tests on words, and spans that remember why they are names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from spacy.tokens import Doc, Span

from store.extract.lists import PLAIN, word_set

Span.set_extension("pressbox_reason", default="", force=True)

_NO_NAME_TAGS = word_set("DT IN CC PRP PRP$ MD VBD VBZ VBP WP WDT WRB EX TO RB UH _SP")


@dataclass(slots=True)
class Name:
    """A stretch of tokens that may be a name."""

    start: int
    end: int
    label: str
    reason: str = ""

    def covers(self, other: Name) -> bool:
        """Whether the other lies within this one."""
        return self.start <= other.start and other.end <= self.end


class ByToken:
    """Names to be asked which of them share tokens with another one, in a time that does not grow with their number."""

    def __init__(self, names: Iterable[Name]) -> None:
        self._at: defaultdict[int, list[Name]] = defaultdict(list)
        for name in names:
            for i in range(name.start, name.end):
                self._at[i].append(name)

    def touching(self, name: Name) -> list[Name]:
        """Return the names that share a token with ``name``."""
        found: list[Name] = []
        for i in range(name.start, name.end):
            found += (other for other in self._at.get(i, ()) if other not in found)
        return found


class Words:
    """A document's tokens as plain values, read once: attribute access through spaCy is what costs."""

    def __init__(self, doc: Doc) -> None:
        self.text: str = doc.text.translate(PLAIN)
        self.starts: list[int] = [token.idx for token in doc]
        self.raw: list[str] = [token.text for token in doc]
        self.words = [word.translate(PLAIN) for word in self.raw]
        self.lower = [word.lower() for word in self.words]
        self.tags: list[str] = [token.tag_ for token in doc]
        self.capital = [word[:1].isupper() or any(char.isupper() for char in word[1:]) for word in self.words]
        self.opens = [self._opens(i) for i in range(len(self.words))]
        self.token_at_end = {
            start + len(word): i for i, (start, word) in enumerate(zip(self.starts, self.raw, strict=True))
        }

    def __len__(self) -> int:
        return len(self.words)

    def _opens(self, i: int) -> bool:
        """Whether the token opens a sentence or a quote, where a capital letter says nothing."""
        return i == 0 or self.words[i - 1][-1:] in ".!?:\"“”\n'" or self.words[i - 1].isspace()

    def name_like(self, i: int) -> bool:
        """Whether the token is capitalised for being part of a name."""
        if not self.capital[i]:
            return False
        return self.tags[i] not in _NO_NAME_TAGS or not (self.opens[i] or self.lower[i] in _SMALL)

    def hyphenated(self, i: int) -> bool:
        """Whether the token is a hyphen that joins two words without a blank."""
        return (
            self.words[i] in ("-", "\u2010", "\u2011")
            and 0 < i < len(self.words) - 1
            and self.starts[i - 1] + len(self.raw[i - 1]) == self.starts[i]
            and self.starts[i] + len(self.raw[i]) == self.starts[i + 1]
        )

    def shown(self, start: int, end: int) -> str:
        """The plain text of the tokens ``start:end``."""
        return self.text[self.starts[start] : self.starts[end - 1] + len(self.raw[end - 1])]


_SMALL = word_set(
    """the a an and or but if in on at to of for by with from as is was are were be been he she it they we you i his
    her their our my your its this that these those who what when where why how not no yes so then there here
    after before while although though because since until than also just only even still yet meanwhile however
    now today yesterday tomorrow despite former would could should will can may might must did does do has have
    had all some any each every both either neither more most many much few several such another other others
    one two three four five six seven eight nine ten first second third last next new old speaking asked
    according"""
)


def small_word(word: str) -> bool:
    """Whether the lower-case word is one that names nothing however it is written."""
    return word in _SMALL


def compound_before(doc: Doc, i: int) -> tuple[str, int]:
    """Return the word before token ``i``, whole if hyphens cut it ("fly-half"), and the place of its first token."""
    start = i - 1
    while (
        start > 1 and doc[start - 1].text == "-" and not doc[start - 1].whitespace_ and not doc[start - 2].whitespace_
    ):
        start -= 2
    return doc[start:i].text if start >= 0 else "", max(start, 0)


def named(doc: Doc, start: int, end: int, label: str, reason: str) -> Span:
    """Return the tokens ``start:end`` as an entity of ``label`` that remembers why it is one."""
    span = Span(doc, start, end, label=label)
    if reason:
        span._.pressbox_reason = reason
    return span


def reason(span: Span) -> str:
    """Why the span is a name of its label; "" if only the recogniser said so."""
    return str(span._.pressbox_reason or "")


def place(doc: Doc, names: Iterable[Name]) -> None:
    """Make ``names`` the document's entities; of two that overlap the first wins."""
    taken: set[int] = set()
    spans = []
    for name in names:
        tokens = range(name.start, name.end)
        if tokens and taken.isdisjoint(tokens):
            taken.update(tokens)
            spans.append(named(doc, name.start, name.end, name.label, name.reason))
    doc.ents = tuple(sorted(spans, key=lambda span: span.start))
